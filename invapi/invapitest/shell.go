package invapitest

import "net/http"

// ServeHTTP plays the service: use the emulator as a handler.
func (e *Emulator) ServeHTTP(w http.ResponseWriter, r *http.Request) { e.shell.ServeHTTP(w, r) }

// RoundTripper reaches the emulator without a network, as a client's Transport.
// Waits behind it can be tested in a testing/synctest bubble, where TCP would
// hang.
func (e *Emulator) RoundTripper() http.RoundTripper { return e.shell.RoundTripper() }

// Requests is the number of requests received so far, whatever became of them.
func (e *Emulator) Requests() int64 { return e.shell.Requests() }

// Intercept puts wrap around the service, outside of what was put around it
// before. A handler that wrap returns can answer by itself (the state stays as
// it was), call next first and then spoil the reply (the state has changed),
// delay either, or cut the connection with panic(http.ErrAbortHandler). Requests
// that are being served keep the handlers they started with.
func (e *Emulator) Intercept(wrap func(next http.Handler) http.Handler) { e.shell.Intercept(wrap) }

// ClearIntercepts takes away all that [Emulator.Intercept] put around the service.
func (e *Emulator) ClearIntercepts() { e.shell.ClearIntercepts() }

// Odd makes a share of the replies odd, from 0 for none to 1 for all: a field is
// dropped, emptied, doubled, respelled or renamed; the reply is cut, wrapped in an
// envelope, in HTML or in another encoding, or has another HTTP status. The header
// X-Odd says what was changed. The emulator serves the request as always, so its
// state tells what was done in truth. The same requests in the same order get the
// same replies for the same seed; each call of Odd starts anew. Odd replies are made
// inside of what [Emulator.Intercept] put around the service.
func (e *Emulator) Odd(rate float64, seed uint64) { e.shell.Odd(rate, seed) }
