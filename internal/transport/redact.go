package transport

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/sellerwire/sellerwire/internal/charset"
)

const redacted = "[redacted]"

// minSecret is the length below which a secret is not searched for: replacing
// every "a" would make texts unreadable and hide nothing.
const minSecret = 4

// redactor takes secrets out of texts that came from elsewhere: a service that
// echoes its request, a proxy's error page, an error of the network.
type redactor struct {
	forms    []string // the longest first
	replacer *strings.Replacer
	literals []string // searched for as they are
}

// newRedactor prepares for each secret all the forms in which it may turn up.
func newRedactor(secrets []string) *redactor {
	var forms []string
	for _, s := range secrets {
		if len(s) >= minSecret {
			forms = append(forms, secretForms(s)...)
		}
	}
	slices.Sort(forms)
	forms = slices.Compact(forms)
	// The longest first: a replacer takes the first of its pairs that fits.
	slices.SortStableFunc(forms, func(a, b string) int { return len(b) - len(a) })
	pairs := make([]string, 0, 2*len(forms))
	for _, form := range forms {
		pairs = append(pairs, form, redacted)
	}
	return &redactor{forms: forms, replacer: strings.NewReplacer(pairs...)}
}

// redactor knows the secrets of the client and of the call, and the signatures of
// the attempt. It is made when there is something to scrub, which is when a call
// fails.
func (a *attempt) redactor() *redactor {
	if a.scrubber != nil {
		return a.scrubber
	}
	client := a.call.client
	a.scrubber = client.secrets()
	if own := reveal(a.call.req.Secrets...); len(own) > 0 {
		a.scrubber = newRedactor(append(own, client.auth.Hidden()...))
	}
	// A signature is hexadecimal: it has no other form.
	a.scrubber = &redactor{a.scrubber.forms, a.scrubber.replacer, a.signed()}
	return a.scrubber
}

func (r *redactor) text(s string) string {
	s = r.replacer.Replace(s)
	for _, literal := range r.literals {
		s = strings.ReplaceAll(s, literal, redacted)
	}
	return s
}

func (r *redactor) texts(all []string) (clean []string) {
	for _, s := range all {
		clean = append(clean, r.text(s))
	}
	return clean
}

// start is text for one that was cut off: it may end in the beginning of a
// secret.
func (r *redactor) start(s string) string {
	s = r.text(s)
	longest := 0
	for _, form := range slices.Concat(r.forms, r.literals) {
		for n := min(len(form)-1, len(s)); n >= minSecret && n > longest; n-- {
			if strings.HasSuffix(s, form[:n]) {
				longest = n
			}
		}
	}
	if longest == 0 {
		return s
	}
	return s[:len(s)-longest] + redacted
}

// error returns err without a query in any *url.Error at any depth, and without
// a secret in any text. Errors that show neither are the caller's own, as they
// were; what errors.Is finds stays findable in the others.
func (r *redactor) error(err error) error {
	clean, _ := r.scrub(err)
	return clean
}

func (r *redactor) scrub(err error) (clean error, changed bool) {
	if err == nil {
		return nil, false
	}
	if outer, ok := err.(*url.Error); ok {
		bare := r.text(bareURL(outer.URL))
		inner, changed := r.scrub(outer.Err)
		if !changed && bare == outer.URL {
			return err, false
		}
		return &url.Error{Op: outer.Op, URL: bare, Err: inner}, true
	}
	children := unwrapped(err)
	text, inner := err.Error(), make([]error, len(children))
	for i, child := range children {
		var touched bool
		if inner[i], touched = r.scrub(child); touched {
			text = strings.ReplaceAll(text, child.Error(), inner[i].Error())
			changed = true
		}
	}
	for _, u := range urlsIn(err, nil) {
		text = strings.ReplaceAll(text, u, bareURL(u)) // in case it was worded anew
	}
	if text = r.text(text); !changed && text == err.Error() {
		return err, false
	}
	return &scrubbedError{text, inner, func(target error) bool { return errors.Is(err, target) }, timedOut(err)}, true
}

func unwrapped(err error) []error {
	switch e := err.(type) {
	case interface{ Unwrap() error }:
		if inner := e.Unwrap(); inner != nil {
			return []error{inner}
		}
	case interface{ Unwrap() []error }:
		return e.Unwrap()
	}
	return nil
}

// urlsIn lists the URLs of the errors in a tree. The longest comes first, lest
// one that it starts with leaves the rest of it.
func urlsIn(err error, found []string) []string {
	if e, ok := err.(*url.Error); ok {
		found = append(found, e.URL)
	}
	for _, inner := range unwrapped(err) {
		found = urlsIn(inner, found)
	}
	slices.SortStableFunc(found, func(a, b string) int { return len(b) - len(a) })
	return found
}

