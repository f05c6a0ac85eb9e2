package abebooks_test

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/abebooks"
	"github.com/sellerwire/sellerwire/abebooks/abebookstest"
)

// New does no I/O and refuses what cannot work. Without WithBaseURL the client
// talks to the service itself.
func ExampleNew() {
	client, err := abebooks.New(abebooks.Classic("seller@example.com", "0123456789abcdef0123"))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()
	fmt.Println(client)

	_, err = abebooks.New(abebooks.Classic("seller@example.com", ""))
	fmt.Println(err)
	// Output:
	// sellerwire client of abebooks
	// abebooks: new: invalid, nothing sent: API key: it is empty
}

// Add sends the whole record. Here it goes to an emulator.
func ExampleClient_Add() {
	server := abebookstest.NewServer(abebookstest.Options{})
	defer server.Close()
	client, err := abebooks.New(abebooks.Classic(server.Username(), server.APIKey()), sellerwire.WithBaseURL(server.URL))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()

	err = client.Add(context.Background(), abebooks.Book{
		VendorBookID:  "SKU-0001",
		Author:        "Wittgenstein, Ludwig",
		Title:         "Tractatus Logico-Philosophicus",
		Price:         abebooks.Price{Amount: decimal.RequireFromString("12.5"), Currency: "USD"},
		Binding:       abebooks.Binding{Type: abebooks.BindingHard, Text: abebooks.Hardcover},
		BookCondition: abebooks.ConditionVeryGood,
		Quantity:      new(1),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	stored, _ := server.Book("SKU-0001")
	fmt.Println(stored.Elements["title"], stored.Price.Amount, stored.Price.Currency)
	// Output: Tractatus Logico-Philosophicus 12.50 USD
}

// The service can take some books of a batch and refuse others.
func ExampleClient_Submit() {
	server := abebookstest.NewServer(abebookstest.Options{})
	defer server.Close()
	client, err := abebooks.New(abebooks.Classic(server.Username(), server.APIKey()), sellerwire.WithBaseURL(server.URL))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()

	price := abebooks.Price{Amount: decimal.New(1995, -2), Currency: "USD"}
	results, err := client.Submit(context.Background(), []abebooks.Transaction{
		abebooks.Add(abebooks.Book{VendorBookID: "SKU-0001", Title: "Tides and Charts", Price: price}),
		abebooks.Add(abebooks.Book{VendorBookID: "SKU-0002", Title: "Knots", Price: price, ShippingTemplateID: "NO-SUCH"}),
		abebooks.Delete("SKU-0003"),
	})
	for _, r := range results {
		fmt.Println(r.Transaction.Type, r.Transaction.Book.VendorBookID, r.Outcome, r.Code)
	}
	if partial, ok := errors.AsType[*abebooks.PartialError](err); ok {
		fmt.Println(len(partial.Failed), "of", partial.Total)
	}
	fmt.Println(err)
	// Output:
	// add SKU-0001 accepted 600 (success)
	// add SKU-0002 rejected 607 (shipping template ID is not valid)
	// delete SKU-0003 accepted 600 (success)
	// 1 of 3
	// abebooks: submit: 1 of 3 books not accepted; "SKU-0002" rejected: code 607 (shipping template ID is not valid)
}

// Sync takes any number of books. What one of them lacks does not stop the
// others.
func ExampleClient_Sync() {
	server := abebookstest.NewServer(abebookstest.Options{})
	defer server.Close()
	client, err := abebooks.New(abebooks.Classic(server.Username(), server.APIKey()), sellerwire.WithBaseURL(server.URL))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()

	var inventory []abebooks.Transaction
	for i := range 250 {
		inventory = append(inventory, abebooks.Update(abebooks.Book{
			VendorBookID: fmt.Sprintf("SKU-%04d", i),
			Title:        "Tides and Charts",
			Price:        abebooks.Price{Amount: decimal.NewFromInt(20), Currency: "EUR"},
		}))
	}
	inventory[7].Book.Title = ""

	var counts sellerwire.Progress
	opts := abebooks.SyncOptions{Progress: func(p sellerwire.Progress) { counts = p }}
	for r := range client.Sync(context.Background(), slices.Values(inventory), opts) {
		if r.Err != nil {
			fmt.Println(r.Err)
		}
	}
	fmt.Printf("%d accepted, %d not sent, %d requests\n", counts.Accepted, counts.NotSent, server.Requests())
	// Output:
	// abebooks: sync: invalid, nothing sent: book "SKU-0007": author: one of author, title and publisher is required
	// 249 accepted, 1 not sent, 3 requests
}

// Validate names every fault at once, without a client.
func ExampleBook_Validate() {
	book := abebooks.Book{
		VendorBookID: "SKU-0001",
		Title:        "Tides and Charts",
		Price:        abebooks.Price{Amount: decimal.RequireFromString("9.995")},
		PublishYear:  "c. 1920",
		Quantity:     new(1200),
	}
	err := book.Validate()
	if invalid, ok := errors.AsType[*sellerwire.InvalidError](err); ok {
		for _, fault := range invalid.Fields {
			fmt.Println(fault)
		}
	}
	// Output:
	// publishYear: it has 7 characters, the limit is 4
	// price: it has 3 decimals, the limit is 2
	// price currency: it is empty
	// quantity: it is 1200, but must be 0 to 999
}
