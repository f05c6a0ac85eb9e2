package invapi_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/invapi"
)

// stock yields n updates and counts those that were read.
func stock(n int, read *int) iter.Seq[invapi.Update] {
	return func(yield func(invapi.Update) bool) {
		for i := range n {
			*read++
			if !yield(invapi.Update{Product: invapi.ByUPC(fmt.Sprintf("%012d", i)), Store: "3", Quantity: i}) {
				return
			}
		}
	}
}

// A shop of 100,000 updates meets a service that will take none of them.
func TestSetAllStopsByItself(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		handler http.HandlerFunc
		kind    error
		says    string
	}{
		{"a revoked token", answer(401, jsonType, `{"error":"Invalid token"}`), unauthorized, "does not accept the credentials"},
		{"a revoked token in a 200", answer(200, jsonType, `{"error":"Invalid token"}`), unauthorized, "does not accept the credentials"},
		{"a host that redirects", answer(301, htmlType, `<html>Moved</html>`), unexpected, "redirects"},
		{"a page that is not found", answer(404, htmlType, `<html>Not Found</html>`), unexpected, "not at this address"},
		{"a token without rights", answer(403, jsonType, `{"error":"no"}`), forbidden, "forbidden every call"},
		{"a locked account", answer(403, jsonType, `{"error":"Your account has been locked"}`), forbidden, "locked the account"},
		{"a long pause", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Retry-After", "3600")
			answer(429, jsonType, `{"error":"slow down"}`)(w, r)
		}, rateLimited, "a pause of 1h0m0s"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			url, requests := serveAll(t, tt.handler)
			client := newClient(t, url)
			read, results := 0, 0
			var counts sellerwire.Progress
			opts := invapi.SetAllOptions{Concurrency: 8, Progress: func(p sellerwire.Progress) { counts = p }}
			for r := range client.SetAll(t.Context(), stock(100_000, &read), opts) {
				require.Equal(t, results, r.Update.Quantity)
				require.ErrorIs(t, r.Err, tt.kind)
				require.Equal(t, r.Outcome, sellerwire.OutcomeOf(r.Err))
				if r.Outcome == sellerwire.OutcomeNotSent {
					require.ErrorContains(t, r.Err, tt.says)
					require.Zero(t, r.Response.StatusCode)
				}
				results++
			}
			assert.Equal(t, read, results)
			assert.Equal(t, read, counts.Done())
			assert.NotZero(t, counts.NotSent)
			assert.LessOrEqual(t, requests.Load(), int64(16))
			assert.Less(t, read, 100)

			requests.Store(0)
			read, results = 0, 0
			for r := range client.SetAll(t.Context(), stock(300, &read), invapi.SetAllOptions{KeepGoing: true}) {
				require.Error(t, r.Err)
				results++
			}
			assert.Equal(t, 300, results)
			assert.Equal(t, int64(300), requests.Load())
		})
	}
}

// Sixteen updates are under way when the service asks one of them to come back in
// ten seconds.
func TestAllWorkersShareOnePause(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e, updates := catalogue(200)
		var mu sync.Mutex
		began := time.Now()
		starts := map[time.Duration]int{}
		var asked atomic.Bool
		intercept(e, func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			mu.Lock()
			starts[time.Since(began)]++
			mu.Unlock()
			if time.Since(began) == time.Second && !asked.Swap(true) {
				w.Header().Set("Retry-After", "10")
				answer(503, "", "")(w, r)
				return
			}
			<-time.After(time.Second)
			next.ServeHTTP(w, r)
		})
		for r := range inMemory(t, e).SetAll(t.Context(), only(updates...), invapi.SetAllOptions{Concurrency: 16}) {
			assert.NoError(t, r.Err)
		}
		for at, n := range starts {
			assert.False(t, at > time.Second && at < 11*time.Second, "%d requests after %v", n, at)
		}
		assert.LessOrEqual(t, len(starts), 15, "and then they go on as before")
		assert.Len(t, e.Updates(), 200)
	})
}

// Whoever cancels is named by every update that was not set for that: in flight,
// between two attempts, held by the pause, or never sent.
func TestACancelEndsThePauseAndIsNamed(t *testing.T) {
	t.Parallel()
	closing := errors.New("the shop closes")
	for _, answers := range []string{"asks for a pause", "never answers"} {
		synctest.Test(t, func(t *testing.T) {
			e, updates := catalogue(100)
			intercept(e, func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
				if answers == "never answers" {
					<-r.Context().Done()
					return
				}
				w.Header().Set("Retry-After", "20")
				answer(503, "", "")(w, r)
			})
			ctx, cancel := context.WithCancelCause(t.Context())
			time.AfterFunc(5*time.Second, func() { cancel(closing) })
			began := time.Now()
			n := 0
			for r := range inMemory(t, e).SetAll(ctx, only(updates...), invapi.SetAllOptions{Concurrency: 2}) {
				n++
				assert.ErrorIs(t, r.Err, closing)
				assert.ErrorIs(t, r.Err, context.Canceled)
			}
			assert.Equal(t, 8, n, "the window")
			assert.Equal(t, 5*time.Second, time.Since(began))
			synctest.Wait()
			assert.LessOrEqual(t, e.Requests(), int64(2), "the second may have been held by the first one's pause")
		})
	}
}

func TestOptionsThatAreRefusedNameTheOperation(t *testing.T) {
	t.Parallel()
	read := 0
	for r := range newClient(t, "https://shop.example.com").SetAll(t.Context(), stock(2, &read), invapi.SetAllOptions{Concurrency: -1}) {
		e, ok := errors.AsType[*sellerwire.InvalidError](r.Err)
		require.True(t, ok)
		assert.Equal(t, "invapi", e.Service)
		assert.Equal(t, "set all", e.Operation)
	}
}
