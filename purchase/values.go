package purchase

import (
	"bytes"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/money"
)

// reader reads the values of a reply, each once and in any spelling. What it cannot
// read it leaves empty and lists. Absent, null and "" are all no value.
type reader struct {
	cursor
	field         string // of the value at the cursor
	listing, item int    // where it is in an order, counted from 1; 0 outside
	unreadable    []sellerwire.FieldError
	left          int // what may still be made of the reply, in bytes of memory
}

// What is made of a reply takes no more memory than a mebibyte and a quarter more
// than the reply, going by these prices. Real orders and their parts take less: as
// JSON, an item has about 100 bytes, and a listing 250.
const (
	costOrder   = 200
	costListing = 160
	costItem    = 120
	costFault   = 160
	leastMemory = 1 << 20
)

// start puts the reader on a reply.
func (r *reader) start(reply []byte) error {
	r.left = leastMemory + len(reply)/4*5
	return r.begin(reply)
}

// spend takes what a thing costs, and reports whether there is that much.
func (r *reader) spend(cost int) bool {
	r.left -= cost
	return r.left >= 0
}

// exceeded is the error of a reply of which there would be too much.
func (r *reader) exceeded() error {
	if r.left < 0 {
		return fmt.Errorf("%w: too many elements", sellerwire.ErrResponseTooLarge)
	}
	return nil
}

// maxListed is the largest number of values of listings that are listed as
// unreadable in one order.
const maxListed = 1000

// fail lists a value that cannot be read.
func (r *reader) fail(reason string) {
	if r.listing > 0 && len(r.unreadable) >= maxListed || !r.spend(costFault) {
		return
	}
	where := ""
	if r.listing > 0 {
		where = "listings[" + strconv.Itoa(r.listing-1) + "]"
	}
	if r.item > 0 {
		where += ".orderItems[" + strconv.Itoa(r.item-1) + "]"
	}
	r.unreadable = append(r.unreadable, sellerwire.FieldError{Item: where, Field: r.field, Reason: reason})
}

// twice is what is wrong with a key that is there twice and differs.
const twice = "it is there twice, with different values"

// failure is what is wrong with a key that reports one.
const failure = "it reports a failure"

// alarming finds the keys by which an object reports a failure.
var alarming = regexp.MustCompile(`(?i)error|fail|exception|^errs?$|^faults?$`)

// isNothing reports whether a value says nothing, such as [] or "none".
func isNothing(raw []byte) bool {
	switch strings.ToLower(strings.Trim(string(raw), "[]{}\" \t\r\n")) {
	case "", "null", "none", "false", "no", "0":
		return true
	}
	return false
}

// isTwice reports whether the value of a key is there twice and differs.
func isTwice(raw []byte) bool { return raw != nil && len(raw) == 0 }

// maxKeys is the largest number of keys that an object is searched for.
const maxKeys = 12

// shown are the values of an object as they were written.
type shown struct {
	keys   []string
	values [maxKeys][]byte // nil where the key is absent, empty where it is there twice and differs
}

func (s *shown) of(key string) []byte {
	if n := slices.Index(s.keys, key); n >= 0 {
		return s.values[n]
	}
	return nil
}

// object hands the values of the known keys of an object to read. Keys count
// without case. One that is there twice must have one value.
func (r *reader) object(keys []string, read func(key string)) shown {
	s := shown{keys: keys}
	if !r.is('{') {
		r.field = ""
		r.fail("it is not an object")
		r.value()
		return s
	}
	for r.enter(); r.more(); {
		name, n := r.key(keys)
		r.more() // the colon
		if n < 0 {
			r.other(name)
			continue
		}
		start, before := r.at, s.values[n]
		if before == nil {
			r.field = keys[n]
			read(keys[n])
			s.values[n] = r.src[start:r.at]
		} else if again := r.value(); len(before) > 0 && !bytes.Equal(before, again) {
			r.field, s.values[n] = keys[n], []byte{}
			r.fail(twice)
			r.withdraw(func() { read(keys[n]) })
		}
	}
	return s
}

// other passes over the value of a key that is not known. One that reports a failure
// is listed; a card token, which a service may echo, is made illegible.
func (r *reader) other(name []byte) {
	value := r.value()
	switch {
	case strings.EqualFold(string(name), "ccToken") && value[0] == '"':
		for i := 1; i < len(value)-1; i++ {
			value[i] = '*'
		}
	case alarming.Match(name) && !isNothing(value):
		r.field = fmt.Sprintf("%.40s", name)
		r.fail(failure)
	}
}

