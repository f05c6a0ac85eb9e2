package abebooks

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/abexml"
	"github.com/sellerwire/sellerwire/internal/errjson"
	"github.com/sellerwire/sellerwire/internal/settings"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// Result is the outcome of one transaction.
type Result struct {
	// Transaction is the one you passed. It shares the slices and pointers of its
	// Book.
	Transaction Transaction
	// Outcome is accepted, rejected, not sent or unknown.
	Outcome sellerwire.Outcome
	// Code is the service's code for this book, or for the request if that failed
	// as a whole. 0 means none.
	Code Code
	// Message is the service's message for this book, or for the request if that
	// failed as a whole, without secrets.
	Message string
	// Err is nil if and only if Outcome is accepted. Otherwise it is a
	// [sellerwire.Error], or a [sellerwire.InvalidError] for a book that was
	// refused before sending. All results of a batch may share one error.
	Err error
	// Response describes the HTTP exchange, with the reply as it came, except that
	// credentials in it are removed. It belongs to the request: all results of a
	// batch share its header and body. It is zero if no request was made.
	Response sellerwire.ResponseInfo
}

// MarshalJSON implements [json.Marshaler]. The error keeps its kinds and its
// outcome; its cause becomes text.
func (r Result) MarshalJSON() ([]byte, error) {
	type plain Result
	return json.Marshal(struct {
		plain
		Err errjson.Error
	}{plain(r), errjson.Error{Err: r.Err}})
}

// UnmarshalJSON implements [json.Unmarshaler]: it reads what MarshalJSON writes.
func (r *Result) UnmarshalJSON(data []byte) error {
	type plain Result
	var read struct {
		plain
		Err errjson.Error
	}
	if err := json.Unmarshal(data, &read); err != nil {
		return err
	}
	*r = Result(read.plain)
	r.Err = read.Err.Err
	return nil
}

// PartialError means that the service answered a batch but did not accept every
// book. The other books were accepted, so do not treat it as a failure of the whole
// batch. [sellerwire.OutcomeOf] returns "outcome unknown" for it if the outcome of
// any book is unknown, and "rejected" otherwise.
type PartialError struct {
	// Failed holds the results that are not accepted, in input order.
	Failed []Result
	// Total is the number of transactions in the batch.
	Total int
}

// maxListed limits how many books the text of a PartialError names.
const maxListed = 5

// Error returns one line that names the first books and what happened to each.
func (e *PartialError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "abebooks: submit: %d of %d books not accepted", len(e.Failed), e.Total)
	for i, r := range e.Failed {
		if i == maxListed {
			fmt.Fprintf(&b, "; and %d more", len(e.Failed)-i)
			break
		}
		fmt.Fprintf(&b, "; %q %s: %s", r.Transaction.Book.VendorBookID, r.Outcome, r.reason())
	}
	return b.String()
}

// Unwrap returns the errors of the books, for errors.Is and errors.As.
func (e *PartialError) Unwrap() []error {
	all := make([]error, len(e.Failed))
	for i, r := range e.Failed {
		all[i] = r.Err
	}
	return all
}

// reason is the short form of Err.
func (r Result) reason() string {
	if r.Code.Known() || r.Code != 0 && r.Message == "" {
		return "code " + r.Code.String()
	}
	if r.Code != 0 {
		return "code " + r.Code.String() + ": " + transport.Snippet([]byte(r.Message))
	}
	if e, ok := errors.AsType[*sellerwire.Error](r.Err); ok && e.Err != nil {
		return e.Err.Error()
	}
	if r.Err != nil {
		return r.Err.Error()
	}
	return "no error" // made by hand
}

// Add adds one book to the inventory, or replaces the book with the same ID. The
// error is nil if and only if the service accepted the book. Otherwise it is a
// [sellerwire.InvalidError] or a [sellerwire.Error], never a [PartialError]. Add
// sends a batch of one. It is idempotent and is retried automatically; see
// [Client.Submit].
func (c *Client) Add(ctx context.Context, book Book, opts ...sellerwire.CallOption) error {
	return c.one(ctx, Add(book), opts)
}

// Update replaces one book's complete record, or creates it. A field that is empty
// in book is cleared at the service. Errors and retries are those of [Client.Add].
func (c *Client) Update(ctx context.Context, book Book, opts ...sellerwire.CallOption) error {
	return c.one(ctx, Update(book), opts)
}

// Delete removes one book from the inventory. The service seems to accept this even
// if it does not have the book. Errors and retries are those of [Client.Add].
func (c *Client) Delete(ctx context.Context, vendorBookID string, opts ...sellerwire.CallOption) error {
	return c.one(ctx, Delete(vendorBookID), opts)
}

func (c *Client) one(ctx context.Context, t Transaction, opts []sellerwire.CallOption) error {
	results, _ := c.submit(ctx, string(t.Type), []Transaction{t}, opts)
	return results[0].Err
}

