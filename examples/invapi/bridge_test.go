package main

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/examples/internal/inventory"
	"github.com/sellerwire/sellerwire/once"
	"github.com/sellerwire/sellerwire/twd"
	"github.com/sellerwire/sellerwire/twd/twdtest"
)

// till is a shop with three items of 5 copies: the second shows no quantity in
// listings, of the third none is left. All are sold in the file.
func till(t *testing.T) (*twdtest.Server, *twd.Client, func() []pair) {
	t.Helper()
	server := twdtest.NewServer(twdtest.Options{})
	t.Cleanup(server.Close)
	for _, no := range []string{"A", "B", "C"} {
		server.Seed(twdtest.Item{StockNo: no, Status: "A", Qty: new(5)})
	}
	client, err := twd.New(server.URL, server.APIKey())
	require.NoError(t, err)
	t.Cleanup(client.Close)
	return server, client, func() []pair {
		var pairs []pair
		for sku, qty := range map[string]*int{"A": new(5), "B": nil, "C": new(0)} {
			pairs = append(pairs, pair{row: inventory.Row{SKU: sku, Status: inventory.StatusSold}, item: twd.Item{StockNo: sku, Qty: qty}})
		}
		return pairs
	}
}

func left(server *twdtest.Server, stockNo string) int {
	item, _ := server.Item(stockNo)
	return *item.Qty
}

func run(t *testing.T, journal string, f func(*once.Journal)) {
	t.Helper()
	j, done, err := openJournal(journal)
	require.NoError(t, err)
	defer done()
	f(j)
}

func TestTheBridgeSellsOnceHoweverOftenItRuns(t *testing.T) {
	t.Parallel()
	server, client, pairs := till(t)
	name := filepath.Join(t.TempDir(), "journal")
	for range 3 {
		run(t, name, func(j *once.Journal) { require.NoError(t, recordSales(t.Context(), client, j, pairs())) })
	}
	require.Equal(t, 4, left(server, "A"))
	require.Equal(t, 4, left(server, "B"), "an item that shows no quantity is sold, too")
	require.Equal(t, 5, left(server, "C"), "none was left when it was listed")
}

func TestTheBridgeLeavesWhatIsUnclearToAPerson(t *testing.T) {
	t.Parallel()
	server, client, pairs := till(t)
	name := filepath.Join(t.TempDir(), "journal")
	server.Intercept(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		})
	})
	sell := func(j *once.Journal) { require.NoError(t, recordSales(t.Context(), client, j, pairs())) }
	run(t, name, sell)
	server.ClearIntercepts()
	run(t, name, sell)
	require.Equal(t, 4, left(server, "A"), "the reply was lost, the sale was not")

	require.NoError(t, resolve(t.Context(), settings{journal: name, sold: "A"}))
	require.NoError(t, resolve(t.Context(), settings{journal: name, notSold: "B"})) // a mistake, to see that it is believed
	run(t, name, sell)
	require.Equal(t, 4, left(server, "A"))
	require.Equal(t, 3, left(server, "B"))
	require.Error(t, resolve(t.Context(), settings{journal: name, notSold: "A"}), "what is done stays so")
}

func TestQuantitiesCountWhatIsSoldAndNotYetListed(t *testing.T) {
	t.Parallel()
	pairs := []pair{
		{item: twd.Item{Qty: new(5)}},
		{item: twd.Item{Qty: new(5)}, unlisted: true},
		{item: twd.Item{Qty: new(0)}, unlisted: true},
		{item: twd.Item{}},
	}
	var quantities []int
	for _, update := range updates(pairs, "1") {
		quantities = append(quantities, update.Quantity)
	}
	require.Equal(t, []int{5, 4, 0}, quantities, "an item without a quantity has none to push")
}

func TestAShopThatShowsNoQuantitySellsAllTheSame(t *testing.T) {
	server := twdtest.NewServer(twdtest.Options{Quirks: twdtest.NoQty})
	defer server.Close()
	server.SeedDocumented()
	t.Setenv("TWD_URL", server.URL)
	t.Setenv("TWD_API_KEY", server.APIKey())
	t.Setenv("INVAPI_URL", "")
	t.Setenv("INVAPI_TOKEN", "")
	sales := 0
	server.Intercept(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			r.Body = io.NopCloser(bytes.NewReader(body))
			if bytes.Contains(body, []byte("qtyadj")) { // one after the other
				sales++
			}
			next.ServeHTTP(w, r)
		})
	})
	require.NoError(t, bridge(t.Context(), settings{bridge: true, concurrency: 4, store: "1", yes: new(bool)}),
		"there is no quantity to push, and nothing amiss")
	require.Equal(t, 9, sales)
}

func TestARealShopNeedsAJournal(t *testing.T) {
	for address, needed := range map[string]bool{
		"": false, "http://localhost:8421/api.pl": false, "http://127.0.0.1/api.pl": false, "http://[::1]/api.pl": false,
		"https://shop.example.com/api.pl": true, "https://127.0.0.1.example.com/api.pl": true, "https://10.0.0.1/api.pl": true, ":": true,
	} {
		t.Setenv("TWD_URL", address)
		err := settings{bridge: true, concurrency: 4}.check()
		require.Equal(t, needed, err != nil, address)
		require.NoError(t, settings{bridge: true, concurrency: 4, journal: "j"}.check(), address)
	}
	for name, s := range map[string]settings{
		"-concurrency 99":      {concurrency: 99},
		"-journal, no -bridge": {concurrency: 4, journal: "j"},
		"-sold, no -journal":   {concurrency: 4, sold: "A"},
	} {
		require.Error(t, s.check(), name)
	}
}
