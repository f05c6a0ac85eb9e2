package aim_test

import (
	"math"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim"
)

func TestLoaderFileHasTheColumnsOfTheTemplate(t *testing.T) {
	t.Parallel()
	columns := aim.LoaderColumns()
	assert.Len(t, columns, 22)
	assert.Equal(t, []string{
		"product-id", "product-id-type", "item-condition", "price", "sku", "quantity", "add-delete",
		"will-ship-internationally", "expedited-shipping", "item-note", "item-is-marketplace",
		"fulfillment-center-id", "item-name", "item-description", "category1", "image-url", "shipping-fee",
		"browse-path", "storefront-feature", "boldface", "asin1", "asin2", "asin3",
	}, aim.FulfillmentColumns())
	assert.NotContains(t, columns, "fulfillment-center-id")
	assert.Equal(t, "product-id, product-id-type, title, author, publisher, pub-date, binding, item-condition, price, sku, "+
		"quantity, add-delete, will-ship-internationally, expedited-shipping, item-note, item-is-marketplace, item-name, "+
		"item-description, category1, image-url", strings.Join(aim.BookLoaderColumns(), ", "))

	all := tractatus()
	all.ItemName, all.ItemDescription, all.Category, all.ImageURL = "Tractatus", "A book", aim.CategoryNoISBN, "http://example.com/1.jpg"
	all.ShippingFee, all.BrowsePath, all.StorefrontFeature, all.Boldface = "3.99", "1/2", "n", "y"
	all.ASIN1, all.ASIN2, all.ASIN3 = "B000000001", "B000000002", "B000000003"
	gone := aim.LoaderRow{SKU: "SKU-0002", Action: aim.ActionDelete}
	golden(t, "files/loader.txt", []byte(written(t, aim.NewLoaderWriter, aim.WriteOptions{}, all, gone)))

	all.FulfillmentCenterID = "DEFAULT"
	golden(t, "files/loader-fulfillment.txt", []byte(written(t, aim.NewLoaderWriter,
		aim.WriteOptions{Columns: aim.FulfillmentColumns(), Encoding: aim.UTF8}, all)))
	golden(t, "files/modify-only.txt", []byte(written(t, aim.NewModifyWriter, aim.WriteOptions{},
		aim.ModifyRow{SKU: "SKU-1", Price: new(decimal.RequireFromString("9.9")), Quantity: new(3)},
		aim.ModifyRow{SKU: "SKU-2", Quantity: new(0)},
		aim.ModifyRow{SKU: "SKU-3", Price: new(decimal.NewFromInt(1200))})))
	golden(t, "files/book-loader.txt", []byte(written(t, aim.NewBookLoaderWriter, aim.WriteOptions{}, aim.BookLoaderRow{
		Title: "Leaves of Grass", Author: "Whitman, Walt", Publisher: "Fowler & Wells", PublicationDate: "1855",
		Binding: aim.BindingLeather, Condition: aim.ConditionCollectibleGood, Price: decimal.RequireFromString("950.00"),
		SKU: "SKU-9", Quantity: new(1), Category: aim.CategoryNoISBN,
	})))
}

