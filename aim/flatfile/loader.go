package flatfile

import (
	"io"
	"iter"
	"slices"

	"github.com/shopspring/decimal"
)

// LoaderRow is a row of an inventory loader file, which adds, updates and deletes
// listings (add-modify-delete) or replaces them all (purge-replace). An empty field is an
// empty cell.
type LoaderRow struct {
	// ProductID is an ASIN, ISBN, UPC or EAN without hyphens and blanks.
	ProductID     string
	ProductIDType ProductIDType
	Condition     Condition // item-condition
	// Price is required unless the row deletes. It must be greater than 0 and have at
	// most two decimals. Each marketplace has one currency.
	Price decimal.Decimal
	// SKU is the seller's own ID of the item. It is required: 1 to 40 characters.
	SKU string
	// Quantity is required for a new listing and may be nil in an update. 0 closes the
	// listing.
	Quantity                *int
	Action                  Action // add-delete; empty adds or updates
	WillShipInternationally Flag
	ExpeditedShipping       Expedited
	ItemNote                string
	// ItemIsMarketplace is No for a zShops listing.
	ItemIsMarketplace Flag
	// FulfillmentCenterID is only in files with [FulfillmentColumns].
	FulfillmentCenterID string
	// ItemName has at most 80 characters.
	ItemName        string
	ItemDescription string
	// Category is category1, a number such as [CategoryNoISBN].
	Category          string
	ImageURL          string
	ShippingFee       string
	BrowsePath        string
	StorefrontFeature string
	Boldface          string
	ASIN1             string
	ASIN2             string
	ASIN3             string
	// Extra has the cells of unknown columns, by column name. To write them, name their
	// columns in [WriteOptions].
	Extra map[string]string
}

// CategoryNoISBN is the category1 that a client sent for items without an ISBN.
const CategoryNoISBN = "68284"

// Limits in characters, from the vendor's help pages and from clients.
const (
	maxSKU      = 40
	maxItemName = 80
)

// LoaderColumns returns the 22 columns of the older inventory loader template, in order.
// [LoaderFeed] writes them by default.
func LoaderColumns() []string {
	return slices.DeleteFunc(FulfillmentColumns(), func(name string) bool { return name == fulfillmentCenterID })
}

// FulfillmentColumns returns the 23 columns of the later template, which adds
// fulfillment-center-id. Use them in [WriteOptions].
func FulfillmentColumns() []string { return loaderFormat.names() }

const fulfillmentCenterID = "fulfillment-center-id"

// Validate checks the row like a writer, except for what depends on the file: its
// encoding and its columns. The error is a [sellerwire.InvalidError] that lists every
// fault.
func (r LoaderRow) Validate() error { return loaderFormat.validate(&r, "validate loader row") }

// ReadLoader reads an inventory loader file, such as one that you wrote. Columns are
// found by name, in any order; only sku is required. It does not check the limits for
// sending; see [LoaderRow.Validate]. The sequence can be ranged over once.
func ReadLoader(r io.Reader, opts ReadOptions) iter.Seq2[LoaderRow, error] {
	return loaderFormat.read(r, opts)
}

// ParseLoaderRow converts a row of text to a LoaderRow, for example a corrected row of a
// quick fix file. The error is a [RowError].
func ParseLoaderRow(row Row) (LoaderRow, error) { return loaderFormat.parseRow(row) }

// NewLoaderWriter returns a writer of an inventory loader file. It buffers rows: call
// [Writer.Flush] at the end.
func NewLoaderWriter(w io.Writer, opts WriteOptions) (*Writer[LoaderRow], error) {
	if len(opts.Columns) == 0 {
		opts.Columns = LoaderColumns()
	}
	return loaderFormat.writer(w, TabDelimited, opts)
}

// LoaderFeed returns a feed of an inventory loader file that is encoded while it is sent.
// LoaderFeed ranges over the rows once to check them and add up the size. Each attempt to
// send ranges over them again. One row is in memory at a time. The rows must be the same
// each time; otherwise the upload fails before the service has a complete file, as
// described at [FeedFile].
//
// Rows that break a rule make a [sellerwire.InvalidError]. Its faults name the row by
// number, the column and the limit. It lists about 100 faults and counts the other rows.
// [WriteOptions.OnRowError] leaves such rows out instead. An error that comes with a row
// fails the feed. For a slice, use LoaderFeed(Rows(slices.Values(rows)), opts).
func LoaderFeed(rows iter.Seq2[LoaderRow, error], opts WriteOptions) (Feed, error) {
	if len(opts.Columns) == 0 {
		opts.Columns = LoaderColumns()
	}
	return loaderFormat.feed(rows, TabDelimited, opts)
}

var loaderFormat = format[LoaderRow]{
	name:    "loader file",
	row:     func(c *cells) LoaderRow { return LoaderRow{}.columns(c) },
	columns: LoaderRow.columns,
}

func (r LoaderRow) columns(c *cells) LoaderRow {
	r.ProductID = c.id("product-id", r.ProductID)
	r.ProductIDType = ProductIDType(c.code("product-id-type", string(r.ProductIDType), r.ProductIDType.Known))
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
	r.FulfillmentCenterID = c.id(fulfillmentCenterID, r.FulfillmentCenterID)
	r.ItemName = c.text("item-name", r.ItemName)
	r.ItemDescription = c.text("item-description", r.ItemDescription)
	r.Category = c.text("category1", r.Category)
	r.ImageURL = c.text("image-url", r.ImageURL)
	r.ShippingFee = c.text("shipping-fee", r.ShippingFee)
	r.BrowsePath = c.text("browse-path", r.BrowsePath)
	r.StorefrontFeature = c.text("storefront-feature", r.StorefrontFeature)
	r.Boldface = c.text("boldface", r.Boldface)
	r.ASIN1 = c.id("asin1", r.ASIN1)
	r.ASIN2 = c.id("asin2", r.ASIN2)
	r.ASIN3 = c.id("asin3", r.ASIN3)
	r.Extra = c.keep(r.Extra)
	c.bare("product-id", r.ProductID)
	c.priced("price", r.Price, r.Action.Deletes())
	c.atMost(maxSKU, "sku", r.SKU)
	c.atMost(maxItemName, "item-name", r.ItemName)
	return r
}
