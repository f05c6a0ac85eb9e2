package flatfile

import (
	"strings"
	"unicode"

	"github.com/sellerwire/sellerwire/internal/identifier"
)

// noteISBN is how far into a note the service looks for an ISBN, in characters.
const noteISBN = 200

// isbnInNote finds the first ISBN of a note that ends where the service still looks. The
// empty string if there is none.
func isbnInNote(note string) string {
	if longerThan(note, noteISBN) {
		note = string([]rune(note)[:noteISBN])
	}
	return findISBN(note, false)
}

// findISBN finds an ISBN in a text: the first behind the word ISBN, in any of its
// spellings, or else the first word that is one. Blanks and points may stand between its
// digits behind the word, and at the start of a field for an ISBN.
func findISBN(text string, field bool) string {
	text = plainText(text)
	for rest := text; ; {
		at := strings.Index(rest, "SBN")
		if at < 0 {
			break
		}
		rest = strings.TrimLeft(rest[at+len("SBN"):], "-: #=.(")
		if isbn := leadingISBN(rest); isbn != "" {
			return isbn
		}
		// ISBN-13: 978..., ISBN 10 0486...
		for _, length := range []string{"10", "13"} {
			if after, ok := strings.CutPrefix(rest, length); ok {
				if isbn := leadingISBN(strings.TrimLeft(after, ")-: #=.(")); isbn != "" {
					return isbn
				}
			}
		}
	}
	if field {
		if isbn := leadingISBN(text); isbn != "" {
			return isbn
		}
	}
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		// Nine digits without a word before them are anything.
		if isbn := asISBN(word); isbn != "" && len(word) >= len(isbn) {
			return isbn
		}
	}
	return ""
}

// plainText is a text in capitals with one kind of blank and one of hyphen.
func plainText(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Pd, r), r == '\u2212', r == '\u00AD':
			return '-'
		case unicode.IsSpace(r):
			return ' '
		}
		return unicode.ToUpper(r)
	}, text)
}

// leadingISBN reads the ISBN at the start of a text: the digits up to the first that is
// none, or a part of them that a blank or a point ends.
func leadingISBN(text string) string {
	end := strings.IndexFunc(text, func(r rune) bool { return !strings.ContainsRune("0123456789X-. ", r) })
	if end < 0 {
		end = len(text)
	}
	for part := strings.Trim(text[:end], "-. "); part != ""; {
		if isbn := asISBN(part); isbn != "" {
			return isbn
		}
		last := strings.LastIndexAny(part, " .")
		part = part[:max(0, last)]
	}
	return ""
}

// looksLikeISBN tells whether a field has about as many digits as an ISBN, or what a
// spreadsheet makes of one. One digit all over stands for none.
func looksLikeISBN(text string) bool {
	const shortest = 9
	digits := strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}
		return -1
	}, text)
	return identifier.IsRounded(text) || len(digits) >= shortest && !isRepeated(digits)
}

// isRepeated tells whether all digits are the same: programs write that in place of a
// number, and the check digit of an ISBN is always right then.
func isRepeated(digits string) bool { return digits != "" && strings.Trim(digits, digits[:1]) == "" }

// asISBN returns a text without its hyphens, points and blanks if it is an ISBN, by its
// check digit; otherwise the empty string. Any ten digits can be a phone number. One of nine
// digits, from before 1970, gets the 0 in front that makes it one.
func asISBN(text string) string {
	digits := strings.NewReplacer("-", "", ".", "", " ", "").Replace(text)
	if isRepeated(digits) {
		return ""
	}
	if len(digits) == 9 {
		digits = "0" + digits
	}
	if len(digits) != 10 && len(digits) != 13 {
		return ""
	}
	body, last := digits[:len(digits)-1], digits[len(digits)-1]
	if strings.Trim(body, "0123456789") != "" || !strings.ContainsRune("0123456789X", rune(last)) {
		return ""
	}
	sum := 0
	for i := range len(body) {
		digit := int(body[i] - '0')
		if len(digits) == 10 {
			sum += (10 - i) * digit
		} else {
			sum += (1 + 2*(i%2)) * digit
		}
	}
	if len(digits) == 10 && "0123456789X"[(11-sum%11)%11] == last {
		return digits
	}
	isBook := strings.HasPrefix(body, "978") || strings.HasPrefix(body, "979")
	if len(digits) == 13 && isBook && "0123456789"[(10-sum%10)%10] == last {
		return digits
	}
	return ""
}
