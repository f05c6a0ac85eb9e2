package flatfile

import (
	"io"
	"iter"
	"strings"

	"github.com/shopspring/decimal"
)

// RefundOutcome is a line of a summary of refunds: what became of one refund.
type RefundOutcome struct {
	OrderID     string
	OrderItemID string
	// Status is the first word of what the service says.
	Status RefundStatus
	// Amount is what was refunded. Nil if the line does not say.
	Amount *decimal.Decimal
	// Text is the whole line. One sample of the report is all that is known, so
	// the other fields are empty where a line has another form.
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

// ReadRefundReport reads the summary that follows an upload of refunds, a download
// of [BatchRefundReport]. It has no header line. No line is malformed, except one that is too long. The sequence can
// be ranged over once.
func ReadRefundReport(r io.Reader, opts ReadOptions) iter.Seq2[RefundOutcome, error] {
	return once(func(yield func(RefundOutcome, error) bool) {
		lines := newLineReader(r, opts)
		number := 0
		readAll(&opts, func() (RefundOutcome, error) {
			for {
				text, err := lines.next()
				if err == nil && isBlankLine(text) {
					continue
				}
				if number++; err == nil {
					return parseRefundOutcome(text), nil
				}
				if tooLong, ok := err.(*RowError); ok {
					tooLong.Row = number
				}
				return RefundOutcome{}, err
			}
		}, yield)
	})
}

// parseRefundOutcome reads a line such as
// "123-1234567-1234567order-item-id: 12341234567890	SUCCESS 10.00 is Refunded.",
// in which the service runs the order ID into the words after it.
func parseRefundOutcome(text string) RefundOutcome {
	outcome := RefundOutcome{Text: text}
	ids, said, ok := strings.Cut(text, "\t")
	order, item, found := strings.Cut(ids, "order-item-id:")
	if !ok || !found {
		return outcome
	}
	outcome.OrderID, outcome.OrderItemID = strings.TrimSpace(order), strings.TrimSpace(item)
	words := strings.Fields(said)
	if len(words) == 0 {
		return outcome
	}
	outcome.Status = RefundStatus(words[0])
	if outcome.Refunded() && len(words) > 1 {
		if value, decimals, reason := parseAmount(words[1]); reason == "" {
			outcome.Amount = new(decimal.New(value, -int32(decimals)))
		}
	}
	return outcome
}
