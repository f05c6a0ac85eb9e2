package flatfile

import (
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
)

// Table reads a tab-delimited file of any columns: the header line has their names,
// and nothing is quoted or escaped, so that a quotation mark is text like any other.
// The end of the header line, LF, CRLF or CR, is that of every line; any other is
// part of a cell. Lines without a cell are skipped; tabs at the start of a line count. A
// row may be shorter than the header. A cell after the last column makes the row
// malformed, unless it is blank. NULs and Ctrl-Z at the end are skipped.
//
// Columns without a name, such as one that a tab at the end of the header line makes, are
// ignored. A column that appears twice counts as one, unless its cells differ.
//
// For the files that have a type here, such as [ReadOrders], prefer that.
type Table struct {
	scanner scanner
	rows    iter.Seq2[Row, error]
}

// NewTable reads the header line; [Table.Rows] reads on. It fails with an error that
// matches [sellerwire.ErrUnexpectedContent] for an empty file, and for one that is UTF-16,
// compressed, a web page, JSON, comma-separated, or a message in place of a file. A message
// of a single word cannot be told from the name of a column.
func NewTable(r io.Reader, opts ReadOptions) (*Table, error) {
	return newTable("table", r, opts)
}

func newTable(what string, r io.Reader, opts ReadOptions) (*Table, error) {
	s, err := newScanner(what, r, opts)
	if err != nil {
		return nil, err
	}
	t := &Table{scanner: s}
	t.rows = once(func(yield func(Row, error) bool) { readAll(&opts, t.next, yield) })
	return t, nil
}

// Columns returns the names of the columns as the file spells them, without blanks around
// them.
func (t *Table) Columns() []string { return slices.Clone(t.scanner.header.names) }

// Rows yields the rows, once. After an error it yields nothing more; see
// [ReadOptions.OnRowError].
func (t *Table) Rows() iter.Seq2[Row, error] { return t.rows }

func (t *Table) next() (Row, error) {
	text, err := t.scanner.next()
	if err != nil {
		return Row{}, err
	}
	row := t.scanner.row(text)
	if faults := row.header.stray(len(row.cells), func(i int) string { return row.cells[i] }); faults != nil {
		return Row{}, t.scanner.malformed(text, faults)
	}
	row.cells = row.cells[:min(len(row.cells), len(row.header.names))] // the others are empty
	return row, nil
}

// ReadTable is [NewTable] for callers who do not need the columns beforehand. The
// sequence can be ranged over once.
func ReadTable(r io.Reader, opts ReadOptions) iter.Seq2[Row, error] {
	return once(func(yield func(Row, error) bool) {
		t, err := NewTable(r, opts)
		if err != nil {
			yield(Row{}, err)
			return
		}
		t.rows(yield)
	})
}

// NewQuickFix reads a quick fix file: the rows of an upload that the service rejected,
// under the columns of the upload. The rows are text, because their faults may keep them
// from being typed.
//
// Correct a row with [Row.With] and type it with [ParseLoaderRow], [ParseModifyRow] or
// [ParseBookLoaderRow] for a new feed. Or send the corrected rows back as text, with
// [TableFeed]:
//
//	fix, err := flatfile.NewQuickFix(download, download.ReadOptions())
//	...
//	var rows [][]string
//	for row, err := range fix.Rows() {
//		if err != nil {
//			return err
//		}
//		if corrected, ok := row.With("price", prices[row.Get("sku")]); ok {
//			rows = append(rows, corrected.Cells())
//		}
//	}
//	feed, err := flatfile.TableFeed(fix.Columns(), flatfile.Rows(slices.Values(rows)), flatfile.WriteOptions{})
//
// A file without the column sku is an error.
func NewQuickFix(r io.Reader, opts ReadOptions) (*Table, error) {
	t, err := newTable("quick fix file", r, opts)
	if err == nil && !t.scanner.header.hasSKUs() {
		return nil, badFile("quick fix file", "it lacks the column sku")
	}
	return t, err
}

// NewTableWriter writes a tab-delimited file of any columns, of which
// [WriteOptions.Columns] must be empty. A row is a list of cells in their order; a
// shorter one is filled up.
func NewTableWriter(w io.Writer, columns []string, opts WriteOptions) (*Writer[[]string], error) {
	c, err := tableCodec(columns, opts)
	if err != nil {
		return nil, err
	}
	return newWriter(w, c), nil
}

