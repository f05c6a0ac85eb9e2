package twdtest_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/twd/twdtest"
)

// TestDocumentedReplies compares with the vendor's samples, tabs and newlines
// included, up to the end of the first item where more follow.
func TestDocumentedReplies(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, query, totals, item, end string }{
		{"first 50 active items", "apikey=k", `
	<totalcount>308</totalcount>
	<totalstatus>A</totalstatus>`, `
		<stock_no>1423</stock_no>
		<status>A</status>
		<deptcode>FURN</deptcode>
		<dept>Furnature</dept>
		<brand>Ashley</brand>
		<description>Desk, 9 Drawers</description>
		<price>40</price>`, ""},
		{"next page", "page=2&apikey=k", `
	<totalcount>308</totalcount>
	<totalstatus>A</totalstatus>`, `
		<stock_no>884</stock_no>
		<status>A</status>
		<deptcode>FURN</deptcode>
		<dept>Furnature</dept>
		<brand>Lazyboy</brand>
		<description>Love Seat, W/ Ottoman</description>
		<qty>1</qty>
		<price>60</price>`, ""},
		{"other status", "status=H&apikey=k", `
	<totalcount>9</totalcount>
	<totalstatus>H</totalstatus>`, `
		<stock_no>1017</stock_no>
		<status>H</status>
		<deptcode>FURN</deptcode>
		<dept>Furnature</dept>
		<brand></brand>
		<description>End Table, Dark Brown</description>
		<qty>1</qty>
		<price>10</price>`, ""},
		{"search", "q=Love+Seat&apikey=k", `
	<totalcount>308</totalcount>
	<totalstatus>A</totalstatus>`, `
		<stock_no>868</stock_no>
		<status>A</status>
		<deptcode>FURN</deptcode>
		<dept>Furnature</dept>
		<brand>Lazyboy</brand>
		<description>Love Seat, Hide-a-bed</description>
		<qty>1</qty>
		<price>40</price>`, ""},
		{"one item", "stock_no=1015&apikey=k", "", `
		<stock_no>1015</stock_no>
		<status>A</status>
		<deptcode>BEDS</deptcode>
		<dept>Beds</dept>
		<brand>Serta</brand>
		<description>Captains Bed, White</description>
		<qty>1</qty>
		<price>50</price>`, "</result>\n"},
	}
	e := twdtest.New(twdtest.Options{APIKey: "k"})
	e.SeedDocumented()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			want := declaration + `<result>
	<statuscode>1</statuscode>
	<statusmessage>OK</statusmessage>` + tt.totals + `
	<item>` + tt.item + `
	</item>
` + tt.end
			reply := get(t, e, tt.query)
			if tt.end != "" {
				require.Equal(t, want, reply)
				return
			}
			require.True(t, strings.HasPrefix(reply, want), "%s", reply[:min(len(reply), len(want))])
			require.True(t, strings.HasSuffix(reply, "\t</item>\n</result>\n"))
		})
	}
}

func TestListingsHavePagesOfFifty(t *testing.T) {
	t.Parallel()
	e := twdtest.New(twdtest.Options{APIKey: "k"})
	e.SeedDocumented()
	tests := []struct {
		name, query string
		items       int
	}{
		{"first page", "apikey=k", 50},
		{"page 1", "apikey=k&page=1", 50},
		{"last page", "apikey=k&page=7", 8},
		{"past the end", "apikey=k&page=8", 0},
		{"far past the end", "apikey=k&page=9223372036854775807", 0},
		{"an empty page is page 1", "apikey=k&page=", 50},
		{"page 0 is page 1", "apikey=k&page=0", 50},
		{"a negative page is page 1", "apikey=k&page=-3", 50},
		{"a page that is no number is page 1", "apikey=k&page=two", 50},
		{"an empty status is A", "apikey=k&status=", 50},
		{"held items", "apikey=k&status=H", 9},
		{"an unknown status", "apikey=k&status=Z", 0},
		{"status is case-sensitive", "apikey=k&status=h", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			require.Len(t, stockNumbers(get(t, e, tt.query)), tt.items)
		})
	}
}

