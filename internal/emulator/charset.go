package emulator

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// windows1252 has the characters of the bytes 0x80 to 0x9F. The five bytes
// without a meaning keep their Latin-1 one, as in browsers.
const windows1252 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f" +
	"\u0090‘’“”•–—˜™š›œ\u009džŸ"

// CharsetReader serves encoding/xml, which reads only UTF-8 by itself. Bytes
// declared as ISO-8859-1 are read as Windows-1252: that differs only where
// ISO-8859-1 has control characters, which no sender means. Some programs declare
// it and send UTF-8, which is read as that unless strict.
func CharsetReader(strict bool) func(label string, input io.Reader) (io.Reader, error) {
	return func(label string, input io.Reader) (io.Reader, error) {
		switch strings.ToLower(label) {
		case "iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "windows-1252", "cp1252":
		default:
			return nil, fmt.Errorf("unsupported encoding %q", label)
		}
		encoded, err := io.ReadAll(input)
		if err != nil {
			return nil, err
		}
		if utf8.Valid(encoded) && !strict {
			return bytes.NewReader(encoded), nil
		}
		return strings.NewReader(decodeWindows1252(encoded)), nil
	}
}

func decodeWindows1252(encoded []byte) string {
	high := []rune(windows1252)
	var text strings.Builder
	for _, b := range encoded {
		r := rune(b)
		if r >= 0x80 && r <= 0x9F {
			r = high[r-0x80]
		}
		text.WriteRune(r)
	}
	return text.String()
}

// EncodeLatin1 writes a document in ISO-8859-1, with numeric references for the
// characters outside of it and for those that readers take for Windows-1252. Where
// asked to, it writes those of Windows-1252 as its bytes.
func EncodeLatin1(document []byte, asWindows1252 bool) []byte {
	encoded := make([]byte, 0, len(document))
	for _, r := range string(document) {
		if at := strings.IndexRune(windows1252, r); at >= 0 && asWindows1252 {
			encoded = append(encoded, byte(0x80+len([]rune(windows1252[:at]))))
			continue
		}
		if r < 0x80 || r >= 0xA0 && r <= 0xFF {
			encoded = append(encoded, byte(r))
			continue
		}
		encoded = fmt.Appendf(encoded, "&#%d;", r)
	}
	return encoded
}
