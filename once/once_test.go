package once_test

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/once"
)

func TestWhatBecomesOfAKey(t *testing.T) {
	t.Parallel()
	accepted := &sellerwire.Error{Service: "shop", Outcome: sellerwire.OutcomeAccepted, Kinds: []error{sellerwire.ErrConflict}}
	for name, c := range map[string]struct {
		err   error // of the change
		state once.State
		runs  int // after two calls of Do
		again error
	}{
		"accepted is done":                                {nil, once.StateDone, 1, nil},
		"accepted with an error is done":                  {accepted, once.StateDone, 1, nil},
		"rejected is open":                                {errRejected, once.StateOpen, 2, errRejected},
		"not sent is open":                                {errNotSent, once.StateOpen, 2, errNotSent},
		"unknown is unclear":                              {errUnknown, once.StateBegun, 1, sellerwire.ErrOutcomeUnknown},
		"an error that says nothing is unclear":           {errPlain, once.StateBegun, 1, sellerwire.ErrOutcomeUnknown},
		"the end of the context in the change is unclear": {context.Canceled, once.StateBegun, 1, sellerwire.ErrOutcomeUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store, change := newMemory(), counter{}
			journal := once.Open(store)
			err := journal.Do(t.Context(), "k", 1, change.returns(c.err))
			require.ErrorIs(t, err, c.err)
			if c.state != once.StateBegun {
				require.Equal(t, c.err, err, "returned as it is")
			}
			require.Equal(t, c.state, store.state("k"))
			err = journal.Do(t.Context(), "k", 1, change.returns(c.err))
			require.ErrorIs(t, err, c.again)
			require.Equal(t, c.runs, change.ran)
		})
	}
}

func TestAnUnclearChangeIsListedUntilItIsResolved(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		journal, ctx := once.Open(newMemory()), t.Context()
		begun := time.Now().UTC()
		for _, key := range []string{"second", "first"} { // same time, so by key
			require.Error(t, journal.Do(ctx, key, map[string]any{"Item": key}, (&counter{}).returns(errPlain)))
		}
		<-time.After(time.Hour)
		require.Error(t, journal.Do(ctx, "0 third", nil, (&counter{}).returns(errPlain)))
		require.NoError(t, journal.Do(ctx, "done", nil, (&counter{}).returns(nil)))

		unclear, err := journal.Unclear(ctx)
		require.NoError(t, err)
		require.Len(t, unclear, 3)
		assert.Equal(t, "first", unclear[0].Key)
		assert.Equal(t, "second", unclear[1].Key)
		assert.Equal(t, "0 third", unclear[2].Key)
		assert.True(t, begun.Equal(unclear[0].Begun))
		assert.JSONEq(t, `{"Item":"first"}`, string(unclear[0].Payload))
		assert.JSONEq(t, `null`, string(unclear[2].Payload))
		copy(unclear[0].Payload, "garbage") // the caller's own

		err = journal.Do(ctx, "first", map[string]any{"Item": "first"}, forbidden(t))
		require.ErrorIs(t, err, sellerwire.ErrOutcomeUnknown)
		assert.Equal(t, sellerwire.OutcomeUnknown, sellerwire.OutcomeOf(err))
		assert.EqualError(t, err, `once: change "first", begun 2000-01-01T00:00:00Z: outcome unknown: `+
			`nobody recorded what became of it; find out, then call Resolve`)

		require.NoError(t, journal.Resolve(ctx, "first", sellerwire.OutcomeAccepted))
		require.NoError(t, journal.Resolve(ctx, "second", sellerwire.OutcomeRejected))
		require.NoError(t, journal.Resolve(ctx, "0 third", sellerwire.OutcomeNotSent))
		require.NoError(t, journal.Do(ctx, "first", map[string]any{"Item": "first"}, forbidden(t)))
		var change counter
		require.NoError(t, journal.Do(ctx, "second", map[string]any{"Item": "second"}, change.returns(nil)))
		require.NoError(t, journal.Do(ctx, "0 third", nil, change.returns(nil)))
		assert.Equal(t, 2, change.ran)
		unclear, err = journal.Unclear(ctx)
		require.NoError(t, err)
		assert.Empty(t, unclear)
	})
}

// slow is a store whose lists are old when they arrive.
type slow struct {
	*memory
	meanwhile func()
}

