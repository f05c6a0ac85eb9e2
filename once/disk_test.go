package once_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/durable"
	"github.com/sellerwire/sellerwire/once"
)

var errDiskFull = errors.New("disk full")

// fault is a disk whose writes can be made to fail in the middle.
type fault struct {
	mu   sync.Mutex
	err  error
	keep int // bytes that are written all the same
}

func (f *fault) set(err error, keep int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.err, f.keep = err, keep
}

func (f *fault) open(name string, flag int) (durable.Handle, error) {
	file, err := os.OpenFile(name, flag, 0o600)
	return faultyFile{file, f}, err
}

type faultyFile struct {
	*os.File
	fault *fault
}

func (f faultyFile) Write(text []byte) (int, error) {
	f.fault.mu.Lock()
	defer f.fault.mu.Unlock()
	if f.fault.err == nil {
		return f.File.Write(text)
	}
	n, _ := f.File.Write(text[:min(f.fault.keep, len(text))])
	return n, f.fault.err
}

// unsynced is a disk that does not wait for the platters, for tests that open
// thousands of files.
func unsynced(name string, flag int) (durable.Handle, error) {
	file, err := os.OpenFile(name, flag, 0o600)
	return hasty{file}, err
}

type hasty struct{ *os.File }

func (hasty) Sync() error { return nil }

// machine is a disk that remembers what would be on it after a power failure:
// what was synced for certain, and what was not, perhaps. At a chosen operation
// the power fails, as a panic.
type machine struct {
	dir     string
	failAt  int // the operation before which the power fails
	done    int
	files   []*platter
	durable map[string]*platter // directory entries that are synced
}

// platter is a file: its synced text, and what was written behind that.
type platter struct {
	info    os.FileInfo
	synced  []byte
	pending []byte
}

type powerFailure struct{}

// newMachine makes a machine on which a file is safe, if it is there.
func newMachine(t *testing.T, file string, failAt int) *machine {
	t.Helper()
	m := &machine{dir: filepath.Dir(file), failAt: failAt, durable: map[string]*platter{}}
	if text, err := os.ReadFile(file); err == nil {
		info, err := os.Stat(file)
		require.NoError(t, err)
		p := &platter{info: info, synced: text}
		m.files, m.durable[filepath.Base(file)] = append(m.files, p), p
	}
	return m
}

func (m *machine) operation() {
	if m.done++; m.done == m.failAt {
		panic(powerFailure{})
	}
}

// entries are the directory's entries as programs see them.
func (m *machine) entries() map[string]*platter {
	now := map[string]*platter{}
	list, _ := os.ReadDir(m.dir)
	for _, entry := range list {
		info, _ := entry.Info()
		for _, p := range m.files {
			if os.SameFile(p.info, info) {
				now[entry.Name()] = p
			}
		}
	}
	return now
}

func (m *machine) open(name string, flag int) (durable.Handle, error) {
	m.operation()
	file, err := os.OpenFile(name, flag, 0o600)
	if err != nil || name == m.dir {
		return &observed{File: file, m: m}, err
	}
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	for _, p := range m.files {
		if os.SameFile(p.info, info) {
			if flag&os.O_TRUNC != 0 {
				p.pending, p.synced = nil, nil
			}
			return &observed{file, m, p}, nil
		}
	}
	p := &platter{info: info}
	m.files = append(m.files, p)
	return &observed{file, m, p}, nil
}

// observed is a file or, without a platter, the directory.
type observed struct {
	*os.File
	m *machine
	p *platter
}

func (o *observed) Write(text []byte) (int, error) {
	o.m.operation()
	o.p.pending = append(o.p.pending, text...)
	return o.File.Write(text)
}

func (o *observed) Sync() error {
	o.m.operation()
	if o.p == nil {
		o.m.durable = o.m.entries()
		return nil
	}
	o.p.synced, o.p.pending = append(o.p.synced, o.p.pending...), nil
	return nil
}

// aftermaths writes what may be on the disk after the power failure, each in a
// directory of its own.
func (m *machine) aftermaths(t *testing.T) (names []string) {
	t.Helper()
	for _, entries := range []map[string]*platter{m.durable, m.entries()} {
		for _, part := range []int{0, 1, 30, 1 << 20, -1} {
			dir := t.TempDir()
			for name, p := range entries {
				text := append([]byte(nil), p.synced...)
				if part < 0 {
					text = append(text, make([]byte, len(p.pending))...) // the length arrived, the data did not
				} else {
					text = append(text, p.pending[:min(part, len(p.pending))]...)
				}
				require.NoError(t, os.WriteFile(filepath.Join(dir, name), text, 0o600))
			}
			names = append(names, filepath.Join(dir, "sales.journal"))
		}
	}
	return names
}

