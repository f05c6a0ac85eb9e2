package twd

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/settings"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// ListQuery asks for one page of the items that have a status.
type ListQuery struct {
	// Status is the status of the items. Empty means [StatusActive], and the
	// request names none.
	Status Status `json:"status,omitzero"`
	// Page is the number of the page, from 1. Zero means 1.
	Page int `json:"page,omitzero"`
}

// SearchQuery asks for one page of the items that match a text.
type SearchQuery struct {
	// Text is what to search for. It must not be blank. The vendor does not say
	// which fields are searched, nor how.
	Text string `json:"text"`
	// Status is as in [ListQuery].
	Status Status `json:"status,omitzero"`
	// Page is the number of the page, from 1. Zero means 1.
	Page int `json:"page,omitzero"`
}

// Page is one page of a listing or search. The caller owns it and may change it. It
// can be written as JSON and read back.
type Page struct {
	// Items are in the order of the reply, which the vendor does not document. A
	// full page has 50. A page past the end may be empty, may be the last page
	// again, or may be refused with [CodeError]: the vendor does not say.
	Items []Item `json:"items,omitzero"`
	// Total is the number of items that have TotalStatus. Nil means that the reply
	// does not say. It is never the number of matches, not even in a search.
	Total *int `json:"total,omitzero"`
	// TotalStatus is the status that Total counts. It is empty if the reply does
	// not say.
	TotalStatus Status `json:"total_status,omitzero"`
}

// counts reports whether the page's total is that of a status. The empty status
// stands for [StatusActive].
func (p Page) counts(status Status) bool {
	if status == "" {
		status = StatusActive
	}
	return p.Total != nil && (p.TotalStatus == "" || strings.EqualFold(string(p.TotalStatus), string(status)))
}

// has reports whether all items of the page have a status, or show none.
func (p Page) has(status Status) bool {
	return !slices.ContainsFunc(p.Items, func(it Item) bool { return !it.has(status) })
}

// List returns one page of a listing. [Client.ListAll] ranges over all pages.
//
// It sends a POST with status, if one is given, and page, if that is above 1
// ([WithGetReads] makes it a GET). It changes nothing and is retried automatically;
// see the package documentation.
//
// A bad query is a [sellerwire.InvalidError], and nothing is sent. Any other
// failure is a [sellerwire.Error]. If the query names a status and the reply shows
// items of another, the script has ignored the status: the error then matches
// [sellerwire.ErrUnexpectedContent]. Items without a status are accepted.
func (c *Client) List(ctx context.Context, query ListQuery, opts ...sellerwire.CallOption) (Page, error) {
	call, err := c.transport.Call("list", nil, opts)
	if err != nil {
		return Page{}, err
	}
	return c.list(ctx, "list", query, call)
}

func (c *Client) list(ctx context.Context, operation string, query ListQuery, call settings.Call) (Page, error) {
	return c.page(ctx, operation, c.listForm(query), query.Status, call)
}

func (c *Client) listForm(query ListQuery) *form {
	f := c.newForm()
	f.filter(query.Status)
	f.page(query.Page)
	return f
}

// Search returns one page of a search. [Client.SearchAll] ranges over all pages.
//
// It sends what [Client.List] sends, plus the parameter q. It is retried as List
// is, and has the same errors. That q can be combined with status and page is
// assumed; the vendor shows it alone.
func (c *Client) Search(ctx context.Context, query SearchQuery, opts ...sellerwire.CallOption) (Page, error) {
	call, err := c.transport.Call("search", nil, opts)
	if err != nil {
		return Page{}, err
	}
	return c.search(ctx, query, call)
}

func (c *Client) search(ctx context.Context, query SearchQuery, call settings.Call) (Page, error) {
	return c.page(ctx, "search", c.searchForm(query), query.Status, call)
}

func (c *Client) searchForm(query SearchQuery) *form {
	f := c.newForm()
	f.name("q", query.Text)
	f.filter(query.Status)
	f.page(query.Page)
	return f
}

