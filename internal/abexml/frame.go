package abexml

import (
	"bytes"
	"strings"
)

// Names are the names of documented elements. The service has one spelling of each;
// a reply in which the case differs is read all the same.
type Names map[string]string

// NewNames takes names with blanks between them, of at most 32 bytes each.
func NewNames(names string) Names {
	all := Names{}
	for name := range strings.FieldsSeq(names) {
		all[strings.ToLower(name)] = name
	}
	return all
}

// Of is the documented name of a tag, in its own case; empty for any other.
func (n Names) Of(t Tag) string {
	var lower [32]byte
	if len(t.Name) > len(lower) {
		return ""
	}
	for i, c := range t.Name {
		if lower[i] = c; c >= 'A' && c <= 'Z' {
			lower[i] += 'a' - 'A'
		}
	}
	return n[string(lower[:len(t.Name)])]
}

// padding may stand around a document: white space, byte order marks, and what a
// buffer or a file of DOS ends with.
const padding = " \t\r\n\uFEFF\x00\x1a"

// Outside skips what may stand around the root element, and tells whether that is
// all there is.
func (s *Scanner) Outside() (end bool) {
	for {
		s.at = len(s.body) - len(bytes.TrimLeft(s.body[s.at:], padding))
		rest, n := s.body[s.at:], 0
		switch {
		case bytes.HasPrefix(rest, []byte("<!--")):
			n = endOf(rest, "<!--", "-->")
		case bytes.HasPrefix(rest, []byte("<?")):
			n = endOf(rest, "<?", "?>")
		case bytes.HasPrefix(rest, []byte("<!DOCTYPE")):
			n = endOfDoctype(rest)
		}
		if n == 0 {
			return len(rest) == 0
		}
		s.at += n
	}
}

// endOf is where a text ends that has a mark on both sides; 0 if it does not.
func endOf(text []byte, open, close string) int {
	i := bytes.Index(text[len(open):], []byte(close))
	if i < 0 {
		return 0
	}
	return len(open) + i + len(close)
}

// endOfDoctype is where a document type declaration ends, which can hold others in
// brackets; 0 if it does not. What it declares is not used.
func endOfDoctype(text []byte) int {
	quote, inside := byte(0), false
	for i, c := range text {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"', c == '\'':
			quote = c
		case c == '[', c == ']':
			inside = c == '['
		case c == '>' && !inside:
			return i + 1
		}
	}
	return 0
}
