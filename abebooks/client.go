package abebooks

import (
	"net/http"
	"slices"
	"time"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/abexml"
	"github.com/sellerwire/sellerwire/internal/charset"
	"github.com/sellerwire/sellerwire/internal/settings"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// DefaultBaseURL is the service's address, port included.
// [sellerwire.WithBaseURL] replaces it.
const DefaultBaseURL = "https://inventoryupdate.abebooks.com:10027/"

const (
	// retryWindow limits how late a retry may start. A later one could list a book
	// again that was sold in between.
	retryWindow = 2 * time.Minute
	// attemptTimeout is what other clients in production use.
	attemptTimeout = 90 * time.Second
)

// Credentials sign requests in one of two ways. Make them with [Classic] or
// [Signed]; [New] refuses the zero value. They print only their kind. JSON leaves
// them out: decoding gives the zero value.
type Credentials struct {
	username, apiKey     sellerwire.Secret
	accessKey, secretKey sellerwire.Secret
	signed               bool
}

// Classic returns credentials of the account's user name (or client PIN, or e-mail
// address) and the "Classic" API key from the vendor's Manage API Keys page. Both
// are sent in the request body. With these credentials the request ID is not sent;
// it appears in errors and log records only.
func Classic(username, apiKey string) Credentials {
	return Credentials{username: sellerwire.NewSecret(username), apiKey: sellerwire.NewSecret(apiKey)}
}

// Signed returns credentials that sign every attempt with a key pair, as the
// Purchase API does, in four headers: Abe-RequestId, Abe-Access-Key, Abe-Date and
// Abe-Signature. The secret key is never sent. A signature is valid for five
// minutes, so the clock must be right; see [sellerwire.ErrClockSkew]. The vendor
// documents this method, but no exchange with the live service is known.
func Signed(accessKey, secretKey string) Credentials {
	return Credentials{accessKey: sellerwire.NewSecret(accessKey), secretKey: sellerwire.NewSecret(secretKey), signed: true}
}

// String returns the kind of credentials, and no secret.
func (c Credentials) String() string {
	if c.signed {
		return "abebooks signed credentials"
	}
	return "abebooks classic credentials"
}

// GoString returns the same as String.
func (c Credentials) GoString() string { return c.String() }

// Equal reports whether both are of the same kind and have the same keys.
func (c Credentials) Equal(other Credentials) bool { return c == other }

func (c Credentials) faults() []sellerwire.FieldError {
	if c.signed {
		return slices.Concat(abexml.CredentialFaults("access key", c.accessKey), abexml.CredentialFaults("secret key", c.secretKey))
	}
	return abexml.NewAccount(c.username, c.apiKey).Faults()
}

// Client updates one seller's inventory. It is safe for concurrent use. Make one
// and keep it.
type Client struct {
	transport *transport.Client
	config    config
	username  sellerwire.Secret // as they stand in the XML; empty when requests are signed
	apiKey    sellerwire.Secret
}

const service = "abebooks"

// config is what this package's own options set.
type config struct {
	method           string
	plainPunctuation bool
	batchSize        int
}

// WithPut sends PUT instead of POST. The vendor allows both. Default: POST, as most
// clients in production use it.
func WithPut() sellerwire.Option {
	return settings.ForClient("abebooks.WithPut", func(c *config) error {
		c.method = http.MethodPut
		return nil
	})
}

// WithPlainPunctuation replaces curly quotes, dashes and ellipses, which ISO-8859-1
// lacks, with ASCII in titles, descriptions and all other free text, but not in
// IDs, codes and URLs. Length limits apply to the result: an ellipsis becomes three
// characters. The [Result] holds the transaction as you passed it. Default: off;
// these characters are sent as numeric references.
func WithPlainPunctuation() sellerwire.Option {
	return settings.ForClient("abebooks.WithPlainPunctuation", func(c *config) error {
		c.plainPunctuation = true
		return nil
	})
}

// WithBatchSize sets the number of books in a request of [Client.Sync], 1 to
// [MaxBatch]. [SyncOptions.BatchSize] takes precedence. Default: 100. Smaller
// batches make shorter requests, and fewer books are affected if a request is lost.
func WithBatchSize(books int) sellerwire.Option {
	return settings.ForClient("abebooks.WithBatchSize", func(c *config) error {
		c.batchSize = books
		if faults := transport.OutOfRange("WithBatchSize", books, 1, MaxBatch); faults != nil {
			return &sellerwire.InvalidError{Fields: faults}
		}
		return nil
	})
}

// New returns a client. It takes the options of package sellerwire and this
// package's own: [WithPut], [WithPlainPunctuation] and [WithBatchSize]. It does no
// I/O. Empty credentials or a bad option are a [sellerwire.InvalidError]. Defaults:
// the service's own address, POST, and 4 attempts of 90 seconds each, none of which
// starts more than two minutes after the first.
func New(credentials Credentials, opts ...sellerwire.Option) (*Client, error) {
	c := &Client{config: config{method: http.MethodPost}}
	described := transport.Service{Name: service, BaseURL: DefaultBaseURL, Config: &c.config, Check: credentials.faults}
	if credentials.signed {
		described.Auth = transport.AbeSignature{AccessKey: credentials.accessKey, SecretKey: credentials.secretKey}
		described.RequestIDHeader = "Abe-RequestId"
	} else {
		described.Auth = transport.InBody{Secrets: []sellerwire.Secret{credentials.username, credentials.apiKey}}
		c.username = inXML(credentials.username)
		c.apiKey = inXML(credentials.apiKey)
	}
	t, err := transport.New(described, opts)
	if err != nil {
		return nil, err
	}
	c.transport = t
	return c, nil
}

func inXML(s sellerwire.Secret) sellerwire.Secret {
	return sellerwire.NewSecret(string(charset.AppendXMLText(nil, s.Reveal())))
}

// Close closes the idle connections of the client's own transport. It does not
// touch a transport set with [sellerwire.WithHTTPClient].
func (c *Client) Close() { c.transport.Close() }

// String returns the name of the service, and no credential.
func (c *Client) String() string { return c.transport.String() }

// GoString returns the same as String.
func (c *Client) GoString() string { return c.String() }