func (s slow) Begun(ctx context.Context) ([]once.Change, error) {
	begun, err := s.memory.Begun(ctx)
	s.meanwhile()
	return begun, err
}

func TestAChangeThatEndsWhileItIsListedIsNotUnclear(t *testing.T) {
	t.Parallel()
	store, ctx := newMemory(), t.Context()
	require.Error(t, once.Open(store).Do(ctx, "k", 1, (&counter{}).returns(errUnknown)))
	journal := once.Open(slow{store, func() { assert.NoError(t, once.Open(store).Resolve(ctx, "k", sellerwire.OutcomeAccepted)) }})
	unclear, err := journal.Unclear(ctx)
	require.NoError(t, err)
	require.Empty(t, unclear)
}

func TestResolveSettlesOnlyWhatIsUnclear(t *testing.T) {
	t.Parallel()
	journal, ctx := once.Open(newMemory()), t.Context()
	require.NoError(t, journal.Do(ctx, "done", 1, (&counter{}).returns(nil)))
	require.Error(t, journal.Do(ctx, "open", 1, (&counter{}).returns(errRejected)))

	require.NoError(t, journal.Resolve(ctx, "done", sellerwire.OutcomeAccepted))
	require.NoError(t, journal.Resolve(ctx, "open", sellerwire.OutcomeNotSent))
	require.ErrorIs(t, journal.Resolve(ctx, "done", sellerwire.OutcomeNotSent), sellerwire.ErrConflict)
	require.ErrorIs(t, journal.Resolve(ctx, "open", sellerwire.OutcomeAccepted), sellerwire.ErrConflict)
	require.ErrorIs(t, journal.Resolve(ctx, "new", sellerwire.OutcomeAccepted), sellerwire.ErrNotFound)
	require.NoError(t, journal.Do(ctx, "done", 1, forbidden(t)), "still done")
}

func TestAPanicLeavesTheChangeUnclearAndTheKeyFree(t *testing.T) {
	t.Parallel()
	store := newMemory()
	journal := once.Open(store)
	require.PanicsWithValue(t, "boom", func() {
		_ = journal.Do(t.Context(), "k", 1, func(context.Context) error { panic("boom") })
	})
	var group sync.WaitGroup
	group.Add(1)
	go func() { // as t.FailNow in a change does
		defer group.Done()
		_ = journal.Do(t.Context(), "exit", 1, func(context.Context) error { runtime.Goexit(); return nil })
	}()
	group.Wait()
	require.ErrorIs(t, journal.Do(t.Context(), "exit", 1, forbidden(t)), sellerwire.ErrOutcomeUnknown)
	require.Equal(t, once.StateBegun, store.state("k"))
	require.ErrorIs(t, journal.Do(t.Context(), "k", 1, forbidden(t)), sellerwire.ErrOutcomeUnknown)
}

// The same key from two programs' worth of goroutines: it is run once, and those
// that came later learn what became of it.
func TestCallsOfOneKeyWaitForEachOther(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err  error
		runs int
	}{
		"the first is accepted: nobody else runs it": {nil, 1},
		"the first is unknown: nobody else runs it":  {errUnknown, 1},
		"all are rejected: each runs it in its turn": {errRejected, 20},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				journal, change := once.Open(newMemory()), counter{}
				flying := 0
				var group sync.WaitGroup
				for range 20 {
					group.Go(func() {
						err := journal.Do(t.Context(), "k", 1, func(ctx context.Context) error {
							flying++ // a data race, if two were in flight
							defer func() { flying-- }()
							assert.Equal(t, 1, flying)
							<-time.After(time.Second)
							return change.returns(c.err)(ctx)
						})
						assert.Equal(t, sellerwire.OutcomeOf(c.err), sellerwire.OutcomeOf(err))
					})
				}
				group.Wait()
				assert.Equal(t, c.runs, change.ran)
			})
		})
	}
}

func TestWaitingEndsWithTheContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		journal := once.Open(newMemory())
		finish := make(chan struct{})
		go func() {
			_ = journal.Do(t.Context(), "k", 1, func(context.Context) error { <-finish; return nil })
		}()
		synctest.Wait()

		cause := errors.New("closing time")
		ctx, cancel := context.WithTimeoutCause(t.Context(), time.Minute, cause)
		defer cancel()
		err := journal.Do(ctx, "k", 1, forbidden(t))
		require.ErrorIs(t, err, cause)
		require.ErrorIs(t, err, sellerwire.ErrOutcomeUnknown, "it may yet be accepted")
		require.ErrorIs(t, journal.Resolve(ctx, "k", sellerwire.OutcomeNotSent), cause)

		unclear, err := journal.Unclear(t.Context())
		require.NoError(t, err)
		require.Empty(t, unclear, "in flight is not unclear")

		resolved := make(chan error)
		go func() { resolved <- journal.Resolve(t.Context(), "k", sellerwire.OutcomeNotSent) }()
		synctest.Wait()
		close(finish)
		require.ErrorIs(t, <-resolved, sellerwire.ErrConflict, "it waited, and the change is done")
	})
}

func TestTheResultIsRecordedAfterTheContextHasEnded(t *testing.T) {
	t.Parallel()
	store := openFile(t, journalName(t))
	journal := once.Open(store)
	ctx, cancel := context.WithCancel(t.Context())
	err := journal.Do(ctx, "k", 1, func(context.Context) error { cancel(); return nil })
	require.NoError(t, err)
	now, err := store.Get(t.Context(), "k")
	require.NoError(t, err)
	require.Equal(t, once.StateDone, now.State)

	err = journal.Do(ctx, "other", 1, forbidden(t))
	require.ErrorIs(t, err, sellerwire.ErrNotSent, "the journal has nothing of it, and is sure")
	require.ErrorIs(t, err, context.Canceled)
	require.NoError(t, journal.Do(ctx, "k", 1, forbidden(t)), "what is done is done")
}

func TestAnotherPayloadIsAConflict(t *testing.T) {
	t.Parallel()
	journal, ctx := once.Open(newMemory()), t.Context()
	require.NoError(t, journal.Do(ctx, "done", 1, (&counter{}).returns(nil)))
	require.Error(t, journal.Do(ctx, "unclear", 1, (&counter{}).returns(errUnknown)))
	require.Error(t, journal.Do(ctx, "open", 1, (&counter{}).returns(errRejected)))

	err := journal.Do(ctx, "done", 2, forbidden(t))
	require.ErrorIs(t, err, sellerwire.ErrConflict)
	require.Equal(t, sellerwire.OutcomeNotSent, sellerwire.OutcomeOf(err))
	err = journal.Do(ctx, "unclear", 2, forbidden(t))
	require.ErrorIs(t, err, sellerwire.ErrConflict)
	require.Equal(t, sellerwire.OutcomeUnknown, sellerwire.OutcomeOf(err))

	var change counter
	require.NoError(t, journal.Do(ctx, "open", 2, change.returns(nil)), "nothing has happened under it")
	require.Equal(t, 1, change.ran)
	require.ErrorIs(t, journal.Do(ctx, "open", 1, forbidden(t)), sellerwire.ErrConflict)
}

// A journal that cannot write runs nothing; one that cannot write the result says
// so, and never runs the change again.
func TestAStoreThatFails(t *testing.T) {
	t.Parallel()
	full := errors.New("no space left on device")
	on := func(state once.State, write bool) func(once.Change) (bool, error) {
		return func(after once.Change) (bool, error) {
			if after.State != state {
				return true, nil
			}
			return write, full
		}
	}
	for name, c := range map[string]struct {
		spoil   func(once.Change) (bool, error)
		change  error
		runs    int
		want    []error
		outcome sellerwire.Outcome
		state   once.State
	}{
		"begun is not written": {
			on(once.StateBegun, false), nil, 0, []error{full, sellerwire.ErrNotSent}, sellerwire.OutcomeNotSent, "",
		},
		"begun is written all the same": {on(once.StateBegun, true), nil, 1, nil, sellerwire.OutcomeAccepted, once.StateDone},
		"done is not written": {
			on(once.StateDone, false), nil, 1, []error{full, sellerwire.ErrOutcomeUnknown}, sellerwire.OutcomeUnknown, once.StateBegun,
		},
		"done is written all the same": {on(once.StateDone, true), nil, 1, nil, sellerwire.OutcomeAccepted, once.StateDone},
		"open is not written": {
			on(once.StateOpen, false), errRejected, 1, []error{full, errRejected, sellerwire.ErrOutcomeUnknown},
			sellerwire.OutcomeUnknown, once.StateBegun,
		},
		"open is written all the same": {
			on(once.StateOpen, true), errRejected, 1, []error{errRejected}, sellerwire.OutcomeRejected, once.StateOpen,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store, change := newMemory(), counter{}
			store.spoil = c.spoil
			err := once.Open(store).Do(t.Context(), "k", 1, change.returns(c.change))
			for _, want := range c.want {
				require.ErrorIs(t, err, want)
			}
			require.Equal(t, c.outcome, sellerwire.OutcomeOf(err))
			require.Equal(t, c.state, store.state("k"))
			require.Equal(t, c.runs, change.ran)
			if c.state == once.StateBegun {
				require.ErrorContains(t, err, "the journal cannot record that")
				require.ErrorIs(t, once.Open(store).Do(t.Context(), "k", 1, forbidden(t)), sellerwire.ErrOutcomeUnknown)
			}
		})
	}
}

