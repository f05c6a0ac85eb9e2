package twd

import (
	"net/url"
	"strings"
	"time"
	"unicode"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/charset"
	"github.com/sellerwire/sellerwire/internal/inflight"
	"github.com/sellerwire/sellerwire/internal/transport"
)

const (
	service = "twd"
	keyName = "apikey"

	// retryWindow is the time in which an update may be retried. A later retry could
	// undo a newer change.
	retryWindow = 30 * time.Second
	// attemptTimeout is long for a script that prints 50 items.
	attemptTimeout = 30 * time.Second
)

// Client works on the inventory of one installation. It is safe for concurrent use.
// Keep one and reuse it: a client sends one change of an item at a time, which it
// cannot do for the changes of another client.
type Client struct {
	transport *transport.Client
	config    config
	key       sellerwire.Secret // escaped, as it stands in a body
	items     inflight.Keys     // by stock number
}

// New makes a client for the installation whose script is at baseURL, with the
// access key that its administrator has set. baseURL is required. It includes the
// name of the script, as in https://my.server.com/pathtoapi/api.pl, and has no
// query. [sellerwire.WithBaseURL] replaces it. The key is printable ASCII without
// spaces around it.
//
// New takes the options of package sellerwire and of this package. It does no I/O.
// A bad argument or option is a [sellerwire.InvalidError]. Defaults: POST for
// everything, text in ISO-8859-1, 4 attempts of 30 seconds each, no retry of an
// update after 30 seconds.
func New(baseURL, apiKey string, opts ...sellerwire.Option) (*Client, error) {
	c := &Client{
		config: config{encoding: charset.Windows1252, pageSize: DefaultPageSize},
		key:    sellerwire.NewSecret(url.QueryEscape(apiKey)),
	}
	t, err := transport.New(transport.Service{
		Name:    service,
		BaseURL: baseURL,
		Auth:    transport.QueryKey{Name: keyName, Key: sellerwire.NewSecret(apiKey)},
		Config:  &c.config,
		Check:   func() []sellerwire.FieldError { return keyFaults(apiKey) },
	}, opts)
	if err != nil {
		return nil, err
	}
	c.transport = t
	return c, nil
}

// keyFaults never repeats the key, nor any character of it.
func keyFaults(key string) []sellerwire.FieldError {
	faults := transport.CredentialFaults("API key", key)
	if faults == nil && strings.ContainsFunc(key, func(r rune) bool { return r > unicode.MaxASCII }) {
		faults = []sellerwire.FieldError{{Field: "API key", Reason: "must be printable ASCII"}}
	}
	return faults
}

func invalid(operation string, faults []sellerwire.FieldError) error {
	return &sellerwire.InvalidError{Service: service, Operation: operation, Fields: faults}
}

// Close closes the idle connections of the client's own transport. A transport set
// with [sellerwire.WithHTTPClient] is left alone.
func (c *Client) Close() { c.transport.Close() }

// String returns the name of the service. It shows no credential.
func (c *Client) String() string { return c.transport.String() }

// GoString returns the same as String.
func (c *Client) GoString() string { return c.String() }
