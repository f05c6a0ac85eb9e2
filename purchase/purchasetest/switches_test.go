package purchasetest_test

import (
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/purchase/purchasetest"
)

func TestSearchesByIDThatFindOrdersOfAnyAge(t *testing.T) {
	t.Parallel()
	emu, c, _ := fixed(purchasetest.Options{IDsFindAnyAge: true})
	for _, days := range []int{400, 1} {
		dated(emu, int64(days), days)
	}
	old, _ := emu.Order(400)
	old.ReferenceID, old.Listings[0].Items[0].ID = "old", 9
	emu.AddOrder(old)
	assert.Equal(t, "400 1", c.search(t, url.Values{"orderId": {"400", "1"}}).page(t).ids())
	assert.Equal(t, "400", c.search(t, url.Values{"referenceId": {"old"}}).page(t).ids())
	assert.Equal(t, "400", c.search(t, url.Values{"orderItemId": {"9"}}).page(t).ids())
	assert.Equal(t, "400",
		c.search(t, url.Values{"orderId": {"400", "1"}, "dateEnd": {date(start.AddDate(0, 0, -2))}}).page(t).ids(), "the dates given count")
	assert.Equal(t, "1", c.search(t, url.Values{"vendorId": {"55555"}}).page(t).ids())
}

func TestAnOrderBecomesVisibleLate(t *testing.T) {
	t.Parallel()
	emu, c, clock := fixed(purchasetest.Options{VisibleAfter: 10 * time.Second})
	placed := c.post(t, "id-1", orderBody(emu, map[string]string{"referenceId": `"ref-1"`}))
	require.Equal(t, "2010", placed.codes())
	id := string(placed.order(t).OrderID)

	byReference := url.Values{"referenceId": {"ref-1"}}
	clock.advance(9 * time.Second)
	assert.Empty(t, c.search(t, byReference).page(t).ids())
	assert.Empty(t, c.search(t, nil).page(t).ids())
	assert.Equal(t, "2000", c.get(t, "/orders/"+id).codes(), "who knows the ID sees it at once")
	clock.advance(time.Second)
	assert.Equal(t, id, c.search(t, byReference).page(t).ids())
}

func TestItemsAndStatusesShowUpLate(t *testing.T) {
	t.Parallel()
	emu, c, clock := fixed(purchasetest.Options{ItemsAfter: 5 * time.Second, StatusAfter: 10 * time.Second})
	placed := c.post(t, "id-1", orderBody(emu, nil))
	assert.Empty(t, placed.order(t).items())
	id := string(placed.order(t).OrderID)
	for at, want := range []string{5: "44.22+3:0", 10: "44.22+3:5"} {
		if want != "" {
			clock.time = start.Add(time.Duration(at) * time.Second)
			assert.Equal(t, want, c.get(t, "/orders/"+id).order(t).items())
			assert.Equal(t, want, c.search(t, nil).page(t).Orders[0].items())
		}
	}
	assert.NotContains(t, placed.body, "status")
	dry := c.post(t, "id-2", orderBody(emu, map[string]string{"dryrun": "true"}))
	assert.Equal(t, "44.22+3:5", dry.order(t).items(), "a dry run shows what it expects")
}

func TestAProxyThatPostsTwice(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		replay purchasetest.Replay
		code   string
		orders int
	}{
		"to a service that removes duplicates": {purchasetest.ReplayConflict, "4090", 1},
		"to one that does not":                 {purchasetest.ReplayBuysAgain, "2010", 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			emu, c, _ := fixed(purchasetest.Options{PostTwice: true, Replay: test.replay})
			assert.Equal(t, test.code, c.post(t, "id-1", orderBody(emu, nil)).codes(), "the second answer")
			assert.Len(t, emu.Orders(), test.orders)
			assert.EqualValues(t, 1, emu.Requests())
		})
	}
}

func TestFormsOfAmounts(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		form        purchasetest.Amounts
		first, rest string
		tax         string
	}{
		"short":    {purchasetest.AmountsShort, "600+1:5", "100.5+1:5", "80.15"},
		"stripped": {purchasetest.AmountsStripped, "6E+2+1:5", "100.5+1:5", "80.15"},
		"exponent": {purchasetest.AmountsExponent, "6E+2+1E+0:5", "1.005E+2+1E+0:5", "8.015E+1"},
		"full":     {purchasetest.AmountsFull, "600.00000000+1.0000000000000000:5", "100.50000000+1.0000000000000000:5", "80.15000000"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			emu, c, _ := fixed(purchasetest.Options{Amounts: test.form, TaxPercent: 10, Listings: []purchasetest.Listing{
				{ID: 1, Price: 60000, Shipping: 200}, {ID: 2, Price: 10050, Shipping: 0}, {ID: 3, Price: 10100, Shipping: 100},
			}})
			got := c.post(t, "id-1", orderBody(emu, map[string]string{
				"listings": `[{"listingId":1,"quantity":1},{"listingId":2,"quantity":1},{"listingId":3,"quantity":1}]`,
			})).order(t)
			assert.Contains(t, got.items(), test.first+" "+test.rest)
			assert.Equal(t, test.tax, got.Tax.String())
		})
	}
}

func TestAShareOfTheShippingIsNotRounded(t *testing.T) {
	t.Parallel()
	emu, c, _ := fixed(
		purchasetest.Options{Amounts: purchasetest.AmountsFull, Listings: []purchasetest.Listing{{ID: 1, Price: 600, Shipping: 100}}})
	body := orderBody(emu, map[string]string{"listings": `[{"listingId":1,"quantity":3}]`})
	assert.Equal(t,
		"6.00000000+0.3333333333333333:5 6.00000000+0.3333333333333333:5 6.00000000+0.3333333333333333:5",
		c.post(t, "id-1", body).order(t).items())

	emu, c, _ = fixed(purchasetest.Options{Amounts: purchasetest.AmountsStripped, Listings: []purchasetest.Listing{{ID: 1, Price: 600}}})
	body = orderBody(emu, map[string]string{"listings": `[{"listingId":1,"quantity":1}]`})
	assert.Equal(t, "6+0E-8:5", c.post(t, "id-1", body).order(t).items())
}
