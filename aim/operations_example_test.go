package aim_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim"
	"github.com/sellerwire/sellerwire/aim/aimtest"
	"github.com/sellerwire/sellerwire/aim/flatfile"
)

// open starts an emulator in this process and creates a client for it. For a real service
// call aim.New(email, password, sellerwire.WithBaseURL(url)).
func open(options aimtest.Options) (*aimtest.Server, *aim.Client) {
	srv := aimtest.NewServer(options)
	client, err := aim.New(srv.Email(), srv.Password(), sellerwire.WithBaseURL(srv.URL))
	if err != nil {
		panic(err)
	}
	return srv, client
}

// atOnce polls an emulator that finishes at once.
var atOnce = aim.WaitOptions{MinInterval: time.Millisecond}

// You must name the endpoint: the vendor's own no longer exists.
func ExampleNew() {
	_, err := aim.New("seller@example.com", "invented")
	fmt.Println(errors.Is(err, sellerwire.ErrInvalidRequest))

	client, err := aim.New("seller@example.com", "invented", sellerwire.WithBaseURL("https://aim.example.com/seller-admin/"))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()
	fmt.Println(client.Encoding())
	// Output:
	// true
	// default
}

// Upload a file and fetch the result later, step by step. AddModifyDeleteAndWait does the
// same in one call.
func ExampleClient_AddModifyDelete() {
	srv, client := open(aimtest.Options{Manual: true})
	defer srv.Close()
	defer client.Close()
	ctx := context.Background()
	feed := flatfile.FeedBytes([]byte("sku\tproduct-id\tproduct-id-type\titem-condition\tprice\tquantity\r\n" +
		"SKU-1\t0486404455\t2\t2\t12.50\t1\r\n" +
		"SKU-2\t0486404455\t2\t2\tcheap\t1\r\n"))

	receipt, err := client.AddModifyDelete(ctx, feed, aim.UploadOptions{UploadFor: aim.ForMarketplace, ReturnBatchID: true})
	if err != nil {
		fmt.Println(sellerwire.OutcomeOf(err), err)
		return
	}
	pending, err := client.PendingUploads(ctx)
	fmt.Println(pending, "pending", err)

	srv.ProcessNext() // the service takes its time

	batches, err := client.Batches(ctx, aim.BatchQuery{Count: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, b := range batches {
		fmt.Println(b.ID == receipt.BatchID, b.Status, b.Activated, b.NotActivated)
	}
	// Output:
	// 1 pending <nil>
	// true Done 1 1
}

// Upload a file and wait until it is processed.
func ExampleClient_AddModifyDeleteAndWait() {
	srv, client := open(aimtest.Options{ProcessingDelay: -1})
	defer srv.Close()
	defer client.Close()

	feed := flatfile.FeedBytes([]byte("UR|SKU-1\r\nTI|Tractatus\r\nCN|very good\r\nPR|12.50\r\n\r\n")).WithFormat(flatfile.UIEE)
	result, err := client.AddModifyDeleteAndWait(context.Background(), feed, aim.UploadOptions{}, atOnce)
	fmt.Println(result.Batch.Status, result.Batch.Activated, result.ErrorLog == nil, err)
	// Output: Done 1 true <nil>
}

// A file is opened when it is sent. If it has changed since, nothing is sent.
func ExampleFeedFile() {
	srv, client := open(aimtest.Options{ProcessingDelay: -1})
	defer srv.Close()
	defer client.Close()
	dir, err := os.MkdirTemp("", "feed")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "inventory.txt")
	if err := os.WriteFile(path, []byte("sku\tquantity\r\nSKU-1\t0\r\n"), 0o600); err != nil {
		fmt.Println(err)
		return
	}

	feed, err := flatfile.FeedFile(path)
	fmt.Println(feed.Size(), "bytes", err)
	if err := os.WriteFile(path, []byte("sku\tquantity\r\n"), 0o600); err != nil {
		fmt.Println(err)
		return
	}
	_, err = client.ModifyOnly(context.Background(), feed, aim.UploadOptions{})
	fmt.Println(errors.Is(err, sellerwire.ErrNotSent), srv.Requests(), "requests")
	// Output:
	// 23 bytes <nil>
	// true 0 requests
}

// Change prices and quantities, and delete what was sold.
func ExampleClient_ModifyOnlyAndWait() {
	srv, client := open(aimtest.Options{ProcessingDelay: -1})
	defer srv.Close()
	defer client.Close()
	srv.Seed(
		aimtest.Item{"sku": "SKU-1", "price": "5.00", "quantity": "1"},
		aimtest.Item{"sku": "SKU-2", "price": "6.00", "quantity": "1"},
	)

	feed, err := flatfile.ModifyFeed(flatfile.Rows(slices.Values([]flatfile.ModifyRow{
		{SKU: "SKU-1", Price: new(decimal.RequireFromString("4.50"))},
		{SKU: "SKU-2", Quantity: new(0)},
	})), flatfile.WriteOptions{Encoding: client.Encoding()})
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := client.ModifyOnlyAndWait(context.Background(), feed, aim.UploadOptions{}, atOnce)
	fmt.Println(result.Batch.Activated, err)
	fmt.Println(srv.Inventory())
	// Output:
	// 2 <nil>
	// map[SKU-1:map[price:4.50 quantity:1 sku:SKU-1]]
}

// Upload a price change and do not wait for it.
func ExampleClient_ModifyOnly() {
	srv, client := open(aimtest.Options{ProcessingDelay: -1})
	defer srv.Close()
	defer client.Close()
	srv.Seed(aimtest.Item{"sku": "SKU-1", "price": "5.00", "quantity": "1"})

	feed := flatfile.FeedBytes([]byte("sku\tprice\r\nSKU-1\t4.50\r\n"))
	receipt, err := client.ModifyOnly(context.Background(), feed, aim.UploadOptions{})
	fmt.Printf("%q %v\n", receipt.BatchID, err)
	item, _ := srv.Item("SKU-1")
	fmt.Println(item["price"])
	// Output:
	// "" <nil>
	// 4.50
}

// Replace the whole inventory.
func ExampleClient_PurgeReplaceAndWait() {
	srv, client := open(aimtest.Options{ProcessingDelay: -1})
	defer srv.Close()
	defer client.Close()
	srv.Seed(aimtest.Item{"sku": "OLD-1", "price": "5.00", "quantity": "1"})

	feed, err := flatfile.LoaderFeed(flatfile.Rows(slices.Values([]flatfile.LoaderRow{{
		SKU: "NEW-1", ProductID: "0486404455", ProductIDType: flatfile.ProductISBN, Condition: flatfile.ConditionNew,
		Price: decimal.RequireFromString("12.50"), Quantity: new(1),
	}})), flatfile.WriteOptions{Encoding: client.Encoding()})
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := client.PurgeReplaceAndWait(context.Background(), feed, aim.ReplaceInventory, aim.UploadOptions{}, atOnce)
	fmt.Println(result.Batch.Activated, err)
	_, old := srv.Item("OLD-1")
	_, fresh := srv.Item("NEW-1")
	fmt.Println(old, fresh)
	// Output:
	// 1 <nil>
	// false true
}

// Download the error log and the quick fix file of an upload by its ID.
func ExampleClient_DownloadErrorLog() {
	srv, client := open(aimtest.Options{ProcessingDelay: -1})
	defer srv.Close()
	defer client.Close()
	ctx := context.Background()
	feed := flatfile.FeedBytes([]byte("sku\tproduct-id\tprice\tquantity\r\nSKU-1\t0486404455\tcheap\t1\r\n"))
	receipt, err := client.AddModifyDelete(ctx, feed, aim.UploadOptions{ReturnBatchID: true})
	if err != nil {
		fmt.Println(err)
		return
	}

	download, err := client.DownloadErrorLog(ctx, receipt.BatchID)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer download.Close()
	log, err := flatfile.ReadErrorLog(download, download.ReadOptions())
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, e := range log.Entries {
		fmt.Println(e.Record, e.SKU, e.Type, e.Message)
	}

	_, err = client.DownloadErrorLog(ctx, "1")
	fmt.Println(aim.CodeOf(err) == aim.CodeInvalidBatch)
	// Output:
	// 1 SKU-1 Error The amount value in the column price is invalid.
	// true
}

// Correct the rejected rows of an upload and upload them again.
func ExampleClient_DownloadQuickFix() {
	srv, client := open(aimtest.Options{ProcessingDelay: -1})
	defer srv.Close()
	defer client.Close()
	ctx := context.Background()
	feed := flatfile.FeedBytes([]byte("sku\tproduct-id\tprice\tquantity\r\nSKU-1\t0486404455\tcheap\t1\r\n"))
	receipt, err := client.AddModifyDelete(ctx, feed, aim.UploadOptions{ReturnBatchID: true})
	if err != nil {
		fmt.Println(err)
		return
	}

	download, err := client.DownloadQuickFix(ctx, receipt.BatchID)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer download.Close()
	fix, err := flatfile.NewQuickFix(download, download.ReadOptions())
	if err != nil {
		fmt.Println(err)
		return
	}
	var rows [][]string
	for row, err := range fix.Rows() {
		if err != nil {
			fmt.Println(err)
			return
		}
		if corrected, ok := row.With("price", "12.50"); ok {
			rows = append(rows, corrected.Cells())
		}
	}
	again, err := flatfile.TableFeed(fix.Columns(), flatfile.Rows(slices.Values(rows)), flatfile.WriteOptions{Encoding: client.Encoding()})
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := client.AddModifyDeleteAndWait(ctx, again, aim.UploadOptions{}, atOnce)
	fmt.Println(result.Batch.Activated, result.Batch.NotActivated, err)
	// Output: 1 0 <nil>
}

// AllowRepeat allows retries of an upload after every temporary failure, at the risk of a
// second batch.
func ExampleAllowRepeat() {
	srv, client := open(aimtest.Options{})
	defer srv.Close()
	defer client.Close()
	srv.Intercept(failFirst)

	feed := flatfile.FeedBytes([]byte("sku\tquantity\r\nSKU-1\t0\r\n"))
	_, err := client.ModifyOnly(context.Background(), feed, aim.UploadOptions{}, aim.AllowRepeat(),
		sellerwire.WithCallRetry(sellerwire.RetryPolicy{MinBackoff: time.Millisecond, MaxBackoff: time.Millisecond}))
	fmt.Println(err, srv.Requests(), "requests")
	// Output: <nil> 2 requests
}

// failFirst answers the first request with a 503, before it reaches the service.
func failFirst(service http.Handler) http.Handler {
	var failed atomic.Bool
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !failed.Swap(true) {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		service.ServeHTTP(w, r)
	})
}
