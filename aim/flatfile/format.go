package flatfile

import (
	"io"
	"iter"
	"strings"
)

// format is a kind of table whose rows have the type T.
type format[T any] struct {
	name string // in errors
	// row visits the columns of a new row, see cells.
	row func(*cells) T
	// columns visits the columns of a given row. Nil for files that are not written.
	columns func(T, *cells) T
	// exact means that the columns must be these, in this order.
	exact bool
	// repeats means that the header line can appear again between rows.
	repeats bool
}

// declare returns the columns of the row type.
func (f *format[T]) declare() (columns []column, extras bool) {
	var c cells
	f.row(&c)
	return c.declared, c.extras
}

// names returns the names of all columns.
func (f *format[T]) names() []string {
	columns, _ := f.declare()
	var names []string
	for _, c := range columns {
		names = append(names, c.name)
	}
	return names
}

// read yields the rows of a file.
func (f *format[T]) read(r io.Reader, opts ReadOptions) iter.Seq2[T, error] {
	return once(func(yield func(T, error) bool) {
		s, err := newScanner(f.name, r, opts)
		var rows *rowReader[T]
		if err == nil {
			rows, err = f.over(s, opts)
		}
		if err != nil {
			var none T
			yield(none, err)
			return
		}
		rows.each(&opts, yield)
	})
}

// rowReader reads typed rows.
type rowReader[T any] struct {
	row     func(*cells) T
	scanner scanner
	cells   cells
}

// over reads the rows of a scanner.
func (f *format[T]) over(s scanner, opts ReadOptions) (*rowReader[T], error) {
	s.repeats = f.repeats
	r := &rowReader[T]{row: f.row, scanner: s, cells: cells{mode: reading, zone: opts.Zone}}
	if reason := f.bind(r); reason != "" {
		return nil, badFile(f.name, reason)
	}
	return r, nil
}

// bind finds the columns of the file by name. reason says which are missing or not
// allowed.
func (f *format[T]) bind(r *rowReader[T]) (reason string) {
	columns, extras := f.declare()
	h := r.scanner.header
	known := make([]bool, len(h.names))
	prose := make([]bool, len(h.names))
	var missing []string
	for i, c := range columns {
		at, ok := h.find(c)
		switch {
		case ok && f.exact && at != i:
			return "the columns are not in the order that the service requires: " + strings.Join(f.names(), ", ")
		case ok:
			known[at], prose[at] = true, c.prose
		case f.exact || c.required:
			missing = append(missing, c.name)
		default:
			at = -1
		}
		r.cells.positions = append(r.cells.positions, at)
	}
	if missing != nil {
		return "it lacks the columns " + strings.Join(missing, ", ")
	}
	for i, name := range h.names {
		switch {
		case known[i]:
		case !extras:
			return "the service does not accept the column " + quoted(name)
		default:
			r.cells.unknown = append(r.cells.unknown, name)
			r.cells.positions = append(r.cells.positions, i)
		}
	}
	r.scanner.allowProse(prose)
	return ""
}

// each yields the rows. It does the same as readAll, but copies rows less often.
func (r *rowReader[T]) each(opts *ReadOptions, yield func(T, error) bool) {
	const few = 100 // rows do not need a cache
	for {
		if r.scanner.number == few && r.cells.amounts == nil {
			r.cells.amounts = new(amountCache)
		}
		line, err := r.scanner.next()
		if err == nil {
			r.cells.start(line, appendBounds(r.cells.bounds[:0], line))
			row := r.row(&r.cells)
			faults := r.faults()
			if faults == nil {
				if !yield(row, nil) {
					return
				}
				continue
			}
			err = r.scanner.malformed(line, faults)
		}
		if !survives(opts, err, yield) {
			return
		}
	}
}

// faults returns what is wrong with the row that was read.
func (r *rowReader[T]) faults() faultList {
	if cells := len(r.cells.bounds) - 1; cells > len(r.scanner.header.names) {
		return append(r.cells.faults, r.scanner.header.stray(cells, r.cells.cell)...)
	}
	return r.cells.faults
}

// parseRow converts a row of text to a row.
func (f *format[T]) parseRow(row Row) (T, error) {
	var none T
	if row.header == nil {
		return none, badFile(f.name, "the row was not read from a file")
	}
	r, err := f.over(scanner{header: row.header}, ReadOptions{})
	if err != nil {
		return none, err
	}
	// The line is not scanned for tabs, because With may have put one into a cell.
	r.cells.start(joinCells(row.cells, nil))
	typed := r.row(&r.cells)
	if faults := r.faults(); faults != nil {
		return none, &RowError{Row: row.number, Line: row.line, Fields: faults, Cells: row}
	}
	return typed, nil
}

// joinCells converts cells to a line and its bounds, which it appends to bounds.
func joinCells(texts []string, bounds []int) (string, []int) {
	bounds = append(bounds, -1)
	at := -1
	for _, text := range texts {
		at += len("\t") + len(text)
		bounds = append(bounds, at)
	}
	return strings.Join(texts, "\t"), bounds
}
