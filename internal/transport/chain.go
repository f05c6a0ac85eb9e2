package transport

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// None of the round trippers here has a CloseIdleConnections method, and none
// may get one: go-retryablehttp calls it whenever a call fails, and would
// empty the pool that the caller shares with us.

// pace waits for the caller's limiter. It is the outermost stage, so that the
// wait does not count as part of the attempt. What it does not let through was
// no attempt: all that is known of the one before stays.
type pace struct {
	limiter interface{ Wait(context.Context) error }
	next    http.RoundTripper
}

func (p *pace) RoundTrip(req *http.Request) (*http.Response, error) {
	call := callFrom(req.Context())
	if err := p.wait(req.Context(), call); err != nil {
		closeBody(req)
		return nil, &heldError{err}
	}
	// A file that cannot be opened must not cost a connection, on which the
	// beginning of a request would already have left.
	if body, ok := req.Body.(*sizedReader); ok {
		if err := body.openNow(); err != nil {
			closeBody(req)
			return nil, &heldError{err}
		}
	}
	call.startAttempt()
	return p.next.RoundTrip(req)
}

func (p *pace) wait(ctx context.Context, call *call) error {
	if p.limiter == nil {
		return nil
	}
	if err := p.limiter.Wait(ctx); err != nil {
		return fmt.Errorf("limiter: %w", err)
	}
	if call.windowClosed() {
		return errWindowClosed
	}
	return nil
}

// heldError is the reason why an attempt was not begun.
type heldError struct{ error }

var errWindowClosed = errors.New("the time in which a repeat is safe had passed before the limiter let it go")

// attempts counts the attempts and bounds each in time.
type attempts struct {
	client *Client
	next   http.RoundTripper
}

func (a *attempts) RoundTrip(req *http.Request) (*http.Response, error) {
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

// credentials is the innermost stage. It works on a clone: nothing above ever
// sees what it puts in.
type credentials struct {
	client *Client
	next   http.RoundTripper
}

func (t *credentials) RoundTrip(req *http.Request) (*http.Response, error) {
	flight := flightFrom(req.Context())
	if flight == nil {
		closeBody(req)
		return nil, errors.New("a middleware replaced the request's context")
	}
	var seen traceSeen
	out, err := t.prepare(traced(req.Context(), &seen), callFrom(req.Context()), req)
	if err != nil {
		closeBody(req)
		return nil, &localError{err}
	}
	resp, err := t.send(flight, out, &seen)
	if resp != nil {
		resp.Request = req // net/http sets the clone, credentials and all
	}
	return resp, err
}

// localError is a failure of our own, before anything could be sent.
type localError struct{ error }

func (e *localError) Unwrap() error { return e.error }

// prepare makes the request that leaves, in a context of its own.
func (t *credentials) prepare(ctx context.Context, call *call, req *http.Request) (*http.Request, error) {
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	if err := t.sameTarget(call, req); err != nil {
		return nil, err
	}
	out := req.Clone(ctx)
	if out.Header == nil {
		out.Header = http.Header{}
	}
	if call.req.Operation.Class != Safe {
		// net/http replays by itself whatever carries one of these.
		out.Header.Del("Idempotency-Key")
		out.Header.Del("X-Idempotency-Key")
	}
	body, length, err := call.req.Body.withSecrets(req)
	if err != nil {
		return nil, err
	}
	out.Body, out.ContentLength, out.GetBody = body, length, getBody(call, req, length)

	var signed []byte
	if t.client.auth.SignsBody() {
		if signed, err = buffer(out); err != nil {
			return nil, err
		}
	}
	t.client.auth.Apply(out, signed, t.client.settings.Now())
	return out, nil
}

// sameTarget: a middleware may change the path, but not where the credentials
// go, nor turn a POST into something that net/http replays.
func (t *credentials) sameTarget(call *call, req *http.Request) error {
	base, u := t.client.base, req.URL
	if u.Scheme != base.Scheme || u.Host != base.Host || u.Opaque != "" || req.Host != "" && req.Host != base.Host {
		return errors.New("a middleware changed the host; credentials are not sent there")
	}
	if req.Method != call.req.Method {
		return errors.New("a middleware changed the method")
	}
	return nil
}

// buffer reads the body into memory, for a signature over the bytes that go
// out.
func buffer(out *http.Request) ([]byte, error) {
	if out.Body == nil {
		return nil, nil
	}
	body, err := io.ReadAll(out.Body)
	if err != nil {
		return nil, err
	}
	_ = out.Body.Close()
	out.ContentLength = int64(len(body))
	if len(body) == 0 {
		out.Body, out.GetBody = http.NoBody, nil
		return nil, nil
	}
	out.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	out.Body, err = out.GetBody()
	return body, err
}

// getBody lets net/http replay a request of which nothing was written, and
// HTTP/2 one that the server says it did not take.
func getBody(call *call, req *http.Request, length int64) func() (io.ReadCloser, error) {
	if req.GetBody == nil || length == 0 {
		return nil
	}
	return func() (io.ReadCloser, error) {
		body, err := req.GetBody()
		if err != nil {
			return nil, err
		}
		again := &http.Request{Body: body, ContentLength: req.ContentLength}
		out, _, err := call.req.Body.withSecrets(again)
		return out, err
	}
}

func closeBody(req *http.Request) {
	if req.Body != nil {
		_ = req.Body.Close()
	}
}
