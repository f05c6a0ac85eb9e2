package purchase

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"time"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// windowOverlap is what neighbouring windows share: whether a bound belongs to
// its window is not documented, and an order must not fall between two.
const windowOverlap = time.Second

// SearchAll yields every order of a search, page after page, in the sort order of
// the query:
//
//	for order, err := range client.SearchAll(ctx, purchase.Query{DateStart: since}) {
//		if err != nil {
//			return err
//		}
//		fmt.Println(order.ID, order.CreateDate)
//	}
//
// A span from DateStart to DateEnd of more than 90 days is searched in windows of
// at most 90 days. Without DateEnd the search goes on until now. Without DateStart
// it goes back 90 days, which is the service's default. Each order is yielded once.
// Pages have 100 orders unless Query.Limit says otherwise. Query.Next starts after
// a page of the same search. It cannot continue a search that takes several
// windows.
//
// SearchAll fetches the next page while the loop works on this one, and never more
// than one ahead. Each page is a call with its own request ID, and is retried as
// [Client.Search] is. Therefore [sellerwire.WithRequestID] and
// [sellerwire.WithResponseInfo] are refused.
//
// The first error ends the sequence, after the orders that came before it. An
// invalid query is a [sellerwire.InvalidError]. A page that names a next page but
// has no new order is [sellerwire.ErrUnexpectedContent]: the service promises more
// than it shows, and the listing might never end. So is a listing of more than
// Query.MaxPages pages. Breaking out of the loop cancels what is in flight, and
// nothing more is sent. Ranging again starts over.
func (c *Client) SearchAll(ctx context.Context, query Query, opts ...sellerwire.CallOption) iter.Seq2[Order, error] {
	query, opts = query.clone(), slices.Clone(opts)
	return func(yield func(Order, error) bool) {
		p, err := c.pagerFor(ctx, query, opts)
		if err != nil {
			yield(Order{}, err)
			return
		}
		ctx, cancel := context.WithCancel(ctx)
		pending := c.fetch(ctx, p.query(), opts)
		defer func() {
			cancel()
			if pending != nil {
				<-pending // nothing is left running
			}
		}()
		for pending != nil {
			got := <-pending
			pending = nil
			orders, err := got.page.Orders, got.err
			if err == nil {
				orders, err = p.advance(&got.page)
			}
			if err == nil && p.more() {
				pending = c.fetch(ctx, p.query(), opts)
			}
			for _, order := range orders {
				if !yield(order, nil) {
					return
				}
			}
			if err != nil {
				yield(Order{}, err)
				return
			}
		}
	}
}

// fetched is a page, or why there is none.
type fetched struct {
	page Page
	err  error
}

// fetch asks for a page and goes on at once.
func (c *Client) fetch(ctx context.Context, query Query, opts []sellerwire.CallOption) <-chan fetched {
	result := make(chan fetched, 1)
	go func() {
		page, err := c.Search(ctx, query, opts...)
		result <- fetched{page, err}
	}()
	return result
}

// pagerFor checks what SearchAll was given.
func (c *Client) pagerFor(ctx context.Context, query Query, opts []sellerwire.CallOption) (*pager, error) {
	perCall, err := c.transport.CallPerPage(opSearch, opts)
	if err != nil {
		return nil, err
	}
	if query.Limit == 0 {
		query.Limit = MaxLimit
	}
	v := query.check()
	v.faults = slices.Concat(transport.ContextFaults(ctx), v.faults, perCall)
	if v.faults != nil { // there might be no end of windows
		return nil, c.transport.Invalid(opSearch, v.faults...)
	}
	p := newPager(query, c.transport.Now())
	if len(p.windows) > 1 && !query.Next.IsZero() {
		return nil, c.transport.Invalid(opSearch, sellerwire.FieldError{
			Field: "next", Reason: "cannot continue a search of more than 90 days, which takes several",
		})
	}
	return p, nil
}

// pager walks through the windows of a search and the pages of each.
type pager struct {
	windows []Query // the first is the current one
	pages   int     // that may still be asked for
	limit   int
	// The orders of the current window and of the one before: no others can
	// come twice.
	seen, seenBefore map[string]bool
}

// defaultMaxPages is what Query.MaxPages of zero means.
const defaultMaxPages = 10_000

func newPager(query Query, now time.Time) *pager {
	limit := query.MaxPages
	if limit == 0 {
		limit = defaultMaxPages
	}
	return &pager{windows: query.windows(now), pages: limit, limit: limit, seen: make(map[string]bool)}
}

// more reports whether there is a page to ask for.
func (p *pager) more() bool { return len(p.windows) > 0 }

// query is what to ask for.
func (p *pager) query() Query { return p.windows[0] }

// advance takes a page and moves to the next. It returns the orders that were not
// there before; those were that lie where two windows overlap, and those that a
// page repeats. One without an ID is never dropped. A page makes progress if it has
// an order that is new in its window.
func (p *pager) advance(page *Page) ([]Order, error) {
	progress := false
	orders := slices.DeleteFunc(page.Orders, func(o Order) bool {
		id := identity(&o)
		again := p.seen[id] || p.seenBefore[id]
		progress = progress || !p.seen[id]
		p.seen[id] = true
		return again && o.ID > 0
	})
	p.pages--
	if page.Next.IsZero() {
		p.windows = p.windows[1:]
		p.seen, p.seenBefore = make(map[string]bool), p.seen
	} else {
		p.windows[0].Next = page.Next
	}
	switch {
	case !page.Next.IsZero() && !progress:
		return orders, endless("a page names a next one and has no order that was not there before")
	case p.more() && p.pages == 0:
		return orders, endless("there are more than %d pages, the limit of the search (Query.MaxPages)", p.limit)
	}
	return orders, nil
}

// identity is what tells orders apart: the ID, or all there is.
func identity(o *Order) string {
	if o.ID > 0 {
		return strconv.FormatInt(o.ID, 10)
	}
	return string(o.Raw)
}

// endless is the error of a listing that would not end.
func endless(format string, args ...any) error {
	return &sellerwire.Error{
		Service: service, Operation: opSearch,
		Kinds: []error{sellerwire.ErrUnexpectedContent}, Err: fmt.Errorf(format, args...),
	}
}

// windows cuts a search into spans that one request each can have, in the order
// in which they are to be searched.
func (q Query) windows(now time.Time) []Query {
	start, end := wholeSeconds(q.DateStart, q.DateEnd)
	open := end.IsZero()
	if open {
		end = now.UTC().Truncate(time.Second)
	}
	if start.IsZero() || end.Sub(start) <= MaxWindow {
		return []Query{q}
	}
	var windows []Query
	for {
		q.DateStart, q.DateEnd = start, start.Add(MaxWindow)
		if !q.DateEnd.Before(end) {
			break
		}
		windows = append(windows, q)
		start = q.DateEnd.Add(-windowOverlap)
	}
	q.DateEnd = end
	if open {
		q.DateEnd = time.Time{} // by the service's clock
	}
	windows = append(windows, q)
	if q.SortOrder == Descending {
		slices.Reverse(windows)
	}
	return windows
}
