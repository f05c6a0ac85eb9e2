// Package abesign computes the Abe-Signature of AbeBooks' REST services: the
// Purchase API, and InventoryUpdate with a signed key.
package abesign

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"strings"
	"time"
)

// DateLayout is the form of Abe-Date: UTC, whole seconds.
const DateLayout = "2006-01-02T15:04:05Z"

// FormatDate writes t as an Abe-Date.
func FormatDate(t time.Time) string { return t.UTC().Format(DateLayout) }

// CanonicalURI is the default reading of the vendor's text: scheme, host and
// path in lower case, the query byte for byte as sent.
func CanonicalURI(u *url.URL) string {
	uri := strings.ToLower(u.Scheme + "://" + u.Host + path(u))
	if u.RawQuery != "" {
		uri += "?" + u.RawQuery
	}
	return uri
}

// LowerCaseURI is the other reading: all of it in lower case.
func LowerCaseURI(u *url.URL) string { return strings.ToLower(CanonicalURI(u)) }

// StringToSign joins the four signed elements with line feeds. checksum is
// the result of [Checksum].
func StringToSign(method, canonicalURI, date, checksum string) string {
	return strings.ToUpper(method) + "\n" + canonicalURI + "\n" + date + "\n" + checksum
}

// Checksum is the lower-case hex SHA-256 of a body; of the empty string where
// there is none.
func Checksum(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// Sign is the lower-case hex HMAC-SHA256 of a string to sign.
func Sign(secret, stringToSign string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(stringToSign))
	return hex.EncodeToString(mac.Sum(nil))
}

// path is what net/http puts on the request line.
func path(u *url.URL) string {
	if p := u.EscapedPath(); p != "" {
		return p
	}
	return "/"
}
