package identifier_test

import (
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"

	"github.com/sellerwire/sellerwire/internal/identifier"
)

func TestFaults(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, fault string }{
		{"digits", "849632048260", ""},
		{"leading zeros", "000123", ""},
		{"letters and punctuation", "ZOOT123-UPC34", ""},
		{"a blank within", "110493 172", ""},
		{"a decimal point", "411532.975S", ""},
		{"a size with a fraction", "10.0", ""},
		{"hexadecimal", "12E5", ""},
		{"an exponent without digits", "8.49632E+", ""},
		{"a word", "E+11", ""},
		{"a number sign", "#", ""},
		{"a number behind one", "#17", ""},
		{"other scripts", "靴👟-広", ""},
		{"nothing", "", "it is empty"},
		{"a blank", " ", "it is blank"},
		{"a no-break space", "\u00a0", "it is blank"},
		{"a blank before", " A", "it has a blank before or after it"},
		{"a blank after", "A\u3000", "it has a blank before or after it"},
		{"a byte order mark before", "\ufeffA", "it has a byte order mark (U+FEFF) at byte 0"},
		{"a byte order mark within", "é\ufeffA", "it has a byte order mark (U+FEFF) at byte 2"},
		{"a control character that comes first", "\x01A", "it has a control character at byte 0"},
		{"a line feed", "A\n", "it has a control character at byte 1"},
		{"a C1 control character", "é\u0085", "it has a control character at byte 2"},
		{"broken UTF-8", "A\xff", "it is not valid UTF-8"},
		{"a surrogate", "\xed\xa0\x80", "it is not valid UTF-8"},
		{"a rounded ISBN", "9.78E+12", "spreadsheet"},
		{"a rounded UPC", "8.49632E+11", "spreadsheet"},
		{"a rounded UPC without a fraction", "8E+11", "spreadsheet"},
		{"a rounded UPC of another country", "8,49632E+11", "spreadsheet"},
		{"a rounded UPC in lower case", "8.49632e11", "spreadsheet"},
		{"an error of a spreadsheet", "#N/A", "spreadsheet"},
		{"an error in lower case", "#ref!", "spreadsheet"},
		{"a column that was too narrow", "#####", "spreadsheet"},
		{"a UPC as a decimal", "849632048260.0", "spreadsheet"},
		{"a UPC as a decimal of another country", "849632048260,00", "spreadsheet"},
	}
	for _, tt := range tests {
		fault := identifier.Fault(tt.text)
		if tt.fault == "spreadsheet" {
			assert.Contains(t, fault, "spreadsheet", tt.name)
			continue
		}
		assert.Equal(t, tt.fault, fault, tt.name)
	}
	for _, text := range []string{"#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#DIV/0!", "#NV", "#NOM?", "#VALEUR!", "##"} {
		assert.Equal(t, strconv.Quote(text)+" is what a spreadsheet shows in place of a value", identifier.Fault(text))
	}
	assert.Empty(t, identifier.TextFault(""), "a width may be empty")
	assert.NotEmpty(t, identifier.TextFault(" "))
}

// Two characters that anyone calls equal without case have one folding, which is
// the smallest of them all.
func TestFoldings(t *testing.T) {
	t.Parallel()
	for r := rune(0); r <= unicode.MaxRune; r++ {
		folded := identifier.Fold(r)
		if folded > r {
			t.Fatalf("%U is folded to %U, which is greater", r, folded)
		}
		if identifier.Fold(folded) != folded {
			t.Fatalf("%U is folded to %U, and that to another", r, folded)
		}
		for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
			if identifier.Fold(f) != folded {
				t.Fatalf("%U and %U are one, and folded to two", r, f)
			}
		}
	}
	for _, same := range []string{"aA", "ßẞ", "kK\u212a", "sSſ", "σςΣ", "ΐ\u1fd3", "ΰ\u1fe3", "ﬅ\ufb06", "ǅǆǄ"} {
		assert.Len(t, map[rune]bool{identifier.Fold([]rune(same)[0]): true, identifier.Fold([]rune(same)[1]): true}, 1, same)
	}
	assert.Equal(t, "SKU-Ä", strings.Map(identifier.Fold, "sku-ä"))
}
