package orderstest

import (
	"cmp"
	"slices"
	"time"
)

// Order is an order of a buyer. What is empty gets a default when it is placed.
type Order struct {
	// ID is the next number if it is empty, as are those of items and the buyer.
	ID           string `json:"id"`
	BuyerOrderID string `json:"buyer_order_id"`
	// Placed is the emulator's time if it is zero. It is written in its own zone.
	Placed time.Time `json:"placed"`
	// Items are the copies. An order without any is possible, for tests.
	Items []Item `json:"items"`
	Buyer Buyer  `json:"buyer"`
	// DomainID is that of the buyer's site, "1" if it is empty.
	DomainID string `json:"domain_id"`
	// DomainName is that of DomainID if it is empty.
	DomainName string `json:"domain_name"`
	// Currency is that of all amounts, "USD" if it is empty.
	Currency string `json:"currency"`
	// Shipping is the cost for the first copy, ExtraShipping for each further one.
	// Empty is "0".
	Shipping      string `json:"shipping"`
	ExtraShipping string `json:"extra_shipping"`
	// Method is "CC" if it is empty, or "SD" with a Type such as "Check".
	Method string `json:"method"`
	Type   string `json:"type,omitempty"`
	// Instructions are the buyer's words.
	Instructions string `json:"instructions,omitempty"`
	// Manifest is the URL of the packing list. It is left out if it is empty.
	Manifest string `json:"manifest,omitempty"`
	// Foreign is an order of another seller, which is refused.
	Foreign bool `json:"foreign,omitempty"`
	// Omit are names of elements that its replies leave out, wherever they stand.
	Omit []string `json:"omit,omitempty"`
	// Status of the order: that of its items, or the first of those.
	Status Status `json:"status"`
}

// Item is one copy of a book.
type Item struct {
	ID string `json:"id"`
	// VendorBookID is the seller's ID of the book.
	VendorBookID string `json:"vendor_book_id"`
	ListingID    string `json:"listing_id"`
	Author       string `json:"author"`
	Title        string `json:"title"`
	Description  string `json:"description"`
	ISBN         string `json:"isbn"`
	// Price is a decimal such as "12.50". Empty is "10".
	Price string `json:"price"`
	// Status is [Ordered] if it is empty.
	Status Status `json:"status"`
}

// Buyer is who ordered. An empty one gets an invented name and address.
type Buyer struct {
	ID      string `json:"id"`
	Email   string `json:"email"`
	Name    string `json:"name"`
	Street  string `json:"street"`
	Street2 string `json:"street2,omitempty"`
	City    string `json:"city"`
	Region  string `json:"region"`
	Code    string `json:"code"`
	Country string `json:"country"`
	Phone   string `json:"phone"`
}

// Status is what has become of an item, or of an order.
type Status string

// The statuses. The texts are the service's as far as they are known.
const (
	Ordered               Status = "Ordered"
	Shipped               Status = "Shipped"
	AvailabilityConfirmed Status = "Availability confirmed"
	Rejected              Status = "Rejected"
	PreviouslySold        Status = "Previously Sold"
	Expired               Status = "Expired"
	BuyerCancelled        Status = "Buyer Cancelled"
	CreditCardRejected    Status = "Credit Card Rejected"
)

// codes of the statuses. Some are those of the Purchase API; 06, 15, 16 and 18 are
// invented.
var codes = map[Status]string{
	Ordered: "05", Shipped: "35", AvailabilityConfirmed: "06", Rejected: "15", PreviouslySold: "14",
	Expired: "18", BuyerCancelled: "17", CreditCardRejected: "19",
}

// Code is the code beside the status, "16" for one that is not known.
func (s Status) Code() string { return cmp.Or(codes[s], "16") }

// Sold tells whether the copy has left the stock.
func (s Status) Sold() bool { return s == Ordered || s == Shipped || s == AvailabilityConfirmed }

// domains are the names of sites.
var domains = map[string]string{
	"1": "abebooks.com", "46": "abebooks.co.uk", "47": "abebooks.de", "48": "abebooks.fr", "51": "abebooks.it", "52": "iberlibro.com",
}

func (o Order) clone() Order {
	o.Items, o.Omit = slices.Clone(o.Items), slices.Clone(o.Omit)
	return o
}

// waits tells whether any, or all, of its items wait for an answer.
func (o *Order) waits(all bool) bool {
	waiting := 0
	for _, i := range o.Items {
		if i.Status == Ordered {
			waiting++
		}
	}
	if all || len(o.Items) == 0 {
		return waiting == len(o.Items) && o.Status == Ordered
	}
	return waiting > 0
}

// setStatus takes the status of the items for that of the order. What the service
// shows of a mixed one is not known.
func (o *Order) setStatus() {
	if len(o.Items) > 0 {
		o.Status = o.Items[0].Status
		for _, i := range o.Items {
			if i.Status == Ordered {
				o.Status = Ordered
			}
		}
	}
}
