package purchase_test

import (
	"context"
	"net/http"
	"strings"
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

func partialOf(t testing.TB, err error) *purchase.PartialError {
	t.Helper()
	var partial *purchase.PartialError
	require.ErrorAs(t, err, &partial)
	return partial
}

func TestItemStatuses(t *testing.T) {
	t.Parallel()
	for status, want := range map[purchase.ItemStatus]struct {
		text      string
		notBought bool
	}{
		4: {"04 Extra Shipping Accepted", false}, 5: {"05 Ordered", false}, 14: {"14 Item Unavailable", true},
		17: {"17 Cancelled By Buyer", true}, 19: {"19 Credit Card Rejected", true}, 24: {"24 Refunded", false},
		35: {"35 Shipped", false}, 53: {"53 Max Price Exceeded", true}, 54: {"54 Inactive Seller", true},
		90: {"90 Extra Shipping Rejected", true}, 93: {"93 Extra Shipping Requested", false},
	} {
		assert.Equal(t, want.text, status.String())
		assert.Equal(t, want.notBought, status.NotBought())
		assert.True(t, status.Known())
		assert.Equal(t, want.text[3:], status.Text())

		// And so in an order, and in a dry run.
		emu, client := inMemory(t, purchasetest.Options{Listings: []purchasetest.Listing{
			{ID: 1009999999, Price: 4511}, {ID: 12345, Price: 4422, ItemStatus: int(status)},
		}})
		order, err := client.PlaceOrder(t.Context(), orderOf(emu.CardToken()))
		dry, dryErr := client.DryRun(t.Context(), orderOf(emu.CardToken()))
		assert.NotZero(t, order.ID, "the order is there in any case")
		assert.True(t, dry.DryRun)
		assert.Equal(t, status, order.Listings[1].Items[0].Status)
		if !want.notBought {
			assert.NoError(t, err)
			assert.NoError(t, dryErr)
			continue
		}
		shortfalls := []purchase.Shortfall{{ListingID: 12345, Ordered: 1, Bought: 0, Statuses: []purchase.ItemStatus{status}}}
		assert.Equal(t, shortfalls, partialOf(t, err).Shortfalls)
		assert.Equal(t, shortfalls, partialOf(t, dryErr).Shortfalls)
		assert.Equal(t, order.ID, partialOf(t, err).OrderID)
		assert.Zero(t, partialOf(t, dryErr).OrderID)
		assert.Contains(t, err.Error(), "not all items bought: listing 12345: 0 of 1 ("+want.text+")")
		assert.Equal(t, sellerwire.OutcomeAccepted, sellerwire.OutcomeOf(err), "the other listing was bought")
		assert.Equal(t, order.ReferenceID, testkit.ErrorOf(t, err).RequestID)
		assert.Equal(t, "90.22", order.Total().String(), "two copies of the other")
	}
	unknown := purchase.ItemStatus(1)
	assert.False(t, unknown.Known())
	assert.False(t, unknown.NotBought())
	assert.Equal(t, "01", unknown.String())
}

func TestNothingIsBoughtAboveAMaximum(t *testing.T) {
	t.Parallel()
	emu, client := inMemory(t, purchasetest.Options{})
	request := orderOf(emu.CardToken())
	request.TotalMaxPrice = money("140.43")
	order, err := client.PlaceOrder(t.Context(), request)
	assert.NotZero(t, order.ID)
	assert.Equal(t, "0", order.Total().String())
	assert.Equal(t, []purchase.Shortfall{
		{ListingID: 1009999999, Ordered: 2, Statuses: []purchase.ItemStatus{53, 53}},
		{ListingID: 12345, Ordered: 1, Statuses: []purchase.ItemStatus{53}},
	}, partialOf(t, err).Shortfalls)
	assert.Equal(t, sellerwire.OutcomeRejected, sellerwire.OutcomeOf(err))

	request.TotalMaxPrice = money("140.44")
	_, err = client.PlaceOrder(t.Context(), request)
	require.NoError(t, err)

	request.Listings[0].MaxPrice = money("48.10")
	_, err = client.PlaceOrder(t.Context(), request)
	assert.Len(t, partialOf(t, err).Shortfalls, 1)
}

func TestAnOrderFoundAgainCanBePartialToo(t *testing.T) {
	t.Parallel()
	emu, client := serve(t, purchasetest.Options{Listings: []purchasetest.Listing{
		{ID: 1009999999, Price: 4511, ItemStatus: 14}, {ID: 12345, Price: 4422},
	}})
	onPost(emu, lose)
	id := sellerwire.WithRequestID("the-order")
	for range 2 { // lost, and resumed
		order, err := client.PlaceOrder(t.Context(), orderOf(emu.CardToken()), id)
		assert.Equal(t, emu.Orders()[0].ID, order.ID)
		assert.Equal(t, "the-order", testkit.ErrorOf(t, err).RequestID)
		assert.Equal(t, 2, partialOf(t, err).Shortfalls[0].Ordered)
	}
}

// What a reply does not show may be bought or not: it is asked for, and if the
// service goes on like that, the outcome is unknown.
func TestCopiesWithoutAStatusAreUnknown(t *testing.T) {
	t.Parallel()
	const second = `{"listingId":12345,"quantity":1,"orderItems":[{"status":5}]}`
	for name, test := range map[string]struct {
		listings, says string
		missing        []purchase.Shortfall
	}{
		"no listings": {`null`,
			"listing 1009999999: 0 of 2 (2 without a status); listing 12345: 0 of 1 (1 without a status)", []purchase.Shortfall{
				{ListingID: 1009999999, Ordered: 2, Unknown: 2}, {ListingID: 12345, Ordered: 1, Unknown: 1},
			}},
		"empty listings":    {`[]`, "listing 1009999999: 0 of 2 (2 without a status); listing 12345: 0 of 1 (1 without a status)", nil},
		"a listing missing": {`[` + second + `]`, "listing 1009999999: 0 of 2 (2 without a status)", nil},
		"items missing": {`[{"listingId":1009999999,"quantity":2,"orderItems":null},` + second + `]`,
			"listing 1009999999: 0 of 2 (2 without a status)", nil},
		"an item missing": {`[{"listingId":1009999999,"quantity":2,"orderItems":[{"status":5}]},` + second + `]`,
			"listing 1009999999: 1 of 2 (1 without a status)", nil},
		"a null item": {`[{"listingId":1009999999,"quantity":2,"orderItems":[{"status":5},null]},` + second + `]`,
			"listing 1009999999: 1 of 2 (1 without a status)", nil},
		"a status missing": {`[{"listingId":1009999999,"quantity":2,"orderItems":[{"status":5},{"cost":1}]},` + second + `]`,
			"listing 1009999999: 1 of 2 (1 without a status)", nil},
		"a status of words": {`[{"listingId":1009999999,"quantity":2,"orderItems":[{"status":5},{"status":"x"}]},` + second + `]`,
			"listing 1009999999: 1 of 2 (1 without a status)", nil},
		"a negative status": {`[{"listingId":1009999999,"quantity":2,"orderItems":[{"status":5},{"status":-1}]},` + second + `]`,
			"listing 1009999999: 1 of 2 (1 without a status)", nil},
		"one not bought": {
			`[{"listingId":1009999999,"quantity":2,"orderItems":[{"status":54}]},` + second + `]`,
			"listing 1009999999: 0 of 2 (54 Inactive Seller, 1 without a status)",
			[]purchase.Shortfall{{ListingID: 1009999999, Ordered: 2, Unknown: 1, Statuses: []purchase.ItemStatus{54}}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				asked := 0
				client := answering(t, func(w http.ResponseWriter, r *http.Request) {
					if r.Method == http.MethodGet {
						assert.Equal(t, "/v1/orders/7", r.URL.Path, "asked for by its ID")
						asked++
					}
					reply(http.StatusCreated, "2010", `{"orderId":7,"listings":`+test.listings+`}`)(w, r)
				})
				begun := time.Now()
				order, err := client.PlaceOrder(t.Context(), orderOf("token"))
				assert.EqualValues(t, 7, order.ID)
				partial := partialOf(t, err)
				assert.EqualValues(t, 7, partial.OrderID)
				assert.Contains(t, err.Error(), "purchase: place order: order 7: not all items bought: "+test.says)
				if test.missing != nil {
					assert.Equal(t, test.missing, partial.Shortfalls)
				}
				assert.Equal(t, sellerwire.OutcomeUnknown, sellerwire.OutcomeOf(err))
				require.ErrorIs(t, err, sellerwire.ErrOutcomeUnknown)
				assert.Equal(t, 6, asked)
				assert.Equal(t, 30*time.Second, time.Since(begun))
			})
		})
	}
}

