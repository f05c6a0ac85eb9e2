package purchase_test

import (
	"context"
	"encoding/json"
	"errors"
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
		second, err := purchase.New(emu.AccessKey(), emu.SecretKey(), sellerwire.WithBaseURL(memoryURL),
			sellerwire.WithHTTPClient(&http.Client{Transport: emu.RoundTripper()}))
		require.NoError(t, err)
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
		assert.Equal(t, 6, seen.gets(), "before the POST, and 1, 2, 4, 8 and 16 seconds after it")
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
		e := errorOf(t, err)
		require.ErrorIs(t, err, sellerwire.ErrOutcomeUnknown)
		assert.Equal(t, "the-order", e.RequestID)
		assert.Equal(t, []string{"the-order"}, seen.requestIDs(http.MethodPost))

		ids := append(seen.requestIDs(http.MethodGet), "the-order")
		assert.Len(t, ids, 8, "one before the POST, six after it")
		slices.Sort(ids)
		assert.Len(t, slices.Compact(ids), 8)
		assert.EqualValues(t, 8, paced.waits.Load())
		for _, id := range seen.requestIDs(http.MethodGet) {
			assert.NoError(t, uuid.Validate(id))
			assert.NotContains(t, err.Error(), id, "only the order's ID is worth quoting")
		}
		assert.Contains(t, err.Error(), "looked up and not found (6 times)")
		assert.Contains(t, err.Error(), "request ID the-order")
		assert.Contains(t, err.Error(), "connection cut", "the cause is kept")
	})
}

type limiter struct{ waits atomic.Int64 }

func (l *limiter) Wait(ctx context.Context) error { l.waits.Add(1); return ctx.Err() }

func TestTheEndOfTheContext(t *testing.T) {
	t.Parallel()
	hang := func(_ http.Handler, _ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	for name, test := range map[string]struct {
		after      time.Duration
		post       func(http.Handler, http.ResponseWriter, *http.Request)
		slowLookUp bool
		outcome    sellerwire.Outcome
		says       string
	}{
		"before anything is sent":     {0, hang, false, sellerwire.OutcomeNotSent, "not sent"},
		"after the POST left":         {time.Second, hang, false, sellerwire.OutcomeUnknown, "context deadline exceeded"},
		"before the first look-up":    {500 * time.Millisecond, drop, false, sellerwire.OutcomeUnknown, "not looked up yet"},
		"between look-ups":            {5 * time.Second, drop, false, sellerwire.OutcomeUnknown, "looked up and not found (3 times)"},
		"while a look-up is on a way": {3 * time.Second, drop, true, sellerwire.OutcomeUnknown, "the look-up failed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				emu, client := inMemory(t, purchasetest.Options{})
				if test.slowLookUp {
					emu.Intercept(func(http.Handler) http.Handler {
						return http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
					})
				}
				onPost(emu, test.post)
				ctx, cancel := context.WithTimeout(t.Context(), test.after)
				defer cancel()
				begun := time.Now()
				_, err := client.PlaceOrder(ctx, orderOf(emu.CardToken()))
				assert.Equal(t, test.after, time.Since(begun), "at once")
				require.ErrorIs(t, err, context.DeadlineExceeded)
				assert.Equal(t, test.outcome, sellerwire.OutcomeOf(err))
				assert.Equal(t, test.outcome == sellerwire.OutcomeUnknown, errors.Is(err, sellerwire.ErrOutcomeUnknown))
				assert.Equal(t, test.outcome == sellerwire.OutcomeNotSent, errors.Is(err, sellerwire.ErrNotSent))
				assert.NoError(t, uuid.Validate(errorOf(t, err).RequestID))
				assert.Contains(t, err.Error(), errorOf(t, err).RequestID)
				assert.Contains(t, err.Error(), test.says)
			})
		})
	}
}

