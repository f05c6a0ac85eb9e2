package transport_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// Traps 17 to 29; the table is in traps_test.go.

func TestTrap17EveryBodyHasAContentLength(t *testing.T) {
	t.Parallel()
	for name, body := range sources(bytes.Repeat([]byte("x"), 100_000)) {
		var encoding []string
		var length int64
		s := serve(t, func(_ http.ResponseWriter, r *http.Request) {
			encoding, length = r.TransferEncoding, r.ContentLength
			_, _ = io.Copy(io.Discard, r.Body)
		})
		req := request(transport.Safe)
		req.Body = body

		_, err := newClient(t, s.URL).Do(t.Context(), req)

		require.NoError(t, err)
		assert.Empty(t, encoding, name)
		assert.EqualValues(t, 100_000, length, name)
	}
}

// The engine calls the function once more than there are attempts; the source
// is opened once per attempt, closed as often, and not at all for a call that
// is not let go.
func TestTrap18SourcesAreOpenedOncePerAttemptAndClosed(t *testing.T) {
	t.Parallel()
	opened, closed := 0, make(chan error, 10)
	body := transport.Reopen(func() (io.ReadCloser, error) {
		opened++
		return struct {
			io.Reader
			io.Closer
		}{strings.NewReader("content"), &strictSource{closed: closed}}, nil
	}, 7)
	s := serve(t, answer(503, ""))
	client := newClient(t, s.URL, quick)
	req := request(transport.Safe)
	req.Body = body
	_, err := client.Do(t.Context(), req)
	failed(t, err, sellerwire.ErrUnavailable)
	assert.Equal(t, 3, opened)
	for range 3 {
		require.NoError(t, <-closed)
	}

	held := newClient(t, s.URL, sellerwire.WithLimiter(limiterFunc(func(context.Context) error { return errReset })))
	_, err = held.Do(t.Context(), req)
	failed(t, err, sellerwire.ErrNotSent)
	assert.Equal(t, 3, opened)
}

func TestTrap20RedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	for _, status := range []int{301, 302, 303, 307, 308} {
		elsewhere := serve(t, answer(200, "welcome"))
		s := serve(t, func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, elsewhere.URL+"/sign-in?return=k3y", status)
		})
		client := newClient(t, s.URL, quick)
		assert.ErrorIs(t, client.HTTPClient().CheckRedirect(nil, nil), http.ErrUseLastResponse)
		for _, req := range []*transport.Request{read(), request(transport.Safe)} {
			_, err := client.Do(t.Context(), req)

			e := failed(t, err, sellerwire.ErrUnexpectedContent)
			assert.Equal(t, status, e.StatusCode)
			assert.Equal(t, 1, e.Attempts)
			assert.NotContains(t, err.Error(), "k3y")
			assert.ErrorContains(t, err, "a redirect, which is never followed")
		}
		assert.Zero(t, elsewhere.connections.Load())
	}
}

// What net/http replays, after a GOAWAY or on a stale connection, it asks for
// through GetBody.
func TestTrap21GetBodyYieldsTheBodyAgain(t *testing.T) {
	t.Parallel()
	content := bytes.Repeat([]byte("x"), 10_000)
	for name, body := range sources(content) {
		client := newClient(t, memoryURL, inMemory(func(req *http.Request) (*http.Response, error) {
			_, err := io.CopyN(io.Discard, req.Body, 5000) // half sent when the connection goes
			assert.NoError(t, err)
			assert.NoError(t, req.Body.Close())
			for range 2 {
				again, err := req.GetBody()
				if !assert.NoError(t, err) {
					break
				}
				got, err := io.ReadAll(again)
				assert.NoError(t, err)
				assert.True(t, bytes.Equal(content, got), name)
				assert.NoError(t, again.Close())
			}
			return reply(200, "")(req)
		}))
		req := request(transport.Safe)
		req.Body = body

		_, err := client.Do(t.Context(), req)

		require.NoError(t, err)
	}
}

func TestTrap22HopelessErrorsEndTheCall(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]func(testing.TB) target{
		"NXDOMAIN": unknownName, "x509": untrustedCertificate, "a pinned key": pinnedCertificate, "no TLS": plainHTTP,
	} {
		to := fault(t)
		_, err := newClient(t, to.url, append(to.opts, quick)...).Do(t.Context(), request(transport.Safe))
		failed(t, err, sellerwire.ErrNotSent)
		assert.Equal(t, 1, to.count(), name)
	}
}

