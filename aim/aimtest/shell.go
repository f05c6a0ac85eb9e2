package aimtest

import "net/http"

// ServeHTTP serves a request to the service. It makes the emulator an http.Handler.
func (e *Emulator) ServeHTTP(w http.ResponseWriter, r *http.Request) { e.shell.ServeHTTP(w, r) }

// RoundTripper returns a client's Transport that reaches the emulator without a network.
// With it, waits can be tested in a testing/synctest bubble, where TCP would hang.
func (e *Emulator) RoundTripper() http.RoundTripper { return e.shell.RoundTripper() }

// Requests returns the number of requests received so far, whatever their result.
func (e *Emulator) Requests() int64 { return e.shell.Requests() }

// Intercept puts wrap around the service, outside earlier intercepts. The handler that
// wrap returns can answer itself (the state does not change), call next and then spoil
// the reply (the state has changed), delay either, or cut the connection with
// panic(http.ErrAbortHandler). Requests in flight keep the handlers that they started
// with.
func (e *Emulator) Intercept(wrap func(next http.Handler) http.Handler) { e.shell.Intercept(wrap) }

// ClearIntercepts removes everything that [Emulator.Intercept] put around the service.
func (e *Emulator) ClearIntercepts() { e.shell.ClearIntercepts() }

// Odd makes a share of the replies odd, from 0 for none to 1 for all. A field is dropped,
// emptied, doubled, respelled or renamed. Or the reply is cut, wrapped in an envelope, in
// HTML or in another encoding, or gets another HTTP status. The header X-Odd says what
// was changed. The emulator processes the request as usual, so its state shows what was
// really done. The same requests in the same order get the same replies for the same
// seed; each call of Odd starts again. Replies are made odd before [Emulator.Intercept]
// sees them.
func (e *Emulator) Odd(rate float64, seed uint64) { e.shell.Odd(rate, seed) }
