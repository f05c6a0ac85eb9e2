package orderstest

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
// before. A handler that wrap returns can answer by itself, call next first and
// then spoil the reply, delay either, or cut the connection with
// panic(http.ErrAbortHandler). Requests that are being served keep the handlers
// they started with.
func (e *Emulator) Intercept(wrap func(next http.Handler) http.Handler) { e.shell.Intercept(wrap) }

// ClearIntercepts takes away all that [Emulator.Intercept] put around the service.
func (e *Emulator) ClearIntercepts() { e.shell.ClearIntercepts() }
