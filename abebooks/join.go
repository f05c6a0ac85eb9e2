package abebooks

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// answer is a document that has results for books, and what the errors of
// these have in common.
type answer struct {
	doc       *document
	operation string
	requestID string
	attempts  int
	reply     *transport.Reply
}

// foldID makes IDs comparable: the service compares them without case. Both
// directions, because there are letters with two lower-case forms and letters
// with two upper-case ones.
func foldID(id string) string {
	return strings.ToLower(strings.ToUpper(strings.TrimSpace(id)))
}

// join gives every transaction the result that the service reported under its
// ID. Order is not relied on. No result, or more than one, is an unknown
// outcome: the service may have done anything. Results of books that nobody
// sent are of no concern.
func (a *answer) join(batch []Transaction) []Result {
	type match struct {
		book  *bookResult
		count int
	}
	byID := make(map[string]match, len(a.doc.Books))
	for i := range a.doc.Books {
		book := &a.doc.Books[i]
		if len(book.VendorBookIDs) != 1 {
			continue
		}
		id := foldID(book.VendorBookIDs[0])
		byID[id] = match{book, byID[id].count + 1}
	}
	results := make([]Result, len(batch))
	for i := range batch {
		r := &results[i]
		r.Transaction = batch[i]
		switch found := byID[foldID(batch[i].Book.VendorBookID)]; found.count {
		case 1:
			a.take(r, found.book)
		case 0:
			a.unknown(r, fmt.Errorf("the reply has no result for this book%s", a.outerCode()))
		default:
			a.unknown(r, fmt.Errorf("the reply has %d results for this book", found.count))
		}
	}
	return results
}

// outerCode is worth a mention where the service broke off.
func (a *answer) outerCode() string {
	if code, ok := parseCode(a.doc.Codes); ok && code != CodeOK {
		return "; of the request it says " + code.String()
	}
	return ""
}

// take reads one book's result.
func (a *answer) take(r *Result, book *bookResult) {
	code, ok := parseCode(book.Codes)
	if !ok {
		text := a.reply.Redact(strings.Join(book.Codes, " "))
		a.unknown(r, fmt.Errorf("the result has no code, or no single one: %q", transport.Snippet([]byte(text))))
		return
	}
	words := trimmed(book.Messages)
	for i := range words {
		words[i] = a.reply.Redact(words[i])
	}
	r.Code, r.Message = code, strings.Join(words, "; ")
	if code == CodeOK {
		r.Outcome = sellerwire.OutcomeAccepted
		return
	}
	e := a.newError(r, sellerwire.OutcomeRejected)
	e.Codes, e.Messages = []string{strconv.Itoa(int(code))}, words
	info := codeTable[code]
	if info.text != "" {
		e.Err = errors.New(info.text)
	}
	if info.lost || a.reply.AfterLost() && info.class != ClassBook {
		// A lost attempt may have been processed. Only a fault of the book's own
		// was the same then.
		e.Outcome = sellerwire.OutcomeUnknown
		e.Kinds = append(e.Kinds, sellerwire.ErrOutcomeUnknown)
	}
	if info.kind != nil {
		e.Kinds = append(e.Kinds, info.kind)
	}
	r.Outcome, r.Err = e.Outcome, e
}

func (a *answer) unknown(r *Result, why error) {
	e := a.newError(r, sellerwire.OutcomeUnknown)
	e.Kinds = []error{sellerwire.ErrOutcomeUnknown}
	e.Err = why
	r.Outcome, r.Err = e.Outcome, e
}

func (a *answer) newError(r *Result, outcome sellerwire.Outcome) *sellerwire.Error {
	return &sellerwire.Error{
		Service: service, Operation: a.operation, Item: r.Transaction.item(), StatusCode: a.reply.StatusCode,
		RequestID: a.requestID, Attempts: a.attempts, Outcome: outcome,
	}
}
