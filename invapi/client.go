package invapi

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/transport"
)

const (
	service = "invapi"
	path    = "api/product/inventory"

	// retryWindow bounds how late a repeat may start: later it could overwrite a
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
// is no shared address: baseURL is required. The token is sent as it is, in the
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
	}, opts)
	if reason := tokenFault(token); reason != "" {
		err = withFault(err, sellerwire.FieldError{Field: "token", Reason: reason})
	}
	if err != nil {
		return nil, err
	}
	return &Client{t}, nil
}

// withFault adds a fault to those that were found already.
func withFault(err error, fault sellerwire.FieldError) error {
	invalid := &sellerwire.InvalidError{Service: service, Operation: "new"}
	if found, ok := errors.AsType[*sellerwire.InvalidError](err); ok {
		invalid.Fields = found.Fields
	}
	invalid.Fields = append(invalid.Fields, fault)
	return invalid
}

func tokenFault(token string) string {
	if token == "" {
		return "it is empty"
	}
	if i := strings.IndexFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }); i >= 0 {
		return fmt.Sprintf("it has a space, a line end or another character that no token holds, at byte %d", i)
	}
	return ""
}

// Close releases the idle connections of the client's own transport. A
// transport given with [sellerwire.WithHTTPClient] is left alone.
func (c *Client) Close() { c.transport.Close() }

// String names the service, and no credential.
func (c *Client) String() string { return c.transport.String() }

// GoString is String.
func (c *Client) GoString() string { return c.String() }
