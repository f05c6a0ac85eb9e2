package transport_test

// go-retryablehttp v0.7.8 has traps for a client like this one. Each has a test
// here, named by its number. Some can no longer happen by the way the engine
// is wired ("wiring": the test reads our source or our types, and fails when
// the wiring changes); the others are met by code of ours ("covered": the test
// provokes them).
//
//	 1 the default logger prints query strings          wiring   (no logger) and a child process that prints nothing
//	 2 errors repeat the URL with its query             covered
//	 3 the last reply is dropped                        covered
//	 4 the last reply's body is left open               covered
//	 5 POST is retried                                  covered
//	 6 CheckRetry does not know the operation           covered
//	 7 Retry-After is not bounded                       covered
//	 8 Retry-After overflows to a negative wait         covered
//	 9 Retry-After is read in one form, for two statuses covered
//	10 the backoff has no jitter                        covered
//	11 a wait outlasts the deadline and loses the cause covered
//	12 a failed call closes the caller's idle pool      wiring   (no CloseIdleConnections) and connections counted
//	13 PrepareRetry: no body, a shared header           wiring   (not used); signing per attempt covered in auth_test.go
//	14 PrepareRetry failing returns a closed body       wiring   (not used)
//	15 a plain io.Reader is read into memory            wiring   (only ReaderFunc is given) and covered in body_test.go
//	16 an io.ReadSeeker races with the write loop       wiring   (only ReaderFunc is given) and covered in body_test.go
//	17 readers without Len are sent in chunks           covered
//	18 ReaderFunc is called more often than expected    covered
//	19 StandardClient and FromRequest buffer and leak   wiring   (not used)
//	20 redirects are followed below the hooks           covered
//	21 HTTP/2 needs GetBody to replay                   covered
//	22 NXDOMAIN is retried, x509 only in part not       covered
//	23 the set of statuses that are retried             covered
//	24 the body is gone when Backoff runs               covered
//	25 large error bodies cost the connection           covered
//	26 http.Client.Timeout covers body and attempt      covered
//	27 a typed nil logger panics                        covered
//	28 the client holds sync.Once, must not be copied   wiring   (a literal per call) and calls at once
//	29 Do changes its Request                           wiring   (built per call) and one of ours sent many times

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
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

// The engine's logger writes to the stderr that the process began with, so a
// process of its own is needed to see that nobody uses it.
func TestTrap01NothingIsPrintedByDefault(t *testing.T) {
	t.Parallel()
	if os.Getenv("TRAP01_URL") != "" {
		key := transport.QueryKey{Name: "key", Key: sellerwire.NewSecret("k3y-of-the-shop")}
		client := newClientAs(t, key, os.Getenv("TRAP01_URL"), quick)
		req := read()
		req.RawQuery = "buyer=jane"
		_, err := client.Do(t.Context(), req)
		failed(t, err, sellerwire.ErrUnavailable)
		return
	}
	s := serve(t, answer(503, "busy"))
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestTrap01NothingIsPrintedByDefault$")
	child.Env = append(os.Environ(), "TRAP01_URL="+s.URL)
	var stdout, stderr bytes.Buffer
	child.Stdout, child.Stderr = &stdout, &stderr

	require.NoError(t, child.Run(), "%s%s", &stdout, &stderr)

	assert.EqualValues(t, 3, s.requests.Load())
	assert.NotContains(t, stdout.String()+stderr.String(), s.URL)
	assert.NotContains(t, stdout.String()+stderr.String(), "jane")
	assert.NotContains(t, stdout.String()+stderr.String(), "k3y-of-the-shop")
}

func TestTrap02ErrorsShowNoQuery(t *testing.T) {
	t.Parallel()
	client := newClient(t, refusedDial(t).url, quick)
	req := read()
	req.RawQuery = "buyer=jane"

	_, err := client.Do(t.Context(), req)

	failed(t, err, sellerwire.ErrNotSent)
	walk(err, func(err error) { assert.NotContains(t, err.Error(), "jane") })
	assert.ErrorContains(t, err, "/books", "the path is no secret")
}

func TestTrap03LastReplyIsKept(t *testing.T) {
	t.Parallel()
	client := newClient(t, serve(t, answer(503, "closed for stock-taking")).URL, quick)

	reply, err := client.Do(t.Context(), request(transport.Safe))

	e := failed(t, err, sellerwire.ErrUnavailable)
	assert.Equal(t, 3, e.Attempts)
	assert.Equal(t, 503, e.StatusCode)
	assert.Equal(t, "closed for stock-taking", string(e.Body))
	assert.Equal(t, "closed for stock-taking", string(reply.Body))
}