// What a failed look-up says of itself must not be taken for the order's fate.
func TestLookUpsThatFail(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		answer func(emu *purchasetest.Emulator) http.HandlerFunc
		gets   int
		last   time.Duration
		kinds  []error
		says   string
	}{
		"the service is down": {
			func(emu *purchasetest.Emulator) http.HandlerFunc {
				return func(w http.ResponseWriter, r *http.Request) { emu.Refuse(w, r, 5030) }
			},
			// Each is repeated as every read is, until the budget is spent.
			-1, 35 * time.Second, []error{sellerwire.ErrUnavailable}, "code 5030",
		},
		"the key expires": {
			func(emu *purchasetest.Emulator) http.HandlerFunc {
				return func(w http.ResponseWriter, r *http.Request) { emu.Refuse(w, r, 4015) }
			},
			1, time.Second, []error{sellerwire.ErrUnauthorized}, "Access key expired",
		},
		"a lock-out": {
			func(emu *purchasetest.Emulator) http.HandlerFunc {
				return func(w http.ResponseWriter, r *http.Request) { emu.Refuse(w, r, 4292) }
			},
			1, time.Second, []error{sellerwire.ErrRateLimited}, "code 4292",
		},
		"a pause longer than the budget": {
			func(*purchasetest.Emulator) http.HandlerFunc {
				return func(w http.ResponseWriter, _ *http.Request) {
					w.Header().Set("Retry-After", "3600")
					w.WriteHeader(503)
				}
			},
			1, time.Second, []error{sellerwire.ErrUnavailable}, "retry after 1h0m0s",
		},
		"silence": {
			func(*purchasetest.Emulator) http.HandlerFunc {
				return func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
			},
			-1, 35 * time.Second, nil, "the look-up failed",
		},
		"a search that finds nothing with 4041": {
			func(emu *purchasetest.Emulator) http.HandlerFunc {
				return func(w http.ResponseWriter, r *http.Request) { emu.Refuse(w, r, 4041) }
			},
			6, 30 * time.Second, nil, "looked up and not found (6 times)",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				emu, client := inMemory(t, purchasetest.Options{})
				emu.Intercept(func(http.Handler) http.Handler { return test.answer(emu) })
				onPost(emu, drop)
				seen := watch(emu)
				begun := time.Now()
				_, err := client.PlaceOrder(t.Context(), orderOf(emu.CardToken()))
				require.ErrorIs(t, err, sellerwire.ErrOutcomeUnknown)
				for _, kind := range test.kinds {
					assert.ErrorIs(t, err, kind)
				}
				for _, wrong := range []error{sellerwire.ErrNotSent, sellerwire.ErrNotFound, sellerwire.ErrInvalidRequest} {
					assert.NotErrorIs(t, err, wrong)
				}
				assert.Contains(t, err.Error(), test.says)
				assert.Equal(t, 1, seen.posts())
				if test.gets >= 0 {
					assert.Equal(t, test.gets, seen.gets())
					assert.Equal(t, test.last, time.Since(begun))
				}
				assert.LessOrEqual(t, time.Since(begun), test.last)
			})
		})
	}
}

// A look-up that hangs holds up neither the next ones nor the caller.
func TestSilenceOfALookUpIsBounded(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		opts  []sellerwire.Option
		least int
	}{
		"by its own timeout":        {nil, 4},
		"by the budget at the last": {[]sellerwire.Option{sellerwire.WithAttemptTimeout(time.Hour)}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				emu, client := inMemory(t, purchasetest.Options{}, test.opts...)
				emu.Intercept(func(http.Handler) http.Handler {
					return http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
				})
				onPost(emu, drop)
				seen := watch(emu)
				begun := time.Now()
				_, err := client.PlaceOrder(t.Context(), orderOf(emu.CardToken()))
				require.ErrorIs(t, err, sellerwire.ErrOutcomeUnknown)
				assert.GreaterOrEqual(t, seen.gets(), test.least)
				assert.LessOrEqual(t, time.Since(begun), 35*time.Second)
			})
		})
	}
}

func TestLookUpsGoOnAfterAFailure(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		emu, client := inMemory(t, purchasetest.Options{})
		failures := 5
		emu.Intercept(func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodGet && failures > 0 {
					failures--
					w.WriteHeader(502)
					return
				}
				next.ServeHTTP(w, r)
			})
		})
		onPost(emu, lose)
		order, err := client.PlaceOrder(t.Context(), orderOf(emu.CardToken()))
		require.NoError(t, err)
		assert.Equal(t, emu.Orders()[0].ID, order.ID)
	})
}

// Retry-After of a look-up is kept to, within the budget.
func TestLookUpsPauseAsAsked(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		emu, client := inMemory(t, purchasetest.Options{}, sellerwire.WithRetry(sellerwire.RetryPolicy{MaxAttempts: 1}))
		onPost(emu, drop)
		emu.Intercept(func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodGet {
					w.Header().Set("Retry-After", "5")
					w.WriteHeader(429)
					return
				}
				next.ServeHTTP(w, r)
			})
		})
		times := lookUpTimes(emu)
		_, err := client.PlaceOrder(t.Context(), orderOf(emu.CardToken()))
		require.ErrorIs(t, err, sellerwire.ErrOutcomeUnknown)
		assert.InDeltaSlice(t, []float64{1, 8, 16, 30}, *times, 0.001)
	})
}

// the same listings as orderOf asks for
func sameListings() []purchasetest.OrderListing {
	return []purchasetest.OrderListing{{ListingID: 1009999999, Quantity: 2}, {ListingID: 12345, Quantity: 1}}
}

