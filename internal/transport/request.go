package transport

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/settings"
)

// Class says when an operation may be sent again.
type Class int

const (
	// Safe operations read, or write an absolute state: they may be re-sent
	// after every failure that can pass.
	Safe Class = iota + 1
	// Keyed operations carry a request ID by which the service removes
	// duplicates. Re-sent if nothing was sent, or if the service said that it
	// took nothing and may be asked again; a lost reply is for the service
	// package to resolve.
	Keyed
	// Once operations are re-sent only on proof that nothing was sent.
	Once
)

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

// Request is one logical call.
type Request struct {
	Operation Operation
	Method    string
	// Path is appended to the base URL's path. It is escaped already.
	Path     string
	RawQuery string
	Header   http.Header
	Body     Body
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

// Reply is a reply whose body has been read.
type Reply struct {
	StatusCode int
	Header     http.Header
	Body       []byte
	// Partial marks the start of a download.
	Partial bool
	// Accepted is set by a Decode that found a full answer under a status other
	// than 2xx, and wants it taken for the success that it says it is.
	Accepted bool

	call *call // nil in a reply that did not come from here
}

// Success tells whether the status is a 2xx.
func (r *Reply) Success() bool { return r.StatusCode/100 == 2 }

// Retry is a service's word on whether the same call may be sent again.
type Retry int

const (
	// RetryByStatus leaves it to the HTTP status.
	RetryByStatus Retry = iota
	// RetryNever: repeating does not help, or does harm.
	RetryNever
	// RetryAlways: the service took nothing and may be asked again.
	RetryAlways
	// RetryOnce: as RetryAlways, one time.
	RetryOnce
)

// Failure is what a service package finds wrong with a reply.
type Failure struct {
	// Kinds are the sentinels; where nil, the HTTP status decides.
	Kinds           []error
	Codes           []string
	Messages        []string
	ServerRequestID string
	Retry           Retry
	// Refused: the service's own words were read, and they say that it did not
	// act. A 4xx but 408 is a refusal by itself unless Lost.
	Refused bool
	// Lost: the reply says nothing of whether the service acted, whatever its
	// status.
	Lost bool
	Err  error
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

// callKey carries the call through the chain of round trippers.
type callKey struct{}

func callFrom(ctx context.Context) *call {
	c, _ := ctx.Value(callKey{}).(*call)
	return c
}
