package purchase_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
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
		assert.Equal(t, order.ReferenceID, errorOf(t, err).RequestID)
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
		assert.Equal(t, "the-order", errorOf(t, err).RequestID)
		assert.Equal(t, 2, partialOf(t, err).Shortfalls[0].Ordered)
	}
}

// What a reply does not show was not seen to be bought.
func TestOrdersThatDoNotShowWhatWasOrdered(t *testing.T) {
	t.Parallel()
	const second = `{"listingId":12345,"quantity":1,"orderItems":[{"status":5}]}`
	for name, test := range map[string]struct{ listings, says string }{
		"no listings":       {`null`, "listing 1009999999: 0 of 2 (not listed); listing 12345: 0 of 1 (not listed)"},
		"empty listings":    {`[]`, "listing 1009999999: 0 of 2 (not listed); listing 12345: 0 of 1 (not listed)"},
		"a listing missing": {`[` + second + `]`, "listing 1009999999: 0 of 2 (not listed)"},
		"items missing":     {`[{"listingId":1009999999,"quantity":2,"orderItems":null},` + second + `]`, "listing 1009999999: 0 of 2 (not listed)"},
		"an item missing":   {`[{"listingId":1009999999,"quantity":2,"orderItems":[{"status":5}]},` + second + `]`, "listing 1009999999: 1 of 2 (not listed)"},
		"a null item":       {`[{"listingId":1009999999,"quantity":2,"orderItems":[{"status":5},null]},` + second + `]`, "listing 1009999999: 1 of 2 (not listed)"},
		"a status missing":  {`[{"listingId":1009999999,"quantity":2,"orderItems":[{"status":5},{"cost":1}]},` + second + `]`, "listing 1009999999: 1 of 2 (not listed)"},
		"one of each": {
			`[{"listingId":1009999999,"quantity":2,"orderItems":[{"status":54}]},` + second + `]`,
			"listing 1009999999: 0 of 2 (54 Inactive Seller, not listed)",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := answering(t, reply(http.StatusCreated, "2010", `{"orderId":7,"listings":`+test.listings+`}`))
			order, err := client.PlaceOrder(t.Context(), orderOf("token"))
			assert.EqualValues(t, 7, order.ID)
			assert.EqualValues(t, 7, partialOf(t, err).OrderID)
			assert.Contains(t, err.Error(), "purchase: place order: order 7: not all items bought: "+test.says+" (request ID ")
		})
	}
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
	assert.Equal(t, []purchase.Shortfall{{ListingID: 12345, Ordered: 3, Bought: 2, Statuses: []purchase.ItemStatus{53}}}, partialOf(t, err).Shortfalls)
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
	err := &purchase.PartialError{OrderID: 7, Shortfalls: []purchase.Shortfall{{ListingID: 12345, Ordered: 1, Statuses: []purchase.ItemStatus{14}}}}
	assert.EqualError(t, err, "purchase: order 7: not all items bought: listing 12345: 0 of 1 (14 Item Unavailable)")
	assert.NotErrorIs(t, err, sellerwire.ErrNotSent)
	assert.Empty(t, purchase.CodesOf(err))
}
