package transport

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/sellerwire/sellerwire"
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
	// act. A 4xx but 408 is a refusal by itself unless Lost.
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
	// RetryNever: repeating does not help, or does harm.
	RetryNever
	// RetryAlways: the service took nothing and may be asked again.
	RetryAlways
	// RetryOnce: as RetryAlways, one time.
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

// Unexpected is the failure of a reply that is not one of the service's: it
// names the content type and the first bytes.
func Unexpected(r *Reply, format string, args ...any) *Failure {
	return &Failure{
		Kinds: append([]error{sellerwire.ErrUnexpectedContent}, statusKinds(r.StatusCode)...),
		Lost:  r.Success(),
		Retry: unexpectedRetry(r),
		Err:   errors.New(fmt.Sprintf(format, args...) + r.described()),
	}
}

// described is what a reply that cannot be read looks like.
func (r *Reply) described() string {
	var looks []string
	if kind := r.Redact(r.Header.Get("Content-Type")); kind != "" {
		looks = append(looks, fmt.Sprintf("content type %q", kind))
	}
	if start := r.snippet(); start != "" {
		looks = append(looks, fmt.Sprintf("starts %q", start))
	}
	if looks == nil {
		return ""
	}
	return "; " + strings.Join(looks, ", ")
}

// unexpectedRetry: a 2xx that cannot be read will not read better next time.
func unexpectedRetry(r *Reply) Retry {
	if r.Success() {
		return RetryNever
	}
	return RetryByStatus
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

// FirstCode is the first of the service's codes in err, empty if there is none.
func FirstCode(err error) string {
	if e, ok := errors.AsType[*sellerwire.Error](err); ok && len(e.Codes) > 0 {
		return e.Codes[0]
	}
	return ""
}
