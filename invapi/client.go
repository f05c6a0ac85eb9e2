package invapi

import (
	"fmt"
	"strings"
	"time"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/transport"
)

const (
	service = "invapi"
	path    = "api/product/inventory"

	// retryWindow bounds how late a retry may start: later it could overwrite a
	// newer count.
	retryWindow    = 30 * time.Second
	attemptTimeout = 20 * time.Second
)

// Client sets quantities in one shop. It is safe for concurrent use and is
// meant to be kept. Only [Client.SetAll] keeps updates of the same product and
// store apart, and only its own.
type Client struct {
	transport *transport.Client
}

// New makes a client for the shop at baseURL, what stands before
// /api/product/inventory, with the token that the vendor's support issued. There
// is no shared address: baseURL is required (or [sellerwire.WithBaseURL], which
// replaces it). The token is sent as it is, in the
// Authorization header; one with spaces, line ends or anything else but visible
// ASCII is refused, not trimmed.
//
// New takes the options of package sellerwire and has none of its own, does no
// I/O, and returns a [sellerwire.InvalidError] for a bad argument or option.
// Defaults: 4 attempts within 30 seconds, 20 seconds each.
func New(baseURL, token string, opts ...sellerwire.Option) (*Client, error) {
	t, err := transport.New(transport.Service{
		Name:    service,
		BaseURL: baseURL,
		Auth:    transport.Bearer{Token: sellerwire.NewSecret(token)},
		Check:   func() []sellerwire.FieldError { return tokenFaults(token) },
	}, opts)
	if err != nil {
		return nil, err
	}
	return &Client{t}, nil
}

// tokenFaults never repeats the token, nor any character of it.
func tokenFaults(token string) []sellerwire.FieldError {
	faults := transport.CredentialFaults("token", token)
	if at := strings.IndexFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }); faults == nil && at >= 0 {
		faults = []sellerwire.FieldError{{
			Field: "token", Reason: fmt.Sprintf("it has a space, a line end or another character that no token holds, at byte %d", at),
		}}
	}
	return faults
}

// Close releases the idle connections of the client's own transport. A
// transport given with [sellerwire.WithHTTPClient] is left alone.
func (c *Client) Close() { c.transport.Close() }

// String names the service, and no credential.
func (c *Client) String() string { return c.transport.String() }

// GoString is String.
func (c *Client) GoString() string { return c.String() }
