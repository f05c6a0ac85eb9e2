package purchase_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/purchase"
	"github.com/sellerwire/sellerwire/purchase/purchasetest"
)

// readItem has an order with one item decoded, whose cost is written like this.
func readCost(t testing.TB, cost string) (purchase.Order, decimal.Decimal) {
	t.Helper()
	order, err := decodeOne(t, `{"orderId":7,"listings":[{"listingId":1,"orderItems":[{"status":5,"cost":`+cost+`}]}]}`)
	require.NoError(t, err)
	return order, order.Listings[0].Items[0].Cost
}

func TestAnAmountIsReadInAnySpelling(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`20`: "20", `20.0`: "20", `20.000`: "20", `2E+1`: "20", `2e1`: "20", `0.2E2`: "20", `200E-1`: "20",
		`"20"`: "20", `" 20.00 "`: "20", `"2E+1"`: "20",
		`6E+2`: "600", `0E-8`: "0", `0`: "0", `-0.0`: "0",
		`0.3333333333333333`: "0.3333333333333333", `8.840000000000002`: "8.840000000000002",
		`123456789012345678901234567890.12`: "123456789012345678901234567890.12", `-4.25`: "-4.25", `1e40`: "1" + strings.Repeat("0", 40),
	} {
		order, cost := readCost(t, text)
		assert.True(t, cost.Equal(money(want)), "%s is %s", text, cost)
		assert.Empty(t, order.Unreadable, text)
		assert.LessOrEqual(t, cost.Exponent(), int32(0), "%s can be added to without surprises", text)
	}
}

// Every whole price to 1000, in ten spellings.
func TestEveryWholePriceIsRead(t *testing.T) {
	t.Parallel()
	var items []string
	for n := 1; n <= 1000; n++ {
		for _, form := range []string{"%d", "%d.0", "%d.000", "%dE0", "%de+0", "%d0e-1", "%d000E-3", `"%d"`, `" %d.00 "`, `"%dE0"`} {
			items = append(items, `{"cost":`+fmt.Sprintf(form, n)+`}`)
		}
	}
	order, err := decodeOne(t, `{"orderId":7,"listings":[{"orderItems":[`+strings.Join(items, ",")+`]}]}`)
	require.NoError(t, err)
	require.Empty(t, order.Unreadable)
	require.Len(t, order.Listings[0].Items, 10_000)
	for i, item := range order.Listings[0].Items {
		require.True(t, item.Cost.Equal(decimal.NewFromInt(int64(i/10+1))), items[i])
	}
}

