package once_test

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/durable"
	"github.com/sellerwire/sellerwire/once"
)

// states reads a journal in a file, and closes it.
func states(t testing.TB, name string) map[string]once.State {
	t.Helper()
	store, err := once.OpenFileOn(name, unsynced)
	require.NoError(t, err)
	defer store.Close()
	found := map[string]once.State{}
	for _, key := range []string{"done", "open", "unclear", "again", "torn", "k"} {
		c, err := store.Get(t.Context(), key)
		require.NoError(t, err)
		if c.State != "" {
			found[key] = c.State
		}
	}
	return found
}

// example writes a journal with a key in each state, and returns its text.
func example(t testing.TB, name string) []byte {
	t.Helper()
	store := openFile(t, name)
	journal := once.Open(store)
	for _, c := range []struct {
		key string
		err error
	}{{"done", nil}, {"open", errRejected}, {"unclear", errUnknown}, {"again", errNotSent}, {"again", nil}} {
		require.ErrorIs(t, journal.Do(t.Context(), c.key, map[string]string{"Item": "Ü " + c.key}, (&counter{}).returns(c.err)), c.err)
	}
	require.NoError(t, store.Close())
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	return text
}

var exampleStates = map[string]once.State{
	"done": once.StateDone, "open": once.StateOpen, "unclear": once.StateBegun, "again": once.StateDone,
}

func TestAFileIsItsOwnersAndReadable(t *testing.T) {
	t.Parallel()
	name := journalName(t)
	text := example(t, name)
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	require.Len(t, lines, 10, "a header, and a line for each state")
	require.Equal(t, "sellerwire once journal 1", lines[0])
	require.Regexp(t, `^[0-9a-f]{8} {"key":"done","state":"begun","begun":"20..-[^"]*Z",`+
		`"attempt":"[A-Z2-7]{26}","payload":{"Item":"Ü done"}}$`, lines[1])
	require.Contains(t, lines[2], `{"key":"done","state":"done"`)
	require.Equal(t, exampleStates, states(t, name))
	if runtime.GOOS != "windows" {
		info, err := os.Stat(name)
		require.NoError(t, err)
		require.Equal(t, fs.FileMode(0o600), info.Mode().Perm())
	}
}

func TestOneProcessAtATime(t *testing.T) {
	t.Parallel()
	name := journalName(t)
	store := openFile(t, name)
	_, err := once.OpenFile(name)
	require.ErrorIs(t, err, once.ErrLocked, "also twice in one process")
	require.ErrorContains(t, err, "sales.journal")
	require.NoError(t, store.Close())
	require.ErrorIs(t, once.Open(store).Do(t.Context(), "k", 1, forbidden(t)), fs.ErrClosed)
	openFile(t, name)
}

// A crash leaves any part of a line: it is removed, and nothing else is lost.
func TestAFileThatIsCutAtAnyByteIsRepaired(t *testing.T) {
	t.Parallel()
	whole := example(t, journalName(t))
	head := bytes.IndexByte(whole, '\n') + 1
	dir := t.TempDir()
	for cut := range len(whole) + 1 {
		name := filepath.Join(dir, strconv.Itoa(cut))
		require.NoError(t, os.WriteFile(name, whole[:cut], 0o600))
		if cut < head {
			_, err := once.OpenFile(name)
			require.ErrorContains(t, err, "line 1", "a header is written before the file has its name")
			continue
		}
		lines := bytes.Count(whole[:cut], []byte("\n"))
		if cut < len(whole) && whole[cut] == '\n' {
			lines++ // all but its end
		}
		want := map[string]once.State{}
		for i, step := range []struct {
			key   string
			state once.State
		}{
			{}, {"done", once.StateBegun}, {"done", once.StateDone}, {"open", once.StateBegun}, {"open", once.StateOpen},
			{"unclear", once.StateBegun},
			{"again", once.StateBegun}, {"again", once.StateOpen}, {"again", once.StateBegun}, {"again", once.StateDone},
		} {
			if i > 0 && i < lines {
				want[step.key] = step.state
			}
		}
		require.Equal(t, want, states(t, name), "cut at %d", cut)
		require.Equal(t, want, states(t, name), "cut at %d, opened again", cut)
		store, err := once.OpenFileOn(name, unsynced)
		require.NoError(t, err)
		require.NoError(t, once.Open(store).Do(t.Context(), "k", 1, (&counter{}).returns(nil)))
		require.NoError(t, store.Close())
		want["k"] = once.StateDone
		require.Equal(t, want, states(t, name), "cut at %d, and written to", cut)
	}
}

