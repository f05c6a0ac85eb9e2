package invapi_test

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/invapi"
)

func TestBadInputIsRefusedBeforeSending(t *testing.T) {
	t.Parallel()
	upc := func(upc, store string, quantity int) invapi.Update {
		return invapi.Update{Product: invapi.ByUPC(upc), Store: store, Quantity: quantity}
	}
	sku := func(sku, size, width, store string) invapi.Update {
		return invapi.Update{Product: invapi.BySKU(sku, size, width), Store: store, Quantity: 1}
	}
	tests := []struct {
		name   string
		update invapi.Update
		faults []string
	}{
		{"an empty UPC", upc("", "3", 1), said("upc: it is empty")},
		{"a UPC of spaces", upc(" \u00a0", "3", 1), said("upc: it is blank")},
		{"an empty store", upc("1", "", 1), said("store: it is empty")},
		{"a store of spaces", upc("1", "  ", 1), said("store: it is blank")},
		{"a negative quantity", upc("1", "3", -1), said("quantity: it is -1, but must not be negative")},
		{"the most negative quantity", upc("1", "3", math.MinInt),
			said("quantity: it is " + strconv.Itoa(math.MinInt) + ", but must not be negative")},
		{"an empty SKU", sku("", "34", "D", "3"), said("sku: it is empty")},
		{"an empty size", sku("A", "", "D", "3"), said("size: it is empty")},
		{"a size of spaces", sku("A", " ", "D", "3"), said("size: it is blank")},
		{"a rounded UPC", upc("8.49632E+11", "3", 1), said("upc: " + rounded("8.49632E+11"))},
		{"a UPC as a decimal", upc("849632048260.0", "3", 1), said("upc: " + rounded("849632048260.0"))},
		{"a rounded SKU", sku("8.49632E+11", "10.0", "D", "3"), said("sku: " + rounded("8.49632E+11"))},
		{"a blank before a UPC", upc(" 849632048260", "3", 1), said("upc: it has a blank before or after it")},
		{"a blank after a SKU", sku("A ", "34", "D", "3"), said("sku: it has a blank before or after it")},
		{"a width of a blank", sku("A", "34", " ", "3"), said("width: it has a blank before or after it")},
		{"a byte order mark", sku("A", "34", "D", "\ufeff3"), said("store: it has a byte order mark (U+FEFF) at byte 0")},
		{"a control character that comes first", upc("1", "\x013", 1), said("store: it has a control character at byte 0")},
		{"a line feed in a UPC", upc("1\n", "3", 1), said("upc: it has a control character at byte 1")},
		{"a tab in a SKU", sku("A\tB", "34", "D", "3"), said("sku: it has a control character at byte 1")},
		{"a zero byte in a size", sku("A", "3\x004", "D", "3"), said("size: it has a control character at byte 1")},
		{"a delete in a width", sku("A", "34", "D\x7f", "3"), said("width: it has a control character at byte 1")},
		{"a C1 control character in a store", sku("A", "34", "D", "é\u0085"), said("store: it has a control character at byte 2")},
		{"broken UTF-8 in a UPC", upc("1\xff", "3", 1), said("upc: it is not valid UTF-8")},
		{"broken UTF-8 in a width", sku("A", "34", "\xc3", "3"), said("width: it is not valid UTF-8")},
		{"a surrogate in a store", upc("1", "\xed\xa0\x80", 1), said("store: it is not valid UTF-8")},
		{"no product", invapi.Update{Store: "3", Quantity: 1}, said("product: it is empty; use ByUPC or BySKU")},
		{"nothing at all", invapi.Update{}, said("product: it is empty; use ByUPC or BySKU", "store: it is empty")},
		{"everything wrong", invapi.Update{Product: invapi.BySKU("", "\n", "\xff"), Quantity: -7}, said(
			"sku: it is empty", "size: it is blank", "width: it is not valid UTF-8", "store: it is empty",
			"quantity: it is -7, but must not be negative")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			url, requests := serveAll(t, answer(200, jsonType, `{}`))
			client := newClient(t, url)

			var info sellerwire.ResponseInfo
			err := client.SetQuantity(t.Context(), tt.update, sellerwire.WithResponseInfo(&info))
			assert.Equal(t, tt.faults, faults(t, err, "set quantity", tt.update))
			assert.Equal(t, sellerwire.OutcomeNotSent, sellerwire.OutcomeOf(err))
			assert.Zero(t, info.Attempts)

			assert.Equal(t, tt.faults, faults(t, tt.update.Validate(), "validate", tt.update))

			for r := range client.SetAll(t.Context(), only(tt.update), invapi.SetAllOptions{}) {
				assert.Equal(t, tt.update, r.Update)
				assert.Equal(t, sellerwire.OutcomeNotSent, r.Outcome)
				assert.Equal(t, tt.faults, faults(t, r.Err, "set all", tt.update))
			}
			assert.Zero(t, requests.Load())
		})
	}
}

