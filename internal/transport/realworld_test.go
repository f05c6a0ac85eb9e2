package transport_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// Servers that do not know "Expect: 100-continue" have not read the body: they
// are asked again at once without, whatever the class and the number of attempts.
func TestARefusedAnnouncementIsFollowedByTheBody(t *testing.T) {
	t.Parallel()
	for _, class := range classes {
		for _, attempts := range []int{1, 4} {
			var expected []string
			s := serve(t, func(w http.ResponseWriter, r *http.Request) {
				expected = append(expected, r.Header.Get("Expect"))
				if r.Header.Get("Expect") != "" {
					w.WriteHeader(http.StatusExpectationFailed)
					return
				}
				body, _ := io.ReadAll(r.Body)
				_, _ = fmt.Fprint(w, len(body))
			})
			client := newClient(t, s.URL, sellerwire.WithExpectContinue(0),
				sellerwire.WithRetry(sellerwire.RetryPolicy{MaxAttempts: attempts, MinBackoff: time.Hour, MaxBackoff: time.Hour}))
			var info sellerwire.ResponseInfo
			req := request(class)
			req.Body = transport.ReaderAt(strings.NewReader("a book"), 6)
			req.Call.Info = infoOf(&info)

			reply, err := client.Do(t.Context(), req)

			require.NoError(t, err)
			assert.Equal(t, "6", string(reply.Body))
			assert.Equal(t, []string{"100-continue", ""}, expected)
			assert.Equal(t, 2, info.Attempts)
		}
	}
}

// A 417 to a request that announced nothing is a refusal like any other.
func TestA417OutOfTheBlueIsARefusal(t *testing.T) {
	t.Parallel()
	s, opt := play(reply(417, "no"))
	_, err := newClient(t, memoryURL, opt, quick).Do(t.Context(), request(transport.Safe))
	failed(t, err, sellerwire.ErrInvalidRequest)
	assert.Equal(t, 1, s.calls)
}

// Mocks, caches and test servers hand the same reply to every request.
func TestRepliesOfATransportAreNotChanged(t *testing.T) {
	t.Parallel()
	header := http.Header{"Location": {"https://shop.example/elsewhere"}, "X-Kept": {"1"}}
	shared := &http.Response{StatusCode: 200, Header: header, Body: http.NoBody}
	same := roundTripper(func(*http.Request) (*http.Response, error) { return shared, nil })
	passing := func(next http.RoundTripper) http.RoundTripper { return next }
	for _, opts := range [][]sellerwire.Option{{inMemory(same)}, {inMemory(same), sellerwire.WithMiddleware(passing)}} {
		client := newClient(t, memoryURL, opts...)
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				for range 20 {
					_, err := client.Do(t.Context(), request(transport.Safe))
					assert.NoError(t, err)
				}
			})
		}
		all.Wait()
		assert.Equal(t, &http.Response{StatusCode: 200, Header: header, Body: http.NoBody}, shared)
		assert.Equal(t, "https://shop.example/elsewhere", header.Get("Location"))
	}
}

// blocked is a source that says nothing until it is let go.
type blocked struct {
	first    string
	release  <-chan struct{}
	closed   atomic.Bool
	released atomic.Bool
}

func (b *blocked) Read(p []byte) (int, error) {
	if b.first != "" {
		n := copy(p, b.first)
		b.first = b.first[n:]
		return n, nil
	}
	<-b.release
	b.released.Store(true)
	return 0, io.EOF
}

func (b *blocked) Close() error {
	b.closed.Store(true)
	return nil
}

