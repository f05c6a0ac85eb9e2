package purchasetest

import "github.com/sellerwire/sellerwire/internal/emulator"

// Server is an [Emulator] that listens on a free loopback port.
type Server struct {
	*Emulator

	// URL is the base URL for a client, over http. It ends in "/v1".
	URL string

	listener *emulator.Server
}

// NewServer returns an emulator that listens on loopback. The caller must call
// Close.
func NewServer(opts Options) *Server {
	e := New(opts)
	listener := emulator.Serve(e)
	return &Server{Emulator: e, URL: listener.URL + basePath, listener: listener}
}

// Close stops the server and cuts the connections that are still open. Requests
// that wait for their order to be created end; the state stays readable.
func (s *Server) Close() { s.listener.Close() }
