package transport_test

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// What one attempt may have done, no later attempt takes back.
func TestOutcomeIsThatOfAllAttempts(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		class   transport.Class
		steps   []roundTripper
		outcome sellerwire.Outcome
		kind    error
		not     error
	}{
		{"lost, then refused, is unknown", transport.Safe, []roundTripper{lost, reply(400, "")}, sellerwire.OutcomeUnknown,
			sellerwire.ErrInvalidRequest, sellerwire.ErrNotSent},
		{"a bare 503, then refused, is unknown", transport.Safe, []roundTripper{reply(503, ""), reply(404, "")}, sellerwire.OutcomeUnknown,
			sellerwire.ErrNotFound, sellerwire.ErrNotSent},
		{"lost, then unsent, is unknown", transport.Safe, []roundTripper{lost, unsent}, sellerwire.OutcomeUnknown,
			sellerwire.ErrUnavailable, sellerwire.ErrNotSent},
		{"unsent, then lost, is unknown", transport.Once, []roundTripper{unsent, lost}, sellerwire.OutcomeUnknown,
			sellerwire.ErrUnavailable, sellerwire.ErrNotSent},
		{"unsent, then refused, is rejected", transport.Once, []roundTripper{unsent, reply(400, "")}, sellerwire.OutcomeRejected,
			sellerwire.ErrInvalidRequest, sellerwire.ErrNotSent},
		{"a bare 429, then unsent, is unknown", transport.Safe, []roundTripper{reply(429, ""), unsent}, sellerwire.OutcomeUnknown,
			sellerwire.ErrUnavailable, sellerwire.ErrNotSent},
		{"unsent every time is not sent", transport.Once, []roundTripper{unsent}, sellerwire.OutcomeNotSent,
			sellerwire.ErrNotSent, sellerwire.ErrOutcomeUnknown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, opt := play(tt.steps...)
			client := newClient(t, memoryURL, opt, quick)

			_, err := client.Do(t.Context(), request(tt.class))

			e := failed(t, err, tt.kind)
			assert.Equal(t, tt.outcome, e.Outcome)
			assert.Equal(t, tt.outcome, sellerwire.OutcomeOf(err))
			assert.NotErrorIs(t, err, tt.not)
			assert.Equal(t, tt.outcome == sellerwire.OutcomeUnknown, errors.Is(err, sellerwire.ErrOutcomeUnknown))
		})
	}
}

func TestSuccessAfterALostAttemptIsASuccess(t *testing.T) {
	t.Parallel()
	_, opt := play(lost, reply(503, ""), reply(200, "done"))
	client := newClient(t, memoryURL, opt, quick)

	reply, err := client.Do(t.Context(), request(transport.Safe))

	require.NoError(t, err)
	require.Equal(t, "done", string(reply.Body))
}

// A service package may read a refusal differently when an attempt before it
// was lost.
func TestReplyKnowsOfLostAttemptsBeforeIt(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		before roundTripper
		want   bool
	}{{lost, true}, {reply(503, ""), true}, {unsent, false}, {reply(429, ""), true}} {
		_, opt := play(tt.before, reply(409, ""))
		client := newClient(t, memoryURL, opt, quick)
		var after []bool
		req := request(transport.Safe)
		req.Decode = func(r *transport.Reply) *transport.Failure {
			after = append(after, r.AfterLost())
			return &transport.Failure{}
		}

		_, err := client.Do(t.Context(), req)

		failed(t, err, sellerwire.ErrConflict)
		assert.Equal(t, tt.want, after[len(after)-1])
		assert.False(t, (&transport.Reply{}).AfterLost())
	}
}

// The same over connections: dials that fail, then one that works and dies.
func TestOnceIsRepeatedOverFailedDialsUntilAConnectionComesAbout(t *testing.T) {
	t.Parallel()
	url, served := listen(t, func(_ int32, conn *net.TCPConn) {
		readRequest(conn)
		reset(conn)
	})
	var dials atomic.Int32
	pool := &http.Transport{DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
		if dials.Add(1) < 3 {
			return nil, errors.New("no route")
		}
		return (&net.Dialer{}).DialContext(ctx, network, addr)
	}}
	client := newClient(t, url, sellerwire.WithHTTPClient(&http.Client{Transport: pool}),
		sellerwire.WithRetry(sellerwire.RetryPolicy{MaxAttempts: 9, MinBackoff: 1, MaxBackoff: 1}))

	_, err := client.Do(t.Context(), request(transport.Once))

	e := failed(t, err, sellerwire.ErrOutcomeUnknown)
	assert.Equal(t, 3, e.Attempts)
	assert.EqualValues(t, 1, served.Load())
}