func rounded(text string) string {
	return strconv.Quote(text) + " is what a spreadsheet makes of a long number; format the column as text"
}

func faults(t *testing.T, err error, operation string, update invapi.Update) []string {
	t.Helper()
	e := asInvalid(t, err)
	assert.Equal(t, operation, e.Operation)
	assert.NotContains(t, err.Error(), "\n")
	var all []string
	for _, f := range e.Fields {
		want := ""
		if update != (invapi.Update{}) {
			want = fmt.Sprintf("update %q", update)
		}
		assert.Equal(t, want, f.Item)
		all = append(all, f.String())
	}
	return all
}

func TestAFaultyQuantityTellsItsSize(t *testing.T) {
	t.Parallel()
	e := asInvalid(t, suit(-3).Validate())
	assert.Equal(t,
		[]sellerwire.FieldError{
			{Item: `update "SKU ZOOT-SUIT size 34 width D at store 3"`, Field: "quantity",
				Reason: "it is -3, but must not be negative", Size: -3}}, e.Fields)
}

func TestTheFaultOfALongUpdateIsShort(t *testing.T) {
	t.Parallel()
	long := invapi.Update{Product: invapi.ByUPC(strings.Repeat("9", 1_000_000)), Store: "3", Quantity: -1}
	for r := range newClient(t, "https://shop.example.com").SetAll(t.Context(), only(long), invapi.SetAllOptions{}) {
		assert.Less(t, len(r.Err.Error()), 300)
	}
}

// What the shops really have is not for this package to judge.
func TestUnusualInputIsSentAsItIs(t *testing.T) {
	t.Parallel()
	tests := map[string]invapi.Update{
		"a UPC with letters":    {Product: invapi.ByUPC("ZOOT123-UPC34"), Store: "3"},
		"a SKU with a space":    {Product: invapi.BySKU("110493 172", "10.5", "2E"), Store: "3"},
		"lower case":            {Product: invapi.BySKU("1013a177-100", "Xxl", "b"), Store: "main"},
		"a size with a slash":   {Product: invapi.BySKU("A", "L/XL", "D"), Store: "3"},
		"an empty width":        {Product: invapi.BySKU("A", "ONE", ""), Store: "3"},
		"markup":                {Product: invapi.BySKU("<A & 'B'>", `"`, `\`), Store: "3"},
		"other scripts":         {Product: invapi.BySKU("靴👟", "２７", "広"), Store: "東京"},
		"a line separator":      {Product: invapi.BySKU("A\u2028B", "1", "D\u2029E"), Store: "3"},
		"a very large quantity": {Product: invapi.ByUPC("1"), Store: "3", Quantity: math.MaxInt},
	}
	for name, update := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.NoError(t, update.Validate())
			e := shop()
			sent := &capture{next: e.RoundTripper()}
			_ = newClient(t, "http://127.0.0.1", hc(sent)).SetQuantity(t.Context(), update)
			assertRequestSays(t, update, sent.body)
		})
	}
}

func TestUpdatesPrintWhatTheyAreOf(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "UPC 849632048260 at store 3", invapi.Update{Product: invapi.ByUPC("849632048260"), Store: "3", Quantity: 12}.String())
	assert.Equal(t, "SKU ZOOT-SUIT size 34 width D at store 3", suit(1).String())
	assert.Equal(t, "SKU ZOOT-SUIT size 34 at store 3", invapi.Update{Product: invapi.BySKU("ZOOT-SUIT", "34", ""), Store: "3"}.String())
	assert.Equal(t, "no product at store 3", invapi.Update{Store: "3"}.String())
}

func TestProductsAreComparable(t *testing.T) {
	t.Parallel()
	one, again := invapi.ByUPC("1"), invapi.ByUPC("1")
	assert.True(t, one == again)
	assert.False(t, one == invapi.ByUPC("01"))
	assert.False(t, invapi.BySKU("1", "", "") == invapi.ByUPC("1"))
	assert.False(t, invapi.BySKU("A", "10", "D") == invapi.BySKU("A", "10.0", "D"))
}
