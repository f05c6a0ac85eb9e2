// Quickstart sends one inventory file through the services that this module
// has clients for, and prints what happened. Without credentials in the
// environment it runs against emulators in its own process.
package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/examples/internal/demo"
	"github.com/sellerwire/sellerwire/examples/internal/inventory"
)

func main() {
	file := flag.String("file", "", "inventory `file`; the one of the examples if empty")
	yes := demo.Yes()
	demo.Usage("quickstart", "sends one inventory file through the services.",
		demo.AbeBooksEnvironment, "ABEBOOKS_ORDERS_URL", demo.PurchaseEnvironment,
		demo.AIMEnvironment, demo.TWDEnvironment, demo.InvAPIEnvironment)
	demo.Main("quickstart", func(ctx context.Context) error {
		return run(ctx, *file, *yes)
	})
}

func run(ctx context.Context, file string, yes bool) error {
	rows, err := demo.Inventory(file)
	if err != nil {
		return err
	}
	fmt.Printf("%d books read\n", len(rows))
	// Nothing is bought from, and no sale recorded at, a real account.
	err = demo.Confirm(yes, func() {
		fmt.Printf("would add, update and delete the %d books, and set their quantities\n", len(rows))
	}, "ABEBOOKS_URL", "AIM_URL", "INVAPI_URL")
	if err != nil {
		return err
	}
	purchases := buy
	if file != "" {
		purchases = buyNothing
	}
	for _, service := range []func(context.Context, []inventory.Row) error{abeBooks, soldAtAbeBooks, purchases, feed, recordSales, invAPI} {
		if err := cmp.Or(service(ctx, rows), ctx.Err()); err != nil {
			return err
		}
	}
	return nil
}

// printCounts prints one line about a bulk call.
func printCounts(what string, p sellerwire.Progress) {
	fmt.Printf("  %-20s %4d   accepted %d, rejected %d, not sent %d, unknown %d\n",
		what, p.Pulled, p.Accepted, p.Rejected, p.NotSent, p.Unknown)
}
