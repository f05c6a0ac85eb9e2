package transport_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/transport"
)

var (
	classes    = []transport.Class{transport.Safe, transport.Once}
	classNames = map[transport.Class]string{transport.Safe: "Safe", transport.Once: "Once"}
)

// Of three attempts allowed, how many does each class make at a service that
// goes on failing in one way, and what is said about it afterwards?
func TestEveryFaultAgainstEveryClass(t *testing.T) {
	t.Parallel()
	kinds := func(k ...error) []error { return k }
	// Long enough for a busy machine to make a connection in.
	short := sellerwire.WithAttemptTimeout(250 * time.Millisecond)
	shorter := sellerwire.WithAttemptTimeout(50 * time.Millisecond)
	tests := []struct {
		name     string
		target   func(testing.TB) target
		opts     []sellerwire.Option
		attempts [2]int // Safe, Once
		outcome  sellerwire.Outcome
		kinds    []error
	}{
		{name: "a refused dial is proof", target: refusedDial, attempts: [2]int{3, 3}, outcome: sellerwire.OutcomeNotSent,
			kinds: kinds(sellerwire.ErrNotSent, sellerwire.ErrUnavailable)},
		{name: "a name that does not exist will not exist soon", target: unknownName, attempts: [2]int{1, 1},
			outcome: sellerwire.OutcomeNotSent, kinds: kinds(sellerwire.ErrNotSent, sellerwire.ErrUnavailable)},
		{name: "a resolver that is down may come back", target: resolverDown, attempts: [2]int{3, 3}, outcome: sellerwire.OutcomeNotSent,
			kinds: kinds(sellerwire.ErrNotSent, sellerwire.ErrUnavailable)},
		{name: "a dial that times out is proof", target: slowDial, opts: []sellerwire.Option{shorter}, attempts: [2]int{3, 3},
			outcome: sellerwire.OutcomeNotSent, kinds: kinds(sellerwire.ErrNotSent, sellerwire.ErrUnavailable)},
		{name: "a failed handshake is proof", target: brokenHandshake, attempts: [2]int{3, 3}, outcome: sellerwire.OutcomeNotSent,
			kinds: kinds(sellerwire.ErrNotSent, sellerwire.ErrUnavailable)},
		{name: "a server without TLS stays so", target: plainHTTP, attempts: [2]int{1, 1}, outcome: sellerwire.OutcomeNotSent,
			kinds: kinds(sellerwire.ErrNotSent, sellerwire.ErrUnavailable)},
		{name: "an untrusted certificate stays so", target: untrustedCertificate, attempts: [2]int{1, 1},
			outcome: sellerwire.OutcomeNotSent, kinds: kinds(sellerwire.ErrNotSent)},
		{name: "a certificate that the caller refuses stays so", target: pinnedCertificate, attempts: [2]int{1, 1},
			outcome: sellerwire.OutcomeNotSent, kinds: kinds(sellerwire.ErrNotSent)},

		{name: "a reset at once may have come after the request", target: resetBeforeRequest, attempts: [2]int{3, 1},
			outcome: sellerwire.OutcomeUnknown, kinds: kinds(sellerwire.ErrOutcomeUnknown, sellerwire.ErrUnavailable)},
		{name: "a reset after the request", target: resetAfterRequest, attempts: [2]int{3, 1}, outcome: sellerwire.OutcomeUnknown,
			kinds: kinds(sellerwire.ErrOutcomeUnknown, sellerwire.ErrUnavailable)},
		{name: "a close after the request", target: closedAfterRequest, attempts: [2]int{3, 1}, outcome: sellerwire.OutcomeUnknown,
			kinds: kinds(sellerwire.ErrOutcomeUnknown, sellerwire.ErrUnavailable)},
		{name: "a reply cut in its header", target: cutHeader, attempts: [2]int{3, 1}, outcome: sellerwire.OutcomeUnknown,
			kinds: kinds(sellerwire.ErrOutcomeUnknown, sellerwire.ErrUnavailable)},
		{name: "a reply cut in its body", target: cutBody, attempts: [2]int{3, 1}, outcome: sellerwire.OutcomeUnknown,
			kinds: kinds(sellerwire.ErrOutcomeUnknown, sellerwire.ErrUnexpectedContent)},
		{name: "a reply cut between chunks", target: cutChunks, attempts: [2]int{3, 1}, outcome: sellerwire.OutcomeUnknown,
			kinds: kinds(sellerwire.ErrOutcomeUnknown, sellerwire.ErrUnexpectedContent)},
		{name: "a reply that is not HTTP", target: noHTTP, attempts: [2]int{3, 1}, outcome: sellerwire.OutcomeUnknown,
			kinds: kinds(sellerwire.ErrOutcomeUnknown, sellerwire.ErrUnavailable)},
		{name: "no reply in time", target: mute, opts: []sellerwire.Option{short}, attempts: [2]int{3, 1},
			outcome: sellerwire.OutcomeUnknown, kinds: kinds(sellerwire.ErrOutcomeUnknown, sellerwire.ErrUnavailable)},
		{name: "no end of the reply in time", target: stuck, opts: []sellerwire.Option{short}, attempts: [2]int{3, 1},
			outcome: sellerwire.OutcomeUnknown, kinds: kinds(sellerwire.ErrOutcomeUnknown, sellerwire.ErrUnavailable)},

		{name: "408", target: status(408), attempts: [2]int{3, 1}, outcome: sellerwire.OutcomeUnknown,
			kinds: kinds(sellerwire.ErrOutcomeUnknown, sellerwire.ErrUnavailable)},
		{name: "425", target: status(425), attempts: [2]int{3, 1}, outcome: sellerwire.OutcomeUnknown,
			kinds: kinds(sellerwire.ErrOutcomeUnknown, sellerwire.ErrUnavailable)},
		{name: "429", target: status(429), attempts: [2]int{3, 1}, outcome: sellerwire.OutcomeUnknown,
			kinds: kinds(sellerwire.ErrOutcomeUnknown, sellerwire.ErrRateLimited)},
		{name: "500", target: status(500), attempts: [2]int{3, 1}, outcome: sellerwire.OutcomeUnknown,
			kinds: kinds(sellerwire.ErrOutcomeUnknown, sellerwire.ErrUnavailable)},
		{name: "501", target: status(501), attempts: [2]int{1, 1}, outcome: sellerwire.OutcomeUnknown,
			kinds: kinds(sellerwire.ErrOutcomeUnknown, sellerwire.ErrUnavailable)},
		{name: "502", target: status(502), attempts: [2]int{3, 1}, outcome: sellerwire.OutcomeUnknown,
			kinds: kinds(sellerwire.ErrOutcomeUnknown, sellerwire.ErrUnavailable)},
		{name: "503", target: status(503), attempts: [2]int{3, 1}, outcome: sellerwire.OutcomeUnknown,
			kinds: kinds(sellerwire.ErrOutcomeUnknown, sellerwire.ErrUnavailable)},
		{name: "504", target: status(504), attempts: [2]int{3, 1}, outcome: sellerwire.OutcomeUnknown,
			kinds: kinds(sellerwire.ErrOutcomeUnknown, sellerwire.ErrUnavailable)},
		{name: "507", target: status(507), attempts: [2]int{1, 1}, outcome: sellerwire.OutcomeUnknown,
			kinds: kinds(sellerwire.ErrOutcomeUnknown, sellerwire.ErrUnavailable)},
		{name: "400", target: status(400), attempts: [2]int{1, 1},
			outcome: sellerwire.OutcomeRejected, kinds: kinds(sellerwire.ErrInvalidRequest)},
		{name: "401", target: status(401), attempts: [2]int{1, 1},
			outcome: sellerwire.OutcomeRejected, kinds: kinds(sellerwire.ErrUnauthorized)},
		{name: "403", target: status(403), attempts: [2]int{1, 1},
			outcome: sellerwire.OutcomeRejected, kinds: kinds(sellerwire.ErrForbidden)},
		{name: "404", target: status(404), attempts: [2]int{1, 1},
			outcome: sellerwire.OutcomeRejected, kinds: kinds(sellerwire.ErrNotFound)},
		{name: "409", target: status(409), attempts: [2]int{1, 1},
			outcome: sellerwire.OutcomeRejected, kinds: kinds(sellerwire.ErrConflict)},
		{name: "410", target: status(410), attempts: [2]int{1, 1},
			outcome: sellerwire.OutcomeRejected, kinds: kinds(sellerwire.ErrNotFound)},
		{name: "422", target: status(422), attempts: [2]int{1, 1},
			outcome: sellerwire.OutcomeRejected, kinds: kinds(sellerwire.ErrInvalidRequest)},
		{name: "301", target: status(301), attempts: [2]int{1, 1}, outcome: sellerwire.OutcomeUnknown,
			kinds: kinds(sellerwire.ErrOutcomeUnknown, sellerwire.ErrUnexpectedContent)},
		{name: "304", target: status(304), attempts: [2]int{1, 1}, outcome: sellerwire.OutcomeUnknown,
			kinds: kinds(sellerwire.ErrOutcomeUnknown, sellerwire.ErrUnexpectedContent)},
		{name: "308", target: status(308), attempts: [2]int{1, 1}, outcome: sellerwire.OutcomeUnknown,
			kinds: kinds(sellerwire.ErrOutcomeUnknown, sellerwire.ErrUnexpectedContent)},
	}
	for _, tt := range tests {
		for i, class := range classes {
			t.Run(tt.name+" "+classNames[class], func(t *testing.T) {
				t.Parallel()
				to := tt.target(t)
				opts := slices.Concat(to.opts, tt.opts, []sellerwire.Option{quick})
				client := newClient(t, to.url, opts...)

				_, err := client.Do(t.Context(), request(class))

				e := failed(t, err)
				assert.Equal(t, tt.attempts[i], to.count(), "attempts at the other side")
				assert.Equal(t, tt.attempts[i], e.Attempts)
				assert.Equal(t, tt.outcome, e.Outcome)
				assert.Equal(t, tt.kinds, e.Kinds)
			})
		}
	}
}

