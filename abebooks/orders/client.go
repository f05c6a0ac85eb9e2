package orders

import (
	"strconv"
	"time"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/abexml"
	"github.com/sellerwire/sellerwire/internal/settings"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// DefaultBaseURL is the service's address, port included.
// [sellerwire.WithBaseURL] replaces it.
const DefaultBaseURL = "https://orderupdate.abebooks.com:10003/"

const (
	service = "orders"
	// attemptTimeout is far more than the half second that two orders took.
	attemptTimeout = 60 * time.Second
	// maxResponseBytes is enough for some 20,000 orders. There are no pages, so a
	// list that is too large could not be read at all.
	maxResponseBytes = 64 << 20
)

// Client reads one seller's orders. It is safe for concurrent use. Make one and
// keep it.
type Client struct {
	transport *transport.Client
	account   abexml.Account
	config    config
}

// config is what this package's own options set.
type config struct{ missingList bool }

// WithMissingList treats a reply without a list of orders as an empty list. The
// service probably sends an empty list when no order waits, but it may omit the
// list instead. Default: such a reply is an error, because it may be the reply to
// something else.
func WithMissingList() sellerwire.Option {
	return settings.ForClient("orders.WithMissingList", func(c *config) error {
		c.missingList = true
		return nil
	})
}

// New returns a client for the account's user name (or client PIN, or e-mail
// address) and the "Classic" API key from the vendor's Manage API Keys page. Both
// are sent in the request body. Keys have permissions per API: a key that can
// update the inventory may be refused here with [sellerwire.ErrForbidden].
//
// New takes the options of package sellerwire and [WithMissingList]. It does no
// I/O. Empty credentials or a bad option are a [sellerwire.InvalidError]. Defaults:
// the service's own address, 4 attempts of 60 seconds each, and replies of at most
// 64 MiB.
func New(username, apiKey string, opts ...sellerwire.Option) (*Client, error) {
	c := &Client{account: abexml.NewAccount(sellerwire.NewSecret(username), sellerwire.NewSecret(apiKey))}
	opts = append([]sellerwire.Option{sellerwire.WithMaxResponseBytes(maxResponseBytes)}, opts...)
	t, err := transport.New(transport.Service{
		Name: service, BaseURL: DefaultBaseURL, Config: &c.config,
		Auth: c.account.Auth(), Check: c.account.Faults, Private: true,
	}, opts)
	if err != nil {
		return nil, err
	}
	c.transport = t
	return c, nil
}

// Close closes the idle connections of the client's own transport. It does not
// touch a transport set with [sellerwire.WithHTTPClient].
func (c *Client) Close() { c.transport.Close() }

// String returns the name of the service, and no credential.
func (c *Client) String() string { return c.transport.String() }

// GoString returns the same as String.
func (c *Client) GoString() string { return c.String() }

// Code is the code of a refusal. The set is open: an unknown code is returned as it
// is.
type Code int

// The known codes. They are those of InventoryUpdate, the sibling API; two of them
// have been seen in use here. The codes for "no such order" and "not your order"
// are not documented. Any other code means that the service has refused.
const (
	CodeDatabaseUnavailable  Code = 100
	CodeNetworkError         Code = 103
	CodeInvalidXML           Code = 104
	CodeUnhandledException   Code = 105
	CodeServerUnavailable    Code = 106
	CodeUnauthorizedAction   Code = 108 // the key is not for this API
	CodeUnknownAction        Code = 109
	CodeInvalidUser          Code = 110 // wrong user name or key
	CodeUserValidationFailed Code = 111
)

// Known reports whether the code is one of the constants.
func (c Code) Known() bool { _, ok := abexml.LookUp(int(c)); return ok }

// Text returns the meaning of the code, paraphrased from the vendor's list. It is
// empty for an unknown code.
func (c Code) Text() string { known, _ := abexml.LookUp(int(c)); return known.Text }

// String returns the number, followed by the meaning of a known code.
func (c Code) String() string {
	if text := c.Text(); text != "" {
		return strconv.Itoa(int(c)) + " (" + text + ")"
	}
	return strconv.Itoa(int(c))
}

// CodeOf returns the service's code in err, or 0 if there is none.
func CodeOf(err error) Code {
	n, _ := strconv.Atoi(transport.FirstCode(err))
	return Code(n)
}