// TableFeed is a feed of rows of any columns, encoded while it is sent. It takes
// what [NewTableWriter] takes and does what [LoaderFeed] does. The rows are
// checked for their form only. To send a quick fix file back, pass its columns and
// its corrected rows.
func TableFeed(columns []string, rows iter.Seq2[[]string, error], opts WriteOptions) (Feed, error) {
	c, err := tableCodec(columns, opts)
	if err != nil {
		return Feed{}, err
	}
	return newFeed(rows, c, opts)
}

func tableCodec(columns []string, opts WriteOptions) (codec[[]string], error) {
	columns = slices.Clone(columns)
	faults := opts.columnFaults(columns)
	if len(opts.Columns) > 0 {
		faults.add("Columns", "they are given twice")
	}
	start, err := opts.headerLine(columns, faults)
	if err != nil {
		return codec[[]string]{}, err
	}
	appendRow := func(dst []byte, row *[]string, faults *faultList) []byte {
		return opts.appendTableRow(dst, columns, *row, faults)
	}
	return codec[[]string]{
		name: "table", format: TabDelimited, start: start,
		appender: func() appendFunc[[]string] { return appendRow },
	}, nil
}

func (o *WriteOptions) appendTableRow(dst []byte, columns, row []string, faults *faultList) []byte {
	for i, name := range columns {
		if i > 0 {
			dst = append(dst, '\t')
		}
		if i < len(row) {
			dst = o.appendValue(dst, name, row[i], faults)
		}
	}
	if len(row) > len(columns) {
		faults.add("", fmt.Sprintf("it has %d cells for %d columns", len(row), len(columns)))
	}
	if isBlankLine(strings.Join(row, "")) {
		faults.add("", "it has no cell that is not empty")
	}
	return append(dst, lineEnd...)
}

// Row is a row of a table, as text.
type Row struct {
	number, line int
	header       *header
	cells        []string
}

// Number is the number of the row, from 1. Header lines do not count.
func (r Row) Number() int { return r.number }

// Line is the line of the file on which the row starts, from 1.
func (r Row) Line() int { return r.line }

// Columns returns the names of the columns as the file spells them, without blanks around
// them.
func (r Row) Columns() []string {
	if r.header == nil {
		return nil
	}
	return slices.Clone(r.header.names)
}

// Cells returns the cells in the order of the file. There are as many as the row has,
// which can be fewer than there are columns, and more in a malformed row.
func (r Row) Cells() []string { return slices.Clone(r.cells) }

// Get returns the cell of a column, empty if there is none. Names are compared
// without case.
func (r Row) Get(column string) string {
	cell, _ := r.Lookup(column)
	return cell
}

// Lookup returns the cell of a column, and whether the file has the column. A cell
// that a short row lacks is empty.
func (r Row) Lookup(column string) (cell string, ok bool) {
	if r.header == nil {
		return "", false
	}
	i, ok := r.header.index[foldName(column)]
	if !ok || i >= len(r.cells) {
		return "", ok
	}
	return r.cells[i], true
}

// With returns a copy of the row with another text in a column; ok is false if the
// file has no such column. It corrects rows of a quick fix file.
func (r Row) With(column, text string) (corrected Row, ok bool) {
	if r.header == nil {
		return r, false
	}
	i, ok := r.header.index[foldName(column)]
	if !ok {
		return r, false
	}
	cells := make([]string, max(len(r.cells), i+1))
	copy(cells, r.cells)
	cells[i] = text
	r.cells = cells
	return r, true
}

// Equal tells whether two rows have the same columns, cells, number and line.
func (r Row) Equal(other Row) bool {
	return r.number == other.number && r.line == other.line &&
		slices.Equal(r.cells, other.cells) && slices.Equal(r.Columns(), other.Columns())
}

// rowJSON is the form of a row in JSON.
type rowJSON struct {
	Number  int      `json:"number"`
	Line    int      `json:"line"`
	Columns []string `json:"columns"`
	Cells   []string `json:"cells"`
}

// MarshalJSON writes number, line, columns and cells.
func (r Row) MarshalJSON() ([]byte, error) {
	return json.Marshal(rowJSON{r.number, r.line, r.Columns(), r.cells})
}

// UnmarshalJSON reads what MarshalJSON writes.
func (r *Row) UnmarshalJSON(data []byte) error {
	var in rowJSON
	if err := json.Unmarshal(data, &in); err != nil {
		return err
	}
	*r = Row{number: in.Number, line: in.Line, cells: in.Cells}
	if in.Columns != nil {
		r.header = headerOf(in.Columns)
	}
	return nil
}
