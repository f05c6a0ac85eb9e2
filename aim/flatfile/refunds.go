package flatfile

import (
	"cmp"
	"io"
	"iter"
	"slices"

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

// Reason says why money is paid back. The guide lists no reasons. [Refund].OtherReason takes
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

// ReadRefunds reads a refund file. The five columns must be there in their order,
// as the service demands. A reason that this package does not know is in
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
// package aim only. It does what [LoaderFeed] does. A refund that is there twice is paid
// twice.
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
