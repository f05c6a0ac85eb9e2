package aim

import (
	"io"
	"iter"

	"github.com/shopspring/decimal"
)

// LoaderRow is a row of an inventory loader file, which adds, updates and deletes
// listings (add-modify-delete) or replaces them all (purge-replace). An empty
// field is an empty value.
type LoaderRow struct {
	// ProductID is an ASIN, ISBN, UPC or EAN without hyphens and blanks.
	ProductID     string
	ProductIDType ProductIDType
	Condition     Condition // item-condition
	// Price is required, unless the row deletes: above 0, at most two decimals.
	// The marketplace has one currency.
	Price decimal.Decimal
	// SKU is required: 1 to 40 characters, the seller's own.
	SKU string
	// Quantity is required for a new listing and may be nil in an update; 0 closes
	// the listing.
	Quantity                *int
	Action                  Action // add-delete; empty adds or updates
	WillShipInternationally Flag
	ExpeditedShipping       Expedited
	ItemNote                string
	// ItemIsMarketplace is No for a zShops listing.
	ItemIsMarketplace Flag
	// FulfillmentCenterID is in files of [FulfillmentColumns] only.
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
	// Extra has the values of columns that this package does not know, by their
	// names. To write them, name their columns in [WriteOptions].
	Extra map[string]string
}

// CategoryNoISBN is the category1 that a client used for items without ISBN.
const CategoryNoISBN = "68284"

// The limits of the vendor's help pages and of clients, in characters.
const (
	maxSKU      = 40
	maxItemName = 80
)

// LoaderColumns returns the 22 columns of the inventory loader in the order of
// the older template, which [LoaderFeed] writes unless told otherwise.
func LoaderColumns() []string { return loaderFormat.names() }

// FulfillmentColumns returns the columns of the later template, which has
// fulfillment-center-id as a 23rd; for [WriteOptions].
func FulfillmentColumns() []string {
	var names []string
	for _, c := range loaderFormat.columns {
		names = append(names, c.name)
	}
	return names
}

// Validate checks the row as it is checked before it is written. The error is a
// [sellerwire.InvalidError] that lists every fault.
func (r LoaderRow) Validate() error { return loaderFormat.validate(&r, "validate loader row") }

// ReadLoader reads an inventory loader file, such as one of yours. Columns are
// found by name, in any order; only sku must be there. What is read is not
// checked against the limits of what is sent; see [LoaderRow.Validate]. The
// sequence can be ranged over once.
func ReadLoader(r io.Reader, opts ReadOptions) iter.Seq2[LoaderRow, error] {
	return loaderFormat.read(r, opts)
}

// ParseLoaderRow types a row that was read as text, such as one of a quick fix
// file that has been corrected. The error is a [RowError].
func ParseLoaderRow(row Row) (LoaderRow, error) { return loaderFormat.parseRow(row, ReadOptions{}) }

// NewLoaderWriter writes an inventory loader file to w. The rows are buffered; end
// with [Writer.Flush].
func NewLoaderWriter(w io.Writer, opts WriteOptions) (*Writer[LoaderRow], error) {
	return loaderFormat.writer(w, TabDelimited, opts)
}

// LoaderFeed is a feed of an inventory loader file that is encoded while it is
// sent. The rows are ranged over once here, to check and to count them, and once
// more for each attempt to send them; no more than one is held. They must be the
// same each time, or the upload fails before the service has a complete file.
//
// For a slice, use LoaderFeed(Rows(slices.Values(rows)), opts). An error that comes
// with a row fails the feed.
func LoaderFeed(rows iter.Seq2[LoaderRow, error], opts WriteOptions) (Feed, error) {
	return loaderFormat.feed(rows, TabDelimited, opts)
}

var loaderFormat = format[LoaderRow]{
	name: "loader file",
	columns: []column[LoaderRow]{
		textColumn("product-id", func(r *LoaderRow) *string { return &r.ProductID }).written(bare),
		codeColumn("product-id-type", func(r *LoaderRow) *ProductIDType { return &r.ProductIDType }),
		codeColumn("item-condition", func(r *LoaderRow) *Condition { return &r.Condition }),
		amountColumn("price", func(r *LoaderRow) *decimal.Decimal { return &r.Price }),
		textColumn("sku", func(r *LoaderRow) *string { return &r.SKU }).needed(inEveryRow).written(atMost(maxSKU)),
		optionalCountColumn("quantity", func(r *LoaderRow) **int { return &r.Quantity }),
		codeColumn("add-delete", func(r *LoaderRow) *Action { return &r.Action }),
		codeColumn("will-ship-internationally", func(r *LoaderRow) *Flag { return &r.WillShipInternationally }),
		codeColumn("expedited-shipping", func(r *LoaderRow) *Expedited { return &r.ExpeditedShipping }),
		textColumn("item-note", func(r *LoaderRow) *string { return &r.ItemNote }),
		codeColumn("item-is-marketplace", func(r *LoaderRow) *Flag { return &r.ItemIsMarketplace }),
		textColumn("fulfillment-center-id", func(r *LoaderRow) *string { return &r.FulfillmentCenterID }).writtenOnRequest(),
		textColumn("item-name", func(r *LoaderRow) *string { return &r.ItemName }).written(atMost(maxItemName)),
		textColumn("item-description", func(r *LoaderRow) *string { return &r.ItemDescription }),
		textColumn("category1", func(r *LoaderRow) *string { return &r.Category }),
		textColumn("image-url", func(r *LoaderRow) *string { return &r.ImageURL }),
		textColumn("shipping-fee", func(r *LoaderRow) *string { return &r.ShippingFee }),
		textColumn("browse-path", func(r *LoaderRow) *string { return &r.BrowsePath }),
		textColumn("storefront-feature", func(r *LoaderRow) *string { return &r.StorefrontFeature }),
		textColumn("boldface", func(r *LoaderRow) *string { return &r.Boldface }),
		textColumn("asin1", func(r *LoaderRow) *string { return &r.ASIN1 }),
		textColumn("asin2", func(r *LoaderRow) *string { return &r.ASIN2 }),
		textColumn("asin3", func(r *LoaderRow) *string { return &r.ASIN3 }),
	},
	extra: func(r *LoaderRow) *map[string]string { return &r.Extra },
	check: func(r *LoaderRow, faults *faultList) {
		checkPrice("price", r.Price, r.Action, faults)
	},
}

// checkPrice wants a price of every row that does not delete.
func checkPrice(column string, price decimal.Decimal, action Action, faults *faultList) {
	if price.IsZero() && !action.Deletes() {
		faults.add(column, "it is 0 or missing; only a deletion goes without")
	}
}
