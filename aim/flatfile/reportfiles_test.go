package flatfile_test

import (
	"cmp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim/flatfile"
)

const orderRow = "\t001-1234567-1234567\t12345678901234\t2009-07-23 08:59:03 PST\t\tFoo Bar\t000000000000\t1234567890\t" +
	"10.00\t3.99\t1\t13.99\t2009-07-23 08:59:03 PST\t\tbuyer@example.com\tJOHN DOE\tJohn Doe\t1 MAIN ST\t\tNEW YORK\tNY\t" +
	"10001-1000\tUS\t\t\tstandard\n"

func readingOrders(t *testing.T, file string, opts flatfile.ReadOptions) []flatfile.OrderItem {
	t.Helper()
	items, err := readingAll(flatfile.ReadOrders(strings.NewReader(file), opts))
	require.NoError(t, err)
	return items
}

func TestOrderReportIsReadAsTypedRows(t *testing.T) {
	t.Parallel()
	// PST is printed even in July, and is meant.
	at := flatfile.Timestamp{Time: time.Date(2009, 7, 23, 16, 59, 3, 0, time.UTC), Text: "2009-07-23 08:59:03 PST"}
	want := flatfile.OrderItem{
		OrderID: "001-1234567-1234567", OrderItemID: "12345678901234", PaymentsDate: at, ItemName: "Foo Bar",
		ListingID: "000000000000", SKU: "1234567890", Price: decimal.RequireFromString("10.00"),
		ShippingFee: decimal.RequireFromString("3.99"), Quantity: 1, TotalPrice: decimal.RequireFromString("13.99"),
		PurchaseDate: at, BuyerEmail: "buyer@example.com", BuyerName: "JOHN DOE", RecipientName: "John Doe",
		ShipAddress1: "1 MAIN ST", ShipCity: "NEW YORK", ShipState: "NY", ShipZip: "10001-1000", ShipCountry: "US",
		ShipMethod: "standard",
	}
	items := readingOrders(t, orderHeader+orderRow, flatfile.ReadOptions{})
	require.Len(t, items, 1)
	zone, offset := items[0].PurchaseDate.Time.Zone()
	assert.Equal(t, "PST", zone)
	assert.Equal(t, -8*60*60, offset)
	items[0].PaymentsDate.Time = items[0].PaymentsDate.Time.UTC()
	items[0].PurchaseDate.Time = items[0].PurchaseDate.Time.UTC()
	assert.Equal(t, want, items[0])
	assert.Equal(t, "2009-07-23 08:59:03 PST", items[0].PurchaseDate.String())
}

func TestOrderReportFindsEachValueInItsColumn(t *testing.T) {
	t.Parallel()
	names := strings.Split(strings.TrimSpace(orderHeader), "\t")
	typed := map[string]string{"price": "1.00", "shipping-fee": "2.00", "quantity-purchased": "3", "total-price": "4.00"}
	for range 2 {
		values := make([]string, len(names))
		for i, name := range names {
			values[i] = cmp.Or(typed[name], "the "+name)
		}
		items := readingOrders(t, strings.Join(names, "\t")+"\n"+strings.Join(values, "\t")+"\n", flatfile.ReadOptions{})
		assert.Equal(t, []flatfile.OrderItem{{
			PaymentsStatus: "the payments-status", OrderID: "the order-id", OrderItemID: "the order-item-id",
			PaymentsDate: flatfile.Timestamp{Text: "the payments-date"}, PaymentsTransactionID: "the payments-transaction-id",
			ItemName: "the item-name", ListingID: "the listing-id", SKU: "the sku",
			Price: decimal.New(100, -2), ShippingFee: decimal.New(200, -2), Quantity: 3, TotalPrice: decimal.New(400, -2),
			PurchaseDate: flatfile.Timestamp{Text: "the purchase-date"}, BatchID: "the batch-id", BuyerEmail: "the buyer-email",
			BuyerName: "the buyer-name", RecipientName: "the recipient-name",
			ShipAddress1: "the ship-address-1", ShipAddress2: "the ship-address-2",
			ShipCity: "the ship-city", ShipState: "the ship-state", ShipZip: "the ship-zip", ShipCountry: "the ship-country",
			SpecialComments: "the special-comments", UPC: "the upc", ShipMethod: "the ship-method",
		}}, items)
		slices.Sort(names)
	}
}

