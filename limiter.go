package sellerwire

import (
	"context"
	"net/http"
)

// Limiter paces requests.
//
// The Limiter of golang.org/x/time/rate satisfies it:
//
//	limiter := rate.NewLimiter(rate.Every(time.Second), 1)
//	client, err := abebooks.New(credentials, sellerwire.WithLimiter(limiter))
//
// Wait is called once per attempt, retries included, from any goroutine. Its time
// does not count towards the attempt timeout. If Wait returns an error, the call
// ends: no further attempt is made, and the [Error] wraps that error.
type Limiter interface {
	// Wait blocks until one more request may be sent. It returns an error if none
	// may be, at the latest when ctx ends.
	Wait(ctx context.Context) error
}

// Middleware wraps the transport of a client to observe or change requests, for
// metrics, tracing or the headers of a proxy. New calls it once. The RoundTripper
// that it returns is called once per attempt, from any goroutine. It runs before
// the credentials are added: the request that it sees, including the body, holds no
// key, password, token or signature. The response that it sees is the service's
// own, unchanged.
//
// It may change headers, path and query. It must not change the host or the method.
// It must not change the length of a body that will hold credentials, because they
// have a fixed place there. If it does any of this, the attempt sends nothing and
// the call ends with an [Error].
//
// A middleware that sends a request more than once makes retries of its own. The
// safety rules of this module do not cover them.
type Middleware func(next http.RoundTripper) http.RoundTripper
