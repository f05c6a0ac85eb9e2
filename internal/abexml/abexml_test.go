package abexml_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/abexml"
	"github.com/sellerwire/sellerwire/internal/charset"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// tags writes down the tags of a document.
func tags(body string) string {
	s := abexml.NewScanner([]byte(body), "record")
	var all []string
	for t, ok := s.Next(); ok; t, ok = s.Next() {
		text := string(t.Name)
		if t.Closes {
			text += "/"
		}
		if !t.Opens {
			text = "/" + string(t.Name)
		}
		all = append(all, text)
	}
	return strings.Join(all, " ")
}

func TestScanner(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		"":                                    "",
		"\uFEFF<a>b</a>":                      "a /a",
		"<a x='>' y=\"/>\" ><b/><c />":        "a b/ c/",
		"<p:a></p:a>":                         "a /a",
		"1 < 2 <3> <-> <.> </> <> <a":         "",
		"<a b='c>d</a>":                       "/a",
		"<a it's>b</a>":                       "/a",
		"<!-- <a> --><![CDATA[<b>]]><c>":      "c",
		"<!-- <a> </record> --><b>":           "a /record b",
		"<!-- <a>":                            "a",
		"<![CDATA[<a>":                        "a",
		"<?x <a> ?>":                          "a",
		"<a\n\tb = 'c'\r\n>":                  "a",
		"<ümlaut>":                            "ümlaut",
		"<record><!-- a --></record><!-- -->": "record /record",
	} {
		assert.Equal(t, want, tags(body), body)
	}
	for body, end := range map[string]bool{
		"": true, " \r\n\t": true, "<!-- a --> <?b c?> <!DOCTYPE d>\n": true, "x": false, "<a>": false, "<!-- a": false, "<?b": false,
		"<![CDATA[x]]>": false, "<!d": false, "<!d>": false, "\uFEFF \uFEFF\x00\x1a": true,
		"<!DOCTYPE d [<!ENTITY a \"]>\"> <!ELEMENT b ANY>] >": true, "<!DOCTYPE d '>' \"'>\">": true, "<!DOCTYPE d [<!ENTITY a 'b'>": false,
	} {
		s := abexml.NewScanner([]byte(body), "record")
		assert.Equal(t, end, s.Outside(), body)
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	names := abexml.NewNames("purchaseOrder  code\n\tvendorKey")
	for text, want := range map[string]string{
		"<code>": "code", "</CODE>": "code", "<x:VENDORkey/>": "vendorKey", "<purchaseorder id='1'>": "purchaseOrder", "<codes>": "",
		"<" + strings.Repeat("x", 40) + ">": "",
	} {
		s := abexml.NewScanner([]byte(text), "record")
		tag, ok := s.Next()
		require.True(t, ok, text)
		assert.Equal(t, want, names.Of(tag), text)
	}
}

func TestAttributes(t *testing.T) {
	t.Parallel()
	for tag, want := range map[string]string{
		`<a id="5">`:                     "5",
		`<a ID='5'/>`:                    "5",
		`<a x="id" y='id="7"' id = "5">`: "5",
		`<a id id="5">`:                  "5",
		`<a id="5" id="5">`:              "5",
		`<a id="5" id="6">`:              "",
		`<a id=5>`:                       "",
		`<a b="5">`:                      "",
		`<a>`:                            "",
		"<a id=\" \xe9&amp;&#8217; \">":  "é&’",
		`<a id="` + strings.Repeat("1", 2000) + `">`: "",
	} {
		s := abexml.NewScanner([]byte(tag), "record")
		got, ok := s.Next()
		require.True(t, ok, tag)
		assert.Equal(t, want, got.Attribute("id"), tag)
	}
}

func TestUnclosed(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		"<a><b></b></a>":           "",
		"<a><b></a>":               "b",
		"<a><b><c></b></a>":        "c",
		"<a><B></b></A>":           "",
		"<a></x></a><b>":           "b",
		"<a><br><br/><b></b></a>":  "br",
		"<a><a></a>":               "a",
		"<a><!-- <b> --></a></a>":  "",
		"text <b> </i> <i> </b> x": "i",
	} {
		marks, err := abexml.Unclosed([]byte(body), "record")
		require.NoError(t, err)
		s := abexml.NewScanner([]byte(body), "record")
		var got []string
		for tag, ok := s.Next(); ok; tag, ok = s.Next() {
			if marks.Has(tag.Start) {
				got = append(got, string(tag.Name))
			}
		}
		assert.Equal(t, want, strings.Join(got, " "), body)
	}
	_, err := abexml.Unclosed([]byte(strings.Repeat("<a>", 200_000)), "record")
	require.ErrorIs(t, err, abexml.ErrTooDeep)
	assert.False(t, abexml.Marks(nil).Has(5))
}

