package purchase

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// MaxWindow is the longest span between [Query.DateStart] and [Query.DateEnd] that
// one request can search.
const MaxWindow = 90 * 24 * time.Hour

// MaxLimit is the largest number of orders in a page.
const MaxLimit = 100

// Query says which orders to search for. What is left zero is not asked for;
// what is given must all hold. The zero value finds the orders of the last 90
// days.
//
// Whether a bound belongs to its span is not documented. Times go out in whole
// seconds: a start is rounded down, an end up.
type Query struct {
	// DateStart finds orders created after this time. Zero: 90 days before
	// DateEnd, or before now.
	DateStart time.Time
	// DateEnd finds orders created before this time. Zero: 90 days after
	// DateStart; for [Client.SearchAll], now.
	DateEnd time.Time
	// ItemUpdateDateStart finds orders with items updated after this time. Only
	// those items are shown.
	ItemUpdateDateStart time.Time
	// ItemUpdateDateEnd finds orders with items updated before this time. Only
	// those items are shown.
	ItemUpdateDateEnd time.Time
	// VendorID finds orders fulfilled by this seller, the number of
	// [OrderListing.VendorID].
	VendorID string
	// ReferenceID finds orders placed with this [OrderRequest.ReferenceID].
	ReferenceID string
	// OrderIDs finds these orders.
	OrderIDs []int64
	// OrderItemIDs finds the orders with these items. Only those items are
	// shown.
	OrderItemIDs []int64
	// SortOrder is by date of creation. Empty: ascending.
	SortOrder SortOrder
	// Limit is the size of a page, 1 to 100. Zero: 20 for [Client.Search], as
	// the service has it; 100 for [Client.SearchAll].
	Limit int
	// Next continues after a page of the same query. Zero: from the start.
	Next Cursor
	// MaxPages is the number of pages after which [Client.SearchAll] gives up with an
	// error, if there are more. Zero means the default, 10,000. Search ignores it.
	MaxPages int
}

// SortOrder is the order of the orders in a search.
type SortOrder string

// The sort orders, both by date of creation.
const (
	Ascending  SortOrder = "ascending"
	Descending SortOrder = "descending"
)

// Page is one answer to a search.
type Page struct {
	// Orders are in the order asked for; empty if there are none. One that cannot be
	// read stays in its place, with what could be read of it: see
	// [Order.Unreadable].
	Orders []Order
	// Size is the number of orders in this page, by the service's count.
	Size int
	// Next continues the search, as [Query.Next] with everything else
	// unchanged. Zero on the last page.
	Next Cursor
	// Unreadable lists what could not be read of the page itself. Nil means
	// nothing.
	Unreadable []sellerwire.FieldError
}

// Search returns one page of orders. It sends one GET, which is retried after
// every failure that can pass. A span of more than 90 days is refused; see
// [Client.SearchAll], which cuts it. A page that counts more orders than it shows, or
// shows one with another order ID, reference ID or vendor than was asked for, is
// [sellerwire.ErrUnexpectedContent].
func (c *Client) Search(ctx context.Context, query Query, opts ...sellerwire.CallOption) (Page, error) {
	call, err := c.transport.Call(opSearch, nil, opts)
	if err != nil {
		return Page{}, err
	}
	if faults := query.faults(); faults != nil {
		return Page{}, c.transport.Invalid(opSearch, faults...)
	}
	page, _, err := c.search(ctx, query, query.stray, &transport.Request{
		Operation: transport.Operation{Name: opSearch, Class: transport.Safe},
		Call:      call,
	})
	return page, err
}

// stray says what shows that an order is none of those that were asked for.
func (q *Query) stray(o *Order) string {
	vendor, err := strconv.ParseInt(q.VendorID, 10, 64)
	ofVendor := func(l OrderListing) bool { return l.VendorID == 0 || l.VendorID == vendor }
	switch {
	case o.ID > 0 && len(q.OrderIDs) > 0 && !slices.Contains(q.OrderIDs, o.ID):
		return "it was not asked for"
	case o.ReferenceID != "" && q.ReferenceID != "" && o.ReferenceID != q.ReferenceID:
		return "it has another reference ID than was asked for"
	case err == nil && len(o.Listings) > 0 && !slices.ContainsFunc(o.Listings, ofVendor):
		return "it is of another vendor than was asked for"
	}
	return ""
}

// search completes and sends the request of a query that has been checked. stray
// says which orders make the page an answer to another search; odd says why the page
// is no proof of what it does not show.
func (c *Client) search(
	ctx context.Context, query Query, stray func(*Order) string, req *transport.Request,
) (page Page, odd string, err error) {
	req.Method = http.MethodGet
	req.Path = "orders"
	req.RawQuery = query.encode()
	req.Header = http.Header{"Accept": {"application/json"}}
	req.Decode = func(reply *transport.Reply) *transport.Failure {
		var a answer
		return a.read(reply, notOfReads, func() error {
			found, err := a.page()
			if err != nil {
				return err
			}
			for i := range found.Orders {
				order := &found.Orders[i]
				order.Partial = query.filtersItems()
				if reason := stray(order); reason != "" {
					return fmt.Errorf("it shows order %d: %s", order.ID, reason)
				}
			}
			page, odd = found, a.doubt(found)
			if a.next != "" {
				page.Next = query.cursor(a.next)
			}
			for _, code := range statusCodes(reply) {
				if code != CodeOK {
					odd = "a page under code " + code.String()
				}
			}
			return nil
		})
	}
	if _, err := c.transport.Do(ctx, req); err != nil {
		return Page{}, "", err
	}
	return page, odd, nil
}

// Get returns one order. It sends one GET, which is retried after every
// failure that can pass. An order that does not exist is
// [sellerwire.ErrNotFound] with [CodeOrderNotFound]; a 404 without that code is
// another server's, and matches as well. An answer with another order than the
// one asked for is [sellerwire.ErrUnexpectedContent].
func (c *Client) Get(ctx context.Context, orderID int64, opts ...sellerwire.CallOption) (Order, error) {
	call, err := c.transport.Call(opGet, nil, opts)
	if err != nil {
		return Order{}, err
	}
	if orderID < 1 {
		return Order{}, c.transport.Invalid(opGet, sellerwire.FieldError{
			Field: "orderId", Reason: strconv.FormatInt(orderID, 10) + " is not an order ID; dry runs have none",
		})
	}
	return c.get(ctx, orderID, &transport.Request{
		Operation: transport.Operation{Name: opGet, Class: transport.Safe},
		Call:      call,
	})
}

// get completes and sends the request of one order.
func (c *Client) get(ctx context.Context, orderID int64, req *transport.Request) (order Order, err error) {
	id := strconv.FormatInt(orderID, 10)
	req.Method = http.MethodGet
	req.Path = "orders/" + id
	req.Header = http.Header{"Accept": {"application/json"}}
	req.Item = func() string { return "order " + id }
	req.Decode = func(reply *transport.Reply) *transport.Failure {
		var a answer
		return a.read(reply, notOfReads, func() (err error) {
			order, err = a.orderWith(orderID)
			return err
		})
	}
	if _, err := c.transport.Do(ctx, req); err != nil {
		return Order{}, err
	}
	return order, nil
}
