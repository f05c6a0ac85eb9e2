package transport

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"
)

// None of the round trippers here has a CloseIdleConnections method, and none
// may get one: go-retryablehttp calls it whenever a call fails, and would
// empty the pool that the caller shares with us.

// pace waits for the caller's limiter. It is the outermost stage, so that the
// wait does not count as part of the attempt.
type pace struct {
	limiter interface{ Wait(context.Context) error }
	next    http.RoundTripper
}

func (p *pace) RoundTrip(req *http.Request) (*http.Response, error) {
	call := callFrom(req.Context())
	call.startAttempt()
	if p.limiter != nil {
		if err := p.limiter.Wait(req.Context()); err != nil {
			closeBody(req)
			return nil, &terminalError{fmt.Errorf("limiter: %w", err)}
		}
		if call.windowClosed() {
			closeBody(req)
			return nil, &terminalError{errWindowClosed}
		}
	}
	return p.next.RoundTrip(req)
}

// terminalError ends a call: nothing below will get better by trying again.
type terminalError struct{ error }

func (e *terminalError) Unwrap() error { return e.error }

var errWindowClosed = errors.New("the time in which a repeat is safe had passed before the limiter let it go")

// attempts counts the attempts and bounds each in time.
type attempts struct {
	client *Client
	next   http.RoundTripper
}

func (a *attempts) RoundTrip(req *http.Request) (*http.Response, error) {
	call := callFrom(req.Context())
	call.attempts++
	ctx, cancel := context.WithCancelCause(req.Context())
	watch := newWatchdog(cancel, call.attemptTimeout())

	resp, err := a.next.RoundTrip(req.WithContext(ctx))
	if err != nil {
		if late := watch.expired(ctx); late != nil && req.Context().Err() == nil {
			err = late
		}
		watch.stop()
		cancel(nil)
		return nil, err
	}
	// Out of http.Client's reach: it parses a Location before it asks whether to
	// follow, and its error would print what the service echoed there.
	resp.Header.Del("Location")
	if call.streaming && resp.StatusCode/100 == 2 {
		watch.idle(a.client.settings.IdleTimeout, a.client.totalTimeout() > 0)
	}
	resp.Body = &guardedBody{body: resp.Body, ctx: ctx, parent: req.Context(), cancel: cancel, watch: watch}
	return resp, nil
}

// watchdog cancels an attempt when its time is up.
type watchdog struct {
	cancel  context.CancelCauseFunc
	timer   *time.Timer
	silence time.Duration
	fired   *timeoutError
}

func newWatchdog(cancel context.CancelCauseFunc, limit time.Duration) *watchdog {
	w := &watchdog{cancel: cancel, fired: &timeoutError{"attempt timed out", limit}}
	w.timer = time.AfterFunc(limit, func() { cancel(w.fired) })
	return w
}

// idle turns to bounding each read, from the end of the header on. A caller's
// http.Client.Timeout goes on bounding the whole.
func (w *watchdog) idle(silence time.Duration, total bool) {
	if total {
		return
	}
	if w.timer.Stop() {
		w.silence = silence
		w.timer = time.AfterFunc(silence, func() { w.cancel(&timeoutError{"download fell silent", silence}) })
		w.timer.Stop()
	}
}

func (w *watchdog) beforeRead() {
	if w.silence > 0 {
		w.timer.Reset(w.silence)
	}
}

func (w *watchdog) afterRead() {
	if w.silence > 0 {
		w.timer.Stop()
	}
}

func (w *watchdog) stop() { w.timer.Stop() }

// expired returns the timeout that ended the attempt, if one did.
func (w *watchdog) expired(ctx context.Context) error {
	if late, ok := context.Cause(ctx).(*timeoutError); ok {
		return late
	}
	return nil
}

// timeoutError is an attempt that took too long. It is no
// context.DeadlineExceeded, so that callers can tell their own deadline apart.
type timeoutError struct {
	what  string
	after time.Duration
}

func (e *timeoutError) Error() string { return fmt.Sprintf("%s after %s", e.what, e.after) }

