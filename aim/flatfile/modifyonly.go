package flatfile

import (
	"io"
	"iter"

	"github.com/shopspring/decimal"
)

// ModifyRow is a row of a modify-only file: the new price or the new quantity of a listing,
// or both. A row that has neither is refused.
type ModifyRow struct {
	// SKU is required: 1 to 40 characters.
	SKU string
	// Price is greater than 0 and has at most two decimals. Nil leaves it as it is.
	Price *decimal.Decimal
	// Quantity 0 deletes the listing. Nil leaves it as it is.
	Quantity *int
}

// Validate checks the row as [LoaderRow.Validate] does.
func (r ModifyRow) Validate() error { return modifyFormat.validate(&r, "validate modify-only row") }

// ReadModify reads a modify-only file. Columns are found by name; only sku is required.
// Any other column than sku, price and quantity is an error, as it is to the service. The
// sequence can be ranged over once.
func ReadModify(r io.Reader, opts ReadOptions) iter.Seq2[ModifyRow, error] {
	return modifyFormat.read(r, opts)
}

// ParseModifyRow types a row that was read as text, such as one of a quick fix
// file that has been corrected. The error is a [RowError].
func ParseModifyRow(row Row) (ModifyRow, error) { return modifyFormat.parseRow(row) }

// NewModifyWriter writes a modify-only file to w, with the columns sku, price and
// quantity unless told otherwise. The rows are buffered; end with [Writer.Flush].
func NewModifyWriter(w io.Writer, opts WriteOptions) (*Writer[ModifyRow], error) {
	return modifyFormat.writer(w, TabDelimited, opts)
}

// ModifyFeed is a feed of a modify-only file that is encoded while it is sent. It
// does what [LoaderFeed] does.
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
