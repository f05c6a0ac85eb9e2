package durable_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/internal/durable"
)

// TestMain runs the tests, or is the process that holds a file until it is killed.
func TestMain(m *testing.M) {
	name := os.Getenv("DURABLE_HOLD")
	if name == "" {
		os.Exit(m.Run())
	}
	if _, _, err := durable.Open(name, nil, durable.Local); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println("locked")
	<-time.After(time.Hour)
}

// holder makes a process that opens a file.
func holder(t *testing.T, name string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), "DURABLE_HOLD="+name)
	return cmd
}

func TestOneAtATime(t *testing.T) {
	t.Parallel()
	name := fileName(t)
	file := open(t, name, durable.Local)
	_, _, err := durable.Open(name, nil, durable.Local)
	require.ErrorIs(t, err, durable.ErrLocked, "also twice in one process")
	require.NoError(t, file.Close())
	open(t, name, durable.Local)
}

// The lock of a process keeps another out, and ends with it.
func TestTheLockOfAProcessEndsWithIt(t *testing.T) {
	t.Parallel()
	name := fileName(t)
	first := holder(t, name)
	out, err := first.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, first.Start())
	_, err = out.Read(make([]byte, 1))
	require.NoError(t, err)
	_, _, err = durable.Open(name, nil, durable.Local)
	require.ErrorIs(t, err, durable.ErrLocked)
	said, err := holder(t, name).Output()
	require.Error(t, err, "nor gets another process in")
	require.Equal(t, durable.ErrLocked.Error()+"\n", string(said))

	require.NoError(t, first.Process.Kill())
	require.Error(t, first.Wait())
	open(t, name, durable.Local)
}

func TestALockThatCannotBeTakenIsAnError(t *testing.T) {
	t.Parallel()
	name := fileName(t)
	require.NoError(t, os.Mkdir(name+".lock", 0o700))
	_, _, err := durable.Open(name, nil, durable.Local)
	require.Error(t, err)
	require.False(t, errors.Is(err, durable.ErrLocked))
	require.NoFileExists(t, name)
}
