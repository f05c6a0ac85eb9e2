package transport_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/settings"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// dripping is a body of rows, each of which takes its time; a negative time
// never ends.
type dripping struct {
	ctx  context.Context
	gaps []time.Duration
}

func (d *dripping) Read(p []byte) (int, error) {
	if len(d.gaps) == 0 {
		return 0, io.EOF
	}
	gap := d.gaps[0]
	d.gaps = d.gaps[1:]
	var timer <-chan time.Time
	if gap >= 0 {
		timer = time.After(gap)
	}
	select {
	case <-timer:
		// A full peek each, so that what follows is read by the caller.
		return copy(p, bytes.Repeat([]byte("r"), len(p))), nil
	case <-d.ctx.Done():
		return 0, d.ctx.Err()
	}
}

func drip(gaps ...time.Duration) roundTripper {
	return func(req *http.Request) (*http.Response, error) {
		resp, err := reply(200, "")(req)
		resp.Body, resp.ContentLength = io.NopCloser(&dripping{req.Context(), gaps}), -1
		return resp, err
	}
}

func TestStreamHandsOverTheWholeBody(t *testing.T) {
	t.Parallel()
	for _, size := range []int{0, 1, 4095, 4096, 4097, 1 << 20} {
		content := strings.Repeat("r", size)
		s := serve(t, answer(200, content))
		client := newClient(t, s.URL, sellerwire.WithMaxResponseBytes(16)) // which does not apply
		var info sellerwire.ResponseInfo
		req := read()
		req.Call.Info = infoOf(&info)
		var peeked *transport.Reply
		req.Decode = func(r *transport.Reply) *transport.Failure {
			peeked = r
			return nil
		}

		stream, err := client.Stream(t.Context(), req)

		require.NoError(t, err)
		got, err := io.ReadAll(stream)
		require.NoError(t, err)
		require.NoError(t, stream.Close())
		assert.Equal(t, content, string(got))
		assert.True(t, peeked.Partial)
		assert.Equal(t, content[:min(size, 4096)], string(peeked.Body), "a copy, not the buffer that is read on with")
		assert.Equal(t, 200, info.StatusCode)
		assert.Empty(t, info.Body)
		assert.Equal(t, strconv.Itoa(size), func() string {
			if n := stream.Header.Get("Content-Length"); n != "" {
				return n
			}
			return strconv.Itoa(size) // chunked
		}())
	}
}

// A failure that comes instead of a file is seen before anything is handed
// over, and is repeated where the class allows.
func TestStreamFailureInThePeek(t *testing.T) {
	t.Parallel()
	var open atomic.Int32
	const failure = "<Error>BUSY</Error>"
	busy := tracked(reply(200, failure), &open)
	_, opt := play(busy, busy, reply(200, "file"))
	client := newClient(t, memoryURL, opt, quick)
	req := read()
	req.Decode = func(r *transport.Reply) *transport.Failure {
		if bytes.HasPrefix(r.Body, []byte("<Error>")) {
			return &transport.Failure{Codes: []string{"BUSY"}, Retry: transport.RetryAlways, Refused: true}
		}
		return nil
	}

	stream, err := client.Stream(t.Context(), req)

	require.NoError(t, err)
	got, err := io.ReadAll(stream)
	require.NoError(t, err)
	require.NoError(t, stream.Close())
	assert.Equal(t, "file", string(got))
	assert.Zero(t, open.Load())

	_, opt = play(busy)
	client = newClient(t, memoryURL, opt, quick)
	_, err = client.Stream(t.Context(), req)
	e := failed(t, err)
	assert.Equal(t, []string{"BUSY"}, e.Codes)
	assert.Equal(t, failure, string(e.Body))
}

// A failing status is read like any other reply: whole, and bounded.
func TestStreamOfAFailingStatus(t *testing.T) {
	t.Parallel()
	s := serve(t, answer(404, strings.Repeat("x", 9000)))
	client := newClient(t, s.URL)
	var info sellerwire.ResponseInfo
	req := read()
	req.Call.Info = infoOf(&info)

	stream, err := client.Stream(t.Context(), req)

	assert.Nil(t, stream)
	e := failed(t, err, sellerwire.ErrNotFound)
	assert.Len(t, e.Body, 4096)
	assert.Len(t, info.Body, 9000)
}

// The attempt timeout ends with the first bytes; from there on every read has the
// idle timeout to itself.
func TestStreamTimeouts(t *testing.T) {
	t.Parallel()
	const never = -1
	tests := []struct {
		name   string
		step   roundTripper
		total  time.Duration
		reads  int
		says   string
		after  time.Duration
		opened bool
	}{
		{"slow but steady", drip(50*time.Second, 50*time.Second, 50*time.Second, 50*time.Second), 0, 4, "", 200 * time.Second, true},
		{"silence after some rows", drip(0, 10*time.Second, never), 0, 2, "download fell silent after 1m0s", 70 * time.Second, true},
		{"silence before the first row", drip(never), 0, 0, "attempt timed out after 1m0s", time.Minute, false},
		{"silence before the header", silent, 0, 0, "attempt timed out after 1m0s", time.Minute, false},
		{"the caller's Timeout bounds the whole", drip(0, 50*time.Second, 50*time.Second, 50*time.Second), 2 * time.Minute, 3,
			"http.Client.Timeout struck after 2m0s", 2 * time.Minute, true},
		{"the caller's Timeout is no idle timeout", drip(0, 50*time.Second, 50*time.Second),
			2 * time.Minute, 3, "", 100 * time.Second, true},
		{"the idle timeout holds under the caller's Timeout", drip(0, never), time.Hour, 1,
			"download fell silent after 1m0s", time.Minute, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				calls := 0
				wire := roundTripper(func(req *http.Request) (*http.Response, error) {
					calls++
					return tt.step(req)
				})
				client := newClient(t, memoryURL, sellerwire.WithHTTPClient(&http.Client{Transport: wire, Timeout: tt.total}))
				req := read()
				req.Call.Retry = &settings.RetryPolicy{MaxAttempts: 1}
				started := time.Now()

				stream, err := client.Stream(t.Context(), req)

				require.Equal(t, tt.opened, err == nil, "%v", err)
				if err == nil {
					var n int64
					n, err = io.Copy(io.Discard, stream)
					assert.GreaterOrEqual(t, n, int64(tt.reads)*4096)
					require.NoError(t, stream.Close())
				}
				assert.Equal(t, tt.after, time.Since(started))
				assert.Equal(t, 1, calls)
				if tt.says == "" {
					require.NoError(t, err)
					return
				}
				e := failed(t, err, sellerwire.ErrUnavailable)
				assert.ErrorContains(t, err, tt.says)
				assert.True(t, e.Timeout())
			})
		})
	}
}

