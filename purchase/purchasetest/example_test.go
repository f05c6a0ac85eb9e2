package purchasetest_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/purchase"
	"github.com/sellerwire/sellerwire/purchase/purchasetest"
)

// A test plays the seller: the order leaves, and the code under test is to
// notice.
func Example() {
	emu := purchasetest.NewServer(purchasetest.Options{})
	defer emu.Close()

	order := emu.AddOrder(purchasetest.Order{
		ReferenceID: "shelf-7",
		Listings:    []purchasetest.OrderListing{{ListingID: 12345, Quantity: 1}},
	})
	fmt.Println("status when placed:", order.Listings[0].Items[0].Status)

	emu.Ship(order.ID, "USPS", "9400-1000")
	order, _ = emu.Order(order.ID)
	fmt.Println("status when shipped:", order.Listings[0].Items[0].Status)
	fmt.Println("carrier:", order.Listings[0].ShippingCompany)
	// Output:
	// status when placed: 5
	// status when shipped: 35
	// carrier: USPS
}

// The client of package purchase, pointed at an emulator.
func ExampleNewServer() {
	emu := purchasetest.NewServer(purchasetest.Options{})
	defer emu.Close()
	emu.AddListings(purchasetest.Listing{ID: 777, Title: "Emma", Price: 1250, Shipping: 300})
	client, err := purchase.New(emu.AccessKey(), emu.SecretKey(), sellerwire.WithBaseURL(emu.URL))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()

	home := purchase.Address{
		Name: "Ada Reader", Address1: "1 Shelf Lane", City: "Bath", Country: "GBR", Zipcode: "BA1 1AA", Phone: "01225 000000",
	}
	order, err := client.PlaceOrder(context.Background(), purchase.OrderRequest{
		ShipAddr: home, BillAddr: home, CardToken: sellerwire.NewSecret(emu.CardToken()),
		Listings:     []purchase.RequestedListing{{ListingID: 777, Quantity: 2}},
		AnyPrice:     true,
		ShippingMode: purchase.ShippingStandard, Domain: purchase.DomainUK,
	})
	fmt.Println(order.Total(), order.Currency, err)
	fmt.Println(len(emu.Orders()), "order")
	// Output:
	// 28 GBP <nil>
	// 1 order
}

// A copy of a book turns out to be gone after the order was placed.
func ExampleEmulator_SetItemStatus() {
	emu := purchasetest.New(purchasetest.Options{})
	order := emu.AddOrder(purchasetest.Order{
		Listings: []purchasetest.OrderListing{{ListingID: 12345, Quantity: 1}},
	})
	fmt.Println(emu.SetItemStatus(order.Listings[0].Items[0].ID, 14))
	order, _ = emu.Order(order.ID)
	fmt.Println(order.Listings[0].Items[0].Status)
	// Output:
	// true
	// 14
}

// The order is stored and the connection cut: the client must look for the order
// instead of buying twice.
func ExampleEmulator_Intercept() {
	emu := purchasetest.New(purchasetest.Options{})
	emu.Intercept(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method != http.MethodPost {
				next.ServeHTTP(w, r)
				return
			}
			next.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		})
	})

	order, err := buy(emu)
	fmt.Println(order.ID, err)
	fmt.Println("orders:", len(emu.Orders()), "requests:", emu.Requests())
	// Output:
	// 1234567 <nil>
	// orders: 1 requests: 2
}

// The service is busy three times, and well afterwards.
func ExampleEmulator_RefuseNext() {
	emu := purchasetest.New(purchasetest.Options{RetryAfter: "2"})
	emu.RefuseNext(3, 5030)
	for range 4 {
		order, err := buy(emu)
		if failed, ok := errors.AsType[*sellerwire.Error](err); ok {
			fmt.Println(failed.StatusCode, purchase.CodeOf(err), failed.RetryAfter)
			continue
		}
		fmt.Println("bought", order.ID)
	}
	// Output:
	// 503 5030 (Server is temporarily unavailable or busy) 2s
	// 503 5030 (Server is temporarily unavailable or busy) 2s
	// 503 5030 (Server is temporarily unavailable or busy) 2s
	// bought 1234567
}

// An order takes its time: it is created when the test says so, even if its
// caller has given up. In a testing/synctest bubble time.AfterFunc(d, create)
// gives every order a delay of its own.
func ExampleOptions_processing() {
	held := make(chan func(), 1)
	emu := purchasetest.New(purchasetest.Options{
		Processing: func(_ purchasetest.Order, create func()) { held <- create },
	})
	done := make(chan error)
	go func() {
		_, err := buy(emu)
		done <- err
	}()
	create := <-held

	_, err := buy(emu) // another client with the same request ID
	fmt.Println("meanwhile:", sellerwire.OutcomeOf(err), "orders:", len(emu.Orders()))
	create()
	fmt.Println("afterwards:", sellerwire.OutcomeOf(<-done), "orders:", len(emu.Orders()))
	// Output:
	// meanwhile: outcome unknown orders: 0
	// afterwards: accepted orders: 1
}

// buy stands for the code under test: it orders one book, always with the same
// request ID, and does not retry.
func buy(emu *purchasetest.Emulator) (purchase.Order, error) {
	client, err := purchase.New(emu.AccessKey(), emu.SecretKey(),
		sellerwire.WithHTTPClient(&http.Client{Transport: emu.RoundTripper()}),
		sellerwire.WithRetry(sellerwire.RetryPolicy{MaxAttempts: 1}),
		purchase.WithLookUp(purchase.LookUp{First: time.Millisecond, Budget: 20 * time.Millisecond}))
	if err != nil {
		return purchase.Order{}, err
	}
	defer client.Close()
	home := purchase.Address{
		Name: "Ada Reader", Address1: "1 Shelf Lane", City: "Bath", Country: "GBR", Zipcode: "BA1 1AA", Phone: "01225 000000",
	}
	return client.PlaceOrder(context.Background(), purchase.OrderRequest{
		ShipAddr: home, BillAddr: home, CardToken: sellerwire.NewSecret(emu.CardToken()),
		Listings:     []purchase.RequestedListing{{ListingID: 12345, Quantity: 1}},
		AnyPrice:     true,
		ShippingMode: purchase.ShippingStandard, Domain: purchase.DomainUS,
	}, sellerwire.WithRequestID("id-1"))
}
