package flatfile

import (
	"io"
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/shopspring/decimal"
)

// RefundOutcome is a line of a summary of refunds: what became of one refund. A single
// sample of the report is known.
type RefundOutcome struct {
	OrderID     string
	OrderItemID string
	// Status is the first word of what the service says; empty if it says nothing.
	Status RefundStatus
	// Amount is the amount that the line shows. Nil if it shows none.
	Amount *decimal.Decimal
	// Text is the whole line.
	Text string
}

// RefundStatus is a word of the service's. The list is open; only
// [RefundSucceeded] was ever recorded.
type RefundStatus string

// RefundSucceeded means that the money was paid back.
const RefundSucceeded RefundStatus = "SUCCESS"

// Refunded tells whether the service says that the money was paid back. False
// includes that it says something else, which [RefundOutcome].Text has.
func (o RefundOutcome) Refunded() bool { return o.Status == RefundSucceeded }

// ReadRefundReport reads the summary that follows an upload of refunds. It has no header
// line. A line that names no order item is a [RowError], and so is a last line without a
// line end that may have been cut. The sequence can be ranged over once.
func ReadRefundReport(r io.Reader, opts ReadOptions) iter.Seq2[RefundOutcome, error] {
	return once(func(yield func(RefundOutcome, error) bool) {
		reader := refundReportReader{lines: newLineReader("refund report", r, opts)}
		readAll(&opts, reader.next, yield)
	})
}

type refundReportReader struct {
	lines  *lineReader
	number int
}

func (r *refundReportReader) next() (RefundOutcome, error) {
	for {
		text, err := r.lines.next()
		if err == nil && isBlankLine(text) && !r.lines.unended {
			continue
		}
		if err == io.EOF {
			return RefundOutcome{}, err
		}
		r.number++
		outcome, faults := parseRefundOutcome(text)
		if err == nil && r.lines.mayBeCut(isSentence(text)) {
			faults.add("", reasonCut)
		}
		if err == nil && faults != nil {
			err = &RowError{Fields: faults, Cells: Row{number: r.number, line: r.lines.number, cells: []string{text}}}
		}
		if e, ok := err.(*RowError); ok {
			e.Row, e.Line = r.number, r.lines.number
		}
		return outcome, err
	}
}

// isSentence tells whether a text ends in a word and a period, as what the service says
// of a refund does.
func isSentence(text string) bool {
	rest, ok := strings.CutSuffix(text, ".")
	last, _ := utf8.DecodeLastRuneInString(rest)
	return ok && unicode.IsLetter(last)
}

// parseRefundOutcome reads a line such as
// "123-1234567-1234567order-item-id: 12341234567890	SUCCESS 10.00 is Refunded.",
// in which the service runs the order ID into the words after it.
func parseRefundOutcome(text string) (outcome RefundOutcome, faults faultList) {
	const label = "order-item-id"
	order, rest, found := strings.Cut(text, label)
	said := strings.Fields(strings.TrimLeft(rest, ":"))
	item := strings.Join(said[:min(1, len(said))], "")
	outcome = RefundOutcome{OrderID: strings.TrimSpace(order), OrderItemID: item, Text: text}
	switch words := said[min(1, len(said)):]; {
	case !found:
		faults.add(label, "the line names no order item: "+quoted(text))
	case outcome.OrderItemID == "":
		faults.add(label, itIsEmpty)
	case len(words) > 0:
		outcome.Status = RefundStatus(words[0])
		if amount, reason := parseAmount(words[min(1, len(words)-1)], nil); reason == "" {
			outcome.Amount = &amount
		}
	}
	return outcome, faults
}
