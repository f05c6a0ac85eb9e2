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
	"github.com/sellerwire/sellerwire/purchase"
	"github.com/sellerwire/sellerwire/purchase/purchasetest"
)

func TestAnOrderWithAnIDOfTheCallersIsLookedUpFirst(t *testing.T) {
	t.Parallel()
	emu, client := serve(t, purchasetest.Options{Replay: purchasetest.ReplayBuysAgain})
	seen := watch(emu)
	id := sellerwire.WithRequestID("order-7")
	placed, err := client.PlaceOrder(t.Context(), orderOf(emu.CardToken()), id)
	require.NoError(t, err)
	assert.Equal(t, "order-7", placed.ReferenceID)
	assert.Equal(t, 1, seen.gets())
	assert.Equal(t, 1, seen.posts())

	// A crash later, from a process that knows nothing but the ID.
	var info sellerwire.ResponseInfo
	resumed, err := connect(t, emu).PlaceOrder(t.Context(), orderOf(emu.CardToken()), id, sellerwire.WithResponseInfo(&info))
	require.NoError(t, err)
	assert.Equal(t, placed, resumed)
	assert.Equal(t, 1, seen.posts(), "it was there")
	assert.Zero(t, info.Attempts, "nothing was posted")
	assert.Equal(t, "order-7", info.RequestID)
	assert.Equal(t, 200, info.StatusCode)
	assert.Len(t, emu.Orders(), 1)
}

func TestAnOrderOfAMonthAgoIsResumed(t *testing.T) {
	t.Parallel()
	emu, client := serve(t, purchasetest.Options{})
	seen := watch(emu)
	old := emu.AddOrder(purchasetest.Order{
		ReferenceID: "order-7", CreateDate: time.Now().AddDate(0, -1, 0), Listings: sameListings(),
	})
	order, err := client.PlaceOrder(t.Context(), orderOf(emu.CardToken()), sellerwire.WithRequestID("order-7"))
	require.NoError(t, err)
	assert.Equal(t, old.ID, order.ID)
	assert.Zero(t, seen.posts())
}

func TestResumesThatMustNotPost(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		reference string
		before    []purchasetest.Order
		refuse    int
		kinds     []error
		says      string
	}{
		"the look-up is refused": {"", nil, 4014, []error{sellerwire.ErrUnauthorized}, "Invalid access key"},
		"another server answers": {"", nil, 404, nil, "unexpected content, not found"},
		"the service is down":    {"", nil, 5030, []error{sellerwire.ErrUnavailable}, "temporarily unavailable"},
		"the ID stands for another order": {
			"", []purchasetest.Order{{ID: 500, Listings: sameListings()[:1]}}, 0, []error{sellerwire.ErrConflict}, "[500]",
		},
		"two orders could be it": {
			"shelf-7", []purchasetest.Order{{ID: 500, Listings: sameListings()}, {ID: 501, Listings: sameListings()}}, 0, nil, "[501 500]",
		},
		"a reference that was used too often": {"shelf-7", make([]purchasetest.Order, 101), 0, nil, "more than 100 orders"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			emu, client := serve(t, purchasetest.Options{})
			request := orderOf(emu.CardToken())
			request.ReferenceID = test.reference
			for i, order := range test.before {
				order.ReferenceID = test.reference
				if order.ReferenceID == "" {
					order.ReferenceID = "the-order"
				}
				order.CreateDate = start.Add(time.Duration(i) * time.Second)
				emu.AddOrder(order)
			}
			switch {
			case test.refuse == 404:
				emu.Intercept(func(http.Handler) http.Handler { return http.NotFoundHandler() })
			case test.refuse != 0:
				emu.RefuseNext(10, test.refuse)
			}
			seen := watch(emu)
			var info sellerwire.ResponseInfo
			order, err := client.PlaceOrder(t.Context(), request, sellerwire.WithRequestID("the-order"), sellerwire.WithResponseInfo(&info))
			assert.Zero(t, order)
			require.ErrorIs(t, err, sellerwire.ErrOutcomeUnknown)
			for _, kind := range test.kinds {
				assert.ErrorIs(t, err, kind)
			}
			assert.NotErrorIs(t, err, sellerwire.ErrNotSent)
			assert.Contains(t, err.Error(), test.says)
			assert.Equal(t, "the-order", errorOf(t, err).RequestID)
			assert.Equal(t, "the-order", info.RequestID)
			assert.Zero(t, errorOf(t, err).Attempts)
			assert.Zero(t, seen.posts())
		})
	}
}

// That a look-up never left says nothing of an earlier call.
func TestAResumeWithoutANetworkIsAnUnknownOutcome(t *testing.T) {
	t.Parallel()
	emu := purchasetest.NewServer(purchasetest.Options{})
	emu.Close()
	_, err := connect(t, emu).PlaceOrder(t.Context(), orderOf(emu.CardToken()), sellerwire.WithRequestID("the-order"))
	require.ErrorIs(t, err, sellerwire.ErrOutcomeUnknown)
	assert.NotErrorIs(t, err, sellerwire.ErrNotSent)
	assert.ErrorIs(t, err, sellerwire.ErrUnavailable)

	_, err = connect(t, emu).PlaceOrder(t.Context(), orderOf(emu.CardToken()))
	require.ErrorIs(t, err, sellerwire.ErrNotSent, "a new ID was never sent before")
	assert.NotErrorIs(t, err, sellerwire.ErrOutcomeUnknown)
	assert.Equal(t, 4, errorOf(t, err).Attempts, "a refused connection is tried again")
}

