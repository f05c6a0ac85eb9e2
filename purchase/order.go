package purchase

import (
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sellerwire/sellerwire"
)

// Order is an order as the service shows it. All amounts are exact and in Currency.
// All times are UTC.
//
// A value that cannot be read is left zero and listed in Unreadable, so that it
// hides neither its order nor the page. An Order can be written as JSON and read
// back; its Raw is then compact.
type Order struct {
	// ID is the order's number. It is 0 for a dry run, and if Unreadable has
	// orderId.
	ID int64
	// CreateDate is when the order was created; zero if the service left it out.
	CreateDate time.Time
	// Currency is the domain's, an ISO 4217 code such as "USD".
	Currency string
	// Listings are the lines of the order. A search by item criteria shows only the
	// items that match, and the lines that have such items.
	Listings []OrderListing
	// DryRun says that nothing was bought.
	DryRun bool
	// Tax is the tax of the whole order in Currency. Nil means that the service
	// left it out, which is not the same as zero.
	Tax *decimal.Decimal
	// TaxModel is the kind of tax, such as [TaxModelUSMarketplaceFacilitator];
	// empty if the service left it out.
	TaxModel TaxModel
	// ReferenceID is the reference ID that the order was placed with. PlaceOrder
	// always sends one.
	ReferenceID string
	// Partial means that the order comes from a search by item criteria, which
	// shows only the items that match.
	Partial bool
	// Unreadable lists the values that could not be read, by the vendor's names.
	// Item says where a value stands, such as "listings[0].orderItems[1]".
	// Unreadable also lists an item that is shown twice, and a key that reports a
	// failure, such as "error". Nil means that there is nothing to list. Of the
	// values in listings, only the first 1000 are listed.
	Unreadable []sellerwire.FieldError
	// Raw is the order as the service wrote it, except that an echoed card token is
	// replaced by asterisks, and values that are not JSON are made into texts.
	Raw json.RawMessage `json:",omitzero"`
}

// unread says why a value of the order itself could not be read; empty if it was.
func (o *Order) unread(field string) string {
	for _, f := range o.Unreadable {
		if f.Item == "" && f.Field == field {
			return f.Reason
		}
	}
	return ""
}

// TaxModel is a kind of tax. The list is open: there are others than the constants.
type TaxModel string

// TaxModelUSMarketplaceFacilitator is the vendor's example of a tax model.
const TaxModelUSMarketplaceFacilitator TaxModel = "US Marketplace Facilitator"

// OrderListing is one line of an order.
type OrderListing struct {
	// ListingID is the listing ID of the request.
	ListingID int64
	// Title is the book's title. It is empty if the service left it out.
	Title string
	// ISBN is the book's ISBN. It is empty if the book has none.
	ISBN string
	// Quantity is the number of copies ordered, whether they were bought or not.
	Quantity int
	// VendorID is the seller's number. [Query.VendorID] searches for it.
	VendorID int64
	// ShippingCompany and ShippingTrackingID are empty if the service left them
	// out: the line has not been shipped, or has no tracking.
	ShippingCompany    string
	ShippingTrackingID string
	// MinShippingDays and MaxShippingDays are the estimated shipping time in days.
	// They are 0 if the service left them out.
	MinShippingDays, MaxShippingDays int
	// Items are the copies, each on its own.
	Items []OrderItem
}

// OrderItem is one copy of a book in an order.
type OrderItem struct {
	// ID is the item's number. [Query.OrderItemIDs] searches for it. It is 0 for a
	// dry run.
	ID int64
	// Cost is the price of the copy.
	Cost decimal.Decimal
	// ShipCost is this item's part of the order's shipping. The service divides the
	// shipping among the items, not always evenly. It is less than the first-item
	// shipping that [RequestedListing.MaxPrice] includes.
	ShipCost decimal.Decimal
	// Status is what has become of the item. It is 0 if the service left it out.
	Status ItemStatus
	// UpdateDate is when the item last changed. It is zero if the item has not
	// changed since the order was created.
	UpdateDate time.Time
}

