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

// The kinds of failure. Use errors.Is to branch on them. An error can be of several
// kinds: the lost reply to a refund is both ErrOutcomeUnknown and ErrUnavailable.
var (
	// ErrNotSent means that nothing of this call reached the service, and that
	// this is proven. Calling again is safe.
	ErrNotSent = errors.New("not sent")
	// ErrUnauthorized means that the service does not accept the credentials.
	ErrUnauthorized = errors.New("unauthorized")
	// ErrForbidden means that the credentials are valid but lack the permission.
	ErrForbidden = errors.New("forbidden")
	// ErrNotFound means that the service has no such order, item, file or report.
	ErrNotFound = errors.New("not found")
	// ErrInvalidRequest means that something is wrong with the request: a retry
	// will not help. If this module found the fault, the error matches ErrNotSent
	// too; see [InvalidError].
	ErrInvalidRequest = errors.New("invalid request")
	// ErrConflict means that the request contradicts an earlier one.
	ErrConflict = errors.New("conflict")
	// ErrRateLimited means too many requests, or a lock-out. Error.RetryAfter is
	// the wait that the service asked for, if it asked for one.
	ErrRateLimited = errors.New("rate limited")
	// ErrUnavailable means that the service, or the network on the way to it, is
	// down or too slow.
	ErrUnavailable = errors.New("unavailable")
	// ErrOutcomeUnknown means that the service may or may not have acted. Find
	// out at the service before you call again; each operation says how.
	ErrOutcomeUnknown = errors.New("outcome unknown")
	// ErrClockSkew means that the service refused a signed request, and that its
	// clock and this machine's differ by more than 4 minutes. Signatures are valid
	// for 5. Error.ClockSkew is the difference.
	ErrClockSkew = errors.New("clock skew")
	// ErrResponseTooLarge means that the reply is longer than its limit; see
	// [WithMaxResponseBytes].
	ErrResponseTooLarge = errors.New("response too large")
	// ErrUnexpectedContent means that the reply is not in a form of this service:
	// HTML, cut short, empty, unknown, or a redirect.
	ErrUnexpectedContent = errors.New("unexpected content")
)

// Error is what a call returns when it fails after its input has passed validation.
// Use errors.Is with the Err values of this package to branch on the kind, and
// errors.AsType or errors.As to read the details. The caller owns the error and
// everything in it.
type Error struct {
	// Service and Operation name the call, such as "purchase" and "place order".
	Service   string
	Operation string
	// Item names what the call was about, such as `book "SKU-1"`, as
	// [FieldError] does. It is empty if the call was about nothing in particular.
	Item string
	// StatusCode is the HTTP status of the last attempt, 0 if it got no reply.
	StatusCode int
	// Codes are the service's own codes, in its order; empty if it gave none. The
	// service packages have typed ones, and a CodeOf that reads them.
	Codes []string
	// Messages are the service's own words, without secrets.
	Messages []string
	// RequestID is the ID of this call, the same over all its attempts. It is
	// sent to services that have a header for it; quote it to their support.
	RequestID string
	// ServerRequestID is the ID that the service returned, if any.
	ServerRequestID string
	// Attempts is the number of attempts made. 0 means that the call ended before
	// the first: its context had ended, or a [Limiter] refused.
	Attempts int
	// RetryAfter is the wait that the last reply asked for. 0 means none.
	RetryAfter time.Duration
	// ClockSkew is the service's clock minus this machine's when the error
	// matches [ErrClockSkew].
	ClockSkew time.Duration
	// Outcome says what became of the change. It is OutcomeNone for calls that
	// change nothing.
	Outcome Outcome
	// Kinds are the Err values of this package that the error matches.
	Kinds []error
	// Body is the start of the last reply, at most 4 KiB, without secrets. No
	// text of this error shows it, because it may hold a buyer's address.
	Body []byte
	// Err is the cause, from the network, the decoder or the service. Nil means
	// that Messages says everything.
	Err error
}

// Error returns one line that says what happened, without secrets.
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

// Unwrap returns the kinds and the cause. If the cause, such as the error of a
// limiter or a middleware, holds the outcome of another call, that outcome is left
// out.
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

// Timeout reports whether the call failed because it took too long: an attempt
// reached its limit, or the context its deadline. It is false for a call that was
// canceled.
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
