package sellerwire

import (
	"net/http"
	"time"
)

// ResponseInfo describes what happened on the wire during one call. Pass one to the
// call with [WithResponseInfo]. It is filled when the call returns, even if it
// failed. The caller owns everything in it.
type ResponseInfo struct {
	// StatusCode is the HTTP status of the last attempt, 0 if it got no reply.
	StatusCode int
	// Header is a copy of the last reply's header, nil if there was none. Location
	// is left out: the target of a redirect may contain a credential.
	Header http.Header
	// Body is the last reply after decompression. It is empty for downloads, whose
	// bytes go to the caller. Unlike Error.Body it is complete, and secrets that
	// the service echoed are in it. In the Response of a bulk result they are
	// removed.
	Body []byte
	// Attempts is the number of attempts made. 0 means that the call ended before
	// the first: it was refused, or its context had ended.
	Attempts int
	// RequestID is the ID this module gave the call, or the caller's own.
	RequestID string
	// ServerRequestID is the ID the service sent back, if it has one.
	ServerRequestID string
	// Duration is the time the call took, waits included.
	Duration time.Duration
}
