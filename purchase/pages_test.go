package purchase_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/testkit"
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
			all := client.SearchAll(t.Context(), purchase.Query{VendorID: "55555"})
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
			got, err := collect(client.SearchAll(t.Context(), purchase.Query{SortOrder: purchase.Descending, Limit: 99}))
			require.NoError(t, err)
			assert.Equal(t, want, got)
			for _, query := range seen.all()[6:] {
				assert.Equal(t, "descending", query.Get("sortOrder"))
				assert.Equal(t, "99", query.Get("limit"))
			}
		})
	}
}

// Not parallel: it counts the goroutines of the process.
func TestBreakingOutSendsNothingMore(t *testing.T) {
	emu, client := serve(t, purchasetest.Options{})
	seed(emu.Emulator, time.Now(), 250)
	goroutines := runtime.NumGoroutine()
	for range 20 {
		before := emu.Requests()
		read := 0
		for _, err := range client.SearchAll(t.Context(), purchase.Query{}) {
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
		for range client.SearchAll(t.Context(), purchase.Query{}) {
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
		for _, err := range client.SearchAll(t.Context(), purchase.Query{}) {
			require.NoError(t, err)
			if read++; read%100 == 0 {
				<-time.After(each)
			}
		}
		assert.Equal(t, (pages+1)*each, time.Since(begun))
		assert.Len(t, arrived, pages)

		// A loop that stands still has one page ahead, and no more.
		arrived = nil
		for range client.SearchAll(t.Context(), purchase.Query{}) {
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
	got, err := collect(client.SearchAll(t.Context(), purchase.Query{}))
	require.ErrorIs(t, err, sellerwire.ErrForbidden)
	assert.Equal(t, want[:200], got, "what came before is there")
	assert.Equal(t, 3, pages)

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	got, err = collect(client.SearchAll(ctx, purchase.Query{}))
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
	const noProgress = "a page names a next one and has no order that was not there before"
	for name, test := range map[string]struct {
		bodies []string
		want   []int64
		says   string
	}{
		"a cursor that comes again":       {[]string{page("7", 1), page("7", 2)}, []int64{1, 2}, noProgress},
		"a cursor that comes again later": {[]string{page("7", 1), page("8", 2), page(`"7"`, 3)}, []int64{1, 2, 3}, noProgress},
		"an empty page with a next":       {[]string{page("7", 1), page("8"), page("null", 2)}, []int64{1}, noProgress},
		"the same orders for ever":        {[]string{page("7", 1, 2), page("8", 2, 1), page("9", 3)}, []int64{1, 2}, noProgress},
		"orders without IDs for ever": {[]string{page("7", 1), page("8", 0, 0), page("9", 0), page("10", 3)},
			[]int64{1, 0, 0, 0}, noProgress},
		"an order whose ID is odd": {[]string{page("7", 1), `{"metadata":{"next":8},"orders":[{"orderId":"x"}]}`, page("null", 2)},
			[]int64{1, 0, 2}, ""},
		"an empty page at the end":  {[]string{page("7", 1), page("null")}, []int64{1}, ""},
		"an order that comes again": {[]string{page("7", 1, 2, 2), page("8", 2, 3), page(`""`, 1, 4)}, []int64{1, 2, 3, 4}, ""},
		"a single order for a page": {[]string{`{"orderId":5}`}, []int64{5}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := answering(t, endlessPages(test.bodies...))
			got, err := collect(client.SearchAll(t.Context(), purchase.Query{}))
			assert.Equal(t, test.want, got)
			if test.says == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, sellerwire.ErrUnexpectedContent)
			assert.Contains(t, err.Error(), test.says)
			assert.NotContains(t, err.Error(), "\n", "one error")
			assert.Equal(t, "purchase", testkit.ErrorOf(t, err).Service)
			assert.Equal(t, "search", testkit.ErrorOf(t, err).Operation)
		})
	}
}

// The same orders under a cursor that is always new: no page brings anything.
func TestAListingIsBoundedByItsPages(t *testing.T) {
	t.Parallel()
	requests := 0
	client := answering(t, func(w http.ResponseWriter, r *http.Request) {
		requests++
		reply(200, "2000", fmt.Sprintf(`{"metadata":{"next":%d},"orders":[{"orderId":%[1]d}]}`, requests))(w, r)
	})
	got, err := collect(client.SearchAll(t.Context(), purchase.Query{MaxPages: 7}))
	require.ErrorIs(t, err, sellerwire.ErrUnexpectedContent)
	assert.Contains(t, err.Error(), "there are more than 7 pages, the limit of the search (Query.MaxPages)")
	assert.Equal(t, []int64{1, 2, 3, 4, 5, 6, 7}, got)
	assert.Equal(t, 7, requests)

	requests = 0
	_, err = collect(client.SearchAll(t.Context(), purchase.Query{}))
	require.ErrorIs(t, err, sellerwire.ErrUnexpectedContent)
	assert.Equal(t, 10_000, requests, "the default")

	emu, client := inMemory(t, purchasetest.Options{})
	want := seed(emu, time.Now(), 20)
	got, err = collect(client.SearchAll(t.Context(), purchase.Query{Limit: 10, MaxPages: 2}))
	require.NoError(t, err, "as many as there are")
	assert.Equal(t, want, got)
	_, err = collect(client.SearchAll(t.Context(), purchase.Query{DateStart: time.Now().AddDate(-1, 0, 0), MaxPages: 2}))
	require.ErrorIs(t, err, sellerwire.ErrUnexpectedContent, "windows have pages, too")
}
