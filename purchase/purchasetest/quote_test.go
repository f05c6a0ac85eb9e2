package purchasetest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/purchase/purchasetest"
)

func TestTheDomainDecidesTheCurrency(t *testing.T) {
	t.Parallel()
	emu, c, _ := fixed(purchasetest.Options{})
	for domain, currency := range map[string]string{
		"abebooks.com": "USD", "abebooks.co.uk": "GBP", "abebooks.de": "EUR", "abebooks.fr": "EUR",
		"abebooks.it": "EUR", "iberlibro.com": "EUR", "zvab.com": "EUR",
	} {
		got := c.post(t, domain, orderBody(emu, map[string]string{"domain": `"` + domain + `"`, "shippingMode": `"P"`}))
		assert.Equal(t, currency, got.order(t).Currency, domain)
	}
}

func TestPricesAndMaximumPrices(t *testing.T) {
	t.Parallel()
	listings := []purchasetest.Listing{
		{ID: 1, Price: 1000, Shipping: 300},
		{ID: 2, Price: 5, Shipping: 0},
		{ID: 3, Price: 2000, Shipping: 400, ItemStatus: 14},
		{ID: 4, Price: 2000, Shipping: 400, ItemStatus: 54},
		{ID: 5, Price: 2000, Shipping: 400, ItemStatus: 93},
	}
	for name, test := range map[string]struct {
		listings string
		total    string
		tax      int
		items    string
		orderTax string
	}{
		"price and shipping at the maximum":      {`[{"listingId":1,"quantity":1,"maxPrice":13}]`, `null`, 0, "10+3:5", ""},
		"a cent above the maximum":               {`[{"listingId":1,"quantity":1,"maxPrice":12.99}]`, `null`, 0, "0+0:53", ""},
		"a fraction of a cent above the maximum": {`[{"listingId":1,"quantity":1,"maxPrice":12.999999}]`, `null`, 0, "0+0:53", ""},
		"a maximum with an exponent":             {`[{"listingId":1,"quantity":1,"maxPrice":1.3E1}]`, `null`, 0, "10+3:5", ""},
		"a maximum of 0 is a maximum":            {`[{"listingId":1,"quantity":1,"maxPrice":0}]`, `null`, 0, "0+0:53", ""},
		"the maximum is for one item":            {`[{"listingId":1,"quantity":3,"maxPrice":13}]`, `null`, 0, "10+1:5 10+1:5 10+1:5", ""},
		"one of two lines above its maximum": {`[{"listingId":1,"quantity":1,"maxPrice":1},{"listingId":2,"quantity":1}]`,
			`null`, 0, "0+0:53 0.05+0:5", ""},
		"shipping that cannot be divided": {`[{"listingId":1,"quantity":7}]`, `null`, 0,
			"10+0.43:5 10+0.43:5 10+0.43:5 10+0.43:5 10+0.43:5 10+0.43:5 10+0.42:5", ""},
		"shipping is divided over all lines": {`[{"listingId":1,"quantity":1},{"listingId":2,"quantity":1}]`,
			`null`, 0, "10+1.5:5 0.05+1.5:5", ""},
		"each line pays its shipping": {`[{"listingId":1,"quantity":1},{"listingId":1,"quantity":1}]`,
			`null`, 0, "10+3:5 10+3:5", ""},
		"an unavailable item costs nothing": {`[{"listingId":3,"quantity":1},{"listingId":1,"quantity":1}]`,
			`null`, 0, "0+0:14 10+3:5", ""},
		"an inactive seller, too, above a maximum": {`[{"listingId":4,"quantity":1,"maxPrice":1}]`, `null`, 0, "0+0:54", ""},
		"extra shipping requested":                 {`[{"listingId":5,"quantity":1}]`, `null`, 0, "20+4:93", ""},
		"the total at the maximum":                 {`[{"listingId":1,"quantity":2}]`, `23.00`, 0, "10+1.5:5 10+1.5:5", ""},
		"the total above the maximum": {`[{"listingId":1,"quantity":2},{"listingId":3,"quantity":1}]`,
			`22.99`, 0, "0+0:53 0+0:53 0+0:53", ""},
		"the total with tax at the maximum":     {`[{"listingId":1,"quantity":1}]`, `14`, 10, "10+3:5", "1"},
		"tax takes the total above the maximum": {`[{"listingId":1,"quantity":1}]`, `13.99`, 10, "0+0:53", "0"},
		"tax is rounded half up":                {`[{"listingId":2,"quantity":1}]`, `null`, 10, "0.05+0:5", "0.01"},
		"items not bought bear no tax":          {`[{"listingId":3,"quantity":1}]`, `null`, 10, "0+0:14", "0"},
		"the total does not count what is refused": {`[{"listingId":1,"quantity":1,"maxPrice":1},{"listingId":2,"quantity":1}]`,
			`0.05`, 0, "0+0:53 0.05+0:5", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			emu, c, _ := fixed(purchasetest.Options{Listings: listings, TaxPercent: test.tax})
			got := c.post(t, "id-1", orderBody(emu, map[string]string{"listings": test.listings, "totalMaxPrice": test.total}))
			require.Equal(t, "2010", got.codes(), got.body)
			assert.Equal(t, test.items, got.order(t).items())
			assert.Equal(t, test.orderTax, got.order(t).Tax.String())
			assert.Len(t, emu.Orders(), 1, "it is stored, bought or not")
		})
	}
}

func TestAPriceCanRiseBetweenSearchAndPurchase(t *testing.T) {
	t.Parallel()
	emu, c, _ := fixed(purchasetest.Options{})
	body := orderBody(emu, map[string]string{"listings": `[{"listingId":12345,"quantity":1,"maxPrice":47.22}]`})
	assert.Equal(t, "44.22+3:5", c.post(t, "id-1", body).order(t).items())
	emu.AddListings(purchasetest.Listing{ID: 12345, Title: "A Nice Book", Price: 4423, Shipping: 300})
	assert.Equal(t, "0+0:53", c.post(t, "id-2", body).order(t).items())
}
