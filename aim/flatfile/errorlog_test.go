package flatfile_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim/flatfile"
)

const log2009 = "Feed Processing Summary:\n" +
	"\tNumber of records processed\t\t82\n" +
	"\tNumber of records successful\t\t81\n" +
	"\n" +
	"original-record-number\tsku\terror-code\terror-type\terror-message\n" +
	"27\t1111111111\t8026\tError\tSeller is not authorized to list products in this category. For more details, see " +
	"http://sellercentral.amazon.com/gp/errorcode/8026\n" +
	"0\t\t90012\tFatal\t\"The\" whole file\n" +
	"3\tSKU-3\t\tAvertissement\tAttention\n"

func readingLog(t *testing.T, file string) *flatfile.ErrorLog {
	t.Helper()
	log, err := flatfile.ReadErrorLog(strings.NewReader(file), flatfile.ReadOptions{})
	require.NoError(t, err)
	return log
}

func TestErrorLogOf2009(t *testing.T) {
	t.Parallel()
	want := &flatfile.ErrorLog{
		LogSummary: flatfile.LogSummary{Processed: new(82), Successful: new(81), Text: []string{
			"Feed Processing Summary:", "\tNumber of records processed\t\t82", "\tNumber of records successful\t\t81",
		}},
		Entries: []flatfile.LogEntry{
			{Record: 27, SKU: "1111111111", Code: "8026", Type: "Error",
				Message: "Seller is not authorized to list products in this category. For more details, see " +
					"http://sellercentral.amazon.com/gp/errorcode/8026"},
			{Code: "90012", Type: "Fatal", Message: `"The" whole file`},
			{Record: 3, SKU: "SKU-3", Type: "Avertissement", Message: "Attention"},
		},
	}
	assert.Equal(t, want, readingLog(t, log2009))
	assert.Equal(t, want, readingLog(t, strings.ReplaceAll(log2009, "\n", "\r\n")))

	summary, _, _ := strings.Cut(log2009, "original-record-number")
	clean := readingLog(t, summary)
	assert.Equal(t, 81, *clean.Successful)
	assert.Empty(t, clean.Entries, "without errors there is no header line")
}

func TestErrorLogOf2004(t *testing.T) {
	t.Parallel()
	want := []flatfile.LogEntry{
		{Record: 2, SKU: "B", ItemName: "Two", Type: "data error", Message: "The amount value in the column price is invalid."},
		{Record: 3, SKU: "C", Type: "status message", Message: "Item with this SKU is already closed."},
	}
	rows := "2\tB\tTwo\tdata error\tThe amount value in the column price is invalid.\n3\tC\t\tstatus message\tItem with this SKU is " +
		"already closed.\n"
	for _, header := range []string{
		"row-number\tsku\titem-name\tmessage-type\tmessage\n",
		"Row Number\tSKU\tItem Name\tMessage Type\tMessage\n",
		"Zeile\tSKU\tArtikel\tArt\tText\n", // nobody recorded the names
	} {
		log := readingLog(t, header+rows)
		assert.Equal(t, want, log.Entries, header)
		assert.Nil(t, log.Processed)
	}
	clean := readingLog(t, "Summary Log\nItems activated\t1\n")
	assert.Equal(t, []string{"Summary Log", "Items activated\t1"}, clean.Text)
	assert.Empty(t, clean.Entries)
}

func TestErrorLogsOfOtherForms(t *testing.T) {
	t.Parallel()
	log := readingLog(t, "sku\terror-message\tmarketplace\nA\tbad\tUS\n")
	assert.Equal(t, []flatfile.LogEntry{{SKU: "A", Message: "bad", Extra: map[string]string{"marketplace": "US"}}}, log.Entries)

	log = readingLog(t, "SKU\tWhat\nA\tbad\n")
	assert.Equal(t, []flatfile.LogEntry{{SKU: "A", Extra: map[string]string{"What": "bad"}}}, log.Entries,
		"nothing is lost where the names are unknown")

	log = readingLog(t, strings.Replace(log2009, "27\t", "x\t", 1)+"1\tA\t\tError\tone\ttwo\n")
	require.Len(t, log.Entries, 3)
	assert.Equal(t, "8026", log.Entries[0].Code, "a record number that is none does not hide the message")
	assert.Zero(t, log.Entries[0].Record)
	assert.Equal(t, []sellerwire.FieldError{{Field: "original-record-number", Reason: `"x" is not a whole ` +
		`number`}}, log.Entries[0].Unreadable)
	assert.Equal(t, map[string]string{"original-record-number": "x"}, log.Entries[0].Extra)
	require.Len(t, log.Text, 4, "what cannot be read stays available")
	assert.Equal(t, "1\tA\t\tError\tone\ttwo", log.Text[3])
	_, err := flatfile.ReadErrorLog(strings.NewReader(log2009+"1\t\t\t\t\tx\n"),
		flatfile.ReadOptions{OnRowError: func(e *flatfile.RowError) error { return e }})
	require.EqualError(t, err, `flatfile: row 4 (line 9): cell 6 is in no column`)

	log = readingLog(t, "Log of an upload\nNumber of records processed\tmany\nNothing wrong.\n")
	assert.Nil(t, log.Processed)
	assert.Len(t, log.Text, 3, "what is not understood stays available")

	for _, clean := range []string{
		"Summary Log\nNothing was wrong.\n", "Feed Processing Summary:\n\n", "Summary Log for batch 2586376232\n",
		"Zusammenfassung\n\tAnzahl der verarbeiteten Datens\xe4tze\t\t82\n\tAnzahl der erfolgreichen Datens\xe4tze\t\t82\n",
	} {
		assert.Empty(t, readingLog(t, clean).Entries, "a summary in any language: %q", clean)
	}

	log = readingLog(t, "Feed Processing Summary:\n\noriginal-record-number\terror-code\terror-message\n3\t8026\tNo\n")
	assert.Equal(t, []flatfile.LogEntry{{Record: 3, Code: "8026", Message: "No"}}, log.Entries, "without a column sku")

	for want, file := range map[string]string{
		"the file is empty":                            "",
		"it has neither entries nor a summary":         "Service temporarily unavailable\n",
		"the file ends before the entries":             "Feed Processing Summary:\n\tNumber of records processed\t\t8",
		"it is a web page or an XML document":          "<html>\n",
		"row 3 (line 8): the file ends within the row": log2009[:len(log2009)-11],
		"no line has column names":                     strings.Repeat("text\n", 300_000),
		"a line before the entries is too long":        strings.Repeat("x", flatfile.DefaultMaxLine+1),
		"row 4 (line 9): the line is longer than":      log2009 + strings.Repeat("x", flatfile.DefaultMaxLine+1),
	} {
		_, err := flatfile.ReadErrorLog(strings.NewReader(file), flatfile.ReadOptions{})
		require.ErrorIs(t, err, sellerwire.ErrUnexpectedContent, want)
		assert.ErrorContains(t, err, want)
	}

	reader, err := flatfile.NewErrorLogReader(strings.NewReader(log2009), flatfile.ReadOptions{})
	require.NoError(t, err)
	assert.Equal(t, 82, *reader.Summary().Processed)
	entries, err := readingAll(reader.Entries())
	require.NoError(t, err)
	assert.Len(t, entries, 3)
	_, err = readingAll(reader.Entries())
	require.ErrorContains(t, err, "ranged over once")
}

