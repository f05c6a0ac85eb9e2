package orders

import (
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sellerwire/sellerwire"
)

// Order is an order that a buyer has placed with the seller, as the service shows
// it. IDs are text and keep their zeros. Every text may be empty: a reply can leave
// any element out.
//
// What cannot be read is left empty and listed in Unreadable, so that one odd value
// hides neither its order nor the others. An Order is the caller's to keep and to
// change, and survives JSON. It holds a buyer's name and address: keep it out of
// logs.
type Order struct {
	// ID is the order's number, which mails and web pages call the AbeBooks order
	// ID. [Client.Get] takes it. Where the reply has none, Unreadable says so.
	ID string `json:"id"`
	// BuyerOrderID is the buyer's whole basket, which may span several sellers. It
	// is not the ID that this API works with.
	BuyerOrderID string `json:"buyer_order_id,omitzero"`
	// Date is when the order was placed.
	Date LocalTime `json:"date,omitzero"`
	// Status and StatusCode are those of the order as a whole. Those of its items
	// decide: see [Item.Sold].
	Status     Status     `json:"status,omitzero"`
	StatusCode StatusCode `json:"status_code,omitzero"`
	// Items are the copies sold, at least one. One that the reply shows twice is
	// here once.
	Items []Item `json:"items"`
	// Buyer is who gets them.
	Buyer Buyer `json:"buyer,omitzero"`
	// SpecialInstructions are the buyer's words.
	SpecialInstructions string `json:"special_instructions,omitzero"`
	// Totals are the amounts of the order as a whole.
	Totals Totals `json:"totals,omitzero"`
	// Shipping is what was agreed on, and what the seller has reported.
	Shipping Shipping `json:"shipping,omitzero"`
	// PurchaseMethod says who is paid: [MethodCard] or [MethodDirect].
	PurchaseMethod PurchaseMethod `json:"purchase_method,omitzero"`
	// PurchaseType is how a seller is paid directly, such as [TypeCheck].
	PurchaseType PurchaseType `json:"purchase_type,omitzero"`
	// Domain is the site of the sale.
	Domain Domain `json:"domain,omitzero"`
	// Reseller is the sales programme, such as "Abebooks".
	Reseller Party `json:"reseller,omitzero"`
	// Seller is the seller's own account.
	Seller Party `json:"seller,omitzero"`
	// ShipmentManifest is the URL of the packing list. It is usually left out.
	ShipmentManifest string `json:"shipment_manifest,omitzero"`
	// IndirectTaxes is the XML inside of indirectTaxList, in UTF-8. It was empty in
	// every order that has been published, so its form is not known.
	IndirectTaxes string `json:"indirect_taxes,omitzero"`
	// Unreadable lists what could not be read, by the vendor's element names; Item
	// says of which item. Its reasons quote nothing. It names the first hundred. Nil
	// means that all was read.
	Unreadable []sellerwire.FieldError `json:"unreadable,omitzero"`
	// Raw is the order's XML as it came, usually in ISO-8859-1.
	Raw []byte `json:"raw"`
}

// Item is one copy of a book. Two copies of one listing are two items with the same
// VendorBookID.
type Item struct {
	// ID identifies the copy that was sold, for all time. Book each one out of your
	// own stock once. Where the reply has none, Unreadable of the order says so.
	ID string `json:"id"`
	// VendorBookID is the seller's own ID of the book, as it was uploaded. Where the
	// reply has none, Unreadable of the order says so.
	VendorBookID string `json:"vendor_book_id"`
	// Status and StatusCode are those of this copy.
	Status     Status     `json:"status,omitzero"`
	StatusCode StatusCode `json:"status_code,omitzero"`
	// Book is what the listing said.
	Book Book `json:"book,omitzero"`
	// Date is usually that of the order.
	Date LocalTime `json:"date,omitzero"`
	// SellerTotal is usually the price of the book; an old reply has 0 there. What
	// it means is not documented.
	SellerTotal Money `json:"seller_total,omitzero"`
}

