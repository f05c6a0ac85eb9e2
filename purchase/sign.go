package purchase

import (
	"net/url"
	"time"

	"github.com/sellerwire/sellerwire/internal/abesign"
)

// CanonicalURI is the form of a URI that is signed by default: scheme, host and
// path in lower case, the query byte for byte as it is sent.
//
// The vendor wants everything in lower case "except where upper-case is
// required in any parameters", and the parameters of a search are in mixed
// case. The other reading is [LowerCaseURI].
func CanonicalURI(u *url.URL) string { return abesign.CanonicalURI(u) }

// LowerCaseURI is the canonical URI all in lower case, the query too. Give it to
// [WithCanonicalURI] should the service refuse the signatures of searches
// (code 4017) and accept those of other calls.
func LowerCaseURI(u *url.URL) string { return abesign.LowerCaseURI(u) }

// StringToSign is the text whose HMAC-SHA256 is the Abe-Signature: method,
// canonical URI, date and the hex SHA-256 of the body, joined by line feeds.
// The client makes it by itself. It is exported to be compared with somebody
// else's when a signature is refused (code 4017), and holds no secret, nor
// anything a secret could be computed from.
//
// canonicalURI is what [CanonicalURI] makes of the request's URL; date is sent
// as Abe-Date, in UTC and whole seconds; body is empty for a GET.
func StringToSign(method, canonicalURI string, date time.Time, body []byte) string {
	return abesign.StringToSign(method, canonicalURI, abesign.FormatDate(date), abesign.Checksum(body))
}
