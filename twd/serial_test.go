package twd_test

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/twd"
	"github.com/sellerwire/sellerwire/twd/twdtest"
)

// changes are calls that change item ab-1, in several spellings.
var changes = []operation{
	set("ab-1", twd.Fields{Qty: new(5)}), set("AB-1", twd.Fields{Brand: new("x")}), sell("ab-1", 1), adjust("ab-1", -1), remove("ab-1"),
	set("Ab-1", heldForGreg), sell("aB-1", 2),
}

// counting counts the requests under way.
func counting(e *twdtest.Emulator, of func(*http.Request) time.Duration) *crowd {
	seen := &crowd{}
	slow(e, always(0))
	e.Intercept(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			pause(r.Context(), of(r))
			next.ServeHTTP(w, r)
		})
	})
	seen.count(e)
	return seen
}

func fixed(d time.Duration) func(*http.Request) time.Duration {
	return func(*http.Request) time.Duration { return d }
}

func TestChangesOfOneItemAreSentOneAtATime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		shop := newShop(twdtest.Options{})
		seen := counting(shop, fixed(latency))
		c := inMemory(t, shop)
		start := time.Now()
		var calls sync.WaitGroup
		for _, change := range changes {
			calls.Go(func() { _ = change(t.Context(), c) })
		}
		calls.Wait()
		require.Equal(t, 1, seen.most)
		require.Equal(t, int64(len(changes)), shop.Requests())
		require.Equal(t, time.Duration(len(changes))*latency, time.Since(start))
	})
}

func TestChangesOfDifferentItemsAndReadsDoNotWaitForOneAnother(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		shop := newShop(twdtest.Options{})
		shop.SeedDocumented()
		seen := counting(shop, fixed(latency))
		c := inMemory(t, shop)
		start := time.Now()
		var calls sync.WaitGroup
		for _, do := range []operation{sell("1015", 1), sell("868", 1), set("884", heldForGreg), remove("1017"), get("1015"),
			list(twd.ListQuery{})} {
			calls.Go(func() { _ = do(t.Context(), c) })
		}
		calls.Wait()
		require.Equal(t, 6, seen.most)
		require.Equal(t, latency, time.Since(start))
	})
}

// A repeat of an update must not come after a newer one.
func TestAnUpdateWaitsUntilTheRepeatsOfTheOneBeforeAreOver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		shop := newShop(twdtest.Options{})
		shop.Seed(twdtest.Item{StockNo: "1015"})
		failuresLeft := 2
		shop.Intercept(func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if failuresLeft--; failuresLeft >= 0 {
					w.WriteHeader(http.StatusBadGateway)
					return
				}
				next.ServeHTTP(w, r)
			})
		})
		c := inMemory(t, shop, sellerwire.WithRetry(sellerwire.RetryPolicy{MinBackoff: time.Second}))
		var calls sync.WaitGroup
		calls.Go(func() { require.NoError(t, c.Update(t.Context(), "1015", twd.Fields{Qty: new(1)})) })
		synctest.Wait() // the first is waiting for its second attempt
		calls.Go(func() { require.NoError(t, c.Update(t.Context(), "1015", twd.Fields{Qty: new(2)})) })
		calls.Wait()
		require.Equal(t, 2, *stock(t, shop, "1015").Qty)
		require.Equal(t, int64(4), shop.Requests())
	})
}

func TestTheWaitForAnItemEndsWithTheContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		shop := newShop(twdtest.Options{})
		shop.Seed(twdtest.Item{StockNo: "1015", Qty: new(9)})
		counting(shop, fixed(time.Second))
		c := inMemory(t, shop)
		var calls sync.WaitGroup
		calls.Go(func() { require.NoError(t, c.RecordSale(t.Context(), "1015", 1)) })
		synctest.Wait()

		tired := errors.New("tired of waiting")
		ctx, cancel := context.WithTimeoutCause(t.Context(), latency, tired)
		defer cancel()
		start := time.Now()
		err := c.RecordSale(ctx, "1015", 1, sellerwire.WithRequestID("mine"))
		require.Equal(t, latency, time.Since(start))
		e := asError(t, err)
		require.Equal(t, []string{"twd", "record sale", `item "1015"`, "mine"}, []string{e.Service, e.Operation, e.Item, e.RequestID})
		require.Zero(t, e.Attempts)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.ErrorIs(t, err, tired)
		require.ErrorIs(t, err, sellerwire.ErrNotSent)
		require.Equal(t, sellerwire.OutcomeNotSent, sellerwire.OutcomeOf(err))
		calls.Wait()
		require.Equal(t, 8, *stock(t, shop, "1015").Qty)
		require.Equal(t, int64(1), shop.Requests())
	})
}
