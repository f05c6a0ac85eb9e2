package flatfile_test

import (
	"fmt"
	"io"
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

// The line end of the header is that of the file; any other is part of a cell.
func TestLinesEndAsTheHeaderDoes(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		file string
		want [][]string
	}{
		"LF":                            {"a\tb\n1\t2\n3\t4\n", [][]string{{"1", "2"}, {"3", "4"}}},
		"CRLF":                          {"a\tb\r\n1\t2\r\n3\t4\r\n", [][]string{{"1", "2"}, {"3", "4"}}},
		"CR":                            {"a\tb\r1\t2\r3\t4\r", [][]string{{"1", "2"}, {"3", "4"}}},
		"LF in a file of CRLF":          {"a\tb\r\n1\tx\ny\r\n3\t4\r\n", [][]string{{"1", "x\ny"}, {"3", "4"}}},
		"CR in a file of CRLF":          {"a\tb\r\n1\tx\ry\r\n3\t4\r\n", [][]string{{"1", "x\ry"}, {"3", "4"}}},
		"CR in a file of LF":            {"a\tb\n1\tx\ry\n", [][]string{{"1", "x\ry"}}},
		"LF in a file of CR":            {"a\tb\r1\tx\ny\r", [][]string{{"1", "x\ny"}}},
		"blank lines before the header": {"\n\n\t\na\tb\r\n1\t2\r\n", [][]string{{"1", "2"}}},
		"NULs behind the end":           {"a\tb\n1\t2\n\x00\x00\x00", [][]string{{"1", "2"}}},
		"NULs behind a row":             {"a\tb\n1\t2\x00\x00\x00", [][]string{{"1", "2"}}},
		"Ctrl-Z behind the end":         {"a\tb\r\n1\t2\r\n\x1a", [][]string{{"1", "2"}}},
		"Ctrl-Z on a line of its own":   {"a\tb\r\n1\t2\r\n\x1a\r\n\r\n", [][]string{{"1", "2"}}},
		"Ctrl-Z says that a row is one": {"a\tb\tc\r\n1\t2\x1a", [][]string{{"1", "2"}}},
		"Ctrl-Z before the last end":    {"a\tb\r\n1\t2\x1a\r\n", [][]string{{"1", "2"}}},
		"Ctrl-Z and NULs before it":     {"a\tb\n1\t2\x1a\x00\x1a\n", [][]string{{"1", "2"}}},
		"NULs in the place of a row":    {"a\tb\n\x00\x00\n1\t2\n", [][]string{{"\x00\x00"}, {"1", "2"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tt.want, valuesOf(t, tt.file, flatfile.ReadOptions{}))
		})
	}
}

func TestALastLineWithoutAnEnd(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		ending flatfile.Ending
		line   string
		whole  bool
	}{
		{flatfile.EndLikely, "1\t2\t3", true}, {flatfile.EndLikely, "1\t2", false}, {flatfile.EndLikely, "\t",
			false}, {flatfile.EndLikely, "\t\t", true},
		{flatfile.EndKnown, "1\t2\t3", true}, {flatfile.EndKnown, "1\t2", true},
		{flatfile.EndUnknown, "1\t2\t3", false}, {flatfile.EndUnknown, "1", false},
	} {
		_, err := readingAll(flatfile.ReadTable(strings.NewReader("a\tb\tc\n"+tt.line), flatfile.ReadOptions{Ending: tt.ending}))
		assert.Equal(t, tt.whole, err == nil, "%v %q: %v", tt.ending, tt.line, err)
		if err != nil {
			assert.Equal(t, 1, asRowError(t, err).Row)
			assert.Equal(t, 2, asRowError(t, err).Line)
		}
	}
}

