package transport_test

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// A service that answers early leaves net/http writing the body of one attempt
// while the next reads the same source. The race detector is the judge.
func TestEarlyAnswersDoNotRaceWithTheNextAttempt(t *testing.T) {
	t.Parallel()
	const attempts, size = 8, 1 << 40
	url, count := listen(t, func(_ int32, conn *net.TCPConn) {
		buf := make([]byte, 64<<10)
		_, _ = conn.Read(buf)
		_, _ = io.WriteString(conn, "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
		_, _ = io.Copy(io.Discard, conn)
	})
	closed := make(chan error, attempts)
	bodies := map[string]transport.Body{
		"reader at": transport.ReaderAt(nothing{}, size),
		"reopened": transport.Reopen(func() (io.ReadCloser, error) {
			return &strictSource{closed: closed}, nil
		}, size),
	}
	for name, body := range bodies {
		t.Run(name, func(t *testing.T) {
			count.Store(0)
			client := newClient(t, url, sellerwire.WithExpectContinue(-1),
				sellerwire.WithRetry(sellerwire.RetryPolicy{MaxAttempts: attempts, MinBackoff: 1, MaxBackoff: 1}))
			req := request(transport.Safe)
			req.Body = body

			_, err := client.Do(t.Context(), req)

			failed(t, err, sellerwire.ErrUnavailable)
			assert.EqualValues(t, attempts, count.Load())
		})
	}
	for range attempts {
		require.NoError(t, <-closed)
	}
}

// strictSource has no locks: the race detector sees a Close during a Read.
type strictSource struct {
	reads, closes int
	closed        chan<- error
}

func (s *strictSource) Read(p []byte) (int, error) {
	s.reads++
	if s.closes > 0 {
		return 0, errors.New("read after close")
	}
	return len(p), nil
}

func (s *strictSource) Close() error {
	s.closes++
	var err error
	if s.closes > 1 {
		err = fmt.Errorf("closed %d times", s.closes)
	}
	s.closed <- err
	return nil
}

// slowSource reads when it is let.
type slowSource struct {
	reading, let chan struct{}
	closed       atomic.Bool
}

func (s *slowSource) Read(p []byte) (int, error) {
	s.reading <- struct{}{}
	<-s.let
	if s.closed.Load() {
		return 0, errors.New("closed under a read")
	}
	return len(p), nil
}

func (s *slowSource) Close() error {
	s.closed.Store(true)
	return nil
}

// net/http closes a body that it is still reading. Close does not wait for the
// read, which may never end, and leaves the closing to it.
func TestCloseLeavesASourceToTheReadUnderWay(t *testing.T) {
	t.Parallel()
	source := &slowSource{reading: make(chan struct{}), let: make(chan struct{})}
	closing := func(http.RoundTripper) http.RoundTripper {
		return roundTripper(func(req *http.Request) (*http.Response, error) {
			result := make(chan error)
			go func() {
				_, err := req.Body.Read(make([]byte, 10))
				result <- err
			}()
			<-source.reading
			assert.NoError(t, req.Body.Close())
			assert.False(t, source.closed.Load())
			close(source.let)
			assert.NoError(t, <-result)
			assert.True(t, source.closed.Load())
			_, err := req.Body.Read(make([]byte, 10))
			assert.ErrorContains(t, err, "closed body")
			return reply(200, "")(req)
		})
	}
	client := newClient(t, memoryURL, sellerwire.WithMiddleware(closing))
	req := request(transport.Safe)
	req.Body = transport.Reopen(func() (io.ReadCloser, error) { return source, nil }, 100)

	_, err := client.Do(t.Context(), req)

	require.NoError(t, err)
}

// Any interleaving of Read and Close leaves the
// source closed once, and never under a read.
func TestBodyClosedWhileItIsRead(t *testing.T) {
	t.Parallel()
	for range 500 {
		closed := make(chan error, 2)
		_, opt := play(reply(200, ""))
		racing := func(next http.RoundTripper) http.RoundTripper {
			return roundTripper(func(req *http.Request) (*http.Response, error) {
				var both sync.WaitGroup
				both.Go(func() { _, _ = io.CopyN(io.Discard, req.Body, 1<<16) })
				both.Go(func() { _ = req.Body.Close() })
				both.Wait()
				return reply(200, "")(req)
			})
		}
		client := newClient(t, memoryURL, opt, sellerwire.WithMiddleware(racing))
		req := request(transport.Safe)
		req.Body = transport.Reopen(func() (io.ReadCloser, error) { return &strictSource{closed: closed}, nil }, 1<<40)

		_, err := client.Do(t.Context(), req)

		require.NoError(t, err)
		require.Len(t, closed, 1)
		require.NoError(t, <-closed)
	}
}
