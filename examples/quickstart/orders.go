package main

import (
	"context"
	"fmt"
	"os"

	"github.com/sellerwire/sellerwire/examples/internal/demo"
	"github.com/sellerwire/sellerwire/examples/internal/inventory"
)

// soldAtAbeBooks reads what AbeBooks has sold, and takes the copies out of the rows:
// the services that follow offer what is left. A program that runs again and again
// must remember which sales it has booked: see examples/abebooks with -sold.
func soldAtAbeBooks(ctx context.Context, rows []inventory.Row) error {
	fmt.Println("\nAbeBooks Order Update")
	if os.Getenv("ABEBOOKS_URL") != "" && os.Getenv("ABEBOOKS_ORDERS_URL") == "" {
		fmt.Println("  ABEBOOKS_ORDERS_URL is not set: nobody looks at what was sold")
		return nil
	}
	client, _, done, err := demo.Orders()
	if err != nil {
		return err
	}
	defer done()
	waiting, err := client.NewOrders(ctx)
	if err != nil {
		return err
	}
	bySKU := map[string]*inventory.Row{}
	for i := range rows {
		bySKU[rows[i].SKU] = &rows[i]
	}
	for _, order := range waiting {
		for _, item := range order.Items {
			row := bySKU[item.VendorBookID]
			if !item.Sold() || row == nil || row.Quantity == 0 {
				demo.Linef("  ", "order %s, %q: look at it", order.ID, item.VendorBookID)
				continue
			}
			if row.Quantity--; row.Quantity == 0 {
				row.Status = inventory.StatusSold
			}
			demo.Linef("  ", "sold on %s: %s, %d left", order.Domain.Name, row.SKU, row.Quantity)
		}
	}
	fmt.Printf("  %d orders wait to be answered\n", len(waiting))
	return nil
}
