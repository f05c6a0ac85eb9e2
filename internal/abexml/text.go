package abexml

import (
	"bytes"
	"errors"
	"html"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/sellerwire/sellerwire/internal/charset"
)

// Text is what stands between two tags, without white space around it. Each text is
// read as what it is: as UTF-8 if it is that, otherwise as Windows-1252. References
// are resolved, also those of HTML, and what is none is left as it is.
func Text(raw []byte) string {
	raw = bytes.TrimSpace(raw)
	if isPlain(raw) {
		return string(raw)
	}
	text := charset.DecodeLine(raw)
	if !strings.Contains(text, "<!") {
		return strings.TrimSpace(resolved(text))
	}
	var b strings.Builder
	comment, cdata := true, true // whether there may be one
	for text != "" {
		plain, rest, found := strings.Cut(text, "<!")
		b.WriteString(resolved(plain))
		if !found {
			break
		}
		if inner, behind, ok := section(rest, "[CDATA[", "]]>", &cdata); ok {
			b.WriteString(inner)
			text = behind
		} else if _, behind, ok := section(rest, "--", "-->", &comment); ok {
			text = behind
		} else {
			b.WriteString("<!")
			text = rest
		}
	}
	return strings.TrimSpace(b.String())
}

// isPlain tells whether bytes are the text that they stand for.
func isPlain(raw []byte) bool {
	for _, c := range raw {
		if c >= utf8.RuneSelf || c == '&' || c == '<' || c == '\r' {
			return false
		}
	}
	return true
}

// section cuts a section off whose first two characters are gone. exists becomes
// false where no end follows, which is then not searched for again.
func section(text, open, end string, exists *bool) (inner, behind string, ok bool) {
	rest, ok := strings.CutPrefix(text, open)
	if !ok || !*exists {
		return "", "", false
	}
	inner, behind, *exists = strings.Cut(rest, end)
	return inner, behind, *exists
}

// maxReference is longer than the name of any character.
const maxReference = 34

// resolved replaces references. The numbers from 128 to 159 are Windows-1252, as in
// browsers. Line ends become LF, as XML has them.
func resolved(text string) string {
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	if !strings.Contains(text, "&") {
		return text
	}
	var b strings.Builder
	for {
		plain, rest, found := strings.Cut(text, "&")
		b.WriteString(plain)
		if !found {
			return b.String()
		}
		meaning, n := "&", 0
		if end := strings.IndexByte(rest[:min(len(rest), maxReference)], ';'); end > 0 {
			// HTML has references without a semicolon too, of which XML knows nothing.
			if m := html.UnescapeString("&" + rest[:end+1]); !strings.HasSuffix(m, ";") {
				meaning, n = m, end+1
			}
		}
		b.WriteString(meaning)
		text = rest[n:]
	}
}

// encodingPattern finds the encoding that a document declares, in the letters that
// XML allows there.
var encodingPattern = regexp.MustCompile(`^\s*<\?xml[^>]*\sencoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]*)["']`)

// UTF8 returns a document that can be scanned: decoded, if it declares an encoding
// for which that is needed. Headers are not asked: the service sends wrong ones.
func UTF8(body []byte) ([]byte, error) {
	if bytes.HasPrefix(body, []byte("\xff\xfe")) || bytes.HasPrefix(body, []byte("\xfe\xff")) {
		return nil, errors.New("the encoding UTF-16 is not supported")
	}
	declared := encodingPattern.FindSubmatch(body[:min(len(body), 1<<10)])
	if declared == nil {
		return body, nil
	}
	return charset.Decode(string(declared[1]), body), nil
}
