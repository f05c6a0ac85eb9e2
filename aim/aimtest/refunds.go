package aimtest

import (
	"io"
	"iter"
	"math/big"
	"slices"
)

const refundPath = "catalog-upload/batch-refund"

// refundColumns are the required columns of a refund file, in order.
var refundColumns = []string{"order-id", "payments-transaction-id", "refund-amount", "reason", "message"}

// Refund is one refund that was paid, with the values of its row unchanged.
type Refund struct {
	OrderID              string `json:"order-id"`
	PaymentTransactionID string `json:"payments-transaction-id"` // the order-item-id
	Amount               string `json:"refund-amount"`
	Reason               string `json:"reason"`
	Message              string `json:"message"`
}

// Refunds returns the refunds in the order in which they were recorded. A refund that was
// sent twice appears twice: check for that in a test.
func (e *Emulator) Refunds() []Refund {
	defer e.lock()()
	return slices.Clone(e.refunds)
}

// uploadRefunds records refunds and starts their summary report: operation 14.
func (e *Emulator) uploadRefunds(c call) reply {
	columns, _ := tabHeader(c.file.body)
	if !slices.Equal(columns, refundColumns) {
		return e.failure(codeInvalidFormat)
	}
	var results []refundResult
	for r := range refundRows(c.file.body) {
		results = append(results, r)
		if r.problem == "" {
			e.refunds = append(e.refunds, r.Refund)
		}
	}
	summary := Report{Name: reportRefund, Start: c.now, End: c.now}
	e.schedule(summary, c.now.Add(e.opts.ReportDelay), e.refundReport(results))
	return e.success("Success", "SUCCESS")
}

// refundResult is a row of a refund file, with the problem if it was not paid.
type refundResult struct {
	Refund
	problem string
}

func refundRows(body []byte) iter.Seq[refundResult] {
	return func(yield func(refundResult) bool) {
		for r := range tabRecords(body) {
			result := refundResult{Refund: Refund{
				OrderID:              r.values["order-id"],
				PaymentTransactionID: r.values["payments-transaction-id"],
				Amount:               r.values["refund-amount"],
				Reason:               r.values["reason"],
				Message:              r.values["message"],
			}}
			switch {
			case r.broken != "":
				result.problem = r.broken
			case result.OrderID == "" || result.PaymentTransactionID == "":
				result.problem = "The order is not found."
			case !isPositiveDecimal(result.Amount):
				result.problem = "The refund-amount is invalid."
			}
			if !yield(result) {
				return
			}
		}
	}
}

// refundReport returns a function that writes a summary report. The service put no space
// after the order ID.
func (e *Emulator) refundReport(results []refundResult) func(io.Writer) error {
	return func(w io.Writer) error {
		out := e.lineWriter(w, "\r\n")
		for _, r := range results {
			out.row(r.OrderID+"order-item-id: "+r.PaymentTransactionID, r.outcome())
		}
		return out.flush()
	}
}

func (r refundResult) outcome() string {
	if r.problem != "" {
		return "FAILURE " + r.problem
	}
	return "SUCCESS " + twoDecimals(r.Amount) + " is Refunded."
}

// twoDecimals rounds an amount that isPositiveDecimal accepts.
func twoDecimals(amount string) string {
	exact, ok := new(big.Rat).SetString(amount)
	if !ok {
		return amount
	}
	return exact.FloatString(2)
}
