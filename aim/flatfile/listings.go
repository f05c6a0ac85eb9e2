package flatfile

import (
	"io"
	"iter"

	"github.com/shopspring/decimal"

	"github.com/sellerwire/sellerwire"
)

// Listing is a row of an open listings report. All texts of a row share memory. If you
// keep a small part of a row for long, clone it.
type Listing struct {
	ItemName        string
	ItemDescription string
	ListingID       string
	SKU             string // seller-sku
	// Price and Quantity are nil if the cell is empty.
	Price             *decimal.Decimal
	Quantity          *int
	OpenDate          Timestamp
	ImageURL          string
	ItemIsMarketplace Flag
	ProductIDType     ProductIDType
	// The ZShop fields belong to the vendor's zShops.
	ZShopShippingFee string
	// ItemNote can contain line breaks, which the report does not mark.
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
	// FulfillmentChannel has been in reports since about 2010.
	FulfillmentChannel string
	// Extra has the cells of unknown columns, by column name, and those listed in
	// Unreadable. Nil if there are none.
	Extra map[string]string
	// Unreadable lists cells of no consequence that cannot be read: a pending-quantity
	// that is not a number. PendingQuantity is nil then.
	Unreadable []sellerwire.FieldError
}

// ReadListings reads an open listings report. Columns are found by name; only seller-sku
// is required. The report does not mark a line break within a name, a description or a
// note, so such a row is split over lines. A line that is too short and ends in one of
// these columns is joined with the lines after it. The sequence can be ranged over once.
func ReadListings(r io.Reader, opts ReadOptions) iter.Seq2[Listing, error] {
	return listings.read(r, opts)
}

var listings = format[Listing]{
	name: "open listings report",
	row:  listing,
}

func listing(c *cells) (l Listing) {
	l.ItemName = c.prose("item-name", l.ItemName)
	l.ItemDescription = c.prose("item-description", l.ItemDescription)
	l.ListingID = c.id("listing-id", l.ListingID)
	l.SKU = c.key("seller-sku", l.SKU)
	l.Price = c.optionalAmount("price", l.Price)
	l.Quantity = c.optionalCount("quantity", l.Quantity)
	l.OpenDate.Time, l.OpenDate.Text = c.time("open-date")
	l.ImageURL = c.text("image-url", l.ImageURL)
	l.ItemIsMarketplace = Flag(c.text("item-is-marketplace", string(l.ItemIsMarketplace)))
	l.ProductIDType = ProductIDType(c.text("product-id-type", string(l.ProductIDType)))
	l.ZShopShippingFee = c.text("zshop-shipping-fee", l.ZShopShippingFee)
	l.ItemNote = c.prose("item-note", l.ItemNote)
	l.Condition = Condition(c.text("item-condition", string(l.Condition)))
	l.ZShopCategory = c.text("zshop-category1", l.ZShopCategory)
	l.ZShopBrowsePath = c.text("zshop-browse-path", l.ZShopBrowsePath)
	l.ZShopStorefrontFeature = c.text("zshop-storefront-feature", l.ZShopStorefrontFeature)
	l.ASIN1 = c.id("asin1", l.ASIN1)
	l.ASIN2 = c.id("asin2", l.ASIN2)
	l.ASIN3 = c.id("asin3", l.ASIN3)
	l.WillShipInternationally = Flag(c.text("will-ship-internationally", string(l.WillShipInternationally)))
	l.ExpeditedShipping = Expedited(c.text("expedited-shipping", string(l.ExpeditedShipping)))
	l.ZShopBoldface = c.text("zshop-boldface", l.ZShopBoldface)
	l.ProductID = c.id("product-id", l.ProductID)
	l.BidForFeaturedPlacement = c.text("bid-for-featured-placement", l.BidForFeaturedPlacement)
	l.Action = Action(c.text("add-delete", string(l.Action)))
	l.PendingQuantity = c.sideCount("pending-quantity")
	l.FulfillmentChannel = c.text("fulfillment-channel", l.FulfillmentChannel)
	l.Extra, l.Unreadable = c.keep(l.Extra), c.lost
	return l
}

// LiteListing is a row of an open listings lite report.
type LiteListing struct {
	SKU string // seller-sku
	// Quantity and Price are nil if the cell is empty.
	Quantity *int
	Price    *decimal.Decimal
	// ProductID is an ASIN according to the guide.
	ProductID string
	// Extra has the cells of unknown columns, by column name. Nil if there are none.
	Extra map[string]string
}

// ReadListingsLite reads an open listings lite report. Columns are found by name;
// seller-sku is required. Repeated header lines are skipped. The sequence can be ranged
// over once.
func ReadListingsLite(r io.Reader, opts ReadOptions) iter.Seq2[LiteListing, error] {
	return liteListings.read(r, opts)
}

var liteListings = format[LiteListing]{
	name:    "open listings lite report",
	repeats: true,
	row:     liteListing,
}

func liteListing(c *cells) (l LiteListing) {
	c.alias("sku")
	l.SKU = c.key("seller-sku", l.SKU)
	l.Quantity = c.optionalCount("quantity", l.Quantity)
	l.Price = c.optionalAmount("price", l.Price)
	c.alias("asin asin1") // the spelling of the fourth name is not known
	l.ProductID = c.id("product-id", l.ProductID)
	l.Extra = c.keep(l.Extra)
	return l
}

// LiterListing is a row of an open listings liter report.
type LiterListing struct {
	SKU string // seller-sku
	// Quantity is nil if the cell is empty.
	Quantity *int
	// Extra has the cells of unknown columns, by column name. Nil if there are none.
	Extra map[string]string
}

// ReadListingsLiter reads an open listings liter report, like [ReadListingsLite]. The
// report was added after the guide of 2004.
func ReadListingsLiter(r io.Reader, opts ReadOptions) iter.Seq2[LiterListing, error] {
	return literListings.read(r, opts)
}

var literListings = format[LiterListing]{
	name:    "open listings liter report",
	repeats: true,
	row:     literListing,
}

func literListing(c *cells) (l LiterListing) {
	c.alias("sku")
	l.SKU = c.key("seller-sku", l.SKU)
	l.Quantity = c.optionalCount("quantity", l.Quantity)
	l.Extra = c.keep(l.Extra)
	return l
}