// A source that blocks holds no call past its context or its attempt timeout,
// whether it blocks when it is opened or in the middle.
func TestABlockedSourceHoldsNoCall(t *testing.T) {
	t.Parallel()
	for _, class := range classes {
		for name, opening := range map[string]bool{"when it is opened": true, "when it is read": false} {
			for limit, opts := range map[string][]sellerwire.Option{
				"by the context": {quick},
				"by the attempt timeout": {sellerwire.WithRetry(sellerwire.RetryPolicy{MaxAttempts: 1}),
					sellerwire.WithAttemptTimeout(200 * time.Millisecond)},
			} {
				t.Run(classNames[class]+" "+name+" "+limit, func(t *testing.T) {
					t.Parallel()
					s := serve(t, func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) })
					release := make(chan struct{})
					source := &blocked{first: strings.Repeat("x", 1<<10), release: release}
					ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
					defer cancel()
					if limit == "by the attempt timeout" {
						ctx = t.Context()
					}
					req := request(class)
					req.Body = transport.Reopen(func() (io.ReadCloser, error) {
						if opening {
							<-release
						}
						return source, nil
					}, 1<<20)

					_, err := newClient(t, s.URL, opts...).Do(ctx, req) // hangs if the source holds it

					e := failed(t, err)
					assert.True(t, e.Timeout(), "%v", err)
					if opening {
						require.ErrorIs(t, err, sellerwire.ErrNotSent)
						assert.Zero(t, e.Attempts)
					}
					close(release)
					assert.Eventually(t, source.closed.Load, 10*time.Second, time.Millisecond, "whoever comes last closes it")
				})
			}
		}
	}
}

// What a middleware forgets is closed when the attempt ends: the request's body,
// and replies that it did not pass on.
func TestAForgetfulMiddlewareLeaksNothing(t *testing.T) {
	t.Parallel()
	boom := errors.New("boom")
	tests := map[string]func(next http.RoundTripper, req *http.Request) (*http.Response, error){
		"fails before sending": func(http.RoundTripper, *http.Request) (*http.Response, error) { return nil, boom },
		"answers by itself":    func(_ http.RoundTripper, req *http.Request) (*http.Response, error) { return reply(200, "cached")(req) },
		"fails on a reply": func(next http.RoundTripper, req *http.Request) (*http.Response, error) {
			_, _ = next.RoundTrip(req)
			return nil, boom
		},
		"sends twice": func(next http.RoundTripper, req *http.Request) (*http.Response, error) {
			_, _ = next.RoundTrip(req)
			again := req.Clone(req.Context())
			again.Body, _ = req.GetBody()
			return next.RoundTrip(again)
		},
		"panics": func(http.RoundTripper, *http.Request) (*http.Response, error) { panic(boom) },
	}
	for name, does := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var sources, replies atomic.Int32
			step := tracked(reply(200, "done"), &replies)
			client := newClient(t, memoryURL, inMemory(step), quick,
				sellerwire.WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
					return roundTripper(func(req *http.Request) (*http.Response, error) { return does(next, req) })
				}))
			req := request(transport.Once)
			req.Body = transport.Reopen(func() (io.ReadCloser, error) {
				sources.Add(1)
				return &trackedBody{ReadCloser: io.NopCloser(strings.NewReader("a book")), open: &sources}, nil
			}, 6)
			func() {
				defer func() { _ = recover() }()
				_, _ = client.Do(t.Context(), req)
			}()
			assert.Zero(t, sources.Load(), "sources still open")
			assert.Zero(t, replies.Load(), "replies still open")
		})
	}
}

// The file of an upload that is refused on the last step is closed.
func TestAnUploadThatIsNotSentIsClosed(t *testing.T) {
	t.Parallel()
	var open atomic.Int32
	_, opt := play(reply(200, ""))
	track := func(body io.ReadCloser) io.ReadCloser {
		open.Add(1)
		return &trackedBody{ReadCloser: body, open: &open}
	}
	client := newClient(t, memoryURL, opt, quick, sellerwire.WithMiddleware(editing(func(r *http.Request) {
		r.URL.Host = "evil.example"
		r.Body = track(r.Body) // a middleware may put its own body around it
	})))
	req := request(transport.Safe)
	req.Body = transport.Reopen(func() (io.ReadCloser, error) { return track(io.NopCloser(strings.NewReader("a book"))), nil }, 6)

	_, err := client.Do(t.Context(), req)

	failed(t, err, sellerwire.ErrNotSent)
	assert.Zero(t, open.Load(), "uploads still open")
}

func TestACallThatIsCancelledInAMiddlewareIsNotSent(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	s, opt := play(reply(200, ""))
	client := newClient(t, memoryURL, opt, quick, sellerwire.WithMiddleware(editing(func(*http.Request) { cancel() })))

	_, err := client.Do(ctx, request(transport.Once))

	failed(t, err, sellerwire.ErrNotSent, context.Canceled)
	assert.Zero(t, s.calls)
}