func TestTrap04EveryBodyIsClosed(t *testing.T) {
	t.Parallel()
	faulty := func(*transport.Reply) *transport.Failure { return &transport.Failure{} }
	long := strings.Repeat("x", 10_000)
	tests := []struct {
		name   string
		steps  []roundTripper
		decode func(*transport.Reply) *transport.Failure
	}{
		{"success", []roundTripper{reply(200, "done")}, nil},
		{"no attempt left", []roundTripper{reply(503, "busy")}, nil},
		{"a refusal", []roundTripper{reply(400, "no")}, nil},
		{"a redirect", []roundTripper{reply(302, "there", "Location", "/there")}, nil},
		{"too long", []roundTripper{reply(200, long)}, nil},
		{"a failure in a 2xx", []roundTripper{reply(200, "no")}, faulty},
		{"not gzip", []roundTripper{reply(200, "no", "Content-Encoding", "gzip")}, nil},
		{"a reply, then none", []roundTripper{reply(503, "busy"), lost}, nil},
		{"too long a Retry-After", []roundTripper{reply(503, "busy", "Retry-After", "3600")}, nil},
	}
	for _, tt := range tests {
		for _, streaming := range []bool{false, true} {
			t.Run(tt.name, func(t *testing.T) {
				t.Parallel()
				var open atomic.Int32
				steps := make([]roundTripper, len(tt.steps))
				for i, step := range tt.steps {
					steps[i] = tracked(step, &open)
				}
				_, opt := play(steps...)
				client := newClient(t, memoryURL, opt, quick, sellerwire.WithMaxResponseBytes(5000))
				req := read()
				req.Decode = tt.decode
				if !streaming {
					_, _ = client.Do(t.Context(), req)
				} else if stream, err := client.Stream(t.Context(), req); err == nil {
					require.NoError(t, stream.Close())
				}
				assert.Zero(t, open.Load())
			})
		}
	}
}

func TestTrap05PostIsRepeatedByClassNotByDefault(t *testing.T) {
	t.Parallel()
	for class, want := range map[transport.Class]int{transport.Once: 1, transport.Safe: 3} {
		to := replying(t, answer(503, ""))
		_, err := newClient(t, to.url, quick).Do(t.Context(), request(class))
		failed(t, err, sellerwire.ErrUnavailable)
		assert.Equal(t, want, to.count(), classNames[class])
	}
}

// Operations of all classes, on one client, at once: each gets its own policy.
func TestTrap06EachCallKnowsItsOperation(t *testing.T) {
	t.Parallel()
	client := newClient(t, serve(t, answer(503, "")).URL, quick)
	want := map[transport.Class]int{transport.Once: 1, transport.Safe: 3}
	var all sync.WaitGroup
	for i := range 30 {
		class := classes[i%len(classes)]
		all.Go(func() {
			_, err := client.Do(t.Context(), request(class))
			if e, ok := errors.AsType[*sellerwire.Error](err); assert.True(t, ok) {
				assert.Equal(t, want[class], e.Attempts)
			}
		})
	}
	all.Wait()
}

func TestTrap07RetryAfterIsCapped(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, opt := play(reply(429, "", "Retry-After", "3600"))
		client := newClient(t, memoryURL, opt)
		started := time.Now()

		_, err := client.Do(t.Context(), request(transport.Safe))

		e := failed(t, err, sellerwire.ErrRateLimited)
		assert.Zero(t, time.Since(started))
		assert.Equal(t, 1, s.calls)
		assert.Equal(t, time.Hour, e.RetryAfter)
		assert.ErrorContains(t, err, "retry after 1h0m0s")
	})
}

func TestTrap08RetryAfterDoesNotOverflow(t *testing.T) {
	t.Parallel()
	for _, after := range []string{"9223372037", "18446744073709551616", "1" + strings.Repeat("0", 400)} {
		s, opt := play(reply(503, "", "Retry-After", after))
		client := newClient(t, memoryURL, opt)

		_, err := client.Do(t.Context(), request(transport.Safe))

		e := failed(t, err, sellerwire.ErrUnavailable)
		assert.Equal(t, 1, s.calls, "it does not hammer")
		assert.Greater(t, e.RetryAfter, 290*365*24*time.Hour)
	}
}

