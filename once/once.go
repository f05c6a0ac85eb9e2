package once

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/identifier"
	"github.com/sellerwire/sellerwire/internal/inflight"
)

// State is the state of a key in a journal, empty for an unknown key.
type State string

// The states of a change, as stores keep them.
const (
	StateBegun State = "begun" // in flight, or unclear
	StateDone  State = "done"  // accepted by the service
	StateOpen  State = "open"  // it did not happen, and may be tried again
)

const stateUnread State = "unread" // never stored: the store cannot be read

// Change is the last attempt at a change, as the journal has it.
type Change struct {
	Key     string          `json:"key"`
	State   State           `json:"state"`
	Begun   time.Time       `json:"begun"`   // UTC, by the clock of the machine that began it
	Attempt string          `json:"attempt"` // a random name
	Payload json.RawMessage `json:"payload"`
}

func (c Change) is(other Change) bool { return c.State == other.State && c.Attempt == other.Attempt }
func (c Change) mayBegin() bool       { return c.State == "" || c.State == StateOpen }

// Store keeps the records of a [Journal]. [OpenFile] and [OpenSQL] return stores; write
// your own for another database. A Store must be safe for concurrent use, and what
// Swap has written must survive a crash of the machine.
type Store interface {
	// Get returns the change of a key, or the zero Change if there is none.
	Get(ctx context.Context, key string) (Change, error)
	// Swap replaces before with after atomically. If the stored change differs from
	// before in State or Attempt (both are empty if nothing is stored), Swap changes
	// nothing and returns an error. After any error the journal calls Get to see what
	// is stored.
	Swap(ctx context.Context, before, after Change) error
	// Begun returns all changes of StateBegun, in any order.
	Begun(ctx context.Context) ([]Change, error)
}

// errChanged is what Swap of this package's stores returns if another was first.
var errChanged = errors.New("it has been changed meanwhile")

// Journal runs changes and records their outcomes. It is safe for concurrent use. It
// has no Close; close its store.
type Journal struct {
	store    Store
	inFlight inflight.Keys
}

// Open returns a journal that keeps its records in store. It does no I/O.
func Open(store Store) *Journal { return &Journal{store: store} }

// Do runs change, unless the journal says that it is done. It records the key as
// begun, calls change, and records the outcome, which is [sellerwire.OutcomeOf] the
// error that change returned:
//
//   - Accepted: the key is done. Every later Do with this key returns nil at once.
//   - Not sent or rejected: the key is open. The next Do runs change again.
//   - Unknown: the key is unclear. A key is also unclear if change panics, if the
//     process dies, or if the outcome cannot be recorded. Do returns
//     [sellerwire.ErrOutcomeUnknown]. So does every later Do, without running change,
//     until [Journal.Resolve] settles the key.
//
// In the first two cases Do returns the error of change unchanged. The outcome is
// recorded even if ctx has ended. An error without an outcome counts as unknown, even
// if it comes from a read before the change. Read before you call Do, or wrap such
// errors with [sellerwire.ErrNotSent].
//
// The key identifies the change: 1 to 255 bytes of UTF-8 without control characters
// and outer blanks. The payload describes it, for whoever resolves it. It is stored as
// JSON of at most 64,000 bytes. Keep secrets out of it; a [sellerwire.Secret] is left
// out automatically. Do with another payload for a key that is done or unclear returns
// [sellerwire.ErrConflict]. An open key accepts a new payload.
//
// Bad arguments are a [sellerwire.InvalidError]. If the key cannot be recorded as
// begun, change is not called. The error then matches [sellerwire.ErrNotSent] if the
// store could still be read and the key is not unclear.
//
// If another call on this journal is running the key, Do waits until it returns or
// ctx ends. Therefore change must not call Do with its own key.
func (j *Journal) Do(ctx context.Context, key string, payload any, change func(context.Context) error) error {
	text, err := json.Marshal(payload)
	leave, err := j.enter(ctx, "do", key,
		fault(err != nil, "payload", fmt.Sprintf("cannot be written as JSON: %v", err), 0, 0),
		fault(len(text) > 64_000, "payload", "has more than 64,000 bytes of JSON", 64_000, len(text)),
		fault(change == nil, "change", "must not be nil", 0, 0))
	if err != nil {
		return err
	}
	defer leave()
	c := Change{key, StateBegun, time.Now().UTC().Truncate(time.Microsecond), rand.Text(), text}
	if run, err := j.begin(ctx, c); !run {
		return err
	}
	err = change(ctx)
	outcome := sellerwire.OutcomeOf(err)
	if settledBy(outcome) == "" {
		return unclear(c, err)
	}
	if _, failed := j.settle(ctx, c, settledBy(outcome)); failed != nil {
		return unclear(c, errors.Join(fmt.Errorf("it was %s, but the journal cannot record that: %w", outcome, failed), err))
	}
	return err
}

// begin records c as begun, and says whether it is to be run.
func (j *Journal) begin(ctx context.Context, c Change) (run bool, err error) {
	now, err := j.get(ctx, c.Key)
	if now.mayBegin() {
		if now, err = j.swap(ctx, now, c); now.State == stateUnread { // it may be begun, but will not be run
			_, _ = j.settle(ctx, c, StateOpen)
		}
	}
	var other error
	if !bytes.Equal(now.Payload, c.Payload) {
		other = fmt.Errorf("%w: it is %s with another payload", sellerwire.ErrConflict, now.State)
	}
	switch {
	case now.is(c), now.State == StateDone && other == nil:
		return now.is(c), nil
	case now.State == stateUnread:
		return false, fmt.Errorf("once: change %q was not run: %w", c.Key, err)
	case now.State == StateDone || now.mayBegin():
		return false, fmt.Errorf("once: change %q: %w: %w", c.Key, sellerwire.ErrNotSent, cmp.Or(err, other))
	}
	return false, unclear(now, cmp.Or(other, errors.New("nobody recorded what became of it; find out, then call Resolve")))
}

