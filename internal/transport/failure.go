package transport

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/settings"
)

// Failure is what a service package finds wrong with a reply.
type Failure struct {
	// Kinds are the sentinels; where nil, the HTTP status decides.
	Kinds           []error
	Codes           []string
	Messages        []string
	ServerRequestID string
	Retry           Retry
	// Refused: the service's own words were read, and they say that it did not
	// act. A 4xx but 408, 425 and 429 is a refusal by itself unless Lost.
	Refused bool
	// Lost: the reply says nothing of whether the service acted, whatever its
	// status.
	Lost bool
	Err  error
}

// Retry is a service's word on whether the same call may be sent again.
type Retry int

const (
	// RetryByStatus leaves it to the HTTP status.
	RetryByStatus Retry = iota
	// RetryNever means that a retry does not help, or does harm.
	RetryNever
	// RetryAlways means that the service took nothing and may be asked again.
	RetryAlways
	// RetryOnce means the same, one time.
	RetryOnce
)

// ByStatus is the failure that an HTTP status stands for by itself; nil for a
// 2xx.
func ByStatus(r *Reply) *Failure {
	if r.Success() {
		return nil
	}
	return &Failure{}
}

func (f *Failure) kinds(status int) []error {
	if f.Kinds != nil {
		return f.Kinds
	}
	return KindsOf(status)
}

func (f *Failure) unauthorized(status int) bool {
	kinds := f.kinds(status)
	return slices.Contains(kinds, sellerwire.ErrUnauthorized) || slices.Contains(kinds, sellerwire.ErrForbidden)
}

// KindsOf are the sentinels that an HTTP status stands for.
func KindsOf(status int) []error {
	switch {
	case status == http.StatusUnauthorized:
		return []error{sellerwire.ErrUnauthorized}
	case status == http.StatusForbidden:
		return []error{sellerwire.ErrForbidden}
	case status == http.StatusNotFound, status == http.StatusGone:
		return []error{sellerwire.ErrNotFound}
	case status == http.StatusConflict:
		return []error{sellerwire.ErrConflict}
	case status == http.StatusTooManyRequests:
		return []error{sellerwire.ErrRateLimited}
	case status == http.StatusRequestTimeout, status == http.StatusTooEarly, status >= 500:
		return []error{sellerwire.ErrUnavailable}
	case status >= 400:
		return []error{sellerwire.ErrInvalidRequest}
	case status >= 300:
		return []error{sellerwire.ErrUnexpectedContent}
	}
	return nil
}

// FirstCode is the first of the service's codes in err, empty if there is none.
func FirstCode(err error) string {
	if e, ok := errors.AsType[*sellerwire.Error](err); ok && len(e.Codes) > 0 {
		return e.Codes[0]
	}
	return ""
}

// finish fills the caller's ResponseInfo and makes the error, if there is one.
func (c *call) finish() error {
	c.inform()
	if !c.failed() {
		return nil
	}
	e := &sellerwire.Error{
		Service:    c.client.service,
		Operation:  c.req.Operation.Name,
		Item:       c.req.item(),
		RequestID:  RequestID(&c.req.Call),
		Attempts:   c.attempts,
		RetryAfter: c.try.retryAfter,
	}
	c.describe(e)
	if c.req.Operation.Writes {
		e.Outcome = c.outcome()
	}
	e.Kinds = c.kinds(e.Outcome)
	e.ClockSkew = c.try.clockSkew
	return e
}

// describe fills in what the service and the network said, scrubbed.
func (c *call) describe(e *sellerwire.Error) {
	redactor := c.try.redactor()
	if f := c.try.failure; f != nil {
		e.Codes = redactor.texts(f.Codes)
		e.Messages = redactor.texts(f.Messages)
		e.ServerRequestID = redactor.text(f.ServerRequestID)
	}
	if reply := c.try.reply; reply != nil {
		e.StatusCode = reply.StatusCode
		if !c.client.private {
			e.Body = []byte(redactor.start(string(reply.Body[:min(len(reply.Body), maxErrorBody)])))
		}
	}
	cause, stopped := redactor.error(c.ended(c.try.cause())), redactor.error(c.ended(c.stopped))
	switch {
	case stopped == nil:
		e.Err = cause
	case cause == nil:
		e.Err = stopped
	default:
		e.Err = fmt.Errorf("%w; the attempt before: %w", stopped, cause)
	}
}

// endedBy tells whether err is what the end of the context makes of a call:
// net/http returns the cause of a cancel, others the context's own error.
func (c *call) endedBy(err error) bool {
	return errors.Is(err, c.Err()) || errors.Is(err, context.Cause(c))
}

