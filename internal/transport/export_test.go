package transport

import (
	"crypto/x509"
	"net"
	"net/http"
)

// What the tests in package transport_test see of the inside.
var (
	ParseRetryAfter = parseRetryAfter
	Backoff         = backoff
	PlatformFaults  = platformFaults
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

// Trust makes the client's own transport trust a certificate.
func (c *Client) Trust(cert *x509.Certificate) {
	c.pooled.TLSClientConfig.RootCAs = x509.NewCertPool()
	c.pooled.TLSClientConfig.RootCAs.AddCert(cert)
}

// DialWith makes the client's own transport dial with another dialer.
func (c *Client) DialWith(dialer *net.Dialer) { c.pooled = newPool(dialer, c.settings.AttemptTimeout) }

// Fresh is the clone of a transport that keeps no connection.
func (c *Client) Fresh(of *http.Transport) *http.Transport { return c.fresh.of(of) }
