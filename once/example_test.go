package once_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/once"
	"github.com/sellerwire/sellerwire/twd"
	"github.com/sellerwire/sellerwire/twd/twdtest"
)

// A program records sales in a shop. It can be run as often as you like.
func Example() {
	server := twdtest.NewServer(twdtest.Options{}) // a shop to try with
	defer server.Close()
	server.Seed(twdtest.Item{StockNo: "1015", Status: "A", Qty: new(3)})
	shop, err := twd.New(server.URL, server.APIKey())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer shop.Close()

	dir, err := os.MkdirTemp("", "once")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	store, err := once.OpenFile(filepath.Join(dir, "sales.journal"))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer store.Close()
	journal := once.Open(store)

	type sale struct {
		StockNo string
		Qty     int
	}
	sold := sale{"1015", 1}
	for range 3 {
		err := journal.Do(context.Background(), "order 17 item 1", sold, func(ctx context.Context) error {
			return shop.RecordSale(ctx, sold.StockNo, sold.Qty)
		})
		if err != nil {
			fmt.Println(err)
		}
	}
	item, err := shop.Get(context.Background(), "1015")
	fmt.Println(*item.Qty, "left", err)
	// Output: 2 left <nil>
}

// The reply to a sale is lost. Nobody but the shop knows whether it was recorded:
// the program looks there, and settles the change.
func ExampleJournal_Resolve() {
	server := twdtest.NewServer(twdtest.Options{}) // a shop to try with
	defer server.Close()
	server.Seed(twdtest.Item{StockNo: "1015", Status: "A", Qty: new(3)})
	shop, err := twd.New(server.URL, server.APIKey())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer shop.Close()

	dir, err := os.MkdirTemp("", "once")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	store, err := once.OpenFile(filepath.Join(dir, "sales.journal"))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer store.Close()
	journal, ctx := once.Open(store), context.Background()

	// The connection breaks after the shop has recorded the sale.
	server.Intercept(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		})
	})
	sell := func(ctx context.Context) error { return shop.RecordSale(ctx, "1015", 1) }
	err = journal.Do(ctx, "order 17 item 1", "1015", sell)
	fmt.Println(sellerwire.OutcomeOf(err))
	server.ClearIntercepts()

	unclear, err := journal.Unclear(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, change := range unclear {
		fmt.Println(change.Key, string(change.Payload))
	}
	item, err := shop.Get(ctx, "1015")
	if err != nil {
		fmt.Println(err)
		return
	}
	outcome := sellerwire.OutcomeNotSent
	if *item.Qty == 2 {
		outcome = sellerwire.OutcomeAccepted
	}
	fmt.Println(journal.Resolve(ctx, "order 17 item 1", outcome))
	fmt.Println(journal.Do(ctx, "order 17 item 1", "1015", sell))
	fmt.Println(*item.Qty, "left")
	// Output:
	// outcome unknown
	// order 17 item 1 "1015"
	// <nil>
	// <nil>
	// 2 left
}
