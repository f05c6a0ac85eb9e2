package abebookstest

import (
	"cmp"
	"net/http"
	"time"
)

// Credentials are the two kinds of credentials for one account. All of them are
// invented.
type Credentials struct {
	Username, APIKey     string // classic: sent inside the XML
	AccessKey, SecretKey string // signed: the second makes the signature and is never sent
}

func (c Credentials) or(other Credentials) Credentials {
	return Credentials{
		Username:  cmp.Or(c.Username, other.Username),
		APIKey:    cmp.Or(c.APIKey, other.APIKey),
		AccessKey: cmp.Or(c.AccessKey, other.AccessKey),
		SecretKey: cmp.Or(c.SecretKey, other.SecretKey),
	}
}

// Options configures an [Emulator]. The zero value means the defaults: invented
// credentials, one shipping template and the system clock. Every field below Now is
// a switch for something that the vendor's documents leave open.
type Options struct {
	// Account holds the credentials that may update books. Empty fields get fixed
	// defaults.
	Account Credentials

	// Limited holds credentials that are valid but lack permission for this API
	// (code 108). Empty fields get fixed defaults.
	Limited Credentials

	// ShippingTemplates are the IDs that a book may name. Nil means "STD-1". An
	// empty slice means none.
	ShippingTemplates []string

	// Now is the clock that signatures are checked against. Nil means time.Now.
	Now func() time.Time

	// ErrorStatus is the HTTP status of requestError replies. 0 means 200.
	ErrorStatus int

	// PartialCode is the code of the whole reply when at least one of its books
	// failed. 0 means 600, as if all had succeeded.
	PartialCode int

	// EmptyListCode answers a request without books. 0 means 104; 600 means a
	// reply with an empty list.
	EmptyListCode int

	// TooLargeInResponse puts code 602 into an inventoryUpdateResponse in place of
	// a requestError.
	TooLargeInResponse bool

	// UnknownDeleteCode answers the deletion of a book that does not exist. 0 means
	// 600.
	UnknownDeleteCode int

	// RejectLongText refuses books with text above its documented length, more
	// than 20 pictures included, with code 606.
	RejectLongText bool

	// RequireXMLContentType refuses requests that are neither text/xml nor
	// application/xml with HTTP status 415.
	RequireXMLContentType bool

	// StrictEncoding decodes a document as it declares, even if it declares
	// ISO-8859-1 and is valid UTF-8.
	StrictEncoding bool

	// ExtraElements adds undocumented elements to every reply, with a misleading
	// code in them.
	ExtraElements bool

	// Latin1Replies declares and encodes replies as ISO-8859-1. Other characters
	// become numeric references.
	Latin1Replies bool

	// ContentType is the Content-Type of replies. Empty means text/xml with the
	// charset that the reply is encoded in.
	ContentType string
}

func (o Options) withDefaults() Options {
	o.Account = o.Account.or(Credentials{
		Username:  "emulated-seller",
		APIKey:    "0a1b2c3d4e5f60718293",
		AccessKey: "EMULATED-ACCESS-KEY",
		SecretKey: "emulated-secret-key",
	})
	o.Limited = o.Limited.or(Credentials{
		Username:  "limited-seller",
		APIKey:    "f0e1d2c3b4a596877869",
		AccessKey: "LIMITED-ACCESS-KEY",
		SecretKey: "limited-secret-key",
	})
	if o.ShippingTemplates == nil {
		o.ShippingTemplates = []string{"STD-1"}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	o.ErrorStatus = cmp.Or(o.ErrorStatus, http.StatusOK)
	o.PartialCode = cmp.Or(o.PartialCode, codeSuccess)
	o.EmptyListCode = cmp.Or(o.EmptyListCode, codeInvalidXML)
	o.UnknownDeleteCode = cmp.Or(o.UnknownDeleteCode, codeSuccess)
	if o.ContentType == "" {
		o.ContentType = "text/xml; charset=UTF-8"
		if o.Latin1Replies {
			o.ContentType = "text/xml; charset=ISO-8859-1"
		}
	}
	return o
}
