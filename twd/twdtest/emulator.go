package twdtest

import (
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"

	"github.com/sellerwire/sellerwire/internal/emulator"
)

// scriptName is what the path of every request ends in.
const scriptName = "api.pl"

// Emulator emulates one installation. It is an [http.Handler], is safe for
// concurrent use, and is empty until items are seeded. Make it with [New] or
// [NewServer].
type Emulator struct {
	shell emulator.Shell

	opts Options

	mu          sync.Mutex
	quirks      Quirks
	items       map[string]*Item  // by stock number
	order       []*Item           // the same, as they were seeded
	departments map[string]string // names by code
	nextFill    int
	random      *rand.Rand // for RandomOrder
}

// New returns an emulator that does not listen: use it as a handler or through
// its RoundTripper method. There is nothing to close.
func New(opts Options) *Emulator {
	e := &Emulator{
		opts:        opts.withDefaults(),
		quirks:      opts.Quirks,
		items:       make(map[string]*Item),
		departments: make(map[string]string),
		random:      rand.New(rand.NewPCG(1, 2)),
	}
	e.shell.Init(http.HandlerFunc(e.serve))
	return e
}

// APIKey returns the access key that the emulator accepts. It is invented unless
// [Options.APIKey] is set.
func (e *Emulator) APIKey() string { return e.opts.APIKey }

// SetQuirks replaces the faults of all further replies, including those of
// [Options.Quirks]. 0 removes them.
func (e *Emulator) SetQuirks(q Quirks) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.quirks = q
}

// Server is an emulator that listens on a loopback port.
type Server struct {
	*Emulator

	// URL is the address of the script, ending in "/api.pl": what a client
	// takes as its base URL.
	URL string

	server *emulator.Server
}

// NewServer starts an emulator on a free loopback port. The caller must close
// it.
func NewServer(opts Options) *Server {
	e := New(opts)
	srv := emulator.Serve(e)
	return &Server{Emulator: e, URL: srv.URL + "/pathtoapi/" + scriptName, server: srv}
}

// Close stops the server, cuts its connections and waits for its handlers. The
// state can be read afterwards.
func (s *Server) Close() { s.server.Close() }

// serve answers one request.
func (e *Emulator) serve(w http.ResponseWriter, r *http.Request) {
	if !isScript(r.URL.Path) {
		w.Header().Set("Content-Type", "text/html; charset=iso-8859-1")
		w.WriteHeader(http.StatusNotFound)
		io.WriteString(w, "<html><head><title>404 Not Found</title></head><body><h1>Not Found</h1></body></html>\n")
		return
	}
	pairs := e.requestPairs(w, r)

	e.mu.Lock()
	rep := e.answer(pairs)
	document := render(rep, e.quirks)
	e.mu.Unlock()

	w.Header().Set("Content-Type", e.opts.ContentType)
	if rep.code != codeOK {
		w.WriteHeader(e.opts.ErrorStatus)
	}
	w.Write(document)
}

// isScript reports whether a path leads to the script; below a StripPrefix that
// names the script nothing, or a slash, is left of it.
func isScript(path string) bool {
	return path == "" || path == "/" || strings.HasSuffix(path, scriptName)
}

// answer does what the pairs ask for. The caller holds the lock.
func (e *Emulator) answer(p pairs) reply {
	if p["apikey"] != e.opts.APIKey {
		return failure("The supplied API key is not valid!")
	}
	switch p["action"] {
	case "":
		return e.read(p)
	case "update":
		return e.update(p)
	default:
		return failure("Invalid action!")
	}
}
