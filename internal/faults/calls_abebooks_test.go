package faults_test

import (
	"context"
	"errors"
	"slices"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/abebooks"
	"github.com/sellerwire/sellerwire/abebooks/abebookstest"
	"github.com/sellerwire/sellerwire/invapi"
	"github.com/sellerwire/sellerwire/invapi/invapitest"
)

func book(id string) abebooks.Book {
	return abebooks.Book{
		VendorBookID: id, Author: "Wittgenstein, Ludwig", Title: "Über Gewißheit",
		Price: abebooks.Price{Amount: money("12.50"), Currency: "USD"}, Quantity: new(1),
	}
}

// onAbebooks makes a call of the operation table.
func onAbebooks(call func(context.Context, *site, *abebooks.Client) error) func(context.Context, *site) error {
	return func(ctx context.Context, s *site) error { return call(ctx, s, mustBe[*abebooks.Client](s.client)) }
}

var (
	abebooksSubmit = onAbebooks(func(ctx context.Context, s *site, c *abebooks.Client) error {
		var info sellerwire.ResponseInfo
		batch := []abebooks.Transaction{abebooks.Add(book("SKU-1")), abebooks.Update(book("SKU-2"))}
		results, err := c.Submit(ctx, batch, sellerwire.WithResponseInfo(&info))
		s.shown.info(info)
		return s.abebooksResults(results, len(batch), err)
	})
	abebooksAdd = onAbebooks(func(ctx context.Context, _ *site, c *abebooks.Client) error {
		return c.Add(ctx, book("SKU-1"))
	})
	abebooksUpdate = onAbebooks(func(ctx context.Context, _ *site, c *abebooks.Client) error {
		return c.Update(ctx, book("SKU-1"))
	})
	abebooksDelete = onAbebooks(func(ctx context.Context, _ *site, c *abebooks.Client) error {
		return c.Delete(ctx, "SKU-9")
	})
	abebooksSync = onAbebooks(func(ctx context.Context, s *site, c *abebooks.Client) error {
		batch := []abebooks.Transaction{abebooks.Add(book("SKU-1")), abebooks.Update(book("SKU-2"))}
		results := slices.Collect(c.Sync(ctx, slices.Values(batch), abebooks.SyncOptions{}))
		if len(results) == 0 { // nothing was pulled, which an ended context alone may cause
			return ctx.Err()
		}
		return s.abebooksResults(results, len(batch), results[0].Err)
	})
)

// abebooksResults checks that every book has its result, and that all of them
// say what the call says.
func (s *site) abebooksResults(results []abebooks.Result, want int, err error) error {
	if len(results) != want {
		return errors.Join(err, errors.New("not every book has a result"))
	}
	for _, r := range results {
		s.shown.abebooksResult(r)
		s.told.outcome(r.Transaction.Book.VendorBookID, r.Outcome)
		if r.Outcome != sellerwire.OutcomeOf(err) || (r.Err == nil) != (err == nil) {
			return errors.Join(err, errors.New("a book's result differs from that of the call"))
		}
	}
	return err
}

// booksChanged counts what the operations above do to the inventory.
func booksChanged(s *site) int {
	books := mustBe[*abebookstest.Emulator](s.backend.state).Books()
	changed := 0
	for _, id := range []string{"SKU-1", "SKU-2"} {
		if _, there := books[id]; there {
			changed++
		}
	}
	if _, there := books["SKU-9"]; !there {
		changed++
	}
	return changed
}

var suit = invapi.BySKU("ZOOT-SUIT", "34", "D")

var (
	invapiSetQuantity = func(ctx context.Context, s *site) error {
		var info sellerwire.ResponseInfo
		client := mustBe[*invapi.Client](s.client)
		err := client.SetQuantity(ctx, invapi.Update{Product: suit, Store: "3", Quantity: 44}, sellerwire.WithResponseInfo(&info))
		s.shown.info(info)
		return err
	}
	invapiSetAll = func(ctx context.Context, s *site) error {
		client := mustBe[*invapi.Client](s.client)
		updates := slices.Values([]invapi.Update{{Product: suit, Store: "3", Quantity: 44}})
		err, results := ctx.Err(), 0 // nothing is pulled, and nothing said, if ctx has ended
		for r := range client.SetAll(ctx, updates, invapi.SetAllOptions{}) {
			s.shown.invapiResult(r)
			err, results = r.Err, results+1
		}
		if results > 1 {
			return errors.New("more results than updates")
		}
		return err
	}
)

// quantitiesSet counts the updates that took effect.
func quantitiesSet(s *site) int {
	e := mustBe[*invapitest.Emulator](s.backend.state)
	return len(e.Sequence(invapitest.Product{SKU: "ZOOT-SUIT", Size: "34", Width: "D"}, "3"))
}
