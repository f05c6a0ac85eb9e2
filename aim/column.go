package aim

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/shopspring/decimal"
)

// A file format is a table of columns. Each says once how a value gets from the
// file into a row and back, and what is checked on the way out.

// column is one column of files with rows of type T.
type column[T any] struct {
	name string
	also []string // other names under which it is read
	need need
	// onRequest columns are written only if the caller names them.
	onRequest bool
	// set reads a value that is not empty. It returns what is wrong with it.
	set func(row *T, text string, cells *cellReader) (reason string)
	// get returns what is to be written, or why it cannot be.
	get func(row *T) (text, reason string)
	// known tells whether a text is a code that this package knows. Nil where
	// the column holds no code.
	known func(text string) bool
	// rules hold for what is written, unless it is empty.
	rules []rule
	// empty says what is wrong where a value that must be there is not.
	empty string
}

// cellReader reads the values of one file. It keeps what is likely to come again.
type cellReader struct {
	zone     ZoneFunc
	lastTime Timestamp
	amounts  amountCache
}

func (c *cellReader) amount(text string) (decimal.Decimal, string) {
	value, decimals, reason := parseAmount(strings.TrimSpace(text))
	return c.amounts.decimal(value, decimals), reason
}

// time reads a moment. Orders are often paid when they are placed.
func (c *cellReader) time(text string) Timestamp {
	if text != c.lastTime.Text {
		c.lastTime = parseFileTime(text, c.zone)
	}
	return c.lastTime
}

// need says where a column must not be missing.
type need int

const (
	optional need = iota
	inFile
	inEveryRow
)

func (c column[T]) needed(n need) column[T] {
	c.need = n
	return c
}

func (c column[T]) alias(names ...string) column[T] {
	c.also = names
	return c
}

func (c column[T]) written(rules ...rule) column[T] {
	c.rules = rules
	return c
}

func (c column[T]) writtenOnRequest() column[T] {
	c.onRequest = true
	return c
}

const itIsEmpty = "it is empty"

// textColumn holds text as it is.
func textColumn[T any, S ~string](name string, at func(*T) *S) column[T] {
	return column[T]{
		name: name,
		set: func(row *T, text string, _ *cellReader) string {
			*at(row) = S(text)
			return ""
		},
		get:   func(row *T) (string, string) { return string(*at(row)), "" },
		empty: itIsEmpty,
	}
}

// codeColumn holds one of a set of codes. Unknown ones are read, and written
// only on request.
func codeColumn[T any, S interface {
	~string
	Known() bool
}](name string, at func(*T) *S) column[T] {
	c := textColumn(name, at)
	c.known = func(text string) bool { return S(text).Known() }
	return c
}

// amountColumn holds money. Zero is written as nothing where it may be missing.
func amountColumn[T any](name string, at func(*T) *decimal.Decimal) column[T] {
	return column[T]{
		name: name,
		set: func(row *T, text string, cells *cellReader) (reason string) {
			*at(row), reason = cells.amount(text)
			return reason
		},
		get: func(row *T) (string, string) {
			if at(row).IsZero() {
				return "", ""
			}
			return positiveText(*at(row))
		},
		empty: "it is 0 or missing",
	}
}

// optionalAmountColumn holds money that may be missing.
func optionalAmountColumn[T any](name string, at func(*T) **decimal.Decimal) column[T] {
	return column[T]{
		name: name,
		set: func(row *T, text string, cells *cellReader) string {
			amount, reason := cells.amount(text)
			*at(row) = &amount
			return reason
		},
		get: func(row *T) (string, string) {
			if *at(row) == nil {
				return "", ""
			}
			return positiveText(**at(row))
		},
	}
}

func positiveText(amount decimal.Decimal) (text, reason string) {
	if amount.Sign() <= 0 {
		return "", "it is not above 0"
	}
	return amountText(amount)
}

// countColumn holds a whole number of things.
func countColumn[T any](name string, at func(*T) *int) column[T] {
	return column[T]{
		name: name,
		set: func(row *T, text string, _ *cellReader) (reason string) {
			*at(row), reason = parseQuantity(text)
			return reason
		},
		get: func(row *T) (string, string) { return quantityText(*at(row)) },
	}
}

// optionalCountColumn holds a whole number of things that may be missing.
func optionalCountColumn[T any](name string, at func(*T) **int) column[T] {
	return column[T]{
		name: name,
		set: func(row *T, text string, _ *cellReader) string {
			n, reason := parseQuantity(text)
			*at(row) = &n
			return reason
		},
		get: func(row *T) (string, string) {
			if *at(row) == nil {
				return "", ""
			}
			return quantityText(**at(row))
		},
	}
}

func parseQuantity(text string) (n int, reason string) {
	// 31 bits, so that it is the same on every machine.
	parsed, err := strconv.ParseUint(strings.TrimSpace(text), 10, 31)
	if err != nil {
		return 0, quoted(text) + " is not a whole number"
	}
	return int(parsed), ""
}

func quantityText(n int) (text, reason string) {
	if n < 0 {
		return "", fmt.Sprintf("%d is negative", n)
	}
	return strconv.Itoa(n), ""
}

// timeColumn holds a moment with its zone.
func timeColumn[T any](name string, at func(*T) *Timestamp) column[T] {
	return column[T]{
		name: name,
		set: func(row *T, text string, cells *cellReader) string {
			*at(row) = cells.time(text)
			return ""
		},
		get: func(row *T) (string, string) { return at(row).Text, "" },
	}
}

// rule finds what is wrong with a text that is to be written.
type rule func(column, text string, faults *faultList)

// atMost limits the number of characters.
func atMost(limit int) rule {
	return func(column, text string, faults *faultList) {
		if len(text) <= limit {
			return // no more characters than bytes
		}
		if n := utf8.RuneCountInString(text); n > limit {
			faults.tooMany(column, "characters", n, limit)
		}
	}
}

// bare refuses what people put into product numbers to read them better.
func bare(column, text string, faults *faultList) {
	if strings.ContainsAny(text, "- ") {
		faults.add(column, quoted(text)+" has hyphens or blanks")
	}
}
