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

	attempts    int
	resigned    bool // a RetryOnce has been used
	unsentSoFar bool // no attempt so far may have reached the service
	lostSoFar   bool // some attempt may have been taken
	flight      flight

	// of the last attempt
	startedAttempt time.Time
	reply          *Reply
	stream         *Stream
	failure        *Failure
	err            error // of the network, or of the reading
	lastCause      error // kept when a wait is cut short
	retryAfter     time.Duration
	wait           time.Duration
	clockSkew      time.Duration
}

func (c *Client) newCall(ctx context.Context, req *Request) *call {
	call := &call{client: c, req: req, policy: c.settings.Retry, started: time.Now(), unsentSoFar: true}
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
	if err := c.ctx.Err(); err != nil {
		c.err = err
		return
	}
	req, err := c.build()
	if err != nil {
		c.err = &terminalError{err}
		return
	}
	engine := &retryablehttp.Client{
		HTTPClient:   c.client.http,
		Logger:       nil,
		RetryMax:     c.policy.MaxAttempts - 1,
		CheckRetry:   c.check,
		Backoff:      func(_, _ time.Duration, _ int, _ *http.Response) time.Duration { return c.wait },
		ErrorHandler: retryablehttp.PassthroughErrorHandler,
	}
	// What the engine returns has been seen by check, except when a wait was cut
	// short or the body could not be rewound.
	if _, err := engine.Do(req); err != nil && c.err == nil && c.stream == nil {
		c.err = err
	} else if ctxErr := c.ctx.Err(); ctxErr != nil && c.failed() && !errors.Is(c.err, ctxErr) {
		c.lastCause = c.cause()
		c.err = ctxErr
	}
}

func (c *call) failed() bool { return c.err != nil || c.failure != nil }

func (c *call) build() (*retryablehttp.Request, error) {
	var raw any
	if c.req.Body.size > 0 {
		raw = retryablehttp.ReaderFunc(c.req.Body.reader)
	}
	url := join(c.client.base, c.req.Path, c.req.RawQuery)
	req, err := retryablehttp.NewRequestWithContext(c.ctx, c.req.Method, url.String(), raw)
	if err != nil {
		return nil, err
	}
	req.URL = url
	for name, values := range c.req.Header {
		req.Header[name] = values
	}
	req.Header.Set("User-Agent", c.client.settings.UserAgent)
	if c.client.idHeader != "" {
		req.Header.Set(c.client.idHeader, c.req.Call.RequestID)
	}
	c.setLength(req)
	return req, nil
}

// setLength gives every POST and PUT a Content-Length: the engine knows the
// length of no body but bytes, and net/http would send chunks.
func (c *call) setLength(req *retryablehttp.Request) {
	req.ContentLength = c.req.Body.size
	if c.req.Body.size == 0 {
		if c.req.Method != http.MethodGet {
			req.Body = http.NoBody
		}
		return
	}
	if least := c.client.settings.ExpectContinue; least > 0 && c.req.Body.size >= least {
		req.Header.Set("Expect", "100-continue")
	}
}

// startAttempt is called by the outermost stage.
func (c *call) startAttempt() {
	c.startedAttempt = time.Now()
	c.flight.reset()
	c.reply, c.failure, c.err = nil, nil, nil
	c.retryAfter, c.wait = 0, 0
}

// windowClosed tells whether a repeat would now come too late.
func (c *call) windowClosed() bool {
	return c.attempts > 0 && c.policy.MaxElapsed > 0 && time.Since(c.started) > c.policy.MaxElapsed
}

func (c *call) attemptTimeout() time.Duration {
	limit := c.client.settings.AttemptTimeout
	if limit == 0 {
		limit = c.req.Operation.Timeout
	}
	if limit == 0 {
		limit = DefaultAttemptTimeout
	}
	if total := c.client.totalTimeout(); total > 0 {
		limit = min(limit, total)
	}
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
	if err != nil {
		c.err = err
	} else {
		c.observe(resp)
	}
	c.account()
	again := c.decide()
	c.logAttempt()
	if again {
		c.lastCause = c.cause()
		c.logRetry()
	}
	return again, nil
}

// observe reads the reply and lets the service package judge it.
func (c *call) observe(resp *http.Response) {
	now := c.client.settings.Now()
	c.retryAfter, _ = parseRetryAfter(resp.Header, now)
	c.reply = &Reply{StatusCode: resp.StatusCode, Header: resp.Header}

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
	if c.failure == nil && !c.reply.Success() && !c.reply.Accepted {
		c.failure = ByStatus(c.reply)
	}
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
		if c.flight.sent.Load() {
			return attemptLost
		}
		return attemptUnsent
	case !c.failed():
		return attemptDone
	case c.failure == nil || c.failure.Lost:
		return attemptLost
	case c.failure.Refused, c.reply.StatusCode/100 == 4:
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
	if !c.failed() || c.ctx.Err() != nil || c.attempts >= c.policy.MaxAttempts || !c.mayRepeat() {
		return false
	}
	if c.failure != nil && c.failure.Retry == RetryOnce {
		c.resigned = true
	}
	if c.retryAfter > c.policy.MaxRetryAfter {
		return false
	}
	c.wait = c.retryAfter
	if c.wait == 0 {
		c.wait = backoff(c.attempts, c.policy.MinBackoff, c.policy.MaxBackoff)
	}
	if deadline, ok := c.ctx.Deadline(); ok && time.Until(deadline) < c.wait {
		return false
	}
	return c.policy.MaxElapsed == 0 || time.Since(c.started)+c.wait <= c.policy.MaxElapsed
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
		return !c.resigned
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
