package inventory_test

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/charmap"

	"github.com/sellerwire/sellerwire/examples"
	"github.com/sellerwire/sellerwire/examples/internal/inventory"
)

const wrongOnPurpose = "Row kept wrong on purpose: "

// stock is the embedded inventory.
func stock(t *testing.T) []inventory.Row {
	t.Helper()
	rows, err := collect(t, inventory.ReadFile(""))
	require.NoError(t, err)
	return rows
}

func TestTheFileIsPlainTabDelimitedText(t *testing.T) {
	t.Parallel()
	file, err := io.ReadAll(examples.Inventory())
	require.NoError(t, err)
	text := string(file)
	assert.True(t, strings.HasPrefix(text, header), "header line")
	assert.True(t, strings.HasSuffix(text, "\n"), "end of the last line")
	assert.True(t, utf8.ValidString(text), "UTF-8")
	assert.NotContains(t, text, "\r")
	assert.NotContains(t, text, `"`, "no quoting that a CSV reader could stumble over")
}

func TestTheFileIsFoundFromAnywhere(t *testing.T) {
	t.Chdir(t.TempDir())
	assert.NotEmpty(t, stock(t))
}

func TestEveryBookIsComplete(t *testing.T) {
	t.Parallel()
	rows := stock(t)
	require.GreaterOrEqual(t, len(rows), 120)

	conditions := []string{"New", "As New", "Fine", "Near Fine", "Very Good", "Good", "Fair", "Poor"}
	seen := make(map[string]string)
	unique := func(sku, column, value string) {
		assert.NotEmpty(t, value, "%s: %s", sku, column)
		assert.Empty(t, seen[column+value], "%s: %s of another row", sku, column)
		seen[column+value] = sku
	}
	sold := 0
	for _, row := range rows {
		unique(row.SKU, "sku", row.SKU)
		unique(row.SKU, "isbn", row.ISBN)
		unique(row.SKU, "description", row.Description)
		assert.True(t, validISBN(row.ISBN), "%s: check digit of %s", row.SKU, row.ISBN)
		assert.True(t, 1970 <= row.PublishYear && row.PublishYear <= 2025, "%s: year %d", row.SKU, row.PublishYear)
		assert.Contains(t, []string{"Hardcover", "Paperback"}, row.Binding, row.SKU)
		assert.Contains(t, conditions, row.Condition, row.SKU)
		assert.Equal(t, "USD", row.Currency, row.SKU)
		assert.Equal(t, int32(-2), row.Price.Exponent(), "%s: price %s", row.SKU, row.Price)
		if row.Sold() {
			sold++
		}
	}
	assert.True(t, 8 <= sold && sold <= 10, "%d sold", sold)
}

func TestExactlyThreeRowsAreWrongOnPurpose(t *testing.T) {
	t.Parallel()
	var wrong []string
	for _, row := range stock(t) {
		var flaws []string
		if row.Price.LessThan(decimal.NewFromInt(3)) || row.Price.GreaterThan(decimal.NewFromInt(900)) {
			flaws = append(flaws, "price "+row.Price.StringFixed(2))
		}
		if row.Title == "" || row.Author == "" || row.Publisher == "" {
			flaws = append(flaws, "names "+row.Title+row.Author+row.Publisher)
		}
		if row.Quantity < 1 || row.Quantity > 5 {
			flaws = append(flaws, fmt.Sprintf("quantity %d", row.Quantity))
		}
		assert.Equal(t, len(flaws) > 0, strings.HasPrefix(row.Description, wrongOnPurpose), row.SKU)
		wrong = append(wrong, flaws...)
	}
	slices.Sort(wrong)
	assert.Equal(t, []string{"names ", "price 0.00", "quantity 1200"}, wrong)
}

// The clients must cope with books that the vendors' character sets cannot
// hold, and with books that only one of the two can.
func TestCharactersStrainTheVendorsEncodings(t *testing.T) {
	t.Parallel()
	fits := func(set *charmap.Charmap, text string) bool {
		_, err := set.NewEncoder().String(text)
		return err == nil
	}
	accented, onlyWindows, neither := 0, 0, 0
	for _, row := range stock(t) {
		names := row.Title + row.Author
		if strings.ContainsFunc(names, func(r rune) bool { return r >= utf8.RuneSelf }) {
			accented++
		}
		if !fits(charmap.ISO8859_1, row.Description) {
			onlyWindows++
		}
		if !fits(charmap.Windows1252, names) {
			neither++
		}
		assert.True(t, fits(charmap.Windows1252, row.Description), "%s: description", row.SKU)
	}
	assert.GreaterOrEqual(t, accented, 40)
	assert.GreaterOrEqual(t, onlyWindows, 3)
	assert.True(t, 5 <= neither && neither <= 8, "%d rows outside Windows-1252", neither)
}

func TestCheckDigits(t *testing.T) {
	t.Parallel()
	for isbn, want := range map[string]bool{
		"0131103628": true, "039454482X": true, "9780134190440": true,
		"0131103629": false, "0394544820": false, "9780134190441": false,
		"X131103628": false, "978013419044X": false, "013110362": false, "": false,
	} {
		assert.Equal(t, want, validISBN(isbn), isbn)
	}
}

// validISBN checks an ISBN-10 (weights 10 to 1, modulo 11, X is ten) or an
// ISBN-13 (weights 1 and 3 in turn, modulo 10).
func validISBN(isbn string) bool {
	if len(isbn) != 10 && len(isbn) != 13 {
		return false
	}
	sum10, sum13 := 0, 0
	for i, r := range isbn {
		digit := strings.IndexRune("0123456789X", r)
		if digit < 0 || digit == 10 && (i != 9 || len(isbn) == 13) {
			return false
		}
		sum10 += digit * (10 - i)
		sum13 += digit * (1 + i%2*2)
	}
	if len(isbn) == 10 {
		return sum10%11 == 0
	}
	return sum13%10 == 0
}
