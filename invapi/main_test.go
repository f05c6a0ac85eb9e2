package invapi_test

import (
	"flag"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/invapi"
	"github.com/sellerwire/sellerwire/invapi/invapitest"
)

var (
	fullSize = flag.Bool("full", false, "run the test under random faults at its full size")
)

// token has characters that encodings escape.
const token = "tok/en+4711="

// suit is the vendor's second example, with another quantity.
func suit(quantity int) invapi.Update {
	return invapi.Update{Product: invapi.BySKU("ZOOT-SUIT", "34", "D"), Store: "3", Quantity: quantity}
}

// newClient makes a client with the token and hardly any wait between
// attempts.
func newClient(tb testing.TB, url string, opts ...sellerwire.Option) *invapi.Client {
	tb.Helper()
	opts = append([]sellerwire.Option{attempts(4)}, opts...)
	client, err := invapi.New(url, token, opts...)
	require.NoError(tb, err)
	tb.Cleanup(client.Close)
	return client
}

func attempts(n int) sellerwire.Option {
	return sellerwire.WithRetry(sellerwire.RetryPolicy{MaxAttempts: n, MinBackoff: time.Millisecond, MaxBackoff: time.Millisecond})
}

// shop is an emulator with the documented products, without a network.
func shop() *invapitest.Emulator {
	e := invapitest.New(invapitest.Options{Token: token})
	e.SeedDocumented()
	return e
}

// inMemory makes a client of an emulator without a network, with the default
// policy.
func inMemory(tb testing.TB, e *invapitest.Emulator, opts ...sellerwire.Option) *invapi.Client {
	tb.Helper()
	opts = append([]sellerwire.Option{sellerwire.WithHTTPClient(&http.Client{Transport: e.RoundTripper()})}, opts...)
	client, err := invapi.New("http://127.0.0.1", token, opts...)
	require.NoError(tb, err)
	return client
}

// intercept puts a handler before the emulator.
func intercept(e *invapitest.Emulator, serve func(w http.ResponseWriter, r *http.Request, next http.Handler)) {
	e.Intercept(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { serve(w, r, next) })
	})
}

// serveAll answers every request alike and counts them.
func serveAll(tb testing.TB, handler http.HandlerFunc) (url string, requests *atomic.Int64) {
	tb.Helper()
	requests = &atomic.Int64{}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		handler(w, r)
	}))
	tb.Cleanup(srv.Close)
	return srv.URL, requests
}

// asError is the sellerwire.Error that a call failed with.
func asError(tb testing.TB, err error) *sellerwire.Error {
	tb.Helper()
	var e *sellerwire.Error
	require.ErrorAs(tb, err, &e)
	return e
}

// asInvalid is the list of faults that a call was refused for.
func asInvalid(tb testing.TB, err error) *sellerwire.InvalidError {
	tb.Helper()
	var e *sellerwire.InvalidError
	require.ErrorAs(tb, err, &e)
	require.ErrorIs(tb, err, sellerwire.ErrInvalidRequest)
	require.ErrorIs(tb, err, sellerwire.ErrNotSent)
	return e
}
