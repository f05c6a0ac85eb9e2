package faults_test

import (
	"context"
	"errors"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/twd"
	"github.com/sellerwire/sellerwire/twd/twdtest"
)

// onTwd makes a call of the operation table, which shows what happened on the
// wire.
func onTwd(call func(context.Context, *twd.Client, ...sellerwire.CallOption) error) func(context.Context, *site) error {
	return func(ctx context.Context, s *site) error {
		var info sellerwire.ResponseInfo
		err := call(ctx, mustBe[*twd.Client](s.client), sellerwire.WithResponseInfo(&info))
		s.shown.info(info)
		return err
	}
}

// listed is what every listing of the seeded shop must show.
func listed(items int, err error) error {
	if err == nil && items != 1 {
		return errors.New("the listing is not that of the shop")
	}
	return err
}

var (
	twdList = onTwd(func(ctx context.Context, c *twd.Client, opts ...sellerwire.CallOption) error {
		page, err := c.List(ctx, twd.ListQuery{}, opts...)
		return listed(len(page.Items), err)
	})
	twdSearch = onTwd(func(ctx context.Context, c *twd.Client, opts ...sellerwire.CallOption) error {
		page, err := c.Search(ctx, twd.SearchQuery{Text: "sofa"}, opts...)
		return listed(len(page.Items), err)
	})
	twdListAll = onTwd(func(ctx context.Context, c *twd.Client, _ ...sellerwire.CallOption) error {
		items := 0
		for _, err := range c.ListAll(ctx, twd.ListOptions{Prefetch: 2, MaxPages: 5}) {
			if err != nil {
				return err
			}
			items++
		}
		return listed(items, nil)
	})
	twdSearchAll = onTwd(func(ctx context.Context, c *twd.Client, _ ...sellerwire.CallOption) error {
		items := 0
		for _, err := range c.SearchAll(ctx, twd.SearchOptions{Text: "sofa", MaxPages: 5}) {
			if err != nil {
				return err
			}
			items++
		}
		return listed(items, nil)
	})
	twdCount = onTwd(func(ctx context.Context, c *twd.Client, opts ...sellerwire.CallOption) error {
		n, err := c.Count(ctx, twd.StatusActive, opts...)
		return listed(n, err)
	})
	twdGet = onTwd(func(ctx context.Context, c *twd.Client, opts ...sellerwire.CallOption) error {
		_, err := c.Get(ctx, "1015", opts...)
		return err
	})
	twdUpdate = onTwd(func(ctx context.Context, c *twd.Client, opts ...sellerwire.CallOption) error {
		return c.Update(ctx, "1015", twd.Fields{Price: new(money("45"))}, opts...)
	})
	twdDelete = onTwd(func(ctx context.Context, c *twd.Client, opts ...sellerwire.CallOption) error {
		return c.Delete(ctx, "1015", opts...)
	})
	twdRecordSale = onTwd(func(ctx context.Context, c *twd.Client, opts ...sellerwire.CallOption) error {
		return c.RecordSale(ctx, "1015", 1, opts...)
	})
	twdAdjustQuantity = onTwd(func(ctx context.Context, c *twd.Client, opts ...sellerwire.CallOption) error {
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