func TestTrap09RetryAfterIsReadInEveryFormForEveryStatus(t *testing.T) {
	t.Parallel()
	forms := map[string]time.Duration{
		" 5": 5 * time.Second, "1.5": 1500 * time.Millisecond,
		"Thu, 05 Mar 2026 12:00:30 GMT": 30 * time.Second, "Thursday, 05-Mar-26 12:00:30 GMT": 30 * time.Second,
		"Thu Mar  5 12:00:30 2026": 30 * time.Second,
	}
	for form, want := range forms {
		for _, status := range []int{408, 425, 429, 500, 502, 503, 504} {
			synctest.Test(t, func(t *testing.T) {
				s, opt := play(reply(status, "", "Retry-After", form), reply(200, ""))
				client := newClient(t, memoryURL, opt, sellerwire.WithClock(func() time.Time { return noon }))

				_, err := client.Do(t.Context(), request(transport.Safe))

				require.NoError(t, err)
				assert.Equal(t, []time.Duration{want}, s.gaps(), "%s with %d", form, status)
			})
		}
	}
}

// Clients that failed together do not come back together.
func TestTrap10BackoffHasFullJitter(t *testing.T) {
	t.Parallel()
	waits := map[time.Duration]bool{}
	for range 20 {
		synctest.Test(t, func(t *testing.T) {
			s, opt := play(reply(503, ""), reply(200, ""))
			client := newClient(t, memoryURL, opt)

			_, err := client.Do(t.Context(), request(transport.Safe))

			require.NoError(t, err)
			wait := s.gaps()[0]
			assert.LessOrEqual(t, wait, transport.DefaultMinBackoff)
			waits[wait] = true
		})
	}
	assert.Greater(t, len(waits), 15)
}

func TestTrap11WaitPastTheDeadlineIsNotBegunAndKeepsTheCause(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		_, opt := play(reply(503, "busy", "Retry-After", "30"))
		client := newClient(t, memoryURL, opt)
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		started := time.Now()

		_, err := client.Do(ctx, request(transport.Safe))

		e := failed(t, err, sellerwire.ErrUnavailable)
		assert.Zero(t, time.Since(started))
		assert.Equal(t, 503, e.StatusCode)
		assert.NotErrorIs(t, err, context.DeadlineExceeded)
	})
}

// The caller's pool outlives every way in which a call can fail.
func TestTrap12CallersPoolSurvivesFailedCalls(t *testing.T) {
	t.Parallel()
	for _, stage := range transport.Stages() {
		_, closes := stage.(interface{ CloseIdleConnections() })
		assert.False(t, closes, "%T", stage)
	}
	s := serve(t, answer(503, "busy"))
	pool := &http.Transport{}
	client := newClient(t, s.URL, quick, sellerwire.WithHTTPClient(&http.Client{Transport: pool}))
	_, closes := client.HTTPClient().Transport.(interface{ CloseIdleConnections() })
	assert.False(t, closes)

	for range 10 {
		_, err := client.Do(t.Context(), request(transport.Safe)) // no attempt left
		failed(t, err, sellerwire.ErrUnavailable)
	}
	assert.EqualValues(t, 30, s.requests.Load())
	assert.EqualValues(t, 1, s.connections.Load())

	ctx, cancel := context.WithCancel(t.Context())
	long := newClient(t, s.URL, sellerwire.WithHTTPClient(&http.Client{Transport: pool}),
		sellerwire.WithRetry(sellerwire.RetryPolicy{MinBackoff: time.Hour, MaxBackoff: time.Hour}),
		sellerwire.WithLogger(slog.New(cancelOn{"retry", cancel})))
	_, err := long.Do(ctx, request(transport.Safe)) // cancelled in a wait
	failed(t, err, context.Canceled)
	_, err = client.Do(t.Context(), request(transport.Safe))
	failed(t, err, sellerwire.ErrUnavailable)
	assert.EqualValues(t, 1, s.connections.Load())
}

// cancelOn is a log handler that cancels a context at a message.
type cancelOn struct {
	message string
	cancel  func()
}

func (c cancelOn) Enabled(context.Context, slog.Level) bool { return true }
func (c cancelOn) WithAttrs([]slog.Attr) slog.Handler       { return c }
func (c cancelOn) WithGroup(string) slog.Handler            { return c }

func (c cancelOn) Handle(_ context.Context, r slog.Record) error {
	if r.Message == c.message {
		c.cancel()
	}
	return nil
}
