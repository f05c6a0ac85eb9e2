package transport

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
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
	return &redactor{forms, strings.NewReplacer(pairs...)}
}

func (r *redactor) text(s string) string { return r.replacer.Replace(s) }

func (r *redactor) texts(all []string) []string {
	var clean []string
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
	for _, form := range r.forms {
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
	text := err.Error()
	nested := urlErrors(err)
	inner := make([]error, len(nested))
	for i, n := range nested {
		inner[i] = r.error(n)
		text = strings.ReplaceAll(text, n.Error(), inner[i].Error())
		text = strings.ReplaceAll(text, n.URL, bareURL(n.URL)) // in case it was worded anew
	}
	text = r.text(text)
	if len(nested) == 0 && text == err.Error() {
		return err
	}
	return &scrubbedError{text: text, inner: inner, original: err}
}

// urlErrors lists the outermost *url.Error values in the tree of err. The
// longest URL comes first, lest one that it starts with leaves the rest of it.
func urlErrors(err error) []*url.Error {
	var found []*url.Error
	var walk func(error)
	walk = func(err error) {
		switch e := err.(type) {
		case *url.Error:
			found = append(found, e)
		case interface{ Unwrap() error }:
			walk(e.Unwrap())
		case interface{ Unwrap() []error }:
			for _, inner := range e.Unwrap() {
				walk(inner)
			}
		}
	}
	walk(err)
	slices.SortStableFunc(found, func(a, b *url.Error) int { return len(b.URL) - len(a.URL) })
	return found
}

// scrubbedError stands for an error whose own text may not be shown.
type scrubbedError struct {
	text     string
	inner    []error
	original error
}

func (e *scrubbedError) Error() string { return e.text }

func (e *scrubbedError) GoString() string { return strconv.Quote(e.text) }

func (e *scrubbedError) Unwrap() []error { return e.inner }

// Is asks the original, which is not handed out itself.
func (e *scrubbedError) Is(target error) bool { return errors.Is(e.original, target) }

// Timeout asks the original.
func (e *scrubbedError) Timeout() bool {
	t, ok := errors.AsType[interface {
		error
		Timeout() bool
	}](e.original)
	return ok && t.Timeout()
}

// bareURL keeps scheme, host and path.
func bareURL(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return redacted // nobody knows where its password or its query begins
	}
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String()
}
