package flatfile_test

import (
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/charmap"

	"github.com/sellerwire/sellerwire/aim/flatfile"
)

// whole is a golden file of the cut tests: the part before the rows, and each row with
// its line ends.
type whole struct {
	name string
	head string
	rows []string
	read func(io.Reader, flatfile.ReadOptions) ([]string, error)
	// cells means that a line without an end is a row if it has all the cells of the
	// header. lines means that the file may end after any line before the rows.
	cells, lines bool
}

// texts reads a file and returns each row as text.
func texts[T any](read func(io.Reader, flatfile.ReadOptions) iter.Seq2[T, error]) func(io.Reader, flatfile.ReadOptions) ([]string, error) {
	return func(r io.Reader, opts flatfile.ReadOptions) (rows []string, err error) {
		for row, err := range read(r, opts) {
			if err != nil {
				return rows, err
			}
			rows = append(rows, sprint(row))
		}
		return rows, nil
	}
}

func logTexts(r io.Reader, opts flatfile.ReadOptions) ([]string, error) {
	reader, err := flatfile.NewErrorLogReader(r, opts)
	if err != nil {
		return nil, err
	}
	return texts(func(io.Reader, flatfile.ReadOptions) iter.Seq2[flatfile.LogEntry, error] { return reader.Entries() })(r, opts)
}

// lines splits a file after the lines before its rows.
func lines(file string, above int) (head string, rows []string) {
	all := slices.Collect(strings.Lines(file))
	return strings.Join(all[:above], ""), all[above:]
}

func wholes(t *testing.T) []whole {
	t.Helper()
	table := func(name, file string, read func(io.Reader, flatfile.ReadOptions) ([]string, error)) whole {
		head, rows := lines(file, 1)
		return whole{name, head, rows, read, true, false}
	}
	file := func(name string) string {
		return strings.ReplaceAll(decoded(t, "testdata/"+name), "\r\n", "\n")
	}
	listingsFile := listingHeader + "\n"
	orders := orderHeader + orderRow + strings.Replace(orderRow, "Foo Bar", "Les Misérables", 1) + orderRow
	logHead, logRows := lines(log2009, 5)
	return []whole{
		table("loader", file("loader.txt"), texts(flatfile.ReadLoader)),
		table("loader with fulfillment", file("loader-fulfillment.txt"), texts(flatfile.ReadLoader)),
		table("book loader", file("book-loader.txt"), texts(flatfile.ReadBookLoader)),
		table("modify-only", file("modify-only.txt"), texts(flatfile.ReadModify)),
		table("refunds", file("refunds.txt"), texts(flatfile.ReadRefunds)),
		table("orders", orders, texts(flatfile.ReadOrders)),
		table("lite", "seller-sku\tquantity\tprice\tproduct-id\nA\t12\t9.99\tB000000001\nB\t3\t19.99\tB000000002\n",
			texts(flatfile.ReadListingsLite)),
		table("table", "a\tb\n1\t2\n3\t4\n", texts(flatfile.ReadTable)),
		{"listings", listingsFile, []string{listingRow("one\ntwo\n\nthree") + "\n", listingRow("x") + "\n", listingRow("\n") + "\n"},
			texts(flatfile.ReadListings), true, false},
		{"UIEE", "", strings.SplitAfter(file("uiee.txt"), "\n\n")[:3], texts(flatfile.ReadUIEE), false, false},
		{"refund report", "", []string{
			"123-1234567-1234567order-item-id: 12341234567890\tSUCCESS 10.00 is Refunded.\n",
			"123-1234567-1234568order-item-id: 12341234567891\tFAILURE The order is not found.\n",
		}, texts(flatfile.ReadRefundReport), false, false},
		{"error log", logHead, logRows, logTexts, true, true},
	}
}

// decoded is a golden file in UTF-8.
func decoded(t *testing.T, name string) string {
	t.Helper()
	content := readFile(t, name)
	if utf8.ValidString(content) {
		return content
	}
	text, err := charmap.Windows1252.NewDecoder().String(content)
	require.NoError(t, err)
	return text
}

