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
	"github.com/sellerwire/sellerwire/invapi"
)

type settings struct {
	file, store   string
	concurrency   int
	bridge        bool
	yes           *bool
	journal       string
	sold, notSold string
}

func main() {
	var s settings
	flag.StringVar(&s.file, "file", "", "inventory `file`; the one of the examples if empty")
	flag.StringVar(&s.store, "store", "1", "`code` of the store")
	flag.IntVar(&s.concurrency, "concurrency", 4, "`number` of requests in flight, 1 to 64")
	s.yes = demo.Yes()
	flag.BoolVar(&s.bridge, "bridge", false, "read the quantities from TWD, and record sales back there")
	flag.StringVar(&s.journal, "journal", "",
		"`file` that remembers the sales that -bridge has\nrecorded; required unless TWD is an emulator")
	flag.StringVar(&s.sold, "sold", "", "say that the shop has recorded the unclear sale of\nthis `SKU`, and do nothing else")
	flag.StringVar(&s.notSold, "not-sold", "", "say that it has not that of this `SKU`, so that the\nnext run records it")
	demo.Usage("invapi", "pushes quantities to a shop.", demo.InvAPIEnvironment, demo.TWDEnvironment+" (with -bridge)")
	demo.Main("invapi", func(ctx context.Context) error {
		if err := s.check(); err != nil {
			return err
		}
		switch {
		case s.sold != "" || s.notSold != "":
			return resolve(ctx, s)
		case s.bridge:
			return bridge(ctx, s)
		}
		return push(ctx, s)
	})
}

// check refuses flags that contradict each other.
func (s settings) check() error {
	switch resolves := s.sold != "" || s.notSold != ""; {
	case s.journal != "" && !s.bridge && !resolves:
		return errors.New("-journal is for -bridge")
	case s.journal == "" && resolves:
		return errors.New("-sold and -not-sold need the -journal")
	case s.journal == "" && s.bridge && demo.Real("TWD_URL"):
		return errors.New("-journal is required: without it the next run would record every sale again")
	}
	return demo.Within("concurrency", s.concurrency, 1, 64)
}

// push sets the quantities of the file.
func push(ctx context.Context, s settings) error {
	rows, err := demo.Inventory(s.file)
	if err != nil {
		return err
	}
	client, done, err := demo.InvAPI(rows)
	if err != nil {
		return err
	}
	defer done()
	var updates []invapi.Update
	for _, row := range rows {
		updates = append(updates, demo.Stock(row, s.store))
	}
	err = demo.Confirm(*s.yes, func() {
		fmt.Printf("would set the quantities of %d products of store %s\n", len(updates), s.store)
	}, "INVAPI_URL")
	if err != nil {
		return err
	}
	return setAll(ctx, client, s, updates)
}

// hopeless is the number of results after which the program gives up if the service
// was never there.
const hopeless = 8

// setAll sends quantities, and tells what became of them also if it is interrupted.
func setAll(ctx context.Context, client *invapi.Client, s settings, updates []invapi.Update) error {
	source := func(yield func(invapi.Update) bool) {
		for _, update := range updates {
			if !yield(update) {
				return
			}
		}
	}
	accepted, results := 0, 0
	var failed demo.Causes
	for r := range client.SetAll(ctx, iter.Seq[invapi.Update](source), invapi.SetAllOptions{Concurrency: s.concurrency}) {
		if results++; results%50 == 0 {
			demo.Progressf("invapi: %d quantities done", results)
		}
		if r.Outcome == sellerwire.OutcomeAccepted {
			accepted++
		} else {
			failed.Add(r.Update.Product.String()+", "+r.Outcome.String(), demo.Reason(r.Err))
		}
		// Nobody is there: the others would wait for as long, one after the other.
		if accepted == 0 && results == hopeless && errors.Is(r.Err, sellerwire.ErrUnavailable) {
			break
		}
	}
	fmt.Printf("%d of %d quantities accepted\n", accepted, len(updates))
	failed.Print("")
	if ctx.Err() == nil && accepted == 0 {
		return failed.Why("not one quantity was accepted")
	}
	return ctx.Err()
}
