package twd

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/sellerwire/sellerwire"
)

// Replies are printed by a script, not by an XML library, and their texts may
// hold anything. So an element ends at its own end tag, and a field of the API
// is all text up to there. Only the skeleton is strict: the result and every
// item must be closed, and a field must end before its item does. Otherwise half
// a document with an error page behind it would be taken for a whole one.

const (
	rootName = "result"
	itemName = "item"
	// maxDepth counts the result, an item, a field, and some levels for add-ons.
	// What is nested deeper is text.
	maxDepth = 8
)

// The memory that a decoded reply may take: that of 50,000 items. Its length is
// no bound, because an element of 7 bytes becomes an [Item].
const (
	maxDecoded  = 48 << 20
	itemCost    = 192
	elementCost = 128
)

var errTooManyElements = fmt.Errorf("%w: it has too many elements", sellerwire.ErrResponseTooLarge)

// document is what a reply shows.
type document struct {
	elements []Element // of the result, items excepted
	items    []Item
	rest     []byte // what follows the result
}

// parse reads a reply whose texts decode reads. Text before the result is
// skipped, such as a header that is printed twice.
func parse(body []byte, decode func([]byte) string) (document, error) {
	s := scanner{
		b: body, decode: decode, budget: maxDecoded,
		comment: finder{text: "-->"}, cdata: finder{text: "]]>"}, itemEnd: finder{text: "</" + itemName},
	}
	doc, err := s.document()
	if s.budget < 0 {
		return document{}, errTooManyElements
	}
	return doc, err
}

// scanner builds a document. Its time is linear in the length of the reply.
type scanner struct {
	b          []byte
	decode     func([]byte) string
	budget     int       // what is left of maxDecoded
	inItem     bool      // an item is being read
	fields     []Element // those of the item
	unbalanced bool      // some element is opened more often than it is closed

	comment, cdata, itemEnd finder // where they end
}

func (s *scanner) document() (document, error) {
	root, found := s.next(0, len(s.b))
	switch {
	case !found:
		return document{}, errors.New("it holds no XML element")
	case root.closes():
		return document{}, fmt.Errorf("</%.40s> closes nothing", root.name)
	case !root.is(rootName):
		return document{}, fmt.Errorf("the root element is <%.40s>", root.name)
	case root.ends:
		return document{rest: s.b[root.to:]}, nil
	}
	doc := document{items: s.room()}
	for at := root.to; ; {
		t, err := s.inside(rootName, at)
		switch {
		case err != nil:
			return document{}, err
		case t.closes():
			doc.rest = s.b[t.to:]
			return doc, nil
		case t.is(itemName):
			var item Item
			item, at, err = s.item(t)
			doc.items = append(doc.items, item)
		default:
			var e Element
			e, at, err = s.element(t, len(s.b), 2)
			doc.elements = append(doc.elements, e)
			doc.items = appendWrapped(doc.items, e.Elements)
		}
		if err != nil || s.budget < 0 {
			return document{}, err
		}
	}
}

// room is memory for as many items as the reply seems to have.
func (s *scanner) room() []Item {
	if n := min(bytes.Count(s.b, []byte("<"+itemName)), maxDecoded/itemCost+1); n > 0 {
		return make([]Item, 0, n)
	}
	return nil
}

// appendWrapped appends the items that stand in an element of an add-on.
func appendWrapped(items []Item, elements []Element) []Item {
	for _, e := range elements {
		if strings.EqualFold(e.Name, itemName) {
			items = append(items, newItem(e.Elements))
		} else {
			items = appendWrapped(items, e.Elements)
		}
	}
	return items
}

// inside returns the next tag of the skeleton: the start of an element, or the
// end of the one that is open.
func (s *scanner) inside(open string, at int) (tag, error) {
	t, found := s.next(at, len(s.b))
	switch {
	case !found:
		return t, fmt.Errorf("it breaks off in <%s>", open)
	case t.closes() && !t.is(open):
		return t, fmt.Errorf("<%s> is closed by </%.40s>", open, t.name)
	}
	return t, nil
}

// item reads the item that start opens. end is behind its end tag.
func (s *scanner) item(start tag) (item Item, end int, err error) {
	s.budget -= itemCost
	if start.ends {
		return Item{}, start.to, nil
	}
	s.fields, s.inItem = s.fields[:0], true
	defer func() { s.inItem = false }()
	for at := start.to; ; {
		t, err := s.inside(itemName, at)
		if err != nil {
			return Item{}, 0, err
		}
		if t.closes() {
			return newItem(append([]Element(nil), s.fields...)), t.to, nil
		}
		e, end, err := s.element(t, len(s.b), 3)
		if err != nil || s.budget < 0 {
			return Item{}, 0, err
		}
		s.fields = append(s.fields, e)
		at = end
	}
}

// element reads the element that start opens, within b[:limit].
func (s *scanner) element(start tag, limit, depth int) (e Element, end int, err error) {
	s.budget -= elementCost
	e.Name = nameOf(start.name)
	switch {
	case start.closes():
		return e, 0, fmt.Errorf("</%.40s> closes nothing", e.Name)
	case start.ends:
		return e, start.to, nil
	}
	field := documented(e.Name)
	closing, found := s.closing(start, limit, field)
	if !found {
		return e, 0, fmt.Errorf("it breaks off in <%.40s>", e.Name)
	}
	if !field && depth < maxDepth {
		if elements, text, ok := s.children(start.to, closing.from, depth+1); ok {
			e.Elements, e.Text = elements, text
			return e, closing.to, nil
		}
	}
	e.Text = s.text(s.b[start.to:closing.from])
	return e, closing.to, nil
}

// closing finds the end tag of the element that start opens, before the item or
// result around it ends. A field of the API ends at the first tag of its name;
// in other elements those of the same name can be nested. Where that does not
// come out even the first one holds, and nothing is counted from then on: time
// would be quadratic.
func (s *scanner) closing(start tag, limit int, field bool) (tag, bool) {
	var first tag
	name, depth, items := string(start.name), 1, 0
scan:
	for t, found := s.next(start.to, limit); found; t, found = s.next(t.to, limit) {
		switch {
		case t.is(name) && t.opens():
			depth++
		case t.is(name) && t.closes():
			if depth--; depth == 0 || field || s.unbalanced {
				return t, true
			}
			if first.to == 0 {
				first = t
			}
		case t.is(itemName) && t.opens():
			items++
		case t.is(itemName) && t.closes():
			if items--; items < 0 || field {
				break scan
			}
		case t.is(rootName) && t.closes():
			break scan
		}
	}
	s.unbalanced = true
	return first, first.to > 0
}

// children reads what stands in an element of an add-on. It is not ok if that is
// no sequence of texts and elements.
func (s *scanner) children(at, end, depth int) (elements []Element, text string, ok bool) {
	var b strings.Builder
	for s.budget >= 0 {
		t, found := s.next(at, end)
		if !found {
			rest := s.text(s.b[at:end])
			if elements == nil {
				return nil, rest, true
			}
			b.WriteString(rest)
			s.budget -= b.Len()
			return elements, b.String(), true
		}
		b.WriteString(s.text(s.b[at:t.from]))
		e, next, err := s.element(t, end, depth)
		if err != nil {
			return nil, "", false
		}
		b.WriteString(e.Text)
		elements = append(elements, e)
		at = next
	}
	return nil, "", false
}

// text reads a text and counts its memory.
func (s *scanner) text(raw []byte) string {
	text := readText(raw, s.decode)
	s.budget -= len(text)
	return text
}
