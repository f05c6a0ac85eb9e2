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
	// retryWindow bounds how late a retry may start: later it could bring back
	// a book that was sold meanwhile.
	retryWindow = 2 * time.Minute
	// attemptTimeout is what clients in production wait.
	attemptTimeout = 90 * time.Second
)

// Credentials are one of the two ways to sign in. Make them with [Classic] or
// [Signed]; [New] refuses the zero value. They print as nothing but their kind, and
// JSON leaves them out: what is read back is the zero value.
type Credentials struct {
	username, apiKey     sellerwire.Secret
	accessKey, secretKey sellerwire.Secret
	signed               bool
}

// Classic signs in with the account's user name (or client PIN, or e-mail
// address) and the "Classic" API key of the vendor's Manage API Keys page. Both
// travel in the request's body. The request ID does not travel: it is in errors
// and log records only.
func Classic(username, apiKey string) Credentials {
	return Credentials{username: sellerwire.NewSecret(username), apiKey: sellerwire.NewSecret(apiKey)}
}

// Signed signs every attempt with a key pair, as the Purchase API does, in four
// headers: Abe-RequestId, Abe-Access-Key, Abe-Date and Abe-Signature. The secret
// key never travels. A signature is valid for five minutes, so the clock must be
// right: see [sellerwire.ErrClockSkew]. The vendor documents this way; no
// exchange with the live service is known.
func Signed(accessKey, secretKey string) Credentials {
	return Credentials{accessKey: sellerwire.NewSecret(accessKey), secretKey: sellerwire.NewSecret(secretKey), signed: true}
}

// String names the kind.
func (c Credentials) String() string {
	if c.signed {
		return "abebooks signed credentials"
	}
	return "abebooks classic credentials"
}

// GoString is String.
func (c Credentials) GoString() string { return c.String() }

// Equal tells whether both sign in alike, with the same keys.
func (c Credentials) Equal(other Credentials) bool { return c == other }

func (c Credentials) faults() []sellerwire.FieldError {
	if c.signed {
		return slices.Concat(abexml.CredentialFaults("access key", c.accessKey), abexml.CredentialFaults("secret key", c.secretKey))
	}
	return abexml.NewAccount(c.username, c.apiKey).Faults()
}

// Client updates one seller's inventory. It is safe for concurrent use and is
// meant to be kept.
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

// WithPut sends PUT instead of POST. The vendor allows both; most clients in
// production send POST, which is the default.
func WithPut() sellerwire.Option {
	return settings.ForClient("abebooks.WithPut", func(c *config) error {
		c.method = http.MethodPut
		return nil
	})
}

// WithPlainPunctuation writes curly quotes, dashes and ellipses, which
// ISO-8859-1 lacks, in ASCII instead of as numeric references: in titles,
// descriptions and all other free text, not in IDs, codes and URLs. Lengths count
// after that: an ellipsis becomes three characters. The [Result] has the
// transaction as it was given. Default: off, text goes out as it is.
func WithPlainPunctuation() sellerwire.Option {
	return settings.ForClient("abebooks.WithPlainPunctuation", func(c *config) error {
		c.plainPunctuation = true
		return nil
	})
}

// WithBatchSize is the number of books in a request of [Client.Sync], 1 to
// [MaxBatch], where [SyncOptions] has no BatchSize. Default 100. Smaller batches
// make shorter requests, and fewer books share the fate of one that is lost.
func WithBatchSize(books int) sellerwire.Option {
	return settings.ForClient("abebooks.WithBatchSize", func(c *config) error {
		c.batchSize = books
		if faults := transport.OutOfRange("WithBatchSize", books, 1, MaxBatch); faults != nil {
			return &sellerwire.InvalidError{Fields: faults}
		}
		return nil
	})
}

// New makes a client. It takes the options of package sellerwire and this
// package's own ([WithPut], [WithPlainPunctuation], [WithBatchSize]), does no I/O, and returns a
// [sellerwire.InvalidError] for empty credentials or a bad option. Defaults: the
// service's own address, POST, 4 attempts of 90 seconds each, the last one begun
// within two minutes of the first.
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

// Close releases the idle connections of the client's own transport. A
// transport given with [sellerwire.WithHTTPClient] is left alone.
func (c *Client) Close() { c.transport.Close() }

// String names the service, and no credential.
func (c *Client) String() string { return c.transport.String() }

// GoString is String.
func (c *Client) GoString() string { return c.String() }
