package twd_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/twd"
	"github.com/sellerwire/sellerwire/twd/twdtest"
)

// Look an item up and record that one was sold.
func Example() {
	srv := twdtest.NewServer(twdtest.Options{}) // a shop to try with
	defer srv.Close()
	srv.SeedDocumented()

	client, err := twd.New(srv.URL, srv.APIKey())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()
	ctx := context.Background()

	item, err := client.Get(ctx, "1015")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(item.Description, item.Price, *item.Qty)

	if err := client.RecordSale(ctx, item.StockNo, 1); err != nil {
		fmt.Println(err)
		return
	}
	item, err = client.Get(ctx, "1015")
	fmt.Println(*item.Qty, err)
	// Output:
	// Captains Bed, White 50 1
	// 0 <nil>
}

// exampleShop is a shop with the items of the vendor's page, and its client.
func exampleShop() (*twdtest.Server, *twd.Client) {
	srv := twdtest.NewServer(twdtest.Options{})
	srv.SeedDocumented()
	client, err := twd.New(srv.URL, srv.APIKey())
	if err != nil {
		fmt.Println(err)
	}
	return srv, client
}

// Fields that are nil are left alone; an empty one is set.
func ExampleClient_Update() {
	srv, client := exampleShop()
	defer srv.Close()

	err := client.Update(context.Background(), "1015", twd.Fields{
		Status: new(twd.StatusHeld),
		Brand:  new(""),
		Notes:  new("Held for Greg Smith"),
	})
	bed, _ := srv.Item("1015")
	fmt.Printf("%v %s %q %q %q\n", err, bed.Status, bed.Brand, bed.Notes, bed.Description)
	// Output: <nil> H "" "Held for Greg Smith" "Captains Bed, White"
}

// Every fault is found before anything is sent.
func ExampleClient_Update_invalid() {
	srv, client := exampleShop()
	defer srv.Close()

	err := client.Update(context.Background(), "", twd.Fields{Qty: new(-1), Brand: new("茶")})
	if invalid, ok := errors.AsType[*sellerwire.InvalidError](err); ok {
		for _, fault := range invalid.Fields {
			fmt.Println(fault)
		}
	}
	fmt.Println("requests:", srv.Requests())
	// Output:
	// stock_no: it is empty
	// brand: windows-1252 has no character '茶' (U+8336)
	// qty: -1 is below 0
	// requests: 0
}

// The reply to a sale is lost. The sale was recorded, but only the shop knows:
// the client does not sell again, and says so.
func ExampleClient_RecordSale_outcomeUnknown() {
	srv, client := exampleShop()
	defer srv.Close()
	srv.Intercept(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		})
	})

	err := client.RecordSale(context.Background(), "1015", 1)
	fmt.Println(errors.Is(err, sellerwire.ErrOutcomeUnknown), "requests:", srv.Requests())
	// Output: true requests: 1
}

// Range over all held items, whatever the number of pages.
func ExampleClient_ListAll() {
	srv, client := exampleShop()
	defer srv.Close()

	held := 0
	for item, err := range client.ListAll(context.Background(), twd.ListOptions{Status: twd.StatusHeld}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		if held++; held == 1 {
			fmt.Println(item.StockNo, item.Description)
		}
	}
	fmt.Println(held, "held")
	// Output:
	// 1017 End Table, Dark Brown
	// 9 held
}

// One page, and what it says of the total.
func ExampleClient_Search() {
	srv, client := exampleShop()
	defer srv.Close()

	page, err := client.Search(context.Background(), twd.SearchQuery{Text: "Love Seat"})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, item := range page.Items {
		fmt.Println(item.StockNo, item.Description)
	}
	fmt.Println(*page.Total, "active items, of which", len(page.Items), "match")
	// Output:
	// 868 Love Seat, Hide-a-bed
	// 884 Love Seat, W/ Ottoman
	// 308 active items, of which 2 match
}

// What the API refuses has its words.
func ExampleCodeOf() {
	srv, client := exampleShop()
	defer srv.Close()

	err := client.Update(context.Background(), "0000", twd.Fields{Qty: new(1)})
	if e, ok := errors.AsType[*sellerwire.Error](err); ok {
		fmt.Println(twd.CodeOf(err), e.Messages, e.Outcome)
	}
	// Output: 0 (error) [The item was not found!] rejected
}

// Prices are texts; not every text is an amount.
func ExamplePrice_Decimal() {
	for _, price := range []twd.Price{"40", "$1,200.00", "call us"} {
		amount, err := price.Decimal()
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(amount)
	}
	// Output:
	// 40
	// 1200
	// twd: read price: unexpected content: "call us": it is not an amount
}