func TestUTF8(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		"<a>\xe9</a>": "<a>\xe9</a>",
		`<?xml version="1.0" encoding="ISO-8859-1"?>` + "\xe9":    `<?xml version="1.0" encoding="ISO-8859-1"?>` + "\xe9",
		`<?xml version="1.0" encoding="ISO-8859-15"?>` + "\xa4":   `<?xml version="1.0" encoding="ISO-8859-15"?>€`,
		`<?xml version="1.0" encoding="Shift_JIS"?>` + "\x93\xfa": `<?xml version="1.0" encoding="Shift_JIS"?>日`,
		`<?xml version="1.0" encoding="ISO-8859-15"?>` + "é":      `<?xml version="1.0" encoding="ISO-8859-15"?>é`,
		`<?xml version="1.0" encoding="UTF-16"?>` + "é":           `<?xml version="1.0" encoding="UTF-16"?>é`,
		`<?xml version="1.0" encoding="windows-1250"?>` + "\xb3":  `<?xml version="1.0" encoding="windows-1250"?>` + "\xb3",
		`<?xml encoding="a b"?>`:                                  `<?xml encoding="a b"?>`,
	} {
		got, err := abexml.UTF8([]byte(body))
		require.NoError(t, err)
		assert.Equal(t, want, string(got))
	}
	for _, body := range []string{"\xff\xfe<\x00", "\xfe\xff\x00<"} {
		_, err := abexml.UTF8([]byte(body))
		require.Error(t, err)
	}
}

func TestCodes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{"110": 110, "110.0": 110, "1.1E2": 110, "0": 0} {
		code, ok := abexml.ParseCode([]string{text, text})
		assert.True(t, ok, text)
		assert.Equal(t, want, code)
	}
	for _, texts := range [][]string{nil, {"x"}, {"1.5"}, {"-1"}, {"99999999999"}, {"110", "105"}, {"1e999"}} {
		_, ok := abexml.ParseCode(texts)
		assert.False(t, ok, texts)
	}
	known, ok := abexml.LookUp(105)
	require.True(t, ok)
	f := known.Failure(105, []string{"words"})
	assert.Equal(t, []string{"105"}, f.Codes)
	assert.Equal(t, transport.RetryAlways, f.Retry)
	assert.True(t, f.Lost)
	assert.True(t, errors.Is(f.Kinds[0], sellerwire.ErrUnavailable))
	unknown, ok := abexml.LookUp(205)
	require.False(t, ok)
	f = unknown.Failure(205, nil)
	assert.Equal(t, transport.RetryByStatus, f.Retry)
	assert.True(t, f.Refused)
	assert.Nil(t, f.Kinds)
}

// FuzzText holds what is read against what was written: any text that XML can hold
// comes back, as ISO-8859-1 and as UTF-8, but for white space around it and C1
// controls, which stand for Windows-1252.
func FuzzText(f *testing.F) {
	for _, seed := range []string{
		"", "Moby Dick", "a<b>&c\"d'", "\t\r\n\r", "]]>", "é’📖", "&amp;", "R&D;", "&copy", "<!-- a", "Ã©", "&#146;",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if _, _, illegal := charset.IllegalXML(s); illegal || strings.ContainsFunc(s, func(r rune) bool { return r >= 0x80 && r < 0xA0 }) {
			abexml.Text([]byte(s)) // which must come back from anything
			return
		}
		want := strings.TrimSpace(strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n"))
		escaped := strings.NewReplacer("&", "&amp;", "<", "&lt;").Replace(s)
		require.Equal(t, want, abexml.Text([]byte(escaped)))

		latin := charset.AppendXMLText(nil, s)
		if utf8Beyond(latin) {
			return // bytes of ISO-8859-1 that happen to be UTF-8 are read as that
		}
		require.Equal(t, strings.TrimSpace(s), abexml.Text(latin))
	})
}

func utf8Beyond(b []byte) bool {
	return bytes.ContainsFunc(b, func(r rune) bool { return r >= 0x80 }) && charset.DecodeLine(b) == string(b)
}