func TestARequestIDWithOtherContentIsAConflict(t *testing.T) {
	t.Parallel()
	emu, client := serve(t, purchasetest.Options{})
	request := orderOf(emu.CardToken())
	request.ReferenceID = "shelf-7"
	_, err := client.PlaceOrder(t.Context(), request, sellerwire.WithRequestID("the-order"))
	require.NoError(t, err)

	seen := watch(emu)
	request.Listings[0].Quantity = 1
	_, err = client.PlaceOrder(t.Context(), request, sellerwire.WithRequestID("the-order"))
	require.ErrorIs(t, err, sellerwire.ErrConflict)
	assert.Equal(t, purchase.CodeRequestIDConflict, purchase.CodeOf(err))
	assert.Equal(t, sellerwire.OutcomeRejected, sellerwire.OutcomeOf(err))
	assert.Equal(t, 1, seen.posts())
	assert.Equal(t, 2, seen.gets(), "before the POST, and after the 4090")
	assert.Len(t, emu.Orders(), 1)
}

// The order comes into being after the first look-up; the service takes the
// POST for a conflict, though it is the same order.
func TestAConflictIsNoneIfTheOrderIsThere(t *testing.T) {
	t.Parallel()
	for name, lookUpFails := range map[string]bool{"found": false, "the look-up fails": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			emu, client := serve(t, purchasetest.Options{Replay: purchasetest.ReplayConflict})
			onPost(emu, func(next http.Handler, w http.ResponseWriter, r *http.Request) {
				emu.AddOrder(purchasetest.Order{ReferenceID: "the-order", Listings: sameListings()})
				emu.Refuse(w, r, 4090)
				if lookUpFails {
					emu.RefuseNext(10, 4014)
				}
			})
			order, err := client.PlaceOrder(t.Context(), orderOf(emu.CardToken()), sellerwire.WithRequestID("the-order"))
			if lookUpFails {
				require.ErrorIs(t, err, sellerwire.ErrOutcomeUnknown)
				require.ErrorIs(t, err, sellerwire.ErrConflict)
				assert.Equal(t, 1, errorOf(t, err).Attempts)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, emu.Orders()[0].ID, order.ID)
		})
	}
}

// The context ends while the order is on its way, and the order comes into
// being 20 seconds later. A resume in the same process must not overtake it,
// even if the service would take a second one.
func TestAResumeDoesNotOvertakeAnOrderThatIsStillOnItsWay(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		arrives bool
		posts   int
		took    time.Duration
	}{
		"which arrives":       {true, 1, 30 * time.Second},
		"which never arrives": {false, 2, 30 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				emu, client := inMemory(t, purchasetest.Options{Replay: purchasetest.ReplayBuysAgain})
				var posted atomic.Bool
				onPost(emu, func(next http.Handler, w http.ResponseWriter, r *http.Request) {
					if posted.Swap(true) {
						next.ServeHTTP(w, r)
						return
					}
					if late := r.WithContext(context.WithoutCancel(r.Context())); test.arrives {
						time.AfterFunc(20*time.Second, func() { next.ServeHTTP(httptest.NewRecorder(), late) })
					}
					<-r.Context().Done()
				})
				seen := watch(emu)
				ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
				defer cancel()
				_, err := client.PlaceOrder(ctx, orderOf(emu.CardToken()))
				require.ErrorIs(t, err, sellerwire.ErrOutcomeUnknown)
				require.ErrorIs(t, err, context.DeadlineExceeded)

				begun := time.Now()
				order, err := client.PlaceOrder(t.Context(), orderOf(emu.CardToken()), sellerwire.WithRequestID(errorOf(t, err).RequestID))
				require.NoError(t, err)
				require.Len(t, emu.Orders(), 1)
				assert.Equal(t, emu.Orders()[0].ID, order.ID)
				assert.Equal(t, test.posts, seen.posts())
				assert.Equal(t, test.took, time.Since(begun).Round(time.Second))
			})
		})
	}
}

// Once an order's fate is known, nothing is waited for.
func TestSettledOrdersAreNotWaitedFor(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		emu, client := inMemory(t, purchasetest.Options{})
		emu.RefuseNext(1, 5030) // the look-up, repeated
		id := sellerwire.WithRequestID("the-order")
		_, err := client.PlaceOrder(t.Context(), orderOf("wrong-card"), id)
		require.ErrorIs(t, err, sellerwire.ErrInvalidRequest)
		begun := time.Now()
		_, err = client.PlaceOrder(t.Context(), orderOf(emu.CardToken()), id)
		require.NoError(t, err)
		assert.Zero(t, time.Since(begun))

		// An order that was waited for until the end is not waited for again.
		onPost(emu, drop)
		id = sellerwire.WithRequestID("another-order")
		for range 2 {
			begun = time.Now()
			_, err = client.PlaceOrder(t.Context(), orderOf(emu.CardToken()), id)
			require.ErrorIs(t, err, sellerwire.ErrOutcomeUnknown)
			assert.Equal(t, 30*time.Second, time.Since(begun))
		}
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
			emu, client := serve(t, purchasetest.Options{Replay: purchasetest.ReplayBuysAgain})
			id := sellerwire.WithRequestID("5d8cf1e1-eb94-40d2-934d-718058f18d4c")
			ctx, crash := context.WithCancel(t.Context())
			onPost(emu, func(next http.Handler, w http.ResponseWriter, r *http.Request) {
				defer crash()
				fate(next, w, r)
			})
			_, err := client.PlaceOrder(ctx, orderOf(emu.CardToken()), id)
			require.True(t, errors.Is(err, sellerwire.ErrOutcomeUnknown))

			emu.ClearIntercepts()
			order, err := connect(t, emu).PlaceOrder(t.Context(), orderOf(emu.CardToken()), id)
			require.NoError(t, err)
			require.Len(t, emu.Orders(), 1)
			assert.Equal(t, emu.Orders()[0].ID, order.ID)
		})
	}
}