// HTTP/2 reports its connections from another place in net/http.
func TestStreamsThatAreResetAreLost(t *testing.T) {
	t.Parallel()
	s := unstarted(func(_ http.ResponseWriter, r *http.Request) {
		assert.Equal(t, 2, r.ProtoMajor)
		_, _ = io.Copy(io.Discard, r.Body)
		panic(http.ErrAbortHandler)
	})
	s.EnableHTTP2 = true
	s.StartTLS()
	t.Cleanup(s.Close)
	client := newClient(t, s.URL, quick, sellerwire.WithHTTPClient(s.Client()))
	for call := range 3 {
		_, err := client.Do(t.Context(), request(transport.Once))

		e := failed(t, err, sellerwire.ErrOutcomeUnknown, sellerwire.ErrUnavailable)
		assert.Equal(t, 1, e.Attempts)
		assert.EqualValues(t, call+1, s.requests.Load())
	}
	assert.EqualValues(t, 3, s.connections.Load(), "each sale has its own")
}

// That a transport says nothing, or says in an error that it sent nothing, proves
// nothing: it may have tried before. Only the trace of a connection that was asked
// for in vain does.
func TestOnlyAConnectionThatWasNotHadIsProof(t *testing.T) {
	t.Parallel()
	refused := &net.OpError{Op: "dial", Err: errors.New("refused")}
	connected := func(req *http.Request) (*http.Response, error) {
		httptrace.ContextClientTrace(req.Context()).GotConn(httptrace.GotConnInfo{})
		return withoutConnection(refused)(req)
	}
	silently := func(err error) roundTripper {
		return func(*http.Request) (*http.Response, error) { return nil, err }
	}
	tests := []struct {
		name  string
		step  roundTripper
		proof bool
	}{
		{"a connection asked for in vain", withoutConnection(refused), true},
		{"whatever the error", withoutConnection(errors.New("boom")), true},
		{"one that was had before", connected, false},
		{"a dial that nobody saw", silently(refused), false},
		{"a write", silently(&net.OpError{Op: "write", Err: errors.New("broken pipe")}), false},
		{"a resolver's bare word", silently(&net.DNSError{Err: "timeout", IsTimeout: true}), false},
		{"anything else", silently(errors.New("boom")), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, opt := play(tt.step)
			client := newClient(t, memoryURL, opt, quick)

			_, err := client.Do(t.Context(), request(transport.Once))

			assert.Equal(t, tt.proof, errors.Is(err, sellerwire.ErrNotSent), "%v", err)
			assert.Equal(t, !tt.proof, errors.Is(err, sellerwire.ErrOutcomeUnknown), "%v", err)
		})
	}
}

// A protocol that the caller registered with net/http's transport sends
// without a word to the trace.
func TestRegisteredProtocolsProveNothing(t *testing.T) {
	t.Parallel()
	pool := &http.Transport{TLSNextProto: map[string]func(string, *tls.Conn) http.RoundTripper{}} // no HTTP/2, which registers there too
	pool.RegisterProtocol("https", lost)
	client := newClient(t, memoryURL, sellerwire.WithHTTPClient(&http.Client{Transport: pool}), quick)

	_, err := client.Do(t.Context(), request(transport.Safe))

	failed(t, err, sellerwire.ErrOutcomeUnknown)
}

// net/http checks headers before it looks for a connection.
func TestInvalidHeaderIsProvenUnsentAndHopeless(t *testing.T) {
	t.Parallel()
	s := serve(t, answer(200, ""))
	for _, opts := range [][]sellerwire.Option{{quick}, {quick, sellerwire.WithHTTPClient(s.Client())}} {
		client := newClient(t, s.URL, opts...)
		req := request(transport.Safe)
		req.Header = http.Header{"X-Note": {"two\nlines"}}

		_, err := client.Do(t.Context(), req)

		e := failed(t, err, sellerwire.ErrNotSent)
		assert.Equal(t, 1, e.Attempts)
	}
	assert.Zero(t, s.requests.Load())
}

// A middleware that hedges may return while its request is still on its way:
// that nothing has been heard of it is no proof.
func TestRequestStillInFlightIsNotProvenUnsent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var sent atomic.Int32
		_, opt := play(func(req *http.Request) (*http.Response, error) {
			<-req.Context().Done()
			<-time.After(time.Minute) // slow to notice
			sent.Add(1)
			return nil, &net.OpError{Op: "dial", Err: errors.New("refused after all")}
		})
		impatient := func(next http.RoundTripper) http.RoundTripper {
			return roundTripper(func(req *http.Request) (*http.Response, error) {
				go func() { _, _ = next.RoundTrip(req) }()
				synctest.Wait()
				return nil, errors.New("too slow for me")
			})
		}
		client := newClient(t, memoryURL, opt, quick, sellerwire.WithMiddleware(impatient))

		_, err := client.Do(t.Context(), request(transport.Once))

		e := failed(t, err, sellerwire.ErrOutcomeUnknown)
		assert.Equal(t, 1, e.Attempts)
		<-time.After(2 * time.Minute)
		assert.EqualValues(t, 1, sent.Load())
	})
}

