package twd_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/shopspring/decimal"

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

// The base URL includes the name of the script. New sends nothing.
func ExampleNew() {
	client, err := twd.New("https://my.server.com/pathtoapi/api.pl", "yourapikey", twd.WithPageSize(100))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()
	fmt.Println(client)

	_, err = twd.New("http://my.server.com/pathtoapi/api.pl", "")
	fmt.Println(err)
	// Output:
	// sellerwire client of twd
	// twd: new: invalid, nothing sent: base URL: http is for loopback addresses only; use https, or see WithPlainHTTP; API key: it is empty
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

// A look-up finds an item or none.
func ExampleClient_Get() {
	srv, client := exampleShop()
	defer srv.Close()

	for _, stockNo := range []string{"1423", "0000"} {
		item, err := client.Get(context.Background(), stockNo)
		switch {
		case errors.Is(err, sellerwire.ErrNotFound):
			fmt.Println(stockNo, "is not there")
		case err != nil:
			fmt.Println(err)
		case item.Qty == nil:
			fmt.Println(item.Description, "of an unknown quantity, at", item.Price)
		default:
			fmt.Println(item.Description, *item.Qty, "at", item.Price)
		}
	}
	// Output:
	// Desk, 9 Drawers of an unknown quantity, at 40
	// 0000 is not there
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
	// qty: must be at least 0, is -1
	// requests: 0
}

// A form is checked before it is sent.
func ExampleClient_ValidateUpdate() {
	srv, client := exampleShop()
	defer srv.Close()

	price := decimal.RequireFromString("49.9999999")
	fmt.Println(client.ValidateUpdate("1015", twd.Fields{Price: &price}))
	fmt.Println(client.ValidateUpdate("1015", twd.Fields{Brand: new("Café"), Qty: new(0)}))
	fmt.Println("requests:", srv.Requests())
	// Output:
	// twd: validate: invalid, nothing sent: item "1015": price: it has 7 decimals, the limit is 6
	// <nil>
	// requests: 0
}

// Deleting sets a status; the item is in no listing of active items then.
func ExampleClient_Delete() {
	srv, client := exampleShop()
	defer srv.Close()
	ctx := context.Background()

	fmt.Println(client.Delete(ctx, "1015"))
	fmt.Println(client.Count(ctx, twd.StatusActive))
	bed, _ := srv.Item("1015")
	fmt.Println(bed.Status, twd.Status(bed.Status).Text())
	// Output:
	// <nil>
	// 307 <nil>
	// X Deleted
}

// A sale lowers the quantity, whatever it is by now. The status is another field.
func ExampleClient_RecordSale() {
	srv, client := exampleShop()
	defer srv.Close()
	ctx := context.Background()

	if err := client.RecordSale(ctx, "1015", 1); err != nil {
		fmt.Println(err)
		return
	}
	bed, err := client.Get(ctx, "1015")
	if err != nil {
		fmt.Println(err)
		return
	}
	if bed.Qty != nil && *bed.Qty == 0 {
		fmt.Println(client.Update(ctx, "1015", twd.Fields{Status: new(twd.StatusSold)}))
	}
	stored, _ := srv.Item("1015")
	fmt.Println(*stored.Qty, stored.Status)
	// Output:
	// <nil>
	// 0 S
}

// The last piece is sold: the quantity, the status and a note change in one request.
func ExampleWithFields() {
	srv, client := exampleShop()
	defer srv.Close()

	err := client.RecordSale(context.Background(), "1015", 1, twd.WithFields(twd.Fields{
		Status: new(twd.StatusSold),
		Notes:  new("Sold to Greg Smith"),
	}))
	bed, _ := srv.Item("1015")
	fmt.Println(err, *bed.Qty, bed.Status, bed.Notes)
	// Output: <nil> 0 S Sold to Greg Smith
}

// An add-on of the shop has a key of its own.
func ExampleFields() {
	srv := twdtest.NewServer(twdtest.Options{AddOnFields: []string{"location"}})
	defer srv.Close()
	srv.SeedDocumented()
	client, err := twd.New(srv.URL, srv.APIKey())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()
	ctx := context.Background()

	fmt.Println(client.Update(ctx, "1015", twd.Fields{Extra: map[string]string{"location": "Aisle 4"}}))
	bed, err := client.Get(ctx, "1015")
	fmt.Println(bed.Extra(), err)
	fmt.Println(client.Update(ctx, "1015", twd.Fields{Extra: map[string]string{"qtyadj": "1"}}))
	// Output:
	// <nil>
	// [{location Aisle 4 []}] <nil>
	// twd: update: invalid, nothing sent: item "1015": Extra: "qtyadj" is a key of the API, not of an add-on
}

// A positive number lowers the quantity; a negative one should raise it.
func ExampleClient_AdjustQuantity() {
	srv, client := exampleShop()
	defer srv.Close()
	ctx := context.Background()

	fmt.Println(client.AdjustQuantity(ctx, "1015", -2)) // two came back
	fmt.Println(client.AdjustQuantity(ctx, "1015", 1))  // one is damaged
	bed, _ := srv.Item("1015")
	fmt.Println(*bed.Qty)
	// Output:
	// <nil>
	// <nil>
	// 2
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

// A script that ignores the page number shows the first page for ever. What it does
// not show is not gone: the listing ends with an error.
func ExampleClient_ListAll_incomplete() {
	srv := twdtest.NewServer(twdtest.Options{IgnorePage: true})
	defer srv.Close()
	srv.SeedDocumented()
	client, err := twd.New(srv.URL, srv.APIKey())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()

	items := 0
	for _, err := range client.ListAll(context.Background(), twd.ListOptions{}) {
		if err != nil {
			fmt.Println(err)
			break
		}
		items++
	}
	fmt.Println(items, "items")
	// Output:
	// twd: list: unexpected content: page 2 brings nothing new, and only 50 of 308 items have come
	// 50 items
}

// One page of a listing; ListAll ranges over all of them.
func ExampleClient_List() {
	srv, client := exampleShop()
	defer srv.Close()

	page, err := client.List(context.Background(), twd.ListQuery{Page: 2})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(page.Items), "of", *page.Total, "with status", page.TotalStatus)
	fmt.Println(page.Items[0].StockNo, page.Items[0].Description)
	// Output:
	// 50 of 308 with status A
	// 884 Love Seat, W/ Ottoman
}

// The number of items without reading them all.
func ExampleClient_Count() {
	srv, client := exampleShop()
	defer srv.Close()

	fmt.Println(client.Count(context.Background(), twd.StatusHeld))
	// Output: 9 <nil>
}

// Range over all items that match, whatever the number of pages.
func ExampleClient_SearchAll() {
	srv, client := exampleShop()
	defer srv.Close()

	for item, err := range client.SearchAll(context.Background(), twd.SearchOptions{Text: "Love Seat"}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(item.StockNo, item.Brand, item.Description)
	}
	// Output:
	// 868 Lazyboy Love Seat, Hide-a-bed
	// 884 Lazyboy Love Seat, W/ Ottoman
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

// An installation whose words for an unknown item are known: its other refusals
// are not taken for that any more.
func ExampleWithNotFoundMessages() {
	srv := twdtest.NewServer(twdtest.Options{})
	defer srv.Close()
	client, err := twd.New(srv.URL, srv.APIKey(), twd.WithNotFoundMessages("The item was not found!"))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()

	err = client.Delete(context.Background(), "0000")
	fmt.Println(errors.Is(err, sellerwire.ErrNotFound), sellerwire.OutcomeOf(err))
	// Output: true rejected
}

// A search whose last page is full, in a shop that refuses the page behind it: its
// words for that are known.
func ExampleWithEndMessages() {
	srv := twdtest.NewServer(twdtest.Options{PageSize: 2, PastEnd: twdtest.PageError})
	defer srv.Close()
	srv.SeedDocumented()
	client, err := twd.New(srv.URL, srv.APIKey(), twd.WithPageSize(2), twd.WithEndMessages("Invalid value for page!"))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()

	found := 0
	for _, err := range client.SearchAll(context.Background(), twd.SearchOptions{Text: "Love Seat"}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		found++
	}
	fmt.Println(found, "found")
	// Output: 2 found
}

// An add-on of the shop has put an element of its own into its items, and the
// brand is there but empty.
func ExampleItem_Extra() {
	shop := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `<result><statuscode>1</statuscode><statusmessage>OK</statusmessage>
			<item><stock_no>1017</stock_no><brand></brand><location>Aisle 4</location></item></result>`)
	}))
	defer shop.Close()
	client, err := twd.New(shop.URL+"/api.pl", "yourapikey")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()

	item, err := client.Get(context.Background(), "1017")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, e := range item.Extra() {
		fmt.Println(e.Name, "is", e.Text)
	}
	brand, found := item.Element("brand")
	fmt.Printf("%q %v\n", brand, found)
	// Output:
	// location is Aisle 4
	// "" true
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
