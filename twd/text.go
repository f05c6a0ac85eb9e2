package twd

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/sellerwire/sellerwire/internal/charset"
)

// encodingPattern finds the encoding that a document declares.
var encodingPattern = regexp.MustCompile(`<\?xml[^>]*\sencoding\s*=\s*["']([^"']*)["']`)

// decoded returns a reply without the control characters that XML forbids, and
// what reads its texts. Each text is judged by itself: UTF-8 where it is that,
// otherwise Windows-1252. Only where the caller has named the encoding, or the
// reply declares one that is neither, that holds.
func (c *config) decoded(body []byte) ([]byte, func([]byte) string, error) {
	body = withoutControls(body)
	if c.latin1 {
		return body, charset.Windows1252.Decode, nil
	}
	prolog, _, _ := bytes.Cut(body, []byte("<"+rootName))
	label := ""
	if m := encodingPattern.FindSubmatch(prolog); m != nil {
		label = string(m[1])
	}
	switch strings.ToLower(strings.TrimSpace(label)) {
	case "", "utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "iso8859-1", "latin1", "l1", "windows-1252", "cp1252", "x-cp1252":
		return body, charset.DecodeLine, nil
	}
	reader, err := charset.Reader(label, bytes.NewReader(body))
	if err != nil {
		return nil, nil, err
	}
	body, err = io.ReadAll(reader)
	return body, charset.DecodeLine, err
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
// Anything else is text, a bare '&' or '<' too.
func readText(raw []byte, decode func([]byte) string) string {
	if isPlain(raw) {
		return string(raw)
	}
	text := decode(raw)
	var (
		b strings.Builder
		m markup
	)
	b.Grow(len(text))
	for {
		i := strings.IndexAny(text, "&<\r")
		if i < 0 {
			b.WriteString(text)
			return b.String()
		}
		b.WriteString(text[:i])
		meaning, length := m.read(text[i:])
		b.WriteString(meaning)
		text = text[i+length:]
	}
}

// isPlain tells whether bytes are the text that they stand for.
func isPlain(raw []byte) bool {
	for _, c := range raw {
		if c >= 0x80 || c == '&' || c == '<' || c == '\r' {
			return false
		}
	}
	return true
}

// markup reads the special characters of one text, from its start to its end.
type markup struct{ noCDATA, noComment bool }

// breakTag is how a script breaks a line of a description.
var breakTag = regexp.MustCompile(`^(?i:</?(?:br|p)(?:[\s/][^<>]*)?>)`)

// read returns what the special character means that text begins with, and how
// many bytes belong to it.
func (m *markup) read(text string) (meaning string, length int) {
	switch {
	case strings.HasPrefix(text, "\r\n"):
		return "\n", 2
	case text[0] == '\r':
		return "\n", 1
	case text[0] == '&':
		return reference(text)
	}
	if inner, length := section(text, "<![CDATA[", "]]>", &m.noCDATA); length > 0 {
		return strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(inner), length
	}
	if _, length := section(text, "<!--", "-->", &m.noComment); length > 0 {
		return "", length
	}
	if at := breakTag.FindStringIndex(text[:min(len(text), 256)]); at != nil {
		return " ", at[1]
	}
	return "<", 1
}

// section returns what stands in the section that text begins with, and its
// length; 0 if there is none. gone remembers that no end follows.
func section(text, begin, end string, gone *bool) (inner string, length int) {
	if *gone || !strings.HasPrefix(text, begin) {
		return "", 0
	}
	inner, _, found := strings.Cut(text[len(begin):], end)
	if *gone = !found; *gone {
		return "", 0
	}
	return inner, len(begin) + len(inner) + len(end)
}

// maxReference is longer than the name of any character.
const maxReference = 32

// reference reads an entity of HTML or a number, both with their semicolon. One
// that names no character is a bare '&'; a number that XML forbids is nothing.
func reference(text string) (meaning string, length int) {
	end := strings.IndexByte(text[:min(len(text), maxReference)], ';')
	if end < 0 {
		return "&", 1
	}
	name := text[1:end]
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
		return charset.Windows1252.Decode([]byte{byte(n)}), length
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
