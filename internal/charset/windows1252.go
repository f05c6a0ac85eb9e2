package charset

import (
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// windows1252Rune is what a byte stands for. The five that Windows-1252 leaves
// undefined are control characters, as in browsers; golang.org/x/text reads them
// as U+FFFD.
func windows1252Rune(c byte) rune {
	if r := charmap.Windows1252.DecodeByte(c); r != utf8.RuneError {
		return r
	}
	return rune(c)
}

func windows1252Byte(r rune) (byte, bool) {
	if c := byte(r); r <= 0xFF && windows1252Rune(c) == r {
		return c, true
	}
	c, ok := charmap.Windows1252.EncodeRune(r)
	return c, ok && r != utf8.RuneError
}

// windows1252Reader decodes while it reads.
type windows1252Reader struct {
	input   io.Reader
	raw     [1 << 10]byte
	decoded [3 << 10]byte // no character has more than three bytes
	unread  []byte        // the rest of decoded
	err     error         // of input; reported after what came before it
}

func (r *windows1252Reader) Read(p []byte) (int, error) {
	if len(r.unread) == 0 {
		if r.err != nil {
			return 0, r.err
		}
		r.fill()
	}
	n := copy(p, r.unread)
	r.unread = r.unread[n:]
	return n, nil
}

func (r *windows1252Reader) fill() {
	n, err := r.input.Read(r.raw[:])
	r.unread, r.err = r.decoded[:0], err
	for _, c := range r.raw[:n] {
		r.unread = utf8.AppendRune(r.unread, windows1252Rune(c))
	}
}
