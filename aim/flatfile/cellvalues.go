package flatfile

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/shopspring/decimal"
)

// What cells reads.

func (c *cells) parseAmount(name, text string) decimal.Decimal {
	value, decimals, reason := parseAmount(text)
	if reason != "" {
		c.faults.add(name, reason)
	}
	return c.amounts.decimal(value, decimals)
}

func (c *cells) parseCount(name, text string) int {
	value, decimals, reason := parseAmount(text)
	if reason != "" || decimals > 0 || value < 0 || value > math.MaxInt32 {
		c.faults.add(name, quoted(text)+" is not a whole number")
	}
	return int(value)
}

// parseTime remembers the last moment: orders are often paid when they are placed.
func (c *cells) parseTime(text string) time.Time {
	if text != c.lastText {
		c.lastText, c.lastTime = text, parseFileTime(text, c.zone)
	}
	return c.lastTime
}

// unknownValues are the values of unknown columns, nil if there are none.
func (c *cells) unknownValues() map[string]string {
	var values map[string]string
	c.at = len(c.positions) - len(c.unknown)
	for _, name := range c.unknown {
		value := c.next()
		if value == "" {
			continue
		}
		if values == nil {
			values = make(map[string]string, len(c.unknown))
		}
		values[name] = value
	}
	return values
}

// What cells writes.

// noteAmount is note for money; nil is written as nothing.
func (c *cells) noteAmount(name string, n need, amount *decimal.Decimal) {
	if amount == nil || c.mode == declaring {
		c.note(name, n, "")
		return
	}
	text, reason := "", "it is not above 0"
	if amount.Sign() > 0 {
		text, reason = amountText(*amount)
	}
	c.faults.add(name, reason)
	c.note(name, optional, text)
}

// noteCount is note for a number of things; nil is written as nothing.
func (c *cells) noteCount(name string, n need, count *int) {
	if count == nil || c.mode == declaring {
		c.note(name, n, "")
		return
	}
	if *count < 0 {
		c.faults.add(name, fmt.Sprintf("%d is negative", *count))
	}
	c.note(name, optional, strconv.Itoa(*count))
}

// Rules for what is written.

func (c *cells) refuse(name, reason string) {
	if c.mode == writing {
		c.faults.add(name, reason)
	}
}

// atMost limits the number of characters.
func (c *cells) atMost(limit int, name, text string) {
	if c.mode != writing || !longerThan(text, limit) {
		return
	}
	c.faults.tooMany(name, "characters", utf8.RuneCountInString(text), limit)
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
		c.faults.add(name, "it is 0 or missing; only a deletion goes without")
	}
}

// longerThan tells whether a text has more characters than that.
func longerThan(text string, limit int) bool {
	// No text has more characters than bytes, and most are short.
	return len(text) > limit && utf8.RuneCountInString(text) > limit
}
