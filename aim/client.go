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

// The historical base URLs by marketplace, for [sellerwire.WithBaseURL]. Amazon retired the
// service by 2012 (one client kept it to 2014): nothing answers there any more, and none of
// them is a default. They are here for the encoding of each; see [WithEncoding].
const (
	US = "https://secure.amazon.com/exec/panama/seller-admin/"
	UK = "https://secure.amazon.co.uk/exec/panama/seller-admin/"
	DE = "https://secure.amazon.de/exec/panama/seller-admin/"
	FR = "https://secure.amazon.fr/exec/panama/seller-admin/"
	CA = "https://secure.amazon.ca/exec/panama/seller-admin/"
	JP = "https://vendornet.amazon.co.jp/exec/panama/seller-admin/"
)

// DefaultCookie is the value of the Cookie header that the vendor's guide
// prints as required on every request. It is a constant of the guide and no
// secret. [WithCookie] replaces it.
const DefaultCookie = "x-main=YvjPkwfntqDKun0QEmVRPcTTZDMe?Tn?; ubid-main=002-8989859-9917520; " +
	"ubid-tacbus=019-5423258-4241018;x-tacbus=vtm4d53DvX@Sc9LxTnAnxsFL3DorwxJa; " +
	"ubid-tcmacb=087-8055947-0795529; ubid-ty2kacbus=161-5477122-2773524; " +
	"session-id=087-178254-5924832; session-id-time=950660664"

const service = "aim"

// DefaultTransferTimeout is how long an attempt to upload a file, or to start a download,
// may take unless [WithTransferTimeout] says otherwise. It is what clients in production
// waited: a large inventory takes minutes.
const DefaultTransferTimeout = 10 * time.Minute

// encodings are those of the marketplaces whose files were not Windows-1252,
// by host.
var encodings = map[string]flatfile.Encoding{
	hostOf(DE): flatfile.UTF8,
	hostOf(FR): flatfile.UTF8,
	hostOf(JP): flatfile.ShiftJIS,
}

// hostOf reads the host of one of the constants above.
func hostOf(base string) string {
	host, _, _ := strings.Cut(strings.TrimPrefix(base, "https://"), "/")
	return host
}

// Client works for one seller's account. Make it with [New] and end it with
// [Client.Close]. It is safe for concurrent use and is meant to be kept. Printing it
// shows no credential.
type Client struct {
	transport *transport.Client
	config    config
}

// config is what this package's own options set.
type config struct {
	cookie   string
	encoding *flatfile.Encoding
	zones    flatfile.ZoneFunc
	location *time.Location
	transfer time.Duration
}

// WithCookie replaces [DefaultCookie] as the value of the Cookie header, which
// goes out as it is given. An empty value leaves the header out; three clients
// in production sent none.
func WithCookie(value string) sellerwire.Option {
	return settings.ForClient("aim.WithCookie", func(c *config) error {
		if strings.ContainsFunc(value, func(r rune) bool { return r < ' ' || r > '~' }) {
			return invalidOption("WithCookie", "it holds characters that are not visible ASCII")
		}
		c.cookie = value
		return nil
	})
}

// WithEncoding names the encoding of the endpoint's files. With [flatfile.UTF8] the
// Content-Type of every request ends in ";charset=utf-8". Default: [flatfile.UTF8] at
// [DE] and [FR], [flatfile.ShiftJIS] at [JP], [flatfile.DefaultEncoding] (Windows-1252) at every
// other base URL. The vendor documents none of it; the defaults are what
// sellers' programs did.
func WithEncoding(encoding flatfile.Encoding) sellerwire.Option {
	return settings.ForClient("aim.WithEncoding", func(c *config) error {
		if !encoding.Known() {
			return invalidOption("WithEncoding", "it is none of this package's encodings")
		}
		c.encoding = &encoding
		return nil
	})
}

// WithZones sets a function that knows the zones of the times in lists of batches and in
// downloads. It is asked before those that package flatfile knows; see
// [flatfile.ZoneFunc].
func WithZones(zones flatfile.ZoneFunc) sellerwire.Option {
	return settings.ForClient("aim.WithZones", func(c *config) error {
		if zones == nil {
			return invalidOption("WithZones", "the function is nil")
		}
		c.zones = zones
		return nil
	})
}

