package flatfile

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/sellerwire/sellerwire"
)

// DefaultMaxLine is the longest line, in bytes, that readers accept by default.
const DefaultMaxLine = 1 << 20

// ReadOptions adjust the readers of this package. The zero value is the default.
type ReadOptions struct {
	// Encoding is the encoding of the file. Zero means [DefaultEncoding]: a cell is read
	// as UTF-8 if it is valid UTF-8, and otherwise as Windows-1252.
	Encoding Encoding
	// MaxLine limits a line, and a UIEE record of several lines, in bytes. Zero means
	// [DefaultMaxLine]. A longer line is a [RowError].
	MaxLine int
	// Ending says whether the last byte that is read is known to be the end of the file.
	// It decides whether a last line without a line end is a row. Zero means [EndLikely].
	Ending Ending
	// OnRowError is called for each malformed row. If it returns nil, the row is skipped;
	// otherwise the iteration ends with the error that it returns. Nil means no callback:
	// the iteration ends with the first [RowError].
	OnRowError func(*RowError) error `json:"-"`
	// Zone returns the time zone of an abbreviation. Nil means the zones listed at
	// [ZoneFunc].
	Zone ZoneFunc `json:"-"`
}

// Ending is what is known about the end of a file.
type Ending int

const (
	// EndLikely is for a file on a disk, which may have been cut when it was copied. A
	// last line without a line end is a row if it has all the cells of the header. A cut
	// within the last cell cannot be detected.
	EndLikely Ending = iota
	// EndKnown is for a transfer with a known length, and for content that is known to be
	// complete. A last line without a line end is a row.
	EndKnown
	// EndUnknown is for a transfer that ended with its connection. A last line without a
	// line end is a [RowError].
	EndUnknown
)

// rowFailed returns nil if reading goes on after err.
func (o *ReadOptions) rowFailed(err error) error {
	if e, ok := err.(*RowError); ok && o.OnRowError != nil {
		return o.OnRowError(e)
	}
	return err
}

// RowError reports what is wrong with one row of a file. Readers end with it, or pass it
// to [ReadOptions.OnRowError] and continue. [Writer.Write] returns it. It matches
// [sellerwire.ErrUnexpectedContent] for a row that was read, and
// [sellerwire.ErrInvalidRequest] for a row to be written.
type RowError struct {
	// Row is the number of the row, from 1, without header lines. In UIEE a row is a
	// record. For a row to be written it is the number in the source, including refused
	// rows; see [Feed.SourceRow].
	Row int
	// Line is the line of the file where the row starts, from 1. It is 0 for a row to be
	// written.
	Line int
	// Fields are the faults, at least one. Field is the column or the UIEE token; it is
	// empty if the whole row is at fault.
	Fields []sellerwire.FieldError
	// Cells is the row as text. It is empty for a row to be written and for a line that
	// is too long.
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

// reasonCut is the fault of a row at the end of a file that may be incomplete.
const reasonCut = "the file ends within the row: it may have been cut"

// isRowError reports whether reading can go on after err.
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

// invalid returns an error of the faults; nil if there are none.
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

// errUsed is the error of a second iteration over a reader.
var errUsed = errors.New("flatfile: the file has been read already; a reader can be ranged over once")

// once lets a sequence over an io.Reader be ranged over only once.
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

// survives reports whether reading goes on after an error; if not, it yields the error.
// The options decide about malformed rows.
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