// Some file systems leave zeros where the end of a line should be.
func TestZerosAtTheEndAreTorn(t *testing.T) {
	t.Parallel()
	whole := example(t, journalName(t))
	last := bytes.LastIndexByte(whole[:len(whole)-1], '\n') + 1
	for _, keep := range []int{0, 5, 9, 40} {
		name := journalName(t)
		require.NoError(t, os.WriteFile(name, append(bytes.Clone(whole[:last+keep]), make([]byte, 4096)...), 0o600))
		want := map[string]once.State{"done": once.StateDone, "open": once.StateOpen, "unclear": once.StateBegun, "again": once.StateBegun}
		require.Equal(t, want, states(t, name))
	}
}

// Nothing but a crash's own half line is passed over: a wrong byte anywhere is
// refused, with its line. To guess could mean to run a change twice.
func TestAWrongByteAnywhereIsRefused(t *testing.T) {
	t.Parallel()
	whole := example(t, journalName(t))
	name := journalName(t)
	for at := range whole {
		line := 1 + bytes.Count(whole[:at], []byte("\n"))
		for i, wrong := range []byte{whole[at] ^ 1, whole[at] ^ 0x20, whole[at] ^ 0x80, 0, '\n', ' ', '}'} {
			if wrong == whole[at] || !*full && i != at%7 && at < len(whole)-1 {
				continue
			}
			text := bytes.Clone(whole)
			text[at] = wrong
			require.NoError(t, os.WriteFile(name, text, 0o600))
			_, err := once.OpenFile(name)
			require.ErrorContains(t, err, fmt.Sprintf("line %d:", line), "byte %d is %q", at, wrong)
			after, err := os.ReadFile(name)
			require.NoError(t, err)
			require.Equal(t, text, after, "and left as it is")
		}
	}
}

func TestFilesOfOtherProgramsAreRefused(t *testing.T) {
	t.Parallel()
	whole := string(example(t, journalName(t)))
	for name, text := range map[string]string{
		"an empty file":                "",
		"a line end":                   "\n",
		"the first edition's journal":  "begun\tSKU-1\ndone\tSKU-1\n",
		"a page of HTML":               "<html></html>\n",
		"a database":                   "SQLite format 3\x00" + strings.Repeat("\x00", 4096),
		"zeros":                        strings.Repeat("\x00", 4096),
		"one line of a megabyte":       strings.Repeat("x", 1<<20),
		"a journal of a newer version": strings.Replace(whole, "journal 1", "journal 2", 1),
		"a journal with a byte order mark, as an editor saved it": "\ufeff" + whole,
		"a journal with CR LF, as an editor saved it":             strings.ReplaceAll(whole, "\n", "\r\n"),
		"a journal in UTF-16":                                     "\xff\xfes\x00e\x00l\x00l\x00",
	} {
		file := journalName(t)
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
		_, err := once.OpenFile(file)
		require.ErrorContains(t, err, "line 1", name)
		require.ErrorContains(t, err, "sales.journal", name)
		after, err := os.ReadFile(file)
		require.NoError(t, err)
		require.Equal(t, text, string(after), name)
	}
	_, err := once.OpenFile(t.TempDir())
	require.ErrorContains(t, err, ": must be a regular file", "a directory")
	require.NotContains(t, err.Error(), "nil")
	_, err = once.OpenFile(filepath.Join(t.TempDir(), "absent", "sales.journal"))
	require.ErrorIs(t, err, fs.ErrNotExist)
	_, err = once.OpenFile("")
	require.Error(t, err)
	require.NoFileExists(t, ".lock")
	require.NoFileExists(t, "..lock")
}

