package flatfile

import (
	"encoding/json"
	"slices"
)

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

// Columns returns the names of the columns as the file spells them.
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