// The same with our own transport instead of the caller's.
func TestOwnTransportProvesThatNothingWasSent(t *testing.T) {
	t.Parallel()
	client := newClient(t, refusedDial(t).url, quick)

	_, err := client.Do(t.Context(), request(transport.Once))

	e := failed(t, err, sellerwire.ErrNotSent, sellerwire.ErrUnavailable)
	assert.Equal(t, 3, e.Attempts)
}

// A service's own word counts more than the status, but never more than the
// class.
func TestFailuresThatServicesReport(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		status   int
		failure  transport.Failure
		attempts [2]int
		outcome  sellerwire.Outcome
	}{
		{"a 2xx with a failure says nothing of what was done", 200, transport.Failure{}, [2]int{1, 1}, sellerwire.OutcomeUnknown},
		{"a 2xx that refuses", 200, transport.Failure{Refused: true}, [2]int{1, 1}, sellerwire.OutcomeRejected},
		{"a 2xx that refuses for now", 200,
			transport.Failure{Refused: true, Retry: transport.RetryAlways}, [2]int{3, 3}, sellerwire.OutcomeRejected},
		{"a 503 that took nothing", 503,
			transport.Failure{Refused: true, Retry: transport.RetryAlways}, [2]int{3, 3}, sellerwire.OutcomeRejected},
		{"a 401 to be signed anew", 401, transport.Failure{Retry: transport.RetryOnce}, [2]int{2, 2}, sellerwire.OutcomeRejected},
		{"a 429 that is a lock-out", 429,
			transport.Failure{Refused: true, Retry: transport.RetryNever}, [2]int{1, 1}, sellerwire.OutcomeRejected},
		{"a bare 429 before which the request may have been taken", 429, transport.Failure{}, [2]int{3, 1}, sellerwire.OutcomeUnknown},
		{"a 500 that refuses", 500, transport.Failure{Refused: true}, [2]int{3, 1}, sellerwire.OutcomeRejected},
		{"a redirect to a sign-in page", 302, transport.Failure{Refused: true}, [2]int{1, 1}, sellerwire.OutcomeRejected},
	}
	for _, tt := range tests {
		for i, class := range classes {
			t.Run(tt.name+" "+classNames[class], func(t *testing.T) {
				t.Parallel()
				to := replying(t, answer(tt.status, "no"))
				client := newClient(t, to.url, quick)
				req := request(class)
				req.Decode = func(*transport.Reply) *transport.Failure { return new(tt.failure) }

				_, err := client.Do(t.Context(), req)

				e := failed(t, err)
				assert.Equal(t, tt.attempts[i], to.count())
				assert.Equal(t, tt.outcome, e.Outcome)
			})
		}
	}
}

