package flatfile

import (
	"io"
	"iter"
	"runtime"
	"strings"
)

// format is a kind of tab file whose rows have the type T.
type format[T any] struct {
	name string // in errors
	// row visits the columns of a new row, see cells.
	row func(*cells) T
	// columns visits the columns of a given row. Nil for files that are not
	// written.
	columns func(T, *cells) T
	// exact: the columns must be these, in this order.
	exact bool
	// repeats and joins are those of the scanner.
	repeats, joins bool
}

// declare asks the rows for their columns.
func (f *format[T]) declare() (columns []column, extras bool) {
	var c cells
	f.row(&c)
	return c.declared, c.extras
}

// names are those of all columns.
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
		rows, err := f.open(r, opts)
		if err != nil {
			var none T
			yield(none, err)
			return
		}
		rows.each(&opts, yield)
	})
}

func (f *format[T]) open(r io.Reader, opts ReadOptions) (*rowReader[T], error) {
	s, err := newScanner(f.name, r, opts)
	if err != nil {
		return nil, err
	}
	return f.over(s, opts)
}

// rowReader reads typed rows.
type rowReader[T any] struct {
	row     func(*cells) T
	scanner scanner
	cells   cells
	unnamed []int // positions of columns without a name
}

// over reads the rows that a scanner finds.
func (f *format[T]) over(s scanner, opts ReadOptions) (*rowReader[T], error) {
	s.repeats, s.joins = f.repeats, f.joins
	r := &rowReader[T]{row: f.row, scanner: s, cells: cells{mode: reading, zone: opts.Zone}}
	if reason := f.bind(r); reason != "" {
		return nil, badFile(f.name, reason)
	}
	return r, nil
}

// bind finds the columns of the file by their names. reason says which it lacks,
// or which are too many.
func (f *format[T]) bind(r *rowReader[T]) (reason string) {
	columns, extras := f.declare()
	h := r.scanner.header
	known := make([]bool, len(h.names))
	var missing []string
	for i, c := range columns {
		at, ok := h.find(c)
		switch {
		case ok && f.exact && at != i:
			return "the columns are not in the order that the service requires: " + strings.Join(f.names(), ", ")
		case ok:
			known[at] = true
		case f.exact || c.need == inEveryRow:
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
		case !h.has(i):
			r.unnamed = append(r.unnamed, i)
		case !extras:
			return "the service does not take the column " + quoted(name)
		default:
			r.cells.unknown = append(r.cells.unknown, name)
			r.cells.positions = append(r.cells.positions, i)
		}
	}
	return ""
}

// each yields the rows. It does what readAll does, with fewer copies of them.
func (r *rowReader[T]) each(opts *ReadOptions, yield func(T, error) bool) {
	r.cells.amounts = new(amountCache)
	for {
		line, err := r.scanner.next()
		if err == nil {
			r.cells.start(line, appendBounds(r.cells.bounds[:0], line))
			row := r.row(&r.cells)
			r.checkStray()
			if r.cells.faults == nil {
				if !yield(row, nil) {
					return
				}
				r.makeWay()
				continue
			}
			err = r.scanner.malformed(line, r.cells.faults)
		}
		if !survives(opts, err, yield) {
			return
		}
	}
}

// makeWay lets the garbage collector work now and then. Where the source never
// blocks and there is one CPU, it would at times wait for the end of this
// goroutine's time slice of 10 ms, in which 10 MB of rows are made.
func (r *rowReader[T]) makeWay() {
	const rows = 4096 // about 1 MB
	if r.scanner.number%rows == 0 {
		runtime.Gosched()
	}
}

// checkStray finds values that are in no column. They may be part of one that has
// a tab in it, and then the row is not what it seems.
func (r *rowReader[T]) checkStray() {
	for _, position := range r.unnamed {
		if r.cells.value(position) != "" {
			r.cells.faults = append(r.cells.faults, noColumn(position))
		}
	}
	for position := len(r.scanner.header.names); position < len(r.cells.bounds)-1; position++ {
		if r.cells.value(position) != "" {
			r.cells.faults = append(r.cells.faults, noColumn(position))
		}
	}
}

// parseRow types a row that was read as text.
func (f *format[T]) parseRow(row Row) (T, error) {
	var none T
	if row.header == nil {
		return none, badFile(f.name, "the row comes from no file")
	}
	r, err := f.over(scanner{header: row.header}, ReadOptions{})
	if err != nil {
		return none, err
	}
	// Not scanned for tabs: With may have put one into a value.
	r.cells.start(joinValues(row.values))
	typed := r.row(&r.cells)
	r.checkStray()
	if r.cells.faults != nil {
		return none, &RowError{Row: row.number, Line: row.line, Fields: r.cells.faults, Values: row}
	}
	return typed, nil
}

// joinValues makes of values what cells read.
func joinValues(values []string) (line string, bounds []int) {
	bounds = append(bounds, -1)
	at := -1
	for _, value := range values {
		at += len("\t") + len(value)
		bounds = append(bounds, at)
	}
	return strings.Join(values, "\t"), bounds
}
