package aim

import (
	"io"
	"iter"
	"strings"
)

// format is a kind of tab file whose rows have the type T.
type format[T any] struct {
	name    string // in errors
	columns []column[T]
	// extra is where a row keeps the values of columns that this package does
	// not know. Nil where there can be none.
	extra func(*T) *map[string]string
	// check finds what is wrong with a row beyond its single columns, when it is
	// written.
	check func(*T, *faultList)
	// exact: the columns must be these, in this order.
	exact bool
	// repeats and joins are those of the scanner.
	repeats, joins bool
}

// read yields the rows of a file.
func (f *format[T]) read(r io.Reader, opts ReadOptions) iter.Seq2[T, error] {
	return once(func(yield func(T, error) bool) {
		reader, err := f.newReader(r, &opts)
		if err != nil {
			var none T
			yield(none, err)
			return
		}
		reader.all()(yield)
	})
}

// rowReader reads typed rows.
type rowReader[T any] struct {
	format  *format[T]
	opts    *ReadOptions
	scanner scanner
	columns []*column[T] // by position in the file; nil for an unknown one
	cells   cellReader
	ends    []int // of the values of a line
	row     T     // its columns point into it
}

func (f *format[T]) newReader(r io.Reader, opts *ReadOptions) (*rowReader[T], error) {
	s, err := newScanner(f.name, r, *opts)
	if err != nil {
		return nil, err
	}
	return f.over(s, opts)
}

// over reads the rows that a scanner finds.
func (f *format[T]) over(s scanner, opts *ReadOptions) (*rowReader[T], error) {
	s.repeats, s.joins = f.repeats, f.joins
	columns, missing := f.match(s.header)
	if missing != "" {
		return nil, badFile(f.name, missing)
	}
	return &rowReader[T]{format: f, opts: opts, scanner: s, columns: columns, cells: cellReader{zone: opts.Zone}}, nil
}

// match finds the columns of a file by their names. reason says which are
// missing.
func (f *format[T]) match(h *header) (columns []*column[T], reason string) {
	columns = make([]*column[T], len(h.names))
	var missing []string
	for i := range f.columns {
		c := &f.columns[i]
		at, ok := h.index[c.name]
		for j := 0; !ok && j < len(c.also); j++ {
			at, ok = h.index[c.also[j]]
		}
		switch {
		case ok && f.exact && at != i:
			return nil, "the columns are not in the order that the service requires: " + strings.Join(f.names(), ", ")
		case ok:
			columns[at] = c
		case c.need != optional || f.exact:
			missing = append(missing, c.name)
		}
	}
	if missing != nil {
		return nil, "it lacks the columns " + strings.Join(missing, ", ")
	}
	for i := range columns {
		if f.extra == nil && columns[i] == nil && h.has(i) {
			return nil, "the service does not take the column " + quoted(h.names[i])
		}
	}
	return columns, ""
}

// names are those of all columns that are written without request.
func (f *format[T]) names() []string {
	var names []string
	for _, c := range f.columns {
		if !c.onRequest {
			names = append(names, c.name)
		}
	}
	return names
}

// all yields the rows, once.
func (r *rowReader[T]) all() iter.Seq2[T, error] {
	return once(func(yield func(T, error) bool) { readAll(r.opts, r.next, yield) })
}

// next reads a row. It is good until the next call.
func (r *rowReader[T]) next() (*T, error) {
	text, err := r.scanner.next()
	if err != nil {
		return nil, err
	}
	var blank T
	r.row = blank
	if faults := r.parse(text); faults != nil {
		return nil, r.scanner.malformed(text, faults)
	}
	return &r.row, nil
}

// parse reads a line into the row.
func (r *rowReader[T]) parse(line string) (faults faultList) {
	r.ends = appendEnds(r.ends[:0], line)
	start := 0
	for position, end := range r.ends {
		value := line[start:end]
		start = end + 1
		if position < len(r.columns) && value != "" && r.columns[position] != nil {
			if reason := r.columns[position].set(&r.row, value, &r.cells); reason != "" {
				faults.add(r.columns[position].name, reason)
			}
			continue
		}
		r.setOther(position, value, &faults)
	}
	// A short row: what is left must not be needed.
	for position := len(r.ends); position < len(r.columns); position++ {
		r.setOther(position, "", &faults)
	}
	return faults
}

func (r *rowReader[T]) setOther(position int, value string, faults *faultList) {
	var c *column[T]
	if position < len(r.columns) {
		c = r.columns[position]
	}
	switch {
	case value == "" && (c == nil || c.need != inEveryRow):
	case value == "":
		faults.add(c.name, itIsEmpty)
	case c != nil:
		if reason := c.set(&r.row, value, &r.cells); reason != "" {
			faults.add(c.name, reason)
		}
	case !r.scanner.header.has(position):
		*faults = append(*faults, noColumn(position))
	default:
		extra := r.format.extra(&r.row)
		if *extra == nil {
			*extra = make(map[string]string)
		}
		(*extra)[r.scanner.header.names[position]] = value
	}
}

// parseRow types a row that was read as text.
func (f *format[T]) parseRow(row Row, opts ReadOptions) (T, error) {
	var none T
	if row.header == nil {
		return none, badFile(f.name, "the row comes from no file")
	}
	columns, missing := f.match(row.header)
	if missing != "" {
		return none, badFile(f.name, missing)
	}
	r := rowReader[T]{format: f, columns: columns, scanner: scanner{header: row.header}, cells: cellReader{zone: opts.Zone}}
	var faults faultList
	for i := range max(len(columns), len(row.values)) {
		value := ""
		if i < len(row.values) {
			value = row.values[i]
		}
		r.setOther(i, value, &faults)
	}
	if faults != nil {
		return none, &RowError{Row: row.number, Line: row.line, Fields: faults, Values: row}
	}
	return r.row, nil
}
