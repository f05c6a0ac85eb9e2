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
	// printed: it comes of careless printing, and no service writes it.
	printed bool
	// cut: it stands for its like where texts are cut off.
	cut bool
}

// forms are all the ways that are searched for. They are written here once
// more, and not taken from the transport that takes secrets out of texts: what
// it forgets must be found.
var forms = []form{
	{name: "plain", encode: func(s string) string { return s }, cut: true},
	{name: "URL-encoded as a query", encode: url.QueryEscape, cut: true},
	{name: "URL-encoded as a query, in lower case", encode: lowerHex(url.QueryEscape)},
	{name: "URL-encoded as a path", encode: url.PathEscape},
	{name: "URL-encoded as a path, in lower case", encode: lowerHex(url.PathEscape)},
	{name: "URL-encoded throughout", encode: everyByte("%%%02X")},
	{name: "URL-encoded with spaces as %20", encode: func(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }},
	{name: "base64", encode: in64(base64.StdEncoding), cut: true},
	{name: "base64 without padding", encode: in64(base64.RawStdEncoding)},
	{name: "base64 for URLs", encode: in64(base64.URLEncoding)},
	{name: "base64 for URLs without padding", encode: in64(base64.RawURLEncoding)},
	{name: "XML-escaped by encoding/xml", encode: xmlText},
	{name: "XML-escaped text", encode: strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace, cut: true},
	{name: "XML-escaped attribute", encode: strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace},
	{name: "XML-escaped with &apos;",
		encode: strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&apos;").Replace},
	{name: "XML-escaped with decimal references", encode: references("&#%d;")},
	{name: "XML-escaped with hexadecimal references", encode: references("&#x%X;")},
	{name: "JSON", encode: jsonText(true)},
	{name: "JSON with markup as it is", encode: jsonText(false)},
	{name: "JSON with \\/", encode: func(s string) string { return strings.ReplaceAll(jsonText(true)(s), "/", `\/`) }},
	{name: "JSON in ASCII", encode: asciiJSON},
	{name: "quoted by Go", encode: func(s string) string { q := strconv.Quote(s); return q[1 : len(q)-1] }},
	{name: "quoted by Go in ASCII", encode: func(s string) string { q := strconv.QuoteToASCII(s); return q[1 : len(q)-1] }},
	{name: "bytes of ISO-8859-1", encode: latin1},
	{name: "bytes of ISO-8859-1, XML-escaped", encode: func(s string) string { return latin1(xmlText(s)) }},
	{name: "bytes of ISO-8859-1, XML-escaped text", encode: func(s string) string {
		return latin1(strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s))
	}},
	{name: "bytes of ISO-8859-1, URL-encoded", encode: func(s string) string { return url.QueryEscape(latin1(s)) }},
	{name: "bytes of ISO-8859-1, base64", encode: func(s string) string { return base64.StdEncoding.EncodeToString([]byte(latin1(s))) }},
	{name: "bytes printed as a list", encode: func(s string) string { return strings.Trim(fmt.Sprint([]byte(s)), "[]") }, printed: true},
	{name: "bytes printed in hexadecimal", encode: func(s string) string { return fmt.Sprintf("%x", s) }, printed: true},
	{name: "bytes printed by %#v",
		encode: func(s string) string { v := fmt.Sprintf("%#v", []byte(s)); return v[len("[]byte{") : len(v)-1] }, printed: true},
}

func in64(encoding *base64.Encoding) func(string) string {
	return func(s string) string { return encoding.EncodeToString([]byte(s)) }
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

func everyByte(verb string) func(string) string {
	return func(s string) string {
		var b strings.Builder
		for _, c := range []byte(s) {
			fmt.Fprintf(&b, verb, c)
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
