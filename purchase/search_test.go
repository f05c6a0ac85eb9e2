package purchase_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/purchase"
	"github.com/sellerwire/sellerwire/purchase/purchasetest"
)

func TestPagesOneByOne(t *testing.T) {
	t.Parallel()
	emu, client := inMemory(t, purchasetest.Options{NextAsText: true})
	want := seed(emu, time.Now(), 45)
	query := purchase.Query{VendorID: "55555"}
	var got []int64
	for page := 0; ; page++ {
		p, err := client.Search(t.Context(), query)
		require.NoError(t, err)
		for _, order := range p.Orders {
			got = append(got, order.ID)
		}
		assert.Equal(t, len(p.Orders), p.Size)
		if p.Next.IsZero() {
			assert.Equal(t, 2, page)
			break
		}
		// Kept somewhere as text, and with another limit.
		query.Next, err = purchase.ParseCursor(p.Next.String())
		require.NoError(t, err)
	}
	assert.Equal(t, want, got)

	before := emu.Requests()
	query.VendorID = "1"
	_, err := client.Search(t.Context(), query)
	assert.Equal(t, []string{"next: belongs to another search; use it with the query that it came from"}, faultsOf(t, err))
	assert.Equal(t, before, emu.Requests())

	query.VendorID = "55555"
	got, err = collect(client.SearchAll(t.Context(), query))
	require.NoError(t, err)
	assert.Equal(t, want[40:], got, "a listing can go on from a page, too")
}

func TestOptionsOfAListing(t *testing.T) {
	t.Parallel()
	emu, client := inMemory(t, purchasetest.Options{})
	var info sellerwire.ResponseInfo
	_, err := collect(client.SearchAll(t.Context(), purchase.Query{}, sellerwire.WithRequestID("mine"), sellerwire.WithResponseInfo(&info)))
	assert.Equal(t, []string{
		"WithRequestID: it is for one call; an iterator makes one per page",
		"WithResponseInfo: it is for one call; an iterator makes one per page",
	}, faultsOf(t, err))
	_, err = collect(client.SearchAll(t.Context(), purchase.Query{}, sellerwire.WithCallRetry(sellerwire.RetryPolicy{MaxAttempts: -1})))
	assert.Len(t, faultsOf(t, err), 1)
	assert.Zero(t, emu.Requests())

	emu.RefuseNext(1, 5030)
	_, err = collect(client.SearchAll(t.Context(), purchase.Query{}, sellerwire.WithCallRetry(sellerwire.RetryPolicy{MaxAttempts: 1})))
	require.ErrorIs(t, err, sellerwire.ErrUnavailable)
	assert.EqualValues(t, 1, emu.Requests())
}

func TestEveryFilterArrives(t *testing.T) {
	t.Parallel()
	emu, client := inMemory(t, purchasetest.Options{Now: fixedClock}, sellerwire.WithClock(fixedClock))
	ids := seed(emu, start, 3)
	second, _ := emu.Order(ids[1])
	emu.Ship(second.ID, "USPS", "9400-1000")
	item := second.Listings[0].Items[1].ID
	third, _ := emu.Order(ids[2])
	for name, test := range map[string]struct {
		query purchase.Query
		want  []int64
		items int
	}{
		"by order":       {purchase.Query{OrderIDs: []int64{ids[0], ids[2]}}, []int64{ids[0], ids[2]}, 6},
		"by item":        {purchase.Query{OrderItemIDs: []int64{item}}, []int64{ids[1]}, 1},
		"by update":      {purchase.Query{ItemUpdateDateStart: start.Add(-time.Second)}, []int64{ids[1]}, 3},
		"by update, end": {purchase.Query{ItemUpdateDateEnd: start}, nil, 0},
		"by date":        {purchase.Query{DateStart: second.CreateDate, DateEnd: start}, []int64{ids[2]}, 3},
		"by date, end":   {purchase.Query{DateEnd: third.CreateDate}, []int64{ids[0], ids[1]}, 6},
		"by vendor":      {purchase.Query{VendorID: "1"}, nil, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			page, err := client.Search(t.Context(), test.query)
			require.NoError(t, err)
			var got []int64
			items := 0
			for _, order := range page.Orders {
				got = append(got, order.ID)
				for line, item := range order.Items() {
					items++
					assert.NotZero(t, line.ListingID)
					assert.NotZero(t, item.ID)
				}
			}
			assert.Equal(t, test.want, got)
			assert.Equal(t, test.items, items)
		})
	}
	shipped, err := client.Get(t.Context(), second.ID)
	require.NoError(t, err)
	assert.Equal(t, "USPS", shipped.Listings[0].ShippingCompany)
	assert.Equal(t, "9400-1000", shipped.Listings[0].ShippingTrackingID)
	assert.Equal(t, start, shipped.Listings[0].Items[0].UpdateDate)
	assert.Equal(t, purchase.StatusShipped, shipped.Listings[0].Items[0].Status)
	for range shipped.Items() {
		break // an iterator that can be left
	}
	_, err = client.Get(t.Context(), 999)
	require.ErrorIs(t, err, sellerwire.ErrNotFound)
	assert.Contains(t, err.Error(), strconv.Itoa(int(purchase.CodeOrderNotFound)))
}