// The set is closed: every other status ends the call.
func TestTrap23StatusesThatAreRepeated(t *testing.T) {
	t.Parallel()
	repeated := map[int]bool{408: true, 425: true, 429: true, 500: true, 502: true, 503: true, 504: true}
	for status := 200; status < 600; status++ {
		s, opt := play(reply(status, ""))
		client := newClient(t, memoryURL, opt, quick)

		_, err := client.Do(t.Context(), request(transport.Safe))

		assert.Equal(t, status/100 == 2, err == nil, status)
		want := 1
		if repeated[status] {
			want = 3
		}
		assert.Equal(t, want, s.calls, status)
	}
}

// Decode reads the body before the decision: a failure in a 2xx can ask for a
// repeat, and for no other.
func TestTrap24TheBodyDecidesBeforeItIsGone(t *testing.T) {
	t.Parallel()
	s, opt := play(reply(200, "BUSY", "Retry-After", "0"), reply(503, "LOCKED"))
	client := newClient(t, memoryURL, opt, quick)
	req := request(transport.Safe)
	req.Decode = func(r *transport.Reply) *transport.Failure {
		if string(r.Body) == "BUSY" {
			return &transport.Failure{Retry: transport.RetryAlways}
		}
		return &transport.Failure{Retry: transport.RetryNever, Messages: []string{string(r.Body)}}
	}

	_, err := client.Do(t.Context(), req)

	assert.Equal(t, []string{"LOCKED"}, failed(t, err).Messages)
	assert.Equal(t, 2, s.calls)
}

func TestTrap25LargeErrorBodiesKeepTheConnection(t *testing.T) {
	t.Parallel()
	s := serve(t, answer(503, strings.Repeat("x", 256<<10)))
	client := newClient(t, s.URL, quick)

	_, err := client.Do(t.Context(), request(transport.Safe))

	e := failed(t, err, sellerwire.ErrUnavailable)
	assert.Equal(t, 3, e.Attempts)
	assert.Len(t, e.Body, 4096)
	assert.EqualValues(t, 1, s.connections.Load())
}

// The caller's Timeout bounds each attempt with its reply, not the call; and
// ours does not reach into a download.
func TestTrap26TimeoutsAreThoseOfAttempts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &script{steps: []roundTripper{silent, drip(time.Second, -1), reply(200, "done")}}
		client := newClient(t, memoryURL, sellerwire.WithHTTPClient(&http.Client{Transport: s, Timeout: 10 * time.Second}))

		_, err := client.Do(t.Context(), request(transport.Safe))

		require.NoError(t, err)
		assert.Equal(t, 3, s.calls)
		for _, gap := range s.gaps() {
			assert.GreaterOrEqual(t, gap, 10*time.Second)
		}

		_, opt := play(drip(0, 50*time.Second, 50*time.Second))
		stream, err := newClient(t, memoryURL, opt, sellerwire.WithAttemptTimeout(time.Second)).Stream(t.Context(), read())
		require.NoError(t, err)
		_, err = io.Copy(io.Discard, stream)
		require.NoError(t, err)
		require.NoError(t, stream.Close())
	})
}

func TestTrap27NilLoggersAreRefused(t *testing.T) {
	t.Parallel()
	for _, logger := range []*slog.Logger{nil, new(slog.Logger)} {
		_, err := transport.New(transport.Service{Name: "shop", BaseURL: memoryURL, Auth: transport.InBody{}},
			[]sellerwire.Option{sellerwire.WithLogger(logger)})
		assertInvalid(t, err, "WithLogger")
	}
}

// One of our requests may be sent again and at once: nothing of it is changed.
func TestTrap29RequestsCanBeSentManyTimes(t *testing.T) {
	t.Parallel()
	s := serve(t, answer(503, ""))
	client := newClient(t, s.URL, quick)
	req := request(transport.Safe)
	req.Header = http.Header{"X-Note": {"1"}}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 2 {
				_, err := client.Do(t.Context(), req)
				assert.ErrorIs(t, err, sellerwire.ErrUnavailable)
			}
		})
	}
	all.Wait()
	assert.EqualValues(t, 8*2*3, s.requests.Load())
	assert.Equal(t, http.Header{"X-Note": {"1"}}, req.Header)
}