// settle makes c a change of this state. The end of ctx does not stop it.
func (j *Journal) settle(ctx context.Context, c Change, state State) (now Change, err error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	settled := c
	settled.State = state
	return j.swap(ctx, c, settled)
}

// swap makes after of before. After an error, now is what the store has.
func (j *Journal) swap(ctx context.Context, before, after Change) (now Change, err error) {
	if err = j.store.Swap(ctx, before, after); err == nil {
		return after, nil
	}
	now, unread := j.get(ctx, after.Key) // it may have been written all the same
	if now.is(after) {
		return now, nil
	}
	return now, errors.Join(err, unread)
}

// get reads what the store has: a change of stateUnread if that fails.
func (j *Journal) get(ctx context.Context, key string) (Change, error) {
	c, err := j.store.Get(ctx, key)
	if err != nil {
		c.State = stateUnread
	}
	c.Payload = bytes.Clone(c.Payload) // the caller's own
	return c, err
}

// Unclear returns the changes that have begun and are not settled, oldest first: their
// outcome is unknown, their process died, or another process has them in flight.
// Changes that this journal has in flight are left out.
func (j *Journal) Unclear(ctx context.Context) ([]Change, error) {
	if err := j.check(ctx, "unclear"); err != nil {
		return nil, err
	}
	begun, err := j.store.Begun(ctx)
	var all []Change
	for _, c := range begun {
		busy := j.inFlight.Has(c.Key)
		now, unread := j.get(ctx, c.Key) // it may have ended since it was listed
		if err = cmp.Or(err, unread); !busy && now.is(c) {
			all = append(all, now)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("once: unclear changes: %w", err)
	}
	slices.SortFunc(all, func(a, b Change) int { return cmp.Or(a.Begun.Compare(b.Begun), cmp.Compare(a.Key, b.Key)) })
	return all, nil
}

// Resolve settles an unclear change after you have found out what happened: accepted
// makes it done, rejected and not sent make it open. Any other outcome is a
// [sellerwire.InvalidError]. Resolve waits for a Do of the key on this journal. It
// cannot see other processes: do not resolve a change that one may have in flight.
//
// Resolving a settled change into the state that it already has does nothing.
// Resolving it into the other state returns [sellerwire.ErrConflict]. An unknown
// key returns [sellerwire.ErrNotFound].
func (j *Journal) Resolve(ctx context.Context, key string, outcome sellerwire.Outcome) error {
	state := settledBy(outcome)
	leave, err := j.enter(ctx, "resolve", key, fault(state == "", "outcome", "must be accepted, rejected or not sent", 0, 0))
	if err != nil {
		return err
	}
	defer leave()
	now, err := j.get(ctx, key)
	if now.State == StateBegun {
		now, err = j.settle(ctx, now, state)
	}
	switch now.State {
	case state:
		return nil
	case StateDone, StateOpen:
		err = fmt.Errorf("%w: it is %s", sellerwire.ErrConflict, now.State)
	case "":
		err = sellerwire.ErrNotFound
	}
	return fmt.Errorf("once: resolve %q as %s: %w", key, outcome, err)
}

// settledBy is the state that an outcome leads to, empty if it is not known.
func settledBy(outcome sellerwire.Outcome) State {
	switch outcome {
	case sellerwire.OutcomeAccepted:
		return StateDone
	case sellerwire.OutcomeRejected, sellerwire.OutcomeNotSent:
		return StateOpen
	}
	return ""
}

// unclear names the key and the time, and not the payload.
func unclear(c Change, why error) error {
	return fmt.Errorf("once: change %q, begun %s: %w: %w", c.Key, c.Begun.Format(time.RFC3339), sellerwire.ErrOutcomeUnknown, why)
}

// enter checks the arguments, and waits until nobody else in this journal works on
// the key.
func (j *Journal) enter(ctx context.Context, operation, key string, faults ...[]sellerwire.FieldError) (leave func(), err error) {
	reason := identifier.TextFault(key)
	err = j.check(ctx, operation, append(faults, fault(reason != "", "key", reason, 0, 0),
		fault(len(key) == 0 || len(key) > 255, "key", fmt.Sprintf("must be 1 to 255 bytes, has %d", len(key)), 255, len(key)))...)
	if err != nil {
		return nil, err
	}
	if leave = j.inFlight.Enter(ctx, key); leave == nil {
		err = fmt.Errorf("once: change %q: %w: another call is running it: %w", key, sellerwire.ErrOutcomeUnknown, context.Cause(ctx))
	}
	return leave, err
}

// check makes an error of what is wrong with the arguments, if anything is.
func (j *Journal) check(ctx context.Context, operation string, faults ...[]sellerwire.FieldError) error {
	faults = append(faults, fault(ctx == nil, "context", "must not be nil", 0, 0), fault(j.store == nil, "store", "must not be nil", 0, 0))
	if all := slices.Concat(faults...); len(all) > 0 {
		return &sellerwire.InvalidError{Service: "once", Operation: operation, Fields: all}
	}
	return nil
}

func fault(bad bool, field, reason string, limit, size int) []sellerwire.FieldError {
	if !bad {
		return nil
	}
	return []sellerwire.FieldError{{Field: field, Reason: reason, Limit: int64(limit), Size: int64(size)}}
}
