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
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/sellerwire/sellerwire"
)

// Journal runs changes and remembers what became of them. It is safe for
// concurrent use. It has nothing to close; close its store.
type Journal struct {
	store    Store
	inFlight sync.Map // key to a channel that is closed when the call ends
}

// Open returns a journal that keeps its memory in store. It does no I/O.
func Open(store Store) *Journal { return &Journal{store: store} }

// Do runs change, unless the journal says that it has been done. It records the
// key as begun, calls change, and records what became of it, which is
// [sellerwire.OutcomeOf] the error of change:
//
//   - Accepted: the key is done. Every later Do of it returns nil at once.
//   - Not sent or rejected: the key is open. The next Do runs change again.
//   - Unknown: the key is unclear. It is also unclear if change panics, if the
//     process dies, or if the result cannot be recorded. Do then returns
//     [sellerwire.ErrOutcomeUnknown], and so does every later Do, without running
//     change, until [Journal.Resolve] settles the key.
//
// In the first two cases Do returns the error of change as it is. The result is
// recorded even if ctx has ended. An error that says nothing about the outcome means
// unknown, even if it is that of a read before the change. So read before you call
// Do, or wrap such errors with [sellerwire.ErrNotSent].
//
// The key names the change: 1 to 255 bytes of UTF-8, without control characters
// and outer blanks. The payload says what the change is, for whoever resolves it. It
// is kept as JSON, at most 64,000 bytes. Keep secrets out of it; a
// [sellerwire.Secret] keeps itself out. A key that is done or unclear is refused
// with another payload, as [sellerwire.ErrConflict]. An open key takes a new one.
//
// Bad arguments are a [sellerwire.InvalidError]. If the journal cannot record the
// key as begun, it does not call change. The error matches [sellerwire.ErrNotSent]
// if the journal could still read that nothing is unclear under the key.
//
// If another call of this journal is running the key, Do waits for it, or until ctx
// ends. So change must not call Do with its own key.
func (j *Journal) Do(ctx context.Context, key string, payload any, change func(context.Context) error) error {
	text, err := json.Marshal(payload)
	err = j.check("do", ctx, keyFault(key),
		fault(err != nil, "payload", fmt.Sprintf("cannot be written as JSON: %v", err), 0, 0),
		fault(len(text) > 64_000, "payload", "has more than 64,000 bytes of JSON", 64_000, len(text)),
		fault(change == nil, "change", "must not be nil", 0, 0))
	if err != nil {
		return err
	}
	release, err := j.acquire(ctx, key)
	if err != nil {
		return err
	}
	defer release()
	c := Change{key, StateBegun, time.Now().UTC().Truncate(time.Microsecond), rand.Text(), text}
	if run, err := j.begin(ctx, c); !run {
		return err
	}
	err = change(ctx)
	outcome := sellerwire.OutcomeOf(err)
	state := settledBy(outcome)
	if state == "" {
		return unclear(c, err)
	}
	if failed := j.settle(ctx, c, state); failed != nil {
		return unclear(c, errors.Join(fmt.Errorf("it was %s, but the journal cannot record that: %w", outcome, failed), err))
	}
	return err
}

// begin records c as begun, and says whether it is to be run.
func (j *Journal) begin(ctx context.Context, c Change) (run bool, err error) {
	now, err := j.get(ctx, c.Key)
	if err == nil && now.mayBegin() {
		if now, err = j.swap(ctx, now, c); now.Key == "" { // it may be begun, but will not be run
			_ = j.settle(ctx, c, StateOpen)
		}
	}
	same, kind := bytes.Equal(now.Payload, c.Payload), sellerwire.ErrNotSent
	switch {
	case now.is(c):
		return true, nil
	case now.Key == "":
		return false, fmt.Errorf("once: change %q was not run: %w", c.Key, err)
	case now.mayBegin():
		return false, fmt.Errorf("once: change %q: %w: %w", c.Key, kind, err)
	case same && now.State == StateDone:
		return false, nil
	case same:
		return false, unclear(now, errors.New("nobody recorded what became of it; find out, then call Resolve"))
	case now.State == StateBegun:
		kind = sellerwire.ErrOutcomeUnknown
	}
	return false, fmt.Errorf("once: change %q: %w, %w: it is %s with another payload", c.Key, sellerwire.ErrConflict, kind, now.State)
}

// settle records what became of c. The end of ctx does not stop it.
func (j *Journal) settle(ctx context.Context, c Change, state State) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	settled := c
	settled.State = state
	_, err := j.swap(ctx, c, settled)
	return err
}

