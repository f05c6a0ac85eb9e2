package transport

import (
	"net/http"

	"github.com/hashicorp/go-retryablehttp"
)

// build makes the request that the engine repeats.
func (c *call) build() (*retryablehttp.Request, error) {
	if err := c.req.check(); err != nil {
		return nil, err
	}
	if err := c.req.Body.checkEmpty(); err != nil {
		return nil, err
	}
	// NewRequest would parse the URL that has just been built.
	req := &retryablehttp.Request{Request: (&http.Request{
		Method: c.req.Method,
		URL:    join(c.client.base, c.req.Path, c.req.RawQuery),
		Proto:  "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: c.header(),
	}).WithContext(c.ctx)}
	if err := req.SetBody(c.req.Body.source()); err != nil {
		return nil, err
	}
	// The engine knows the length of no body but bytes, and net/http would send
	// chunks; a POST without a body gets its length 0 from NoBody.
	req.ContentLength = c.req.Body.size
	if c.req.Body.size == 0 && c.req.Method != http.MethodGet {
		req.Body = http.NoBody
	}
	return req, nil
}

// header is the header of an attempt, but for the credentials.
func (c *call) header() http.Header {
	header := c.req.Header.Clone()
	if header == nil {
		header = http.Header{}
	}
	header.Set("User-Agent", c.client.settings.UserAgent)
	if c.client.idHeader != "" {
		header.Set(c.client.idHeader, c.req.Call.RequestID)
	}
	if least := c.client.settings.ExpectContinue; least > 0 && c.req.Body.size >= least {
		header.Set("Expect", "100-continue")
	}
	return header
}

// freshHeader is the engine's hook before each attempt. The engine hands one
// header map on from attempt to attempt, to which a cookie jar would add the
// same cookies every time.
func (c *call) freshHeader(_ retryablehttp.Logger, req *http.Request, attempt int) {
	if attempt > 0 {
		req.Header = c.header()
	}
}
