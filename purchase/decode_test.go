package purchase_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/testkit"
	"github.com/sellerwire/sellerwire/purchase"
)

func TestTheVendorsOrder(t *testing.T) {
	t.Parallel()
	client := answering(t, reply(200, "2000", sample(t, "order.json")))
	got, err := client.Get(t.Context(), 1234567)
	require.NoError(t, err)

	tax := money("8.84")
	want := purchase.Order{
		ID: 1234567, CreateDate: time.Date(2018, 1, 15, 10, 22, 0, 0, time.UTC), Currency: "USD",
		Tax: &tax, TaxModel: purchase.TaxModelUSMarketplaceFacilitator,
		ReferenceID: "5D8CF1E1-EB94-40D2-934D-718058F18D4C",
		Listings: []purchase.OrderListing{{
			ListingID: 12345, Title: "A Nice Book", ISBN: "1111111111111", Quantity: 2, VendorID: 55555,
			ShippingCompany: "USPS", ShippingTrackingID: "37dae8b2-0554-11e8-ba89-0ed5f89f718b",
			MinShippingDays: 5, MaxShippingDays: 7,
			Items: []purchase.OrderItem{
				{ID: 454567, Cost: money("44.22"), ShipCost: money("1.5"), Status: 1,
					UpdateDate: time.Date(2018, 1, 15, 17, 55, 12, 0, time.UTC)},
				{ID: 454568, Cost: money("44.22"), ShipCost: money("0.33"), Status: 1,
					UpdateDate: time.Date(2018, 1, 15, 17, 55, 25, 0, time.UTC)},
			},
		}},
	}
	assert.Equal(t, want, read(got))
	assert.JSONEq(t, sample(t, "order.json"), string(got.Raw))
	assert.Equal(t, "99.11", got.Total().String())
}

func TestTheVendorsPage(t *testing.T) {
	t.Parallel()
	client := answering(t, reply(200, "2000", sample(t, "search.json")))
	page, err := client.Search(t.Context(), purchase.Query{})
	require.NoError(t, err)
	require.Len(t, page.Orders, 3)
	for i, order := range page.Orders {
		assert.Equal(t, purchase.Order{ID: int64(i + 1)}, read(order))
	}
	assert.Equal(t, 3, page.Size)
	assert.False(t, page.Next.IsZero())
	assert.True(t, strings.HasSuffix(page.Next.String(), ":87324198"), page.Next.String())
}

// The messages of an error are bounded: the first 100 are kept.
func TestAHundredMessagesAreKept(t *testing.T) {
	t.Parallel()
	_, err := answering(t, reply(422, "4220", `{"messages":["no"`+strings.Repeat(`,"no"`, 100)+`]}`)).Get(t.Context(), 1)
	assert.Len(t, testkit.ErrorOf(t, err).Messages, 100)
}

func TestTheVendorsError(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"requestId", "requestID", "RequestID"} {
		body := strings.Replace(sample(t, "error.json"), "requestId", key, 1)
		client := answering(t, reply(422, "4220", body))
		_, err := client.Get(t.Context(), 1)
		e := testkit.ErrorOf(t, err)
		assert.Equal(t, []string{"Sample message", "Invalid listingId passed"}, e.Messages)
		assert.Equal(t, "62FBB727-DB8E-4D56-93F9-17227967206C", e.ServerRequestID)
		assert.ErrorIs(t, err, sellerwire.ErrInvalidRequest)
		assert.Equal(t, []purchase.Code{purchase.CodeMalformedRequest}, purchase.CodesOf(err))
	}
}

// decodeOne has an order decoded by the client.
func decodeOne(t testing.TB, body string) (purchase.Order, error) {
	t.Helper()
	return answering(t, reply(200, "2000", body)).Get(t.Context(), 7)
}

