package main

import (
	"context"
	"fmt"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/examples/internal/demo"
	"github.com/sellerwire/sellerwire/examples/internal/inventory"
	"github.com/sellerwire/sellerwire/invapi"
)

// invAPI sets the stock of every book at one store.
func invAPI(ctx context.Context, rows []inventory.Row) error {
	client, done, err := demo.InvAPI(rows)
	if err != nil {
		return err
	}
	defer done()
	fmt.Println("\nJSON inventory API")

	updates := func(yield func(invapi.Update) bool) {
		for _, row := range rows {
			if !yield(demo.Stock(row, "1")) {
				return
			}
		}
	}
	var total sellerwire.Progress
	var failed demo.Causes
	opts := invapi.SetAllOptions{Progress: func(p sellerwire.Progress) { total = p }}
	for r := range client.SetAll(ctx, updates, opts) {
		if r.Err != nil {
			failed.Add(r.Update.Product.String()+", "+r.Outcome.String(), demo.Reason(r.Err))
		}
	}
	printCounts("set the quantity of", total)
	failed.Print("  ")
	if total.Accepted == 0 {
		return failed.Why("the JSON inventory API accepted not one quantity")
	}
	return nil
}
