package purchase_test

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/purchase/purchasetest"
)

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
