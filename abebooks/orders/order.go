package orders

import (
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sellerwire/sellerwire"
)

// Order is an order that a buyer has placed with the seller, as the service shows
// it. IDs are text and keep their leading zeros. Any text may be empty, because a
// reply can omit any element.
//
// What cannot be read is left empty and listed in Unreadable, so one odd value
// hides neither its order nor the others. You may keep and change an Order. It can
// be marshaled to JSON and back. It holds a buyer's name and address: keep it out
// of logs.
type Order struct {
	// ID is the number of the order, called the AbeBooks order ID in mails and on
	// web pages. [Client.Get] takes it. If the reply has none, Unreadable says so.
	ID string `json:"id"`
	// BuyerOrderID identifies the buyer's whole basket, which may span several
	// sellers. This API does not accept it.
	BuyerOrderID string `json:"buyer_order_id,omitzero"`
	// Date is when the order was placed.
	Date LocalTime `json:"date,omitzero"`
	// Status and StatusCode describe the order as a whole. To decide, use those of
	// its items; see [Item.Sold].
	Status     Status     `json:"status,omitzero"`
	StatusCode StatusCode `json:"status_code,omitzero"`
	// Items are the copies sold. If there is none, Unreadable says so. An item that
	// the reply shows twice is listed once.
	Items []Item `json:"items"`
	// Buyer is who ordered, with the address to ship to.
	Buyer Buyer `json:"buyer,omitzero"`
	// SpecialInstructions is the buyer's text.
	SpecialInstructions string `json:"special_instructions,omitzero"`
	// Totals are the amounts of an order, as the service shows them. This package
	// does not check that they add up.
	Totals Totals `json:"totals,omitzero"`
	// Shipping is what was agreed, and what the seller has reported.
	Shipping Shipping `json:"shipping,omitzero"`
	// PurchaseMethod says whom the buyer pays: [MethodCard] or [MethodDirect].
	PurchaseMethod PurchaseMethod `json:"purchase_method,omitzero"`
	// PurchaseType is how a seller is paid directly, such as [TypeCheck].
	PurchaseType PurchaseType `json:"purchase_type,omitzero"`
	// Domain is the site of the sale.
	Domain Domain `json:"domain,omitzero"`
	// Reseller is the sales programme, such as "Abebooks".
	Reseller Party `json:"reseller,omitzero"`
	// Seller is the seller's own account.
	Seller Party `json:"seller,omitzero"`
	// ShipmentManifest is the URL of the packing list. It is usually empty.
	ShipmentManifest string `json:"shipment_manifest,omitzero"`
	// IndirectTaxes is the XML inside indirectTaxList, in UTF-8. Its form is not
	// known: it was empty in every published order.
	IndirectTaxes string `json:"indirect_taxes,omitzero"`
	// Unreadable lists what could not be read. Field holds the vendor's element
	// names, and Item says which item it belongs to. The reasons do not quote the
	// reply. At most a hundred faults are listed. Nil means that everything was
	// read.
	Unreadable []sellerwire.FieldError `json:"unreadable,omitzero"`
	// Raw is the order's XML as received, usually in ISO-8859-1.
	Raw []byte `json:"raw"`
}

// Item is one copy of a book. Two copies of the same listing are two items with the
// same VendorBookID.
type Item struct {
	// ID identifies the copy that was sold, and is never used again. Take each one
	// out of your own stock once. If the reply has none, Unreadable of the order
	// says so.
	ID string `json:"id"`
	// VendorBookID is the seller's own ID of the book, as it was uploaded. If the
	// reply has none, Unreadable of the order says so.
	VendorBookID string `json:"vendor_book_id"`
	// Status and StatusCode describe this copy.
	Status     Status     `json:"status,omitzero"`
	StatusCode StatusCode `json:"status_code,omitzero"`
	// Book is what the listing said.
	Book Book `json:"book,omitzero"`
	// Date is usually that of the order.
	Date LocalTime `json:"date,omitzero"`
	// SellerTotal is usually the price of the book. One old reply has 0 there. Its
	// meaning is not documented.
	SellerTotal Money `json:"seller_total,omitzero"`
}

// Sold reports whether the copy must leave the stock. It returns false only if the
// status, or its code, says that this sale did not happen; see [Status.Sold].
func (i Item) Sold() bool { return i.Status.Sold() && i.StatusCode.sold() }

// Book is a listing at the time of the sale.
type Book struct {
	// ListingID is AbeBooks' own ID of the listing.
	ListingID   string `json:"listing_id,omitzero"`
	Author      string `json:"author,omitzero"`
	Title       string `json:"title,omitzero"`
	Description string `json:"description,omitzero"`
	ISBN        string `json:"isbn,omitzero"`
	// Price is the price of one copy.
	Price Money `json:"price,omitzero"`
}

// Buyer is who ordered.
type Buyer struct {
	ID      string  `json:"id,omitzero"`
	Email   string  `json:"email,omitzero"`
	Address Address `json:"address,omitzero"`
}

// Address is the address to ship to. The service may withhold part of it until the
// order has been answered, so get the order again before you print a label.
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

// Money is an exact amount with its currency, which is usually the seller's and not
// the site's. The zero value means that the reply has no such amount.
type Money struct {
	Amount decimal.Decimal `json:"amount"`
	// Currency is a code such as "EUR".
	Currency string `json:"currency,omitzero"`
}

// Missing reports whether the reply has no such amount. An amount of 0 has a
// currency.
func (m Money) Missing() bool { return m.Currency == "" && m.Amount.IsZero() }

// Equal compares by value: 4.5 EUR equals 4.50 EUR.
func (m Money) Equal(other Money) bool {
	return m.Currency == other.Currency && m.Amount.Equal(other.Amount)
}

// String returns "4.5 EUR", or an empty text if the amount is missing.
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
	// Name is the name of the site, such as "abebooks.com".
	Name string `json:"name,omitzero"`
}

// Party is an account at AbeBooks.
type Party struct {
	ID   string `json:"id,omitzero"`
	Name string `json:"name,omitzero"`
}
