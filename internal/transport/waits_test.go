package transport_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// gaps are the waits between requests.
func (s *script) gaps() []time.Duration {
	var gaps []time.Duration
	for i := 1; i < len(s.at); i++ {
		gaps = append(gaps, s.at[i].Sub(s.at[i-1]))
	}
	return gaps
}

func TestRetryAfterIsWaitedForExactly(t *testing.T) {
	t.Parallel()
	for _, status := range []int{429, 503, 502, 408} {
		synctest.Test(t, func(t *testing.T) {
			s, opt := play(reply(status, "", "Retry-After", "50"), reply(status, "", "Retry-After", "1.5"), reply(200, ""))
			client := newClient(t, memoryURL, opt)

			_, err := client.Do(t.Context(), request(transport.Safe))

			require.NoError(t, err)
			assert.Equal(t, []time.Duration{50 * time.Second, 1500 * time.Millisecond}, s.gaps())
		})
	}
}

func TestRetryAfterDateIsWaitedForByTheClientsClock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, opt := play(reply(503, "", "Retry-After", "Thu, 05 Mar 2026 12:00:30 GMT"), reply(200, ""))
		client := newClient(t, memoryURL, opt, sellerwire.WithClock(func() time.Time { return noon }))

		_, err := client.Do(t.Context(), request(transport.Safe))

		require.NoError(t, err)
		assert.Equal(t, []time.Duration{30 * time.Second}, s.gaps())
	})
}

// A service that names no time, or one that has passed, gets the backoff: not
// the same instant again.
func TestBackoffIsWaitedForWithoutARetryAfter(t *testing.T) {
	t.Parallel()
	for _, step := range []roundTripper{
		reply(503, ""), reply(503, "", "Retry-After", "0"), reply(503, "", "Retry-After", "-1"),
		reply(503, "", "Retry-After", "soon"), reply(503, "", "Retry-After", "Thu, 01 Jan 1970 00:00:00 GMT"), lost,
	} {
		synctest.Test(t, func(t *testing.T) {
			s, opt := play(step)
			client := newClient(t, memoryURL, opt,
				sellerwire.WithRetry(sellerwire.RetryPolicy{MaxAttempts: 9, MinBackoff: time.Second, MaxBackoff: 4 * time.Second}))

			_, err := client.Do(t.Context(), request(transport.Safe))

			e := failed(t, err, sellerwire.ErrUnavailable)
			assert.Equal(t, 9, e.Attempts)
			require.Len(t, s.gaps(), 8)
			total := time.Duration(0)
			for i, gap := range s.gaps() {
				assert.LessOrEqual(t, gap, min(time.Second<<i, 4*time.Second), "wait %d", i+1)
				total += gap
			}
			assert.Positive(t, total)
		})
	}
}

// A wait that leads nowhere is not begun: the service's answer is returned at
// once and says how long it asked for.
func TestWaitsThatAreNotBegun(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		after    string
		policy   sellerwire.RetryPolicy
		deadline time.Duration
		window   time.Duration
	}{
		{name: "longer than the cap by default", after: "61"},
		{name: "longer than the caller's cap", after: "3", policy: sellerwire.RetryPolicy{MaxRetryAfter: 2 * time.Second}},
		{name: "longer than the deadline allows", after: "30", deadline: 10 * time.Second},
		{name: "longer than the operation's window", after: "31", window: 30 * time.Second},
		{name: "longer than the caller's window", after: "31",
			policy: sellerwire.RetryPolicy{MaxElapsed: 30 * time.Second}, window: time.Hour},
		{name: "beyond all counting", after: "9223372037"},
		{name: "no attempt is left", after: "1", policy: sellerwire.RetryPolicy{MaxAttempts: 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				_, opt := play(reply(503, "closed for now", "Retry-After", tt.after), reply(200, ""))
				client := newClient(t, memoryURL, opt)
				ctx := t.Context()
				if tt.deadline > 0 {
					var cancel context.CancelFunc
					ctx, cancel = context.WithTimeout(ctx, tt.deadline)
					defer cancel()
				}
				req := request(transport.Safe)
				req.Operation.Window = tt.window
				req.Call.Retry = (*policy)(&tt.policy)
				started := time.Now()

				_, err := client.Do(ctx, req)

				e := failed(t, err, sellerwire.ErrUnavailable)
				assert.Zero(t, time.Since(started), "it waited")
				assert.Equal(t, 1, e.Attempts)
				assert.Equal(t, 503, e.StatusCode)
				assert.Equal(t, "closed for now", string(e.Body))
				assert.Positive(t, e.RetryAfter)
				assert.NotErrorIs(t, err, context.DeadlineExceeded)
			})
		})
	}
}

