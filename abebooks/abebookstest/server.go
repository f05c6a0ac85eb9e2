package abebookstest

import (
	"io"
	"mime"
	"net/http"
	"sync"

	"github.com/sellerwire/sellerwire/internal/emulator"
)

const (
	maxBooks        = 100
	maxRequestBytes = 64 << 20 // far above 100 books with every field at its limit
)

// Emulator acts as the service. It is an [http.Handler], keeps its state in memory
// and is safe for concurrent use. Make it with [New] or [NewServer].
type Emulator struct {
	shell emulator.Shell

	opts Options

	mu              sync.Mutex // guards everything below
	books           map[string]Book
	soldOut         map[string]Book // by AddCopies
	templates       map[string]bool
	requestFailures []int
	bookFailures    map[string]int
	editResults     func([]Result) []Result
}

// New returns an emulator that does not listen. Use its RoundTripper, or mount it
// as a handler, with or without a path prefix.
func New(opts Options) *Emulator {
	e := &Emulator{
		opts:         opts.withDefaults(),
		books:        map[string]Book{},
		soldOut:      map[string]Book{},
		templates:    map[string]bool{},
		bookFailures: map[string]int{},
	}
	e.AddShippingTemplates(e.opts.ShippingTemplates...)
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

// Username is the classic user name of the account that may update books.
func (e *Emulator) Username() string { return e.opts.Account.Username }

// APIKey is the classic key that goes with Username.
func (e *Emulator) APIKey() string { return e.opts.Account.APIKey }

// AccessKey is the public key of the account for signed requests.
func (e *Emulator) AccessKey() string { return e.opts.Account.AccessKey }

// SecretKey is the key that signs requests with AccessKey.
func (e *Emulator) SecretKey() string { return e.opts.Account.SecretKey }

// Limited returns both kinds of credentials that are refused with code 108.
func (e *Emulator) Limited() Credentials { return e.opts.Limited }

// State returns a snapshot that marshals to {"books": {vendorBookID: book},
// "requests": n}, with each book as [Book.MarshalJSON] writes it.
func (e *Emulator) State() any {
	return struct {
		Books    map[string]Book `json:"books"`
		Requests int64           `json:"requests"`
	}{e.Books(), e.Requests()}
}

func (e *Emulator) serve(w http.ResponseWriter, r *http.Request) {
	// Below http.StripPrefix the root can be empty.
	if r.URL.Path != "/" && r.URL.Path != "" {
		http.NotFound(w, r)
		return
	}
	if r.Method != http.MethodPost && r.Method != http.MethodPut {
		w.Header().Set("Allow", "POST, PUT")
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	if e.opts.RequireXMLContentType && !isXML(r.Header.Get("Content-Type")) {
		http.Error(w, "unsupported media type", http.StatusUnsupportedMediaType)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequestBytes))
	if err != nil {
		e.writeError(w, codeInvalidXML)
		return
	}
	e.answer(w, r, body)
}

// answer makes the checks that concern the whole request, in their order.
func (e *Emulator) answer(w http.ResponseWriter, r *http.Request, body []byte) {
	if code := e.nextFailure(); code != 0 {
		e.writeError(w, code)
		return
	}
	request, err := e.readRequest(body)
	if err != nil {
		e.writeError(w, codeInvalidXML)
		return
	}
	if request.Action.Name != "bookupdate" {
		e.writeError(w, codeUnknownAction)
		return
	}
	if code := e.authenticate(r, body, request.Action); code != codeSuccess {
		e.writeError(w, code)
		return
	}
	if len(request.Books) == 0 && e.opts.EmptyListCode != codeSuccess {
		e.writeError(w, e.opts.EmptyListCode)
		return
	}
	if len(request.Books) > maxBooks {
		e.writeTooLarge(w)
		return
	}
	e.writeResults(w, e.update(request.Books))
}

func isXML(contentType string) bool {
	mediaType, _, err := mime.ParseMediaType(contentType)
	return err == nil && (mediaType == "text/xml" || mediaType == "application/xml")
}
