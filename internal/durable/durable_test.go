package durable_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/internal/durable"
)

// fileName is a file in a directory of the test's own.
func fileName(t testing.TB) string { return filepath.Join(t.TempDir(), "sales.journal") }

// open opens a file, and creates it as "first".
func open(t *testing.T, name string, disk durable.Disk) *durable.File {
	t.Helper()
	file, _, err := durable.Open(name, []byte("first\n"), disk)
	require.NoError(t, err)
	t.Cleanup(func() { _ = file.Close() })
	return file
}

func requireText(t *testing.T, want, name string, why ...any) {
	t.Helper()
	text, err := os.ReadFile(name)
	require.NoError(t, err, why...)
	require.Equal(t, want, string(text), why...)
}

func TestAFileIsCreatedAppendedToAndReplaced(t *testing.T) {
	t.Parallel()
	name := fileName(t)
	file := open(t, name, durable.Local)
	requireText(t, "first\n", name)
	require.NoError(t, file.Append([]byte("second\n")))
	require.NoError(t, file.Append([]byte("third\n")))
	requireText(t, "first\nsecond\nthird\n", name)
	require.NoError(t, file.Replace([]byte("new\n")))
	require.NoError(t, file.Append([]byte("fourth\n")))
	require.NoError(t, file.Close())
	require.ErrorIs(t, file.Append([]byte("closed\n")), fs.ErrClosed)
	requireText(t, "new\nfourth\n", name)
	require.NoFileExists(t, name+".new")
	if runtime.GOOS != "windows" {
		info, err := os.Stat(name)
		require.NoError(t, err)
		require.Equal(t, fs.FileMode(0o600), info.Mode().Perm(), "its owner's only")
	}

	file, text, err := durable.Open(name, []byte("first\n"), durable.Local)
	require.NoError(t, err)
	require.Equal(t, "new\nfourth\n", string(text), "and not created again")
	require.NoError(t, file.Close())
}

func TestWhatIsNoFileIsRefused(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]error{
		t.TempDir(): nil, "": nil, filepath.Join(t.TempDir(), "absent", "sales.journal"): fs.ErrNotExist,
	} {
		_, _, err := durable.Open(name, nil, durable.Local)
		require.Error(t, err, name)
		require.NotContains(t, err.Error(), "nil")
		if want == nil {
			require.EqualError(t, err, "must be a regular file")
		} else {
			require.ErrorIs(t, err, want)
		}
		require.NoFileExists(t, name+".lock")
	}
	require.NoFileExists(t, "..lock")
}

// disk notes what is done to it, and fails at the n-th operation. A write that fails
// has written a part.
type disk struct {
	notes  []string
	failAt int
}

var errBroken = errors.New("broken")

func (d *disk) do(operation, name string) error {
	d.notes = append(d.notes, operation+" "+filepath.Base(name))
	if len(d.notes) == d.failAt {
		return errBroken
	}
	return nil
}

func (d *disk) open(name string, flag int) (durable.Handle, error) {
	if err := d.do("open", name); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(name, flag, 0o600)
	return handle{file, d}, err
}

type handle struct {
	*os.File
	disk *disk
}

func (h handle) Write(text []byte) (int, error) {
	err := h.disk.do("write", h.Name())
	if err != nil {
		text = text[:len(text)/2]
	}
	n, _ := h.File.Write(text)
	return n, err
}

func (h handle) Sync() error  { return errors.Join(h.disk.do("sync", h.Name()), h.File.Sync()) }
func (h handle) Close() error { return errors.Join(h.disk.do("close", h.Name()), h.File.Close()) }

// What is written is synced before anything relies on it.
func TestEveryWriteIsSynced(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("directories are not synced")
	}
	name, noted := fileName(t), &disk{}
	file := open(t, name, noted.open)
	directory := filepath.Base(filepath.Dir(name))
	replaced := []string{
		"open sales.journal.new", "write sales.journal.new", "sync sales.journal.new", "close sales.journal.new",
		"open " + directory, "sync " + directory, "close " + directory,
	}
	require.Equal(t, replaced, noted.notes, "also when it is created")
	noted.notes = nil
	require.NoError(t, file.Replace([]byte("new\n")))
	require.Equal(t, replaced, noted.notes)
	noted.notes = nil
	require.NoError(t, file.Append([]byte("second\n")))
	require.Equal(t, []string{"open sales.journal", "write sales.journal", "sync sales.journal", "close sales.journal"}, noted.notes)
}

