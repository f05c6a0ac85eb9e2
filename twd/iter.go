package twd

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/settings"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// DefaultMaxPages bounds an iterator whose listing never comes to its end. See
// [ListOptions.MaxPages].
const DefaultMaxPages = 10_000

// ListOptions adjust [Client.ListAll]. The zero value is the default.
type ListOptions struct {
	// Status is the status of the items. Default: [StatusActive].
	Status Status
	// Prefetch is the number of pages, 0 to 64, that may be under way or wait in
	// memory ahead of the consumer. They are requested at the same time, once a
	// reply has said how many items there are; without that, pages are requested
	// one by one. Default: 0, each page when its turn comes.
	Prefetch int
	// SkipDuplicates drops items whose stock number came before: items move
	// between pages while the shop works. It remembers every stock number, so
	// memory grows with the listing. Default: off.
	SkipDuplicates bool
	// MaxPages is the number of pages after which the iterator ends with
	// [ErrPageLimit]. Default: [DefaultMaxPages], 10,000.
	MaxPages int
}

// SearchOptions adjust [Client.SearchAll]. Text is required; all else has a
// default.
type SearchOptions struct {
	// Text is what to look for, as in [SearchQuery].
	Text string
	// Status is as in [ListOptions].
	Status Status
	// SkipDuplicates is as in [ListOptions].
	SkipDuplicates bool
	// MaxPages is as in [ListOptions].
	MaxPages int
}

// ListAll ranges over all items that have a status, page by page:
//
//	for item, err := range client.ListAll(ctx, twd.ListOptions{Prefetch: 4}) {
//		if err != nil {
//			return err
//		}
//		fmt.Println(item.StockNo, item.Description)
//	}
//
// It ends when it has as many items as the replies say there are, at an empty
// page, and at one that repeats the page before. A short page alone does not
// end it; but if the API refuses the page after a short one, that is the end
// and no error. Any other error is yielded once and ends it for good, except
// those of pages that were requested ahead and turn out to lie past the end.
// Bad options are such an error, a [sellerwire.InvalidError]; nothing is sent
// then. Ranging again starts anew. After a break nothing more is sent, and what
// is under way is cancelled.
//
// Each page is a call of its own, sent and repeated as [Client.List] is, with a
// request ID of its own: [sellerwire.WithRequestID] and
// [sellerwire.WithResponseInfo] do not apply.
func (c *Client) ListAll(ctx context.Context, options ListOptions, opts ...sellerwire.CallOption) iter.Seq2[Item, error] {
	p := &pager{
		client: c, operation: "list", opts: opts, faults: c.listForm(ListQuery{Status: options.Status}).faults,
		status: options.Status, totalEnds: true, prefetch: options.Prefetch, skipDuplicates: options.SkipDuplicates, maxPages: options.MaxPages,
		fetch: func(ctx context.Context, n int, call settings.Call) (Page, error) {
			return c.list(ctx, "list", ListQuery{Status: options.Status, Page: n}, call)
		},
	}
	return p.items(ctx)
}

// SearchAll ranges over all items that match a text, page by page, one page at
// a time. It ends at an empty page and at one that repeats the page before,
// never by a total: the replies count the status, not the matches. In all else
// it is as [Client.ListAll].
func (c *Client) SearchAll(ctx context.Context, options SearchOptions, opts ...sellerwire.CallOption) iter.Seq2[Item, error] {
	p := &pager{
		client: c, operation: "search", opts: opts, faults: c.searchForm(SearchQuery{Text: options.Text, Status: options.Status}).faults,
		status: options.Status, skipDuplicates: options.SkipDuplicates, maxPages: options.MaxPages,
		fetch: func(ctx context.Context, n int, call settings.Call) (Page, error) {
			return c.search(ctx, SearchQuery{Text: options.Text, Status: options.Status, Page: n}, call)
		},
	}
	return p.items(ctx)
}

// pager knows how to walk the pages of one listing or search. It does not
// change while it walks, so that it can walk again.
type pager struct {
	client         *Client
	operation      string
	opts           []sellerwire.CallOption
	faults         []sellerwire.FieldError // of what is asked for
	status         Status
	totalEnds      bool // the total counts what is listed
	prefetch       int
	skipDuplicates bool
	maxPages       int
	fetch          func(ctx context.Context, n int, call settings.Call) (Page, error)
}

func (p *pager) items(ctx context.Context) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		if err := p.validate(); err != nil {
			yield(Item{}, err)
			return
		}
		w := newWalk(p)
		for page, err := range w.pages(ctx) {
			if err != nil {
				yield(Item{}, err)
				return
			}
			for _, item := range page.Items {
				if w.wanted(item) && !yield(item, nil) {
					return
				}
			}
		}
	}
}

func (p *pager) validate() error {
	perCall, err := p.client.transport.CallPerPage(p.operation, p.opts)
	if err != nil {
		return err
	}
	faults := slices.Concat(p.faults, perCall,
		transport.OutOfRange("Prefetch", p.prefetch, 0, transport.MaxConcurrency))
	if p.maxPages < 0 {
		faults = append(faults, sellerwire.FieldError{
			Field: "MaxPages", Size: int64(p.maxPages), Reason: fmt.Sprintf("%d is negative", p.maxPages),
		})
	}
	if faults != nil {
		return p.client.transport.Invalid(p.operation, faults...)
	}
	return nil
}

// page requests one page as a call of its own.
func (p *pager) page(ctx context.Context, n int) (Page, error) {
	call, err := p.client.transport.Call(p.operation, nil, p.opts)
	if err != nil {
		return Page{}, err
	}
	return p.fetch(ctx, n, call)
}
