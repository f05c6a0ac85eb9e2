// Abebooks adds or updates every book of an inventory file on AbeBooks, deletes
// those that are marked sold, and prints what was not accepted and why. With -sold
// it first takes out what AbeBooks has sold.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"iter"
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
	flag.StringVar(&s.stock, "stock", "", "`copy` of the inventory file that -sold keeps; it is\nmade if there is none. Required unless the services\nare emulators")
	flag.BoolVar(&s.yes, "yes", false, "with -sold: change a service that is no emulator on\nthis machine")
	demo.Usage("abebooks", "sends an inventory file to AbeBooks.", demo.AbeBooksEnvironment, "ABEBOOKS_ORDERS_URL (with -sold)")
	flag.Parse()
	demo.Main("abebooks", func(ctx context.Context) error {
		if err := s.check(); err != nil {
			return err
		}
		if s.sold {
			return sold(ctx, s)
		}
		return push(ctx, s)
	})
}

// check refuses flags that contradict each other.
func (s settings) check() error {
	switch {
	case s.sync.BatchSize == 0: // the zero option is the default, and nobody asked for that
		return errors.New("-batch: 0 is not from 1 to 100")
	case s.stock != "" && !s.sold:
		return errors.New("-stock is for -sold")
	case s.sold && (os.Getenv("ABEBOOKS_URL") == "") != (os.Getenv("ABEBOOKS_ORDERS_URL") == ""):
		return errors.New("-sold needs ABEBOOKS_URL and ABEBOOKS_ORDERS_URL, or neither")
	case s.sold && s.stock == "" && s.real():
		return errors.New("-stock is required: without it the next run would offer again what was sold")
	}
	return demo.NoArguments()
}

// real tells whether a real account is named.
func (s settings) real() bool {
	return demo.Real("ABEBOOKS_URL") || s.sold && demo.Real("ABEBOOKS_ORDERS_URL")
}

// push sends the file.
func push(ctx context.Context, s settings) error {
	client, _, done, err := demo.AbeBooks()
	if err != nil {
		return err
	}
	defer done()

	opts := s.sync
	var total sellerwire.Progress
	opts.Progress = func(p sellerwire.Progress) {
		total = p
		if p.Done()%50 == 0 {
			demo.Progressf("abebooks: %d books done", p.Done())
		}
	}
	var rejections [][]string
	for r := range client.SyncSource(ctx, transactions(s.file), opts) {
		if r.Err != nil {
			id := r.Transaction.Book.VendorBookID
			rejections = append(rejections, []string{id, r.Outcome.String(), demo.Reason(r.Err)})
		}
	}
	fmt.Printf("%d of %d transactions accepted\n", total.Accepted, total.Pulled)
	if len(rejections) > 0 {
		fmt.Println()
		demo.Grouped([]string{"book", "outcome", "reason"}, []int{12, 15}, rejections)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if total.Accepted == 0 {
		return errors.New("not one book was accepted")
	}
	return nil
}

// transactions updates what is for sale and deletes what is sold. A row that
// cannot be read comes with its error, and the results say so.
func transactions(file string) iter.Seq2[abebooks.Transaction, error] {
	return func(yield func(abebooks.Transaction, error) bool) {
		for row, err := range inventory.ReadFile(file) {
			t := abebooks.Update(demo.Book(row))
			if row.Sold() {
				t = abebooks.Delete(row.SKU)
			}
			if !yield(t, err) {
				return
			}
		}
	}
}
