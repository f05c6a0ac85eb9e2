package transport

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/sellerwire/sellerwire/internal/charset"
)

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
	for _, form := range []string{query, strings.ReplaceAll(query, "+", "%20"), url.PathEscape(s), everyByte(s)} {
		forms = append(forms, form, lowerPercent(form))
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
