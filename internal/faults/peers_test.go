package faults_test

import (
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

// connections is what a server knows of its connections.
type connections struct {
	mu    sync.Mutex
	state map[net.Conn]http.ConnState
}

func newConnections() *connections { return &connections{state: map[net.Conn]http.ConnState{}} }

func (c *connections) note(conn net.Conn, state http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if state == http.StateClosed || state == http.StateHijacked {
		delete(c.state, conn)
		return
	}
	c.state[conn] = state
}

// count is the number of connections that are open, and of those in use.
func (c *connections) count() (open, inUse int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, state := range c.state {
		if state == http.StateActive {
			inUse++
		}
	}
	return len(c.state), inUse
}

// A peer is a server that is no service: the caller's own, or one that nobody
// should ever come to.
type peer struct {
	start    sync.Once
	server   *httptest.Server
	requests atomic.Int64
}

var (
	// neighbour is what the caller uses the transport for, beside the client.
	neighbour peer
	// elsewhere is where redirects lead.
	elsewhere peer
)

func (p *peer) url() string {
	p.start.Do(func() {
		p.server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			p.requests.Add(1)
			_, _ = io.WriteString(w, "good day")
		}))
		p.server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
		p.server.Start()
	})
	return p.server.URL
}

func (p *peer) close() {
	if p.server != nil {
		p.server.CloseClientConnections()
		p.server.Close()
	}
}

// settle leaves an idle connection of the caller's own in the pool. One request
// may not do: net/http closes a connection whose request was not seen to be
// written within 50 ms, which a busy machine takes longer for.
func (s *site) settle(t *testing.T) {
	t.Helper()
	require.True(t, soon(func() bool { _, kept := s.visit(t); return kept }), "net/http keeps no connection")
}

// visit makes a request of the caller's own. It tells whether it found a
// connection in the pool, and whether it left one there.
func (s *site) visit(t *testing.T) (reused, kept bool) {
	t.Helper()
	trace := &httptrace.ClientTrace{
		GotConn:     func(got httptrace.GotConnInfo) { reused = got.Reused },
		PutIdleConn: func(err error) { kept = err == nil },
	}
	req, err := http.NewRequestWithContext(httptrace.WithClientTrace(t.Context(), trace), http.MethodGet, neighbour.url(), nil)
	require.NoError(t, err)
	resp, err := (&http.Client{Transport: s.pool}).Do(req)
	require.NoError(t, err)
	_, err = io.Copy(io.Discard, resp.Body)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	return reused, kept
}
