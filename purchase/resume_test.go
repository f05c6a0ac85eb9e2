package purchase_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
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

// since is what a caller remembers of an order that was tried some time ago.
func since(ago time.Duration) purchase.ResumeOptions {
	return purchase.ResumeOptions{FirstAttempt: time.Now().Add(-ago)}
}

func TestAnOrderThatWasPlacedIsFoundAndNotPosted(t *testing.T) {
	t.Parallel()
	emu, client := serve(t, purchasetest.Options{Replay: purchasetest.ReplayBuysAgain})
	seen := watch(emu)
	placed, err := client.PlaceOrder(t.Context(), orderOf(emu.CardToken()), sellerwire.WithRequestID("order-7"))
	require.NoError(t, err)
	assert.Equal(t, "order-7", placed.ReferenceID)
	assert.Zero(t, seen.gets(), "a new order is not looked up first")

	for name, resume := range map[string]func(*purchase.Client, ...sellerwire.CallOption) (purchase.Order, error){
		"resumed": func(c *purchase.Client, opts ...sellerwire.CallOption) (purchase.Order, error) {
			return c.ResumeOrder(t.Context(), orderOf(emu.CardToken()), "order-7", since(time.Hour), opts...)
		},
		"resumed without a time": func(c *purchase.Client, opts ...sellerwire.CallOption) (purchase.Order, error) {
			return c.ResumeOrder(t.Context(), orderOf(emu.CardToken()), "order-7", purchase.ResumeOptions{}, opts...)
		},
		"looked for": func(c *purchase.Client, opts ...sellerwire.CallOption) (purchase.Order, error) {
			return c.FindOrder(t.Context(), orderOf(""), "order-7", purchase.ResumeOptions{}, opts...)
		},
		"placed by the same client once more": func(_ *purchase.Client, opts ...sellerwire.CallOption) (purchase.Order, error) {
			return client.PlaceOrder(t.Context(), orderOf(emu.CardToken()), append(opts, sellerwire.WithRequestID("order-7"))...)
		},
	} {
		var info sellerwire.ResponseInfo
		resumed, err := resume(connect(t, emu), sellerwire.WithResponseInfo(&info))
		require.NoError(t, err, name)
		assert.Equal(t, placed, resumed, name)
		assert.Equal(t, 1, seen.posts(), name)
		assert.Zero(t, info.Attempts, "nothing was posted")
		assert.Equal(t, "order-7", info.RequestID, name)
		assert.Equal(t, 200, info.StatusCode, name)
		assert.Len(t, emu.Orders(), 1)
	}
}

// The service's own window is 90 days: older orders are found only by who knows
// when they were placed.
func TestOrdersOfAnyAgeAreFoundFromTheirFirstAttempt(t *testing.T) {
	t.Parallel()
	for _, days := range []int{1, 89, 91, 200, 365, 3000} {
		emu, client := inMemory(t, purchasetest.Options{})
		created := time.Now().AddDate(0, 0, -days)
		old := emu.AddOrder(purchasetest.Order{ReferenceID: "order-7", CreateDate: created, Listings: sameListings()})
		seen := watch(emu)
		order, err := client.ResumeOrder(t.Context(), orderOf(emu.CardToken()), "order-7", purchase.ResumeOptions{FirstAttempt: created})
		require.NoError(t, err, days)
		assert.Equal(t, old.ID, order.ID)

		order, err = client.FindOrder(t.Context(), orderOf(emu.CardToken()), "order-7", purchase.ResumeOptions{})
		if days < 90 {
			require.NoError(t, err, days)
			assert.Equal(t, old.ID, order.ID)
		} else {
			require.ErrorIs(t, err, sellerwire.ErrOutcomeUnknown)
			assert.Contains(t, err.Error(), "looked up once and not found in the last 90 days")
		}
		assert.Zero(t, seen.posts())
	}
}

