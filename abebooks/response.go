package abebooks

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/charset"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// document is either form of answer: inventoryUpdateResponse with a result per
// book, or requestError. The outer code comes after the list, so fields are
// read by their place and not by their order.
type document struct {
	XMLName xml.Name
	Books   []bookResult `xml:"AbebookList>Abebook"`
	Code    string       `xml:"code"`
	Message string       `xml:"message"`
}

type bookResult struct {
	Code         string `xml:"code"`
	Message      string `xml:"message"`
	VendorBookID string `xml:"vendorBookID"`
}

// decode reads an answer, whatever its HTTP status: which one the service uses
// for failures is not known, and its words tell more.
func decode(reply *transport.Reply, doc *document) *transport.Failure {
	*doc = document{}
	d := xml.NewDecoder(bytes.NewReader(reply.Body))
	d.CharsetReader = charset.Reader
	if err := d.Decode(doc); err != nil {
		return notAnAnswer(reply, err)
	}
	switch doc.XMLName.Local {
	case "inventoryUpdateResponse":
		if len(doc.Books) > 0 {
			reply.Accepted = true
			return nil
		}
	case "requestError":
	default:
		return notAnAnswer(reply, fmt.Errorf("the root element is <%s>", doc.XMLName.Local))
	}
	return refusal(reply, doc)
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

// refusal is an answer to the whole request.
func refusal(reply *transport.Reply, doc *document) *transport.Failure {
	code, ok := parseCode(doc.Code)
	if !ok || code == CodeOK {
		return transport.Unexpected(reply, "the reply has no result for any book, and code %q", doc.Code)
	}
	info := codeTable[code]
	f := &transport.Failure{
		Codes:    []string{strconv.Itoa(int(code))},
		Messages: messages(doc.Message),
		Refused:  !info.lost,
		Lost:     info.lost,
		Retry:    transport.RetryNever,
	}
	if info.kind != nil {
		f.Kinds = []error{info.kind}
	}
	if code.Retryable() {
		f.Retry = transport.RetryAlways
	}
	if info.text != "" {
		f.Err = fmt.Errorf("%s", info.text)
	}
	return f
}

func parseCode(text string) (Code, bool) {
	n, err := strconv.Atoi(strings.TrimSpace(text))
	return Code(n), err == nil
}

func messages(text string) []string {
	if text = strings.TrimSpace(text); text == "" {
		return nil
	}
	return []string{text}
}

// foldID makes IDs comparable: the service compares them without case.
func foldID(id string) string { return strings.ToLower(strings.TrimSpace(id)) }

// join gives every transaction the result that the service reported under its
// ID. Order is not relied on. No result, or more than one, is an unknown
// outcome: the service may have done anything.
func join(results []Result, doc *document, blank func() *sellerwire.Error) {
	byID := make(map[string][]*bookResult, len(doc.Books))
	for i := range doc.Books {
		id := foldID(doc.Books[i].VendorBookID)
		byID[id] = append(byID[id], &doc.Books[i])
	}
	for i := range results {
		r := &results[i]
		found := byID[foldID(r.Transaction.Book.VendorBookID)]
		switch len(found) {
		case 1:
			r.take(found[0], blank())
		case 0:
			r.unknown(blank(), fmt.Errorf("the reply has no result for this book"))
		default:
			r.unknown(blank(), fmt.Errorf("the reply has %d results for this book", len(found)))
		}
	}
}

// take reads one book's result.
func (r *Result) take(book *bookResult, e *sellerwire.Error) {
	code, ok := parseCode(book.Code)
	if !ok {
		r.unknown(e, fmt.Errorf("the result has no code: %q", transport.Snippet([]byte(book.Code))))
		return
	}
	r.Code = code
	r.Message = strings.TrimSpace(book.Message)
	if code == CodeOK {
		r.Outcome = sellerwire.OutcomeAccepted
		return
	}
	info := codeTable[code]
	e.Codes = []string{strconv.Itoa(int(code))}
	e.Messages = messages(book.Message)
	if info.text != "" {
		e.Err = fmt.Errorf("%s", info.text)
	}
	if info.lost {
		r.unknown(e, e.Err)
		return
	}
	r.Outcome, e.Outcome = sellerwire.OutcomeRejected, sellerwire.OutcomeRejected
	if info.kind != nil {
		e.Kinds = []error{info.kind}
	}
	r.Err = e
}

func (r *Result) unknown(e *sellerwire.Error, why error) {
	r.Outcome, e.Outcome = sellerwire.OutcomeUnknown, sellerwire.OutcomeUnknown
	e.Kinds = []error{sellerwire.ErrOutcomeUnknown}
	e.Err = why
	r.Err = e
}
