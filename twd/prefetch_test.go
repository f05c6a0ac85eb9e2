package twd_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/twd"
	"github.com/sellerwire/sellerwire/twd/twdtest"
)

// latency is what an answer takes in these tests.
const latency = 50 * time.Millisecond

// slow makes every answer take as long as of says, or until the request is
// gone.
func slow(e *twdtest.Emulator, of func(page int) time.Duration) {
	e.Intercept(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			pause(r.Context(), of(pageOf(r)))
			next.ServeHTTP(w, r)
		})
	})
}

// pageOf reads the page that a request asks for, and leaves the request as it was.
func pageOf(r *http.Request) int {
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	pairs, _ := url.ParseQuery(r.URL.RawQuery + "&" + string(body))
	if page, err := strconv.Atoi(pairs.Get("page")); err == nil {
		return page
	}
	return 1
}

func always(d time.Duration) func(int) time.Duration { return func(int) time.Duration { return d } }

// The budget: 200 pages at 50 ms with prefetch 4 in 1.10 times the 2.5 s that
// four at a time must take.
func TestPrefetchKeepsItsBudget(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		shop := newShop(twdtest.Options{})
		shop.Fill("A", 200*50)
		slow(shop, always(latency))
		c := inMemory(t, shop)
		start := time.Now()
		numbers, err := collect(c.ListAll(t.Context(), twd.ListOptions{Prefetch: 4}))
		took := time.Since(start)
		require.NoError(t, err)
		require.Len(t, numbers, 200*50)
		require.Equal(t, int64(201), shop.Requests(), "the last page is full, so another is asked for")
		ideal := 200 / 4 * latency
		t.Logf("%v, %.3f of %v", took, float64(took)/float64(ideal), ideal)
		require.LessOrEqual(t, took, ideal*110/100)

		start = time.Now()
		_, err = collect(c.ListAll(t.Context(), twd.ListOptions{}))
		require.NoError(t, err)
		require.Equal(t, 201*latency, time.Since(start), "without prefetch one page comes after the other")
	})
}

// The same against the clock, over TCP. The metric is the share of the time
// that four at a time must take; the emulator's own work is part of it.
func BenchmarkListAllWithPrefetch(b *testing.B) {
	srv := newServer(b, twdtest.Options{})
	srv.Fill("A", 200*50)
	slow(srv.Emulator, always(latency))
	c := newClient(b, srv.URL)
	for b.Loop() {
		numbers, err := collect(c.ListAll(b.Context(), twd.ListOptions{Prefetch: 4}))
		require.NoError(b, err)
		require.Len(b, numbers, 200*50)
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)/(200/4*latency).Seconds(), "x-ideal")
}

// A consumer that works 50 ms a page does not wait for pages that take as long.
func TestPrefetchWorksWhileTheConsumerDoes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		shop := newShop(twdtest.Options{})
		shop.Fill("A", 20*50)
		slow(shop, always(latency))
		c := inMemory(t, shop)
		start, n := time.Now(), 0
		for _, err := range c.ListAll(t.Context(), twd.ListOptions{Prefetch: 1}) {
			require.NoError(t, err)
			if n++; n%50 == 0 {
				pause(t.Context(), latency)
			}
		}
		require.Equal(t, 21*latency, time.Since(start))
	})
}

func TestPrefetchedPagesComeInOrderHoweverLongEachTakes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		shop := newShop(twdtest.Options{PageSize: 3})
		shop.Fill("A", 100)
		slow(shop, func(page int) time.Duration { return time.Duration(page*7919%50) * time.Millisecond })
		numbers, err := collect(inMemory(t, shop).ListAll(t.Context(), twd.ListOptions{Prefetch: 7}))
		require.NoError(t, err)
		require.Equal(t, stockNumbers(shop, "A"), numbers)
	})
}

// crowd counts requests under way.
type crowd struct {
	sync.Mutex
	now, most, last int
}

func (c *crowd) count(e *twdtest.Emulator) {
	e.Intercept(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			c.Lock()
			c.now++
			c.most = max(c.most, c.now)
			c.last = max(c.last, pageOf(r))
			c.Unlock()
			next.ServeHTTP(w, r)
			c.Lock()
			c.now--
			c.Unlock()
		})
	})
}

func TestPrefetchIsBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		shop := newShop(twdtest.Options{})
		shop.Fill("A", 40*50)
		slow(shop, always(latency))
		var seen crowd
		seen.count(shop)
		n := 0
		for _, err := range inMemory(t, shop).ListAll(t.Context(), twd.ListOptions{Prefetch: 3}) {
			require.NoError(t, err)
			n++
			if n%50 == 1 { // a page has come; let all that can run ahead do so
				pause(t.Context(), time.Second)
				seen.Lock()
				require.LessOrEqual(t, seen.last, (n+49)/50+3)
				seen.Unlock()
			}
		}
		require.Equal(t, 3, seen.most)
	})
}

func TestPrefetchStopsAtABreakAndAtACancel(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		shop := newShop(twdtest.Options{})
		shop.Fill("A", 40*50)
		slow(shop, always(latency))
		c := inMemory(t, shop)
		start := time.Now()
		for _, err := range c.ListAll(t.Context(), twd.ListOptions{Prefetch: 4}) {
			require.NoError(t, err)
			synctest.Wait() // four more pages are under way
			break
		}
		require.Equal(t, latency, time.Since(start), "they are cancelled, not waited for")
		require.Equal(t, int64(5), shop.Requests())
		pause(t.Context(), time.Second)
		require.Equal(t, int64(5), shop.Requests())

		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(3*latency/2, cancel)
		start = time.Now()
		numbers, err := collect(c.ListAll(ctx, twd.ListOptions{Prefetch: 4}))
		require.ErrorIs(t, err, context.Canceled)
		require.Len(t, numbers, 50)
		require.Equal(t, 3*latency/2, time.Since(start), "it does not wait for the pages under way")
	})
}

// The total shrinks while pages are under way: what is asked for in vain
// fails, and nobody hears of it.
func TestErrorsOfPagesPastTheEndNeverSurface(t *testing.T) {
	t.Parallel()
	failures := map[string]http.HandlerFunc{
		"a refusal": func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, failed("Invalid value for page!")) },
		"a bad key": func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, failed("The supplied API key is not valid!"))
		},
		"a web page":   func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>") },
		"HTTP 406":     func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotAcceptable) },
		"HTTP 500":     func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) },
		"a cut":        func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"no answer":    func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		"half a reply": func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, total(5, "6")[:90]) },
	}
	for name, fail := range failures {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				shop := newShop(twdtest.Options{})
				shop.Intercept(func(http.Handler) http.Handler {
					return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
						switch pageOf(r) {
						case 1:
							fmt.Fprint(w, total(12, "1 2 3"))
						case 2:
							pause(r.Context(), time.Minute) // the others have failed by now
							fmt.Fprint(w, total(5, "4 5"))
						default:
							fail(w, r)
						}
					})
				})
				c := inMemory(t, shop, sellerwire.WithAttemptTimeout(time.Hour))
				numbers, err := collect(c.ListAll(t.Context(), twd.ListOptions{Prefetch: 4}))
				require.NoError(t, err)
				require.Equal(t, strings.Fields("1 2 3 4 5"), numbers)
				require.GreaterOrEqual(t, shop.Requests(), int64(4), "the pages were asked for")
			})
		})
	}
}

func TestAnErrorOfAPageThatIsNeededSurfacesInItsPlace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		shop := newShop(twdtest.Options{})
		shop.Fill("A", 10*50)
		shop.Intercept(func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if pageOf(r) == 4 {
					w.WriteHeader(http.StatusNotAcceptable)
					return
				}
				pause(r.Context(), latency)
				next.ServeHTTP(w, r)
			})
		})
		numbers, err := collect(inMemory(t, shop).ListAll(t.Context(), twd.ListOptions{Prefetch: 8}))
		require.ErrorIs(t, err, sellerwire.ErrInvalidRequest)
		require.Equal(t, stockNumbers(shop, "A")[:150], numbers)
	})
}

func TestWithoutATotalNothingIsPrefetched(t *testing.T) {
	t.Parallel()
	shop := newShop(twdtest.Options{})
	installation := paged(result(items("1 2")), result(items("3 4")), result(items("5")))
	shop.Intercept(func(http.Handler) http.Handler { return installation })
	numbers, err := collect(inMemory(t, shop).ListAll(t.Context(), twd.ListOptions{Prefetch: 8}))
	require.NoError(t, err)
	require.Len(t, numbers, 5)
	require.Equal(t, []int{1, 2, 3, 4}, installation.asked)
}
