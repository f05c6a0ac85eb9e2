package twd_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/twd"
	"github.com/sellerwire/sellerwire/twd/twdtest"
)

// failing answers the first requests with a status, and does nothing.
func failing(e *twdtest.Emulator, status, times int) {
	e.Intercept(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if times--; times >= 0 {
				w.WriteHeader(status)
				return
			}
			next.ServeHTTP(w, r)
		})
	})
}

// documented is a shop with the vendor's items, reached in memory.
func documented(t *testing.T, opts ...sellerwire.Option) (*twdtest.Emulator, *twd.Client) {
	t.Helper()
	shop := newShop(twdtest.Options{})
	shop.SeedDocumented()
	return shop, newClient(t, memoryURL, append([]sellerwire.Option{
		sellerwire.WithHTTPClient(&http.Client{Transport: shop.RoundTripper()}),
	}, opts...)...)
}

var reads = map[string]operation{
	"list": list(twd.ListQuery{}), "search": search(twd.SearchQuery{Text: "seat"}), "count": count(""), "get": get("1015"),
}

var absoluteWrites = map[string]operation{"update": set("1015", heldForGreg), "delete": remove("1015")}

var relativeWrites = map[string]operation{"sale": sell("1015", 1), "adjustment": adjust("1015", 1)}

func TestReadsAndAbsoluteWritesAreRepeated(t *testing.T) {
	t.Parallel()
	for _, operations := range []map[string]operation{reads, absoluteWrites} {
		for name, do := range operations {
			for _, status := range []int{408, 425, 429, 500, 502, 503, 504} {
				t.Run(fmt.Sprint(name, status), func(t *testing.T) {
					t.Parallel()
					synctest.Test(t, func(t *testing.T) {
						shop, c := documented(t)
						failing(shop, status, 3)
						require.NoError(t, do(t.Context(), c))
						require.Equal(t, int64(4), shop.Requests())
					})
				})
			}
		}
	}
}

func TestOtherStatusesAreNotRepeated(t *testing.T) {
	t.Parallel()
	for _, status := range []int{301, 400, 401, 403, 404, 406, 413, 501, 505} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			t.Parallel()
			for _, operations := range []map[string]operation{reads, absoluteWrites, relativeWrites} {
				for name, do := range operations {
					shop, c := documented(t)
					failing(shop, status, 1)
					require.Equal(t, status, asError(t, do(t.Context(), c)).StatusCode, name)
					require.Equal(t, int64(1), shop.Requests(), name)
				}
			}
		})
	}
}

func TestRelativeWritesAreNeverRepeatedOnceSent(t *testing.T) {
	t.Parallel()
	insistent := sellerwire.WithRetry(sellerwire.RetryPolicy{MaxAttempts: 10, MinBackoff: time.Millisecond, MaxElapsed: time.Hour})
	for name, do := range relativeWrites {
		for _, status := range []int{408, 425, 429, 500, 502, 503, 504} {
			t.Run(fmt.Sprint(name, status), func(t *testing.T) {
				t.Parallel()
				for _, opts := range [][]sellerwire.Option{nil, getReads} {
					shop, c := documented(t, append(opts, insistent)...)
					failing(shop, status, 1)
					err := do(t.Context(), c)
					require.Equal(t, status, asError(t, err).StatusCode)
					require.Equal(t, int64(1), shop.Requests())
					require.ErrorIs(t, err, sellerwire.ErrOutcomeUnknown)
				}
			})
		}
	}
}

// An absolute write that comes late can undo a newer one. The service asks for a
// second each time, so that attempts start after 0, 1, 2 ... and 30.
func TestNoUpdateIsRetriedAfterThirtySeconds(t *testing.T) {
	t.Parallel()
	for name, do := range absoluteWrites {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				shop, c := documented(t, sellerwire.WithRetry(sellerwire.RetryPolicy{MaxAttempts: 1000}))
				start := time.Now()
				var last time.Duration
				shop.Intercept(func(http.Handler) http.Handler {
					return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
						last = time.Since(start)
						w.Header().Set("Retry-After", "1")
						w.WriteHeader(http.StatusServiceUnavailable)
					})
				})
				err := do(t.Context(), c)
				require.ErrorIs(t, err, sellerwire.ErrOutcomeUnknown)
				require.Equal(t, 30*time.Second, last)
				require.Equal(t, int64(31), shop.Requests())
			})
		})
	}
}

func TestTheRetryWindowCanBeChangedAndReadsHaveNone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for _, tt := range []struct {
			do      operation
			elapsed time.Duration
			after   time.Duration
		}{{set("1015", heldForGreg), 5 * time.Minute, time.Minute}, {get("1015"), 0, time.Minute}} {
			shop, c := documented(t, sellerwire.WithRetry(sellerwire.RetryPolicy{
				MaxAttempts: 1000, MinBackoff: 4 * time.Second, MaxBackoff: 4 * time.Second, MaxElapsed: tt.elapsed,
			}))
			start := time.Now()
			shop.Intercept(func(next http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if time.Since(start) < tt.after {
						w.WriteHeader(http.StatusServiceUnavailable)
						return
					}
					next.ServeHTTP(w, r)
				})
			})
			require.NoError(t, tt.do(t.Context(), c))
		}
	})
}

func TestAnAttemptTakesThirtySecondsAtMost(t *testing.T) {
	t.Parallel()
	for _, operations := range []map[string]operation{reads, absoluteWrites, relativeWrites} {
		for name, do := range operations {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					shop, c := documented(t, sellerwire.WithRetry(sellerwire.RetryPolicy{MaxAttempts: 1}))
					shop.Intercept(func(http.Handler) http.Handler {
						return http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
					})
					start := time.Now()
					require.True(t, asError(t, do(t.Context(), c)).Timeout())
					require.Equal(t, 30*time.Second, time.Since(start))
				})
			})
		}
	}
}

// The reply is lost after the stock has changed; the state is the same after
// the repeat.
func TestAnUpdateWhoseReplyIsLostEndsInTheStateAskedFor(t *testing.T) {
	t.Parallel()
	srv := newServer(t, twdtest.Options{})
	srv.Seed(twdtest.Item{StockNo: "1015", Qty: new(4)})
	lost := 2
	srv.Intercept(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if lost--; lost >= 0 {
				next.ServeHTTP(httptest.NewRecorder(), r)
				panic(http.ErrAbortHandler)
			}
			next.ServeHTTP(w, r)
		})
	})
	var info sellerwire.ResponseInfo
	c := newClient(t, srv.URL, quick)
	require.NoError(t, c.Update(t.Context(), "1015", twd.Fields{Qty: new(2)}, sellerwire.WithResponseInfo(&info)))
	require.Equal(t, 2, *stock(t, srv.Emulator, "1015").Qty)
	require.Equal(t, 3, info.Attempts)
	require.Contains(t, string(info.Body), "UPDATE OK")
}

func TestACancelledCallSaysWhatBecameOfIt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		shop, c := documented(t)
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		err := c.RecordSale(gone, "1015", 1)
		require.ErrorIs(t, err, sellerwire.ErrNotSent)
		require.ErrorIs(t, err, context.Canceled)
		require.Zero(t, shop.Requests())

		slow(shop, always(time.Minute))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		err = c.RecordSale(ctx, "1015", 1)
		require.ErrorIs(t, err, sellerwire.ErrOutcomeUnknown)
		require.ErrorIs(t, err, context.DeadlineExceeded)
	})
}
