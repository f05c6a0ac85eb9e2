package inventory_test

import (
	"errors"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/examples/internal/inventory"
)

const (
	header = "sku\ttitle\tauthor\tpublisher\tpublish-year\tisbn\tbinding\tcondition\tprice\tcurrency\tquantity\tdescription\tstatus\n"
	first  = "A-1\tKrew elfów\tSapkowski, Andrzej\tsuperNOWA\t1994\t8370540791\tPaperback\tGood\t52.00\tUSD\t1\tCreased.\tsold\n"
	second = "A-2\tMomo\tEnde, Michael\tThienemann\t\t\tHardcover\tFine\t9.5\tEUR\t3\t\tfor-sale\n"
)

// collect gathers the rows before the first error, and fails if anything follows an
// error that is not of a row.
func collect(t *testing.T, rows iter.Seq2[inventory.Row, error]) ([]inventory.Row, error) {
	t.Helper()
	var good []inventory.Row
	var failed error
	for row, err := range rows {
		if row, bad := errors.AsType[*inventory.RowError](failed); bad {
			assert.Positive(t, row.Row)
			continue
		}
		require.NoError(t, failed, "the sequence went on after an error")
		if failed = err; err == nil {
			good = append(good, row)
		}
	}
	return good, failed
}

func TestReadFillsEveryField(t *testing.T) {
	t.Parallel()
	rows, err := collect(t, inventory.Read(strings.NewReader(header+first+second)))
	require.NoError(t, err)
	assert.Equal(t, []inventory.Row{
		{
			SKU: "A-1", Title: "Krew elfów", Author: "Sapkowski, Andrzej", Publisher: "superNOWA", PublishYear: 1994,
			ISBN: "8370540791", Binding: "Paperback", Condition: "Good", Price: decimal.RequireFromString("52.00"),
			Currency: "USD", Quantity: 1, Description: "Creased.", Status: inventory.StatusSold,
		},
		{
			SKU: "A-2", Title: "Momo", Author: "Ende, Michael", Publisher: "Thienemann",
			Binding: "Hardcover", Condition: "Fine", Price: decimal.RequireFromString("9.5"),
			Currency: "EUR", Quantity: 3, Status: inventory.StatusForSale,
		},
	}, rows)
	assert.True(t, rows[0].Sold())
	assert.False(t, rows[1].Sold())
}

func TestReadTakes(t *testing.T) {
	t.Parallel()
	reversed := func(line string) string {
		values := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		for i, j := 0, len(values)-1; i < j; i, j = i+1, j-1 {
			values[i], values[j] = values[j], values[i]
		}
		return strings.Join(values, "\t") + "\n"
	}
	for name, file := range map[string]string{
		"columns in any order":              reversed(header) + reversed(first),
		"columns it does not know":          "shelf\t" + header + "B4\t" + first,
		"lines that end in CR LF":           strings.ReplaceAll(header+first, "\n", "\r\n"),
		"a last line without an end":        strings.TrimSuffix(header+first, "\n"),
		"a byte order mark before the text": "\ufeff" + header + first,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rows, err := collect(t, inventory.Read(strings.NewReader(file)))
			require.NoError(t, err)
			require.Len(t, rows, 1)
			assert.Equal(t, "A-1", rows[0].SKU)
			assert.True(t, rows[0].Sold())
		})
	}
}

