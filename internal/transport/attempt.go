package transport

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// attempt is one try of a call, and what is known of it. A middleware may send in
// the background and more than once, and may still be at it when the attempt is
// over: it finds this attempt, and not the call's last one.
type attempt struct {
	call    *call
	started time.Time
	source  *sizedReader // what the body is read from, if it is not in memory

	// Its limits.
	limit           time.Duration
	context.Context // ends with the attempt, and is that of its requests
	cancel          context.CancelCauseFunc
	timer           *time.Timer // of the whole attempt
	total           *time.Timer // nil unless the caller's http.Client has a Timeout
	read            *time.Timer // nil until a download is handed over
	silence         time.Duration

	// The way out.
	reached  atomic.Bool  // the innermost stage was passed, with credentials
	unproven atomic.Int32 // requests that may have left: all, less those proven not to have been sent

	mu         sync.Mutex
	signatures []string    // of all requests: a service may echo them
	replies    []io.Closer // of all requests: a middleware may forget them

	// The way back.
	response   http.Response
	guarded    guardedBody
	reply      *Reply // nil, or replied
	replied    Reply
	stream     *Stream
	failure    *Failure
	err        error // of the network, or of the reading
	retryAfter time.Duration
	clockSkew  time.Duration
	scrubber   *redactor // made when it is needed
}

type attemptKey struct{}

func attemptFrom(ctx context.Context) *attempt {
	a, _ := ctx.Value(attemptKey{}).(*attempt)
	return a
}

// Value finds the attempt under its key, and what its call has.
func (a *attempt) Value(key any) any {
	if key == (attemptKey{}) {
		return a
	}
	return a.Context.Value(key)
}

// begin opens the source of the body.
func (a *attempt) begin(req *http.Request) error {
	source, ok := req.Body.(*sizedReader)
	if !ok {
		return nil
	}
	a.source = source
	return source.openWithin(req.Context(), a.limit)
}

// roundTrip passes the request on, bounded in time, and closes what nobody closed.
func (a *attempt) roundTrip(next http.RoundTripper, req *http.Request) (*http.Response, error) {
	a.Context, a.cancel = context.WithCancelCause(req.Context())
	a.timer = a.cancelAfter(a.limit, "attempt timed out")
	if theirs := a.call.client.settings.HTTPClient; theirs != nil && theirs.Timeout > 0 {
		a.total = a.cancelAfter(theirs.Timeout, "http.Client.Timeout struck")
	}
	handedOver := false
	defer func() { // also if a middleware panics
		if !handedOver {
			a.end()
		}
	}()
	if a.source != nil {
		a.source.bind(a)
	}

	resp, err := next.RoundTrip(req.WithContext(a))
	if err == nil && resp == nil {
		err = errors.New("a middleware returned neither a reply nor an error")
	}
	if err != nil {
		if resp != nil && resp.Body != nil {
			_ = resp.Body.Close()
		}
		return nil, a.named(err)
	}
	// A transport may hand the same reply to others: it is not ours to change.
	a.response = *resp
	own := &a.response
	own.Request = req // net/http sets the one with the credentials
	if _, found := own.Header["Location"]; found {
		// Out of http.Client's reach: it parses a Location before it asks whether to
		// follow, and its error would print what the service echoed there.
		own.Header = own.Header.Clone()
		own.Header.Del("Location")
	}
	if own.Body == nil {
		own.Body = http.NoBody
	}
	a.guarded = guardedBody{own.Body, a}
	own.Body = &a.guarded
	handedOver = true
	return own, nil
}

// end releases what the attempt has held.
func (a *attempt) end() {
	for _, timer := range []*time.Timer{a.timer, a.total, a.read} {
		if timer != nil {
			timer.Stop()
		}
	}
	a.cancel(nil)
	if a.source != nil {
		_ = a.source.Close()
	}
	a.mu.Lock()
	replies := a.replies
	a.replies = nil
	a.mu.Unlock()
	for _, reply := range replies {
		_ = reply.Close()
	}
}

// keep notes the reply that a middleware is about to be given, to be closed when
// the attempt ends.
func (a *attempt) keep(body io.ReadCloser) io.ReadCloser {
	kept := &closedOnce{ReadCloser: body}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.replies = append(a.replies, kept)
	return kept
}

type closedOnce struct {
	io.ReadCloser
	closed atomic.Bool
}

func (c *closedOnce) Close() error {
	if c.closed.Swap(true) {
		return nil
	}
	return c.ReadCloser.Close()
}

// sign notes the signature of a request, if it has one.
func (a *attempt) sign(signature string) {
	if signature == "" {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.signatures = append(a.signatures, signature)
}

// signed lists the signatures so far.
func (a *attempt) signed() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.signatures)
}

func (a *attempt) failed() bool { return a.err != nil || a.failure != nil }

// effect is what the attempt may have done at the service.
func (a *attempt) effect() effect {
	switch {
	case a.reply == nil:
		if a.unproven.Load() > 0 {
			return effectLost
		}
		return effectNotSent
	case !a.failed():
		return effectNone
	case a.failure == nil || a.failure.Lost:
		return effectLost
	case a.failure.Refused:
		return effectRefused
	case mayHavePassed(a.reply.StatusCode):
		return effectLost
	case a.reply.StatusCode/100 == 4:
		return effectRefused
	default:
		return effectLost
	}
}

// mayHavePassed tells whether a gateway can send a 4xx when it has passed the
// request on. Only the service's own words make a refusal of it.
func mayHavePassed(status int) bool {
	return status == http.StatusRequestTimeout || status == http.StatusTooEarly || status == http.StatusTooManyRequests
}

func (c *call) attemptTimeout() time.Duration {
	ofClient := c.client.settings.AttemptTimeout
	if c.req.Operation.Transfer {
		ofClient = 0
	}
	return cmp.Or(c.req.Call.Timeout, ofClient, c.req.Operation.Timeout, DefaultAttemptTimeout)
}

func (a *attempt) cancelAfter(limit time.Duration, what string) *time.Timer {
	return time.AfterFunc(limit, func() { a.cancel(&timeoutError{what, limit}) })
}

// idle turns from bounding the attempt to bounding each read, when the first
// bytes of a download are handed over. The Timeout of a caller's http.Client goes
// on.
func (a *attempt) idle(silence time.Duration) {
	if !a.timer.Stop() {
		return
	}
	late := &timeoutError{"download fell silent", silence}
	a.silence = silence
	a.read = time.AfterFunc(math.MaxInt64, func() { a.cancel(late) })
}

// named puts the limit that struck in the place of what came of it.
func (a *attempt) named(err error) error {
	if late, ok := context.Cause(a).(*timeoutError); ok && a.call.Err() == nil {
		return late
	}
	return err
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

// guardedBody keeps the attempt's limits over the reading of the reply, and ends
// the attempt when it is closed.
type guardedBody struct {
	body    io.ReadCloser
	attempt *attempt
}

func (b *guardedBody) Read(p []byte) (int, error) {
	if b.attempt.read != nil {
		b.attempt.read.Reset(b.attempt.silence)
		defer b.attempt.read.Stop()
	}
	n, err := b.body.Read(p)
	if err != nil && err != io.EOF {
		err = b.attempt.named(err)
	}
	return n, err
}

func (b *guardedBody) Close() error {
	err := b.body.Close()
	b.attempt.end()
	return err
}
