package flatfile

import (
	"fmt"
	"math"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/money"
)

// Parts of cells for reading.

func (c *cells) parseAmount(name, text string) decimal.Decimal {
	amount, reason := parseAmount(text, c.amounts)
	c.faults.add(name, reason)
	return amount
}

func (c *cells) parseCount(name, text string) int {
	count, reason := parseCount(text)
	c.faults.add(name, reason)
	return count
}

// fee is a column of money of no consequence; blank means 0. A fee that cannot be read
// does not make its row malformed: see lose.
func (c *cells) fee(name string, value decimal.Decimal) decimal.Decimal {
	text, found := c.side(name)
	if !found {
		return value
	}
	amount, reason := parseAmount(text, c.amounts)
	if reason != "" {
		c.lose(name, text, reason)
		return value
	}
	return amount
}

// sideCount is a column of a number of no consequence. One that cannot be read does not
// make its row malformed: see lose.
func (c *cells) sideCount(name string) *int {
	text, found := c.side(name)
	if !found {
		return nil
	}
	count, reason := parseCount(text)
	if reason != "" {
		c.lose(name, text, reason)
		return nil
	}
	return take(&c.counts, count)
}

// side reads the cell of a column of no consequence. It finds nothing in a blank cell,
// or if the row is not being read.
func (c *cells) side(name string) (text string, found bool) {
	if c.mode != reading {
		c.text(name, "")
		return "", false
	}
	text = c.next()
	return text, !isBlankLine(text)
}

// lose adds an unreadable cell to the row's Unreadable, and its text to the row's Extra.
func (c *cells) lose(name, text, reason string) {
	c.lost.add(name, reason)
	c.lostTexts = append(c.lostTexts, text)
}

// time is a column of times, in files that are only read. It returns the two fields of a
// Timestamp, because a struct of five words would go through memory.
func (c *cells) time(name string) (time.Time, string) {
	if c.mode != reading {
		c.text(name, "")
		return time.Time{}, ""
	}
	text := c.next()
	if text == "" {
		return time.Time{}, ""
	}
	// Orders are often paid when they are placed, so the text repeats.
	if text != c.lastText {
		c.lastText, c.lastTime = text, parseFileTime(text, c.zone)
	}
	return c.lastTime, text
}

// keep is the field of a row for the cells of unknown columns. It must be visited last.
func (c *cells) keep(values map[string]string) map[string]string {
	switch {
	case c.mode == reading && len(c.unknown)+len(c.lost) > 0:
		return c.kept()
	case c.mode == declaring:
		c.extras = true
	case c.mode == writing:
		c.extra = values
	}
	return values
}

// kept returns the cells of unknown columns; nil if there are none. A row can be much
// shorter than the header.
func (c *cells) kept() map[string]string {
	var kept map[string]string
	known := len(c.positions) - len(c.unknown)
	for i, name := range c.unknown {
		position := c.positions[known+i]
		if position+1 >= len(c.bounds) {
			break
		}
		if cell := c.cell(position); cell != "" {
			kept = with(kept, name, cell)
		}
	}
	for i, fault := range c.lost {
		kept = with(kept, fault.Field, c.lostTexts[i])
	}
	return kept
}

func with(cells map[string]string, name, cell string) map[string]string {
	if cells == nil {
		cells = map[string]string{}
	}
	cells[name] = cell
	return cells
}

// Rules for writing.

func (c *cells) refuse(name, reason string) {
	if c.mode == writing {
		c.faults.add(name, reason)
	}
}

// atMost limits the number of characters.
func (c *cells) atMost(limit int, name, text string) {
	if c.mode == writing && longerThan(text, limit) {
		c.faults.tooMany(name, "characters", utf8.RuneCountInString(text), limit)
	}
}

// bare refuses the hyphens and blanks that people put into product numbers.
func (c *cells) bare(name, text string) {
	if c.mode == writing && (strings.IndexByte(text, '-') >= 0 || strings.IndexByte(text, ' ') >= 0) {
		c.faults.add(name, quoted(text)+" must not have hyphens or blanks")
	}
}

// priced requires a price in every row that does not delete.
func (c *cells) priced(name string, price decimal.Decimal, deletes bool) {
	if c.mode == writing && !deletes && price.IsZero() {
		c.faults.add(name, "must be greater than 0 unless the row deletes")
	}
}

