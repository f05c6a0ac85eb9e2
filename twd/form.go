package twd

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/charset"
	"github.com/sellerwire/sellerwire/internal/money"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// form collects the pairs of one request, their values as the bytes that go
// out, and what is wrong with them.
type form struct {
	item     string // that it is about, in errors
	encoding charset.Encoding
	pairs    url.Values
	faults   []sellerwire.FieldError
}

func (c *Client) newForm() *form {
	return &form{encoding: c.config.encoding, pairs: url.Values{}}
}

func (f *form) refuse(field, format string, args ...any) {
	f.fault(sellerwire.FieldError{Field: field, Reason: fmt.Sprintf(format, args...)})
}

func (f *form) fault(fault sellerwire.FieldError) {
	fault.Item = f.item
	f.faults = append(f.faults, fault)
}

// about names the item that the request is about.
func (f *form) about(stockNo string) {
	if strings.TrimSpace(stockNo) != "" {
		f.item = fmt.Sprintf("item %.40q", stockNo)
	}
	f.name("stock_no", stockNo)
}

// name is a text on one line that may not be blank.
func (f *form) name(key, value string) {
	if strings.TrimSpace(value) == "" {
		f.refuse(key, "it is empty")
		return
	}
	f.line(key, value)
}

// line is a text on one line.
func (f *form) line(key, value string) {
	f.text(key, value, "")
}

// lines is a text that may have several.
func (f *form) lines(key, value string) {
	f.text(key, value, "\t\n\r")
}

// text adds a pair unless the value has a control character other than those
// allowed, or one that the encoding lacks. The empty text is a value too.
func (f *form) text(key, value, allowed string) {
	control := func(r rune) bool { return unicode.IsControl(r) && !strings.ContainsRune(allowed, r) }
	if at := strings.IndexFunc(value, control); at >= 0 {
		r, _ := utf8.DecodeRuneInString(value[at:])
		f.refuse(key, "it has the control character %U at byte %d", r, at)
		return
	}
	encoded, lacking, ok := f.encoding.Append(nil, value)
	switch {
	case ok:
		f.pairs.Set(key, string(encoded))
	case lacking == utf8.RuneError:
		f.refuse(key, "it is not valid UTF-8")
	default:
		f.refuse(key, "%s has no character %q (%U)", f.encoding, lacking, lacking)
	}
}

// quantity is a number of pieces that is not below least.
func (f *form) quantity(key string, n, least int) {
	if n < least {
		f.fault(sellerwire.FieldError{
			Field: key, Limit: int64(least), Size: int64(n), Reason: fmt.Sprintf("%d is below %d", n, least),
		})
		return
	}
	f.pairs.Set(key, strconv.Itoa(n))
}

// price is an amount, written with the decimals it came with.
func (f *form) price(key string, d decimal.Decimal) {
	if reason, limit, size := money.Fault(d); reason != "" {
		f.fault(sellerwire.FieldError{Field: key, Reason: reason, Limit: limit, Size: size})
		return
	}
	if d.Sign() < 0 {
		f.refuse(key, "%s is below 0", d)
		return
	}
	f.pairs.Set(key, d.StringFixed(-d.Exponent()))
}

// status filters a read; the empty one is left to the service, which takes A.
func (f *form) status(s Status) {
	if s != "" {
		f.name("status", string(s))
	}
}

// page is counted from 1; 0 stands for 1. The first page goes without the
// pair, as in the vendor's samples.
func (f *form) page(n int) {
	switch {
	case n < 0:
		f.fault(sellerwire.FieldError{
			Field: "page", Limit: 1, Size: int64(n), Reason: fmt.Sprintf("%d is below 1", n),
		})
	case n > 1:
		f.pairs.Set("page", strconv.Itoa(n))
	}
}

// request puts all pairs in one place: CGI.pm reads the query of a GET and the
// body of a POST, and ignores the other. In a body the key has its place among
// the sorted pairs; a query gets it at the end, by the transport.
//
// Some web application firewalls refuse requests without an Accept header; what
// the replies' type will be is not documented.
func (c *Client) request(operation transport.Operation, method string, f *form) *transport.Request {
	req := &transport.Request{
		Operation: operation,
		Item:      func() string { return f.item },
		Method:    method,
		Header:    http.Header{"Accept": {"*/*"}},
	}
	if method == http.MethodGet {
		req.RawQuery = f.pairs.Encode()
		return req
	}
	f.pairs.Set(keyName, "")
	body := f.pairs.Encode()
	at := strings.Index(body, keyName+"=") + len(keyName+"=") // a '=' in a value is escaped
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Body = transport.Bytes([]byte(body)).Insert(at, []byte(c.key.Reveal()))
	return req
}
