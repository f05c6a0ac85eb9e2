package once_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/internal/durable"
	"github.com/sellerwire/sellerwire/once"
)

// roles are the processes that tests start: this program again, told by its
// environment what to be and which journal to use.
func roles() map[string]func(file string) error {
	return map[string]func(file string) error{
		"victim":  victim, // works, and kills itself at a chosen write
		"till":    till,   // records sales at the TWD emulator
		"cramped": cramped,
	}
}

// process makes a process of a role.
func process(t testing.TB, role, file string, env ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), append(env, "ONCE_ROLE="+role, "ONCE_FILE="+file)...)
	cmd.Stderr = os.Stderr
	return cmd
}

// die kills this process as a crash would.
func die() {
	if self, err := os.FindProcess(os.Getpid()); err == nil {
		_ = self.Kill()
	}
	select {} // until it has happened
}

// deadly is a disk at whose n-th operation the process dies, a write half done.
type deadly struct{ n, keep int }

func (d *deadly) operation() bool { d.n--; return d.n == 0 }

func (d *deadly) open(name string, flag int) (durable.Handle, error) {
	if d.operation() {
		die()
	}
	file, err := os.OpenFile(name, flag, 0o600)
	return deadlyFile{file, d}, err
}

type deadlyFile struct {
	*os.File
	disk *deadly
}

func (f deadlyFile) Write(text []byte) (int, error) {
	if f.disk.operation() {
		_, _ = f.File.Write(text[:min(f.disk.keep, len(text))])
		die()
	}
	return f.File.Write(text)
}

func (f deadlyFile) Sync() error {
	if f.disk.operation() {
		die()
	}
	return f.File.Sync()
}

func (f deadlyFile) Close() error {
	if f.disk.operation() {
		die()
	}
	return f.File.Close()
}

// victim tells its tale on stdout, a line for each event.
func victim(file string) error {
	disk := &deadly{}
	if _, err := fmt.Sscan(os.Getenv("ONCE_DIE"), &disk.n, &disk.keep); err != nil {
		return err
	}
	store, err := once.OpenFileOn(file, disk.open)
	if err != nil {
		return err
	}
	tell := func(event, key string, err error) {
		fmt.Println(event, key, map[error]string{nil: "accepted", errRejected: "rejected", errUnknown: "unknown"}[err])
	}
	return errors.Join(work(context.Background(), once.Open(store), tell), store.Close())
}

// A process is killed at every operation on its journal, its writes cut at
// several places. The next one finds everything that was run.
func TestProcessesKilledAtEveryWrite(t *testing.T) {
	t.Parallel()
	keeps := []int{0, 30, 1 << 20}
	if *full {
		keeps = []int{0, 1, 8, 9, 10, 30, 100, 1 << 20}
	}
	for name, prepare := range journals() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for n, killed := 1, true; killed; n++ {
				for _, keep := range keeps {
					file := journalName(t)
					prepare(t, file)
					out, err := process(t, "victim", file, "ONCE_DIE="+fmt.Sprint(n, keep)).Output()
					killed = err != nil
					told := newTale()
					for line := range strings.Lines(string(out)) {
						event := strings.Fields(line)
						told.tell(event[0], event[1], map[string]error{"rejected": errRejected, "unknown": errUnknown}[event[2]])
					}
					requireTrue(t, file, name != "a new journal", told, "killed at "+strconv.Itoa(n))
				}
			}
		})
	}
}

func cramped(file string) error {
	const limit = 4000
	if err := limitFiles(limit); err != nil {
		return err
	}
	store, err := once.OpenFile(file)
	if err != nil {
		return err
	}
	journal := once.Open(store)
	for n := range 100 {
		err := journal.Do(context.Background(), strconv.Itoa(n), strings.Repeat("p", n), func(context.Context) error {
			fmt.Println("ran", n)
			return nil
		})
		fmt.Println("said", n, err == nil)
	}
	return nil
}

// The system refuses to write more, in the middle of a line.
func TestAFullDisk(t *testing.T) {
	t.Parallel()
	if err := limitFiles(-1); err != nil {
		t.Skip(err)
	}
	file := journalName(t)
	out, err := process(t, "cramped", file).Output()
	require.NoError(t, err)
	var ran, done []string
	for line := range strings.Lines(string(out)) {
		event := strings.Fields(line)
		switch {
		case event[0] == "ran":
			ran = append(ran, event[1])
		case event[2] == "true":
			done = append(done, event[1])
		}
	}
	require.Less(t, len(ran), 30, "the disk was full soon")
	require.NotEmpty(t, done)
	store := openFile(t, file)
	unclear, err := once.Open(store).Unclear(t.Context())
	require.NoError(t, err)
	for _, c := range unclear {
		require.Contains(t, ran, c.Key)
		done = append(done, c.Key)
	}
	slices.Sort(ran)
	slices.Sort(done)
	require.Equal(t, ran, done, "what was run is done or unclear")
}

// Two runs at once, as a nightly job that is still busy when the next one starts.
func TestTwoProcessesAtOnce(t *testing.T) {
	t.Parallel()
	const sales = 100
	server := shop(t, sales)
	file := journalName(t)
	var first, second error
	cmds := []*exec.Cmd{}
	for range 2 {
		cmd := process(t, "till", file, "TWD_URL="+server.URL, "TWD_API_KEY="+server.APIKey(), "ONCE_SALES="+strconv.Itoa(sales))
		cmd.Stderr = nil
		require.NoError(t, cmd.Start())
		cmds = append(cmds, cmd)
	}
	first, second = cmds[0].Wait(), cmds[1].Wait()
	require.True(t, first == nil || second == nil, "one of them got the journal: %v, %v", first, second)
	requireSoldOnce(t, server, openFile(t, file), sales)
}
