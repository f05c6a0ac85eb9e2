package aim

import (
	"io"
	"iter"

	"github.com/shopspring/decimal"
)

// Listing is a row of an open listings report. All its texts share one piece of
// memory: clone what is kept for long, if it is little of the row.
type Listing struct {
	ItemName        string
	ItemDescription string
	ListingID       string
	SKU             string // seller-sku
	// Price and Quantity are nil where the report has no value.
	Price             *decimal.Decimal
	Quantity          *int
	OpenDate          Timestamp
	ImageURL          string
	ItemIsMarketplace Flag
	ProductIDType     ProductIDType
	// The zshop values are those of the vendor's zShops.
	ZShopShippingFee string
	// ItemNote can have line breaks, which the report does not mark.
	ItemNote               string
	Condition              Condition // item-condition
	ZShopCategory          string    // zshop-category1
	ZShopBrowsePath        string
	ZShopStorefrontFeature string
	ASIN1                  string
	ASIN2                  string
	ASIN3                  string
	// WillShipInternationally is [ReportedYes] or [ReportedNo].
	WillShipInternationally Flag
	ExpeditedShipping       Expedited
	ZShopBoldface           string
	ProductID               string
	BidForFeaturedPlacement string
	Action                  Action // add-delete
	PendingQuantity         *int
	// FulfillmentChannel is in reports since about 2010.
	FulfillmentChannel string
	// Extra has the values of columns that this package does not know, by the
	// names that the file has for them. Nil if there are none.
	Extra map[string]string
}

// ReadListings reads an open listings report. Columns are found by name; only
// seller-sku must be there. A line that is too short is joined with those after
// it, since line breaks in notes come out as they are; they are then in the
// value. The sequence can be ranged over once.
func ReadListings(r io.Reader, opts ReadOptions) iter.Seq2[Listing, error] {
	return listings.read(r, opts)
}

var listings = format[Listing]{
	name:  "open listings report",
	joins: true,
	columns: []column[Listing]{
		textColumn("item-name", func(l *Listing) *string { return &l.ItemName }),
		textColumn("item-description", func(l *Listing) *string { return &l.ItemDescription }),
		textColumn("listing-id", func(l *Listing) *string { return &l.ListingID }),
		textColumn("seller-sku", func(l *Listing) *string { return &l.SKU }).needed(inEveryRow),
		optionalAmountColumn("price", func(l *Listing) **decimal.Decimal { return &l.Price }),
		optionalCountColumn("quantity", func(l *Listing) **int { return &l.Quantity }),
		timeColumn("open-date", func(l *Listing) *Timestamp { return &l.OpenDate }),
		textColumn("image-url", func(l *Listing) *string { return &l.ImageURL }),
		textColumn("item-is-marketplace", func(l *Listing) *Flag { return &l.ItemIsMarketplace }),
		textColumn("product-id-type", func(l *Listing) *ProductIDType { return &l.ProductIDType }),
		textColumn("zshop-shipping-fee", func(l *Listing) *string { return &l.ZShopShippingFee }),
		textColumn("item-note", func(l *Listing) *string { return &l.ItemNote }),
		textColumn("item-condition", func(l *Listing) *Condition { return &l.Condition }),
		textColumn("zshop-category1", func(l *Listing) *string { return &l.ZShopCategory }),
		textColumn("zshop-browse-path", func(l *Listing) *string { return &l.ZShopBrowsePath }),
		textColumn("zshop-storefront-feature", func(l *Listing) *string { return &l.ZShopStorefrontFeature }),
		textColumn("asin1", func(l *Listing) *string { return &l.ASIN1 }),
		textColumn("asin2", func(l *Listing) *string { return &l.ASIN2 }),
		textColumn("asin3", func(l *Listing) *string { return &l.ASIN3 }),
		textColumn("will-ship-internationally", func(l *Listing) *Flag { return &l.WillShipInternationally }),
		textColumn("expedited-shipping", func(l *Listing) *Expedited { return &l.ExpeditedShipping }),
		textColumn("zshop-boldface", func(l *Listing) *string { return &l.ZShopBoldface }),
		textColumn("product-id", func(l *Listing) *string { return &l.ProductID }),
		textColumn("bid-for-featured-placement", func(l *Listing) *string { return &l.BidForFeaturedPlacement }),
		textColumn("add-delete", func(l *Listing) *Action { return &l.Action }),
		optionalCountColumn("pending-quantity", func(l *Listing) **int { return &l.PendingQuantity }),
		textColumn("fulfillment-channel", func(l *Listing) *string { return &l.FulfillmentChannel }),
	},
	extra: func(l *Listing) *map[string]string { return &l.Extra },
}

// LiteListing is a row of an open listings lite report.
type LiteListing struct {
	SKU string // seller-sku
	// Quantity and Price are nil where the report has no value.
	Quantity *int
	Price    *decimal.Decimal
	// ProductID is an ASIN, by the guide.
	ProductID string
	// Extra has the values of columns that this package does not know, by the
	// names that the file has for them. Nil if there are none.
	Extra map[string]string
}

// ReadListingsLite reads an open listings lite report. Columns are found by name;
// seller-sku must be there. Header lines that come again between the rows are
// skipped. The sequence can be ranged over once.
func ReadListingsLite(r io.Reader, opts ReadOptions) iter.Seq2[LiteListing, error] {
	return liteListings.read(r, opts)
}

var liteListings = format[LiteListing]{
	name:    "open listings lite report",
	repeats: true,
	columns: []column[LiteListing]{
		textColumn("seller-sku", func(l *LiteListing) *string { return &l.SKU }).alias("sku").needed(inEveryRow),
		optionalCountColumn("quantity", func(l *LiteListing) **int { return &l.Quantity }),
		optionalAmountColumn("price", func(l *LiteListing) **decimal.Decimal { return &l.Price }),
		// Nobody recorded how the fourth name is spelt.
		textColumn("product-id", func(l *LiteListing) *string { return &l.ProductID }).alias("asin", "asin1"),
	},
	extra: func(l *LiteListing) *map[string]string { return &l.Extra },
}

// LiterListing is a row of an open listings liter report.
type LiterListing struct {
	SKU string // seller-sku
	// Quantity is nil where the report has no value.
	Quantity *int
	// Extra has the values of columns that this package does not know, by the
	// names that the file has for them. Nil if there are none.
	Extra map[string]string
}

// ReadListingsLiter reads an open listings liter report as [ReadListingsLite]
// reads the lite one. It came after the guide of 2004.
func ReadListingsLiter(r io.Reader, opts ReadOptions) iter.Seq2[LiterListing, error] {
	return literListings.read(r, opts)
}

var literListings = format[LiterListing]{
	name:    "open listings liter report",
	repeats: true,
	columns: []column[LiterListing]{
		textColumn("seller-sku", func(l *LiterListing) *string { return &l.SKU }).alias("sku").needed(inEveryRow),
		optionalCountColumn("quantity", func(l *LiterListing) **int { return &l.Quantity }),
	},
	extra: func(l *LiterListing) *map[string]string { return &l.Extra },
}
