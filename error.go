package sellerwire

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// The kinds of failure a caller branches on, with errors.Is. An error may be
// of several kinds: a lost reply of a refund is both ErrOutcomeUnknown and
// ErrUnavailable.
var (
	// ErrNotSent: it is proven that nothing of this call reached the service.
	// Calling again is safe.
	ErrNotSent = errors.New("not sent")
	// ErrUnauthorized: the service does not accept the credentials.
	ErrUnauthorized = errors.New("unauthorized")
	// ErrForbidden: the credentials are good but lack the right.
	ErrForbidden = errors.New("forbidden")
	// ErrNotFound: the service has no such order, item, file or report.
	ErrNotFound = errors.New("not found")
	// ErrInvalidRequest: the request is at fault; repeating it will not help.
	// Joined with ErrNotSent if this module found the fault, see [InvalidError].
	ErrInvalidRequest = errors.New("invalid request")
	// ErrConflict: the request contradicts one that came before.
	ErrConflict = errors.New("conflict")
	// ErrRateLimited: too many requests, or a lock-out. [Error] has the wait that
	// the service asked for, if it did.
	ErrRateLimited = errors.New("rate limited")
	// ErrUnavailable: the service or the way to it is down or too slow.
	ErrUnavailable = errors.New("unavailable")
	// ErrOutcomeUnknown: the service may have acted and may not have. Look at
	// the service before you repeat the call; the operation says how.
	ErrOutcomeUnknown = errors.New("outcome unknown")
	// ErrClockSkew: the service refused a signed request, and its Date header is
	// more than 4 minutes off this machine's clock; signatures are valid for 5.
	// Error.ClockSkew says by how much.
	ErrClockSkew = errors.New("clock skew")
	// ErrResponseTooLarge: the reply is longer than [WithMaxResponseBytes].
	ErrResponseTooLarge = errors.New("response too large")
	// ErrUnexpectedContent: the reply is not one of the service's: HTML, cut off,
	// empty, of an unknown form, a redirect.
	ErrUnexpectedContent = errors.New("unexpected content")
)

// Error is what a failed call returns once its input has passed validation. Use
// errors.Is with the Err values of this package to branch on the kind, and
// [errors.AsType] or errors.As to read the details. The error and all it holds
// are the caller's.
type Error struct {
	// Service and Operation name the call, such as "purchase" and "place order".
	Service   string
	Operation string
	// Item names what the call was about, such as `book "SKU-1"`, in the words of
	// [FieldError]; empty where that is nothing in particular.
	Item string
	// StatusCode is the HTTP status of the last attempt, 0 if it got no reply.
	StatusCode int
	// Codes are the service's own codes, in its order; empty if it gave none. The
	// service packages have typed ones, and a CodeOf that reads them.
	Codes []string
	// Messages are the service's own words, scrubbed of secrets.
	Messages []string
	// RequestID is the ID of this call, the same over all its attempts. It is
	// sent to services that have a header for it; quote it to their support.
	RequestID string
	// ServerRequestID is the ID that the service returned, if any.
	ServerRequestID string
	// Attempts is the number of attempts made, 0 if the call ended before the
	// first: its context was over, or a [Limiter] let nothing through.
	Attempts int
	// RetryAfter is the wait that the service asked for with its last reply, 0
	// if it did not.
	RetryAfter time.Duration
	// ClockSkew is the service's clock minus this machine's when the error
	// matches [ErrClockSkew].
	ClockSkew time.Duration
	// Outcome says what became of the change that the call was to make.
	// OutcomeNone for calls that change nothing.
	Outcome Outcome
	// Kinds are the Err values of this package that the error matches.
	Kinds []error
	// Body is the start of the last reply, at most 4 KiB, scrubbed of secrets.
	// It is in no text that this error makes: it may hold a buyer's address.
	Body []byte
	// Err is the cause: of the network, of the decoder, of the service. nil if
	// Messages say all there is.
	Err error
}

// Error tells the whole story on one line, without secrets.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Service)
	if e.Operation != "" {
		b.WriteString(": " + e.Operation)
	}
	if e.Item != "" {
		b.WriteString(": " + oneLine(e.Item))
	}
	for i, kind := range e.Kinds {
		if i == 0 {
			b.WriteString(": ")
		} else {
			b.WriteString(", ")
		}
		b.WriteString(kind.Error())
		if kind == ErrClockSkew {
			side := "behind"
			if e.ClockSkew < 0 {
				side = "ahead"
			}
			fmt.Fprintf(&b, " of %s, this machine is %s", e.ClockSkew.Abs().Round(time.Second), side)
		}
	}
	if len(e.Messages) > 0 {
		b.WriteString(": " + oneLine(strings.Join(e.Messages, "; ")))
	}
	if e.Err != nil && !e.says(e.Err.Error()) {
		b.WriteString(": " + oneLine(e.Err.Error()))
	}
	if details := e.details(); len(details) > 0 {
		b.WriteString(" (" + strings.Join(details, ", ") + ")")
	}
	return b.String()
}

