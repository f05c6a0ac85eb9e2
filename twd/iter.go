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

// DefaultMaxPages is the default of [ListOptions.MaxPages].
const DefaultMaxPages = 10_000

// ListOptions are for [Client.ListAll]. The zero value means the defaults.
type ListOptions struct {
	// Status is the status of the items. Empty means [StatusActive], and the
	// requests name none.
	Status Status `json:"status,omitzero"`
	// Prefetch is the number of pages, 0 to 64, that may be in flight or wait in
	// memory ahead of the consumer. They are requested concurrently, as soon as a
	// reply has said how many items there are. Zero means that each page is
	// requested when it is needed.
	Prefetch int `json:"prefetch,omitzero"`
	// SkipDuplicates drops an item whose stock number was yielded before. Items
	// move between pages while the shop works.
	SkipDuplicates bool `json:"skip_duplicates,omitzero"`
	// MaxPages is the number of pages after which the iterator ends with
	// [ErrPageLimit]. Zero means [DefaultMaxPages], 10,000. A negative number is
	// refused.
	MaxPages int `json:"max_pages,omitzero"`
}

// SearchOptions are for [Client.SearchAll]. Text is required.
type SearchOptions struct {
	// Text is as in [SearchQuery].
	Text string `json:"text"`
	// Status is as in [ListOptions].
	Status Status `json:"status,omitzero"`
	// SkipDuplicates is as in [ListOptions].
	SkipDuplicates bool `json:"skip_duplicates,omitzero"`
	// MaxPages is as in [ListOptions].
	MaxPages int `json:"max_pages,omitzero"`
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
// It ends at a page without a new stock number, or at a page that is not full and
// completes the total of the replies. If it ends more than a page short of that
// total, the script has ignored the page number or lost a page. Then the error
// matches [sellerwire.ErrUnexpectedContent], so that a missing item is not mistaken
// for a sold one. A few items fewer are no error, because the shop sells while the
// pages are read. A page that the API refuses is an error, unless it is past the
// end; see [WithEndMessages].
//
// An error is yielded once, as the last value. Bad options are a
// [sellerwire.InvalidError], yielded the same way, and nothing is sent. Ranging
// again starts over. After a break nothing more is sent, and what is in flight is
// cancelled. The iterator remembers all stock numbers, about 100 bytes for each.
//
// Each page is a call with its own request ID, and is sent and retried as
// [Client.List] is. Therefore [sellerwire.WithRequestID] and
// [sellerwire.WithResponseInfo] are refused.
func (c *Client) ListAll(ctx context.Context, options ListOptions, opts ...sellerwire.CallOption) iter.Seq2[Item, error] {
	p := &pager{
		client: c, operation: "list", opts: opts, faults: c.listForm(ListQuery{Status: options.Status}).faults,
		status: options.Status, counted: true, prefetch: options.Prefetch,
		skipDuplicates: options.SkipDuplicates, maxPages: options.MaxPages,
		fetch: func(ctx context.Context, n int, call settings.Call) (Page, error) {
			return c.list(ctx, "list", ListQuery{Status: options.Status, Page: n}, call)
		},
	}
	return p.items(ctx)
}

// SearchAll ranges over all items that match a text, one page at a time. It ends at
// a page without a new stock number, never because of a total: the replies count
// the items of the status, not the matches. Therefore a complete search looks the
// same as one whose script ignores the page number. In all else it is like
// [Client.ListAll].
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
	counted        bool // the total of a reply counts what is listed
	prefetch       int
	skipDuplicates bool
	maxPages       int
	fetch          func(ctx context.Context, n int, call settings.Call) (Page, error)
}

func (p *pager) items(ctx context.Context) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		if err := p.validate(ctx); err != nil {
			yield(Item{}, err)
			return
		}
		for page, err := range newWalk(p).pages(ctx) {
			if err != nil {
				yield(Item{}, err)
				return
			}
			for _, item := range page.Items {
				if !yield(item, nil) {
					return
				}
			}
		}
	}
}

func (p *pager) validate(ctx context.Context) error {
	perCall, err := p.client.transport.CallPerPage(p.operation, p.opts)
	if err != nil {
		return err
	}
	faults := slices.Concat(transport.ContextFaults(ctx), p.faults, perCall,
		transport.OutOfRange("Prefetch", p.prefetch, 0, transport.MaxConcurrency))
	if p.maxPages < 0 {
		faults = append(faults, sellerwire.FieldError{
			Field: "MaxPages", Limit: 1, Size: int64(p.maxPages), Reason: fmt.Sprintf("must be at least 1, is %d", p.maxPages),
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
