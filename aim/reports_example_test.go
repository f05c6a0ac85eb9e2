package aim_test

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim"
	"github.com/sellerwire/sellerwire/aim/aimtest"
	"github.com/sellerwire/sellerwire/aim/flatfile"
)

// reporting starts an emulator in this process and creates a client for it. For a real
// service call aim.New(email, password, sellerwire.WithBaseURL(url)).
func reporting(options aimtest.Options) (*aimtest.Server, *aim.Client) {
	srv := aimtest.NewServer(options)
	client, err := aim.New(srv.Email(), srv.Password(), sellerwire.WithBaseURL(srv.URL))
	if err != nil {
		panic(err)
	}
	return srv, client
}

// soon polls an emulator that finishes at once.
var soon = aim.WaitOptions{MinInterval: time.Millisecond}

// Generate a report, check whether it is finished, and download it, step by step.
// FetchReport does the same in one call.
func ExampleClient_GenerateReport() {
	srv, client := reporting(aimtest.Options{Manual: true})
	defer srv.Close()
	defer client.Close()
	ctx := context.Background()
	srv.Seed(aimtest.Item{"sku": "SKU-1", "price": "5.00", "quantity": "3"})

	err := client.GenerateReport(ctx, aim.ReportRequest{Name: aim.OrderReport, Days: 20})
	fmt.Println(err)
	if err := client.GenerateReport(ctx, aim.ReportRequest{Name: aim.OpenListingsReport}); err != nil {
		fmt.Println(err)
		return
	}

	srv.FinishNextReport() // the service takes up to 45 minutes

	reports, err := client.Reports(ctx, aim.ReportQuery{Name: aim.OpenListingsReport, Count: 1})
	if err != nil || len(reports) == 0 || reports[0].Running() {
		fmt.Println("not yet", err)
		return
	}
	download, err := client.DownloadReport(ctx, reports[0].ID)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer download.Close()
	for listing, err := range flatfile.ReadListings(download, download.ReadOptions()) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(listing.SKU, listing.Price.StringFixed(2), *listing.Quantity)
	}
	// Output:
	// aim: generate report: invalid, nothing sent: NumberOfDays: must be 15, 30 or 60, not 20
	// SKU-1 5.00 3
}

// List the summary reports of refunds.
func ExampleClient_Reports() {
	srv, client := reporting(aimtest.Options{ReportDelay: -1})
	defer srv.Close()
	defer client.Close()
	srv.AddReport(aimtest.Report{
		Name:  string(aim.BatchRefundReport),
		Start: time.Date(2009, 7, 23, 16, 0, 0, 0, time.UTC), End: time.Date(2009, 7, 23, 16, 5, 0, 0, time.UTC),
	}, func(w io.Writer) error {
		_, err := io.WriteString(w, "123-1234567-1234567order-item-id: 12341234567890\tSUCCESS 10.00 is Refunded.\r\n")
		return err
	})

	reports, err := client.Reports(context.Background(), aim.ReportQuery{Name: aim.BatchRefundReport})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range reports {
		fmt.Println(r.Running(), r.End.Time)
	}
	// Output: false 2009-07-23 09:05:00 -0700 PDT
}

// Upload refunds and fetch the outcome of each later.
func ExampleClient_Refund() {
	srv, client := reporting(aimtest.Options{ReportDelay: -1})
	defer srv.Close()
	defer client.Close()

	feed, err := flatfile.RefundFeed(flatfile.Rows(slices.Values([]flatfile.Refund{{
		OrderID: "123-1234567-1234567", OrderItemID: "12341234567890",
		Amount: decimal.RequireFromString("10.00"), Reason: flatfile.ReasonCouldNotShip,
	}})), flatfile.WriteOptions{Encoding: client.Encoding()})
	if err != nil {
		fmt.Println(err)
		return
	}
	err = client.Refund(context.Background(), feed)
	fmt.Println(sellerwire.OutcomeOf(err), len(srv.Refunds()))
	// Output: accepted 1
}

// Continue to wait for an upload with a known ID, for example after a restart.
func ExampleClient_WaitForBatch() {
	srv, client := reporting(aimtest.Options{ProcessingDelay: -1})
	defer srv.Close()
	defer client.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
	defer cancel()

	receipt, err := client.AddModifyDelete(ctx, flatfile.FeedBytes([]byte("sku\tadd-delete\r\nSKU-1\td\r\n")),
		aim.UploadOptions{ReturnBatchID: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	batch, err := client.WaitForBatch(ctx, receipt.BatchID, soon)
	fmt.Println(batch.Status, batch.Warnings, err)
	// Output: Done 1 <nil>
}

// Wait for a report that is new since a mark. You can store the mark, so the wait
// survives a restart.
func ExampleClient_WaitForReport() {
	srv, client := reporting(aimtest.Options{ReportDelay: -1})
	defer srv.Close()
	defer client.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
	defer cancel()
	request := aim.ReportRequest{Name: aim.OpenListingsLiteReport}

	mark, err := client.MarkReports(ctx, request.Name)
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := client.GenerateReport(ctx, request); err != nil {
		fmt.Println(err)
		return
	}
	report, err := client.WaitForReport(ctx, request, mark, soon)
	fmt.Println(len(mark.IDs), report.ID == srv.Reports()[0].ID, err)
	// Output: 0 true <nil>
}
