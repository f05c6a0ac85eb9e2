package aim

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/errjson"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// Defaults of [WaitOptions].
const (
	DefaultMinInterval = time.Second
	DefaultMaxInterval = 30 * time.Second
	DefaultMaxFailures = 20
)

// WaitOptions adjust how a workflow waits for the service, which takes up to 45 minutes
// for a report and hours for a large upload. The zero value is the default. The context
// limits how long it waits: as long as the service answers and is not done, the wait
// goes on.
type WaitOptions struct {
	// MinInterval passes before the first poll. The interval doubles with each poll up
	// to MaxInterval. Zero means 1 s and 30 s, or MinInterval if that is longer.
	MinInterval, MaxInterval time.Duration
	// MaxFailures is the number of polls in a row that may fail before the wait ends:
	// the service is down, or does not list what is waited for. Each poll is retried
	// automatically before it counts. Zero means 20, which is about ten minutes at the
	// default intervals. A failure that cannot pass, such as a wrong password, ends the
	// wait at once.
	MaxFailures int
	// Progress is called after each poll, on the caller's goroutine. Nil means no
	// callback.
	Progress func(WaitProgress) `json:"-"`
}

// WaitProgress says how a wait is going.
type WaitProgress struct {
	// Operation is what is being waited for: "wait for batch", "wait for report", "wait
	// for refunds" or "wait for file".
	Operation string
	// Polls and Elapsed count from the start of the wait.
	Polls   int
	Elapsed time.Duration
	// Next is the time until the next poll; 0 if the wait is over.
	Next time.Duration
	// Batch is the upload as it was last listed, Report the report; zero as long as it
	// was not.
	Batch  Batch
	Report Report
	// Err is the failure of this poll, nil if it succeeded.
	Err error
}

// MarshalJSON writes what happened; an error of another make is its text.
func (p WaitProgress) MarshalJSON() ([]byte, error) {
	type plain WaitProgress
	return json.Marshal(struct {
		plain
		Err errjson.Error
	}{plain(p), errjson.Error{Err: p.Err}})
}

// UnmarshalJSON reads what MarshalJSON writes.
func (p *WaitProgress) UnmarshalJSON(data []byte) error {
	type plain WaitProgress
	in := struct {
		*plain
		Err errjson.Error
	}{plain: (*plain)(p)}
	err := json.Unmarshal(data, &in)
	p.Err = in.Err.Err
	return err
}

// faults lists what is wrong with the options, and with the context.
func (o WaitOptions) faults(ctx context.Context) []sellerwire.FieldError {
	faults := transport.ContextFaults(ctx)
	negative := func(field string, is bool) {
		if is {
			faults = append(faults, sellerwire.FieldError{Field: field, Reason: "it is negative"})
		}
	}
	negative("MinInterval", o.MinInterval < 0)
	negative("MaxInterval", o.MaxInterval < 0)
	negative("MaxFailures", o.MaxFailures < 0)
	if o.MaxInterval > 0 && o.MinInterval > o.MaxInterval {
		faults = append(faults, sellerwire.FieldError{Field: "MinInterval", Reason: "it is longer than MaxInterval"})
	}
	return faults
}

// withDefaults fills in what the zero values mean.
func (o WaitOptions) withDefaults() WaitOptions {
	if o.MinInterval == 0 {
		o.MinInterval = DefaultMinInterval
		if o.MaxInterval > 0 {
			o.MinInterval = min(o.MinInterval, o.MaxInterval)
		}
	}
	if o.MaxInterval == 0 {
		o.MaxInterval = max(DefaultMaxInterval, o.MinInterval)
	}
	if o.MaxFailures == 0 {
		o.MaxFailures = DefaultMaxFailures
	}
	return o
}

// wait is a wait that is under way.
type wait struct {
	operation string
	item      func() string // that is waited for, in errors; nil if nothing is
	opts      WaitOptions
	// first is the time before the first poll.
	first time.Duration
	// look polls once, says what it saw, and whether that is the end.
	look func(ctx context.Context, seen *WaitProgress) (done bool, err error)
}

// run polls until look is done, fails for good, or has failed too often.
func (w wait) run(ctx context.Context) error {
	seen := WaitProgress{Operation: w.operation, Next: w.first}
	started, interval, failures := time.Now(), w.opts.MinInterval, 0
	for {
		if err := sleep(ctx, seen.Next); err != nil {
			return w.cutShort(err, seen)
		}
		done, err := w.look(ctx, &seen)
		if failures++; err == nil {
			failures = 0
		}
		over := done || ctx.Err() != nil || err != nil && !passing(err) || failures >= w.opts.MaxFailures ||
			tooLong(ctx, askedWait(err))
		seen.Polls++
		seen.Elapsed, seen.Next, seen.Err = time.Since(started), 0, err
		if !over {
			interval = min(2*interval, w.opts.MaxInterval)
			seen.Next = max(interval, askedWait(err))
		}
		if w.opts.Progress != nil {
			w.opts.Progress(seen)
		}
		if !over {
			continue
		}
		if err == nil && !done {
			return w.cutShort(ended(ctx), seen)
		}
		return err
	}
}