func TestReadErrorsNameRowAndColumn(t *testing.T) {
	t.Parallel()
	const long = "1234567890123456789"
	broken := func(old, replacement string) string {
		return header + first + strings.Replace(second, old, replacement, 1) + first
	}
	for name, test := range map[string]struct {
		file, want string
		before     int // good rows yielded first
	}{
		"no file at all":          {"", "inventory: header: the file is empty", 0},
		"a column is missing":     {strings.Replace(header, "isbn", "asin", 1), "inventory: header: column isbn is missing", 0},
		"a column is there twice": {strings.Replace(header, "isbn", "sku", 1), "inventory: header: column sku is there twice", 0},
		"the quantity is no number": {broken("\t3\t", "\tmany\t"),
			`inventory: row 2: column quantity: "many" is not a whole number`, 1},
		"the quantity is empty": {broken("\t3\t", "\t\t"), `inventory: row 2: column quantity: "" is not a whole number`, 1},
		"the year is no number": {broken("Thienemann\t", "Thienemann\tMCM"),
			`inventory: row 2: column publish-year: "MCM" is not a whole number`, 1},
		"the price is no number":    {broken("9.5", "9,50"), `inventory: row 2: column price: "9,50" is not an amount of money`, 1},
		"the price has an exponent": {broken("9.5", "1e18"), `inventory: row 2: column price: "1e18" is not an amount of money`, 1},
		"the price has seven decimals": {broken("9.5", "0.0000001"),
			`inventory: row 2: column price: "0.0000001" is not an amount of money`, 1},
		"the price has nineteen digits": {broken("9.5", long),
			`inventory: row 2: column price: "` + long + `" is not an amount of money`, 1},
		"the status is misspelt": {broken("for-sale", "Sold"),
			`inventory: row 2: column status: "Sold" is neither for-sale nor sold`, 1},
		"the title is ISO-8859-1":   {broken("Momo", "M\xf6mo"), "inventory: row 2: column title: not UTF-8", 1},
		"a tab too many":            {broken("Momo", "Mo\tmo"), "inventory: row 2: 14 columns, but the header has 13", 1},
		"an empty line":             {header + first + "\n" + second, "inventory: row 2: 1 columns, but the header has 13", 1},
		"a line beyond the limit":   {broken("Momo", strings.Repeat("Momo", 1<<15)), "inventory: row 2: bufio.Scanner: token too long", 1},
		"a header beyond the limit": {strings.Repeat("sku\t", 1<<15), "inventory: header: bufio.Scanner: token too long", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rows, err := collect(t, inventory.Read(strings.NewReader(test.file)))
			require.EqualError(t, err, test.want)
			assert.Len(t, rows, test.before)
		})
	}
}

func TestReadGoesOnBehindABadRow(t *testing.T) {
	t.Parallel()
	bad := strings.Replace(second, "9.5", "9,50", 1)
	var good, skipped int
	for _, err := range inventory.Read(strings.NewReader(header + bad + first + "\n" + second)) {
		if row, ok := errors.AsType[*inventory.RowError](err); ok {
			assert.Contains(t, []int{1, 3}, row.Row)
			skipped++
			continue
		}
		require.NoError(t, err)
		good++
	}
	assert.Equal(t, 2, good)
	assert.Equal(t, 2, skipped)
}

func TestReadPassesOnTheReadersError(t *testing.T) {
	t.Parallel()
	torn := errors.New("disk torn out")
	rows, err := collect(t, inventory.Read(io.MultiReader(strings.NewReader(header+first), iotest.ErrReader(torn))))
	require.ErrorIs(t, err, torn)
	assert.ErrorContains(t, err, "row 2")
	assert.Len(t, rows, 1)

	_, err = collect(t, inventory.Read(iotest.ErrReader(torn)))
	require.ErrorIs(t, err, torn)
	assert.ErrorContains(t, err, "header")
}

func TestReadStreams(t *testing.T) {
	t.Parallel()
	source, sink := io.Pipe()
	defer source.Close()
	go io.WriteString(sink, header+first) // and never closed
	for row, err := range inventory.Read(source) {
		require.NoError(t, err)
		assert.Equal(t, "A-1", row.SKU)
		break
	}
}

func TestReadFileCanBeRangedOverAgain(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "stock.tsv")
	require.NoError(t, os.WriteFile(name, []byte(header+first+second), 0o600))
	for _, rows := range []iter.Seq2[inventory.Row, error]{inventory.ReadFile(name), inventory.ReadFile("")} {
		once, err := collect(t, rows)
		require.NoError(t, err)
		require.NotEmpty(t, once)
		again, err := collect(t, rows)
		require.NoError(t, err)
		assert.Equal(t, once, again)
	}
}

func TestReadFileOfAMissingFile(t *testing.T) {
	t.Parallel()
	_, err := collect(t, inventory.ReadFile(filepath.Join(t.TempDir(), "absent.tsv")))
	require.ErrorIs(t, err, os.ErrNotExist)
}
