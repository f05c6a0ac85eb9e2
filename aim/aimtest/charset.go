package aimtest

import (
	"slices"
	"unicode/utf8"
)

// decodeLine decodes a line of a file, which declares no encoding: as UTF-8 if it is
// valid UTF-8, and otherwise as Windows-1252.
func decodeLine(raw []byte) string {
	if utf8.Valid(raw) {
		return string(raw)
	}
	out := make([]rune, 0, len(raw))
	for _, b := range raw {
		r := rune(b)
		if 0x80 <= b && b <= 0x9F {
			r = windows1252[b-0x80]
		}
		out = append(out, r)
	}
	return string(out)
}

// encodeLine converts UTF-8 to Windows-1252. It returns false if Windows-1252 lacks a
// character.
func encodeLine(text []byte) ([]byte, bool) {
	out := make([]byte, 0, len(text))
	for _, r := range string(text) {
		switch i := slices.Index(windows1252[:], r); {
		case i >= 0:
			out = append(out, byte(0x80+i))
		case r < 0x80 || 0xA0 <= r && r <= 0xFF:
			out = append(out, byte(r))
		default:
			return nil, false
		}
	}
	return out, true
}

// windows1252 is the block from 0x80 to 0x9F, in which Windows-1252 differs from
// ISO-8859-1. Its five unused bytes are decoded as themselves, as in browsers.
var windows1252 = [32]rune{
	'€', 0x81, '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', 0x8D, 'Ž', 0x8F,
	0x90, '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', 0x9D, 'ž', 'Ÿ',
}
