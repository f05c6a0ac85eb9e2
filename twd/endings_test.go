package twd_test

import (
	"errors"
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

// items are the elements of some stock numbers. "7=H" has a status too, and "#x"
// has a description in place of a number.
func items(numbers string) string {
	var b strings.Builder
	for number := range strings.FieldsSeq(numbers) {
		number, status, shown := strings.Cut(number, "=")
		element := "<stock_no>" + number + "</stock_no>"
		if text, nameless := strings.CutPrefix(number, "#"); nameless {
			element = "<description>" + text + "</description>"
		}
		if shown {
			element += "<status>" + status + "</status>"
		}
		b.WriteString("<item>" + element + "</item>")
	}
	return b.String()
}

// numbersTo are the stock numbers from 1 to n.
func numbersTo(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprint(&b, i+1, " ")
	}
	return b.String()
}

// total is a page that counts n active items.
func total(n int, numbers string) string {
	return result(fmt.Sprintf("<totalcount>%d</totalcount><totalstatus>A</totalstatus>", n) + items(numbers))
}

// script reads the pages of an installation: "9: 1 2 / -: 3 / ! no / half" is a
// page of items 1 and 2 that counts 9, one of item 3 without a total, a refusal,
// and half a document. "9H" counts the items of status H.
func script(pages string) []string {
	var replies []string
	for page := range strings.SplitSeq(pages, " / ") {
		counted, numbers, _ := strings.Cut(page, ":")
		n, err := strconv.Atoi(strings.TrimSuffix(counted, "H"))
		switch {
		case page == "half":
			replies = append(replies, declaration+"<result>")
		case page[0] == '!':
			replies = append(replies, failed(page[2:]))
		case err != nil:
			replies = append(replies, result(items(numbers)))
		case strings.HasSuffix(counted, "H"):
			replies = append(replies, strings.Replace(total(n, numbers), "<totalstatus>A", "<totalstatus>H", 1))
		default:
			replies = append(replies, total(n, numbers))
		}
	}
	return replies
}

// errAny is that of a page, in tables.
var errAny = errors.New("any")

