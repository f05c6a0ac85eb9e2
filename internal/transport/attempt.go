package transport

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"time"
)

// attempt counts the attempts and bounds each in time.
type attempt struct {
	client *Client
	next   http.RoundTripper
}

func (a *attempt) RoundTrip(req *http.Request) (*http.Response, error) {
	call := callFrom(req.Context())
	call.attempts++
	ctx, cancel := context.WithCancelCause(context.WithValue(req.Context(), flightKey{}, call.flight))
	watch := newWatchdog(cancel, call.attemptTimeout(), a.client.totalTimeout())
	handedOver := false
	defer func() { // also if a middleware panics
		if !handedOver {
			watch.stop()
			cancel(nil)
		}
	}()

	resp, err := a.next.RoundTrip(req.WithContext(ctx))
	if err == nil && resp == nil {
		err = errors.New("a middleware returned neither a reply nor an error")
	}
	if err != nil {
		if resp != nil && resp.Body != nil {
			_ = resp.Body.Close()
		}
		if late := expired(ctx); late != nil && req.Context().Err() == nil {
			err = late
		}
		return nil, err
	}
	// Out of http.Client's reach: it parses a Location before it asks whether to
	// follow, and its error would print what the service echoed there.
	resp.Header.Del("Location")
	if call.streaming && resp.StatusCode/100 == 2 {
		watch.idle(a.client.settings.IdleTimeout)
	}
	if resp.Body == nil {
		resp.Body = http.NoBody
	}
	resp.Body = &guardedBody{body: resp.Body, ctx: ctx, parent: req.Context(), cancel: cancel, watch: watch}
	handedOver = true
	return resp, nil
}

func (c *call) attemptTimeout() time.Duration {
	return cmp.Or(c.client.settings.AttemptTimeout, c.req.Operation.Timeout, DefaultAttemptTimeout)
}

// totalTimeout is the Timeout of the caller's http.Client.
func (c *Client) totalTimeout() time.Duration {
	if c.settings.HTTPClient == nil {
		return 0
	}
	return c.settings.HTTPClient.Timeout
}
