package twd_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/twd"
	"github.com/sellerwire/sellerwire/twd/twdtest"
)

// A shop of 308 items whose script overlooks the page, loses one, shuffles, or
// miscounts: all items come, or there is an error.
func TestAListingThatIsNotWholeIsAnError(t *testing.T) {
	t.Parallel()
	lost := func(page int) func(*twdtest.Emulator) {
		return func(e *twdtest.Emulator) {
			e.Intercept(func(next http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if pageOf(r) == page {
						_, _ = w.Write([]byte(total(308, "")))
						return
					}
					next.ServeHTTP(w, r)
				})
			})
		}
	}
	tests := []struct {
		name  string
		opts  twdtest.Options
		setUp func(*twdtest.Emulator)
		items int
		fails bool
	}{
		{"documented", twdtest.Options{}, nil, 308, false},
		{"no totals", twdtest.Options{Totals: twdtest.NoTotals}, nil, 308, false},
		{"totals of the page", twdtest.Options{Totals: twdtest.TotalsOfPage}, nil, 308, false},
		{"totals of the page, the page past the end refused",
			twdtest.Options{Totals: twdtest.TotalsOfPage, PastEnd: twdtest.PageError}, nil,
			308, false},
		{"totals that are too high", twdtest.Options{Totals: twdtest.TotalsTooHigh}, nil, 308, true},
		{"the page is ignored", twdtest.Options{IgnorePage: true}, nil, 50, true},
		{"random order", twdtest.Options{RandomOrder: true}, nil, -1, true},
		{"page 3 is lost", twdtest.Options{}, lost(3), 100, true},
		{"page 6 is lost", twdtest.Options{}, lost(6), 250, true},
		{"the first page is lost", twdtest.Options{}, lost(1), 0, true},
	}
	for _, tt := range tests {
		for _, prefetch := range []int{0, 4} {
			t.Run(fmt.Sprintf("%s, prefetch %d", tt.name, prefetch), func(t *testing.T) {
				t.Parallel()
				shop := newShop(tt.opts)
				shop.Fill("A", 308)
				if tt.setUp != nil {
					tt.setUp(shop)
				}
				all := inMemory(t, shop).ListAll(t.Context(), twd.ListOptions{Prefetch: prefetch, SkipDuplicates: true})
				numbers, err := collect(all)
				if tt.items >= 0 {
					require.Len(t, numbers, tt.items)
				}
				require.Equal(t, tt.fails, err != nil, "%d items, %v", len(numbers), err)
				if err != nil {
					require.ErrorIs(t, err, sellerwire.ErrUnexpectedContent)
					require.ErrorContains(t, err, fmt.Sprintf("only %d of", len(numbers)))
				}
			})
		}
	}
}
