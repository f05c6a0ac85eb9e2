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

// WaitOptions adjust how a call polls the service. A report takes up to 45 minutes, and a
// large upload takes hours. The zero value is the default. Only the context limits how
// long the call waits: it waits as long as the service answers that the work is not done.
type WaitOptions struct {
	// MinInterval is the time before the first poll. The interval doubles with each poll
	// up to MaxInterval. Zero means the defaults, 1 s and 30 s. If MinInterval is longer
	// than 30 s, it is the default of MaxInterval too.
	MinInterval, MaxInterval time.Duration
	// MaxFailures is the number of polls that may fail in a row before the wait ends. A
	// poll fails if the service is down, does not list the batch, or lists only summaries
	// of other refunds. Each poll is retried automatically before it counts as failed.
	// Zero means the default, 20, which takes at least 8 minutes at the default
	// intervals. A permanent failure, such as a wrong password, ends the wait at once.
	MaxFailures int
	// Progress is called after each poll, on the caller's goroutine. Nil means no
	// callback.
	Progress func(WaitProgress) `json:"-"`
}

// WaitProgress reports the progress of a wait.
type WaitProgress struct {
	// Operation is the kind of wait: "wait for batch", "wait for report", "wait for
	// refunds" or "wait for file".
	Operation string
	// Polls and Elapsed count from the start of the wait.
	Polls   int
	Elapsed time.Duration
	// Next is the time until the next poll; 0 if the wait is over.
	Next time.Duration
	// Batch is the upload, and Report the report, as last listed. It is zero if it has
	// not been listed yet.
	Batch  Batch
	Report Report
	// Err is the failure of this poll; nil if it succeeded.
	Err error
}

// MarshalJSON writes the progress. An error that is not of this module is written as its
// text.
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

// faults lists what is wrong with the options or the context.
func (o WaitOptions) faults(ctx context.Context) []sellerwire.FieldError {
	faults := transport.ContextFaults(ctx)
	negative := func(field string, is bool) {
		if is {
			faults = append(faults, sellerwire.FieldError{Field: field, Reason: "must not be negative"})
		}
	}
	negative("MinInterval", o.MinInterval < 0)
	negative("MaxInterval", o.MaxInterval < 0)
	negative("MaxFailures", o.MaxFailures < 0)
	if o.MaxInterval > 0 && o.MinInterval > o.MaxInterval {
		faults = append(faults, sellerwire.FieldError{Field: "MinInterval", Reason: "must not be longer than MaxInterval"})
	}
	return faults
}

// withDefaults replaces zero values by their defaults.
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

// wait is a wait in progress.
type wait struct {
	operation string
	item      func() string // what is waited for, in errors; nil if it has no name
	opts      WaitOptions
	// first is the time before the first poll.
	first time.Duration
	// look polls once, fills in what it saw, and returns whether the wait is over.
	look func(ctx context.Context, seen *WaitProgress) (done bool, err error)
}

// run polls until look is done, fails permanently, or has failed too often.
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
			return w.cutShort(transport.Ended(ctx), seen)
		}
		return err
	}
}

// cutShort returns the error of a wait whose context has ended. It says what was seen
// last. The error of the last poll is quoted, not wrapped: if that poll was not sent,
// this says nothing about the upload.
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

// last describes what was seen last.
func (p WaitProgress) last() string {
	switch {
	case p.Polls == 0:
		return "there was no poll yet"
	case p.Batch.ID != "":
		return fmt.Sprintf("the last status of batch %s was %q", p.Batch.ID, string(p.Batch.Status))
	case p.Report.ID != "" && p.Report.Running():
		return fmt.Sprintf("report %s was still being made", p.Report.ID)
	case p.Report.ID != "":
		return fmt.Sprintf("report %s was finished", p.Report.ID)
	}
	return "it was not listed yet"
}

// passing reports whether to poll again after a failed poll. A file that is not found may
// not be ready yet. One that arrived and cannot be read will not get better.
func passing(err error) bool {
	if _, ok := errors.AsType[*sellerwire.Error](err); !ok {
		return false
	}
	return errors.Is(err, sellerwire.ErrUnavailable) || errors.Is(err, sellerwire.ErrRateLimited) ||
		errors.Is(err, sellerwire.ErrUnexpectedContent) || errors.Is(err, errNotListed) || errors.Is(err, errNotOurs) ||
		CodeOf(err) == CodeFileNotFound
}

// askedWait returns the Retry-After of a failed poll.
func askedWait(err error) time.Duration {
	if e, ok := errors.AsType[*sellerwire.Error](err); ok {
		return e.RetryAfter
	}
	return 0
}

// maxAskedWait is the longest Retry-After that a wait honours. It is longer than that of a
// single call, because a workflow is meant to wait.
const maxAskedWait = time.Hour

// tooLong reports whether the service asks for a longer wait than allowed.
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
	return transport.Ended(ctx)
}

var (
	errNotListed = errors.New("it is not in the service's list")
	errNotOurs   = errors.New("the new summaries are about other refunds")
)

// notListed is the failure of a poll in which the service did not list what is waited
// for.
func notListed(operation, item string) error {
	return &sellerwire.Error{
		Service: service, Operation: operation, Item: item, Kinds: []error{sellerwire.ErrNotFound}, Err: errNotListed,
	}
}

// several is the failure of a poll in which more than one entry could be the one.
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

// accepted marks an error that came after the service had accepted something: its Outcome
// is accepted. It no longer matches ErrNotSent, which was true of the last poll only.
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
