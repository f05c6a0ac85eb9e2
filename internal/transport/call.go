package transport

import (
	"context"
	"errors"
	"net/http"
	"strings"
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
	startedAttempt time.Time
	flight         *flight
	reply          *Reply
	stream         *Stream
	failure        *Failure
	err            error // of the network, or of the reading
	retryAfter     time.Duration
	wait           time.Duration
	repeating      bool // it failed and is to be followed by another
	clockSkew      time.Duration
}

func (c *Client) newCall(ctx context.Context, req *Request) *call {
	call := &call{client: c, req: req, policy: c.settings.Retry, started: time.Now(), unsentSoFar: true, flight: &flight{}}
	if own := req.Call.Retry; own != nil {
		s := settings.Client{Retry: *own}
		setDefaults(&s)
		call.policy = s.Retry
	}
	if call.policy.MaxElapsed == 0 {
		call.policy.MaxElapsed = req.Operation.Window
	}
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

func (c *call) failed() bool { return c.err != nil || c.failure != nil || c.stopped != nil }

func (c *call) build() (*retryablehttp.Request, error) {
	if err := c.req.check(); err != nil {
		return nil, err
	}
	if err := c.req.Body.checkEmpty(); err != nil {
		return nil, err
	}
	var raw any
	if c.req.Body.size > 0 {
		raw = retryablehttp.ReaderFunc(c.req.Body.reader)
	}
	// NewRequest would parse the URL that has just been built.
	req := &retryablehttp.Request{Request: (&http.Request{
		Method: c.req.Method,
		URL:    join(c.client.base, c.req.Path, c.req.RawQuery),
		Proto:  "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: c.header(),
	}).WithContext(c.ctx)}
	if err := req.SetBody(raw); err != nil {
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

// startAttempt is called when the limiter has let an attempt go.
func (c *call) startAttempt() {
	c.startedAttempt = time.Now()
	if c.attempts == 0 {
		c.firstAttempt = c.startedAttempt
	}
	c.flight = &flight{}
	c.reply, c.failure, c.err = nil, nil, nil
	c.retryAfter, c.wait, c.clockSkew = 0, 0, 0
}

// windowClosed tells whether a repeat would now come too late.
func (c *call) windowClosed() bool {
	return c.attempts > 0 && c.policy.MaxElapsed > 0 && time.Since(c.firstAttempt) > c.policy.MaxElapsed
}

func (c *call) attemptTimeout() time.Duration {
	limit := c.client.settings.AttemptTimeout
	setDefault(&limit, c.req.Operation.Timeout)
	setDefault(&limit, DefaultAttemptTimeout)
	return limit
}

// totalTimeout is the Timeout of the caller's http.Client.
func (c *Client) totalTimeout() time.Duration {
	if c.settings.HTTPClient == nil {
		return 0
	}
	return c.settings.HTTPClient.Timeout
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

// attemptOutcome is what one attempt may have done at the service.
type attemptOutcome int

const (
	attemptUnsent  attemptOutcome = iota // proven
	attemptRefused                       // the service said that it did not act
	attemptLost                          // nobody knows
	attemptDone
)

func (c *call) attemptOutcome() attemptOutcome {
	switch {
	case c.reply == nil:
		if c.flight.sent() {
			return attemptLost
		}
		return attemptUnsent
	case !c.failed():
		return attemptDone
	case c.failure == nil || c.failure.Lost:
		return attemptLost
	case c.failure.Refused:
		return attemptRefused
	case c.reply.StatusCode == http.StatusRequestTimeout:
		return attemptLost // a gateway can send it when it has passed the request on
	case c.reply.StatusCode/100 == 4:
		return attemptRefused
	default:
		return attemptLost
	}
}

// account adds the attempt to what is known of the call.
func (c *call) account() {
	switch c.attemptOutcome() {
	case attemptLost:
		c.lostSoFar, c.unsentSoFar = true, false
	case attemptRefused, attemptDone:
		c.unsentSoFar = false
	}
}

// decide says whether to try again, and after what wait.
func (c *call) decide() bool {
	if !c.failed() {
		return false
	}
	repeatable := c.attempts < c.policy.MaxAttempts && c.mayRepeat()
	if err := c.ctx.Err(); err != nil {
		// The network's words for a cancelled context differ.
		if (repeatable || c.err != nil) && !errors.Is(c.err, err) {
			c.stopped = err
		}
		return false
	}
	if !repeatable || c.retryAfter > c.policy.MaxRetryAfter {
		return false
	}
	c.onceUsed = c.onceUsed || c.failure != nil && c.failure.Retry == RetryOnce
	c.wait = c.retryAfter
	if c.wait == 0 {
		c.wait = backoff(c.attempts, c.policy.MinBackoff, c.policy.MaxBackoff)
	}
	if deadline, ok := c.ctx.Deadline(); ok && time.Until(deadline) < c.wait {
		return false
	}
	return c.policy.MaxElapsed == 0 || time.Since(c.firstAttempt)+c.wait <= c.policy.MaxElapsed
}

// mayRepeat holds the cause against the operation's class.
func (c *call) mayRepeat() bool {
	switch c.req.Operation.Class {
	case Safe:
		return c.passing()
	case Keyed:
		return c.passing() && (c.attemptOutcome() == attemptUnsent || c.explicit())
	default:
		return c.passing() && c.attemptOutcome() == attemptUnsent
	}
}

// explicit: the service itself said that the call may be sent again.
func (c *call) explicit() bool {
	return c.failure != nil && (c.failure.Retry == RetryAlways || c.failure.Retry == RetryOnce)
}

// passing tells whether the failure is of a kind that can pass.
func (c *call) passing() bool {
	if c.failure == nil {
		return c.passingError()
	}
	switch c.failure.Retry {
	case RetryAlways:
		return true
	case RetryOnce:
		return !c.onceUsed
	case RetryNever:
		return false
	default:
		return retryStatus(c.reply.StatusCode)
	}
}

func retryStatus(status int) bool {
	switch status {
	case http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests,
		http.StatusInternalServerError, http.StatusBadGateway,
		http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// measureSkew compares the service's clock with the one that signed, if the
// service refused the signature. A cached reply has an old Date.
func (c *call) measureSkew(header http.Header, now time.Time) time.Duration {
	if _, signs := c.client.auth.(AbeSignature); !signs || c.failure == nil || !c.failure.unauthorized(c.reply.StatusCode) {
		return 0
	}
	date, err := http.ParseTime(header.Get("Date"))
	if age := strings.TrimSpace(header.Get("Age")); err != nil || age != "" && age != "0" {
		return 0
	}
	if skew := date.Sub(now); skew.Abs() > maxClockSkew {
		return skew
	}
	return 0
}

// maxClockSkew leaves a minute of the five for the way and for rounding.
const maxClockSkew = 4 * time.Minute
