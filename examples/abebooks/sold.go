package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/abebooks/orders"
	"github.com/sellerwire/sellerwire/examples/internal/demo"
	"github.com/sellerwire/sellerwire/once"
)

// sale is a copy that AbeBooks has sold. It is what the journal remembers.
type sale struct{ Order, Item, SKU string }

func (e sale) String() string { return e.Order + "/" + e.Item }

// key names the sale for all time.
func (e sale) key() string { return "abebooks item " + e.Item }

// sold takes out of the stock what AbeBooks has sold, each copy once however often
// it runs and wherever it is killed, and sends what is left.
func sold(ctx context.Context, s settings) error {
	client, _, done, err := demo.Orders()
	if err != nil {
		return err
	}
	defer done()
	s, remove, err := s.withStock()
	if err != nil {
		return err
	}
	defer remove()
	store, err := once.OpenFile(s.stock + ".journal") // which keeps other runs out
	if err != nil {
		return err
	}
	defer store.Close()
	stock, err := openStock(s.stock, s.file)
	if err != nil {
		return err
	}
	waiting, err := client.NewOrders(ctx)
	if err != nil {
		return err
	}
	err = demo.Confirm(s.yes, func() {
		fmt.Printf("%d orders wait; would take their copies out of %s and send the rest\n", len(waiting), s.stock)
	}, "ABEBOOKS_URL", "ABEBOOKS_ORDERS_URL")
	if err != nil {
		return err
	}
	journal := once.Open(store)
	err = resolve(ctx, journal, stock)
	if err == nil { // first, since the copy of a sale that fell through may be sold again
		err = settle(ctx, client, stock, waiting)
	}
	if err == nil {
		err = takeOut(ctx, journal, stock, waiting)
	}
	if err != nil {
		return err
	}
	s.file = s.stock
	return push(ctx, s)
}

// withStock has a stock file of its own where none is named, for an emulator.
func (s settings) withStock() (_ settings, remove func(), err error) {
	if s.stock != "" {
		return s, func() {}, nil
	}
	dir, err := os.MkdirTemp("", "stock")
	s.stock = filepath.Join(dir, "stock.tsv")
	return s, func() { _ = os.RemoveAll(dir) }, err
}

// resolve finds out what became of sales in the middle of which a run was killed:
// the stock has them, or has not.
func resolve(ctx context.Context, journal *once.Journal, stock *stock) error {
	unclear, err := journal.Unclear(ctx)
	for _, change := range unclear {
		var e sale
		if err := json.Unmarshal(change.Payload, &e); err != nil {
			return err
		}
		outcome := sellerwire.OutcomeNotSent
		if stock.holds(e) {
			outcome = sellerwire.OutcomeAccepted
		}
		if err := journal.Resolve(ctx, change.Key, outcome); err != nil {
			return err
		}
	}
	return err
}

// takeOut takes a copy out of the stock for each item that is sold.
func takeOut(ctx context.Context, journal *once.Journal, stock *stock, waiting []orders.Order) error {
	taken, before := 0, 0
	var failed demo.Causes
	for _, order := range waiting {
		for _, item := range order.Items {
			e := sale{order.ID, item.ID, item.VendorBookID}
			switch {
			case !item.Sold():
				continue
			case !isNumber(e.Order) || !isNumber(e.Item) || e.SKU == "":
				failed.Add(fmt.Sprintf("order %q", e), "it lacks an ID: look at it yourself")
				continue
			}
			ran := false
			err := journal.Do(ctx, e.key(), e, func(context.Context) error {
				ran = true
				return stock.takeOut(e)
			})
			switch {
			case err != nil:
				failed.Add(e.SKU, demo.Reason(err))
			case ran:
				taken++
			default:
				before++
			}
		}
	}
	fmt.Printf("orders waiting: %d, copies taken out: %d, taken out before: %d\n", len(waiting), taken, before)
	failed.Print("")
	return ctx.Err()
}

func isNumber(id string) bool { return id != "" && strings.Trim(id, "0123456789") == "" }

// settle looks after sales that are taken out. While an order waits it can be
// cancelled; when it is listed no more, only the order itself tells what became of
// it.
func settle(ctx context.Context, client *orders.Client, stock *stock, waiting []orders.Order) error {
	listed := map[string]orders.Order{}
	for _, order := range waiting {
		listed[order.ID] = order
	}
	back := 0
	var failed demo.Causes
	for _, e := range stock.openSales() {
		order, found := listed[e.Order]
		if !found {
			var err error
			if order, err = client.Get(ctx, e.Order); err != nil {
				failed.Add("order "+e.Order, demo.Reason(err))
				continue
			}
			listed[e.Order] = order
		}
		for _, item := range order.Items {
			if item.ID != e.Item || item.Status == orders.StatusOrdered {
				continue
			}
			if err := stock.settle(e, !item.Sold()); err != nil {
				return err
			}
			if !item.Sold() {
				back++
			}
		}
	}
	if back > 0 {
		fmt.Printf("%d copies are back: their sale fell through\n", back)
	}
	failed.Print("")
	return ctx.Err()
}