// A Decode that overlooks a failure is corrected by the status, unless it says
// that it meant it.
func TestDecodeThatFindsNothingWrong(t *testing.T) {
	t.Parallel()
	for _, accepted := range []bool{false, true} {
		client := newClient(t, replying(t, answer(http.StatusNotFound, "none")).url)
		req := read()
		req.Decode = func(r *transport.Reply) *transport.Failure {
			r.Accepted = accepted
			return nil
		}

		reply, err := client.Do(t.Context(), req)

		require.Equal(t, "none", string(reply.Body))
		if accepted {
			require.NoError(t, err)
		} else {
			failed(t, err, sellerwire.ErrNotFound)
		}
	}
}

func TestReadsHaveNoOutcome(t *testing.T) {
	t.Parallel()
	for _, step := range []roundTripper{lost, reply(500, ""), reply(404, "")} {
		_, opt := play(step)
		client := newClient(t, memoryURL, opt, quick)

		_, err := client.Do(t.Context(), read())

		e := failed(t, err)
		assert.Equal(t, sellerwire.OutcomeNone, e.Outcome)
		assert.NotErrorIs(t, err, sellerwire.ErrOutcomeUnknown)
	}
}

// net/http sends a GET again by itself when a reused connection dies.
func TestOperationsThatMustNotBeRepeatedAreNeverGETs(t *testing.T) {
	t.Parallel()
	s, opt := play(reply(200, ""))
	client := newClient(t, memoryURL, opt)
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodTrace} {
		req := request(transport.Once)
		req.Method = method

		_, err := client.Do(t.Context(), req)

		failed(t, err, sellerwire.ErrNotSent)
	}
	require.Zero(t, s.calls)
}

