package flatfile

import (
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// cells visits the columns of a row. Each type of row lists its columns once, in
// one method that takes a row and returns it; the mode decides what the visit does
// with each value:
//
//	func (r ModifyRow) columns(c *cells) ModifyRow {
//		r.SKU = c.key("sku", r.SKU)
//		r.Price = c.optionalAmount("price", r.Price)
//		r.Quantity = c.optionalCount("quantity", r.Quantity)
//		return r
//	}
//
// Reading replaces the values by those of the file, writing notes them and declaring
// notes the names. Rows go by value because that keeps them on the stack: filling
// them through pointers costs a quarter more, most of it for write barriers.
type cells struct {
	mode   mode
	at     int // the column that is visited next
	faults faultList

	// While declaring: what the columns are.
	declared []column
	also     []string // other names of the next column
	extras   bool     // rows keep the values of unknown columns

	// While reading: where the values are, and what is likely to come again.
	line      string
	bounds    []int    // of the values in line, see appendBounds
	positions []int    // by column, of its value in line; negative if there is none
	unknown   []string // the names of the last positions: unknown columns
	zone      ZoneFunc
	lastText  string // and the moment that it stands for
	lastTime  time.Time
	amounts   *amountCache

	// While writing: the values, by column.
	texts        []string
	extra        map[string]string
	unknownCodes bool // are allowed
}

type mode int

const (
	declaring mode = iota
	reading
	writing
)

// column is what a visit declares.
type column struct {
	name string
	also []string
	need need
}

// need says where a column must not be missing.
type need int

const (
	optional need = iota
	inEveryRow
)

// alias gives the next column other names, under which it is read too.
func (c *cells) alias(names ...string) {
	if c.mode == declaring {
		c.also = names
	}
}

// start begins to read a row.
func (c *cells) start(line string, bounds []int) {
	c.line, c.bounds, c.at, c.faults = line, bounds, 0, nil
}

// next returns the value of the next column while reading.
func (c *cells) next() string {
	position := c.positions[c.at]
	c.at++
	return c.value(position)
}

// value returns the value at a position; empty if there is no such column, or if
// the row is short.
func (c *cells) value(position int) string {
	if position < 0 || position+1 >= len(c.bounds) {
		return ""
	}
	return c.line[c.bounds[position]+1 : c.bounds[position+1]]
}

// nextNeeded is next for a value that must not be empty.
func (c *cells) nextNeeded(name string) string {
	text := c.next()
	if text == "" {
		c.faults.add(name, itIsEmpty)
	}
	return text
}

const itIsEmpty = "it is empty"

// text is a column of text.
func (c *cells) text(name, value string) string {
	if c.mode == reading {
		return c.next()
	}
	c.note(name, optional, value)
	return value
}

// note declares a column or writes its value. It is apart from what reads because
// that is called for every value of a report.
func (c *cells) note(name string, n need, value string) {
	if c.mode == declaring {
		c.declared = append(c.declared, column{name, c.also, n})
		c.also = nil
		return
	}
	if n == inEveryRow && strings.TrimSpace(value) == "" {
		c.faults.add(name, itIsEmpty)
	}
	if !c.faults.checkText(name, value) {
		value = ""
	}
	c.texts = append(c.texts, value)
}

// key is a column of text that every row must have.
func (c *cells) key(name, value string) string {
	if c.mode == reading {
		return c.nextNeeded(name)
	}
	c.note(name, inEveryRow, value)
	return value
}

// code is a column of one of a set of codes. Unknown ones are read as they are.
func (c *cells) code(name, value string, known func() bool) string {
	if c.mode == writing && value != "" && !c.unknownCodes && !known() {
		c.faults.add(name, "the code "+quoted(value)+" is not known, see WriteOptions.AllowUnknownCodes")
	}
	return c.text(name, value)
}

// amount is a column of money that every row must have.
func (c *cells) amount(name string, value decimal.Decimal) decimal.Decimal {
	if c.mode == reading {
		if text := c.nextNeeded(name); text != "" {
			return c.parseAmount(name, text)
		}
		return value
	}
	c.noteAmount(name, inEveryRow, &value)
	return value
}

// fee is a column of money that the file must have and a row may leave blank: 0.
func (c *cells) fee(name string, value decimal.Decimal) decimal.Decimal {
	if c.mode != reading {
		return c.amount(name, value)
	}
	if text := c.next(); strings.TrimSpace(text) != "" {
		return c.parseAmount(name, text)
	}
	return value
}

// price is a column of money that is empty where the amount is 0.
func (c *cells) price(name string, value decimal.Decimal) decimal.Decimal {
	if c.mode == reading {
		if text := c.next(); text != "" {
			return c.parseAmount(name, text)
		}
		return value
	}
	if value.IsZero() {
		c.noteAmount(name, optional, nil)
	} else {
		c.noteAmount(name, optional, &value)
	}
	return value
}

// optionalAmount is a column of money that may be missing.
func (c *cells) optionalAmount(name string, value *decimal.Decimal) *decimal.Decimal {
	if c.mode == reading {
		if text := c.next(); text != "" {
			return new(c.parseAmount(name, text))
		}
		return nil
	}
	c.noteAmount(name, optional, value)
	return value
}

// count is a column of a number of things that every row must have.
func (c *cells) count(name string, value int) int {
	if c.mode == reading {
		if text := c.nextNeeded(name); text != "" {
			return c.parseCount(name, text)
		}
		return value
	}
	c.noteCount(name, inEveryRow, &value)
	return value
}

// optionalCount is a column of a number of things that may be missing.
func (c *cells) optionalCount(name string, value *int) *int {
	if c.mode == reading {
		if text := c.next(); text != "" {
			return new(c.parseCount(name, text))
		}
		return nil
	}
	c.noteCount(name, optional, value)
	return value
}

// time is a column of moments, of files that are only read. It returns the two
// fields of a Timestamp: as a struct of five words they would go through memory.
func (c *cells) time(name string) (time.Time, string) {
	if c.mode == reading {
		if text := c.next(); text != "" {
			return c.parseTime(text), text
		}
		return time.Time{}, ""
	}
	c.note(name, optional, "")
	return time.Time{}, ""
}

// keep is where a row keeps the values of columns that this package does not know.
// It comes last.
func (c *cells) keep(values map[string]string) map[string]string {
	switch c.mode {
	case reading:
		if len(c.unknown) > 0 {
			return c.unknownValues()
		}
	case declaring:
		c.extras = true
	case writing:
		c.extra = values
	}
	return values
}