// cutShort is the error of a wait whose context has ended. It names what was seen last.
// The cause of the last poll is quoted, not wrapped: that it was not sent says nothing
// of the upload.
func (w wait) cutShort(cause error, seen WaitProgress) error {
	e := &sellerwire.Error{Service: service, Operation: w.operation}
	if w.item != nil {
		e.Item = w.item()
	}
	last := seen.last()
	if seen.Err != nil {
		last += fmt.Sprintf("; the last poll: %v", seen.Err)
	}
	if errors.Is(seen.Err, errNotOurs) {
		e.Kinds = []error{sellerwire.ErrConflict}
	}
	e.Err = fmt.Errorf("%w; %s", cause, last)
	return e
}

// last says what was seen last.
func (p WaitProgress) last() string {
	switch {
	case p.Polls == 0:
		return "nothing was looked at yet"
	case p.Batch.ID != "":
		return fmt.Sprintf("the last status of batch %s was %q", p.Batch.ID, string(p.Batch.Status))
	case p.Report.ID != "" && p.Report.Running():
		return fmt.Sprintf("report %s was still being made", p.Report.ID)
	case p.Report.ID != "":
		return fmt.Sprintf("report %s was finished", p.Report.ID)
	}
	return "it was not listed yet"
}

// passing tells whether a poll that failed is worth another. A file that is not found
// may not be ready yet; one that arrived and cannot be read will not get better.
func passing(err error) bool {
	if _, ok := errors.AsType[*sellerwire.Error](err); !ok {
		return false
	}
	return errors.Is(err, sellerwire.ErrUnavailable) || errors.Is(err, sellerwire.ErrRateLimited) ||
		errors.Is(err, sellerwire.ErrUnexpectedContent) || errors.Is(err, errNotListed) || errors.Is(err, errNotOurs) ||
		CodeOf(err) == CodeFileNotFound
}

// askedWait is the Retry-After of a failed poll.
func askedWait(err error) time.Duration {
	if e, ok := errors.AsType[*sellerwire.Error](err); ok {
		return e.RetryAfter
	}
	return 0
}

// maxAskedWait is the longest Retry-After that a wait sits out. It is longer than
// that of a single call: waiting is what a workflow is for.
const maxAskedWait = time.Hour

// tooLong tells whether the service asks for a wait that would lead nowhere.
func tooLong(ctx context.Context, asked time.Duration) bool {
	deadline, ok := ctx.Deadline()
	return asked > maxAskedWait || ok && asked > 0 && time.Until(deadline) < asked
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
	return ended(ctx)
}

// ended is why a context has ended, with its cause; nil if it has not.
func ended(ctx context.Context) error {
	err := ctx.Err()
	if cause := context.Cause(ctx); cause != err {
		return fmt.Errorf("%w: %w", err, cause)
	}
	return err
}

var (
	errNotListed = errors.New("it is not in the service's list")
	errNotOurs   = errors.New("the new summaries are of other refunds")
)

// notListed is the failure of a poll that saw nothing of what is waited for.
func notListed(operation, item string) error {
	return &sellerwire.Error{
		Service: service, Operation: operation, Item: item, Kinds: []error{sellerwire.ErrNotFound}, Err: errNotListed,
	}
}

// several is the failure of a poll that saw more than one that it could be.
func several[T entryOf](operation, why string, fresh []T) error {
	var ids []string
	for _, item := range fresh {
		ids = append(ids, item.id())
	}
	return &sellerwire.Error{
		Service: service, Operation: operation, Kinds: []error{sellerwire.ErrConflict},
		Err: fmt.Errorf("%s: %s", why, strings.Join(ids, ", ")),
	}
}

// accepted makes an error that came after the service had accepted something
// tell so: its Outcome is accepted, and it no longer matches ErrNotSent, which
// held for the last poll only.
func accepted(operation string, err error) error {
	e, ok := errors.AsType[*sellerwire.Error](err)
	if !ok {
		return &sellerwire.Error{Service: service, Operation: operation, Outcome: sellerwire.OutcomeAccepted, Err: err}
	}
	later := *e
	later.Outcome = sellerwire.OutcomeAccepted
	later.Kinds = slices.DeleteFunc(slices.Clone(e.Kinds), func(kind error) bool { return kind == sellerwire.ErrNotSent })
	return &later
}
