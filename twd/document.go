package twd

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/sellerwire/sellerwire/internal/charset"
)

// Replies are printed by a script, not by an XML library, and encoding/xml's
// Unmarshal is at once too strict and too lenient for them: it fails the whole
// document over one bare '&', and where it is told not to, it closes elements
// by itself, so that half a document with HTML after it would be taken for a
// whole one. Here its tokens are read leniently, and their nesting strictly.

// rootName is the element that every reply of the API consists of.
const rootName = "result"

// maxDepth is result, item, field, and some levels for add-ons.
const maxDepth = 8

// parse reads the elements of a reply's result. What follows the result is not
// looked at.
func parse(body []byte) ([]Element, error) {
	text, err := decodeText(body)
	if err != nil {
		return nil, err
	}
	decoder := xml.NewDecoder(strings.NewReader(dropIllegal(text)))
	decoder.Strict = false // for bare '&'
	decoder.Entity = xml.HTMLEntity
	decoder.CharsetReader = func(_ string, input io.Reader) (io.Reader, error) { return input, nil } // it is UTF-8 by now

	var open nesting
	for {
		token, err := decoder.RawToken()
		if err != nil {
			return nil, open.broken(err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			err = open.start(t.Name.Local)
		case xml.EndElement:
			err = open.end(t.Name.Local)
		case xml.CharData:
			open.add(t)
		}
		if err != nil {
			return nil, err
		}
		if open.result != nil {
			return open.result.Elements, nil
		}
	}
}

// nesting is the path of elements from the root to the one being read.
type nesting struct {
	path   []*openElement
	result *Element // the root, once it is closed
}

type openElement struct {
	Element
	text strings.Builder
}

func (n *nesting) start(name string) error {
	switch {
	case len(n.path) == 0 && name != rootName:
		return fmt.Errorf("the root element is <%.40s>", name)
	case len(n.path) == maxDepth:
		return fmt.Errorf("elements are nested more than %d deep", maxDepth)
	}
	n.path = append(n.path, &openElement{Element: Element{Name: name}})
	return nil
}

func (n *nesting) add(text []byte) {
	if last := len(n.path) - 1; last >= 0 {
		n.path[last].text.Write(text)
	}
}

// end closes the innermost element, and gives its text to the one around it
// too: a description that holds <b> unescaped loses no word.
func (n *nesting) end(name string) error {
	last := len(n.path) - 1
	if last < 0 {
		return fmt.Errorf("</%.40s> closes nothing", name)
	}
	closed := n.path[last]
	if closed.Name != name {
		return fmt.Errorf("<%.40s> is closed by </%.40s>", closed.Name, name)
	}
	closed.Text = closed.text.String()
	n.path = n.path[:last]
	if last == 0 {
		n.result = &closed.Element
		return nil
	}
	parent := n.path[last-1]
	parent.Elements = append(parent.Elements, closed.Element)
	parent.text.WriteString(closed.Text)
	return nil
}

// broken names the place where a document ends too early or is no XML.
func (n *nesting) broken(err error) error {
	switch {
	case len(n.path) == 0 && errors.Is(err, io.EOF):
		return errors.New("it holds no XML element")
	case errors.Is(err, io.EOF):
		return fmt.Errorf("it breaks off in <%.40s>", n.path[len(n.path)-1].Name)
	default:
		return err
	}
}

// encodingPattern finds the encoding that a document declares.
var encodingPattern = regexp.MustCompile(`<\?xml[^>]*\sencoding\s*=\s*["']([^"']*)["']`)

// decodeText returns a document as UTF-8. One that declares UTF-8, or nothing,
// and is not UTF-8 is taken for ISO-8859-1, as the documented replies are; and
// all ISO-8859-1 for Windows-1252, as in browsers.
func decodeText(body []byte) (string, error) {
	label := "utf-8"
	body, marked := bytes.CutPrefix(body, []byte("\xef\xbb\xbf"))
	prolog, _, _ := bytes.Cut(body, []byte("<"+rootName))
	if m := encodingPattern.FindSubmatch(prolog); m != nil && !marked {
		label = string(m[1])
	}
	reader, err := charset.Reader(label, bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(reader)
	if err != nil {
		return "", err
	}
	if !utf8.Valid(text) {
		return charset.Windows1252.Decode(body), nil
	}
	return string(text), nil
}

// referencePattern is a numeric character reference.
var referencePattern = regexp.MustCompile(`&#(?:[0-9]+|x[0-9a-fA-F]+);`)

// dropIllegal takes out the characters that XML forbids, whether they stand
// there or are referred to: one of them would fail the whole document.
func dropIllegal(text string) string {
	text = strings.Map(func(r rune) rune {
		if isLegal(r) {
			return r
		}
		return -1
	}, text)
	if !strings.Contains(text, "&#") {
		return text
	}
	return referencePattern.ReplaceAllStringFunc(text, func(reference string) string {
		number := strings.Trim(reference, "&#;")
		base := 10
		if digits, hex := strings.CutPrefix(number, "x"); hex {
			number, base = digits, 16
		}
		if n, err := strconv.ParseUint(number, base, 31); err == nil && isLegal(rune(n)) {
			return reference
		}
		return ""
	})
}

// isLegal follows XML 1.0, section 2.2.
func isLegal(r rune) bool {
	switch {
	case r == '\t', r == '\n', r == '\r':
		return true
	case r >= ' ' && r <= 0xD7FF, r >= 0xE000 && r <= 0xFFFD, r >= 0x10000 && r <= 0x10FFFF:
		return true
	}
	return false
}
