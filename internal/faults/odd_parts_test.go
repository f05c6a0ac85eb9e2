package faults_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html"
	"io"
	"net/http"
	"regexp"
	"strings"
	"unicode/utf8"
)

// An answer is a complete reply.
type answer struct {
	status int
	header http.Header
	body   []byte
}

func (a answer) contentType() string { return a.header.Get("Content-Type") }

func (a answer) isJSON() bool { return reply{contentType: a.contentType()}.isJSON() }

// isFile tells a download from an answer in XML or JSON.
func (a answer) isFile() bool { return reply{a.contentType(), a.body}.isFile() }

// with returns the answer with another body.
func (a answer) with(body string) answer {
	a.header, a.body = a.header.Clone(), []byte(body)
	return a
}

// headed returns the answer with a header set.
func (a answer) headed(name, value string) answer {
	a.header = a.header.Clone()
	a.header.Set(name, value)
	return a
}

// A span is a range of bytes of a body.
type span struct{ from, to int }

func (s span) of(body []byte) string { return string(body[s.from:s.to]) }

// A part is one element of an answer, wherever it has one: an XML element or an
// attribute, a JSON field or list entry, a pair "key=value", a line of a file, a header.
// Answers are changed byte by byte, so that what is not meant stays as it was.
type part struct {
	// path is made of names, with a number behind each that occurs again:
	// "result/item[2]/qty".
	path string
	form notation
	// whole is the part with its name, value without. name is empty where there
	// is none; closing is the second name of an XML element.
	whole, name, closing, value span
	leaf                        bool
}

// notation is the notation of a part.
type notation int

const (
	inHeader notation = iota
	inXMLElement
	inAttribute
	inJSONField
	inJSONList
	inPair
	inLine
)

var numbered = regexp.MustCompile(`\[\d+\]`)

// pattern is the path without numbers.
func (p part) pattern() string { return numbered.ReplaceAllString(p.path, "") }

// text is the value without escapes or quotes.
func (p part) text(a answer) string {
	if p.form == inHeader {
		return a.header.Get(p.path)
	}
	raw := p.value.of(a.body)
	if p.form == inJSONField || p.form == inJSONList {
		var text string
		if json.Unmarshal([]byte(raw), &text) == nil {
			return text // null, too, is an empty text
		}
		return raw
	}
	return html.UnescapeString(strings.TrimSpace(utf8Of([]byte(raw))))
}

// utf8Of decodes a golden reply, which is UTF-8 or ISO-8859-1.
func utf8Of(body []byte) string {
	if utf8.Valid(body) {
		return string(body)
	}
	return fromLatin1(body)
}

func fromLatin1(body []byte) string {
	runes := make([]rune, len(body))
	for i, c := range body {
		runes[i] = rune(c)
	}
	return string(runes)
}

// partsOf lists the parts of an answer in document order, after the header that
// decides.
func partsOf(a answer) []part {
	var parts []part
	for _, name := range []string{"Abe-Status"} {
		if a.header.Get(name) != "" {
			parts = append(parts, part{path: name, form: inHeader, leaf: true})
		}
	}
	switch {
	case len(bytes.TrimSpace(a.body)) == 0:
	case a.isJSON():
		s := &jsonScan{body: a.body, decoder: json.NewDecoder(bytes.NewReader(a.body))}
		s.value("", &parts)
	case a.isFile():
		parts = append(parts, linesOf(a.body)...)
	default:
		parts = append(parts, elementsOf(a.body)...)
	}
	return parts
}

// counted numbers the second and later parts with the same path.
type counted map[string]int

func (c counted) path(parent, name string) string {
	if parent != "" {
		name = parent + "/" + name
	}
	c[name]++
	if n := c[name]; n > 1 {
		return fmt.Sprintf("%s[%d]", name, n)
	}
	return name
}

