package abebookstest_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/abebooks"
	"github.com/sellerwire/sellerwire/abebooks/abebookstest"
)

const update = `<?xml version="1.0" encoding="UTF-8"?>
<inventoryUpdateRequest version="1.0">
  <action name="bookupdate">
    <username>%s</username>
    <password>%s</password>
  </action>
  <AbebookList>
    <Abebook>
      <transactionType>update</transactionType>
      <vendorBookID>SKU-0001</vendorBookID>
      <title>Tides and Charts</title>
      <price currency="USD">12.50</price>
      <quantity amount="2"></quantity>
    </Abebook>
  </AbebookList>
</inventoryUpdateRequest>
`

func Example() {
	abe := abebookstest.NewServer(abebookstest.Options{})
	defer abe.Close()

	// The program under test would send this.
	body := fmt.Sprintf(update, abe.Username(), abe.APIKey())
	response, err := http.Post(abe.URL, "text/xml", strings.NewReader(body))
	if err != nil {
		fmt.Println(err)
		return
	}
	response.Body.Close()

	book, found := abe.Book("SKU-0001")
	fmt.Println(found, book.Elements["title"], book.Price.Amount, book.Quantity)
	// Output: true Tides and Charts 12.50 2
}

// The first request meets a busy service, the second gets through.
func ExampleEmulator_Intercept() {
	abe := abebookstest.NewServer(abebookstest.Options{})
	defer abe.Close()
	abe.Intercept(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if abe.Requests() == 1 {
				http.Error(w, "busy", http.StatusServiceUnavailable)
				return
			}
			next.ServeHTTP(w, r)
		})
	})

	for range 2 {
		body := fmt.Sprintf(update, abe.Username(), abe.APIKey())
		response, err := http.Post(abe.URL, "text/xml", strings.NewReader(body))
		if err != nil {
			fmt.Println(err)
			return
		}
		response.Body.Close()
		fmt.Println(response.StatusCode, len(abe.Books()))
	}
	// Output:
	// 503 0
	// 200 1
}

// A batch of two, of which the service refuses one and loses the other's result.
func ExampleEmulator_FailBook() {
	abe := abebookstest.New(abebookstest.Options{})
	abe.FailBook("SKU-0001", 606)
	abe.EditResults(func(results []abebookstest.Result) []abebookstest.Result {
		fmt.Println(results[0].VendorBookID, results[0].Code)
		return nil
	})

	client := http.Client{Transport: abe.RoundTripper()}
	body := fmt.Sprintf(update, abe.Username(), abe.APIKey())
	response, err := client.Post("http://abebooks.example/", "text/xml", strings.NewReader(body))
	if err != nil {
		fmt.Println(err)
		return
	}
	response.Body.Close()
	fmt.Println(len(abe.Books()))
	// Output:
	// SKU-0001 606
	// 0
}

// The client of package abebooks, pointed at an emulator.
func ExampleNewServer() {
	abe := abebookstest.NewServer(abebookstest.Options{})
	defer abe.Close()
	client, err := abebooks.New(abebooks.Classic(abe.Username(), abe.APIKey()), sellerwire.WithBaseURL(abe.URL))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()

	err = client.Add(context.Background(), abebooks.Book{
		VendorBookID: "SKU-0001",
		Title:        "Tides and Charts",
		Price:        abebooks.Price{Amount: decimal.RequireFromString("12.5"), Currency: "USD"},
	})
	book, found := abe.Book("SKU-0001")
	fmt.Println(err, found, book.Price.Amount, book.Quantity)
	// Output: <nil> true 12.50 1
}

// The service is out of order twice, and the client asks again. No network is
// used.
func ExampleEmulator_FailRequests() {
	abe := abebookstest.New(abebookstest.Options{})
	abe.AddBooks(abebookstest.Book{VendorBookID: "SKU-0001"})
	abe.FailRequests(100, 106)
	client, err := abebooks.New(abebooks.Classic(abe.Username(), abe.APIKey()),
		sellerwire.WithHTTPClient(&http.Client{Transport: abe.RoundTripper()}),
		sellerwire.WithRetry(sellerwire.RetryPolicy{MaxBackoff: 1})) // do not wait in a test
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()

	fmt.Println(client.Delete(context.Background(), "SKU-0001"))
	fmt.Println(abe.Requests(), "requests,", len(abe.Books()), "books")
	// Output:
	// <nil>
	// 3 requests, 0 books
}

// The reply lacks the result of a book: the client calls its outcome unknown.
func ExampleEmulator_EditResults() {
	abe := abebookstest.New(abebookstest.Options{})
	abe.EditResults(func(results []abebookstest.Result) []abebookstest.Result { return results[:1] })
	client, err := abebooks.New(abebooks.Classic(abe.Username(), abe.APIKey()),
		sellerwire.WithHTTPClient(&http.Client{Transport: abe.RoundTripper()}))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()

	results, _ := client.Submit(context.Background(), []abebooks.Transaction{
		abebooks.Delete("SKU-0001"), abebooks.Delete("SKU-0002"),
	})
	for _, r := range results {
		fmt.Println(r.Transaction.Book.VendorBookID, r.Outcome)
	}
	// Output:
	// SKU-0001 accepted
	// SKU-0002 outcome unknown
}
