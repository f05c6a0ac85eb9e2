package faults_test

import (
	"context"
	"strconv"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/twd"
	"github.com/sellerwire/sellerwire/twd/twdtest"
)

// onTwd makes a call of the operation table, which shows what happened on the
// wire.
func onTwd(call func(context.Context, *twd.Client, *site, ...sellerwire.CallOption) error) func(context.Context, *site) error {
	return func(ctx context.Context, s *site) error {
		var info sellerwire.ResponseInfo
		err := call(ctx, mustBe[*twd.Client](s.client), s, sellerwire.WithResponseInfo(&info))
		s.shown.info(info)
		return err
	}
}

var (
	twdList = onTwd(func(ctx context.Context, c *twd.Client, s *site, opts ...sellerwire.CallOption) error {
		page, err := c.List(ctx, twd.ListQuery{}, opts...)
		s.told.items(page.Items...)
		return err
	})
	twdSearch = onTwd(func(ctx context.Context, c *twd.Client, s *site, opts ...sellerwire.CallOption) error {
		page, err := c.Search(ctx, twd.SearchQuery{Text: "sofa"}, opts...)
		s.told.items(page.Items...)
		return err
	})
	twdListAll = onTwd(func(ctx context.Context, c *twd.Client, s *site, _ ...sellerwire.CallOption) error {
		return s.told.listing(c.ListAll(ctx, twd.ListOptions{Prefetch: 2, MaxPages: 5}))
	})
	twdSearchAll = onTwd(func(ctx context.Context, c *twd.Client, s *site, _ ...sellerwire.CallOption) error {
		return s.told.listing(c.SearchAll(ctx, twd.SearchOptions{Text: "sofa", MaxPages: 5}))
	})
	twdCount = onTwd(func(ctx context.Context, c *twd.Client, s *site, opts ...sellerwire.CallOption) error {
		n, err := c.Count(ctx, twd.StatusActive, opts...)
		s.told.add(record{"result/totalcount": strconv.Itoa(n)})
		return err
	})
	twdGet = onTwd(func(ctx context.Context, c *twd.Client, s *site, opts ...sellerwire.CallOption) error {
		item, err := c.Get(ctx, "1015", opts...)
		s.told.items(item)
		return err
	})
	twdUpdate = onTwd(func(ctx context.Context, c *twd.Client, _ *site, opts ...sellerwire.CallOption) error {
		return c.Update(ctx, "1015", twd.Fields{Price: new(money("45"))}, opts...)
	})
	twdDelete = onTwd(func(ctx context.Context, c *twd.Client, _ *site, opts ...sellerwire.CallOption) error {
		return c.Delete(ctx, "1015", opts...)
	})
	twdRecordSale = onTwd(func(ctx context.Context, c *twd.Client, _ *site, opts ...sellerwire.CallOption) error {
		return c.RecordSale(ctx, "1015", 1, opts...)
	})
	twdAdjustQuantity = onTwd(func(ctx context.Context, c *twd.Client, _ *site, opts ...sellerwire.CallOption) error {
		return c.AdjustQuantity(ctx, "1015", 1, opts...)
	})
)

// itemChanges counts what the operations above do to the item; what was sold,
// piece by piece.
func itemChanges(s *site) int {
	item, _ := mustBe[*twdtest.Emulator](s.backend.state).Item("1015")
	changes := 10 - *item.Qty
	if item.Price != "40" {
		changes++
	}
	if item.Status != "A" {
		changes++
	}
	return changes
}
