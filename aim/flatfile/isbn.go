package flatfile

import (
	"strings"
	"unicode"

	"github.com/sellerwire/sellerwire/internal/identifier"
)

// noteISBN is the number of characters of a note in which the service looks for an ISBN.
const noteISBN = 200

// isbnInNote returns the first ISBN that ends within those characters; empty if there is
// none.
func isbnInNote(note string) string {
	if longerThan(note, noteISBN) {
		note = string([]rune(note)[:noteISBN])
	}
	return findISBN(note, false)
}

// findISBN finds an ISBN in a text: the first one after the word ISBN, in any spelling,
// or else the first word that is an ISBN. Blanks and points may separate its digits after
// the word ISBN, and at the start of a field for an ISBN.
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
		// Nine digits can mean anything unless the word ISBN precedes them.
		if isbn := asISBN(word); isbn != "" && len(word) >= len(isbn) {
			return isbn
		}
	}
	return ""
}

// plainText returns a text in capitals, with one kind of blank and one kind of hyphen.
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

// leadingISBN reads the ISBN at the start of a text. It tries all the leading digits,
// then fewer, cut at a blank or a point.
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

// looksLikeISBN reports whether a field has about as many digits as an ISBN, or looks
// like an ISBN that a spreadsheet rounded. One digit repeated means that there is no
// ISBN.
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

// isRepeated reports whether all digits are the same. Programs write that in place of a
// number, and its ISBN check digit is always right.
func isRepeated(digits string) bool { return digits != "" && strings.Trim(digits, digits[:1]) == "" }

// asISBN returns a text without hyphens, points and blanks if its check digit makes it an
// ISBN; otherwise it returns the empty string. Without the check, ten digits could be a
// phone number. A number of nine digits, from before 1970, gets a leading 0.
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
