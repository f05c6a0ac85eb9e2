package flatfile_test

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim/flatfile"
	"github.com/sellerwire/sellerwire/internal/testkit"
)

func uieeTractatus() flatfile.UIEERecord {
	return flatfile.UIEERecord{
		SKU: "SKU-0001", Author: "Wittgenstein, Ludwig", Title: "Tractatus", Condition: "very good",
		Note: "0486404455 Clean.", Price: decimal.RequireFromString("12.50"), Action: flatfile.UIEEAdd, Status: flatfile.UIEEForSale,
	}
}

func readingUIEE(t *testing.T, file string) []flatfile.UIEERecord {
	t.Helper()
	records, err := readingAll(flatfile.ReadUIEE(strings.NewReader(file), flatfile.ReadOptions{}))
	require.NoError(t, err)
	return records
}

func TestUIEEIsWrittenAsInTheSample(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "UR|SKU-0001\r\nAA|Wittgenstein, Ludwig\r\nTI|Tractatus\r\nCN|very good\r\nNT|0486404455 Clean.\r\nPR|12.50\r\n"+
		"XB|1\r\nXD|S\r\n\r\n",
		written(t, flatfile.NewUIEEWriter, flatfile.WriteOptions{}, uieeTractatus()))
	assert.Empty(t, written(t, flatfile.NewUIEEWriter, flatfile.WriteOptions{}), "there is no file header")

	all := flatfile.UIEERecord{
		SKU: "SKU-2", Author: "A | B", Title: "\"T\"", Illustrator: "I", Publisher: "P", Place: "Köln", PublicationDate: "1921",
		Edition: "1st", SeriesVolume: "2", Binding: flatfile.BindingPaperback, JacketCondition: "fair",
		Condition: "collectible-very good", Category: "M", Keyword: "K", Note: "N", ISBN: "0486404455", Copies: "2",
		Price: decimal.RequireFromString("99"), Lifespan: "4", Action: flatfile.UIEEAdd, Kind: "BO", Status: flatfile.UIEEForSale,
		Extra: []flatfile.UIEEField{{Token: "KE", Value: "another"}, {Token: "ZZ", Value: "later"}},
	}
	gone := flatfile.UIEERecord{SKU: "SKU-3", Action: flatfile.UIEEDelete}
	file := written(t, flatfile.NewUIEEWriter, flatfile.WriteOptions{}, uieeTractatus(), all, gone)
	testkit.Golden(t, "uiee.txt", []byte(file))
	assert.Equal(t, []flatfile.UIEERecord{uieeTractatus(), all, gone}, readingUIEE(t, file))
}

func TestUIEEOfOthersIsRead(t *testing.T) {
	t.Parallel()
	a, b := flatfile.UIEERecord{SKU: "A", Title: "T"}, flatfile.UIEERecord{SKU: "B"}
	tests := []struct {
		name, file string
		want       []flatfile.UIEERecord
	}{
		{"lines end in LF", "UR|A\nTI|T\n\nUR|B\n\n", []flatfile.UIEERecord{a, b}},
		{"several blank lines end a record", "\r\n\r\nUR|A\r\nTI|T\r\n\r\n \r\n\r\nUR|B\r\n\r\n", []flatfile.UIEERecord{a, b}},
		{"the last record has no blank line, and ends with XD", "UR|B\n\nUR|A\nXD|S", []flatfile.UIEERecord{b, {SKU: "A", Status: "S"}}},
		{"the last record ends with the same token as the one before", "UR|A\nTI|T\n\nUR|A\nTI|T\n", []flatfile.UIEERecord{a, a}},
		{"the SKU comes later", "TI|T\nUR|A\n\n", []flatfile.UIEERecord{a}},
		{"empty fields are none", "UR|A\nAA|\nTI|T\nPR|\n\n", []flatfile.UIEERecord{a}},
		{"a file header is skipped", "user\nBOOKS\n11/21/2004\n10:50\n\nUR|A\nTI|T\n\n", []flatfile.UIEERecord{a}},
		{"a file header without a blank line is skipped", "user\nBOOKS\n11/21/2004\n10:50\nUR|B\n\n", []flatfile.UIEERecord{b}},
		{"a bar is text", "UR|A\nTI|T|U\n\n", []flatfile.UIEERecord{{SKU: "A", Title: "T|U"}}},
		{"tokens that are not known are kept, and repeated ones", "UR|A\nQQ|x\nTI|T\nTI|U\nQQ|y\n\n",
			[]flatfile.UIEERecord{{SKU: "A", Title: "T", Extra: []flatfile.UIEEField{{"QQ", "x"}, {"TI", "U"}, {"QQ", "y"}}}}},
		{"nothing has no records", "", nil},
		{"nor have blank lines", "\n\n", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tt.want, readingUIEE(t, tt.file))
		})
	}
}

func TestUIEEThatCannotBeRead(t *testing.T) {
	t.Parallel()
	var told []string
	opts := flatfile.ReadOptions{MaxLine: 60, OnRowError: func(e *flatfile.RowError) error {
		told = append(told, e.Error())
		return nil
	}}
	file := "UR|A\n\n" + "UR|B\nnothing\nPR|cheap\n\n" + "TI|no SKU\n\n" + "UR|C\nTI|T\nUR|D\n\n" + "UR|E\nNT|" + strings.Repeat("x",
		100) + "\n\n" +
		"UR|F\nNT|" + strings.Repeat("x", 40) + "\nTI|" + strings.Repeat("y", 40) + "\nAA|z\n\n" + "UR|G\n\n"
	records, err := readingAll(flatfile.ReadUIEE(strings.NewReader(file), opts))
	require.NoError(t, err)
	assert.Equal(t, []flatfile.UIEERecord{{SKU: "A"}, {SKU: "G"}}, records)
	assert.Equal(t, []string{
		`flatfile: row 2 (line 3): "nothing" is not a field; PR: "cheap" is not an amount`,
		`flatfile: row 3 (line 7): UR: it is empty`,
		`flatfile: row 4 (line 9): UR: it appears twice, with "C" and "D"; a blank line must end each record`,
		`flatfile: row 5 (line 13): the line is longer than 60 bytes`,
		`flatfile: row 6 (line 16): the record is longer than 60 bytes`,
	}, told)

	_, err = readingAll(flatfile.ReadUIEE(strings.NewReader(file), flatfile.ReadOptions{}))
	e := asRowError(t, err)
	assert.Equal(t, 2, e.Row)
	assert.Equal(t, []string{"UR|B", "nothing", "PR|cheap"}, e.Cells.Cells(), "the lines of the record")

	for want, file := range map[string]string{
		"no line is a field":             "sku\tprice\nA\t1\n",
		"the first lines are not fields": strings.Repeat("sku\tprice\n", 5),
	} {
		_, err = readingAll(flatfile.ReadUIEE(strings.NewReader(file), opts))
		require.ErrorIs(t, err, sellerwire.ErrUnexpectedContent)
		require.ErrorContains(t, err, want)
	}
}

func TestUIEERecordsThatBreakALimit(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(*flatfile.UIEERecord)
		want   string
	}{
		{"no SKU", func(r *flatfile.UIEERecord) { r.SKU = "" }, "UR: it is empty"},
		{"a long SKU", func(r *flatfile.UIEERecord) { r.SKU = strings.Repeat("x", 41) }, "UR: it has 41 characters, the limit is 40"},
		{"no title", func(r *flatfile.UIEERecord) { r.Title = "" }, "TI: must not be empty unless the record deletes"},
		{"no price", func(r *flatfile.UIEERecord) { r.Price = decimal.Decimal{} }, "PR: must be greater than 0 unless the row deletes"},
		{"an action of nobody's", func(r *flatfile.UIEERecord) { r.Action = "8" }, `XB: the code "8" is not known`},
		{"a status of nobody's", func(r *flatfile.UIEERecord) { r.Status = "X" }, `XD: the code "X" is not known`},
		{"a line break", func(r *flatfile.UIEERecord) { r.Note = "a\r\nTI|b" }, "NT: must not contain a line break (byte 1)"},
		{"a token in lower case", func(r *flatfile.UIEERecord) { r.Extra = []flatfile.UIEEField{{"qq", "x"}} },
			`Extra: the token "qq" must be two capital letters`},
		{"a second SKU", func(r *flatfile.UIEERecord) { r.Extra = []flatfile.UIEEField{{"UR", "x"}} }, "Extra: a record can have only " +
			"one UR"},
		{"an empty extra", func(r *flatfile.UIEERecord) { r.Extra = []flatfile.UIEEField{{"QQ", ""}} }, "Extra: the field QQ is empty"},
		{"an extra that has a field", func(r *flatfile.UIEERecord) { r.Extra = []flatfile.UIEEField{{"PU", "x"}} },
			"Extra: the first field PU must be set in the record, not in Extra"},
		{"an extra of two lines", func(r *flatfile.UIEERecord) { r.Extra = []flatfile.UIEEField{{"QQ", "x\ny"}} },
			"QQ: must not contain a line break (byte 1)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := uieeTractatus()
			tt.change(&r)
			require.ErrorContains(t, r.Validate(), tt.want)
			w, err := flatfile.NewUIEEWriter(&strings.Builder{}, flatfile.WriteOptions{})
			require.NoError(t, err)
			require.ErrorContains(t, w.Write(r), tt.want)
		})
	}
	require.NoError(t, flatfile.UIEERecord{SKU: "A", Action: "7"}.Validate())
	w, err := flatfile.NewUIEEWriter(&strings.Builder{}, flatfile.WriteOptions{})
	require.NoError(t, err)
	r := uieeTractatus()
	r.Title = "東京"
	require.ErrorContains(t, w.Write(r), "TI: windows-1252 has no character '東'")
}