// net/http also repeats by itself what has an idempotency key, which a
// gateway's middleware may well set.
func TestIdempotencyKeysDoNotMakeNetHTTPRepeat(t *testing.T) {
	t.Parallel()
	for class, keep := range map[transport.Class]bool{transport.Safe: true, transport.Once: false} {
		var seen http.Header
		_, opt := play(func(req *http.Request) (*http.Response, error) {
			seen = req.Header
			return reply(200, "")(req)
		})
		keys := func(next http.RoundTripper) http.RoundTripper {
			return roundTripper(func(req *http.Request) (*http.Response, error) {
				req = req.Clone(req.Context())
				req.Header.Set("Idempotency-Key", "1")
				req.Header.Set("X-Idempotency-Key", "1")
				return next.RoundTrip(req)
			})
		}
		client := newClient(t, memoryURL, opt, sellerwire.WithMiddleware(keys))

		_, err := client.Do(t.Context(), request(class))

		require.NoError(t, err)
		assert.Equal(t, keep, seen.Get("Idempotency-Key") != "", classNames[class])
		assert.Equal(t, keep, seen.Get("X-Idempotency-Key") != "", classNames[class])
	}
}

// cancelled contexts and the caller's own code, at each stage of a call.
func TestCallsThatTheCallerEnds(t *testing.T) {
	t.Parallel()
	boom := errors.New("boom")
	before := func(http.RoundTripper) http.RoundTripper {
		return roundTripper(func(*http.Request) (*http.Response, error) { return nil, boom })
	}
	after := func(next http.RoundTripper) http.RoundTripper {
		return roundTripper(func(req *http.Request) (*http.Response, error) {
			resp, err := next.RoundTrip(req)
			if err == nil {
				_ = resp.Body.Close()
			}
			return nil, boom
		})
	}
	var cancel context.CancelFunc
	cancelling := func(step roundTripper) roundTripper {
		return func(req *http.Request) (*http.Response, error) {
			cancel()
			return step(req)
		}
	}
	halfBody := func(req *http.Request) (*http.Response, error) {
		resp, err := reply(200, "")(req)
		resp.Body = io.NopCloser(readerFunc(func([]byte) (int, error) {
			cancel()
			return 0, req.Context().Err()
		}))
		return resp, err
	}
	tests := []struct {
		name     string
		step     roundTripper
		opt      sellerwire.Option
		attempts int
		cause    error
		kinds    []error
	}{
		{"the limiter fails", reply(200, ""),
			sellerwire.WithLimiter(limiterFunc(func(context.Context) error { return boom })), 0, boom, []error{sellerwire.ErrNotSent}},
		{"the context ends in the limiter", reply(200, ""),
			sellerwire.WithLimiter(limiterFunc(func(ctx context.Context) error { cancel(); return ctx.Err() })), 0,
			context.Canceled, []error{sellerwire.ErrNotSent}},
		{"a middleware fails before sending", reply(200, ""), sellerwire.WithMiddleware(before), 1, boom, []error{sellerwire.ErrNotSent}},
		{"a middleware fails after sending", reply(200, ""), sellerwire.WithMiddleware(after), 1, boom,
			[]error{sellerwire.ErrOutcomeUnknown, sellerwire.ErrUnavailable}},
		{"the context ends in the dial", cancelling(unsent), quick, 1, context.Canceled, []error{sellerwire.ErrNotSent}},
		{"the context ends in flight", cancelling(lost), quick, 1, context.Canceled, []error{sellerwire.ErrOutcomeUnknown}},
		{"the context ends in the reply", halfBody, quick, 1, context.Canceled, []error{sellerwire.ErrOutcomeUnknown}},
		{"the context ends with a refusal", cancelling(reply(400, "")), quick, 1, nil, []error{sellerwire.ErrInvalidRequest}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			cancel = stop
			_, opt := play(tt.step)
			client := newClient(t, memoryURL, opt, tt.opt)

			_, err := client.Do(ctx, request(transport.Once))

			e := failed(t, err)
			assert.Equal(t, tt.attempts, e.Attempts)
			assert.Equal(t, tt.kinds, e.Kinds)
			if tt.cause != nil {
				assert.ErrorIs(t, err, tt.cause)
			}
		})
	}
}

