package flatfile

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/sellerwire/sellerwire/internal/charset"
)

// Encoding is the character encoding of a file. The vendor never stated one.
type Encoding int

const (
	// DefaultEncoding writes Windows-1252, which the hosts of the US, Canada and the UK
	// took. It reads each cell as UTF-8 if it is valid UTF-8, and otherwise as
	// Windows-1252.
	DefaultEncoding Encoding = iota
	// UTF8 is what the hosts of Germany and France were sent. A cell that is not valid
	// UTF-8 is read as Windows-1252.
	UTF8
	// Windows1252 is what others call Latin-1. Everything is read as that.
	Windows1252
	// ShiftJIS is what the Japanese host took and sent. Everything is read as that.
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

// Known tells whether the encoding is one of this package's constants.
func (e Encoding) Known() bool { return e >= DefaultEncoding && e <= ShiftJIS }

// charset is what text is written in.
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
	// Rows are put together from sources that differ: a stray byte costs its cell.
	var text strings.Builder
	for cell := range bytes.SplitAfterSeq(line, []byte("\t")) {
		text.WriteString(charset.DecodeLine(cell))
	}
	return text.String()
}

// lacks says why a character cannot be written.
func (e Encoding) lacks(r rune) string {
	if r == utf8.RuneError {
		return "the text is not valid UTF-8, or holds U+FFFD"
	}
	return fmt.Sprintf("%s has no character %q (%U)", e.charset(), r, r)
}
