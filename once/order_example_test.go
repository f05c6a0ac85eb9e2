package once_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/shopspring/decimal"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/once"
	"github.com/sellerwire/sellerwire/purchase"
	"github.com/sellerwire/sellerwire/purchase/purchasetest"
)

// An order is placed under a request ID of the program's own, which is the key of
// the change. What a run has left unclear, the next run resumes.
func Example_order() {
	server := purchasetest.NewServer(purchasetest.Options{}) // a service to try with
	defer server.Close()
	orders, err := purchase.New(server.AccessKey(), server.SecretKey(), sellerwire.WithBaseURL(server.URL))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer orders.Close()
	card := sellerwire.NewSecret(server.CardToken())

	dir, err := os.MkdirTemp("", "once")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	store, err := once.OpenFile(filepath.Join(dir, "orders.journal"))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer store.Close()
	journal, ctx := once.Open(store), context.Background()

	// The first run. The order arrives, and the process dies.
	address := purchase.Address{
		Name: "Joe McJoeburt", Address1: "5555 Street St", City: "Victoria", ProvState: "BC",
		Country: "CAN", Zipcode: "V8V8V8", Phone: "(888) 555-1234",
	}
	request := purchase.OrderRequest{
		ShipAddr: address, BillAddr: address, CardToken: card, ShippingMode: purchase.ShippingStandard, Domain: purchase.DomainUS,
		Listings: []purchase.RequestedListing{{ListingID: 12345, Quantity: 1, MaxPrice: decimal.RequireFromString("48.00")}},
	}
	id := "6f1f9c1e-9d1b-4c56-8f0a-2f6a54f4a3d1" // a random UUID, kept where the order comes from
	err = journal.Do(ctx, id, request, func(ctx context.Context) error {
		if _, err := orders.PlaceOrder(ctx, request, sellerwire.WithRequestID(id)); err != nil {
			return err
		}
		return errors.New("power failure") // says nothing about the order, as a crash
	})
	fmt.Println(sellerwire.OutcomeOf(err))

	// The next run, before it places new orders.
	unclear, err := journal.Unclear(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, change := range unclear {
		var request purchase.OrderRequest
		if err := json.Unmarshal(change.Payload, &request); err != nil {
			fmt.Println(err)
			return
		}
		request.CardToken = card // the journal does not have it
		order, err := orders.ResumeOrder(ctx, request, change.Key, purchase.ResumeOptions{FirstAttempt: change.Begun})
		if sellerwire.OutcomeOf(err) != sellerwire.OutcomeAccepted {
			fmt.Println("still unclear, try again later:", err)
			continue
		}
		fmt.Println("bought for", order.Total())
		if err := journal.Resolve(ctx, change.Key, sellerwire.OutcomeAccepted); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println(len(server.Orders()), "order")
	// Output:
	// outcome unknown
	// bought for 47.22
	// 1 order
}
