package orderstest

import (
	"cmp"
	"net/http"
	"time"
)

// Credentials are those of an account. All of them are invented.
type Credentials struct{ Username, APIKey string }

func (c Credentials) or(other Credentials) Credentials {
	return Credentials{cmp.Or(c.Username, other.Username), cmp.Or(c.APIKey, other.APIKey)}
}

// Options configures an [Emulator]. The zero value means the defaults: invented
// credentials and the system clock. Every field below Now is a switch for something
// that is known only to the vendor.
type Options struct {
	// Account holds the credentials of the seller. Empty fields get fixed defaults.
	Account Credentials

	// Limited holds credentials that are valid but lack permission for this API
	// (code 108). Empty fields get fixed defaults.
	Limited Credentials

	// Now is the clock, which [Emulator.Advance] moves. Nil means time.Now.
	Now func() time.Time

	// ErrorStatus is the HTTP status of requestError replies. 0 means 200.
	ErrorStatus int

	// UnknownOrderCode answers getOrder for an order that does not exist. 0 means
	// 201, which is invented.
	UnknownOrderCode int

	// ForeignOrderCode answers getOrder for an order of another seller. 0 means
	// 202, which is invented.
	ForeignOrderCode int

	// OmitEmptyList omits purchaseOrderList when no order waits.
	OmitEmptyList bool

	// NewestFirst lists the newest order first instead of the oldest.
	NewestFirst bool

	// OmitPartlyAnswered removes an order from the list when its first item is
	// answered, instead of its last.
	OmitPartlyAnswered bool

	// WithholdContact leaves street, phone and e-mail empty until an order is
	// answered.
	WithholdContact bool

	// AllowGet accepts GET requests too. Some programs send those, with a body.
	AllowGet bool

	// ExtraElements adds undocumented elements to every reply, with misleading ones
	// in them.
	ExtraElements bool

	// Windows1252 writes curly quotes, dashes and the like as Windows-1252 bytes
	// instead of numeric references.
	Windows1252 bool

	// UTF8 declares and encodes replies as UTF-8.
	UTF8 bool

	// ContentType is the Content-Type of replies. Empty means "text/xml;
	// charset=UTF-8", which is wrong, just as the service's own is.
	ContentType string
}

func (o Options) withDefaults() Options {
	o.Account = o.Account.or(Credentials{"emulated-seller", "0a1b2c3d4e5f60718293"})
	o.Limited = o.Limited.or(Credentials{"limited-seller", "f0e1d2c3b4a596877869"})
	if o.Now == nil {
		o.Now = time.Now
	}
	o.ErrorStatus = cmp.Or(o.ErrorStatus, http.StatusOK)
	o.UnknownOrderCode = cmp.Or(o.UnknownOrderCode, 201)
	o.ForeignOrderCode = cmp.Or(o.ForeignOrderCode, 202)
	o.ContentType = cmp.Or(o.ContentType, "text/xml; charset=UTF-8")
	return o
}