// Items yields every item of the order together with its line. The pointers point
// into the order.
func (o *Order) Items() iter.Seq2[*OrderListing, *OrderItem] {
	return func(yield func(*OrderListing, *OrderItem) bool) {
		for i := range o.Listings {
			line := &o.Listings[i]
			for j := range line.Items {
				if !yield(line, &line.Items[j]) {
					return
				}
			}
		}
	}
}

// Total is what the order costs, in Currency, as far as the order shows it: cost
// and shipping of each item shown, and the tax.
//
//   - Items that were not bought ([ItemStatus.NotBought]: cancelled, too expensive,
//     unavailable ...) and items that were refunded ([StatusRefunded]) are not
//     counted, whatever cost the service shows for them. All others are counted, even
//     those without a status.
//   - Tax is that of the whole order. It is added if at least one item is counted.
//     Whether the service lowers it when an item is cancelled or refunded is not
//     documented. After that the total may be too high by the tax of such items.
//   - For a Partial order it is the sum of the items shown, without any tax.
//   - An amount that could not be read counts as zero; see Unreadable.
func (o *Order) Total() decimal.Decimal {
	var total decimal.Decimal
	counted := 0
	for _, item := range o.Items() {
		if !item.Status.NotBought() && item.Status != StatusRefunded {
			total = total.Add(item.Cost).Add(item.ShipCost)
			counted++
		}
	}
	if o.Tax != nil && counted > 0 && !o.Partial {
		total = total.Add(*o.Tax)
	}
	return total
}

// ItemStatus is what has become of an item. The list is open: the vendor's own
// example shows a status that is in no table.
type ItemStatus int

// The item statuses of the vendor's appendix, which writes them with two
// digits.
const (
	StatusExtraShippingAccepted  ItemStatus = 4
	StatusOrdered                ItemStatus = 5
	StatusItemUnavailable        ItemStatus = 14
	StatusCancelledByBuyer       ItemStatus = 17
	StatusCreditCardRejected     ItemStatus = 19
	StatusRefunded               ItemStatus = 24
	StatusShipped                ItemStatus = 35
	StatusMaxPriceExceeded       ItemStatus = 53
	StatusInactiveSeller         ItemStatus = 54
	StatusExtraShippingRejected  ItemStatus = 90
	StatusExtraShippingRequested ItemStatus = 93
)

var statusTexts = map[ItemStatus]string{
	StatusExtraShippingAccepted:  "Extra Shipping Accepted",
	StatusOrdered:                "Ordered",
	StatusItemUnavailable:        "Item Unavailable",
	StatusCancelledByBuyer:       "Cancelled By Buyer",
	StatusCreditCardRejected:     "Credit Card Rejected",
	StatusRefunded:               "Refunded",
	StatusShipped:                "Shipped",
	StatusMaxPriceExceeded:       "Max Price Exceeded",
	StatusInactiveSeller:         "Inactive Seller",
	StatusExtraShippingRejected:  "Extra Shipping Rejected",
	StatusExtraShippingRequested: "Extra Shipping Requested",
}

// notBought are the statuses of items that nobody is charged for: those the
// service did not sell (14, 19, 53, 54), and those that were called off (17,
// 90), as a resumed order may show.
var notBought = []ItemStatus{
	StatusItemUnavailable, StatusCancelledByBuyer, StatusCreditCardRejected,
	StatusMaxPriceExceeded, StatusInactiveSeller, StatusExtraShippingRejected,
}

// Known reports whether the status is in the vendor's list.
func (s ItemStatus) Known() bool { _, ok := statusTexts[s]; return ok }

// Text is the vendor's name of the status. It is empty for an unknown status.
func (s ItemStatus) Text() string { return statusTexts[s] }

// NotBought reports whether the item will be neither delivered nor charged:
// statuses 14, 17, 19, 53, 54 and 90, judging by the vendor's names. It is false
// for an unknown status, and for a refunded item, which was bought.
func (s ItemStatus) NotBought() bool { return slices.Contains(notBought, s) }

// String returns the vendor's notation, such as "05 Ordered".
func (s ItemStatus) String() string {
	if text := s.Text(); text != "" {
		return fmt.Sprintf("%02d %s", int(s), text)
	}
	return fmt.Sprintf("%02d", int(s))
}
