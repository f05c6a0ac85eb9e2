package purchase_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/testkit"
	"github.com/sellerwire/sellerwire/purchase"
	"github.com/sellerwire/sellerwire/purchase/purchasetest"
)

// lookUpTimes notes when look-ups arrive, in seconds after the order.
func lookUpTimes(emu interceptor) *[]float64 {
	times := new([]float64)
	var posted time.Time
	emu.Intercept(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPost {
				posted = time.Now()
			} else {
				*times = append(*times, time.Since(posted).Seconds())
			}
			next.ServeHTTP(w, r)
		})
	})
	return times
}

func TestALostOrderIsLookedForAtOneTwoFourAndEightSeconds(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		lookUp purchase.LookUp
		want   []float64
	}{
		"by default":                {purchase.LookUp{}, []float64{1, 2, 4, 8, 16, 30}},
		"with another budget":       {purchase.LookUp{Budget: 10 * time.Second}, []float64{1, 2, 4, 8, 10}},
		"with another start":        {purchase.LookUp{First: 3 * time.Second}, []float64{3, 6, 12, 24, 30}},
		"once":                      {purchase.LookUp{First: time.Minute}, []float64{30}},
		"with a budget of a second": {purchase.LookUp{Budget: time.Second}, []float64{1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				emu, client := inMemory(t, purchasetest.Options{}, purchase.WithLookUp(test.lookUp))
				onPost(emu, drop)
				times := lookUpTimes(emu)
				begun := time.Now()
				_, err := client.PlaceOrder(t.Context(), orderOf(emu.CardToken()))
				require.ErrorIs(t, err, sellerwire.ErrOutcomeUnknown)
				assert.InDeltaSlice(t, test.want, *times, 0.001)
				assert.InDelta(t, test.want[len(test.want)-1], time.Since(begun).Seconds(), 0.001)
			})
		})
	}
}

func TestALostOrderIsFound(t *testing.T) {
	t.Parallel()
	for name, lost := range map[string]func(http.Handler, http.ResponseWriter, *http.Request){
		"after a broken connection": lose,
		"after a 500": func(next http.Handler, w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(httptest.NewRecorder(), r)
			w.WriteHeader(500)
		},
		"after a 429 without a code": func(next http.Handler, w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(httptest.NewRecorder(), r)
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(429)
		},
		"after an attempt timeout": func(next http.Handler, _ http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(httptest.NewRecorder(), r)
			<-r.Context().Done()
		},
		"after a success without an order": func(next http.Handler, w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(httptest.NewRecorder(), r)
			w.WriteHeader(201)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				emu, client := inMemory(t, purchasetest.Options{Replay: purchasetest.ReplayBuysAgain})
				onPost(emu, lost)
				seen := watch(emu)
				var info sellerwire.ResponseInfo
				order, err := client.PlaceOrder(t.Context(), orderOf(emu.CardToken()), sellerwire.WithResponseInfo(&info))
				require.NoError(t, err)
				require.Len(t, emu.Orders(), 1)
				assert.Equal(t, emu.Orders()[0].ID, order.ID)
				assert.Equal(t, 1, seen.posts())
				assert.Equal(t, 1, seen.gets())
				assert.Equal(t, seen.requestIDs(http.MethodPost)[0], info.RequestID)
				assert.Equal(t, 1, info.Attempts)
				assert.Equal(t, 200, info.StatusCode, "of the reply that showed the order")
				assert.Contains(t, string(info.Body), "orderResponseSize")
			})
		})
	}
}

func TestAnOrderThatComesIntoBeingLateIsFound(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		emu, client := inMemory(t, purchasetest.Options{Processing: func(_ purchasetest.Order, create func()) {
			time.AfterFunc(29*time.Second, create)
		}})
		onPost(emu, func(next http.Handler, w http.ResponseWriter, r *http.Request) {
			go next.ServeHTTP(httptest.NewRecorder(), r.WithContext(context.WithoutCancel(r.Context())))
			panic(http.ErrAbortHandler)
		})
		times := lookUpTimes(emu)
		order, err := client.PlaceOrder(t.Context(), orderOf(emu.CardToken()))
		require.NoError(t, err)
		assert.Equal(t, emu.Orders()[0].ID, order.ID)
		assert.Len(t, *times, 6)
	})
}

// 2003: another process is placing this order.
func TestAnOrderInProcessIsWaitedForAndNotPostedAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		emu, first := inMemory(t, purchasetest.Options{Processing: func(_ purchasetest.Order, create func()) {
			time.AfterFunc(10*time.Second, create)
		}})
		second := another(t, emu)
		id := sellerwire.WithRequestID("one-and-the-same")
		placed := make(chan purchase.Order, 1)
		go func() {
			order, err := first.PlaceOrder(t.Context(), orderOf(emu.CardToken()), id)
			assert.NoError(t, err)
			placed <- order
		}()
		synctest.Wait() // its POST is being processed
		seen := watch(emu)
		order, err := second.PlaceOrder(t.Context(), orderOf(emu.CardToken()), id)
		require.NoError(t, err)
		assert.Equal(t, <-placed, order)
		assert.Equal(t, 1, seen.posts())
		assert.Equal(t, 5, seen.gets(), "1, 2, 4, 8 and 16 seconds after the POST")
		assert.Len(t, emu.Orders(), 1)
	})
}

func TestLookUpsAreCallsOfTheirOwn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		paced := new(limiter)
		emu, client := inMemory(t, purchasetest.Options{}, sellerwire.WithLimiter(paced))
		onPost(emu, drop)
		seen := watch(emu)
		_, err := client.PlaceOrder(t.Context(), orderOf(emu.CardToken()), sellerwire.WithRequestID("the-order"))
		e := testkit.ErrorOf(t, err)
		require.ErrorIs(t, err, sellerwire.ErrOutcomeUnknown)
		assert.Equal(t, "the-order", e.RequestID)
		assert.Equal(t, []string{"the-order"}, seen.requestIDs(http.MethodPost))

		ids := append(seen.requestIDs(http.MethodGet), "the-order")
		assert.Len(t, ids, 7)
		slices.Sort(ids)
		assert.Len(t, slices.Compact(ids), 7)
		assert.EqualValues(t, 7, paced.waits.Load())
		for _, id := range seen.requestIDs(http.MethodGet) {
			assert.NoError(t, uuid.Validate(id))
			assert.NotContains(t, err.Error(), id, "only the order's ID is worth quoting")
		}
		assert.Contains(t, err.Error(), "looked up 6 times and not found")
		assert.Contains(t, err.Error(), "request ID the-order")
		assert.Contains(t, err.Error(), "connection cut", "the cause is kept")
	})
}

type limiter struct{ waits atomic.Int64 }

func (l *limiter) Wait(ctx context.Context) error { l.waits.Add(1); return ctx.Err() }
