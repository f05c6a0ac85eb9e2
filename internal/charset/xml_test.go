package charset_test

import (
	"encoding/xml"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/internal/charset"
)

func TestAppendXML(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, in, text, attr string }{
		{"nothing", "", "", ""},
		{"ASCII goes out as it is", "Moby Dick's 1st; #2", "Moby Dick's 1st; #2", "Moby Dick's 1st; #2"},
		{"markup is escaped", "a<b>&c", "a&lt;b&gt;&amp;c", "a&lt;b&gt;&amp;c"},
		{"what looks escaped is escaped again", "&amp;", "&amp;amp;", "&amp;amp;"},
		{"a double quote only ends attributes", `8.4" x 5"`, `8.4" x 5"`, "8.4&quot; x 5&quot;"},
		{"line ends survive a parser", "a\tb\nc\rd", "a\tb\nc&#13;d", "a&#9;b&#10;c&#13;d"},
		{"the end of a CDATA section is defused", "]]>", "]]&gt;", "]]&gt;"},
		{"Latin-1 is one byte", "é ÿ\u00A0", "\xE9 \xFF\xA0", "\xE9 \xFF\xA0"},
		{"what is beyond Latin-1 is a reference", "’Ā", "&#8217;&#256;", "&#8217;&#256;"},
		{"so is what lies beyond 16 bits", "📖", "&#128214;", "&#128214;"},
		{"control characters are references, not Windows-1252", "\u0080\u0093\u009F", "&#128;&#147;&#159;", "&#128;&#147;&#159;"},
		{"DEL is legal", "\u007F", "\u007F", "\u007F"},
		{"special next to special", "&&é’<", "&amp;&amp;\xE9&#8217;&lt;", "&amp;&amp;\xE9&#8217;&lt;"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, "<t>"+tt.text, string(charset.AppendXMLText([]byte("<t>"), tt.in)))
			assert.Equal(t, `a="`+tt.attr, string(charset.AppendXMLAttr([]byte(`a="`), tt.in)))
		})
	}
}

func TestIllegalXML(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		in     string
		r      rune
		offset int
	}{
		{"NUL", "\x00", 0, 0},
		{"a vertical tab after an umlaut", "ü\x0B\x0C", 0x0B, 2},
		{"the last control character", "a\x1F", 0x1F, 1},
		{"U+FFFE", "ab\uFFFE", 0xFFFE, 2},
		{"U+FFFF", "\uFFFF", 0xFFFF, 0},
		{"a surrogate", "x\xED\xA0\x80", utf8.RuneError, 1},
		{"a Latin-1 byte", "Caf\xE9", utf8.RuneError, 3},
		{"a cut character", "a\xE2\x80", utf8.RuneError, 1},
		{"the first of two", "\uFFFD\xFF\x00", utf8.RuneError, 3},
	}
	for _, tt := range tests {
		t.Run(tt.name+" is found", func(t *testing.T) {
			t.Parallel()
			r, offset, found := charset.IllegalXML(tt.in)
			assert.True(t, found)
			assert.Equal(t, tt.r, r)
			assert.Equal(t, tt.offset, offset)
		})
	}
	for _, legal := range []string{"", "a\tb\nc\r", " ~\u007F\u0080\u009F", "\uD7FF\uE000\uFFFD\U00010000\U0010FFFF"} {
		_, _, found := charset.IllegalXML(legal)
		assert.False(t, found, "%q is legal", legal)
	}
}

// document is what the fuzz test reads back.
type document struct {
	Attr string `xml:"a,attr"`
	Text string `xml:",chardata"`
}

// decodeXML reads it with the reader under test, which takes ISO-8859-1 for
// Windows-1252.
func decodeXML(t *testing.T, content []byte) document {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(string(content)))
	d.CharsetReader = charset.Reader
	var doc document
	require.NoError(t, d.Decode(&doc), "%q", content)
	return doc
}

// FuzzXML checks against encoding/xml that what was written is read back, and
// that IllegalXML finds exactly what no parser takes.
func FuzzXML(f *testing.F) {
	for _, seed := range []string{
		"", "Moby Dick", "a<b>&c\"d'", "\t\r\n\r", "]]>", "é’📖\u0080\u0093", "\x00", "\uFFFE\uFFFF", "\xE9", "\uFFFD",
		"Ā&#65;", "<!--", "\u2028\u0085",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if r, offset, found := charset.IllegalXML(s); found {
			assert.True(t, strings.HasPrefix(s[offset:], string(r)) || r == utf8.RuneError)
			assert.Error(t, parseAsUTF8(s), "%q is said to be illegal", s)
			return
		}
		require.NoError(t, parseAsUTF8(s), "%q is said to be legal", s)

		out := []byte(`<?xml version="1.0" encoding="ISO-8859-1"?><r a="`)
		out = charset.AppendXMLAttr(out, s)
		out = charset.AppendXMLText(append(out, `">`...), s)
		out = append(out, "</r>"...)
		assert.Equal(t, document{Attr: s, Text: s}, decodeXML(t, out))
		for _, c := range out {
			require.False(t, c >= 0x80 && c <= 0x9F, "a byte that readers disagree about: %q", out)
		}
	})
}

// parseAsUTF8 asks encoding/xml whether s may be in a document.
func parseAsUTF8(s string) error {
	escaped := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
	return xml.Unmarshal([]byte("<r>"+escaped+"</r>"), new(document))
}

const (
	plain  = "First edition, first printing. Very good in a near fine jacket; owner's name on the endpaper."
	markup = `Bound in ½ leather, 8.4" x 5.4" <signed> – “Les Misérables” & "Notre-Dame", Überarbeitete Ausgabe.`
)

func TestXMLFunctionsDoNotAllocate(t *testing.T) {
	buf := make([]byte, 0, 1<<10)
	allocs := testing.AllocsPerRun(100, func() {
		buf = charset.AppendXMLText(buf[:0], markup)
		buf = charset.AppendXMLAttr(buf, markup)
		charset.IllegalXML(markup)
	})
	assert.Zero(t, allocs)
}

func BenchmarkAppendXMLText(b *testing.B) {
	for name, s := range map[string]string{"plain": plain, "markup": markup} {
		b.Run(name, func(b *testing.B) {
			buf := make([]byte, 0, 1<<10)
			b.ReportAllocs()
			b.SetBytes(int64(len(s)))
			for b.Loop() {
				buf = charset.AppendXMLText(buf[:0], s)
			}
		})
	}
}

// BenchmarkEscapeText is what encoding/xml takes for the same, in UTF-8.
func BenchmarkEscapeText(b *testing.B) {
	for name, s := range map[string]string{"plain": plain, "markup": markup} {
		b.Run(name, func(b *testing.B) {
			var buf strings.Builder
			in := []byte(s)
			b.ReportAllocs()
			b.SetBytes(int64(len(s)))
			for b.Loop() {
				buf.Reset()
				if err := xml.EscapeText(&buf, in); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkIllegalXML(b *testing.B) {
	b.ReportAllocs()
	b.SetBytes(int64(len(markup)))
	for b.Loop() {
		charset.IllegalXML(markup)
	}
}