func TestContextThatEndedBeforeTheCall(t *testing.T) {
	t.Parallel()
	s, opt := play(reply(200, ""))
	client := newClient(t, memoryURL, opt)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()

	_, err := client.Do(ctx, request(transport.Safe))

	e := failed(t, err, sellerwire.ErrNotSent, context.Canceled)
	assert.Zero(t, e.Attempts)
	assert.Equal(t, sellerwire.OutcomeNotSent, e.Outcome)
	require.Zero(t, s.calls)
}

// What a middleware returns without sending is its own reply, and its errors
// are not worth a repeat.
func TestMiddlewareErrorsAreNotRepeated(t *testing.T) {
	t.Parallel()
	count := 0
	failing := func(http.RoundTripper) http.RoundTripper {
		return roundTripper(func(*http.Request) (*http.Response, error) {
			count++
			return nil, errors.New("no token for the gateway")
		})
	}
	_, opt := play(reply(200, ""))
	client := newClient(t, memoryURL, opt, quick, sellerwire.WithMiddleware(failing))

	_, err := client.Do(t.Context(), request(transport.Safe))

	failed(t, err, sellerwire.ErrNotSent)
	require.Equal(t, 1, count)
	assert.NotErrorIs(t, err, sellerwire.ErrUnavailable)
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }
