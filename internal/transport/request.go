package transport

import (
	"fmt"
	"net/http"
	"time"

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
	Header   http.Header
	Body     Body
	// Item names what the call is about in its error; nil if that is nothing in
	// particular. It is asked only if there is one.
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
}

// Operation is what the transport must know of an operation to repeat it or
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
}

// Class says when an operation may be sent again.
type Class int

const (
	// Safe operations read, or write an absolute state: they may be sent again
	// after every failure that can pass.
	Safe Class = iota + 1
	// Once operations are sent again only if nothing was sent, or if the service
	// said in its own words that it took nothing and may be asked again; their
	// Decode knows those words, and says so with a Retry.
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