// Submit sends 1 to 100 transactions in one request. It always returns one result
// for each transaction, in input order. The error is nil if and only if all of them
// were accepted. Otherwise it is one of these:
//
//   - [PartialError]: the service answered, but did not accept every book.
//   - [sellerwire.InvalidError]: nothing was sent, because a book breaks a limit, two
//     transactions have the same ID (ignoring case), or there are none or more than
//     100 transactions. It lists every fault of every book.
//   - [sellerwire.Error]: the request failed as a whole. Its Outcome, and that of each
//     result, says whether the books may have changed.
//
// On the wire it is one POST (see [WithPut]) of an inventoryUpdateRequest. Submit
// is idempotent and is retried automatically; see the package documentation. After
// an unknown outcome, submit the same transactions again unless a book was sold in
// between.
//
// Submit neither changes nor keeps transactions.
func (c *Client) Submit(ctx context.Context, transactions []Transaction, opts ...sellerwire.CallOption) ([]Result, error) {
	return c.submit(ctx, "submit", transactions, opts)
}

func (c *Client) submit(ctx context.Context, operation string, transactions []Transaction, opts []sellerwire.CallOption) ([]Result, error) {
	call, err := c.transport.Call(operation, nil, opts)
	if err != nil {
		return failAll(transactions, err), err
	}
	if faults := c.batchFaults(transactions); faults != nil {
		err := c.transport.Invalid(operation, faults...)
		return failAll(transactions, err), err
	}
	results, err := c.send(ctx, operation, transactions, call, nil)
	if err != nil {
		return results, err
	}
	return results, partial(results)
}

// send encodes and sends a batch that has been checked, and joins the reply to it.
// The error is that of the request as a whole.
func (c *Client) send(
	ctx context.Context, operation string, batch []Transaction, call settings.Call, pause *transport.Pause,
) ([]Result, error) {
	var info settings.ResponseInfo
	if call.Info == nil {
		call.Info = &info
	}
	var doc document
	reply, err := c.transport.Do(ctx, &transport.Request{
		Operation: transport.Operation{
			Name: operation, Class: transport.Safe, Writes: true,
			Window: retryWindow, Timeout: attemptTimeout,
		},
		Method: c.config.method,
		Header: abexml.Header,
		Body:   c.encode(batch),
		Item:   only(batch),
		Decode: func(r *transport.Reply) *transport.Failure { return decode(r, &doc) },
		Call:   call,
		Pause:  pause,
	})
	answered := sellerwire.ResponseInfo(*call.Info)
	if reply != nil {
		answered = reply.Shown(*call.Info)
	}
	if err != nil {
		results := failAll(batch, err)
		for i := range results {
			results[i].Response = answered
		}
		return results, err
	}
	a := answer{doc: &doc, operation: operation, info: answered, reply: reply}
	return a.join(batch), nil
}

// only names the one book of a batch. A request with several books has no name.
func only(batch []Transaction) func() string {
	if len(batch) != 1 {
		return nil
	}
	return func() string { return batch[0].item() }
}

// partial returns the error of a batch that was answered.
func partial(results []Result) error {
	var failed []Result
	for _, r := range results {
		if r.Err != nil {
			failed = append(failed, r)
		}
	}
	if failed == nil {
		return nil
	}
	return &PartialError{Failed: failed, Total: len(results)}
}

// failAll gives every transaction the outcome of its request.
func failAll(transactions []Transaction, err error) []Result {
	fate := Result{Outcome: sellerwire.OutcomeOf(err), Err: err, Code: CodeOf(err)}
	if e, ok := errors.AsType[*sellerwire.Error](err); ok {
		fate.Message = strings.Join(e.Messages, "; ")
	}
	results := make([]Result, len(transactions))
	for i, t := range transactions {
		results[i] = fate
		results[i].Transaction = t
	}
	return results
}

// outgoing is the transaction as it is written.
func (c *Client) outgoing(t *Transaction) *Transaction {
	if !c.config.plainPunctuation {
		return t
	}
	plain := t.withPlainPunctuation()
	return &plain
}

// batchFaults lists all faults of all transactions.
func (c *Client) batchFaults(transactions []Transaction) []sellerwire.FieldError {
	if n := len(transactions); n == 0 || n > MaxBatch {
		return []sellerwire.FieldError{{
			Field: "transactions", Limit: MaxBatch, Size: int64(n),
			Reason: fmt.Sprintf("there are %d, but a request takes 1 to %d", n, MaxBatch),
		}}
	}
	var all []sellerwire.FieldError
	first := make(map[string]int, len(transactions))
	for i := range transactions {
		t := &transactions[i]
		faults := c.outgoing(t).faults()
		key := foldID(t.Book.VendorBookID)
		if j, twice := first[key]; !twice {
			first[key] = i
		} else if key != "" {
			faults = append(faults, sellerwire.FieldError{
				Field: "vendorBookID", Reason: fmt.Sprintf("book %d has the same ID (case is ignored)", j+1),
			})
		}
		for _, f := range faults {
			f.Item = t.item()
			if len(transactions) > 1 {
				f.Item = strings.TrimRight(fmt.Sprintf("book %d %s", i+1, t.name()), " ")
			}
			all = append(all, f)
		}
	}
	return all
}