// An absurd date does not lead to thousands of searches.
func TestAFirstAttemptOfLongAgoIsSearchedFromForTenYears(t *testing.T) {
	t.Parallel()
	emu, client := inMemory(t, purchasetest.Options{})
	seen := watch(emu)
	_, err := client.FindOrder(t.Context(), orderOf(""), "order-7", purchase.ResumeOptions{FirstAttempt: time.Unix(0, 0)})
	require.ErrorIs(t, err, sellerwire.ErrNotFound)
	assert.Equal(t, 41, seen.gets())
}

// A first attempt in the future is by another clock: the order may be there now.
func TestAFirstAttemptInTheFutureFindsTheOrderOfNow(t *testing.T) {
	t.Parallel()
	for _, ahead := range []time.Duration{time.Hour, 48 * time.Hour, 20 * 365 * 24 * time.Hour} {
		emu, client := serve(t, purchasetest.Options{})
		placed, err := client.PlaceOrder(t.Context(), orderOf(emu.CardToken()), sellerwire.WithRequestID("order-7"))
		require.NoError(t, err)
		found, err := connect(t, emu).FindOrder(t.Context(), orderOf(""), "order-7", since(-ahead))
		require.NoError(t, err, ahead)
		assert.Equal(t, placed, found)

		_, err = connect(t, emu).ResumeOrder(t.Context(), orderOf(emu.CardToken()), "order-8", since(-ahead))
		require.ErrorIs(t, err, sellerwire.ErrOutcomeUnknown)
		assert.Greater(t, testkit.ErrorOf(t, err).RetryAfter, ahead, "too early")
	}
}

func TestAnOrderThatIsNotThereIsPosted(t *testing.T) {
	t.Parallel()
	for name, options := range map[string]purchase.ResumeOptions{
		"15 minutes ago":         since(15 * time.Minute),
		"a year ago":             since(365 * 24 * time.Hour),
		"a second ago, if asked": {FirstAttempt: time.Now().Add(-time.Second), PostAfter: time.Second},
		"and a resume since": {
			FirstAttempt: time.Now().Add(-time.Hour), LastAttempt: time.Now().Add(-16 * time.Minute),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			emu, client := inMemory(t, purchasetest.Options{})
			seen := watch(emu)
			var info sellerwire.ResponseInfo
			order, err := client.ResumeOrder(t.Context(), orderOf(emu.CardToken()), "order-7", options, sellerwire.WithResponseInfo(&info))
			require.NoError(t, err)
			require.Len(t, emu.Orders(), 1)
			assert.Equal(t, emu.Orders()[0].ID, order.ID)
			assert.Equal(t, "order-7", order.ReferenceID)
			assert.Equal(t, []string{"order-7"}, seen.requestIDs(http.MethodPost))
			assert.Equal(t, 1, info.Attempts)
			assert.Equal(t, 201, info.StatusCode)
		})
	}
}

// What keeps a resume from posting, though the answer is clean and empty.
func TestResumesThatDoNotPost(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) { resumesThatDoNotPost(t) }) // the times in the table are exact then
}

