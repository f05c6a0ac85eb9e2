package purchase_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/purchase"
	"github.com/sellerwire/sellerwire/purchase/purchasetest"
)

// seed stores n orders, a minute apart, the last one an hour ago.
func seed(emu *purchasetest.Emulator, now time.Time, n int) (ids []int64) {
	for i := range n {
		created := now.Add(time.Duration(i-n)*time.Minute - time.Hour)
		ids = append(ids, emu.AddOrder(purchasetest.Order{CreateDate: created, Listings: sameListings()}).ID)
	}
	return ids
}

// queries records the queries that arrive.
type queries struct {
	mu   sync.Mutex
	list []url.Values
}

func recordQueries(emu interceptor) *queries {
	q := new(queries)
	emu.Intercept(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			q.mu.Lock()
			q.list = append(q.list, r.URL.Query())
			q.mu.Unlock()
			next.ServeHTTP(w, r)
		})
	})
	return q
}

func (q *queries) all() []url.Values {
	q.mu.Lock()
	defer q.mu.Unlock()
	return slices.Clone(q.list)
}

func TestAllOrdersOfASearch(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string]purchasetest.Options{
		"cursors as numbers":            {},
		"cursors as text":               {NextAsText: true},
		"null at the end":               {ExplicitEnd: true},
		"an empty text at the end":      {ExplicitEnd: true, NextAsText: true},
		"codes in repeated headers":     {StatusHeader: purchasetest.StatusRepeated},
		"no codes in the header at all": {StatusHeader: purchasetest.StatusMissing},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			opts.Now = fixedClock
			emu, client := inMemory(t, opts, sellerwire.WithClock(fixedClock))
			want := seed(emu, start, 250)
			seen := recordQueries(emu)
			all := client.All(t.Context(), purchase.Query{VendorID: "55555"})
			for range 2 { // ranging again starts over
				got, err := collect(all)
				require.NoError(t, err)
				assert.Equal(t, want, got)
			}
			sent := seen.all()
			require.Len(t, sent, 6)
			for i, query := range sent {
				assert.Equal(t, "100", query.Get("limit"))
				assert.Equal(t, "55555", query.Get("vendorId"), "the criteria come with every page")
				assert.Equal(t, i%3 != 0, query.Has("next"))
			}

			slices.Reverse(want)
			got, err := collect(client.All(t.Context(), purchase.Query{SortOrder: purchase.Descending, Limit: 99}))
			require.NoError(t, err)
			assert.Equal(t, want, got)
			for _, query := range seen.all()[6:] {
				assert.Equal(t, "descending", query.Get("sortOrder"))
				assert.Equal(t, "99", query.Get("limit"))
			}
		})
	}
}

func TestPagesOneByOne(t *testing.T) {
	t.Parallel()
	emu, client := inMemory(t, purchasetest.Options{NextAsText: true})
	want := seed(emu, time.Now(), 45)
	query := purchase.Query{VendorID: "55555"}
	var got []int64
	for page := 0; ; page++ {
		p, err := client.Search(t.Context(), query)
		require.NoError(t, err)
		for _, order := range p.Orders {
			got = append(got, order.ID)
		}
		assert.Equal(t, len(p.Orders), p.Size)
		if p.Next.IsZero() {
			assert.Equal(t, 2, page)
			break
		}
		// Kept somewhere as text, and with another limit.
		query.Next, err = purchase.ParseCursor(p.Next.String())
		require.NoError(t, err)
	}
	assert.Equal(t, want, got)

	before := emu.Requests()
	query.VendorID = "1"
	_, err := client.Search(t.Context(), query)
	assert.Equal(t, []string{"next: it belongs to another search; repeat the one that it came from"}, faultsOf(t, err))
	assert.Equal(t, before, emu.Requests())

	query.VendorID = "55555"
	got, err = collect(client.All(t.Context(), query))
	require.NoError(t, err)
	assert.Equal(t, want[40:], got, "a listing can go on from a page, too")
}

func TestBreakingOutSendsNothingMore(t *testing.T) {
	t.Parallel()
	emu, client := serve(t, purchasetest.Options{})
	seed(emu.Emulator, time.Now(), 250)
	goroutines := runtime.NumGoroutine()
	for range 20 {
		before := emu.Requests()
		read := 0
		for _, err := range client.All(t.Context(), purchase.Query{}) {
			require.NoError(t, err)
			if read++; read == 5 {
				break
			}
		}
		atBreak := emu.Requests()
		assert.LessOrEqual(t, atBreak-before, int64(2), "the page at hand, and the one fetched ahead")
	}
	last := emu.Requests()
	client.Close()
	assert.Eventually(t, func() bool { return runtime.NumGoroutine() <= goroutines+4 }, 5*time.Second, time.Millisecond)
	assert.Equal(t, last, emu.Requests())
}

