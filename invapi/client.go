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

	// retryWindow limits how late a retry may start. A later one could overwrite a
	// newer count.
	retryWindow    = 30 * time.Second
	attemptTimeout = 20 * time.Second
)

// Client sets quantities in one shop. It is safe for concurrent use. Make one and
// keep it. Concurrent calls of SetQuantity for the same product and store are not
// kept apart; one [Client.SetAll] keeps its own updates apart.
type Client struct {
	transport *transport.Client
}

// New returns a client for the shop at baseURL, with the token that the vendor's
// support issued. baseURL is the part before /api/product/inventory. There is no
// shared address, so baseURL is required, unless you use [sellerwire.WithBaseURL],
// which replaces it. The token is sent in the Authorization header. A token that
// contains a space, a line end or anything but visible ASCII is refused, not
// trimmed.
//
// New takes the options of package sellerwire and has none of its own. It does no
// I/O. A bad argument or option is a [sellerwire.InvalidError]. Defaults: 4
// attempts of 20 seconds each, none of which starts more than 30 seconds after the
// first.
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

// tokenFaults never quotes the token, not even a character of it.
func tokenFaults(token string) []sellerwire.FieldError {
	faults := transport.CredentialFaults("token", token)
	if at := strings.IndexFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }); faults == nil && at >= 0 {
		faults = []sellerwire.FieldError{{
			Field:  "token",
			Reason: fmt.Sprintf("it has a space, a line end or another character that is not allowed in a token, at byte %d", at),
		}}
	}
	return faults
}

// Close closes the idle connections of the client's own transport. It does not
// touch a transport set with [sellerwire.WithHTTPClient].
func (c *Client) Close() { c.transport.Close() }

// String returns the name of the service, and no credential.
func (c *Client) String() string { return c.transport.String() }

// GoString returns the same as String.
func (c *Client) GoString() string { return c.String() }
