package twd

import (
	"net/http"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/charset"
	"github.com/sellerwire/sellerwire/internal/settings"
)

// DefaultPageSize is the only page size that the vendor's page names.
const DefaultPageSize = 50

// config is what this package's own options set.
type config struct {
	encoding   charset.Encoding // of what is sent
	latin1     bool             // of what is read, whatever it looks like
	getReads   bool
	qtyInSales bool
	pageSize   int
	notFound   []string
	pastEnd    []string
}

// WithUTF8 sends text as UTF-8, for an installation that stores it so. Default:
// ISO-8859-1, which the replies declare, with the curly quotes, dashes and euro
// sign of Windows-1252. Any other character is refused.
//
// The vendor's page does not say which encoding is right. To find out, set a
// description with an accent and look at it in the shop's own pages. If it shows
// two odd characters in place of one, the other encoding is right.
func WithUTF8() sellerwire.Option {
	return settings.ForClient("twd.WithUTF8", func(c *config) error {
		c.encoding, c.latin1 = charset.UTF8, false
		return nil
	})
}

// WithLatin1 sends and reads text as Windows-1252, whatever it looks like. Default:
// text is sent as Windows-1252, but in replies each text that is valid UTF-8 is
// read as UTF-8, because many scripts declare ISO-8859-1 and print what they have
// stored. Only a shop that has texts such as "Ã©" on purpose needs this option. If
// both [WithUTF8] and WithLatin1 are given, the last one wins.
func WithLatin1() sellerwire.Option {
	return settings.ForClient("twd.WithLatin1", func(c *config) error {
		c.encoding, c.latin1 = charset.Windows1252, true
		return nil
	})
}

// WithGetReads sends reads by GET, for a server that refuses POST. The key is then
// part of the URL, and ends up in the access logs of the server and of proxies.
// Changes are always sent by POST: net/http resends a GET when a connection breaks,
// which could sell twice. Default: POST for everything.
func WithGetReads() sellerwire.Option {
	return settings.ForClient("twd.WithGetReads", func(c *config) error {
		c.getReads = true
		return nil
	})
}

// WithQtyInSales allows [Fields.Qty] in the [WithFields] of a sale or adjustment.
// The vendor does not say whether the API sets the quantity before or after it
// subtracts, or does only one of the two. Default: such a request is refused with a
// [sellerwire.InvalidError].
func WithQtyInSales() sellerwire.Option {
	return settings.ForClient("twd.WithQtyInSales", func(c *config) error {
		c.qtyInSales = true
		return nil
	})
}

// WithPageSize sets how many items a full page of the installation has, at least 1.
// It is not sent: the API has no parameter for it. [Client.ListAll] and
// [Client.SearchAll] use it, until the replies have shown the real size, to
// distinguish the last page from a failure. Default: 50.
func WithPageSize(n int) sellerwire.Option {
	return settings.ForClient("twd.WithPageSize", func(c *config) error {
		if n < 1 {
			return invalid("new", []sellerwire.FieldError{{
				Field: "WithPageSize", Limit: 1, Size: int64(n), Reason: "must be at least 1",
			}})
		}
		c.pageSize = n
		return nil
	})
}

// WithNotFoundMessages names the status messages with which the installation says
// that it has no such item. Case and spaces around them do not matter. Only these
// messages then match [sellerwire.ErrNotFound], for look-ups and changes alike.
// Using the option again adds messages. Without any messages it changes nothing.
//
// The vendor documents no such message. Default: in a look-up every refusal matches
// ErrNotFound, except the documented one about the API key and those with an HTTP
// status of 401, 403, 408, 429 or 5xx; in a change none does. A refusal with HTTP
// status 404 or 410 always matches, unless it is about the API key.
func WithNotFoundMessages(messages ...string) sellerwire.Option {
	return settings.ForClient("twd.WithNotFoundMessages", func(c *config) error {
		c.notFound = append(c.notFound, messages...)
		return nil
	})
}

// WithEndMessages names the status messages with which the installation refuses a
// page past the end of a listing or search. Case and spaces around them do not
// matter. [Client.ListAll] and [Client.SearchAll] end there without an error. Any
// other refusal is an error. Using the option again adds messages. Without any
// messages it changes nothing.
//
// The vendor documents no such message. Default: a refusal means the end if the
// page before was not full, or if the total of a listing says that there is no such
// page. Therefore a search whose last page is full ends with the refusal as its
// error.
func WithEndMessages(messages ...string) sellerwire.Option {
	return settings.ForClient("twd.WithEndMessages", func(c *config) error {
		c.pastEnd = append(c.pastEnd, messages...)
		return nil
	})
}

func (c *config) readMethod() string {
	if c.getReads {
		return http.MethodGet
	}
	return http.MethodPost
}
