// Package charset reads and writes the encodings that the services use.
//
// It reads as browsers do: ISO-8859-1 means Windows-1252, and no byte makes a reply
// unreadable. It writes exactly: a character that an encoding lacks becomes a
// numeric reference in XML, and is refused by name elsewhere.
package charset

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/japanese"
)

// Encoding is a character encoding. The zero value is [UTF8].
type Encoding int

const (
	// UTF8 is what Go strings hold.
	UTF8 Encoding = iota
	// Latin1 is ISO-8859-1 to the letter: byte 0x93 is the control character
	// U+0093.
	Latin1
	// Windows1252 is what others mean by Latin-1: byte 0x93 is a curly quote.
	// The five bytes it leaves undefined stand for control characters, as in
	// browsers.
	Windows1252
	// ShiftJIS is the encoding of Japanese files, with the extensions of Windows.
	ShiftJIS
)

// String returns the encoding's label, as in the charset parameter of a
// Content-Type.
func (e Encoding) String() string {
	switch e {
	case Latin1:
		return "iso-8859-1"
	case Windows1252:
		return "windows-1252"
	case ShiftJIS:
		return "shift_jis"
	default:
		return "utf-8"
	}
}

// Append appends s in this encoding. If the encoding lacks a character, ok is
// false, lacking is the first such character, and dst is returned unchanged. Bytes
// that are not UTF-8 are reported as [utf8.RuneError].
func (e Encoding) Append(dst []byte, s string) (out []byte, lacking rune, ok bool) {
	switch e {
	case Latin1:
		return appendBytes(dst, s, latin1Byte)
	case Windows1252:
		return appendBytes(dst, s, windows1252Byte)
	case ShiftJIS:
		return appendShiftJIS(dst, s)
	default:
		if !utf8.ValidString(s) {
			return dst, utf8.RuneError, false
		}
		return append(dst, s...), 0, true
	}
}

// Decode returns b as a string. Bytes that mean nothing in the encoding become
// U+FFFD; in Latin1 and Windows1252 there are none.
func (e Encoding) Decode(b []byte) string {
	switch e {
	case Latin1:
		return decodeBytes(b, func(c byte) rune { return rune(c) })
	case Windows1252:
		return decodeBytes(b, windows1252Rune)
	case ShiftJIS:
		// The decoder writes U+FFFD for what it cannot read, and never fails.
		s, _ := japanese.ShiftJIS.NewDecoder().Bytes(b)
		return string(s)
	default:
		return strings.ToValidUTF8(string(b), "\uFFFD")
	}
}

// DecodeLine returns one line of a file whose encoding nobody declared: as
// UTF-8 if it is that, otherwise as [Windows1252]. Line by line, because files
// are put together from sources that differ.
func DecodeLine(line []byte) string {
	if utf8.Valid(line) {
		return string(line)
	}
	return Windows1252.Decode(line)
}

// appendBytes appends s in an encoding of one byte per character, whose first half is
// ASCII.
func appendBytes(dst []byte, s string, encode func(rune) (byte, bool)) ([]byte, rune, bool) {
	out := slices.Grow(dst, len(s))
	for at := 0; at < len(s); {
		start := at
		for at < len(s) && s[at] < utf8.RuneSelf {
			at++
		}
		out = append(out, s[start:at]...)
		if at == len(s) {
			break
		}
		r, size := utf8.DecodeRuneInString(s[at:])
		c, ok := encode(r)
		if !ok {
			return dst, r, false
		}
		out = append(out, c)
		at += size
	}
	return out, 0, true
}

// decodeBytes reads an encoding of one byte per character.
func decodeBytes(b []byte, decode func(byte) rune) string {
	var s strings.Builder
	s.Grow(len(b) + len(b)/8)
	for _, c := range b {
		s.WriteRune(decode(c))
	}
	return s.String()
}

func latin1Byte(r rune) (byte, bool) { return byte(r), r <= 0xFF }

func appendShiftJIS(dst []byte, s string) ([]byte, rune, bool) {
	// No character is longer in Shift_JIS than in UTF-8.
	out := slices.Grow(dst, len(s))
	n, read, err := japanese.ShiftJIS.NewEncoder().Transform(out[len(dst):len(dst)+len(s)], []byte(s), true)
	if err != nil {
		lacking, _ := utf8.DecodeRuneInString(s[read:])
		return dst, lacking, false
	}
	return out[:len(dst)+n], 0, true
}
