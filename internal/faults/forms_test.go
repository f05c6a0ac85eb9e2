package faults_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// A form is one way in which a secret turns up in a text.
type form struct {
	name   string
	encode func(secret string) string
}

// forms are all the ways that are searched for. They are written here once
// more, and not taken from the transport that takes secrets out of texts: what
// it forgets must be found.
var forms = []form{
	{"plain", func(s string) string { return s }},
	{"URL-encoded as a query", url.QueryEscape},
	{"URL-encoded as a query, in lower case", lowerHex(url.QueryEscape)},
	{"URL-encoded as a path", url.PathEscape},
	{"URL-encoded as a path, in lower case", lowerHex(url.PathEscape)},
	{"URL-encoded throughout", percent(everyByte, "%%%02X")},
	{"URL-encoded with spaces as %20", func(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }},
	{"base64", base64.StdEncoding.EncodeToString},
	{"base64 without padding", base64.RawStdEncoding.EncodeToString},
	{"base64 for URLs", base64.URLEncoding.EncodeToString},
	{"base64 for URLs without padding", base64.RawURLEncoding.EncodeToString},
	{"XML-escaped by encoding/xml", xmlText},
	{"XML-escaped text", strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace},
	{"XML-escaped attribute", strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace},
	{"XML-escaped with &apos;", strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&apos;").Replace},
	{"XML-escaped with decimal references", references("&#%d;")},
	{"XML-escaped with hexadecimal references", references("&#x%X;")},
	{"JSON", jsonText(true)},
	{"JSON with markup as it is", jsonText(false)},
	{"JSON with \\/", func(s string) string { return strings.ReplaceAll(jsonText(true)(s), "/", `\/`) }},
	{"JSON in ASCII", asciiJSON},
	{"quoted by Go", func(s string) string { q := strconv.Quote(s); return q[1 : len(q)-1] }},
	{"quoted by Go in ASCII", func(s string) string { q := strconv.QuoteToASCII(s); return q[1 : len(q)-1] }},
	{"bytes of ISO-8859-1", latin1},
	{"bytes of ISO-8859-1, XML-escaped", func(s string) string { return latin1(xmlText(s)) }},
	{"bytes of ISO-8859-1, XML-escaped text", func(s string) string {
		return latin1(strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s))
	}},
	{"bytes of ISO-8859-1, URL-encoded", func(s string) string { return url.QueryEscape(latin1(s)) }},
	{"bytes of ISO-8859-1, base64", func(s string) string { return base64.StdEncoding.EncodeToString([]byte(latin1(s))) }},
	{"bytes printed as a list", func(s string) string { return strings.Trim(fmt.Sprint([]byte(s)), "[]") }},
	{"bytes printed in hexadecimal", func(s string) string { return fmt.Sprintf("%x", s) }},
	{"bytes printed by %#v", func(s string) string { v := fmt.Sprintf("%#v", []byte(s)); return v[len("[]byte{") : len(v)-1] }},
}

func lowerHex(encode func(string) string) func(string) string {
	return func(s string) string {
		b := []byte(encode(s))
		for i := range b {
			if b[i] == '%' && i+2 < len(b) {
				copy(b[i:], bytes.ToLower(b[i:i+3]))
			}
		}
		return string(b)
	}
}

func everyByte(byte) bool { return true }

func percent(which func(byte) bool, verb string) func(string) string {
	return func(s string) string {
		var b strings.Builder
		for _, c := range []byte(s) {
			if which(c) {
				fmt.Fprintf(&b, verb, c)
			} else {
				b.WriteByte(c)
			}
		}
		return b.String()
	}
}

func xmlText(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s))
	return b.String()
}

// references writes what is no ASCII, and what is markup, as numbers.
func references(verb string) func(string) string {
	return func(s string) string {
		var b strings.Builder
		for _, r := range s {
			if r >= 0x80 || strings.ContainsRune(`&<>"'`, r) {
				fmt.Fprintf(&b, verb, r)
			} else {
				b.WriteRune(r)
			}
		}
		return b.String()
	}
}

func jsonText(markup bool) func(string) string {
	return func(s string) string {
		var b bytes.Buffer
		encoder := json.NewEncoder(&b)
		encoder.SetEscapeHTML(markup)
		_ = encoder.Encode(s)
		quoted := strings.TrimSpace(b.String())
		return quoted[1 : len(quoted)-1]
	}
}

func asciiJSON(s string) string {
	var b strings.Builder
	for _, r := range jsonText(false)(s) {
		if r >= 0x80 {
			fmt.Fprintf(&b, `\u%04x`, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// latin1 is s in ISO-8859-1, the encoding of two of the services. The secrets
// here have no other characters.
func latin1(s string) string {
	b := make([]byte, 0, len(s))
	for _, r := range s {
		b = append(b, byte(r))
	}
	return string(b)
}
