package flatfile_test

import (
	"math"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim"
	"github.com/sellerwire/sellerwire/aim/flatfile"
	"github.com/sellerwire/sellerwire/internal/testkit"
)

func TestLoaderFileHasTheColumnsOfTheTemplate(t *testing.T) {
	t.Parallel()
	columns := flatfile.LoaderColumns()
	assert.Len(t, columns, 22)
	assert.Equal(t, []string{
		"product-id", "product-id-type", "item-condition", "price", "sku", "quantity", "add-delete",
		"will-ship-internationally", "expedited-shipping", "item-note", "item-is-marketplace",
		"fulfillment-center-id", "item-name", "item-description", "category1", "image-url", "shipping-fee",
		"browse-path", "storefront-feature", "boldface", "asin1", "asin2", "asin3",
	}, flatfile.FulfillmentColumns())
	assert.NotContains(t, columns, "fulfillment-center-id")
	assert.Equal(t, "product-id, product-id-type, title, author, publisher, pub-date, binding, item-condition, price, sku, "+
		"quantity, add-delete, will-ship-internationally, expedited-shipping, item-note, item-is-marketplace, item-name, "+
		"item-description, category1, image-url", strings.Join(flatfile.BookLoaderColumns(), ", "))

	all := tractatus()
	all.ItemName, all.ItemDescription, all.Category, all.ImageURL = "Tractatus", "A book",
		flatfile.CategoryNoISBN, "http://example.com/1.jpg"
	all.ShippingFee, all.BrowsePath, all.StorefrontFeature, all.Boldface = "3.99", "1/2", "n", "y"
	all.ASIN1, all.ASIN2, all.ASIN3 = "B000000001", "B000000002", "B000000003"
	gone := flatfile.LoaderRow{SKU: "SKU-0002", Action: flatfile.ActionDelete}
	testkit.Golden(t, "loader.txt", []byte(written(t, flatfile.NewLoaderWriter, flatfile.WriteOptions{}, all, gone)))

	all.FulfillmentCenterID = "DEFAULT"
	testkit.Golden(t, "loader-fulfillment.txt", []byte(written(t, flatfile.NewLoaderWriter,
		flatfile.WriteOptions{Columns: flatfile.FulfillmentColumns(), Encoding: flatfile.UTF8}, all)))
	testkit.Golden(t, "modify-only.txt", []byte(written(t, flatfile.NewModifyWriter, flatfile.WriteOptions{},
		flatfile.ModifyRow{SKU: "SKU-1", Price: new(decimal.RequireFromString("9.9")), Quantity: new(3)},
		flatfile.ModifyRow{SKU: "SKU-2", Quantity: new(0)},
		flatfile.ModifyRow{SKU: "SKU-3", Price: new(decimal.NewFromInt(1200))})))
	testkit.Golden(t, "book-loader.txt", []byte(written(t, flatfile.NewBookLoaderWriter, flatfile.WriteOptions{}, flatfile.BookLoaderRow{
		Title: "Leaves of Grass", Author: "Whitman, Walt", Publisher: "Fowler & Wells", PublicationDate: "1855",
		Binding: flatfile.BindingLeather, Condition: flatfile.ConditionCollectibleGood, Price: decimal.RequireFromString("950.00"),
		SKU: "SKU-9", Quantity: new(1), Category: flatfile.CategoryNoISBN,
	})))
}

