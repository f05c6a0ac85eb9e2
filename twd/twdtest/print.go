package twdtest

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

const (
	codeOK    = "1"
	codeError = "0"

	itemNotFound = "The item was not found!"
)

// softwareError is what a script prints that dies with its reply under way.
const softwareError = "<h1>Software error:</h1>\n<pre>Can't use an undefined value at api.pl line 211.</pre>\n"

// reply is what a document says. Only lists have totals.
type reply struct {
	code    string
	message string
	totals  *totals
	items   []Item
}

type totals struct {
	count  int
	status string
}

func failure(message string) reply {
	return reply{code: codeError, message: message}
}

// render prints a reply line by line, as the script does that it plays.
func render(rep reply, quirks Quirks) []byte {
	p := printer{quirks: quirks}
	if quirks&LeadingBlankLine != 0 {
		p.line("")
	}
	p.line(`<?xml version="1.0" encoding="ISO-8859-1"?>`)
	p.line("<result>")
	p.element("\t", "statuscode", rep.code)
	p.element("\t", "statusmessage", rep.message)
	if rep.totals != nil {
		p.element("\t", "totalcount", strconv.Itoa(rep.totals.count))
		p.element("\t", "totalstatus", rep.totals.status)
	}
	for _, it := range rep.items {
		p.item(it)
	}
	p.line("</result>")

	if quirks&HTMLInsteadOfRest != 0 {
		return append(p.out[:len(p.out)/2], softwareError...)
	}
	if quirks&HTMLAfterResult != 0 {
		p.out = append(p.out, softwareError...)
	}
	return p.out
}

// printer collects a document's bytes.
type printer struct {
	quirks Quirks
	out    []byte
}

func (p *printer) line(s string) {
	p.out = append(append(p.out, s...), '\n')
}

func (p *printer) item(it Item) {
	p.line("\t<item>")
	p.element("\t\t", "stock_no", it.StockNo)
	p.element("\t\t", "status", it.Status)
	p.element("\t\t", "deptcode", it.DeptCode)
	p.element("\t\t", "dept", it.Dept)
	p.element("\t\t", "brand", it.Brand)
	p.element("\t\t", "description", p.description(it.Description))
	if it.Qty != nil && p.quirks&NoQty == 0 {
		p.element("\t\t", "qty", strconv.Itoa(*it.Qty))
	}
	p.element("\t\t", "price", p.price(it.Price))
	for _, name := range slices.Sorted(maps.Keys(it.Extra)) {
		p.element("\t\t", name, it.Extra[name])
	}
	p.line("\t</item>")
}

func (p *printer) element(indent, name, text string) {
	text = p.escape(text)
	if name == "description" && p.quirks&LineBreaks != 0 {
		text = strings.ReplaceAll(text, ", ", ",<br>")
	}
	text = indent + "<" + name + ">" + text + "</" + name + ">\n"
	if p.quirks&PrintUTF8 != 0 {
		p.out = append(p.out, text...)
	} else {
		p.out = appendLatin1(p.out, text)
	}
}

func (p *printer) escape(text string) string {
	if p.quirks&BareAmpersand == 0 {
		text = strings.ReplaceAll(text, "&", "&amp;")
	}
	if p.quirks&BareLessThan == 0 {
		text = strings.ReplaceAll(text, "<", "&lt;")
	}
	return strings.ReplaceAll(text, ">", "&gt;")
}

func (p *printer) description(text string) string {
	if p.quirks&SmartQuotes != 0 {
		text = "“" + text + "”"
	}
	if p.quirks&VerticalTab != 0 {
		text += "\v"
	}
	return text
}

// price groups the thousands and shows cents where the quirk asks for it.
func (p *printer) price(text string) string {
	if p.quirks&GroupedPrices == 0 || !isDecimal(text) {
		return text
	}
	whole, cents, _ := strings.Cut(text, ".")
	whole, negative := strings.CutPrefix(whole, "-")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if negative {
		whole = "-" + whole
	}
	for len(cents) < 2 {
		cents += "0"
	}
	return whole + "." + cents
}