// WithReportLocation sets the zone of the times in lists of reports, which come
// without one. Default: US Pacific time, which needs no zone database.
func WithReportLocation(location *time.Location) sellerwire.Option {
	return settings.ForClient("aim.WithReportLocation", func(c *config) error {
		if location == nil {
			return invalidOption("WithReportLocation", "the location is nil")
		}
		c.location = location
		return nil
	})
}

// WithTransferTimeout limits an attempt to upload a file, reply included, and to start a
// download. It replaces [DefaultTransferTimeout]. [sellerwire.WithAttemptTimeout] is for
// the other calls and does not change it; sellerwire.WithCallTimeout, given to a call,
// replaces both. Within a download, [sellerwire.WithIdleTimeout] limits each silence.
func WithTransferTimeout(limit time.Duration) sellerwire.Option {
	return settings.ForClient("aim.WithTransferTimeout", func(c *config) error {
		if limit <= 0 {
			return invalidOption("WithTransferTimeout", "it must be greater than 0")
		}
		c.transfer = limit
		return nil
	})
}

// New makes a client that signs in with the seller's e-mail address and
// password, by HTTP Basic authentication. It takes the options of package
// sellerwire and this package's own, and does no I/O.
//
// [sellerwire.WithBaseURL] is required: Amazon retired its service, so a
// compatible endpoint, or the emulator of package aimtest, is yours to name.
// The URL is what stands before "catalog-upload/...".
//
// It returns a [sellerwire.InvalidError] for a missing base URL, for credentials
// that are empty or hold control characters, for an address with a colon, which
// Basic authentication cannot carry, and for a bad option.
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
		faults = []sellerwire.FieldError{{Field: "email", Reason: "it holds a colon, which ends the name in Basic authentication"}}
	}
	return append(faults, transport.CredentialFaults("password", password)...)
}

// Close releases the idle connections of the client's own transport. A
// transport given with [sellerwire.WithHTTPClient] is left alone.
func (c *Client) Close() { c.transport.Close() }

// String names the service, and no credential.
func (c *Client) String() string { return c.transport.String() }

// GoString is String, for %#v.
func (c *Client) GoString() string { return c.String() }

// Encoding is the encoding that files for this client's endpoint are written
// in, for the feeds that encode rows. See [WithEncoding].
func (c *Client) Encoding() flatfile.Encoding {
	if c.config.encoding != nil {
		return *c.config.encoding
	}
	return encodings[strings.ToLower(c.transport.Host())]
}

// readEncoding is the encoding to read a download in: the caller's, or else the one that
// the reply declares, or else that of the marketplace. What is there outranks what is
// declared: only Shift_JIS and the caller's word are taken on trust.
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

// transferring is an operation that moves a file.
func (c *Client) transferring(op transport.Operation) transport.Operation {
	op.Transfer, op.Timeout = true, c.config.transfer
	return op
}

// request is a call of one of the operations. Parameters travel as headers,
// spelt as the guide spells them.
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

// notSent is the error of a call that was not made.
func notSent(operation, requestID string, why error) error {
	return transport.NotSent(sellerwire.Error{Service: service, Operation: operation, RequestID: requestID}, why)
}

func invalidOption(name, reason string) error {
	return &sellerwire.InvalidError{Fields: []sellerwire.FieldError{{Field: name, Reason: reason}}}
}

// tokenFault says why a text cannot be the value of a parameter.
func tokenFault(field, value string) []sellerwire.FieldError {
	const limit = 64
	fault := sellerwire.FieldError{Field: field}
	switch {
	case value == "":
		fault.Reason = "it is empty"
	case len(value) > limit:
		fault.Reason, fault.Limit, fault.Size = "it is longer than 64 characters", limit, int64(len(value))
	case strings.ContainsFunc(value, func(r rune) bool { return r <= ' ' || r > '~' }):
		fault.Reason = "it holds characters that are not visible ASCII"
	default:
		return nil
	}
	return []sellerwire.FieldError{fault}
}
