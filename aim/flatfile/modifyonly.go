package flatfile

import (
	"io"
	"iter"

	"github.com/shopspring/decimal"
)

// ModifyRow is a row of a modify-only file: the new price of a listing, the new quantity,
// or both. A row with neither is refused.
type ModifyRow struct {
	// SKU is required: 1 to 40 characters.
	SKU string
	// Price must be greater than 0 and have at most two decimals. Nil leaves the price
	// unchanged.
	Price *decimal.Decimal
	// Quantity is the new quantity; 0 deletes the listing. Nil leaves it unchanged.
	Quantity *int
}

// Validate checks the row like [LoaderRow.Validate].
func (r ModifyRow) Validate() error { return modifyFormat.validate(&r, "validate modify-only row") }

// ReadModify reads a modify-only file. Columns are found by name; only sku is required. A
// column other than sku, price and quantity is an error, as it is for the service. The
// sequence can be ranged over once.
func ReadModify(r io.Reader, opts ReadOptions) iter.Seq2[ModifyRow, error] {
	return modifyFormat.read(r, opts)
}

// ParseModifyRow converts a row of text to a ModifyRow, for example a corrected row of a
// quick fix file. The error is a [RowError].
func ParseModifyRow(row Row) (ModifyRow, error) { return modifyFormat.parseRow(row) }

// NewModifyWriter returns a writer of a modify-only file. By default it writes the
// columns sku, price and quantity. It buffers rows: call [Writer.Flush] at the end.
func NewModifyWriter(w io.Writer, opts WriteOptions) (*Writer[ModifyRow], error) {
	return modifyFormat.writer(w, TabDelimited, opts)
}

// ModifyFeed returns a feed of a modify-only file that is encoded while it is sent. It
// works like [LoaderFeed].
func ModifyFeed(rows iter.Seq2[ModifyRow, error], opts WriteOptions) (Feed, error) {
	return modifyFormat.feed(rows, TabDelimited, opts)
}

var modifyFormat = format[ModifyRow]{
	name:    "modify-only file",
	row:     func(c *cells) ModifyRow { return ModifyRow{}.columns(c) },
	columns: ModifyRow.columns,
}

func (r ModifyRow) columns(c *cells) ModifyRow {
	r.SKU = c.key("sku", r.SKU)
	r.Price = c.optionalAmount("price", r.Price)
	r.Quantity = c.optionalCount("quantity", r.Quantity)
	c.atMost(maxSKU, "sku", r.SKU)
	if r.Price == nil && r.Quantity == nil {
		c.refuse("", "it changes neither price nor quantity")
	}
	return r
}
