package purchasetest

import (
	"slices"
	"time"
)

// The item statuses that the emulator gives by itself or looks at.
const (
	statusExtraShippingAccepted = 4
	statusOrdered               = 5
	statusShipped               = 35
	statusMaxPriceExceeded      = 53
)

// notBought are the item statuses of things that nobody pays for: unavailable,
// cancelled, card rejected, too expensive, seller inactive, extra shipping
// rejected.
var notBought = []int{14, 17, 19, statusMaxPriceExceeded, 54, 90}

// Order is an order as the service stores it; it marshals to the vendor's
// OrderResponse. Dates are whole seconds in UTC.
type Order struct {
	ID          int64          `json:"orderId"`    // 0 on a dry run
	CreateDate  time.Time      `json:"createDate"` // by Options.Now
	Currency    string         `json:"currency"`   // that of the domain
	Listings    []OrderListing `json:"listings"`   // in the order of the request
	DryRun      bool           `json:"dryrun"`
	Tax         *Cents         `json:"tax,omitempty"`         // nil without Options.TaxPercent
	TaxModel    string         `json:"taxModel,omitempty"`    // likewise empty
	ReferenceID string         `json:"referenceId,omitempty"` // as sent
	RequestID   string         `json:"-"`                     // the Abe-RequestId that placed it
}

// OrderListing is one line of an order, the vendor's ListingSummary.
type OrderListing struct {
	ListingID          int64       `json:"listingId"`
	Title              string      `json:"title"`
	ISBN               string      `json:"isbn"`
	Quantity           int         `json:"quantity"`                  // as ordered, bought or not
	VendorID           int64       `json:"vendorId"`                  // the seller
	ShippingCompany    string      `json:"shippingCompany,omitempty"` // see Emulator.Ship
	ShippingTrackingID string      `json:"shippingTrackingId,omitempty"`
	MinShippingDays    int         `json:"minShippingDays"` // those of the Listing
	MaxShippingDays    int         `json:"maxShippingDays"`
	Items              []OrderItem `json:"orderItems"` // one for each copy
}

// OrderItem is one copy of a book in an order, the vendor's OrderItemSummary.
type OrderItem struct {
	ID         int64     `json:"orderItemId"`             // 0 on a dry run
	Cost       Cents     `json:"cost"`                    // 0 if it is not bought
	ShipCost   Cents     `json:"shipcost"`                // its part of the order's shipping
	Status     int       `json:"status,omitempty"`        // 5 is ordered, 35 shipped
	UpdateDate time.Time `json:"itemUpdateDate,omitzero"` // zero on creation
}

// clone copies an order so that neither side sees the other's changes.
func (o *Order) clone() Order {
	c := *o
	c.Listings = slices.Clone(o.Listings)
	for i := range c.Listings {
		c.Listings[i].Items = slices.Clone(c.Listings[i].Items)
	}
	if o.Tax != nil {
		c.Tax = new(*o.Tax)
	}
	return c
}

// items yields every item of the order with the line it belongs to.
func (o *Order) items(yield func(*OrderListing, *OrderItem) bool) {
	for i := range o.Listings {
		line := &o.Listings[i]
		for j := range line.Items {
			if !yield(line, &line.Items[j]) {
				return
			}
		}
	}
}

// AddOrder stores an order without a POST and returns it as stored. Zero fields are
// filled in: the ID, the date (now), the currency (USD), a line's vendor and days,
// as many items as the line's quantity, and the items' IDs and statuses (5). An
// order with a known ID replaces the former one. Duplicates of its request ID are
// not recognized.
func (e *Emulator) AddOrder(order Order) Order {
	e.mu.Lock()
	defer e.mu.Unlock()
	o := order.clone()
	if o.CreateDate.IsZero() {
		o.CreateDate = e.now()
	}
	if o.Currency == "" {
		o.Currency = "USD"
	}
	for i := range o.Listings {
		o.Listings[i].fill()
	}
	return e.store(&o)
}

// fill completes a line of an order that is seeded.
func (l *OrderListing) fill() {
	defaults := Listing{
		VendorID: l.VendorID, MinShippingDays: l.MinShippingDays, MaxShippingDays: l.MaxShippingDays,
	}.withDefaults()
	l.VendorID, l.MinShippingDays, l.MaxShippingDays = defaults.VendorID, defaults.MinShippingDays, defaults.MaxShippingDays
	if l.Items == nil {
		l.Items = make([]OrderItem, max(l.Quantity, 1))
	}
	if l.Quantity == 0 {
		l.Quantity = len(l.Items)
	}
	for i := range l.Items {
		if l.Items[i].Status == 0 {
			l.Items[i].Status = statusOrdered
		}
	}
}

// store gives the order and its items the IDs they lack and keeps it. It is
// called with the lock held and returns a copy.
func (e *Emulator) store(o *Order) Order {
	if o.ID == 0 {
		o.ID = e.nextOrderID
	}
	e.nextOrderID = max(e.nextOrderID, o.ID+1)
	if o.Listings == nil {
		o.Listings = []OrderListing{}
	}
	o.CreateDate = seconds(o.CreateDate)
	for _, item := range o.items {
		if item.ID == 0 {
			item.ID = e.nextItemID
		}
		e.nextItemID = max(e.nextItemID, item.ID+1)
		item.UpdateDate = seconds(item.UpdateDate)
	}
	e.orders[o.ID] = o
	return o.clone()
}

// SetItemStatus gives an order item a status, which can be any number, and dates
// the update now. It reports whether there is such an item.
func (e *Emulator) SetItemStatus(itemID int64, status int) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, order := range e.orders {
		for _, item := range order.items {
			if item.ID == itemID {
				item.Status = status
				item.UpdateDate = seconds(e.now())
				return true
			}
		}
	}
	return false
}

// Ship marks an order as shipped: its items with status 4 or 5 get status 35, dated
// now, and their lines the carrier and the tracking ID. It reports whether there
// was anything to ship.
func (e *Emulator) Ship(orderID int64, company, trackingID string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	order, ok := e.orders[orderID]
	if !ok {
		return false
	}
	shipped := false
	for line, item := range order.items {
		if item.Status != statusOrdered && item.Status != statusExtraShippingAccepted {
			continue
		}
		item.Status = statusShipped
		item.UpdateDate = seconds(e.now())
		line.ShippingCompany, line.ShippingTrackingID = company, trackingID
		shipped = true
	}
	return shipped
}

// seconds is t as the service shows and compares it.
func seconds(t time.Time) time.Time { return t.UTC().Truncate(time.Second) }
