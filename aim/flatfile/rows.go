package flatfile

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/sellerwire/sellerwire"
)

// DefaultMaxLine is the longest line that readers accept unless told otherwise, in
// bytes.
const DefaultMaxLine = 1 << 20

// ReadOptions adjust the readers of this package. The zero value is the default.
type ReadOptions struct {
	// Encoding of the file. Zero means [DefaultEncoding]: each cell is read as UTF-8
	// if it is valid UTF-8, and otherwise as Windows-1252.
	Encoding Encoding
	// MaxLine limits a line, and a record of several lines, in bytes. Zero means
	// [DefaultMaxLine]. A longer line is a [RowError].
	MaxLine int
	// Ending says whether the last byte that is read is known to be the last byte
	// of the file. Zero means [EndLikely]. It decides about a last line without a
	// line end.
	Ending Ending
	// OnRowError is called for each malformed row. If it returns nil, the rows after
	// it are read; otherwise the iteration ends with the error that it returns. Nil
	// means that the iteration ends with the first [RowError].
	OnRowError func(*RowError) error `json:"-"`
	// Zone says which zone an abbreviation of a time means. Nil means the zones
	// that are listed at [ZoneFunc].
	Zone ZoneFunc `json:"-"`
}

// Ending says what is known about the end of a file.
type Ending int

const (
	// EndLikely is for a file on a disk, which may have been cut when it was copied.
	// A last line without a line end is a row if it has all cells of the header. If
	// such a file was cut within its last cell, nobody can tell.
	EndLikely Ending = iota
	// EndKnown is for a transfer whose length was announced, and for content that
	// is complete for another reason. A last line without a line end is a row.
	EndKnown
	// EndUnknown is for a transfer that ended with its connection. A last line
	// without a line end is a [RowError].
	EndUnknown
)

// rowFailed decides whether reading goes on after err: it does if the result is
// nil.
func (o *ReadOptions) rowFailed(err error) error {
	if e, ok := err.(*RowError); ok && o.OnRowError != nil {
		return o.OnRowError(e)
	}
	return err
}

// RowError is what is wrong with one row of a file. Readers end with it, or pass it to
// [ReadOptions.OnRowError] and read on; [Writer.Write] returns it. The error of a row
// that was read matches [sellerwire.ErrUnexpectedContent], that of a row to be written
// [sellerwire.ErrInvalidRequest].
type RowError struct {
	// Row is the number of the row, from 1. Header lines do not count; in UIEE a row
	// is a record. Of a row to be written it is the number in the source, refused
	// rows included; see [Feed.SourceRow].
	Row int
	// Line is the line of the file on which the row starts, from 1; 0 for a row to
	// be written.
	Line int
	// Fields are the faults, at least one. Field is the column or the token; it is
	// empty if the row as a whole is at fault.
	Fields []sellerwire.FieldError
	// Cells is the row as text. It is empty for a row to be written, and for a line
	// that is too long.
	Cells Row
}

// Error lists all faults on one line.
func (e *RowError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "flatfile: row %d", e.Row)
	if e.Line > 0 {
		fmt.Fprintf(&b, " (line %d)", e.Line)
	}
	for i, f := range e.Fields {
		if i == 0 {
			b.WriteString(": ")
		} else {
			b.WriteString("; ")
		}
		b.WriteString(f.String())
	}
	return b.String()
}

// Unwrap returns the kind of the error.
func (e *RowError) Unwrap() error {
	if e.Line > 0 {
		return sellerwire.ErrUnexpectedContent
	}
	return sellerwire.ErrInvalidRequest
}

// reasonCut is the fault of a row at the end of a file whose rest may be missing.
const reasonCut = "the file ends within it: it may have been cut"

// isRowError tells whether reading can go on after err.
func isRowError(err error) bool { _, ok := err.(*RowError); return ok }

// faultList collects what is wrong with one row.
type faultList []sellerwire.FieldError

func (l *faultList) add(column, reason string) {
	if reason != "" {
		*l = append(*l, sellerwire.FieldError{Field: column, Reason: reason})
	}
}

func (l *faultList) tooMany(column, unit string, size, limit int) {
	*l = append(*l, sellerwire.FieldError{
		Field: column, Limit: int64(limit), Size: int64(size),
		Reason: fmt.Sprintf("it has %d %s, the limit is %d", size, unit, limit),
	})
}

// invalid makes an error of the faults; nil if there are none.
func (l faultList) invalid(operation string) error {
	if len(l) == 0 {
		return nil
	}
	return &sellerwire.InvalidError{Service: "flatfile", Operation: operation, Fields: l}
}

// fileError is the error of a file that is not what it should be.
type fileError struct{ what, reason string }

func badFile(what, reason string) error { return &fileError{what, reason} }

func (e *fileError) Error() string {
	return fmt.Sprintf("flatfile: read %s: %v: %s", e.what, sellerwire.ErrUnexpectedContent, e.reason)
}

func (e *fileError) Unwrap() error { return sellerwire.ErrUnexpectedContent }

// quoted shows the start of a cell in an error, on one line.
func quoted(cell string) string {
	const most = 40
	if runes := []rune(cell[:min(len(cell), 4*most+4)]); len(runes) > most {
		return fmt.Sprintf("%q...", string(runes[:most]))
	}
	return fmt.Sprintf("%q", cell)
}

// errUsed ends a second iteration over a reader.
var errUsed = errors.New("flatfile: the file has been read already; a reader can be ranged over once")

// once lets a sequence that reads an io.Reader be ranged over once.
func once[T any](seq iter.Seq2[T, error]) iter.Seq2[T, error] {
	used := false
	return func(yield func(T, error) bool) {
		if used {
			var none T
			yield(none, errUsed)
			return
		}
		used = true
		seq(yield)
	}
}

// readAll yields what next returns, until io.EOF or an error.
func readAll[T any](opts *ReadOptions, next func() (T, error), yield func(T, error) bool) {
	for {
		row, err := next()
		if err == nil && !yield(row, nil) || err != nil && !survives(opts, err, yield) {
			return
		}
	}
}

// survives tells whether reading goes on after an error, which is yielded if not. The
// options decide about malformed rows.
func survives[T any](opts *ReadOptions, err error, yield func(T, error) bool) bool {
	if err == io.EOF {
		return false
	}
	if err = opts.rowFailed(err); err == nil {
		return true
	}
	var none T
	yield(none, err)
	return false
}
