package aim

import (
	"io"
	"iter"

	"github.com/shopspring/decimal"
)

// BookLoaderRow is a row of a book loader file: [TabDelimitedBooks], which came
// after the guide of 2004 and is known from one client. It describes books that
// have no ISBN.
type BookLoaderRow struct {
	// ProductID is an ISBN unless ProductIDType says otherwise, without hyphens and
	// blanks.
	ProductID       string
	ProductIDType   ProductIDType
	Title           string
	Author          string
	Publisher       string
	PublicationDate string // pub-date
	Binding         string
	Condition       Condition // item-condition
	// Price is required, unless the row deletes: above 0, at most two decimals.
	Price decimal.Decimal
	// SKU is required: 1 to 40 characters.
	SKU string
	// Quantity is required for a new listing and may be nil in an update; 0 closes
	// the listing.
	Quantity                *int
	Action                  Action // add-delete; empty adds or updates
	WillShipInternationally Flag
	ExpeditedShipping       Expedited
	ItemNote                string
	ItemIsMarketplace       Flag
	// ItemName has at most 80 characters.
	ItemName        string
	ItemDescription string
	Category        string // category1
	ImageURL        string
	// Extra has the values of columns that this package does not know, by their
	// names. To write them, name their columns in [WriteOptions].
	Extra map[string]string
}

// Validate checks the row as it is checked before it is written. The error is a
// [sellerwire.InvalidError] that lists every fault.
func (r BookLoaderRow) Validate() error {
	return bookLoaderFormat.validate(&r, "validate book loader row")
}

// BookLoaderColumns returns the 20 columns in the order in which they are written.
func BookLoaderColumns() []string { return bookLoaderFormat.names() }

// ReadBookLoader reads a book loader file as [ReadLoader] reads an inventory
// loader file.
func ReadBookLoader(r io.Reader, opts ReadOptions) iter.Seq2[BookLoaderRow, error] {
	return bookLoaderFormat.read(r, opts)
}

// ParseBookLoaderRow types a row that was read as text, such as one of a quick fix
// file that has been corrected. The error is a [RowError].
func ParseBookLoaderRow(row Row) (BookLoaderRow, error) {
	return bookLoaderFormat.parseRow(row, ReadOptions{})
}

// NewBookLoaderWriter writes a book loader file to w. The rows are buffered; end
// with [Writer.Flush].
func NewBookLoaderWriter(w io.Writer, opts WriteOptions) (*Writer[BookLoaderRow], error) {
	return bookLoaderFormat.writer(w, TabDelimitedBooks, opts)
}

// BookLoaderFeed is a feed of a book loader file that is encoded while it is sent.
// It does what [LoaderFeed] does.
func BookLoaderFeed(rows iter.Seq2[BookLoaderRow, error], opts WriteOptions) (Feed, error) {
	return bookLoaderFormat.feed(rows, TabDelimitedBooks, opts)
}

var bookLoaderFormat = format[BookLoaderRow]{
	name: "book loader file",
	columns: []column[BookLoaderRow]{
		textColumn("product-id", func(r *BookLoaderRow) *string { return &r.ProductID }).written(bare),
		codeColumn("product-id-type", func(r *BookLoaderRow) *ProductIDType { return &r.ProductIDType }),
		textColumn("title", func(r *BookLoaderRow) *string { return &r.Title }),
		textColumn("author", func(r *BookLoaderRow) *string { return &r.Author }),
		textColumn("publisher", func(r *BookLoaderRow) *string { return &r.Publisher }),
		textColumn("pub-date", func(r *BookLoaderRow) *string { return &r.PublicationDate }),
		textColumn("binding", func(r *BookLoaderRow) *string { return &r.Binding }),
		codeColumn("item-condition", func(r *BookLoaderRow) *Condition { return &r.Condition }),
		amountColumn("price", func(r *BookLoaderRow) *decimal.Decimal { return &r.Price }),
		textColumn("sku", func(r *BookLoaderRow) *string { return &r.SKU }).needed(inEveryRow).written(atMost(maxSKU)),
		optionalCountColumn("quantity", func(r *BookLoaderRow) **int { return &r.Quantity }),
		codeColumn("add-delete", func(r *BookLoaderRow) *Action { return &r.Action }),
		codeColumn("will-ship-internationally", func(r *BookLoaderRow) *Flag { return &r.WillShipInternationally }),
		codeColumn("expedited-shipping", func(r *BookLoaderRow) *Expedited { return &r.ExpeditedShipping }),
		textColumn("item-note", func(r *BookLoaderRow) *string { return &r.ItemNote }),
		codeColumn("item-is-marketplace", func(r *BookLoaderRow) *Flag { return &r.ItemIsMarketplace }),
		textColumn("item-name", func(r *BookLoaderRow) *string { return &r.ItemName }).written(atMost(maxItemName)),
		textColumn("item-description", func(r *BookLoaderRow) *string { return &r.ItemDescription }),
		textColumn("category1", func(r *BookLoaderRow) *string { return &r.Category }),
		textColumn("image-url", func(r *BookLoaderRow) *string { return &r.ImageURL }),
	},
	extra: func(r *BookLoaderRow) *map[string]string { return &r.Extra },
	check: func(r *BookLoaderRow, faults *faultList) {
		checkPrice("price", r.Price, r.Action, faults)
	},
}
