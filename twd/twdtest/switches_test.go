package twdtest_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/twd/twdtest"
)

// manyItems is a shop of 12 items on pages of 5.
func manyItems(opts twdtest.Options) *twdtest.Emulator {
	opts.APIKey, opts.PageSize = "k", 5
	e := twdtest.New(opts)
	e.Fill("A", 12)
	return e
}

func TestAScriptThatIgnoresThePageShowsTheFirst(t *testing.T) {
	t.Parallel()
	e := manyItems(twdtest.Options{IgnorePage: true})
	first := get(t, e, "apikey=k")
	require.Len(t, stockNumbers(first), 5)
	require.Equal(t, first, get(t, e, "apikey=k&page=3"))
	require.Equal(t, first, get(t, e, "apikey=k&page=99"))
}

func TestRandomOrderIsAnotherInEveryReply(t *testing.T) {
	t.Parallel()
	e, again := manyItems(twdtest.Options{RandomOrder: true}), manyItems(twdtest.Options{RandomOrder: true})
	orders := map[string]bool{}
	for range 20 {
		reply := get(t, e, "apikey=k")
		require.Equal(t, reply, get(t, again, "apikey=k"), "the same at every run")
		require.Len(t, stockNumbers(reply), 5)
		orders[strings.Join(stockNumbers(reply), " ")] = true
	}
	require.Greater(t, len(orders), 10)
	require.True(t, slices.IsSortedFunc(e.Items(), func(a, b twdtest.Item) int { return strings.Compare(a.StockNo, b.StockNo) }),
		"the state keeps its order")
}

func TestTotals(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		totals twdtest.Totals
		query  string
		want   string // of totalcount; empty for none
	}{
		{"right", twdtest.TotalsRight, "page=3", "12"},
		{"right past the end", twdtest.TotalsRight, "page=4", "12"},
		{"none", twdtest.NoTotals, "", ""},
		{"too high", twdtest.TotalsTooHigh, "", "1012"},
		{"of the page", twdtest.TotalsOfPage, "page=3", "2"},
		{"of a page past the end", twdtest.TotalsOfPage, "page=4", "0"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			reply := get(t, manyItems(twdtest.Options{Totals: tt.totals}), "apikey=k&"+tt.query)
			if tt.want == "" {
				require.NotContains(t, reply, "total")
				return
			}
			require.Contains(t, reply, "<totalcount>"+tt.want+"</totalcount>\n\t<totalstatus>A</totalstatus>")
		})
	}
}

func TestFieldsOfAddOnsAreSetAndShown(t *testing.T) {
	t.Parallel()
	e := shop(twdtest.Options{AddOnFields: []string{"location", "deposit"}})
	require.Equal(t, updateOK, post(t, e, "apikey=k&action=update&stock_no=1015&location=Aisle+%3C4%3E&color=red"))
	require.Equal(t, map[string]string{"location": "Aisle <4>"}, item(t, e, "1015").Extra)
	require.Contains(t, get(t, e, "apikey=k&stock_no=1015"), "<price>50</price>\n\t\t<location>Aisle &lt;4&gt;</location>\n\t</item>")

	require.Equal(t, updateOK, post(t, e, "apikey=k&action=update&stock_no=1015&deposit="))
	require.Equal(t, map[string]string{"location": "Aisle <4>", "deposit": ""}, item(t, e, "1015").Extra)
	require.Contains(t, get(t, e, "apikey=k&stock_no=1015"), "<deposit></deposit>\n\t\t<location>")

	item(t, e, "1015").Extra["location"] = "elsewhere"
	require.Equal(t, "Aisle <4>", item(t, e, "1015").Extra["location"], "what is read is a copy")

	before := item(t, e, "1015")
	require.Equal(t, failed("Invalid value for qty!"), post(t, e, "apikey=k&action=update&stock_no=1015&location=x&qty=x"))
	require.Equal(t, before, item(t, e, "1015"), "a refused update changes nothing")
}

func TestStatusesOfAddOns(t *testing.T) {
	t.Parallel()
	e := shop(twdtest.Options{Statuses: []string{"A", "LAYAWAY"}})
	require.Equal(t, updateOK, post(t, e, "apikey=k&action=update&stock_no=1015&status=LAYAWAY"))
	require.Equal(t, []string{"1015"}, stockNumbers(get(t, e, "apikey=k&status=LAYAWAY")))
	require.Equal(t, failed("Invalid value for status!"), post(t, e, "apikey=k&action=update&stock_no=1015&status=RENTED&qty=9"))
	require.Equal(t, "LAYAWAY", item(t, e, "1015").Status)
	require.Equal(t, new(1), item(t, e, "1015").Qty)
}
