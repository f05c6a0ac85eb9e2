package abebooks_test

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/shopspring/decimal"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/abebooks"
	"github.com/sellerwire/sellerwire/abebooks/abebookstest"
)

// exampleClient is a client of an emulator in this process. A real one is made
// with abebooks.New(abebooks.Classic(username, apiKey)).
func exampleClient(server *abebookstest.Server, opts ...sellerwire.Option) *abebooks.Client {
	opts = append(opts, sellerwire.WithBaseURL(server.URL))
	client, err := abebooks.New(abebooks.Classic(server.Username(), server.APIKey()), opts...)
	if err != nil {
		panic(err)
	}
	return client
}

var tides = abebooks.Book{
	VendorBookID: "SKU-0001",
	Title:        "Tides and Charts",
	Publisher:    "Harbour Press",
	Price:        abebooks.Price{Amount: decimal.RequireFromString("20.00"), Currency: "EUR"},
}

// One book: put up for sale, made cheaper, taken out again.
func Example() {
	server := abebookstest.NewServer(abebookstest.Options{})
	defer server.Close()
	client := exampleClient(server)
	defer client.Close()
	ctx := context.Background()

	book := tides
	if err := client.Add(ctx, book); err != nil {
		fmt.Println(err)
		return
	}
	book.Price.Amount = decimal.RequireFromString("17.50")
	if err := client.Update(ctx, book); err != nil {
		fmt.Println(err)
		return
	}
	stored, _ := server.Book("SKU-0001")
	fmt.Println(stored.Elements["title"], stored.Price.Amount)

	if err := client.Delete(ctx, "SKU-0001"); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(server.Books()), "books")
	// Output:
	// Tides and Charts 17.50
	// 0 books
}

// Update replaces the whole record: what is left out is cleared at the service.
func ExampleClient_Update() {
	server := abebookstest.NewServer(abebookstest.Options{})
	defer server.Close()
	client := exampleClient(server)
	defer client.Close()
	ctx := context.Background()
	if err := client.Add(ctx, tides); err != nil {
		fmt.Println(err)
		return
	}

	err := client.Update(ctx, abebooks.Book{VendorBookID: "SKU-0001", Title: "Tides and Charts", Price: tides.Price})
	stored, _ := server.Book("SKU-0001")
	fmt.Printf("%v, publisher %q\n", err, stored.Elements["publisher"])
	// Output: <nil>, publisher ""
}

// Delete needs the ID alone.
func ExampleClient_Delete() {
	server := abebookstest.NewServer(abebookstest.Options{})
	defer server.Close()
	server.AddBooks(abebookstest.Book{VendorBookID: "SKU-0001"})
	client := exampleClient(server)
	defer client.Close()

	fmt.Println(client.Delete(context.Background(), "SKU-0001"), len(server.Books()))
	// Output: <nil> 0
}

// SyncSource reads a source that can fail, row by row. A row that cannot be read
// has a result too, and does not stop the others.
func ExampleClient_SyncSource() {
	server := abebookstest.NewServer(abebookstest.Options{})
	defer server.Close()
	client := exampleClient(server)
	defer client.Close()

	rows := [][2]string{{"SKU-0001", "20.00"}, {"SKU-0002", "twenty"}, {"SKU-0003", "12.00"}}
	var source iter.Seq2[abebooks.Transaction, error] = func(yield func(abebooks.Transaction, error) bool) {
		for _, row := range rows {
			amount, err := decimal.NewFromString(row[1])
			book := tides
			book.VendorBookID, book.Price.Amount = row[0], amount
			if !yield(abebooks.Update(book), err) {
				return
			}
		}
	}
	for r := range client.SyncSource(context.Background(), source, abebooks.SyncOptions{}) {
		fmt.Println(r.Transaction.Book.VendorBookID, r.Outcome)
	}
	// Output:
	// SKU-0001 accepted
	// SKU-0002 not sent
	// SKU-0003 accepted
}

// Signed credentials sign each request; the secret key never travels.
func ExampleSigned() {
	server := abebookstest.NewServer(abebookstest.Options{})
	defer server.Close()
	credentials := abebooks.Signed(server.AccessKey(), server.SecretKey())
	client, err := abebooks.New(credentials, sellerwire.WithBaseURL(server.URL))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()

	fmt.Println(credentials)
	fmt.Println(client.Update(context.Background(), tides))
	// Output:
	// abebooks signed credentials
	// <nil>
}

// What the service said, and what to branch on.
func ExampleCodeOf() {
	server := abebookstest.NewServer(abebookstest.Options{})
	defer server.Close()
	client, err := abebooks.New(abebooks.Classic("somebody", "else"), sellerwire.WithBaseURL(server.URL))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()

	err = client.Update(context.Background(), tides)
	code := abebooks.CodeOf(err)
	fmt.Println(code, code == abebooks.CodeInvalidUser)
	fmt.Println(errors.Is(err, sellerwire.ErrUnauthorized), sellerwire.OutcomeOf(err))
	// Output:
	// 110 (user is invalid) true
	// true rejected
}

// ISO-8859-1 has no curly quotes: they go out as numeric references, or in
// ASCII.
func ExampleWithPlainPunctuation() {
	server := abebookstest.NewServer(abebookstest.Options{})
	defer server.Close()
	client := exampleClient(server, abebooks.WithPlainPunctuation())
	defer client.Close()

	book := tides
	book.Title = "The Skipper’s “Café” – a Guide…"
	if err := client.Update(context.Background(), book); err != nil {
		fmt.Println(err)
		return
	}
	stored, _ := server.Book("SKU-0001")
	fmt.Println(stored.Elements["title"])
	// Output: The Skipper's "Café" - a Guide...
}