// The window opens with the first attempt: what a limiter held it up before
// does not count.
func TestRetryWindowOpensWithTheFirstAttempt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		slow := time.Hour
		limiter := limiterFunc(func(context.Context) error {
			<-time.After(slow)
			slow = 0
			return nil
		})
		_, opt := play(reply(503, "", "Retry-After", "20"), reply(200, ""))
		client := newClient(t, memoryURL, opt, sellerwire.WithLimiter(limiter))
		req := request(transport.Safe)
		req.Operation.Window = 30 * time.Second

		_, err := client.Do(t.Context(), req)

		require.NoError(t, err)
	})
}

// A repeat that a limiter lets go too late is not sent, and the error tells
// the answer that was to be repeated.
func TestLimiterThatHoldsARepeatTooLong(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		waits := []time.Duration{0, time.Minute}
		limiter := limiterFunc(func(context.Context) error {
			<-time.After(waits[0])
			waits = waits[1:]
			return nil
		})
		s, opt := play(reply(503, "closed for now", "Retry-After", "1"), reply(200, ""))
		client := newClient(t, memoryURL, opt, sellerwire.WithLimiter(limiter))
		req := request(transport.Safe)
		req.Operation.Window = 30 * time.Second

		_, err := client.Do(t.Context(), req)

		e := failed(t, err, sellerwire.ErrUnavailable, sellerwire.ErrOutcomeUnknown)
		assert.Equal(t, 1, s.calls)
		assert.Equal(t, 1, e.Attempts)
		assert.Equal(t, 503, e.StatusCode)
		assert.Equal(t, "closed for now", string(e.Body))
		assert.ErrorContains(t, err, "the time within which a retry is safe passed")
		assert.ErrorContains(t, err, "service unavailable")
	})
}

func TestLimiterThatFailsBeforeARepeat(t *testing.T) {
	t.Parallel()
	boom := errors.New("would exceed the deadline")
	errs := []error{nil, boom}
	limiter := limiterFunc(func(context.Context) error {
		err := errs[0]
		errs = errs[1:]
		return err
	})
	s, opt := play(lost)
	client := newClient(t, memoryURL, opt, quick, sellerwire.WithLimiter(limiter))

	_, err := client.Do(t.Context(), request(transport.Safe))

	e := failed(t, err, boom, errReset, sellerwire.ErrOutcomeUnknown, sellerwire.ErrUnavailable)
	assert.Equal(t, 1, s.calls)
	assert.Equal(t, 1, e.Attempts)
	assert.NotErrorIs(t, err, sellerwire.ErrNotSent)
}

// The limiter's wait is no part of the attempt, and every attempt has one.
func TestLimiterRunsOncePerAttemptOutsideOfItsTimeout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		count := 0
		limiter := limiterFunc(func(context.Context) error {
			count++
			<-time.After(time.Hour)
			return nil
		})
		_, opt := play(reply(503, ""), reply(503, ""), reply(200, ""))
		client := newClient(t, memoryURL, opt, sellerwire.WithLimiter(limiter), sellerwire.WithAttemptTimeout(time.Second))

		_, err := client.Do(t.Context(), request(transport.Safe))

		require.NoError(t, err)
		assert.Equal(t, 3, count)
	})
}

