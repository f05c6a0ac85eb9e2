package transport

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptrace"
	"reflect"
	"strings"
	"sync/atomic"
)

// credentials is the innermost stage. It works on a copy with a header of its own:
// nothing above ever sees what it puts in.
type credentials struct{ client *Client }

func (t *credentials) RoundTrip(req *http.Request) (*http.Response, error) {
	try := attemptFrom(req.Context())
	if try == nil {
		closeBody(req)
		return nil, errors.New("a middleware replaced the request's context")
	}
	var seen connection
	out, err := t.prepare(seen.watch(req.Context()), try, req)
	if err != nil {
		closeBody(req)
		return nil, &localError{err}
	}
	try.reached.Store(true)
	try.unproven.Add(1) // until proven otherwise
	resp, err := t.client.wire(try.call.req.Operation.Class).RoundTrip(out)
	if err != nil && resp == nil && seen.provesUnsent() {
		try.unproven.Add(-1)
	}
	if resp == nil || len(t.client.settings.Middleware) == 0 {
		return resp, err
	}
	own := *resp // a transport may hand the same reply to others
	own.Request = req
	if own.Body != nil {
		own.Body = try.keep(own.Body)
	}
	return &own, err
}

func closeBody(req *http.Request) {
	if req.Body != nil {
		_ = req.Body.Close()
	}
}

// prepare makes the request that leaves, in a context of its own.
func (t *credentials) prepare(ctx context.Context, try *attempt, req *http.Request) (*http.Request, error) {
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	call := try.call
	if err := t.sameTarget(call, req); err != nil {
		return nil, err
	}
	out := req.WithContext(ctx)
	out.Header = maps.Clone(req.Header) // which changes below
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
	out.Body, out.ContentLength, out.GetBody = body, length, getBody(try, req, length)

	var signed []byte
	if t.client.auth.SignsBody() {
		if signed, err = buffer(out); err != nil {
			return nil, err
		}
	}
	try.sign(t.client.auth.Apply(out, signed, t.client.settings.Now))
	return out, validHeader(out.Header)
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

// validHeader refuses what net/http would refuse later, when it is harder to say
// that nothing was sent.
func validHeader(header http.Header) error {
	for name, values := range header {
		if name == "" || !only(name, isToken) {
			return fmt.Errorf("invalid header field name %q", name)
		}
		for _, value := range values {
			if !only(value, isPrintable) {
				return fmt.Errorf("invalid value of header field %q", name)
			}
		}
	}
	return nil
}

// only tells whether all bytes of a text are of a kind.
func only(text string, isOne func(byte) bool) bool {
	for i := range len(text) {
		if !isOne(text[i]) {
			return false
		}
	}
	return true
}

func isToken(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("!#$%&'*+-.^_`|~", c) >= 0
}

func isPrintable(c byte) bool { return c >= ' ' && c != 0x7f || c == '\t' }

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
func getBody(try *attempt, req *http.Request, length int64) func() (io.ReadCloser, error) {
	switch body := &try.call.req.Body; {
	case req.GetBody == nil || length == 0:
		return nil
	case body.bytes != nil && len(body.inserts) == 0:
		return req.GetBody
	}
	return func() (io.ReadCloser, error) {
		body, err := req.GetBody()
		if err != nil {
			return nil, err
		}
		if source, ok := body.(*sizedReader); ok {
			source.bind(try)
		}
		again := &http.Request{Body: body, ContentLength: req.ContentLength}
		out, _, err := try.call.req.Body.withSecrets(again)
		return out, err
	}
}

// localError is a failure of our own, before anything could be sent.
type localError struct{ error }

func (e *localError) Unwrap() error { return e.error }

// connection is what the transport said about its connection.
type connection struct {
	asked, got atomic.Bool
	trace      httptrace.ClientTrace
}

// provesUnsent: only a transport that asked for a connection and got none has
// sent nothing. That nothing was heard of it proves nothing: a protocol
// registered with net/http's transport, and transports of other makes, may send
// without a word.
func (c *connection) provesUnsent() bool { return c.asked.Load() && !c.got.Load() }

// watch listens to the transport. A hook of the caller's or of a middleware that
// would be shown every header written, credentials too, is left out.
func (c *connection) watch(ctx context.Context) context.Context {
	if theirs := httptrace.ContextClientTrace(ctx); theirs != nil && theirs.WroteHeaderField != nil {
		discreet := *theirs
		discreet.WroteHeaderField = nil
		ctx = &discreetContext{ctx, theirs, &discreet}
	}
	c.trace.GetConn = func(string) { c.asked.Store(true) }
	c.trace.GotConn = func(httptrace.GotConnInfo) { c.got.Store(true) }
	return httptrace.WithClientTrace(ctx, &c.trace)
}

// discreetContext replaces the trace of a context, and nothing else that is in it;
// httptrace itself can only add to one.
type discreetContext struct {
	context.Context
	theirs, discreet *httptrace.ClientTrace
}

func (c *discreetContext) Value(key any) any {
	value := c.Context.Value(key)
	if value == any(c.theirs) && reflect.TypeOf(key).PkgPath() == "net/http/httptrace" {
		return c.discreet
	}
	return value
}
