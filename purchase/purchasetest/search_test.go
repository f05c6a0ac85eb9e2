package purchasetest_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/purchase/purchasetest"
)

const day = 24 * time.Hour

// dated seeds an order that was created some days before now.
func dated(emu *purchasetest.Emulator, id int64, days int) purchasetest.Order {
	return emu.AddOrder(purchasetest.Order{
		ID:         id,
		CreateDate: start.AddDate(0, 0, -days),
		Listings:   []purchasetest.OrderListing{{ListingID: 12345, Quantity: 2}},
	})
}

func date(t time.Time) string { return t.Format("2006-01-02T15:04:05Z") }

func TestAnEmptyHistory(t *testing.T) {
	t.Parallel()
	_, c, _ := fixed(purchasetest.Options{})
	got := c.get(t, "/orders")
	assert.Equal(t, 200, got.status)
	assert.JSONEq(t, `{"metadata":{"orderResponseSize":0},"orders":[]}`, got.body)
}

func TestSearchWindows(t *testing.T) {
	t.Parallel()
	now, ago := date(start), func(days int) string { return date(start.AddDate(0, 0, -days)) }
	for name, test := range map[string]struct {
		criteria url.Values
		ids      string
	}{
		"no date: the last 90 days": {url.Values{}, "89 1 900"},
		"empty values count as absent": {
			url.Values{"dateStart": {""}, "dateEnd": {""}, "vendorId": {""}, "limit": {""}, "next": {""}, "sortOrder": {""}}, "89 1 900"},
		"an end: 90 days before it":                {url.Values{"dateEnd": {ago(100)}}, "180 101"},
		"a start: 90 days after it":                {url.Values{"dateStart": {ago(100)}}, "91 90 89"},
		"both, and bounds are excluded":            {url.Values{"dateStart": {ago(91)}, "dateEnd": {ago(89)}}, "90"},
		"90 days exactly":                          {url.Values{"dateStart": {ago(90)}, "dateEnd": {now}}, "89 1"},
		"equal bounds":                             {url.Values{"dateStart": {ago(1)}, "dateEnd": {ago(1)}}, ""},
		"descending":                               {url.Values{"sortOrder": {"descending"}}, "900 1 89"},
		"ascending":                                {url.Values{"sortOrder": {"ascending"}}, "89 1 900"},
		"order IDs have the default window":        {url.Values{"orderId": {"180", "1"}}, "1"},
		"order IDs with a start":                   {url.Values{"orderId": {"180", "1"}, "dateStart": {ago(181)}}, "180"},
		"order IDs with an end":                    {url.Values{"orderId": {"180", "1"}, "dateEnd": {ago(2)}}, ""},
		"a reference ID has the default window":    {url.Values{"referenceId": {"old"}}, ""},
		"a reference ID with a start":              {url.Values{"referenceId": {"old"}, "dateStart": {ago(200)}}, "180"},
		"an unknown reference ID":                  {url.Values{"referenceId": {"OLD"}}, ""},
		"an item ID has the default window":        {url.Values{"orderItemId": {"9"}}, ""},
		"a vendor has the default window":          {url.Values{"vendorId": {"55555"}}, "89 1 900"},
		"a vendor is a number, not its spelling":   {url.Values{"vendorId": {"055555"}}, ""},
		"an order ID that is no number":            {url.Values{"orderId": {"one"}}, ""},
		"a limit":                                  {url.Values{"limit": {"2"}}, "89 1"},
		"several criteria at once all have to fit": {url.Values{"referenceId": {"old"}, "orderId": {"1"}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			emu, c, _ := fixed(purchasetest.Options{})
			for id, days := range map[int64]int{180: 180, 101: 101, 91: 91, 90: 90, 89: 89, 1: 1, 900: 0} {
				dated(emu, id, days)
			}
			old, _ := emu.Order(180)
			old.ReferenceID = "old"
			old.Listings[0].Items[0].ID = 9
			emu.AddOrder(old)

			got := c.search(t, test.criteria)
			require.Equal(t, "2000", got.codes(), got.body)
			assert.Equal(t, test.ids, got.page(t).ids())
			assert.Equal(t, len(strings.Fields(test.ids)), got.page(t).Metadata.Size)
		})
	}
}

