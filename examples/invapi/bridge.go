package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/examples/internal/demo"
	"github.com/sellerwire/sellerwire/examples/internal/inventory"
	"github.com/sellerwire/sellerwire/invapi"
	"github.com/sellerwire/sellerwire/twd"
)

// pair is one thing that both systems know: the inventory file's book, by its
// ISBN to the one and by its stock number to the other. The file has no stock
// numbers; the items of the shop are taken in the order they are listed. A real
// bridge has a table of its own here.
type pair struct {
	row  inventory.Row
	item twd.Item
}

// bridge reads the shop's items from TWD, pushes their quantities, and records
// back in TWD what is sold, once, however often it is run with the same journal.
func bridge(ctx context.Context, file, store, journalFile string) error {
	shop, doneShop, err := demo.TWD()
	if err != nil {
		return err
	}
	defer doneShop()
	client, done, err := demo.InvAPI()
	if err != nil {
		return err
	}
	defer done()
	sales, err := openJournal(journalFile)
	if err != nil {
		return err
	}

	pairs, err := readPairs(ctx, shop, file)
	if err != nil {
		return err
	}
	pushed, err := pushPairs(ctx, client, store, pairs, sales)
	if err != nil {
		return err
	}
	recorded, unclear, err := recordBack(ctx, shop, pairs, sales)
	fmt.Printf("%d items read, %d quantities pushed, %d sales recorded back\n", len(pairs), pushed, recorded)
	for _, line := range unclear {
		demo.Linef("", "look at this one by hand: %s", line)
	}
	return err
}

// readPairs pairs the books of the file with the items of the shop that have a
// quantity.
func readPairs(ctx context.Context, shop *twd.Client, file string) ([]pair, error) {
	var items []twd.Item
	for item, err := range shop.ListAll(ctx, twd.ListOptions{Prefetch: 2, SkipDuplicates: true}) {
		if err != nil {
			return nil, err
		}
		if item.Qty != nil {
			items = append(items, item)
		}
	}
	demo.Progressf("invapi: %d items read from TWD", len(items))
	var pairs []pair
	for row, err := range inventory.ReadFile(file) {
		if err != nil {
			return nil, err
		}
		if len(pairs) == len(items) {
			break
		}
		pairs = append(pairs, pair{row, items[len(pairs)]})
	}
	return pairs, nil
}

// pushPairs sets the quantity that TWD shows, less the copy that is sold and
// not yet recorded there.
func pushPairs(ctx context.Context, client *invapi.Client, store string, pairs []pair, sales *journal) (int, error) {
	updates := func(yield func(invapi.Update) bool) {
		for _, p := range pairs {
			quantity := *p.item.Qty
			if p.row.Sold() && sales.state(p.row.SKU) != saleDone {
				quantity = max(0, quantity-1)
			}
			if !yield(invapi.Update{Product: invapi.ByUPC(p.row.ISBN), Store: store, Quantity: quantity}) {
				return
			}
		}
	}
	accepted := 0
	for r := range client.SetAll(ctx, updates, invapi.SetAllOptions{}) {
		if r.Err != nil {
			demo.Linef("", "%s: %s", r.Update, demo.Reason(r.Err))
			continue
		}
		accepted++
	}
	if accepted == 0 {
		return 0, errors.New("not one quantity was accepted")
	}
	return accepted, ctx.Err()
}

// recordBack lowers the quantity of what is sold. A sale is relative and must
// not be sent twice: the journal is written before it is sent and after, and
// what was begun and not ended is left to a person.
func recordBack(ctx context.Context, shop *twd.Client, pairs []pair, sales *journal) (recorded int, unclear []string, err error) {
	for _, p := range pairs {
		if !p.row.Sold() {
			continue
		}
		switch sales.state(p.row.SKU) {
		case saleDone:
			continue
		case saleBegun:
			unclear = append(unclear, fmt.Sprintf("%s, item %s: begun by an earlier run", p.row.SKU, p.item.StockNo))
			continue
		}
		if *p.item.Qty < 1 {
			unclear = append(unclear, fmt.Sprintf("%s, item %s: TWD has none left", p.row.SKU, p.item.StockNo))
			continue
		}
		if err := sales.write(saleBegun, p.row.SKU); err != nil {
			return recorded, unclear, err
		}
		err := shop.RecordSale(ctx, p.item.StockNo, 1)
		switch sellerwire.OutcomeOf(err) {
		case sellerwire.OutcomeAccepted:
			recorded++
			err = sales.write(saleDone, p.row.SKU)
		case sellerwire.OutcomeUnknown:
			unclear = append(unclear, fmt.Sprintf("%s, item %s: %s", p.row.SKU, p.item.StockNo, demo.Reason(err)))
			continue
		default: // the sale did not happen, and may be tried again
			if clear := sales.write(saleOpen, p.row.SKU); clear != nil {
				return recorded, unclear, clear
			}
		}
		if err != nil {
			return recorded, unclear, err
		}
	}
	return recorded, unclear, nil
}
