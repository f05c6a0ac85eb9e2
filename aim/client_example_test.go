package aim_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"time"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim"
	"github.com/sellerwire/sellerwire/aim/aimtest"
	"github.com/sellerwire/sellerwire/aim/flatfile"
	"github.com/shopspring/decimal"
)

// connect starts an emulator and creates a client for it. With a compatible service, only
// the endpoint and the credentials differ.
func connect(options aimtest.Options) (*aimtest.Server, *aim.Client) {
	srv := aimtest.NewServer(options)
	client, err := aim.New(srv.Email(), srv.Password(), sellerwire.WithBaseURL(srv.URL))
	if err != nil {
		panic(err)
	}
	return srv, client
}

// quickly polls an emulator that finishes at once.
var quickly = aim.WaitOptions{MinInterval: time.Millisecond}

// Encode rows as an inventory loader file, upload it, wait, and print the result.
func Example() {
	srv, client := connect(aimtest.Options{ProcessingDelay: -1})
	defer srv.Close()
	defer client.Close()

	rows := []flatfile.LoaderRow{
		{SKU: "SKU-0001", ProductID: "0486404455", ProductIDType: flatfile.ProductISBN, Condition: flatfile.ConditionUsedGood,
			Price: decimal.RequireFromString("12.50"), Quantity: new(1)},
		{SKU: "SKU-0002", Price: decimal.RequireFromString("3.00"), Quantity: new(2)},
	}
	feed, err := flatfile.LoaderFeed(flatfile.Rows(slices.Values(rows)), flatfile.WriteOptions{Encoding: client.Encoding()})
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := client.AddModifyDeleteAndWait(context.Background(), feed, aim.UploadOptions{UploadFor: aim.ForMarketplace}, quickly)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.Batch.Activated, "active,", result.Batch.NotActivated, "rejected")
	for _, entry := range result.ErrorLog.Entries {
		fmt.Println(entry.SKU+":", entry.Message)
	}
	// Output:
	// 1 active, 1 rejected
	// SKU-0002: A new item needs a product-id.
}

// Generate an order report, wait for it, and add up what was sold.
func ExampleClient_FetchReport() {
	srv, client := connect(aimtest.Options{ProcessingDelay: -1})
	defer srv.Close()
	defer client.Close()
	srv.AddOrders(
		aimtest.Order{OrderID: "001-1234567-1234567", OrderItemID: "12345678901234", Price: "10.00", ShippingFee: "3.99", Quantity: "1",
			Total: "13.99"},
		aimtest.Order{OrderID: "001-1234567-1234568", OrderItemID: "12345678901235", Price: "2.02", ShippingFee: "3.99", Quantity: "1",
			Total: "6.01"},
	)

	report, err := client.FetchReport(context.Background(), aim.ReportRequest{Name: aim.OrderReport, Days: aim.Days15}, quickly)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer report.File.Close()
	total := decimal.Decimal{}
	for order, err := range flatfile.ReadOrders(report.File, report.File.ReadOptions()) {
		if err != nil {
			fmt.Println(err)
			return
		}
		total = total.Add(order.TotalPrice)
	}
	fmt.Println(total)
	// Output: 20
}

// Pay money back, at most once, and read the outcome of each refund.
func ExampleClient_RefundAndWait() {
	srv, client := connect(aimtest.Options{ProcessingDelay: -1})
	defer srv.Close()
	defer client.Close()

	feed, err := flatfile.RefundFeed(flatfile.Rows(slices.Values([]flatfile.Refund{{
		OrderID: "123-1234567-1234567", OrderItemID: "12341234567890",
		Amount: decimal.RequireFromString("10.00"), Reason: flatfile.ReasonCouldNotShip, Message: "With our apologies",
	}})), flatfile.WriteOptions{Encoding: client.Encoding()})
	if err != nil {
		fmt.Println(err)
		return
	}
	summary, err := client.RefundAndWait(context.Background(), feed, quickly)
	if errors.Is(err, sellerwire.ErrOutcomeUnknown) {
		fmt.Println("look at the account before you do anything:", err)
		return
	}
	if err != nil {
		fmt.Println(sellerwire.OutcomeOf(err), err)
		return
	}
	for _, r := range summary.Refunds {
		fmt.Println(r.Refund.OrderID, r.Refund.Amount, r.Outcome)
	}
	// Output: 123-1234567-1234567 10 accepted
}

