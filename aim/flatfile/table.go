package flatfile

import (
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/sellerwire/sellerwire"
)

// Table reads a tab-delimited file of any columns: the first line has their
// names, and nothing is quoted or escaped, so that a quotation mark is text like
// any other. It takes LF and CRLF, skips lines without a value, and keeps tabs at
// the start of a line. A row may be shorter than the header; a value beyond it
// makes the row malformed.
//
// For the files that have a type here, such as [ReadOrders], prefer that.
type Table struct {
	scanner scanner
	rows    iter.Seq2[Row, error]
}

// NewTable reads the header line; [Table.Rows] reads on. It fails on an empty file
// and on one with two columns of the same name, with an error that matches
// [sellerwire.ErrUnexpectedContent].
func NewTable(r io.Reader, opts ReadOptions) (*Table, error) {
	s, err := newScanner("table", r, opts)
	if err != nil {
		return nil, err
	}
	t := &Table{scanner: s}
	t.rows = once(func(yield func(Row, error) bool) { readAll(&opts, t.next, yield) })
	return t, nil
}

// Columns returns the names of the columns as the file spells them.
func (t *Table) Columns() []string { return slices.Clone(t.scanner.header.names) }

// Rows yields the rows, once. After an error it yields nothing more; see
// [ReadOptions].OnRowError.
func (t *Table) Rows() iter.Seq2[Row, error] { return t.rows }

func (t *Table) next() (Row, error) {
	text, err := t.scanner.next()
	if err != nil {
		return Row{}, err
	}
	row := t.scanner.split(text)
	for i, value := range row.values {
		if value != "" && !t.scanner.header.has(i) {
			return Row{}, t.scanner.malformed(text, faultList{noColumn(i)})
		}
	}
	return row, nil
}

// ReadTable is [NewTable] for callers who do not need the columns beforehand.
// The sequence can be ranged over once.
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

// Row is a row of a tab file, as text.
type Row struct {
	number, line int
	header       *header
	values       []string
}

// Number is the number of the row, from 1. Header lines do not count.
func (r Row) Number() int { return r.number }

// Line is the line of the file on which the row starts, from 1.
func (r Row) Line() int { return r.line }

// Columns returns the names of the columns as the file spells them.
func (r Row) Columns() []string {
	if r.header == nil {
		return nil
	}
	return slices.Clone(r.header.names)
}

// Values returns the values in the order of the file. There are as many as the
// row has, which is more or less than there are columns in a malformed row.
func (r Row) Values() []string { return slices.Clone(r.values) }

// Get returns the value of a column, empty if there is none. Names are compared
// without case.
func (r Row) Get(column string) string {
	value, _ := r.Lookup(column)
	return value
}

// Lookup returns the value of a column, and whether the file has the column. A
// value that a short row lacks is empty.
func (r Row) Lookup(column string) (value string, ok bool) {
	if r.header == nil {
		return "", false
	}
	i, ok := r.header.index[foldName(column)]
	if !ok || i >= len(r.values) {
		return "", ok
	}
	return r.values[i], true
}

// With returns a copy of the row with another value in a column; ok is false if
// the file has no such column. It corrects rows of a quick fix file.
func (r Row) With(column, value string) (corrected Row, ok bool) {
	if r.header == nil {
		return r, false
	}
	i, ok := r.header.index[foldName(column)]
	if !ok {
		return r, false
	}
	values := make([]string, max(len(r.values), i+1))
	copy(values, r.values)
	values[i] = value
	r.values = values
	return r, true
}

// NewTableWriter writes a tab-delimited file of any columns, of which
// [WriteOptions].Columns must be empty. A row is a list of values in their order;
// a shorter one is filled up.
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
		faults.add("", fmt.Sprintf("it has %d values for %d columns", len(row), len(columns)))
	}
	if isBlankLine(strings.Join(row, "")) {
		faults.add("", "it has no value")
	}
	return append(dst, lineEnd...)
}

func noColumn(position int) sellerwire.FieldError {
	return sellerwire.FieldError{Reason: fmt.Sprintf("value %d is in no column", position+1)}
}
