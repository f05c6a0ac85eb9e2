package flatfile

import "strings"

// noteISBN is how far into a note the service looks for an ISBN, in characters.
const noteISBN = 200

// isbnInNote finds the first word of a note that is an ISBN, if it ends where the
// service still looks. The empty string if there is none.
func isbnInNote(note string) string {
	head := note
	if longerThan(note, noteISBN) {
		head = string([]rune(note)[:noteISBN])
	}
	for word := range strings.FieldsSeq(head) {
		if isbn := asISBN(strings.Trim(word, ".,;:()[]")); isbn != "" {
			return isbn
		}
	}
	return ""
}

// asISBN returns a text without its hyphens and blanks if it is an ISBN, by its
// check digit; otherwise the empty string. Any ten digits can be a phone number.
func asISBN(text string) string {
	digits := strings.ToUpper(strings.NewReplacer("-", "", " ", "").Replace(text))
	body, last, ok := cutLast(digits)
	if !ok || strings.Trim(body, "0123456789") != "" || !strings.ContainsRune("0123456789X", rune(last)) {
		return ""
	}
	sum := 0
	switch len(digits) {
	case 10:
		for i := range len(body) {
			sum += (10 - i) * int(body[i]-'0')
		}
		if check := (11 - sum%11) % 11; "0123456789X"[check] != last {
			return ""
		}
	case 13:
		for i := range len(body) {
			sum += int(body[i]-'0') * (1 + 2*(i%2))
		}
		isBook := strings.HasPrefix(body, "978") || strings.HasPrefix(body, "979")
		if check := (10 - sum%10) % 10; "0123456789"[check] != last || !isBook {
			return ""
		}
	default:
		return ""
	}
	return digits
}

func cutLast(s string) (body string, last byte, ok bool) {
	if s == "" {
		return "", 0, false
	}
	return s[:len(s)-1], s[len(s)-1], true
}
