package orderstest

import (
	"cmp"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/sellerwire/sellerwire/internal/emulator"
)

const maxRequestBytes = 1 << 20

// Emulator acts as the service. It is an [http.Handler], keeps its state in memory
// and is safe for concurrent use. Make it with [New] or [NewServer].
type Emulator struct {
	shell emulator.Shell

	opts Options

	mu       sync.Mutex // guards everything below
	orders   []Order
	numbers  int64         // given out so far
	ahead    time.Duration // of the clock
	declines bool
	failures []int
	onSold   func(Item, int)
}

// New returns an emulator that does not listen. Use its RoundTripper, or mount it
// as a handler, with or without a path prefix.
func New(opts Options) *Emulator {
	e := &Emulator{opts: opts.withDefaults()}
	e.shell.Init(http.HandlerFunc(e.serve))
	return e
}

// Server is an [Emulator] that listens on a loopback port.
type Server struct {
	*Emulator

	// URL is the base URL for a client, over http. It ends in "/".
	URL string

	listener *emulator.Server
}

// NewServer returns an emulator that listens until Close. The caller must call
// Close.
func NewServer(opts Options) *Server {
	e := New(opts)
	listener := emulator.Serve(e)
	return &Server{Emulator: e, URL: listener.URL + "/", listener: listener}
}

// Close stops the server and cuts its open connections. The state can still be
// read.
func (s *Server) Close() { s.listener.Close() }

// Username is the user name of the seller.
func (e *Emulator) Username() string { return e.opts.Account.Username }

// APIKey is the key that goes with Username.
func (e *Emulator) APIKey() string { return e.opts.Account.APIKey }

// Limited returns the credentials that are refused with code 108.
func (e *Emulator) Limited() Credentials { return e.opts.Limited }

// State returns a snapshot that marshals to {"orders": [order], "now": time,
// "requests": n}.
func (e *Emulator) State() any {
	orders := e.Orders()
	e.mu.Lock()
	defer e.mu.Unlock()
	return struct {
		Orders   []Order   `json:"orders"`
		Now      time.Time `json:"now"`
		Requests int64     `json:"requests"`
	}{orders, e.now(), e.Requests()}
}

// FailRequests answers each of the next requests with a requestError, with these
// codes in order. A code can be any number. Further calls add to the queue.
func (e *Emulator) FailRequests(codes ...int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.failures = append(e.failures, codes...)
}

// nextFailure takes one code off the queue. 0 means no failure.
func (e *Emulator) nextFailure() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.failures) == 0 {
		return 0
	}
	code := e.failures[0]
	e.failures = e.failures[1:]
	return code
}

func (e *Emulator) serve(w http.ResponseWriter, r *http.Request) {
	// Below http.StripPrefix the root can be empty.
	if r.URL.Path != "/" && r.URL.Path != "" {
		http.NotFound(w, r)
		return
	}
	if r.Method != http.MethodPost && r.Method != http.MethodPut && !(r.Method == http.MethodGet && e.opts.AllowGet) {
		w.Header().Set("Allow", "POST, PUT")
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequestBytes))
	if err != nil {
		e.writeError(w, codeInvalidXML)
		return
	}
	e.answer(w, body)
}

// answer makes the checks in their order.
func (e *Emulator) answer(w http.ResponseWriter, body []byte) {
	if code := e.nextFailure(); code != 0 {
		e.writeError(w, code)
		return
	}
	request, err := readRequest(body)
	if err != nil {
		e.writeError(w, codeInvalidXML)
		return
	}
	action, list := request.Action.Name, request.Action.Name == "getAllNewOrders"
	if !list && action != "getOrder" {
		e.writeError(w, codeUnknownAction)
		return
	}
	if code := e.authenticate(Credentials{request.Action.Username, request.Action.Password}); code != 0 {
		e.writeError(w, code)
		return
	}
	version := cmp.Or(request.Version, "1.0")
	if list {
		e.writeList(w, version, e.waiting())
		return
	}
	order, found := e.Order(strings.TrimSpace(request.Order.ID))
	switch {
	case request.Order.ID == "":
		e.writeError(w, codeInvalidXML)
	case !found:
		e.writeError(w, e.opts.UnknownOrderCode)
	case order.Foreign:
		e.writeError(w, e.opts.ForeignOrderCode)
	default:
		e.writeOrder(w, version, order)
	}
}

func (e *Emulator) authenticate(given Credentials) (code int) {
	switch given {
	case e.opts.Account:
		return 0
	case e.opts.Limited:
		return codeUnauthorized
	default:
		return codeInvalidUser
	}
}

// waiting are the orders of the list.
func (e *Emulator) waiting() []Order {
	all := slices.DeleteFunc(e.Orders(), func(o Order) bool { return o.Foreign || !o.waits(e.opts.OmitPartlyAnswered) })
	slices.SortStableFunc(all, func(a, b Order) int { return a.Placed.Compare(b.Placed) })
	if e.opts.NewestFirst {
		slices.Reverse(all)
	}
	return all
}

// The codes that the emulator gives by its own judgement.
const (
	codeInvalidXML    = 104
	codeUnauthorized  = 108
	codeUnknownAction = 109
	codeInvalidUser   = 110
)

// failureTexts are not the vendor's, except perhaps that of 110.
var failureTexts = map[int]string{
	100:               "Database unavailable",
	103:               "Network error",
	codeInvalidXML:    "Invalid XML",
	105:               "Unhandled exception",
	106:               "External server unavailable",
	codeUnauthorized:  "Unauthorized action",
	codeUnknownAction: "Unknown action",
	codeInvalidUser:   "User is invalid",
	111:               "Error validating the user",
	201:               "Purchase order does not exist",
	202:               "Purchase order belongs to another seller",
}

// failureText also serves codes that a test made up.
func failureText(code int) string {
	return cmp.Or(failureTexts[code], fmt.Sprintf("Error %d", code))
}
