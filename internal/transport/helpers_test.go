package transport_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/settings"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// token is the secret of most tests. It has characters that every encoding
// treats differently.
const token = `tok/en+1&"se'cr<et=`

// memoryURL is the base of clients whose round tripper never leaves the
// process.
const memoryURL = "https://shop.example/api"

// quick makes the waits of tests over real connections negligible.
var quick = sellerwire.WithRetry(sellerwire.RetryPolicy{MaxAttempts: 3, MinBackoff: 1, MaxBackoff: 1})

func newClient(t testing.TB, baseURL string, opts ...sellerwire.Option) *transport.Client {
	t.Helper()
	return newClientAs(t, transport.Bearer{Token: sellerwire.NewSecret(token)}, baseURL, opts...)
}

func newClientAs(t testing.TB, auth transport.Authenticator, baseURL string, opts ...sellerwire.Option) *transport.Client {
	t.Helper()
	client, err := transport.New(transport.Service{
		Name: "shop", BaseURL: baseURL, Auth: auth, RequestIDHeader: "Shop-Request-Id",
	}, opts)
	require.NoError(t, err)
	t.Cleanup(client.Close)
	return client
}

// request is a POST of a few bytes by an operation that changes something.
func request(class transport.Class) *transport.Request {
	return &transport.Request{
		Operation: transport.Operation{Name: "put book", Class: class, Writes: true},
		Method:    http.MethodPost,
		Path:      "books",
		Body:      transport.Bytes([]byte("a book")),
		Call:      settings.Call{RequestID: "request-1"},
	}
}

// read is a GET by an operation that changes nothing.
func read() *transport.Request {
	return &transport.Request{
		Operation: transport.Operation{Name: "list books", Class: transport.Safe},
		Method:    http.MethodGet,
		Path:      "books",
		Call:      settings.Call{RequestID: "request-2"},
	}
}

// failed asserts that err is a *sellerwire.Error of these kinds and returns it.
func failed(t testing.TB, err error, kinds ...error) *sellerwire.Error {
	t.Helper()
	e, ok := errors.AsType[*sellerwire.Error](err)
	require.True(t, ok, "%v", err)
	for _, kind := range kinds {
		require.ErrorIs(t, err, kind)
	}
	return e
}

// server is an httptest server that counts connections and requests.
type server struct {
	*httptest.Server
	connections, requests atomic.Int32
}

func serve(t testing.TB, handler http.HandlerFunc) *server {
	t.Helper()
	s := unstarted(handler)
	s.Start()
	t.Cleanup(s.Close)
	return s
}

func unstarted(handler http.HandlerFunc) *server {
	s := &server{}
	s.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.requests.Add(1)
		handler(w, r)
	}))
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			s.connections.Add(1)
		}
	}
	s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	return s
}

// answer is a handler that always says the same.
func answer(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// listen serves raw connections, numbered from 1, each in a goroutine of its
// own. It returns the URL and the number of connections so far.
func listen(t testing.TB, serve func(n int32, conn *net.TCPConn)) (url string, count *atomic.Int32) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	count = &atomic.Int32{}
	var running sync.WaitGroup
	running.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			n := count.Add(1)
			running.Go(func() {
				defer conn.Close()
				serve(n, conn.(*net.TCPConn))
			})
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		running.Wait()
	})
	return "http://" + listener.Addr().String(), count
}

// readRequest reads one request off a raw connection, body included.
func readRequest(conn net.Conn) {
	req, err := http.ReadRequest(bufio.NewReader(conn))
	if err == nil {
		_, _ = io.Copy(io.Discard, req.Body)
	}
}

// reset ends a connection with a RST.
func reset(conn *net.TCPConn) {
	_ = conn.SetLinger(0)
	_ = conn.Close()
}

// roundTripper is a transport in memory.
type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

func inMemory(f roundTripper) sellerwire.Option {
	return sellerwire.WithHTTPClient(&http.Client{Transport: f})
}

// script is a transport in memory that plays one step per request and repeats
// the last.
type script struct {
	mu    sync.Mutex
	steps []roundTripper
	calls int
	at    []time.Time // when each request came
}

func (s *script) RoundTrip(req *http.Request) (*http.Response, error) {
	s.mu.Lock()
	step := s.steps[min(s.calls, len(s.steps)-1)]
	s.calls++
	s.at = append(s.at, time.Now())
	s.mu.Unlock()
	if req.Body != nil {
		_, _ = io.Copy(io.Discard, req.Body)
		_ = req.Body.Close()
	}
	return step(req)
}

func play(steps ...roundTripper) (*script, sellerwire.Option) {
	s := &script{steps: steps}
	return s, sellerwire.WithHTTPClient(&http.Client{Transport: s})
}

// reply is a step that answers. headers are names and values in turn.
func reply(status int, body string, headers ...string) roundTripper {
	return func(*http.Request) (*http.Response, error) {
		header := http.Header{}
		for i := 0; i < len(headers); i += 2 {
			header.Add(headers[i], headers[i+1])
		}
		return &http.Response{
			StatusCode: status, ProtoMajor: 1, ProtoMinor: 1, Header: header,
			Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)),
		}, nil
	}
}

// Steps that fail.
var (
	errReset = errors.New("connection reset by the test")
	lost     = roundTripper(func(*http.Request) (*http.Response, error) { return nil, errReset })
	unsent   = withoutConnection(&net.OpError{Op: "dial", Err: errors.New("connection refused by the test")})
	silent   = roundTripper(func(req *http.Request) (*http.Response, error) {
		<-req.Context().Done()
		return nil, req.Context().Err()
	})
)

// withoutConnection is a step that asks for a connection, as net/http's transport says it
// does, and gets none.
func withoutConnection(err error) roundTripper {
	return func(req *http.Request) (*http.Response, error) {
		if trace := httptrace.ContextClientTrace(req.Context()); trace != nil && trace.GetConn != nil {
			trace.GetConn(req.URL.Host)
		}
		return nil, err
	}
}

// limiterFunc is a Limiter.
type limiterFunc func(context.Context) error

func (f limiterFunc) Wait(ctx context.Context) error { return f(ctx) }

// records keeps what is logged, one line each.
type records struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (r *records) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.buf.Write(p)
}

func (r *records) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.buf.String()
}

func (r *records) logger() *slog.Logger {
	return slog.New(slog.NewJSONHandler(r, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// tracked counts the bodies of a step's replies that are still open.
func tracked(step roundTripper, open *atomic.Int32) roundTripper {
	return func(req *http.Request) (*http.Response, error) {
		resp, err := step(req)
		if resp != nil && resp.Body != nil {
			open.Add(1)
			resp.Body = &trackedBody{ReadCloser: resp.Body, open: open}
		}
		return resp, err
	}
}

type trackedBody struct {
	io.ReadCloser
	open *atomic.Int32
	once sync.Once
}

func (b *trackedBody) Close() error {
	b.once.Do(func() { b.open.Add(-1) })
	return b.ReadCloser.Close()
}

// policy is the twin that a call's settings hold.
type policy = settings.RetryPolicy

// infoOf is what WithResponseInfo does.
func infoOf(info *sellerwire.ResponseInfo) *settings.ResponseInfo {
	return (*settings.ResponseInfo)(info)
}
