// Twd lists the items of a shop by status, searches, holds an item with a note,
// and records a sale.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strconv"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/examples/internal/demo"
	"github.com/sellerwire/sellerwire/twd"
)

type settings struct {
	status string
	search string
	note   string
	rows   int
	yes    *bool
}

func main() {
	var s settings
	flag.StringVar(&s.status, "status", string(twd.StatusActive), "`code` of the items to list")
	flag.StringVar(&s.search, "search", "Love Seat", "`text` to search for")
	flag.StringVar(&s.note, "note", "Held for Greg Smith", "`text` of the private note")
	flag.IntVar(&s.rows, "rows", 8, "`number` of items to print")
	s.yes = demo.Yes()
	demo.Usage("twd", "lists, searches, holds an item and records a sale.", demo.TWDEnvironment)
	demo.Main("twd", func(ctx context.Context) error {
		if err := demo.Within("rows", s.rows, 0, 1000); err != nil {
			return err
		}
		return run(ctx, s)
	})
}

func run(ctx context.Context, s settings) error {
	client, done, err := demo.TWD()
	if err != nil {
		return err
	}
	defer done()

	items, err := list(ctx, client, s)
	if err != nil {
		return err
	}
	if err := search(ctx, client, s); err != nil {
		return err
	}
	held, sold := items[0], sellable(items[1:])
	err = demo.Confirm(*s.yes, func() {
		fmt.Printf("\nwould hold item %s: %s\n", held.StockNo, s.note)
		if sold != nil {
			fmt.Printf("would sell a copy of item %s\n", sold.StockNo)
		}
	}, "TWD_URL")
	if err != nil {
		return err
	}
	if err := hold(ctx, client, held, s.note); err != nil {
		return err
	}
	if sold == nil {
		fmt.Println("0 sales, because no other item has a copy left")
		return nil
	}
	return sell(ctx, client, *sold)
}

// list reads all items of a status and prints the first.
func list(ctx context.Context, client *twd.Client, s settings) ([]twd.Item, error) {
	var items []twd.Item
	options := twd.ListOptions{Status: twd.Status(s.status), Prefetch: 4, SkipDuplicates: true}
	for item, err := range client.ListAll(ctx, options) {
		if err != nil {
			return nil, err
		}
		items = append(items, item)
		if len(items)%100 == 0 {
			demo.Progressf("twd: %d items read", len(items))
		}
	}
	fmt.Printf("%d items of status %s\n\n", len(items), s.status)
	show(items, s.rows)
	if len(items) == 0 {
		return nil, errors.New("there is no item to work with")
	}
	return items, nil
}

func search(ctx context.Context, client *twd.Client, s settings) error {
	var found []twd.Item
	for item, err := range client.SearchAll(ctx, twd.SearchOptions{Text: s.search, Status: twd.Status(s.status)}) {
		if err != nil {
			return err
		}
		found = append(found, item)
	}
	fmt.Printf("\n%d items match %q\n\n", len(found), s.search)
	show(found, s.rows)
	return nil
}

// sellable is the first item that may have a copy left: an item may show no quantity,
// and be sold all the same.
func sellable(items []twd.Item) *twd.Item {
	for _, item := range items {
		if item.Qty == nil || *item.Qty > 0 {
			return &item
		}
	}
	return nil
}

// hold sets the status and the note of an item, and leaves all else as it is.
func hold(ctx context.Context, client *twd.Client, item twd.Item, note string) error {
	if err := client.Update(ctx, item.StockNo, twd.Fields{Status: new(twd.StatusHeld), Notes: &note}); err != nil {
		return err
	}
	fmt.Printf("\nitem %s is held: %s\n", item.StockNo, note)
	return nil
}

// sell lowers the quantity of an item. A sale is sent once; if its answer is lost,
// only a look at the shop tells.
func sell(ctx context.Context, client *twd.Client, item twd.Item) error {
	err := client.RecordSale(ctx, item.StockNo, 1)
	if errors.Is(err, sellerwire.ErrOutcomeUnknown) {
		return fmt.Errorf("look at item %s before selling it again: %w", item.StockNo, err)
	}
	if err != nil {
		return err
	}
	now, err := client.Get(ctx, item.StockNo)
	if err != nil {
		fmt.Printf("item %s is sold: quantity %s before\n", item.StockNo, quantity(item))
		return err
	}
	fmt.Printf("item %s is sold: quantity %s, was %s\n", item.StockNo, quantity(now), quantity(item))
	return nil
}

func show(items []twd.Item, rows int) {
	var table [][]string
	for _, item := range items[:min(rows, len(items))] {
		table = append(table, []string{item.StockNo, string(item.Status), quantity(item), string(item.Price), item.Dept, item.Description})
	}
	demo.Table([]string{"stock no", "status", "qty", "price", "dept", "description"}, []int{8, 6, 4, 8, 12}, table)
}

func quantity(item twd.Item) string {
	if item.Qty == nil {
		return "?"
	}
	return strconv.Itoa(*item.Qty)
}
