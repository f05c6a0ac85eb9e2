package purchase_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/purchase"
	"github.com/sellerwire/sellerwire/purchase/purchasetest"
)

// exampleClient is a client of an emulator in this process. A real one is made
// with purchase.New(accessKey, secretKey).
func exampleClient(emu *purchasetest.Server) *purchase.Client {
	client, err := purchase.New(emu.AccessKey(), emu.SecretKey(), sellerwire.WithBaseURL(emu.URL))
	if err != nil {
		panic(err)
	}
	return client
}

var home = purchase.Address{
	Name: "Ada Reader", Address1: "1 Shelf Lane", City: "Bath", Country: "GBR", Zipcode: "BA1 1AA", Phone: "01225 000000",
}

// Try an order, then place it, with the most that it may cost.
func Example() {
	emu := purchasetest.NewServer(purchasetest.Options{})
	defer emu.Close()
	client := exampleClient(emu)
	defer client.Close()
	ctx := context.Background()

	request := purchase.OrderRequest{
		ShipAddr:      home,
		BillAddr:      home,
		CardToken:     sellerwire.NewSecret(emu.CardToken()),
		Listings:      []purchase.RequestedListing{{ListingID: 12345, Quantity: 2, MaxPrice: decimal.RequireFromString("48.00")}},
		ShippingMode:  purchase.ShippingStandard,
		Domain:        purchase.DomainUS,
		TotalMaxPrice: decimal.RequireFromString("95.00"),
	}
	tried, err := client.DryRun(ctx, request)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("it would cost", tried.Total(), tried.Currency)

	order, err := client.PlaceOrder(ctx, request)
	if err != nil {
		fmt.Println(err)
		return
	}
	for line, item := range order.Items() {
		fmt.Println(line.Title, item.Cost, item.Status)
	}
	// Output:
	// it would cost 91.44 USD
	// A Nice Book 44.22 05 Ordered
	// A Nice Book 44.22 05 Ordered
}

// An order that survives a crash: the request ID is stored before the call, and
// the time; the next process resumes with both.
func ExampleClient_ResumeOrder() {
	emu := purchasetest.NewServer(purchasetest.Options{})
	defer emu.Close()
	ctx := context.Background()
	request := purchase.OrderRequest{
		ShipAddr: home, BillAddr: home, CardToken: sellerwire.NewSecret(emu.CardToken()),
		Listings:     []purchase.RequestedListing{{ListingID: 12345, Quantity: 1, MaxPrice: decimal.RequireFromString("48.00")}},
		ShippingMode: purchase.ShippingStandard, Domain: purchase.DomainUS,
	}
	id, begun := "5d8cf1e1-eb94-40d2-934d-718058f18d4c", time.Now()

	// The service takes the order, and the process dies before it hears of it.
	crashing, die := context.WithCancel(ctx)
	emu.Intercept(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPost {
				next.ServeHTTP(httptest.NewRecorder(), r)
				die()
				<-r.Context().Done()
				return
			}
			next.ServeHTTP(w, r)
		})
	})
	_, err := exampleClient(emu).PlaceOrder(crashing, request, sellerwire.WithRequestID(id))
	fmt.Println("unknown:", errors.Is(err, sellerwire.ErrOutcomeUnknown))

	// The next process finds the ID and the time in its store. The order is there, so
	// it is not posted again.
	order, err := exampleClient(emu).ResumeOrder(ctx, request, id, purchase.ResumeOptions{FirstAttempt: begun})
	fmt.Println("resumed:", order.ID, err)
	fmt.Println("orders:", len(emu.Orders()))
	// Output:
	// unknown: true
	// resumed: 1234567 <nil>
	// orders: 1
}

// FindOrder only looks. Nothing there is ErrNotFound, and no proof: the service may
// not show the order yet.
func ExampleClient_FindOrder() {
	emu := purchasetest.NewServer(purchasetest.Options{})
	defer emu.Close()
	client := exampleClient(emu)
	defer client.Close()
	request := purchase.OrderRequest{Listings: []purchase.RequestedListing{{ListingID: 12345, Quantity: 1}}}

	_, err := client.FindOrder(context.Background(), request, "order-7", purchase.ResumeOptions{FirstAttempt: time.Now()})
	fmt.Println(errors.Is(err, sellerwire.ErrNotFound), sellerwire.OutcomeOf(err))

	emu.AddOrder(purchasetest.Order{ReferenceID: "order-7", Listings: []purchasetest.OrderListing{{ListingID: 12345, Quantity: 1}}})
	order, err := client.FindOrder(context.Background(), request, "order-7", purchase.ResumeOptions{FirstAttempt: time.Now()})
	fmt.Println(order.ID, err)
	// Output:
	// true outcome unknown
	// 1234567 <nil>
}