func TestSearchCombinesWithStatusAndPage(t *testing.T) {
	t.Parallel()
	e := twdtest.New(twdtest.Options{APIKey: "k", PageSize: 2})
	e.Seed(
		twdtest.Item{StockNo: "1", Description: "Oak Desk"},
		twdtest.Item{StockNo: "2", Description: "Pine Desk"},
		twdtest.Item{StockNo: "3", Description: "Lamp", Brand: "DeskPro"},
		twdtest.Item{StockNo: "4", Description: "Held Desk", Status: "H"},
		twdtest.Item{StockNo: "5", Description: "ÉTAGÈRE", Notes: "desk"},
	)
	tests := []struct {
		name, query, total string
		want               []string
	}{
		{"ignores case, finds brands", "q=DESK", "4", []string{"1", "2"}},
		{"second page", "q=desk&page=2", "4", []string{"3"}},
		{"past the end", "q=desk&page=3", "4", nil},
		{"status", "q=desk&status=H", "1", []string{"4"}},
		{"accents ignore case too", "q=%E9tag%E8re", "4", []string{"5"}},
		{"an empty q is no search", "q=", "4", []string{"1", "2"}},
		{"nothing found", "q=sofa", "4", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			reply := get(t, e, "apikey=k&"+tt.query)
			require.Equal(t, tt.want, stockNumbers(reply))
			require.Contains(t, reply, "<totalcount>"+tt.total+"</totalcount>", "the total is that of the status")
		})
	}
}

func TestPastEndSwitches(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		pastEnd twdtest.PastEnd
		query   string
		want    []string
		message string
	}{
		{"empty page", twdtest.EmptyPage, "page=3", nil, "OK"},
		{"last page again", twdtest.LastPageAgain, "page=9", []string{"3"}, "OK"},
		{"last page of a search again", twdtest.LastPageAgain, "page=9&q=a", []string{"1", "2"}, "OK"},
		{"nothing to show again", twdtest.LastPageAgain, "page=9&status=X", nil, "OK"},
		{"error", twdtest.PageError, "page=3", nil, "Invalid value for page!"},
		{"no error on the last page", twdtest.PageError, "page=2", []string{"3"}, "OK"},
		{"no error on the first page of nothing", twdtest.PageError, "status=X", nil, "OK"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e := twdtest.New(twdtest.Options{APIKey: "k", PageSize: 2, PastEnd: tt.pastEnd})
			e.Seed(
				twdtest.Item{StockNo: "1", Description: "a"},
				twdtest.Item{StockNo: "2", Description: "a"},
				twdtest.Item{StockNo: "3", Description: "b"},
			)
			reply := get(t, e, "apikey=k&"+tt.query)
			require.Equal(t, tt.want, stockNumbers(reply))
			require.Contains(t, reply, "<statusmessage>"+tt.message+"</statusmessage>")
		})
	}
}

func TestLookUp(t *testing.T) {
	t.Parallel()
	const okWithoutItem = declaration + "<result>\n\t<statuscode>1</statuscode>\n\t<statusmessage>OK</statusmessage>\n</result>\n"

	e := shop(twdtest.Options{})
	require.Equal(t, failed("The item was not found!"), get(t, e, "apikey=k&stock_no=1"))
	require.Equal(t, get(t, e, "apikey=k&stock_no=1015"), get(t, e, "apikey=k&stock_no=1015&q=x&status=H&page=7"), "other keys are ignored")
	require.Contains(t, get(t, e, "apikey=k&stock_no="), "<totalcount>", "an empty stock_no is a listing")
	require.Contains(t, get(t, e, "apikey=k&action=&stock_no=1015"), "<stock_no>1015</stock_no>", "an empty action is a read")

	require.Equal(t, okWithoutItem, get(t, shop(twdtest.Options{OKWithoutItem: true}), "apikey=k&stock_no=1"))
}

func TestDeletedItemsAreListedAndFound(t *testing.T) {
	t.Parallel()
	e := shop(twdtest.Options{})
	require.Equal(t, updateOK, post(t, e, "apikey=k&action=update&stock_no=1015&status=X"))
	require.Empty(t, stockNumbers(get(t, e, "apikey=k")))
	require.Equal(t, []string{"1015"}, stockNumbers(get(t, e, "apikey=k&status=X")))
	require.Equal(t, []string{"1015"}, stockNumbers(get(t, e, "apikey=k&stock_no=1015")))
}
