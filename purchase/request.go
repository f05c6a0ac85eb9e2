package purchase

import (
	"github.com/shopspring/decimal"

	"github.com/sellerwire/sellerwire"
)

// MaxItems is the largest number of items in one order, all quantities summed.
const MaxItems = 250

// OrderRequest is an order to be placed, or to be tried with [Client.DryRun].
// [OrderRequest.Validate] checks what this page states. A call reads it and
// changes nothing.
//
// A seller can raise a price between your search and your purchase. So placing an
// order needs a MaxPrice on each listing, or a TotalMaxPrice, or the word that any
// price will do, AnyPrice.
//
// JSON has all of a request but the card token, which is a secret: put it in again
// after reading one back.
type OrderRequest struct {
	// ShipAddr is where the books go. Required.
	ShipAddr Address
	// BillAddr is the address of the card's owner. Required.
	BillAddr Address
	// CardToken stands for a credit card: it comes from the vendor's API Payment
	// Methods page. No card number ever travels. Required. It is put into the
	// request below the middleware, and printed nowhere.
	CardToken sellerwire.Secret
	// Listings are the books, 1 to 250 items in all.
	Listings []RequestedListing
	// ShippingMode is [ShippingStandard] or [ShippingPriority]. Required.
	ShippingMode ShippingMode
	// Domain is the site that is bought from. It decides the currency of all
	// amounts, see [Domain.Currency]. Required.
	Domain Domain
	// TotalMaxPrice is the most that the whole order may cost, with shipping and
	// tax; above it nothing is bought ([StatusMaxPriceExceeded]). [Order.Total] of a
	// dry run is what it compares with. At most 18 digits, 6 of them decimals. Zero
	// means no limit; the field is not sent.
	TotalMaxPrice decimal.Decimal
	// AnyPrice places the order whatever it costs, without a MaxPrice on each listing
	// and without a TotalMaxPrice. Those that are set still hold. It is not sent.
	AnyPrice bool
	// ReferenceID is an ID of your own to find the order by: letters, digits,
	// hyphen and underscore. It must be unique to the order, for it is how a
	// lost order is found again. The simplest is to leave it empty: PlaceOrder then
	// sends the request ID, and DryRun sends none.
	ReferenceID string
}

// RequestedListing is one book of an order.
type RequestedListing struct {
	// ListingID is what Search Web Services calls BookID. Above 0.
	ListingID int64
	// Quantity is the number of copies, at least 1.
	Quantity int
	// MaxPrice is the most that one copy and its first-item shipping may cost;
	// above it the listing is not bought ([StatusMaxPriceExceeded]). At most 18
	// digits, 6 of them decimals. Zero means no limit; the field is not sent.
	//
	// Take both parts from the search that found the listing. Cost plus ShipCost of
	// a dry run is not it: there the shipping of the whole order is divided over all
	// of its items, so that with more than one item ShipCost is less than the
	// first-item shipping, and a maximum made of it refuses the listing.
	MaxPrice decimal.Decimal
}

// Address is a postal address. This package requires all fields but Address2 and
// ProvState, which are those that the vendor calls optional, and refuses control
// characters. No lengths are documented.
type Address struct {
	// Name is of the person or the company.
	Name string
	// Address1 is street and number.
	Address1 string
	// Address2 goes out as null if it is empty.
	Address2 string
	// City is the town.
	City string
	// ProvState is the ISO 3166-2 code of the province or state, two or three
	// characters, such as "BC". It goes out as null if it is empty.
	ProvState string
	// Country is an ISO 3166 code of three letters by the vendor's text, and
	// "Canada" in the vendor's example. It goes out as it is.
	Country string
	// Zipcode is the postal code.
	Zipcode string
	// Phone is in any notation, such as "(888) 555-1234".
	Phone string
}

// ShippingMode is how an order is shipped.
type ShippingMode string

// The shipping modes the service documents. Others are refused.
const (
	ShippingStandard ShippingMode = "S"
	ShippingPriority ShippingMode = "P"
)

// Domain is one of the sites that a book can be bought from.
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

// Currency is the currency that the domain trades in, an ISO 4217 code such as
// "USD"; empty for an unknown domain.
func (d Domain) Currency() string { return currencies[d] }

// Known tells whether the domain is one that the service documents.
func (d Domain) Known() bool { _, ok := currencies[d]; return ok }