// Timeout is true.
func (e *timeoutError) Timeout() bool { return true }

// Temporary is true.
func (e *timeoutError) Temporary() bool { return true }

// guardedBody keeps the attempt's time limit over the reading of the reply and
// names it when it strikes.
type guardedBody struct {
	body   io.ReadCloser
	ctx    context.Context // of the attempt; http.Response has no other place for it
	parent context.Context
	cancel context.CancelCauseFunc
	watch  *watchdog
}

func (b *guardedBody) Read(p []byte) (int, error) {
	b.watch.beforeRead()
	n, err := b.body.Read(p)
	b.watch.afterRead()
	if err != nil && err != io.EOF && b.parent.Err() == nil {
		if late := b.watch.expired(b.ctx); late != nil {
			err = late
		}
	}
	return n, err
}

func (b *guardedBody) Close() error {
	b.watch.stop()
	err := b.body.Close()
	b.cancel(nil)
	return err
}

// credentials is the innermost stage. It works on a clone: nothing above ever
// sees what it puts in.
type credentials struct {
	client *Client
	next   http.RoundTripper
}

func (t *credentials) RoundTrip(req *http.Request) (*http.Response, error) {
	call := callFrom(req.Context())
	if call == nil {
		closeBody(req)
		return nil, errors.New("a middleware replaced the request's context")
	}
	out, err := t.prepare(call, req)
	if err != nil {
		closeBody(req)
		return nil, &terminalError{err}
	}
	flight := &call.flight
	flight.reached.Store(true)
	out = out.WithContext(httptrace.WithClientTrace(out.Context(), &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { flight.connected.Store(true) },
	}))
	resp, err := t.next.RoundTrip(out)
	if err == nil || !flight.provenUnsent(t.next, err) {
		flight.sent.Store(true)
	}
	return resp, err
}

func (t *credentials) prepare(call *call, req *http.Request) (*http.Request, error) {
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	// A middleware may change the path, but not where the credentials go.
	if req.URL.Scheme != t.client.base.Scheme || req.URL.Host != t.client.base.Host {
		return nil, errors.New("a middleware changed the host; credentials are not sent there")
	}
	out := req.Clone(req.Context())
	if out.Header == nil {
		out.Header = http.Header{}
	}
	body, length, err := call.req.Body.withSecrets(req)
	if err != nil {
		return nil, err
	}
	out.Body, out.ContentLength, out.GetBody = body, length, getBody(call, req, length)

	var signed []byte
	if t.client.auth.SignsBody() && out.Body != nil {
		if signed, err = io.ReadAll(out.Body); err != nil {
			return nil, err
		}
		_ = out.Body.Close()
		out.Body = io.NopCloser(bytes.NewReader(signed))
		out.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(signed)), nil }
		if len(signed) == 0 {
			out.Body, out.GetBody = http.NoBody, nil
		}
	}
	now := t.client.settings.Now()
	call.flight.signedAt = now
	t.client.auth.Apply(out, signed, now)
	return out, nil
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

// flight is what is known of one attempt's way out. Middleware may send more
// than once; the flags hold for all of it. They are atomic because a transport
// may dial on behalf of a request that has given up.
type flight struct {
	reached   atomic.Bool // the innermost stage was entered with credentials
	connected atomic.Bool // a connection was handed to the request
	sent      atomic.Bool // bytes may have left
	signedAt  time.Time
}

func (f *flight) reset() {
	f.reached.Store(false)
	f.connected.Store(false)
	f.sent.Store(false)
	f.signedAt = time.Time{}
}

// provenUnsent: without a connection there is no request. net/http's transport
// reports every connection it uses; of others we only believe a failed dial.
func (f *flight) provenUnsent(next http.RoundTripper, err error) bool {
	if f.connected.Load() {
		return false
	}
	if _, ok := next.(*http.Transport); ok {
		return true
	}
	op, ok := errors.AsType[*net.OpError](err)
	return ok && op.Op == "dial"
}