func resumesThatDoNotPost(t *testing.T) {
	t.Helper()
	noToken := orderOf("")
	unguarded := orderOf("token")
	unguarded.TotalMaxPrice = money("0")
	for name, test := range map[string]struct {
		request purchase.OrderRequest
		options purchase.ResumeOptions
		opts    []sellerwire.CallOption
		wait    time.Duration
		kinds   []error
		says    string
	}{
		"no first attempt": {orderOf("token"), purchase.ResumeOptions{}, nil, 0, nil, "the time of the first attempt is not given"},
		"too early":        {orderOf("token"), since(5 * time.Minute), nil, 10 * time.Minute, nil, "less than 15m0s ago"},
		"in the future":    {orderOf("token"), since(-time.Hour), nil, 75 * time.Minute, nil, "less than 15m0s ago"},
		"a resume too late": {orderOf("token"),
			purchase.ResumeOptions{FirstAttempt: time.Now().Add(-time.Hour), LastAttempt: time.Now().Add(-14 * time.Minute)},
			nil, time.Minute, nil, "less than 15m0s ago"},
		"as long as asked for": {
			orderOf("token"),
			purchase.ResumeOptions{FirstAttempt: time.Now().Add(-time.Hour), PostAfter: 2 * time.Hour},
			nil, time.Hour, nil, "less than 2h0m0s ago",
		},
		"an empty card token": {noToken, since(time.Hour), nil, 0, []error{sellerwire.ErrInvalidRequest}, "ccToken: it is empty"},
		"an open price":       {unguarded, since(time.Hour), nil, 0, []error{sellerwire.ErrInvalidRequest}, "set a maximum price"},
		"a negative time": {
			orderOf("token"), purchase.ResumeOptions{FirstAttempt: time.Now().Add(-time.Hour), PostAfter: -1}, nil, 0,
			[]error{sellerwire.ErrInvalidRequest}, "PostAfter: must not be negative",
		},
		"a bad option": {
			orderOf("token"), since(time.Hour),
			[]sellerwire.CallOption{sellerwire.WithCallRetry(sellerwire.RetryPolicy{MaxAttempts: -1})}, 0,
			[]error{sellerwire.ErrInvalidRequest}, "MaxAttempts is negative",
		},
		"another request ID": {
			orderOf("token"), since(time.Hour), []sellerwire.CallOption{sellerwire.WithRequestID("order-8")}, 0,
			[]error{sellerwire.ErrInvalidRequest}, "WithRequestID",
		},
	} {
		emu, client := inMemory(t, purchasetest.Options{})
		seen := watch(emu)
		order, err := client.ResumeOrder(t.Context(), test.request, "order-7", test.options, test.opts...)
		assert.Zero(t, order, name)
		checkUnknown(t, err, test.kinds...)
		assert.Contains(t, err.Error(), "not posted, because", name)
		assert.Contains(t, err.Error(), test.says, name)
		assert.Contains(t, err.Error(), "purchase: resume order: outcome unknown", name)
		assert.Equal(t, test.wait, testkit.ErrorOf(t, err).RetryAfter, name)
		assert.Equal(t, "order-7", testkit.ErrorOf(t, err).RequestID, name)
		assert.Equal(t, 1, seen.gets(), "it looked: "+name)
		assert.Zero(t, seen.posts(), name)
	}
}

// checkUnknown: an outcome that is unknown and says nothing more, but for kinds.
func checkUnknown(t testing.TB, err error, kinds ...error) {
	t.Helper()
	require.ErrorIs(t, err, sellerwire.ErrOutcomeUnknown)
	assert.Equal(t, sellerwire.OutcomeUnknown, sellerwire.OutcomeOf(err))
	assert.Equal(t, sellerwire.OutcomeUnknown, testkit.ErrorOf(t, err).Outcome)
	for _, kind := range kinds {
		assert.ErrorIs(t, err, kind)
	}
	assert.NotErrorIs(t, err, sellerwire.ErrNotSent)
	var invalid *sellerwire.InvalidError
	assert.NotErrorAs(t, err, &invalid)
}

func TestAnEmptyIDIsInvalid(t *testing.T) {
	t.Parallel()
	emu, client := inMemory(t, purchasetest.Options{})
	_, err := client.ResumeOrder(t.Context(), orderOf("token"), "", since(time.Hour))
	assert.Equal(t, []string{"id: must not be empty: it is the request ID of the call that placed the order"}, faultsOf(t, err))
	_, err = client.FindOrder(t.Context(), orderOf("token"), "", purchase.ResumeOptions{})
	assert.Len(t, faultsOf(t, err), 1)
	assert.Zero(t, emu.Requests())
}

