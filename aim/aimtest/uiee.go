package aimtest

import (
	"bytes"
	"iter"
	"strings"
)

// uieeColumns are the inventory columns of UIEE tokens. Other tokens keep their names.
var uieeColumns = map[string]string{
	"UR": "sku",
	"TI": "item-name",
	"PR": "price",
	"NT": "item-note",
	"CN": "item-condition",
	"AA": "author",
	"PU": "publisher",
	"DP": "pub-date",
	"BD": "binding",
}

// uieeField splits a line "TI|Tractatus" into its token and its value. The vendor's own
// help writes a blank after the bar.
func uieeField(line []byte) (token, value string, ok bool) {
	token, value, ok = strings.Cut(decodeLine(line), "|")
	return token, strings.TrimSpace(value), ok && len(token) == 2 && strings.ToUpper(token) == token
}

// startsAsUIEE reports whether the first line that is not blank is a field.
func startsAsUIEE(body []byte) bool {
	first, _, _ := bytes.Cut(bytes.TrimLeft(body, "\r\n"), []byte("\n"))
	_, _, ok := uieeField(first)
	return ok
}

// uieeRecords reads the records of a UIEE file, which are separated by blank lines. Wants
// (XD|W) are left out.
func uieeRecords(body []byte) iter.Seq[record] {
	return func(yield func(record) bool) {
		number := 0
		for r := range uieeBlocks(body) {
			if r.values["XD"] == "W" {
				continue
			}
			number++
			r.number = number
			complete(r.values)
			if !yield(r) {
				return
			}
		}
	}
}

// uieeBlocks reads the records as they are in the file.
func uieeBlocks(body []byte) iter.Seq[record] {
	return func(yield func(record) bool) {
		r := record{values: Item{}}
		for line := range lines(body) {
			if len(line) > 0 {
				r.add(line)
				continue
			}
			if len(r.values) > 0 || r.broken != "" {
				if !yield(r) {
					return
				}
			}
			r = record{values: Item{}}
		}
		if len(r.values) > 0 || r.broken != "" {
			yield(r)
		}
	}
}

// add adds a field to the record. A repeated token continues its value.
func (r *record) add(line []byte) {
	token, value, ok := uieeField(line)
	if !ok {
		r.broken = brokenField
		return
	}
	column, known := uieeColumns[token]
	if !known {
		column = token
	}
	if before := r.values[column]; before != "" {
		value = before + "; " + value
	}
	r.values[column] = value
}

// complete adds the columns that have no UIEE token.
func complete(values Item) {
	values["quantity"] = "1"
	switch action := values["XB"]; {
	case action >= "2" && action <= "7" && len(action) == 1:
		values["add-delete"] = "d"
	default:
		values["add-delete"] = "a"
	}
	if isbn := isbnIn(values["item-note"]); isbn != "" {
		values["product-id"] = isbn
		values["product-id-type"] = productIDTypeISBN
	}
}

// isbnIn returns the ISBN in the first 200 characters of a comment, where sellers put it.
func isbnIn(note string) string {
	head := []rune(note)
	head = head[:min(len(head), 200)]
	for word := range strings.FieldsSeq(string(head)) {
		isbn := strings.ReplaceAll(strings.Trim(word, ".,;:"), "-", "")
		digits := strings.TrimRight(isbn, "X")
		if (len(isbn) == 10 || len(isbn) == 13) && len(isbn)-len(digits) < 2 && isDigits(digits) {
			return isbn
		}
	}
	return ""
}
