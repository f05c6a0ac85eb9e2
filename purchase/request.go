package purchase

import (
	"github.com/shopspring/decimal"

	"github.com/sellerwire/sellerwire"
)

// MaxItems is the largest number of items in one order, which is the sum of all
// quantities.
const MaxItems = 250

// OrderRequest is an order to place, or to try with [Client.DryRun].
// [OrderRequest.Validate] checks the rules that are documented here. A call reads
// the request and does not change it.
//
// A seller can raise a price between your search and your purchase. To place an
// order, set MaxPrice on each listing, or TotalMaxPrice, or AnyPrice.
//
// JSON holds the whole request except the card token, which is a secret: set it
// again after reading a request back.
type OrderRequest struct {
	// ShipAddr is where the books go. Required.
	ShipAddr Address
	// BillAddr is the address of the card holder. Required.
	BillAddr Address
	// CardToken stands for a credit card. It comes from the vendor's API Payment
	// Methods page. No card number is ever sent. Required. The token is put into
	// the request below the middleware, and is never printed.
	CardToken sellerwire.Secret
	// Listings are the books to buy, 1 to 250 items in total.
	Listings []RequestedListing
	// ShippingMode is [ShippingStandard] or [ShippingPriority]. Required.
	ShippingMode ShippingMode
	// Domain is the site to buy from. It determines the currency of all amounts,
	// see [Domain.Currency]. Required.
	Domain Domain
	// TotalMaxPrice is the most that the whole order may cost, with shipping and
	// tax. Above it nothing is bought ([StatusMaxPriceExceeded]). Compare it with
	// [Order.Total] of a dry run. It has at most 18 digits, of which at most 6 are
	// decimals. Zero means no limit; the field is then not sent.
	TotalMaxPrice decimal.Decimal
	// AnyPrice places the order at any price, with neither a MaxPrice on each
	// listing nor a TotalMaxPrice. Limits that are set still apply. It is not sent.
	AnyPrice bool
	// ReferenceID is your own ID for the order: letters, digits, hyphens and
	// underscores. It must be unique to the order, because a lost order is found by
	// it. It is simplest to leave it empty: PlaceOrder then sends the request ID,
	// and DryRun sends none.
	ReferenceID string
}

// RequestedListing is one book of an order.
type RequestedListing struct {
	// ListingID is what Search Web Services calls BookID. It must be greater than
	// 0.
	ListingID int64
	// Quantity is the number of copies, at least 1.
	Quantity int
	// MaxPrice is the most that one copy may cost together with its first-item
	// shipping. Above it the listing is not bought ([StatusMaxPriceExceeded]). It
	// has at most 18 digits, of which at most 6 are decimals. Zero means no limit;
	// the field is then not sent.
	//
	// Take both parts from the search that found the listing, not from a dry run. A
	// dry run divides the shipping of the whole order among its items. With more
	// than one item, its ShipCost is less than the first-item shipping, and a
	// maximum of Cost plus ShipCost would refuse the listing.
	MaxPrice decimal.Decimal
}

// Address is a postal address. All fields are required except Address2 and
// ProvState, the two that the vendor calls optional. Control characters are
// refused. No lengths are documented.
type Address struct {
	// Name is the name of the person or company.
	Name string
	// Address1 is the street and number.
	Address1 string
	// Address2 is sent as null if it is empty.
	Address2 string
	// City is the city or town.
	City string
	// ProvState is the ISO 3166-2 code of the province or state, two or three
	// characters, such as "BC". It is sent as null if it is empty.
	ProvState string
	// Country is an ISO 3166 code of three letters according to the vendor's text,
	// but "Canada" in the vendor's example. It is sent unchanged.
	Country string
	// Zipcode is the postal code.
	Zipcode string
	// Phone is a phone number in any notation, such as "(888) 555-1234".
	Phone string
}

// ShippingMode is how an order is shipped.
type ShippingMode string

// The shipping modes the service documents. Others are refused.
const (
	ShippingStandard ShippingMode = "S"
	ShippingPriority ShippingMode = "P"
)

// Domain is one of the sites where a book can be bought.
type Domain string

// The domains the service documents. Others are refused.
const (
	DomainUS        Domain = "abebooks.com"
	DomainUK        Domain = "abebooks.co.uk"
	DomainDE        Domain = "abebooks.de"
	DomainFR        Domain = "abebooks.fr"
	DomainIT        Domain = "abebooks.it"
	DomainIberLibro Domain = "iberlibro.com"
	DomainZVAB      Domain = "zvab.com"
)

var currencies = map[Domain]string{
	DomainUS:        "USD",
	DomainUK:        "GBP",
	DomainDE:        "EUR",
	DomainFR:        "EUR",
	DomainIT:        "EUR",
	DomainIberLibro: "EUR",
	DomainZVAB:      "EUR",
}

// Currency is the currency of the domain, an ISO 4217 code such as "USD". It is
// empty for an unknown domain.
func (d Domain) Currency() string { return currencies[d] }

// Known reports whether the service documents the domain.
func (d Domain) Known() bool { _, ok := currencies[d]; return ok }
