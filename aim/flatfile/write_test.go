package flatfile_test

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim/flatfile"
)

// written is what a writer writes for rows that are all valid.
func written[T any](t *testing.T, makeWriter func(io.Writer, flatfile.WriteOptions) (*flatfile.Writer[T], error),
	opts flatfile.WriteOptions, rows ...T) string {
	t.Helper()
	var file bytes.Buffer
	w, err := makeWriter(&file, opts)
	require.NoError(t, err)
	for _, row := range rows {
		require.NoError(t, w.Write(row))
	}
	require.NoError(t, w.Flush())
	return file.String()
}

func tableWriter(columns ...string) func(io.Writer, flatfile.WriteOptions) (*flatfile.Writer[[]string], error) {
	return func(w io.Writer, opts flatfile.WriteOptions) (*flatfile.Writer[[]string], error) {
		return flatfile.NewTableWriter(w, columns, opts)
	}
}

// tractatus is a valid row.
func tractatus() flatfile.LoaderRow {
	return flatfile.LoaderRow{
		ProductID: "0486404455", ProductIDType: flatfile.ProductISBN, Condition: flatfile.ConditionUsedVeryGood,
		Price: decimal.RequireFromString("12.50"), SKU: "SKU-0001", Quantity: new(1), Action: flatfile.ActionAdd,
		WillShipInternationally: flatfile.Yes,
		ExpeditedShipping:       flatfile.ExpeditedServices(flatfile.ExpeditedNext, flatfile.ExpeditedDomestic),
		ItemNote:                `"Clean", — with an owner’s name`, ItemIsMarketplace: flatfile.Yes,
	}
}

func TestATableIsWrittenUnquoted(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "sku\tnote\r\na\t\"b\"\r\nc\t\r\n", written(t, tableWriter("sku", "note"), flatfile.WriteOptions{},
		[]string{"a", `"b"`}, []string{"c"}))
	assert.Equal(t, "sku\tnote\r\n", written(t, tableWriter("sku", "note"), flatfile.WriteOptions{}), "a file without rows has a "+
		"header line")
}

func TestWhatWouldBreakTheFileIsRefused(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		row  []string
		want string
	}{
		{"a TAB", []string{"a", "b\tc"}, "flatfile: row 1: note: must not contain a TAB (byte 1)"},
		{"a TAB alone", []string{"a", "\t"}, "flatfile: row 1: note: must not contain a TAB (byte 0)"},
		{"a line feed", []string{"a\n", "b"}, "flatfile: row 1: sku: must not contain a line break (byte 1)"},
		{"a carriage return", []string{"a", "äb\r"}, "flatfile: row 1: note: must not contain a line break (byte 3)"},
		{"a control character", []string{"a\x00", "b"}, "flatfile: row 1: sku: must not contain the control character U+0000 (byte 1)"},
		{"a control character of Latin-1", []string{"a\u0085", "b"},
			"flatfile: row 1: sku: must not contain the control character U+0085 (byte 1)"},
		{"two faults", []string{"a\t", "b\n"},
			"flatfile: row 1: sku: must not contain a TAB (byte 1); note: must not contain a line break (byte 1)"},
		{"a value without a column", []string{"a", "b", "c"}, "flatfile: row 1: it has 3 cells for 2 columns"},
		{"a row without a value", []string{"", " "}, "flatfile: row 1: all its cells are empty"},
		{"a character that Windows-1252 lacks", []string{"a", "東京"}, "flatfile: row 1: note: windows-1252 has no character '東' (U+6771)"},
		{"bytes that are not UTF-8", []string{"a", "Caf\xE9"}, "flatfile: row 1: note: the text is not valid UTF-8, or contains U+FFFD"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var file bytes.Buffer
			w, err := flatfile.NewTableWriter(&file, []string{"sku", "note"}, flatfile.WriteOptions{})
			require.NoError(t, err)
			err = w.Write(tt.row)
			require.EqualError(t, err, tt.want)
			require.ErrorIs(t, err, sellerwire.ErrInvalidRequest)
			assert.Equal(t, 1, asRowError(t, err).Row)

			require.NoError(t, w.Write([]string{"x", "y"}), "the next row can be written")
			require.NoError(t, w.Flush())
			assert.Equal(t, "sku\tnote\r\nx\ty\r\n", file.String(), "nothing is there of the refused one")
		})
	}
}

