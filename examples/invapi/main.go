// Invapi pushes the quantities of an inventory file to a shop. With -bridge it
// reads them from a TWD installation, and records back there what is sold.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"iter"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/examples/internal/demo"
	"github.com/sellerwire/sellerwire/examples/internal/inventory"
	"github.com/sellerwire/sellerwire/invapi"
)

func main() {
	file := flag.String("file", "", "inventory `file`; the one of the examples if empty")
	store := flag.String("store", "1", "`code` of the store")
	concurrency := flag.Int("concurrency", 0, "`number` of requests in flight, 1 to 64; 0 is 4")
	isBridge := flag.Bool("bridge", false, "read the quantities from TWD, and record sales back there")
	journal := flag.String("journal", "", "`file` that remembers the sales that -bridge recorded; none if empty")
	demo.Usage("invapi", "pushes quantities to a shop.", demo.InvAPIEnvironment, demo.TWDEnvironment+" (with -bridge)")
	flag.Parse()
	demo.Main("invapi", func(ctx context.Context) error {
		if err := demo.NoArguments(); err != nil {
			return err
		}
		if *isBridge {
			return bridge(ctx, *file, *store, *journal)
		}
		return push(ctx, *file, *store, *concurrency)
	})
}

func push(ctx context.Context, file, store string, concurrency int) error {
	client, done, err := demo.InvAPI()
	if err != nil {
		return err
	}
	defer done()

	var total sellerwire.Progress
	opts := invapi.SetAllOptions{Concurrency: concurrency, Progress: func(p sellerwire.Progress) {
		total = p
		if p.Done()%50 == 0 {
			demo.Progressf("invapi: %d quantities done", p.Done())
		}
	}}
	var refused [][]string
	for r := range client.SetAllSource(ctx, updates(file, store), opts) {
		if r.Err != nil {
			refused = append(refused, []string{r.Update.Product.String(), r.Outcome.String(), demo.Reason(r.Err)})
		}
	}
	fmt.Printf("%d of %d quantities accepted\n", total.Accepted, total.Pulled)
	if len(refused) > 0 {
		fmt.Println()
		demo.Grouped([]string{"product", "outcome", "reason"}, []int{20, 15}, refused)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if total.Accepted == 0 {
		return errors.New("not one quantity was accepted")
	}
	return nil
}

// updates reads the file. A row that cannot be read comes with its error, and
// the results say so.
func updates(file, store string) iter.Seq2[invapi.Update, error] {
	return func(yield func(invapi.Update, error) bool) {
		for row, err := range inventory.ReadFile(file) {
			if !yield(demo.Stock(row, store), err) {
				return
			}
		}
	}
}
