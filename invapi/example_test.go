package invapi_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/invapi"
	"github.com/sellerwire/sellerwire/invapi/invapitest"
)

// The base URL is the shop's own and the token comes from the vendor's
// support. New sends nothing.
func ExampleNew() {
	client, err := invapi.New("https://shop.example.com", "YOUR_API_TOKEN")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()
	fmt.Println(client)

	_, err = invapi.New("http://shop.example.com", "YOUR_API_TOKEN\n")
	fmt.Println(err)
	// Output:
	// sellerwire client of invapi
	// invapi: new: invalid, nothing sent: base URL: http is for loopback addresses only; use https, or see WithPlainHTTP; token: it has spaces, line ends or a byte order mark around it
}

// A product is named by its UPC, or by SKU, size and width.
func ExampleClient_SetQuantity() {
	srv := invapitest.NewServer(invapitest.Options{})
	defer srv.Close()
	srv.SeedDocumented()

	client, err := invapi.New(srv.URL, srv.Token())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()

	for _, update := range []invapi.Update{
		{Product: invapi.ByUPC("849632048260"), Store: "3", Quantity: 12},
		{Product: invapi.BySKU("ZOOT-SUIT", "34", "D"), Store: "3", Quantity: 44},
		{Product: invapi.ByUPC("849632048260"), Store: "3", Quantity: -1},
	} {
		var reply sellerwire.ResponseInfo
		err := client.SetQuantity(context.Background(), update, sellerwire.WithResponseInfo(&reply))
		fmt.Printf("%s: %v %s\n", update, err, reply.Body)
	}
	// Output:
	// UPC 849632048260 at store 3: <nil> {"success": true}
	// SKU ZOOT-SUIT size 34 width D at store 3: <nil> {"success": true}
	// UPC 849632048260 at store 3: invapi: set quantity: invalid, nothing sent: update "UPC 849632048260 at store 3": quantity: it is -1, but must not be negative
}

// Every update has a result, whatever becomes of the others.
func ExampleClient_SetAll() {
	srv := invapitest.NewServer(invapitest.Options{})
	defer srv.Close()
	srv.SeedDocumented()

	client, err := invapi.New(srv.URL, srv.Token())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()

	updates := []invapi.Update{
		{Product: invapi.ByUPC("849632048260"), Store: "1", Quantity: 12},
		{Product: invapi.ByUPC("849632048260"), Store: "", Quantity: 7},
		{Product: invapi.ByUPC("000000000000"), Store: "1", Quantity: 1},
		{Product: invapi.ByUPC("849632048260"), Store: "1", Quantity: 11},
	}
	var total sellerwire.Progress
	opts := invapi.SetAllOptions{Progress: func(p sellerwire.Progress) { total = p }}
	for r := range client.SetAll(context.Background(), slices.Values(updates), opts) {
		fmt.Printf("%s: %s\n", r.Update, r.Outcome)
	}
	fmt.Printf("%d of %d accepted\n", total.Accepted, total.Pulled)
	// Output:
	// UPC 849632048260 at store 1: accepted
	// UPC 849632048260 at store : not sent
	// UPC 000000000000 at store 1: rejected
	// UPC 849632048260 at store 1: accepted
	// 2 of 4 accepted
}

// A source that can fail hands its errors over between the updates.
func ExampleClient_SetAllSource() {
	srv := invapitest.NewServer(invapitest.Options{})
	defer srv.Close()
	srv.SeedDocumented()

	client, err := invapi.New(srv.URL, srv.Token())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()

	// Two lines of a file, one of which is no update.
	source := func(yield func(invapi.Update, error) bool) {
		for _, quantity := range []string{"twelve", "12"} {
			n, err := strconv.Atoi(quantity)
			if !yield(invapi.Update{Product: invapi.ByUPC("849632048260"), Store: "1", Quantity: n}, err) {
				return
			}
		}
	}
	for r := range client.SetAllSource(context.Background(), source, invapi.SetAllOptions{}) {
		fmt.Println(r.Outcome, errors.Is(r.Err, strconv.ErrSyntax))
	}
	// Output:
	// not sent true
	// accepted false
}

// Every fault is found before anything is sent.
func ExampleUpdate_Validate() {
	err := invapi.Update{Product: invapi.BySKU("ZOOT-SUIT", "", "D"), Quantity: -1}.Validate()
	if invalid, ok := errors.AsType[*sellerwire.InvalidError](err); ok {
		for _, fault := range invalid.Fields {
			fmt.Println(fault)
		}
	}
	// Output:
	// size: it is empty
	// store: it is empty
	// quantity: it is -1, but must not be negative
}

// A queue holds updates as JSON. What a spreadsheet has made of a UPC names no
// product, and is refused.
func ExampleUpdate() {
	queued, err := json.Marshal(invapi.Update{Product: invapi.ByUPC("8.49632E+11"), Store: "3", Quantity: 12})
	fmt.Println(string(queued), err)

	var update invapi.Update
	fmt.Println(json.Unmarshal(queued, &update))
	fmt.Println(update.Validate())
	// Output:
	// {"Product":{"upc":"8.49632E+11"},"Store":"3","Quantity":12} <nil>
	// <nil>
	// invapi: validate: invalid, nothing sent: update "UPC 8.49632E+11 at store 3": upc: "8.49632E+11" is what a spreadsheet makes of a long number; format the column as text
}

// The service names the field that it misses. This client sends all of them;
// a gateway in between may not.
func ExampleMissingFieldError() {
	e := invapitest.New(invapitest.Options{})
	e.Intercept(func(http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprint(w, `{"error": "Missing required field: sku"}`)
		})
	})
	client, err := invapi.New("http://localhost", e.Token(),
		sellerwire.WithHTTPClient(&http.Client{Transport: e.RoundTripper()}))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()

	err = client.SetQuantity(context.Background(), invapi.Update{
		Product: invapi.BySKU("ZOOT-SUIT", "34", ""), Store: "3", Quantity: 44,
	})
	if missing, ok := errors.AsType[*invapi.MissingFieldError](err); ok {
		fmt.Println("the service misses", missing.Field)
	}
	fmt.Println(errors.Is(err, sellerwire.ErrInvalidRequest), sellerwire.OutcomeOf(err))
	// Output:
	// the service misses sku
	// true rejected
}

// closeStore stands for the code under test: it takes a product out of a
// store's stock.
func closeStore(ctx context.Context, client *invapi.Client, upc, store string) error {
	return client.SetQuantity(ctx, invapi.Update{Product: invapi.ByUPC(upc), Store: store, Quantity: 0})
}

// Code that uses a client is tested against the emulator: seed what it needs,
// break what can break, and look at the stock.
func Example_testing() {
	srv := invapitest.NewServer(invapitest.Options{})
	defer srv.Close()
	boot := invapitest.Product{UPC: "849632048260"}
	srv.SeedProducts(boot)
	srv.SeedStores("3")
	srv.Intercept(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(w, r)
			if srv.Requests() == 1 {
				panic(http.ErrAbortHandler) // done, but the reply is lost
			}
		})
	})

	client, err := invapi.New(srv.URL, srv.Token())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()
	fmt.Println(closeStore(context.Background(), client, boot.UPC, "3"))

	quantity, set := srv.Quantity(boot, "3")
	fmt.Println(quantity, set, "after", srv.Requests(), "requests")
	// Output:
	// <nil>
	// 0 true after 2 requests
}