// An order that shows its reference and is found, whatever the request lacks.
func TestFaultsDoNotKeepAResumeFromLooking(t *testing.T) {
	t.Parallel()
	emu, client := inMemory(t, purchasetest.Options{})
	old := emu.AddOrder(purchasetest.Order{ReferenceID: "order-7", CreateDate: time.Now(), Listings: sameListings()})
	request := purchase.OrderRequest{Listings: orderOf("").Listings}
	order, err := client.ResumeOrder(t.Context(), request, "order-7", purchase.ResumeOptions{})
	require.NoError(t, err)
	assert.Equal(t, old.ID, order.ID)
	order, err = client.FindOrder(t.Context(), request, "order-7", purchase.ResumeOptions{})
	require.NoError(t, err)
	assert.Equal(t, old.ID, order.ID)
}

func TestFindOrderNeverPosts(t *testing.T) {
	t.Parallel()
	emu, client := inMemory(t, purchasetest.Options{})
	seen := watch(emu)
	_, err := client.FindOrder(t.Context(), orderOf(emu.CardToken()), "order-7", since(365*24*time.Hour))
	checkUnknown(t, err, sellerwire.ErrNotFound)
	assert.Contains(t, err.Error(), "purchase: find order: outcome unknown, not found: looked up once and not found")
	assert.Zero(t, seen.posts())

	emu.RefuseNext(1, 4014)
	_, err = client.FindOrder(t.Context(), orderOf(emu.CardToken()), "order-7", since(time.Hour))
	checkUnknown(t, err, sellerwire.ErrUnauthorized)
	assert.NotErrorIs(t, err, sellerwire.ErrNotFound, "it was not a clean answer")
}

// A resume speaks for an earlier call, which a refusal of its own POST does not.
func TestAResumeIsNeverRejectedNorNotSent(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		post  func(*purchasetest.Emulator) func(http.Handler, http.ResponseWriter, *http.Request)
		posts int
		kinds []error
	}{
		"refused": {
			func(emu *purchasetest.Emulator) func(http.Handler, http.ResponseWriter, *http.Request) {
				return func(_ http.Handler, w http.ResponseWriter, r *http.Request) { emu.Refuse(w, r, 4001) }
			}, 1, []error{sellerwire.ErrInvalidRequest},
		},
		"nothing taken": {
			func(emu *purchasetest.Emulator) func(http.Handler, http.ResponseWriter, *http.Request) {
				return func(_ http.Handler, w http.ResponseWriter, r *http.Request) { emu.Refuse(w, r, 5030) }
			}, 4, []error{sellerwire.ErrUnavailable},
		},
		"lost": {
			func(*purchasetest.Emulator) func(http.Handler, http.ResponseWriter, *http.Request) { return drop },
			1, []error{sellerwire.ErrUnavailable},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				emu, client := inMemory(t, purchasetest.Options{})
				onPost(emu, test.post(emu))
				seen := watch(emu)
				_, err := client.ResumeOrder(t.Context(), orderOf(emu.CardToken()), "order-7", since(time.Hour))
				checkUnknown(t, err, test.kinds...)
				assert.Equal(t, test.posts, seen.posts())
				assert.Equal(t, test.posts, testkit.ErrorOf(t, err).Attempts)
			})
		})
	}

	emu := purchasetest.NewServer(purchasetest.Options{})
	client := connect(t, emu, sellerwire.WithLimiter(new(onlyOne)))
	_, err := client.ResumeOrder(t.Context(), orderOf(emu.CardToken()), "order-7", since(time.Hour))
	checkUnknown(t, err) // the POST was not sent, and that is no word on the first
	emu.Close()
	_, err = connect(t, emu).ResumeOrder(t.Context(), orderOf(emu.CardToken()), "order-7", since(time.Hour))
	checkUnknown(t, err, sellerwire.ErrUnavailable)
	_, err = connect(t, emu).PlaceOrder(t.Context(), orderOf(emu.CardToken()))
	require.ErrorIs(t, err, sellerwire.ErrNotSent, "a new ID was never sent before")
	assert.NotErrorIs(t, err, sellerwire.ErrOutcomeUnknown)
	assert.Equal(t, 4, testkit.ErrorOf(t, err).Attempts, "a refused connection is tried again")
}