func TestBreakingOutCancelsThePageThatIsFetchedAhead(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		emu, client := inMemory(t, purchasetest.Options{})
		seed(emu, time.Now(), 250)
		requests := 0
		cancelled := false
		emu.Intercept(func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if requests++; requests == 2 {
					<-r.Context().Done()
					cancelled = true
					return
				}
				next.ServeHTTP(w, r)
			})
		})
		begun := time.Now()
		for range client.All(t.Context(), purchase.Query{}) {
			synctest.Wait() // the second page is on its way
			break
		}
		synctest.Wait()
		assert.True(t, cancelled)
		assert.Equal(t, 2, requests)
		assert.Zero(t, time.Since(begun))
		// The bubble would not end if a goroutine were left.
	})
}

// The service takes 50 ms for a page, the loop 50 ms to work on it.
func TestPagesAreFetchedWhileTheLoopWorks(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const pages, each = 10, 50 * time.Millisecond
		emu, client := inMemory(t, purchasetest.Options{})
		seed(emu, time.Now(), pages*100)
		var arrived []time.Duration
		begun := time.Now()
		emu.Intercept(func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				arrived = append(arrived, time.Since(begun))
				<-time.After(each)
				next.ServeHTTP(w, r)
			})
		})
		read := 0
		for _, err := range client.All(t.Context(), purchase.Query{}) {
			require.NoError(t, err)
			if read++; read%100 == 0 {
				<-time.After(each)
			}
		}
		assert.Equal(t, (pages+1)*each, time.Since(begun))
		assert.Len(t, arrived, pages)

		// A loop that stands still has one page ahead, and no more.
		arrived = nil
		for range client.All(t.Context(), purchase.Query{}) {
			<-time.After(time.Hour)
			assert.Len(t, arrived, 2)
			break
		}
	})
}

func TestTheFirstErrorEndsAListing(t *testing.T) {
	t.Parallel()
	emu, client := inMemory(t, purchasetest.Options{})
	want := seed(emu, time.Now(), 250)
	pages := 0
	emu.Intercept(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if pages++; pages == 3 {
				emu.Refuse(w, r, 4030)
				return
			}
			next.ServeHTTP(w, r)
		})
	})
	got, err := collect(client.All(t.Context(), purchase.Query{}))
	require.ErrorIs(t, err, sellerwire.ErrForbidden)
	assert.Equal(t, want[:200], got, "what came before is there")
	assert.Equal(t, 3, pages)

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	got, err = collect(client.All(ctx, purchase.Query{}))
	require.ErrorIs(t, err, context.Canceled)
	assert.Empty(t, got)
}

// endlessPages answers every request with the next of these bodies, the last
// one again and again.
func endlessPages(bodies ...string) http.HandlerFunc {
	var mu sync.Mutex
	return func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		body := bodies[0]
		if len(bodies) > 1 {
			bodies = bodies[1:]
		}
		reply(200, "2000", body)(w, r)
	}
}