// What nobody decides by must not hide its order: it is left empty and listed.
func TestWhatCannotBeReadIsListedAndLeftEmpty(t *testing.T) {
	t.Parallel()
	const order = `{"orderId":7,"createDate":@DATE,"currency":@CURRENCY,"dryrun":false,"tax":@TAX,"referenceId":"r","listings":[
		{"listingId":1,"title":@TITLE,"quantity":@QUANTITY,"minShippingDays":@DAYS,
		"orderItems":[{"orderItemId":9,"cost":@COST,"status":@STATUS,"itemUpdateDate":@UPDATED}]}]}`
	good := map[string]string{
		"@DATE": `"2024-05-06T07:08:09Z"`, "@CURRENCY": `"USD"`, "@TAX": `1`, "@TITLE": `"A"`, "@QUANTITY": `1`, "@DAYS": `5`,
		"@COST": `1`, "@STATUS": `5`, "@UPDATED": `null`,
	}
	for name, test := range map[string]struct{ key, value, field, path string }{
		"shipping days of two":     {"@DAYS", `"5-7"`, "minShippingDays", "listings[0]"},
		"an amount of words":       {"@COST", `"much"`, "cost", "listings[0].orderItems[0]"},
		"an amount not a number":   {"@COST", `"NaN"`, "cost", "listings[0].orderItems[0]"},
		"an amount in an object":   {"@COST", `{"amount":1}`, "cost", "listings[0].orderItems[0]"},
		"a huge exponent":          {"@TAX", `1e100000000`, "tax", ""},
		"a tiny exponent":          {"@TAX", `1e-41`, "tax", ""},
		"ten thousand digits":      {"@TAX", strings.Repeat("9", 10_000), "tax", ""},
		"a date of words":          {"@DATE", `"yesterday"`, "createDate", ""},
		"a date of seconds":        {"@DATE", `1516011720`, "createDate", ""},
		"an update that is true":   {"@UPDATED", `true`, "itemUpdateDate", "listings[0].orderItems[0]"},
		"a title in an array":      {"@TITLE", `["A"]`, "title", "listings[0]"},
		"a currency that is true":  {"@CURRENCY", `true`, "currency", ""},
		"a status of words":        {"@STATUS", `"ordered"`, "status", "listings[0].orderItems[0]"},
		"half a copy":              {"@QUANTITY", `1.5`, "quantity", "listings[0]"},
		"more copies than an int":  {"@QUANTITY", `99999999999999999999`, "quantity", "listings[0]"},
		"a status above 32 bits":   {"@STATUS", `4294967301`, "status", "listings[0].orderItems[0]"},
		"a quantity above 32 bits": {"@QUANTITY", `4294967297`, "quantity", "listings[0]"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body := strings.Replace(order, test.key, test.value, 1)
			for key, value := range good {
				body = strings.Replace(body, key, value, 1)
			}
			got, err := decodeOne(t, body)
			require.NoError(t, err)
			assert.EqualValues(t, 7, got.ID)
			assert.EqualValues(t, 9, got.Listings[0].Items[0].ID, "the rest is there")
			require.Len(t, got.Unreadable, 1)
			assert.Equal(t, test.field, got.Unreadable[0].Field)
			assert.Equal(t, test.path, got.Unreadable[0].Item)
			assert.Less(t, len(got.Unreadable[0].Reason), 200)
			assert.Equal(t, body, string(got.Raw))

			page, err := answering(t,
				reply(200, "2000", `{"orders":[{"orderId":6},`+body+`,{"orderId":8}]}`)).Search(t.Context(), purchase.Query{})
			require.NoError(t, err, "one odd order must not hide its page")
			require.Len(t, page.Orders, 3)
			assert.Equal(t, got, page.Orders[1])
			assert.Empty(t, page.Orders[0].Unreadable)
		})
	}
}