func TestWhatAnOrderMayLookLike(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		body string
		want purchase.Order
	}{
		"only an ID":              {`{"orderId":7}`, purchase.Order{ID: 7}},
		"after a byte order mark": {"\xef\xbb\xbf{\"orderId\":7}", purchase.Order{ID: 7}},
		"unknown keys":            {`{"orderId":7,"gift":{"wrap":[1]}}`, purchase.Order{ID: 7}},
		"keys in another case":    {`{"ORDERID":7,"Currency":"EUR"}`, purchase.Order{ID: 7, Currency: "EUR"}},
		"everything null": {
			`{"orderId":7,"createDate":null,"currency":null,"listings":null,"dryrun":null,"tax":null,"taxModel":null,"referenceId":null}`,
			purchase.Order{ID: 7},
		},
		"null items": {
			`{"orderId":7,"listings":[{"listingId":1,"orderItems":null}]}`,
			purchase.Order{ID: 7, Listings: []purchase.OrderListing{{ListingID: 1}}},
		},
		"a tax of zero is not an absent one": {`{"orderId":7,"tax":0}`, purchase.Order{ID: 7, Tax: new(decimal.New(0, 0))}},
		"numbers as text": {
			`{"orderId":"7","tax":"8.40","dryrun":"false","listings":[{"listingId":" 12 ","quantity":"1","isbn":9780000000019,
			"orderItems":[{"status":"05","cost":"1.10","shipcost":""}]}]}`,
			purchase.Order{ID: 7, Tax: new(money("8.40")), Listings: []purchase.OrderListing{{
				ListingID: 12, Quantity: 1, ISBN: "9780000000019",
				Items: []purchase.OrderItem{{Status: purchase.StatusOrdered, Cost: money("1.10")}},
			}}},
		},
		"a status nobody documented": {
			`{"orderId":7,"listings":[{"orderItems":[{"status":77}]}]}`,
			purchase.Order{ID: 7, Listings: []purchase.OrderListing{{Items: []purchase.OrderItem{{Status: 77}}}}},
		},
		"an offset":               {`{"orderId":7,"createDate":"2024-05-06T09:08:09+02:00"}`, purchase.Order{ID: 7, CreateDate: start}},
		"an offset without colon": {`{"orderId":7,"createDate":"2024-05-06T09:08:09+0200"}`, purchase.Order{ID: 7, CreateDate: start}},
		"no zone":                 {`{"orderId":7,"createDate":"2024-05-06T07:08:09"}`, purchase.Order{ID: 7, CreateDate: start}},
		"fractions of a second": {`{"orderId":7,"createDate":"2024-05-06T07:08:09.250Z"}`,
			purchase.Order{ID: 7, CreateDate: start.Add(250 * time.Millisecond)}},
		"digits that a float lost": {`{"orderId":7,"tax":123456789012345.678}`,
			purchase.Order{ID: 7, Tax: new(money("123456789012345.678"))}},
		"an ID beyond 2^53": {`{"orderId":7,"listings":[{"listingId":9007199254740993}]}`,
			purchase.Order{ID: 7, Listings: []purchase.OrderListing{{ListingID: 9007199254740993}}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := decodeOne(t, test.body)
			require.NoError(t, err)
			assert.Equal(t, test.want, read(got))
		})
	}
}

func TestDamagedOrdersAreTypedErrors(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ body, says string }{
		"empty":                  {"", "empty"},
		"a web page":             {"<!DOCTYPE html><html><body>Welcome</body></html>", "web page"},
		"cut off":                {sample(t, "order.json")[:200], "unexpected end"},
		"two of them":            {`{"orderId":7}{"orderId":8}`, "after top-level value"},
		"an array":               {`[{"orderId":7}]`, "it is not a JSON object"},
		"a number":               {`7`, "it is not a JSON object"},
		"null":                   {`null`, "it is not a JSON object"},
		"no ID":                  {`{"currency":"USD"}`, "no orderId"},
		"another order":          {`{"orderId":8}`, "it shows order 8, not order 7"},
		"an ID of words":         {`{"orderId":"seven"}`, "its orderId: it is not a whole number"},
		"a fraction of an ID":    {`{"orderId":7.5}`, "its orderId: it is not a whole number"},
		"an ID that is too long": {`{"orderId":99999999999999999999}`, "its orderId: it is not a whole number"},
		"an ID in an array":      {`{"orderId":[7]}`, "its orderId: it is not a whole number"},
		"two IDs":                {`{"orderId":7,"orderId":8}`, "its orderId: it is there twice"},
		"nested without end": {`{"orderId":7,"gift":` + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + `}`,
			"exceeded max depth"},
		"in an envelope": {`{"data":{"orderId":7}}`, "no orderId"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := decodeOne(t, test.body)
			assert.Zero(t, got)
			require.ErrorIs(t, err, sellerwire.ErrUnexpectedContent)
			e := testkit.ErrorOf(t, err)
			assert.Contains(t, e.Error(), test.says)
			assert.Equal(t, 200, e.StatusCode)
			assert.Equal(t, 1, e.Attempts, "it would not read better the next time")
			assert.NotContains(t, e.Error(), "\n")
		})
	}
}

