package purchase

import (
	"net/url"
	"time"

	"github.com/sellerwire/sellerwire/internal/abesign"
)

// CanonicalURI is the form of a URI that is signed by default: scheme, host and
// path in lower case, and the query byte for byte as it is sent.
//
// The vendor wants everything in lower case "except where upper-case is required in
// any parameters", and the parameters of a search are in mixed case. [LowerCaseURI]
// is the other way to read this.
func CanonicalURI(u *url.URL) string { return abesign.CanonicalURI(u) }

// LowerCaseURI is the canonical URI completely in lower case, including the query.
// Pass it to [WithCanonicalURI] if the service refuses the signatures of searches
// (code 4017) but accepts those of other calls.
func LowerCaseURI(u *url.URL) string { return abesign.LowerCaseURI(u) }

// StringToSign returns the text whose HMAC-SHA256 is the Abe-Signature: method,
// canonical URI, date and the hex SHA-256 of the body, joined by line feeds. The
// client calls it automatically. It is exported so that you can compare the text
// with another program's when a signature is refused (code 4017). The text holds no
// secret, and no secret can be computed from it.
//
// canonicalURI is what [CanonicalURI] returns for the request's URL. date is what
// is sent as Abe-Date, in UTC and whole seconds. body is empty for a GET.
func StringToSign(method, canonicalURI string, date time.Time, body []byte) string {
	return abesign.StringToSign(method, canonicalURI, abesign.FormatDate(date), abesign.Checksum(body))
}
