package once_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/once"
)

var full = flag.Bool("full", false, "kill 1,000 processes, and try every byte")

// TestMain runs the tests, or plays one of the processes that they start.
func TestMain(m *testing.M) {
	if role := os.Getenv("ONCE_ROLE"); role != "" {
		if err := roles()[role](os.Getenv("ONCE_FILE")); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// What changes of the tests return.
var (
	errRejected = &sellerwire.Error{Service: "shop", Operation: "sell", Outcome: sellerwire.OutcomeRejected}
	errNotSent  = &sellerwire.Error{
		Service: "shop", Operation: "sell", Outcome: sellerwire.OutcomeNotSent,
		Kinds: []error{sellerwire.ErrNotSent},
	}
	errUnknown = &sellerwire.Error{
		Service: "shop", Operation: "sell", Outcome: sellerwire.OutcomeUnknown,
		Kinds: []error{sellerwire.ErrOutcomeUnknown, sellerwire.ErrUnavailable},
	}
	errPlain = errors.New("boom")
)

// counter is a change that counts how often it was run.
type counter struct {
	mu  sync.Mutex
	ran int
}

func (c *counter) returns(err error) func(context.Context) error {
	return func(context.Context) error {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.ran++
		return err
	}
}

// must not be run: the journal knows better.
func forbidden(t *testing.T) func(context.Context) error {
	return func(context.Context) error {
		t.Error("the change was run")
		return nil
	}
}

// memory is a store whose reads and writes can be made to fail.
type memory struct {
	mu      sync.Mutex
	changes map[string]once.Change
	spoil   func(after once.Change) (write bool, err error) // nil: all is well
	unread  error
}

func newMemory() *memory { return &memory{changes: map[string]once.Change{}} }

func (m *memory) Get(_ context.Context, key string) (once.Change, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.changes[key], m.unread
}

func (m *memory) Swap(_ context.Context, before, after once.Change) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if now := m.changes[after.Key]; now.State != before.State || now.Attempt != before.Attempt {
		return errors.New("changed")
	}
	write, err := true, error(nil)
	if m.spoil != nil {
		write, err = m.spoil(after)
	}
	if write {
		m.changes[after.Key] = after
	}
	return err
}

func (m *memory) Begun(context.Context) ([]once.Change, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var begun []once.Change
	for _, c := range m.changes {
		if c.State == once.StateBegun {
			begun = append(begun, c)
		}
	}
	return begun, m.unread
}

func (m *memory) state(key string) once.State {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.changes[key].State
}

// journalName is a file in a directory of the test's own.
func journalName(t testing.TB) string { return filepath.Join(t.TempDir(), "sales.journal") }

func openFile(t testing.TB, name string) *once.FileStore {
	t.Helper()
	store, err := once.OpenFile(name)
	require.NoError(t, err)
	t.Cleanup(func() { _ = store.Close() })
	return store
}
