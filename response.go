package sellerwire

import (
	"net/http"
	"time"
)

// ResponseInfo says what happened on the wire during one call. Hand one to the
// call with [WithResponseInfo]; it is filled when the call returns, also when
// it failed. What is in it then is the caller's.
type ResponseInfo struct {
	// StatusCode is the HTTP status of the last attempt, 0 if it got no reply.
	StatusCode int
	// Header is a copy of the last reply's header, nil if there was none. It has
	// no Location: what a redirect points at may repeat a credential.
	Header http.Header
	// Body is the last reply as it came, after decompression; empty for
	// downloads, whose bytes go to the caller. Unlike the body on an [Error] it
	// is complete, and what the service echoed is in it.
	Body []byte
	// Attempts is the number of attempts made. 0 means that the call ended
	// before the first: it was refused, or its context was over.
	Attempts int
	// RequestID is the ID this module gave the call, or the caller's own.
	RequestID string
	// ServerRequestID is the ID the service sent back, if it has one.
	ServerRequestID string
	// Duration is the time the call took, waits included.
	Duration time.Duration
}
