package emulator

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"time"
)

// SignatureWindow is how far an Abe-Date may be from the service's clock.
const SignatureWindow = 5 * time.Minute

// ParseAbeDate reads an Abe-Date, with or without fractions of a second.
func ParseAbeDate(text string) (time.Time, bool) {
	t, err := time.Parse("2006-01-02T15:04:05Z", text)
	return t, err == nil
}

// FreshAbeDate tells whether a signature of this date is valid now.
func FreshAbeDate(date, now time.Time) bool {
	return now.Sub(date).Abs() <= SignatureWindow
}

// ValidAbeSignature verifies the Abe-Signature of a request over the URL as it
// was requested: scheme, Host header with its port, path with its prefix, raw
// query. Scheme, host and path are lower-cased; of the query the case as sent
// and all lower-case both pass, since the vendor's text allows either reading.
func ValidAbeSignature(r *http.Request, body []byte, secret string) bool {
	given, err := hex.DecodeString(r.Header.Get("Abe-Signature"))
	if err != nil || r.Header.Get("Abe-Signature") != strings.ToLower(r.Header.Get("Abe-Signature")) {
		return false
	}
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	target, query, hasQuery := strings.Cut(r.RequestURI, "?")
	uri := strings.ToLower(scheme + "://" + r.Host + target)
	candidates := []string{uri}
	if hasQuery {
		candidates = []string{uri + "?" + query, uri + "?" + strings.ToLower(query)}
	}
	sum := sha256.Sum256(body)
	for _, candidate := range candidates {
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write([]byte(r.Method + "\n" + candidate + "\n" + r.Header.Get("Abe-Date") + "\n" + hex.EncodeToString(sum[:])))
		if hmac.Equal(given, mac.Sum(nil)) {
			return true
		}
	}
	return false
}
