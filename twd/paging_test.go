package twd_test

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
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

// pages is an installation whose pages are written out.
type pages struct {
	http.Handler
	asked []int
}

// paged answers page n with the n-th text; pages after the last are empty.
func paged(texts ...string) *pages {
	p := &pages{}
	p.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := pageOf(r)
		p.asked = append(p.asked, n)
		if n > len(texts) {
			_, _ = w.Write([]byte(result("")))
			return
		}
		_, _ = w.Write([]byte(texts[n-1]))
	})
	return p
}

// items are the elements of some stock numbers.
func items(numbers string) string {
	var b strings.Builder
	for number := range strings.FieldsSeq(numbers) {
		b.WriteString("<item><stock_no>" + number + "</stock_no></item>")
	}
	return b.String()
}

// nameless is an item that has a description and no number.
func nameless(text string) string {
	return "<item><description>" + text + "</description></item>"
}

// numbersTo are the stock numbers from 1 to n.
func numbersTo(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprint(&b, i+1, " ")
	}
	return b.String()
}

func total(n int, numbers string) string {
	return result(fmt.Sprintf("<totalcount>%d</totalcount><totalstatus>A</totalstatus>", n) + items(numbers))
}

func TestHowAListingEnds(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		replies []string
		options twd.ListOptions
		want    string
		pages   int
		fails   error
	}{
		{"the total is reached by a short page", []string{total(3, "1 2"), total(3, "3")}, twd.ListOptions{}, "1 2 3", 2, nil},
		{"the total is reached by a full page", []string{total(4, "1 2"), total(4, "3 4")}, twd.ListOptions{}, "1 2 3 4", 3, nil},
		{"the total is reached by a full page, and the next is refused", []string{total(4, "1 2"), total(4, "3 4"), failed("no")}, twd.ListOptions{}, "1 2 3 4", 3, nil},
		{"the total is reached by a full page, and the next is half a page", []string{total(4, "1 2"), total(4, "3 4"), "<result>"}, twd.ListOptions{}, "1 2 3 4", 3, nil},
		{"a short page is not the end before the total", []string{total(5, "1 2"), total(5, "3"), total(5, "4 5")}, twd.ListOptions{}, "1 2 3 4 5", 4, nil},
		{"an empty page a page before the total", []string{total(5, "1 2"), total(5, "3"), total(5, "")}, twd.ListOptions{}, "1 2 3", 3, nil},
		{"an empty page more than a page before the total", []string{total(6, "1 2"), total(6, "3"), total(6, "")}, twd.ListOptions{}, "1 2 3", 3, sellerwire.ErrUnexpectedContent},
		{"an empty page whose total is that of nothing", []string{total(6, "1 2"), total(6, "3"), total(0, "")}, twd.ListOptions{}, "1 2 3", 3, sellerwire.ErrUnexpectedContent},
		{"an empty page without a total", []string{total(6, "1 2"), total(6, "3"), result("")}, twd.ListOptions{}, "1 2 3", 3, sellerwire.ErrUnexpectedContent},
		{"nothing of a few", []string{total(2, "")}, twd.ListOptions{}, "", 1, sellerwire.ErrUnexpectedContent},
		{"nothing of nothing", []string{total(0, "")}, twd.ListOptions{}, "", 1, nil},
		{"a page again, a page before the total", []string{total(5, "1 2"), total(5, "3"), total(5, "3")}, twd.ListOptions{}, "1 2 3", 3, nil},
		{"a page again, more than a page before the total", []string{total(9, "1 2"), total(9, "3"), total(9, "3")}, twd.ListOptions{}, "1 2 3", 3, sellerwire.ErrUnexpectedContent},
		{"a page again in another order", []string{total(9, "1 2 3"), total(9, "3 1 2")}, twd.ListOptions{}, "1 2 3", 2, sellerwire.ErrUnexpectedContent},
		{"the first page again after others", []string{total(9, "1 2"), total(9, "3 4"), total(9, "1 2")}, twd.ListOptions{}, "1 2 3 4", 3, sellerwire.ErrUnexpectedContent},
		{"a page of which one item is new", []string{total(4, "1 2"), total(4, "1 3"), total(4, "4")}, twd.ListOptions{}, "1 2 1 3 4", 3, nil},
		{"the total shrinks", []string{total(6, "1 2"), total(3, "3 4")}, twd.ListOptions{}, "1 2 3 4", 3, nil},
		{"the total shrinks below what has come", []string{total(5, "1 2 3"), total(2, "4")}, twd.ListOptions{}, "1 2 3 4", 2, nil},
		{"the total grows", []string{total(3, "1 2"), total(5, "3 4"), total(5, "5")}, twd.ListOptions{}, "1 2 3 4 5", 3, nil},
		{"no total: an empty page", []string{result(items("1 2")), result(items("3"))}, twd.ListOptions{}, "1 2 3", 3, nil},
		{"no total: a page again", []string{result(items("1 2")), result(items("2 1"))}, twd.ListOptions{}, "1 2", 2, nil},
		{"no total: a refusal after a short page", []string{result(items("1 2")), result(items("3")), failed("no")}, twd.ListOptions{}, "1 2 3", 3, nil},
		{"items without a number", []string{result(nameless("a") + nameless("b")), result(nameless("c")), result(nameless("c"))}, twd.ListOptions{}, "- - -", 3, nil},
		{"the total of another status is none", []string{
			strings.Replace(total(2, "1 2"), "<totalstatus>A", "<totalstatus>H", 1), result(items("3")),
		}, twd.ListOptions{}, "1 2 3", 3, nil},
		{"a total below what the page shows is none", []string{total(0, "1 2"), total(0, "3")}, twd.ListOptions{}, "1 2 3", 3, nil},
		{"duplicates stay", []string{total(4, "1 2"), total(4, "2 3")}, twd.ListOptions{}, "1 2 2 3", 3, nil},
		{"duplicates dropped", []string{total(5, "1 2"), total(5, "2 3"), total(5, "1 4")}, twd.ListOptions{SkipDuplicates: true}, "1 2 3 4", 4, nil},
		{"duplicates dropped on one page", []string{total(2, "1 1 1"), total(2, "2")}, twd.ListOptions{SkipDuplicates: true}, "1 2", 2, nil},
		{"the page limit is not passed", []string{total(9, "1 2"), total(9, "3 4"), total(9, "5 6")}, twd.ListOptions{MaxPages: 2}, "1 2 3 4", 2, twd.ErrPageLimit},
		{"the page limit is just enough", []string{total(4, "1 2"), total(4, "3 4")}, twd.ListOptions{MaxPages: 2}, "1 2 3 4", 2, nil},
		{"an error on the first page", []string{failed("Invalid value for page!")}, twd.ListOptions{}, "", 1, new(sellerwire.Error)},
		{"an error after a full page", []string{total(9, "1 2"), total(9, "3 4"), failed("Database is locked")}, twd.ListOptions{}, "1 2 3 4", 3, new(sellerwire.Error)},
		{"an error after a short page before the total", []string{total(9, "1 2"), total(9, "3"), failed("Database is locked")}, twd.ListOptions{}, "1 2 3", 3, new(sellerwire.Error)},
		{"a refusal of a page past the total", []string{total(4, "1 2"), total(4, "2 3"), failed("Invalid value for page!")}, twd.ListOptions{}, "1 2 2 3", 3, nil},
		{"the key is refused past the total", []string{total(4, "1 2"), total(4, "2 3"), failed("The supplied API key is not valid!")}, twd.ListOptions{}, "1 2 2 3", 3, sellerwire.ErrUnauthorized},
		{"half a document past the total", []string{total(4, "1 2"), total(4, "2 3"), declaration + "<result>"}, twd.ListOptions{}, "1 2 2 3", 3, sellerwire.ErrUnexpectedContent},
		{"items of another status than the one asked for", []string{total(9, "1 2"), result("<item><stock_no>3</stock_no><status>H</status></item>")}, twd.ListOptions{Status: "A"}, "1 2", 2, sellerwire.ErrUnexpectedContent},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			shop := newShop(twdtest.Options{})
			installation := paged(tt.replies...)
			shop.Intercept(func(http.Handler) http.Handler { return installation })
			numbers, err := collect(inMemory(t, shop).ListAll(t.Context(), tt.options))
			want := strings.Fields(tt.want)
			for i := range want {
				want[i] = strings.Trim(want[i], "-") // an item without a number
			}
			require.Equal(t, want, append([]string{}, numbers...))
			require.Len(t, installation.asked, tt.pages, "%v", installation.asked)
			switch {
			case tt.fails == nil:
				require.NoError(t, err)
			default:
				e := asError(t, err)
				if _, any := tt.fails.(*sellerwire.Error); !any {
					require.ErrorIs(t, e, tt.fails)
				}
			}
		})
	}
}

