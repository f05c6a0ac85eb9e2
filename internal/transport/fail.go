package transport

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"

	"github.com/sellerwire/sellerwire"
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
		Err:   fmt.Errorf("%s; content type %q, starts %q", fmt.Sprintf(format, args...), r.Redact(r.Header.Get("Content-Type")), r.snippet()),
	}
}

// unexpectedRetry: a 2xx that cannot be read will not read better next time.
func unexpectedRetry(r *Reply) Retry {
	if r.Success() {
		return RetryNever
	}
	return RetryByStatus
}

// snippetBytes is how much of a body an error's text shows.
const snippetBytes = 200

// snippet is the start of the body without secrets. They are taken out before
// it is quoted, which could give them a form that is not searched for.
func (r *Reply) snippet() string {
	body := r.Body[:min(len(r.Body), snippetBytes)]
	if r.call != nil {
		body = []byte(r.call.redactor().start(string(body)))
	}
	return Snippet(body)
}

// Snippet is the start of a body, for an error's text.
func Snippet(body []byte) string {
	text := string(body[:min(len(body), snippetBytes)])
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
	return c.flight.reached.Load() && !errors.Is(c.err, sellerwire.ErrResponseTooLarge) &&
		!isSourceError(c.err) && !hopeless(c.err)
}

// hopeless errors come back the same: a name that does not exist, a
// certificate that is not trusted, a server that speaks no TLS.
func hopeless(err error) bool {
	if dns, ok := errors.AsType[*net.DNSError](err); ok && dns.IsNotFound {
		return true
	}
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok || errors.Is(err, http.ErrSchemeMismatch) {
		return true
	}
	return certificateError(err) || strings.Contains(err.Error(), invalidHeader)
}

func certificateError(err error) bool {
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return true
	}
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
	e := &sellerwire.Error{
		Service: service, Operation: operation, Outcome: sellerwire.OutcomeNotSent,
		Kinds: []error{sellerwire.ErrNotSent}, Err: why,
	}
	if before, ok := errors.AsType[*sellerwire.Error](why); ok {
		e.RetryAfter = before.RetryAfter // where a caller looks for it
	}
	return e
}
