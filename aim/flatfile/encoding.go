package flatfile

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/sellerwire/sellerwire/internal/charset"
)

// Encoding is the character encoding of a file. The vendor never documented one.
type Encoding int

const (
	// DefaultEncoding writes Windows-1252, which the hosts of the US, Canada and the UK
	// accepted. It reads a cell as UTF-8 if it is valid UTF-8, and otherwise as
	// Windows-1252.
	DefaultEncoding Encoding = iota
	// UTF8 was sent to the hosts of Germany and France. A cell that is not valid UTF-8 is
	// read as Windows-1252.
	UTF8
	// Windows1252 is often called Latin-1. Everything is read as Windows-1252.
	Windows1252
	// ShiftJIS is what the Japanese host accepted and sent. Everything is read as
	// Shift_JIS.
	ShiftJIS
)

// String returns the label of the encoding, as in the charset parameter of a
// Content-Type; "default" for the default.
func (e Encoding) String() string {
	if e == DefaultEncoding {
		return "default"
	}
	return e.charset().String()
}

// Known reports whether the encoding is one of this package's constants.
func (e Encoding) Known() bool { return e >= DefaultEncoding && e <= ShiftJIS }

// charset is the encoding in which text is written.
func (e Encoding) charset() charset.Encoding {
	switch e {
	case UTF8:
		return charset.UTF8
	case ShiftJIS:
		return charset.ShiftJIS
	default:
		return charset.Windows1252
	}
}

// decode reads one line of a file.
func (e Encoding) decode(line []byte) string {
	switch {
	case e == Windows1252 || e == ShiftJIS:
		return e.charset().Decode(line)
	case utf8.Valid(line):
		return string(line)
	}
	// Rows are assembled from different sources: a stray byte affects only its cell.
	var text strings.Builder
	for cell := range bytes.SplitAfterSeq(line, []byte("\t")) {
		text.WriteString(charset.DecodeLine(cell))
	}
	return text.String()
}

// lacks says why a character cannot be written.
func (e Encoding) lacks(r rune) string {
	if r == utf8.RuneError {
		return "the text is not valid UTF-8, or contains U+FFFD"
	}
	return fmt.Sprintf("%s has no character %q (%U)", e.charset(), r, r)
}