func TestListingsThatWouldNotEnd(t *testing.T) {
	t.Parallel()
	page := func(next string, ids ...int) string {
		var orders []string
		for _, id := range ids {
			orders = append(orders, fmt.Sprintf(`{"orderId":%d}`, id))
		}
		return fmt.Sprintf(`{"metadata":{"next":%s},"orders":[%s]}`, next, strings.Join(orders, ","))
	}
	for name, test := range map[string]struct {
		bodies []string
		want   []int64
		says   string
	}{
		"a cursor that comes again":       {[]string{page("7", 1), page("7", 2)}, []int64{1, 2}, "a cursor came twice"},
		"a cursor that comes again later": {[]string{page("7", 1), page("8", 2), page(`"7"`, 3)}, []int64{1, 2, 3}, "a cursor came twice"},
		"an empty page with a next":       {[]string{page("7", 1), page("8")}, []int64{1}, "a page without orders names a next one"},
		"an empty page at the end":        {[]string{page("7", 1), page("null")}, []int64{1}, ""},
		"an order that comes again":       {[]string{page("7", 1, 2, 2), page("8", 2, 3), page(`""`, 1, 4)}, []int64{1, 2, 3, 4}, ""},
		"a single order for a page":       {[]string{`{"orderId":5}`}, []int64{5}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := answering(t, endlessPages(test.bodies...))
			got, err := collect(client.All(t.Context(), purchase.Query{}))
			assert.Equal(t, test.want, got)
			if test.says == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, sellerwire.ErrUnexpectedContent)
			assert.Contains(t, err.Error(), test.says)
			assert.NotContains(t, err.Error(), "\n", "one error")
		})
	}
}

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
		"with an end":       {purchase.Query{DateStart: from, DateEnd: start}, false},
		"until now":         {purchase.Query{DateStart: from}, true},
		"from another zone": {purchase.Query{DateStart: from.In(time.FixedZone("", -7*3600)), DateEnd: start.In(time.FixedZone("", 7*3600))}, false},
		"in small pages":    {purchase.Query{DateStart: from, Limit: 2}, true},
	} {
		t.Run(name, func(t *testing.T) {
			seen := recordQueries(emu)
			got, err := collect(client.All(t.Context(), test.query))
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
			got, err = collect(client.All(t.Context(), test.query))
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
	got, err := collect(client.All(t.Context(), purchase.Query{DateStart: start.AddDate(-1, 0, 0)}))
	require.NoError(t, err)
	assert.Equal(t, []int64{1, 2, 3, 4, 5, 6}, got)
	assert.Equal(t, 5, requests)
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
			_, err := collect(client.All(t.Context(), query))
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
	_, err = collect(client.All(t.Context(), query))
	assert.Equal(t, []string{"next: it cannot continue a search of more than 90 days, which takes several"}, faultsOf(t, err))
}

// cursorFor has a server hand out a cursor for a query.
func cursorFor(t *testing.T, query purchase.Query) string {
	t.Helper()
	page, err := answering(t, reply(200, "", `{"metadata":{"next":1},"orders":[{"orderId":1}]}`)).Search(t.Context(), query)
	require.NoError(t, err)
	return page.Next.String()
}

func TestEveryFilterArrives(t *testing.T) {
	t.Parallel()
	emu, client := inMemory(t, purchasetest.Options{Now: fixedClock}, sellerwire.WithClock(fixedClock))
	ids := seed(emu, start, 3)
	second, _ := emu.Order(ids[1])
	emu.Ship(second.ID, "USPS", "9400-1000")
	item := second.Listings[0].Items[1].ID
	third, _ := emu.Order(ids[2])
	for name, test := range map[string]struct {
		query purchase.Query
		want  []int64
		items int
	}{
		"by order":       {purchase.Query{OrderIDs: []int64{ids[0], ids[2]}}, []int64{ids[0], ids[2]}, 6},
		"by item":        {purchase.Query{OrderItemIDs: []int64{item}}, []int64{ids[1]}, 1},
		"by update":      {purchase.Query{ItemUpdateDateStart: start.Add(-time.Second)}, []int64{ids[1]}, 3},
		"by update, end": {purchase.Query{ItemUpdateDateEnd: start}, nil, 0},
		"by date":        {purchase.Query{DateStart: second.CreateDate, DateEnd: start}, []int64{ids[2]}, 3},
		"by date, end":   {purchase.Query{DateEnd: third.CreateDate}, []int64{ids[0], ids[1]}, 6},
		"by vendor":      {purchase.Query{VendorID: "1"}, nil, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			page, err := client.Search(t.Context(), test.query)
			require.NoError(t, err)
			var got []int64
			items := 0
			for _, order := range page.Orders {
				got = append(got, order.ID)
				for line, item := range order.Items() {
					items++
					assert.NotZero(t, line.ListingID)
					assert.NotZero(t, item.ID)
				}
			}
			assert.Equal(t, test.want, got)
			assert.Equal(t, test.items, items)
		})
	}
	shipped, err := client.Get(t.Context(), second.ID)
	require.NoError(t, err)
	assert.Equal(t, "USPS", shipped.Listings[0].ShippingCompany)
	assert.Equal(t, "9400-1000", shipped.Listings[0].ShippingTrackingID)
	assert.Equal(t, start, shipped.Listings[0].Items[0].UpdateDate)
	assert.Equal(t, purchase.StatusShipped, shipped.Listings[0].Items[0].Status)
	for range shipped.Items() {
		break // an iterator that can be left
	}
	_, err = client.Get(t.Context(), 999)
	require.ErrorIs(t, err, sellerwire.ErrNotFound)
	assert.Contains(t, err.Error(), strconv.Itoa(int(purchase.CodeOrderNotFound)))
}