func TestTheCauseOfACutReplyIsKept(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		_, _ = io.WriteString(w, "half")
	})
	_, err := newClient(t, s.URL, quick).Do(t.Context(), request(transport.Safe))
	failed(t, err, sellerwire.ErrUnexpectedContent, io.ErrUnexpectedEOF)
}

func TestTheErrorOfABrokenDownloadIsComplete(t *testing.T) {
	t.Parallel()
	cut := errors.New("cut")
	_, opt := play(lost, func(r *http.Request) (*http.Response, error) {
		resp, err := reply(200, "")(r)
		resp.Body = io.NopCloser(io.MultiReader(strings.NewReader(strings.Repeat("row\n", 2000)),
			readerFunc(func([]byte) (int, error) { return 0, cut })))
		return resp, err
	})
	req := read()
	req.Item = func() string { return `report "R-1"` }
	stream, err := newClient(t, memoryURL, opt, quick).Stream(t.Context(), req)
	require.NoError(t, err)
	defer stream.Close()

	_, err = io.Copy(io.Discard, stream)

	e := failed(t, err, sellerwire.ErrUnavailable, cut)
	assert.Equal(t, "shop", e.Service)
	assert.Equal(t, "list books", e.Operation)
	assert.Equal(t, `report "R-1"`, e.Item)
	assert.Equal(t, "request-2", e.RequestID)
	assert.Equal(t, 2, e.Attempts)
	assert.Equal(t, 200, e.StatusCode)
}

// Durations are not added where a sum could overflow: a policy without a limit and
// a service without mercy do not make a call sleep for 292 years.
func TestTheLongestRetryAfterIsNotWaitedForPastTheWindow(t *testing.T) {
	t.Parallel()
	for _, window := range []sellerwire.RetryPolicy{{}, {MaxElapsed: 30 * time.Second}, {MaxElapsed: math.MaxInt64 - 1}} {
		synctest.Test(t, func(t *testing.T) {
			s, opt := play(func(req *http.Request) (*http.Response, error) {
				<-time.After(time.Second) // so that a sum would overflow
				return reply(503, "", "Retry-After", "99999999999999999999")(req)
			})
			client := newClient(t, memoryURL, opt, sellerwire.WithRetry(sellerwire.RetryPolicy{
				MaxRetryAfter: math.MaxInt64, MaxElapsed: window.MaxElapsed,
			}))
			req := request(transport.Safe)
			req.Operation.Window = 30 * time.Second
			started := time.Now()

			_, err := client.Do(t.Context(), req)

			e := failed(t, err, sellerwire.ErrUnavailable)
			assert.Equal(t, time.Second, time.Since(started))
			assert.Equal(t, 1, s.calls)
			assert.Equal(t, time.Duration(math.MaxInt64), e.RetryAfter)
		})
	}
}

// The monotonic clock stands still while a laptop sleeps; the window does not.
func TestWindowsAreHeldAgainstTheWallClock(t *testing.T) {
	t.Parallel()
	now := noon
	clock := sellerwire.WithClock(func() time.Time { return now })
	for slept, want := range map[time.Duration]int{time.Second: 3, time.Hour: 1, -time.Hour: 3} {
		s, opt := play(func(req *http.Request) (*http.Response, error) {
			now = now.Add(slept)
			return reply(503, "")(req)
		})
		req := request(transport.Safe)
		req.Operation.Window = 30 * time.Second

		_, err := newClient(t, memoryURL, opt, quick, clock).Do(t.Context(), req)

		failed(t, err, sellerwire.ErrUnavailable)
		assert.Equal(t, want, s.calls, slept)
	}
	// It sleeps while it waits for the next attempt.
	s, opt := play(reply(503, ""))
	limiter := limiterFunc(func(context.Context) error { now = now.Add(20 * time.Second); return nil })
	req := request(transport.Safe)
	req.Operation.Window = 30 * time.Second
	_, err := newClient(t, memoryURL, opt, quick, clock, sellerwire.WithLimiter(limiter)).Do(t.Context(), req)
	e := failed(t, err, sellerwire.ErrUnavailable)
	assert.ErrorContains(t, err, "the time within which a retry is safe passed")
	assert.Equal(t, 2, s.calls)
	assert.Equal(t, 2, e.Attempts)
}