func TestStatusesAreAskedForUntilTheyAreThere(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		options purchasetest.Options
		spoil   func(http.Handler, http.ResponseWriter, *http.Request)
		took    time.Duration
		gets    int
	}{
		"after statuses that come late": {purchasetest.Options{StatusAfter: 5 * time.Second}, nil, 8 * time.Second, 4},
		"after items that come late":    {purchasetest.Options{ItemsAfter: 20 * time.Second}, nil, 30 * time.Second, 6},
		"after a lost reply and both": {purchasetest.Options{ItemsAfter: 3 * time.Second, StatusAfter: 5 * time.Second},
			lose, 8 * time.Second, 4},
		"after an order that is shown late": {purchasetest.Options{VisibleAfter: 10 * time.Second, StatusAfter: 20 * time.Second},
			lose, 30 * time.Second, 6},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				emu, client := inMemory(t, test.options)
				if test.spoil != nil {
					onPost(emu, test.spoil)
				}
				seen := watch(emu)
				begun := time.Now()
				order, err := client.PlaceOrder(t.Context(), orderOf(emu.CardToken()))
				require.NoError(t, err)
				assert.Equal(t, test.took, time.Since(begun))
				assert.Equal(t, test.gets, seen.gets())
				assert.Equal(t, 1, seen.posts())
				assert.Equal(t, purchase.StatusOrdered, order.Listings[0].Items[0].Status)
			})
		})
	}
}

