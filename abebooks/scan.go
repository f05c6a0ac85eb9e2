package abebooks

import (
	"bytes"
	"errors"
	"html"
	"strings"

	"github.com/sellerwire/sellerwire/internal/charset"
)

// scanner reads a reply tag by tag. For one stray byte, a bare "&" or an unclosed
// tag in a message encoding/xml gives up the whole document; here it costs no more
// than the text that it stands in. The structure is strict all the same: half a
// document is not taken for a whole one.
type scanner struct {
	body []byte
	at   int
}

// tag is a start tag or an end tag, without attributes and prefix.
type tag struct {
	name  []byte
	end   bool
	empty bool // <name/>
	size  int  // in bytes, 0 if there is no tag
}

// section is what is between two marks and holds no tags.
type section struct{ open, close string }

var (
	comment     = section{"<!--", "-->"}
	cdata       = section{"<![CDATA[", "]]>"}
	instruction = section{"<?", "?>"}
	declaration = section{"<!", ">"}
)

var errCut = errors.New("it is cut off")

// maxTag bounds a tag with its attributes, in bytes.
const maxTag = 4 << 10

// next is the next tag, whatever text comes before it.
func (s *scanner) next() (tag, error) {
	for {
		skipped, err := s.advance(comment, cdata, instruction, declaration)
		if err != nil {
			return tag{}, err
		}
		if skipped {
			continue
		}
		t := tagAt(s.body[s.at:])
		s.at += max(t.size, 1)
		if t.size > 0 {
			return t, nil
		}
	}
}

// advance goes to the next "<", and past it if one of the sections begins there.
func (s *scanner) advance(sections ...section) (skipped bool, err error) {
	i := bytes.IndexByte(s.body[s.at:], '<')
	if i < 0 {
		return false, errCut
	}
	s.at += i
	return s.skip(sections...)
}

func (s *scanner) skip(sections ...section) (bool, error) {
	rest := s.body[s.at:]
	for _, c := range sections {
		if !bytes.HasPrefix(rest, []byte(c.open)) {
			continue
		}
		i := bytes.Index(rest[len(c.open):], []byte(c.close))
		if i < 0 {
			return false, errCut
		}
		s.at += len(c.open) + i + len(c.close)
		return true, nil
	}
	return false, nil
}

// outside skips what may stand around the root, and tells whether that is all
// there is.
func (s *scanner) outside() (bool, error) {
	for {
		s.at = len(s.body) - len(bytes.TrimLeft(s.body[s.at:], " \t\r\n"))
		if s.at == len(s.body) {
			return true, nil
		}
		if bytes.HasPrefix(s.body[s.at:], []byte(cdata.open)) {
			return false, nil
		}
		if skipped, err := s.skip(comment, instruction, declaration); !skipped {
			return false, err
		}
	}
}

// tagAt reads the tag that a text starts with.
func tagAt(text []byte) tag {
	var t tag
	i := 1
	if t.end = len(text) > 1 && text[1] == '/'; t.end {
		i = 2
	}
	start := i
	for i < len(text) && isName(text[i]) {
		if i++; text[i-1] == ':' {
			start = i // what stands before is a prefix
		}
	}
	t.name = text[start:i]
	quote := byte(0)
	for ; len(t.name) > 0 && i < min(len(text), maxTag); i++ {
		switch c := text[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"', c == '\'':
			quote = c
		case c == '<':
			return tag{}
		case c == '>':
			t.empty = !t.end && text[i-1] == '/'
			t.size = i + 1
			return t
		}
	}
	return tag{}
}

func isName(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c >= 0x80 || c == '_' || c == '-' || c == '.' || c == ':'
}

// text reads the text of an element to its end tag, or to the end of what the
// element stands in, if it has none.
func (s *scanner) text(name []byte) (string, error) {
	start := s.at
	for {
		skipped, err := s.advance(comment, cdata)
		if err != nil {
			return "", err
		}
		if skipped {
			continue
		}
		t := tagAt(s.body[s.at:])
		text := s.body[start:s.at]
		switch {
		case t.end && bytes.Equal(t.name, name):
			s.at += t.size
			return decodeText(text), nil
		case t.end && isContainer(t.name):
			return decodeText(text), nil
		}
		s.at++
	}
}

// maxText bounds a text, in bytes. The service's own are a line.
const maxText = 16 << 10

// decodeText is the text of an element: UTF-8 if it is that, otherwise
// Windows-1252, whatever the document declares. References are resolved; what is
// none is left as it is.
func decodeText(raw []byte) string {
	text := charset.DecodeLine(raw)
	if len(text) > maxText {
		text = strings.ToValidUTF8(text[:maxText], "")
	}
	if !strings.Contains(text, "<!") {
		return strings.TrimSpace(html.UnescapeString(text))
	}
	var b strings.Builder
	for text != "" {
		plain, rest, _ := strings.Cut(text, "<!")
		b.WriteString(html.UnescapeString(plain))
		text = text[len(plain):]
		switch {
		case strings.HasPrefix(text, cdata.open):
			plain, rest, _ = strings.Cut(text[len(cdata.open):], cdata.close)
			b.WriteString(plain)
		case strings.HasPrefix(text, comment.open):
			_, rest, _ = strings.Cut(text[len(comment.open):], comment.close)
		case text != "":
			b.WriteString("<!")
		}
		text = rest
	}
	return strings.TrimSpace(b.String())
}
