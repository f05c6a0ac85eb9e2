package transport

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/abesign"
)

// Authenticator puts credentials into a request that is about to leave. It
// works on a clone that nothing above the innermost round tripper sees.
type Authenticator interface {
	// Apply changes req, whose header is its own, but not what its URL points to.
	// body is nil unless SignsBody; now is the client's clock.
	// It returns what it made for this request alone that must not be printed,
	// empty if nothing.
	Apply(req *http.Request, body []byte, now func() time.Time) (signature string)
	// SignsBody tells whether Apply needs the bytes that go out.
	SignsBody() bool
	// Hidden lists what must not be printed: secrets, and names too.
	Hidden() []string
}

// InBody is for services whose credentials travel in the body alone; they are
// put there with [Body.Insert]. Secrets are scrubbed like any other's.
type InBody struct{ Secrets []sellerwire.Secret }

// Apply does nothing.
func (InBody) Apply(*http.Request, []byte, func() time.Time) string { return "" }

// SignsBody is false.
func (InBody) SignsBody() bool { return false }

// Hidden lists the secrets.
func (a InBody) Hidden() []string { return reveal(a.Secrets...) }

// Basic is HTTP Basic authentication.
type Basic struct{ User, Password sellerwire.Secret }

// Apply sets the Authorization header.
func (a Basic) Apply(req *http.Request, _ []byte, _ func() time.Time) string {
	req.SetBasicAuth(a.User.Reveal(), a.Password.Reveal())
	return ""
}

// SignsBody is false.
func (Basic) SignsBody() bool { return false }

// Hidden lists user, password and the header made of both.
func (a Basic) Hidden() []string {
	pair := a.User.Reveal() + ":" + a.Password.Reveal()
	return append(reveal(a.User, a.Password), base64.StdEncoding.EncodeToString([]byte(pair)))
}

// Bearer is a bearer token.
type Bearer struct{ Token sellerwire.Secret }

// Apply sets the Authorization header.
func (a Bearer) Apply(req *http.Request, _ []byte, _ func() time.Time) string {
	req.Header.Set("Authorization", "Bearer "+a.Token.Reveal())
	return ""
}

// SignsBody is false.
func (Bearer) SignsBody() bool { return false }

// Hidden lists the token.
func (a Bearer) Hidden() []string { return reveal(a.Token) }

// QueryKey is a key in the query string of requests without a body. Where the
// request has one, the key travels there, with [Body.Insert].
type QueryKey struct {
	Name string
	Key  sellerwire.Secret
}

// Apply appends the pair to the query of a request without a body.
func (a QueryKey) Apply(req *http.Request, _ []byte, _ func() time.Time) string {
	if req.ContentLength != 0 {
		return ""
	}
	pair := url.QueryEscape(a.Name) + "=" + url.QueryEscape(a.Key.Reveal())
	if req.URL.RawQuery != "" {
		pair = req.URL.RawQuery + "&" + pair
	}
	u := *req.URL
	u.RawQuery, req.URL = pair, &u
	return ""
}

// SignsBody is false.
func (QueryKey) SignsBody() bool { return false }

// Hidden lists the key.
func (a QueryKey) Hidden() []string { return reveal(a.Key) }

// AbeSignature signs as AbeBooks' REST services want it: at the time of
// sending, over the bytes that go out, with a fresh date per attempt.
type AbeSignature struct {
	AccessKey, SecretKey sellerwire.Secret
	// CanonicalURI is abesign.CanonicalURI where nil.
	CanonicalURI func(*url.URL) string
}

// Apply sets Abe-Access-Key, Abe-Date and Abe-Signature.
func (a AbeSignature) Apply(req *http.Request, body []byte, now func() time.Time) string {
	canonical := a.CanonicalURI
	if canonical == nil {
		canonical = abesign.CanonicalURI
	}
	date := abesign.FormatDate(now())
	text := abesign.StringToSign(req.Method, canonical(req.URL), date, abesign.Checksum(body))
	req.Header.Set("Abe-Access-Key", a.AccessKey.Reveal())
	req.Header.Set("Abe-Date", date)
	signature := abesign.Sign(a.SecretKey.Reveal(), text)
	req.Header.Set("Abe-Signature", signature)
	return signature
}

// SignsBody is true.
func (AbeSignature) SignsBody() bool { return true }

// Hidden lists both keys.
func (a AbeSignature) Hidden() []string { return reveal(a.AccessKey, a.SecretKey) }

func reveal(secrets ...sellerwire.Secret) []string {
	var texts []string
	for _, s := range secrets {
		if !s.IsZero() {
			texts = append(texts, s.Reveal())
		}
	}
	return texts
}

// measureSkew compares the service's clock with the one that signed, if the
// service refused the signature. A cached reply has an old Date.
func (a *attempt) measureSkew(now time.Time) time.Duration {
	if _, signs := a.call.client.auth.(AbeSignature); !signs || a.failure == nil || !a.failure.unauthorized(a.reply.StatusCode) {
		return 0
	}
	date, err := http.ParseTime(a.reply.Header.Get("Date"))
	if age := strings.TrimSpace(a.reply.Header.Get("Age")); err != nil || age != "" && age != "0" {
		return 0
	}
	if skew := date.Sub(now); skew.Abs() > maxClockSkew {
		return skew
	}
	return 0
}

// maxClockSkew leaves a minute of the five for the way and for rounding.
const maxClockSkew = 4 * time.Minute