func TestSearchesThatAreRefused(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		query, message string
	}{
		"a range above 90 days": {"dateStart=2024-01-01T00:00:00Z&dateEnd=2024-03-31T00:00:01Z",
			"the range between dateStart and dateEnd is over 90 days"},
		"with an order ID as well": {"dateStart=2024-01-01T00:00:00Z&dateEnd=2024-03-31T00:00:01Z&orderId=1",
			"the range between dateStart and dateEnd is over 90 days"},
		"an end before the start":    {"dateStart=2024-02-01T00:00:00Z&dateEnd=2024-01-01T00:00:00Z", "dateEnd is before dateStart"},
		"a date that is none":        {"dateStart=yesterday", "dateStart must be a date like 2017-06-26T19:54:58Z"},
		"an item date that is none":  {"itemUpdateDateEnd=2024-01-01", "itemUpdateDateEnd must be a date like 2017-06-26T19:54:58Z"},
		"a limit of 0":               {"limit=0", "limit must be a number from 1 to 100"},
		"a limit of 101":             {"limit=101", "limit must be a number from 1 to 100"},
		"a limit that is no number":  {"limit=ten", "limit must be a number from 1 to 100"},
		"an unknown order":           {"sortOrder=up", "sortOrder must be ascending or descending"},
		"a next that was not issued": {"next=87324198", "Invalid next passed"},
		"a next that is text":        {"next=abc", "Invalid next passed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, c, _ := fixed(purchasetest.Options{})
			got := c.get(t, "/orders?"+test.query)
			assert.Equal(t, "4220", got.codes())
			assert.Equal(t, 422, got.status)
			assert.Equal(t, []string{test.message}, got.messages(t))
		})
	}
}

func TestItemCriteriaShowMatchingItemsOnly(t *testing.T) {
	t.Parallel()
	emu, c, at := fixed(purchasetest.Options{})
	emu.AddOrder(purchasetest.Order{ID: 1, CreateDate: start.Add(-day), Listings: []purchasetest.OrderListing{
		{ListingID: 12345, Items: []purchasetest.OrderItem{{ID: 11}, {ID: 12}}},
		{ListingID: 777, VendorID: 8, Items: []purchasetest.OrderItem{{ID: 13}}},
	}})
	dated(emu, 2, 2)
	require.True(t, emu.SetItemStatus(12, 35))
	at.advance(time.Hour)
	require.True(t, emu.SetItemStatus(13, 24))
	require.False(t, emu.SetItemStatus(14, 24))

	for name, test := range map[string]struct {
		criteria url.Values
		items    string
	}{
		"an item ID":     {url.Values{"orderItemId": {"11"}}, "1/12345x2:11"},
		"two item IDs":   {url.Values{"orderItemId": {"13", "12"}}, "1/12345x2:12 1/777x1:13"},
		"updated after":  {url.Values{"itemUpdateDateStart": {date(start)}}, "1/777x1:13"},
		"updated before": {url.Values{"itemUpdateDateEnd": {date(start.Add(time.Hour))}}, "1/12345x2:12"},
		"updated between": {
			url.Values{"itemUpdateDateStart": {date(start.Add(-time.Second))}, "itemUpdateDateEnd": {date(start.Add(time.Second))}},
			"1/12345x2:12"},
		"a span above 90 days is fine": {
			url.Values{"itemUpdateDateStart": {"2001-01-01T00:00:00Z"}, "itemUpdateDateEnd": {"2031-01-01T00:00:00Z"}},
			"1/12345x2:12 1/777x1:13"},
		"an ID of an item not updated":   {url.Values{"orderItemId": {"11"}, "itemUpdateDateStart": {"2001-01-01T00:00:00Z"}}, ""},
		"a vendor shows the whole order": {url.Values{"vendorId": {"8"}}, "1/12345x2:11 1/12345x2:12 1/777x1:13"},
	} {
		t.Run(name, func(t *testing.T) {
			var items []string
			for _, order := range c.search(t, test.criteria).page(t).Orders {
				for _, listing := range order.Listings {
					for _, item := range listing.Items {
						items = append(items, fmt.Sprintf("%s/%sx%d:%s", order.OrderID, listing.ListingID, listing.Quantity, item.ID))
					}
				}
			}
			assert.Equal(t, test.items, strings.Join(items, " "))
		})
	}
}

func TestItemsAdvance(t *testing.T) {
	t.Parallel()
	emu, c, at := fixed(purchasetest.Options{})
	order := c.post(t, "id-1", orderBody(emu, map[string]string{
		"listings": `[{"listingId":12345,"quantity":2},{"listingId":1009999999,"quantity":1,"maxPrice":1}]`,
	})).order(t)
	assert.Nil(t, order.Listings[0].Items[0].Updated)

	at.advance(90 * time.Minute)
	require.True(t, emu.Ship(1234567, "USPS", "9400-1"))
	got := c.get(t, "/orders/1234567")
	assert.Equal(t, "44.22+1.5:35 44.22+1.5:35 0+0:53", got.order(t).items(), "what was not bought is not shipped")
	assert.Equal(t, "2024-05-06T08:38:09Z", *got.order(t).Listings[0].Items[0].Updated)
	assert.Nil(t, got.order(t).Listings[1].Items[0].Updated)
	assert.Equal(t, 1, strings.Count(got.body, `"shippingCompany":"USPS","shippingTrackingId":"9400-1"`))

	assert.False(t, emu.Ship(1234567, "USPS", "9400-2"), "nothing is left to ship")
	assert.False(t, emu.Ship(1, "USPS", "9400-2"), "no such order")
	require.True(t, emu.SetItemStatus(454568, 1), "a status in no table")
	assert.Equal(t, "44.22+1.5:35 44.22+1.5:1 0+0:53", c.get(t, "/orders/1234567").order(t).items())
}

