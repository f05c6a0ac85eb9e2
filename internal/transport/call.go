package transport

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/hashicorp/go-retryablehttp"

	"github.com/sellerwire/sellerwire/internal/settings"
)

// call is one logical call: its attempts, and what is known after each.
type call struct {
	client    *Client
	req       *Request
	ctx       context.Context // the caller's; a call lives as long as one method
	policy    settings.RetryPolicy
	streaming bool
	started   time.Time

	attempts     int
	firstAttempt time.Time
	onceUsed     bool  // a RetryOnce has been used
	unsentSoFar  bool  // no attempt so far may have reached the service
	lostSoFar    bool  // some attempt may have been taken
	stopped      error // why no further attempt was begun: the context, the limiter

	// of the last attempt
	attemptStarted time.Time
	flight         *flight
	reply          *Reply
	stream         *Stream
	failure        *Failure
	err            error // of the network, or of the reading
	retryAfter     time.Duration
	wait           time.Duration
	repeating      bool // it failed and is to be followed by another
	clockSkew      time.Duration
	scrubber       *redactor // made when it is needed
}

func (c *Client) newCall(ctx context.Context, req *Request) *call {
	policy := c.settings.Retry
	if own := req.Call.Retry; own != nil {
		policy = withDefaults(*own)
	}
	policy.MaxElapsed = cmp.Or(policy.MaxElapsed, req.Operation.Window)
	call := &call{client: c, req: req, policy: policy, started: time.Now(), unsentSoFar: true}
	call.ctx = context.WithValue(ctx, callKey{}, call)
	return call
}

// run drives the retry engine. A fresh literal per call: the engine's hooks
// know nothing of the operation, so they are closures over it, and its client
// may not be copied.
func (c *call) run() {
	if c.stopped = c.ctx.Err(); c.stopped != nil {
		return
	}
	req, err := c.build()
	if err != nil {
		c.stopped = err
		return
	}
	engine := &retryablehttp.Client{
		HTTPClient:     c.client.http,
		Logger:         nil,
		RetryMax:       c.policy.MaxAttempts - 1,
		RequestLogHook: c.freshHeader,
		CheckRetry:     c.check,
		Backoff:        func(_, _ time.Duration, _ int, _ *http.Response) time.Duration { return c.wait },
		ErrorHandler:   retryablehttp.PassthroughErrorHandler,
	}
	// What the engine returns has been seen by check, except when a wait was cut
	// short; of that it tells the context's error and nothing else.
	if _, err := engine.Do(req); err != nil && c.repeating {
		c.stopped = err
	}
}

// startAttempt is called when the limiter has let an attempt go.
func (c *call) startAttempt() {
	c.attemptStarted = time.Now()
	if c.attempts == 0 {
		c.firstAttempt = c.attemptStarted
	}
	c.flight = &flight{}
	c.reply, c.failure, c.err, c.scrubber = nil, nil, nil, nil
	c.retryAfter, c.wait, c.clockSkew = 0, 0, 0
}

// check is the engine's CheckRetry: it reads the reply while its body is still
// there, and decides. Errors are kept here and never given to the engine,
// which would lose them.
func (c *call) check(_ context.Context, resp *http.Response, err error) (bool, error) {
	c.repeating = false
	if held, ok := errors.AsType[*heldError](err); ok {
		c.stopped = held.error
		return false, nil
	}
	if err != nil {
		c.err = err
	} else {
		c.observe(resp)
	}
	c.account()
	c.repeating = c.decide()
	c.logAttempt()
	if c.repeating {
		c.logRetry()
	}
	return c.repeating, nil
}

// observe reads the reply and lets the service package judge it.
func (c *call) observe(resp *http.Response) {
	now := c.client.settings.Now()
	c.retryAfter, _ = parseRetryAfter(resp.Header, now)
	c.reply = &Reply{StatusCode: resp.StatusCode, Header: resp.Header, call: c}

	if c.streaming && c.reply.Success() {
		c.observeStream(resp)
	} else {
		c.reply.Body, c.err = readBounded(resp, c.client.settings.MaxResponseBytes)
	}
	if c.err == nil || !c.reply.Success() {
		c.judge()
	}
	if c.failure != nil && c.stream != nil {
		_ = c.stream.Close()
		c.stream = nil
	}
	c.clockSkew = c.measureSkew(resp.Header, now)
}

// judge asks the service package, and after it the status.
func (c *call) judge() {
	decode := c.req.Decode
	if decode == nil {
		decode = ByStatus
	}
	c.failure = decode(c.reply)
	if c.failure != nil {
		c.reword(decode)
	}
	if c.failure == nil && !c.reply.Success() && !c.reply.Accepted {
		c.failure = ByStatus(c.reply)
	}
}

// reword takes the words of a failure from the reply without its secrets, where
// it echoes some: a package cuts and quotes what it reads, and half a secret is
// not found any more. What the failure is stays as it was judged.
func (c *call) reword(decode func(*Reply) *Failure) {
	clean := c.redactor().text(string(c.reply.Body))
	if c.reply.Partial {
		clean = c.redactor().start(clean)
	}
	if clean == string(c.reply.Body) {
		return
	}
	reply := *c.reply
	reply.Body = []byte(clean)
	f := decode(&reply)
	if f == nil {
		f = &Failure{} // no words are better than those
	}
	f.Kinds, f.Retry, f.Refused, f.Lost = c.failure.Kinds, c.failure.Retry, c.failure.Refused, c.failure.Lost
	c.failure = f
}

func (c *call) failed() bool { return c.err != nil || c.failure != nil || c.stopped != nil }
