package flatfile

import (
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/sellerwire/sellerwire/internal/identifier"
)

// WriteOptions adjust the writers and the feeds of this package. The zero value is the
// default.
type WriteOptions struct {
	// Encoding is the encoding of the file. For an endpoint, use that of
	// aim.Client.Encoding. Zero means Windows-1252. A character that the encoding does
	// not have is a fault of the row.
	Encoding Encoding
	// Columns are the columns to write, in their order. Nil means those that the vendor
	// documents. The cells of an unknown column come from the Extra of the rows. A row
	// with a value for a column that is not written is refused. UIEE and refund files
	// have a fixed form, so Columns must be empty.
	Columns []string
	// AllowUnknownCodes allows codes that this package does not know, such as a
	// [Condition] that was added later. By default they are refused.
	AllowUnknownCodes bool
	// OnRowError is called for each row that a feed refuses. If it returns nil the row is
	// left out; otherwise the feed fails with the error that it returns. Nil means no
	// callback: the feed fails with a [sellerwire.InvalidError]; see [LoaderFeed].
	// Writers do not call it; they return the error.
	OnRowError func(*RowError) error `json:"-"`
}

// lineEnd is the line end that clients sent to the service.
const lineEnd = "\r\n"

// columnFaults checks column names.
func (o *WriteOptions) columnFaults(names []string) faultList {
	faults := o.encodingFaults()
	if len(names) == 0 {
		faults.add("Columns", "must name at least one column")
	}
	seen := make(map[string]bool, len(names))
	for _, name := range names {
		folded := foldName(name)
		switch {
		case folded == "":
			faults.add("Columns", "a column has no name")
		case seen[folded]:
			faults.add("Columns", "the column "+quoted(name)+" appears twice")
		default:
			if reason := identifier.TextFault(name); reason != "" {
				faults.add("Columns", quoted(name)+": "+reason)
			}
		}
		seen[folded] = true
	}
	return faults
}

func (o *WriteOptions) encodingFaults() (faults faultList) {
	if !o.Encoding.Known() {
		faults.add("Encoding", "must be one of this package's encodings")
	}
	return faults
}

// headerLine returns the header line, or what is wrong with the options.
func (o *WriteOptions) headerLine(names []string, faults faultList) ([]byte, error) {
	var line []byte
	for i, name := range names {
		if i > 0 {
			line = append(line, '\t')
		}
		line = o.appendValue(line, "Columns", name, &faults)
	}
	if err := faults.invalid("write options"); err != nil {
		return nil, err
	}
	return append(line, lineEnd...), nil
}

// Writer writes the rows of one file. Create it with [NewLoaderWriter] or a similar
// function. It buffers rows: call Flush at the end. It is not safe for concurrent use.
type Writer[T any] struct {
	out    io.Writer
	append appendFunc[T]
	buf    []byte
	rows   int
	left   []int // numbers of the rows that were refused
	err    error // of out
}

// writeSize is the minimum number of bytes to write at a time.
const writeSize = 32 << 10

func newWriter[T any](out io.Writer, c codec[T]) *Writer[T] {
	return &Writer[T]{out: out, append: c.appender(), buf: append(make([]byte, 0, 2*writeSize), c.start...)}
}

// Write writes a row. If the row breaks a rule, the error is a [RowError] that lists all
// its faults. Then nothing of the row is written, and you can write the next row. An
// error of the underlying writer is final.
func (w *Writer[T]) Write(row T) error {
	if w.err != nil {
		return w.err
	}
	w.rows++
	buf, faults := w.append(w.buf, row)
	if faults != nil {
		w.left = append(w.left, w.rows)
		return &RowError{Row: w.rows, Fields: faults}
	}
	if w.buf = buf; len(w.buf) >= writeSize {
		return w.Flush()
	}
	return nil
}

// SourceRow returns the number of the call of Write that wrote this record of the file;
// see [Feed.SourceRow].
func (w *Writer[T]) SourceRow(record int) int { return sourceRow(w.left, record) }

