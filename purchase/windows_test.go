package purchase_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/purchase"
	"github.com/sellerwire/sellerwire/purchase/purchasetest"
)

// Orders of two years, some of them on the very second where windows meet.
func TestASearchOfMoreThan90DaysIsCut(t *testing.T) {
	t.Parallel()
	from := start.AddDate(-2, 0, 0)
	emu, client := inMemory(t, purchasetest.Options{Now: fixedClock}, sellerwire.WithClock(fixedClock))
	var want []int64
	add := func(created time.Time) {
		want = append(want, emu.AddOrder(purchasetest.Order{CreateDate: created, Listings: sameListings()}).ID)
	}
	edge := from
	for edge.Before(start) {
		// Bounds are exclusive here; none of these may fall between two windows.
		edge = edge.Add(purchase.MaxWindow)
		for _, offset := range []time.Duration{-24 * time.Hour, -2 * time.Second, -time.Second, 0, time.Second, 24 * time.Hour} {
			if created := edge.Add(offset); created.Before(start) {
				add(created)
			}
		}
		edge = edge.Add(-time.Second)
	}
	require.Len(t, want, 6*8)

	for name, test := range map[string]struct {
		query purchase.Query
		open  bool
	}{
		"with an end": {purchase.Query{DateStart: from, DateEnd: start}, false},
		"until now":   {purchase.Query{DateStart: from}, true},
		"from another zone": {
			purchase.Query{DateStart: from.In(time.FixedZone("", -7*3600)), DateEnd: start.In(time.FixedZone("", 7*3600))}, false},
		"in small pages": {purchase.Query{DateStart: from, Limit: 2}, true},
	} {
		t.Run(name, func(t *testing.T) {
			seen := recordQueries(emu)
			got, err := collect(client.SearchAll(t.Context(), test.query))
			require.NoError(t, err)
			assert.Equal(t, want, got, "each once, in order")

			windows := map[string]string{}
			for _, query := range seen.all() {
				windows[query.Get("dateStart")] = query.Get("dateEnd")
			}
			assert.Len(t, windows, 9)
			last := 0
			for startText, endText := range windows {
				if endText == "" {
					last++
					continue
				}
				begin, err := time.Parse(time.RFC3339, startText)
				require.NoError(t, err)
				end, err := time.Parse(time.RFC3339, endText)
				require.NoError(t, err)
				assert.LessOrEqual(t, end.Sub(begin), purchase.MaxWindow)
				_, overlaps := windows[end.Add(-time.Second).Format(time.RFC3339)]
				assert.True(t, overlaps || end.Equal(start))
			}
			assert.Equal(t, test.open, last == 1, "the last window is open, by the service's clock")

			test.query.SortOrder = purchase.Descending
			got, err = collect(client.SearchAll(t.Context(), test.query))
			require.NoError(t, err)
			slices.Reverse(got)
			assert.Equal(t, want, got)
			emu.ClearIntercepts()
		})
	}
}

// Where bounds belong to their windows, an order between two comes twice.
func TestAnOrderInTwoWindowsIsYieldedOnce(t *testing.T) {
	t.Parallel()
	requests := 0
	client := answering(t, func(w http.ResponseWriter, r *http.Request) {
		requests++
		reply(200, "", fmt.Sprintf(`{"orders":[{"orderId":%d},{"orderId":%d}]}`, requests, requests+1))(w, r)
	}, sellerwire.WithClock(fixedClock))
	got, err := collect(client.SearchAll(t.Context(), purchase.Query{DateStart: start.AddDate(-1, 0, 0)}))
	require.NoError(t, err)
	assert.Equal(t, []int64{1, 2, 3, 4, 5, 6}, got)
	assert.Equal(t, 5, requests)
}

// An order between two windows is all that a page of one has to show.
func TestAnOrderInTwoWindowsIsProgress(t *testing.T) {
	t.Parallel()
	client := answering(t, func(w http.ResponseWriter, r *http.Request) {
		asked := r.URL.Query()
		body := `{"orders":[{"orderId":5}]}`
		if asked.Get("next") != "" {
			body = `{"orders":[{"orderId":6}]}`
		} else if asked.Get("dateEnd") == "" { // the second window
			body = `{"metadata":{"next":1},"orders":[{"orderId":5}]}`
		}
		reply(200, "2000", body)(w, r)
	}, sellerwire.WithClock(fixedClock))
	got, err := collect(client.SearchAll(t.Context(), purchase.Query{DateStart: start.AddDate(0, 0, -100), Limit: 1}))
	require.NoError(t, err)
	assert.Equal(t, []int64{5, 6}, got)
}

func TestSearchesThatNeedNoWindows(t *testing.T) {
	t.Parallel()
	for name, query := range map[string]purchase.Query{
		"no dates":          {},
		"an end only":       {DateEnd: start.AddDate(-1, 0, 0)},
		"90 days":           {DateStart: start.Add(-purchase.MaxWindow), DateEnd: start},
		"90 days until now": {DateStart: start.Add(-purchase.MaxWindow)},
		"the future":        {DateStart: start.AddDate(1, 0, 0)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			emu, client := inMemory(t, purchasetest.Options{Now: fixedClock}, sellerwire.WithClock(fixedClock))
			seen := recordQueries(emu)
			_, err := collect(client.SearchAll(t.Context(), query))
			require.NoError(t, err)
			require.Len(t, seen.all(), 1)
			assert.Equal(t, query.DateStart.IsZero(), !seen.all()[0].Has("dateStart"))
			assert.Equal(t, query.DateEnd.IsZero(), !seen.all()[0].Has("dateEnd"))
		})
	}
}

// A cursor belongs to one window.
func TestACursorCannotContinueALongSearch(t *testing.T) {
	t.Parallel()
	emu, client := inMemory(t, purchasetest.Options{Now: fixedClock}, sellerwire.WithClock(fixedClock))
	seed(emu, start, 30)
	query := purchase.Query{DateStart: start.AddDate(-1, 0, 0)}
	page, err := client.Search(t.Context(), query)
	require.NoError(t, err)
	require.True(t, page.Next.IsZero(), "90 days from the start on are empty")
	query.Next, err = purchase.ParseCursor(cursorFor(t, query))
	require.NoError(t, err)
	_, err = collect(client.SearchAll(t.Context(), query))
	assert.Equal(t, []string{"next: cannot continue a search of more than 90 days, which takes several"}, faultsOf(t, err))
}

// cursorFor has a server hand out a cursor for a query.
func cursorFor(t *testing.T, query purchase.Query) string {
	t.Helper()
	page, err := answering(t, reply(200, "", `{"metadata":{"next":1},"orders":[{"orderId":1}]}`)).Search(t.Context(), query)
	require.NoError(t, err)
	return page.Next.String()
}
