package transport

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/settings"
)

// ByStatus is the failure that an HTTP status stands for by itself; nil for a
// 2xx.
func ByStatus(r *Reply) *Failure {
	if r.Success() {
		return nil
	}
	return &Failure{}
}

// Unexpected is the failure of a reply that is not one of the service's: it
// names the content type and the first bytes.
func Unexpected(r *Reply, format string, args ...any) *Failure {
	return &Failure{
		Kinds: append([]error{sellerwire.ErrUnexpectedContent}, statusKinds(r.StatusCode)...),
		Lost:  r.Success(),
		Retry: unexpectedRetry(r),
		Err:   fmt.Errorf("%s; content type %q, starts %q", fmt.Sprintf(format, args...), r.Header.Get("Content-Type"), Snippet(r.Body)),
	}
}

// unexpectedRetry: a 2xx that cannot be read will not read better next time.
func unexpectedRetry(r *Reply) Retry {
	if r.Success() {
		return RetryNever
	}
	return RetryByStatus
}

// Snippet is the start of a body, for an error's text.
func Snippet(body []byte) string {
	const limit = 200
	text := string(body[:min(len(body), limit)])
	return strings.Join(strings.Fields(strings.ToValidUTF8(text, "?")), " ")
}

// IsHTML tells whether a body is a web page: it starts as one, or it says so
// and does not start as XML or JSON.
func IsHTML(r *Reply) bool {
	start := strings.ToLower(strings.TrimLeft(string(r.Body[:min(len(r.Body), 256)]), "\xef\xbb\xbf \t\r\n"))
	for _, tag := range []string{"<!doctype html", "<html", "<head", "<body"} {
		if strings.HasPrefix(start, tag) {
			return true
		}
	}
	return strings.Contains(strings.ToLower(r.Header.Get("Content-Type")), "html") &&
		!strings.HasPrefix(start, "<?xml") && !strings.HasPrefix(start, "{") && !strings.HasPrefix(start, "[")
}

// statusKinds maps an HTTP status to sentinels.
func statusKinds(status int) []error {
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

func (f *Failure) kinds(status int) []error {
	if f.Kinds != nil {
		return f.Kinds
	}
	return statusKinds(status)
}

func (f *Failure) unauthorized(status int) bool {
	kinds := f.kinds(status)
	return slices.Contains(kinds, sellerwire.ErrUnauthorized) || slices.Contains(kinds, sellerwire.ErrForbidden)
}

// passingError tells whether an error of the network is worth another try.
// What never reached the innermost stage failed in the caller's own code.
func (c *call) passingError() bool {
	err := c.err
	if !c.flight.reached.Load() || errors.Is(err, sellerwire.ErrResponseTooLarge) {
		return false
	}
	if _, ok := errors.AsType[*terminalError](err); ok {
		return false
	}
	if _, ok := errors.AsType[*sourceError](err); ok {
		return false
	}
	return !hopeless(err)
}

// hopeless errors come back the same: a name that does not exist, a
// certificate that is not trusted, a server that speaks no TLS.
func hopeless(err error) bool {
	if dns, ok := errors.AsType[*net.DNSError](err); ok && dns.IsNotFound {
		return true
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return true
	}
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok {
		return true
	}
	if certificateError(err) {
		return true
	}
	text := err.Error()
	return strings.Contains(text, "unsupported protocol scheme") || strings.Contains(text, "invalid header field")
}

func certificateError(err error) bool {
	var authority x509.UnknownAuthorityError
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	return errors.As(err, &authority) || errors.As(err, &host) || errors.As(err, &invalid)
}

// NotSent is the error of an input for which no call was made.
func NotSent(service, operation string, why error) error {
	if errors.Is(why, sellerwire.ErrNotSent) {
		return why
	}
	return &sellerwire.Error{
		Service: service, Operation: operation, Outcome: sellerwire.OutcomeNotSent,
		Kinds: []error{sellerwire.ErrNotSent}, Err: why,
	}
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
		RequestID:  c.req.Call.RequestID,
		Attempts:   c.attempts,
		RetryAfter: c.retryAfter,
	}
	if c.reply != nil {
		e.StatusCode = c.reply.StatusCode
	}
	redactor := c.redactor()
	c.describe(e, redactor)
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
		e.Codes = f.Codes
		for _, m := range f.Messages {
			e.Messages = append(e.Messages, redactor.text(m))
		}
		e.ServerRequestID = redactor.text(f.ServerRequestID)
	}
	if c.reply != nil {
		e.Body = []byte(redactor.text(string(c.reply.Body[:min(len(c.reply.Body), maxErrorBody)])))
	}
	e.Err = redactor.error(c.cause())
	if c.lastCause != nil && c.ctx.Err() != nil {
		e.Err = fmt.Errorf("%w; the attempt before: %w", e.Err, redactor.error(c.lastCause))
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
	case c.failure != nil && len(c.failure.Messages) == 0 && c.reply != nil:
		if c.reply.StatusCode/100 == 3 {
			return errors.New("a redirect, which is never followed")
		}
		if text := http.StatusText(c.reply.StatusCode); text != "" {
			return errors.New(strings.ToLower(text))
		}
	}
	return nil
}

