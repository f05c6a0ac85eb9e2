package bulk_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/bulk"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// failing is a service that answers each call after a second, with the error of
// its number, nil being a success.
func failing(sent *atomic.Int64, fail func(n int64) error) func(context.Context, []int, *transport.Pause) ([]result, error) {
	return func(_ context.Context, batch []int, _ *transport.Pause) ([]result, error) {
		n := sent.Add(1)
		<-time.After(time.Second)
		err := fail(n)
		outcome := sellerwire.OutcomeOf(err)
		results := all(batch, outcome)
		for i := range results {
			results[i].err = err
		}
		return results, err
	}
}

// always fails alike.
func always(err error) func(int64) error { return func(int64) error { return err } }

func replied(status int, retryAfter time.Duration, kinds ...error) *sellerwire.Error {
	return &sellerwire.Error{
		Service: "shop", Operation: "set all", StatusCode: status, RetryAfter: retryAfter,
		Outcome: sellerwire.OutcomeRejected, Kinds: kinds,
	}
}

func saying(words string) error {
	e := replied(http.StatusForbidden, 0, sellerwire.ErrForbidden)
	e.Messages = []string{words}
	return e
}

// endings are the failures of a call, and whether going on after them can help.
var endings = []struct {
	name  string
	err   error
	stops bool
}{
	{"credentials are refused", replied(401, 0, sellerwire.ErrUnauthorized), true},
	{"credentials are refused under a 200", replied(200, 0, sellerwire.ErrUnauthorized), true},
	{"every call is forbidden", replied(403, 0, sellerwire.ErrForbidden), true},
	{"the host redirects", replied(302, 0, sellerwire.ErrOutcomeUnknown, sellerwire.ErrUnexpectedContent), true},
	{"the path has only a web page", replied(404, 0, sellerwire.ErrUnexpectedContent, sellerwire.ErrNotFound), true},
	{"the service is locked", replied(423, 0, sellerwire.ErrInvalidRequest), true},
	{"the account is locked out", saying("You have been locked out for 30 minutes."), true},
	{"a lock-out", saying("This is a lock-out"), true},
	{"the account is blocked", saying("Your account is blocked"), true},
	{"the account is suspended", saying("account suspended"), true},
	{"the account is disabled", saying("This account has been disabled"), true},
	{"the service asks for a longer wait than the policy has", replied(429, 2*time.Minute, sellerwire.ErrRateLimited), true},
	{"the same with a 503", replied(503, time.Hour, sellerwire.ErrOutcomeUnknown, sellerwire.ErrUnavailable), true},

	{"the service asks for a short wait", replied(429, time.Minute, sellerwire.ErrRateLimited), false},
	{"the service is slow", replied(504, 0, sellerwire.ErrOutcomeUnknown, sellerwire.ErrUnavailable), false},
	{"the item is unknown", replied(404, 0, sellerwire.ErrNotFound), false},
	{"the item is at fault", replied(400, 0, sellerwire.ErrInvalidRequest), false},
	{"a page stands in a 200", replied(200, 0, sellerwire.ErrOutcomeUnknown, sellerwire.ErrUnexpectedContent), false},
	{"the limiter of the caller has a login of its own",
		&sellerwire.Error{Outcome: sellerwire.OutcomeNotSent, Kinds: []error{sellerwire.ErrNotSent, sellerwire.ErrUnauthorized}}, false},
	{"the error is of nobody here", errors.New("boom"), false},
}

func TestARunStopsByItselfWhereGoingOnCannotHelp(t *testing.T) {
	t.Parallel()
	const n, concurrency = 100_000, 4
	for _, tt := range endings {
		for _, keepGoing := range []bool{false, true} {
			t.Run(tt.name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					var sent atomic.Int64
					cfg := config(nil)
					cfg.Do = failing(&sent, always(tt.err))
					cfg.Options = bulk.Options{Concurrency: concurrency, KeepGoing: keepGoing}
					inputs, pulled := n, 0
					if !tt.stops || keepGoing {
						inputs = 100
					}
					i := 0
					for r := range bulk.Run(t.Context(), counted(numbers(inputs), &pulled), cfg) {
						require.Equal(t, i, r.in)
						i++
						if r.outcome == sellerwire.OutcomeNotSent && r.err != tt.err {
							assertCausedBy(t, tt.err, r.err)
						}
					}
					assert.Equal(t, pulled, i, "one result for each input that was pulled")
					if !tt.stops || keepGoing {
						assert.EqualValues(t, inputs, sent.Load())
						return
					}
					assert.LessOrEqual(t, sent.Load(), int64(2*concurrency))
					assert.LessOrEqual(t, pulled, 4*concurrency+2*concurrency, "the window, and what was yielded by then")
				})
			})
		}
	}
}

