package transport

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/hashicorp/go-retryablehttp"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/settings"
)

// call is one logical call: admit, attempt, observe, decide, pause, and again. It is
// the context of its requests, in which the stages below find it.
type call struct {
	context.Context // the caller's
	client          *Client
	req             *Request
	engine          retryablehttp.Client
	request         retryablehttp.Request // as the engine has it

	policy    settings.RetryPolicy
	streaming bool
	started   time.Time

	attempts    int
	first       time.Time // when the first began
	firstWall   time.Time // the same by the client's clock
	effect      effect    // the most that any attempt may have done
	onceUsed    bool      // a RetryOnce has been used
	unannounced bool      // a 417 has refused the announcement
	stopped     error     // why no further attempt began: the context, the limiter

	firstTry attempt       // lives in the call, which saves an allocation
	try      *attempt      // the last one
	retrying bool          // it failed and is to be followed by another
	wait     time.Duration // before that
}

// effect is what an attempt may have done at the service. Attempts add up to the
// largest: one that was lost cannot be taken back by a later one.
type effect int

const (
	effectNone    effect = iota // none so far, or success
	effectNotSent               // proven
	effectRefused               // the service said that it did not act
	effectLost                  // nobody knows
)

func (c *Client) newCall(ctx context.Context, req *Request) (*call, error) {
	if faults := ContextFaults(ctx); faults != nil {
		return nil, c.Invalid(req.Operation.Name, faults...)
	}
	policy := c.settings.Retry
	if own := req.Call.Retry; own != nil {
		policy = withDefaults(*own)
	}
	policy.MaxElapsed = cmp.Or(policy.MaxElapsed, req.Operation.Window)
	call := &call{Context: ctx, client: c, req: req, policy: policy, started: time.Now()}
	call.try = &call.firstTry
	call.try.call = call
	return call, nil
}

type callKey struct{}

func callFrom(ctx context.Context) *call {
	c, _ := ctx.Value(callKey{}).(*call)
	return c
}

// Value finds the call under its key, and the caller's values.
func (c *call) Value(key any) any {
	if key == (callKey{}) {
		return c
	}
	return c.Context.Value(key)
}

// run drives the retry engine. A fresh literal per call: it may not be copied. Its
// hooks know nothing of the operation; they find the call in the context.
func (c *call) run() {
	if c.stopped = c.Err(); c.stopped != nil {
		return
	}
	if c.stopped = c.build(); c.stopped != nil {
		return
	}
	c.engine = retryablehttp.Client{
		HTTPClient:     c.client.http,
		Logger:         nil,
		RetryMax:       c.policy.MaxAttempts, // one more than there are, for a 417; decide counts
		RequestLogHook: freshHeader,
		CheckRetry:     check,
		Backoff:        func(wait, _ time.Duration, _ int, _ *http.Response) time.Duration { return wait },
		ErrorHandler:   retryablehttp.PassthroughErrorHandler,
	}
	// What the engine returns has been seen by check, except when a wait was cut
	// short; of that it tells the context's error and nothing else.
	if _, err := c.engine.Do(&c.request); err != nil && c.retrying {
		c.stopped = err
	}
}

// admission is the outermost stage: it lets an attempt begin when the caller's
// limiter does, and gives it its limits. What it holds back was no attempt: all
// that is known of the one before stays.
type admission struct {
	client *Client
	next   http.RoundTripper
}

func (a *admission) RoundTrip(req *http.Request) (*http.Response, error) {
	call := callFrom(req.Context())
	try := &call.firstTry
	if call.attempts > 0 {
		try = &attempt{call: call}
	}
	try.limit = call.attemptTimeout()
	err := call.admit(req.Context())
	if err == nil {
		// A file that cannot be opened must not cost a connection, on which the
		// beginning of a request would already have left.
		err = try.begin(req)
	}
	if err != nil {
		if req.Body != nil {
			_ = req.Body.Close()
		}
		return nil, &heldError{err}
	}
	call.count(try)
	return try.roundTrip(a.next, req)
}

