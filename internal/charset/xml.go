package charset

import (
	"strconv"
	"unicode/utf8"
)

// escapes says what stands for a character that cannot go out as it is.
type escapes struct {
	special [256]bool // the bytes to look at: those in ascii, and all beyond
	ascii   [utf8.RuneSelf]string
}

func newEscapes(ascii map[byte]string) *escapes {
	var e escapes
	for c := range e.special {
		e.special[c] = c >= utf8.RuneSelf || ascii[byte(c)] != ""
	}
	for c, escape := range ascii {
		e.ascii[c] = escape
	}
	return &e
}

// A parser reads a bare CR in text as LF, and each of TAB, LF and CR in an
// attribute as a space (XML 1.0, sections 2.11 and 3.3.3).
var (
	textEscapes = newEscapes(map[byte]string{'&': "&amp;", '<': "&lt;", '>': "&gt;", '\r': "&#13;"})
	attrEscapes = newEscapes(map[byte]string{
		'&': "&amp;", '<': "&lt;", '>': "&gt;", '"': "&quot;",
		'\t': "&#9;", '\n': "&#10;", '\r': "&#13;",
	})
)

// AppendXMLText appends s as the text of an element of an ISO-8859-1 document,
// without allocating. Characters beyond ISO-8859-1 become decimal references.
// So do U+0080 to U+009F: their bytes would be read as Windows-1252. What
// [IllegalXML] finds must have been refused before.
func AppendXMLText(dst []byte, s string) []byte { return appendXML(dst, s, textEscapes) }

// AppendXMLAttr appends s as [AppendXMLText] does, for an attribute's value
// between double quotes.
func AppendXMLAttr(dst []byte, s string) []byte { return appendXML(dst, s, attrEscapes) }

func appendXML(dst []byte, s string, escapes *escapes) []byte {
	for {
		n := escapes.plain(s)
		dst = append(dst, s[:n]...)
		if n == len(s) {
			return dst
		}
		r, size := utf8.DecodeRuneInString(s[n:])
		if r < utf8.RuneSelf {
			dst = append(dst, escapes.ascii[r]...)
		} else {
			dst = appendRune(dst, r)
		}
		s = s[n+size:]
	}
}

// plain is the number of bytes at the start of s that go out as they are. It is
// the encoder's inner loop, and a function so that it compiles to a tight one.
func (e *escapes) plain(s string) int {
	for i := range len(s) {
		if e.special[s[i]] {
			return i
		}
	}
	return len(s)
}

// appendRune appends a character beyond ASCII.
func appendRune(dst []byte, r rune) []byte {
	if r >= 0xA0 && r <= 0xFF {
		return append(dst, byte(r))
	}
	dst = append(dst, "&#"...)
	dst = strconv.AppendInt(dst, int64(r), 10)
	return append(dst, ';')
}

// IllegalXML finds the first character of s that XML 1.0 cannot hold, not even
// as a reference: a control character below U+0020 other than TAB, LF and CR,
// U+FFFE or U+FFFF. It also finds what is not UTF-8, which includes surrogates;
// r is then [utf8.RuneError]. offset counts bytes.
func IllegalXML(s string) (r rune, offset int, found bool) {
	plain := 0 // most texts are nothing else
	for plain < len(s) && s[plain] >= ' ' && s[plain] < utf8.RuneSelf {
		plain++
	}
	for i, r := range s[plain:] {
		i += plain
		switch {
		case r >= ' ' && r < utf8.RuneError, r > 0xFFFF:
			continue
		case r == '\t', r == '\n', r == '\r':
			continue
		case r == utf8.RuneError && isEncoded(s[i:]):
			continue
		}
		return r, i, true
	}
	return 0, 0, false
}

// isEncoded tells a U+FFFD that is in the text from one that stands for bytes
// that are not UTF-8.
func isEncoded(s string) bool {
	_, size := utf8.DecodeRuneInString(s)
	return size > 1
}
