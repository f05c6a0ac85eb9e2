package twd

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/sellerwire/sellerwire"
)

// walk is one walk over the pages. A page that brings nothing new ends it: a
// script may ignore the page number, answer a page past the end with the last one
// or with none, or lose one in between.
type walk struct {
	*pager
	limit int                 // pages that may be read
	size  int                 // items on a full page, as far as is known
	seen  map[string]struct{} // items so far
	total *int                // items that there are, by the last reply that counts them
	last  int                 // items on the page before
}

func newWalk(p *pager) *walk {
	return &walk{
		pager: p, limit: cmp.Or(p.maxPages, DefaultMaxPages), size: p.client.config.pageSize, seen: map[string]struct{}{},
	}
}

func (w *walk) pages(ctx context.Context) iter.Seq2[Page, error] {
	return func(yield func(Page, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		ahead := prefetcher{fetch: w.page, width: w.prefetch}
		defer ahead.wait()
		defer cancel()

		for n := 1; n <= w.limit; n++ {
			page, err := ahead.take(ctx, n)
			if err != nil && !w.pastEnd(n, err) {
				yield(Page{}, err)
				return
			}
			page, fresh := w.note(n, page)
			if fresh == 0 {
				if err := w.shortfall(n); err != nil {
					yield(Page{}, err)
				}
				return
			}
			ended := w.complete() && w.last < w.size
			if !ended {
				ahead.launch(ctx, min(w.lastPage(), w.limit))
			}
			if !yield(page, nil) || ended {
				return
			}
		}
		if !w.complete() {
			yield(Page{}, w.failure(nil, fmt.Errorf("%w: %d pages", ErrPageLimit, w.limit)))
		}
	}
}

// note keeps what the next pages are held against. It returns the page as it is
// yielded, and how many of its items are new.
func (w *walk) note(n int, page Page) (_ Page, fresh int) {
	shown, before := len(page.Items), len(w.seen)
	page.Items = slices.DeleteFunc(page.Items, func(item Item) bool {
		id := identity(item)
		_, known := w.seen[id]
		w.seen[id] = struct{}{}
		return known && w.skipDuplicates && item.StockNo != ""
	})
	fresh = len(w.seen) - before
	if fresh == 0 && n > 1 {
		return page, 0 // its total may be that of nothing
	}
	if w.counted && page.counts(w.status) && *page.Total >= shown {
		w.total = page.Total
	}
	switch {
	case n == 1 && shown > 0 && w.total != nil && *w.total > shown:
		w.size = shown // more follow, so it is a full one
	case n == 2:
		w.size = max(w.last, shown)
	default:
		w.size = max(w.size, shown)
	}
	w.last = shown
	return page, fresh
}

// identity is what tells items apart: the stock number, or all there is.
func identity(item Item) string {
	if item.StockNo != "" {
		return item.StockNo
	}
	return fmt.Sprintf("\x00%q", item.Elements)
}

// complete reports whether all items have come that the replies have counted.
func (w *walk) complete() bool { return w.total != nil && len(w.seen) >= *w.total }

// lastPage is the first page that should not be full; 0 if nobody knows.
func (w *walk) lastPage() int {
	if w.total == nil {
		return 0
	}
	return *w.total/w.size + 1
}

// pastEnd reports whether an error only means that there is no such page.
func (w *walk) pastEnd(n int, err error) bool {
	e, ok := errors.AsType[*sellerwire.Error](err)
	switch {
	case w.complete():
		return true // the page was to show no more than that
	case !ok || CodeOf(err) != CodeError || errors.Is(err, sellerwire.ErrUnauthorized):
		return false
	case len(w.client.config.pastEnd) > 0:
		return says(e.Messages, w.client.config.pastEnd...)
	case n == 1 || !aboutRequest(e.StatusCode):
		return false
	case w.total != nil:
		return (n-1)*w.size >= *w.total
	default:
		return w.last < w.size
	}
}

// shortfall is the error of a listing that ends more than a page before its
// total, or with nothing of it.
func (w *walk) shortfall(n int) error {
	if w.total == nil {
		return nil
	}
	missing := *w.total - len(w.seen)
	if missing <= 0 || missing <= w.size && len(w.seen) > 0 {
		return nil
	}
	return w.failure([]error{sellerwire.ErrUnexpectedContent},
		fmt.Errorf("page %d brings nothing new, and only %d of %d items have come", n, len(w.seen), *w.total))
}

func (w *walk) failure(kinds []error, err error) error {
	return &sellerwire.Error{Service: service, Operation: w.operation, Kinds: kinds, Err: err}
}