func TestUIEEIsConvertedToTheInventoryLoader(t *testing.T) {
	t.Parallel()
	row, left, err := uieeTractatus().Loader(flatfile.ConvertOptions{})
	require.NoError(t, err)
	assert.Equal(t, flatfile.LoaderRow{
		SKU: "SKU-0001", Price: decimal.RequireFromString("12.50"), Quantity: new(1), Condition: flatfile.ConditionUsedVeryGood,
		ProductID: "0486404455", ProductIDType: flatfile.ProductISBN, ItemNote: "0486404455 Clean.", ItemName: "Tractatus",
		Action: flatfile.ActionAdd,
	}, row)
	assert.Equal(t, []flatfile.UIEEField{{"AA", "Wittgenstein, Ludwig"}}, left, "nothing is lost unsaid")

	book, left, err := uieeTractatus().BookLoader(flatfile.ConvertOptions{})
	require.NoError(t, err)
	assert.Equal(t, flatfile.BookLoaderRow{
		SKU: "SKU-0001", Price: decimal.RequireFromString("12.50"), Quantity: new(1), Condition: flatfile.ConditionUsedVeryGood,
		ProductID: "0486404455", ProductIDType: flatfile.ProductISBN, ItemNote: "0486404455 Clean.",
		Title: "Tractatus", Author: "Wittgenstein, Ludwig", Action: flatfile.ActionAdd,
	}, book)
	assert.Empty(t, left)
}

func TestConversionFindsWhatUIEEHidesInText(t *testing.T) {
	t.Parallel()
	far := strings.Repeat("é", 190)
	tests := []struct {
		name   string
		change func(*flatfile.UIEERecord)
		check  func(*testing.T, flatfile.LoaderRow, []flatfile.UIEEField)
	}{
		{"an ISBN of its own wins", func(r *flatfile.UIEERecord) { r.ISBN = "978-0-14-143951-8" },
			func(t *testing.T, row flatfile.LoaderRow, _ []flatfile.UIEEField) {
				assert.Equal(t, "9780141439518", row.ProductID)
			}},
		{"an ISBN between words", func(r *flatfile.UIEERecord) { r.Note = "Call 0123456788 (ISBN 0-8044-2957-x), clean" },
			func(t *testing.T, row flatfile.LoaderRow, _ []flatfile.UIEEField) {
				assert.Equal(t, "080442957X", row.ProductID)
			}},
		{"an ISBN that ends at character 200", func(r *flatfile.UIEERecord) { r.Note = far[:2*189] + " 0486404455" },
			func(t *testing.T, row flatfile.LoaderRow, _ []flatfile.UIEEField) {
				assert.Equal(t, "0486404455", row.ProductID)
				assert.Empty(t, row.Category)
			}},
		{"an ISBN beyond character 200", func(r *flatfile.UIEERecord) { r.Note = far + " 0486404455" },
			func(t *testing.T, row flatfile.LoaderRow, _ []flatfile.UIEEField) {
				assert.Empty(t, row.ProductID)
				assert.Empty(t, row.ProductIDType)
				assert.Equal(t, flatfile.CategoryNoISBN, row.Category)
			}},
		{"a deletion needs neither", func(r *flatfile.UIEERecord) { *r = flatfile.UIEERecord{SKU: "A", Action: "3"} },
			func(t *testing.T, row flatfile.LoaderRow, _ []flatfile.UIEEField) {
				assert.Equal(t, flatfile.LoaderRow{SKU: "A", Action: flatfile.ActionDelete}, row)
			}},
		{"copies are the quantity", func(r *flatfile.UIEERecord) { r.Copies = " 3 " },
			func(t *testing.T, row flatfile.LoaderRow, _ []flatfile.UIEEField) { assert.Equal(t, 3, *row.Quantity) }},
		{"a title that is too long is left, not cut", func(r *flatfile.UIEERecord) { r.Title = strings.Repeat("x", 81) },
			func(t *testing.T, row flatfile.LoaderRow, left []flatfile.UIEEField) {
				assert.Empty(t, row.ItemName)
				assert.Equal(t, "TI", left[0].Token)
			}},
		{"what has no column is left", func(r *flatfile.UIEERecord) {
			r.Publisher, r.Kind, r.Extra = "P", "BO", []flatfile.UIEEField{{"QQ", "x"}}
		},
			func(t *testing.T, _ flatfile.LoaderRow, left []flatfile.UIEEField) {
				assert.Equal(t, []flatfile.UIEEField{{"AA", "Wittgenstein, Ludwig"}, {"PU", "P"}, {"XC", "BO"}, {"QQ", "x"}}, left)
			}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := uieeTractatus()
			tt.change(&r)
			row, left, err := r.Loader(flatfile.ConvertOptions{})
			require.NoError(t, err)
			tt.check(t, row, left)
		})
	}
}

