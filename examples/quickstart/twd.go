package main

import (
	"context"
	"fmt"

	"github.com/sellerwire/sellerwire/examples/internal/demo"
	"github.com/sellerwire/sellerwire/examples/internal/inventory"
	"github.com/sellerwire/sellerwire/twd"
)

// recordSales takes a copy off an item of the shop for each book of the file that is
// sold. The file has no stock numbers: items are taken as they come, and so none at a
// real shop.
func recordSales(ctx context.Context, rows []inventory.Row) error {
	client, done, err := demo.TWD()
	if err != nil {
		return err
	}
	defer done()
	fmt.Println("\nTWD inventory")

	sold := 0
	for _, row := range rows {
		if row.Sold() {
			sold++
		}
	}
	none := "no item of the shop has a copy left"
	switch {
	case sold == 0:
		none = "no book of the file is sold"
	case demo.Real("TWD_URL"):
		sold, none = 0, "TWD_URL names a real shop; examples/invapi -bridge records them once"
	}
	items, recorded := 0, 0
	for item, err := range client.ListAll(ctx, twd.ListOptions{Prefetch: 4}) {
		if err == nil && recorded < sold && (item.Qty == nil || *item.Qty > 0) {
			if err = client.RecordSale(ctx, item.StockNo, 1); err == nil {
				recorded++
			}
		}
		if err != nil {
			fmt.Printf("  %d sales recorded\n", recorded)
			return err
		}
		items++
	}
	if recorded == 0 {
		fmt.Printf("  %d active items\n", items)
		demo.Linef("  ", "0 sales, because %s", none)
		return nil
	}
	fmt.Printf("  %d active items, %d sales recorded\n", items, recorded)
	return nil
}
