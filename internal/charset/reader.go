package charset

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
)

// labels are the encodings that documents declare, by the letters and digits of
// their labels. US-ASCII and ISO-8859-1 are read as Windows-1252, which many who
// declare them write.
var labels = map[string]Encoding{
	"utf8":  UTF8,
	"ascii": Windows1252, "usascii": Windows1252, "ansi": Windows1252,
	"iso88591": Windows1252, "88591": Windows1252, "latin1": Windows1252, "l1": Windows1252,
	"windows1252": Windows1252, "cp1252": Windows1252, "xcp1252": Windows1252,
	"shiftjis": ShiftJIS, "sjis": ShiftJIS, "xsjis": ShiftJIS, "mskanji": ShiftJIS, "windows31j": ShiftJIS, "cp932": ShiftJIS,
}

// plainLabel is a label without all that people spell in different ways: ISO_8859-1
// and iso8859-1 are one. The year of ISO_8859-1:1987 is no part of it.
func plainLabel(label string) string {
	label, _, _ = strings.Cut(label, ":")
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9', r >= 'a' && r <= 'z':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return -1
	}, label)
}

// IsUsual reports whether a label declares nothing that the bytes do not show by
// themselves: UTF-8, ASCII, ISO-8859-1, Windows-1252, or no encoding.
func IsUsual(label string) bool {
	plain := plainLabel(label)
	encoding, known := labels[plain]
	return plain == "" || known && encoding != ShiftJIS
}

// Decode returns a document that declares an encoding in a form in which each of its
// texts can be judged by itself. It is decoded only if the label is supported and says
// more than the bytes show: text that is valid UTF-8 is UTF-8, whatever is declared,
// except for Shift_JIS; and an unknown label costs nothing, since most of a document is
// ASCII.
func Decode(label string, body []byte) []byte {
	if IsUsual(label) || labels[plainLabel(label)] != ShiftJIS && utf8.Valid(body) {
		return body
	}
	reader, err := Reader(label, bytes.NewReader(body))
	if err != nil {
		return body
	}
	decoded, err := io.ReadAll(reader)
	if err != nil {
		return body
	}
	return decoded
}

// Reader decodes input to UTF-8. It fits the CharsetReader of
// [encoding/xml.Decoder]. Of a label only letters and digits count, without case. An
// unknown label is an error that names it.
func Reader(label string, input io.Reader) (io.Reader, error) {
	plain := plainLabel(label)
	encoding, known := labels[plain]
	switch {
	case plain == "iso885915" || plain == "latin9":
		return charmap.ISO8859_15.NewDecoder().Reader(input), nil
	case known && encoding == UTF8:
		return input, nil
	case known && encoding == ShiftJIS:
		return japanese.ShiftJIS.NewDecoder().Reader(input), nil
	case known:
		return &windows1252Reader{input: input}, nil
	default:
		// The label comes from a reply: no more of it than is needed.
		return nil, fmt.Errorf("charset: encoding %.40q is not supported", label)
	}
}
