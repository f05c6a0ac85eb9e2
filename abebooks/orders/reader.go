package orders

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"reflect"
	"slices"
	"strings"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/abexml"
)

// reader walks down a reply, by depth: an order stands in the list, and a reference
// back to it in each of its items. The frame must be whole: the root, the list and
// every order have to be closed, else half a reply would be taken for a whole one.
// Inside of an order whatever is damaged costs no more than the value it stands in,
// and is listed as unreadable.
type reader struct {
	abexml.Scanner
	unclosed abexml.Marks // of a reply that is read once more; such elements are empty
	err      error        // why the reply cannot be read at all
	budget   int          // what is left of maxDecoded
	open     []tag
	names    []string                // of the elements so far, in those that are open
	taken    int                     // where the last element begins that has been read
	closing  int                     // where the end tag of the last element begins
	orders   records                 // that have been read
	faults   []sellerwire.FieldError // of the order that is being read
	item     string                  // that is being read
}

// tag is a start or end tag.
type tag struct {
	abexml.Tag
	name  string // the documented one, in its own case; empty for others
	again bool   // there was one of the name before, in the same element
}

// Bounds of what is made of a reply, in bytes: twice what orders, items and faults
// take, and what texts take more than they did in the reply. That is enough for
// 20,000 orders. The length of a reply is no bound, since an order can be written in
// 20 bytes.
const (
	maxDecoded = 48 << 20
	orderCost  = 2400
	itemCost   = 700
	faultCost  = 240
	maxFaults  = 100      // of one order
	maxText    = 64 << 10 // bytes of one text
	maxDepth   = 32
)

var (
	errTooMuch = fmt.Errorf("%w: it has too many elements", sellerwire.ErrResponseTooLarge)
	// errUnclosed: an element has no end tag. It may have hidden what follows it, so
	// the reply is read once more.
	errUnclosed = errors.New("one of its elements is not closed")
)

// documented are the vendor's elements.
var documented = abexml.NewNames(`
	requestError orderUpdateResponse code message error purchaseOrderList purchaseOrder
	buyer email mailingAddress city country name phone region street street2 buyerPurchaseOrder domain indirectTaxList
	orderDate date day month year time hour minute second
	orderTotals gst handling shipping subtotal tax total purchaseMethod
	purchaseOrderItemList purchaseOrderItem book author description isbn price title vendorKey sellerTotal status
	reseller seller company extraItemShippingCost firstItemShippingCost maxDeliveryDays minDeliveryDays trackingCode
	shipmentManifest specialInstructions`)

// next is the next tag. There is one until the root has ended.
func (r *reader) next() (tag, bool) {
	if r.err != nil {
		return tag{}, false
	}
	t, ok := r.scan()
	if !ok {
		r.err = abexml.ErrCut
	}
	return t, ok
}

// scan is the next tag with its documented name.
func (r *reader) scan() (tag, bool) {
	t, ok := r.Next()
	return tag{Tag: t, name: documented.Of(t)}, ok
}

// children yields the elements in the one that start opens. One that the loop does
// not read is skipped.
func (r *reader) children(start tag) iter.Seq[tag] {
	return func(yield func(tag) bool) {
		if !r.enter(start) {
			return
		}
		before, found := len(r.names), false
		for t, ok := r.next(); ok && !r.ends(start, t); t, ok = r.next() {
			if !t.Opens {
				continue // it ends nothing that is open
			}
			found = true
			if t.again = r.seen(before, t); !yield(t) {
				break
			}
			if r.taken < t.Start {
				r.skip(t)
			}
		}
		r.names = r.names[:before]
		r.leave()
		if !found && r.err == nil && abexml.Text(r.Bytes(start.End, r.closing)) != "" {
			r.faulty(start.name, "it has text instead of elements")
		}
	}
}

// skip goes behind an element.
func (r *reader) skip(start tag) {
	depth := len(r.open)
	for inside := r.enter(start); inside; inside = len(r.open) > depth {
		t, ok := r.next()
		switch {
		case !ok:
			r.open = r.open[:depth]
		case r.ends(r.open[len(r.open)-1], t):
			r.leave()
		case t.Opens && !t.Closes:
			r.enter(t)
		}
	}
}

// enter opens an element, unless it is empty. What is nested too deep counts as
// empty, and what stands in it is skipped with the element around it: no documented
// element is as deep.
func (r *reader) enter(start tag) bool {
	r.taken, r.closing = start.Start, start.End
	if start.Closes || r.isUnclosed(start) || len(r.open) == maxDepth || r.err != nil {
		return false
	}
	r.open = append(r.open, start)
	return true
}

func (r *reader) leave() { r.open = r.open[:len(r.open)-1] }

// isUnclosed tells whether an element is known to have no end tag.
func (r *reader) isUnclosed(start tag) bool {
	unclosed := r.unclosed.Has(start.Start)
	if unclosed {
		r.faulty(start.name, "it is not closed")
	}
	return unclosed
}

// ends tells whether t ends the element that start opens.
func (r *reader) ends(start, t tag) bool {
	r.closing = t.Start
	switch {
	case t.Opens:
		return false
	case t.Is(start.Name):
		return true
	case r.isOpen(t):
		r.err = errUnclosed
	}
	return false
}

func (r *reader) isOpen(t tag) bool {
	return slices.ContainsFunc(r.open, func(e tag) bool { return e.Is(t.Name) })
}

// seen tells whether there was an element of this name since names had a length.
// Those of which there can be several do not count.
func (r *reader) seen(since int, t tag) bool {
	if t.name == "" || t.name == "purchaseOrder" || t.name == "purchaseOrderItem" {
		return false
	}
	if slices.Contains(r.names[since:], t.name) {
		return true
	}
	r.names = append(r.names, t.name)
	return false
}

// spend counts the memory that is kept.
func (r *reader) spend(n int) {
	if r.budget -= n; r.budget < 0 && r.err == nil {
		r.err = errTooMuch
	}
}

// faulty notes that a value cannot be read. name is that of an element in the one
// that is open. No reason quotes a reply, which is full of personal data.
func (r *reader) faulty(name, reason string) {
	switch n := len(r.faults); {
	case n > maxFaults:
		return
	case n == maxFaults:
		r.faults = append(r.faults, sellerwire.FieldError{Reason: "there is more that cannot be read"})
		return
	}
	var path []string
	for _, e := range r.open {
		switch e.name {
		case "orderUpdateResponse", "purchaseOrderList", "purchaseOrder", "purchaseOrderItemList", "purchaseOrderItem":
			path = path[:0]
		default:
			path = append(path, e.name)
		}
	}
	path = append(path, cmp.Or(name, "an element that is not documented"))
	f := sellerwire.FieldError{Item: r.item, Field: strings.Join(path, " "), Reason: reason}
	r.spend(faultCost)
	r.faults = append(r.faults, f)
}

// push is append without the garbage of a large slice that grows: such a slice has
// room for all that the budget allows.
func push[T any](r *reader, to []T, value T, cost int) []T {
	if n := len(to); n == cap(to) && n >= 4096 {
		to = slices.Grow(to, max(1, r.budget/cost+1))
	}
	return append(to, value)
}

// put sets a value that has been read, unless the reply has two that differ: then
// neither is believed.
func put[T any](r *reader, t tag, to *T, value T) {
	if t.again && any(*to) != any(value) && !reflect.DeepEqual(*to, value) {
		var none T
		*to = none
		r.faulty(t.name, "it occurs twice with different values")
		return
	}
	*to = value
}
