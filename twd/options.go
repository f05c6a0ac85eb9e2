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
// ISO-8859-1, as the replies are declared. That includes the curly quotes, the
// dashes and the euro sign of Windows-1252; any other character is refused.
//
// The vendor's page does not say which it is. To find out, set a description with
// an accent and look at it in the shop's own pages: two odd characters in place of
// one mean that the other encoding is right.
func WithUTF8() sellerwire.Option {
	return settings.ForClient("twd.WithUTF8", func(c *config) error {
		c.encoding, c.latin1 = charset.UTF8, false
		return nil
	})
}

// WithLatin1 sends and reads text as Windows-1252 whatever it looks like.
// Default: it is sent so, but in replies each text that is UTF-8 is read as UTF-8,
// since many scripts declare ISO-8859-1 and print what they have stored. Only a
// shop that has texts such as "Ã©" on purpose needs this option. The last one
// of WithLatin1 and [WithUTF8] holds.
func WithLatin1() sellerwire.Option {
	return settings.ForClient("twd.WithLatin1", func(c *config) error {
		c.encoding, c.latin1 = charset.Windows1252, true
		return nil
	})
}

// WithGetReads sends reads by GET, for a server that refuses POST. The key then
// stands in the address, and so in the access logs of the server and of proxies.
// Changes are always sent by POST: net/http sends a GET again when a connection
// breaks, which could sell twice. Default: everything by POST.
func WithGetReads() sellerwire.Option {
	return settings.ForClient("twd.WithGetReads", func(c *config) error {
		c.getReads = true
		return nil
	})
}

// WithQtyInSales lets [WithFields] set [Fields.Qty] beside a sale or adjustment.
// The vendor does not say whether the API sets the quantity before it subtracts,
// after that, or does only one of the two. Default: such a request is refused with
// a [sellerwire.InvalidError].
func WithQtyInSales() sellerwire.Option {
	return settings.ForClient("twd.WithQtyInSales", func(c *config) error {
		c.qtyInSales = true
		return nil
	})
}

// WithPageSize says how many items a full page of the installation has. It is
// not sent: the API has no parameter for it. [Client.ListAll] and
// [Client.SearchAll] use it until the replies have shown the real size, to tell a
// page that was the last from a failure. At least 1. Default: 50.
func WithPageSize(n int) sellerwire.Option {
	return settings.ForClient("twd.WithPageSize", func(c *config) error {
		if n < 1 {
			return invalid("new", []sellerwire.FieldError{{
				Field: "WithPageSize", Limit: 1, Size: int64(n), Reason: "a page has at least 1 item",
			}})
		}
		c.pageSize = n
		return nil
	})
}

// WithNotFoundMessages names the status messages by which the installation says
// that it has no such item. Case and outer space do not count. Only these then
// match [sellerwire.ErrNotFound], for look-ups and changes alike. Further uses
// add messages; one without any changes nothing.
//
// The vendor documents no such message. Default: in a look-up every refusal
// matches ErrNotFound, except the documented one about the API key and those with
// an HTTP status of 401, 403, 408, 429 or 5xx; in a change none does. A refusal
// with HTTP status 404 or 410 always matches, unless it is about the API key.
func WithNotFoundMessages(messages ...string) sellerwire.Option {
	return settings.ForClient("twd.WithNotFoundMessages", func(c *config) error {
		c.notFound = append(c.notFound, messages...)
		return nil
	})
}

// WithEndMessages names the status messages by which the installation refuses a
// page past the end of a listing or search. Case and outer space do not count.
// [Client.ListAll] and [Client.SearchAll] end there without an error, and only
// there. Further uses add messages; one without any changes nothing.
//
// The vendor documents no such message. Default: a refusal is the end if the page
// before was not full, or if the total of a listing says that there is no such
// page. So a search whose last page is full ends with the refusal as its error.
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