func TestFilesAreWrittenInTheEncodingThatIsAskedFor(t *testing.T) {
	t.Parallel()
	tests := []struct {
		encoding flatfile.Encoding
		text     string
		want     string
		lacking  string
	}{
		{flatfile.DefaultEncoding, "— ® é", "\x97 \xAE \xE9", "ソ"},
		{flatfile.Windows1252, "— ® é", "\x97 \xAE \xE9", "Ω"},
		{flatfile.UTF8, "é—®ソ", "é—®ソ", "\xFF"},
		{flatfile.ShiftJIS, "本ソ", "\x96\x7B\x83\x5C", "é"},
	}
	for _, tt := range tests {
		t.Run(tt.encoding.String(), func(t *testing.T) {
			t.Parallel()
			opts := flatfile.WriteOptions{Encoding: tt.encoding}
			file := written(t, tableWriter("note"), opts, []string{tt.text})
			assert.Equal(t, "note\r\n"+tt.want+"\r\n", file)
			assert.Equal(t, [][]string{{tt.text}}, valuesOf(t, file, flatfile.ReadOptions{Encoding: tt.encoding}))

			w, err := flatfile.NewTableWriter(io.Discard, []string{"note"}, opts)
			require.NoError(t, err)
			assert.Error(t, w.Write([]string{tt.lacking}))
		})
	}
}

func TestWriteOptionsAreChecked(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		columns []string
		opts    flatfile.WriteOptions
		want    string
	}{
		{"no columns", nil, flatfile.WriteOptions{}, "must name at least one column"},
		{"a column twice", []string{"sku", "SKU"}, flatfile.WriteOptions{}, `the column "SKU" appears twice`},
		{"a column without a name", []string{"sku", ""}, flatfile.WriteOptions{}, "a column has no name"},
		{"a column with blanks around it", []string{" sku"}, flatfile.WriteOptions{}, `" sku": it has a blank before or after it`},
		{"a column with a byte order mark", []string{"\uFEFFsku"}, flatfile.WriteOptions{Encoding: flatfile.UTF8},
			"it has a byte order mark (U+FEFF) at byte 0"},
		{"a column with a TAB", []string{"sk\tu"}, flatfile.WriteOptions{}, "Columns: must not contain a TAB (byte 2)"},
		{"a column that the encoding lacks", []string{"値段"}, flatfile.WriteOptions{}, "windows-1252 has no character '値'"},
		{"columns given twice", []string{"sku"}, flatfile.WriteOptions{Columns: []string{"sku"}},
			"Columns: must be empty: the columns are an argument"},
		{"an encoding of nobody's", []string{"sku"}, flatfile.WriteOptions{Encoding: 99},
			"Encoding: must be one of this package's encodings"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := flatfile.NewTableWriter(io.Discard, tt.columns, tt.opts)
			require.ErrorContains(t, err, tt.want)
			require.ErrorIs(t, err, sellerwire.ErrInvalidRequest)
			_, again := flatfile.TableFeed(tt.columns, flatfile.Rows(slices.Values([][]string{{"a"}})), tt.opts)
			assert.Equal(t, err, again)
		})
	}
}

