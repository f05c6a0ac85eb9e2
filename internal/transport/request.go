package transport

import (
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode"

	"github.com/google/uuid"
	"github.com/hashicorp/go-retryablehttp"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/settings"
)

// Request is one logical call.
type Request struct {
	Operation Operation
	Method    string
	// Path is appended to the base URL's path. It is escaped already.
	Path     string
	RawQuery string
	// Header is not changed, so that all calls may share one.
	Header http.Header
	Body   Body
	// Item names what the call is about in its error; nil if that is nothing in
	// particular. It is asked only if there is an error.
	Item func() string
	// Secrets are those of this call alone; the client's own are known.
	Secrets []sellerwire.Secret
	// Decode reads a reply and says what is wrong with it; nil if nothing. It
	// is called for every reply, whatever the status, and may keep what it
	// decoded; but not for a failure, which it may be asked to put in words once
	// more, from a copy of the reply. For downloads it sees the first bytes only.
	// Where it is nil the status decides.
	Decode func(*Reply) *Failure
	Call   settings.Call
	// Pause is shared with the other calls of a bulk call. Nil: this call waits
	// for itself alone.
	Pause *Pause
}

// Operation is what the transport must know of an operation to retry it or
// not.
type Operation struct {
	Name  string
	Class Class
	// Writes marks operations that change something: their errors carry an
	// Outcome.
	Writes bool
	// Window is the time after the first attempt within which the last may
	// start; 0 is no limit.
	Window time.Duration
	// Timeout is the attempt timeout unless the caller set one.
	Timeout time.Duration
	// Transfer marks operations that move files: the client's attempt timeout,
	// which is for calls, does not replace Timeout.
	Transfer bool
}

// Class says when an operation may be sent again.
type Class int

const (
	// Safe operations read, or write an absolute state: they may be sent again
	// after every failure that can pass.
	Safe Class = iota + 1
	// Once operations are sent again only if nothing was sent, or if the service
	// said in its own words that it took nothing and may be asked again; their
	// Decode knows those words, and says so with a Retry. Each of their attempts
	// has a connection of its own.
	Once
)

func (r *Request) item() string {
	if r.Item == nil {
		return ""
	}
	return r.Item()
}

// check refuses what only a mistake in a service package can bring about.
func (r *Request) check() error {
	if r.Body.size < 0 {
		return fmt.Errorf("%w: the size of the body is negative", sellerwire.ErrInvalidRequest)
	}
	if r.Operation.Class != Safe {
		switch r.Method {
		case http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodTrace:
			return fmt.Errorf("net/http would replay a %s by itself", r.Method)
		}
	}
	return nil
}

// build makes the request that the engine retries.
func (c *call) build() error {
	if err := c.req.check(); err != nil {
		return err
	}
	if err := c.req.Body.checkEmpty(c); err != nil {
		return err
	}
	// NewRequest would parse the URL that has just been built.
	req := &c.request
	req.Request = (&http.Request{
		Method: c.req.Method,
		URL:    join(c.client.base, c.req.Path, c.req.RawQuery),
		Proto:  "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: c.header(),
	}).WithContext(c)
	if err := req.SetBody(c.req.Body.source()); err != nil {
		return err
	}
	// The engine knows the length of no body but bytes, and net/http would send
	// chunks; a POST without a body gets its length 0 from NoBody.
	req.ContentLength = c.req.Body.size
	if c.req.Body.size == 0 && c.req.Method != http.MethodGet {
		req.Body = http.NoBody
	}
	return nil
}

// header is the header of an attempt, but for the credentials.
func (c *call) header() http.Header {
	header := c.req.Header.Clone()
	if header == nil {
		header = http.Header{}
	}
	header.Set("User-Agent", c.client.settings.UserAgent)
	if c.client.idHeader != "" {
		header.Set(c.client.idHeader, RequestID(&c.req.Call))
	}
	if c.expects() {
		header.Set("Expect", "100-continue")
	}
	return header
}

// expects tells whether the next attempt is announced before its body is sent.
func (c *call) expects() bool {
	least := c.client.settings.ExpectContinue
	return least > 0 && c.req.Body.size >= least && !c.unannounced
}

// freshHeader is the engine's hook before each attempt. The engine hands one
// header map on from attempt to attempt, to which a cookie jar would add the
// same cookies every time.
func freshHeader(_ retryablehttp.Logger, req *http.Request, attempt int) {
	if attempt > 0 {
		req.Header = callFrom(req.Context()).header()
	}
}

// RequestID is that of a call. If it has none yet it gets one, the same for all that
// carries it: errors, log records, headers.
func RequestID(call *settings.Call) string {
	if call.RequestID == "" {
		call.RequestID = uuid.NewString()
	}
	return call.RequestID
}

// Call applies the options of one call. The request ID may still be empty where the
// service does not see it; see [RequestID]. config is the operation's own
// configuration, nil where it has none.
func (c *Client) Call(operation string, config any, opts []sellerwire.CallOption) (settings.Call, error) {
	s := settings.Call{Service: config}
	err := settings.ApplyCall(&s, opts)
	if s.RequestID == "" && (c.idHeader != "" || s.Info != nil) {
		s.RequestID = uuid.NewString()
	}
	if s.Info != nil {
		// Should nothing come of the call, nothing of an earlier one is left in it.
		*s.Info = settings.ResponseInfo{RequestID: s.RequestID}
	}
	if err != nil {
		return s, invalid(c.service, operation, faultsOf(err)...)
	}
	return s, nil
}

// CallPerPage checks the options of an iterator, which gives them to one call
// per page. Those that are for one call are faults.
func (c *Client) CallPerPage(operation string, opts []sellerwire.CallOption) (faults []sellerwire.FieldError, err error) {
	var s settings.Call
	if err := settings.ApplyCall(&s, opts); err != nil {
		return nil, invalid(c.service, operation, faultsOf(err)...)
	}
	const reason = "it is for one call; an iterator makes one per page"
	if s.RequestID != "" {
		faults = append(faults, sellerwire.FieldError{Field: "WithRequestID", Reason: reason})
	}
	if s.Info != nil {
		faults = append(faults, sellerwire.FieldError{Field: "WithResponseInfo", Reason: reason})
	}
	return faults, nil
}

// CredentialFaults is the rule for the credentials of all services. It repeats
// neither the text nor any character of it.
func CredentialFaults(field, text string) []sellerwire.FieldError {
	var reason string
	switch inner := strings.TrimFunc(text, func(r rune) bool { return unicode.IsSpace(r) || r == '\ufeff' }); {
	case inner == "":
		reason = "it is empty"
	case inner != text:
		reason = "it has spaces, line ends or a byte order mark around it"
	case strings.ContainsFunc(text, unicode.IsControl):
		reason = "it holds a control character"
	default:
		return nil
	}
	return []sellerwire.FieldError{{Field: field, Reason: reason}}
}

// Invalid reports faults of the input.
func (c *Client) Invalid(operation string, faults ...sellerwire.FieldError) error {
	return invalid(c.service, operation, faults...)
}

func invalid(service, operation string, faults ...sellerwire.FieldError) error {
	return &sellerwire.InvalidError{Service: service, Operation: operation, Fields: faults}
}

// faultsOf lists the faults in the error of an option, or in those of several.
func faultsOf(err error) []sellerwire.FieldError {
	switch e := err.(type) {
	case nil:
		return nil
	case *sellerwire.InvalidError:
		return e.Fields
	case interface{ Unwrap() []error }:
		var all []sellerwire.FieldError
		for _, inner := range e.Unwrap() {
			all = append(all, faultsOf(inner)...)
		}
		return all
	default:
		return []sellerwire.FieldError{{Field: "option", Reason: err.Error()}}
	}
}

// OutOfRange is the fault of a number that is not from least to most; nil if it
// is.
func OutOfRange(field string, n, least, most int) []sellerwire.FieldError {
	limit := most
	switch {
	case n < least:
		limit = least
	case n <= most:
		return nil
	}
	return []sellerwire.FieldError{{
		Field: field, Limit: int64(limit), Size: int64(n),
		Reason: fmt.Sprintf("must be %d to %d, is %d", least, most, n),
	}}
}