func TestHowAListingEnds(t *testing.T) {
	t.Parallel()
	unexpected := sellerwire.ErrUnexpectedContent
	tests := []struct {
		name    string
		replies string
		options twd.ListOptions
		want    string
		pages   int
		fails   error
	}{
		{"the total is reached by a short page", "3: 1 2 / 3: 3", twd.ListOptions{}, "1 2 3", 2, nil},
		{"the total is reached by a full page", "4: 1 2 / 4: 3 4", twd.ListOptions{}, "1 2 3 4", 3, nil},
		{"the total is reached by a full page, and the next is refused", "4: 1 2 / 4: 3 4 / ! no", twd.ListOptions{}, "1 2 3 4", 3, nil},
		{"the total is reached by a full page, and the next is half a page",
			"4: 1 2 / 4: 3 4 / half", twd.ListOptions{}, "1 2 3 4", 3, nil},
		{"a short page is not the end before the total", "5: 1 2 / 5: 3 / 5: 4 5", twd.ListOptions{}, "1 2 3 4 5", 4, nil},
		{"an empty page a page before the total", "5: 1 2 / 5: 3 / 5:", twd.ListOptions{}, "1 2 3", 3, nil},
		{"an empty page more than a page before the total", "6: 1 2 / 6: 3 / 6:", twd.ListOptions{}, "1 2 3", 3, unexpected},
		{"an empty page whose total is that of nothing", "6: 1 2 / 6: 3 / 0:", twd.ListOptions{}, "1 2 3", 3, unexpected},
		{"an empty page without a total", "6: 1 2 / 6: 3 / -:", twd.ListOptions{}, "1 2 3", 3, unexpected},
		{"nothing of a few", "2:", twd.ListOptions{}, "", 1, unexpected},
		{"nothing of nothing", "0:", twd.ListOptions{}, "", 1, nil},
		{"a page again, a page before the total", "5: 1 2 / 5: 3 / 5: 3", twd.ListOptions{}, "1 2 3", 3, nil},
		{"a page again, more than a page before the total", "9: 1 2 / 9: 3 / 9: 3", twd.ListOptions{}, "1 2 3", 3, unexpected},
		{"a page again in another order", "9: 1 2 3 / 9: 3 1 2", twd.ListOptions{}, "1 2 3", 2, unexpected},
		{"the first page again after others", "9: 1 2 / 9: 3 4 / 9: 1 2", twd.ListOptions{}, "1 2 3 4", 3, unexpected},
		{"a page of which one item is new", "4: 1 2 / 4: 1 3 / 4: 4", twd.ListOptions{}, "1 2 1 3 4", 3, nil},
		{"the total shrinks", "6: 1 2 / 3: 3 4", twd.ListOptions{}, "1 2 3 4", 3, nil},
		{"the total shrinks below what has come", "5: 1 2 3 / 2: 4", twd.ListOptions{}, "1 2 3 4", 2, nil},
		{"the total grows", "3: 1 2 / 5: 3 4 / 5: 5", twd.ListOptions{}, "1 2 3 4 5", 3, nil},
		{"no total: an empty page", "-: 1 2 / -: 3", twd.ListOptions{}, "1 2 3", 3, nil},
		{"no total: a page again", "-: 1 2 / -: 2 1", twd.ListOptions{}, "1 2", 2, nil},
		{"no total: a refusal after a short page", "-: 1 2 / -: 3 / ! no", twd.ListOptions{}, "1 2 3", 3, nil},
		{"items without a number", "-: #a #b / -: #c / -: #c", twd.ListOptions{}, "- - -", 3, nil},
		{"the total of another status is none", "2H: 1 2 / -: 3", twd.ListOptions{}, "1 2 3", 3, nil},
		{"a total below what the page shows is none", "0: 1 2 / 0: 3", twd.ListOptions{}, "1 2 3", 3, nil},
		{"duplicates stay", "4: 1 2 / 4: 2 3", twd.ListOptions{}, "1 2 2 3", 3, nil},
		{"duplicates dropped", "5: 1 2 / 5: 2 3 / 5: 1 4", twd.ListOptions{SkipDuplicates: true}, "1 2 3 4", 4, nil},
		{"duplicates dropped on one page", "2: 1 1 1 / 2: 2", twd.ListOptions{SkipDuplicates: true}, "1 2", 2, nil},
		{"items without a number are no duplicates", "-: #a 1 #a / -: #b #b 1", twd.ListOptions{SkipDuplicates: true}, "- 1 - - -", 3, nil},
		{"the page limit is not passed", "9: 1 2 / 9: 3 4 / 9: 5 6", twd.ListOptions{MaxPages: 2}, "1 2 3 4", 2, twd.ErrPageLimit},
		{"the page limit is just enough", "4: 1 2 / 4: 3 4", twd.ListOptions{MaxPages: 2}, "1 2 3 4", 2, nil},
		{"an error on the first page", "! Invalid value for page!", twd.ListOptions{}, "", 1, errAny},
		{"an error after a full page", "9: 1 2 / 9: 3 4 / ! Database is locked", twd.ListOptions{}, "1 2 3 4", 3, errAny},
		{"an error after a short page before the total", "9: 1 2 / 9: 3 / ! Database is locked", twd.ListOptions{}, "1 2 3", 3, errAny},
		{"a refusal of a page past the total", "4: 1 2 / 4: 2 3 / ! Invalid value for page!", twd.ListOptions{}, "1 2 2 3", 3, nil},
		{"the key is refused past the total", "4: 1 2 / 4: 2 3 / ! The supplied API key is not valid!", twd.ListOptions{}, "1 2 2 3", 3,
			sellerwire.ErrUnauthorized},
		{"half a document past the total", "4: 1 2 / 4: 2 3 / half", twd.ListOptions{}, "1 2 2 3", 3, unexpected},
		{"items of another status than the one asked for", "9: 1 2=A / 9: 3=H", twd.ListOptions{Status: "A"}, "1 2", 2, unexpected},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			shop := newShop(twdtest.Options{})
			installation := paged(script(tt.replies)...)
			shop.Intercept(func(http.Handler) http.Handler { return installation })
			numbers, err := collect(inMemory(t, shop).ListAll(t.Context(), tt.options))
			want := strings.Fields(tt.want)
			for i := range want {
				want[i] = strings.Trim(want[i], "-") // an item without a number
			}
			require.Equal(t, want, append([]string{}, numbers...))
			require.Len(t, installation.asked, tt.pages, "%v", installation.asked)
			if tt.fails == nil {
				require.NoError(t, err)
				return
			}
			e := asError(t, err)
			require.True(t, tt.fails == errAny || isKind(e, tt.fails), "%v", err)
		})
	}
}

