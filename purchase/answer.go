package purchase

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/sellerwire/sellerwire"
)

// answer is any reply of the service: an order, a page of orders, or an error
// body. Which it is, its keys say.
type answer struct {
	reader
	shown     shown
	single    Order // the reply as an order
	orders    []Order
	next      string // of the metadata
	size      int    // likewise
	counts    bool   // the metadata has a size
	odd       []sellerwire.FieldError
	fault     error    // of what a page cannot do without
	messages  []string // of an error
	requestID string   // likewise
}

// isOrder reports whether the reply is an order, whatever else it is.
func (a *answer) isOrder() bool { return a.shown.of("orderId") != nil || a.shown.of("listings") != nil }

// isRefusal reports whether the body is the service's error body.
func (a *answer) isRefusal() bool { return a.shown.of("messages") != nil }

// showsOrder reports whether the body names an order that may exist, or counts one.
func (a *answer) showsOrder() bool {
	id := a.shown.of("orderId")
	return isTwice(id) || !isNothing(id) || len(a.orders) > 0 || a.size > 0 || a.fault != nil
}

// complaint says what reports a failure in the reply; empty if nothing does.
func (a *answer) complaint() string {
	for _, f := range slices.Concat(a.single.Unreadable, a.odd) {
		if f.Reason == failure {
			return "it has " + strconv.Quote(f.Field)
		}
	}
	if messages := a.shown.of("messages"); isTwice(messages) || !isNothing(messages) {
		return "it has messages"
	}
	return ""
}

// order returns the answer as one order.
func (a *answer) order() (Order, error) {
	if !a.isOrder() {
		return Order{}, errors.New("it has no orderId")
	}
	return a.single, nil
}

// orderWith returns the order that was asked for.
func (a *answer) orderWith(id int64) (Order, error) {
	order, err := a.order()
	switch {
	case err != nil:
		return Order{}, err
	case order.unread("orderId") != "":
		return Order{}, errors.New("its orderId: " + order.unread("orderId"))
	case order.ID != id:
		return Order{}, fmt.Errorf("it shows order %d, not order %d", order.ID, id)
	}
	return order, nil
}

// page returns the answer as a page of orders. The vendor's endpoints page prints
// a single order as the answer of a search; that is taken for a page of one.
func (a *answer) page() (Page, error) {
	orders := a.shown.of("orders")
	switch {
	case a.fault != nil:
		return Page{}, a.fault
	case isTwice(orders):
		return Page{}, errors.New("its orders: " + twice)
	case isTwice(a.shown.of("metadata")):
		return Page{}, errors.New("its metadata: " + twice)
	case isNull(orders) && a.single.ID > 0 && !a.single.DryRun:
		return Page{Orders: []Order{a.single}, Size: 1}, nil
	case a.size > len(a.orders):
		return Page{}, fmt.Errorf("it counts %d orders and shows %d", a.size, len(a.orders))
	case !isNull(orders):
		return Page{Orders: a.orders, Size: a.size, Unreadable: a.odd}, nil
	case orders == nil && !a.counts:
		return Page{}, errors.New("it has neither orders nor an orderId")
	}
	return Page{Unreadable: a.odd}, nil
}

// doubt says what keeps a page from being proof of what it does not show.
func (a *answer) doubt(page Page) string {
	switch {
	case page.Unreadable != nil:
		return "a page whose " + page.Unreadable[0].String()
	case isNull(a.shown.of("orders")) && a.isOrder():
		return "a single order in place of a page"
	case a.counts && page.Size != len(page.Orders):
		return fmt.Sprintf("a page that counts %d orders and shows %d", page.Size, len(page.Orders))
	case isNull(a.shown.of("orders")) && !a.counts:
		return "a page that shows no orders and counts none"
	case a.isOrder(), a.complaint() != "":
		return "a page that is also something else"
	case a.mended:
		return "a page that is not quite JSON"
	}
	return ""
}
