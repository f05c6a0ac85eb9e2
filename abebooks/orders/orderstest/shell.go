package orderstest

import "net/http"

// ServeHTTP answers a request as the service would. It makes the emulator an
// [http.Handler].
func (e *Emulator) ServeHTTP(w http.ResponseWriter, r *http.Request) { e.shell.ServeHTTP(w, r) }

// RoundTripper returns a transport for clients that reaches the emulator without a
// network. It works in a testing/synctest bubble, where TCP would hang.
func (e *Emulator) RoundTripper() http.RoundTripper { return e.shell.RoundTripper() }

// Requests returns the number of requests received so far, refused ones included.
func (e *Emulator) Requests() int64 { return e.shell.Requests() }

// Intercept wraps the service in another handler. The last one added is outermost. It
// can answer without calling next, which leaves the state unchanged; call next and
// then change the reply; delay either; or cut the connection with
// panic(http.ErrAbortHandler). Requests in flight keep the handlers they started with.
func (e *Emulator) Intercept(wrap func(next http.Handler) http.Handler) { e.shell.Intercept(wrap) }

// ClearIntercepts removes what [Emulator.Intercept] added. [Emulator.Odd] stays as it
// is.
func (e *Emulator) ClearIntercepts() { e.shell.ClearIntercepts() }

// Odd changes a share of the replies, from 0 for none to 1 for all, each in one way
// that is possible but not documented: a field is dropped, emptied, doubled,
// respelled or renamed; the reply is cut short, wrapped in an envelope, preceded by or
// wrapped in HTML, written in another encoding, or sent with another HTTP status. The
// header X-Odd says which.
//
// Only the reply is changed. The emulator has acted on the request as always, and its
// state shows what it did. The same seed and the same requests in the same order give
// the same replies. Each call of Odd starts again from the first reply.
func (e *Emulator) Odd(rate float64, seed uint64) { e.shell.Odd(rate, seed) }
