package purchase_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/purchase"
	"github.com/sellerwire/sellerwire/purchase/purchasetest"
)

// oneBook is an order of one book at an emulator in this process, and a client of it.
// A real client is made with purchase.New(accessKey, secretKey).
func oneBook(opts ...sellerwire.Option) (*purchasetest.Server, *purchase.Client, purchase.OrderRequest) {
	emu := purchasetest.NewServer(purchasetest.Options{})
	client, err := purchase.New(emu.AccessKey(), emu.SecretKey(), append(opts, sellerwire.WithBaseURL(emu.URL))...)
	if err != nil {
		panic(err)
	}
	buyer := purchase.Address{
		Name: "Ada Reader", Address1: "1 Shelf Lane", City: "Bath", Country: "GBR", Zipcode: "BA1 1AA", Phone: "01225 000000",
	}
	return emu, client, purchase.OrderRequest{
		ShipAddr: buyer, BillAddr: buyer, CardToken: sellerwire.NewSecret(emu.CardToken()),
		Listings:     []purchase.RequestedListing{{ListingID: 12345, Quantity: 1, MaxPrice: decimal.RequireFromString("48.00")}},
		ShippingMode: purchase.ShippingStandard, Domain: purchase.DomainUS,
	}
}

// New does no I/O and refuses what cannot work. Without WithBaseURL the client
// talks to the service itself.
func ExampleNew() {
	client, err := purchase.New("ACCESS-KEY-EXAMPLE", "SECRET-KEY-EXAMPLE")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()
	fmt.Println(client)

	_, err = purchase.New("ACCESS-KEY-EXAMPLE", "")
	fmt.Println(err)
	// Output:
	// sellerwire client of purchase
	// purchase: new: invalid, nothing sent: secret key: it is empty
}

// A dry run asks the service what an order would cost. Nothing is bought.
func ExampleClient_DryRun() {
	emu, client, request := oneBook()
	defer emu.Close()
	defer client.Close()

	order, err := client.DryRun(context.Background(), request)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(order.DryRun, order.ID, order.Total(), order.Currency)
	fmt.Println(len(emu.Orders()), "orders")
	// Output:
	// true 0 47.22 USD
	// 0 orders
}

// The four ways in which placing an order can end, besides success.
func ExampleClient_PlaceOrder() {
	emu, client, request := oneBook()
	defer emu.Close()
	defer client.Close()

	order, err := client.PlaceOrder(context.Background(), request)
	var partial *purchase.PartialError
	switch {
	case err == nil:
		fmt.Println("bought:", order.ID, order.Total(), order.Currency)
	case errors.As(err, &partial):
		fmt.Println("bought in part:", order.ID, partial.Shortfalls)
	case errors.Is(err, sellerwire.ErrOutcomeUnknown):
		fmt.Println("call ResumeOrder with the request ID of the error:", err)
	case errors.Is(err, sellerwire.ErrNotSent):
		fmt.Println("nothing left this machine:", err)
	default:
		fmt.Println("refused:", purchase.CodesOf(err))
	}
	// Output: bought: 1234567 47.22 USD
}

// The reply to an order is lost, and the client finds the order by itself. It
// is not posted again.
func ExampleWithLookUp() {
	emu, client, request := oneBook(purchase.WithLookUp(purchase.LookUp{First: 10 * time.Millisecond, Budget: time.Minute}))
	defer emu.Close()
	defer client.Close()
	emu.Intercept(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPost {
				next.ServeHTTP(httptest.NewRecorder(), r)
				panic(http.ErrAbortHandler)
			}
			next.ServeHTTP(w, r)
		})
	})

	order, err := client.PlaceOrder(context.Background(), request)
	fmt.Println(order.ID, err)
	fmt.Println(len(emu.Orders()), "order,", emu.Requests(), "requests")
	// Output:
	// 1234567 <nil>
	// 1 order, 2 requests
}

// Follow an order until its books are on their way.
func ExampleClient_Get() {
	emu, client, _ := oneBook()
	defer emu.Close()
	defer client.Close()
	placed := emu.AddOrder(purchasetest.Order{
		Listings: []purchasetest.OrderListing{{ListingID: 12345, Title: "A Nice Book", Quantity: 1}},
	})
	emu.Ship(placed.ID, "USPS", "9400-1000")

	order, err := client.Get(context.Background(), placed.ID)
	if err != nil {
		fmt.Println(err)
		return
	}
	for line, item := range order.Items() {
		fmt.Println(line.Title, item.Status, line.ShippingCompany, line.ShippingTrackingID)
	}
	_, err = client.Get(context.Background(), 42)
	fmt.Println(errors.Is(err, sellerwire.ErrNotFound), purchase.CodeOf(err))
	// Output:
	// A Nice Book 35 Shipped USPS 9400-1000
	// true 4041 (Order not found)
}

// Validate names every fault at once, without a client and without repeating an
// address.
func ExampleOrderRequest_Validate() {
	home := purchase.Address{
		Name: "Ada Reader", Address1: "1 Shelf Lane", City: "Bath", Country: "GBR", Zipcode: "BA1 1AA", Phone: "01225 000000",
	}
	request := purchase.OrderRequest{
		ShipAddr: home, BillAddr: home, CardToken: sellerwire.NewSecret("an invented token"),
		Listings:     []purchase.RequestedListing{{ListingID: 12345, Quantity: 251}},
		ShippingMode: purchase.ShippingStandard, Domain: "abebooks.es", AnyPrice: true,
	}
	request.ShipAddr.Phone = ""
	if invalid, ok := errors.AsType[*sellerwire.InvalidError](request.Validate()); ok {
		for _, fault := range invalid.Fields {
			fmt.Println(fault.Item, fault)
		}
	}
	// Output:
	// shipAddr phone: it is empty
	//  listings: must have at most 250 items in total, has 251
	//  domain: must be a domain of the service, such as abebooks.com, is "abebooks.es"
}

// A search that one request cannot make is refused; SearchAll cuts it.
func ExampleQuery_Validate() {
	query := purchase.Query{
		DateStart: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
		DateEnd:   time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC),
		Limit:     500,
	}
	fmt.Println(query.Validate())
	// Output:
	// purchase: validate: invalid, nothing sent: limit: must be 1 to 100, is 500; dateStart: must be at most 90 days before dateEnd; SearchAll splits longer searches
}
