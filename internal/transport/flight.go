package transport

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptrace"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// flight is what is known of one attempt's way out. Every attempt has its own,
// since a middleware may send in the background and more than once, and may
// still be at it when the attempt is over.
type flight struct {
	reached atomic.Bool // the innermost stage was passed, with credentials
	// unproven counts the requests that may have left: all that were handed to
	// the transport, less those proven not to have been sent.
	unproven atomic.Int32

	mu         sync.Mutex
	signatures []string // of all requests: a service may echo them
}

// sign notes the signature of a request, if it has one.
func (f *flight) sign(signature string) {
	if signature == "" {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.signatures = append(f.signatures, signature)
}

// signed lists the signatures so far.
func (f *flight) signed() []string {
	if f == nil {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.signatures)
}

// sent tells whether bytes may have left. Nil is a flight that was not begun.
func (f *flight) sent() bool { return f != nil && f.unproven.Load() > 0 }

// left tells whether the request passed the innermost stage.
func (f *flight) left() bool { return f != nil && f.reached.Load() }

// send hands a request to the transport and keeps account of it.
func (t *credentials) send(flight *flight, out *http.Request, seen *traceSeen) (*http.Response, error) {
	flight.reached.Store(true)
	flight.unproven.Add(1) // until proven otherwise
	resp, err := t.next.RoundTrip(out)
	if err != nil && resp == nil && t.provenUnsent(seen, err) {
		flight.unproven.Add(-1)
	}
	return resp, err
}

// traceSeen is what net/http's transport said about its connection.
type traceSeen struct {
	asked     atomic.Bool // for a connection; noted of a transport of the caller's only
	connected atomic.Bool // and got one
}

// provenUnsent: without a connection there is no request. net/http's transport
// reports every connection it uses; in a transport of the caller's, it may
// have left the request to a protocol that was registered with it, and did not
// if it asked for a connection. Of others only a failed dial is believed.
func (t *credentials) provenUnsent(seen *traceSeen, err error) bool {
	if seen.connected.Load() {
		return false
	}
	if t.client.pooled != nil {
		return true
	}
	if _, ok := t.next.(*http.Transport); ok && (seen.asked.Load() || refusedByUs(err)) {
		return true
	}
	op, ok := errors.AsType[*net.OpError](err)
	return ok && op.Op == "dial"
}

// refusedByUs: net/http checks a request before it looks for a connection.
func refusedByUs(err error) bool {
	return strings.HasPrefix(err.Error(), invalidHeader)
}

const invalidHeader = "net/http: invalid header"

// traced listens to the transport. A hook of the caller's or of a middleware
// that would be shown every header written, credentials too, is left out.
func (t *credentials) traced(ctx context.Context, seen *traceSeen) context.Context {
	if theirs := httptrace.ContextClientTrace(ctx); theirs != nil && theirs.WroteHeaderField != nil {
		discreet := *theirs
		discreet.WroteHeaderField = nil
		ctx = &traceContext{ctx, &discreet}
	}
	ours := &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { seen.connected.Store(true) }}
	if t.client.pooled == nil {
		ours.GetConn = func(string) { seen.asked.Store(true) }
	}
	return httptrace.WithClientTrace(ctx, ours)
}

// traceContext replaces the trace of a context. httptrace itself can only add
// to one.
type traceContext struct {
	context.Context
	trace *httptrace.ClientTrace
}

func (c *traceContext) Value(key any) any {
	value := c.Context.Value(key)
	if _, ok := value.(*httptrace.ClientTrace); ok {
		return c.trace
	}
	return value
}

// flightKey carries the flight of one attempt to the innermost stage.
type flightKey struct{}

func flightFrom(ctx context.Context) *flight {
	f, _ := ctx.Value(flightKey{}).(*flight)
	return f
}