// tale is what a program has done before it died: the changes that were run, with
// what the service made of them, and what Do said.
type tale struct{ ran, said map[string]error }

func newTale() tale { return tale{map[string]error{}, map[string]error{}} }

func (told tale) tell(event, key string, err error) {
	switch event {
	case "begins":
		delete(told.said, key)
	case "ran":
		told.ran[key] = err
	case "said":
		told.said[key] = err
	}
}

// work runs a few changes and tells what happens.
func work(ctx context.Context, journal *once.Journal, tell func(event, key string, err error)) error {
	for _, c := range []struct {
		key string
		err error
	}{{"new", nil}, {"refused", errRejected}, {"lost", errUnknown}, {"refused", nil}, {"last", nil}} {
		tell("begins", c.key, nil)
		err := journal.Do(ctx, c.key, c.key, func(context.Context) error {
			tell("ran", c.key, c.err)
			return c.err
		})
		if !errors.Is(err, c.err) || (err == nil) != (c.err == nil) {
			return fmt.Errorf("%s: got %w, want %w", c.key, err, c.err)
		}
		tell("said", c.key, c.err)
	}
	return nil
}

// requireTrue holds a journal against a tale: a change that was run is done or
// unclear, unless the service refused it, and what Do said is still so.
func requireTrue(t *testing.T, name string, old bool, told tale, when string) {
	t.Helper()
	store, err := once.OpenFileOn(name, unsynced)
	require.NoError(t, err, when)
	defer store.Close()
	state := func(key string) once.State {
		c, err := store.Get(t.Context(), key)
		require.NoError(t, err)
		return c.State
	}
	for key, err := range told.ran {
		want := once.StateDone
		if sellerwire.OutcomeOf(err) == sellerwire.OutcomeRejected {
			want = once.StateOpen
		}
		require.Contains(t, []once.State{once.StateBegun, want}, state(key), "%s: %s", when, key)
	}
	for key, err := range told.said {
		want := once.StateBegun
		switch sellerwire.OutcomeOf(err) {
		case sellerwire.OutcomeAccepted:
			want = once.StateDone
		case sellerwire.OutcomeRejected:
			want = once.StateOpen
		}
		require.Equal(t, want, state(key), "%s: %s", when, key)
	}
	for key, want := range exampleStates {
		require.Equal(t, map[bool]once.State{true: want}[old], state(key), "%s: %s", when, key)
	}
}

// journals are what a program may find when it starts.
func journals() map[string]func(t *testing.T, name string) {
	return map[string]func(t *testing.T, name string){
		"a new journal":  func(*testing.T, string) {},
		"an old journal": func(t *testing.T, name string) { example(t, name) },
		"a torn journal": func(t *testing.T, name string) {
			text := example(t, name)
			require.NoError(t, os.WriteFile(name, append(text, `0123`...), 0o600))
		},
	}
}

// The power fails before every single operation on the disk, in turn.
func TestPowerFailuresAtEveryOperation(t *testing.T) {
	t.Parallel()
	for name, prepare := range journals() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for failAt, failed := 1, true; failed; failAt++ {
				file := journalName(t)
				prepare(t, file)
				m := newMachine(t, file, failAt)
				var told tale
				told, failed = powerFails(t, m, file)
				for _, left := range m.aftermaths(t) {
					requireTrue(t, left, name != "a new journal", told, fmt.Sprint("failure at ", failAt))
				}
			}
		})
	}
}

// powerFails works until the power fails. failed is false if it did not.
func powerFails(t *testing.T, m *machine, file string) (told tale, failed bool) {
	t.Helper()
	told = newTale()
	defer func() {
		if reason := recover(); reason != nil {
			require.Equal(t, powerFailure{}, reason)
			failed = true
		}
	}()
	store, err := once.OpenFileOn(file, m.open)
	require.NoError(t, err)
	defer store.Close()
	require.NoError(t, work(t.Context(), once.Open(store), told.tell))
	return told, false
}
