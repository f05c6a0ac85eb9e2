package twd_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/twd"
	"github.com/sellerwire/sellerwire/twd/twdtest"
)

// What the emulator prints by hand, with all the faults of a hand-written
// script, and what the client reads, written apart from each other.
func TestEveryQuirkOfTheEmulatorIsRead(t *testing.T) {
	t.Parallel()
	const readable = twdtest.NoQty | twdtest.BareAmpersand | twdtest.SmartQuotes | twdtest.VerticalTab |
		twdtest.GroupedPrices | twdtest.LeadingBlankLine | twdtest.HTMLAfterResult |
		twdtest.BareLessThan | twdtest.LineBreaks | twdtest.PrintUTF8
	for quirks := twdtest.Quirks(0); quirks <= readable; quirks++ {
		if quirks&^readable != 0 {
			continue
		}
		t.Run(fmt.Sprintf("%010b", quirks), func(t *testing.T) {
			t.Parallel()
			shop := newShop(twdtest.Options{Quirks: quirks, ContentType: "text/html"})
			shop.SeedDepartment("B&B", "Bed & Bath <new>")
			shop.Seed(twdtest.Item{StockNo: "1015", DeptCode: "B&B", Brand: "Möbel & Co", Description: "Café Table – 50 €, <new>, 5 < 6",
				Qty: new(1200), Price: "1200"})
			c := inMemory(t, shop)
			item, err := c.Get(t.Context(), "1015")
			require.NoError(t, err)

			want := twd.Item{
				StockNo: "1015", Status: "A", DeptCode: "B&B", Dept: "Bed & Bath <new>", Brand: "Möbel & Co",
				Description: "Café Table – 50 €, <new>, 5 < 6", Qty: new(1200), Price: "1200",
			}
			if quirks&twdtest.SmartQuotes != 0 {
				want.Description = "“" + want.Description + "”"
			}
			if quirks&twdtest.NoQty != 0 {
				want.Qty = nil
			}
			if quirks&twdtest.GroupedPrices != 0 {
				want.Price = "1,200.00"
			}
			require.Equal(t, want, shorn(item))
			price, err := item.Price.Decimal()
			require.NoError(t, err)
			require.Equal(t, "1200", price.String())

			page, err := c.List(t.Context(), twd.ListQuery{})
			require.NoError(t, err)
			require.Equal(t, item, page.Items[0])
			require.NoError(t, c.RecordSale(t.Context(), "1015", 200))
			require.Equal(t, 1000, *stock(t, shop, "1015").Qty)
		})
	}
}

func TestAScriptThatDiesWhileItPrintsLeavesASaleUnknown(t *testing.T) {
	t.Parallel()
	shop := newShop(twdtest.Options{Quirks: twdtest.HTMLInsteadOfRest})
	shop.SeedDocumented()
	c := inMemory(t, shop)
	_, err := c.Get(t.Context(), "1015")
	require.ErrorIs(t, err, sellerwire.ErrUnexpectedContent)
	require.ErrorIs(t, c.RecordSale(t.Context(), "1015", 1), sellerwire.ErrOutcomeUnknown)
	require.Equal(t, 0, *stock(t, shop, "1015").Qty)
}

func TestEveryErrorStatusOfTheEmulatorIsRead(t *testing.T) {
	t.Parallel()
	for _, status := range []int{200, 400, 404, 422, 500} {
		shop := newShop(twdtest.Options{ErrorStatus: status, BelowZero: twdtest.RefuseBelowZero})
		shop.SeedDocumented()
		c := inMemory(t, shop)
		_, err := c.Get(t.Context(), "unknown")
		require.Equal(t, twd.CodeError, twd.CodeOf(err), status)
		require.Equal(t, status < 500, isKind(err, sellerwire.ErrNotFound), status)
		err = c.RecordSale(t.Context(), "1015", 2)
		require.Equal(t, sellerwire.OutcomeRejected, sellerwire.OutcomeOf(err), status)

		stranger, err := twd.New(memoryURL, "another key", sellerwire.WithHTTPClient(&http.Client{Transport: shop.RoundTripper()}))
		require.NoError(t, err)
		_, err = stranger.Get(t.Context(), "1015")
		require.ErrorIs(t, err, sellerwire.ErrUnauthorized, status)
		require.NotErrorIs(t, err, sellerwire.ErrNotFound, status)
	}
}

// Reads over real connections: cuts, proxies' pages and cut replies do not
// lose, repeat or reorder an item.
func TestAListingSurvivesFaults(t *testing.T) {
	t.Parallel()
	for _, prefetch := range []int{0, 6} {
		srv := newServer(t, twdtest.Options{})
		srv.Fill("A", 990)
		var mu sync.Mutex
		random := rand.New(rand.NewPCG(1, uint64(prefetch)))
		srv.Intercept(func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				mu.Lock()
				chance := random.IntN(8)
				mu.Unlock()
				switch chance {
				case 0:
					panic(http.ErrAbortHandler)
				case 1:
					http.Error(w, "<html>Sorry</html>", http.StatusBadGateway)
				case 2:
					w.Header().Set("Content-Length", "5000")
					whole := httptest.NewRecorder()
					next.ServeHTTP(whole, r)
					_, _ = w.Write(whole.Body.Bytes()[:300])
					panic(http.ErrAbortHandler)
				default:
					next.ServeHTTP(w, r)
				}
			})
		})
		patient := sellerwire.WithCallRetry(sellerwire.RetryPolicy{MaxAttempts: 20, MinBackoff: 1, MaxBackoff: 1})
		numbers, err := collect(newClient(t, srv.URL).ListAll(t.Context(), twd.ListOptions{Prefetch: prefetch}, patient))
		require.NoError(t, err)
		require.Equal(t, stockNumbers(srv.Emulator, "A"), numbers)
		require.Greater(t, srv.Requests(), int64(20))
	}
}