// Whoever cancels a call with a reason finds it in the error, and the context's
// own error as well, wherever the cancel strikes.
func TestTheCauseOfACancelIsInTheError(t *testing.T) {
	t.Parallel()
	closing := errors.New("the shop is closing")
	var cancel context.CancelCauseFunc
	strike := func() { cancel(closing) }
	silentServer := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		strike()
		<-r.Context().Done()
	})
	halfServer := serve(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "half")
		_ = http.NewResponseController(w).Flush()
		strike()
		<-r.Context().Done()
	})
	tests := []struct {
		name string
		url  string
		opts []sellerwire.Option
	}{
		{"before the call", memoryURL, []sellerwire.Option{inMemory(reply(200, ""))}},
		{"in the limiter", memoryURL,
			[]sellerwire.Option{inMemory(reply(200, "")), sellerwire.WithLimiter(limiterFunc(func(ctx context.Context) error {
				strike()
				return ctx.Err()
			}))}},
		{"on the network", silentServer.URL, nil},
		{"in the reply", halfServer.URL, nil},
		{"in a transport that tells the context's error", memoryURL,
			[]sellerwire.Option{inMemory(func(req *http.Request) (*http.Response, error) {
				strike()
				return nil, req.Context().Err()
			})}},
		{"in a wait", memoryURL, []sellerwire.Option{inMemory(func(req *http.Request) (*http.Response, error) {
			time.AfterFunc(time.Millisecond, strike)
			return reply(503, "", "Retry-After", "50")(req)
		})}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var ctx context.Context
			ctx, cancel = context.WithCancelCause(t.Context())
			defer cancel(nil)
			if tt.name == "before the call" {
				strike()
			}

			_, err := newClient(t, tt.url, tt.opts...).Do(ctx, request(transport.Safe))

			e := failed(t, err, closing, context.Canceled)
			assert.Equal(t, 1, strings.Count(err.Error(), closing.Error()), "%v", err)
			assert.False(t, e.Timeout())
		})
	}
	t.Run("in a download", func(t *testing.T) {
		var ctx context.Context
		ctx, cancel = context.WithCancelCause(t.Context())
		defer cancel(nil)
		s := serve(t, func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, strings.Repeat("row\n", 4<<10))
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
		})
		stream, err := newClient(t, s.URL).Stream(ctx, read())
		require.NoError(t, err)
		defer stream.Close()
		time.AfterFunc(10*time.Millisecond, strike)
		_, err = io.Copy(io.Discard, stream)
		failed(t, err, closing, context.Canceled)
	})
}

// A refusal that comes while the context ends is a refusal.
func TestARefusalIsNoCancelledCall(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	_, opt := play(func(r *http.Request) (*http.Response, error) { cancel(); return reply(400, "no")(r) })
	_, err := newClient(t, memoryURL, opt, quick).Do(ctx, request(transport.Safe))
	e := failed(t, err, sellerwire.ErrInvalidRequest)
	assert.Equal(t, sellerwire.OutcomeRejected, e.Outcome)
	assert.NotErrorIs(t, err, context.Canceled)
}

// quotaError is an error of a caller's own code.
type quotaError struct{ left int }

func (e *quotaError) Error() string { return fmt.Sprintf("%d left", e.left) }

