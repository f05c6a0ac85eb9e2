package charset

import (
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
)

// Reader decodes input to UTF-8. It fits the CharsetReader of
// [encoding/xml.Decoder]. Labels count without case and surrounding space;
// US-ASCII and ISO-8859-1 are read as Windows-1252, which many who declare
// them write. An unknown label is an error that names it.
func Reader(label string, input io.Reader) (io.Reader, error) {
	switch strings.ToLower(strings.TrimSpace(label)) {
	case "utf-8", "utf8":
		return input, nil
	case "us-ascii", "ascii",
		"iso-8859-1", "iso8859-1", "latin1", "l1",
		"windows-1252", "cp1252", "x-cp1252":
		return &windows1252Reader{input: input}, nil
	case "iso-8859-15":
		return charmap.ISO8859_15.NewDecoder().Reader(input), nil
	case "shift_jis", "sjis", "windows-31j":
		return japanese.ShiftJIS.NewDecoder().Reader(input), nil
	default:
		// The label comes from a reply: no more of it than is needed.
		return nil, fmt.Errorf("charset: encoding %.40q is not supported", label)
	}
}
