package twd

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/sellerwire/sellerwire"
)

// Replies are printed by a script, not by an XML library, and their texts may
// hold anything. So an element ends at its own end tag, and a field of the API
// is all text up to there. Only the skeleton is strict: the result and every
// item must be closed, and a field must end before its item does. Otherwise half
// a document that an error page follows would be taken for a whole one.

const (
	rootName = "result"
	itemName = "item"
	// maxDepth counts the result, an item, a field, and some levels for add-ons.
	// What is nested deeper is text.
	maxDepth = 8
)

// The memory that reading a reply may take: that of some 30,000 items. The length
// of a reply is no bound, because an element of 7 bytes becomes an [Item].
const (
	maxDecoded  = 40 << 20
	itemSize    = 176
	elementSize = 64
	faultSize   = 64
)

var errTooManyElements = fmt.Errorf("%w: it has too many elements", sellerwire.ErrResponseTooLarge)

// document is what a reply shows.
type document struct {
	elements []Element // of the result, items excepted
	items    []Item
	rest     []byte // what follows the result
}

// parse reads a reply. Text before the result is skipped, such as a header that
// is printed twice. latin1 texts are in Windows-1252 whatever they look like.
func parse(body []byte, latin1 bool) (document, error) {
	body = cleaned(body, latin1)
	s := scanner{
		b: body, latin1: latin1, budget: maxDecoded,
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
	latin1     bool
	budget     int       // what is left of maxDecoded
	inItem     bool      // an item is being read
	pending    []Element // of the item and the elements that are being read
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
	var doc document
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
			doc.items = push(s, doc.items, item, itemSize)
		default:
			var e Element
			e, at, err = s.part(t, 2)
			doc.elements = push(s, doc.elements, e, elementSize)
			doc.items = s.appendWrapped(doc.items, e.Elements)
		}
		if err != nil || s.budget < 0 {
			return document{}, err
		}
	}
}

// appendWrapped appends the items that stand in an element of an add-on.
func (s *scanner) appendWrapped(items []Item, elements []Element) []Item {
	for _, e := range elements {
		switch {
		case s.budget < 0:
			return items
		case strings.EqualFold(e.Name, itemName):
			items = push(s, items, s.newItem(e.Elements), itemSize)
		default:
			items = s.appendWrapped(items, e.Elements)
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

// item reads the item that start opens, and returns the place after it.
func (s *scanner) item(start tag) (Item, int, error) {
	if start.ends {
		return s.newItem(nil), start.to, nil
	}
	s.inItem = true
	defer func() { s.inItem = false }()
	for at := start.to; ; {
		t, err := s.inside(itemName, at)
		if err != nil {
			return Item{}, 0, err
		}
		if t.closes() {
			return s.newItem(s.take(0)), t.to, nil
		}
		e, end, err := s.part(t, 3)
		if err != nil || s.budget < 0 {
			return Item{}, 0, err
		}
		s.pending = push(s, s.pending, e, elementSize)
		at = end
	}
}

// newItem counts the memory of what is wrong with an item.
func (s *scanner) newItem(elements []Element) Item {
	item := newItem(elements)
	s.budget -= len(item.Unreadable) * faultSize
	return item
}

// push is append within the budget. Past it the value is dropped.
func push[T any](s *scanner, slice []T, value T, size int) []T {
	if n := len(slice); n == cap(slice) {
		if s.budget -= (2*n + 1) * size; s.budget < 0 {
			return slice
		}
		slice = slices.Grow(slice, n+1)
	}
	return append(slice, value)
}

// take returns the elements that have become pending since there were n.
func (s *scanner) take(n int) []Element {
	s.budget -= (len(s.pending) - n) * elementSize
	elements := append([]Element(nil), s.pending[n:]...)
	s.pending = s.pending[:n]
	return elements
}

// part reads an element of the skeleton.
func (s *scanner) part(start tag, depth int) (Element, int, error) {
	e, end, ok := s.element(start, len(s.b), depth)
	if !ok {
		return e, 0, fmt.Errorf("it breaks off in <%.40s>", start.name)
	}
	return e, end, nil
}

// element reads the element that start opens. It is not ok if that does not end
// within b[:limit].
func (s *scanner) element(start tag, limit, depth int) (e Element, end int, ok bool) {
	e.Name = nameOf(start.name)
	s.budget -= len(e.Name)
	if start.ends {
		return e, start.to, start.starts
	}
	field := documented(e.Name)
	closing, found := s.closing(start, e.Name, limit, field)
	if !found {
		return e, 0, false
	}
	if !field && depth < maxDepth {
		if e.Elements, e.Text, ok = s.children(start.to, closing.from, depth+1); ok {
			return e, closing.to, true
		}
	}
	if s.budget < 0 {
		return e, 0, false
	}
	e.Text = s.text(s.b[start.to:closing.from])
	return e, closing.to, true
}

// closing finds the end tag of the element that start opens, before the item or
// result around it ends. A field of the API ends at the first end tag of its name.
// In other elements those of the same name can be nested. If they are opened more
// often than closed, the first end tag counts, and nesting is no longer looked at:
// that would take quadratic time.
func (s *scanner) closing(start tag, name string, limit int, field bool) (tag, bool) {
	var first tag
	depth, items := 1, 0
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
	n := len(s.pending)
	defer func() { s.pending = s.pending[:n] }()
	var b strings.Builder
	for s.budget >= 0 {
		t, found := s.next(at, end)
		if !found {
			rest := s.text(s.b[at:end])
			if len(s.pending) == n {
				return nil, rest, true
			}
			b.WriteString(rest)
			s.budget -= b.Len()
			return s.take(n), b.String(), true
		}
		b.WriteString(s.text(s.b[at:t.from]))
		e, next, ok := s.element(t, end, depth)
		if !ok {
			return nil, "", false
		}
		b.WriteString(e.Text)
		s.pending = push(s, s.pending, e, elementSize)
		at = next
	}
	return nil, "", false
}

// text reads a text and counts its memory.
func (s *scanner) text(raw []byte) string {
	text := readText(raw, s.latin1)
	s.budget -= len(text)
	return text
}