func TestOrderReportsOfOtherForms(t *testing.T) {
	t.Parallel()
	t.Run("header lines that come again are skipped", func(t *testing.T) {
		t.Parallel()
		file := orderHeader + orderRow + orderHeader + orderRow + "payments-status\n" + orderHeader
		assert.Len(t, readingOrders(t, file, flatfile.ReadOptions{}), 2)
	})
	t.Run("rows with an empty first value are no header lines", func(t *testing.T) {
		t.Parallel()
		file := strings.Replace(orderHeader, "payments-status", "", 1) + orderRow
		assert.Len(t, readingOrders(t, file, flatfile.ReadOptions{}), 1)
	})
	t.Run("a report without orders has a header line", func(t *testing.T) {
		t.Parallel()
		assert.Empty(t, readingOrders(t, orderHeader, flatfile.ReadOptions{}))
	})
	t.Run("columns come in any order, and unknown ones are kept", func(t *testing.T) {
		t.Parallel()
		items := readingOrders(t, "total-price\tPrice\tshipping-fee\tgift-message\tquantity-purchased\torder-item-id\torder-id\tnew\n"+
			"-5.00\t.5\t0.00\tWith love\t2\t1\tA\t\n", flatfile.ReadOptions{})
		assert.Equal(t, []flatfile.OrderItem{{
			OrderID: "A", OrderItemID: "1", Quantity: 2, Price: decimal.New(5, -1), ShippingFee: decimal.New(0, -2),
			TotalPrice: decimal.New(-500, -2), Extra: map[string]string{"gift-message": "With love"},
		}}, items)
	})
	t.Run("a quotation mark at the start of a title does no harm", func(t *testing.T) {
		t.Parallel()
		items := readingOrders(t, orderHeader+strings.Replace(orderRow, "Foo Bar", `"Foo" Bar`, 1)+orderRow, flatfile.ReadOptions{})
		require.Len(t, items, 2)
		assert.Equal(t, `"Foo" Bar`, items[0].ItemName)
	})
	t.Run("the rows are good for longer than their turn", func(t *testing.T) {
		t.Parallel()
		items := readingOrders(t, orderHeader+orderRow+strings.Replace(orderRow, "Foo Bar", "Baz", 1)+
			strings.Replace(orderRow, "2009-07-23 08:59:03 PST", "", 1), flatfile.ReadOptions{})
		require.Len(t, items, 3)
		assert.Equal(t, "Foo Bar", items[0].ItemName)
		assert.Equal(t, "Baz", items[1].ItemName)
		assert.True(t, items[2].PaymentsDate.Time.IsZero(), "nothing is left of the row before")
		assert.Equal(t, "13.99", items[0].TotalPrice.String())
	})
	t.Run("a blank fee is no reason to refuse an order", func(t *testing.T) {
		t.Parallel()
		for _, blank := range []string{"", "  "} {
			items := readingOrders(t, orderHeader+strings.Replace(orderRow, "3.99", blank, 1)+orderRow, flatfile.ReadOptions{})
			require.Len(t, items, 2)
			assert.True(t, items[0].ShippingFee.IsZero())
			assert.Equal(t, "13.99", items[0].TotalPrice.String(), "the total is the report's own")
			assert.Equal(t, "3.99", items[1].ShippingFee.String())
		}
	})
	for name, missing := range map[string]string{
		"the orders": "order-id", "the items": "order-item-id", "the price": "price",
		"the quantity": "quantity-purchased", "the total": "total-price",
	} {
		t.Run("a report lacks "+name, func(t *testing.T) {
			t.Parallel()
			header := strings.Replace(orderHeader, "\t"+missing+"\t", "\tx-"+missing+"\t", 1)
			_, err := readingAll(flatfile.ReadOrders(strings.NewReader(header+orderRow), flatfile.ReadOptions{}))
			require.ErrorIs(t, err, sellerwire.ErrUnexpectedContent)
			assert.EqualError(t, err, "flatfile: read order report: unexpected content: it lacks the columns "+missing)
		})
	}
}

func TestOrderRowsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, old, new, want string }{
		{"no order", "001-1234567-1234567", "", "order-id: it is empty"},
		{"no total", "13.99", "", "total-price: it is empty"},
		{"an amount in words", "13.99", "free", `total-price: "free" is not an amount`},
		{"an amount with a currency", "13.99", "$13.99", `total-price: "$13.99" is not an amount`},
		{"an amount with a comma", "13.99", "13,99", `total-price: "13,99" is not an amount`},
		{"an amount of no digits", "13.99", ".", `total-price: "." is not an amount`},
		{"an amount of two points", "13.99", "1.3.9", `total-price: "1.3.9" is not an amount`},
		{"an amount with an exponent", "13.99", "1e100000000", `total-price: "1e100000000" is not an amount`},
		{"an amount of 65 digits", "13.99", strings.Repeat("9", 65), `is not an amount`},
		{"a quantity of a half", "\t1\t", "\t0.5\t", `quantity-purchased: "0.5" is not a whole number`},
		{"a quantity beyond all bounds", "\t1\t", "\t99999999999\t", `is not a whole number`},
		{"a row that is cut off", "\t3.99\t1\t13.99\t2009-07-23 08:59:03 PST\t\tbuyer@example.com", "\n",
			"quantity-purchased: it is empty; total-price: it is empty"},
		{"an order ID of two lines", "001-1234567-1234567", "001-12345\r67-1234567", "order-id: must not contain a line break"},
		{"no price", "10.00", "", "price: it is empty"},
		{"a row with a TAB too many", "standard\n", "standard\texpress\n", "cell 27 is in no column"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			bad := strings.Replace(orderRow, tt.old, tt.new, 1)
			require.NotEqual(t, orderRow, bad)
			items, err := readingAll(flatfile.ReadOrders(strings.NewReader(orderHeader+orderRow+bad+orderRow), flatfile.ReadOptions{}))
			require.ErrorContains(t, err, "flatfile: row 2 (line 3): ")
			require.ErrorContains(t, err, tt.want)
			assert.Len(t, items, 1)
			assert.Equal(t, 2, asRowError(t, err).Row)
		})
	}
}

func TestTimesAreInTheZoneThatIsPrinted(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text string
		want time.Time
	}{
		{"2009-07-23 08:59:03 PST", time.Date(2009, 7, 23, 16, 59, 3, 0, time.UTC)},
		{"2009-07-23 08:59:03 PDT", time.Date(2009, 7, 23, 15, 59, 3, 0, time.UTC)},
		{"2011-09-11 14:58:16 BST", time.Date(2011, 9, 11, 13, 58, 16, 0, time.UTC)},
		{"2011-09-11 14:58:16 MEST", time.Date(2011, 9, 11, 12, 58, 16, 0, time.UTC)},
		{"2011-09-11 14:58:16 CET", time.Date(2011, 9, 11, 13, 58, 16, 0, time.UTC)},
		{"2011-09-11 14:58:16 JST", time.Date(2011, 9, 11, 5, 58, 16, 0, time.UTC)},
		{"2012-02-29 23:59:59 GMT", time.Date(2012, 2, 29, 23, 59, 59, 0, time.UTC)},
		{"2011-02-29 00:00:00 GMT", time.Time{}},
		{"2011-13-01 00:00:00 GMT", time.Time{}},
		{"2011-00-01 00:00:00 GMT", time.Time{}},
		{"2011-01-00 00:00:00 GMT", time.Time{}},
		{"2011-01-01 24:00:00 GMT", time.Time{}},
		{"2011-01-01 00:60:00 GMT", time.Time{}},
		{"2011-01-01 00:00:60 GMT", time.Time{}},
		{"2011-01-01 00:00:00 XYZ", time.Time{}},
		{"2011-01-01 00:00:00", time.Time{}},
		{"2011-01-01T00:00:00 GMT", time.Time{}},
		{"yesterday, about noon", time.Time{}},
	}
	for _, tt := range tests {
		items := readingOrders(t, orderHeader+strings.ReplaceAll(orderRow, "2009-07-23 08:59:03 PST", tt.text), flatfile.ReadOptions{})
		require.Len(t, items, 1)
		assert.Equal(t, tt.text, items[0].PurchaseDate.Text)
		assert.Equal(t, tt.want, items[0].PurchaseDate.Time.UTC(), tt.text)
		assert.Equal(t, items[0].PurchaseDate, items[0].PaymentsDate)
	}

	ours := time.FixedZone("XYZ", 3*60*60)
	opts := flatfile.ReadOptions{Zone: func(abbreviation string) *time.Location {
		if abbreviation == "XYZ" {
			return ours
		}
		return nil
	}}
	row := strings.Replace(orderRow, "2009-07-23 08:59:03 PST", "2009-07-23 08:59:03 XYZ", 1)
	items := readingOrders(t, orderHeader+row, opts)
	assert.Equal(t, time.Date(2009, 7, 23, 5, 59, 3, 0, time.UTC), items[0].PaymentsDate.Time.UTC(), "the caller's zone")
	assert.Equal(t, time.Date(2009, 7, 23, 16, 59, 3, 0, time.UTC), items[0].PurchaseDate.Time.UTC(), "one that the caller does not know")
}

