package twd

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/sellerwire/sellerwire"
)

// walk is one walk over the pages.
type walk struct {
	*pager
	limit  int                 // pages that may be read
	size   int                 // items on a full page, as far as is known
	last   Page                // the page before
	listed int                 // items so far, duplicates included
	seen   map[string]struct{} // stock numbers so far, if they are remembered
}

func newWalk(p *pager) *walk {
	w := &walk{pager: p, limit: p.maxPages, size: p.client.config.pageSize, seen: map[string]struct{}{}}
	if w.limit == 0 {
		w.limit = DefaultMaxPages
	}
	return w
}

func (w *walk) pages(ctx context.Context) iter.Seq2[Page, error] {
	return func(yield func(Page, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		ahead := prefetcher{fetch: w.page, width: w.prefetch}
		defer ahead.wait()
		defer cancel()

		for n := 1; n <= w.limit; n++ {
			page, err := ahead.take(ctx, n)
			switch {
			case err != nil && w.pastEnd(n, err):
				return
			case err != nil:
				yield(Page{}, err)
				return
			case len(page.Items) == 0 || page.repeats(w.last):
				return
			}
			w.note(n, page)
			ended := w.complete()
			if !ended {
				ahead.launch(ctx, min(w.lastPage(), w.limit))
			}
			if !yield(page, nil) || ended {
				return
			}
		}
		yield(Page{}, &sellerwire.Error{
			Service: service, Operation: w.operation,
			Err: fmt.Errorf("%w: %d pages", ErrPageLimit, w.limit),
		})
	}
}

// note keeps what the next pages are held against. The first page is known to
// be a full one when more items follow: by the total, or by a second page.
func (w *walk) note(n int, page Page) {
	switch {
	case n == 1 && w.countsAll(page) && *page.Total > len(page.Items):
		w.size = len(page.Items)
	case n == 2:
		w.size = max(len(w.last.Items), len(page.Items))
	}
	w.listed += len(page.Items)
	w.last = page
}

// countsAll tells whether the page's total is the number of items that the
// walk should find. One that the page itself exceeds is not.
func (w *walk) countsAll(page Page) bool {
	return w.totalEnds && page.counts(w.status) && *page.Total >= len(page.Items)
}

// complete tells whether all items have come that the replies say there are.
func (w *walk) complete() bool { return w.countsAll(w.last) && w.listed >= *w.last.Total }

// lastPage is where the listing should end; 0 if nobody knows.
func (w *walk) lastPage() int {
	if !w.countsAll(w.last) {
		return 0
	}
	return (*w.last.Total + w.size - 1) / w.size
}

// pastEnd tells whether an error only means that there is no such page: after
// one that was not full, the API refuses in its own words.
func (w *walk) pastEnd(n int, err error) bool {
	if n == 1 || len(w.last.Items) >= w.size || CodeOf(err) != CodeError || errors.Is(err, sellerwire.ErrUnauthorized) {
		return false
	}
	e, ok := errors.AsType[*sellerwire.Error](err)
	return ok && aboutRequest(e.StatusCode)
}

// repeats tells whether a page has the items of the one before.
func (p Page) repeats(before Page) bool {
	return slices.EqualFunc(p.Items, before.Items, func(a, b Item) bool { return a.StockNo == b.StockNo })
}

// wanted drops duplicates, if that was asked for.
func (w *walk) wanted(item Item) bool {
	if !w.skipDuplicates || item.StockNo == "" {
		return true
	}
	_, known := w.seen[item.StockNo]
	w.seen[item.StockNo] = struct{}{}
	return !known
}
