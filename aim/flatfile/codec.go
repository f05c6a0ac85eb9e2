package flatfile

import (
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// codec writes rows of type T.
type codec[T any] struct {
	name   string // in errors
	format FileFormat
	start  []byte // header line
	// appender makes what a pass over the rows needs: a feed can be read by two
	// attempts at a time, when the first is still being torn down.
	appender func() appendFunc[T]
}

// appendFunc appends a row, or a part of it and what is wrong with it.
type appendFunc[T any] func(dst []byte, row *T, faults *faultList) []byte

// codec makes one of this format's rows.
func (f *format[T]) codec(file FileFormat, opts WriteOptions) (codec[T], error) {
	if len(opts.Columns) == 0 {
		opts.Columns = f.names()
	}
	opts.Columns = slices.Clone(opts.Columns)
	faults := opts.columnFaults(opts.Columns)
	if f.exact && !slices.Equal(opts.Columns, f.names()) {
		faults.add("Columns", "the service takes these only: "+strings.Join(f.names(), ", "))
	}
	w := rowWriter[T]{format: f, opts: opts}
	w.layOut(&faults)
	start, err := opts.headerLine(opts.Columns, faults)
	if err != nil {
		return codec[T]{}, err
	}
	return codec[T]{name: f.name, format: file, start: start, appender: func() appendFunc[T] {
		pass := w
		return pass.append
	}}, nil
}

func (f *format[T]) writer(w io.Writer, file FileFormat, opts WriteOptions) (*Writer[T], error) {
	c, err := f.codec(file, opts)
	if err != nil {
		return nil, err
	}
	return newWriter(w, c), nil
}

func (f *format[T]) feed(rows iter.Seq2[T, error], file FileFormat, opts WriteOptions) (Feed, error) {
	c, err := f.codec(file, opts)
	if err != nil {
		return Feed{}, err
	}
	return newFeed(rows, c, opts)
}

// validate checks a row as it is checked before it is written, apart from what
// depends on the file: its encoding and its columns.
func (f *format[T]) validate(row *T, operation string) error {
	c := cells{mode: writing}
	f.columns(*row, &c)
	for _, name := range slices.Sorted(maps.Keys(c.extra)) {
		c.faults.checkText(name, c.extra[name])
	}
	for i, column := range f.names() {
		if !utf8.ValidString(c.texts[i]) {
			c.faults.add(column, DefaultEncoding.lacks(utf8.RuneError))
		}
	}
	return c.faults.invalid(operation)
}

// rowWriter writes typed rows into the columns of one file.
type rowWriter[T any] struct {
	format *format[T]
	opts   WriteOptions
	// known are the columns of the row's type and where they stand in the file.
	known []column
	// places are, by position in the file, the known column that is there;
	// negative for an unknown one.
	places []int
	absent []int // known columns that the file does not have
	cells  cells
}

// layOut finds the columns of the row's type among those of the file.
func (w *rowWriter[T]) layOut(faults *faultList) {
	columns, extras := w.format.declare()
	w.known = columns
	present := make([]bool, len(columns))
	for _, name := range w.opts.Columns {
		i := slices.IndexFunc(columns, func(c column) bool { return c.name == foldName(name) })
		if i >= 0 {
			present[i] = true
		} else if !extras {
			faults.add("Columns", fmt.Sprintf("the service does not take the column %s in a %s", quoted(name), w.format.name))
		}
		w.places = append(w.places, i)
	}
	for i, c := range columns {
		if present[i] {
			continue
		}
		w.absent = append(w.absent, i)
		if c.need != optional {
			faults.add("Columns", "the column "+c.name+" is missing")
		}
	}
}

// append writes a row.
func (w *rowWriter[T]) append(dst []byte, row *T, faults *faultList) []byte {
	w.cells = cells{mode: writing, unknownCodes: w.opts.AllowUnknownCodes, texts: w.cells.texts[:0]}
	w.format.columns(*row, &w.cells)
	*faults = w.cells.faults
	for position, i := range w.places {
		if position > 0 {
			dst = append(dst, '\t')
		}
		name := w.opts.Columns[position]
		if i >= 0 {
			dst = w.opts.appendEncoded(dst, name, w.cells.texts[i], faults)
		} else {
			dst = w.opts.appendValue(dst, name, w.cells.extra[name], faults)
		}
	}
	w.refuse(faults)
	return append(dst, lineEnd...)
}

// refuse names the values for which the file has no column.
func (w *rowWriter[T]) refuse(faults *faultList) {
	const reason = "the file has no such column"
	for _, i := range w.absent {
		if w.cells.texts[i] != "" {
			faults.add(w.known[i].name, reason)
		}
	}
	if len(w.cells.extra) == 0 {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(w.cells.extra)) {
		at := slices.Index(w.opts.Columns, name)
		if w.cells.extra[name] != "" && (at < 0 || w.places[at] >= 0) {
			faults.add(name, reason)
		}
	}
}
