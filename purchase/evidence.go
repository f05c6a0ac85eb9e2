package purchase

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// What the service shows counts as the order of a call only on evidence. The rules
// are here, both for replies to a POST and for look-ups.

// How much older than the first attempt an order may look: the service's clock
// and ours differ by no more than five minutes, or signatures would not be valid;
// a first attempt that the caller remembers may come from any clock.
const (
	clockDifference      = 5 * time.Minute
	rememberedDifference = 24 * time.Hour
)

// mismatch says why an order is not the one of this call. It is empty if the order
// may be it: it has an ID, is no dry run, shows no other reference, reports no
// failure, and has nothing that was not asked for. readable is false if the order
// does not say so itself, but cannot be read.
func (p *placement) mismatch(o *Order) (reason string, readable bool) {
	for _, f := range o.Unreadable {
		decides := f.Item == "" && slices.Contains([]string{"orderId", "dryrun", "referenceId", "listings"}, f.Field)
		copies := f.Reason == twice && (f.Field == "quantity" || f.Field == "orderItems")
		if decides || copies || f.Item == "" && f.Reason == failure {
			return strings.TrimPrefix(f.Item+" "+f.String(), " "), false
		}
	}
	switch {
	case o.ID < 1:
		return "it has no order ID", false
	case o.DryRun:
		return "it is a dry run", false
	case p.foreign(o):
		return "it has another reference ID", true
	}
	left := p.request.quantities()
	for i := range o.Listings {
		line := &o.Listings[i]
		asked, ok := left[line.ListingID]
		switch {
		case line.ListingID < 1 || line.Quantity < 0:
			return "one of its listings has no ID or no quantity", false
		case !ok || line.copies() > asked:
			return fmt.Sprintf("it has more of listing %d than was asked for", line.ListingID), true
		}
		left[line.ListingID] -= line.copies()
	}
	return "", true
}

// foreign reports whether an order shows somebody else's reference.
func (p *placement) foreign(o *Order) bool {
	return o.ReferenceID != "" && o.ReferenceID != p.request.ReferenceID
}

// complete reports whether an order has all the listings and copies that were asked
// for.
func (p *placement) complete(o *Order) bool {
	left := p.request.quantities()
	for i := range o.Listings {
		left[o.Listings[i].ListingID] -= o.Listings[i].copies()
	}
	for _, n := range left {
		if n != 0 {
			return false
		}
	}
	return true
}

// copies is the number of copies of a line: what it says, or what it shows where
// that is more.
func (l *OrderListing) copies() int { return max(l.Quantity, len(l.Items)) }

// tooOld reports whether an order existed before it was first posted. A date
// without a time of day means the whole day. A date that is missing or cannot be
// read proves nothing.
func (p *placement) tooOld(o *Order) bool {
	latest := o.CreateDate
	if latest.Equal(latest.Truncate(24 * time.Hour)) {
		latest = latest.Add(24 * time.Hour)
	}
	return !o.CreateDate.IsZero() && latest.Before(p.notBefore)
}

// sight is what a search by the reference has shown, on all its pages.
type sight struct {
	orders []Order
	// odd says why it is no proof that there is no order, though it shows none.
	odd string
	// hidden says why there may be orders that it does not show.
	hidden string
}

// finding is what a sight means.
type finding struct {
	// order is the one that was looked for; nil if it was not found.
	order *Order
	// nothing: the answer is clean and empty. There is no order under the reference,
	// or the service does not show it yet.
	nothing bool
	// reason says why an answer that is not empty does not show the order.
	reason string
	// conflict: another order stands under the reference.
	conflict bool
	// final: further look-ups cannot show more.
	final bool
}

// judge looks for the order in a sight: exactly one must be it, and none may leave
// that in doubt.
func (p *placement) judge(s sight) finding {
	var f finding
	var ours []int64
	unfiltered := slices.ContainsFunc(s.orders, func(o Order) bool { return p.foreign(&o) })
	for i := range s.orders {
		o := &s.orders[i]
		reason, readable := p.mismatch(o)
		switch {
		case reason != "":
		case p.tooOld(o):
			reason = "it is older than the first attempt"
		case o.ReferenceID == "" && (unfiltered || o.CreateDate.IsZero() || !p.complete(o)):
			reason = "it shows no reference ID, and nothing else proves that it is ours"
		case !slices.Contains(ours, o.ID):
			f.order, ours = o, append(ours, o.ID)
		}
		if reason == "" {
			continue
		}
		f.reason = fmt.Sprintf("order %d, which is not it: %s", o.ID, reason)
		if !readable {
			s.hidden = f.reason
		}
		f.conflict = f.conflict || readable && o.ReferenceID == p.request.ReferenceID
	}
	switch {
	case len(ours) > 1:
		return finding{final: true, reason: fmt.Sprintf("several orders that could be it: %d", ours)}
	case s.hidden != "":
		f.order, f.reason = nil, s.hidden
	case f.order != nil:
		return finding{order: f.order}
	case f.reason == "" && s.odd != "":
		f.reason = s.odd
	default:
		f.nothing = f.reason == ""
	}
	return f
}