// key reads a key and returns it and its place, -1 if it is not among keys.
func (r *reader) key(keys []string) (name []byte, place int) {
	raw := r.value()
	name = raw[1 : len(raw)-1]
	if bytes.IndexByte(name, '\\') >= 0 {
		name = []byte(unquote(raw))
	}
	for n, known := range keys {
		if len(name) == len(known) && (string(name) == known || strings.EqualFold(string(name), known)) {
			return name, n
		}
	}
	return name, -1
}

// withdraw has a value read once more, as null.
func (r *reader) withdraw(read func()) {
	before := r.cursor
	r.cursor = cursor{src: []byte("null")}
	read()
	r.cursor = before
}

// array reads an array into list: read reads each element, which costs so much.
// False means that it is none.
func array[T any](r *reader, cost int, list *[]T, read func(*T)) bool {
	if *list = nil; !r.is('[') {
		return isNull(r.value())
	}
	for r.enter(); r.more(); {
		if !r.spend(cost) {
			r.value()
			continue
		}
		n := len(*list)
		if n == cap(*list) {
			*list = slices.Grow(*list, r.room(n, cost))
		}
		*list = (*list)[:n+1]
		read(&(*list)[n])
	}
	return true
}

// room is how many elements a list of n shall get room for: as many again, or for a
// long one, exactly those that are left.
func (r *reader) room(n, cost int) int {
	if n < 256 {
		return max(n, 1)
	}
	rest := 1
	for c := (cursor{src: r.src, at: r.at}); rest <= r.left/cost; rest++ {
		c.value()
		if !c.more() {
			break
		}
	}
	return rest
}

// aside keeps the faults of what read reads apart, and returns them.
func (r *reader) aside(read func()) (faults []sellerwire.FieldError) {
	outer := r.unreadable
	r.unreadable = nil
	read()
	faults, r.unreadable = r.unreadable, outer
	return faults
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
func (r *reader) text() string {
	text, ok := scalar(r.value())
	if !ok {
		r.fail("it is not a text")
		return ""
	}
	return text
}

// whole reads a whole number, be it written 7, 7.0, 7e0 or "7".
func (r *reader) whole() int64 {
	raw := r.value()
	if n, err := strconv.ParseInt(string(raw), 10, 64); err == nil {
		return n // the usual spelling, of which no copy is made
	}
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
	r.fail("it is not a whole number")
	return 0
}

// count reads a whole number of 32 bits.
func (r *reader) count() int {
	n := r.whole()
	if n < math.MinInt32 || n > math.MaxInt32 {
		r.fail("it is out of range")
		return 0
	}
	return int(n)
}

// amount reads an amount by its value: 600, 600.00 and 6E+2 are one. No float is
// in between.
func (r *reader) amount() (amount decimal.Decimal, ok bool) {
	raw := r.value()
	if value, decimals, ok := money.Plain(raw); ok {
		return decimal.New(value, -int32(decimals)), true
	}
	text, isScalar := scalar(raw)
	if text = strings.TrimSpace(text); text == "" && isScalar {
		return decimal.Decimal{}, false
	}
	amount, err := money.Parse(text)
	switch {
	case !isScalar:
		r.fail("it is not an amount")
	case err != nil:
		r.fail("it is not an amount: " + err.Error())
	}
	return amount, isScalar && err == nil
}

// truth reads true or false.
func (r *reader) truth() bool {
	text := strings.ToLower(strings.Trim(string(r.value()), `" `))
	switch text {
	case "true", "1":
		return true
	case "false", "null", "", "0":
		return false
	}
	r.fail("it is not true or false")
	return false
}

// layouts are the documented form of a date, and those that Java writes: with an
// offset, without seconds, without a zone, without a time. Fractions of a second
// fit each of them. All dates are in UTC by the vendor's text.
var layouts = []string{
	time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04:05Z0700", "2006-01-02T15:04Z07:00", "2006-01-02T15:04",
	"2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05", time.DateOnly,
}

func (r *reader) time() time.Time {
	raw := r.value()
	var usual time.Time
	if usual.UnmarshalJSON(raw) == nil {
		return usual.UTC() // zero for null
	}
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
	r.fail("it is not a date")
	return time.Time{}
}
