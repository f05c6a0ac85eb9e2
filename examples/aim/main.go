// Aim uploads an inventory file, waits until it is processed, prints the error
// log, fetches and totals an order report, and files one refund. With -convert
// it turns a UIEE file into an inventory loader file instead.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim"
	"github.com/sellerwire/sellerwire/aim/flatfile"
	"github.com/sellerwire/sellerwire/examples/internal/demo"
)

type settings struct {
	file    string
	days    int
	refund  string
	convert string
	out     string
}

func main() {
	var s settings
	flag.StringVar(&s.file, "file", "", "inventory `file`; the one of the examples if empty")
	flag.IntVar(&s.days, "days", 15, "`number` of days of the order report: 15, 30 or 60")
	flag.StringVar(&s.refund, "refund", "1.00", "`amount` to refund for the report's first item; 0 is none")
	flag.StringVar(&s.convert, "convert", "", "UIEE `file` to convert; nothing is sent then")
	flag.StringVar(&s.out, "out", "", "inventory loader `file` that -convert writes; standard output if empty")
	demo.Usage("aim", "uploads a feed, reads orders and files a refund.", demo.AIMEnvironment)
	flag.Parse()
	demo.Main("aim", func(ctx context.Context) error {
		if err := demo.NoArguments(); err != nil {
			return err
		}
		if s.convert != "" {
			return convert(s.convert, s.out)
		}
		return run(ctx, s)
	})
}

func run(ctx context.Context, s settings) error {
	amount, err := decimal.NewFromString(s.refund)
	if err != nil {
		return fmt.Errorf("-refund: %w", err)
	}
	seller, err := demo.AIM()
	if err != nil {
		return err
	}
	defer seller.Done()
	seller.Wait.Progress = func(p aim.WaitProgress) {
		next := "done"
		if p.Next > 0 {
			next = "again in " + p.Next.Round(time.Millisecond).String()
		}
		demo.Progressf("aim: %s, look %d: %s", p.Operation, p.Polls, next)
	}

	if err := upload(ctx, seller, s.file); err != nil {
		return err
	}
	first, err := orders(ctx, seller, aim.NumberOfDays(s.days))
	if err != nil || first == nil || amount.IsZero() {
		return err
	}
	return refund(ctx, seller, *first, amount)
}

// upload sends the inventory and prints what came of it.
func upload(ctx context.Context, seller *demo.Seller, file string) error {
	var refused [][]string
	feed, err := flatfile.LoaderFeed(demo.LoaderRows(file), flatfile.WriteOptions{
		Encoding: seller.Encoding(),
		OnRowError: func(e *flatfile.RowError) error {
			refused = append(refused, []string{strconv.Itoa(e.Row), "this module", demo.Reason(e)})
			return nil // the other rows go out
		},
	})
	if err != nil {
		return err
	}
	demo.Progressf("aim: uploading %d bytes", feed.Size())
	result, err := seller.AddModifyDeleteAndWait(ctx, feed, aim.UploadOptions{UploadFor: aim.ForMarketplace}, seller.Wait)
	if err != nil {
		return err
	}
	fmt.Printf("upload %s: %d items activated, %d not, %d warnings\n",
		result.BatchID, result.Batch.Activated, result.Batch.NotActivated, result.Batch.Warnings)
	if result.ErrorLog != nil {
		for _, entry := range result.ErrorLog.Entries {
			refused = append(refused, []string{strconv.Itoa(entry.Row), string(entry.Type), entry.SKU + ": " + entry.Message})
		}
	}
	if len(refused) > 0 {
		fmt.Println()
		demo.Table([]string{"row", "from", "what is wrong"}, []int{5, 12}, refused)
		fmt.Println()
	}
	if result.Batch.Activated == 0 {
		return errors.New("not one item was activated")
	}
	return nil
}

// orders reads a fresh order report, totals it, and returns its first item.
func orders(ctx context.Context, seller *demo.Seller, days aim.NumberOfDays) (*flatfile.OrderItem, error) {
	report, err := seller.FetchReport(ctx, aim.ReportRequest{Name: aim.OrderReport, Days: days}, seller.Wait)
	if err != nil {
		return nil, err
	}
	defer report.File.Close()

	var first *flatfile.OrderItem
	n, total := 0, decimal.Zero
	for item, err := range flatfile.ReadOrders(report.File, report.File.ReadOptions()) {
		if err != nil {
			return nil, err
		}
		if first == nil {
			first = &item
		}
		n++
		total = total.Add(item.TotalPrice)
	}
	fmt.Printf("order report %s: %d items, %s in all\n", report.Report.ID, n, total.StringFixed(2))
	return first, nil
}

// refund pays a part of the price back. It is sent once, whatever happens.
func refund(ctx context.Context, seller *demo.Seller, item flatfile.OrderItem, amount decimal.Decimal) error {
	rows := func(yield func(flatfile.Refund, error) bool) {
		yield(flatfile.Refund{
			OrderID: item.OrderID, OrderItemID: item.OrderItemID,
			Amount: amount, Reason: flatfile.ReasonGeneralAdjustment, Message: "With our apologies",
		}, nil)
	}
	feed, err := flatfile.RefundFeed(rows, flatfile.WriteOptions{Encoding: seller.Encoding()})
	if err != nil {
		return err
	}
	summary, err := seller.RefundAndWait(ctx, feed, seller.Wait)
	if err != nil {
		return err
	}
	for _, r := range summary.Refunds {
		if r.Outcome != sellerwire.OutcomeAccepted {
			demo.Linef("", "order %s: %s: %s", r.Refund.OrderID, r.Outcome, r.Line.Text)
			continue
		}
		fmt.Printf("order %s: %s refunded\n", r.Refund.OrderID, r.Refund.Amount.StringFixed(2))
	}
	return nil
}
