package flatfile

import (
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
)

// Table reads a tab-delimited file with any columns. The header line has the column
// names. Nothing is quoted or escaped: a quotation mark is ordinary text. The line end of
// the header, LF, CRLF or CR, is that of every line; any other is part of a cell. Lines
// of tabs and spaces only are skipped. A tab at the start of a line counts: the first cell
// is empty. A row may be shorter than the header. A cell after the last column makes the row
// malformed, unless it is blank. NULs and Ctrl-Z at the end are skipped.
//
// Columns without a name are ignored; a tab at the end of the header line makes one. A
// column that appears twice counts as one, unless its cells differ.
//
// If this package has a reader for the file, such as [ReadOrders], prefer that.
type Table struct {
	scanner scanner
	rows    iter.Seq2[Row, error]
}

// NewTable reads the header line; [Table.Rows] reads the rows. The error matches
// [sellerwire.ErrUnexpectedContent] if the file is empty, UTF-16, compressed, a web page,
// JSON, comma-separated, or a message in place of a file. A message of a single word
// cannot be distinguished from a column name.
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

// Columns returns the column names as in the file, without outer blanks.
func (t *Table) Columns() []string { return slices.Clone(t.scanner.header.names) }

// Rows yields the rows, once. After an error it stops; see [ReadOptions.OnRowError].
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

// ReadTable reads a file like [NewTable], for callers that do not need the column names
// first. The sequence can be ranged over once.
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
// with the columns of the upload. The rows are text, because a faulty cell may not fit
// the type of its field.
//
// Correct a row with [Row.With] and convert it with [ParseLoaderRow], [ParseModifyRow] or
// [ParseBookLoaderRow] for a new feed. Or send the corrected rows as text, with
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

// NewTableWriter returns a writer of a tab-delimited file with any columns.
// [WriteOptions.Columns] must be empty. A row is a list of cells in the order of the
// columns. Missing cells at its end are written empty.
func NewTableWriter(w io.Writer, columns []string, opts WriteOptions) (*Writer[[]string], error) {
	c, err := tableCodec(columns, opts)
	if err != nil {
		return nil, err
	}
	return newWriter(w, c), nil
}

// TableFeed returns a feed of rows with any columns that is encoded while it is sent. Its
// arguments are those of [NewTableWriter], and it works like [LoaderFeed]. Only the
// format of the rows is checked. To send a quick fix file back, pass its columns and its
// corrected rows.
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
		faults.add("Columns", "must be empty: the columns are an argument")
	}
	start, err := opts.headerLine(columns, faults)
	if err != nil {
		return codec[[]string]{}, err
	}
	appendRow := func(dst []byte, row []string) ([]byte, faultList) { return opts.appendTableRow(dst, columns, row) }
	return codec[[]string]{
		name: "table", format: TabDelimited, start: start,
		appender: func() appendFunc[[]string] { return appendRow },
	}, nil
}

func (o *WriteOptions) appendTableRow(dst []byte, columns, row []string) (_ []byte, faults faultList) {
	for i, name := range columns {
		if i > 0 {
			dst = append(dst, '\t')
		}
		if i < len(row) {
			dst = o.appendValue(dst, name, row[i], &faults)
		}
	}
	if len(row) > len(columns) {
		faults.add("", fmt.Sprintf("it has %d cells for %d columns", len(row), len(columns)))
	}
	if isBlankLine(strings.Join(row, "")) {
		faults.add("", "all its cells are empty")
	}
	return append(dst, lineEnd...), faults
}

// Row is a row of a table, as text.
type Row struct {
	number, line int
	header       *header
	cells        []string
}

// Number returns the number of the row, from 1, without header lines.
func (r Row) Number() int { return r.number }

// Line returns the line of the file where the row starts, from 1.
func (r Row) Line() int { return r.line }

// Columns returns the column names as in the file, without outer blanks.
func (r Row) Columns() []string {
	if r.header == nil {
		return nil
	}
	return slices.Clone(r.header.names)
}

// Cells returns the cells in the order of the file. There can be fewer cells than
// columns, and more in a malformed row.
func (r Row) Cells() []string { return slices.Clone(r.cells) }

// Get returns the cell of a column; empty if there is none. Column names match without
// regard to case, and a blank in a name matches a hyphen.
func (r Row) Get(column string) string {
	cell, _ := r.Lookup(column)
	return cell
}

// Lookup returns the cell of a column, and whether the file has the column. The cell is
// empty if the row is too short. Names match as in [Row.Get].
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

// With returns a copy of the row with a new text in a column; ok is false if the file has
// no such column. Use it to correct rows of a quick fix file.
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

// Equal reports whether two rows have the same columns, cells, number and line.
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