// ended makes an error of a call whose context has ended match both, the
// context's error and the cause that its owner gave.
func (c *call) ended(err error) error {
	ctxErr := c.Err()
	if err == nil || ctxErr == nil || !c.endedBy(err) {
		return err
	}
	if cause := context.Cause(c); !errors.Is(err, cause) {
		return fmt.Errorf("%w: %w", err, cause)
	}
	if !errors.Is(err, ctxErr) {
		return fmt.Errorf("%w: %w", ctxErr, err)
	}
	return err
}

// Ended returns why a context has ended, with its cause; nil if it has not.
func Ended(ctx context.Context) error {
	err := ctx.Err()
	if cause := context.Cause(ctx); cause != err {
		return fmt.Errorf("%w: %w", err, cause)
	}
	return err
}

// maxErrorBody bounds the body kept on an error.
const maxErrorBody = 4 << 10

// cause is the attempt's own failure.
func (a *attempt) cause() error {
	switch {
	case a.err != nil:
		return ownCause(a.err)
	case a.failure != nil && a.failure.Err != nil:
		return a.failure.Err
	case a.failure != nil && len(a.failure.Messages) == 0:
		return statusCause(a.reply.StatusCode)
	}
	return nil
}

// statusCause is what a status says where the service says nothing.
func statusCause(status int) error {
	text := strings.ToLower(http.StatusText(status))
	switch {
	case status/100 == 3:
		return errors.New("a redirect, which is never followed")
	case status/100 == 2, text == "":
		return nil
	}
	return errors.New(text)
}

// ownCause drops the method and the URL that http.Client puts before an error
// that has nothing to do with the network.
func ownCause(err error) error {
	if local, ok := errors.AsType[*localError](err); ok {
		return local.error
	}
	return err
}

func (c *call) kinds(outcome sellerwire.Outcome) []error {
	var kinds []error
	switch {
	case outcome == sellerwire.OutcomeUnknown:
		kinds = append(kinds, sellerwire.ErrOutcomeUnknown)
	case c.effect <= effectNotSent:
		kinds = append(kinds, sellerwire.ErrNotSent)
	}
	own := c.ownKinds()
	kinds = append(kinds, own...)
	switch {
	case c.try.failure != nil:
		kinds = append(kinds, c.try.failure.kinds(c.try.reply.StatusCode)...)
	case len(own) == 0 && c.networkDown():
		kinds = append(kinds, sellerwire.ErrUnavailable)
	}
	if c.try.clockSkew != 0 {
		kinds = append(kinds, sellerwire.ErrClockSkew)
	}
	return kinds
}

// ownKinds are those of errors made here.
func (c *call) ownKinds() []error {
	var kinds []error
	for _, kind := range []error{sellerwire.ErrInvalidRequest, sellerwire.ErrResponseTooLarge, sellerwire.ErrUnexpectedContent} {
		if errors.Is(c.try.err, kind) || errors.Is(c.stopped, kind) {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

// networkDown tells an error of the way from one of the caller's own: a
// cancelled context, a middleware, a body that cannot be read, a certificate.
func (c *call) networkDown() bool {
	err := c.try.err
	return err != nil && c.Err() == nil && !errors.Is(err, context.Canceled) &&
		c.try.reached.Load() && !isSourceError(err) && !certificateError(err)
}

// inform fills the caller's ResponseInfo.
func (c *call) inform() {
	info := c.req.Call.Info
	if info == nil {
		return
	}
	*info = settings.ResponseInfo{
		Attempts:  c.attempts,
		RequestID: RequestID(&c.req.Call),
		Duration:  time.Since(c.started),
	}
	if reply := c.try.reply; reply != nil {
		info.StatusCode = reply.StatusCode
		info.Header = reply.Header.Clone()
		if c.try.stream == nil {
			info.Body = reply.Body
		}
	}
	if f := c.try.failure; f != nil {
		info.ServerRequestID = c.try.redactor().text(f.ServerRequestID)
	}
}

// NotSent is the error of an input for which no call was made. e names the call
// that was to be.
func NotSent(e sellerwire.Error, why error) error {
	if errors.Is(why, sellerwire.ErrNotSent) {
		return why
	}
	e.Outcome, e.Kinds, e.Err = sellerwire.OutcomeNotSent, []error{sellerwire.ErrNotSent}, why
	if before, ok := errors.AsType[*sellerwire.Error](why); ok {
		e.RetryAfter = before.RetryAfter // where a caller looks for it
	}
	return &e
}

// kindError is of a kind without repeating its words, which sellerwire.Error
// prints anyway.
type kindError struct{ kind, err error }

func (e *kindError) Error() string   { return e.err.Error() }
func (e *kindError) Unwrap() []error { return []error{e.kind, e.err} }

// errBodyChanged matches ErrInvalidRequest: the caller's source is at fault.
var errBodyChanged = &kindError{sellerwire.ErrInvalidRequest, errors.New("the source changed its size while it was read")}
