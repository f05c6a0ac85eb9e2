package aimtest

import (
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/sellerwire/sellerwire/internal/emulator"
)

// BasePath is the path of the service's base URL.
const BasePath = "/exec/panama/seller-admin/"

// Emulator emulates the service for one seller. It accepts paths with and without
// [BasePath], keeps its state in memory, and is safe for concurrent use. Create it with
// [New], or with [NewServer] for one that listens on a port.
type Emulator struct {
	shell emulator.Shell

	opts     Options
	zone     *time.Location
	basePath bool // BasePath is required

	mu       sync.Mutex
	lastID   int64
	queue    []*batch // in the order received, finished ones included
	done     int      // number of finished batches in queue
	lastDone time.Time
	stock    map[string]listing
	orders   []orderSource
	reports  []*report
	refunds  []Refund
	refusals map[string]string // code by path
}

// firstID is the first ID of batches, reports and listings. Like the service's IDs it
// does not fit into 32 bits.
const firstID = 2585199250

// New creates an emulator that does not listen on a port. Use it as a handler, or through
// its RoundTripper.
func New(opts Options) *Emulator {
	opts = opts.withDefaults()
	e := &Emulator{
		opts:     opts,
		zone:     opts.listZone(),
		lastID:   firstID,
		stock:    map[string]listing{},
		refusals: map[string]string{},
	}
	e.shell.Init(http.HandlerFunc(e.serve))
	return e
}

// Email returns the e-mail address that the emulator accepts.
func (e *Emulator) Email() string { return e.opts.Email }

// Password returns the password that the emulator accepts.
func (e *Emulator) Password() string { return e.opts.Password }

// Server is an emulator that listens on a loopback port. Create it with [NewServer] and
// end it with [Server.Close].
type Server struct {
	*Emulator

	// URL is the part before "catalog-upload/...". It ends in BasePath. Paths without
	// BasePath are not found, so that a client that joins URLs wrongly fails.
	URL string

	listener *emulator.Server
}

// NewServer starts an emulator on a free loopback port.
func NewServer(opts Options) *Server {
	e := New(opts)
	e.basePath = true
	listener := emulator.Serve(e)
	return &Server{Emulator: e, URL: listener.URL + BasePath, listener: listener}
}

// Close stops the server. It cuts open connections and waits for the handlers.
func (s *Server) Close() { s.listener.Close() }

// call is one request for an operation, with its parameters and its file.
type call struct {
	path   string
	params http.Header
	file   file
	now    time.Time
}

// operation answers a path. It is called with the emulator locked.
type operation struct {
	uploads bool // has a body, accepts POST only
	handle  func(*Emulator, call) reply
}

// operations are the eleven paths of the fifteen operations.
var operations = map[string]operation{
	"catalog-upload/" + modeUpdate:             {uploads: true, handle: (*Emulator).uploadInventory},
	"catalog-upload/" + modeModify:             {uploads: true, handle: (*Emulator).uploadInventory},
	"catalog-upload/" + modePurge:              {uploads: true, handle: (*Emulator).uploadInventory},
	refundPath:                                 {uploads: true, handle: (*Emulator).uploadRefunds},
	"catalog-upload/get-batches":               {handle: (*Emulator).getBatches},
	"manual-reports/get-pending-uploads-count": {handle: (*Emulator).getPendingCount},
	"manual-reports/generate-report-now":       {handle: (*Emulator).generateReport},
	"manual-reports/get-report-status":         {handle: (*Emulator).getReportStatus},
	"download/errorlog":                        {handle: (*Emulator).downloadErrorLog},
	"download/quickfix":                        {handle: (*Emulator).downloadQuickFix},
	"download/report":                          {handle: (*Emulator).downloadReport},
}

func (e *Emulator) serve(w http.ResponseWriter, r *http.Request) {
	path, ok := e.operationPath(r.URL.Path)
	op, known := operations[path]
	if !ok || !known {
		http.NotFound(w, r)
		return
	}
	c := call{path: path, params: canonical(r.Header)}
	if refusal, refused := e.check(op, r, c.params); refused {
		discard(r)
		refusal.send(w)
		return
	}
	if op.uploads {
		received, err := e.receive(path, r)
		if err != nil {
			http.Error(w, "the body ended early", http.StatusBadRequest)
			return
		}
		c.file = received
	}
	e.answer(op, c).send(w)
}

// answer runs the operation on the current state. The reply is written later, without the
// lock, so that a large download does not block other calls.
func (e *Emulator) answer(op operation, c call) reply {
	defer e.lock()()
	c.now = e.opts.Now()
	if code, refused := e.refusals[c.path]; refused {
		return e.failure(code)
	}
	return op.handle(e, c)
}

// lock locks the state, after doing everything that is due by now. The caller must call
// unlock.
func (e *Emulator) lock() (unlock func()) {
	now := e.opts.Now()
	e.mu.Lock()
	e.advance(now)
	return e.mu.Unlock
}

// Refuse makes every further call of the operation at path, such as "download/report",
// fail with an error code such as ACCESS_DENIED and change nothing. An empty code ends
// that. Credentials and headers are still checked first.
func (e *Emulator) Refuse(path, code string) {
	defer e.lock()()
	if code == "" {
		delete(e.refusals, path)
		return
	}
	e.refusals[path] = code
}

func (e *Emulator) operationPath(path string) (string, bool) {
	rest, based := strings.CutPrefix(path, BasePath)
	if !based {
		rest = strings.TrimPrefix(path, "/")
	}
	return strings.TrimSuffix(rest, "/"), based || !e.basePath
}

// canonical spells header names as Header.Get expects them. A server does that itself;
// requests through the RoundTripper have the client's spelling.
func canonical(h http.Header) http.Header {
	out := make(http.Header, len(h))
	for name, values := range h {
		name = http.CanonicalHeaderKey(name)
		out[name] = append(out[name], values...)
	}
	return out
}

// nextID returns the next ID for a batch, report or listing. The caller holds the lock.
func (e *Emulator) nextID() int64 {
	e.lastID++
	return e.lastID
}