// scrubbedError stands for an error that would show something. It does not hold
// that error: a dumper would look at it.
type scrubbedError struct {
	text     string
	inner    []error
	is       func(target error) bool // asks that error
	timedOut bool
}

func (e *scrubbedError) Error() string { return e.text }

func (e *scrubbedError) GoString() string { return strconv.Quote(e.text) }

func (e *scrubbedError) Unwrap() []error { return e.inner }

func (e *scrubbedError) Is(target error) bool { return e.is(target) }

func (e *scrubbedError) Timeout() bool { return e.timedOut }

// timedOut tells whether an error, or one that it wraps, is a timeout.
func timedOut(err error) bool {
	t, ok := errors.AsType[interface {
		error
		Timeout() bool
	}](err)
	return ok && t.Timeout()
}

// secretForms lists how a secret looks after the encodings of the web: each
// kind of server escapes a little differently.
func secretForms(s string) []string {
	forms := append(webForms(s), references(s, "&#%d;"), references(s, "&#x%X;"), references(s, "&#x%x;"))
	// Services that speak ISO-8859-1 echo its bytes.
	latin, ok := inLatin1(s)
	if !ok {
		return forms
	}
	for _, form := range forms {
		if bytes, ok := inLatin1(form); ok {
			forms = append(forms, bytes)
		}
	}
	return append(forms, webForms(latin)...)
}

// inLatin1 is s in ISO-8859-1, if that is something else.
func inLatin1(s string) (string, bool) {
	bytes, _, ok := charset.Latin1.Append(nil, s)
	return string(bytes), ok && string(bytes) != s
}

func webForms(s string) []string {
	forms := []string{s}
	forms = append(forms, percentForms(s)...)
	forms = append(forms, jsonForms(s)...)
	forms = append(forms, xmlForms(s)...)
	return append(forms,
		base64.StdEncoding.EncodeToString([]byte(s)), base64.RawStdEncoding.EncodeToString([]byte(s)),
		base64.URLEncoding.EncodeToString([]byte(s)), base64.RawURLEncoding.EncodeToString([]byte(s)))
}

func percentForms(s string) []string {
	query := url.QueryEscape(s)
	var forms []string
	for _, once := range []string{query, strings.ReplaceAll(query, "+", "%20"), url.PathEscape(s), everyByte(s)} {
		for _, form := range []string{once, lowerPercent(once)} {
			// Escaped again, by a gateway that passes a whole URL on.
			forms = append(forms, form)
			for _, twice := range []string{url.QueryEscape(form), url.PathEscape(form)} {
				forms = append(forms, twice, lowerPercent(twice))
			}
		}
	}
	return forms
}

// lowerPercent writes %2F as %2f.
func lowerPercent(s string) string {
	b := []byte(s)
	for i := range b {
		if b[i] == '%' && i+2 < len(b) {
			copy(b[i:], bytes.ToLower(b[i:i+3]))
		}
	}
	return string(b)
}

// jsonForms are those of encoders that escape markup, that leave it alone, and
// that write ASCII only, each also with the slash escaped. Go's quoting is that
// of the second.
func jsonForms(s string) []string {
	markup, _ := json.Marshal(s)
	var forms []string
	for _, quoted := range []string{string(markup), strconv.Quote(s), strconv.QuoteToASCII(s)} {
		inner := quoted[1 : len(quoted)-1]
		forms = append(forms, inner, strings.ReplaceAll(inner, "/", `\/`))
	}
	return forms
}

// xmlForms are those of Go and of encoders that write quotes otherwise or
// leave them alone.
func xmlForms(s string) []string {
	var own bytes.Buffer
	_ = xml.EscapeText(&own, []byte(s))
	forms := []string{own.String()}
	for _, quote := range []string{`"`, "&quot;"} {
		for _, apostrophe := range []string{"'", "&apos;", "&#39;", "&#039;", "&#x27;"} {
			forms = append(forms, strings.NewReplacer(
				"&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, quote, "'", apostrophe).Replace(s))
		}
	}
	return forms
}

// everyByte escapes all of it, as careful encoders do.
func everyByte(s string) string {
	var b strings.Builder
	for i := range len(s) {
		fmt.Fprintf(&b, "%%%02X", s[i])
	}
	return b.String()
}

// references writes markup, and what is no ASCII, as numeric references.
func references(s, format string) string {
	var b strings.Builder
	for _, r := range s {
		if r < utf8.RuneSelf && !strings.ContainsRune(`&<>"'`, r) {
			b.WriteRune(r)
			continue
		}
		fmt.Fprintf(&b, format, r)
	}
	return b.String()
}
