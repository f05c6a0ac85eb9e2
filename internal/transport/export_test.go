package transport

import "net/http"

// What the tests in package transport_test see of the inside.
var (
	ParseRetryAfter = parseRetryAfter
	Backoff         = backoff
)

// Stages are our round trippers.
func Stages() []http.RoundTripper {
	return []http.RoundTripper{&admission{}, &credentials{}}
}

// HTTPClient is the http.Client that the engine is given.
func (c *Client) HTTPClient() *http.Client { return c.http }

// RedactError and RedactStart are the redactor's for these secrets.
func RedactError(err error, secrets ...string) error { return newRedactor(secrets).error(err) }

func RedactStart(text string, secrets ...string) string { return newRedactor(secrets).start(text) }