func TestAStoreThatCannotBeRead(t *testing.T) {
	t.Parallel()
	store := newMemory()
	store.unread = errors.New("connection refused")
	journal := once.Open(store)
	err := journal.Do(t.Context(), "k", 1, forbidden(t))
	require.ErrorIs(t, err, store.unread)
	require.ErrorContains(t, err, "was not run")
	require.NotErrorIs(t, err, sellerwire.ErrNotSent, "an earlier process may have sent it")
	_, err = journal.Unclear(t.Context())
	require.ErrorIs(t, err, store.unread)
	require.ErrorIs(t, journal.Resolve(t.Context(), "k", sellerwire.OutcomeAccepted), store.unread)
}

// The connection fails while begun is written: nobody knows whether it was. What
// was not run must not stay begun if the store comes back.
func TestBegunWithoutAReplyIsTakenBack(t *testing.T) {
	t.Parallel()
	store := newMemory()
	store.spoil = func(after once.Change) (bool, error) {
		if after.State == once.StateBegun {
			store.unread = errors.New("connection lost")
			return true, store.unread
		}
		store.unread = nil
		return true, nil
	}
	journal := once.Open(store)
	err := journal.Do(t.Context(), "k", 1, forbidden(t))
	require.ErrorContains(t, err, "connection lost")
	require.Equal(t, once.StateOpen, store.state("k"))
}

// Somebody resolves a change that another process is still working on.
func TestAChangeThatWasSettledMeanwhileIsToldApart(t *testing.T) {
	t.Parallel()
	_, db := newDatabase(t, "")
	table, err := once.OpenSQL(t.Context(), db, once.SQLOptions{Create: true})
	require.NoError(t, err)
	for name, store := range map[string]once.Store{"memory": newMemory(), "file": openFile(t, journalName(t)), "table": table} {
		ctx, slow, other, second := t.Context(), once.Open(store), once.Open(store), counter{}
		err := slow.Do(ctx, "k", 1, func(context.Context) error {
			require.ErrorIs(t, other.Do(ctx, "k", 1, forbidden(t)), sellerwire.ErrOutcomeUnknown, name)
			require.NoError(t, other.Resolve(ctx, "k", sellerwire.OutcomeNotSent), name) // a mistake
			require.ErrorIs(t, other.Do(ctx, "k", 1, second.returns(errUnknown)), sellerwire.ErrOutcomeUnknown, name)
			return nil
		})
		require.ErrorIs(t, err, sellerwire.ErrOutcomeUnknown, name)
		require.ErrorContains(t, err, "it was accepted, but the journal cannot record that", name)
		now, err := store.Get(ctx, "k")
		require.NoError(t, err)
		require.Equal(t, once.StateBegun, now.State, "%s: the second attempt is the second's to settle", name)
	}
}

