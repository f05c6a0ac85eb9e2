package purchase

import (
	"fmt"
	"strings"

	"github.com/sellerwire/sellerwire"
)

// PartialError comes beside an order of which not every item was bought, or of
// which a dry run says that not every item would be. The order exists, unless
// it was a dry run, and the items that are not listed here are bought: do not
// place the whole of it again.
//
// [sellerwire.OutcomeOf] reads "accepted" from it if some items were bought
// and "rejected" if none was; do not ask it of a dry run, which changes nothing.
// errors.As finds a [sellerwire.Error] in it, with the request ID.
type PartialError struct {
	// OrderID is the order's number; 0 for a dry run.
	OrderID int64
	// Shortfalls are the listings that were not bought in full, in the order of
	// the request.
	Shortfalls []Shortfall

	call *sellerwire.Error
}

// Shortfall is a listing of which fewer copies were bought than ordered.
type Shortfall struct {
	// ListingID is the one of the request.
	ListingID int64
	// Ordered and Bought are numbers of copies. Bought is 0 for a listing that
	// the order does not show at all.
	Ordered, Bought int
	// Unknown is the number of copies that the service showed without a status, or
	// not at all.
	Unknown int
	// Statuses are those of the copies that were not bought. There are fewer of
	// them than copies missing if the service did not list the copies, or listed
	// them without a status.
	Statuses []ItemStatus
}

// Error names the listings and the statuses.
func (e *PartialError) Error() string {
	var b strings.Builder
	b.WriteString(service + ": ")
	if e.call != nil {
		b.WriteString(e.call.Operation + ": ")
	}
	if e.OrderID != 0 {
		fmt.Fprintf(&b, "order %d: ", e.OrderID)
	}
	b.WriteString("not all items bought: ")
	for i, s := range e.Shortfalls {
		if i > 0 {
			b.WriteString("; ")
		}
		b.WriteString(s.String())
	}
	if e.call != nil {
		b.WriteString(" (request ID " + e.call.RequestID + ")")
	}
	return b.String()
}

// String returns a line such as "listing 12345: 1 of 2 (53 Max Price
// Exceeded)".
func (s Shortfall) String() string {
	statuses := make([]string, 0, len(s.Statuses)+1)
	for i, status := range s.Statuses {
		if i == 0 || status != s.Statuses[i-1] {
			statuses = append(statuses, status.String())
		}
	}
	if s.Bought+len(s.Statuses) < s.Ordered {
		statuses = append(statuses, "not listed")
	}
	return fmt.Sprintf("listing %d: %d of %d (%s)", s.ListingID, s.Bought, s.Ordered, strings.Join(statuses, ", "))
}

// Unwrap returns the [sellerwire.Error] that describes the call, nil in a
// PartialError that a test made by hand.
func (e *PartialError) Unwrap() error {
	if e.call == nil {
		return nil
	}
	return e.call
}

// partial returns a PartialError unless all that was asked for was bought.
// call says which call it was.
func partial(request *OrderRequest, order *Order, call sellerwire.Error) error {
	shortfalls, bought := shortfalls(request, order)
	if shortfalls == nil {
		return nil
	}
	if call.Operation == opPlace {
		call.Outcome = sellerwire.OutcomeRejected
		if bought > 0 {
			call.Outcome = sellerwire.OutcomeAccepted
		}
	}
	return &PartialError{OrderID: order.ID, Shortfalls: shortfalls, call: &call}
}

// shortfalls compares an order with what was asked for, listing by listing.
// What the service does not show counts as not bought: an order without lines,
// or items without a status, are not to be taken for a success.
func shortfalls(request *OrderRequest, order *Order) (missing []Shortfall, bought int) {
	statuses := make(map[int64][]ItemStatus)
	for line, item := range order.Items() {
		if item.Status != 0 {
			statuses[line.ListingID] = append(statuses[line.ListingID], item.Status)
		}
	}
	ordered := request.quantities()
	for _, l := range request.Listings {
		s := Shortfall{ListingID: l.ListingID, Ordered: ordered[l.ListingID]}
		if s.Ordered == 0 {
			continue // its second line
		}
		delete(ordered, l.ListingID)
		for _, status := range statuses[l.ListingID] {
			if status.NotBought() {
				s.Statuses = append(s.Statuses, status)
			} else {
				s.Bought++
			}
		}
		bought += s.Bought
		if s.Bought < s.Ordered {
			missing = append(missing, s)
		}
	}
	return missing, bought
}

// quantities sums up the copies of each listing that are asked for.
func (r *OrderRequest) quantities() map[int64]int {
	copies := make(map[int64]int, len(r.Listings))
	for _, l := range r.Listings {
		copies[l.ListingID] += l.Quantity
	}
	return copies
}

// matches tells whether an order has the listings and quantities of the
// request, no more and no less.
func (r *OrderRequest) matches(order *Order) bool {
	copies := r.quantities()
	for _, line := range order.Listings {
		copies[line.ListingID] -= line.copies()
	}
	for _, left := range copies {
		if left != 0 {
			return false
		}
	}
	return true
}

// copies is the quantity, or where the service left it out, the number of items.
func (l *OrderListing) copies() int {
	if l.Quantity == 0 {
		return len(l.Items)
	}
	return l.Quantity
}