// onlyOne is a limiter that lets one request through.
type onlyOne struct{ passed atomic.Bool }

func (o *onlyOne) Wait(context.Context) error {
	if o.passed.Swap(true) {
		return sellerwire.ErrNotSent // a caller's own error may be anything
	}
	return nil
}

// An order of which each copy is refused by its status was found: it is no word of
// the POST, and so not rejected.
func TestAnOrderFoundWithNothingBoughtIsNotRejected(t *testing.T) {
	t.Parallel()
	emu, client := serve(t, purchasetest.Options{Listings: []purchasetest.Listing{
		{ID: 1009999999, Price: 4511, ItemStatus: 14}, {ID: 12345, Price: 4422, ItemStatus: 54},
	}})
	_, err := client.PlaceOrder(t.Context(), orderOf(emu.CardToken()), sellerwire.WithRequestID("order-7"))
	require.Error(t, err)
	assert.Equal(t, sellerwire.OutcomeRejected, sellerwire.OutcomeOf(err))
	order, err := connect(t, emu).ResumeOrder(t.Context(), orderOf(emu.CardToken()), "order-7", since(time.Hour))
	assert.Equal(t, emu.Orders()[0].ID, order.ID)
	assert.Len(t, partialOf(t, err).Shortfalls, 2)
	assert.Equal(t, sellerwire.OutcomeAccepted, sellerwire.OutcomeOf(err))
	assert.Equal(t, "resume order", testkit.ErrorOf(t, err).Operation)
	assert.Equal(t, "order-7", testkit.ErrorOf(t, err).RequestID)
}

// Two calls with one ID on one client: the second waits, and finds what the first
// has bought.
func TestAnIDThatIsUnderWayIsWaitedFor(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		emu, client := inMemory(t, purchasetest.Options{Replay: purchasetest.ReplayBuysAgain})
		onPost(emu, func(next http.Handler, w http.ResponseWriter, r *http.Request) {
			<-time.After(20 * time.Second)
			next.ServeHTTP(w, r)
		})
		seen := watch(emu)
		id := sellerwire.WithRequestID("order-7")
		orders := make(chan purchase.Order, 4)
		place := func(call func() (purchase.Order, error)) {
			order, err := call()
			assert.NoError(t, err)
			orders <- order
		}
		go place(func() (purchase.Order, error) { return client.PlaceOrder(t.Context(), orderOf(emu.CardToken()), id) })
		synctest.Wait()
		go place(func() (purchase.Order, error) { return client.PlaceOrder(t.Context(), orderOf(emu.CardToken()), id) })
		go place(func() (purchase.Order, error) {
			return client.ResumeOrder(t.Context(), orderOf(emu.CardToken()), "order-7", since(time.Hour))
		})
		go place(func() (purchase.Order, error) {
			return client.FindOrder(t.Context(), orderOf(emu.CardToken()), "order-7", purchase.ResumeOptions{})
		})

		synctest.Wait()
		tired := errors.New("tired of waiting")
		ctx, cancel := context.WithTimeoutCause(t.Context(), time.Second, tired)
		defer cancel()
		_, err := client.PlaceOrder(ctx, orderOf(emu.CardToken()), id)
		checkUnknown(t, err, context.DeadlineExceeded)
		assert.ErrorIs(t, err, tired)
		assert.Contains(t, err.Error(), "another call with this request ID is under way")

		first := <-orders
		for range 3 {
			assert.Equal(t, first, <-orders)
		}
		assert.Equal(t, 1, seen.posts())
		assert.Len(t, emu.Orders(), 1)
	})
}

