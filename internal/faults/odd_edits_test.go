package faults_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"strings"

	"github.com/shopspring/decimal"
)

// splice replaces a span by text.
func (a answer) splice(s span, text string) answer {
	return a.with(string(a.body[:s.from]) + text + string(a.body[s.to:]))
}

// drop removes a part, and its comma in JSON.
func (a answer) drop(p part) answer {
	if p.form == inHeader {
		a = a.with(string(a.body))
		a.header.Del(p.path)
		return a
	}
	cut := p.whole
	if p.form == inJSONField || p.form == inJSONList {
		behind := cut.to + len(a.body[cut.to:]) - len(bytes.TrimLeft(a.body[cut.to:], " \t\r\n"))
		before := len(bytes.TrimRight(a.body[:cut.from], " \t\r\n"))
		switch {
		case behind < len(a.body) && a.body[behind] == ',':
			cut.to = behind + 1
		case before > 0 && a.body[before-1] == ',':
			cut.from = before - 1
		}
	}
	return a.splice(cut, "")
}

// set replaces the value of a part. value is in the part's notation.
func (a answer) set(p part, value string) answer {
	if p.form == inHeader {
		return a.headed(p.path, value)
	}
	return a.splice(p.value, value)
}

// replaced replaces the value of the part at a path.
func (a answer) replaced(path, value string) answer {
	for _, p := range partsOf(a) {
		if p.path == path {
			return a.set(p, value)
		}
	}
	return a
}

// twice adds a copy of a part with another value, after the first or before it.
func (a answer) twice(p part, value string, before bool) answer {
	if p.form == inHeader {
		first := a.header.Get(p.path)
		if before {
			first, value = value, first
		}
		a = a.headed(p.path, first)
		a.header.Add(p.path, value)
		return a
	}
	first, second := p.whole.of(a.body), span{p.whole.from, p.value.from}.of(a.body)+value+span{p.value.to, p.whole.to}.of(a.body)
	if before {
		first, second = second, first
	}
	comma := ""
	if p.form == inJSONField || p.form == inJSONList {
		comma = ","
	}
	return a.splice(p.whole, first+comma+second)
}

// rename gives a part another name.
func (a answer) rename(p part, name string) answer {
	if p.closing.to > p.closing.from { // behind the first, so that comes first
		a = a.splice(p.closing, name)
	}
	return a.splice(p.name, name)
}

// quoted writes a text in the part's notation.
func (p part) quoted(text string) string {
	switch p.form {
	case inJSONField, inJSONList:
		quoted, _ := json.Marshal(text)
		return string(quoted)
	case inXMLElement, inPair, inAttribute:
		var b strings.Builder
		_ = xml.EscapeText(&b, []byte(text))
		return b.String()
	}
	return text
}

// empty is the value of a part that has none: as JSON has it, of its type.
func (p part) empty(a answer) string {
	if p.form == inJSONField || p.form == inJSONList {
		switch a.body[p.value.from] {
		case '[':
			return "[]"
		case '{':
			return "{}"
		}
		return `""`
	}
	return ""
}

// number reads the value of a part if it is a number. A number in quotes, such as
// "1015", is a name.
func (p part) number(a answer) (decimal.Decimal, bool) {
	if !p.leaf || (p.form == inJSONField || p.form == inJSONList) && a.body[p.value.from] == '"' {
		return decimal.Decimal{}, false
	}
	d, err := decimal.NewFromString(p.text(a))
	return d, err == nil
}

// A spelling is another way to write a number.
type spelling struct {
	name  string
	write func(p part, d decimal.Decimal) string
}

var spellings = []spelling{
	{"with a decimal zero", func(_ part, d decimal.Decimal) string {
		if d.Exponent() >= 0 {
			return d.String() + ".0"
		}
		return d.StringFixed(-d.Exponent()) + "0"
	}},
	{"with an exponent", func(_ part, d decimal.Decimal) string {
		return fmt.Sprintf("%sE%d", d.Coefficient(), d.Exponent())
	}},
	{"with its zeros in the exponent", func(_ part, d decimal.Decimal) string {
		digits := strings.TrimRight(d.Coefficient().String(), "0")
		if digits == "" || digits == d.Coefficient().String() {
			return ""
		}
		return fmt.Sprintf("%sE%+d", digits, int(d.Exponent())+len(d.Coefficient().String())-len(digits))
	}},
	{"as a text, or with blanks", func(p part, d decimal.Decimal) string {
		if p.form == inJSONField || p.form == inJSONList {
			return `"` + d.String() + `"`
		}
		return " " + d.String() + "\n"
	}},
	{"with more decimals than money has", func(_ part, d decimal.Decimal) string {
		if d.Exponent() >= 0 {
			return ""
		}
		return d.StringFixed(-d.Exponent()) + "000000000000002"
	}},
}
