package purchasetest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"time"
)

// searchPage is the vendor's OrderSearchResponse.
type searchPage struct {
	Metadata searchMetadata `json:"metadata"`
	Orders   []Order        `json:"orders"`
}

type searchMetadata struct {
	Next              json.RawMessage `json:"next,omitempty"`
	OrderResponseSize int             `json:"orderResponseSize"`
}

// cursor is where a page ended, and in which search.
type cursor struct {
	fingerprint string
	last        position
}

// position is an order's place in a listing: by date, equal dates by ID.
type position struct {
	createDate time.Time
	orderID    int64
}

func (p position) compare(q position) int {
	return cmp.Or(p.createDate.Compare(q.createDate), cmp.Compare(p.orderID, q.orderID))
}

func (o *Order) position() position { return position{o.CreateDate, o.ID} }

// searchOrders answers GET /orders.
func (e *Emulator) searchOrders(query url.Values) *answer {
	c, refusal := e.parseCriteria(query)
	if refusal != nil {
		return refusal
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	from := cursor{}
	if c.next != "" {
		var known bool
		if from, known = e.cursors[c.next]; !known {
			return refuse(4220, "Invalid next passed")
		}
		if from.fingerprint != c.fingerprint {
			return refuse(4220, "next belongs to other search criteria")
		}
	}

	found := e.find(c, from)
	shown := found[:min(c.limit, len(found))]
	page := searchPage{Orders: make([]Order, 0, len(shown))}
	for _, order := range shown {
		page.Orders = append(page.Orders, e.show(c.view(order)))
	}
	page.Metadata.OrderResponseSize = len(shown)
	page.Metadata.Next = e.end()
	if len(found) > len(shown) {
		page.Metadata.Next = e.issueCursor(cursor{c.fingerprint, shown[len(shown)-1].position()})
	}
	return succeed(2000, page)
}

// find returns the orders that match and come after the cursor, in the order
// asked for. It is called with the lock held.
func (e *Emulator) find(c criteria, from cursor) []*Order {
	compare := func(a, b position) int {
		if c.descending {
			a, b = b, a
		}
		return a.compare(b)
	}
	var found []*Order
	for _, order := range e.orders {
		if c.next != "" && compare(order.position(), from.last) <= 0 {
			continue
		}
		if c.matches(order) {
			found = append(found, order)
		}
	}
	slices.SortFunc(found, func(a, b *Order) int { return compare(a.position(), b.position()) })
	return found
}

// issueCursor keeps a cursor and returns it as it stands in the reply. It is
// called with the lock held.
func (e *Emulator) issueCursor(c cursor) json.RawMessage {
	name := strconv.FormatInt(e.nextCursor, 10)
	if e.opts.NextAsText {
		// A client that reads the text as a number loses the zeros.
		name = fmt.Sprintf("%012d", e.nextCursor)
	}
	e.nextCursor++
	e.cursors[name] = c
	if e.opts.NextAsText {
		return json.RawMessage(strconv.Quote(name))
	}
	return json.RawMessage(name)
}

// end is metadata.next of the last page.
func (e *Emulator) end() json.RawMessage {
	switch {
	case !e.opts.ExplicitEnd:
		return nil
	case e.opts.NextAsText:
		return json.RawMessage(`""`)
	default:
		return json.RawMessage("null")
	}
}
