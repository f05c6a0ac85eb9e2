package flatfile

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// WriteOptions adjust the writers and the feeds of this package. The zero value
// is the default.
type WriteOptions struct {
	// Encoding of the file; [Client.Encoding] is that of an endpoint. Zero:
	// Windows-1252. A character that it lacks is a fault of the row.
	Encoding Encoding
	// Columns are the columns and their order. Zero: those that the vendor
	// documents. A name that this package does not know takes its values from
	// the Extra of the rows. A row with a value for a column that is not among
	// them is refused. Not for UIEE and refund files, whose form is fixed.
	Columns []string
	// AllowUnknownCodes lets codes pass that this package does not know, such as
	// a [Condition] that came later. Zero: they are refused.
	AllowUnknownCodes bool
	// OnRowError is told of each row that a feed refuses. If it returns nil the
	// row is left out; otherwise the feed fails with what it returned. Zero: the
	// feed fails with a [sellerwire.InvalidError], see [LoaderFeed]. Writers do not
	// call it, they return the error.
	OnRowError func(*RowError) error
}

// lineEnd is what the service was sent.
const lineEnd = "\r\n"

// columnFaults checks the names of columns.
func (o *WriteOptions) columnFaults(names []string) faultList {
	faults := o.encodingFaults()
	if len(names) == 0 {
		faults.add("Columns", "there are none")
	}
	seen := make(map[string]bool, len(names))
	for _, name := range names {
		folded := foldName(name)
		switch {
		case folded == "":
			faults.add("Columns", "one has no name")
		case seen[folded]:
			faults.add("Columns", "the column "+quoted(name)+" is there twice")
		case strings.TrimSpace(name) != name, strings.HasPrefix(name, "\uFEFF"):
			faults.add("Columns", "the name "+quoted(name)+" has blanks around it")
		}
		seen[folded] = true
	}
	return faults
}

func (o *WriteOptions) encodingFaults() (faults faultList) {
	if !o.Encoding.Known() {
		faults.add("Encoding", "it is none of this package's encodings")
	}
	return faults
}

// headerLine writes the names of columns, or says what was wrong with the options.
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

// Writer writes the rows of one file. Make it with [NewLoaderWriter] and the like,
// and end it with Flush: the rows are buffered. It is not safe for concurrent use.
type Writer[T any] struct {
	out    io.Writer
	append appendFunc[T]
	buf    []byte
	row    T // append takes a pointer to it
	rows   int
	err    error // of out
}

// writeSize is how much is written at a time, at least.
const writeSize = 32 << 10

func newWriter[T any](out io.Writer, c codec[T]) *Writer[T] {
	return &Writer[T]{out: out, append: c.appender(), buf: append(make([]byte, 0, 2*writeSize), c.start...)}
}

// Write writes a row. What is wrong with it is a [RowError] that lists all its
// faults; nothing of the row is written then, and the next can be. An error of
// the underlying writer is final.
func (w *Writer[T]) Write(row T) error {
	if w.err != nil {
		return w.err
	}
	w.rows++
	w.row = row
	var faults faultList
	buf := w.append(w.buf, &w.row, &faults)
	if faults != nil {
		return &RowError{Row: w.rows, Fields: faults}
	}
	if w.buf = buf; len(w.buf) >= writeSize {
		return w.Flush()
	}
	return nil
}

// Flush writes what is buffered: the header line too, if there were no rows.
func (w *Writer[T]) Flush() error {
	if w.err == nil && len(w.buf) > 0 {
		_, w.err = w.out.Write(w.buf)
		w.buf = w.buf[:0]
	}
	return w.err
}

// checkText refuses what would break the form of a file.
func (l *faultList) checkText(column, text string) (ok bool) {
	at := strings.IndexFunc(text, unicode.IsControl)
	if at < 0 {
		return true
	}
	switch r, _ := utf8.DecodeRuneInString(text[at:]); r {
	case '\t':
		l.add(column, fmt.Sprintf("it has a TAB at byte %d", at))
	case '\r', '\n':
		l.add(column, fmt.Sprintf("it has a line break at byte %d", at))
	default:
		l.add(column, fmt.Sprintf("it has the control character %U at byte %d", r, at))
	}
	return false
}

// appendValue checks and appends a text.
func (o *WriteOptions) appendValue(dst []byte, column, text string, faults *faultList) []byte {
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
