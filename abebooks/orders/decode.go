package orders

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/abexml"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// document is what a reply shows.
type document struct {
	refused  bool    // the root is requestError
	lists    int     // of orders, in the root
	listed   []Order // in the lists
	single   []Order // in the root itself
	codes    []string
	messages []string
}

var errRoot = errors.New("its root element is neither orderUpdateResponse nor requestError")

// recordName is the element that a reply lists.
const recordName = "purchaseOrder"

// parse reads a whole document, to its end; once more if it turns out that elements
// are not closed.
func parse(body []byte) (document, error) {
	body, err := abexml.UTF8(body)
	if err != nil {
		return document{}, err
	}
	doc, err := parseWith(nil, body)
	if err != errUnclosed {
		return doc, err
	}
	unclosed, err := abexml.Unclosed(body, recordName)
	if err != nil {
		return document{}, err
	}
	return parseWith(unclosed, body)
}

func parseWith(unclosed abexml.Marks, body []byte) (document, error) {
	r := reader{Scanner: abexml.NewScanner(body, recordName), unclosed: unclosed, budget: maxDecoded, taken: -1}
	doc := r.document()
	if r.err != nil {
		return document{}, r.err
	}
	return doc, nil
}

func (r *reader) document() (doc document) {
	r.Outside()
	start := r.At()
	root, ok := r.next()
	switch doc.refused = root.name == "requestError"; {
	case !ok:
		r.err = abexml.ErrNoElement
		return doc
	case r.unclosed.Has(root.Start):
		r.err = abexml.ErrCut
		return doc
	case root.Start != start, !root.Opens, !doc.refused && root.name != "orderUpdateResponse":
		r.err = errRoot
		return doc
	}
	for t := range r.children(root) {
		switch t.name {
		case "purchaseOrderList":
			doc.lists++
			doc.listed = r.list(doc.listed, t)
		case "purchaseOrder":
			doc.single = r.appendOrder(doc.single, t)
		case "code":
			doc.codes = appendText(doc.codes, r.text(t))
		case "message", "error":
			doc.messages = appendText(doc.messages, r.text(t))
		}
	}
	if r.err == nil && !r.Outside() {
		r.err = errors.New("there is something after its root element")
	}
	return doc
}

func (r *reader) list(to []Order, start tag) []Order {
	r.mustBeClosed(start)
	orders := 0
	for t := range r.children(start) {
		if t.name == recordName {
			orders++
			to = r.appendOrder(to, t)
		}
	}
	// A list is empty if it says nothing, not if it says something else.
	if r.err == nil && orders == 0 && abexml.Text(r.Bytes(start.End, r.closing)) != "" {
		r.err = errors.New("its list has content but no order")
	}
	return to
}

// mustBeClosed holds for the frame.
func (r *reader) mustBeClosed(start tag) {
	if r.unclosed.Has(start.Start) {
		r.err = errUnclosed
	}
}

// maxTexts bounds the texts of elements that should be there once. Two that differ
// are no word on anything, so all different ones are kept.
const maxTexts = 8

func appendText(to []string, text string) []string {
	if text == "" || len(to) == maxTexts || slices.Contains(to, text) {
		return to
	}
	return append(to, text)
}

// read reads an answer, whatever its HTTP status: which one the service uses for
// failures is not known, and its words tell more. Only a redirect has none.
func read(reply *transport.Reply) (document, *transport.Failure) {
	if reply.StatusCode/100 == 3 {
		return document{}, transport.ByStatus(reply)
	}
	doc, err := parse(reply.Body)
	if err != nil {
		return document{}, notAnAnswer(reply, err)
	}
	code, ok := abexml.ParseCode(doc.codes)
	// Words without a code may be about anything; beside nothing else they are no answer.
	silent := len(doc.codes) == 0 && (len(doc.messages) == 0 || len(doc.listed)+len(doc.single) > 0)
	switch {
	case !doc.refused && silent, !doc.refused && ok && code == abexml.OK:
		return doc, nil
	case !ok || code == abexml.OK:
		return document{}, transport.Unexpected(reply, "the reply reports an error without a code")
	default:
		return document{}, doc.refusal(code)
	}
}

// refusal is an answer to the whole request. The service's words are kept only where
// there is nothing else: beside an order they may be about its buyer.
func (doc *document) refusal(code int) *transport.Failure {
	if doc.lists > 0 || len(doc.single) > 0 {
		doc.messages = nil
	}
	known, _ := abexml.LookUp(code)
	return known.Failure(code, doc.messages)
}

func notAnAnswer(reply *transport.Reply, why error) *transport.Failure {
	switch {
	case errors.Is(why, sellerwire.ErrResponseTooLarge):
		return &transport.Failure{Kinds: []error{sellerwire.ErrResponseTooLarge}, Retry: transport.RetryNever, Err: why}
	case len(bytes.TrimSpace(reply.Body)) == 0 && !reply.Success():
		return transport.ByStatus(reply)
	case len(bytes.TrimSpace(reply.Body)) == 0:
		return transport.Unexpected(reply, "the reply is empty")
	case transport.IsHTML(reply):
		return transport.Unexpected(reply, "the reply is a web page")
	default:
		return transport.Unexpected(reply, "the reply is not one of the service: %v", why)
	}
}

// list is the answer to the request for all new orders.
func list(reply *transport.Reply, mayBeMissing bool) ([]Order, *transport.Failure) {
	doc, failure := read(reply)
	switch {
	case failure != nil:
		return nil, failure
	case len(doc.single) > 0:
		return nil, transport.Unexpected(reply, "the reply has an order outside of a list, so it belongs to another request")
	case doc.lists == 0 && !mayBeMissing:
		return nil, transport.Unexpected(reply, "the reply has no list of orders")
	}
	reply.Accepted = true
	return doc.listed, nil
}

// single is the answer to the request for one order.
func single(reply *transport.Reply, id string) (Order, *transport.Failure) {
	doc, failure := read(reply)
	switch {
	case failure != nil:
		return Order{}, failure
	case doc.lists > 0:
		return Order{}, transport.Unexpected(reply, "the reply has a list of orders, so it belongs to another request")
	case len(doc.single) != 1:
		return Order{}, transport.Unexpected(reply, "the reply has %d orders instead of one", len(doc.single))
	case !sameID(doc.single[0].ID, id):
		return Order{}, transport.Unexpected(reply, "the reply has another order")
	}
	reply.Accepted = true
	return doc.single[0], nil
}

// sameID compares numbers of any length by their value.
func sameID(a, b string) bool {
	return a != "" && strings.TrimLeft(a, "0") == strings.TrimLeft(b, "0")
}
