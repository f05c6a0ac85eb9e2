// Package transport sends the calls of all five services. go-retryablehttp is
// its engine; what may be repeated, when, and what is said about it afterwards
// is decided here.
//
//	call -> retry engine -> http.Client (redirects refused)
//	     -> pace      the caller's limiter, outside of the attempt timeout
//	     -> attempt   counted, bounded in time
//	     -> the caller's middleware; it sees no secret
//	     -> credentials: host check, a copy, secrets into the body, date, signature
//	     -> the caller's transport, or ours
//
// client.go is the way in, and call.go the life of one call. chain.go puts the
// round trippers together; pace.go, attempt.go and credentials.go are one each.
// retry.go says whether there is another attempt, outcome.go what the attempts
// may have done at the service, and finish.go makes the error of it.
package transport

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/settings"
)

// Defaults that hold unless an option or an operation says otherwise.
const (
	DefaultMaxAttempts      = 4
	DefaultMinBackoff       = 500 * time.Millisecond
	DefaultMaxBackoff       = 20 * time.Second
	DefaultMaxRetryAfter    = 60 * time.Second
	DefaultAttemptTimeout   = 60 * time.Second
	DefaultIdleTimeout      = 60 * time.Second
	DefaultMaxResponseBytes = 16 << 20
	DefaultExpectContinue   = 1 << 20
	defaultUserAgent        = "sellerwire/" + Version
)

// Version is the module's, as the User-Agent names it.
const Version = "0.1.0"

// Service is what New must know of a service.
type Service struct {
	Name string
	// BaseURL is the service's own address; empty where the caller must name it.
	BaseURL string
	Auth    Authenticator
	// RequestIDHeader is the header in which the service wants the request ID.
	RequestIDHeader string
	// Config is the service package's own configuration, for its options.
	Config any
	// Check finds what is wrong with the arguments of the package's New, and with
	// the options once they are applied. Nil: nothing.
	Check func() []sellerwire.FieldError
}

// Client sends one service's calls. It is safe for concurrent use.
type Client struct {
	service  string
	base     *url.URL
	auth     Authenticator
	idHeader string
	settings settings.Client
	http     *http.Client
	pooled   *http.Transport // ours, nil if the caller brought one
	redactor *redactor
}

// New applies the options and assembles the chain. It does no I/O.
func New(service Service, opts []sellerwire.Option) (*Client, error) {
	s := settings.Client{BaseURL: service.BaseURL, Service: service.Config}
	faults := faultsOf(settings.ApplyClient(&s, opts))
	base, err := parseBaseURL(s.BaseURL)
	if !slices.ContainsFunc(faults, func(f sellerwire.FieldError) bool { return f.Field == "WithBaseURL" }) {
		faults = append(faults, faultsOf(err)...) // unless it is missing for that reason
	}
	if service.Check != nil {
		faults = append(faults, service.Check()...)
	}
	if faults != nil {
		return nil, invalid(service.Name, "new", faults...)
	}
	setDefaults(&s)
	c := &Client{
		service: service.Name, base: base, auth: service.Auth,
		idHeader: service.RequestIDHeader, settings: s,
	}
	c.redactor = newRedactor(service.Auth.Hidden())
	if err := c.assemble(); err != nil {
		return nil, invalid(service.Name, "new", faultsOf(err)...)
	}
	return c, nil
}

// Do sends a call and reads the whole reply. The error is an
// *sellerwire.Error; the reply comes with it where there was one.
func (c *Client) Do(ctx context.Context, req *Request) (*Reply, error) {
	call := c.newCall(ctx, req)
	call.run()
	return call.reply, call.finish()
}

// Stream sends a call and hands the body of a successful reply to the caller,
// who must close it.
func (c *Client) Stream(ctx context.Context, req *Request) (*Stream, error) {
	call := c.newCall(ctx, req)
	call.streaming = true
	call.run()
	if err := call.finish(); err != nil {
		return nil, err
	}
	return call.stream, nil
}

// Call applies the options of one call. config is the operation's own
// configuration, nil where it has none.
func (c *Client) Call(operation string, config any, opts []sellerwire.CallOption) (settings.Call, error) {
	s := settings.Call{Service: config}
	err := settings.ApplyCall(&s, opts)
	if s.RequestID == "" {
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
		Reason: fmt.Sprintf("%d is not from %d to %d", n, least, most),
	}}
}

// Close releases the idle connections of the client's own transport. A
// transport that the caller brought is left alone.
func (c *Client) Close() {
	if c.pooled != nil {
		c.pooled.CloseIdleConnections()
	}
}

// Host is the host that requests go to.
func (c *Client) Host() string { return c.base.Host }

// Now is the client's clock.
func (c *Client) Now() time.Time { return c.settings.Now() }

// String names the service and nothing else: a client that is printed shows
// no credential.
func (c *Client) String() string { return "sellerwire client of " + c.service }

// GoString is String.
func (c *Client) GoString() string { return c.String() }

func setDefaults(s *settings.Client) {
	s.Retry = withDefaults(s.Retry)
	s.IdleTimeout = cmp.Or(s.IdleTimeout, DefaultIdleTimeout)
	s.MaxResponseBytes = cmp.Or(s.MaxResponseBytes, DefaultMaxResponseBytes)
	s.ExpectContinue = cmp.Or(s.ExpectContinue, DefaultExpectContinue)
	s.UserAgent = cmp.Or(s.UserAgent, defaultUserAgent)
	if s.Now == nil {
		s.Now = time.Now
	}
}

// withDefaults fills in what the zero values of a policy mean. A bound that the
// caller named moves the default of the other out of its way.
func withDefaults(p settings.RetryPolicy) settings.RetryPolicy {
	p.MaxAttempts = cmp.Or(p.MaxAttempts, DefaultMaxAttempts)
	p.MaxBackoff = cmp.Or(p.MaxBackoff, max(DefaultMaxBackoff, p.MinBackoff))
	p.MinBackoff = cmp.Or(p.MinBackoff, min(DefaultMinBackoff, p.MaxBackoff))
	p.MaxRetryAfter = cmp.Or(p.MaxRetryAfter, DefaultMaxRetryAfter)
	return p
}
