package purchase

import (
	"fmt"
	"iter"
	"net/url"
	"time"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/settings"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// DefaultBaseURL is the service's address. [sellerwire.WithBaseURL] replaces it;
// what is given there ends in /v1 too.
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
// concurrent use and is meant to be kept.
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

// WithCanonicalURI replaces the form in which a request's URI is signed.
// Default: [CanonicalURI]; the vendor's text leaves room for [LowerCaseURI].
// canonical is called once per attempt, from any goroutine, with the URL that
// goes on the wire, and must not change it.
func WithCanonicalURI(canonical func(*url.URL) string) sellerwire.Option {
	return settings.ForClient("purchase.WithCanonicalURI", func(c *config) error {
		if canonical == nil {
			return invalid("", sellerwire.FieldError{Field: "WithCanonicalURI", Reason: "the function is nil"})
		}
		c.canonicalURI = canonical
		return nil
	})
}

// LookUp says how an order is looked for after its reply was lost: after First,
// after twice that, four times and so on, and the last time after Budget, all
// counted from the loss. Zero means the default of a field.
type LookUp struct {
	// First is the time to the first look-up. Zero means the default, 1 s.
	First time.Duration
	// Budget is the time to the last one, at most an hour. Zero means the default,
	// 30 s.
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
		return "a duration is negative"
	case l.Budget > maxLookUps:
		return fmt.Sprintf("the budget is longer than %s", maxLookUps)
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

// WithLookUp sets how an order is looked for after its reply was lost. Fields
// left zero keep their defaults: at 1, 2, 4, 8, 16 and 30 seconds. Negative times
// and a budget above an hour are refused.
func WithLookUp(lookUp LookUp) sellerwire.Option {
	return settings.ForClient("purchase.WithLookUp", func(c *config) error {
		if reason := lookUp.fault(); reason != "" {
			return invalid("", sellerwire.FieldError{Field: "WithLookUp", Reason: reason})
		}
		c.lookUp = lookUp.withDefaults()
		return nil
	})
}

// New makes a client. The keys come from the vendor's Manage API Keys page; the
// secret key signs the requests and never travels. New takes the options of
// package sellerwire and this package's own ([WithLookUp], [WithCanonicalURI]),
// does no I/O, and returns a [sellerwire.InvalidError] for an empty key or a bad
// option. Defaults: the service's own address, 4 attempts of 60 seconds each.
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

// Close releases the idle connections of the client's own transport. A
// transport given with [sellerwire.WithHTTPClient] is left alone.
func (c *Client) Close() { c.transport.Close() }

// String names the service, and no credential.
func (c *Client) String() string { return c.transport.String() }

// GoString is String.
func (c *Client) GoString() string { return c.String() }

func invalid(operation string, faults ...sellerwire.FieldError) error {
	return &sellerwire.InvalidError{Service: service, Operation: operation, Fields: faults}
}
