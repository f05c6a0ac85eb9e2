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
	encoding   charset.Encoding
	postReads  bool
	getUpdates bool
	pageSize   int
	notFound   []string
}

// WithUTF8 sends text as UTF-8, for an installation that reads it so. Default:
// ISO-8859-1, as its replies are declared; that includes the curly quotes, the
// dashes and the euro sign of Windows-1252, and refuses every other character.
//
// The vendor's page is silent. To find out, set a description with an accent
// and read it back: two odd characters in its place mean that the other
// encoding is the right one.
func WithUTF8() sellerwire.Option {
	return settings.ForClient("twd.WithUTF8", func(c *config) error {
		c.encoding = charset.UTF8
		return nil
	})
}

// WithPostReads sends reads by POST too. Their pairs, the API key among them,
// then appear in no access log on the way. They stay as safe to repeat. Default:
// reads by GET, as all of the vendor's samples are.
func WithPostReads() sellerwire.Option {
	return settings.ForClient("twd.WithPostReads", func(c *config) error {
		c.postReads = true
		return nil
	})
}

// WithGetUpdates sends the updates of absolute fields by GET, for an
// installation that needs it. [Client.RecordSale] and [Client.AdjustQuantity]
// stay with POST, because net/http sends a GET again by itself when a
// connection breaks. It cannot be combined with [WithPostReads]. Default:
// updates by POST.
func WithGetUpdates() sellerwire.Option {
	return settings.ForClient("twd.WithGetUpdates", func(c *config) error {
		c.getUpdates = true
		return nil
	})
}

// WithPageSize says how many items a full page of the installation has. It
// never goes on the wire: the API has no parameter for it. [Client.ListAll] and
// [Client.SearchAll] use it until the replies have shown the real size, to tell
// a page that was the last from a failure. At least 1. Default: 50.
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

// WithNotFoundMessages names the status messages by which the installation
// says that it has no such item, compared without case and outer space. Only
// these then match [sellerwire.ErrNotFound], of look-ups and of updates alike.
// Further uses add to the messages; one without any changes nothing.
//
// The vendor documents no such message. Default: in a look-up every refusal
// matches ErrNotFound, except for the documented one about the API key and
// those with an HTTP status of 401, 403, 408, 429 or 5xx; in an update none
// does. Besides, a refusal with HTTP status 404 or 410 always matches, but for
// the one about the API key.
func WithNotFoundMessages(messages ...string) sellerwire.Option {
	return settings.ForClient("twd.WithNotFoundMessages", func(c *config) error {
		c.notFound = append(c.notFound, messages...)
		return nil
	})
}

// faults lists options that exclude one another.
func (c *config) faults() []sellerwire.FieldError {
	if c.postReads && c.getUpdates {
		return []sellerwire.FieldError{{
			Field: "WithGetUpdates", Reason: "it contradicts WithPostReads, which sends everything by POST",
		}}
	}
	return nil
}

func (c *config) readMethod() string {
	if c.postReads {
		return http.MethodPost
	}
	return http.MethodGet
}

func (c *config) updateMethod() string {
	if c.getUpdates {
		return http.MethodGet
	}
	return http.MethodPost
}
