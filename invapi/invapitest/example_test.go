package invapitest_test

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/sellerwire/sellerwire/invapi/invapitest"
)

// push stands for the code under test: it reports the stock of one product.
func push(client *http.Client, baseURL, token string) (status string, err error) {
	body := `{"sku":"ZOOT-SUIT","size":"34","width":"D","store":"3","quantity":44}`
	r, err := http.NewRequest(http.MethodPost, baseURL+"/api/product/inventory", strings.NewReader(body))
	if err != nil {
		return "", err
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", "application/json")
	resp, err := client.Do(r)
	if err != nil {
		return "", err
	}
	return resp.Status, resp.Body.Close()
}

// A test runs its code against the emulator and looks at the stock afterwards.
func ExampleNewServer() {
	srv := invapitest.NewServer(invapitest.Options{})
	defer srv.Close()
	srv.SeedStores("3")
	suit := invapitest.Product{SKU: "ZOOT-SUIT", Size: "34", Width: "D"}
	srv.SeedProducts(suit)

	fmt.Println(push(http.DefaultClient, srv.URL, srv.Token()))
	fmt.Println(srv.Quantity(suit, "3"))
	// Output:
	// 200 OK <nil>
	// 44 true
}

// A service that says "200 OK" and means no, and does not know the store.
func ExampleOptions() {
	srv := invapitest.NewServer(invapitest.Options{
		NotFoundStatus: http.StatusOK,
		Failure:        invapitest.ErrorsList,
	})
	defer srv.Close()
	srv.SeedProducts(invapitest.Product{SKU: "ZOOT-SUIT", Size: "34", Width: "D"})

	fmt.Println(push(http.DefaultClient, srv.URL, srv.Token()))
	fmt.Println(len(srv.Updates()), "updates took effect")
	// Output:
	// 200 OK <nil>
	// 0 updates took effect
}

// The service asks once to slow down; the stock is as it was until the code
// repeats the call.
func ExampleEmulator_rateLimit() {
	e := invapitest.New(invapitest.Options{})
	e.SeedDocumented()
	e.Intercept(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if e.Requests() > 1 {
				next.ServeHTTP(w, r)
				return
			}
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("Retry-After", "Wed, 21 Oct 2026 07:28:00 GMT")
			w.WriteHeader(http.StatusTooManyRequests)
			fmt.Fprint(w, `{"error":"Too Many Requests","message":"try again later"}`)
		})
	})

	client := &http.Client{Transport: e.RoundTripper()}
	for range 2 {
		status, err := push(client, "https://shop.example.com", e.Token())
		fmt.Println(status, err, len(e.Updates()))
	}
	// Output:
	// 429 Too Many Requests <nil> 0
	// 200 OK <nil> 1
}
