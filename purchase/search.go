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

// MaxWindow is the longest span from [Query.DateStart] to [Query.DateEnd] that one
// request can search: 90 days.
const MaxWindow = 90 * 24 * time.Hour

// MaxLimit is the largest number of orders on a page.
const MaxLimit = 100

// Query says which orders to search for. A zero field is not a criterion. An order
// must meet all others. The zero value finds the orders of the last 90 days.
//
// Whether the bounds of a span belong to it is not documented. Times are sent in
// whole seconds: a start is rounded down, an end up.
type Query struct {
	// DateStart finds orders created after this time. Zero means 90 days before
	// DateEnd, or before now if that is zero too.
	DateStart time.Time
	// DateEnd finds orders created before this time. Zero means 90 days after
	// DateStart. For [Client.SearchAll] it means now.
	DateEnd time.Time
	// ItemUpdateDateStart finds orders with items updated after this time. The
	// orders then show only these items.
	ItemUpdateDateStart time.Time
	// ItemUpdateDateEnd finds orders with items updated before this time. The
	// orders then show only these items.
	ItemUpdateDateEnd time.Time
	// VendorID finds orders fulfilled by this seller, whose number is in
	// [OrderListing.VendorID].
	VendorID string
	// ReferenceID finds the orders placed with this [OrderRequest.ReferenceID].
	ReferenceID string
	// OrderIDs finds the orders with these IDs.
	OrderIDs []int64
	// OrderItemIDs finds the orders with these items. The orders then show only
	// these items.
	OrderItemIDs []int64
	// SortOrder sorts by date of creation. Empty means ascending.
	SortOrder SortOrder
	// Limit is the size of a page, 1 to 100. Zero means 20, the service's default,
	// for [Client.Search], and 100 for [Client.SearchAll].
	Limit int
	// Next continues after a page of the same query. Zero means from the start.
	Next Cursor
	// MaxPages is the largest number of pages that [Client.SearchAll] reads. If
	// there are more, it ends with an error. Zero means the default, 10,000. Search
	// ignores it.
	MaxPages int
}

// SortOrder is the order in which a search returns orders.
type SortOrder string

// The sort orders, both by date of creation.
const (
	Ascending  SortOrder = "ascending"
	Descending SortOrder = "descending"
)

// Page is one page of a search. It can be written as JSON and read back.
type Page struct {
	// Orders are sorted as asked for. It is empty if there are none. An order that
	// cannot be read keeps its place, with what could be read of it: see
	// [Order.Unreadable].
	Orders []Order
	// Size is the number of orders on this page, as the service counts them.
	Size int
	// Next continues the search: set it as [Query.Next] and change nothing else. It
	// is zero on the last page.
	Next Cursor
	// Unreadable lists what could not be read of the page itself. Nil means that
	// there is nothing to list.
	Unreadable []sellerwire.FieldError
}

// Search returns one page of orders. It sends one GET, which is retried after every
// temporary failure. A span of more than 90 days is refused; [Client.SearchAll]
// splits it. These pages are [sellerwire.ErrUnexpectedContent]: one that counts
// more orders than it shows, and one that shows an order with another order ID,
// reference ID or vendor than the query has.
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
		return "its reference ID is not the one asked for"
	case err == nil && len(o.Listings) > 0 && !slices.ContainsFunc(o.Listings, ofVendor):
		return "its vendor is not the one asked for"
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
	req.Header = readHeader
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

// Get returns one order. It sends one GET, which is retried after every temporary
// failure. If the order does not exist, the error is [sellerwire.ErrNotFound] with
// [CodeOrderNotFound]. A 404 without that code comes from another server and
// matches ErrNotFound too. An answer with another order is
// [sellerwire.ErrUnexpectedContent].
func (c *Client) Get(ctx context.Context, orderID int64, opts ...sellerwire.CallOption) (Order, error) {
	call, err := c.transport.Call(opGet, nil, opts)
	if err != nil {
		return Order{}, err
	}
	if orderID < 1 {
		return Order{}, c.transport.Invalid(opGet, sellerwire.FieldError{
			Field: "orderId", Reason: fmt.Sprintf("must be greater than 0, is %d; a dry run has no order ID", orderID),
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
	req.Header = readHeader
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

// readHeader is that of requests without a body.
var readHeader = http.Header{"Accept": {"application/json"}}
