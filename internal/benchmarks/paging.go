package benchmarks

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/purchase"
	"github.com/sellerwire/sellerwire/purchase/purchasetest"
	"github.com/sellerwire/sellerwire/twd"
	"github.com/sellerwire/sellerwire/twd/twdtest"
)

// twdListing reads a long listing with several pages under way.
func twdListing() Row {
	const pages, prefetch = 200, 4
	return Row{
		Name:   "twd-listing",
		What:   "TWD listing of 200 pages at 50 ms, prefetch 4",
		Budget: "wall <= 1.10x of 200/4 x 50 ms",
		Server: func() Handler {
			e := twdtest.New(twdtest.Options{})
			e.Fill(string(twd.StatusActive), pages*twd.DefaultPageSize)
			return delayed(e)
		},
		Measure: func(ctx context.Context, url string) (Result, error) {
			key := twdtest.New(twdtest.Options{}).APIKey()
			client, err := twd.New(url+"/api.pl", key)
			if err != nil {
				return Result{}, err
			}
			defer client.Close()
			items := 0
			return besideNothing(ctx, url, pages, prefetch, 1.10, func() error {
				for _, err := range client.ListAll(ctx, twd.ListOptions{Prefetch: prefetch}) {
					if err != nil {
						return err
					}
					items++
				}
				return exactly(items, pages*twd.DefaultPageSize)
			})
		},
	}
}

// purchasePaging reads orders while the consumer works as long on a page as the
// server takes for one.
func purchasePaging() Row {
	const pages, perPage = 40, 20
	return Row{
		Name:   "purchase-paging",
		What:   "purchase paging while the consumer works 50 ms a page, server 50 ms",
		Budget: "wall <= 1.06x of pages x 50 ms",
		Server: func() Handler {
			e := purchasetest.New(purchasetest.Options{})
			for i := range pages * perPage {
				e.AddOrder(purchasetest.Order{
					CreateDate: time.Now().Add(-time.Duration(i+1) * time.Hour), ReferenceID: fmt.Sprintf("bench-%d", i),
				})
			}
			return delayed(e)
		},
		Measure: func(ctx context.Context, url string) (Result, error) {
			keys := purchasetest.New(purchasetest.Options{})
			client, err := purchase.New(keys.AccessKey(), keys.SecretKey(), sellerwire.WithBaseURL(url+"/v1"))
			if err != nil {
				return Result{}, err
			}
			defer client.Close()
			orders := 0
			return besideNothing(ctx, url, pages, 1, 1.06, func() error {
				for _, err := range client.SearchAll(ctx, purchase.Query{Limit: perPage}) {
					if err != nil {
						return err
					}
					if orders++; orders%perPage == 0 {
						<-time.After(PerRequest) // the consumer's own work
					}
				}
				return exactly(orders, pages*perPage)
			})
		},
	}
}

// besideNothing holds the time that f takes for so many requests against their delays
// alone, which no program can reach. The note says how near net/http comes, with
// requests of which nothing is read: the rest is what clocks and wake-ups of this
// machine take.
func besideNothing(ctx context.Context, url string, requests, concurrency int, bound float64, f func() error) (Result, error) {
	took, err := timed(f)
	if err != nil {
		return Result{}, err
	}
	r := Result{Took: took, Baseline: time.Duration(requests/concurrency) * PerRequest}
	r.Ratio = ratio(r.Took, r.Baseline)
	r = r.atMost(bound)
	hand := newByHand(url, nil)
	defer hand.http.CloseIdleConnections()
	bare, err := timed(parallel(concurrency, requests/concurrency, func() error {
		_ = hand.do(ctx, http.MethodGet, "/", http.Header{}, nil, func([]byte) error { return nil }) // it is refused
		return ctx.Err()
	}))
	r.Note = fmt.Sprintf("net/http alone %.2f", ratio(bare, r.Baseline))
	return r, err
}

// delayed makes every request take [PerRequest], the work of next included, unless
// that takes longer.
func delayed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		due := time.After(PerRequest)
		reply := httptest.NewRecorder()
		next.ServeHTTP(reply, r)
		<-due
		maps.Copy(w.Header(), reply.Header())
		w.WriteHeader(reply.Code)
		_, _ = w.Write(reply.Body.Bytes())
	})
}
