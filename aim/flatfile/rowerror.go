package flatfile

import (
	"fmt"
	"strings"

	"github.com/sellerwire/sellerwire"
)

// RowError is what is wrong with one row of a file. Readers end with it, or hand it to
// [ReadOptions].OnRowError and read on; [Writer.Write] returns it. A row that was
// read matches [sellerwire.ErrUnexpectedContent], one that was to be written
// [sellerwire.ErrInvalidRequest].
type RowError struct {
	// Row is the number of the row, from 1. Header lines do not count, as in the
	// service's error logs; in UIEE a row is a record.
	Row int
	// Line is the line of the file on which the row starts, from 1; 0 if the row
	// was to be written.
	Line int
	// Fields are the faults, at least one. Field is the column or the token,
	// empty if the row as a whole is at fault.
	Fields []sellerwire.FieldError
	// Values are what was read, for callers who can make sense of it. Empty for a
	// row that was to be written, and for a line that was too long.
	Values Row
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

// invalid makes an error of the faults of a row that was checked by itself.
func (l faultList) invalid(operation string) error {
	if len(l) == 0 {
		return nil
	}
	return &sellerwire.InvalidError{Service: "flatfile", Operation: operation, Fields: l}
}

// quoted shows a value of a file in an error: short, on one line.
func quoted(value string) string {
	const most = 40
	if runes := []rune(value[:min(len(value), 4*most+4)]); len(runes) > most {
		return fmt.Sprintf("%q...", string(runes[:most]))
	}
	return fmt.Sprintf("%q", value)
}