// Header lines as spreadsheets and other programs leave them.
func TestColumnsWithoutANameOrTwice(t *testing.T) {
	t.Parallel()
	fix, err := flatfile.NewQuickFix(strings.NewReader("sku\tprice\titem-note\t\nA\t1\tx\t\nB\t2\n"), flatfile.ReadOptions{})
	require.NoError(t, err)
	rows, err := readingAll(fix.Rows())
	require.NoError(t, err)
	var cells [][]string
	for _, row := range rows {
		corrected, ok := row.With("price", "9.99")
		require.True(t, ok)
		cells = append(cells, corrected.Cells())
	}
	feed, err := flatfile.TableFeed(fix.Columns(), flatfile.Rows(slices.Values(cells)), flatfile.WriteOptions{})
	require.NoError(t, err, "what was read can be written")
	assert.Equal(t, "sku\tprice\titem-note\r\nA\t9.99\tx\r\nB\t9.99\t\r\n", contentOf(t, feed))

	twice := "sku\titem-note\tprice\tItem Note\nA\tx\t1\t\nB\t\t2\ty\nC\tz\t3\tz\nD\tone\t4\ttwo\n"
	var told []string
	loader, err := readingAll(
		flatfile.ReadLoader(strings.NewReader(twice), flatfile.ReadOptions{OnRowError: func(e *flatfile.RowError) error {
			told = append(told, e.Error())
			return nil
		}}))
	require.NoError(t, err)
	require.Len(t, loader, 3)
	for i, note := range []string{"x", "y", "z"} {
		assert.Equal(t, note, loader[i].ItemNote)
		assert.Equal(t, int64(i+1), loader[i].Price.IntPart())
	}
	assert.Equal(t, []string{`flatfile: row 4 (line 5): item-note: the column appears twice, with "one" and "two"`}, told)

	_, err = readingAll(flatfile.ReadTable(strings.NewReader("sku\t\tprice\nA\tlost\t1\n"), flatfile.ReadOptions{}))
	require.ErrorContains(t, err, "cell 2 is in no column")
	_, err = readingAll(flatfile.ReadTable(strings.NewReader("sku\t\tprice\nA\t\t1\tx\ty\n"), flatfile.ReadOptions{}))
	require.ErrorContains(t, err, "in no column")
}

// A writer accepts the cells that a reader accepts.
func TestAQuickFixFileThatWasReadCanBeWritten(t *testing.T) {
	t.Parallel()
	for name, file := range map[string]string{
		"tabs at the end of rows":         "sku\tprice\nA\t1\t\t\nB\t2\n",
		"blanks behind the last column":   "sku\tprice\nA\t1\t  \nB\t2\n",
		"blanks in a column with no name": "sku\tprice\t\nA\t1\t \nB\t2\n",
		"names with blanks around them":   "sku \t price\nA\t1\nB\t2\n",
		"a name with a no-break space":    "sku\u00a0\tprice\nA\t1\nB\t2\n",
		"a DOS end of file":               "sku\tprice\nA\t1\nB\t2\x1a\n",
	} {
		fix, err := flatfile.NewQuickFix(strings.NewReader(file), flatfile.ReadOptions{})
		require.NoError(t, err, name)
		rows, err := readingAll(fix.Rows())
		require.NoError(t, err, name)
		var cells [][]string
		for _, row := range rows {
			cells = append(cells, row.Cells())
		}
		feed, err := flatfile.TableFeed(fix.Columns(), flatfile.Rows(slices.Values(cells)), flatfile.WriteOptions{})
		require.NoError(t, err, name)
		assert.Equal(t, "sku\tprice\r\nA\t1\r\nB\t2\r\n", contentOf(t, feed), name)
	}
}

// Something else in place of a file is an error for every reader, never a file without
// rows.
func TestAMessageInPlaceOfAFileIsNoFile(t *testing.T) {
	t.Parallel()
	readers := map[string]func(io.Reader, flatfile.ReadOptions) ([]string, error){
		"error log": logTexts, "table": texts(flatfile.ReadTable), "orders": texts(flatfile.ReadOrders),
		"listings": texts(flatfile.ReadListings), "lite": texts(flatfile.ReadListingsLite), "liter": texts(flatfile.ReadListingsLiter),
		"refund report": texts(flatfile.ReadRefundReport), "UIEE": texts(flatfile.ReadUIEE), "loader": texts(flatfile.ReadLoader),
	}
	for _, message := range []string{
		"Service temporarily unavailable", "Service Unavailable", "Bad Gateway", "Please log in to continue", "Log in",
		"The product catalog is down for maintenance.", "The error log is not available at this time.", "No summary is available yet",
		`{"message":"Forbidden"}`, `{"error":"catalog not found","status":404}`, `["down"]`, "ERROR 503: back in 5 minutes",
		"<?xml version='1.0'?><Error/>", "\n\n <!DOCTYPE html>", "%PDF-1.4", `{\rtf1\ansi log}`, "\xD0\xCF\x11\xE0\xA1\xB1 log",
		"sku,price,quantity", "sku;price;quantity",
	} {
		for name, read := range readers {
			for _, ending := range []flatfile.Ending{flatfile.EndLikely, flatfile.EndKnown, flatfile.EndUnknown} {
				for _, end := range []string{"", "\n", "\r\n"} {
					rows, err := read(strings.NewReader(message+end), flatfile.ReadOptions{Ending: ending})
					assert.ErrorIs(t, err, sellerwire.ErrUnexpectedContent, "%s: %q, %v", name, message+end, ending)
					assert.Empty(t, rows)
				}
			}
		}
	}
}