func TestWhatAPageMayLookLike(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		body, next string
		ids        []int64
	}{
		"next as a number":   {`{"metadata":{"next":87324198},"orders":[{"orderId":1}]}`, "87324198", []int64{1}},
		"next as text":       {`{"metadata":{"next":"000087324198"},"orders":[{"orderId":1}]}`, "000087324198", []int64{1}},
		"next as other text": {`{"metadata":{"next":"a=b&c d"},"orders":[{"orderId":1}]}`, "a=b&c d", []int64{1}},
		"next as a long number": {`{"metadata":{"next":123456789012345678901234567890},"orders":[{"orderId":1}]}`,
			"123456789012345678901234567890", []int64{1}},
		"next with decimals":         {`{"metadata":{"next":87324198.0},"orders":[{"orderId":1}]}`, "87324198", []int64{1}},
		"next with an exponent":      {`{"metadata":{"next":8.7324198E7},"orders":[{"orderId":1}]}`, "87324198", []int64{1}},
		"next null":                  {`{"metadata":{"next":null},"orders":[{"orderId":1}]}`, "", []int64{1}},
		"next empty":                 {`{"metadata":{"next":""},"orders":[{"orderId":1}]}`, "", []int64{1}},
		"no metadata":                {`{"orders":[{"orderId":1},{"orderId":2}]}`, "", []int64{1, 2}},
		"null metadata":              {`{"metadata":null,"orders":[]}`, "", nil},
		"no orders found":            {`{"metadata":{"orderResponseSize":0},"orders":[]}`, "", nil},
		"orders null":                {`{"metadata":{"orderResponseSize":0},"orders":null}`, "", nil},
		"orders missing, none found": {`{"metadata":{"orderResponseSize":0}}`, "", nil},
		"a single order in its own":  {`{"orderId":9,"currency":"USD"}`, "", []int64{9}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			page, err := answering(t, reply(200, "2000", test.body)).Search(t.Context(), purchase.Query{})
			require.NoError(t, err)
			var ids []int64
			for _, o := range page.Orders {
				ids = append(ids, o.ID)
			}
			assert.Equal(t, test.ids, ids)
			_, next, _ := strings.Cut(page.Next.String(), ":")
			assert.Equal(t, test.next, next)
			assert.Equal(t, test.next == "", page.Next.IsZero())
		})
	}
}

func TestDamagedPagesAreTypedErrors(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ body, says string }{
		"nothing in it":       {`{}`, "neither orders nor an orderId"},
		"in an envelope":      {`{"data":{"orders":[]}}`, "neither orders nor an orderId"},
		"two lists":           {`{"orders":[{"orderId":1}],"orders":[]}`, "its orders: it is there twice"},
		"two metadata":        {`{"orders":[],"metadata":{"next":7},"Metadata":{}}`, "its metadata: it is there twice"},
		"orders missing":      {`{"metadata":{"orderResponseSize":3}}`, "it counts 3 orders and shows 0"},
		"orders in an object": {`{"orders":{"orderId":1}}`, "its orders are not an array"},
		"orders in a text":    {`{"orders":"..."}`, "its orders are not an array"},
		"a next that is true": {`{"metadata":{"next":true},"orders":[]}`, "metadata.next is neither a number nor a text"},
		"a next in an object": {`{"metadata":{"next":{}},"orders":[]}`, "metadata.next"},
		"metadata of text":    {`{"metadata":"x","orders":[]}`, "its metadata is not an object"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			page, err := answering(t, reply(200, "2000", test.body)).Search(t.Context(), purchase.Query{})
			assert.Zero(t, page)
			require.ErrorIs(t, err, sellerwire.ErrUnexpectedContent)
			assert.Contains(t, err.Error(), test.says)
		})
	}
}