// The order was placed; that it cannot be asked for says nothing else.
func TestStatusesThatCannotBeAskedFor(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		answer http.HandlerFunc
		gets   int
		says   string
	}{
		"refused":           {reply(403, "4030", ""), 1, "the look-up failed: order 7: forbidden"},
		"not found":         {reply(404, "4041", ""), 6, "the look-up failed: order 7: not found"},
		"another order":     {reply(200, "2000", `{"orderId":8}`), 6, "it shows order 8, not order 7"},
		"another reference": {reply(200, "2000", `{"orderId":7,"referenceId":"x"}`), 6, "asked for again, it has another reference ID"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				gets := 0
				client := answering(t, func(w http.ResponseWriter, r *http.Request) {
					if r.Method == http.MethodPost {
						reply(201, "2010", `{"orderId":7}`)(w, r)
						return
					}
					gets++
					test.answer(w, r)
				})
				order, err := client.PlaceOrder(t.Context(), orderOf("token"))
				assert.EqualValues(t, 7, order.ID)
				checkUnknown(t, err)
				assert.NotErrorIs(t, err, sellerwire.ErrNotFound)
				assert.Contains(t, err.Error(), test.says)
				assert.Equal(t, test.gets, gets)
			})
		})
	}
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		order, err := answering(t, reply(201, "2010", `{"orderId":7}`)).PlaceOrder(ctx, orderOf("token"))
		assert.EqualValues(t, 7, order.ID)
		checkUnknown(t, err, context.DeadlineExceeded)
	})
}

func TestAListingOrderedTwiceIsCountedTogether(t *testing.T) {
	t.Parallel()
	emu, client := serve(t, purchasetest.Options{})
	request := orderOf(emu.CardToken())
	request.Listings = []purchase.RequestedListing{
		{ListingID: 12345, Quantity: 1, MaxPrice: money("1")}, {ListingID: 12345, Quantity: 2},
	}
	onPost(emu, lose)
	order, err := client.PlaceOrder(t.Context(), request)
	assert.NotZero(t, order.ID)
	assert.Equal(t,
		[]purchase.Shortfall{{ListingID: 12345, Ordered: 3, Bought: 2, Statuses: []purchase.ItemStatus{53}}}, partialOf(t, err).Shortfalls)
}

