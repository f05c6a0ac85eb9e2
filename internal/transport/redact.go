package transport

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"encoding/xml"
	"errors"
	"net/url"
	"slices"
	"strings"
)

const redacted = "[redacted]"

// minSecret is the length below which a secret is not searched for: replacing
// every "a" would make texts unreadable and hide nothing.
const minSecret = 4

// redactor takes secrets out of texts that came from elsewhere: a service that
// echoes its request, a proxy's error page, an error of the network.
type redactor struct{ replacer *strings.Replacer }

// newRedactor prepares for each secret all the forms in which it may turn up.
func newRedactor(secrets []string) *redactor {
	var forms []string
	for _, s := range secrets {
		if len(s) < minSecret {
			continue
		}
		var inXML bytes.Buffer
		_ = xml.EscapeText(&inXML, []byte(s))
		inJSON, _ := json.Marshal(s)
		forms = append(forms, s, url.QueryEscape(s), url.PathEscape(s), inXML.String(),
			strings.Trim(string(inJSON), `"`), base64.StdEncoding.EncodeToString([]byte(s)),
			base64.RawURLEncoding.EncodeToString([]byte(s)))
	}
	slices.Sort(forms)
	forms = slices.Compact(forms)
	// The longest first: a replacer takes the first of its pairs that fits.
	slices.SortStableFunc(forms, func(a, b string) int { return len(b) - len(a) })
	pairs := make([]string, 0, 2*len(forms))
	for _, form := range forms {
		pairs = append(pairs, form, redacted)
	}
	return &redactor{strings.NewReplacer(pairs...)}
}

func (r *redactor) text(s string) string { return r.replacer.Replace(s) }

// error returns err without a query in any *url.Error at any depth, and
// without a secret in its text. What errors.Is and errors.As find in it stays
// findable, but for the URLs.
func (r *redactor) error(err error) error {
	if err == nil {
		return nil
	}
	if outer, ok := err.(*url.Error); ok {
		return &url.Error{Op: outer.Op, URL: r.text(bareURL(outer.URL)), Err: r.error(outer.Err)}
	}
	clean := r.text(err.Error())
	nested, hasURL := errors.AsType[*url.Error](err)
	if !hasURL && clean == err.Error() {
		return err
	}
	scrubbed := &scrubbedError{text: clean, original: err}
	if hasURL {
		inner := r.error(nested)
		scrubbed.text = strings.ReplaceAll(clean, r.text(nested.Error()), inner.Error())
		scrubbed.inner = inner
	}
	return scrubbed
}

// scrubbedError stands for an error whose own text may not be shown.
type scrubbedError struct {
	text     string
	inner    error
	original error
}

func (e *scrubbedError) Error() string { return e.text }

func (e *scrubbedError) GoString() string { return e.text }

func (e *scrubbedError) Unwrap() error { return e.inner }

// Is asks the original, which is not handed out itself.
func (e *scrubbedError) Is(target error) bool { return errors.Is(e.original, target) }

// bareURL keeps scheme, host and path.
func bareURL(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		before, _, _ := strings.Cut(raw, "?")
		return before
	}
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String()
}