func TestConversionsThatAreRefused(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(*flatfile.UIEERecord)
		want   string
	}{
		{"a want", func(r *flatfile.UIEERecord) { r.Status = flatfile.UIEEWanted }, `XD: the item is not for sale: the status is "W"`},
		{"a condition of nobody's", func(r *flatfile.UIEERecord) { r.Condition = "Near Fine" }, `CN: "Near Fine" is not a known condition`},
		{"an ISBN of a wrong check digit", func(r *flatfile.UIEERecord) { r.ISBN = "0486404456" }, `BN: "0486404456" is not an ISBN`},
		{"copies in words", func(r *flatfile.UIEERecord) { r.Copies = "many" }, `CO: "many" is not a whole number`},
		{"no SKU", func(r *flatfile.UIEERecord) { r.SKU = "" }, "sku: it is empty"},
		{"a long title and no ISBN", func(r *flatfile.UIEERecord) { r.Title, r.Note = strings.Repeat("x", 81), "" },
			"item-name: it has 81 characters, the limit is 80"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := uieeTractatus()
			tt.change(&r)
			_, _, err := r.Loader(flatfile.ConvertOptions{})
			require.ErrorContains(t, err, tt.want)
			assert.Len(t, asInvalid(t, err).Fields, 1)
		})
	}
	r := uieeTractatus()
	r.Condition, r.Note = "Near Fine", ""
	row, _, err := r.Loader(flatfile.ConvertOptions{Category: "1", Condition: func(words string) (flatfile.Condition, bool) {
		return flatfile.ConditionUsedVeryGood, words == "Near Fine"
	}})
	require.NoError(t, err)
	assert.Equal(t, flatfile.ConditionUsedVeryGood, row.Condition)
	assert.Equal(t, "1", row.Category)
}

func TestConditionsAreReadFromWords(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]flatfile.Condition{
		"new": flatfile.ConditionNew, "New": flatfile.ConditionNew, "like new": flatfile.ConditionUsedLikeNew,
		"used-like new": flatfile.ConditionUsedLikeNew,
		"Very Good":     flatfile.ConditionUsedVeryGood, "used; very good": flatfile.ConditionUsedVeryGood,
		"USED - GOOD": flatfile.ConditionUsedGood,
		"acceptable":  flatfile.ConditionUsedAcceptable, "collectible-very good": flatfile.ConditionCollectibleVeryGood,
		"Collectible: like new": flatfile.ConditionCollectibleLikeNew, "collectible good": flatfile.ConditionCollectibleGood,
		"collectible, acceptable": flatfile.ConditionCollectibleAcceptable, "refurbished": flatfile.ConditionRefurbished,
	} {
		got, ok := flatfile.ConditionOf(words)
		assert.True(t, ok, words)
		assert.Equal(t, want, got, words)
	}
	for _, words := range []string{"", "fine", "collectible", "collectible new", "used", "very", "very good indeed"} {
		_, ok := flatfile.ConditionOf(words)
		assert.False(t, ok, words)
	}
	for c := range 12 {
		condition := flatfile.Condition(string(rune('0' + c)))
		if got, ok := flatfile.ConditionOf(condition.Text()); condition.Known() {
			assert.True(t, ok)
			assert.Equal(t, condition, got)
		}
	}
}
