package durable_test

import (
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/internal/durable"
)

// A program that starts another has, for a moment, a child with all its files:
// the lock must not outlive Close because of it.
func TestTheLockEndsWithCloseWhateverAChildHas(t *testing.T) {
	t.Parallel()
	name := fileName(t)
	file, _, err := durable.Open(name, nil, durable.Local)
	require.NoError(t, err)
	files, err := os.ReadDir("/proc/self/fd")
	require.NoError(t, err)
	found := false
	for _, entry := range files {
		target, _ := os.Readlink(filepath.Join("/proc/self/fd", entry.Name()))
		if fd, err := strconv.Atoi(entry.Name()); err == nil && target == name+".lock" {
			double, err := syscall.Dup(fd)
			require.NoError(t, err)
			defer syscall.Close(double)
			found = true
			break
		}
	}
	require.True(t, found)
	require.NoError(t, file.Close())
	file, _, err = durable.Open(name, nil, durable.Local)
	require.NoError(t, err)
	require.NoError(t, file.Close())
}
