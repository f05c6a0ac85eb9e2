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

// Refund is a row of a refund file: money that is paid back to a buyer for one item of an
// order. The [OrderItem] has both IDs.
type Refund struct {
	// OrderID is required.
	OrderID string
	// OrderItemID is required. In the file its column is payments-transaction-id, but it
	// is not OrderItem.PaymentsTransactionID.
	OrderItemID string
	// Amount is required. It must be greater than 0 and have at most two decimals. Each
	// marketplace has one currency.
	Amount decimal.Decimal
	// Reason is one of this package's constants. It is required unless OtherReason is
	// set.
	Reason Reason
	// OtherReason is a reason that is not one of the constants, in place of Reason.
	// Whether the service accepts it is unknown.
	OtherReason string
	// Message is a text for the buyer. It may be empty.
	Message string
}

// Reason is why money is paid back. The guide lists no reasons. For a reason that is not
// one of the constants use [Refund.OtherReason].
type Reason string

// The reasons that clients sent. The last two are known from a later system.
const (
	ReasonGeneralAdjustment         Reason = "GeneralAdjustment"
	ReasonCouldNotShip              Reason = "CouldNotShip"
	ReasonDifferentItem             Reason = "DifferentItem"
	ReasonMerchandiseNotReceived    Reason = "MerchandiseNotReceived"
	ReasonMerchandiseNotAsDescribed Reason = "MerchandiseNotAsDescribed"
	ReasonNoInventory               Reason = "NoInventory"
	ReasonCustomerReturn            Reason = "CustomerReturn"
)

// Known reports whether the reason is one of this package's constants.
func (r Reason) Known() bool {
	return slices.Contains([]Reason{
		ReasonGeneralAdjustment, ReasonCouldNotShip, ReasonDifferentItem, ReasonMerchandiseNotReceived, ReasonMerchandiseNotAsDescribed,
		ReasonNoInventory, ReasonCustomerReturn,
	}, r)
}

// Validate checks the refund like the writer, except for the encoding of the file. The
// error is a [sellerwire.InvalidError] that lists every fault.
func (r Refund) Validate() error { return refundFormat.validate(&r, "validate refund") }

// ReadRefunds reads a refund file. It must have the five columns in the order that the
// service requires. An unknown reason is in OtherReason. The sequence can be ranged over
// once.
func ReadRefunds(r io.Reader, opts ReadOptions) iter.Seq2[Refund, error] {
	return refundFormat.read(r, opts)
}

// NewRefundWriter returns a writer of a refund file. It buffers rows: call [Writer.Flush]
// at the end.
func NewRefundWriter(w io.Writer, opts WriteOptions) (*Writer[Refund], error) {
	return refundFormat.writer(w, RefundFile, opts)
}

// RefundFeed returns a feed of a refund file that is encoded while it is sent. Only the
// refund calls of package aim take it. It works like [LoaderFeed]. A refund that is in
// the file twice is paid twice.
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

// reasonColumn is one column with two fields.
func (r Refund) reasonColumn(c *cells) (Reason, string) {
	text := c.key("reason", cmp.Or(r.OtherReason, string(r.Reason)))
	switch {
	case c.mode == reading && Reason(text).Known():
		return Reason(text), ""
	case c.mode == reading:
		return "", text
	case r.OtherReason != "" && r.Reason != "":
		c.refuse("reason", "Reason and OtherReason must not both be set")
	case r.Reason != "" && !r.Reason.Known():
		c.refuse("reason", quoted(string(r.Reason))+" is not a known reason; OtherReason takes any")
	}
	return r.Reason, r.OtherReason
}

// RefundOutcome is a line of a summary of refunds: the result of one refund. Only one
// sample of this report is known.
type RefundOutcome struct {
	OrderID     string
	OrderItemID string
	// Status is the service's first word after the order item; empty if there is none.
	Status RefundStatus
	// Amount is the amount in the line, without a currency. Nil if the line shows none.
	Amount *decimal.Decimal
	// Text is the whole line.
	Text string
}

// RefundStatus is the service's word for a result. The list is open: only
// [RefundSucceeded] was ever recorded.
type RefundStatus string

// RefundSucceeded means that the money was paid back.
const RefundSucceeded RefundStatus = "SUCCESS"

// Refunded reports whether the service says that the money was paid back. If it is false,
// read [RefundOutcome.Text]: the service may say something that this package does not
// know.
func (o RefundOutcome) Refunded() bool { return o.Status == RefundSucceeded }

// ReadRefundReport reads the summary of an upload of refunds. The summary has no header
// line. These lines are a [RowError]: one that names no order item, a success whose
// amount cannot be read, and a last line without a line end that may have been cut. The
// sequence can be ranged over once.
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

// isSentence reports whether a text ends in a word and a period, like the service's text
// about a refund.
func isSentence(text string) bool {
	rest, ok := strings.CutSuffix(text, ".")
	last, _ := utf8.DecodeLastRuneInString(rest)
	return ok && unicode.IsLetter(last)
}

// parseRefundOutcome reads a line such as
// "123-1234567-1234567order-item-id: 12341234567890	SUCCESS 10.00 is Refunded.".
// The service puts no space after the order ID.
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

// shownAmount reads an amount with other characters around it, such as a currency, and
// with a point or a comma before its cents. The amount is nil if the word has no digit.
// reason is set if the word cannot be read.
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
