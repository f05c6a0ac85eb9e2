package twd_test

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/twd"
	"github.com/sellerwire/sellerwire/twd/twdtest"
)

// pastEnds are what is unknown about a page after the last one.
var pastEnds = map[string]twdtest.PastEnd{
	"empty page": twdtest.EmptyPage, "last page again": twdtest.LastPageAgain, "error": twdtest.PageError,
}

func TestListAllYieldsEveryItemOnceWhateverTheInstallationDoes(t *testing.T) {
	t.Parallel()
	for pastName, past := range pastEnds {
		for _, size := range []int{7, 50, 120} { // the client assumes 50
			for _, total := range []int{0, 1, size - 1, size, size + 1, 3 * size, 3*size + 2} {
				for _, prefetch := range []int{0, 1, 4, 64} {
					name := fmt.Sprintf("%s, pages of %d, %d items, prefetch %d", pastName, size, total, prefetch)
					t.Run(name, func(t *testing.T) {
						t.Parallel()
						shop := newShop(twdtest.Options{PageSize: size, PastEnd: past})
						shop.Fill("H", 3)
						shop.Fill("A", total)
						c := inMemory(t, shop)
						numbers, err := collect(c.ListAll(t.Context(), twd.ListOptions{Prefetch: prefetch}))
						require.NoError(t, err)
						require.Equal(t, stockNumbers(shop, "A"), numbers)
						pages := total/size + 1 // a full page is followed by another, whatever the total says
						if total < size && total >= twd.DefaultPageSize {
							pages++ // nobody has said yet that a page holds more
						}
						require.LessOrEqual(t, shop.Requests(), int64(pages))
					})
				}
			}
		}
	}
}

func TestSearchAllYieldsEveryMatchWhateverTheInstallationDoes(t *testing.T) {
	t.Parallel()
	for pastName, past := range pastEnds {
		for _, size := range []int{7, 50} {
			for _, matches := range []int{0, 1, size - 1, size + 1, 2*size + 3} {
				t.Run(fmt.Sprintf("%s, pages of %d, %d matches", pastName, size, matches), func(t *testing.T) {
					t.Parallel()
					shop := newShop(twdtest.Options{PageSize: size, PastEnd: past})
					shop.Fill("A", 300) // totalcount says 300 and more, for every search
					var want []string
					for i := range matches {
						it := twdtest.Item{StockNo: "rare" + strconv.Itoa(i), Description: "Étagère, walnut"}
						shop.Seed(it)
						want = append(want, it.StockNo)
					}
					c := inMemory(t, shop)
					numbers, err := collect(c.SearchAll(t.Context(), twd.SearchOptions{Text: "étagère"}))
					require.NoError(t, err)
					require.Equal(t, want, numbers)
				})
			}
		}
	}
}

// A search whose last page is full does not end before the next was asked for;
// an installation that refuses that page cannot be told from one that fails.
func TestASearchThatFillsItsLastPage(t *testing.T) {
	t.Parallel()
	for pastName, past := range pastEnds {
		t.Run(pastName, func(t *testing.T) {
			t.Parallel()
			shop := newShop(twdtest.Options{PastEnd: past})
			for i := range 100 {
				shop.Seed(twdtest.Item{StockNo: strconv.Itoa(i), Brand: "Thonet"})
			}
			numbers, err := collect(inMemory(t, shop).SearchAll(t.Context(), twd.SearchOptions{Text: "thonet"}))
			require.Equal(t, stockNumbers(shop, "A"), numbers)
			require.Equal(t, past == twdtest.PageError, err != nil, "%v", err)
			require.Equal(t, int64(3), shop.Requests())
		})
	}
}

// A script that counts what it prints: every page says that it is all there is.
func TestATotalThatIsThatOfThePageEndsNoListing(t *testing.T) {
	t.Parallel()
	shop := newShop(twdtest.Options{})
	installation := paged(total(2, "1 2"), total(2, "3 4"), total(1, "5"))
	shop.Intercept(func(http.Handler) http.Handler { return installation })
	numbers, err := collect(inMemory(t, shop, twd.WithPageSize(2)).ListAll(t.Context(), twd.ListOptions{}))
	require.NoError(t, err)
	require.Len(t, numbers, 5)
}

func TestTheAssumedPageSizeCanBeChanged(t *testing.T) {
	t.Parallel()
	// Two matches are a full page where the page size is 2: the refusal of
	// page 2 is an error then.
	shop := newShop(twdtest.Options{})
	installation := paged(result(items("1 2")), failed("Out of memory!"))
	shop.Intercept(func(http.Handler) http.Handler { return installation })
	_, err := collect(inMemory(t, shop, twd.WithPageSize(2)).SearchAll(t.Context(), twd.SearchOptions{Text: "x"}))
	require.ErrorContains(t, err, "Out of memory!")
	_, err = collect(inMemory(t, shop, twd.WithPageSize(1)).SearchAll(t.Context(), twd.SearchOptions{Text: "x"}))
	require.ErrorContains(t, err, "Out of memory!")
	_, err = collect(inMemory(t, shop).SearchAll(t.Context(), twd.SearchOptions{Text: "x"}))
	require.NoError(t, err)
}

func TestAnIteratorCanBeRangedOverAgain(t *testing.T) {
	t.Parallel()
	shop := newShop(twdtest.Options{})
	shop.Fill("A", 120)
	all := inMemory(t, shop).ListAll(t.Context(), twd.ListOptions{SkipDuplicates: true})
	for range 2 {
		numbers, err := collect(all)
		require.NoError(t, err)
		require.Equal(t, stockNumbers(shop, "A"), numbers)
	}
}

func TestABreakSendsNothingMore(t *testing.T) {
	t.Parallel()
	shop := newShop(twdtest.Options{})
	shop.Fill("A", 500)
	c := inMemory(t, shop)
	n := 0
	for _, err := range c.ListAll(t.Context(), twd.ListOptions{}) {
		require.NoError(t, err)
		if n++; n == 60 {
			break
		}
	}
	require.Equal(t, int64(2), shop.Requests())
}

func TestACancelledWalkEndsWithItsError(t *testing.T) {
	t.Parallel()
	for _, prefetch := range []int{0, 4} {
		shop := newShop(twdtest.Options{})
		shop.Fill("A", 500)
		ctx, cancel := context.WithCancel(t.Context())
		var errs []error
		n := 0
		for _, err := range inMemory(t, shop).ListAll(ctx, twd.ListOptions{Prefetch: prefetch}) {
			if err != nil {
				errs = append(errs, err)
				continue // an iterator ends for good after an error
			}
			if n++; n == 70 {
				cancel()
			}
		}
		cancel()
		require.GreaterOrEqual(t, n, 100, "the page at hand is yielded to its end")
		if n < 500 {
			require.Len(t, errs, 1)
			require.ErrorIs(t, errs[0], context.Canceled)
		}
	}
}
