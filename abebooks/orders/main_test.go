package orders_test

import (
	"flag"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/abebooks/orders"
)

var (
	full = flag.Bool("full", false, "run the tests that are sized by it at their full size")
)

const (
	testUsername = "paper&ink@example.com" // has to be escaped in XML
	testAPIKey   = "5d41402abc4b2a76b971"
)

// quickly keeps waits between attempts out of tests over real connections.
var quickly = sellerwire.WithRetry(sellerwire.RetryPolicy{MinBackoff: time.Millisecond, MaxBackoff: 2 * time.Millisecond})

func newClient(t testing.TB, opts ...sellerwire.Option) *orders.Client {
	t.Helper()
	client, err := orders.New(testUsername, testAPIKey, opts...)
	require.NoError(t, err)
	t.Cleanup(client.Close)
	return client
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// replying is a client whose requests are all answered in the same way.
func replying(t testing.TB, status int, body string, opts ...sellerwire.Option) *orders.Client {
	t.Helper()
	transport := roundTripper(func(r *http.Request) (*http.Response, error) {
		_, err := io.Copy(io.Discard, r.Body)
		_ = r.Body.Close()
		return &http.Response{
			StatusCode: status, Header: http.Header{"Content-Type": {"text/xml; charset=UTF-8"}}, // which is wrong
			Body: io.NopCloser(strings.NewReader(body)), Request: r,
		}, err
	})
	return newClient(t, append([]sellerwire.Option{quickly, sellerwire.WithHTTPClient(&http.Client{Transport: transport})}, opts...)...)
}

func read(t testing.TB, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("testdata", name))
	require.NoError(t, err)
	return string(content)
}