// An answer to another search, or to another request: none of what it shows was
// asked for, and what was asked for may be missing.
func TestAnswersToAnotherRequestAreErrors(t *testing.T) {
	t.Parallel()
	good := purchase.Query{OrderIDs: []int64{7}, ReferenceID: "mine", VendorID: "055555"}
	for name, test := range map[string]struct {
		codes, body, says string
	}{
		"what was asked for": {"2000",
			`{"orders":[{"orderId":7,"referenceId":"mine","listings":[{"vendorId":55555},{"vendorId":1}]}]}`, ""},
		"as much as is shown":      {"2000", `{"orders":[{"orderId":7,"listings":[{}]}]}`, ""},
		"an order without an ID":   {"2000", `{"orders":[{"referenceId":"mine"}]}`, ""},
		"a code nobody documented": {"2999", `{"orders":[{"orderId":7}]}`, ""},
		"another order":            {"2000", `{"orders":[{"orderId":7},{"orderId":8}]}`, "order 8: it was not asked for"},
		"another reference": {"2000", `{"orders":[{"orderId":7,"referenceId":"yours"}]}`,
			"order 7: its reference ID is not the one asked for"},
		"another vendor": {"2000", `{"orders":[{"orderId":7,"listings":[{"vendorId":1},{"vendorId":2}]}]}`,
			"order 7: its vendor is not the one asked for"},
		"the code of a new order":    {"2010", `{"orders":[{"orderId":7}]}`, "by its code 2010"},
		"the code of a dry run":      {"2002", `{"orders":[{"orderId":7}]}`, "by its code 2002"},
		"the code of one in process": {"2003", `{"orders":[{"orderId":7}]}`, "by its code 2003"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := answering(t, reply(200, test.codes, test.body))
			page, err := client.Search(t.Context(), good)
			_, listed := collect(client.SearchAll(t.Context(), good))
			if test.says == "" {
				require.NoError(t, err)
				require.NoError(t, listed)
				assert.Len(t, page.Orders, 1)
				return
			}
			assert.Zero(t, page)
			require.ErrorIs(t, err, sellerwire.ErrUnexpectedContent)
			require.ErrorIs(t, listed, sellerwire.ErrUnexpectedContent)
			assert.Contains(t, err.Error(), test.says)
		})
	}
	for _, code := range []string{"2002", "2003", "2010"} {
		_, err := answering(t, reply(200, code, `{"orderId":7}`)).Get(t.Context(), 7)
		require.ErrorIs(t, err, sellerwire.ErrUnexpectedContent)
	}
}

func TestWhatIsADryRun(t *testing.T) {
	t.Parallel()
	const copies = `"listings":[{"listingId":1009999999,"orderItems":[{"status":5},{"status":5}]},{"listingId":12345,` +
		`"orderItems":[{"status":5}]}]`
	for name, test := range map[string]struct {
		codes, body string
		good        bool
	}{
		"the vendor's":               {"2002", `{"orderId":0,"dryrun":true,` + copies + `}`, true},
		"without its code":           {"", `{"orderId":0,"dryrun":true,` + copies + `}`, true},
		"under code 2000":            {"2000", `{"orderId":0,"dryrun":true,` + copies + `}`, true},
		"without an ID":              {"2002", `{"dryrun":true,` + copies + `}`, true},
		"without the word":           {"2002", `{"orderId":0,` + copies + `}`, true},
		"without both":               {"2002", `{` + copies + `}`, false},
		"that says it is none":       {"2002", `{"orderId":0,"dryrun":false,` + copies + `}`, false},
		"that says both":             {"2002", `{"orderId":0,"dryrun":true,"dryrun":false,` + copies + `}`, false},
		"a real order":               {"2010", `{"orderId":7,"dryrun":true,` + copies + `}`, false},
		"under the code of an order": {"2010", `{"orderId":0,"dryrun":true,` + copies + `}`, false},
	} {
		_, err := answering(t, reply(200, test.codes, test.body)).DryRun(t.Context(), orderOf("token"))
		if test.good {
			assert.NoError(t, err, name)
		} else {
			assert.ErrorIs(t, err, sellerwire.ErrUnexpectedContent, name)
		}
	}
}

func TestAnErrorBodyUnderA2xxIsAnError(t *testing.T) {
	t.Parallel()
	client := answering(t, reply(200, "", sample(t, "error.json")))
	_, err := client.Get(t.Context(), 7)
	require.ErrorIs(t, err, sellerwire.ErrUnexpectedContent)
	assert.Contains(t, err.Error(), "Invalid listingId passed")

	client = answering(t, reply(200, "4220", sample(t, "error.json")))
	_, err = client.Search(t.Context(), purchase.Query{})
	require.ErrorIs(t, err, sellerwire.ErrInvalidRequest)

	client = answering(t, reply(200, "4041", `{"orderId":7}`))
	_, err = client.Get(t.Context(), 7)
	require.ErrorIs(t, err, sellerwire.ErrNotFound, "the code counts, whatever the body looks like")
}

func TestTheWholeReplyIsThereForThoseWhoNeedIt(t *testing.T) {
	t.Parallel()
	var info sellerwire.ResponseInfo
	body := `{"orderId":7,"surprise":1}`
	client := answering(t, reply(http.StatusOK, "2000", body))
	_, err := client.Get(t.Context(), 7, sellerwire.WithResponseInfo(&info), sellerwire.WithRequestID("mine"))
	require.NoError(t, err)
	assert.Equal(t, body, string(info.Body))
	assert.Equal(t, "mine", info.RequestID)
	assert.Equal(t, 1, info.Attempts)
}