// The context ends while the order is on its way. Neither PlaceOrder nor
// ResumeOrder overtakes it on this client, even if the service would take a second.
func TestAnOrderOnItsWayIsNotOvertaken(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		emu, client := inMemory(t, purchasetest.Options{Replay: purchasetest.ReplayBuysAgain})
		var posted atomic.Bool
		onPost(emu, func(next http.Handler, w http.ResponseWriter, r *http.Request) {
			if posted.Swap(true) {
				next.ServeHTTP(w, r)
				return
			}
			late := r.WithContext(context.WithoutCancel(r.Context()))
			time.AfterFunc(4*time.Minute, func() { next.ServeHTTP(httptest.NewRecorder(), late) })
			<-r.Context().Done()
		})
		seen := watch(emu)
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		_, err := client.PlaceOrder(ctx, orderOf(emu.CardToken()))
		checkUnknown(t, err, context.DeadlineExceeded)
		id := testkit.ErrorOf(t, err).RequestID

		// The caller forgets when that was, or is wrong.
		_, err = client.ResumeOrder(t.Context(), orderOf(emu.CardToken()), id, since(time.Hour))
		checkUnknown(t, err)
		assert.InDelta(t, 15*60, testkit.ErrorOf(t, err).RetryAfter.Seconds(), 1)
		_, err = client.PlaceOrder(t.Context(), orderOf(emu.CardToken()), sellerwire.WithRequestID(id))
		checkUnknown(t, err)
		assert.Contains(t, err.Error(), "this client has posted it before")

		<-time.After(15 * time.Minute)
		order, err := client.ResumeOrder(t.Context(), orderOf(emu.CardToken()), id, since(time.Hour))
		require.NoError(t, err)
		require.Len(t, emu.Orders(), 1)
		assert.Equal(t, emu.Orders()[0].ID, order.ID)
		assert.Equal(t, 1, seen.posts())
	})
}

// Once it is proven that nothing was taken, an ID may be placed again at once.
func TestARefusedIDMayBePlacedAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		emu, client := inMemory(t, purchasetest.Options{})
		id := sellerwire.WithRequestID("order-7")
		_, err := client.PlaceOrder(t.Context(), orderOf("wrong-card"), id)
		require.ErrorIs(t, err, sellerwire.ErrInvalidRequest)
		assert.Equal(t, sellerwire.OutcomeRejected, sellerwire.OutcomeOf(err))
		seen := watch(emu)
		begun := time.Now()
		_, err = client.PlaceOrder(t.Context(), orderOf(emu.CardToken()), id)
		require.NoError(t, err)
		assert.Zero(t, time.Since(begun))
		assert.Zero(t, seen.gets())
	})
}

// The way the documentation describes: the ID is stored, the process dies in
// the middle of the call, the next one resumes.
func TestACrash(t *testing.T) {
	t.Parallel()
	for name, fate := range map[string]func(http.Handler, http.ResponseWriter, *http.Request){
		"after the order was stored": lose, "before it was": drop,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				emu, client := inMemory(t, purchasetest.Options{Replay: purchasetest.ReplayBuysAgain})
				const id = "5d8cf1e1-eb94-40d2-934d-718058f18d4c"
				first := time.Now()
				ctx, crash := context.WithCancel(t.Context())
				onPost(emu, func(next http.Handler, w http.ResponseWriter, r *http.Request) {
					defer crash()
					fate(next, w, r)
				})
				_, err := client.PlaceOrder(ctx, orderOf(emu.CardToken()), sellerwire.WithRequestID(id))
				checkUnknown(t, err)

				emu.ClearIntercepts()
				<-time.After(15 * time.Minute)
				order, err := another(t, emu).ResumeOrder(t.Context(), orderOf(emu.CardToken()),
					id, purchase.ResumeOptions{FirstAttempt: first})
				require.NoError(t, err)
				require.Len(t, emu.Orders(), 1)
				assert.Equal(t, emu.Orders()[0].ID, order.ID)
			})
		})
	}
}

// another is a client of its own, as another process would have, in memory.
func another(t testing.TB, emu *purchasetest.Emulator) *purchase.Client {
	t.Helper()
	client, err := purchase.New(emu.AccessKey(), emu.SecretKey(), sellerwire.WithBaseURL(memoryURL),
		sellerwire.WithHTTPClient(&http.Client{Transport: emu.RoundTripper()}))
	require.NoError(t, err)
	return client
}
