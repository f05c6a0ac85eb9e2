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
	"github.com/sellerwire/sellerwire/internal/identifier"
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
	f.identifier("stock_no", stockNo)
}

// identifier is a text that is compared with others.
func (f *form) identifier(key, value string) {
	if f.isIdentifier(key, value) {
		f.line(key, value)
	}
}

// isIdentifier refuses what nobody sees in an identifier.
func (f *form) isIdentifier(field, value string) bool {
	if reason := identifier.Fault(value); reason != "" {
		f.refuse(field, "%s", reason)
		return false
	}
	return true
}

// name is a text on one line that may not be blank.
func (f *form) name(key, value string) {
	if strings.TrimSpace(value) == "" {
		f.refuse(key, "it is empty")
		return
	}
	f.line(key, value)
}

// severalLines are the control characters of a text with lines.
const severalLines = "\t\n\r"

// line is a text on one line. The empty text is one, too.
func (f *form) line(key, value string) {
	if encoded, fits := f.encode(key, value, ""); fits {
		f.pairs.Set(key, encoded)
	}
}

// lines is a text that may have several.
func (f *form) lines(key, value string) {
	if encoded, fits := f.encode(key, value, severalLines); fits {
		f.pairs.Set(key, encoded)
	}
}

// encode returns the bytes of a text. It refuses control characters other than
// those allowed, and characters that the encoding lacks.
func (f *form) encode(field, value, allowed string) (encoded string, fits bool) {
	control := func(r rune) bool { return unicode.IsControl(r) && !strings.ContainsRune(allowed, r) }
	if at := strings.IndexFunc(value, control); at >= 0 {
		r, _ := utf8.DecodeRuneInString(value[at:])
		f.refuse(field, "it has the control character %U at byte %d", r, at)
		return "", false
	}
	bytes, lacking, fits := f.encoding.Append(nil, value)
	switch {
	case fits:
		return string(bytes), true
	case !utf8.ValidString(value):
		f.refuse(field, "it is not valid UTF-8")
	default:
		f.refuse(field, "%s has no character %q (%U)", f.encoding, lacking, lacking)
	}
	return "", false
}

// quantity is a number of pieces that is not below least.
func (f *form) quantity(key string, n, least int) {
	if n < least {
		f.fault(sellerwire.FieldError{
			Field: key, Limit: int64(least), Size: int64(n), Reason: fmt.Sprintf("must be at least %d, is %d", least, n),
		})
		return
	}
	f.pairs.Set(key, strconv.Itoa(n))
}

// price is an amount from 0, written with the decimals that it has.
func (f *form) price(key string, d decimal.Decimal) {
	fit, fault := money.Fit(d, money.MaxDecimals)
	switch {
	case fault != nil:
		f.fault(sellerwire.FieldError{Field: key, Reason: fault.Reason, Limit: fault.Limit, Size: fault.Size})
	case fit.Sign() < 0:
		f.refuse(key, "must not be negative, is %s", fit)
	default:
		f.pairs.Set(key, fit.StringFixed(-fit.Exponent()))
	}
}

// filter asks for the items of a status. The empty one is left to the service,
// which takes A.
func (f *form) filter(s Status) {
	if s != "" {
		f.identifier("status", string(s))
	}
}

// page is counted from 1; 0 stands for 1. The first page goes without the pair,
// as in the vendor's samples.
func (f *form) page(n int) {
	switch {
	case n < 0:
		f.fault(sellerwire.FieldError{
			Field: "page", Limit: 1, Size: int64(n), Reason: fmt.Sprintf("must be at least 1, is %d", n),
		})
	case n > 1:
		f.pairs.Set("page", strconv.Itoa(n))
	}
}

// Some web application firewalls refuse requests without an Accept header; what
// the replies' type will be is not documented.
var (
	readHeader = http.Header{"Accept": {"*/*"}}
	formHeader = http.Header{"Accept": {"*/*"}, "Content-Type": {"application/x-www-form-urlencoded"}}
)

// request puts all pairs in one place: CGI.pm reads the query of a GET and the
// body of a POST, and ignores the other. In a body the key has its place among
// the sorted pairs; a query gets it at the end, by the transport.
func (c *Client) request(operation transport.Operation, method string, f *form) *transport.Request {
	req := &transport.Request{
		Operation: operation,
		Item:      func() string { return f.item },
		Method:    method,
		Header:    readHeader,
	}
	if method == http.MethodGet {
		req.RawQuery = f.pairs.Encode()
		return req
	}
	f.pairs.Set(keyName, "")
	body := f.pairs.Encode()
	at := strings.Index("&"+body, "&"+keyName+"=") + len(keyName+"=") // values have both escaped
	req.Header = formHeader
	req.Body = transport.Bytes([]byte(body)).Insert(at, []byte(c.key.Reveal()))
	return req
}
