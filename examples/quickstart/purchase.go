package main

import (
	"context"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/sellerwire/sellerwire/examples/internal/demo"
	"github.com/sellerwire/sellerwire/examples/internal/emulators"
	"github.com/sellerwire/sellerwire/examples/internal/inventory"
	"github.com/sellerwire/sellerwire/purchase"
)

// copies is how many books the quickstart buys from the file.
const copies = 3

// buy orders the first books of the file, each with a maximum price. A real
// account is only asked what an order would cost.
func buy(ctx context.Context, rows []inventory.Row) error {
	buyer, err := demo.Purchase()
	if err != nil {
		return err
	}
	defer buyer.Done()
	fmt.Println("\nAbeBooks Purchase")

	order := buyer.PlaceOrder
	verb := "ordered"
	if demo.Real("PURCHASE_URL") {
		order, verb = buyer.DryRun, "dry run"
	}
	shipping := decimal.NewFromInt(3)
	bought := 0
	var failed demo.Causes
	for i, row := range rows[:min(copies, len(rows))] {
		request := buyer.Order(purchase.RequestedListing{
			ListingID: emulators.FirstListing + int64(i) + 1,
			Quantity:  1,
			MaxPrice:  row.Price.Add(shipping),
		})
		answer, err := order(ctx, request)
		if err != nil {
			failed.Add(row.SKU, demo.Reason(err))
			continue
		}
		bought++
		fmt.Printf("  %-8s %-9s %-32s %8s %s\n", verb, fmt.Sprint(answer.ID), demo.Fit(row.Title, 32),
			answer.Total().StringFixed(2), answer.Currency)
	}
	failed.Print("  ")
	if bought == 0 {
		return failed.Why("the Purchase API accepted not one order")
	}
	return nil
}

// buyNothing says why the books of another file than that of the examples cannot be
// ordered.
func buyNothing(context.Context, []inventory.Row) error {
	fmt.Println("\nAbeBooks Purchase")
	demo.Linef("  ", "nothing bought, because a file has no listing IDs; only those of the examples' own file are known")
	return nil
}