// cents is the maximum number of decimals of an amount that is sent.
const cents = 2

// parseAmount reads a decimal number, however it is written, with or without outer
// blanks. reason is empty if the text is a number.
func parseAmount(text string, cache *amountCache) (amount decimal.Decimal, reason string) {
	if value, decimals, ok := money.Plain(text); ok {
		return cache.decimal(value, decimals), ""
	}
	amount, err := money.Parse(strings.Trim(text, " "))
	if err != nil {
		return amount, quoted(text) + " is not an amount"
	}
	return amount, ""
}

// amountCache holds amounts that are likely to come again, as prices do. A decimal takes
// two allocations, which would be most of those of an order report. Decimals do not
// change, so rows can share them. Amounts that differ by less than 163.84 do not displace
// each other, which takes 384 KiB for each file that is being read. The zero value of an
// entry is correct too: it is 0 without decimals.
type amountCache [1 << 14]struct {
	value  int64
	amount decimal.Decimal
}

// decimal returns an amount. The cache may be nil.
func (c *amountCache) decimal(value int64, decimals int) decimal.Decimal {
	if c == nil {
		return decimal.New(value, -int32(decimals))
	}
	entry := &c[uint64(value)%uint64(len(c))]
	if entry.value != value || entry.amount.Exponent() != -int32(decimals) {
		entry.value, entry.amount = value, decimal.New(value, -int32(decimals))
	}
	return entry.amount
}

// parseCount reads a quantity: a whole number, however it is written.
func parseCount(text string) (count int, reason string) {
	if value, decimals, ok := money.Plain(text); ok && decimals == 0 && value >= 0 && value <= math.MaxInt32 {
		return int(value), ""
	}
	amount, reason := parseAmount(text, nil)
	if reason != "" || !amount.IsInteger() || amount.Sign() < 0 || amount.GreaterThan(decimal.New(math.MaxInt32, 0)) {
		return 0, quoted(text) + " is not a whole number"
	}
	return int(amount.IntPart()), ""
}

// take returns a pointer to a value in room, of which there is more for the next ones: a
// value that is alone in memory costs several times its size.
func take[T any](room *[]T, value T) *T {
	if len(*room) == 0 {
		*room = make([]T, 32)
	}
	taken := &(*room)[0]
	*taken, *room = value, (*room)[1:]
	return taken
}

// amountText writes an amount that is to be sent: with two decimals, or with none if it
// is whole, as amounts in yen are.
func amountText(column string, amount decimal.Decimal, faults *faultList) string {
	fitted, violation := money.Fit(amount, cents)
	switch {
	case violation != nil:
		*faults = append(*faults, sellerwire.FieldError{
			Field: column, Reason: violation.Reason, Limit: violation.Limit, Size: violation.Size,
		})
		return ""
	case fitted.Sign() <= 0:
		faults.add(column, "must be greater than 0")
		return ""
	}
	decimals := cents
	if fitted.IsInteger() {
		decimals = 0
	}
	return string(money.Append(make([]byte, 0, 24), fitted, decimals))
}

// isPlain reports whether a text has only blanks and visible characters of ASCII, as most
// have. It can be in any file, and is the same in every encoding.
func isPlain(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' {
			return false
		}
	}
	return true
}

// checkText refuses text that would break the format of a file.
func (l *faultList) checkText(column, text string) (ok bool) {
	at := strings.IndexFunc(text, unicode.IsControl)
	if at < 0 {
		return true
	}
	switch r, _ := utf8.DecodeRuneInString(text[at:]); r {
	case '\t':
		l.add(column, fmt.Sprintf("must not contain a TAB (byte %d)", at))
	case '\r', '\n':
		l.add(column, fmt.Sprintf("must not contain a line break (byte %d)", at))
	default:
		l.add(column, fmt.Sprintf("must not contain the control character %U (byte %d)", r, at))
	}
	return false
}

// longerThan reports whether a text has more than limit characters.
func longerThan(text string, limit int) bool {
	// No text has more characters than bytes, and most are short.
	return len(text) > limit && utf8.RuneCountInString(text) > limit
}