// Whichever operation fails, the file is the old one or the new one, and opens again.
func TestAReplacementThatFailsLeavesAWholeFile(t *testing.T) {
	t.Parallel()
	failed := true
	for failAt := 1; failed; failAt++ {
		name, broken := fileName(t), &disk{}
		file := open(t, name, broken.open)
		broken.notes, broken.failAt = nil, failAt
		err := file.Replace([]byte("new text\n"))
		failed = err != nil
		want := "new text\n"
		if failed {
			require.ErrorIs(t, err, errBroken)
			require.NoFileExists(t, name+".new", "which could fill the disk")
			if failAt <= 4 {
				want = "first\n"
			}
		}
		requireText(t, want, name, "failure at ", failAt)
		require.NoError(t, file.Close())
		require.NoError(t, open(t, name, durable.Local).Append([]byte("more\n")))
		requireText(t, want+"more\n", name)
	}
}

// A failed write leaves nobody knows what. Nothing is written behind it until somebody
// has looked.
func TestAfterAFailedAppendTheFileIsOpenedAgain(t *testing.T) {
	t.Parallel()
	for failAt, notes := range []string{"open", "write", "sync", "close"} {
		name, broken := fileName(t), &disk{}
		file := open(t, name, broken.open)
		broken.notes, broken.failAt = nil, failAt+1
		require.ErrorIs(t, file.Append([]byte("second\n")), errBroken, notes)
		broken.failAt = 0 // there is room again
		err := file.Append([]byte("third\n"))
		require.ErrorIs(t, err, errBroken, notes)
		require.ErrorContains(t, err, "open the file again", notes)
		left, err := os.ReadFile(name)
		require.NoError(t, err)
		require.True(t, strings.HasPrefix("first\nsecond\n", string(left)), "%s: %q", notes, left)
		require.NoError(t, file.Close())
		require.NoError(t, open(t, name, broken.open).Append([]byte("third\n")), notes)
	}
}

// A file that cannot be created leaves nothing, not even a lock.
func TestAFileThatCannotBeCreated(t *testing.T) {
	t.Parallel()
	name, broken := fileName(t), &disk{failAt: 2}
	_, _, err := durable.Open(name, []byte("first\n"), broken.open)
	require.ErrorIs(t, err, errBroken)
	require.NoFileExists(t, name)
	require.NoFileExists(t, name+".new")
	open(t, name, broken.open)
}

func TestAFileThatIsMovedAwayIsMissed(t *testing.T) {
	t.Parallel()
	name := fileName(t)
	file := open(t, name, durable.Local)
	require.NoError(t, os.Rename(name, name+".old"))
	require.ErrorIs(t, file.Append([]byte("second\n")), fs.ErrNotExist)
	require.NoFileExists(t, name)
	requireText(t, "first\n", name+".old")
}

func TestASymbolicLinkStaysOne(t *testing.T) {
	t.Parallel()
	name, link := fileName(t), fileName(t)
	require.NoError(t, open(t, name, durable.Local).Close())
	if err := os.Symlink(name, link); err != nil {
		t.Skip(err)
	}
	file := open(t, link, durable.Local)
	_, _, err := durable.Open(name, nil, durable.Local)
	require.ErrorIs(t, err, durable.ErrLocked, "one lock, by whatever name")
	require.NoError(t, file.Replace([]byte("new\n")))
	info, err := os.Lstat(link)
	require.NoError(t, err)
	require.NotZero(t, info.Mode()&fs.ModeSymlink)
	requireText(t, "new\n", name)
}

func TestARelativeNameOutlivesAChangeOfDirectory(t *testing.T) { // not parallel: it is the process's directory
	name := fileName(t)
	t.Chdir(filepath.Dir(name))
	file := open(t, filepath.Base(name), durable.Local)
	t.Chdir(t.TempDir())
	require.NoError(t, file.Append([]byte("second\n")))
	require.NoError(t, file.Close())
	requireText(t, "first\nsecond\n", name)
}
