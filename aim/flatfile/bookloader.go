package flatfile

import (
	"io"
	"iter"

	"github.com/shopspring/decimal"
)

// BookLoaderRow is a row of a book loader file, [TabDelimitedBooks]. The format was added
// after the guide of 2004 and is known from one client. It has title, author, publisher,
// date and binding, for books without an ISBN.
type BookLoaderRow struct {
	// ProductID is an ISBN, unless ProductIDType says otherwise. It must not have hyphens
	// or blanks.
	ProductID       string
	ProductIDType   ProductIDType
	Title           string
	Author          string
	Publisher       string
	PublicationDate string // pub-date
	Binding         string
	Condition       Condition // item-condition
	// Price is required unless the row deletes. It must be greater than 0 and have at
	// most two decimals.
	Price decimal.Decimal
	// SKU is required: 1 to 40 characters.
	SKU string
	// Quantity is required for a new listing and may be nil in an update. 0 closes the
	// listing.
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
	// Extra has the cells of unknown columns, by column name. To write them, name their
	// columns in [WriteOptions].
	Extra map[string]string
}

// Validate checks the row like [LoaderRow.Validate].
func (r BookLoaderRow) Validate() error {
	return bookLoaderFormat.validate(&r, "validate book loader row")
}

// BookLoaderColumns returns the 20 columns in the order in which they are written.
func BookLoaderColumns() []string { return bookLoaderFormat.names() }

// ReadBookLoader reads a book loader file. It works like [ReadLoader].
func ReadBookLoader(r io.Reader, opts ReadOptions) iter.Seq2[BookLoaderRow, error] {
	return bookLoaderFormat.read(r, opts)
}

// ParseBookLoaderRow converts a row of text to a BookLoaderRow, for example a corrected
// row of a quick fix file. The error is a [RowError].
func ParseBookLoaderRow(row Row) (BookLoaderRow, error) {
	return bookLoaderFormat.parseRow(row)
}

// NewBookLoaderWriter returns a writer of a book loader file. It buffers rows: call
// [Writer.Flush] at the end.
func NewBookLoaderWriter(w io.Writer, opts WriteOptions) (*Writer[BookLoaderRow], error) {
	return bookLoaderFormat.writer(w, TabDelimitedBooks, opts)
}

// BookLoaderFeed returns a feed of a book loader file that is encoded while it is sent.
// It works like [LoaderFeed].
func BookLoaderFeed(rows iter.Seq2[BookLoaderRow, error], opts WriteOptions) (Feed, error) {
	return bookLoaderFormat.feed(rows, TabDelimitedBooks, opts)
}

var bookLoaderFormat = format[BookLoaderRow]{
	name:    "book loader file",
	row:     func(c *cells) BookLoaderRow { return BookLoaderRow{}.columns(c) },
	columns: BookLoaderRow.columns,
}

func (r BookLoaderRow) columns(c *cells) BookLoaderRow {
	r.ProductID = c.id("product-id", r.ProductID)
	r.ProductIDType = ProductIDType(c.code("product-id-type", string(r.ProductIDType), r.ProductIDType.Known))
	r.Title = c.text("title", r.Title)
	r.Author = c.text("author", r.Author)
	r.Publisher = c.text("publisher", r.Publisher)
	r.PublicationDate = c.text("pub-date", r.PublicationDate)
	r.Binding = c.text("binding", r.Binding)
	r.Condition = Condition(c.code("item-condition", string(r.Condition), r.Condition.Known))
	r.Price = c.price("price", r.Price)
	r.SKU = c.key("sku", r.SKU)
	r.Quantity = c.optionalCount("quantity", r.Quantity)
	r.Action = Action(c.code("add-delete", string(r.Action), r.Action.Known))
	r.WillShipInternationally = Flag(
		c.code("will-ship-internationally", string(r.WillShipInternationally), r.WillShipInternationally.Known))
	r.ExpeditedShipping = Expedited(c.code("expedited-shipping", string(r.ExpeditedShipping), r.ExpeditedShipping.Known))
	r.ItemNote = c.text("item-note", r.ItemNote)
	r.ItemIsMarketplace = Flag(c.code("item-is-marketplace", string(r.ItemIsMarketplace), r.ItemIsMarketplace.Known))
	r.ItemName = c.text("item-name", r.ItemName)
	r.ItemDescription = c.text("item-description", r.ItemDescription)
	r.Category = c.text("category1", r.Category)
	r.ImageURL = c.text("image-url", r.ImageURL)
	r.Extra = c.keep(r.Extra)
	c.bare("product-id", r.ProductID)
	c.priced("price", r.Price, r.Action.Deletes())
	c.atMost(maxSKU, "sku", r.SKU)
	c.atMost(maxItemName, "item-name", r.ItemName)
	return r
}