func TestAListingBehindARepeatedOneIsNotForgotten(t *testing.T) {
	t.Parallel()
	emu, client := inMemory(t, purchasetest.Options{Listings: []purchasetest.Listing{
		{ID: 12345, Price: 4422}, {ID: 1009999999, Price: 4511, ItemStatus: 14}, {ID: 7, Price: 100, ItemStatus: 54},
	}})
	request := orderOf(emu.CardToken())
	request.Listings = []purchase.RequestedListing{
		{ListingID: 12345, Quantity: 1}, {ListingID: 12345, Quantity: 1},
		{ListingID: 1009999999, Quantity: 1}, {ListingID: 7, Quantity: 12},
	}
	_, err := client.PlaceOrder(t.Context(), request)
	require.Len(t, partialOf(t, err).Shortfalls, 2)
	assert.Equal(t, 12, partialOf(t, err).Shortfalls[1].Ordered)
}

// A copy that is shown twice is one copy.
func TestACopyThatIsShownTwiceIsOne(t *testing.T) {
	t.Parallel()
	twice := func(statuses ...int) func(map[string]any) {
		return listing(0, func(l map[string]any) {
			var items []any
			for _, status := range statuses {
				items = append(items, map[string]any{"orderItemId": 9, "status": status, "cost": 1})
			}
			l["orderItems"] = items
		})
	}
	for name, test := range map[string]struct {
		statuses []int
		unknown  int
	}{
		"in place of another": {[]int{5, 5}, 1},
		"with another status": {[]int{5, 14}, 2},
		"three times":         {[]int{5, 14, 5}, 2},
	} {
		synctest.Test(t, func(t *testing.T) {
			client := answering(t, reply(201, "2010", ours(twice(test.statuses...))))
			order, err := client.PlaceOrder(t.Context(), orderOf("token"), sellerwire.WithRequestID("the-order"))
			require.ErrorIs(t, err, sellerwire.ErrOutcomeUnknown, name)
			assert.Equal(t, test.unknown, partialOf(t, err).Shortfalls[0].Unknown, name)
			assert.Len(t, order.Listings[0].Items, 1)
			assert.Equal(t, "orderItemId", order.Unreadable[0].Field)
			assert.Equal(t, "2", order.Total().String(), "it is paid once")
		})
	}
	both := ours(both(twice(5, 5), listing(1, func(l map[string]any) {
		l["orderItems"] = []any{map[string]any{"orderItemId": 11, "status": 5}, map[string]any{"orderItemId": 11, "status": 5}}
	})))
	synctest.Test(t, func(t *testing.T) {
		_, err := answering(t, reply(200, "2000", page(both))).
			FindOrder(t.Context(), orderOf(""), "the-order", since(time.Hour))
		assert.NotErrorIs(t, err, sellerwire.ErrConflict, "it has no more copies than were asked for")
	})
}

func TestTheTextOfALongShortfallStaysShort(t *testing.T) {
	t.Parallel()
	items := strings.Repeat(`{"status":14},`, 199) + `{"status":54}`
	client := answering(t, reply(201, "2010", `{"orderId":7,"listings":[{"listingId":5,"orderItems":[`+items+`]}]}`))
	request := orderOf("token")
	request.Listings = []purchase.RequestedListing{{ListingID: 5, Quantity: 200}}
	_, err := client.PlaceOrder(t.Context(), request)
	assert.Contains(t, err.Error(), "listing 5: 0 of 200 (14 Item Unavailable, 54 Inactive Seller) (")
}

// Code under test may be handed an error that its test has made by hand.
func TestPartialErrorMadeByHandPrints(t *testing.T) {
	t.Parallel()
	err := &purchase.PartialError{OrderID: 7,
		Shortfalls: []purchase.Shortfall{{ListingID: 12345, Ordered: 1, Statuses: []purchase.ItemStatus{14}}}}
	assert.EqualError(t, err, "purchase: order 7: not all items bought: listing 12345: 0 of 1 (14 Item Unavailable)")
	assert.NotErrorIs(t, err, sellerwire.ErrNotSent)
	assert.Empty(t, purchase.CodesOf(err))
}
