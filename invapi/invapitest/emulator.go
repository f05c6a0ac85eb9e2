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

// Emulator acts as one retailer's shop. It is an [http.Handler] and is safe for
// concurrent use. It knows no store and no product until you seed them. Make it
// with [New] or [NewServer].
type Emulator struct {
	shell emulator.Shell

	opts Options

	mu        sync.Mutex
	stores    map[string]bool
	catalogue map[Product]Product // by identification
	levels    map[level]int
	updates   []Update
}

// New returns an emulator that does not listen. Use it as a handler or through its
// RoundTripper. It need not be closed.
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

// Token returns the bearer token that the emulator accepts: that of
// [Options.Token], or an invented one.
func (e *Emulator) Token() string { return e.opts.Token }

// Server is an emulator that listens on a loopback port.
type Server struct {
	*Emulator

	// URL is the base URL for a client: the part before /api/product/inventory.
	URL string

	server *emulator.Server
}

// NewServer starts an emulator on a free loopback port. The caller must call Close.
func NewServer(opts Options) *Server {
	e := New(opts)
	srv := emulator.Serve(e)
	return &Server{Emulator: e, URL: srv.URL, server: srv}
}

// Close stops the server, cuts its connections and waits for its handlers. The
// state can still be read.
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
