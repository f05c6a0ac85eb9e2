package faults_test

import (
	"errors"
	"fmt"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/purchase"
	"github.com/sellerwire/sellerwire/purchase/purchasetest"
)

// A toll counts what became of the orders of a world.
type toll struct {
	orders, bought, doubled, unclear, calls int
	wrong                                   []string
}

func (t *toll) add(other toll) {
	t.orders += other.orders
	t.bought += other.bought
	t.doubled += other.doubled
	t.unclear += other.unclear
	t.calls += other.calls
	t.wrong = append(t.wrong, other.wrong...)
}

func (t *toll) String() string {
	return fmt.Sprintf("%d orders, %d calls: %d bought, %d doubled, %d unclear at the end, %d misreported",
		t.orders, t.calls, t.bought, t.doubled, t.unclear, len(t.wrong))
}

// toll compares what the program was told with what the service has.
func (p *program) toll(all []purchasetest.Order) toll {
	total := toll{orders: 1, calls: len(p.said)}
	var mine []purchasetest.Order
	for _, o := range all {
		if o.RequestID == p.id {
			mine = append(mine, o)
		}
	}
	copies := 0
	for _, o := range mine {
		copies += bought(o)
	}
	if copies > 0 {
		total.bought = 1
	}
	if copies > p.copies() || len(mine) > 1 {
		total.doubled = 1
	}
	for _, c := range p.said {
		if why := c.misreports(p, mine, copies); why != "" {
			has := fmt.Sprintf("%d orders, %d copies bought", len(mine), copies)
			total.wrong = append(total.wrong, fmt.Sprintf("%s: %s: %v (the service has %s)", c.call, why, c.err, has))
		}
	}
	if p.open() {
		total.unclear = 1
	}
	return total
}

func (p *program) copies() (n int) {
	for _, l := range p.request.Listings {
		n += l.Quantity
	}
	return n
}

// bought is the number of copies of an order that were bought.
func bought(o purchasetest.Order) (copies int) {
	for _, l := range o.Listings {
		for _, it := range l.Items {
			if !purchase.ItemStatus(it.Status).NotBought() {
				copies++
			}
		}
	}
	return copies
}

// misreports says what is false in a claim, or "".
func (c claim) misreports(p *program, mine []purchasetest.Order, copies int) string {
	var shown *purchasetest.Order
	for i := range mine {
		if mine[i].ID == c.order.ID {
			shown = &mine[i]
		}
	}
	partial, isPartial := errors.AsType[*purchase.PartialError](c.err)
	switch {
	case c.outcome == sellerwire.OutcomeNone:
		return "no outcome"
	case c.order.ID != 0 && shown == nil:
		return "another's order"
	case c.err == nil && (shown == nil || bought(*shown) != p.copies()):
		return "not all of it was bought"
	case (c.outcome == sellerwire.OutcomeRejected || c.outcome == sellerwire.OutcomeNotSent) && copies > 0:
		return "it was bought, though " + c.outcome.String()
	case c.outcome == sellerwire.OutcomeAccepted && len(mine) == 0:
		return "there is no such order"
	case isPartial && shown != nil && !c.fits(partial, p, bought(*shown)):
		return "another number of copies was bought"
	}
	return ""
}

// fits tells whether the number of copies bought is within what the error says.
func (c claim) fits(partial *purchase.PartialError, p *program, copies int) bool {
	least := p.copies()
	unknown := 0
	for _, s := range partial.Shortfalls {
		least -= s.Ordered - s.Bought
		unknown += s.Unknown
	}
	return least <= copies && copies <= least+unknown
}
