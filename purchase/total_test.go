package purchase_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/purchase"
	"github.com/sellerwire/sellerwire/purchase/purchasetest"
)

// an order of items of 10.00 and 1.00 of shipping, with these statuses.
func costing(statuses ...purchase.ItemStatus) purchase.Order {
	order := purchase.Order{Listings: []purchase.OrderListing{{ListingID: 1}}}
	for _, status := range statuses {
		order.Listings[0].Items = append(order.Listings[0].Items,
			purchase.OrderItem{Cost: money("10.00"), ShipCost: money("1"), Status: status})
	}
	return order
}

func TestTheTotalOfAnOrder(t *testing.T) {
	t.Parallel()
	taxed := func(o purchase.Order) purchase.Order { o.Tax = new(money("0.5")); return o }
	partial := func(o purchase.Order) purchase.Order { o.Partial = true; return o }
	for name, test := range map[string]struct {
		order purchase.Order
		want  string
	}{
		"nothing":                       {purchase.Order{}, "0"},
		"items that are ordered":        {costing(5, 5), "22"},
		"items that are shipped":        {costing(35, 4, 93), "33"},
		"a status nobody documented":    {costing(1), "11"},
		"an item without a status":      {costing(0), "11"},
		"with tax":                      {taxed(costing(5)), "11.5"},
		"one item was not available":    {taxed(costing(5, 14)), "11.5"},
		"one was cancelled":             {costing(5, 17), "11"},
		"one was refused by the bank":   {costing(5, 19), "11"},
		"one was too dear":              {costing(5, 53), "11"},
		"one seller was inactive":       {costing(5, 54), "11"},
		"extra shipping was rejected":   {costing(5, 90), "11"},
		"one was refunded":              {costing(5, 24), "11"},
		"all were refunded":             {taxed(costing(24, 24)), "0"},
		"nothing was bought":            {taxed(costing(14, 53)), "0"},
		"no items are shown, but a tax": {taxed(purchase.Order{}), "0"},
		"some items are shown":          {partial(taxed(costing(5))), "11"},
	} {
		assert.Equal(t, test.want, test.order.Total().String(), name)
	}
}

// A search by item criteria shows a part of an order, and says so.
func TestOrdersOfASearchByItemsArePartial(t *testing.T) {
	t.Parallel()
	emu, client := inMemory(t, purchasetest.Options{TaxPercent: 10})
	placed, err := client.PlaceOrder(t.Context(), orderOf(emu.CardToken()))
	require.NoError(t, err)
	assert.False(t, placed.Partial)
	item := placed.Listings[0].Items[0]
	emu.Ship(placed.ID, "USPS", "9400")
	for name, query := range map[string]purchase.Query{
		"by item":                  {OrderItemIDs: []int64{item.ID}},
		"by the start of a change": {ItemUpdateDateStart: time.Now().Add(-time.Hour), OrderItemIDs: []int64{item.ID}},
		"by the end of a change":   {ItemUpdateDateEnd: time.Now().Add(time.Hour), OrderItemIDs: []int64{item.ID}},
	} {
		page, err := client.Search(t.Context(), query)
		require.NoError(t, err)
		require.Len(t, page.Orders, 1, name)
		assert.True(t, page.Orders[0].Partial, name)
		assert.True(t, item.Cost.Add(item.ShipCost).Equal(page.Orders[0].Total()), name)
	}
	page, err := client.Search(t.Context(), purchase.Query{OrderIDs: []int64{placed.ID}, VendorID: "55555"})
	require.NoError(t, err)
	assert.False(t, page.Orders[0].Partial)
	assert.True(t, placed.Total().Equal(page.Orders[0].Total()))
}

// The total of a dry run is the maximum of the order: placed with it, it is
// bought. Cost and shipping of its items are no maximum of a listing.
func TestADryRunGivesTheMaximumOfTheOrder(t *testing.T) {
	t.Parallel()
	emu, client := inMemory(t, purchasetest.Options{TaxPercent: 7})
	request := orderOf(emu.CardToken())
	request.Listings[0].MaxPrice = money("0")
	dry, err := client.DryRun(t.Context(), request)
	require.NoError(t, err)
	request.TotalMaxPrice = dry.Total()
	_, err = client.PlaceOrder(t.Context(), request)
	require.NoError(t, err)
	request.TotalMaxPrice = dry.Total().Sub(money("0.01"))
	_, err = client.PlaceOrder(t.Context(), request)
	assert.Len(t, partialOf(t, err).Shortfalls, 2)

	request.TotalMaxPrice = money("0")
	for i := range request.Listings {
		item := dry.Listings[i].Items[0]
		request.Listings[i].MaxPrice = item.Cost.Add(item.ShipCost)
	}
	_, err = client.PlaceOrder(t.Context(), request)
	assert.Len(t, partialOf(t, err).Shortfalls, 2, "as the documentation of MaxPrice warns")
}