func TestCancelDuringAWaitReturnsAtOnceAndKeepsTheCause(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		step   roundTripper
		cause  error
		status int
		kind   error
	}{
		{"after an answer", reply(503, "closed", "Retry-After", "50"), nil, 503, sellerwire.ErrUnavailable},
		{"after a lost one", lost, errReset, 0, sellerwire.ErrOutcomeUnknown},
		{"after a dial", unsent, nil, 0, sellerwire.ErrNotSent},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				_, opt := play(tt.step)
				client := newClient(t, memoryURL, opt,
					sellerwire.WithRetry(sellerwire.RetryPolicy{MinBackoff: time.Hour, MaxBackoff: time.Hour}))
				ctx, cancel := context.WithCancel(t.Context())
				result := make(chan error, 1)
				go func() {
					_, err := client.Do(ctx, request(transport.Safe))
					result <- err
				}()
				synctest.Wait() // in the middle of the wait
				started := time.Now()
				cancel()

				err := <-result

				assert.Zero(t, time.Since(started))
				e := failed(t, err, context.Canceled, tt.kind)
				assert.Equal(t, 1, e.Attempts)
				assert.Equal(t, tt.status, e.StatusCode)
				assert.False(t, e.Timeout())
				assert.ErrorContains(t, err, "the attempt before")
				if tt.cause != nil {
					assert.ErrorIs(t, err, tt.cause)
				}
				if tt.status != 0 {
					assert.Equal(t, "closed", string(e.Body))
				}
			})
		})
	}
}

// A cancelled context reads differently from transport to transport; the
// caller can rely on context.Canceled and still finds the cause it gave.
func TestCancelWithACauseIsStillCanceled(t *testing.T) {
	t.Parallel()
	reason := errors.New("shutting down")
	ctx, cancel := context.WithCancelCause(t.Context())
	s := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		cancel(reason)
		<-r.Context().Done()
	})
	client := newClient(t, s.URL, quick)
	req := request(transport.Once)
	req.Body = transport.Body{}

	_, err := client.Do(ctx, req)

	failed(t, err, context.Canceled, reason, sellerwire.ErrOutcomeUnknown)
}

// A timed-out attempt is not the caller's deadline.
func TestAttemptTimeoutIsRepeatedAndIsNoDeadlineOfTheCallers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, opt := play(silent)
		client := newClient(t, memoryURL, opt)
		req := request(transport.Safe)
		req.Operation.Timeout = 7 * time.Second

		_, err := client.Do(t.Context(), req)

		e := failed(t, err, sellerwire.ErrUnavailable)
		assert.True(t, e.Timeout())
		netErr, ok := errors.AsType[net.Error](err)
		assert.True(t, ok && netErr.Timeout())
		assert.ErrorContains(t, err, "attempt timed out after 7s")
		assert.NotErrorIs(t, err, context.DeadlineExceeded)
		assert.NotErrorIs(t, err, context.Canceled)
		assert.Equal(t, transport.DefaultMaxAttempts, s.calls)
		for _, gap := range s.gaps() {
			assert.GreaterOrEqual(t, gap, 7*time.Second)
		}
	})
}

// The option wins over the operation's own timeout, which wins over the
// default.
func TestAttemptTimeoutThatHolds(t *testing.T) {
	t.Parallel()
	once := sellerwire.WithRetry(sellerwire.RetryPolicy{MaxAttempts: 1})
	tests := []struct {
		name string
		opts []sellerwire.Option
		own  time.Duration
		want time.Duration
	}{
		{"the default", nil, 0, transport.DefaultAttemptTimeout},
		{"the operation's", nil, time.Hour, time.Hour},
		{"the option's", []sellerwire.Option{sellerwire.WithAttemptTimeout(time.Minute)}, time.Hour, time.Minute},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				_, opt := play(silent)
				client := newClient(t, memoryURL, append(tt.opts, opt, once)...)
				req := request(transport.Safe)
				req.Operation.Timeout = tt.own
				started := time.Now()

				_, err := client.Do(t.Context(), req)

				failed(t, err, sellerwire.ErrUnavailable)
				assert.Equal(t, tt.want, time.Since(started))
			})
		})
	}
}

func TestCallersDeadlineEndsTheAttemptInFlight(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, opt := play(silent)
		client := newClient(t, memoryURL, opt)
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()

		_, err := client.Do(ctx, request(transport.Safe))

		e := failed(t, err, context.DeadlineExceeded, sellerwire.ErrOutcomeUnknown)
		assert.True(t, e.Timeout())
		assert.Equal(t, 1, s.calls)
		assert.NotErrorIs(t, err, sellerwire.ErrUnavailable)
	})
}
