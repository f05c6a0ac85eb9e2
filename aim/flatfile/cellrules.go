package flatfile

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/shopspring/decimal"
)

// What cells reads.

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

// fee is a column of money by which nobody decides; blank is 0. One that cannot be
// read does not make its row malformed: see lose.
func (c *cells) fee(name string, value decimal.Decimal) decimal.Decimal {
	if c.mode != reading {
		c.text(name, "")
		return value
	}
	text := c.next()
	if isBlankLine(text) {
		return value
	}
	amount, reason := parseAmount(text, c.amounts)
	if reason != "" {
		c.lose(name, text, reason)
		return value
	}
	return amount
}

// sideCount is a column of a number by which nobody decides. One that cannot be read
// does not make its row malformed: see lose.
func (c *cells) sideCount(name string) *int {
	if c.mode != reading {
		c.text(name, "")
		return nil
	}
	text := c.next()
	if isBlankLine(text) {
		return nil
	}
	count, reason := parseCount(text)
	if reason != "" {
		c.lose(name, text, reason)
		return nil
	}
	return &count
}

// lose lists a cell that cannot be read among the row's Unreadable, and keeps its text
// in the row's Extra.
func (c *cells) lose(name, text, reason string) {
	c.lost.add(name, reason)
	c.lostTexts = append(c.lostTexts, text)
}

// time is a column of times, in files that are only read. It returns the two fields of
// a Timestamp: as a struct of five words they would go through memory.
func (c *cells) time(name string) (time.Time, string) {
	if c.mode != reading {
		c.text(name, "")
		return time.Time{}, ""
	}
	text := c.next()
	if text == "" {
		return time.Time{}, ""
	}
	// Orders are often paid when they are placed.
	if text != c.lastText {
		c.lastText, c.lastTime = text, parseFileTime(text, c.zone)
	}
	return c.lastTime, text
}

// keep is where a row keeps the cells of columns that this package does not know. It
// comes last.
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

// kept are the cells of unknown columns; nil if there are none. The row may be much
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

// Rules for what is written.

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

// bare refuses what people put into product numbers to read them better.
func (c *cells) bare(name, text string) {
	if c.mode == writing && strings.ContainsAny(text, "- ") {
		c.faults.add(name, quoted(text)+" has hyphens or blanks")
	}
}

// priced wants a price of every row that does not delete.
func (c *cells) priced(name string, price decimal.Decimal, deletes bool) {
	if c.mode == writing && !deletes && price.IsZero() {
		c.faults.add(name, "it is 0 or missing; only a deletion can do without")
	}
}