// assertCausedBy: what was not sent tells why, and nothing of what became of
// another input.
func assertCausedBy(t *testing.T, cause, err error) {
	t.Helper()
	assert.Equal(t, sellerwire.OutcomeNotSent, sellerwire.OutcomeOf(err))
	assert.NotErrorIs(t, err, sellerwire.ErrOutcomeUnknown)
	e, ok := errors.AsType[*sellerwire.Error](cause)
	require.True(t, ok)
	assert.ErrorContains(t, err, "stopped, because")
	assert.ErrorContains(t, err, fmt.Sprintf("(HTTP %d)", e.StatusCode))
	assert.ErrorContains(t, err, strings.Join(e.Messages, "; "))
	for _, kind := range e.Kinds {
		assert.True(t, kind == sellerwire.ErrOutcomeUnknown || errors.Is(err, kind), "%v is found in %v", kind, err)
	}
	own, ok := errors.AsType[*sellerwire.Error](err)
	require.True(t, ok)
	assert.Equal(t, e.RetryAfter, own.RetryAfter)
	assert.Zero(t, own.StatusCode, "nothing was sent for this one")
	assert.Equal(t, sellerwire.ErrNotSent, own.Kinds[0])
}

func TestOneForbiddenItemAmongOthersStopsNothing(t *testing.T) {
	t.Parallel()
	forbidden := replied(403, 0, sellerwire.ErrForbidden)
	tests := []struct {
		name        string
		concurrency int
		fail        func(n int64) error
		least, most int64
	}{
		{"where one of the first was accepted", 4, func(n int64) error {
			if n == 3 {
				return nil
			}
			return forbidden
		}, 50, 50},
		{"where one of the first failed otherwise", 4, func(n int64) error {
			if n == 4 {
				return replied(500, 0, sellerwire.ErrUnavailable)
			}
			return forbidden
		}, 50, 50},
		{"where the first were accepted", 4, func(n int64) error {
			if n <= 4 {
				return nil
			}
			return forbidden
		}, 50, 50},
		{"but all of the first do", 4, func(n int64) error {
			if n > 4 {
				return nil
			}
			return forbidden
		}, 4, 7},
		{"and with one worker the first does", 1, always(forbidden), 1, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var sent atomic.Int64
				cfg := config(nil)
				cfg.Do = failing(&sent, tt.fail)
				cfg.Options.Concurrency = tt.concurrency
				for range bulk.Run(t.Context(), numbers(50), cfg) {
				}
				assert.GreaterOrEqual(t, sent.Load(), tt.least)
				assert.LessOrEqual(t, sent.Load(), tt.most)
			})
		})
	}
}

// What is in flight when a run stops is the service's to answer.
func TestAStopCancelsNothingThatIsInFlight(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		cfg := config(nil)
		cfg.Options.Concurrency = 3
		cfg.Do = func(ctx context.Context, batch []int, _ *transport.Pause) ([]result, error) {
			if batch[0] == 1 {
				<-time.After(time.Second)
				return all(batch, sellerwire.OutcomeRejected), replied(401, 0, sellerwire.ErrUnauthorized)
			}
			return after(time.Minute)(ctx, batch), nil
		}
		var outcomes []sellerwire.Outcome
		for r := range bulk.Run(t.Context(), numbers(1000), cfg) {
			outcomes = append(outcomes, r.outcome)
		}
		require.GreaterOrEqual(t, len(outcomes), 3)
		assert.Equal(t,
			[]sellerwire.Outcome{sellerwire.OutcomeAccepted, sellerwire.OutcomeRejected, sellerwire.OutcomeAccepted}, outcomes[:3])
		for _, o := range outcomes[3:] {
			assert.Equal(t, sellerwire.OutcomeNotSent, o)
		}
	})
}

func TestOptionsOutOfRangeSendNothing(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		options bulk.Options
		fields  []string
	}{
		{"a negative concurrency", bulk.Options{Concurrency: -1}, []string{"Concurrency"}},
		{"a concurrency of 65", bulk.Options{Concurrency: 65}, []string{"Concurrency"}},
		{"a negative size of batch", bulk.Options{BatchSize: -1}, []string{"BatchSize"}},
		{"a batch above the largest", bulk.Options{BatchSize: 11}, []string{"BatchSize"}},
		{"both", bulk.Options{Concurrency: -1, BatchSize: 11}, []string{"Concurrency", "BatchSize"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			cfg := config(func(context.Context, []int) []result { t.Error("something was sent"); return nil })
			cfg.MaxBatch, cfg.Options = 10, tt.options
			n := 0
			for r := range bulk.Run(t.Context(), numbers(7), cfg) {
				n++
				invalid, ok := errors.AsType[*sellerwire.InvalidError](r.err)
				require.True(t, ok)
				var fields []string
				for _, f := range invalid.Fields {
					fields = append(fields, f.Field)
				}
				assert.Equal(t, tt.fields, fields)
			}
			assert.Equal(t, 7, n)
		})
	}
}

// The causes of a cancel, for those who look for either.
func TestWhatWasNotSentSaysWhoEndedTheRun(t *testing.T) {
	t.Parallel()
	closing := errors.New("the shop closes")
	ctx, cancel := context.WithCancelCause(t.Context())
	cfg := config(func(context.Context, []int) []result { cancel(closing); return nil })
	cfg.MaxBatch, cfg.Options.BatchSize = 5, 5
	n := 0
	for r := range bulk.Run(ctx, numbers(12), cfg) {
		if n++; n > 5 {
			assert.ErrorIs(t, r.err, closing)
			assert.ErrorIs(t, r.err, context.Canceled)
		}
	}
	assert.Greater(t, n, 5)
}