func TestLoaderRowsThatBreakALimit(t *testing.T) {
	t.Parallel()
	amount := decimal.RequireFromString
	tests := []struct {
		name   string
		change func(*flatfile.LoaderRow)
		want   []sellerwire.FieldError
	}{
		{"no SKU", func(r *flatfile.LoaderRow) { r.SKU = "" }, []sellerwire.FieldError{{Field: "sku", Reason: "it is empty"}}},
		{"a blank SKU", func(r *flatfile.LoaderRow) { r.SKU = " " }, []sellerwire.FieldError{{Field: "sku", Reason: "it is blank"}}},
		{"a SKU of 41 characters", func(r *flatfile.LoaderRow) { r.SKU = strings.Repeat("ü", 41) },
			[]sellerwire.FieldError{{Field: "sku", Reason: "it has 41 characters, the limit is 40", Limit: 40, Size: 41}}},
		{"a SKU of TABs", func(r *flatfile.LoaderRow) { r.SKU = "\t" },
			[]sellerwire.FieldError{{Field: "sku", Reason: "must not contain a TAB (byte 0)"}}},
		{"a name that is not UTF-8", func(r *flatfile.LoaderRow) { r.ItemName = "Caf\xE9" },
			[]sellerwire.FieldError{{Field: "item-name", Reason: "the text is not valid UTF-8, or contains U+FFFD"}}},
		{"an item name of 81 characters", func(r *flatfile.LoaderRow) { r.ItemName = strings.Repeat("x", 81) },
			[]sellerwire.FieldError{{Field: "item-name", Reason: "it has 81 characters, the limit is 80", Limit: 80, Size: 81}}},
		{"no price", func(r *flatfile.LoaderRow) { r.Price = decimal.Decimal{} },
			[]sellerwire.FieldError{{Field: "price", Reason: "must be greater than 0 unless the row deletes"}}},
		{"a negative price", func(r *flatfile.LoaderRow) { r.Price = amount("-1") },
			[]sellerwire.FieldError{{Field: "price", Reason: "must be greater than 0"}}},
		{"a price with fractions of a cent", func(r *flatfile.LoaderRow) { r.Price = amount("1.005") },
			[]sellerwire.FieldError{{Field: "price", Reason: "it has 3 decimals, the limit is 2", Limit: 2, Size: 3}}},
		{"a price of a hostile exponent", func(r *flatfile.LoaderRow) { r.Price = decimal.New(1, math.MaxInt32) },
			[]sellerwire.FieldError{{Field: "price", Reason: "its exponent is 2147483647, the limit is 40"}}},
		{"a price of many decimals", func(r *flatfile.LoaderRow) { r.Price = decimal.New(1, math.MinInt32) },
			[]sellerwire.FieldError{{Field: "price", Reason: "its exponent is -2147483648, the limit is 40"}}},
		{"a price of many digits", func(r *flatfile.LoaderRow) { r.Price = amount("1234567890123456789") },
			[]sellerwire.FieldError{{Field: "price", Reason: "it has 19 digits, the limit is 18", Limit: 18, Size: 19}}},
		{"a negative quantity", func(r *flatfile.LoaderRow) { r.Quantity = new(-1) },
			[]sellerwire.FieldError{{Field: "quantity", Reason: "-1 is negative"}}},
		{"a product ID with hyphens", func(r *flatfile.LoaderRow) { r.ProductID = "0-486-40445-5" },
			[]sellerwire.FieldError{{Field: "product-id", Reason: `"0-486-40445-5" must not have hyphens or blanks`}}},
		{"a TAB in an extra column", func(r *flatfile.LoaderRow) { r.Extra = map[string]string{"x": "a\tb"} },
			[]sellerwire.FieldError{{Field: "x", Reason: "must not contain a TAB (byte 1)"}}},
		{"several faults at once", func(r *flatfile.LoaderRow) { r.SKU, r.Quantity, r.ItemNote = "", new(-2), "a\nb" },
			[]sellerwire.FieldError{{Field: "sku", Reason: "it is empty"}, {Field: "quantity", Reason: "-2 is negative"},
				{Field: "item-note", Reason: "must not contain a line break (byte 1)"}}},
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
	good := []func(*flatfile.LoaderRow){
		func(*flatfile.LoaderRow) {},
		func(r *flatfile.LoaderRow) { r.SKU = strings.Repeat("ü", 40) },
		func(r *flatfile.LoaderRow) { r.Price = amount("12.500000") },
		func(r *flatfile.LoaderRow) { r.Price, r.Action = decimal.Decimal{}, "D" },
		func(r *flatfile.LoaderRow) { r.Quantity = nil },
		func(r *flatfile.LoaderRow) { r.Quantity = new(0) },
		func(r *flatfile.LoaderRow) { r.ExpeditedShipping = "N" },
		func(r *flatfile.LoaderRow) { r.ExpeditedShipping = "next,second" },
		func(r *flatfile.LoaderRow) { r.Condition = flatfile.ConditionRefurbishedJP },
	}
	for _, change := range good {
		row := tractatus()
		change(&row)
		assert.NoError(t, row.Validate())
	}
}

func TestModifyRowsThatBreakALimit(t *testing.T) {
	t.Parallel()
	for want, row := range map[string]flatfile.ModifyRow{
		"it changes neither price nor quantity": {SKU: "SKU-1"},
		"price: must be greater than 0":         {SKU: "SKU-1", Price: new(decimal.Decimal{}), Quantity: new(1)},
		"sku: it is empty":                      {Quantity: new(1)},
		"quantity: -1 is negative":              {SKU: "SKU-1", Quantity: new(-1)},
	} {
		assert.ErrorContains(t, row.Validate(), want)
	}
	assert.NoError(t, flatfile.ModifyRow{SKU: "SKU-1", Quantity: new(0)}.Validate())
	_, err := readingAll(flatfile.ReadModify(strings.NewReader("sku\tprice\titem-note\n"), flatfile.ReadOptions{}))
	require.ErrorContains(t, err, `the service does not accept the column "item-note"`)
}

func TestLoaderFilesOfOthersAreRead(t *testing.T) {
	t.Parallel()
	rows, err := readingAll(flatfile.ReadLoader(strings.NewReader(
		"item-is-marketplace\tprice\tsku\tquantity\tadd-delete\titem-note\tnew-column\n"+
			"y\t 9.9 \tA\t2\tA\t\"Fine\" copy\tx\n"+
			"\t\tB\n"), flatfile.ReadOptions{}))
	require.NoError(t, err)
	assert.Equal(t, []flatfile.LoaderRow{
		{ItemIsMarketplace: flatfile.Yes, Price: decimal.RequireFromString("9.9"), SKU: "A", Quantity: new(2), Action: "A",
			ItemNote: `"Fine" copy`, Extra: map[string]string{"new-column": "x"}},
		{SKU: "B"},
	}, rows)

	_, err = readingAll(flatfile.ReadLoader(strings.NewReader("price\tquantity\n1\t1\n"), flatfile.ReadOptions{}))
	require.ErrorIs(t, err, sellerwire.ErrUnexpectedContent)
	require.ErrorContains(t, err, "flatfile: read loader file: unexpected content: it lacks the columns sku")

	var told []string
	opts := flatfile.ReadOptions{OnRowError: func(e *flatfile.RowError) error {
		told = append(told, e.Error())
		return nil
	}}
	rows, err = readingAll(flatfile.ReadLoader(strings.NewReader("sku\tprice\tquantity\n\t1\t1\nA\t$5\t1.5\nB\t1,00\t-1\nC\t1\t1\n"), opts))
	require.NoError(t, err)
	assert.Len(t, rows, 1)
	assert.Equal(t, []string{
		`flatfile: row 1 (line 2): sku: it is empty`,
		`flatfile: row 2 (line 3): price: "$5" is not an amount; quantity: "1.5" is not a whole number`,
		`flatfile: row 3 (line 4): price: "1,00" is not an amount; quantity: "-1" is not a whole number`,
	}, told)
}

// A blank after a code does not turn a deletion into an addition.
func TestBlanksAroundACodeDoNotCount(t *testing.T) {
	t.Parallel()
	rows, err := readingAll(flatfile.ReadLoader(strings.NewReader(
		"sku\titem-condition\tproduct-id-type\tadd-delete\nA\t 11 \t2 \td \nB\t\t\t\u00a0D\n"), flatfile.ReadOptions{}))
	require.NoError(t, err)
	assert.Equal(t, []flatfile.LoaderRow{
		{SKU: "A", Condition: flatfile.ConditionNew, ProductIDType: flatfile.ProductISBN, Action: flatfile.ActionDelete},
		{SKU: "B", Action: "D"},
	}, rows)
	assert.True(t, rows[1].Action.Deletes())
}

func TestCodesTellWhatTheyMean(t *testing.T) {
	t.Parallel()
	assert.True(t, flatfile.ConditionNew.Known())
	assert.Equal(t, "collectible-very good", flatfile.ConditionCollectibleVeryGood.Text())
	assert.Empty(t, flatfile.Condition("12").Text())
	assert.True(t, flatfile.Action("D").Deletes())
	assert.True(t, flatfile.ActionPurge.Deletes())
	assert.False(t, flatfile.ActionAdd.Deletes())
	assert.False(t, flatfile.Action("").Deletes())
	for flag, want := range map[flatfile.Flag][2]bool{
		flatfile.Yes: {true, true}, "Y": {true, true}, flatfile.ReportedYes: {true, true},
		flatfile.No: {false, true}, "N": {false, true}, flatfile.ReportedNo: {false, true}, "": {}, "x": {},
	} {
		yes, ok := flag.Bool()
		assert.Equal(t, want, [2]bool{yes, ok}, "%q", flag)
	}
	assert.Equal(t, []flatfile.Expedited{"Next", "Second"}, flatfile.Expedited("Next, Second,").Services())
	assert.False(t, flatfile.Expedited(",").Known())
	assert.False(t, flatfile.Expedited("Next,y").Known())
	assert.True(t, flatfile.ReasonGeneralAdjustment.Known())
	assert.False(t, flatfile.Reason("Because").Known())
	assert.True(t, flatfile.UIEEAction("7").Deletes())
	assert.False(t, flatfile.UIEEAction("8").Known())
	assert.True(t, flatfile.UIEEWanted.Known())
	assert.True(t, aim.StatusInProgress.Known())
	assert.False(t, aim.BatchStatus("Lost").Known())
	assert.True(t, aim.PreorderReport.Known())
	assert.False(t, aim.ReportName("Holiday").Known())
}
