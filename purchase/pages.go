package purchase

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/sellerwire/sellerwire"
)

// windowOverlap is what neighbouring windows share: whether a bound belongs to
// its window is not documented, and an order must not fall between two.
const windowOverlap = time.Second

// SearchAll yields every order of a search, page after page, in the order asked
// for:
//
//	for order, err := range client.SearchAll(ctx, purchase.Query{DateStart: since}) {
//		if err != nil {
//			return err
//		}
//		fmt.Println(order.ID, order.CreateDate)
//	}
//
// A span from DateStart to DateEnd of more than 90 days is searched in windows
// of at most 90 days; without DateEnd it goes on until now. Without DateStart
// the search goes back 90 days, as the service has it. Each order is yielded
// once. Pages have 100 orders unless Query.Limit says otherwise. Query.Next
// starts behind a page of the same search; it cannot continue one that takes
// several windows.
//
// The next page is fetched while the loop works on this one, never more than
// one ahead. Each page is a call of its own, with a request ID of its own, and
// is repeated as [Client.Search] is: [sellerwire.WithRequestID] and
// [sellerwire.WithResponseInfo] are refused. The first error ends the sequence: it
// is yielded after the orders that came before it. An invalid query is a
// [sellerwire.InvalidError]; a cursor that comes again and an empty page that
// names a next one are [sellerwire.ErrUnexpectedContent].
// Breaking out of the loop cancels what is in flight and sends nothing more.
// Ranging again starts over.
func (c *Client) SearchAll(ctx context.Context, query Query, opts ...sellerwire.CallOption) iter.Seq2[Order, error] {
	query, opts = query.clone(), slices.Clone(opts)
	return func(yield func(Order, error) bool) {
		p, err := c.newPager(query, opts)
		if err != nil {
			yield(Order{}, err)
			return
		}
		ctx, cancel := context.WithCancel(ctx)
		pending := p.fetch(ctx)
		defer func() {
			cancel()
			if pending != nil {
				<-pending // nothing is left running
			}
		}()
		for pending != nil {
			got := <-pending
			pending = nil
			orders := p.unseen(got.page.Orders)
			more, err := p.advance(got)
			if more {
				pending = p.fetch(ctx)
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

// pager walks through the windows of a search and the pages of each.
type pager struct {
	client  *Client
	opts    []sellerwire.CallOption
	windows []Query // the first is the current one
	cursors map[string]bool
	// The orders of the current window and of the one before: no others can
	// come twice.
	seen, seenBefore map[int64]bool
}

func (c *Client) newPager(query Query, opts []sellerwire.CallOption) (*pager, error) {
	perCall, err := c.transport.CallPerPage(opSearch, opts)
	if err != nil {
		return nil, err
	}
	if query.Limit == 0 {
		query.Limit = MaxLimit
	}
	v := query.check()
	v.faults = append(v.faults, perCall...)
	p := &pager{client: c, opts: opts}
	if v.faults == nil { // or there might be no end of windows
		p.windows = query.windows(c.transport.Now())
	}
	if len(p.windows) > 1 && !query.Next.IsZero() {
		v.add("next", "it cannot continue a search of more than 90 days, which takes several")
	}
	if v.faults != nil {
		return nil, c.transport.Invalid(opSearch, v.faults...)
	}
	p.enterWindow()
	return p, nil
}

func (p *pager) enterWindow() {
	p.cursors = map[string]bool{p.windows[0].Next.next: true}
	p.seen, p.seenBefore = make(map[int64]bool), p.seen
}

// fetched is a page, or why there is none.
type fetched struct {
	page Page
	err  error
}

// fetch asks for the page that the pager stands at.
func (p *pager) fetch(ctx context.Context) <-chan fetched {
	query := p.windows[0]
	result := make(chan fetched, 1)
	go func() {
		page, err := p.client.Search(ctx, query, p.opts...)
		result <- fetched{page, err}
	}()
	return result
}

// advance moves to the next page, if there is one.
func (p *pager) advance(got fetched) (more bool, err error) {
	if got.err != nil {
		return false, got.err
	}
	next := got.page.Next
	switch {
	case next.IsZero():
		p.windows = p.windows[1:]
		if len(p.windows) == 0 {
			return false, nil
		}
		p.enterWindow()
		return true, nil
	case len(got.page.Orders) == 0:
		return false, endless("a page without orders names a next one")
	case p.cursors[next.next]:
		return false, endless("a cursor came twice: %.40q", next.next)
	}
	p.cursors[next.next] = true
	p.windows[0].Next = next
	return true, nil
}

// endless is the error of a listing that would not end.
func endless(format string, args ...any) error {
	return &sellerwire.Error{
		Service: service, Operation: opSearch,
		Kinds: []error{sellerwire.ErrUnexpectedContent}, Err: fmt.Errorf(format, args...),
	}
}

// unseen drops the orders that were yielded before: those that lie where two
// windows overlap, and those that a page repeats.
func (p *pager) unseen(orders []Order) []Order {
	return slices.DeleteFunc(orders, func(o Order) bool {
		again := p.seen[o.ID] || p.seenBefore[o.ID]
		p.seen[o.ID] = true
		return again
	})
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
