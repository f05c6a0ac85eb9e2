package sellerwire

import (
	"context"
	"net/http"
)

// Limiter paces requests. Wait returns when one more request may be sent, or
// with an error when it may not, at the latest when the context ends.
//
// The Limiter of golang.org/x/time/rate satisfies it:
//
//	limiter := rate.NewLimiter(rate.Every(time.Second), 1)
//	client, err := abebooks.New(credentials, sellerwire.WithLimiter(limiter))
//
// Wait is called once per attempt, retries included, from any goroutine, and its
// time does not count towards the attempt timeout. An error of Wait ends the
// call: no attempt follows, and the [Error] wraps it.
type Limiter interface {
	// Wait blocks until one more request may be sent.
	Wait(ctx context.Context) error
}

// Middleware wraps the transport of a client, to observe or change requests:
// metrics, tracing, headers of a proxy. It is called once, by New; what it
// returns is called once per attempt, from any goroutine, above the credentials:
// the request it sees holds no key, password, token or signature, and neither
// does its body. The response it sees is the service's, as it came.
//
// It may change headers, the path and the query. Another host or method is
// refused, and so is another length of a body into which credentials are put:
// they have a known place. Such an attempt sends nothing and ends the call with
// an [Error].
//
// A middleware that sends a request more than once makes its own retries; the
// safety rules of this module do not reach into it.
type Middleware func(next http.RoundTripper) http.RoundTripper
