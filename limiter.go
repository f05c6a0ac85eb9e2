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
// Wait is called once per attempt, retries included, and its time does not
// count towards the attempt timeout. An error of Wait ends the call; nothing
// is sent.
type Limiter interface {
	Wait(ctx context.Context) error
}

// Middleware wraps the transport of a client, to observe or change requests:
// metrics, tracing, headers of a proxy. It runs once per attempt, above the
// credentials: the request it sees holds no key, password, token or signature,
// and neither does its body. A change of the body's length is refused, since
// the credentials are put in at a known place.
//
// A middleware that sends a request more than once makes its own retries; the
// safety rules of this module do not reach into it. The response it sees is
// the service's.
type Middleware func(next http.RoundTripper) http.RoundTripper
