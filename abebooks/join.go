package abebooks

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/identifier"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// answer is a document that has results for books, and what the errors of
// these have in common.
type answer struct {
	doc       *document
	operation string
	info      sellerwire.ResponseInfo
	reply     *transport.Reply
}

// foldID makes IDs comparable: the service compares them without case.
func foldID(id string) string { return strings.Map(identifier.Fold, strings.TrimSpace(id)) }

// join gives every transaction the result that the service reported under its ID.
// Order is not relied on. Results of one ID are one; where they contradict, and
// where there is none, the service may have done anything. Results of books that
// nobody sent are of no concern.
func (a *answer) join(batch []Transaction) []Result {
	byID := make(map[string]*bookResult, len(a.doc.books))
	for i := range a.doc.books {
		book := &a.doc.books[i]
		if len(book.ids) != 1 {
			continue
		}
		id := foldID(book.ids[0])
		if first, twice := byID[id]; twice {
			first.add(book)
		} else {
			byID[id] = book
		}
	}
	results := make([]Result, len(batch))
	for i := range batch {
		r := &results[i]
		r.Transaction, r.Response = batch[i], a.info
		if book, found := byID[foldID(batch[i].Book.VendorBookID)]; found {
			a.take(r, book)
		} else {
			a.unknown(r, fmt.Errorf("the reply has no result for this book%s", a.outerCode()))
		}
	}
	return results
}

func (b *bookResult) add(other *bookResult) {
	for _, code := range other.codes {
		b.codes.add(code)
	}
	for _, message := range other.messages {
		b.messages.add(message)
	}
	for _, kind := range other.types {
		b.types.add(kind)
	}
}

// contradicts tells whether a result is that of another kind of transaction. It says
// so by its type, or by the words of a success: "Book deleted", "Book added or
// updated". A book with a quantity of 0 is removed, and either kind is right.
func (b *bookResult) contradicts(t *Transaction, code Code) bool {
	if t.Type != TypeDelete && t.Book.Quantity != nil && *t.Book.Quantity == 0 {
		return false
	}
	isDelete := t.Type == TypeDelete
	for _, kind := range b.types {
		if removes, _ := deeds(kind); removes != isDelete {
			return true
		}
	}
	for _, message := range b.messages {
		if removes, stores := deeds(message); code == CodeOK && removes != stores && removes != isDelete {
			return true
		}
	}
	return false
}

// deeds are what a text says was done to a book.
func deeds(text string) (removes, stores bool) {
	for word := range strings.FieldsFuncSeq(strings.ToLower(text), func(r rune) bool { return r < 'a' || r > 'z' }) {
		switch word {
		case "delete", "deleted", "remove", "removed":
			removes = true
		case "add", "added", "update", "updated", "insert", "inserted", "store", "stored":
			stores = true
		}
	}
	return removes, stores
}

// outerCode is worth a mention where the service broke off.
func (a *answer) outerCode() string {
	if code, ok := parseCode(a.doc.codes); ok && code != CodeOK {
		return "; the code of the request is " + code.String()
	}
	return ""
}

// take reads one book's result.
func (a *answer) take(r *Result, book *bookResult) {
	words := book.messages
	for i := range words {
		words[i] = a.reply.Redact(words[i])
	}
	r.Message = strings.Join(words, "; ")
	code, ok := parseCode(book.codes)
	switch {
	case !ok:
		text := a.reply.Redact(strings.Join(book.codes, " "))
		a.unknown(r, fmt.Errorf("the result has no code, or several: %q", transport.Snippet([]byte(text))))
		return
	case book.contradicts(&r.Transaction, code):
		r.Code = code
		a.unknown(r, fmt.Errorf("the result is that of another kind of transaction: %q", transport.Snippet([]byte(r.Message))))
		return
	}
	r.Code = code
	if code == CodeOK {
		r.Outcome = sellerwire.OutcomeAccepted
		return
	}
	e := a.newError(r, sellerwire.OutcomeRejected)
	e.Codes, e.Messages = []string{strconv.Itoa(int(code))}, words
	info, known := code.info()
	if known {
		e.Err = errors.New(info.Text)
	}
	if info.Lost || a.reply.AfterLost() && !code.ofBook() {
		// A lost attempt may have been processed. Only a fault of the book's own
		// was the same then.
		e.Outcome = sellerwire.OutcomeUnknown
		e.Kinds = append(e.Kinds, sellerwire.ErrOutcomeUnknown)
	}
	if info.Kind != nil {
		e.Kinds = append(e.Kinds, info.Kind)
	}
	r.Outcome, r.Err = e.Outcome, e
}

// unknown shows the reply, since the book's own result does not say enough.
func (a *answer) unknown(r *Result, why error) {
	e := a.newError(r, sellerwire.OutcomeUnknown)
	e.Kinds = []error{sellerwire.ErrOutcomeUnknown}
	e.Err = why
	e.Body = a.info.Body[:min(len(a.info.Body), maxErrorBody)]
	r.Outcome, r.Err = e.Outcome, e
}

// maxErrorBody is what an error shows of a reply, in bytes.
const maxErrorBody = 4 << 10

func (a *answer) newError(r *Result, outcome sellerwire.Outcome) *sellerwire.Error {
	return &sellerwire.Error{
		Service: service, Operation: a.operation, Item: r.Transaction.item(), StatusCode: a.reply.StatusCode,
		RequestID: a.info.RequestID, Attempts: a.info.Attempts, Outcome: outcome,
	}
}