func TestTheCallersOwnErrorsAreFound(t *testing.T) {
	t.Parallel()
	quota := &quotaError{3}
	failing := roundTripper(func(*http.Request) (*http.Response, error) { return nil, fmt.Errorf("gateway: %w", quota) })
	tests := map[string]struct {
		opt  sellerwire.Option
		body transport.Body
		own  transport.Body
	}{
		"a limiter":    {opt: sellerwire.WithLimiter(limiterFunc(func(context.Context) error { return quota }))},
		"a middleware": {opt: sellerwire.WithMiddleware(func(http.RoundTripper) http.RoundTripper { return failing })},
		"a transport":  {opt: inMemory(failing)},
		"a source":     {body: transport.Reopen(func() (io.ReadCloser, error) { return nil, quota }, 6)},
		"a reader": {body: transport.Reopen(func() (io.ReadCloser, error) {
			return io.NopCloser(readerFunc(func([]byte) (int, error) { return 0, quota })), nil
		}, 6)},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			opts := []sellerwire.Option{quick}
			if tt.opt != nil {
				opts = append(opts, tt.opt)
			}
			req := request(transport.Once)
			req.RawQuery = "buyer=jane"
			if tt.body.Size() > 0 {
				req.Body = tt.body
			}

			_, err := newClient(t, serve(t, answer(200, "")).URL, opts...).Do(t.Context(), req)

			failed(t, err)
			found, ok := errors.AsType[*quotaError](err)
			require.True(t, ok, "%v", err)
			assert.Same(t, quota, found)
			walk(err, func(err error) { assert.NotContains(t, err.Error(), "jane") })
		})
	}
}

// Limiters and middleware may make calls of their own. Their outcomes are not ours.
func TestTheOutcomeOfAnotherCallIsNotTakenOver(t *testing.T) {
	t.Parallel()
	outcomes := map[sellerwire.Outcome]error{
		sellerwire.OutcomeNotSent: &sellerwire.Error{Service: "tokens", Outcome: sellerwire.OutcomeNotSent,
			Kinds: []error{sellerwire.ErrNotSent, sellerwire.ErrForbidden}},
		sellerwire.OutcomeUnknown: &sellerwire.Error{Service: "tokens", Outcome: sellerwire.OutcomeUnknown,
			Kinds: []error{sellerwire.ErrOutcomeUnknown, sellerwire.ErrForbidden}},
		sellerwire.OutcomeRejected: &sellerwire.Error{Service: "tokens",
			Outcome: sellerwire.OutcomeRejected, Kinds: []error{sellerwire.ErrForbidden}},
	}
	for theirs, foreign := range outcomes {
		after := func(next http.RoundTripper) http.RoundTripper {
			return roundTripper(func(req *http.Request) (*http.Response, error) {
				if resp, err := next.RoundTrip(req); err == nil {
					_ = resp.Body.Close()
				}
				return nil, foreign
			})
		}
		for _, opt := range []sellerwire.Option{
			sellerwire.WithMiddleware(after),
			sellerwire.WithLimiter(limiterFunc(func(context.Context) error { return foreign })),
		} {
			_, play := play(reply(200, ""))
			_, err := newClient(t, memoryURL, play, opt, quick).Do(t.Context(), request(transport.Once))

			e := failed(t, err, sellerwire.ErrForbidden)
			assert.Equal(t, "shop", e.Service)
			assert.Equal(t, e.Outcome, sellerwire.OutcomeOf(err), theirs)
			assert.Equal(t, e.Outcome == sellerwire.OutcomeUnknown, errors.Is(err, sellerwire.ErrOutcomeUnknown), theirs)
			assert.Equal(t, e.Outcome == sellerwire.OutcomeNotSent, errors.Is(err, sellerwire.ErrNotSent), theirs)
			assert.ErrorContains(t, err, "tokens")
		}
		// An input that was not sent because of another call was not sent.
		err := transport.NotSent(sellerwire.Error{Service: "shop"}, foreign)
		assert.Equal(t, sellerwire.OutcomeNotSent, sellerwire.OutcomeOf(err), theirs)
	}
}

// A gateway that passes a whole URL on escapes what was escaped.
func TestSecretsEscapedTwiceAreScrubbed(t *testing.T) {
	t.Parallel()
	for _, escape := range []func(string) string{url.QueryEscape, url.PathEscape} {
		for _, again := range []func(string) string{url.QueryEscape, url.PathEscape} {
			twice := again(escape(token))
			_, opt := play(reply(400, "cannot open https://shop.example/?to="+twice))
			_, err := newClient(t, memoryURL, opt).Do(t.Context(), request(transport.Safe))
			e := failed(t, err)
			assert.NotContains(t, string(e.Body), twice)
		}
	}
}

// hiding counts how often a redactor is made.
type hiding struct {
	transport.Bearer
	asked atomic.Int32
}