// Lines that no longer count go when the file is opened.
func TestALongFileIsWrittenAnew(t *testing.T) {
	t.Parallel()
	name := journalName(t)
	before := example(t, name)
	var lines []byte
	for range 300 {
		lines = append(lines, before[bytes.IndexByte(before, '\n')+1:]...)
	}
	require.NoError(t, os.WriteFile(name, append([]byte("sellerwire once journal 1\n"), lines...), 0o600))
	list := func() []once.Change {
		store := openFile(t, name)
		defer store.Close()
		unclear, err := once.Open(store).Unclear(t.Context())
		require.NoError(t, err)
		return unclear
	}
	unclear := list()
	require.Len(t, unclear, 1)
	after, err := os.ReadFile(name)
	require.NoError(t, err)
	require.Equal(t, 5, bytes.Count(after, []byte("\n")), "a header and four keys")
	require.Equal(t, exampleStates, states(t, name))
	require.Equal(t, unclear, list(), "with its time, attempt and payload")
	require.NoFileExists(t, name+".new")
}

// A failed write leaves nobody knows what in the file: the store must be opened
// again. Nothing is run until then.
func TestAfterAFailedWriteNothingIsRun(t *testing.T) {
	t.Parallel()
	name := journalName(t)
	var broken fault
	store, err := once.OpenFileOn(name, broken.open)
	require.NoError(t, err)
	journal, ctx := once.Open(store), t.Context()
	require.NoError(t, journal.Do(ctx, "done", 1, (&counter{}).returns(nil)))

	err = journal.Do(ctx, "unclear", 1, func(context.Context) error {
		broken.set(errDiskFull, 20)
		return nil
	})
	require.ErrorIs(t, err, errDiskFull)
	require.ErrorIs(t, err, sellerwire.ErrOutcomeUnknown)
	require.ErrorContains(t, err, "it was accepted, but the journal cannot record that")
	broken.set(nil, 0) // there is room again
	err = journal.Do(ctx, "k", 1, forbidden(t))
	require.ErrorIs(t, err, sellerwire.ErrNotSent)
	require.ErrorContains(t, err, "open the file again")
	require.NoError(t, journal.Do(ctx, "done", 1, forbidden(t)), "reading goes on")
	require.NoError(t, store.Close())
	assert.Equal(t, map[string]once.State{"done": once.StateDone, "unclear": once.StateBegun}, states(t, name))
}

// A journal that cannot be written anew is left as it is.
func TestARepairThatFailsChangesNothing(t *testing.T) {
	t.Parallel()
	name := journalName(t)
	torn := example(t, name)
	torn = torn[:len(torn)-5]
	require.NoError(t, os.WriteFile(name, torn, 0o600))
	broken := fault{err: errDiskFull, keep: 100}
	_, err := once.OpenFileOn(name, broken.open)
	require.ErrorIs(t, err, errDiskFull)
	require.NoFileExists(t, name+".new")
	after, err := os.ReadFile(name)
	require.NoError(t, err)
	require.Equal(t, torn, after)
	require.Equal(t, once.StateBegun, states(t, name)["again"], "and opens when there is room")
}

// Somebody moves the journal away, or puts another in its place: what is not in it
// is not run.
func TestAJournalThatIsMovedAwayIsMissed(t *testing.T) {
	t.Parallel()
	name := journalName(t)
	store := openFile(t, name)
	require.NoError(t, os.Rename(name, name+".old"))
	err := once.Open(store).Do(t.Context(), "k", 1, forbidden(t))
	require.ErrorIs(t, err, fs.ErrNotExist)
	require.ErrorIs(t, err, sellerwire.ErrNotSent)
}

// A disk that is really full, where the system has one.
func TestAFullDevice(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip(err)
	}
	name := journalName(t)
	example(t, name)
	store, err := once.OpenFileOn(name, func(string, int) (durable.Handle, error) { return os.OpenFile("/dev/full", os.O_WRONLY, 0) })
	require.NoError(t, err)
	err = once.Open(store).Do(t.Context(), "k", 1, forbidden(t))
	require.ErrorIs(t, err, sellerwire.ErrNotSent)
	require.ErrorContains(t, err, "no space left on device")
	require.NoError(t, store.Close())
	require.Equal(t, exampleStates, states(t, name))
}
