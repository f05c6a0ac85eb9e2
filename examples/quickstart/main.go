// Quickstart sends one inventory file through the services that this module
// has clients for, and prints what happened. Without credentials in the
// environment it runs against emulators in its own process.
package main

import (
	"context"
	"flag"
	"fmt"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/examples/internal/demo"
	"github.com/sellerwire/sellerwire/examples/internal/inventory"
)

func main() {
	file := flag.String("file", "", "inventory `file`; the one of the examples if empty")
	demo.Usage("quickstart", "sends one inventory file through the services.",
		demo.AbeBooksEnvironment, "ABEBOOKS_ORDERS_URL", demo.PurchaseEnvironment, demo.AIMEnvironment, demo.TWDEnvironment, demo.InvAPIEnvironment)
	flag.Parse()
	demo.Main("quickstart", func(ctx context.Context) error {
		if err := demo.NoArguments(); err != nil {
			return err
		}
		return run(ctx, *file)
	})
}

func run(ctx context.Context, file string) error {
	var rows []inventory.Row
	for row, err := range inventory.ReadFile(file) {
		if err != nil {
			return err
		}
		rows = append(rows, row)
	}
	fmt.Printf("%d books read\n", len(rows))
	for _, service := range []func(context.Context, []inventory.Row) error{abeBooks, soldAtAbeBooks, buy, feed, recordSales, invAPI} {
		if err := service(ctx, rows); err != nil {
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
