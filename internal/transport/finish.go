package transport

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/settings"
)

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
		RequestID:  c.req.Call.RequestID,
		Attempts:   c.attempts,
		RetryAfter: c.retryAfter,
	}
	if c.reply != nil {
		e.StatusCode = c.reply.StatusCode
	}
	c.describe(e, c.redactor())
	if c.req.Operation.Writes {
		e.Outcome = c.outcome()
	}
	e.Kinds = c.kinds(e.Outcome)
	e.ClockSkew = c.clockSkew
	return e
}

// describe fills in what the service and the network said, scrubbed.
func (c *call) describe(e *sellerwire.Error, redactor *redactor) {
	if f := c.failure; f != nil {
		e.Codes = redactor.texts(f.Codes)
		e.Messages = redactor.texts(f.Messages)
		e.ServerRequestID = redactor.text(f.ServerRequestID)
	}
	if c.reply != nil {
		e.Body = []byte(redactor.start(string(c.reply.Body[:min(len(c.reply.Body), maxErrorBody)])))
	}
	cause, stopped := redactor.error(c.cause()), redactor.error(c.stopped)
	switch {
	case stopped == nil:
		e.Err = cause
	case cause == nil:
		e.Err = stopped
	default:
		e.Err = fmt.Errorf("%w; the attempt before: %w", stopped, cause)
	}
	// Middleware and limiters may make calls of their own. That those were not
	// sent proves nothing about this one.
	if !c.unsentSoFar && errors.Is(e.Err, sellerwire.ErrNotSent) {
		e.Err = errors.New(e.Err.Error())
	}
}

// maxErrorBody bounds the body kept on an error.
const maxErrorBody = 4 << 10

// cause is the last attempt's own failure.
func (c *call) cause() error {
	switch {
	case c.err != nil:
		return ownCause(c.err)
	case c.failure != nil && c.failure.Err != nil:
		return c.failure.Err
	case c.failure != nil && len(c.failure.Messages) == 0:
		return statusCause(c.reply.StatusCode)
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
	case c.unsentSoFar:
		kinds = append(kinds, sellerwire.ErrNotSent)
	}
	own := c.ownKinds()
	kinds = append(kinds, own...)
	switch {
	case c.failure != nil:
		kinds = append(kinds, c.failure.kinds(c.reply.StatusCode)...)
	case len(own) == 0 && c.networkDown():
		kinds = append(kinds, sellerwire.ErrUnavailable)
	}
	if c.clockSkew != 0 {
		kinds = append(kinds, sellerwire.ErrClockSkew)
	}
	return kinds
}

// ownKinds are those of errors made here.
func (c *call) ownKinds() []error {
	var kinds []error
	for _, kind := range []error{sellerwire.ErrInvalidRequest, sellerwire.ErrResponseTooLarge, sellerwire.ErrUnexpectedContent} {
		if errors.Is(c.err, kind) || errors.Is(c.stopped, kind) {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

// networkDown tells an error of the way from one of the caller's own: a
// cancelled context, a middleware, a body that cannot be read, a certificate.
func (c *call) networkDown() bool {
	return c.err != nil && c.ctx.Err() == nil && !errors.Is(c.err, context.Canceled) &&
		c.flight.left() && !isSourceError(c.err) && !certificateError(c.err)
}

// redactor knows the secrets of this call too, and the signatures of its last
// attempt. It is made once for an attempt: a reply to a batch has many texts.
func (c *call) redactor() *redactor {
	if c.scrubber != nil {
		return c.scrubber
	}
	c.scrubber = c.client.redactor
	if own := append(reveal(c.req.Secrets...), c.flight.signed()...); len(own) > 0 {
		c.scrubber = newRedactor(append(own, c.client.auth.Hidden()...))
	}
	return c.scrubber
}

// inform fills the caller's ResponseInfo.
func (c *call) inform() {
	info := c.req.Call.Info
	if info == nil {
		return
	}
	*info = settings.ResponseInfo{
		Attempts:  c.attempts,
		RequestID: c.req.Call.RequestID,
		Duration:  time.Since(c.started),
	}
	if c.reply != nil {
		info.StatusCode = c.reply.StatusCode
		info.Header = c.reply.Header.Clone()
		if c.stream == nil {
			info.Body = c.reply.Body
		}
	}
	if c.failure != nil {
		info.ServerRequestID = c.redactor().text(c.failure.ServerRequestID)
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