func TestASearchNeverTrustsTheTotal(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		replies []string
		options twd.SearchOptions
		want    string
		pages   int
		fails   bool
	}{
		{"a total that is reached too early", []string{total(2, "1 2"), total(2, "3 4"), total(2, "5")}, twd.SearchOptions{}, "1 2 3 4 5", 4, false},
		{"a total that is never reached", []string{total(308, "1 2"), total(308, "3")}, twd.SearchOptions{}, "1 2 3", 3, false},
		{"the last page again", []string{total(308, "1 2"), total(308, "3"), total(308, "3")}, twd.SearchOptions{}, "1 2 3", 3, false},
		{"one page again", []string{total(308, "1"), total(308, "1")}, twd.SearchOptions{}, "1", 2, false},
		{"no match", []string{total(308, "")}, twd.SearchOptions{}, "", 1, false},
		{"an error after a short page", []string{total(308, "1 2"), total(308, "3"), failed("no page 3")}, twd.SearchOptions{}, "1 2 3", 3, false},
		{"an error after the only page, shorter than 50", []string{total(308, "1 2"), failed("no page 2")}, twd.SearchOptions{}, "1 2", 2, false},
		{"an error between full pages", []string{total(308, "1 2"), total(308, "3 4"), failed("no page 3")}, twd.SearchOptions{}, "1 2 3 4", 3, true},
		{"duplicates dropped", []string{total(308, "1 2"), total(308, "2 3")}, twd.SearchOptions{SkipDuplicates: true}, "1 2 3", 3, false},
		{"the page limit", []string{total(308, "1 2"), total(308, "3 4")}, twd.SearchOptions{MaxPages: 1}, "1 2", 1, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			shop := newShop(twdtest.Options{})
			installation := paged(tt.replies...)
			shop.Intercept(func(http.Handler) http.Handler { return installation })
			tt.options.Text = "seat"
			numbers, err := collect(inMemory(t, shop).SearchAll(t.Context(), tt.options))
			require.Equal(t, strings.Fields(tt.want), append([]string{}, numbers...))
			require.Len(t, installation.asked, tt.pages, "%v", installation.asked)
			require.Equal(t, tt.fails, err != nil, "%v", err)
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
		{"totals of the page, the page past the end refused", twdtest.Options{Totals: twdtest.TotalsOfPage, PastEnd: twdtest.PageError}, nil, 308, false},
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

// The words of an installation for a page that is not there end a walk; no
// others do then.
func TestEndMessagesEndAWalk(t *testing.T) {
	t.Parallel()
	named := []sellerwire.Option{twd.WithEndMessages("No more pages"), twd.WithEndMessages("Invalid page!")}
	full := result(items(numbersTo(50)))
	tests := []struct {
		name    string
		replies []string
		status  int
		opts    []sellerwire.Option
		fails   bool
	}{
		{"named, after a full page", []string{full, failed(" NO more pages ")}, 200, named, false},
		{"named, with HTTP 500", []string{full, failed("Invalid page!")}, 500, named, false},
		{"named, on the first page", []string{failed("No more pages")}, 200, named, false},
		{"not named, after a full page", []string{full, failed("Database is locked")}, 200, named, true},
		{"not named, after a short page", []string{result(items("1")), failed("Database is locked")}, 200, named, true},
		{"none named, after a full page", []string{full, failed("No more pages")}, 200, nil, true},
		{"none named, after a short page", []string{result(items("1")), failed("whatever")}, 200, nil, false},
		{"none named, after a short page, with HTTP 500", []string{result(items("1")), failed("whatever")}, 500, nil, true},
		{"none named, on the first page", []string{failed("No more pages")}, 200, nil, true},
		{"the key is refused", []string{full, failed("The supplied API key is not valid!")}, 200, []sellerwire.Option{twd.WithEndMessages("The supplied API key is not valid!")}, true},
		{"without any message nothing changes", []string{result(items("1")), failed("whatever")}, 200, []sellerwire.Option{twd.WithEndMessages()}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			shop := newShop(twdtest.Options{})
			installation := paged(tt.replies...)
			shop.Intercept(func(http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if pageOf(r) == len(tt.replies) {
						w.WriteHeader(tt.status)
					}
					installation.ServeHTTP(w, r)
				})
			})
			c := inMemory(t, shop, tt.opts...)
			_, searchErr := collect(c.SearchAll(t.Context(), twd.SearchOptions{Text: "x"}))
			_, listErr := collect(c.ListAll(t.Context(), twd.ListOptions{}))
			for _, err := range []error{searchErr, listErr} {
				require.Equal(t, tt.fails, err != nil, "%v", err)
			}
		})
	}
}

// Fifty hits exactly, on an installation that refuses page 2.
func TestASearchOfAFullPageEndsAtTheWordsOfTheInstallation(t *testing.T) {
	t.Parallel()
	shop := newShop(twdtest.Options{PastEnd: twdtest.PageError})
	for i := range 50 {
		shop.Seed(twdtest.Item{StockNo: strconv.Itoa(i), Brand: "Thonet"})
	}
	c := inMemory(t, shop, twd.WithEndMessages("Invalid value for page!"))
	numbers, err := collect(c.SearchAll(t.Context(), twd.SearchOptions{Text: "thonet"}))
	require.NoError(t, err)
	require.Len(t, numbers, 50)
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