// Flush writes the buffered data, including the header line if there were no rows.
func (w *Writer[T]) Flush() error {
	if w.err == nil && len(w.buf) > 0 {
		_, w.err = w.out.Write(w.buf)
		w.buf = w.buf[:0]
	}
	return w.err
}

// appendValue checks and appends a text.
func (o *WriteOptions) appendValue(dst []byte, column, text string, faults *faultList) []byte {
	if isPlain(text) {
		return append(dst, text...)
	}
	if !faults.checkText(column, text) {
		return dst
	}
	return o.appendEncoded(dst, column, text, faults)
}

func (o *WriteOptions) appendEncoded(dst []byte, column, text string, faults *faultList) []byte {
	dst, lacking, ok := o.Encoding.charset().Append(dst, text)
	if !ok {
		faults.add(column, o.Encoding.lacks(lacking))
	}
	return dst
}

// codec writes rows of type T.
type codec[T any] struct {
	name   string // in errors
	format FileFormat
	start  []byte // header line
	// appender returns what one pass over the rows needs. A feed can be read by two
	// attempts at a time, while the first is being torn down.
	appender func() appendFunc[T]
}

// appendFunc appends a row. If there are faults it may append only part of the row.
type appendFunc[T any] func(dst []byte, row T) ([]byte, faultList)

// codec returns a codec for this format.
func (f *format[T]) codec(file FileFormat, opts WriteOptions) (codec[T], error) {
	if len(opts.Columns) == 0 {
		opts.Columns = f.names()
	}
	opts.Columns = slices.Clone(opts.Columns)
	faults := opts.columnFaults(opts.Columns)
	if f.exact && !slices.Equal(opts.Columns, f.names()) {
		faults.add("Columns", "must be these, in this order: "+strings.Join(f.names(), ", "))
	}
	w := rowWriter[T]{format: f, opts: opts, cells: cells{mode: writing, unknownCodes: opts.AllowUnknownCodes}}
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

// validate checks a row like a writer, except for what depends on the file: its encoding
// and its columns.
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
	// known are the columns of the row type.
	known []column
	// places has, for each position in the file, the index of the known column there;
	// negative for an unknown column.
	places []int
	absent []int           // known columns that the file lacks
	extras map[string]bool // unknown columns of the file
	cells  cells
}

// layOut finds the columns of the row type among the columns of the file.
func (w *rowWriter[T]) layOut(faults *faultList) {
	columns, extras := w.format.declare()
	w.known = columns
	present := make([]bool, len(columns))
	w.extras = make(map[string]bool)
	for _, name := range w.opts.Columns {
		i := slices.IndexFunc(columns, func(c column) bool { return c.name == foldName(name) })
		switch {
		case i >= 0:
			present[i] = true
		case extras:
			w.extras[name] = true
		default:
			faults.add("Columns", fmt.Sprintf("the service does not accept the column %s in a %s", quoted(name), w.format.name))
		}
		w.places = append(w.places, i)
	}
	for i, c := range columns {
		if present[i] {
			continue
		}
		w.absent = append(w.absent, i)
		if c.required {
			faults.add("Columns", "the column "+c.name+" is missing")
		}
	}
}

// append writes a row.
func (w *rowWriter[T]) append(dst []byte, row T) ([]byte, faultList) {
	w.cells.clear()
	w.format.columns(row, &w.cells)
	faults := w.cells.faults
	for position, i := range w.places {
		if position > 0 {
			dst = append(dst, '\t')
		}
		name := w.opts.Columns[position]
		switch {
		case i < 0:
			dst = w.opts.appendValue(dst, name, w.cells.extra[name], &faults)
		case w.cells.plain:
			dst = append(dst, w.cells.texts[i]...)
		default:
			dst = w.opts.appendEncoded(dst, name, w.cells.texts[i], &faults)
		}
	}
	w.refuse(&faults)
	return append(dst, lineEnd...), faults
}

// refuse adds a fault for each cell that the file has no column for.
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
		if w.cells.extra[name] != "" && !w.extras[name] {
			faults.add(name, reason)
		}
	}
}
