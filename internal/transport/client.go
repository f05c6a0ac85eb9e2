// Package transport sends the calls of all services. go-retryablehttp is the
// engine; what may be retried, when, and what is said about it afterwards is
// decided here.
//
//	call -> retry engine -> http.Client (redirects refused)
//	     -> admission    the caller's limiter; then the attempt counts, and has limits
//	     -> the caller's middleware; it sees no secret
//	     -> credentials  host check, a copy, secrets into the body, date, signature
//	     -> the caller's transport, or ours
//
// Read client.go for the way in, call.go for the life of one call, and
// attempt.go and credentials.go for one try. retry.go decides whether there is
// another; failure.go turns what is left into an error, and redact.go takes the
// secrets out of it.
package transport

import (
	"cmp"
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"runtime"
	"slices"
	"sync"
	"time"

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
	userAgent               = "sellerwire/" + sellerwire.Version
)

// MaxConcurrency is the largest concurrency a bulk call may ask for.
const MaxConcurrency = 64

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
	// Private: replies hold personal data, so no byte of a body gets on an error.
	Private bool
	// Check finds what is wrong with the arguments of the package's New, and with
	// the options once they are applied. Nil means nothing.
	Check func() []sellerwire.FieldError
}

// Client sends one service's calls. It is safe for concurrent use.
type Client struct {
	service  string
	base     *url.URL
	auth     Authenticator
	idHeader string
	private  bool
	settings settings.Client
	http     *http.Client
	pooled   *http.Transport // ours; nil if the caller brought a client
	fresh    freshTransport
	secrets  func() *redactor // the client's own, made when first needed
}

// New applies the options and assembles the chain. It does no I/O.
func New(service Service, opts []sellerwire.Option) (*Client, error) {
	s := settings.Client{BaseURL: service.BaseURL, Service: service.Config}
	faults := append(platformFaults(runtime.GOOS), faultsOf(settings.ApplyClient(&s, opts))...)
	base, err := parseBaseURL(s.BaseURL, s.PlainHTTP)
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
		service: service.Name, base: base, auth: service.Auth, idHeader: service.RequestIDHeader,
		private: service.Private, settings: s,
	}
	c.secrets = sync.OnceValue(func() *redactor { return newRedactor(c.auth.Hidden()) })
	if err := c.assemble(); err != nil {
		return nil, invalid(service.Name, "new", faultsOf(err)...)
	}
	return c, nil
}

// platformFaults refuses a browser's fetch: it follows redirects by itself, shows
// credentials to whoever looks, and cannot prove that nothing was sent.
func platformFaults(goos string) []sellerwire.FieldError {
	if goos != "js" {
		return nil
	}
	return []sellerwire.FieldError{{Field: "GOOS", Reason: "js is not supported: a browser follows redirects and cannot prove that " +
		"nothing was sent"}}
}

func setDefaults(s *settings.Client) {
	s.Retry = withDefaults(s.Retry)
	s.IdleTimeout = cmp.Or(s.IdleTimeout, DefaultIdleTimeout)
	s.MaxResponseBytes = cmp.Or(s.MaxResponseBytes, DefaultMaxResponseBytes)
	s.ExpectContinue = cmp.Or(s.ExpectContinue, DefaultExpectContinue)
	if s.UserAgent != "" {
		s.UserAgent += " "
	}
	s.UserAgent += userAgent
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

// None of the round trippers here has a CloseIdleConnections method, and none
// may get one: go-retryablehttp calls it whenever a call fails, and would empty
// the pool that the caller shares with us.

// assemble builds the chain from the inside out.
func (c *Client) assemble() error {
	c.http = &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	if theirs := c.settings.HTTPClient; theirs != nil {
		// Copied: the caller's client stays as it is. Its Timeout is honoured per
		// attempt, where a wait for the limiter does not count.
		own := *theirs
		c.settings.HTTPClient = &own
		c.http.Jar = own.Jar
	} else {
		c.pooled = newPool(&net.Dialer{}, c.settings.AttemptTimeout)
	}
	var chain http.RoundTripper = &credentials{client: c}
	for _, wrap := range slices.Backward(c.settings.Middleware) {
		if chain = wrap(chain); chain == nil {
			return errors.New("WithMiddleware: a middleware returned nil")
		}
	}
	c.http.Transport = &admission{client: c, next: chain}
	return nil
}

// Do sends a call and reads the whole reply. The error is an
// *sellerwire.Error, or an *sellerwire.InvalidError if the context is nil; the
// reply comes with it where there was one.
func (c *Client) Do(ctx context.Context, req *Request) (*Reply, error) {
	call, err := c.newCall(ctx, req)
	if err != nil {
		return nil, err
	}
	call.run()
	return call.try.reply, call.finish()
}

// Stream sends a call and hands the body of a successful reply to the caller,
// who must close it.
func (c *Client) Stream(ctx context.Context, req *Request) (*Stream, error) {
	call, err := c.newCall(ctx, req)
	if err != nil {
		return nil, err
	}
	call.streaming = true
	call.run()
	if err := call.finish(); err != nil {
		return nil, err
	}
	return call.try.stream, nil
}

// ContextFaults says that a nil context is none.
func ContextFaults(ctx context.Context) []sellerwire.FieldError {
	if ctx != nil {
		return nil
	}
	return []sellerwire.FieldError{{Field: "ctx", Reason: "it is nil; use context.Background"}}
}

// Close releases the connections that the client keeps. A transport that the
// caller brought is left alone.
func (c *Client) Close() {
	if c.pooled != nil {
		c.pooled.CloseIdleConnections()
	}
	c.fresh.close()
}

// Host is the host that requests go to.
func (c *Client) Host() string { return c.base.Host }

// MaxRetryAfter is the longest Retry-After that the client waits for.
func (c *Client) MaxRetryAfter() time.Duration { return c.settings.Retry.MaxRetryAfter }

// Now is the client's clock.
func (c *Client) Now() time.Time { return c.settings.Now() }

// String names the service and nothing else: a client that is printed shows
// no credential.
func (c *Client) String() string { return "sellerwire client of " + c.service }

// GoString is String.
func (c *Client) GoString() string { return c.String() }