// One attempt may be several requests below a middleware; one of them that was
// lost is enough.
func TestMiddlewareThatSendsTwice(t *testing.T) {
	t.Parallel()
	twice := func(next http.RoundTripper) http.RoundTripper {
		return roundTripper(func(req *http.Request) (*http.Response, error) {
			if resp, err := next.RoundTrip(req); err == nil {
				return resp, nil
			}
			return next.RoundTrip(req)
		})
	}
	for _, steps := range [][]roundTripper{{lost, unsent}, {unsent, lost}} {
		s, opt := play(steps...)
		client := newClient(t, memoryURL, opt, quick, sellerwire.WithMiddleware(twice))
		req := request(transport.Once)
		req.Body = transport.Body{}

		_, err := client.Do(t.Context(), req)

		e := failed(t, err, sellerwire.ErrOutcomeUnknown)
		assert.Equal(t, 1, e.Attempts)
		assert.Equal(t, 2, s.calls)
	}
}

// A limiter or a middleware may itself use a client of this module. That its
// call was not sent says nothing of ours.
func TestNotSentOfAnotherCallIsNotTakenOver(t *testing.T) {
	t.Parallel()
	foreign := &sellerwire.Error{Service: "tokens", Kinds: []error{sellerwire.ErrNotSent}}
	after := func(next http.RoundTripper) http.RoundTripper {
		return roundTripper(func(req *http.Request) (*http.Response, error) {
			resp, err := next.RoundTrip(req)
			if err == nil {
				_ = resp.Body.Close()
			}
			return nil, foreign
		})
	}
	_, opt := play(reply(200, ""))
	client := newClient(t, memoryURL, opt, quick, sellerwire.WithMiddleware(after))

	_, err := client.Do(t.Context(), request(transport.Once))

	failed(t, err, sellerwire.ErrOutcomeUnknown)
	assert.NotErrorIs(t, err, sellerwire.ErrNotSent)
	assert.ErrorContains(t, err, "tokens")
}

// Broken round trippers below or between must not bring the program down.
func TestRoundTrippersThatBreakTheirContract(t *testing.T) {
	t.Parallel()
	var open atomic.Int32
	tests := []struct {
		name string
		step roundTripper
		ok   bool
	}{
		{"neither reply nor error", func(*http.Request) (*http.Response, error) { return nil, nil }, false},
		{"a reply and an error", tracked(func(req *http.Request) (*http.Response, error) {
			resp, _ := reply(200, "")(req)
			return resp, errReset
		}, &open), false},
		{"no body", func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}}, nil
		}, true},
		{"no header", func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(http.NoBody)}, nil
		}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, opt := play(tt.step)
			client := newClient(t, memoryURL, opt, quick)

			_, err := client.Do(t.Context(), request(transport.Once))

			if tt.ok {
				require.NoError(t, err)
				return
			}
			e := failed(t, err, sellerwire.ErrOutcomeUnknown)
			assert.Equal(t, 1, e.Attempts)
		})
	}
	assert.Zero(t, open.Load())
}

// NotSent is what service packages return for an input that was never tried.
func TestNotSent(t *testing.T) {
	t.Parallel()
	why := errors.New("the context had ended")

	err := transport.NotSent(sellerwire.Error{Service: "shop", Operation: "put book"}, why)

	e := failed(t, err, sellerwire.ErrNotSent, why)
	assert.Equal(t, sellerwire.OutcomeNotSent, e.Outcome)
	assert.Same(t, e, transport.NotSent(sellerwire.Error{Service: "shop", Operation: "other"}, err), "what says so already is kept")
}

// What a caller waits by must not be hidden behind a call that was not made.
func TestNotSentKeepsTheWaitThatWasAskedFor(t *testing.T) {
	t.Parallel()
	before := &sellerwire.Error{Service: "shop", Operation: "list", StatusCode: 503, RetryAfter: 7 * time.Second}
	e, ok := errors.AsType[*sellerwire.Error](transport.NotSent(sellerwire.Error{Service: "shop", Operation: "change"}, before))
	require.True(t, ok)
	assert.Equal(t, "change", e.Operation)
	assert.Equal(t, 7*time.Second, e.RetryAfter)
	require.ErrorIs(t, e, before)
	require.ErrorIs(t, e, sellerwire.ErrNotSent)
}
