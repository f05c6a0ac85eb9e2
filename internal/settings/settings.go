// Package settings holds what options write and the transport reads. The root
// package converts its own types to the twins declared here, so that it needs
// no import of the transport and pkg.go.dev shows every field of its types.
package settings

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"
)

// Client is the sum of the options given to a New.
type Client struct {
	HTTPClient       *http.Client
	BaseURL          string
	PlainHTTP        []string // hosts, in lower case
	Logger           *slog.Logger
	Retry            RetryPolicy
	Limiter          Limiter
	UserAgent        string
	Middleware       []Middleware
	AttemptTimeout   time.Duration
	IdleTimeout      time.Duration
	MaxResponseBytes int64
	ExpectContinue   int64
	Now              func() time.Time

	// Service points at the service package's own configuration.
	Service any
}

// Call is the sum of the options given to one call.
type Call struct {
	RequestID string
	Retry     *RetryPolicy
	Timeout   time.Duration
	Info      *ResponseInfo

	// Service points at the service package's own configuration of the call.
	Service any
}

// RetryPolicy is the twin of sellerwire.RetryPolicy.
type RetryPolicy struct {
	MaxAttempts   int
	MinBackoff    time.Duration
	MaxBackoff    time.Duration
	MaxRetryAfter time.Duration
	MaxElapsed    time.Duration
}

// Limiter is the twin of sellerwire.Limiter.
type Limiter interface {
	Wait(context.Context) error
}

// Middleware is the twin of sellerwire.Middleware.
type Middleware func(http.RoundTripper) http.RoundTripper

// ResponseInfo is the twin of sellerwire.ResponseInfo.
type ResponseInfo struct {
	StatusCode      int
	Header          http.Header
	Body            []byte
	Attempts        int
	RequestID       string
	ServerRequestID string
	Duration        time.Duration
}

var errNilOption = errors.New("a nil option")

// ApplyClient runs the options of a New over c.
func ApplyClient[O ~func(*Client) error](c *Client, opts []O) error { return apply(c, opts) }

// ApplyCall runs the options of one call over c.
func ApplyCall[O ~func(*Call) error](c *Call, opts []O) error { return apply(c, opts) }

// apply goes on after an option that fails: the caller hears of all of them.
func apply[C any, O ~func(*C) error](config *C, opts []O) error {
	var failed []error
	for _, opt := range opts {
		if opt == nil {
			failed = append(failed, errNilOption)
		} else if err := opt(config); err != nil {
			failed = append(failed, err)
		}
	}
	return errors.Join(failed...)
}

// ForClient makes an option of one service: T is the type of that service's
// configuration, and the option refuses every other.
func ForClient[T any](name string, set func(*T) error) func(*Client) error {
	return func(c *Client) error {
		own, ok := c.Service.(*T)
		if !ok {
			return fmt.Errorf("%s is an option of another service", name)
		}
		return set(own)
	}
}

// ForCall makes a call option of one service or one operation: T is the type
// of its configuration, and the option refuses every other.
func ForCall[T any](name string, set func(*T) error) func(*Call) error {
	return func(c *Call) error {
		own, ok := c.Service.(*T)
		if !ok {
			return fmt.Errorf("%s does not apply to this operation", name)
		}
		return set(own)
	}
}
