package invapitest_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/invapi/invapitest"
)

func TestUnknownProductsAndStores(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, body string }{
		{"upc", `{"upc":"1","store":"3","quantity":1}`},
		{"upc with a leading zero more", `{"upc":"0849632048260","store":"3","quantity":1}`},
		{"sku", `{"sku":"ZOOT","size":"34","width":"D","store":"3","quantity":1}`},
		{"sku without its dash", `{"sku":"ZOOTSUIT","size":"34","width":"D","store":"3","quantity":1}`},
		{"sku in lower case", `{"sku":"zoot-suit","size":"34","width":"D","store":"3","quantity":1}`},
		{"size", `{"sku":"ZOOT-SUIT","size":"34.0","width":"D","store":"3","quantity":1}`},
		{"width", `{"sku":"ZOOT-SUIT","size":"34","width":"","store":"3","quantity":1}`},
		{"store", `{"upc":"849632048260","store":"4","quantity":1}`},
		{"store with a leading zero", `{"upc":"849632048260","store":"03","quantity":1}`},
		{"numeric store with a fraction", `{"upc":"849632048260","store":3.0,"quantity":1}`},
		{"upc, though the sku is known", `{"upc":"1","sku":"ZOOT-SUIT","size":"34","width":"D","store":"3","quantity":1}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e := documented(invapitest.Options{})
			w := post(e, tt.body)
			require.Equal(t, 404, w.Code)
			require.Equal(t, `{"error":"Product not found"}`, w.Body.String())
			require.Empty(t, e.Updates())

			e = documented(invapitest.Options{AcceptUnknown: true})
			w = post(e, tt.body)
			require.Equal(t, 200, w.Code)
			require.Equal(t, `{"success": true}`, w.Body.String())
			require.Empty(t, e.Updates(), "nothing has changed")
		})
	}
}

func TestAlphanumericSKUs(t *testing.T) {
	t.Parallel()
	e := documented(invapitest.Options{AlphanumericSKUs: true})
	for n, sku := range []string{"ZOOT-SUIT", "ZOOTSUIT", "ZOOT SUIT.", "ZO/OT_SU-IT"} {
		w := post(e, fmt.Sprintf(`{"sku":%q,"size":"34","width":"D","store":"1","quantity":%d}`, sku, n))
		require.Equal(t, 200, w.Code, sku)
	}
	require.Equal(t, []int{0, 1, 2, 3}, e.Sequence(bySKU, "1"))
	require.Equal(t, 404, post(e, `{"sku":"ZOOT-SUITS","size":"34","width":"D","store":"1","quantity":1}`).Code)
	require.Equal(t, 404, post(e, `{"sku":"ZOOT-SUIT","size":"3-4","width":"D","store":"1","quantity":1}`).Code)
}

func TestAProductWithBothIdentificationsIsOne(t *testing.T) {
	t.Parallel()
	shoe := invapitest.Product{UPC: "ZOOT123-UPC34", SKU: "411532.975S", Size: "10.5"}
	e := invapitest.New(invapitest.Options{Token: "t"})
	e.SeedStores("1")
	e.SeedProducts(shoe)
	require.Equal(t, 200, post(e, `{"upc":"ZOOT123-UPC34","store":"1","quantity":5}`).Code)
	require.Equal(t, 200, post(e, `{"sku":"411532.975S","size":"10.5","width":"","store":"1","quantity":4}`).Code)
	require.Equal(t, []int{5, 4}, e.Sequence(shoe, "1"))
	require.Equal(t, []int{5, 4}, e.Sequence(invapitest.Product{UPC: "ZOOT123-UPC34"}, "1"))
	require.Equal(t, []int{5, 4}, e.Sequence(invapitest.Product{SKU: "411532.975S", Size: "10.5"}, "1"))
}

func TestSequencesAreKeptByProductAndStore(t *testing.T) {
	t.Parallel()
	e := documented(invapitest.Options{})
	for _, step := range []struct {
		store    string
		quantity int
	}{{"1", 3}, {"2", 9}, {"1", 0}, {"1", 7}} {
		post(e, fmt.Sprintf(`{"upc":"849632048260","store":"%s","quantity":%d}`, step.store, step.quantity))
	}
	require.Equal(t, []int{3, 0, 7}, e.Sequence(byUPC, "1"))
	require.Equal(t, []int{9}, e.Sequence(byUPC, "2"))
	require.Empty(t, e.Sequence(byUPC, "3"))
	require.Empty(t, e.Sequence(bySKU, "1"))
	require.Empty(t, e.Sequence(invapitest.Product{UPC: "unknown"}, "1"))

	n, set := e.Quantity(byUPC, "1")
	require.True(t, set)
	require.Equal(t, 7, n)
	_, set = e.Quantity(bySKU, "1")
	require.False(t, set)
	_, set = e.Quantity(invapitest.Product{}, "1")
	require.False(t, set)
}

func TestStateMarshalsQuantities(t *testing.T) {
	t.Parallel()
	e := documented(invapitest.Options{})
	e.SeedProducts(invapitest.Product{SKU: "110493 172", Size: "OS"})
	post(e, `{"upc":"849632048260","store":"3","quantity":12}`)
	post(e, `{"upc":"849632048260","store":"2","quantity":0}`)
	post(e, `{"sku":"ZOOT-SUIT","size":"34","width":"D","store":"3","quantity":44}`)
	post(e, `{"sku":"110493 172","size":"OS","width":"","store":"1","quantity":1}`)
	post(e, `{}`)

	got, err := json.Marshal(e.State())
	require.NoError(t, err)
	require.JSONEq(t, `{"requests": 5, "quantities": [
		{"sku": "110493 172", "size": "OS", "width": "", "store": "1", "quantity": 1},
		{"sku": "ZOOT-SUIT", "size": "34", "width": "D", "store": "3", "quantity": 44},
		{"upc": "849632048260", "store": "2", "quantity": 0},
		{"upc": "849632048260", "store": "3", "quantity": 12}
	]}`, string(got))
}

func TestStateOfAnEmptyEmulator(t *testing.T) {
	t.Parallel()
	got, err := json.Marshal(invapitest.New(invapitest.Options{}).State())
	require.NoError(t, err)
	require.Equal(t, `{"requests":0,"quantities":[]}`, string(got))
}

func TestServedOverTCPAndTLSAndWithoutANetworkAndBelowAPrefix(t *testing.T) {
	t.Parallel()
	srv := invapitest.NewServer(invapitest.Options{})
	defer srv.Close()
	srv.SeedDocumented()
	secure := httptest.NewTLSServer(http.StripPrefix("/shop", srv))
	defer secure.Close()

	tests := []struct {
		client *http.Client
		base   string
	}{
		{http.DefaultClient, srv.URL},
		{secure.Client(), secure.URL + "/shop"},
		{&http.Client{Transport: srv.RoundTripper()}, "https://shop.example.com"},
	}
	for n, tt := range tests {
		body := fmt.Sprintf(`{"upc":"849632048260","store":"1","quantity":%d}`, n)
		r, err := http.NewRequest(http.MethodPost, tt.base+path, strings.NewReader(body))
		require.NoError(t, err)
		r.Header.Set("Authorization", "Bearer "+srv.Token())
		r.Header.Set("Content-Type", "application/json")
		resp, err := tt.client.Do(r)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		require.Equal(t, 200, resp.StatusCode)
	}
	require.Equal(t, []int{0, 1, 2}, srv.Sequence(byUPC, "1"))
	require.EqualValues(t, 3, srv.Requests())
}

func TestConcurrentUpdatesAreAllLogged(t *testing.T) {
	t.Parallel()
	e := documented(invapitest.Options{})
	var clerks sync.WaitGroup
	for clerk := range 3 {
		clerks.Go(func() {
			for n := range 50 {
				post(e, fmt.Sprintf(`{"upc":"849632048260","store":"%d","quantity":%d}`, clerk+1, n))
				e.State()
			}
		})
	}
	clerks.Wait()
	require.Len(t, e.Updates(), 150)
	for _, store := range []string{"1", "2", "3"} {
		sequence := e.Sequence(byUPC, store)
		require.Len(t, sequence, 50)
		require.IsIncreasing(t, sequence)
	}
}