func TestASearchNeverTrustsTheTotal(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		replies string
		options twd.SearchOptions
		want    string
		pages   int
		fails   bool
	}{
		{"a total that is reached too early", "2: 1 2 / 2: 3 4 / 2: 5", twd.SearchOptions{}, "1 2 3 4 5", 4, false},
		{"a total that is never reached", "308: 1 2 / 308: 3", twd.SearchOptions{}, "1 2 3", 3, false},
		{"the last page again", "308: 1 2 / 308: 3 / 308: 3", twd.SearchOptions{}, "1 2 3", 3, false},
		{"one page again", "308: 1 / 308: 1", twd.SearchOptions{}, "1", 2, false},
		{"no match", "308:", twd.SearchOptions{}, "", 1, false},
		{"an error after a short page", "308: 1 2 / 308: 3 / ! no page 3", twd.SearchOptions{}, "1 2 3", 3, false},
		{"an error after the only page, shorter than 50", "308: 1 2 / ! no page 2", twd.SearchOptions{}, "1 2", 2, false},
		{"an error between full pages", "308: 1 2 / 308: 3 4 / ! no page 3", twd.SearchOptions{}, "1 2 3 4", 3, true},
		{"duplicates dropped", "308: 1 2 / 308: 2 3", twd.SearchOptions{SkipDuplicates: true}, "1 2 3", 3, false},
		{"the page limit", "308: 1 2 / 308: 3 4", twd.SearchOptions{MaxPages: 1}, "1 2", 1, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			shop := newShop(twdtest.Options{})
			installation := paged(script(tt.replies)...)
			shop.Intercept(func(http.Handler) http.Handler { return installation })
			tt.options.Text = "seat"
			numbers, err := collect(inMemory(t, shop).SearchAll(t.Context(), tt.options))
			require.Equal(t, strings.Fields(tt.want), append([]string{}, numbers...))
			require.Len(t, installation.asked, tt.pages, "%v", installation.asked)
			require.Equal(t, tt.fails, err != nil, "%v", err)
		})
	}
}

// The words of an installation for a page that is not there end a walk; no
// others do then.
func TestEndMessagesEndAWalk(t *testing.T) {
	t.Parallel()
	named := []sellerwire.Option{twd.WithEndMessages("No more pages"), twd.WithEndMessages("Invalid page!")}
	badKey := []sellerwire.Option{twd.WithEndMessages("The supplied API key is not valid!")}
	full := "-: " + numbersTo(50)
	tests := []struct {
		name    string
		replies string
		status  int
		opts    []sellerwire.Option
		fails   bool
	}{
		{"named, after a full page", full + " / !  NO more pages ", 200, named, false},
		{"named, with HTTP 500", full + " / ! Invalid page!", 500, named, false},
		{"named, on the first page", "! No more pages", 200, named, false},
		{"not named, after a full page", full + " / ! Database is locked", 200, named, true},
		{"not named, after a short page", "-: 1 / ! Database is locked", 200, named, true},
		{"none named, after a full page", full + " / ! No more pages", 200, nil, true},
		{"none named, after a short page", "-: 1 / ! whatever", 200, nil, false},
		{"none named, after a short page, with HTTP 500", "-: 1 / ! whatever", 500, nil, true},
		{"none named, on the first page", "! No more pages", 200, nil, true},
		{"the key is refused", full + " / ! The supplied API key is not valid!", 200, badKey, true},
		{"without any message nothing changes", "-: 1 / ! whatever", 200, []sellerwire.Option{twd.WithEndMessages()}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			shop := newShop(twdtest.Options{})
			replies := script(tt.replies)
			installation := paged(replies...)
			shop.Intercept(func(http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if pageOf(r) == len(replies) {
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