// Record numbers of an error log lead to the rows of the source, whichever rows were left
// out.
func TestRecordNumbersAgreeWithRowsThatWereLeftOut(t *testing.T) {
	t.Parallel()
	bad := map[int]bool{1: true, 4: true, 5: true, 9: true}
	var left []int
	opts := flatfile.WriteOptions{OnRowError: func(e *flatfile.RowError) error {
		left = append(left, e.Row)
		return nil
	}}
	var rows []flatfile.ModifyRow
	var kept []int
	w, err := flatfile.NewModifyWriter(&strings.Builder{}, flatfile.WriteOptions{})
	require.NoError(t, err)
	for n := 1; n <= 10; n++ {
		row := flatfile.ModifyRow{SKU: fmt.Sprint("SKU-", n), Quantity: new(n)}
		if bad[n] {
			row.SKU = ""
		} else {
			kept = append(kept, n)
		}
		rows = append(rows, row)
		if err := w.Write(row); err != nil {
			assert.Equal(t, n, asRowError(t, err).Row)
		}
	}
	feed, err := flatfile.ModifyFeed(flatfile.Rows(slices.Values(rows)), opts)
	require.NoError(t, err)
	assert.Equal(t, []int{1, 4, 5, 9}, left)
	for i, n := range kept {
		assert.Equal(t, n, feed.SourceRow(i+1), "record %d", i+1)
		assert.Equal(t, n, w.SourceRow(i+1), "record %d", i+1)
	}
	assert.Equal(t, 3, feedOf("sku\n").SourceRow(3))
}

// Reading time is proportional to the size of the file. Otherwise none of these ends
// within an hour.
func TestReadingIsLinear(t *testing.T) {
	t.Parallel()
	started := time.Now()
	wide := strings.Repeat("\t", 1<<19)
	var names strings.Builder
	for i := range 100_000 {
		fmt.Fprintf(&names, "\tx%d", i)
	}
	short := strings.Repeat("SKU\n", 100_000)
	for name, header := range map[string]string{"a header of tabs": "sku" + wide, "a header of names": "sku" + names.String()} {
		rows, err := readingAll(flatfile.ReadLoader(strings.NewReader(header+"\n"+short), flatfile.ReadOptions{}))
		require.NoError(t, err, name)
		assert.Len(t, rows, 100_000)
	}
	_, err := readingAll(flatfile.ReadLoader(strings.NewReader("sku\nA"+strings.Repeat("\tx", 1<<18)+"\n"), flatfile.ReadOptions{}))
	e := asRowError(t, err)
	require.Len(t, e.Fields, 1, "one fault for all of them")
	assert.ErrorContains(t, err, "cell 2 and 262143 more are in no column")

	torn := listingHeader + "\n" + strings.Repeat("A\n", 200_000)
	_, _ = readingAll(flatfile.ReadListings(strings.NewReader(torn),
		flatfile.ReadOptions{OnRowError: func(*flatfile.RowError) error { return nil }}))

	row := tractatus()
	row.Extra = map[string]string{}
	columns := []string{"sku", "price", "product-id", "product-id-type", "item-condition", "quantity", "add-delete",
		"will-ship-internationally", "expedited-shipping", "item-note", "item-is-marketplace"}
	for i := range 20_000 {
		columns = append(columns, fmt.Sprint("x", i))
		row.Extra[fmt.Sprint("x", i)] = "x"
	}
	w, err := flatfile.NewLoaderWriter(&strings.Builder{}, flatfile.WriteOptions{Columns: columns})
	require.NoError(t, err)
	for range 20 {
		require.NoError(t, w.Write(row))
	}
	assert.Less(t, time.Since(started), 10*time.Minute)
}

