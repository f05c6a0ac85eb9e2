package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/abebooks"
	"github.com/sellerwire/sellerwire/abebooks/abebookstest"
	"github.com/sellerwire/sellerwire/examples/internal/demo"
	"github.com/sellerwire/sellerwire/examples/internal/inventory"
)

// abeBooks adds every book, makes some cheaper, and deletes those sold.
func abeBooks(ctx context.Context, rows []inventory.Row) error {
	client, emulator, done, err := demo.AbeBooks()
	if err != nil {
		return err
	}
	defer done()
	fmt.Println("\nAbeBooks InventoryUpdate")

	var refused demo.Causes
	var accepted []inventory.Row
	adds := sync(ctx, client, "add", rows, func(row inventory.Row) abebooks.Transaction {
		return abebooks.Add(demo.Book(row))
	}, func(row inventory.Row, r abebooks.Result) {
		if r.Err != nil {
			refused.Add(row.SKU+", "+r.Outcome.String(), demo.Reason(r.Err))
			return
		}
		accepted = append(accepted, row)
	})
	refused.Print("  ")
	if adds.Accepted == 0 {
		return refused.Why("AbeBooks accepted not one book")
	}

	forSale := slices.DeleteFunc(slices.Clone(accepted), inventory.Row.Sold)
	sold := slices.DeleteFunc(accepted, func(row inventory.Row) bool { return !row.Sold() })
	tenth := forSale[:len(forSale)/10]
	sync(ctx, client, "change the price of", tenth, func(row inventory.Row) abebooks.Transaction {
		// The whole record again: a book that left out the rest would lose it.
		row.Price = row.Price.Mul(decimal.RequireFromString("0.9")).Round(2)
		return abebooks.Update(demo.Book(row))
	}, nil)
	deletes := sync(ctx, client, "delete", sold, func(row inventory.Row) abebooks.Transaction {
		return abebooks.Delete(row.SKU)
	}, nil)

	listed := adds.Accepted - deletes.Accepted
	if unknown := adds.Unknown + deletes.Unknown; unknown > 0 {
		fmt.Printf("  about %d books are listed now: of %d it is not known\n", listed, unknown)
		return nil
	}
	fmt.Printf("  %d books are listed now\n", listed)
	return compare(emulator, listed)
}

// sync sends a transaction for each row, prints the counts and returns them.
func sync(ctx context.Context, client *abebooks.Client, verb string, rows []inventory.Row,
	transaction func(inventory.Row) abebooks.Transaction, each func(inventory.Row, abebooks.Result),
) sellerwire.Progress {
	var total sellerwire.Progress
	i := 0
	results := client.Sync(ctx, func(yield func(abebooks.Transaction) bool) {
		for _, row := range rows {
			if !yield(transaction(row)) {
				return
			}
		}
	}, abebooks.SyncOptions{Progress: func(p sellerwire.Progress) { total = p }})
	for r := range results {
		if each != nil {
			each(rows[i], r) // results come in the order of the input
		}
		i++
	}
	printCounts(verb, total)
	return total
}

// compare holds the totals against what the emulator has stored.
func compare(emulator *abebookstest.Server, listed int) error {
	if emulator == nil {
		return nil
	}
	if stored := len(emulator.Books()); stored != listed {
		return fmt.Errorf("the AbeBooks emulator holds %d books, not %d", stored, listed)
	}
	return nil
}
