package once_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim"
	"github.com/sellerwire/sellerwire/aim/aimtest"
	"github.com/sellerwire/sellerwire/aim/flatfile"
	"github.com/sellerwire/sellerwire/once"
)

// A refund is paid once, however often the program runs. Its key is the order item.
func Example_refund() {
	server := aimtest.NewServer(aimtest.Options{}) // a service to try with
	defer server.Close()
	seller, err := aim.New(server.Email(), server.Password(), sellerwire.WithBaseURL(server.URL))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer seller.Close()

	dir, err := os.MkdirTemp("", "once")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	store, err := once.OpenFile(filepath.Join(dir, "refunds.journal"))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer store.Close()
	journal := once.Open(store)

	refund := flatfile.Refund{
		OrderID: "123-1234567-1234567", OrderItemID: "12341234567890",
		Amount: decimal.RequireFromString("10.00"), Reason: flatfile.ReasonCouldNotShip, Message: "With our apologies",
	}
	for range 2 {
		err := journal.Do(context.Background(), "refund of "+refund.OrderItemID, refund, func(ctx context.Context) error {
			feed, err := flatfile.RefundFeed(flatfile.Rows(slices.Values([]flatfile.Refund{refund})), flatfile.WriteOptions{})
			if err != nil {
				return err // an InvalidError, which says that nothing was sent
			}
			return seller.Refund(ctx, feed)
		})
		fmt.Println(sellerwire.OutcomeOf(err))
	}
	fmt.Println(len(server.Refunds()), "refund")
	// Output:
	// accepted
	// accepted
	// 1 refund
}
