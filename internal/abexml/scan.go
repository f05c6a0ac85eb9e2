package abexml

import (
	"bytes"
	"errors"
	"strings"
)

// ErrCut means that a document ends before its root element does.
var ErrCut = errors.New("it is cut off")

// ErrNoElement means that a document has no XML element at all.
var ErrNoElement = errors.New("it has no XML element")

// Scanner reads a document tag by tag. encoding/xml gives up a whole document for
// one stray byte, a bare "&" or an unclosed tag in a text; here that costs no more
// than the text that it stands in. What a tag means, and which must be closed, is up
// to the caller. The time is linear in the size of the document.
type Scanner struct {
	body []byte
	at   int

	comment, cdata, record finder // where they end
}

// NewScanner starts at the beginning of a document. record is the name of the
// elements that the document lists: a comment or CDATA section that does not end
// before one of them does is text, lest a "<!--" in a text hides the next record.
func NewScanner(body []byte, record string) Scanner {
	return Scanner{
		body:    bytes.TrimPrefix(body, []byte("\uFEFF")),
		comment: finder{text: []byte("-->")}, cdata: finder{text: []byte("]]>")}, record: finder{text: []byte("</" + record)},
	}
}

// Tag is a start tag, an end tag, or both in one.
type Tag struct {
	Name []byte // without prefix
	// Opens and Closes: <name> opens, </name> closes, <name/> does both.
	Opens, Closes bool
	Start, End    int // from "<" to behind ">"

	attributes []byte
}

// Is compares the name without case.
func (t Tag) Is(name []byte) bool {
	return len(t.Name) == len(name) && bytes.EqualFold(t.Name, name)
}

// Next is the next tag, whatever text comes before it. At the end of the document it
// is not ok, and its Start is there.
func (s *Scanner) Next() (Tag, bool) {
	for {
		i := bytes.IndexByte(s.body[s.at:], '<')
		if i < 0 {
			s.at = len(s.body)
			return Tag{Start: s.at}, false
		}
		s.at += i
		if s.skip() {
			continue
		}
		if t := tagAt(s.body, s.at); t.End > 0 {
			s.at = t.End
			return t, true
		}
		s.at++ // a "<" in a text
	}
}

// At is the place that Next reads from.
func (s *Scanner) At() int { return s.at }

// Back goes back to an earlier place.
func (s *Scanner) Back(at int) { s.at = at }

// Bytes are those of a part of the document.
func (s *Scanner) Bytes(from, to int) []byte { return s.body[from:to] }

// skip goes behind the comment or CDATA section that begins here, if one does.
func (s *Scanner) skip() bool {
	ending := &s.comment
	switch rest := s.body[s.at:]; {
	case bytes.HasPrefix(rest, []byte("<!--")):
	case bytes.HasPrefix(rest, []byte("<![CDATA[")):
		ending = &s.cdata
	default:
		return false
	}
	end := ending.find(s.body, s.at+len("<!--")) + len(ending.text)
	if end > s.record.find(s.body, s.at) {
		return false
	}
	s.at = end
	return true
}

// finder finds a text again and again in linear time: it remembers the place of the
// next one.
type finder struct {
	text     []byte
	from, at int // searched from here, found there; 0 and 0 before the first search
}

// find returns where the text is at or behind from; len(b) if it is not.
func (f *finder) find(b []byte, from int) int {
	if from < f.from || from > f.at || f.at == 0 {
		f.from, f.at = from, len(b)
		if i := bytes.Index(b[from:], f.text); i >= 0 {
			f.at = from + i
		}
	}
	return f.at
}

