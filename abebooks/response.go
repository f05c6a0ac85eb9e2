package abebooks

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/sellerwire/sellerwire/internal/abexml"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// document is either form of answer: inventoryUpdateResponse with a result per
// book, or requestError. The outer code comes after the list, so fields are read
// by their place and not by their order.
type document struct {
	bookResult // of the request as a whole

	root  string
	books []bookResult
}

// bookResult is what an answer says of a book.
type bookResult struct {
	codes, messages, types, ids texts
}

// texts are those of an element that should be there once. All different ones are
// kept, because two that contradict are no word on anything.
type texts []string

func (t *texts) add(text string) {
	if text != "" && len(*t) < maxTexts && !slices.Contains(*t, text) {
		*t = append(*t, text)
	}
}

// Bounds of what is kept of a reply. The answer to 100 books needs far less.
const (
	maxTexts   = 8
	maxResults = 10_000
	maxDepth   = 100
)

// place is where in an answer an element stands.
type place int

const (
	elsewhere place = iota
	inRoot
	inList
	inBook
)

const (
	responseName = "inventoryUpdateResponse"
	refusalName  = "requestError"
	listName     = "AbebookList"
	bookName     = "Abebook"
)

// documented are the elements of an answer.
var documented = abexml.NewNames(strings.Join([]string{
	responseName, refusalName, listName, bookName, "code", "message", "transactionType", "vendorBookID",
}, " "))

// read reads a whole document, to its end.
func (doc *document) read(body []byte) error {
	s := abexml.NewScanner(body, bookName)
	s.Outside()
	start := s.At()
	root, ok := s.Next()
	switch {
	case !ok:
		return abexml.ErrNoElement
	case !root.Opens || root.Start != start:
		return errors.New("there is text before the root element")
	}
	if doc.root = documented.Of(root); doc.root != responseName && doc.root != refusalName {
		return fmt.Errorf("the root element is <%.40s>", root.Name)
	}
	if !root.Closes {
		if err := doc.children(&s, root.Name, inRoot, 1); err != nil {
			return err
		}
	}
	if !s.Outside() {
		return errors.New("there is something after the root element")
	}
	return nil
}

// children reads what is in an element. The structure is strict: half a document is
// not taken for a whole one.
func (doc *document) children(s *abexml.Scanner, parent []byte, at place, depth int) error {
	if depth > maxDepth {
		return fmt.Errorf("its elements are nested more than %d deep", maxDepth)
	}
	for {
		t, ok := s.Next()
		switch {
		case !ok:
			return abexml.ErrCut
		case !t.Opens && t.Is(parent):
			return nil
		case !t.Opens:
			return fmt.Errorf("</%.40s> ends <%.40s>", t.Name, parent)
		}
		within, name := elsewhere, documented.Of(t)
		switch field := doc.field(at, name); {
		case field != nil && t.Closes:
			continue
		case field != nil:
			text, err := textOf(s, t)
			if err != nil {
				return err
			}
			field.add(text)
			continue
		case at == inRoot && name == listName:
			within = inList
		case at == inList && name == bookName:
			within = inBook
			if len(doc.books) == maxResults {
				return fmt.Errorf("it has more than %d results", maxResults)
			}
			doc.books = append(doc.books, bookResult{})
		}
		if t.Closes {
			continue
		}
		if err := doc.children(s, t.Name, within, depth+1); err != nil {
			return err
		}
	}
}

// maxText bounds a text, in bytes. The service's own are a line.
const maxText = 16 << 10

// textOf reads the text of an element to its end tag, or to the end of what the
// element stands in, if it has none.
func textOf(s *abexml.Scanner, start abexml.Tag) (string, error) {
	for {
		t, ok := s.Next()
		switch {
		case !ok:
			return "", abexml.ErrCut
		case t.Opens:
			continue
		}
		switch documented.Of(t) {
		case responseName, refusalName, listName, bookName:
			s.Back(t.Start)
		default:
			if !t.Is(start.Name) {
				continue
			}
		}
		return abexml.Text(s.Bytes(start.End, min(t.Start, start.End+maxText))), nil
	}
}

// field is where the text of an element goes; nil if it has none that counts.
func (doc *document) field(at place, name string) *texts {
	own := &doc.bookResult
	switch at {
	case inRoot:
	case inBook:
		own = &doc.books[len(doc.books)-1]
	default:
		return nil
	}
	switch name {
	case "code":
		return &own.codes
	case "message":
		return &own.messages
	case "transactionType":
		return &own.types
	case "vendorBookID":
		return &own.ids
	}
	return nil
}

// decode reads an answer, whatever its HTTP status: which one the service uses
// for failures is not known, and its words tell more. Only a redirect has none.
func decode(reply *transport.Reply, doc *document) *transport.Failure {
	*doc = document{}
	if reply.StatusCode/100 == 3 {
		return transport.ByStatus(reply)
	}
	if err := doc.read(reply.Body); err != nil {
		return notAnAnswer(reply, err)
	}
	if doc.root == responseName && len(doc.books) > 0 {
		reply.Accepted = true
		return nil
	}
	return doc.refusal(reply)
}

func notAnAnswer(reply *transport.Reply, why error) *transport.Failure {
	switch {
	case len(bytes.TrimSpace(reply.Body)) == 0:
		if !reply.Success() {
			return transport.ByStatus(reply)
		}
		return transport.Unexpected(reply, "the reply is empty")
	case transport.IsHTML(reply):
		return transport.Unexpected(reply, "the reply is a web page")
	default:
		return transport.Unexpected(reply, "the reply is not one of the service: %v", why)
	}
}

// refusal is an answer to the whole request. Where it has the form of results, or has
// some, books may have been taken before it broke off.
func (doc *document) refusal(reply *transport.Reply) *transport.Failure {
	code, ok := parseCode(doc.codes)
	if !ok || code == CodeOK {
		f := transport.Unexpected(reply, "the reply has no result for any book, and code %.40q", strings.Join(doc.codes, " "))
		f.Messages = doc.messages
		return f
	}
	info, _ := code.info()
	f := info.Failure(int(code), doc.messages)
	f.Lost = f.Lost || len(doc.books) > 0 || doc.root != refusalName && !code.ofRequest()
	f.Refused = !f.Lost
	return f
}

// parseCode reads the one code that there must be, by its value.
func parseCode(all texts) (Code, bool) {
	code, ok := abexml.ParseCode(all)
	return Code(code), ok
}