func TestColumnsOfATypedFileCanBeChosen(t *testing.T) {
	t.Parallel()
	row := tractatus()
	row.FulfillmentCenterID = "AMAZON_NA"
	row.Extra = map[string]string{"launch-date": "2009-08-01"}
	row.ItemNote = ""
	chosen := []string{"launch-date", "SKU", "price", "fulfillment-center-id", "product-id", "product-id-type", "item-condition",
		"quantity", "add-delete", "will-ship-internationally", "expedited-shipping", "item-is-marketplace"}
	file := written(t, flatfile.NewLoaderWriter, flatfile.WriteOptions{Columns: chosen}, row)
	assert.Equal(t, strings.Join(chosen, "\t")+"\r\n2009-08-01\tSKU-0001\t12.50\tAMAZON_NA\t0486404455\t2\t2\t1\ta\ty\tNext,Domestic\t"+
		"y\r\n",
		file)
	rows, err := readingAll(flatfile.ReadLoader(strings.NewReader(file), flatfile.ReadOptions{}))
	require.NoError(t, err)
	assert.Equal(t, []flatfile.LoaderRow{row}, rows)

	w, err := flatfile.NewLoaderWriter(io.Discard, flatfile.WriteOptions{})
	require.NoError(t, err)
	require.EqualError(t, w.Write(row),
		"flatfile: row 1: fulfillment-center-id: the file has no such column; launch-date: the file has no such column",
		"a value is never left out silently")

	_, err = flatfile.NewLoaderWriter(io.Discard, flatfile.WriteOptions{Columns: []string{"price", "quantity"}})
	require.ErrorContains(t, err, "Columns: the column sku is missing")
	_, err = flatfile.NewModifyWriter(io.Discard, flatfile.WriteOptions{Columns: []string{"sku", "item-note"}})
	require.ErrorContains(t, err, `the service does not accept the column "item-note" in a modify-only file`)
	_, err = flatfile.NewRefundWriter(io.Discard,
		flatfile.WriteOptions{Columns: []string{"order-id", "payments-transaction-id", "refund-amount", "message", "reason"}})
	require.ErrorContains(t, err, "must be these, in this order: order-id, payments-transaction-id, refund-amount, reason, message")
	_, err = flatfile.NewUIEEWriter(io.Discard, flatfile.WriteOptions{Columns: []string{"UR"}, Encoding: -1})
	require.ErrorContains(t, err, "Encoding: must be one of this package's encodings; Columns: must be empty: a UIEE file has no columns")
}

func TestCodesThatAreNotKnownNeedPermission(t *testing.T) {
	t.Parallel()
	row := tractatus()
	row.Condition, row.ProductIDType, row.Action = "12", "5", "u"
	row.WillShipInternationally, row.ExpeditedShipping, row.ItemIsMarketplace = "1", "Next,Rocket", "maybe"
	fields := []string{"product-id-type", "item-condition", "add-delete", "will-ship-internationally", "expedited-shipping",
		"item-is-marketplace"}

	var refused []string
	for _, f := range asInvalid(t, row.Validate()).Fields {
		refused = append(refused, f.Field)
		assert.Contains(t, f.Reason, "is not known; see WriteOptions.AllowUnknownCodes")
	}
	assert.Equal(t, fields, refused)
	file := written(t, flatfile.NewLoaderWriter, flatfile.WriteOptions{AllowUnknownCodes: true}, row)
	rows, err := readingAll(flatfile.ReadLoader(strings.NewReader(file), flatfile.ReadOptions{}))
	require.NoError(t, err)
	assert.Equal(t, []flatfile.LoaderRow{row}, rows)
}

type brokenWriter struct{ room int }

var errDiskFull = errors.New("disk full")

func (w *brokenWriter) Write(p []byte) (int, error) {
	if w.room -= len(p); w.room < 0 {
		return 0, errDiskFull
	}
	return len(p), nil
}

func TestAnErrorOfTheUnderlyingWriterIsFinal(t *testing.T) {
	t.Parallel()
	w, err := flatfile.NewTableWriter(&brokenWriter{room: 100_000}, []string{"note"}, flatfile.WriteOptions{})
	require.NoError(t, err)
	row := []string{strings.Repeat("x", 10_000)}
	for range 20 {
		if err = w.Write(row); err != nil {
			break
		}
	}
	require.ErrorIs(t, err, errDiskFull)
	require.ErrorIs(t, w.Write(row), errDiskFull)
	require.ErrorIs(t, w.Flush(), errDiskFull)
}
