package transport

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"
)

// None of the round trippers here has a CloseIdleConnections method, and none
// may get one: go-retryablehttp calls it whenever a call fails, and would
// empty the pool that the caller shares with us.

// assemble builds the chain from the inside out.
func (c *Client) assemble() error {
	c.http = &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	var base http.RoundTripper
	if theirs := c.settings.HTTPClient; theirs != nil {
		// Copied: the caller's client stays as it is. Its Timeout is honoured per
		// attempt, where a wait for the limiter does not count.
		own := *theirs
		c.settings.HTTPClient = &own
		c.http.Jar = own.Jar
		if base = own.Transport; base == nil {
			base = http.DefaultTransport
		}
	} else {
		c.pooled = newPool()
		base = c.pooled
	}

	var chain http.RoundTripper = &credentials{client: c, next: base}
	for _, wrap := range slices.Backward(c.settings.Middleware) {
		if chain = wrap(chain); chain == nil {
			return errors.New("WithMiddleware: a middleware returned nil")
		}
	}
	chain = &attempt{client: c, next: chain}
	chain = &pace{limiter: c.settings.Limiter, next: chain}
	c.http.Transport = chain
	return nil
}

// newPool is our own transport. It keeps as many idle connections per host as
// the largest concurrency of a bulk call.
func newPool() *http.Transport {
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		ForceAttemptHTTP2:     true,
		MaxIdleConns:          MaxConcurrency,
		MaxIdleConnsPerHost:   MaxConcurrency,
		IdleConnTimeout:       90 * time.Second,
		TLSHandshakeTimeout:   10 * time.Second,
		ExpectContinueTimeout: time.Second,
	}
}

// MaxConcurrency is the largest concurrency a bulk call may ask for.
const MaxConcurrency = 64

// callKey carries the call through the chain of round trippers.
type callKey struct{}

func callFrom(ctx context.Context) *call {
	c, _ := ctx.Value(callKey{}).(*call)
	return c
}

func closeBody(req *http.Request) {
	if req.Body != nil {
		_ = req.Body.Close()
	}
}
