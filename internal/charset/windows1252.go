package charset

import (
	"io"
	"unicode/utf8"
)

// windows1252 holds what bytes 0x80 to 0x9F stand for; all others are as in
// ISO-8859-1. The table is typed because that of golang.org/x/text reads the
// undefined bytes (0x81, 0x8D, 0x8F, 0x90, 0x9D) as U+FFFD, and writes U+FFFD
// as one of them.
var windows1252 = [0xA0 - 0x80]rune{
	'€', 0x81, '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', 0x8D, 'Ž', 0x8F,
	0x90, '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', 0x9D, 'ž', 'Ÿ',
}

func windows1252Rune(c byte) rune {
	if c >= 0x80 && c <= 0x9F {
		return windows1252[c-0x80]
	}
	return rune(c)
}

func windows1252Byte(r rune) (byte, bool) {
	if r < 0x80 || r >= 0xA0 && r <= 0xFF {
		return byte(r), true
	}
	for i, defined := range windows1252 {
		if r == defined {
			return byte(0x80 + i), true
		}
	}
	return 0, false
}

// windows1252Reader decodes while it reads.
type windows1252Reader struct {
	input   io.Reader
	raw     [1 << 10]byte
	decoded [3 << 10]byte // no character of the table has more than three bytes
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