// ownCause drops the method and the URL that http.Client puts before an error
// that has nothing to do with the network.
func ownCause(err error) error {
	if t, ok := err.(*terminalError); ok {
		return t.error
	}
	if outer, ok := err.(interface{ Unwrap() error }); ok {
		if inner, isTerminal := outer.Unwrap().(*terminalError); isTerminal {
			return inner.error
		}
	}
	return err
}

// outcome sums up all attempts: one that was lost cannot be taken back by a
// later one that failed otherwise.
func (c *call) outcome() sellerwire.Outcome {
	switch {
	case c.lostSoFar:
		return sellerwire.OutcomeUnknown
	case c.unsentSoFar:
		return sellerwire.OutcomeNotSent
	default:
		return sellerwire.OutcomeRejected
	}
}

func (c *call) kinds(outcome sellerwire.Outcome) []error {
	var kinds []error
	switch {
	case outcome == sellerwire.OutcomeUnknown:
		kinds = append(kinds, sellerwire.ErrOutcomeUnknown)
	case c.unsentSoFar:
		kinds = append(kinds, sellerwire.ErrNotSent)
	}
	switch {
	case errors.Is(c.err, sellerwire.ErrResponseTooLarge):
		kinds = append(kinds, sellerwire.ErrResponseTooLarge)
	case errors.Is(c.err, sellerwire.ErrUnexpectedContent):
		kinds = append(kinds, sellerwire.ErrUnexpectedContent)
	case c.failure != nil:
		kinds = append(kinds, c.failure.kinds(c.reply.StatusCode)...)
	case c.networkDown():
		kinds = append(kinds, sellerwire.ErrUnavailable)
	}
	if c.clockSkew != 0 {
		kinds = append(kinds, sellerwire.ErrClockSkew)
	}
	return kinds
}

// networkDown tells an error of the way from one of the caller's own: a
// cancelled context, a limiter, a body that cannot be read, a certificate.
func (c *call) networkDown() bool {
	if c.err == nil || c.ctx.Err() != nil || errors.Is(c.err, context.Canceled) {
		return false
	}
	if _, ok := errors.AsType[*terminalError](c.err); ok {
		return false
	}
	if _, ok := errors.AsType[*sourceError](c.err); ok {
		return false
	}
	return c.flight.reached.Load() && !certificateError(c.err)
}

// redactor knows the secrets of this call too.
func (c *call) redactor() *redactor {
	own := reveal(c.req.Secrets...)
	if len(own) == 0 {
		return c.client.redactor
	}
	return newRedactor(append(own, c.client.hidden...))
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
		info.ServerRequestID = c.failure.ServerRequestID
	}
}
