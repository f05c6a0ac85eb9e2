package purchase_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/purchase/purchasetest"
)

// sameListings are those that orderOf asks for.
func sameListings() []purchasetest.OrderListing {
	return []purchasetest.OrderListing{{ListingID: 1009999999, Quantity: 2}, {ListingID: 12345, Quantity: 1}}
}

func TestOnlyTheLostOrderIsTakenForTheLostOrder(t *testing.T) {
	t.Parallel()
	const reference = "shelf-7"
	now, today := time.Now(), time.Now().UTC().Truncate(24*time.Hour)
	for name, test := range map[string]struct {
		before   []purchasetest.Order // under the same reference
		stored   bool                 // the lost order itself
		found    bool
		conflict bool // another order stands under the reference
	}{
		"it alone":               {nil, true, true, false},
		"nothing":                {nil, false, false, false},
		"one with a date of day": {[]purchasetest.Order{{CreateDate: today, Listings: sameListings()}}, false, true, false},
		"one with less":          {[]purchasetest.Order{{Listings: sameListings()[:1]}}, false, true, false},
		"an order of other listings": {[]purchasetest.Order{{Listings: []purchasetest.OrderListing{{ListingID: 777, Quantity: 3}}}},
			false, false, true},
		"an order of one listing more": {
			[]purchasetest.Order{{Listings: append(sameListings(), purchasetest.OrderListing{ListingID: 777, Quantity: 1})}},
			false, false, true},
		"an order of another quantity": {
			[]purchasetest.Order{
				{Listings: []purchasetest.OrderListing{{ListingID: 1009999999, Quantity: 3}, {ListingID: 12345, Quantity: 1}}}},
			false, false, true},
		"an order of more items": {
			[]purchasetest.Order{
				{Listings: []purchasetest.OrderListing{{ListingID: 12345, Quantity: 1, Items: make([]purchasetest.OrderItem, 2)}}}},
			false, false, true},
		"an equal one of 6 minutes ago": {[]purchasetest.Order{{CreateDate: now.Add(-6 * time.Minute), Listings: sameListings()}},
			false, false, true},
		"an equal one of 5 and a half minutes ago": {
			[]purchasetest.Order{{CreateDate: now.Add(-330 * time.Second), Listings: sameListings()}}, false, false, true},
		"an equal one of 4 minutes ago": {[]purchasetest.Order{{CreateDate: now.Add(-4 * time.Minute), Listings: sameListings()}},
			false, true, false},
		"an equal one of some days ago": {[]purchasetest.Order{{CreateDate: today.Add(-72 * time.Hour), Listings: sameListings()}},
			false, false, true},
		"two equal ones": {
			[]purchasetest.Order{{CreateDate: now, Listings: sameListings()}, {CreateDate: now, Listings: sameListings()}},
			false, false, false,
		},
		"it and an equal one of now": {[]purchasetest.Order{{CreateDate: now, Listings: sameListings()}}, true, false, false},
		"it among others": {
			[]purchasetest.Order{
				{CreateDate: now.Add(-6 * time.Minute), Listings: sameListings()},
				{CreateDate: now, Listings: []purchasetest.OrderListing{{ListingID: 777, Quantity: 3}}},
			}, true, true, false,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			emu, client := serve(t, purchasetest.Options{})
			for _, order := range test.before {
				order.ReferenceID = reference
				if order.CreateDate.After(today) { // so long before the test, however busy the machine is
					order.CreateDate = order.CreateDate.Add(time.Since(now))
				}
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
				assert.Equal(t, test.conflict, errors.Is(err, sellerwire.ErrConflict), err)
				return
			}
			assert.NotZero(t, order.ID)
			if placed, _ := emu.Order(order.ID); test.stored {
				require.NoError(t, err)
				assert.NotEmpty(t, placed.RequestID, "the one that was posted")
			}
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
	for _, reference := range []string{"shelf-8", "SHELF-7", "shelf-7x"} {
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