// Sold tells whether the copy is to leave the stock: unless the status, or its code,
// says that this sale did not happen (see [Status.Sold]).
func (i Item) Sold() bool { return i.Status.Sold() && i.StatusCode.sold() }

// Book is a listing at the time of the sale.
type Book struct {
	// ListingID is AbeBooks' own ID of the listing.
	ListingID   string `json:"listing_id,omitzero"`
	Author      string `json:"author,omitzero"`
	Title       string `json:"title,omitzero"`
	Description string `json:"description,omitzero"`
	ISBN        string `json:"isbn,omitzero"`
	// Price is that of one copy.
	Price Money `json:"price,omitzero"`
}

// Buyer is who ordered.
type Buyer struct {
	ID      string  `json:"id,omitzero"`
	Email   string  `json:"email,omitzero"`
	Address Address `json:"address,omitzero"`
}

// Address is where to ship to. The service may hold a part of it back until the
// order has been answered; get the order again before you print a label.
type Address struct {
	Name    string `json:"name,omitzero"`
	Street  string `json:"street,omitzero"`
	Street2 string `json:"street2,omitzero"`
	City    string `json:"city,omitzero"`
	// Region is free text.
	Region string `json:"region,omitzero"`
	// Code is the postal code.
	Code string `json:"code,omitzero"`
	// Country is a name in English.
	Country string `json:"country,omitzero"`
	Phone   string `json:"phone,omitzero"`
}

// Money is an exact amount with its currency, usually the seller's and not the
// site's. The zero value is an amount that the reply left out.
type Money struct {
	Amount decimal.Decimal `json:"amount"`
	// Currency is a code such as "EUR".
	Currency string `json:"currency,omitzero"`
}

// Missing tells whether the reply left the amount out. An amount of 0 has a
// currency.
func (m Money) Missing() bool { return m.Currency == "" && m.Amount.IsZero() }

// Equal compares by value: 4.5 EUR is 4.50 EUR.
func (m Money) Equal(other Money) bool {
	return m.Currency == other.Currency && m.Amount.Equal(other.Amount)
}

// String returns "4.5 EUR"; empty if the amount is missing.
func (m Money) String() string {
	if m.Missing() {
		return ""
	}
	return strings.TrimSpace(m.Amount.String() + " " + m.Currency)
}

// Totals are the amounts of an order. They are as the service shows them; that they
// add up is not checked.
type Totals struct {
	Subtotal Money `json:"subtotal,omitzero"`
	Shipping Money `json:"shipping,omitzero"`
	Handling Money `json:"handling,omitzero"`
	Tax      Money `json:"tax,omitzero"`
	// GST is a second kind of tax; how it differs from Tax is not documented.
	GST   Money `json:"gst,omitzero"`
	Total Money `json:"total,omitzero"`
}

// Shipping is how an order is shipped.
type Shipping struct {
	// Company and TrackingCode are empty until the seller has reported them.
	Company      string `json:"company,omitzero"`
	TrackingCode string `json:"tracking_code,omitzero"`
	// FirstItemCost is the cost for the first copy, ExtraItemCost for each further
	// one.
	FirstItemCost Money `json:"first_item_cost,omitzero"`
	ExtraItemCost Money `json:"extra_item_cost,omitzero"`
	// MinDeliveryDays and MaxDeliveryDays are nil if the reply has none.
	MinDeliveryDays *int `json:"min_delivery_days,omitzero"`
	MaxDeliveryDays *int `json:"max_delivery_days,omitzero"`
}

// Domain is the site of a sale.
type Domain struct {
	ID DomainID `json:"id,omitzero"`
	// Name is the site's, such as "abebooks.com".
	Name string `json:"name,omitzero"`
}

// Party is an account at AbeBooks.
type Party struct {
	ID   string `json:"id,omitzero"`
	Name string `json:"name,omitzero"`
}