// A consumer that takes its time between reads is not cut off.
func TestStreamIdleTimeoutDoesNotCountTheReadersOwnTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		_, opt := play(drip(0, time.Second, time.Second))
		client := newClient(t, memoryURL, opt, sellerwire.WithIdleTimeout(2*time.Second))

		stream, err := client.Stream(t.Context(), read())
		require.NoError(t, err)
		buf := make([]byte, 4096)
		for range 3 {
			_, err = io.ReadFull(stream, buf)
			require.NoError(t, err)
			<-time.After(time.Hour)
		}
		_, err = stream.Read(buf)
		require.ErrorIs(t, err, io.EOF)
		require.NoError(t, stream.Close())
	})
}

// Once a row was handed out nothing is sent again; the error says what
// happened and stays.
func TestStreamThatBreaksIsNotSentAgain(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		end  func(*net.TCPConn)
		kind error
	}{
		{"cut off", func(*net.TCPConn) {}, sellerwire.ErrUnexpectedContent},
		{"reset", reset, sellerwire.ErrUnavailable},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			handedOver := make(chan struct{})
			url, count := listen(t, func(_ int32, conn *net.TCPConn) {
				readRequest(conn)
				_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"+strings.Repeat("r", 5000))
				<-handedOver
				tt.end(conn)
			})
			client := newClient(t, url, quick)
			req := read()
			req.Item = func() string { return "report 7" }

			stream, err := client.Stream(t.Context(), req)
			require.NoError(t, err)
			close(handedOver)
			n, err := io.Copy(io.Discard, stream)

			e := failed(t, err, tt.kind)
			assert.LessOrEqual(t, n, int64(5000))
			assert.Equal(t, "list books", e.Operation)
			assert.Equal(t, "report 7", e.Item)
			assert.Equal(t, "request-2", e.RequestID)
			assert.Equal(t, 200, e.StatusCode)
			_, again := stream.Read(make([]byte, 1))
			assert.Same(t, err, again)
			require.NoError(t, stream.Close())
			assert.EqualValues(t, 1, count.Load())
		})
	}
}

func TestStreamThatIsCancelled(t *testing.T) {
	t.Parallel()
	reason := errors.New("changed my mind")
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, strings.Repeat("r", 5000))
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	client := newClient(t, s.URL)
	ctx, cancel := context.WithCancelCause(t.Context())

	stream, err := client.Stream(ctx, read())
	require.NoError(t, err)
	cancel(reason)
	_, err = io.Copy(io.Discard, stream)

	e := failed(t, err, context.Canceled)
	assert.Empty(t, e.Kinds, "it is not the service that failed")
	require.NoError(t, stream.Close())
}

func TestStreamReadAfterClose(t *testing.T) {
	t.Parallel()
	_, opt := play(reply(200, "rows"))
	client := newClient(t, memoryURL, opt)
	stream, err := client.Stream(t.Context(), read())
	require.NoError(t, err)

	require.NoError(t, stream.Close())
	_, err = stream.Read(make([]byte, 1))

	require.ErrorContains(t, err, "closed")
	require.NoError(t, stream.Close(), "a second Close does no harm")
}

// Close from another goroutine ends a Read that waits, without a race and
// without leaving anything behind.
func TestStreamClosedMidwayLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		_, opt := play(drip(0, -1))
		client := newClient(t, memoryURL, opt)
		stream, err := client.Stream(t.Context(), read())
		require.NoError(t, err)
		_, err = io.ReadFull(stream, make([]byte, 4096))
		require.NoError(t, err)
		done := make(chan error)
		go func() {
			_, err := stream.Read(make([]byte, 1))
			done <- err
		}()
		synctest.Wait()

		require.NoError(t, stream.Close())

		require.Error(t, <-done)
		// The bubble fails the test if a goroutine is left.
	})
}

// Not parallel: it counts the goroutines of the whole process.
func TestStreamsLeakNoGoroutines(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, strings.Repeat("r", 5000))
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	client := newClient(t, s.URL)
	before := runtime.NumGoroutine()
	for range 20 {
		stream, err := client.Stream(t.Context(), read())
		require.NoError(t, err)
		_, err = io.ReadFull(stream, make([]byte, 10))
		require.NoError(t, err)
		require.NoError(t, stream.Close())
	}
	client.Close()
	s.CloseClientConnections()
	s.Close()
	// The last goroutines of net/http end on their own, soon after.
	for started := time.Now(); time.Since(started) < 10*time.Second; {
		if runtime.NumGoroutine() <= before {
			return
		}
		runtime.Gosched()
	}
	buf := make([]byte, 1<<16)
	t.Fatalf("%d goroutines before, %d after:\n%s", before, runtime.NumGoroutine(), buf[:runtime.Stack(buf, true)])
}
