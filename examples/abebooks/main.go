// Abebooks adds or updates every book of an inventory file on AbeBooks, deletes
// those that are marked sold, and prints what was not accepted and why. With -sold
// it first takes out what AbeBooks has sold.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/abebooks"
	"github.com/sellerwire/sellerwire/examples/internal/demo"
	"github.com/sellerwire/sellerwire/examples/internal/inventory"
)

type settings struct {
	file, stock string
	sold, yes   bool
	sync        abebooks.SyncOptions
}

func main() {
	var s settings
	flag.StringVar(&s.file, "file", "", "inventory `file`; the one of the examples if empty")
	flag.IntVar(&s.sync.Concurrency, "concurrency", 2, "`number` of requests in flight, 1 to 64")
	flag.IntVar(&s.sync.BatchSize, "batch", abebooks.MaxBatch, "`number` of books in a request, 1 to 100")
	flag.BoolVar(&s.sold, "sold", false, "take out what AbeBooks has sold, then send the rest")
	flag.StringVar(&s.stock, "stock", "", "`copy` of the inventory file that -sold keeps; it is\n"+
		"made if there is none. Required unless the services\nare emulators")
	yes := demo.Yes()
	demo.Usage("abebooks", "sends an inventory file to AbeBooks.", demo.AbeBooksEnvironment, "ABEBOOKS_ORDERS_URL (with -sold)")
	demo.Main("abebooks", func(ctx context.Context) error {
		s.yes = *yes
		if err := s.check(); err != nil {
			return err
		}
		if s.sold {
			return sold(ctx, s)
		}
		return push(ctx, s)
	})
}

// check refuses flags that are out of range or contradict each other.
func (s settings) check() error {
	err := cmp.Or(demo.Within("batch", s.sync.BatchSize, 1, abebooks.MaxBatch), demo.Within("concurrency", s.sync.Concurrency, 1, 64))
	switch {
	case err != nil:
		return err
	case s.stock != "" && !s.sold:
		return errors.New("-stock is for -sold")
	case s.sold && (os.Getenv("ABEBOOKS_URL") == "") != (os.Getenv("ABEBOOKS_ORDERS_URL") == ""):
		return errors.New("-sold needs ABEBOOKS_URL and ABEBOOKS_ORDERS_URL, or neither")
	case s.sold && s.stock == "" && s.real():
		return errors.New("-stock is required: without it the next run would offer again what was sold")
	}
	return nil
}

// real tells whether a real account is named.
func (s settings) real() bool {
	return demo.Real("ABEBOOKS_URL") || s.sold && demo.Real("ABEBOOKS_ORDERS_URL")
}

// push sends the file.
func push(ctx context.Context, s settings) error {
	rows, err := demo.Inventory(s.file)
	if err != nil {
		return err
	}
	client, _, done, err := demo.AbeBooks()
	if err != nil {
		return err
	}
	defer done()
	if err := demo.Confirm(s.yes, func() { plan(rows) }, "ABEBOOKS_URL"); err != nil {
		return err
	}

	opts := s.sync
	var total sellerwire.Progress
	opts.Progress = func(p sellerwire.Progress) {
		total = p
		if p.Done()%50 == 0 {
			demo.Progressf("abebooks: %d books done", p.Done())
		}
	}
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
		return failed.Why("not one book was accepted")
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