func TestLoaderRowsThatBreakALimit(t *testing.T) {
	t.Parallel()
	amount := decimal.RequireFromString
	tests := []struct {
		name   string
		change func(*aim.LoaderRow)
		want   []sellerwire.FieldError
	}{
		{"no SKU", func(r *aim.LoaderRow) { r.SKU = "" }, []sellerwire.FieldError{{Field: "sku", Reason: "it is empty"}}},
		{"a blank SKU", func(r *aim.LoaderRow) { r.SKU = " " }, []sellerwire.FieldError{{Field: "sku", Reason: "it is empty"}}},
		{"a SKU of 41 characters", func(r *aim.LoaderRow) { r.SKU = strings.Repeat("ü", 41) },
			[]sellerwire.FieldError{{Field: "sku", Reason: "it has 41 characters, the limit is 40", Limit: 40, Size: 41}}},
		{"a SKU of TABs", func(r *aim.LoaderRow) { r.SKU = "\t" },
			[]sellerwire.FieldError{{Field: "sku", Reason: "it is empty"}, {Field: "sku", Reason: "it has a TAB at byte 0"}}},
		{"a name that is not UTF-8", func(r *aim.LoaderRow) { r.ItemName = "Caf\xE9" },
			[]sellerwire.FieldError{{Field: "item-name", Reason: "the text is not valid UTF-8, or holds U+FFFD"}}},
		{"an item name of 81 characters", func(r *aim.LoaderRow) { r.ItemName = strings.Repeat("x", 81) },
			[]sellerwire.FieldError{{Field: "item-name", Reason: "it has 81 characters, the limit is 80", Limit: 80, Size: 81}}},
		{"no price", func(r *aim.LoaderRow) { r.Price = decimal.Decimal{} },
			[]sellerwire.FieldError{{Field: "price", Reason: "it is 0 or missing; only a deletion goes without"}}},
		{"a negative price", func(r *aim.LoaderRow) { r.Price = amount("-1") }, []sellerwire.FieldError{{Field: "price", Reason: "it is not above 0"}}},
		{"a price with fractions of a cent", func(r *aim.LoaderRow) { r.Price = amount("1.005") },
			[]sellerwire.FieldError{{Field: "price", Reason: "1.005 has more than 2 decimals"}}},
		{"a price of a hostile exponent", func(r *aim.LoaderRow) { r.Price = decimal.New(1, math.MaxInt32) },
			[]sellerwire.FieldError{{Field: "price", Reason: "it is written with the exponent 2147483647, as 1e2 is for 100"}}},
		{"a price of many decimals", func(r *aim.LoaderRow) { r.Price = decimal.New(1, math.MinInt32) },
			[]sellerwire.FieldError{{Field: "price", Reason: "it has more than 6 decimals"}}},
		{"a price of many digits", func(r *aim.LoaderRow) { r.Price = amount("1234567890123456789") },
			[]sellerwire.FieldError{{Field: "price", Reason: "it has 19 digits, the limit is 18"}}},
		{"a negative quantity", func(r *aim.LoaderRow) { r.Quantity = new(-1) }, []sellerwire.FieldError{{Field: "quantity", Reason: "-1 is negative"}}},
		{"a product ID with hyphens", func(r *aim.LoaderRow) { r.ProductID = "0-486-40445-5" },
			[]sellerwire.FieldError{{Field: "product-id", Reason: `"0-486-40445-5" has hyphens or blanks`}}},
		{"a TAB in an extra column", func(r *aim.LoaderRow) { r.Extra = map[string]string{"x": "a\tb"} },
			[]sellerwire.FieldError{{Field: "x", Reason: "it has a TAB at byte 1"}}},
		{"several faults at once", func(r *aim.LoaderRow) { r.SKU, r.Quantity, r.ItemNote = "", new(-2), "a\nb" },
			[]sellerwire.FieldError{{Field: "sku", Reason: "it is empty"}, {Field: "quantity", Reason: "-2 is negative"},
				{Field: "item-note", Reason: "it has a line break at byte 1"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			row := tractatus()
			tt.change(&row)
			e := asInvalid(t, row.Validate())
			assert.Equal(t, "validate loader row", e.Operation)
			assert.Equal(t, tt.want, e.Fields)
		})
	}
	good := []func(*aim.LoaderRow){
		func(*aim.LoaderRow) {},
		func(r *aim.LoaderRow) { r.SKU = strings.Repeat("ü", 40) },
		func(r *aim.LoaderRow) { r.Price = amount("12.500000") },
		func(r *aim.LoaderRow) { r.Price, r.Action = decimal.Decimal{}, "D" },
		func(r *aim.LoaderRow) { r.Quantity = nil },
		func(r *aim.LoaderRow) { r.Quantity = new(0) },
		func(r *aim.LoaderRow) { r.ExpeditedShipping = "N" },
		func(r *aim.LoaderRow) { r.ExpeditedShipping = "next,second" },
		func(r *aim.LoaderRow) { r.Condition = aim.ConditionRefurbishedJP },
	}
	for _, change := range good {
		row := tractatus()
		change(&row)
		assert.NoError(t, row.Validate())
	}
}

func TestModifyRowsThatBreakALimit(t *testing.T) {
	t.Parallel()
	for want, row := range map[string]aim.ModifyRow{
		"it changes neither price nor quantity": {SKU: "SKU-1"},
		"price: it is not above 0":              {SKU: "SKU-1", Price: new(decimal.Decimal{}), Quantity: new(1)},
		"sku: it is empty":                      {Quantity: new(1)},
		"quantity: -1 is negative":              {SKU: "SKU-1", Quantity: new(-1)},
	} {
		assert.ErrorContains(t, row.Validate(), want)
	}
	assert.NoError(t, aim.ModifyRow{SKU: "SKU-1", Quantity: new(0)}.Validate())
	_, err := readingAll(aim.ReadModify(strings.NewReader("sku\tprice\titem-note\n"), aim.ReadOptions{}))
	require.ErrorContains(t, err, `the service does not take the column "item-note"`)
}

func TestLoaderFilesOfOthersAreRead(t *testing.T) {
	t.Parallel()
	rows, err := readingAll(aim.ReadLoader(strings.NewReader(
		"item-is-marketplace\tprice\tsku\tquantity\tadd-delete\titem-note\tnew-column\n"+
			"y\t 9.9 \tA\t2\tA\t\"Fine\" copy\tx\n"+
			"\t\tB\n"), aim.ReadOptions{}))
	require.NoError(t, err)
	assert.Equal(t, []aim.LoaderRow{
		{ItemIsMarketplace: aim.Yes, Price: decimal.RequireFromString("9.9"), SKU: "A", Quantity: new(2), Action: "A",
			ItemNote: `"Fine" copy`, Extra: map[string]string{"new-column": "x"}},
		{SKU: "B"},
	}, rows)

	_, err = readingAll(aim.ReadLoader(strings.NewReader("price\tquantity\n1\t1\n"), aim.ReadOptions{}))
	require.ErrorIs(t, err, sellerwire.ErrUnexpectedContent)
	require.ErrorContains(t, err, "aim: read loader file: unexpected content: it lacks the columns sku")

	var told []string
	opts := aim.ReadOptions{OnRowError: func(e *aim.RowError) error {
		told = append(told, e.Error())
		return nil
	}}
	rows, err = readingAll(aim.ReadLoader(strings.NewReader("sku\tprice\tquantity\n\t1\t1\nA\t$5\t1.5\nB\t1,00\t-1\nC\t1\t1\n"), opts))
	require.NoError(t, err)
	assert.Len(t, rows, 1)
	assert.Equal(t, []string{
		`aim: row 1 (line 2): sku: it is empty`,
		`aim: row 2 (line 3): price: "$5" is not an amount; quantity: "1.5" is not a whole number`,
		`aim: row 3 (line 4): price: "1,00" is not an amount; quantity: "-1" is not a whole number`,
	}, told)
}

func TestCodesTellWhatTheyMean(t *testing.T) {
	t.Parallel()
	assert.True(t, aim.ConditionNew.Known())
	assert.Equal(t, "collectible-very good", aim.ConditionCollectibleVeryGood.Text())
	assert.Empty(t, aim.Condition("12").Text())
	assert.True(t, aim.Action("D").Deletes())
	assert.True(t, aim.ActionPurge.Deletes())
	assert.False(t, aim.ActionAdd.Deletes())
	assert.False(t, aim.Action("").Deletes())
	for flag, want := range map[aim.Flag][2]bool{
		aim.Yes: {true, true}, "Y": {true, true}, aim.ReportedYes: {true, true},
		aim.No: {false, true}, "N": {false, true}, aim.ReportedNo: {false, true}, "": {}, "x": {},
	} {
		yes, ok := flag.Bool()
		assert.Equal(t, want, [2]bool{yes, ok}, "%q", flag)
	}
	assert.Equal(t, []aim.Expedited{"Next", "Second"}, aim.Expedited("Next, Second,").Services())
	assert.False(t, aim.Expedited(",").Known())
	assert.False(t, aim.Expedited("Next,y").Known())
	assert.True(t, aim.ReasonGeneralAdjustment.Known())
	assert.False(t, aim.Reason("Because").Known())
	assert.True(t, aim.UIEEAction("7").Deletes())
	assert.False(t, aim.UIEEAction("8").Known())
	assert.True(t, aim.UIEEWanted.Known())
	assert.True(t, aim.StatusInProgress.Known())
	assert.False(t, aim.BatchStatus("Lost").Known())
	assert.True(t, aim.PreorderReport.Known())
	assert.False(t, aim.ReportName("Holiday").Known())
}
