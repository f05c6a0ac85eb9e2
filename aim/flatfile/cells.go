package flatfile

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sellerwire/sellerwire/internal/identifier"
)

// cells visits the cells of a row. Each row type lists its columns once, in a method that
// takes a row and returns it. The mode decides what a visit does with each cell:
//
//	func (r ModifyRow) columns(c *cells) ModifyRow {
//		r.SKU = c.key("sku", r.SKU)
//		r.Price = c.optionalAmount("price", r.Price)
//		r.Quantity = c.optionalCount("quantity", r.Quantity)
//		return r
//	}
//
// Reading replaces the values with those of the file. Writing records the values, and
// declaring records the names. Rows are passed by value because that keeps them on the
// stack: filling them through pointers costs a quarter more, mostly for write barriers.
type cells struct {
	mode   mode
	at     int // the next column to visit
	faults faultList

	// While declaring: what the columns are.
	declared []column
	also     string // other names of the next column
	extras   bool   // rows keep the cells of unknown columns

	// While reading: where the cells are, and what is likely to come again.
	line      string
	bounds    []int     // of the cells in line, see appendBounds
	broken    bool      // line contains a line break
	positions []int     // of each column's cell in line; negative if there is none
	unknown   []string  // names of the unknown columns, which are the last positions
	lost      faultList // unreadable cells of no consequence; see lose
	lostTexts []string
	zone      ZoneFunc
	lastText  string // and its time
	lastTime  time.Time
	amounts   *amountCache
	optional  []decimal.Decimal // room for those that rows point to
	counts    []int             // likewise

	// While writing: the cells, by column.
	texts        []string
	plain        bool // all texts are, see isPlain
	extra        map[string]string
	unknownCodes bool // allowed
}

type mode int

const (
	declaring mode = iota
	reading
	writing
)

// column is a declared column.
type column struct {
	name     string
	also     []string
	required bool // in the file, and in every row
	prose    bool // text that may have line breaks in a report
}

// alias sets further names under which the next column is read, with blanks between them.
func (c *cells) alias(names string) {
	if c.mode == declaring {
		c.also = names
	}
}

// start prepares for reading a row.
func (c *cells) start(line string, bounds []int) {
	c.line, c.bounds, c.at, c.faults, c.lost, c.lostTexts = line, bounds, 0, nil, nil, nil
	c.broken = strings.IndexByte(line, '\n') >= 0 || strings.IndexByte(line, '\r') >= 0
}

// next returns the next cell while reading.
func (c *cells) next() string {
	position := c.positions[c.at]
	c.at++
	return c.cell(position)
}

// cell returns the cell at a position; empty if the file has no such column or the row is
// too short.
func (c *cells) cell(position int) string {
	if position < 0 || position+1 >= len(c.bounds) {
		return ""
	}
	return c.line[c.bounds[position]+1 : c.bounds[position+1]]
}

// declare records a column.
func (c *cells) declare(col column) {
	col.also, c.also = strings.Fields(c.also), ""
	c.declared = append(c.declared, col)
}

// clear prepares for writing a row.
func (c *cells) clear() {
	c.texts, c.plain, c.extra, c.faults = c.texts[:0], true, nil, nil
}

// write records a cell. ok is false if the text would break the format of the file.
func (c *cells) write(name, text string) (ok bool) {
	ok = isPlain(text)
	if !ok {
		c.plain = false
		if ok = c.faults.checkText(name, text); !ok {
			text = ""
		}
	}
	c.texts = append(c.texts, text)
	return ok
}

const itIsEmpty = "it is empty"

// text is a column of text.
func (c *cells) text(name, value string) string {
	switch c.mode {
	case reading:
		return c.next()
	case writing:
		c.write(name, value)
	default:
		c.declare(column{name: name})
	}
	return value
}

// prose is a column of text that can have line breaks in reports; they are kept.
func (c *cells) prose(name, value string) string {
	if c.mode == declaring {
		c.declare(column{name: name, prose: true})
		return value
	}
	return c.text(name, value)
}

// id is a column that identifies something, such as a product or a listing.
func (c *cells) id(name, value string) string {
	switch c.mode {
	case reading:
		value = c.next()
		if c.broken && strings.ContainsAny(value, "\r\n") {
			c.faults.add(name, "must not contain a line break")
		}
	case writing:
		if ok := c.write(name, value); ok && value != "" {
			c.faults.add(name, identifier.Fault(value))
		}
	default:
		c.declare(column{name: name})
	}
	return value
}

// key is an id that every row must have.
func (c *cells) key(name, value string) string {
	if c.mode == declaring {
		c.declare(column{name: name, required: true})
		return value
	}
	if value = c.id(name, value); value == "" || c.mode == reading && strings.TrimSpace(value) == "" {
		c.faults.add(name, itIsEmpty)
	}
	return value
}

// code is a column with one of a set of codes. Unknown codes are read as they are,
// without outer blanks.
func (c *cells) code(name, value string, known func() bool) string {
	if c.mode == reading {
		return strings.TrimSpace(c.next())
	}
	if c.mode == writing && value != "" && !c.unknownCodes && !known() {
		c.faults.add(name, "the code "+quoted(value)+" is not known; see WriteOptions.AllowUnknownCodes")
	}
	return c.text(name, value)
}

// amount is a column of money that every row must have.
func (c *cells) amount(name string, value decimal.Decimal) decimal.Decimal {
	switch c.mode {
	case reading:
		text := c.next()
		if text == "" {
			c.faults.add(name, itIsEmpty)
			return value
		}
		return c.parseAmount(name, text)
	case writing:
		c.write(name, amountText(name, value, &c.faults))
	default:
		c.declare(column{name: name, required: true})
	}
	return value
}

// price is a column of money that is empty for the amount 0.
func (c *cells) price(name string, value decimal.Decimal) decimal.Decimal {
	if c.mode == reading {
		if text := c.next(); text != "" {
			return c.parseAmount(name, text)
		}
		return value
	}
	if value.IsZero() {
		c.text(name, "")
		return value
	}
	c.optionalAmount(name, &value)
	return value
}

// optionalAmount is a column of money that may be missing.
func (c *cells) optionalAmount(name string, value *decimal.Decimal) *decimal.Decimal {
	switch {
	case c.mode == reading:
		if text := c.next(); text != "" {
			return take(&c.optional, c.parseAmount(name, text))
		}
		return nil
	case c.mode == writing && value != nil:
		c.write(name, amountText(name, *value, &c.faults))
	default:
		c.text(name, "")
	}
	return value
}

// count is a column of a quantity that every row must have.
func (c *cells) count(name string, value int) int {
	switch c.mode {
	case reading:
		text := c.next()
		if text == "" {
			c.faults.add(name, itIsEmpty)
			return value
		}
		return c.parseCount(name, text)
	case writing:
		c.optionalCount(name, &value)
	default:
		c.declare(column{name: name, required: true})
	}
	return value
}

// optionalCount is a column of a quantity that may be missing.
func (c *cells) optionalCount(name string, value *int) *int {
	switch {
	case c.mode == reading:
		if text := c.next(); text != "" {
			return take(&c.counts, c.parseCount(name, text))
		}
		return nil
	case c.mode == writing && value != nil:
		if *value < 0 {
			c.faults.add(name, fmt.Sprintf("%d is negative", *value))
		}
		c.write(name, strconv.Itoa(*value))
	default:
		c.text(name, "")
	}
	return value
}
