package purchasetest_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/purchase/purchasetest"
)

func TestAnOrderIsStoredAndShown(t *testing.T) {
	t.Parallel()
	emu, c, _ := fixed(purchasetest.Options{TaxPercent: 10})
	got := c.post(t, "id-1", orderBody(emu, map[string]string{
		"listings":    `[{"listingId":12345,"quantity":2,"maxPrice":47.22}]`,
		"referenceId": `"Shelf_7-A"`,
	}))
	assert.Equal(t, 201, got.status)
	assert.Equal(t, "2010", got.codes())
	assert.JSONEq(t, `{
		"orderId": 1234567, "createDate": "2024-05-06T07:08:09Z", "currency": "USD", "dryrun": false,
		"tax": 8.84, "taxModel": "US Marketplace Facilitator", "referenceId": "Shelf_7-A",
		"listings": [{
			"listingId": 12345, "title": "A Nice Book", "isbn": "1111111111111", "quantity": 2, "vendorId": 55555,
			"minShippingDays": 5, "maxShippingDays": 7,
			"orderItems": [
				{"orderItemId": 454567, "cost": 44.22, "shipcost": 1.5, "status": 5},
				{"orderItemId": 454568, "cost": 44.22, "shipcost": 1.5, "status": 5}
			]
		}]
	}`, got.body)

	again := c.get(t, "/orders/1234567")
	assert.Equal(t, "2000", again.codes())
	assert.Equal(t, got.body, again.body)
	stored, ok := emu.Order(1234567)
	require.True(t, ok)
	assert.Equal(t, "id-1", stored.RequestID)
}

func TestADryRunBuysNothing(t *testing.T) {
	t.Parallel()
	emu, c, _ := fixed(purchasetest.Options{})
	body := orderBody(emu,
		map[string]string{"dryrun": "true",
			"listings": `[{"listingId":12345,"quantity":1},{"listingId":1009999999,"quantity":1,"maxPrice":1}]`})
	got := c.post(t, "id-1", body)
	assert.Equal(t, 200, got.status)
	assert.Equal(t, "2002", got.codes())
	order := got.order(t)
	assert.Equal(t, "0", order.OrderID.String())
	assert.True(t, order.DryRun)
	assert.Equal(t, "2024-05-06T07:08:09Z", order.CreateDate)
	assert.Equal(t, "44.22+3:5 0+0:53", order.items())
	assert.Equal(t, "0", order.Listings[0].Items[0].ID.String())
	assert.Nil(t, order.Listings[0].Items[0].Updated)
	assert.Empty(t, emu.Orders())

	assert.Equal(t, "2010", c.post(t, "id-1", orderBody(emu, nil)).codes(), "a dry run's request ID is not remembered")
	assert.Equal(t, "4001", c.post(t, "id-2", orderBody(emu, map[string]string{"dryrun": "true", "ccToken": `"x"`})).codes())
}

