package invapi_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/invapi"
	"github.com/sellerwire/sellerwire/invapi/invapitest"
)

// catalogue is an emulator with n products that have a UPC, and store 3.
func catalogue(n int) (*invapitest.Emulator, []invapi.Update) {
	e := invapitest.New(invapitest.Options{Token: token})
	e.SeedStores("3")
	updates := make([]invapi.Update, n)
	for i := range n {
		upc := fmt.Sprintf("%012d", i)
		e.SeedProducts(invapitest.Product{UPC: upc})
		updates[i] = invapi.Update{Product: invapi.ByUPC(upc), Store: "3", Quantity: i}
	}
	return e, updates
}

func TestSetAllYieldsOneResultPerUpdateInOrder(t *testing.T) {
	t.Parallel()
	e, updates := catalogue(6)
	updates[1].Quantity = -1                          // refused here
	updates[3].Product = invapi.ByUPC("000000999999") // refused there
	updates[4].Product = invapi.ByUPC("not answered") // never answered
	intercept(e, func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		body := readAll(r)
		if strings.Contains(body, "not answered") {
			panic(http.ErrAbortHandler)
		}
		next.ServeHTTP(w, request(r, []byte(body)))
	})
	results := slices.Collect(inMemory(t, e, attempts(2)).SetAll(t.Context(), slices.Values(updates), invapi.SetAllOptions{}))
	require.Len(t, results, 6)
	accepted := sellerwire.OutcomeAccepted
	for i, want := range []sellerwire.Outcome{accepted, sellerwire.OutcomeNotSent, accepted, rejected, unknown, accepted} {
		assert.Equal(t, updates[i], results[i].Update)
		assert.Equal(t, want, results[i].Outcome, i)
		assert.Equal(t, want, sellerwire.OutcomeOf(results[i].Err), i)
		assert.Equal(t, want == accepted, results[i].Err == nil, i)
	}
	asInvalid(t, results[1].Err)
	assert.ErrorIs(t, results[3].Err, notFound)
	assert.Equal(t, "set all", asError(t, results[4].Err).Operation)
	assert.Len(t, e.Updates(), 3)

	assert.Equal(t, `{"success": true}`, string(results[0].Response.Body), "the raw reply")
	assert.Equal(t, 1, results[0].Response.Attempts)
	assert.Equal(t, sellerwire.ResponseInfo{}, results[1].Response)
	assert.Equal(t, 404, results[3].Response.StatusCode)
	assert.Equal(t, 2, results[4].Response.Attempts)
	assert.Equal(t, results[4].Response.RequestID, asError(t, results[4].Err).RequestID)
}

func TestSetAllCanBeRunAgain(t *testing.T) {
	t.Parallel()
	e, updates := catalogue(3)
	all := inMemory(t, e).SetAll(t.Context(), slices.Values(updates), invapi.SetAllOptions{})
	assert.Len(t, slices.Collect(all), 3)
	assert.Len(t, slices.Collect(all), 3)
	assert.Len(t, e.Updates(), 6)
}

func TestSetAllOfNothing(t *testing.T) {
	t.Parallel()
	e, _ := catalogue(0)
	assert.Empty(t, slices.Collect(inMemory(t, e).SetAll(t.Context(), only(), invapi.SetAllOptions{})))
	assert.Zero(t, e.Requests())
}

func TestConcurrencyOutOfRangeSendsNothing(t *testing.T) {
	t.Parallel()
	for n, limit := range map[int]int64{-1: 1, 65: 64, math.MaxInt: 64} {
		e, updates := catalogue(3)
		var last sellerwire.Progress
		opts := invapi.SetAllOptions{Concurrency: n, Progress: func(p sellerwire.Progress) { last = p }}
		results := slices.Collect(inMemory(t, e).SetAll(t.Context(), slices.Values(updates), opts))
		require.Len(t, results, 3)
		for _, r := range results {
			assert.Equal(t, sellerwire.OutcomeNotSent, r.Outcome)
			e := asInvalid(t, r.Err)
			assert.Equal(t, []sellerwire.FieldError{{
				Field: "Concurrency", Reason: fmt.Sprintf("must be 1 to 64, is %d", n), Limit: limit, Size: int64(n),
			}}, e.Fields)
		}
		assert.Zero(t, e.Requests())
		assert.Equal(t, sellerwire.Progress{Pulled: 3, NotSent: 3}, last)
	}
}

func TestSetAllIsPacedByTheClientsLimiter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e, updates := catalogue(10)
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		pace := limiter(func(ctx context.Context) error {
			select {
			case <-tick.C:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
		began := time.Now()
		for r := range inMemory(t, e, sellerwire.WithLimiter(pace)).SetAll(t.Context(), slices.Values(updates), invapi.SetAllOptions{}) {
			assert.NoError(t, r.Err)
		}
		assert.Equal(t, 10*time.Second, time.Since(began))
	})
}

func TestProgressCountsEveryResult(t *testing.T) {
	t.Parallel()
	e, updates := catalogue(20)
	updates[3].Store = ""
	updates[7].Store = "99"
	updates[11].Product = invapi.Product{}
	var seen []sellerwire.Progress
	opts := invapi.SetAllOptions{Progress: func(p sellerwire.Progress) { seen = append(seen, p) }}
	n := 0
	for range inMemory(t, e).SetAll(t.Context(), slices.Values(updates), opts) {
		assert.Len(t, seen, n, "it is called after the result")
		n++
	}
	require.Len(t, seen, 20)
	for i, p := range seen {
		assert.Equal(t, i+1, p.Done())
		assert.GreaterOrEqual(t, p.Pulled, p.Done())
	}
	assert.Equal(t, sellerwire.Progress{Pulled: 20, Accepted: 17, Rejected: 1, NotSent: 2}, seen[19])
}

func TestErrorsOfTheSourceAreResults(t *testing.T) {
	t.Parallel()
	e, updates := catalogue(3)
	broken := errors.New("line 2: no quantity")
	source := func(yield func(invapi.Update, error) bool) {
		_ = yield(updates[0], nil) && yield(updates[1], broken) && yield(updates[2], nil)
	}
	results := slices.Collect(inMemory(t, e).SetAllSource(t.Context(), source, invapi.SetAllOptions{}))
	require.Len(t, results, 3)
	assert.NoError(t, results[0].Err)
	assert.Equal(t, updates[1], results[1].Update)
	assert.Equal(t, sellerwire.OutcomeNotSent, results[1].Outcome)
	assert.ErrorIs(t, results[1].Err, broken)
	assert.ErrorIs(t, results[1].Err, sellerwire.ErrNotSent)
	assert.EqualError(t, results[1].Err, `invapi: set all: update "UPC 000000000001 at store 3": not sent: line 2: no quantity`)
	assert.NoError(t, results[2].Err, "the source goes on")
	assert.Len(t, e.Updates(), 2)
}

func readAll(r *http.Request) string {
	body, _ := io.ReadAll(r.Body)
	return string(body)
}