const listingHeader = "item-name\titem-description\tlisting-id\tseller-sku\tprice\tquantity\topen-date\timage-url\titem-is-marketplace\t" +
	"product-id-type\tzshop-shipping-fee\titem-note\titem-condition\tzshop-category1\tzshop-browse-path\tzshop-storefront-feature\t" +
	"asin1\tasin2\tasin3\twill-ship-internationally\texpedited-shipping\tzshop-boldface\tproduct-id\tbid-for-featured-placement\t" +
	"add-delete\tpending-quantity"

func listingRow(note string) string {
	return "Tractatus\tA book\t0911A1\tSKU-1\t12.50\t3\t2011-09-11 14:58:16 PDT\thttp://example.com/1.jpg\ty\t2\t\t" + note +
		"\t2\t\t\t\t0486404455\t\t\t2\tNext\t\t0486404455\t\ta\t0"
}

func TestOpenListingsAreReadAsTypedRows(t *testing.T) {
	t.Parallel()
	want := flatfile.Listing{
		ItemName: "Tractatus", ItemDescription: "A book", ListingID: "0911A1", SKU: "SKU-1",
		Price: new(decimal.RequireFromString("12.50")), Quantity: new(3),
		OpenDate: flatfile.Timestamp{Time: time.Date(2011, 9, 11, 21, 58, 16, 0, time.UTC), Text: "2011-09-11 14:58:16 PDT"},
		ImageURL: "http://example.com/1.jpg", ItemIsMarketplace: flatfile.Yes, ProductIDType: flatfile.ProductISBN,
		ItemNote: "Clean — ® é", Condition: flatfile.ConditionUsedVeryGood, ASIN1: "0486404455",
		WillShipInternationally: flatfile.ReportedYes, ExpeditedShipping: flatfile.ExpeditedNext, ProductID: "0486404455",
		Action: flatfile.ActionAdd, PendingQuantity: new(0),
	}
	read := func(file string) []flatfile.Listing {
		all, err := readingAll(flatfile.ReadListings(strings.NewReader(file), flatfile.ReadOptions{}))
		require.NoError(t, err)
		for i := range all {
			all[i].OpenDate.Time = all[i].OpenDate.Time.UTC()
		}
		return all
	}
	assert.Equal(t, []flatfile.Listing{want},
		read(listingHeader+"\n"+listingRow("Clean \x97 \xAE \xE9")+"\n"), "26 columns, in Windows-1252")

	want.FulfillmentChannel = "DEFAULT"
	assert.Equal(t, []flatfile.Listing{want}, read(listingHeader+"\tfulfillment-channel\n"+listingRow("Clean — ® é")+"\tDEFAULT\n"),
		"27 columns, in UTF-8")

	bare := read("seller-sku\tprice\tquantity\nSKU-1\t\t\n")
	assert.Equal(t, []flatfile.Listing{{SKU: "SKU-1"}}, bare, "what the report does not say is nil")
}