// swap makes after of before. After an error, now is what the store has; its key is
// empty if the store cannot be read.
func (j *Journal) swap(ctx context.Context, before, after Change) (now Change, err error) {
	if err = j.store.Swap(ctx, before, after); err == nil {
		return after, nil
	}
	now, unread := j.get(ctx, after.Key) // it may have been written all the same
	if unread == nil && now.is(after) {
		return now, nil
	}
	return now, errors.Join(err, unread)
}

func (j *Journal) get(ctx context.Context, key string) (Change, error) {
	c, err := j.store.Get(ctx, key)
	if err != nil {
		return Change{}, err
	}
	c.Key, c.Payload = key, bytes.Clone(c.Payload)
	return c, nil
}

// Unclear lists the changes that are begun and not settled, oldest first. Their
// outcome is unknown, or their process died, or another process is working on them
// right now. What this journal has in flight is not among them.
func (j *Journal) Unclear(ctx context.Context) ([]Change, error) {
	if err := j.check("unclear", ctx); err != nil {
		return nil, err
	}
	begun, err := j.store.Begun(ctx)
	var all []Change
	for i := 0; i < len(begun) && err == nil; i++ {
		if _, busy := j.inFlight.Load(begun[i].Key); !busy {
			var now Change // it may have ended since it was listed
			if now, err = j.get(ctx, begun[i].Key); now.is(begun[i]) {
				all = append(all, now)
			}
		}
	}
	if err != nil {
		return nil, fmt.Errorf("once: unclear changes: %w", err)
	}
	slices.SortFunc(all, func(a, b Change) int { return cmp.Or(a.Begun.Compare(b.Begun), strings.Compare(a.Key, b.Key)) })
	return all, nil
}

// Resolve settles an unclear change, once you have found out what became of it:
// accepted makes it done, rejected and not sent make it open. Any other outcome is a
// [sellerwire.InvalidError]. Resolve waits for a Do of the key in this journal, but
// knows nothing of other processes: do not resolve what one may still be working on.
//
// To resolve a change as what it is already does nothing. Otherwise a settled one is
// [sellerwire.ErrConflict], and an unknown key [sellerwire.ErrNotFound].
func (j *Journal) Resolve(ctx context.Context, key string, outcome sellerwire.Outcome) error {
	state := settledBy(outcome)
	err := j.check("resolve", ctx, keyFault(key), fault(state == "", "outcome", "must be accepted, rejected or not sent", 0, 0))
	if err != nil {
		return err
	}
	release, err := j.acquire(ctx, key)
	if err != nil {
		return err
	}
	defer release()
	now, err := j.get(ctx, key)
	switch {
	case err == nil && now.State == "":
		err = sellerwire.ErrNotFound
	case err == nil && now.State == StateBegun:
		err = j.settle(ctx, now, state)
	case err == nil && now.State != state:
		err = fmt.Errorf("%w: it is %s", sellerwire.ErrConflict, now.State)
	}
	if err != nil {
		err = fmt.Errorf("once: resolve %q as %s: %w", key, outcome, err)
	}
	return err
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

// acquire waits until nobody else in this journal works on the key.
func (j *Journal) acquire(ctx context.Context, key string) (release func(), err error) {
	mine := make(chan struct{})
	for {
		other, busy := j.inFlight.LoadOrStore(key, mine)
		if !busy {
			return func() { j.inFlight.Delete(key); close(mine) }, nil
		}
		select {
		case <-other.(chan struct{}):
		case <-ctx.Done():
			return nil, fmt.Errorf("once: change %q: %w: another call is running it: %w", key, sellerwire.ErrOutcomeUnknown, context.Cause(ctx))
		}
	}
}

// check makes an error of what is wrong with the arguments, if anything is.
func (j *Journal) check(operation string, ctx context.Context, faults ...[]sellerwire.FieldError) error {
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

func keyFault(key string) []sellerwire.FieldError {
	odd := func(r rune) bool { return r == '\ufeff' || unicode.IsControl(r) }
	if len(key) == 0 || len(key) > 255 {
		return fault(true, "key", fmt.Sprintf("must be 1 to 255 bytes, has %d", len(key)), 255, len(key))
	}
	return fault(!utf8.ValidString(key) || strings.TrimSpace(key) != key || strings.ContainsFunc(key, odd),
		"key", "must be UTF-8 without control characters, byte order marks and outer blanks", 0, 0)
}
