package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/examples/internal/demo"
	"github.com/sellerwire/sellerwire/examples/internal/inventory"
	"github.com/sellerwire/sellerwire/invapi"
	"github.com/sellerwire/sellerwire/once"
	"github.com/sellerwire/sellerwire/twd"
)

// pair is one thing that both systems know: a book of the inventory file, by its
// ISBN to the one and by its stock number to the other.
type pair struct {
	row  inventory.Row
	item twd.Item
	// unlisted is true for a book that is sold and that the quantity of the item
	// still counts, or may count.
	unlisted bool
}

// sale is what the journal remembers of a book that is sold.
type sale struct{ SKU, StockNo string }

// key names the sale of a copy for all time. The inventory file says only that a
// book is sold, so there is one sale of each; where there are orders, make it of
// the order's number.
func key(sku string) string { return "sale of " + sku }

// bridge reads the shop's items from TWD, records there what is sold, once however
// often it runs with the same journal, and pushes the quantities.
func bridge(ctx context.Context, s settings) error {
	shop, doneShop, err := demo.TWD()
	if err != nil {
		return err
	}
	defer doneShop()
	rows, err := demo.Inventory(s.file)
	if err != nil {
		return err
	}
	client, done, err := demo.InvAPI(rows)
	if err != nil {
		return err
	}
	defer done()
	journal, closeJournal, err := openJournal(s.journal)
	if err != nil {
		return err
	}
	defer closeJournal()

	pairs, err := readPairs(ctx, shop, rows)
	if err != nil {
		return err
	}
	if err := demo.Confirm(*s.yes, func() { plan(pairs, s.store) }, "TWD_URL", "INVAPI_URL"); err != nil {
		return err
	}
	if err := recordSales(ctx, shop, journal, pairs); err != nil {
		return err
	}
	quantities := updates(pairs, s.store)
	if len(quantities) == 0 {
		fmt.Println("0 quantities set, because no item of the shop shows one")
		return nil
	}
	return setAll(ctx, client, s, quantities)
}

// openJournal opens the journal in a file. Without one, for an emulator, it lasts
// as long as the program.
func openJournal(name string) (journal *once.Journal, done func(), err error) {
	remove := func() {}
	if name == "" {
		dir, err := os.MkdirTemp("", "bridge")
		if err != nil {
			return nil, nil, err
		}
		name, remove = filepath.Join(dir, "journal"), func() { _ = os.RemoveAll(dir) }
	}
	store, err := once.OpenFile(name)
	if err != nil {
		remove()
		return nil, nil, err
	}
	return once.Open(store), func() { _ = store.Close(); remove() }, nil
}

// resolve tells the journal what somebody has found out at the shop.
func resolve(ctx context.Context, s settings) error {
	journal, done, err := openJournal(s.journal)
	if err != nil {
		return err
	}
	defer done()
	if s.sold != "" {
		err = journal.Resolve(ctx, key(s.sold), sellerwire.OutcomeAccepted)
	}
	if s.notSold != "" {
		err = errors.Join(err, journal.Resolve(ctx, key(s.notSold), sellerwire.OutcomeNotSent))
	}
	return err
}

// readPairs pairs the books of the file with the items whose stock number is their
// SKU. The file of the examples knows no item of the emulator: there the items are
// taken in the order in which they are listed.
func readPairs(ctx context.Context, shop *twd.Client, rows []inventory.Row) ([]pair, error) {
	var items []twd.Item
	byStockNo := map[string]twd.Item{}
	for item, err := range shop.ListAll(ctx, twd.ListOptions{Prefetch: 2, SkipDuplicates: true}) {
		if err != nil {
			return nil, err
		}
		items = append(items, item)
		byStockNo[item.StockNo] = item
	}
	demo.Progressf("invapi: %d items read from TWD", len(items))
	account := demo.Real("TWD_URL") || demo.Real("INVAPI_URL")
	var failed demo.Causes
	var pairs []pair
	for _, row := range rows {
		item, found := byStockNo[row.SKU]
		switch {
		case !found && !account && len(pairs) < len(items):
			item = items[len(pairs)]
		case !found:
			failed.Add(row.SKU, "not among the active items of the shop")
			continue
		}
		pairs = append(pairs, pair{row: row, item: item})
	}
	failed.Print("")
	if len(pairs) == 0 {
		return nil, errors.New("no book of the file is an item of the shop")
	}
	return pairs, nil
}

// plan prints what a run would do at most.
func plan(pairs []pair, store string) {
	sold := 0
	for _, p := range pairs {
		if p.row.Sold() {
			sold++
		}
	}
	fmt.Printf("would record %d sales at TWD, but for those that the journal has,\n", sold)
	fmt.Printf("and set the quantities of %d products of store %s\n", len(updates(pairs, store)), store)
}

// recordSales takes a copy off the item of each book that is sold. A sale is
// relative and must not be sent twice, so the journal runs it.
func recordSales(ctx context.Context, shop *twd.Client, journal *once.Journal, pairs []pair) error {
	recorded, before := 0, 0
	var failed demo.Causes
	for i := range pairs {
		p := &pairs[i]
		if !p.row.Sold() {
			continue
		}
		ran := false
		err := journal.Do(ctx, key(p.row.SKU), sale{p.row.SKU, p.item.StockNo}, func(ctx context.Context) error {
			ran = true
			if p.item.Qty != nil && *p.item.Qty < 1 { // an item may show no quantity, and be sold all the same
				return fmt.Errorf("TWD has none left (%w)", sellerwire.ErrNotSent)
			}
			return shop.RecordSale(ctx, p.item.StockNo, 1)
		})
		p.unlisted = err != nil || ran
		switch {
		case err == nil && ran:
			recorded++
		case err == nil:
			before++
		case !errors.Is(err, sellerwire.ErrOutcomeUnknown): // unclear ones are listed below
			failed.Add(p.row.SKU, demo.Reason(err))
		}
	}
	fmt.Printf("%d items paired, %d sales recorded back, %d had been before\n", len(pairs), recorded, before)
	failed.Print("")
	// The end of ctx must not hide what is unclear.
	unclear, err := journal.Unclear(context.WithoutCancel(ctx))
	for _, c := range unclear {
		demo.Linef("", "unclear: %s, begun %s: look at the shop, then say -sold or -not-sold",
			c.Payload, c.Begun.Local().Format("2006-01-02 15:04:05"))
	}
	return errors.Join(ctx.Err(), err)
}

// updates are the quantities that TWD shows, less the copies that are sold and
// that it still counts. An item that shows no quantity has none to push.
func updates(pairs []pair, store string) []invapi.Update {
	var all []invapi.Update
	for _, p := range pairs {
		if p.item.Qty == nil {
			continue
		}
		quantity := *p.item.Qty
		if p.unlisted {
			quantity--
		}
		all = append(all, invapi.Update{Product: invapi.ByUPC(p.row.ISBN), Store: store, Quantity: max(0, quantity)})
	}
	return all
}