// A refund whose reply was lost is not retried. The error says that the outcome is
// unknown.
func ExampleClient_Refund_lostAnswer() {
	srv, client := connect(aimtest.Options{})
	defer srv.Close()
	defer client.Close()
	srv.Intercept(func(service http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			service.ServeHTTP(httptest.NewRecorder(), r) // the money is gone,
			panic(http.ErrAbortHandler)                  // the answer too
		})
	})

	feed := flatfile.FeedBytes([]byte("order-id\tpayments-transaction-id\trefund-amount\treason\tmessage\r\n" +
		"123-1234567-1234567\t12341234567890\t10.00\tCouldNotShip\tSorry\r\n"))
	err := client.Refund(context.Background(), feed)
	fmt.Println(sellerwire.OutcomeOf(err))
	fmt.Println(len(srv.Refunds()), "refund,", srv.Requests(), "request")
	// Output:
	// outcome unknown
	// 1 refund, 1 request
}

// PurgeReplace deletes everything, so it requires a confirmation.
func ExampleClient_PurgeReplace() {
	srv, client := connect(aimtest.Options{ProcessingDelay: -1})
	defer srv.Close()
	defer client.Close()
	srv.Seed(aimtest.Item{"sku": "OLD-1", "price": "5.00", "quantity": "1"})
	headerOnly := flatfile.FeedBytes([]byte("sku\tprice\tquantity\r\n"))

	_, err := client.PurgeReplace(context.Background(), headerOnly, aim.ReplaceInventory, aim.UploadOptions{})
	fmt.Println(err)
	_, err = client.PurgeReplace(context.Background(), headerOnly, aim.EmptyInventory, aim.UploadOptions{})
	fmt.Println(err, len(srv.Inventory()))
	// Output:
	// aim: purge replace: invalid, nothing sent: feed: it has no rows and would empty the inventory; only EmptyInventory confirms that
	// <nil> 0
}

// Print the progress of a wait.
func ExampleWaitOptions() {
	srv, client := connect(aimtest.Options{Manual: true})
	defer srv.Close()
	defer client.Close()
	srv.Seed(aimtest.Item{"sku": "SKU-1", "price": "5.00", "quantity": "1"})
	options := aim.WaitOptions{
		MinInterval: time.Millisecond,
		Progress: func(p aim.WaitProgress) {
			fmt.Printf("poll %d: %s\n", p.Polls, p.Batch.Status)
			srv.ProcessNext()
		},
	}
	feed := flatfile.FeedBytes([]byte("sku\tquantity\r\nSKU-1\t0\r\n"))
	_, err := client.ModifyOnlyAndWait(context.Background(), feed, aim.UploadOptions{}, options)
	fmt.Println(err)
	// Output:
	// poll 1: In Progress
	// poll 2: Done
	// <nil>
}

// A file that does not exist is an error with a code, even if the service answers with
// HTTP 200.
func ExampleCodeOf() {
	srv, client := connect(aimtest.Options{})
	defer srv.Close()
	defer client.Close()

	_, err := client.DownloadReport(context.Background(), "2893717072")
	fmt.Println(aim.CodeOf(err))
	fmt.Println(errors.Is(err, sellerwire.ErrNotFound))
	// Output:
	// FILE_NOT_FOUND (there is no such file, or not yet)
	// true
}

// Save any file of the service unchanged.
func ExampleClient_DownloadLatestReport() {
	srv, client := connect(aimtest.Options{})
	defer srv.Close()
	defer client.Close()
	srv.AddReport(aimtest.Report{Name: "OpenListingsLiter"}, func(w io.Writer) error {
		_, err := io.WriteString(w, "seller-sku\tquantity\nSKU-1\t3\n")
		return err
	})

	download, err := client.DownloadLatestReport(context.Background(), aim.OpenListingsLiterReport)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer download.Close()
	content, err := io.ReadAll(download)
	fmt.Printf("%q %v\n", content, err)
	// Output: "seller-sku\tquantity\nSKU-1\t3\n" <nil>
}
