package faults_test

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/purchase"
	"github.com/sellerwire/sellerwire/purchase/purchasetest"
)

// seededOrders is the number of orders that the account has before.
const seededOrders = 2

func orderRequest() purchase.OrderRequest {
	address := purchase.Address{
		Name: "Joe McJoeburt", Address1: "5555 Street St", City: "Victoria", ProvState: "BC",
		Country: "CAN", Zipcode: "V8V8V8", Phone: "(888) 555-1234",
	}
	return purchase.OrderRequest{
		ShipAddr: address, BillAddr: address, CardToken: sellerwire.NewSecret(cardToken),
		Listings:     []purchase.RequestedListing{{ListingID: 12345, Quantity: 1, MaxPrice: money("60")}},
		ShippingMode: purchase.ShippingStandard, Domain: purchase.DomainUS, TotalMaxPrice: money("60"),
	}
}

// onPurchase makes a call of the operation table, which shows what happened on
// the wire.
func onPurchase(call func(context.Context, *purchase.Client, *site, sellerwire.CallOption) error) func(context.Context, *site) error {
	return func(ctx context.Context, s *site) error {
		var info sellerwire.ResponseInfo
		err := call(ctx, mustBe[*purchase.Client](s.client), s, sellerwire.WithResponseInfo(&info))
		s.shown.info(info)
		return err
	}
}

var (
	purchaseSearch = onPurchase(func(ctx context.Context, c *purchase.Client, s *site, info sellerwire.CallOption) error {
		page, err := c.Search(ctx, purchase.Query{}, info)
		s.told.orders(page.Orders...)
		return err
	})
	purchaseSearchAll = onPurchase(func(ctx context.Context, c *purchase.Client, s *site, _ sellerwire.CallOption) error {
		for order, err := range c.SearchAll(ctx, purchase.Query{Limit: 1}) {
			if err != nil {
				return err
			}
			s.told.orders(order)
		}
		return nil
	})
	purchaseGet = onPurchase(func(ctx context.Context, c *purchase.Client, s *site, info sellerwire.CallOption) error {
		order := mustBe[*purchasetest.Emulator](s.backend.state).Orders()[0]
		got, err := c.Get(ctx, order.ID, info)
		s.told.orders(got)
		return err
	})
	purchaseDryRun = onPurchase(func(ctx context.Context, c *purchase.Client, s *site, info sellerwire.CallOption) error {
		order, err := c.DryRun(ctx, orderRequest(), info)
		s.told.orders(order)
		return err
	})
	purchasePlaceOrder = onPurchase(func(ctx context.Context, c *purchase.Client, s *site, info sellerwire.CallOption) error {
		order, err := c.PlaceOrder(ctx, orderRequest(), info)
		s.told.orders(order)
		return err
	})
	purchaseResume = onPurchase(func(ctx context.Context, c *purchase.Client, s *site, info sellerwire.CallOption) error {
		order, err := c.ResumeOrder(ctx, orderRequest(), uuid.NewString(), purchase.ResumeOptions{FirstAttempt: time.Now().Add(-time.Hour)}, info)
		s.told.orders(order)
		return err
	})
)

// ordersPlaced counts what was bought. The service here removes no duplicates.
func ordersPlaced(s *site) int {
	return len(mustBe[*purchasetest.Emulator](s.backend.state).Orders()) - seededOrders
}