// Count returns the number of items that have a status. The empty status means
// [StatusActive]. It sends what [Client.List] sends, is retried as List is, and
// uses the total of the reply. If the reply has no total, or that of another
// status, the error matches [sellerwire.ErrUnexpectedContent]. If the reply does
// not say which status it counts, the status of its items decides.
func (c *Client) Count(ctx context.Context, status Status, opts ...sellerwire.CallOption) (int, error) {
	call, err := c.transport.Call("count", nil, opts)
	if err != nil {
		return 0, err
	}
	f := c.newForm()
	f.filter(status)
	total := 0
	err = c.read(ctx, "count", f, call, func(reply *transport.Reply) *transport.Failure {
		page, failure := c.pageIn(reply, "")
		switch {
		case failure != nil:
			return failure
		case page.Total == nil:
			return transport.Unexpected(reply, "the reply has no totalcount")
		case !page.counts(status):
			return transport.Unexpected(reply, "the reply counts the status %.40q", string(page.TotalStatus))
		case page.TotalStatus == "" && status != "" && !page.has(status):
			return transport.Unexpected(reply, "the reply counts another status: so have its items")
		}
		total = *page.Total
		return nil
	})
	if err != nil {
		return 0, err
	}
	return total, nil
}

func (c *Client) page(ctx context.Context, operation string, f *form, status Status, call settings.Call) (Page, error) {
	var page Page
	err := c.read(ctx, operation, f, call, func(reply *transport.Reply) (failure *transport.Failure) {
		page, failure = c.pageIn(reply, status)
		return failure
	})
	if err != nil {
		return Page{}, err
	}
	return page, nil
}

// pageIn reads a reply as a page of a status; empty is that of a caller who
// named none.
func (c *Client) pageIn(reply *transport.Reply, status Status) (Page, *transport.Failure) {
	a, failure := c.answer(reply)
	if failure != nil {
		return Page{}, failure
	}
	if against := a.againstPage(status); against != "" {
		return Page{}, transport.Unexpected(reply, "the reply is not the page asked for: %s", against)
	}
	return Page{Items: a.items, Total: a.total, TotalStatus: a.status}, nil
}

// Get looks up one item by its stock number, which is sent unchanged. Whether items
// that are not active are found is not documented.
//
// If there is no such item, the error matches [sellerwire.ErrNotFound]. The API may
// say so by an answer without an item, or by an error whose text is not documented;
// see [WithNotFoundMessages]. Stock numbers are compared without case. An answer
// with another item is an error that matches [sellerwire.ErrUnexpectedContent].
//
// It sends a POST with stock_no ([WithGetReads] makes it a GET). It is retried as
// [Client.List] is.
func (c *Client) Get(ctx context.Context, stockNo string, opts ...sellerwire.CallOption) (Item, error) {
	call, err := c.transport.Call("get", nil, opts)
	if err != nil {
		return Item{}, err
	}
	f := c.newForm()
	f.about(stockNo)
	var item Item
	err = c.read(ctx, "get", f, call, func(reply *transport.Reply) *transport.Failure {
		a, failure := c.answer(reply)
		switch {
		case failure == nil:
			item, failure = pick(reply, a, stockNo)
		case c.saysMissing(reply, failure):
			failure.Kinds = []error{sellerwire.ErrNotFound}
		}
		return failure
	})
	if err != nil {
		return Item{}, err
	}
	return item, nil
}

// pick finds the item that was asked for. A script that overlooks the stock
// number answers with a listing.
func pick(reply *transport.Reply, a *answer, stockNo string) (Item, *transport.Failure) {
	at := slices.IndexFunc(a.items, func(it Item) bool { return it.is(stockNo) && it.StockNo == stockNo })
	if at < 0 {
		at = slices.IndexFunc(a.items, func(it Item) bool { return it.is(stockNo) })
	}
	switch {
	case at >= 0:
		return a.items[at], nil
	case len(a.items) > 0:
		return Item{}, transport.Unexpected(reply, "the reply has item %.40q in place of %.40q", a.items[0].StockNo, stockNo)
	case a.isUpdate(), a.total != nil && *a.total > 0:
		return Item{}, transport.Unexpected(reply, "the reply is not the answer to a look-up")
	}
	return Item{}, &transport.Failure{
		Kinds: []error{sellerwire.ErrNotFound},
		Retry: transport.RetryNever,
		Err:   fmt.Errorf("there is no item %.40q", stockNo),
	}
}

func (c *Client) read(
	ctx context.Context, operation string, f *form, call settings.Call, decode func(*transport.Reply) *transport.Failure,
) error {
	if len(f.faults) > 0 {
		return c.transport.Invalid(operation, f.faults...)
	}
	req := c.request(transport.Operation{
		Name: operation, Class: transport.Safe, Timeout: attemptTimeout,
	}, c.config.readMethod(), f)
	req.Call, req.Decode = call, decode
	_, err := c.transport.Do(ctx, req)
	return err
}