// Amounts are judged by their value, in reading and in writing.
func TestAmountsAreJudgedByTheirValue(t *testing.T) {
	t.Parallel()
	for n := range int64(1000) {
		n++
		spellings := []decimal.Decimal{
			decimal.NewFromFloat(float64(n)), decimal.NewFromInt(n),
			decimal.NewFromInt(2 * n).Div(decimal.NewFromInt(2)), decimal.New(n*1000, -3),
			decimal.RequireFromString(fmt.Sprintf("%de0", n)), decimal.RequireFromString(fmt.Sprintf("%d.00000000", n)),
		}
		for _, amount := range spellings {
			row := tractatus()
			row.Price = amount
			require.NoError(t, row.Validate(), "%s", amount)
			require.NoError(t,
				flatfile.Refund{OrderID: "1", OrderItemID: "2", Amount: amount, Reason: flatfile.ReasonNoInventory}.Validate())
		}
		for _, text := range []string{fmt.Sprint(n), fmt.Sprint(n, ".0"), fmt.Sprintf("%d.00", n), fmt.Sprintf("%dE0", n),
			fmt.Sprintf("%d0E-1", n), fmt.Sprintf(" %d ", n), fmt.Sprintf("00%d", n), fmt.Sprintf("%.1fe1",
				float64(n)/10), fmt.Sprintf("%d.0000000000000000", n)} {
			rows, err := readingAll(
				flatfile.ReadLoader(strings.NewReader("sku\tprice\tquantity\nA\t"+text+"\t"+text+"\n"), flatfile.ReadOptions{}))
			require.NoError(t, err, text)
			require.True(t, rows[0].Price.Equal(decimal.NewFromInt(n)), text)
			require.Equal(t, int(n), *rows[0].Quantity, text)
		}
	}
	for _, hostile := range []string{"1e100000000", "1e-100000000", strings.Repeat("9", 10_000), "0x10", "NaN", "Inf", "1_000",
		"1.00\u00a0", "٣"} {
		_, err := readingAll(flatfile.ReadLoader(strings.NewReader("sku\tprice\nA\t"+hostile+"\n"), flatfile.ReadOptions{}))
		require.ErrorContains(t, err, "is not an amount", hostile)
	}
	for _, amount := range []decimal.Decimal{decimal.New(1, 1e9), decimal.New(1, -1e9), decimal.RequireFromString("0.333"),
		decimal.New(-1, 0), {}} {
		row := flatfile.ModifyRow{SKU: "A", Price: &amount}
		assert.Error(t, row.Validate())
	}
}

func TestIdentifiersThatAreRefused(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		" A": "it has a blank before or after it", "A ": "it has a blank before or after it",
		"\u00a0A":  "it has a blank before or after it",
		"\uFEFFA":  "it has a byte order mark",
		"9.78E+12": `"9.78E+12" is what a spreadsheet makes of a long number`, "1.23457E+13": "a spreadsheet",
		"9,78e+12": "a spreadsheet", "978E+10": "a spreadsheet",
		"9780486404455.0": "a spreadsheet",
	} {
		row := tractatus()
		row.SKU = text
		require.ErrorContains(t, row.Validate(), "sku: ")
		require.ErrorContains(t, row.Validate(), want)
		row = tractatus()
		row.ASIN1 = text
		require.ErrorContains(t, row.Validate(), "asin1: ")
		row = tractatus()
		row.ProductID = text
		require.ErrorContains(t, row.Validate(), "product-id: ")
		refund := flatfile.Refund{OrderID: "1", OrderItemID: text, Amount: decimal.New(1, 0), Reason: flatfile.ReasonNoInventory}
		require.ErrorContains(t, refund.Validate(), "payments-transaction-id: ")
		record := uieeTractatus()
		record.SKU, record.ISBN = text, text
		require.ErrorContains(t, record.Validate(), "UR: ")
		require.ErrorContains(t, record.Validate(), "BN: ")
	}
	for _, good := range []string{"E+12", "A1E+12", "1E5", "1-E+12", "12E", "B\u00e9"} {
		row := tractatus()
		row.SKU = good
		require.NoError(t, row.Validate(), good)
	}
}

// A cell of no consequence does not hide its row.
func TestCellsThatDecideNothingMayBeUnreadable(t *testing.T) {
	t.Parallel()
	items := readingOrders(t, orderHeader+strings.Replace(orderRow, "3.99", "n/a", 1)+orderRow, flatfile.ReadOptions{})
	require.Len(t, items, 2)
	assert.True(t, items[0].ShippingFee.IsZero())
	assert.Equal(t, []sellerwire.FieldError{{Field: "shipping-fee", Reason: `"n/a" is not an amount`}}, items[0].Unreadable)
	assert.Equal(t, map[string]string{"shipping-fee": "n/a"}, items[0].Extra, "its text is kept")
	assert.Empty(t, items[1].Unreadable)
	assert.Equal(t, "3.99", items[1].ShippingFee.String())

	listings, err := readingAll(flatfile.ReadListings(strings.NewReader("seller-sku\tpending-quantity\nA\tmany\nB\t2.0\n"),
		flatfile.ReadOptions{}))
	require.NoError(t, err)
	assert.Nil(t, listings[0].PendingQuantity)
	assert.Equal(t, "pending-quantity", listings[0].Unreadable[0].Field)
	assert.Equal(t, 2, *listings[1].PendingQuantity)
}
