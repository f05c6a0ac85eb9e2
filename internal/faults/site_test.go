package faults_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
)

const (
	// maxAttempts is what every client here is allowed.
	maxAttempts = 3
	// maxReply is far below what the endless replies hold.
	maxReply = 1 << 20
)

// A site is the world of one cell: a service on a port of its own, played by
// its emulator, with the fault in front of it; a client of it; and the
// transport of a caller who uses it for other things too.
type site struct {
	op      *operation
	fault   *fault
	backend backend
	server  *httptest.Server
	pool    *http.Transport
	client  any
	ctx     *endable
	logs    *logbook
	conns   *connections
	shown   *shown // what the cell printed, for the sweep
	told    told   // what the call has returned
	// connect makes another client like the first, where a call needs one.
	connect func() any

	patience time.Duration
	armed    atomic.Bool   // the request under way is one that the fault is for
	counting atomic.Bool   // and an attempt of the operation itself
	left     atomic.Int64  // how often the fault strikes yet; below 0 without end
	strikes  atomic.Int64  // attempts that the fault has struck
	asked    atomic.Int64  // of the limiter
	over     chan struct{} // closed when the call has returned
	finish   func()        // closes it
}

// open builds the site of a cell. The fault strikes the first times requests
// that it is for, or all of them if times is below 0. A client whose service is
// slow waits for it for patience.
func open(t *testing.T, op *operation, f *fault, times int, patience time.Duration) *site {
	s := &site{
		op: op, fault: f, backend: op.service.emulate(), ctx: newEndable(f.endsWith()),
		logs: newLogbook(), conns: newConnections(), shown: &shown{}, over: make(chan struct{}), patience: patience,
	}
	s.finish = sync.OnceFunc(func() { close(s.over) })
	s.left.Store(int64(times))
	s.server = httptest.NewUnstartedServer(s)
	s.server.Config.ConnState = s.conns.note
	s.server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	s.pool = &http.Transport{DialContext: s.dial, MaxIdleConnsPerHost: 2}
	s.start()
	t.Cleanup(s.close)

	options := []sellerwire.Option{
		sellerwire.WithHTTPClient(&http.Client{Transport: s.pool}),
		sellerwire.WithRetry(
			sellerwire.RetryPolicy{MaxAttempts: maxAttempts, MinBackoff: 1, MaxBackoff: time.Millisecond, MaxRetryAfter: maxWait}),
		sellerwire.WithMaxResponseBytes(maxReply),
		sellerwire.WithLogger(slog.New(s.logs)),
		sellerwire.WithMiddleware(s.observe),
	}
	if f.options != nil {
		options = append(options, f.options(s)...)
	}
	client, err := op.service.connect(s.server.URL+op.service.path, options)
	require.NoError(t, err)
	s.client = client
	return s
}

// start starts the server, with TLS where the fault wants it. The client
// trusts the certificate that the server shows unless the fault is for it.
func (s *site) start() {
	if !s.fault.https {
		s.server.Start()
		return
	}
	s.server.TLS = &tls.Config{GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
		if s.fault.untrusted && s.armed.Load() {
			s.strike()
			return &tls.Config{Certificates: []tls.Certificate{nobodysCertificate()}}, nil
		}
		return nil, nil
	}}
	s.server.StartTLS()
	trusted := x509.NewCertPool()
	trusted.AddCert(s.server.Certificate())
	s.pool.TLSClientConfig = &tls.Config{RootCAs: trusted}
}

func (s *site) close() {
	s.ctx.end()
	s.finish()
	s.pool.CloseIdleConnections()
	s.server.CloseClientConnections()
	s.server.Close()
}

// observe is a middleware: it tells the fault which request comes next, and
// shows to the sweep what a middleware gets to see.
func (s *site) observe(next http.RoundTripper) http.RoundTripper {
	return roundTrip(func(req *http.Request) (*http.Response, error) {
		s.counting.Store(s.op.counts(req))
		s.armed.Store(s.left.Load() != 0 && s.op.hits(s, req))
		s.shown.request(req)
		if s.fault.panics && s.armed.Load() {
			s.strike()
			panic(callersPanic)
		}
		resp, err := next.RoundTrip(req)
		if resp != nil {
			s.shown.request(resp.Request)
		}
		return resp, err
	})
}

// strike is called by the fault each time it does its harm.
func (s *site) strike() {
	if s.counting.Load() {
		s.strikes.Add(1)
	}
	if s.left.Load() > 0 {
		s.left.Add(-1)
	}
}

// strikes once more?
func (s *site) striking() bool { return s.armed.Load() && s.left.Load() != 0 }

// lift ends the fault.
func (s *site) lift() {
	s.left.Store(0)
	s.armed.Store(false)
}

// dial is the dialer of the caller's transport. Only the way to the service is
// at fault.
func (s *site) dial(ctx context.Context, network, address string) (net.Conn, error) {
	ours := address == s.server.Listener.Addr().String()
	if ours && s.fault.dial != nil && s.striking() {
		s.strike()
		return s.fault.dial(ctx, s)
	}
	conn, err := new(net.Dialer).DialContext(ctx, network, address)
	if err != nil || !ours || s.fault.conn == nil {
		return conn, err
	}
	return s.fault.conn(s, conn), nil
}

// ServeHTTP is the service, and the fault in front of it.
func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.op.hit != nil && (s.fault.dial != nil || s.fault.untrusted) {
		// So that the next request needs a connection of its own, and meets the
		// fault if it is for it.
		w.Header().Set("Connection", "close")
	}
	if s.fault.handle == nil || !s.striking() {
		s.backend.handler.ServeHTTP(w, r)
		return
	}
	s.strike()
	s.fault.handle(s, w, r)
}

// act lets the service act and keeps what it answers.
func (s *site) act(r *http.Request) *httptest.ResponseRecorder {
	answer := httptest.NewRecorder()
	s.backend.handler.ServeHTTP(answer, r)
	return answer
}

// roundTrip is a function that is a RoundTripper.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }
