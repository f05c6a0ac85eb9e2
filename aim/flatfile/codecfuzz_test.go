package flatfile_test

import (
	"bytes"
	"encoding/json"
	"io"
	"iter"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/aim/flatfile"
)

// reading collects the good rows of a file and counts the bad ones.
func reading[T any](read func(io.Reader, flatfile.ReadOptions) iter.Seq2[T, error], file []byte, encoding flatfile.Encoding) (rows []T,
	bad int) {
	opts := flatfile.ReadOptions{Encoding: encoding, MaxLine: 10_000, OnRowError: func(*flatfile.RowError) error {
		bad++
		return nil
	}}
	for row, err := range read(bytes.NewReader(file), opts) {
		if err == nil {
			rows = append(rows, row)
		}
	}
	return rows, bad
}

// rewrite reads any bytes, writes the rows that can be written, and reads them again.
func rewrite[T any](
	t *testing.T, file []byte,
	read func(io.Reader, flatfile.ReadOptions) iter.Seq2[T, error],
	makeWriter func(io.Writer, flatfile.WriteOptions) (*flatfile.Writer[T], error),
) {
	for _, encoding := range []flatfile.Encoding{flatfile.UTF8, flatfile.Windows1252, flatfile.ShiftJIS} {
		rows, _ := reading(read, file, encoding)
		var again bytes.Buffer
		w, err := makeWriter(&again, flatfile.WriteOptions{Encoding: encoding, AllowUnknownCodes: true})
		require.NoError(t, err)
		var good []T
		for _, row := range rows {
			if w.Write(row) == nil {
				good = append(good, row)
			}
		}
		require.NoError(t, w.Flush())
		back, bad := reading(read, again.Bytes(), encoding)
		assert.Zero(t, bad, "%v: %q", encoding, again.Bytes())
		assert.Equal(t, shown(t, good), shown(t, back), "%v: %q", encoding, again.Bytes())
	}
}

// shown returns rows in their written form: decimals of one value can differ.
func shown[T any](t *testing.T, rows []T) []string {
	t.Helper()
	var texts []string
	for _, row := range rows {
		texts = append(texts, strings.Join(strings.Fields(sprint(row)), " "))
	}
	return texts
}

var tableSeeds = []string{
	"", "\n", "sku", "sku\tprice\nA\t1.00\n", "\uFEFFsku\tnote\r\n\t\r\na\t\"b\n\"c\td\r\n", "sku\tsku\n", "sku\t\t\n\t\tx\n",
	"sku\nCaf\xE9\nCaf\xC3\xA9\n\x83\x5C\n", "SKU\tItem Name\nA\r\tb\n", "a\tb\nx\ty\tz\n\x00\t\x01\n", "\tb\nx\n",
	orderHeader + orderRow, listingHeader + "\n" + listingRow("a\nb") + "\n", log2009,
}

// simplest reads a table in the simplest possible way. It leaves out what other tests
// cover: padding, other encodings, columns without a name or with the same name.
func simplest(file string) (rows [][]string, ok bool) {
	if !utf8.ValidString(file) || strings.ContainsAny(file, "\x00\x1a") {
		return nil, false
	}
	rest, end := strings.TrimPrefix(file, "\uFEFF"), ""
	for end == "" {
		at := strings.IndexAny(rest, "\r\n")
		if at < 0 {
			return nil, false
		}
		lineEnd := rest[at : at+1]
		if strings.HasPrefix(rest[at:], "\r\n") {
			lineEnd = "\r\n"
		}
		line := rest[:at]
		rest = rest[at+len(lineEnd):]
		if strings.Trim(line, "\t ") != "" {
			rows, end = append(rows, strings.Split(line, "\t")), lineEnd
		}
	}
	names := map[string]bool{"": true}
	for i, name := range rows[0] {
		name = strings.TrimSpace(name)
		rows[0][i] = name
		folded := strings.ReplaceAll(strings.ToLower(name), " ", "-")
		if names[folded] {
			return nil, false
		}
		names[folded] = true
	}
	if end == "\r\n" {
		rest = strings.TrimSuffix(rest, "\r") // of a line end that was cut
	}
	for line := range strings.SplitSeq(rest, end) {
		if strings.Trim(line, "\t ") == "" {
			continue
		}
		cells := strings.Split(line, "\t")
		for len(cells) > len(rows[0]) && strings.Trim(cells[len(cells)-1], " ") == "" {
			cells = cells[:len(cells)-1]
		}
		rows = append(rows, cells)
	}
	return rows, true
}

// FuzzTable compares the reader with the simplest one.
func FuzzTable(f *testing.F) {
	for _, seed := range tableSeeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		want, ok := simplest(string(file))
		table, err := flatfile.NewTable(bytes.NewReader(file), flatfile.ReadOptions{Encoding: flatfile.UTF8, Ending: flatfile.EndKnown})
		if err != nil {
			return
		}
		columns := table.Columns()
		if !ok {
			for range table.Rows() {
			}
			return
		}
		require.Equal(t, want[0], columns)
		number := 0
		for row, err := range table.Rows() {
			number++
			if err != nil {
				assert.Greater(t, len(want[number]), len(columns), "%q: %v", file, err)
				return
			}
			require.Equal(t, want[number], row.Cells())
			require.Equal(t, number, row.Number())
		}
		require.Equal(t, len(want)-1, number)

		w, err := flatfile.NewTableWriter(io.Discard, columns, flatfile.WriteOptions{Encoding: flatfile.UTF8})
		if err == nil {
			for _, cells := range want[1:] {
				_ = w.Write(cells)
			}
		}
	})
}

func FuzzLoader(f *testing.F) {
	for _, seed := range append(tableSeeds,
		strings.Join(flatfile.FulfillmentColumns(), "\t")+"\n0486404455\t2\t2\t12.50\tSKU\t1\ta\ty\tNext,Domestic\tnote\ty\t\tname\n",
		"sku\tprice\tquantity\tadd-delete\nA\t1\t0\td\nB\t.5\t1\nC\t1.005\t\n") {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		rewrite(t, file, flatfile.ReadLoader, flatfile.NewLoaderWriter)
		rewrite(t, file, flatfile.ReadBookLoader, flatfile.NewBookLoaderWriter)
		rewrite(t, file, flatfile.ReadModify, flatfile.NewModifyWriter)
	})
}

func FuzzUIEE(f *testing.F) {
	for _, seed := range []string{
		"", "UR|A\nTI|T\nPR|1.00\n\nUR|B\nXB|2\n", "user\nBOOKS\n\nUR|A\nAA|x\nAA|y\nQQ|z\nTI|t\nPR|1\n", "UR|A\nXB|9\nnothing\n\nUR|",
		"UR|\x83\x7C\nTI|\x83\x7C\nPR|1\n", "UR|A\nTI|T\nPR|1\nXD|S\nXA|4\nXC|BO\nKE|a\nKE|b\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		rewrite(t, file, flatfile.ReadUIEE, flatfile.NewUIEEWriter)
		records, _ := reading(flatfile.ReadUIEE, file, flatfile.DefaultEncoding)
		for _, r := range records {
			row, _, err := r.Loader(flatfile.ConvertOptions{})
			if err == nil {
				assert.NoError(t, row.Validate())
				assert.NoError(t, row.Validate())
			}
			book, _, err := r.BookLoader(flatfile.ConvertOptions{})
			if err == nil {
				assert.NoError(t, book.Validate())
			}
		}
	})
}

func FuzzRefunds(f *testing.F) {
	header := "order-id\tpayments-transaction-id\trefund-amount\treason\tmessage\n"
	for _, seed := range []string{header, header + "123-1234567-1234567\t12341234567890\t10.0\tCouldNotShip\tWith our apologies\n",
		header + "1\t2\t-1\tWhim\n", "x"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		rewrite(t, file, flatfile.ReadRefunds, flatfile.NewRefundWriter)
		refunds, _ := reading(flatfile.ReadRefunds, file, flatfile.UTF8)
		for _, r := range refunds {
			if r.Validate() == nil {
				assert.Positive(t, r.Amount.Sign())
			}
		}
	})
}

// FuzzReports reads any bytes as each report: without a panic, with every row once, and
// with the rest after a bad row.
func FuzzReports(f *testing.F) {
	for _, seed := range append(tableSeeds,
		"seller-sku\tquantity\tprice\tproduct-id\nA\t1\t9.99\tB1\nseller-sku\n", "123order-item-id: 2\tSUCCESS 10.00 is Refunded.\n",
		"row-number\tsku\titem-name\tmessage-type\tmessage\n2\tB\tTwo\tdata error\tbad\n") {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		lines := bytes.Count(file, []byte("\n")) + bytes.Count(file, []byte("\r")) + 1
		check := func(rows, bad int) { assert.LessOrEqual(t, rows+bad, lines) }
		orders, bad := reading(flatfile.ReadOrders, file, flatfile.DefaultEncoding)
		check(len(orders), bad)
		for _, o := range orders {
			assert.NotEmpty(t, o.OrderID)
			assert.LessOrEqual(t, o.TotalPrice.NumDigits(), 18)
		}
		open, bad := reading(flatfile.ReadListings, file, flatfile.DefaultEncoding)
		check(len(open), bad)
		lite, bad := reading(flatfile.ReadListingsLite, file, flatfile.DefaultEncoding)
		check(len(lite), bad)
		liter, bad := reading(flatfile.ReadListingsLiter, file, flatfile.DefaultEncoding)
		check(len(liter), bad)
		outcomes, bad := reading(flatfile.ReadRefundReport, file, flatfile.DefaultEncoding)
		check(len(outcomes), bad)
		log, err := flatfile.ReadErrorLog(bytes.NewReader(file), flatfile.ReadOptions{})
		if err == nil {
			check(len(log.Entries)+len(log.Text), 0)
		}
	})
}

// sprint shows a row with the values of its pointers.
func sprint(row any) string {
	text, err := json.Marshal(row)
	if err != nil {
		return err.Error()
	}
	return string(text)
}