// What is no JSON at all is read as a text, and hides nothing either.
func TestAValueThatIsNoJSONHidesNothing(t *testing.T) {
	t.Parallel()
	for cost, want := range map[string]string{
		"NaN": "", "-Infinity": "", "None": "", "undefined": "", "1_000": "", "0x10": "", "1.5e": "",
		".5": "0.5", "05": "5", "+5": "5", "5.": "5", "\"5\t\"": "5", "\v5\x00": "5",
	} {
		body := `{"orders":[{"orderId":6},{"orderId":7,"listings":[{"listingId":1,"title":"Caf` + "\xe9\n" +
			`{NaN}\\","orderItems":[{"cost":` + cost + `,"status":5}]}]}]}`
		page, err := answering(t, reply(200, "2000", body+"\x00")).Search(t.Context(), purchase.Query{})
		require.NoError(t, err, cost)
		require.Len(t, page.Orders, 2)
		line := page.Orders[1].Listings[0]
		assert.Equal(t, `Café {NaN}\`, line.Title)
		assert.Equal(t, purchase.StatusOrdered, line.Items[0].Status)
		_, err = json.Marshal(page)
		require.NoError(t, err, "what was read can be stored")
		if want == "" {
			require.Len(t, page.Orders[1].Unreadable, 1, cost)
			continue
		}
		assert.Empty(t, page.Orders[1].Unreadable, cost)
		assert.Equal(t, want, line.Items[0].Cost.String(), cost)
	}
}

// An order without an ID of its own stays on its page, for whoever can read it.
func TestOrdersThatCannotBeReadStayOnTheirPage(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ element, field string }{
		"no ID":                 {`{"currency":"USD"}`, "orderId"},
		"an ID of null":         {`{"orderId":null}`, "orderId"},
		"an empty ID":           {`{"orderId":""}`, "orderId"},
		"an ID of 0":            {`{"orderId":0}`, "orderId"},
		"a negative ID":         {`{"orderId":-7}`, "orderId"},
		"an ID of words":        {`{"orderId":"seven"}`, "orderId"},
		"a fraction of an ID":   {`{"orderId":7.5}`, "orderId"},
		"null":                  {`null`, ""},
		"a text":                {`"..."`, ""},
		"an array":              {`[1]`, ""},
		"listings of text":      {`{"orderId":7,"listings":"none"}`, "listings"},
		"listings in an object": {`{"orderId":7,"listings":{}}`, "listings"},
		"a listing of text":     {`{"orderId":7,"listings":["x"]}`, ""},
		"items of numbers":      {`{"orderId":7,"listings":[{"listingId":1,"orderItems":[1]}]}`, ""},
		"two different IDs":     {`{"orderId":7,"orderId":8}`, "orderId"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			page, err := answering(t,
				reply(200, "2000", `{"orders":[`+test.element+`,{"orderId":8}]}`)).Search(t.Context(), purchase.Query{})
			require.NoError(t, err)
			require.Len(t, page.Orders, 2)
			require.NotEmpty(t, page.Orders[0].Unreadable)
			ofID := 0
			for _, f := range page.Orders[0].Unreadable {
				if f.Field == "orderId" {
					ofID++
				}
			}
			assert.LessOrEqual(t, ofID, 1, "said once")
			assert.Equal(t, test.field, page.Orders[0].Unreadable[0].Field)
			assert.JSONEq(t, test.element, string(page.Orders[0].Raw))
			assert.EqualValues(t, 8, page.Orders[1].ID)
		})
	}
}

func TestAWholeNumberIsReadInAnySpelling(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`7`, `7.0`, `7.000`, `70e-1`, `0.7E1`, `"7"`, `"7.0"`, `" 07 "`} {
		order, err := decodeOne(t,
			`{"orderId":`+text+`,"listings":[{"listingId":`+text+`,"quantity":`+text+
				`,"orderItems":[{"status":`+text+`,"orderItemId":`+text+`}]}]}`)
		require.NoError(t, err, text)
		assert.EqualValues(t, 7, order.ID, text)
		assert.EqualValues(t, 7, order.Listings[0].ListingID, text)
		assert.Equal(t, 7, order.Listings[0].Quantity, text)
		assert.EqualValues(t, 7, order.Listings[0].Items[0].Status, text)
		assert.EqualValues(t, 7, order.Listings[0].Items[0].ID, text)
		assert.Empty(t, order.Unreadable, text)
	}
}

func TestADateIsReadInAnySpelling(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Time{
		"2024-05-06T07:08:09Z": start, "2024-05-06T07:08:09.000Z": start,
		"2024-05-06T09:08:09+02:00": start, "2024-05-06T09:08:09+0200": start,
		"2024-05-06T07:08:09": start, "2024-05-06 07:08:09": start, "2024-05-06T07:08:09.25": start.Add(250 * time.Millisecond),
		"2024-05-06T07:08:09.250000000Z": start.Add(250 * time.Millisecond), "2024-05-06T07:08Z": start.Truncate(time.Minute),
		"2024-05-06T07:08": start.Truncate(time.Minute),
		"2024-05-06":       start.Truncate(24 * time.Hour), " 2024-05-06T07:08:09Z ": start, "2024-05-06T07:08:09Z[UTC]": start,
	} {
		order, err := decodeOne(t, fmt.Sprintf(`{"orderId":7,"createDate":%q}`, text))
		require.NoError(t, err)
		assert.Empty(t, order.Unreadable, text)
		assert.Equal(t, want, order.CreateDate, text)
	}
}

// One stray byte costs its text at most.
func TestTextsThatAreNotUTF8AreReadAsWindows1252(t *testing.T) {
	t.Parallel()
	order, err := decodeOne(t, "{\"orderId\":7,\"currency\":\"USD\",\"listings\":[{\"title\":\"Caf\xe9 \\\"7\\\"\"},{\"title\":\"Café\"}]}")
	require.NoError(t, err)
	assert.Equal(t, `Café "7"`, order.Listings[0].Title)
	assert.Equal(t, "Café", order.Listings[1].Title)
	assert.Empty(t, order.Unreadable)
}

// Each form of amounts that a back end may write, through the emulator: the
// order is bought, and its page is read.
func TestEveryFormOfAmountsIsBoughtAndListed(t *testing.T) {
	t.Parallel()
	for _, form := range []purchasetest.Amounts{
		purchasetest.AmountsShort, purchasetest.AmountsStripped, purchasetest.AmountsExponent, purchasetest.AmountsFull,
	} {
		t.Run(fmt.Sprint(form), func(t *testing.T) {
			t.Parallel()
			emu, client := inMemory(t, purchasetest.Options{Amounts: form, TaxPercent: 10, Listings: []purchasetest.Listing{
				{ID: 1009999999, Price: 4000, Shipping: 100}, {ID: 12345, Price: 600},
			}})
			order, err := client.PlaceOrder(t.Context(), orderOf(emu.CardToken()))
			require.NoError(t, err)
			assert.Equal(t, "95.6", order.Total().Round(10).String())
			page, err := client.Search(t.Context(), purchase.Query{})
			require.NoError(t, err)
			assert.Equal(t, []purchase.Order{order}, page.Orders)
		})
	}
}

// Every whole price to 1000, in the spellings that decimal itself makes, is a
// price that can be sent.
func TestAMaximumIsSentByItsValue(t *testing.T) {
	t.Parallel()
	c := &canned{status: 200, body: []byte(`{"orderId":0,"dryrun":true}`)}
	client := c.client(t)
	for n := int64(1); n <= 1000; n++ {
		whole := decimal.NewFromInt(n)
		for _, spelled := range []decimal.Decimal{
			whole, decimal.NewFromFloat(float64(n)), decimal.NewFromFloat32(float32(n)),
			whole.Mul(decimal.NewFromInt(2)).Div(decimal.NewFromInt(2)),
			whole.Add(money("0.000")), money(whole.String() + ".00000000"), whole.Shift(3).Shift(-3), decimal.New(n*1000, -3),
			money(whole.String() + "E0"), decimal.Avg(whole, whole, whole),
		} {
			request := orderOf("token")
			request.Listings[0].MaxPrice, request.TotalMaxPrice = spelled, spelled
			require.NoError(t, request.Validate(), "%d as %d x 10^%d", n, spelled.CoefficientInt64(), spelled.Exponent())
			if n%100 == 0 || n < 30 {
				_, _ = client.DryRun(t.Context(), request)
				sent := decodeSent(t, c.sent)
				assert.True(t, money(sent.Listings[0].MaxPrice.String()).Equal(whole))
				assert.NotContains(t, strings.ToLower(sent.Listings[0].MaxPrice.String()), "e")
			}
		}
	}
	for _, hostile := range []decimal.Decimal{decimal.New(1, 1_000_000_000), decimal.New(1, -1_000_000_000),
		decimal.New(0, 1_000_000_000), money(strings.Repeat("9", 10_000))} {
		request := orderOf("token")
		request.TotalMaxPrice, request.AnyPrice = hostile, true
		begun := time.Now()
		assert.Len(t, faultsOf(t, request.Validate()), 1)
		assert.Less(t, time.Since(begun), time.Minute)
	}
}
