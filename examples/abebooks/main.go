// Abebooks adds or updates every book of an inventory file on AbeBooks, deletes
// those that are marked sold, and prints what was not accepted and why.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"iter"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/abebooks"
	"github.com/sellerwire/sellerwire/examples/internal/demo"
	"github.com/sellerwire/sellerwire/examples/internal/inventory"
)

func main() {
	file := flag.String("file", "", "inventory `file`; the one of the examples if empty")
	concurrency := flag.Int("concurrency", 2, "`number` of requests in flight, 1 to 64")
	batch := flag.Int("batch", abebooks.MaxBatch, "`number` of books in a request, 1 to 100")
	demo.Usage("abebooks", "sends an inventory file to AbeBooks.", demo.AbeBooksEnvironment)
	flag.Parse()
	demo.Main("abebooks", func(ctx context.Context) error {
		if err := demo.NoArguments(); err != nil {
			return err
		}
		if *batch == 0 { // the zero option is the default, and nobody asked for that
			return errors.New("-batch: 0 is not from 1 to 100")
		}
		return run(ctx, *file, abebooks.SyncOptions{Concurrency: *concurrency, BatchSize: *batch})
	})
}

func run(ctx context.Context, file string, opts abebooks.SyncOptions) error {
	client, _, done, err := demo.AbeBooks()
	if err != nil {
		return err
	}
	defer done()

	var total sellerwire.Progress
	opts.Progress = func(p sellerwire.Progress) {
		total = p
		if p.Done()%50 == 0 {
			demo.Progressf("abebooks: %d books done", p.Done())
		}
	}
	var rejections [][]string
	for r := range client.SyncSource(ctx, transactions(file), opts) {
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