// Wherever a file is cut, the reader yields the first rows of the whole file. It returns
// an error unless the file was cut at the end of a row.
func TestAFileThatIsCutLosesNoRowWithoutAnError(t *testing.T) {
	t.Parallel()
	for _, file := range wholes(t) {
		for end, lineEnd := range map[string]string{"LF": "\n", "CRLF": "\r\n", "CR": "\r"} {
			for mark, bom := range map[string]string{"": "", " with a BOM": "\uFEFF"} {
				t.Run(file.name+" "+end+mark, func(t *testing.T) {
					t.Parallel()
					cutEverywhere(t, file, lineEnd, bom)
				})
			}
		}
	}
}

func cutEverywhere(t *testing.T, file whole, lineEnd, bom string) {
	content := bom + strings.ReplaceAll(file.head, "\n", lineEnd)
	ends := []int{len(content)}
	for _, row := range file.rows {
		content += strings.ReplaceAll(row, "\n", lineEnd)
		ends = append(ends, len(content))
	}
	all, err := file.read(strings.NewReader(content), flatfile.ReadOptions{})
	require.NoError(t, err)
	require.Len(t, all, len(file.rows))

	faults := 0
	for at := len(bom); at < len(content); at++ {
		strictly := file
		strictly.cells = false
		for ending, judge := range map[flatfile.Ending]whole{flatfile.EndLikely: file, flatfile.EndUnknown: strictly} {
			rows, err := file.read(strings.NewReader(content[:at]), flatfile.ReadOptions{Ending: ending})
			fault := judgeCut(judge, content, ends, at, len(lineEnd), all, rows, err)
			if fault == "" {
				continue
			}
			if faults++; faults <= 3 {
				t.Errorf("cut at %d, after %q, ending %v: %s", at, content[max(0, at-30):at], ending, fault)
			}
		}
		_, err = file.read(io.MultiReader(strings.NewReader(content[:at]), iotest.ErrReader(io.ErrUnexpectedEOF)), flatfile.ReadOptions{})
		assert.Error(t, err, "a transfer that breaks off")
	}
	if faults > 3 {
		t.Errorf("and %d more", faults-3)
	}
}

// judgeCut returns what is wrong with the result of reading a cut file; empty if nothing.
func judgeCut(file whole, content string, ends []int, at, lineEnd int, all, rows []string, err error) string {
	done := 0 // rows that end before the cut
	for done+1 < len(ends) && ends[done+1] <= at {
		done++
	}
	rest := content[min(ends[done], at):at] // what is there of the row that was cut
	full := done+1 < len(ends) && at >= ends[done+1]-lineEnd
	names := strings.TrimSuffix(file.head, "\n")
	names = names[strings.LastIndex(names, "\n")+1:]
	// A Mac's file without rows looks like a header line whose CRLF was cut.
	headIsWhole := at > ends[0]-lineEnd || at == 0 && file.head == "" || file.lines && strings.ContainsAny(content[max(0, at-1):at], "\r\n")
	allCells := at > ends[0] && file.cells && strings.Count(rest, "\t") == strings.Count(names, "\t")
	switch {
	case len(rows) > done+1 || !slices.Equal(rows[:min(done, len(rows))], all[:min(done, len(rows))]):
		return fmt.Sprintf("%d rows, not the first of %d", len(rows), done)
	case len(rows) < done && err == nil:
		return fmt.Sprintf("%d of %d rows, and no error", len(rows), done)
	case len(rows) == done+1 && (full || !file.cells) && rows[done] == all[done]:
		return ""
	case len(rows) == done+1 && !allCells:
		return "a row that was cut: " + rows[done]
	case len(rows) == done && err == nil && rest != "":
		return "no error"
	case len(rows) == done && err == nil && !headIsWhole:
		return "cut above the rows, and no error"
	}
	return ""
}
