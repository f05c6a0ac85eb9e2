package twd

import (
	"context"
	"fmt"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/settings"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// ListQuery asks for one page of the items that have a status.
type ListQuery struct {
	// Status is the status of the items. Default: [StatusActive].
	Status Status
	// Page is counted from 1. Default: 1. Below 0 is refused.
	Page int
}

// SearchQuery asks for one page of the items that match a text.
type SearchQuery struct {
	// Text is what to look for. It may not be blank. Which fields are searched,
	// and how, the vendor does not say.
	Text string
	// Status is the status of the items. Default: [StatusActive].
	Status Status
	// Page is counted from 1. Default: 1. Below 0 is refused.
	Page int
}

// Page is one page of a listing or a search. It is the caller's to keep and to
// change.
type Page struct {
	// Items are those of the page, in the order of the reply, which the vendor
	// does not document; 50 make a full one. Past the end a page may be empty,
	// may repeat the last one, or may be refused with [CodeError]: that is not
	// documented either.
	Items []Item
	// Total counts the items that have TotalStatus; nil if the reply does not
	// say. In a search too: it is never the number of matches.
	Total *int
	// TotalStatus is the status that Total counts, empty if the reply does not
	// say.
	TotalStatus Status
}

// List returns one page of a listing. [Client.ListAll] ranges over all of it.
//
// On the wire it is a GET with status, where one is given, and page, from 2 on
// ([WithPostReads] makes it a POST). It changes nothing: it is safe to repeat,
// and is repeated by itself as the package documentation says.
//
// A bad query is a [sellerwire.InvalidError], and nothing is sent. Any other
// failure is a [sellerwire.Error].
func (c *Client) List(ctx context.Context, query ListQuery, opts ...sellerwire.CallOption) (Page, error) {
	call, err := c.transport.Call("list", nil, opts)
	if err != nil {
		return Page{}, err
	}
	return c.list(ctx, "list", query, call)
}

func (c *Client) list(ctx context.Context, operation string, query ListQuery, call settings.Call) (Page, error) {
	return c.page(ctx, operation, c.listForm(query), call)
}

func (c *Client) listForm(query ListQuery) *form {
	f := c.newForm()
	f.status(query.Status)
	f.page(query.Page)
	return f
}

// Search returns one page of a search. [Client.SearchAll] ranges over all of
// it.
//
// It is sent and repeated as [Client.List] is, with the key q added. That q
// combines with status and page is assumed; the vendor shows it alone.
func (c *Client) Search(ctx context.Context, query SearchQuery, opts ...sellerwire.CallOption) (Page, error) {
	call, err := c.transport.Call("search", nil, opts)
	if err != nil {
		return Page{}, err
	}
	return c.search(ctx, query, call)
}

func (c *Client) search(ctx context.Context, query SearchQuery, call settings.Call) (Page, error) {
	return c.page(ctx, "search", c.searchForm(query), call)
}

func (c *Client) searchForm(query SearchQuery) *form {
	f := c.newForm()
	f.name("q", query.Text)
	f.status(query.Status)
	f.page(query.Page)
	return f
}

func (c *Client) page(ctx context.Context, operation string, f *form, call settings.Call) (Page, error) {
	var page Page
	err := c.read(ctx, operation, f, call, func(reply *transport.Reply) *transport.Failure {
		a, failure := c.answer(reply)
		if failure == nil {
			page = a.page()
		}
		return failure
	})
	if err != nil {
		return Page{}, err
	}
	return page, nil
}

// Count returns the number of items that have a status; the empty one stands
// for [StatusActive]. It is sent and repeated as [Client.List] is, of whose
// reply only the total is used. A reply without a total, or with that of another
// status, is a [sellerwire.Error] that matches
// [sellerwire.ErrUnexpectedContent].
func (c *Client) Count(ctx context.Context, status Status, opts ...sellerwire.CallOption) (int, error) {
	call, err := c.transport.Call("count", nil, opts)
	if err != nil {
		return 0, err
	}
	f := c.newForm()
	f.status(status)
	total := 0
	err = c.read(ctx, "count", f, call, func(reply *transport.Reply) *transport.Failure {
		a, failure := c.answer(reply)
		switch {
		case failure != nil:
			return failure
		case a.total == nil:
			return transport.Unexpected(reply, "the reply has no totalcount")
		case !a.page().counts(status):
			return transport.Unexpected(reply, "the reply counts the status %.40q", string(a.status))
		}
		total = *a.total
		return nil
	})
	if err != nil {
		return 0, err
	}
	return total, nil
}

// Get looks one item up by its stock number, which is sent as it is and may not
// be blank. Whether items that are not active are found is not documented.
//
// Where there is no such item, the error matches
// [sellerwire.ErrNotFound]: the API may say so by an answer without an item, or
// by an error whose text is not documented either, see [WithNotFoundMessages].
//
// An answer with another item than the one asked for, compared without case, is
// a [sellerwire.Error] that matches [sellerwire.ErrUnexpectedContent].
//
// On the wire it is a GET with stock_no, repeated as [Client.List] is.
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
	for _, item := range a.items {
		if foldStockNo(item.StockNo) == foldStockNo(stockNo) {
			return item, nil
		}
	}
	if len(a.items) > 0 {
		return Item{}, transport.Unexpected(reply, "the reply has item %.40q in place of %.40q", a.items[0].StockNo, stockNo)
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
