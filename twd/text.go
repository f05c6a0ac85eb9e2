package twd

import (
	"bytes"
	"encoding/xml"
	"errors"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"github.com/sellerwire/sellerwire/internal/charset"
)

// encodingPattern finds the encoding that a document declares.
var encodingPattern = regexp.MustCompile(`<\?xml[^>]*\sencoding\s*=\s*["']([^"']*)["']`)

// cleaned returns a reply without the control characters that XML forbids, and
// decoded if it declares an encoding for which that is needed, unless the caller has
// said latin1. Each text is then judged by itself, see [readText].
func cleaned(body []byte, latin1 bool) []byte {
	body = withoutControls(body)
	prolog, _, _ := bytes.Cut(body, []byte("<"+rootName))
	declared := encodingPattern.FindSubmatch(prolog)
	if latin1 || declared == nil {
		return body
	}
	return charset.Decode(string(declared[1]), body)
}

// withoutControls takes out what XML forbids: one such byte would otherwise show
// in a text. The NULs of UTF-16 are among them.
func withoutControls(body []byte) []byte {
	forbidden := func(r rune) bool { return r < ' ' && r != '\t' && r != '\n' && r != '\r' }
	if !bytes.ContainsFunc(body, forbidden) {
		return body
	}
	clean := make([]byte, 0, len(body))
	for _, c := range body {
		if !forbidden(rune(c)) {
			clean = append(clean, c)
		}
	}
	return clean
}

// readText reads what stands between two tags: characters, references, CDATA
// sections and comments. Line ends become LF; <br> and <p> become a space.
// Anything else is text, a bare '&' or '<' too. A text that is UTF-8 is read so,
// whatever is declared, unless the caller has said latin1; any other is
// Windows-1252.
func readText(raw []byte, latin1 bool) string {
	if isPlain(raw) {
		return string(raw)
	}
	w := textWriter{latin1: latin1 || !utf8.Valid(raw)}
	w.grow(raw)
	for len(raw) > 0 {
		n := bytes.IndexAny(raw, "&<\r")
		if n < 0 {
			n = len(raw)
		}
		w.characters(raw[:n])
		if raw = raw[n:]; len(raw) > 0 {
			raw = raw[w.special(raw):]
		}
	}
	return w.out.String()
}

// isPlain reports whether bytes are the text that they stand for.
func isPlain(raw []byte) bool {
	for _, c := range raw {
		if c >= 0x80 || c == '&' || c == '<' || c == '\r' {
			return false
		}
	}
	return true
}

// textWriter writes a text as it is read from its start to its end.
type textWriter struct {
	out                strings.Builder
	latin1             bool
	noCDATA, noComment bool // no more of them end in this text
}

// grow makes room for a text: most characters beyond ASCII have two bytes in UTF-8.
func (w *textWriter) grow(raw []byte) {
	room := len(raw)
	for _, c := range raw {
		if w.latin1 && c >= 0x80 {
			room++
		}
	}
	w.out.Grow(room)
}

// characters writes bytes without markup.
func (w *textWriter) characters(raw []byte) {
	if !w.latin1 {
		w.out.Write(raw)
		return
	}
	for _, c := range raw {
		w.out.WriteRune(windows1252(c))
	}
}

// windows1252 is the character of a byte. The five bytes that have none are control
// characters, as in browsers.
func windows1252(c byte) rune {
	if r := charmap.Windows1252.DecodeByte(c); r != utf8.RuneError {
		return r
	}
	return rune(c)
}

// special writes what the character means that raw begins with, and returns how
// many bytes belong to it.
func (w *textWriter) special(raw []byte) (length int) {
	switch raw[0] {
	case '\r':
		w.out.WriteByte('\n')
		return len(raw) - len(bytes.TrimPrefix(raw[1:], []byte("\n")))
	case '&':
		meaning, length := reference(raw)
		w.out.WriteString(meaning)
		return length
	}
	if inner, length := section(raw, "<![CDATA[", "]]>", &w.noCDATA); length > 0 {
		w.characters(bytes.ReplaceAll(bytes.ReplaceAll(inner, []byte("\r\n"), []byte("\n")), []byte("\r"), []byte("\n")))
		return length
	}
	if _, length := section(raw, "<!--", "-->", &w.noComment); length > 0 {
		return length
	}
	if t, ok := tagAt(raw, 0, len(raw)); ok && (t.is("br") || t.is("p")) {
		w.out.WriteByte(' ')
		return t.to
	}
	w.out.WriteByte('<')
	return 1
}

// section returns what stands in the section that raw begins with, and its
// length; 0 if there is none. gone remembers that no end follows.
func section(raw []byte, begin, end string, gone *bool) (inner []byte, length int) {
	if *gone || !bytes.HasPrefix(raw, []byte(begin)) {
		return nil, 0
	}
	inner, _, found := bytes.Cut(raw[len(begin):], []byte(end))
	if *gone = !found; *gone {
		return nil, 0
	}
	return inner, len(begin) + len(inner) + len(end)
}

// maxReference is longer than the name of any character.
const maxReference = 32

// reference reads an entity of HTML or a number, both with their semicolon. One
// that names no character is a bare '&'; a number that XML forbids is nothing.
func reference(raw []byte) (meaning string, length int) {
	end := bytes.IndexByte(raw[:min(len(raw), maxReference)], ';')
	if end < 0 {
		return "&", 1
	}
	name := string(raw[1:end])
	if number, numeric := strings.CutPrefix(name, "#"); numeric {
		return numbered(number, end+1)
	}
	if name == "apos" {
		return "'", end + 1
	}
	if character, known := xml.HTMLEntity[name]; known {
		return character, end + 1
	}
	return "&", 1
}

// numbered reads the number of a character. Those of the C1 controls are
// Windows-1252, as in browsers.
func numbered(number string, length int) (meaning string, _ int) {
	base := 10
	if strings.HasPrefix(number, "x") || strings.HasPrefix(number, "X") {
		number, base = number[1:], 16
	}
	n, err := strconv.ParseUint(number, base, 64)
	switch {
	case errors.Is(err, strconv.ErrSyntax):
		return "&", 1
	case n >= 0x80 && n <= 0x9F:
		return string(windows1252(byte(n))), length
	case n > unicode.MaxRune || !isLegal(rune(n)):
		return "", length
	}
	return string(rune(n)), length
}

// isLegal follows XML 1.0, section 2.2.
func isLegal(r rune) bool {
	switch {
	case r == '\t', r == '\n', r == '\r':
		return true
	case r >= ' ' && r <= 0xD7FF, r >= 0xE000 && r <= 0xFFFD, r >= 0x10000:
		return true
	}
	return false
}
