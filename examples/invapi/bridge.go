package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

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
	shop, _, doneShop, err := demo.TWD()
	if err != nil {
		return err
	}
	defer doneShop()
	client, _, done, err := demo.InvAPI()
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
	pushed, err := pushPairs(ctx, client, store, pairs)
	if err != nil {
		return err
	}
	recorded, unclear, err := recordBack(ctx, shop, pairs, sales)
	fmt.Printf("%d items read, %d quantities pushed, %d sales recorded back\n", len(pairs), pushed, recorded)
	for _, line := range unclear {
		fmt.Println("look at this one by hand: " + line)
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
		if item.Qty != nil && *item.Qty > 0 {
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

// pushPairs sets the quantity that TWD shows, less the copy that is sold.
func pushPairs(ctx context.Context, client *invapi.Client, store string, pairs []pair) (int, error) {
	updates := func(yield func(invapi.Update) bool) {
		for _, p := range pairs {
			quantity := *p.item.Qty
			if p.row.Sold() {
				quantity--
			}
			if !yield(invapi.Update{Product: invapi.ByUPC(p.row.ISBN), Store: store, Quantity: quantity}) {
				return
			}
		}
	}
	accepted := 0
	for r := range client.SetAll(ctx, updates, invapi.SetAllOptions{}) {
		if r.Err != nil {
			fmt.Printf("%s: %s\n", r.Update, demo.Reason(r.Err))
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
		case "done":
			continue
		case "begun":
			unclear = append(unclear, fmt.Sprintf("%s, item %s: begun by an earlier run", p.row.SKU, p.item.StockNo))
			continue
		}
		if err := sales.write("begun", p.row.SKU); err != nil {
			return recorded, unclear, err
		}
		err := shop.RecordSale(ctx, p.item.StockNo, 1)
		switch sellerwire.OutcomeOf(err) {
		case sellerwire.OutcomeAccepted:
			recorded++
			err = sales.write("done", p.row.SKU)
		case sellerwire.OutcomeUnknown:
			unclear = append(unclear, fmt.Sprintf("%s, item %s: %s", p.row.SKU, p.item.StockNo, demo.Reason(err)))
			continue
		default: // the sale did not happen, and may be tried again
			if clear := sales.write("open", p.row.SKU); clear != nil {
				return recorded, unclear, clear
			}
		}
		if err != nil {
			return recorded, unclear, err
		}
	}
	return recorded, unclear, nil
}

// journal remembers which sales were begun and done, one per line.
type journal struct {
	name  string
	lines []string
}

// openJournal reads a journal. Without a name it lasts as long as the program.
func openJournal(name string) (*journal, error) {
	j := &journal{name: name}
	if name == "" {
		return j, nil
	}
	file, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return j, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	scanner := bufio.NewScanner(file)
	for scanner.Scan() {
		j.lines = append(j.lines, scanner.Text())
	}
	return j, scanner.Err()
}

// state is the last word on a sale: begun, done, open, or "" for a new one.
func (j *journal) state(sku string) string {
	for _, line := range slices.Backward(j.lines) {
		if state, of, _ := strings.Cut(line, "\t"); of == sku {
			return state
		}
	}
	return ""
}

// write adds a line, and sees it on disk before it returns.
func (j *journal) write(state, sku string) error {
	line := state + "\t" + sku
	j.lines = append(j.lines, line)
	if j.name == "" {
		return nil
	}
	file, err := os.OpenFile(j.name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.WriteString(line + "\n")
	return errors.Join(err, file.Sync(), file.Close())
}