func (h *hiding) Hidden() []string {
	h.asked.Add(1)
	return h.Bearer.Hidden()
}

func TestCallsThatSucceedMakeNoRedactor(t *testing.T) {
	t.Parallel()
	auth := &hiding{Bearer: transport.Bearer{Token: sellerwire.NewSecret(token)}}
	_, opt := play(reply(200, "done"), reply(200, "done"), reply(400, token), reply(400, token))
	client := newClientAs(t, auth, memoryURL, opt)
	for range 2 {
		_, err := client.Do(t.Context(), request(transport.Safe))
		require.NoError(t, err)
	}
	assert.Zero(t, auth.asked.Load())
	for range 2 {
		_, err := client.Do(t.Context(), request(transport.Safe))
		assert.NotContains(t, string(failed(t, err).Body), token)
	}
	assert.EqualValues(t, 1, auth.asked.Load(), "one for all calls that fail")
}

// A redirect is no success, whatever its body says and its package believes.
func TestARedirectIsNeverAccepted(t *testing.T) {
	t.Parallel()
	_, opt := play(reply(307, "OK", "Location", "https://shop.example/login"))
	req := request(transport.Once)
	req.Decode = func(r *transport.Reply) *transport.Failure { r.Accepted = true; return nil }
	_, err := newClient(t, memoryURL, opt).Do(t.Context(), req)
	failed(t, err, sellerwire.ErrUnexpectedContent, sellerwire.ErrOutcomeUnknown)
}

func TestCallTimeoutsAreThoseOfAttempts(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		client, call, operation time.Duration
		transfer                bool
		want                    time.Duration
	}{
		"the operation's": {operation: 20 * time.Second, want: 20 * time.Second},
		"the client's":    {client: 7 * time.Second, operation: 20 * time.Second, want: 7 * time.Second},
		"the call's": {client: 7 * time.Second, call: 3 * time.Second,
			operation: 20 * time.Second, want: 3 * time.Second},
		"of a transfer, not the client's": {client: 7 * time.Second,
			operation: 10 * time.Minute, transfer: true, want: 10 * time.Minute},
		"of a transfer, the call's all the same": {client: 7 * time.Second, call: time.Minute,
			operation: 10 * time.Minute, transfer: true, want: time.Minute},
		"the default": {want: transport.DefaultAttemptTimeout},
	}
	for name, tt := range tests {
		synctest.Test(t, func(t *testing.T) {
			_, opt := play(silent)
			opts := []sellerwire.Option{opt, sellerwire.WithRetry(sellerwire.RetryPolicy{MaxAttempts: 1})}
			if tt.client > 0 {
				opts = append(opts, sellerwire.WithAttemptTimeout(tt.client))
			}
			req := request(transport.Safe)
			req.Operation.Timeout, req.Operation.Transfer, req.Call.Timeout = tt.operation, tt.transfer, tt.call
			started := time.Now()

			_, err := newClient(t, memoryURL, opts...).Do(t.Context(), req)

			assert.True(t, failed(t, err).Timeout())
			assert.Equal(t, tt.want, time.Since(started), name)
		})
	}
}

func TestANilContextIsAFaultOfTheInput(t *testing.T) {
	t.Parallel()
	s, opt := play(reply(200, ""))
	client := newClient(t, memoryURL, opt)
	var none context.Context
	_, err := client.Do(none, request(transport.Once))
	assertInvalid(t, err, "ctx")
	_, err = client.Stream(none, read())
	assertInvalid(t, err, "ctx")
	assert.Zero(t, s.calls)
}

func TestCredentialsHaveOneRule(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"k", "two words", "pässwörd", `"quoted"`} {
		assert.Empty(t, transport.CredentialFaults("key", good), good)
	}
	for _, bad := range []string{"", " ", "\t", "\ufeff", " k", "k ", "k\n", "\r\nk", "\ufeffk", "k\ufeff", "k\u00a0",
		"k\x00k", "k\x7fk", "a\r\nHost: b", "k\u0085k"} {
		faults := transport.CredentialFaults("key", bad)
		require.Len(t, faults, 1, "%q", bad)
		assert.Equal(t, "key", faults[0].Field)
		assert.NotContains(t, faults[0].Reason, bad+"k")
	}
}