// elementsOf finds the elements of an XML document, and the pairs in them.
func elementsOf(body []byte) []part {
	d := xml.NewDecoder(bytes.NewReader(asciiOnly(body)))
	d.Strict = false
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	var parts []part
	var open []int
	count := counted{}
	for {
		from := int(d.InputOffset())
		token, err := d.Token()
		to := int(d.InputOffset())
		if err != nil {
			return parts
		}
		switch t := token.(type) {
		case xml.StartElement:
			p := part{form: inXMLElement, leaf: true, whole: span{from, to}, value: span{to, to},
				name: span{from + 1, from + 1 + len(t.Name.Local)}}
			parent := ""
			if len(open) > 0 {
				parent = parts[open[len(open)-1]].path
				parts[open[len(open)-1]].leaf = false
			}
			p.path = count.path(parent, t.Name.Local)
			open = append(open, len(parts))
			parts = append(parts, p)
			parts = append(parts, attributesOf(body, p, count)...)
		case xml.EndElement:
			at := open[len(open)-1]
			open = open[:len(open)-1]
			p := &parts[at]
			p.value.to, p.whole.to = from, to
			if to > from { // an empty element has no second name
				p.closing = span{from + 2, from + 2 + len(t.Name.Local)}
			}
			if p.leaf {
				pairs := pairsOf(body, *p, count)
				p.leaf = len(pairs) == 0
				parts = append(parts, pairs...)
			}
		}
	}
}

var attribute = regexp.MustCompile(`\s+([\w:]+)="([^"]*)"`)

// attributesOf finds the attributes of an element, whose tag is all of it so far.
func attributesOf(body []byte, p part, count counted) (parts []part) {
	for _, at := range attribute.FindAllSubmatchIndex(body[p.whole.from:p.whole.to], -1) {
		from := p.whole.from
		name := span{from + at[2], from + at[3]}
		parts = append(parts, part{
			path: count.path(p.path, "@"+name.of(body)), form: inAttribute, leaf: true,
			whole: span{from + at[0], from + at[1]}, name: name, value: span{from + at[4], from + at[5]},
		})
	}
	return parts
}

// asciiOnly replaces every byte beyond ASCII by a question mark. Offsets stay right.
func asciiOnly(body []byte) []byte {
	ascii := bytes.Clone(body)
	for i, c := range ascii {
		if c >= 0x80 {
			ascii[i] = '?'
		}
	}
	return ascii
}

var pairKey = regexp.MustCompile(`(?:^|\s)([a-z]+)=`)

// pairsOf finds "key=value" in the text of an element. A value may have blanks.
func pairsOf(body []byte, p part, count counted) []part {
	text := p.value.of(body)
	keys := pairKey.FindAllStringSubmatchIndex(text, -1)
	var pairs []part
	for i, at := range keys {
		end := len(text)
		if i+1 < len(keys) {
			end = keys[i+1][2]
		}
		from := p.value.from
		value := strings.TrimRight(text[at[1]:end], " ")
		pairs = append(pairs, part{
			path: count.path(p.path, text[at[2]:at[3]]), form: inPair, leaf: true,
			whole: span{from + at[2], from + end}, name: span{from + at[2], from + at[3]},
			value: span{from + at[1], from + at[1] + len(value)},
		})
	}
	return pairs
}

var numberInCell = regexp.MustCompile(`[0-9][0-9.]*[0-9]`)

// linesOf finds the lines of a file, the cells of each, and the numbers in them.
func linesOf(body []byte) []part {
	var parts []part
	count := counted{}
	from := 0
	for line := range bytes.Lines(body) {
		whole := span{from, from + len(line)}
		from = whole.to
		text := bytes.TrimRight(line, "\r\n")
		if len(text) == 0 {
			continue
		}
		p := part{path: count.path("", "line"), form: inLine, whole: whole, value: span{whole.from, whole.from + len(text)}}
		parts = append(parts, p)
		at := whole.from
		for cell := range bytes.SplitSeq(text, []byte("\t")) {
			where := span{at, at + len(cell)}
			parts = append(parts, part{path: count.path(p.path, "cell"), form: inLine, leaf: true, whole: where, value: where})
			for _, n := range numberInCell.FindAllIndex(cell, -1) {
				where := span{at + n[0], at + n[1]}
				parts = append(parts, part{path: count.path(p.path, "number"), form: inLine, leaf: true, whole: where, value: where})
			}
			at += len(cell) + 1
		}
	}
	return parts
}
