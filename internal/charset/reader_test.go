package charset_test

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/internal/charset"
)

func TestReaderDecodesWhatALabelMeans(t *testing.T) {
	t.Parallel()
	tests := []struct {
		labels []string
		bytes  string
		want   string
	}{
		{[]string{"utf-8", "UTF-8", "utf8", " \tUTF8\n", "utf_8"}, "Caf\xC3\xA9", "Café"},
		{[]string{
			"us-ascii", "US-ASCII", "ascii",
			"iso-8859-1", "ISO-8859-1", "iso8859-1", "latin1", "Latin1", "l1",
			"windows-1252", "Windows-1252", "cp1252", "Cp1252", "x-cp1252", " ISO-8859-1 ",
			"ISO_8859-1", "ISO8859_1", "ISO-8859-1:1987", "latin-1", "8859_1", "windows1252", "cp-1252", "US_ASCII", "ANSI",
		}, "\x93Caf\xE9\x94 \x81\x8D\x8F\x90\x9D\xA0\xFF", "“Café” \u0081\u008D\u008F\u0090\u009D\u00A0ÿ"},
		{[]string{"iso-8859-15", "ISO-8859-15", "ISO_8859_15", "latin-9"}, "\xA4 \xBD", "€ œ"},
		{[]string{"shift_jis", "Shift_JIS", "shift-jis", "sjis", "x-sjis", "MS_Kanji", "Windows-31J", "cp932"}, "\x93\xFA\x96\x7B", "日本"},
	}
	assert.True(t, charset.IsUsual(" "))
	assert.False(t, charset.IsUsual("EBCDIC-US"))
	for n, tt := range tests {
		for _, label := range tt.labels {
			r, err := charset.Reader(label, strings.NewReader(tt.bytes))
			require.NoError(t, err, label)
			got, err := io.ReadAll(r)
			require.NoError(t, err, label)
			assert.Equal(t, tt.want, string(got), label)
			assert.Equal(t, n < 2, charset.IsUsual(label), label)
		}
	}
}

func TestReaderNamesALabelItDoesNotKnow(t *testing.T) {
	t.Parallel()
	for _, label := range []string{"", "utf-16", "EBCDIC-US"} {
		_, err := charset.Reader(label, strings.NewReader(""))
		require.ErrorContains(t, err, `"`+label+`"`)
	}
	_, err := charset.Reader(strings.Repeat("x", 10_000), strings.NewReader(""))
	require.Error(t, err)
	assert.Less(t, len(err.Error()), 100, "a label of any length stays one short line")
}

func TestReaderIsAReader(t *testing.T) {
	t.Parallel()
	// Longer than any buffer, so that characters fall on every boundary.
	text := strings.Repeat("“Tür” – 100 € \u0081;", 1000)
	encoded, _, ok := charset.Windows1252.Append(nil, text)
	require.True(t, ok)
	for name, wrap := range map[string]func(io.Reader) io.Reader{
		"whole":            func(r io.Reader) io.Reader { return r },
		"byte by byte":     iotest.OneByteReader,
		"data with EOF":    iotest.DataErrReader,
		"half of what fit": iotest.HalfReader,
	} {
		r, err := charset.Reader("latin1", wrap(strings.NewReader(string(encoded))))
		require.NoError(t, err)
		assert.NoError(t, iotest.TestReader(r, []byte(text)), name)
	}
}

func TestReaderHandsOnAnErrorAfterWhatCameBefore(t *testing.T) {
	t.Parallel()
	broken := errors.New("connection reset")
	for _, label := range []string{"utf-8", "latin1", "iso-8859-15", "shift_jis"} {
		input := io.MultiReader(strings.NewReader("abc"), iotest.ErrReader(broken))
		r, err := charset.Reader(label, input)
		require.NoError(t, err)
		got, err := io.ReadAll(r)
		assert.Equal(t, "abc", string(got), label)
		assert.ErrorIs(t, err, broken, label)
	}
}

func TestReaderServesEncodingXML(t *testing.T) {
	t.Parallel()
	decode := func(document string) (string, error) {
		d := xml.NewDecoder(strings.NewReader(document))
		d.CharsetReader = charset.Reader
		var root struct {
			Text string `xml:",chardata"`
		}
		err := d.Decode(&root)
		return root.Text, err
	}
	got, err := decode(`<?xml version="1.0" encoding="Cp1252"?><r>` + "\x93Caf\xE9\x94" + `</r>`)
	require.NoError(t, err)
	assert.Equal(t, "“Café”", got)

	_, err = decode(`<?xml version="1.0" encoding="EBCDIC"?><r/>`)
	assert.ErrorContains(t, err, "EBCDIC")
}

func BenchmarkReader(b *testing.B) {
	in := strings.Repeat("Les Mis\xE9rables \x96 Tome I, used; very good. ", 500)
	buf := make([]byte, 4096)
	b.ReportAllocs()
	b.SetBytes(int64(len(in)))
	for b.Loop() {
		r, err := charset.Reader("iso-8859-1", strings.NewReader(in))
		for err == nil {
			_, err = r.Read(buf)
		}
		if err != io.EOF {
			b.Fatal(err)
		}
	}
}