func TestOnlyTheLostOrderIsTakenForTheLostOrder(t *testing.T) {
	t.Parallel()
	const reference = "shelf-7"
	for name, test := range map[string]struct {
		before []purchasetest.Order // under the same reference
		stored bool                 // the lost order itself
		found  bool
	}{
		"it alone":                      {nil, true, true},
		"nothing":                       {nil, false, false},
		"an order of other listings":    {[]purchasetest.Order{{Listings: []purchasetest.OrderListing{{ListingID: 777, Quantity: 3}}}}, false, false},
		"an order of one listing more":  {[]purchasetest.Order{{Listings: append(sameListings(), purchasetest.OrderListing{ListingID: 777, Quantity: 1})}}, false, false},
		"an order of one listing less":  {[]purchasetest.Order{{Listings: sameListings()[:1]}}, false, false},
		"an order of another quantity":  {[]purchasetest.Order{{Listings: []purchasetest.OrderListing{{ListingID: 1009999999, Quantity: 3}, {ListingID: 12345, Quantity: 1}}}}, false, false},
		"an order without listings":     {[]purchasetest.Order{{}}, false, false},
		"an equal one of 6 minutes ago": {[]purchasetest.Order{{CreateDate: time.Now().Add(-6 * time.Minute), Listings: sameListings()}}, false, false},
		"an equal one of last year":     {[]purchasetest.Order{{CreateDate: time.Now().AddDate(-1, 0, 0), Listings: sameListings()}}, false, false},
		"two equal ones": {
			[]purchasetest.Order{{CreateDate: time.Now(), Listings: sameListings()}, {CreateDate: time.Now(), Listings: sameListings()}}, false, false,
		},
		"it and an equal one of now": {[]purchasetest.Order{{CreateDate: time.Now(), Listings: sameListings()}}, true, false},
		"it among others": {
			[]purchasetest.Order{
				{CreateDate: time.Now().Add(-6 * time.Minute), Listings: sameListings()},
				{CreateDate: time.Now(), Listings: sameListings()[:1]},
			}, true, true,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			emu, client := serve(t, purchasetest.Options{})
			for _, order := range test.before {
				order.ReferenceID = reference
				emu.AddOrder(order)
			}
			if test.stored {
				onPost(emu, lose)
			} else {
				onPost(emu, drop)
			}
			request := orderOf(emu.CardToken())
			request.ReferenceID = reference
			order, err := client.PlaceOrder(t.Context(), request)
			if !test.found {
				assert.Zero(t, order)
				require.ErrorIs(t, err, sellerwire.ErrOutcomeUnknown)
				assert.NotErrorIs(t, err, sellerwire.ErrConflict)
				return
			}
			require.NoError(t, err)
			placed, ok := emu.Order(order.ID)
			require.True(t, ok)
			assert.NotEmpty(t, placed.RequestID, "the one that was posted")
		})
	}
}

// The same order on a page twice is one order.
func TestAnOrderThatIsShownTwiceIsFound(t *testing.T) {
	t.Parallel()
	emu, client := serve(t, purchasetest.Options{})
	emu.Intercept(func(http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			assert.NoError(t, json.NewEncoder(w).Encode(map[string]any{"orders": append(emu.Orders(), emu.Orders()...)}))
		})
	})
	onPost(emu, drop)
	request := orderOf(emu.CardToken())
	request.ReferenceID = "shelf-7"
	want := emu.AddOrder(purchasetest.Order{ReferenceID: request.ReferenceID, Listings: sameListings()})
	order, err := client.PlaceOrder(t.Context(), request)
	require.NoError(t, err)
	assert.Equal(t, want.ID, order.ID)
}

// A service that ignores the filter shows everybody's orders.
func TestOrdersUnderOtherReferencesAreNotTaken(t *testing.T) {
	t.Parallel()
	for _, reference := range []string{"", "shelf-8", "SHELF-7"} {
		t.Run(reference, func(t *testing.T) {
			t.Parallel()
			emu, client := serve(t, purchasetest.Options{})
			emu.AddOrder(purchasetest.Order{ReferenceID: reference, Listings: sameListings()})
			emu.Intercept(func(http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
					assert.NoError(t, json.NewEncoder(w).Encode(map[string]any{"orders": emu.Orders()}))
				})
			})
			onPost(emu, drop)
			request := orderOf(emu.CardToken())
			request.ReferenceID = "shelf-7"
			_, err := client.PlaceOrder(t.Context(), request)
			require.ErrorIs(t, err, sellerwire.ErrOutcomeUnknown)
		})
	}
}
