// Aim uploads an inventory file, waits until it is processed, prints the error
// log, fetches and totals an order report, and files one refund. With -convert
// it turns a UIEE file into an inventory loader file instead.
package main

import (
	"context"
	"flag"
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim"
	"github.com/sellerwire/sellerwire/aim/flatfile"
	"github.com/sellerwire/sellerwire/examples/internal/demo"
	"github.com/sellerwire/sellerwire/examples/internal/inventory"
)

type settings struct {
	file    string
	days    int
	refund  string
	convert string
	out     string
	yes     *bool
}

func main() {
	var s settings
	flag.StringVar(&s.file, "file", "", "inventory `file`; the one of the examples if empty")
	flag.IntVar(&s.days, "days", 15, "`number` of days of the order report: 15, 30 or 60")
	flag.StringVar(&s.refund, "refund", "",
		"`amount` to refund for the report's first item;\n1.00 at an emulator and none elsewhere if empty")
	flag.StringVar(&s.convert, "convert", "", "UIEE `file` to convert; nothing is sent then")
	flag.StringVar(&s.out, "out", "", "inventory loader `file` that -convert writes; standard output if empty")
	s.yes = demo.Yes()
	demo.Usage("aim", "uploads a feed, reads orders and files a refund.", demo.AIMEnvironment)
	demo.Main("aim", func(ctx context.Context) error {
		if s.convert != "" {
			return convert(s.convert, s.out)
		}
		return run(ctx, s)
	})
}

func run(ctx context.Context, s settings) error {
	amount, err := s.amount()
	if err != nil {
		return err
	}
	rows, err := demo.Inventory(s.file)
	if err != nil {
		return err
	}
	seller, err := demo.AIM()
	if err != nil {
		return err
	}
	defer seller.Done()
	err = demo.Confirm(*s.yes, func() {
		fmt.Printf("would upload %d rows\n", len(rows))
		if !amount.IsZero() {
			fmt.Printf("would refund %s of the first item ordered\n", amount.StringFixed(2))
		}
	}, "AIM_URL")
	if err != nil {
		return err
	}
	seller.Wait.Progress = func(p aim.WaitProgress) {
		next := "done"
		if p.Next > 0 {
			next = "again in " + p.Next.Round(time.Millisecond).String()
		}
		demo.Progressf("aim: %s, look %d: %s", p.Operation, p.Polls, next)
	}

	if err := upload(ctx, seller, rows); err != nil {
		return err
	}
	first, err := orders(ctx, seller, aim.NumberOfDays(s.days))
	if err != nil || first == nil || amount.IsZero() {
		return err
	}
	return refund(ctx, seller, *first, amount)
}

// amount reads -refund.
func (s settings) amount() (decimal.Decimal, error) {
	switch {
	case s.days != 15 && s.days != 30 && s.days != 60:
		return decimal.Zero, fmt.Errorf("-days must be 15, 30 or 60, not %d", s.days)
	case s.refund == "" && demo.Real("AIM_URL"):
		return decimal.Zero, nil
	case s.refund == "":
		return decimal.NewFromInt(1), nil
	}
	amount, err := decimal.NewFromString(s.refund)
	if err != nil || amount.IsNegative() {
		return decimal.Zero, fmt.Errorf("-refund must be an amount such as 1.00, not %q", s.refund)
	}
	return amount, nil
}

// upload sends the inventory and prints what came of it.
func upload(ctx context.Context, seller *demo.Seller, rows []inventory.Row) error {
	var failed demo.Causes
	feed, err := flatfile.LoaderFeed(demo.LoaderRows(rows), flatfile.WriteOptions{
		Encoding: seller.Encoding(),
		OnRowError: func(e *flatfile.RowError) error {
			failed.Add(fmt.Sprintf("row %d, not sent", e.Row), demo.Reason(e))
			return nil // the other rows go out
		},
	})
	if err != nil {
		return err
	}
	demo.Progressf("aim: uploading %d bytes", feed.Size())
	result, err := seller.AddModifyDeleteAndWait(ctx, feed, aim.UploadOptions{UploadFor: aim.ForMarketplace}, seller.Wait)
	if err != nil && sellerwire.OutcomeOf(err) == sellerwire.OutcomeAccepted {
		return fmt.Errorf("the file is uploaded, as batch %q; what came of it is not known: %w", result.BatchID, err)
	}
	if err != nil {
		return err
	}
	fmt.Printf("upload %s: %d items activated, %d not, %d warnings\n",
		result.BatchID, result.Batch.Activated, result.Batch.NotActivated, result.Batch.Warnings)
	if result.ErrorLog != nil {
		for _, entry := range result.ErrorLog.Entries {
			failed.Add(fmt.Sprintf("row %d, %s, %s", entry.Row, entry.SKU, entry.Type), entry.Message)
		}
	}
	failed.Print("")
	if result.Batch.Activated == 0 {
		return failed.Why("not one item was activated")
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