// A price has risen: the order exists, but not all of it was bought.
func ExamplePartialError() {
	emu := purchasetest.NewServer(purchasetest.Options{})
	defer emu.Close()
	client := exampleClient(emu)
	defer client.Close()
	emu.AddListings(purchasetest.Listing{ID: 12345, Title: "A Nice Book", Price: 9900})

	order, err := client.PlaceOrder(context.Background(), purchase.OrderRequest{
		ShipAddr: home, BillAddr: home, CardToken: sellerwire.NewSecret(emu.CardToken()),
		Listings: []purchase.RequestedListing{
			{ListingID: 12345, Quantity: 1, MaxPrice: decimal.RequireFromString("48.00")},
			{ListingID: 1009999999, Quantity: 1, MaxPrice: decimal.RequireFromString("49.00")},
		},
		ShippingMode: purchase.ShippingStandard, Domain: purchase.DomainUS,
	})
	if partial, ok := errors.AsType[*purchase.PartialError](err); ok {
		for _, s := range partial.Shortfalls {
			fmt.Println(s)
		}
	}
	fmt.Println("paid:", order.Total(), order.Currency)
	// Output:
	// listing 12345: 0 of 1 (53 Max Price Exceeded)
	// paid: 48.11 USD
}

// All orders of the last two years, in searches of 90 days.
func ExampleClient_SearchAll() {
	emu := purchasetest.NewServer(purchasetest.Options{})
	defer emu.Close()
	client := exampleClient(emu)
	defer client.Close()
	for months := range 30 {
		emu.AddOrder(purchasetest.Order{CreateDate: time.Now().AddDate(0, -months, 0)})
	}

	orders := 0
	for order, err := range client.SearchAll(context.Background(), purchase.Query{DateStart: time.Now().AddDate(-2, 0, -1)}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		if !order.CreateDate.IsZero() {
			orders++
		}
	}
	fmt.Println(orders, "orders")
	// Output: 25 orders
}

// One page, and the cursor of the next one kept as text.
func ExampleClient_Search() {
	emu := purchasetest.NewServer(purchasetest.Options{})
	defer emu.Close()
	client := exampleClient(emu)
	defer client.Close()
	for range 3 {
		emu.AddOrder(purchasetest.Order{})
	}

	query := purchase.Query{Limit: 2}
	page, err := client.Search(context.Background(), query)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(page.Orders), "orders, more:", !page.Next.IsZero())

	query.Next, err = purchase.ParseCursor(page.Next.String())
	if err != nil {
		fmt.Println(err)
		return
	}
	page, err = client.Search(context.Background(), query)
	fmt.Println(len(page.Orders), "orders, more:", !page.Next.IsZero(), err)
	// Output:
	// 2 orders, more: true
	// 1 orders, more: false <nil>
}

// A refused order, and what to branch on.
func ExampleCodesOf() {
	emu := purchasetest.NewServer(purchasetest.Options{})
	defer emu.Close()
	client := exampleClient(emu)
	defer client.Close()

	_, err := client.PlaceOrder(context.Background(), purchase.OrderRequest{
		ShipAddr: home, BillAddr: home, CardToken: sellerwire.NewSecret("the card of somebody else"),
		Listings:     []purchase.RequestedListing{{ListingID: 12345, Quantity: 1}},
		ShippingMode: purchase.ShippingStandard, Domain: purchase.DomainUS, AnyPrice: true,
	})
	for _, code := range purchase.CodesOf(err) {
		fmt.Println(code)
	}
	fmt.Println(sellerwire.OutcomeOf(err))
	// Output:
	// 4001 (The credit card token provided did not match a credit card on your account)
	// rejected
}

// What the client signs, to be compared with what somebody else signs.
func ExampleStringToSign() {
	u, err := url.Parse("https://purchase.api.abebooks.com/v1/orders")
	if err != nil {
		fmt.Println(err)
		return
	}
	sent := time.Date(2017, 6, 26, 19, 54, 58, 0, time.UTC)
	fmt.Println(purchase.StringToSign(http.MethodPost, purchase.CanonicalURI(u), sent, []byte("sample payload")))
	// Output:
	// POST
	// https://purchase.api.abebooks.com/v1/orders
	// 2017-06-26T19:54:58Z
	// eee57820203860ea469843dfba7bbb970021cae59fcc6e99056937bdec33fd02
}
