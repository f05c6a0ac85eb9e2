package twdtest

import (
	"slices"
	"strconv"
	"strings"
)

// windows1252 is what the bytes 0x80 to 0x9F stand for. Five of them are
// unassigned and keep their number, so that every byte survives the way into
// text and back.
var windows1252 = [32]rune{
	'€', 0x81, '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', 0x8D, 'Ž', 0x8F,
	0x90, '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', 0x9D, 'ž', 'Ÿ',
}

// decodeLatin1 reads bytes as ISO-8859-1 the way the world does: as
// Windows-1252.
func decodeLatin1(raw string) string {
	var text strings.Builder
	for _, c := range []byte(raw) {
		if 0x80 <= c && c <= 0x9F {
			text.WriteRune(windows1252[c-0x80])
		} else {
			text.WriteRune(rune(c))
		}
	}
	return text.String()
}

// appendLatin1 writes text as decodeLatin1 reads it, and characters that have
// no byte as numeric references.
func appendLatin1(out []byte, text string) []byte {
	for _, r := range text {
		if r < 0x80 || 0xA0 <= r && r <= 0xFF {
			out = append(out, byte(r))
		} else if i := slices.Index(windows1252[:], r); i >= 0 {
			out = append(out, byte(0x80+i))
		} else {
			out = append(out, "&#"+strconv.Itoa(int(r))+";"...)
		}
	}
	return out
}
