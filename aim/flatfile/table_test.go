package flatfile_test

import (
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim/flatfile"
)

// readingAll collects what a reader yields, and its error.
func readingAll[T any](rows iter.Seq2[T, error]) (all []T, failure error) {
	for row, err := range rows {
		if err != nil {
			return all, err
		}
		all = append(all, row)
	}
	return all, nil
}

// valuesOf reads a table of text.
func valuesOf(t *testing.T, file string, opts flatfile.ReadOptions) [][]string {
	t.Helper()
	rows, err := readingAll(flatfile.ReadTable(strings.NewReader(file), opts))
	require.NoError(t, err)
	var values [][]string
	for _, row := range rows {
		values = append(values, row.Cells())
	}
	return values
}

func asRowError(t *testing.T, err error) *flatfile.RowError {
	t.Helper()
	e, ok := errors.AsType[*flatfile.RowError](err)
	require.True(t, ok, "%T %v", err, err)
	return e
}

func TestATableIsReadUnquoted(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, file string
		want       [][]string
	}{
		{"lines end in LF", "sku\tnote\na\tb\nc\td\n", [][]string{{"a", "b"}, {"c", "d"}}},
		{"lines end in CRLF", "sku\tnote\r\na\tb\r\nc\td\r\n", [][]string{{"a", "b"}, {"c", "d"}}},
		{"the last line has no end", "sku\tnote\na\tb", [][]string{{"a", "b"}}},
		{"a carriage return inside a cell stays", "sku\tnote\na\tb\rc\n", [][]string{{"a", "b\rc"}}},
		{"a quotation mark is text wherever it stands", "sku\tnote\n\"a\t\"b\"\nc\"\td\n", [][]string{{`"a`, `"b"`}, {`c"`, "d"}}},
		{"the first value may be empty", "sku\tnote\n\tb\n", [][]string{{"", "b"}}},
		{"a row may be short", "sku\tprice\tnote\na\n", [][]string{{"a"}}},
		{"tabs at the end are no values", "sku\tnote\na\tb\t\t\nc\td\t \n", [][]string{{"a", "b"}, {"c", "d"}}},
		{"a backslash is text", "sku\tnote\na\\tb\tc\\n\n", [][]string{{`a\tb`, `c\n`}}},
		{"lines without a value are skipped", "\nsku\tnote\n\n\t\t\n  \na\tb\n\n\n", [][]string{{"a", "b"}}},
		{"blanks around a value stay", "sku\tnote\n a \t b \n", [][]string{{" a ", " b "}}},
		{"a byte order mark is skipped", "\uFEFFsku\tnote\na\tb\n", [][]string{{"a", "b"}}},
		{"a header line alone has no rows", "sku\tnote\n", nil},
		{"two columns without a name are let pass", "sku\t\t\na\n", [][]string{{"a"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tt.want, valuesOf(t, tt.file, flatfile.ReadOptions{}))
		})
	}
}

// The baseline of the benchmark is a common choice. It reads a quotation mark at the
// start of a value as the start of a quoted value.
func TestQuotesAreTextWhereEncodingCSVMergesRows(t *testing.T) {
	t.Parallel()
	file := "sku\titem-name\tprice\n" +
		"SKU-1\t\"The Hobbit\" boxed set\t20.00\n" +
		"SKU-2\t\"Emma, with an opening quote\t5.00\n" +
		"SKU-3\tPersuasion\t6.00\n" +
		"SKU-4\t8\" records\t7.00\n"

	c := csv.NewReader(strings.NewReader(file))
	c.Comma, c.LazyQuotes, c.FieldsPerRecord = '\t', true, -1
	merged, err := c.ReadAll()
	require.NoError(t, err)
	assert.Equal(t, [][]string{
		{"sku", "item-name", "price"},
		{"SKU-1", "The Hobbit\" boxed set\t20.00\nSKU-2\t\"Emma, with an opening quote\t5.00\nSKU-3\tPersuasion\t6.00\nSKU-4\t8\" " +
			"records\t" +
			"7.00\n"},
	}, merged, "without an error, three rows are gone")

	assert.Equal(t, [][]string{
		{"SKU-1", `"The Hobbit" boxed set`, "20.00"},
		{"SKU-2", `"Emma, with an opening quote`, "5.00"},
		{"SKU-3", "Persuasion", "6.00"},
		{"SKU-4", `8" records`, "7.00"},
	}, valuesOf(t, file, flatfile.ReadOptions{}))
}

