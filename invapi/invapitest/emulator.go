package invapitest

import (
	"io"
	"mime"
	"net/http"
	"sync"

	"github.com/sellerwire/sellerwire/internal/emulator"
)

const (
	updatePath = "/api/product/inventory"

	// maxBody is what a JSON middleware of the usual kind reads.
	maxBody = 100 << 10
)

// Emulator plays one retailer's shop. It is an [http.Handler], safe for
// concurrent use, and knows no store and no product until they are seeded. Make
// it with [New] or [NewServer].
type Emulator struct {
	shell emulator.Shell

	opts Options

	mu        sync.Mutex
	stores    map[string]bool
	catalogue map[Product]Product // by identification
	levels    map[level]int
	updates   []Update
}

// New returns an emulator that does not listen: use it as a handler or through
// its RoundTripper method. There is nothing to close.
func New(opts Options) *Emulator {
	e := &Emulator{
		opts:      opts.withDefaults(),
		stores:    make(map[string]bool),
		catalogue: make(map[Product]Product),
		levels:    make(map[level]int),
	}
	e.shell.Init(http.HandlerFunc(e.serve))
	return e
}

// Token is the bearer token that the emulator accepts, invented unless
// [Options.Token] names one.
func (e *Emulator) Token() string { return e.opts.Token }

// Server is an emulator that listens on a loopback port.
type Server struct {
	*Emulator

	// URL is what stands before /api/product/inventory: what a client takes as
	// its base URL.
	URL string

	server *emulator.Server
}

// NewServer starts an emulator on a free loopback port. The caller must close
// it.
func NewServer(opts Options) *Server {
	e := New(opts)
	srv := emulator.Serve(e)
	return &Server{Emulator: e, URL: srv.URL, server: srv}
}

// Close stops the server, cuts its connections and waits for its handlers. The
// state can be read afterwards.
func (s *Server) Close() { s.server.Close() }

// serve answers one request.
func (e *Emulator) serve(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost || r.URL.Path != updatePath {
		writePage(w, http.StatusNotFound, "Cannot "+r.Method+" "+r.URL.Path)
		return
	}
	if r.Header.Get("Authorization") != "Bearer "+e.opts.Token {
		e.refuse(w, &refusal{wrongToken, "token", "Invalid token"})
		return
	}
	body, err := readBody(w, r)
	if err != nil {
		writePage(w, http.StatusRequestEntityTooLarge, "PayloadTooLargeError: request entity too large")
		return
	}
	update, problem := parseUpdate(body)
	if problem == nil {
		problem = e.apply(update)
	}
	if problem != nil {
		e.refuse(w, problem)
		return
	}
	e.succeed(w, update, body)
}

// readBody returns the JSON of a request. A body of another type is not read:
// it is as good as an empty object.
func readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	mediaType, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || mediaType != "application/json" {
		return []byte("{}"), nil
	}
	return io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
}
