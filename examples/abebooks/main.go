// Abebooks adds or updates every book of an inventory file on AbeBooks, deletes
// those that are marked sold, and prints what was not accepted and why.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/abebooks"
	"github.com/sellerwire/sellerwire/examples/internal/demo"
	"github.com/sellerwire/sellerwire/examples/internal/inventory"
)

type settings struct {
	file               string
	concurrency, batch int
	yes                *bool
}

func main() {
	var s settings
	flag.StringVar(&s.file, "file", "", "inventory `file`; the one of the examples if empty")
	flag.IntVar(&s.concurrency, "concurrency", 2, "`number` of requests in flight, 1 to 64")
	flag.IntVar(&s.batch, "batch", abebooks.MaxBatch, "`number` of books in a request, 1 to 100")
	s.yes = demo.Yes()
	demo.Usage("abebooks", "sends an inventory file to AbeBooks.", demo.AbeBooksEnvironment)
	flag.Parse()
	demo.Main("abebooks", func(ctx context.Context) error {
		err := cmp.Or(demo.NoArguments(), demo.Within("concurrency", s.concurrency, 1, 64), demo.Within("batch", s.batch, 1, abebooks.MaxBatch))
		if err != nil {
			return err
		}
		return run(ctx, s)
	})
}

func run(ctx context.Context, s settings) error {
	rows, err := demo.Inventory(s.file)
	if err != nil {
		return err
	}
	client, _, done, err := demo.AbeBooks()
	if err != nil {
		return err
	}
	defer done()
	if err := demo.Confirm(*s.yes, func() { plan(rows) }, "ABEBOOKS_URL"); err != nil {
		return err
	}

	var total sellerwire.Progress
	opts := abebooks.SyncOptions{Concurrency: s.concurrency, BatchSize: s.batch, Progress: func(p sellerwire.Progress) {
		total = p
		if p.Done()%50 == 0 {
			demo.Progressf("abebooks: %d books done", p.Done())
		}
	}}
	var failed demo.Causes
	for r := range client.Sync(ctx, transactions(rows), opts) {
		if r.Err != nil {
			failed.Add(r.Transaction.Book.VendorBookID+", "+r.Outcome.String(), demo.Reason(r.Err))
		}
	}
	fmt.Printf("%d of %d transactions accepted\n", total.Accepted, len(rows))
	failed.Print("")
	if err := ctx.Err(); err != nil {
		return err
	}
	if total.Accepted == 0 {
		return errors.New("not one book was accepted")
	}
	return nil
}

func plan(rows []inventory.Row) {
	sold := 0
	for _, row := range rows {
		if row.Sold() {
			sold++
		}
	}
	fmt.Printf("would add or update %d books, and delete %d that are sold\n", len(rows)-sold, sold)
}

// transactions updates what is for sale and deletes what is sold.
func transactions(rows []inventory.Row) func(yield func(abebooks.Transaction) bool) {
	return func(yield func(abebooks.Transaction) bool) {
		for _, row := range rows {
			t := abebooks.Update(demo.Book(row))
			if row.Sold() {
				t = abebooks.Delete(row.SKU)
			}
			if !yield(t) {
				return
			}
		}
	}
}