// tagAt reads the tag that begins at body[at]. Its End is 0 if there is none. No tag
// has a "<" in it, as XML demands; this also keeps the time linear.
func tagAt(body []byte, at int) Tag {
	t := Tag{Start: at, Opens: true}
	i := at + 1
	if i < len(body) && body[i] == '/' {
		t.Opens, t.Closes = false, true
		i++
	}
	start := i
	for i < len(body) && isName(body[i]) {
		if i++; body[i-1] == ':' {
			start = i // what stands before is a prefix
		}
	}
	t.Name = body[start:i]
	if len(t.Name) == 0 || i == len(body) || body[start] >= '-' && body[start] <= '9' || !isTagEnd(body[i]) {
		return Tag{}
	}
	attributes := i
	quote := byte(0)
	for ; i < len(body) && body[i] != '<'; i++ {
		switch c := body[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"', c == '\'':
			quote = c
		case c == '>':
			t.Closes = t.Closes || body[i-1] == '/'
			t.attributes = body[attributes:i]
			t.End = i + 1
			return t
		}
	}
	return Tag{}
}

// isName follows XML, but for the first character.
func isName(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c >= 0x80 || c == '_' || c == '-' || c == '.' || c == ':'
}

// isTagEnd is what can stand behind the name of a tag.
func isTagEnd(c byte) bool { return isSpace(c) || c == '/' || c == '>' }

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

// maxAttribute is far above what an ID needs, in bytes.
const maxAttribute = 1 << 10

// Attribute is the text of an attribute, compared without case; empty if there is
// none, if it is longer than a kibibyte, or if there are two with different values.
func (t Tag) Attribute(name string) string {
	value, found := "", false
	for rest := t.attributes; len(rest) > 0; {
		for len(rest) > 0 && !isName(rest[0]) {
			rest = rest[1:]
		}
		n := 0
		for n < len(rest) && isName(rest[n]) {
			n++
		}
		own := rest[:n]
		quoted, behind, ok := quotedValue(rest[n:])
		rest = behind
		if !ok || len(own) != len(name) || !bytes.EqualFold(own, []byte(name)) {
			continue
		}
		if len(quoted) > maxAttribute {
			return ""
		}
		text := Text(quoted)
		if found && text != value {
			return ""
		}
		value, found = text, true
	}
	return value
}

// quotedValue reads what follows the name of an attribute.
func quotedValue(rest []byte) (quoted, behind []byte, ok bool) {
	behind = bytes.TrimLeft(rest, " \t\r\n")
	if len(behind) == 0 || behind[0] != '=' {
		return nil, behind, false
	}
	behind = bytes.TrimLeft(behind[1:], " \t\r\n")
	if len(behind) == 0 || behind[0] != '"' && behind[0] != '\'' {
		return nil, behind, false
	}
	end := bytes.IndexByte(behind[1:], behind[0])
	if end < 0 {
		return nil, nil, false
	}
	return behind[1 : 1+end], behind[2+end:], true
}

// Marks are places in a document.
type Marks []uint64

// Has tells whether a place is marked.
func (m Marks) Has(at int) bool { return m != nil && m[at/64]&(1<<(at%64)) != 0 }

// maxOpen bounds the start tags without an end tag that are open at once.
const maxOpen = 100_000

// ErrTooDeep means that a document has too many start tags without an end tag.
var ErrTooDeep = errors.New("it has too many elements that are not closed")

// Unclosed marks the start tags that have no end tag of their own before that of an
// element around them: those in texts, and those of which the end tag is missing.
// The names of tags are compared without case.
func Unclosed(body []byte, record string) (Marks, error) {
	s := NewScanner(body, record)
	marks := make(Marks, len(s.body)/64+1)
	type start struct {
		name string
		at   int
	}
	var open []start
	opened := map[string]int{} // how many are open by this name
	for t, ok := s.Next(); ok; t, ok = s.Next() {
		if t.Opens && t.Closes {
			continue
		}
		name := strings.ToLower(string(t.Name))
		if t.Opens {
			if len(open) == maxOpen {
				return nil, ErrTooDeep
			}
			open = append(open, start{name, t.Start})
			opened[name]++
			continue
		}
		for found := opened[name] == 0; !found; {
			last := open[len(open)-1]
			open = open[:len(open)-1]
			if opened[last.name]--; opened[last.name] == 0 {
				delete(opened, last.name)
			}
			if found = last.name == name; !found {
				marks[last.at/64] |= 1 << (last.at % 64)
			}
		}
	}
	for _, s := range open {
		marks[s.at/64] |= 1 << (s.at % 64)
	}
	return marks, nil
}