func TestSeveritiesInTheLanguagesOfTheMarketplaces(t *testing.T) {
	t.Parallel()
	for word, want := range map[flatfile.MessageType]flatfile.Severity{
		"Error": flatfile.SeverityError, "Erreur": flatfile.SeverityError, "data error": flatfile.SeverityError,
		"Warning": flatfile.SeverityWarning, "Warnung": flatfile.SeverityWarning, "Avertissement": flatfile.SeverityWarning,
		"status message": flatfile.SeverityWarning, "Fatal": flatfile.SeverityFatal, "template error": flatfile.SeverityFatal,
		"": flatfile.SeverityUnknown, "Notice": flatfile.SeverityUnknown,
	} {
		assert.Equal(t, want, word.Severity(), "%q", word)
		assert.Equal(t, want != flatfile.SeverityUnknown, word.Known(), "%q", word)
	}
	assert.Equal(t, "[unknown warning error fatal]",
		fmt.Sprint([]flatfile.Severity{flatfile.SeverityUnknown, flatfile.SeverityWarning, flatfile.SeverityError, flatfile.SeverityFatal}))
}

func TestRowsOfAQuickFixFileAreCorrected(t *testing.T) {
	t.Parallel()
	const file = "sku\tprice\tquantity\tproduct-id\titem-name\tadd-delete\nB\t0\t1\tX\tTwo\nD\t1.00\t-1\tX\tFour\n"
	fix, err := flatfile.NewQuickFix(strings.NewReader(file), flatfile.ReadOptions{})
	require.NoError(t, err)
	assert.Equal(t, []string{"sku", "price", "quantity", "product-id", "item-name", "add-delete"}, fix.Columns())
	var texts [][]string
	var typed []flatfile.LoaderRow
	for row, err := range fix.Rows() {
		require.NoError(t, err)
		if row.Get("sku") == "D" {
			_, err := flatfile.ParseLoaderRow(row)
			require.EqualError(t, err, `flatfile: row 2 (line 3): quantity: "-1" is not a whole number`)
		}
		corrected, ok := row.With("price", "2.00")
		require.True(t, ok)
		corrected, ok = corrected.With("quantity", "3")
		require.True(t, ok)
		texts = append(texts, corrected.Cells())
		loader, err := flatfile.ParseLoaderRow(corrected)
		require.NoError(t, err)
		require.NoError(t, loader.Validate())
		typed = append(typed, loader)
	}
	assert.Equal(t, "Four", typed[1].ItemName)

	feed, err := flatfile.TableFeed(fix.Columns(), flatfile.Rows(slices.Values(texts)), flatfile.WriteOptions{})
	require.NoError(t, err)
	assert.Equal(t, "sku\tprice\tquantity\tproduct-id\titem-name\tadd-delete\r\nB\t2.00\t3\tX\tTwo\t\r\nD\t2.00\t3\tX\tFour\t\r\n",
		contentOf(t, feed))

	_, err = flatfile.NewQuickFix(strings.NewReader("order-id\tprice\n"), flatfile.ReadOptions{})
	require.ErrorIs(t, err, sellerwire.ErrUnexpectedContent)
	_, err = flatfile.ParseModifyRow(flatfile.Row{})
	require.ErrorIs(t, err, sellerwire.ErrUnexpectedContent)

	rows, err := readingAll(flatfile.ReadTable(strings.NewReader("sku\tprice\nA\t1.00\n"), flatfile.ReadOptions{}))
	require.NoError(t, err)
	modify, err := flatfile.ParseModifyRow(rows[0])
	require.NoError(t, err)
	assert.Equal(t, "1", modify.Price.String())
	book, err := flatfile.ParseBookLoaderRow(rows[0])
	require.NoError(t, err)
	assert.Equal(t, "A", book.SKU)
}
