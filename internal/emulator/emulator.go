// Package emulator is the shell that the ...test packages share: how an
// emulated service is served on loopback, reached without a network, counted
// and tampered with. It also verifies the Abe-Signature, which two of them ask
// for. What a service answers is each package's own business; nothing in here,
// and nothing that imports it, shares an encoder or a decoder with the clients.
package emulator

import (
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
)

// Shell carries a service's handler through its interceptors. An emulator
// embeds it and calls Init once.
type Shell struct {
	mu       sync.RWMutex
	service  http.Handler
	wraps    []func(http.Handler) http.Handler
	odd      *odd
	chain    http.Handler
	requests atomic.Int64
}

// Init names the handler that plays the service. It is called once, before the
// shell serves.
func (s *Shell) Init(service http.Handler) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.service = service
	s.chain = service
}

// ServeHTTP counts the request and hands it to the interceptors and the
// service.
func (s *Shell) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.requests.Add(1)
	s.mu.RLock()
	chain := s.chain
	s.mu.RUnlock()
	chain.ServeHTTP(w, r)
}

// Intercept puts wrap around the service, outside of what was put around it
// before. A handler that wrap returns can answer by itself (the state stays as
// it was), call the service first and then spoil the reply (the state has
// changed), delay either, or cut the connection with
// panic(http.ErrAbortHandler). Requests that are being served keep the chain
// they started with.
func (s *Shell) Intercept(wrap func(next http.Handler) http.Handler) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wraps = append(s.wraps, wrap)
	s.rebuild()
}

// ClearIntercepts takes away every interceptor.
func (s *Shell) ClearIntercepts() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wraps = nil
	s.rebuild()
}

func (s *Shell) rebuild() {
	s.chain = s.service
	if s.odd != nil {
		s.chain = s.odd.around(s.chain)
	}
	for _, wrap := range s.wraps {
		s.chain = wrap(s.chain)
	}
}

// Requests is the number of requests received so far, whatever became of them.
func (s *Shell) Requests() int64 { return s.requests.Load() }

// RoundTripper reaches the emulator without a network. Waits behind it can be
// tested in a testing/synctest bubble, where TCP would hang.
func (s *Shell) RoundTripper() http.RoundTripper { return memory{s} }

// Server is an emulator that listens.
type Server struct {
	// URL is the address, "http://127.0.0.1:port", without a path.
	URL string

	http *httptest.Server
}

// Serve starts an HTTP server for h on a free loopback port.
func Serve(h http.Handler) *Server {
	srv := httptest.NewServer(h)
	return &Server{URL: srv.URL, http: srv}
}

// Close stops the server; it cuts the connections that are still open and
// waits for the handlers.
func (s *Server) Close() {
	s.http.CloseClientConnections()
	s.http.Close()
}
