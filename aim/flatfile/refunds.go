package flatfile

import (
	"cmp"
	"io"
	"iter"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/shopspring/decimal"
)

// Refund is a row of a refund file: money that is paid back to a buyer for one
// item of an order. Its [OrderItem] has both IDs.
type Refund struct {
	// OrderID is required.
	OrderID string
	// OrderItemID is required. The file has it in the column payments-transaction-id, which
	// is not OrderItem.PaymentsTransactionID.
	OrderItemID string
	// Amount is required: greater than 0, at most two decimals. The marketplace has one
	// currency.
	Amount decimal.Decimal
	// Reason is one of this package's constants. It is required, unless OtherReason is
	// set.
	Reason Reason
	// OtherReason is a reason that this package does not know, in place of Reason. Whether
	// the service accepts it is not known.
	OtherReason string
	// Message to the buyer may be empty.
	Message string
}

// Reason says why money is paid back. The guide lists no reasons. [Refund.OtherReason] takes
// one that is not among the constants.
type Reason string

// The reasons that clients sent; the last two are known from a later system.
const (
	ReasonGeneralAdjustment         Reason = "GeneralAdjustment"
	ReasonCouldNotShip              Reason = "CouldNotShip"
	ReasonDifferentItem             Reason = "DifferentItem"
	ReasonMerchandiseNotReceived    Reason = "MerchandiseNotReceived"
	ReasonMerchandiseNotAsDescribed Reason = "MerchandiseNotAsDescribed"
	ReasonNoInventory               Reason = "NoInventory"
	ReasonCustomerReturn            Reason = "CustomerReturn"
)

// Known tells whether the reason is one of this package's constants.
func (r Reason) Known() bool {
	return slices.Contains([]Reason{
		ReasonGeneralAdjustment, ReasonCouldNotShip, ReasonDifferentItem, ReasonMerchandiseNotReceived, ReasonMerchandiseNotAsDescribed,
		ReasonNoInventory, ReasonCustomerReturn,
	}, r)
}

// Validate checks the refund as the writer does, apart from the encoding of the file. The
// error is a [sellerwire.InvalidError] that lists every fault.
func (r Refund) Validate() error { return refundFormat.validate(&r, "validate refund") }

// ReadRefunds reads a refund file. It must have the five columns in their order, as the
// service demands. A reason that this package does not know is in
// OtherReason. The sequence can be ranged over once.
func ReadRefunds(r io.Reader, opts ReadOptions) iter.Seq2[Refund, error] {
	return refundFormat.read(r, opts)
}

// NewRefundWriter writes a refund file to w. The rows are buffered; end with
// [Writer.Flush].
func NewRefundWriter(w io.Writer, opts WriteOptions) (*Writer[Refund], error) {
	return refundFormat.writer(w, RefundFile, opts)
}

// RefundFeed is a feed of a refund file that is encoded while it is sent, for the refunds of
// package aim only. It does what [LoaderFeed] does. A refund that is in the file
// twice is paid twice.
func RefundFeed(refunds iter.Seq2[Refund, error], opts WriteOptions) (Feed, error) {
	return refundFormat.feed(refunds, RefundFile, opts)
}

var refundFormat = format[Refund]{
	name:    "refund file",
	exact:   true,
	row:     func(c *cells) Refund { return Refund{}.columns(c) },
	columns: Refund.columns,
}

func (r Refund) columns(c *cells) Refund {
	r.OrderID = c.key("order-id", r.OrderID)
	r.OrderItemID = c.key("payments-transaction-id", r.OrderItemID)
	r.Amount = c.amount("refund-amount", r.Amount)
	r.Reason, r.OtherReason = r.reasonColumn(c)
	r.Message = c.text("message", r.Message)
	return r
}

// reasonColumn is one column for two fields.
func (r Refund) reasonColumn(c *cells) (Reason, string) {
	text := c.key("reason", cmp.Or(r.OtherReason, string(r.Reason)))
	switch {
	case c.mode == reading && Reason(text).Known():
		return Reason(text), ""
	case c.mode == reading:
		return "", text
	case r.OtherReason != "" && r.Reason != "":
		c.refuse("reason", "Reason and OtherReason are both given")
	case r.Reason != "" && !r.Reason.Known():
		c.refuse("reason", quoted(string(r.Reason))+" is not a known reason; OtherReason takes any")
	}
	return r.Reason, r.OtherReason
}

// RefundOutcome is a line of a summary of refunds: what became of one refund. A single
// sample of the report is known.
type RefundOutcome struct {
	OrderID     string
	OrderItemID string
	// Status is the first word of what the service says; empty if it says nothing.
	Status RefundStatus
	// Amount is the amount that the line shows, without a currency. Nil if it shows none.
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
// includes that it says something else, which [RefundOutcome.Text] has.
func (o RefundOutcome) Refunded() bool { return o.Status == RefundSucceeded }

// ReadRefundReport reads the summary that follows an upload of refunds. It has no header
// line. A line that names no order item is a [RowError], and so is a success whose amount
// cannot be read, and a last line without a line end that may have been cut. The sequence can be ranged over once.
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
	case len(words) == 1:
		outcome.Status = RefundStatus(words[0])
	case len(words) > 1:
		outcome.Status = RefundStatus(words[0])
		amount, reason := shownAmount(words[1])
		if outcome.Amount = amount; outcome.Refunded() {
			faults.add("amount", reason)
		}
	}
	return outcome, faults
}

// shownAmount reads an amount with what may stand around it, such as a currency, and with a
// comma before its cents. It is nil if the word has no digit, and with a reason if it cannot
// be read.
func shownAmount(word string) (amount *decimal.Decimal, reason string) {
	digits := strings.TrimFunc(word, func(r rune) bool { return !unicode.IsDigit(r) && r != '-' })
	if digits == "" {
		return nil, ""
	}
	if whole, cents, ok := strings.Cut(digits, ","); ok && len(cents) == 2 {
		digits = whole + "." + cents
	}
	value, reason := parseAmount(digits, nil)
	if reason != "" {
		return nil, quoted(word) + " is not an amount"
	}
	return &value, ""
}