func TestARowFindsItsValuesByName(t *testing.T) {
	t.Parallel()
	table, err := flatfile.NewTable(strings.NewReader("SKU\tItem Name\t\tnew-thing\n\na\tb\n"), flatfile.ReadOptions{})
	require.NoError(t, err)
	assert.Equal(t, []string{"SKU", "Item Name", "new-thing"}, table.Columns())
	rows, err := readingAll(table.Rows())
	require.NoError(t, err)
	require.Len(t, rows, 1)
	row := rows[0]
	assert.Equal(t, 1, row.Number())
	assert.Equal(t, 3, row.Line())
	assert.Equal(t, "a", row.Get("sku"))
	assert.Equal(t, "b", row.Get("item-name"), "case and blanks do not count")
	value, ok := row.Lookup("new-thing")
	assert.True(t, ok, "the column is there, the row is short")
	assert.Empty(t, value)
	_, ok = row.Lookup("price")
	assert.False(t, ok)
	_, ok = row.Lookup("")
	assert.False(t, ok, "a column without a name has none")

	corrected, ok := row.With("new-thing", "x")
	assert.True(t, ok)
	assert.Equal(t, []string{"a", "b", "x"}, corrected.Cells())
	assert.Equal(t, []string{"a", "b"}, row.Cells(), "the row itself is as it was")
	_, ok = row.With("price", "1")
	assert.False(t, ok)

	var none flatfile.Row
	assert.Empty(t, none.Get("sku"))
	assert.Empty(t, none.Columns())
	_, ok = none.With("sku", "x")
	assert.False(t, ok)
}

func TestATableThatCannotBeRead(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, file, want string }{
		{"is empty", "", "the file is empty"},
		{"has blank lines only", "\r\n\n\t\t\n", "the file is empty"},
		{"ends within its header line", "sku\tpri", "the file ends within the header line"},
		{"is UTF-16", "\xFF\xFEs\x00k\x00u\x00\r\x00\n\x00", "it is UTF-16"},
		{"is UTF-16 without a mark", "\x00s\x00k\x00u\x00\r\x00\n", "it is UTF-16"},
		{"is compressed", "\x1f\x8b\x08\x00\x00\n", "it is compressed by gzip"},
		{"is a workbook", "PK\x03\x04\x14\x00\n", "it is a ZIP archive or a workbook"},
		{"is a web page", "\n <html><title>Down</title></html>\n", "it is a web page or an XML document"},
		{"is a message", "Service temporarily unavailable\n", "its first line is not a line of column names"},
		{"has a header line that is too long", strings.Repeat("x", flatfile.DefaultMaxLine+1) + "\n", "the header line is too long"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := flatfile.NewTable(strings.NewReader(tt.file), flatfile.ReadOptions{})
			require.ErrorIs(t, err, sellerwire.ErrUnexpectedContent)
			assert.ErrorContains(t, err, tt.want)
			_, again := readingAll(flatfile.ReadTable(strings.NewReader(tt.file), flatfile.ReadOptions{}))
			assert.Equal(t, err, again)
		})
	}
}

func TestTextIsDecodedCellByCell(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		encoding flatfile.Encoding
		file     string
		want     [][]string
	}{
		{"UTF-8 and Windows-1252 in one file", flatfile.DefaultEncoding, "note\nCaf\xC3\xA9\nCaf\xE9 \x97 \xAE\nplain\n",
			[][]string{{"Café"}, {"Café — ®"}, {"plain"}}},
		{"Windows-1252 only", flatfile.Windows1252, "note\nCaf\xC3\xA9\n", [][]string{{"CafÃ©"}}},
		{"UTF-8, with a stray byte", flatfile.UTF8, "note\tmore\nCaf\xE9\tCaf\xC3\xA9\n", [][]string{{"Café", "Café"}}},
		{"Shift_JIS", flatfile.ShiftJIS, "note\tprice\n\x96\x7B\x83\x5C\t100\n", [][]string{{"本ソ", "100"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tt.want, valuesOf(t, tt.file, flatfile.ReadOptions{Encoding: tt.encoding}))
		})
	}
}

func TestALineMayBeLong(t *testing.T) {
	t.Parallel()
	// Longer than any buffer, and exactly as long as allowed.
	for _, length := range []int{4 << 10, 64<<10 - 1, 64 << 10, 64<<10 + 1, 200_000, flatfile.DefaultMaxLine} {
		for _, end := range []string{"\n", "\r\n", "\r", ""} {
			value := strings.Repeat("ä", length/2) + strings.Repeat("x", length%2)
			assert.Equal(t, [][]string{{value}},
				valuesOf(t, "note"+cmp.Or(end, "\n")+value+end, flatfile.ReadOptions{}), "%d bytes", length)
		}
	}
	tooLong := "note\na\n" + strings.Repeat("x", 3_000_000) + "\nb\n"
	rows, err := readingAll(flatfile.ReadTable(strings.NewReader(tooLong), flatfile.ReadOptions{}))
	require.EqualError(t, err, "flatfile: row 2 (line 3): the line is longer than 1048576 bytes")
	assert.Len(t, rows, 1)
	assert.Equal(t, int64(flatfile.DefaultMaxLine), asRowError(t, err).Fields[0].Limit)

	var told []int
	opts := flatfile.ReadOptions{MaxLine: 10, OnRowError: func(e *flatfile.RowError) error {
		told = append(told, e.Row)
		return nil
	}}
	assert.Equal(t, [][]string{{"0123456789"}, {"b"}}, valuesOf(t, "note\r\n0123456789\r\n01234567890\r\nb\r\n", opts))
	assert.Equal(t, []int{2}, told)
}

