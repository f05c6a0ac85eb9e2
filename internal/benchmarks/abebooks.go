package benchmarks

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"iter"
	"net/http"

	"github.com/shopspring/decimal"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/abebooks"
)

// The encoder and the join are measured by benchmarks in the package itself.

func encode() Row {
	return besideXML(Row{
		Name: "encode", What: "InventoryUpdate encoding of 100 books vs encoding/xml marshalling the same",
		Budget: "time <= 1/10, 0 allocations per book",
	}, "./abebooks", "BenchmarkEncode", func(p pair) bool { return p.ratio() <= 0.1 && p.ours.allocs == 0 })
}

func validate() Row {
	return besideXML(Row{
		Name: "validate", What: "the same validated and encoded", Budget: "time <= 1/4",
	}, "./abebooks", "BenchmarkValidate", func(p pair) bool { return p.ratio() <= 0.25 })
}

func join() Row {
	return besideXML(Row{
		Name: "join", What: "InventoryUpdate reply of 100 books, read and joined, vs encoding/xml", Budget: "time <= 1.0x",
	}, "./abebooks", "BenchmarkJoin", func(p pair) bool { return p.ratio() <= 1 })
}

func syncThroughput() Row {
	const books, concurrency = 20_000, 8
	return Row{
		Name:   "sync-throughput",
		What:   "20,000 books to a server that takes 50 ms a request, concurrency 8",
		Budget: "wall <= 1.06x of batches/8 x 50 ms",
		Server: func() Handler { return delayed(inventoryUpdate()) },
		Measure: func(ctx context.Context, url string) (Result, error) {
			return besideNothing(ctx, url, books/abebooks.MaxBatch, concurrency, 1.06, func() error {
				return syncBooks(ctx, url, books, concurrency)
			})
		},
	}
}

func syncMemory() Row {
	return Row{
		Name:   "sync-memory",
		What:   "1,000,000 books through Sync",
		Budget: "peak heap <= 28 MiB, <= 40 allocations per book",
		Server: inventoryUpdate,
		Measure: func(ctx context.Context, url string) (Result, error) {
			const books = 1_000_000
			watch, before := watchHeap(), mallocs()
			took, err := timed(func() error { return syncBooks(ctx, url, books, 8) })
			allocs := float64(mallocs()-before) / books
			r := Result{Took: took, PeakHeap: watch.end(), PeakRSS: peakRSS()}
			r.Kept = r.PeakHeap <= 28*mib && allocs <= 40
			r.Note = fmt.Sprintf("%.0f books/s, %.1f allocations per book", books/took.Seconds(), allocs)
			return r, err
		},
	}
}

// syncBooks sends n books and wants every one accepted.
func syncBooks(ctx context.Context, url string, n, concurrency int) error {
	client, err := abebooks.New(abebooks.Classic("bench", inventedKey), sellerwire.WithBaseURL(url))
	if err != nil {
		return err
	}
	defer client.Close()
	return syncAll(ctx, client, n, concurrency)
}

func syncAll(ctx context.Context, client *abebooks.Client, n, concurrency int) error {
	accepted := 0
	for r := range client.Sync(ctx, books(n), abebooks.SyncOptions{Concurrency: concurrency}) {
		if r.Err != nil {
			return r.Err
		}
		accepted++
	}
	return exactly(accepted, n)
}

// books makes n different records of the usual size.
func books(n int) iter.Seq[abebooks.Transaction] {
	price := decimal.RequireFromString("12.50")
	return func(yield func(abebooks.Transaction) bool) {
		for i := range n {
			ok := yield(abebooks.Update(abebooks.Book{
				VendorBookID:  fmt.Sprintf("SKU-%08d", i),
				Author:        "Müller, Herta; García Márquez, Gabriel",
				Title:         "A Title of the Usual Length, with a Subtitle & an Accent é",
				Publisher:     "An Invented House",
				Price:         abebooks.Price{Amount: price, Currency: "EUR"},
				Binding:       abebooks.Binding{Type: abebooks.BindingHard, Text: abebooks.Hardcover},
				Description:   "Clean and unmarked; with the original introduction. Corners a little rubbed, otherwise as one would wish.",
				BookCondition: abebooks.ConditionVeryGood,
				ISBN:          "9780000000019",
				PublishYear:   "1999",
				Quantity:      new(1),
			}))
			if !ok {
				return
			}
		}
	}
}

// inventoryUpdate answers every book with 600. It looks for the IDs and for
// nothing else, so that the client is what is measured.
func inventoryUpdate() Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		var ids []string
		for {
			_, after, found := bytes.Cut(body, []byte("<vendorBookID>"))
			if !found {
				break
			}
			id, rest, _ := bytes.Cut(after, []byte("</vendorBookID>"))
			ids = append(ids, string(id))
			body = rest
		}
		_, _ = w.Write(inventoryReply(ids))
	})
}

// inventoryReply accepts updates.
func inventoryReply(ids []string) []byte {
	var reply bytes.Buffer
	reply.WriteString(`<?xml version="1.0" encoding="UTF-8"?><inventoryUpdateResponse version="1.0"><AbebookList>`)
	for _, id := range ids {
		fmt.Fprintf(&reply, "<Abebook><code>600</code><message>Book added or updated</message>"+
			"<transactionType>update</transactionType><vendorBookID>%s</vendorBookID></Abebook>", id)
	}
	reply.WriteString("</AbebookList><code>600</code><message>Updates completed normally</message></inventoryUpdateResponse>\n")
	return reply.Bytes()
}
