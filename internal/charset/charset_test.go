package charset_test

import (
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/charmap"

	"github.com/sellerwire/sellerwire/internal/charset"
)

func TestAppendAndDecode(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		encoding charset.Encoding
		text     string
		bytes    string
	}{
		{"ASCII is the same in UTF-8", charset.UTF8, "Moby\tDick", "Moby\tDick"},
		{"ASCII is the same in Latin-1", charset.Latin1, "Moby\tDick", "Moby\tDick"},
		{"ASCII is the same in Windows-1252", charset.Windows1252, "Moby\tDick", "Moby\tDick"},
		{"ASCII is the same in Shift_JIS", charset.ShiftJIS, `C:\Moby ~ Dick`, `C:\Moby ~ Dick`},
		{"an umlaut has two bytes in UTF-8", charset.UTF8, "ü", "\xC3\xBC"},
		{"an umlaut has one byte in Latin-1", charset.Latin1, "ü", "\xFC"},
		{"an umlaut has one byte in Windows-1252", charset.Windows1252, "ü", "\xFC"},
		{"a control character is itself in Latin-1", charset.Latin1, "\u0093", "\x93"},
		{"curly quotes are in Windows-1252", charset.Windows1252, "“’€Ÿ", "\x93\x92\x80\x9F"},
		{"bytes that Windows-1252 leaves undefined are control characters", charset.Windows1252,
			"\u0081\u008D\u008F\u0090\u009D", "\x81\x8D\x8F\x90\x9D"},
		{"kanji and half-width katakana are in Shift_JIS", charset.ShiftJIS, "日本ｱ", "\x93\xFA\x96\x7B\xB1"},
		{"the extensions of Windows are in Shift_JIS", charset.ShiftJIS, "①髙", "\x87\x40\xEE\xE0"},
		{"nothing is nothing", charset.ShiftJIS, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			out, lacking, ok := tt.encoding.Append([]byte("> "), tt.text)
			require.True(t, ok)
			assert.Zero(t, lacking)
			assert.Equal(t, "> "+tt.bytes, string(out))
			assert.Equal(t, tt.text, tt.encoding.Decode([]byte(tt.bytes)))
		})
	}
}

func TestAppendNamesTheFirstCharacterThatIsLacking(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		encoding charset.Encoding
		text     string
		lacking  rune
	}{
		{"UTF-8 lacks bytes that are not UTF-8", charset.UTF8, "a\xFFb", utf8.RuneError},
		{"Latin-1 lacks curly quotes", charset.Latin1, "é ’ “", '’'},
		{"Latin-1 lacks bytes that are not UTF-8", charset.Latin1, "\xE9", utf8.RuneError},
		{"Windows-1252 lacks Greek", charset.Windows1252, "“é” Ω β", 'Ω'},
		{"Windows-1252 lacks the control character at the euro's byte", charset.Windows1252, "\u0080", 0x80},
		{"Windows-1252 lacks the replacement character", charset.Windows1252, "\uFFFD", utf8.RuneError},
		{"Windows-1252 lacks bytes that are not UTF-8", charset.Windows1252, "\x81", utf8.RuneError},
		{"Shift_JIS lacks umlauts", charset.ShiftJIS, "日本 ü ö", 'ü'},
		{"Shift_JIS lacks the yen sign, whose byte is the backslash", charset.ShiftJIS, "¥100", '¥'},
		{"Shift_JIS lacks bytes that are not UTF-8", charset.ShiftJIS, "日\x93", utf8.RuneError},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			out, lacking, ok := tt.encoding.Append([]byte("> "), tt.text)
			assert.False(t, ok)
			assert.Equal(t, string(tt.lacking), string(lacking))
			assert.Equal(t, "> ", string(out), "what was there is kept, nothing is added")
		})
	}
}

func TestWhatAnEncodingWritesItReadsBack(t *testing.T) {
	t.Parallel()
	held := map[charset.Encoding]int{}
	for _, e := range []charset.Encoding{charset.UTF8, charset.Latin1, charset.Windows1252, charset.ShiftJIS} {
		var buf []byte
		for r := rune(0); r <= 0xFFFF; r++ {
			if !utf8.ValidRune(r) {
				continue
			}
			out, _, ok := e.Append(buf[:0], string(r))
			if !ok {
				continue
			}
			buf = out
			held[e]++
			if back := e.Decode(out); back != string(r) {
				t.Fatalf("%v: %U became %q and then %q", e, r, out, back)
			}
		}
	}
	assert.Equal(t, 0x10000-0x800, held[charset.UTF8], "all but the surrogates")
	assert.Equal(t, 256, held[charset.Latin1])
	assert.Equal(t, 256, held[charset.Windows1252])
	assert.Greater(t, held[charset.ShiftJIS], 128+63+6879, "ASCII, half-width katakana and more than JIS X 0208")
}

func TestWindows1252IsThatOfTheStandardTables(t *testing.T) {
	t.Parallel()
	for c := range 256 {
		want := charmap.Windows1252.DecodeByte(byte(c))
		if want == utf8.RuneError {
			want = rune(c) // undefined there, as in browsers here
		}
		assert.Equal(t, string(want), charset.Windows1252.Decode([]byte{byte(c)}), "byte %#x", c)
	}
}

func TestDecodeNeverReturnsInvalidUTF8(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "a\uFFFDb", charset.UTF8.Decode([]byte("a\xE9b")))
	assert.Equal(t, "髙", charset.ShiftJIS.Decode([]byte("\xFB\xFC")), "the other bytes for the same character")
	assert.Equal(t, "日\uFFFD", charset.ShiftJIS.Decode([]byte("\x93\xFA\x93")))
}

func TestDecodeLineTakesEachLineForWhatItIs(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, line, want string }{
		{"an empty line", "", ""},
		{"plain ASCII", "sku-1\t9.99", "sku-1\t9.99"},
		{"UTF-8", "“Café”", "“Café”"},
		{"Windows-1252", "\x93Caf\xE9\x94", "“Café”"},
		{"a line that mixes both is not UTF-8", "Caf\xC3\xA9 \xE9", "CafÃ© é"},
		{"undefined bytes do not fail", "\x81", "\u0081"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tt.want, charset.DecodeLine([]byte(tt.line)))
		})
	}
}

func TestLabelsOfEncodingsAreWhatReaderKnows(t *testing.T) {
	t.Parallel()
	labels := map[charset.Encoding]string{
		charset.UTF8:        "utf-8",
		charset.Latin1:      "iso-8859-1",
		charset.Windows1252: "windows-1252",
		charset.ShiftJIS:    "shift_jis",
	}
	for e, label := range labels {
		assert.Equal(t, label, e.String())
		_, err := charset.Reader(e.String(), nil)
		assert.NoError(t, err)
	}
}

func BenchmarkDecodeLine(b *testing.B) {
	for name, line := range map[string]string{
		"ASCII":       "058-3319871\t2006-08-22\tMoby Dick, or The Whale\t9.99\tused; very good",
		"Windows1252": "058-3319871\t2006-08-22\tLes Mis\xE9rables \x96 Tome I\t9.99\tused; very good",
	} {
		b.Run(name, func(b *testing.B) {
			in := []byte(line)
			b.ReportAllocs()
			b.SetBytes(int64(len(in)))
			for b.Loop() {
				charset.DecodeLine(in)
			}
		})
	}
}