// pages follows next to the end and returns what each page held.
func pages(t *testing.T, c *caller, criteria url.Values) (sizes []int, ids []string) {
	t.Helper()
	criteria = maps.Clone(criteria)
	for {
		got := c.search(t, criteria)
		require.Equal(t, "2000", got.codes(), got.body)
		page := got.page(t)
		sizes = append(sizes, page.Metadata.Size)
		for _, order := range page.Orders {
			ids = append(ids, order.OrderID.String())
		}
		if page.Metadata.Next == nil {
			return sizes, ids
		}
		criteria.Set("next", strings.Trim(string(page.Metadata.Next), `"`))
	}
}

func TestPagesHoldEachOrderOnce(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		criteria url.Values
		sizes    []int
		first    string
		last     string
	}{
		"20 by default":            {url.Values{}, []int{20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 10}, "1", "250"},
		"100 at most":              {url.Values{"limit": {"100"}}, []int{100, 100, 50}, "1", "250"},
		"descending":               {url.Values{"limit": {"100"}, "sortOrder": {"descending"}}, []int{100, 100, 50}, "250", "1"},
		"a last page that is full": {url.Values{"limit": {"50"}}, []int{50, 50, 50, 50, 50}, "1", "250"},
	} {
		for _, asText := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, next as text: %t", name, asText), func(t *testing.T) {
				t.Parallel()
				emu, c, _ := fixed(purchasetest.Options{NextAsText: asText})
				for id := range int64(250) {
					// Five orders share each second: their IDs keep them apart.
					emu.AddOrder(purchasetest.Order{ID: id + 1, CreateDate: start.Add(time.Duration(id/5)*time.Second - day)})
				}
				sizes, ids := pages(t, c, test.criteria)
				assert.Equal(t, test.sizes, sizes)
				require.Len(t, ids, 250)
				assert.Equal(t, test.first, ids[0])
				assert.Equal(t, test.last, ids[249])
				seen := make(map[string]bool)
				for _, id := range ids {
					assert.False(t, seen[id], "%s came twice", id)
					seen[id] = true
				}
			})
		}
	}
}

func TestFormsOfNext(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		opts        purchasetest.Options
		first, last string
	}{
		"a number, absent at the end":    {purchasetest.Options{}, `87324198`, ``},
		"a number, null at the end":      {purchasetest.Options{ExplicitEnd: true}, `87324198`, `null`},
		"text with zeros, absent at end": {purchasetest.Options{NextAsText: true}, `"000087324198"`, ``},
		"text, empty text at the end":    {purchasetest.Options{NextAsText: true, ExplicitEnd: true}, `"000087324198"`, `""`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			emu, c, _ := fixed(test.opts)
			dated(emu, 1, 2)
			dated(emu, 2, 1)
			first := c.get(t, "/orders?limit=1")
			assert.Equal(t, "1", first.page(t).ids())
			assert.Equal(t, test.first, string(first.page(t).Metadata.Next))
			last := c.get(t, "/orders?limit=1&next="+strings.Trim(test.first, `"`))
			assert.Equal(t, "2", last.page(t).ids())
			var raw struct {
				Metadata map[string]json.RawMessage `json:"metadata"`
			}
			decode(t, last.body, &raw)
			assert.Equal(t, test.last, string(raw.Metadata["next"]))
		})
	}
}

func TestACursorBelongsToItsSearch(t *testing.T) {
	t.Parallel()
	emu, c, _ := fixed(purchasetest.Options{NextAsText: true})
	for id := range int64(5) {
		dated(emu, id+1, 5-int(id))
	}
	const next = "000087324198"
	c.get(t, "/orders?vendorId=55555&limit=2")
	for name, test := range map[string]struct{ query, codes, ids string }{
		"the same criteria":      {"vendorId=55555&limit=2&next=" + next, "2000", "3 4"},
		"the same a second time": {"vendorId=55555&limit=2&next=" + next, "2000", "3 4"},
		"another limit":          {"vendorId=55555&limit=9&next=" + next, "2000", "3 4 5"},
		"without the criteria":   {"next=" + next, "4220", ""},
		"with another order":     {"vendorId=55555&sortOrder=descending&next=" + next, "4220", ""},
		"read as a number":       {"vendorId=55555&next=87324198", "4220", ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := c.get(t, "/orders?"+test.query)
			assert.Equal(t, test.codes, got.codes())
			assert.Equal(t, test.ids, got.page(t).ids())
		})
	}
}
