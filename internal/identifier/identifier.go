// Package identifier judges and compares what names things at the services:
// book IDs, SKUs, UPCs, ISBNs, codes of stores.
package identifier

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// spreadsheet is what a spreadsheet makes of a long number: 9.78E+12, or
// 9780486404455.0 in a column of decimals. What it made of thousands of numbers
// is the same text, so it names none of them.
var spreadsheet = regexp.MustCompile(`^[0-9]+([.,][0-9]+[eE]\+?|[eE]\+)[0-9]{1,3}$|^[0-9]{8,14}[.,]0+$`)

// spreadsheetErrors are what a cell shows that has no value, and ##### in place of a
// number that is too wide for it.
var spreadsheetErrors = []string{"#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#DIV/0!", "#NV", "#NOM?", "#VALEUR!"}

func isSpreadsheetError(text string) bool {
	if !strings.HasPrefix(text, "#") {
		return false
	}
	return slices.Contains(spreadsheetErrors, strings.ToUpper(text)) || len(text) > 1 && strings.Trim(text, "#") == ""
}

// IsRounded reports whether a text is what a spreadsheet makes of a long number.
func IsRounded(text string) bool {
	digits := 0
	for digits < len(text) && text[digits] >= '0' && text[digits] <= '9' {
		digits++
	}
	return digits > 0 && digits < len(text) && strings.IndexByte(".,eE", text[digits]) >= 0 && spreadsheet.MatchString(text)
}

// Fault says why a text cannot name anything; "" if it can.
func Fault(text string) string {
	switch {
	case text == "":
		return "it is empty"
	case strings.TrimSpace(text) == "":
		return "it is blank"
	case isSpreadsheetError(text):
		return fmt.Sprintf("%q is what a spreadsheet shows in place of a value", text)
	case IsRounded(text):
		return fmt.Sprintf("%q is what a spreadsheet makes of a long number; format the column as text", text)
	}
	return TextFault(text)
}

// TextFault says why a text, which may be empty, cannot be part of a name.
func TextFault(text string) string {
	invisible := func(c rune) bool { return c <= ' ' || c > '~' }
	if strings.IndexFunc(text, invisible) < 0 {
		return "" // visible ASCII, as nearly all names are
	}
	if !utf8.ValidString(text) {
		return "it is not valid UTF-8"
	}
	if i := strings.IndexFunc(text, unicode.IsControl); i >= 0 {
		return fmt.Sprintf("it has a control character at byte %d", i)
	}
	if i := strings.IndexRune(text, '\uFEFF'); i >= 0 {
		return fmt.Sprintf("it has a byte order mark (U+FEFF) at byte %d", i)
	}
	if text != strings.TrimSpace(text) {
		return "it has a blank before or after it"
	}
	return ""
}

// Fold returns the smallest of the characters that are r without regard to case.
// Both directions of case are needed, because there are letters with two lower
// cases and letters with two upper ones.
func Fold(r rune) rune {
	if r < utf8.RuneSelf {
		return unicode.ToUpper(r) // the smallest of ASCII, whose other foldings are not
	}
	switch r { // pairs that Unicode 15.1 added, and Go has since 1.27
	case '\u1FD3':
		return '\u0390'
	case '\u1FE3':
		return '\u03B0'
	case '\uFB06':
		return '\uFB05'
	}
	smallest := r
	for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
		smallest = min(smallest, f)
	}
	return smallest
}
