package abebooks

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/sellerwire/sellerwire/internal/money"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// document is either form of answer: inventoryUpdateResponse with a result per
// book, or requestError. The outer code comes after the list, so fields are read
// by their place and not by their order.
type document struct {
	root            string
	books           []bookResult
	codes, messages texts
}

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

func isContainer(name []byte) bool {
	switch string(name) {
	case "inventoryUpdateResponse", "requestError", "AbebookList", "Abebook":
		return true
	}
	return false
}

// read reads a whole document, to its end.
func (doc *document) read(body []byte) error {
	s := scanner{body: bytes.TrimPrefix(body, []byte("\uFEFF"))}
	if _, err := s.outside(); err != nil {
		return err
	}
	start := s.at
	root, err := s.next()
	switch {
	case err != nil:
		return err
	case root.end || start+root.size != s.at:
		return errors.New("there is text before the root element")
	}
	doc.root = string(root.name)
	if doc.root != "inventoryUpdateResponse" && doc.root != "requestError" {
		return fmt.Errorf("the root element is <%.40s>", doc.root)
	}
	if !root.empty {
		if err := doc.children(&s, root.name, inRoot, 1); err != nil {
			return err
		}
	}
	if end, err := s.outside(); err != nil || !end {
		return errors.New("there is something behind the root element")
	}
	return nil
}

// children reads what is in an element.
func (doc *document) children(s *scanner, parent []byte, at place, depth int) error {
	if depth > maxDepth {
		return fmt.Errorf("its elements are nested more than %d deep", maxDepth)
	}
	for {
		t, err := s.next()
		switch {
		case err != nil:
			return err
		case t.end && bytes.Equal(t.name, parent):
			return nil
		case t.end:
			return fmt.Errorf("</%.40s> ends <%.40s>", t.name, parent)
		}
		within := elsewhere
		switch field := doc.field(at, t.name); {
		case field != nil && t.empty:
			continue
		case field != nil:
			text, err := s.text(t.name)
			if err != nil {
				return err
			}
			field.add(text)
			continue
		case at == inRoot && string(t.name) == "AbebookList":
			within = inList
		case at == inList && string(t.name) == "Abebook":
			within = inBook
			if len(doc.books) == maxResults {
				return fmt.Errorf("it has more than %d results", maxResults)
			}
			doc.books = append(doc.books, bookResult{})
		}
		if t.empty {
			continue
		}
		if err := doc.children(s, t.name, within, depth+1); err != nil {
			return err
		}
	}
}

// field is where the text of an element goes; nil if it has none that counts.
func (doc *document) field(at place, name []byte) *texts {
	codes, messages := &doc.codes, &doc.messages
	if at == inBook {
		book := &doc.books[len(doc.books)-1]
		switch string(name) {
		case "transactionType":
			return &book.types
		case "vendorBookID":
			return &book.ids
		}
		codes, messages = &book.codes, &book.messages
	}
	switch {
	case at != inBook && at != inRoot:
		return nil
	case string(name) == "code":
		return codes
	case string(name) == "message":
		return messages
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
	if doc.root == "inventoryUpdateResponse" && len(doc.books) > 0 {
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
		return transport.Unexpected(reply, "the reply is not an answer of the service: %v", why)
	}
}

// refusal is an answer to the whole request. Where it has the form of results,
// some books may have been taken before it broke off.
func (doc *document) refusal(reply *transport.Reply) *transport.Failure {
	code, ok := parseCode(doc.codes)
	if !ok || code == CodeOK {
		f := transport.Unexpected(reply, "the reply has no result for any book, and code %.40q", strings.Join(doc.codes, " "))
		f.Messages = doc.messages
		return f
	}
	info := codeTable[code]
	f := &transport.Failure{
		Codes:    []string{strconv.Itoa(int(code))},
		Messages: doc.messages,
		Lost:     info.lost || doc.root != "requestError" && !info.class.isOfRequest(),
	}
	f.Refused = !f.Lost
	if info.kind != nil {
		f.Kinds = []error{info.kind}
	}
	if info.text != "" {
		f.Err = errors.New(info.text)
	}
	switch {
	case info.class == classRetryable:
		f.Retry = transport.RetryAlways
	case code.Known():
		f.Retry = transport.RetryNever
	}
	return f
}

// parseCode reads the one code that there must be, by its value.
func parseCode(all texts) (Code, bool) {
	code := Code(-1)
	for _, text := range all {
		n, err := strconv.Atoi(text)
		if err != nil {
			d, err := money.Parse(text)
			if err != nil || !d.IsInteger() || d.NumDigits() > 9 {
				return 0, false
			}
			n = int(d.IntPart())
		}
		if code >= 0 && Code(n) != code {
			return 0, false
		}
		code = Code(n)
	}
	return code, code >= 0
}