func TestBadArgumentsAreNamed(t *testing.T) {
	t.Parallel()
	journal := once.Open(openFile(t, journalName(t)))
	ok := func(context.Context) error { t.Error("run"); return nil }
	for name, c := range map[string]struct {
		key     string
		payload any
		change  func(context.Context) error
		field   string
		limit   int64
		size    int64
	}{
		"no key":                             {"", 1, ok, "key", 255, 0},
		"a key of 256 bytes":                 {strings.Repeat("k", 256), 1, ok, "key", 255, 256},
		"a key of 10,000 characters":         {strings.Repeat("ü", 10_000), 1, ok, "key", 255, 20_000},
		"a key with a line feed":             {"a\nb", 1, ok, "key", 0, 0},
		"a key with a NUL":                   {"a\x00b", 1, ok, "key", 0, 0},
		"a key with a C1 control":            {"a\u0085b", 1, ok, "key", 0, 0},
		"a key with a byte order mark":       {"\ufeffa", 1, ok, "key", 0, 0},
		"a key with a blank before it":       {" a", 1, ok, "key", 0, 0},
		"a key with a no-break space behind": {"a\u00a0", 1, ok, "key", 0, 0},
		"a key that is not UTF-8":            {"caf\xe9", 1, ok, "key", 0, 0},
		"a payload with a channel":           {"k", make(chan int), ok, "payload", 0, 0},
		"a payload that is not a number":     {"k", math.NaN(), ok, "payload", 0, 0},
		"a payload that is not JSON":         {"k", json.RawMessage("{"), ok, "payload", 0, 0},
		"a payload of 64,001 bytes":          {"k", strings.Repeat("p", 63_999), ok, "payload", 64_000, 64_001},
		"no change":                          {"k", 1, nil, "change", 0, 0},
	} {
		err := journal.Do(t.Context(), c.key, c.payload, c.change)
		var invalid *sellerwire.InvalidError
		require.ErrorAs(t, err, &invalid, name)
		require.Len(t, invalid.Fields, 1, name)
		require.Equal(t, c.field, invalid.Fields[0].Field, name)
		require.Equal(t, c.limit, invalid.Fields[0].Limit, name)
		require.Equal(t, c.size, invalid.Fields[0].Size, name)
		require.Less(t, len(err.Error()), 200, name)
	}
	var invalid *sellerwire.InvalidError
	var none context.Context
	require.ErrorAs(t, journal.Do(none, "", make(chan int), nil), &invalid)
	require.Len(t, invalid.Fields, 4, "all faults at once")
	require.ErrorAs(t, once.Open(nil).Do(t.Context(), "k", 1, ok), &invalid)
	for _, outcome := range []sellerwire.Outcome{sellerwire.OutcomeNone, sellerwire.OutcomeUnknown, 99} {
		require.ErrorAs(t, journal.Resolve(t.Context(), "k", outcome), &invalid)
	}
	require.ErrorAs(t, journal.Resolve(t.Context(), "", sellerwire.OutcomeAccepted), &invalid)
	_, err := once.Open(nil).Unclear(t.Context())
	require.ErrorAs(t, err, &invalid)
	unclear, err := journal.Unclear(t.Context())
	require.NoError(t, err)
	require.Empty(t, unclear, "nothing was begun")
}

func TestKeysAndPayloadsAtTheirLimitsSurvive(t *testing.T) {
	t.Parallel()
	name := journalName(t)
	store := openFile(t, name)
	keys := []string{"k", strings.Repeat("<", 255), "a\u2028b", `"\`, "日本語"}
	payload := strings.Repeat("\u2029", 10_666) // six bytes each in JSON
	for _, key := range keys {
		require.Error(t, once.Open(store).Do(t.Context(), key, payload, (&counter{}).returns(errUnknown)))
	}
	require.NoError(t, store.Close())
	journal := once.Open(openFile(t, name))
	unclear, err := journal.Unclear(t.Context())
	require.NoError(t, err)
	require.Len(t, unclear, len(keys))
	for i, c := range unclear {
		var read string
		require.NoError(t, json.Unmarshal(c.Payload, &read))
		require.Equal(t, payload, read)
		require.Contains(t, keys, unclear[i].Key)
		require.ErrorIs(t, journal.Do(t.Context(), c.Key, payload, forbidden(t)), sellerwire.ErrOutcomeUnknown)
	}
}

func TestASecretInAPayloadIsNotKept(t *testing.T) {
	t.Parallel()
	store := newMemory()
	payload := struct{ Token sellerwire.Secret }{sellerwire.NewSecret("hunter2-hunter2")}
	require.NoError(t, once.Open(store).Do(t.Context(), "k", payload, (&counter{}).returns(nil)))
	require.NotContains(t, string(store.changes["k"].Payload), "hunter2")
}

func TestChangesTravelAsJSON(t *testing.T) {
	t.Parallel()
	store := newMemory()
	require.NoError(t, once.Open(store).Do(t.Context(), "k", map[string]int{"qty": 2}, (&counter{}).returns(nil)))
	before := store.changes["k"]
	text, err := json.Marshal(before)
	require.NoError(t, err)
	var after once.Change
	require.NoError(t, json.Unmarshal(text, &after))
	require.Equal(t, before, after)
}
