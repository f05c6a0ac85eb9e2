package orderstest

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// answerTime is how long an order waits.
const answerTime = 96 * time.Hour

// Place adds an order to the list, and returns it with the fields that Place has
// filled in. It replaces an order with the same ID.
func (e *Emulator) Place(o Order) Order {
	e.mu.Lock()
	o = e.completed(o.clone())
	if at := e.find(o.ID); at >= 0 {
		e.orders[at] = o
	} else {
		e.orders = append(e.orders, o)
	}
	e.mu.Unlock()
	if !o.Foreign {
		e.announce(o.Items, Status.Sold, -1)
	}
	return o.clone()
}

func (e *Emulator) completed(o Order) Order {
	o.ID = cmp.Or(o.ID, e.number(500_000_000))
	o.BuyerOrderID = cmp.Or(o.BuyerOrderID, e.number(510_000_000))
	o.DomainID = cmp.Or(o.DomainID, "1")
	o.DomainName = cmp.Or(o.DomainName, domains[o.DomainID])
	o.Currency = cmp.Or(o.Currency, "USD")
	o.Method = cmp.Or(o.Method, "CC")
	o.Status = cmp.Or(o.Status, Ordered)
	if o.Placed.IsZero() {
		o.Placed = e.now()
	}
	if o.Buyer == (Buyer{}) {
		o.Buyer = Buyer{
			Email: "reader@example.org", Name: "Renée Exemple", Street: "12 Rue de l’Exemple", City: "Anytown", Region: "Anyregion",
			Code: "00000", Country: "Canada", Phone: "(000) 555-0100",
		}
	}
	o.Buyer.ID = cmp.Or(o.Buyer.ID, e.number(60_000_000))
	for n := range o.Items {
		i := &o.Items[n]
		i.ID = cmp.Or(i.ID, e.number(700_000_000))
		i.ListingID = cmp.Or(i.ListingID, e.number(31_000_000_000))
		i.Price = cmp.Or(i.Price, "10")
		i.Status = cmp.Or(i.Status, Ordered)
	}
	o.setStatus()
	return o
}

// number makes IDs that are never used again.
func (e *Emulator) number(base int64) string {
	e.numbers++
	return strconv.FormatInt(base+e.numbers, 10)
}

func (e *Emulator) find(id string) int {
	return slices.IndexFunc(e.orders, func(o Order) bool { return o.ID == id })
}

// Orders returns a copy of all orders, in the order in which they were placed.
func (e *Emulator) Orders() []Order {
	e.settle()
	e.mu.Lock()
	defer e.mu.Unlock()
	all := make([]Order, 0, len(e.orders))
	for _, o := range e.orders {
		all = append(all, o.clone())
	}
	return all
}

// Order returns a copy of one order, and whether there is one.
func (e *Emulator) Order(id string) (o Order, found bool) {
	e.settle()
	e.mu.Lock()
	defer e.mu.Unlock()
	if at := e.find(id); at >= 0 {
		return e.orders[at].clone(), true
	}
	return Order{}, false
}

// Cancel cancels an order as a buyer does. It is an error if the order does not
// exist or no longer waits.
func (e *Emulator) Cancel(orderID string) error { return e.change(orderID, "", BuyerCancelled) }

// Answer answers an order as the seller does on the web site, or another program:
// all items that wait get the status. [Shipped] becomes [CreditCardRejected] if
// [Emulator.DeclineCards] is on and the order is paid by card. It is an error if
// the order does not exist or no longer waits.
func (e *Emulator) Answer(orderID string, status Status) error {
	return e.change(orderID, "", status)
}

// AnswerItem answers one item of an order.
func (e *Emulator) AnswerItem(orderID, itemID string, status Status) error {
	if itemID == "" {
		return fmt.Errorf("order %s has no item without an ID", orderID)
	}
	return e.change(orderID, itemID, status)
}

// DeclineCards sets whether cards are declined from now on.
func (e *Emulator) DeclineCards(decline bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.declines = decline
}

// Advance moves the clock. Orders that have waited for 96 hours end: one paid by
// card expires, any other is confirmed.
func (e *Emulator) Advance(by time.Duration) {
	e.mu.Lock()
	e.ahead += by
	e.mu.Unlock()
	e.settle()
}

// OnSold sets a function that is called with -1 for each copy that is sold and with
// 1 for each that comes back into stock. It connects emulators of the inventory.
// Nil removes it.
func (e *Emulator) OnSold(changed func(item Item, copies int)) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.onSold = changed
}

// Now returns the time of the emulator's clock.
func (e *Emulator) Now() time.Time {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.now()
}

func (e *Emulator) now() time.Time { return e.opts.Now().Add(e.ahead) }

// settle lets orders expire.
func (e *Emulator) settle() {
	e.mu.Lock()
	now := e.now()
	due := map[string]Status{}
	for _, o := range e.orders {
		if !o.waits(false) || now.Sub(o.Placed) < answerTime {
			continue
		}
		due[o.ID] = AvailabilityConfirmed
		if o.Method == "CC" {
			due[o.ID] = Expired
		}
	}
	e.mu.Unlock()
	for id, status := range due {
		_ = e.change(id, "", status) // somebody may have been quicker
	}
}

// change gives a status to the items of an order that wait.
func (e *Emulator) change(orderID, itemID string, status Status) error {
	e.mu.Lock()
	at := e.find(orderID)
	if at < 0 {
		e.mu.Unlock()
		return fmt.Errorf("there is no order %s", orderID)
	}
	o := e.orders[at].clone()
	if status == Shipped && o.Method == "CC" && e.declines {
		status = CreditCardRejected
	}
	var changed []Item
	for n := range o.Items {
		if i := &o.Items[n]; i.Status == Ordered && (itemID == "" || i.ID == itemID) {
			i.Status = status
			changed = append(changed, *i)
		}
	}
	o.setStatus()
	e.orders[at] = o
	e.mu.Unlock()
	if changed == nil {
		return fmt.Errorf("nothing of order %s waits for an answer", orderID)
	}
	if !o.Foreign {
		e.announce(changed, func(s Status) bool { return !s.Sold() && s != PreviouslySold }, 1)
	}
	return nil
}

// announce tells the inventory of copies that have gone or come back.
func (e *Emulator) announce(items []Item, concerns func(Status) bool, copies int) {
	e.mu.Lock()
	onSold := e.onSold
	e.mu.Unlock()
	for _, i := range items {
		if onSold != nil && concerns(i.Status) {
			onSold(i, copies)
		}
	}
}