// admit waits until the next attempt may begin.
func (c *call) admit(ctx context.Context) error {
	if err := c.req.Pause.wait(ctx); err != nil {
		return err
	}
	if limiter := c.client.settings.Limiter; limiter != nil {
		if err := limiter.Wait(ctx); err != nil {
			return fmt.Errorf("limiter: %w", err)
		}
	}
	if c.attempts > 0 && c.policy.MaxElapsed > 0 && c.elapsed() > c.policy.MaxElapsed {
		return errWindowClosed
	}
	return nil
}

// count makes try the last attempt.
func (c *call) count(try *attempt) {
	try.started = time.Now()
	if c.attempts == 0 {
		c.first, c.firstWall = try.started, c.client.Now().Round(0)
	}
	c.attempts++
	c.try = try
}

// elapsed is the time since the first attempt began. The monotonic clock stands
// still while a laptop sleeps, so the wall clock is asked, too.
func (c *call) elapsed() time.Duration {
	return max(time.Since(c.first), c.client.Now().Round(0).Sub(c.firstWall))
}

// heldError is the reason why an attempt did not begin.
type heldError struct{ error }

var errWindowClosed = errors.New("the time within which a retry is safe passed before it could begin")

// check is the engine's CheckRetry: it reads the reply while its body is still
// there, and decides. Errors are kept here and never given to the engine,
// which would lose them.
func check(ctx context.Context, resp *http.Response, err error) (bool, error) {
	c := callFrom(ctx)
	c.retrying = false
	if held, ok := errors.AsType[*heldError](err); ok {
		c.stopped = held.error
		return false, nil
	}
	if c.try.err = err; err == nil {
		c.observe(resp)
	}
	c.effect = max(c.effect, c.try.effect())
	c.retrying = c.decide()
	c.engine.RetryWaitMin = c.wait // which Backoff is given
	c.log()
	return c.retrying, nil
}

// observe reads the reply and lets the service package judge it.
func (c *call) observe(resp *http.Response) {
	try, now := c.try, c.client.Now()
	try.retryAfter, _ = parseRetryAfter(resp.Header, now)
	try.replied = Reply{StatusCode: resp.StatusCode, Header: resp.Header, call: c}
	try.reply = &try.replied
	if !try.reply.Success() && try.retryAfter <= c.policy.MaxRetryAfter {
		c.req.Pause.ask(try.retryAfter)
	}

	if c.streaming && try.reply.Success() {
		try.openStream(resp)
	} else {
		try.reply.Body, try.err = readBounded(resp, c.client.settings.MaxResponseBytes)
	}
	if try.err == nil || !try.reply.Success() {
		c.judge()
	}
	if try.failure != nil && try.stream != nil {
		_ = try.stream.Close()
		try.stream = nil
	}
	try.clockSkew = try.measureSkew(now)
}

// judge asks the service package, and after it the status.
func (c *call) judge() {
	try, decode := c.try, c.req.Decode
	if decode == nil {
		decode = ByStatus
	}
	try.failure = decode(try.reply)
	switch {
	case try.failure != nil && c.client.private: // nothing is quoted
	case try.failure != nil:
		c.reword(decode)
	case try.reply.StatusCode/100 == 3, !try.reply.Success() && !try.reply.Accepted:
		try.failure = ByStatus(try.reply)
	}
}

// reword takes the words of a failure from the reply without its secrets, where
// it echoes some: a package cuts and quotes what it reads, and half a secret is
// not found any more. What the failure is stays as it was judged.
func (c *call) reword(decode func(*Reply) *Failure) {
	try := c.try
	clean := try.redactor().text(string(try.reply.Body))
	if try.reply.Partial {
		clean = try.redactor().start(clean)
	}
	if clean == string(try.reply.Body) {
		return
	}
	reply := *try.reply
	reply.Body = []byte(clean)
	f := decode(&reply)
	if f == nil {
		f = &Failure{} // no words are better than those
	}
	f.Kinds, f.Retry, f.Refused, f.Lost = try.failure.Kinds, try.failure.Retry, try.failure.Refused, try.failure.Lost
	try.failure = f
}

// outcome sums up all attempts.
func (c *call) outcome() sellerwire.Outcome {
	switch c.effect {
	case effectLost:
		return sellerwire.OutcomeUnknown
	case effectRefused:
		return sellerwire.OutcomeRejected
	default:
		return sellerwire.OutcomeNotSent
	}
}

func (c *call) failed() bool { return c.stopped != nil || c.try.failed() }
