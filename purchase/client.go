package purchase

import (
	"iter"
	"net/url"
	"time"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/settings"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// DefaultBaseURL is the service's address. [sellerwire.WithBaseURL] replaces it,
// with an address that ends in /v1 too.
const DefaultBaseURL = "https://purchase.api.abebooks.com/v1"

const service = "purchase"

// The operations, as errors and log records name them.
const (
	opSearch = "search"
	opGet    = "get order"
	opDryRun = "dry run"
	opPlace  = "place order"
	opResume = "resume order"
	opFind   = "find order"
	opLookUp = "look up order"
)

// Client buys books and follows the orders of one account. It is safe for
// concurrent use. Keep one and reuse it: a client remembers what it has posted.
type Client struct {
	transport *transport.Client
	config    config
	ids       requestIDs
}

// config is what this package's own options set.
type config struct {
	canonicalURI func(*url.URL) string
	lookUp       LookUp
}

// WithCanonicalURI replaces the form in which a request's URI is signed. Default:
// [CanonicalURI]. The vendor's text could also mean [LowerCaseURI]. canonical is
// called once per attempt, from any goroutine, with the URL that is sent, and must
// not change it.
func WithCanonicalURI(canonical func(*url.URL) string) sellerwire.Option {
	return settings.ForClient("purchase.WithCanonicalURI", func(c *config) error {
		if canonical == nil {
			return invalid("", sellerwire.FieldError{Field: "WithCanonicalURI", Reason: "the function must not be nil"})
		}
		c.canonicalURI = canonical
		return nil
	})
}

// LookUp says when to look for an order after its reply was lost: after First,
// after 2, 4, 8 ... times First, and for the last time after Budget, all counted
// from the loss. A field left zero means its default.
type LookUp struct {
	// First is the time to the first look-up. Zero means the default, 1 s.
	First time.Duration
	// Budget is the time to the last look-up, at most an hour. Zero means the
	// default, 30 s.
	Budget time.Duration
}

const (
	defaultFirstLookUp = time.Second
	defaultLookUps     = 30 * time.Second
	maxLookUps         = time.Hour
)

func (l LookUp) fault() string {
	switch {
	case l.First < 0 || l.Budget < 0:
		return "times must not be negative"
	case l.Budget > maxLookUps:
		return "Budget must be at most an hour"
	}
	return ""
}

func (l LookUp) withDefaults() LookUp {
	if l.First == 0 {
		l.First = defaultFirstLookUp
	}
	if l.Budget == 0 {
		l.Budget = defaultLookUps
	}
	return l
}

// times are the times of the look-ups, counted from the loss. The zero value has
// one, at once.
func (l LookUp) times() iter.Seq[time.Duration] {
	return func(yield func(time.Duration) bool) {
		for at := l.First; at < l.Budget; at *= 2 {
			if !yield(at) {
				return
			}
		}
		yield(l.Budget)
	}
}

// WithLookUp sets when to look for an order after its reply was lost. Default:
// after 1, 2, 4, 8, 16 and 30 seconds. A negative time, or a budget above an hour,
// is refused.
func WithLookUp(lookUp LookUp) sellerwire.Option {
	return settings.ForClient("purchase.WithLookUp", func(c *config) error {
		if reason := lookUp.fault(); reason != "" {
			return invalid("", sellerwire.FieldError{Field: "WithLookUp", Reason: reason})
		}
		c.lookUp = lookUp.withDefaults()
		return nil
	})
}

// New makes a client. The keys come from the vendor's Manage API Keys page. The
// secret key signs the requests and is never sent. New takes the options of package
// sellerwire and of this package ([WithLookUp], [WithCanonicalURI]). It does no
// I/O. It returns a [sellerwire.InvalidError] for an empty key or a bad option.
// Defaults: the service's own address, 4 attempts of 60 seconds each.
func New(accessKey, secretKey string, opts ...sellerwire.Option) (*Client, error) {
	c := &Client{config: config{canonicalURI: CanonicalURI, lookUp: LookUp{}.withDefaults()}}
	t, err := transport.New(transport.Service{
		Name:    service,
		BaseURL: DefaultBaseURL,
		Auth: transport.AbeSignature{
			AccessKey: sellerwire.NewSecret(accessKey),
			SecretKey: sellerwire.NewSecret(secretKey),
			// The option is applied after this value is made.
			CanonicalURI: func(u *url.URL) string { return c.config.canonicalURI(u) },
		},
		RequestIDHeader: "Abe-RequestId",
		Config:          &c.config,
		Check: func() []sellerwire.FieldError {
			return append(transport.CredentialFaults("access key", accessKey), transport.CredentialFaults("secret key", secretKey)...)
		},
	}, opts)
	if err != nil {
		return nil, err
	}
	c.transport = t
	return c, nil
}

// Close closes the idle connections of the client's own transport. A transport set
// with [sellerwire.WithHTTPClient] is left alone.
func (c *Client) Close() { c.transport.Close() }

// String returns the name of the service. It shows no credential.
func (c *Client) String() string { return c.transport.String() }

// GoString returns the same as String.
func (c *Client) GoString() string { return c.String() }

func invalid(operation string, faults ...sellerwire.FieldError) error {
	return &sellerwire.InvalidError{Service: service, Operation: operation, Fields: faults}
}
