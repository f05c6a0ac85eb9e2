package orderstest

import (
	"cmp"
	"slices"
	"time"
)

// Order is a buyer's order. Place fills in what is empty.
type Order struct {
	// If ID is empty, it becomes the next free number. The same holds for the IDs
	// of items and the buyer.
	ID           string `json:"id"`
	BuyerOrderID string `json:"buyer_order_id"`
	// Placed is when the order was placed. Zero means the emulator's time. It is
	// written in its own time zone.
	Placed time.Time `json:"placed"`
	// Items are the copies. For tests, an order may have none.
	Items []Item `json:"items"`
	Buyer Buyer  `json:"buyer"`
	// DomainID is the ID of the buyer's site. Empty means "1".
	DomainID string `json:"domain_id"`
	// DomainName is the name of the site. Empty means that of DomainID.
	DomainName string `json:"domain_name"`
	// Currency is the currency of all amounts. Empty means "USD".
	Currency string `json:"currency"`
	// Shipping is the cost for the first copy, and ExtraShipping for each further
	// one. Empty means "0".
	Shipping      string `json:"shipping"`
	ExtraShipping string `json:"extra_shipping"`
	// Method is "CC", the default, or "SD" with a Type such as "Check".
	Method string `json:"method"`
	Type   string `json:"type,omitempty"`
	// Instructions is the buyer's text.
	Instructions string `json:"instructions,omitempty"`
	// Manifest is the URL of the packing list. If it is empty, the element is
	// omitted.
	Manifest string `json:"manifest,omitempty"`
	// Foreign marks an order of another seller, which is refused.
	Foreign bool `json:"foreign,omitempty"`
	// Omit lists the names of elements that replies omit wherever they occur.
	Omit []string `json:"omit,omitempty"`
	// Status is the status of the order: that of its items, or of the first if they
	// differ.
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
	// Price is a decimal such as "12.50". Empty means "10".
	Price string `json:"price"`
	// Status is the status of the copy. Empty means [Ordered].
	Status Status `json:"status"`
}

// Buyer is who ordered. Empty means an invented name and address.
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

// Status is the status of an item or of an order.
type Status string

// The statuses. The texts are those of the service where these are known.
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

// Code returns the code of the status, or "16" for an unknown one.
func (s Status) Code() string { return cmp.Or(codes[s], "16") }

// Sold reports whether the copy has left the stock.
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
