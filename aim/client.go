package aim

import (
	"maps"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim/flatfile"
	"github.com/sellerwire/sellerwire/internal/settings"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// The historical base URLs by marketplace, for [sellerwire.WithBaseURL]. Amazon retired
// the service by 2012 (one client kept using it until 2014). Nothing answers there any
// more, and none of them is a default. They are kept because the default encoding depends
// on them; see [WithEncoding].
const (
	US = "https://secure.amazon.com/exec/panama/seller-admin/"
	UK = "https://secure.amazon.co.uk/exec/panama/seller-admin/"
	DE = "https://secure.amazon.de/exec/panama/seller-admin/"
	FR = "https://secure.amazon.fr/exec/panama/seller-admin/"
	CA = "https://secure.amazon.ca/exec/panama/seller-admin/"
	JP = "https://vendornet.amazon.co.jp/exec/panama/seller-admin/"
)

// DefaultCookie is the value of the Cookie header that the vendor's guide requires on
// every request. It is a constant printed in the guide, not a secret. [WithCookie]
// replaces it.
const DefaultCookie = "x-main=YvjPkwfntqDKun0QEmVRPcTTZDMe?Tn?; ubid-main=002-8989859-9917520; " +
	"ubid-tacbus=019-5423258-4241018;x-tacbus=vtm4d53DvX@Sc9LxTnAnxsFL3DorwxJa; " +
	"ubid-tcmacb=087-8055947-0795529; ubid-ty2kacbus=161-5477122-2773524; " +
	"session-id=087-178254-5924832; session-id-time=950660664"

const service = "aim"

// DefaultTransferTimeout limits an attempt to upload a file or to start a download,
// unless [WithTransferTimeout] sets another limit. Clients in production used this value:
// a large inventory takes minutes.
const DefaultTransferTimeout = 10 * time.Minute

// encodings are the encodings of the hosts whose files were not Windows-1252.
var encodings = map[string]flatfile.Encoding{
	hostOf(DE): flatfile.UTF8,
	hostOf(FR): flatfile.UTF8,
	hostOf(JP): flatfile.ShiftJIS,
}

// hostOf returns the host of one of the base URLs above.
func hostOf(base string) string {
	host, _, _ := strings.Cut(strings.TrimPrefix(base, "https://"), "/")
	return host
}

// Client calls the service for one seller's account. Create it with [New], keep it, and
// release it with [Client.Close]. It is safe for concurrent use. Printing it shows no
// credential.
type Client struct {
	transport *transport.Client
	config    config
}

// config holds what the options of this package set.
type config struct {
	cookie   string
	encoding *flatfile.Encoding
	zones    flatfile.ZoneFunc
	location *time.Location
	transfer time.Duration
}

// WithCookie replaces [DefaultCookie] as the value of the Cookie header, which is sent
// exactly as given. An empty value sends no Cookie header; three clients in production
// sent none.
func WithCookie(value string) sellerwire.Option {
	return settings.ForClient("aim.WithCookie", func(c *config) error {
		if strings.ContainsFunc(value, func(r rune) bool { return r < ' ' || r > '~' }) {
			return invalidOption("WithCookie", "must contain visible ASCII characters only")
		}
		c.cookie = value
		return nil
	})
}

// WithEncoding sets the encoding of the endpoint's files. With [flatfile.UTF8] the
// Content-Type of every request ends in ";charset=utf-8". Default: [flatfile.UTF8] at
// [DE] and [FR], [flatfile.ShiftJIS] at [JP], and [flatfile.DefaultEncoding]
// (Windows-1252) at any other base URL. The vendor documents no encoding; the defaults
// are what sellers' programs used.
func WithEncoding(encoding flatfile.Encoding) sellerwire.Option {
	return settings.ForClient("aim.WithEncoding", func(c *config) error {
		if !encoding.Known() {
			return invalidOption("WithEncoding", "must be one of the encodings of package flatfile")
		}
		c.encoding = &encoding
		return nil
	})
}

// WithZones sets a function that knows the time zones in lists of batches and in
// downloads. It is asked before the zones that package flatfile knows; see
// [flatfile.ZoneFunc]. Default: only the zones of package flatfile.
func WithZones(zones flatfile.ZoneFunc) sellerwire.Option {
	return settings.ForClient("aim.WithZones", func(c *config) error {
		if zones == nil {
			return invalidOption("WithZones", "the function is nil")
		}
		c.zones = zones
		return nil
	})
}

// WithReportLocation sets the time zone of the times in lists of reports, which state
// none. Default: US Pacific time, which needs no zone database.
func WithReportLocation(location *time.Location) sellerwire.Option {
	return settings.ForClient("aim.WithReportLocation", func(c *config) error {
		if location == nil {
			return invalidOption("WithReportLocation", "the location is nil")
		}
		c.location = location
		return nil
	})
}

// WithTransferTimeout limits an attempt to upload a file, including reading the reply,
// and an attempt to start a download. [sellerwire.WithAttemptTimeout] limits the other
// calls and does not change this limit. [sellerwire.WithCallTimeout] replaces either for
// one call. Once a download has started, [sellerwire.WithIdleTimeout] limits each
// silence. Default: [DefaultTransferTimeout].
func WithTransferTimeout(limit time.Duration) sellerwire.Option {
	return settings.ForClient("aim.WithTransferTimeout", func(c *config) error {
		if limit <= 0 {
			return invalidOption("WithTransferTimeout", "must be greater than 0")
		}
		c.transfer = limit
		return nil
	})
}

// New creates a client that signs in with the seller's e-mail address and password, by
// HTTP Basic authentication. It takes the options of package sellerwire and of this
// package, and does no I/O.
//
// [sellerwire.WithBaseURL] is required: Amazon retired its service, so you must name a
// compatible endpoint or the emulator of package aimtest. The URL is the part before
// "catalog-upload/...".
//
// New returns a [sellerwire.InvalidError] for a missing base URL, for credentials that
// are empty or contain control characters, for an address with a colon, which Basic
// authentication cannot carry, and for an invalid option.
func New(email, password string, opts ...sellerwire.Option) (*Client, error) {
	c := &Client{config: config{cookie: DefaultCookie, transfer: DefaultTransferTimeout}}
	t, err := transport.New(transport.Service{
		Name:   service,
		Auth:   transport.Basic{User: sellerwire.NewSecret(email), Password: sellerwire.NewSecret(password)},
		Config: &c.config,
		Check:  func() []sellerwire.FieldError { return credentialFaults(email, password) },
	}, opts)
	if err != nil {
		return nil, err
	}
	c.transport = t
	return c, nil
}

func credentialFaults(email, password string) []sellerwire.FieldError {
	faults := transport.CredentialFaults("email", email)
	if faults == nil && strings.Contains(email, ":") {
		faults = []sellerwire.FieldError{
			{Field: "email", Reason: "must not contain a colon: Basic authentication would end the name there"}}
	}
	return append(faults, transport.CredentialFaults("password", password)...)
}

// Close releases the idle connections of the client's own transport. A transport given
// with [sellerwire.WithHTTPClient] is left alone.
func (c *Client) Close() { c.transport.Close() }

// String returns the name of the service, without credentials.
func (c *Client) String() string { return c.transport.String() }

// GoString returns the same as String, for %#v.
func (c *Client) GoString() string { return c.String() }

// Encoding returns the encoding in which files for this client's endpoint are written.
// Pass it to the feeds that encode rows, in [flatfile.WriteOptions]. See [WithEncoding].
func (c *Client) Encoding() flatfile.Encoding {
	if c.config.encoding != nil {
		return *c.config.encoding
	}
	return encodings[strings.ToLower(c.transport.Host())]
}

// readEncoding is the encoding to read a download in: the caller's, else the declared
// one, else that of the marketplace. A declared charset is trusted only if it is
// Shift_JIS; for any other, the bytes of each cell decide.
func (c *Client) readEncoding(contentType string) flatfile.Encoding {
	if c.config.encoding != nil {
		return *c.config.encoding
	}
	_, params, err := mime.ParseMediaType(contentType)
	label := strings.ToLower(params["charset"])
	switch {
	case err == nil && slices.Contains([]string{"shift_jis", "shift-jis", "sjis", "x-sjis", "windows-31j", "cp932", "ms932"}, label):
		return flatfile.ShiftJIS
	case err == nil && label != "":
		return flatfile.DefaultEncoding
	case c.Encoding() == flatfile.ShiftJIS:
		return flatfile.ShiftJIS
	}
	return flatfile.DefaultEncoding
}

// transferring marks an operation that moves a file.
func (c *Client) transferring(op transport.Operation) transport.Operation {
	op.Transfer, op.Timeout = true, c.config.transfer
	return op
}

// request builds the request of an operation. Parameters are sent as headers, spelled as
// in the guide.
func (c *Client) request(op transport.Operation, path string, params http.Header) *transport.Request {
	header := http.Header{"Content-Type": {"text/xml"}}
	if c.Encoding() == flatfile.UTF8 {
		header["Content-Type"] = []string{"text/xml;charset=utf-8"}
	}
	if c.config.cookie != "" {
		header["Cookie"] = []string{c.config.cookie}
	}
	maps.Copy(header, params)
	return &transport.Request{Operation: op, Method: http.MethodPost, Path: path, Header: header}
}

// notSent returns the error of a call that was not made.
func notSent(operation, requestID string, why error) error {
	return transport.NotSent(sellerwire.Error{Service: service, Operation: operation, RequestID: requestID}, why)
}

func invalidOption(name, reason string) error {
	return &sellerwire.InvalidError{Fields: []sellerwire.FieldError{{Field: name, Reason: reason}}}
}

// tokenFault says why a text cannot be the value of a parameter; nil if it can.
func tokenFault(field, value string) []sellerwire.FieldError {
	const limit = 64
	fault := sellerwire.FieldError{Field: field}
	switch {
	case value == "":
		fault.Reason = "it is empty"
	case len(value) > limit:
		fault.Reason, fault.Limit, fault.Size = "it is longer than 64 characters", limit, int64(len(value))
	case strings.ContainsFunc(value, func(r rune) bool { return r <= ' ' || r > '~' }):
		fault.Reason = "must contain visible ASCII characters only"
	default:
		return nil
	}
	return []sellerwire.FieldError{fault}
}
