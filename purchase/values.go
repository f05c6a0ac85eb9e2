package purchase

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/money"
)

// reader reads the values of a reply, each once, and in any spelling. What it
// cannot read it leaves empty and lists. Absent, null and "" are all no value.
type reader struct {
	listing, item int // where it is in an order, counted from 1; 0 outside
	unreadable    []sellerwire.FieldError
	spent         int // elements and faults so far
}

// maxElements bounds the memory that a reply can take: orders, listings, items
// and values that cannot be read. 16 MiB of real orders have fewer.
const maxElements = 200_000

var errTooMany = errors.New("it has more than 200,000 elements")

// spend counts n elements, and tells whether that many may still come.
func (r *reader) spend(n int) bool {
	r.spent += n
	return r.spent <= maxElements
}

func (r *reader) err() error {
	if r.spent > maxElements {
		return fmt.Errorf("%w: %w", sellerwire.ErrResponseTooLarge, errTooMany)
	}
	return nil
}

// fail lists a value that cannot be read.
func (r *reader) fail(field, reason string) {
	if !r.spend(1) {
		return
	}
	where := ""
	if r.listing > 0 {
		where = "listings[" + strconv.Itoa(r.listing-1) + "]"
	}
	if r.item > 0 {
		where += ".orderItems[" + strconv.Itoa(r.item-1) + "]"
	}
	r.unreadable = append(r.unreadable, sellerwire.FieldError{Item: where, Field: field, Reason: reason})
}

// taken returns the faults that were listed since the last call.
func (r *reader) taken() []sellerwire.FieldError {
	faults := r.unreadable
	r.unreadable = nil
	return faults
}

// contradiction stands for a value that is there twice and differs.
var contradiction = []byte{}

// fields puts the values of the known keys of an object into values. Keys count
// without case. A key that is there twice must have one value.
func (r *reader) fields(object []byte, keys []string, values [][]byte) {
	for key, value := range members(object) {
		name := key[1 : len(key)-1]
		if bytes.IndexByte(name, '\\') >= 0 {
			name = []byte(unquote(key))
		}
		for i, known := range keys {
			if len(name) != len(known) || string(name) != known && !strings.EqualFold(string(name), known) {
				continue
			}
			switch before := values[i]; {
			case before == nil:
				values[i] = value
			case len(before) > 0 && !bytes.Equal(before, value):
				values[i] = contradiction
				r.fail(known, "it is there twice, with different values")
			}
			break
		}
	}
}

// scalar returns the text of a string or a number; ok is false for anything else.
func scalar(raw []byte) (text string, ok bool) {
	switch {
	case isNull(raw):
		return "", true
	case raw[0] == '"':
		return unquote(raw), true
	default:
		return string(raw), raw[0] == '-' || raw[0] >= '0' && raw[0] <= '9'
	}
}

// text takes numbers too.
func (r *reader) text(field string, raw []byte) string {
	text, ok := scalar(raw)
	if !ok {
		r.fail(field, "it is not a text")
		return ""
	}
	return text
}

// whole reads a whole number, be it written 7, 7.0, 7e0 or "7".
func (r *reader) whole(field string, raw []byte) int64 {
	text, ok := scalar(raw)
	if text = strings.TrimSpace(text); text == "" && ok {
		return 0
	}
	if n, err := strconv.ParseInt(text, 10, 64); err == nil && ok {
		return n
	}
	if d, err := money.Parse(text); err == nil && ok && d.IsInteger() && d.BigInt().IsInt64() {
		return d.IntPart()
	}
	r.fail(field, "it is not a whole number")
	return 0
}

// count reads a whole number of 32 bits.
func (r *reader) count(field string, raw []byte) int {
	n := r.whole(field, raw)
	if n < math.MinInt32 || n > math.MaxInt32 {
		r.fail(field, "it is out of range")
		return 0
	}
	return int(n)
}

// amount reads an amount by its value: 600, 600.00 and 6E+2 are one. No float is
// in between.
func (r *reader) amount(field string, raw []byte) *decimal.Decimal {
	text, ok := scalar(raw)
	if text = strings.TrimSpace(text); text == "" && ok {
		return nil
	}
	amount, err := money.Parse(text)
	switch {
	case !ok:
		r.fail(field, "it is not an amount")
	case err != nil:
		r.fail(field, "it is not an amount: "+err.Error())
	default:
		return &amount
	}
	return nil
}

// truth reads true or false.
func (r *reader) truth(field string, raw []byte) bool {
	text := strings.ToLower(strings.Trim(string(raw), `" `))
	switch text {
	case "true":
		return true
	case "false", "null", "":
		return false
	}
	r.fail(field, "it is not true or false")
	return false
}

// layouts are the documented form of a date, and those that Java writes: with an
// offset, without seconds, without a zone, without a time. Fractions of a second
// fit each of them. All dates are in UTC by the vendor's text.
var layouts = []string{
	time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04:05Z0700", "2006-01-02T15:04Z07:00", "2006-01-02T15:04",
	"2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05", time.DateOnly,
}

func (r *reader) time(field string, raw []byte) time.Time {
	text, _ := scalar(raw)
	text, _, _ = strings.Cut(strings.TrimSpace(text), "[") // a zone by name, after an offset
	if text == "" && (isNull(raw) || raw[0] == '"') {
		return time.Time{}
	}
	for _, layout := range layouts {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC()
		}
	}
	r.fail(field, "it is not a date")
	return time.Time{}
}