func TestAMalformedRowIsReportedWithItsNumber(t *testing.T) {
	t.Parallel()
	file := "sku\tprice\n\na\t1\nb\t2\textra\nc\t3\n"
	rows, err := readingAll(flatfile.ReadTable(strings.NewReader(file), flatfile.ReadOptions{}))
	require.EqualError(t, err, "flatfile: row 2 (line 4): cell 3 is in no column")
	require.ErrorIs(t, err, sellerwire.ErrUnexpectedContent)
	assert.Len(t, rows, 1, "nothing comes after the error")
	e := asRowError(t, err)
	assert.Equal(t, 2, e.Row)
	assert.Equal(t, 4, e.Line)
	assert.Equal(t, []string{"b", "2", "extra"}, e.Cells.Cells())
	assert.Equal(t, "b", e.Cells.Get("sku"))

	var told []*flatfile.RowError
	opts := flatfile.ReadOptions{OnRowError: func(e *flatfile.RowError) error {
		told = append(told, e)
		return nil
	}}
	assert.Equal(t, [][]string{{"a", "1"}, {"c", "3"}}, valuesOf(t, file, opts))
	require.Len(t, told, 1)
	assert.Equal(t, e.Fields, told[0].Fields)

	enough := errors.New("enough")
	opts.OnRowError = func(*flatfile.RowError) error { return enough }
	rows, err = readingAll(flatfile.ReadTable(strings.NewReader(file), opts))
	require.ErrorIs(t, err, enough)
	assert.Len(t, rows, 1)
}

func TestAMalformedRowAmongManyLosesNoOther(t *testing.T) {
	t.Parallel()
	rows := 20_000
	if *full {
		rows = 1_000_000
	}
	bad := rows / 2
	file, write := io.Pipe()
	go func() {
		fmt.Fprint(write, "seller-sku\tquantity\tprice\tproduct-id\n")
		for i := range rows {
			quantity := "1"
			if i+1 == bad {
				quantity = "one"
			}
			fmt.Fprintf(write, "SKU-%d\t%s\t9.99\tB00%d\n", i+1, quantity, i)
		}
		write.Close()
	}()
	var told []string
	read := 0
	for _, err := range flatfile.ReadListingsLite(file, flatfile.ReadOptions{OnRowError: func(e *flatfile.RowError) error {
		told = append(told, e.Error()+" "+e.Cells.Get("seller-sku"))
		return nil
	}}) {
		require.NoError(t, err)
		read++
	}
	assert.Equal(t, rows-1, read)
	assert.Equal(t, []string{fmt.Sprintf(`flatfile: row %d (line %d): quantity: "one" is not a whole number `+
		`SKU-%d`, bad, bad+1, bad)}, told)
}

func TestAReaderCanBeRangedOverOnce(t *testing.T) {
	t.Parallel()
	const file = "sku\tprice\na\t1\nb\t2\n"
	rows := flatfile.ReadTable(strings.NewReader(file), flatfile.ReadOptions{})
	for range rows {
		break
	}
	_, err := readingAll(rows)
	require.ErrorContains(t, err, "ranged over once")

	table, err := flatfile.NewTable(strings.NewReader(file), flatfile.ReadOptions{})
	require.NoError(t, err)
	_, err = readingAll(table.Rows())
	require.NoError(t, err)
	_, err = readingAll(table.Rows())
	require.ErrorContains(t, err, "ranged over once")
}

func TestAnErrorOfTheSourceComesThroughAsItIs(t *testing.T) {
	t.Parallel()
	broken := errors.New("connection reset")
	for _, start := range []string{"", "sku\tpri", "sku\tprice\n", "sku\tprice\na\t1\n", "sku\tprice\na\t1\nb\t2"} {
		source := io.MultiReader(strings.NewReader(start), iotest.ErrReader(broken))
		told := 0
		rows, err := readingAll(flatfile.ReadTable(source, flatfile.ReadOptions{OnRowError: func(*flatfile.RowError) error {
			told++
			return nil
		}}))
		assert.Equal(t, broken, err, "%q", start)
		assert.Zero(t, told)
		assert.LessOrEqual(t, len(rows), 1, "a line that was cut off is no row")
	}
}

func TestReadingDoesNotDependOnHowTheSourceIsCut(t *testing.T) {
	t.Parallel()
	file := "sku\tnote\r\n" + strings.Repeat("SKU\t\"Café\xE9\r\n", 500)
	want := valuesOf(t, file, flatfile.ReadOptions{})
	require.Len(t, want, 500)
	for name, wrap := range map[string]func(io.Reader) io.Reader{
		"byte by byte": iotest.OneByteReader, "data with EOF": iotest.DataErrReader, "half of it": iotest.HalfReader,
	} {
		rows, err := readingAll(flatfile.ReadTable(wrap(strings.NewReader(file)), flatfile.ReadOptions{}))
		require.NoError(t, err, name)
		assert.True(t, slices.EqualFunc(want, rows, func(w []string, r flatfile.Row) bool { return slices.Equal(w, r.Cells()) }), name)
	}
}