// says tells whether a kind or the service has the same words.
func (e *Error) says(text string) bool {
	text = strings.TrimRight(text, ".! ")
	return slices.ContainsFunc(e.Kinds, func(kind error) bool { return strings.EqualFold(kind.Error(), text) }) ||
		slices.ContainsFunc(e.Messages, func(message string) bool { return strings.EqualFold(strings.TrimRight(message, ".! "), text) })
}

func (e *Error) details() []string {
	var d []string
	if e.StatusCode != 0 {
		d = append(d, "HTTP "+strconv.Itoa(e.StatusCode))
	}
	switch len(e.Codes) {
	case 0:
	case 1:
		d = append(d, "code "+oneLine(e.Codes[0]))
	default:
		d = append(d, "codes "+oneLine(strings.Join(e.Codes, " ")))
	}
	if e.RetryAfter > 0 {
		d = append(d, "retry after "+e.RetryAfter.Round(time.Millisecond).String())
	}
	if e.RequestID != "" {
		d = append(d, "request ID "+oneLine(e.RequestID))
	}
	if e.ServerRequestID != "" && !strings.EqualFold(e.ServerRequestID, e.RequestID) {
		d = append(d, "service's request ID "+oneLine(e.ServerRequestID))
	}
	switch {
	case e.Attempts == 1:
		d = append(d, "1 attempt")
	case e.Attempts > 1:
		d = append(d, strconv.Itoa(e.Attempts)+" attempts")
	}
	return d
}

// Unwrap returns the kinds and the cause. What the cause says of the outcome of
// another call, which a limiter or a middleware may have made, is left out of it.
func (e *Error) Unwrap() []error {
	all := make([]error, 0, len(e.Kinds)+1)
	all = append(all, e.Kinds...)
	switch {
	case e.Err == nil:
	case errors.Is(e.Err, ErrNotSent), errors.Is(e.Err, ErrOutcomeUnknown):
		all = append(all, &otherCall{e.Err})
	default:
		all = append(all, e.Err)
	}
	return all
}

// otherCall keeps the outcome of another call from being taken for that of the
// error it stands in. Whatever else it is stays findable.
type otherCall struct{ err error }

func (o *otherCall) Error() string { return o.err.Error() }

// Is asks the error, but not for an outcome.
func (o *otherCall) Is(target error) bool {
	return target != ErrNotSent && target != ErrOutcomeUnknown && errors.Is(o.err, target)
}

// As asks the error.
func (o *otherCall) As(target any) bool { return errors.As(o.err, target) }

// Timeout tells whether the call failed because it took too long: an attempt's
// own limit or the context's deadline. It is false for a call that was canceled.
func (e *Error) Timeout() bool {
	if errors.Is(e.Err, context.Canceled) {
		return false // whatever the attempt before it died of
	}
	t, ok := errors.AsType[interface {
		error
		Timeout() bool
	}](e.Err)
	return ok && t.Timeout()
}

// LogValue implements [slog.LogValuer] with the fields an operator searches
// for. The body is not among them.
func (e *Error) LogValue() slog.Value {
	attrs := []slog.Attr{
		slog.String("msg", e.Error()),
		slog.String("service", e.Service),
		slog.String("operation", e.Operation),
		slog.Int("status", e.StatusCode),
		slog.String("request_id", e.RequestID),
		slog.Int("attempts", e.Attempts),
	}
	if e.Item != "" {
		attrs = append(attrs, slog.String("item", e.Item))
	}
	if len(e.Codes) > 0 {
		attrs = append(attrs, slog.Any("codes", e.Codes))
	}
	if e.ServerRequestID != "" {
		attrs = append(attrs, slog.String("server_request_id", e.ServerRequestID))
	}
	if e.Outcome != OutcomeNone {
		attrs = append(attrs, slog.String("outcome", e.Outcome.String()))
	}
	return slog.GroupValue(attrs...)
}

// GoString keeps %#v as short and as safe as Error.
func (e *Error) GoString() string { return fmt.Sprintf("&sellerwire.Error{%q}", e.Error()) }

// maxTextRunes bounds what a service's words may add to an error's text.
const maxTextRunes = 500

// oneLine makes foreign text fit for one line of a log: control characters
// become spaces and the length is bounded.
func oneLine(text string) string {
	var b strings.Builder
	n := 0
	for _, r := range text {
		if n++; n > maxTextRunes {
			b.WriteString("...")
			break
		}
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			r = ' '
		}
		b.WriteRune(r)
	}
	return b.String()
}
