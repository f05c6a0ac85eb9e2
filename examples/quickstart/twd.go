package main

import (
	"context"
	"fmt"

	"github.com/sellerwire/sellerwire/examples/internal/demo"
	"github.com/sellerwire/sellerwire/examples/internal/inventory"
	"github.com/sellerwire/sellerwire/twd"
)

// recordSales takes a copy off an item of the shop for each book of the file
// that is sold. The file has no stock numbers: items are taken as they come.
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
	items, recorded := 0, 0
	for item, err := range client.ListAll(ctx, twd.ListOptions{Prefetch: 4}) {
		if err != nil {
			return err
		}
		items++
		if recorded == sold || item.Qty == nil || *item.Qty < 1 {
			continue
		}
		if err := client.RecordSale(ctx, item.StockNo, 1); err != nil {
			return err
		}
		recorded++
	}
	fmt.Printf("  %d active items, %d sales recorded\n", items, recorded)
	return nil
}
