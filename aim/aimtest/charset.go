package aimtest

import (
	"slices"
	"unicode/utf8"
)

// decodeLine reads a line of a file, whose encoding is nowhere declared: UTF-8
// if it is valid, else Windows-1252.
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

// encodeLine turns UTF-8 into Windows-1252. False if a character does not exist
// there.
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
// ISO-8859-1. Its five empty places stand for themselves, as in browsers.
var windows1252 = [32]rune{
	'€', 0x81, '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', 0x8D, 'Ž', 0x8F,
	0x90, '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', 0x9D, 'ž', 'Ÿ',
}