func TestBodiesThatAreRefused(t *testing.T) {
	t.Parallel()
	listing := func(quantity string) map[string]string {
		return map[string]string{"listings": `[{"listingId":12345,"quantity":` + quantity + `}]`}
	}
	with := func(key, value string) map[string]string { return map[string]string{key: value} }
	for name, test := range map[string]struct {
		changes map[string]string
		code    string
		message string
	}{
		"no listings":         {with("listings", `[]`), "4002", "No listings were included with the request"},
		"listings left out":   {with("listings", `-`), "4002", "No listings were included with the request"},
		"listings null":       {with("listings", `null`), "4002", "No listings were included with the request"},
		"a quantity of 0":     {listing("0"), "4002", "One or more listings had a quantity less than 1"},
		"a negative quantity": {listing("-1"), "4002", "One or more listings had a quantity less than 1"},
		"a quantity left out": {with("listings", `[{"listingId":12345}]`), "4002",
			"One or more listings had a quantity less than 1"},
		"251 items": {listing("251"), "4002", "The total number of items ordered exceeded the limit of 250"},
		"a sum that would overflow": {
			with("listings", `[{"listingId":12345,"quantity":9223372036854775807},{"listingId":12345,"quantity":9223372036854775807}]`),
			"4002", "The total number of items ordered exceeded the limit of 250"},
		"listings before the card": {map[string]string{"listings": `[]`, "ccToken": `"x"`},
			"4002", "No listings were included with the request"},
		"an unknown card": {with("ccToken", `"x"`), "4001",
			"The credit card token provided did not match a credit card on your account"},
		"no card": {with("ccToken", `-`), "4001",
			"The credit card token provided did not match a credit card on your account"},
		"the card before the rest": {map[string]string{"ccToken": `"x"`, "domain": `"x"`}, "4001",
			"The credit card token provided did not match a credit card on your account"},
		"an unknown listing":    {with("listings", `[{"listingId":1,"quantity":1}]`), "4220", "Invalid listingId passed"},
		"a listing ID left out": {with("listings", `[{"quantity":1}]`), "4220", "listings[0].listingId is required"},
		"a key in another case": {with("listings", `[{"listingID":12345,"quantity":1}]`),
			"4220", "listings[0].listingId is required"},
		"an unknown domain":        {with("domain", `"abebooks.es"`), "4220", "Invalid domain passed"},
		"no domain":                {with("domain", `-`), "4220", "Invalid domain passed"},
		"an unknown shipping mode": {with("shippingMode", `"s"`), "4220", "shippingMode must be S or P"},
		"a reference ID with a space": {with("referenceId", `"a b"`), "4220",
			"referenceId may have letters, digits, hyphens and underscores only"},
		"a reference ID with a line feed": {with("referenceId", `"a\n"`), "4220",
			"referenceId may have letters, digits, hyphens and underscores only"},
		"no address": {with("shipAddr", `-`), "4220", "shipAddr is required"},
		"an address without a city": {with("billAddr", strings.Replace(address, `"Bath"`, `""`, 1)),
			"4220", "billAddr.city is required"},
		"a listing that is no object":         {with("listings", `[7]`), "4000", "listings[0] must be an object"},
		"listings that are no array":          {with("listings", `{}`), "4000", "listings must be an array"},
		"an address that is text":             {with("shipAddr", `"here"`), "4000", "shipAddr must be an object"},
		"a city that is a number":             {with("shipAddr", `{"city":7}`), "4000", "shipAddr.city must be a string"},
		"a quantity with a fraction":          {listing("1.5"), "4000", "listings[0].quantity must be an integer"},
		"a quantity that is text":             {listing(`"1"`), "4000", "listings[0].quantity must be an integer"},
		"a maximum price that is text":        {with("totalMaxPrice", `"5"`), "4000", "totalMaxPrice must be an amount of money"},
		"a maximum price beyond reason":       {with("totalMaxPrice", `1e100000000`), "4000", "totalMaxPrice must be an amount of money"},
		"a dry run that is text":              {with("dryrun", `"false"`), "4000", "dryrun must be true or false"},
		"a card that is a number":             {with("ccToken", `7`), "4000", "ccToken must be a string"},
		"the shape before request IDs and so": {map[string]string{"dryrun": `1`, "listings": `[]`}, "4000", "dryrun must be true or false"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			emu, c, _ := fixed(purchasetest.Options{})
			got := c.post(t, "id-1", orderBody(emu, test.changes))
			assert.Equal(t, test.code, got.codes())
			assert.Contains(t, got.messages(t), test.message)
			assert.Empty(t, emu.Orders())
			assert.Equal(t, "2010", c.post(t, "id-1", orderBody(emu, nil)).codes(), "a refused request ID is not remembered")
		})
	}
}

func TestBodiesThatAreNotJSONObjects(t *testing.T) {
	t.Parallel()
	_, c, _ := fixed(purchasetest.Options{})
	for body, code := range map[string]string{
		"":                           "4003",
		"{":                          "4003",
		"{} {}":                      "4003",
		"{\"a\":\xff}":               "4003",
		"[]":                         "4000",
		"null":                       "4000",
		"{\"domain\":\"\xff\"}":      "4003",
		strings.Repeat(" ", 1<<20+1): "4000",
	} {
		assert.Equal(t, code, c.post(t, "id-1", body).codes(), "%.20q", body)
	}
}

func TestEveryProblemIsNamedAtOnce(t *testing.T) {
	t.Parallel()
	emu, c, _ := fixed(purchasetest.Options{})
	got := c.post(t, "id-1", orderBody(emu, map[string]string{
		"domain": `"x"`, "shippingMode": `"x"`, "billAddr": `{}`, "listings": `[{"listingId":1,"quantity":1}]`,
	}))
	assert.Equal(t, 422, got.status)
	assert.Equal(t, []string{
		"Invalid listingId passed", "billAddr.name is required", "billAddr.address1 is required", "billAddr.city is required",
		"billAddr.country is required", "billAddr.zipcode is required", "billAddr.phone is required",
		"shippingMode must be S or P", "Invalid domain passed",
	}, got.messages(t))
}