func TestARowThatALineBreakToreApartIsJoined(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		rows  []string
		notes []string
	}{
		{"one line break", []string{listingRow("first\nsecond"), listingRow("x")}, []string{"first\nsecond", "x"}},
		{"two line breaks", []string{listingRow("a\nb\nc"), listingRow("x")}, []string{"a\nb\nc", "x"}},
		{"an empty line", []string{listingRow("a\n\nc"), listingRow("x")}, []string{"a\n\nc", "x"}},
		{"a line break at the start and one at the end", []string{listingRow("\na\n"), listingRow("x")}, []string{"\na\n", "x"}},
		{"in the last row", []string{listingRow("x"), listingRow("a\nb")}, []string{"x", "a\nb"}},
		{"in rows that follow each other", []string{listingRow("a\nb"), listingRow("c\nd")}, []string{"a\nb", "c\nd"}},
		{"a short row before a full one is left alone", []string{"A\t\t\tSKU-1", listingRow("x")}, []string{"", "x"}},
		{"a short row before blank lines", []string{"A\t\t\tSKU-1", "", ""}, []string{""}},
	}
	for _, end := range []string{"\n", "\r\n"} {
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				t.Parallel()
				file := listingHeader + "\n" + strings.Join(tt.rows, "\n") + "\n"
				all, err := readingAll(
					flatfile.ReadListings(strings.NewReader(strings.ReplaceAll(file, "\n", end)), flatfile.ReadOptions{}))
				require.NoError(t, err)
				var notes []string
				for _, l := range all {
					assert.Equal(t, "SKU-1", l.SKU)
					notes = append(notes, l.ItemNote)
				}
				assert.Equal(t, tt.notes, notes)
			})
		}
	}
}

func TestARowThatCannotBeJoinedIsReported(t *testing.T) {
	t.Parallel()
	var told []string
	opts := flatfile.ReadOptions{MaxLine: 2000, OnRowError: func(e *flatfile.RowError) error {
		told = append(told, e.Error())
		return nil
	}}
	torn := strings.Split(listingRow("a\nb"), "\n")
	endless := strings.TrimSuffix(listingRow("x"), "x"+strings.SplitAfterN(listingRow("x"), "\tx", 2)[1]) + strings.Repeat("\nmore", 1000)
	all, err := readingAll(flatfile.ReadListings(strings.NewReader(strings.Join(
		[]string{listingHeader, listingRow("x"), torn[1], listingRow("x"), endless, listingRow("x")}, "\n")), opts))
	require.NoError(t, err)
	assert.Len(t, all, 3)
	require.NotEmpty(t, told)
	assert.Equal(t, "flatfile: row 2 (line 3): seller-sku: it is empty", told[0], "the second half of a row whose first is missing")
	assert.Equal(t, "flatfile: row 4 (line 5): the line is longer than 2000 bytes", told[1])
}

func TestLiteReportsRepeatTheirHeaderLine(t *testing.T) {
	t.Parallel()
	lite, err := readingAll(flatfile.ReadListingsLite(strings.NewReader(
		"seller-sku\tquantity\tprice\tproduct-id\nA\t1\t9.99\tB1\nseller-sku\tquantity\tprice\tproduct-id\nB\t\t\tB2\n"),
		flatfile.ReadOptions{}))
	require.NoError(t, err)
	assert.Equal(t, []flatfile.LiteListing{
		{SKU: "A", Quantity: new(1), Price: new(decimal.RequireFromString("9.99")), ProductID: "B1"},
		{SKU: "B", ProductID: "B2"},
	}, lite)
	lite, err = readingAll(flatfile.ReadListingsLite(strings.NewReader("SKU\tASIN\tPrice\tQuantity\nA\tB1\t9.99\t1\n"),
		flatfile.ReadOptions{}))
	require.NoError(t, err)
	assert.Equal(t, "B1", lite[0].ProductID, "as the guide names them")

	liter, err := readingAll(flatfile.ReadListingsLiter(strings.NewReader(
		"seller-sku\tquantity\nA\t1\nseller-sku\tquantity\nB\t0\nB-seller-sku\t2\n"), flatfile.ReadOptions{}))
	require.NoError(t, err)
	assert.Equal(t, []flatfile.LiterListing{{SKU: "A", Quantity: new(1)}, {SKU: "B", Quantity: new(0)},
		{SKU: "B-seller-sku", Quantity: new(2)}}, liter)
	liter, err = readingAll(flatfile.ReadListingsLiter(strings.NewReader("seller-sku\tquantity\tprice\nA\t1\t"+
		"2.00\n"), flatfile.ReadOptions{}))
	require.NoError(t, err)
	assert.Equal(t, map[string]string{"price": "2.00"}, liter[0].Extra)

	_, err = readingAll(flatfile.ReadListingsLite(strings.NewReader("quantity\tprice\n"), flatfile.ReadOptions{}))
	require.ErrorContains(t, err, "it lacks the columns seller-sku")
}
