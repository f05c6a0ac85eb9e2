package flatfile_test

import (
	"math"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim/flatfile"
	"github.com/sellerwire/sellerwire/internal/testkit"
)

func TestRefundFileHasFiveColumnsInOrder(t *testing.T) {
	t.Parallel()
	refunds := []flatfile.Refund{
		{OrderID: "123-1234567-1234567", OrderItemID: "12341234567890", Amount: decimal.RequireFromString("10"),
			Reason: flatfile.ReasonCouldNotShip, Message: "With our apologies"},
		{OrderID: "123-1234567-7654321", OrderItemID: "12341234567891",
			Amount: decimal.RequireFromString("0.01"), OtherReason: "BuyerCanceled"},
	}
	file := written(t, flatfile.NewRefundWriter, flatfile.WriteOptions{}, refunds...)
	testkit.Golden(t, "refunds.txt", []byte(file))
	read, err := readingAll(flatfile.ReadRefunds(strings.NewReader(file), flatfile.ReadOptions{}))
	require.NoError(t, err)
	assert.Equal(t, refunds, read)

	for _, header := range []string{
		"payments-transaction-id\torder-id\trefund-amount\treason\tmessage",
		"order-id\tpayments-transaction-id\trefund-amount\treason",
		"order-id\tpayments-transaction-id\trefund-amount\treason\tmessage\tmore",
	} {
		_, err := readingAll(flatfile.ReadRefunds(strings.NewReader(header+"\n"), flatfile.ReadOptions{}))
		require.ErrorIs(t, err, sellerwire.ErrUnexpectedContent, header)
	}
}

func TestRefundsThatAreRefused(t *testing.T) {
	t.Parallel()
	good := flatfile.Refund{OrderID: "1", OrderItemID: "2", Amount: decimal.New(1, 0), Reason: flatfile.ReasonNoInventory}
	require.NoError(t, good.Validate())
	tests := []struct {
		name   string
		change func(*flatfile.Refund)
		want   string
	}{
		{"no order", func(r *flatfile.Refund) { r.OrderID = "" }, "order-id: it is empty"},
		{"no item", func(r *flatfile.Refund) { r.OrderItemID = "" }, "payments-transaction-id: it is empty"},
		{"nothing", func(r *flatfile.Refund) { r.Amount = decimal.Decimal{} }, "refund-amount: must be greater than 0"},
		{"a negative amount", func(r *flatfile.Refund) { r.Amount = decimal.New(-1000, -2) }, "refund-amount: must be greater than 0"},
		{"fractions of a cent", func(r *flatfile.Refund) { r.Amount = decimal.New(10005, -3) },
			"refund-amount: it has 3 decimals, the limit is 2"},
		{"an amount of a hostile exponent", func(r *flatfile.Refund) { r.Amount = decimal.New(1, math.MaxInt32) },
			"refund-amount: its exponent is 2147483647, the limit is 40"},
		{"no reason", func(r *flatfile.Refund) { r.Reason = "" }, "reason: it is empty"},
		{"a reason that is not known", func(r *flatfile.Refund) { r.Reason = "Whim" },
			`reason: "Whim" is not a known reason; OtherReason takes any`},
		{"two reasons", func(r *flatfile.Refund) { r.OtherReason = "Whim" }, "reason: Reason and OtherReason must not both be set"},
		{"a message of two lines", func(r *flatfile.Refund) { r.Message = "Dear\nbuyer" },
			"message: must not contain a line break (byte 4)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := good
			tt.change(&r)
			require.ErrorIs(t, r.Validate(), sellerwire.ErrNotSent)
			assert.EqualError(t, r.Validate(), "flatfile: validate refund: invalid, nothing sent: "+tt.want)
			_, err := flatfile.NewRefundWriter(&strings.Builder{}, flatfile.WriteOptions{AllowUnknownCodes: true})
			require.NoError(t, err)
		})
	}
}

func TestRefundReportIsReadWithoutAHeaderLine(t *testing.T) {
	t.Parallel()
	read := func(file string) []flatfile.RefundOutcome {
		all, err := readingAll(flatfile.ReadRefundReport(strings.NewReader(file), flatfile.ReadOptions{}))
		require.NoError(t, err)
		return all
	}
	const line = "123-1234567-1234567order-item-id: 12341234567890\tSUCCESS 10.00 is Refunded."
	all := read(line + "\r\n\r\n" + "1order-item-id:2\tFAILURE The order is not found.\r\n")
	assert.Equal(t, []flatfile.RefundOutcome{
		{OrderID: "123-1234567-1234567", OrderItemID: "12341234567890", Status: flatfile.RefundSucceeded,
			Amount: new(decimal.RequireFromString("10.00")), Text: line},
		{OrderID: "1", OrderItemID: "2", Status: "FAILURE", Text: "1order-item-id:2\tFAILURE The order is not found."},
	}, all)
	assert.True(t, all[0].Refunded())
	assert.False(t, all[1].Refunded())

	for _, odd := range []string{"1 order-item-id: 2", "1order-item-id: 2\tsuccess"} {
		all := read(odd + "\n")
		require.Len(t, all, 1)
		assert.Equal(t, odd, all[0].Text)
		assert.Equal(t, "2", all[0].OrderItemID)
		assert.False(t, all[0].Refunded(), "%q must not pass for a success", odd)
	}
	all = read("1order-item-id: 2 SUCCESS some is Refunded.")
	assert.True(t, all[0].Refunded(), "with a blank in place of the TAB")
	assert.Nil(t, all[0].Amount)
	assert.Empty(t, read(""))

	for _, odd := range []string{"SUCCESS 10.00 is Refunded.\n", "1\tSUCCESS 10.00\n", "order-item-id:\t \n",
		"Service temporarily unavailable\n", line[:len(line)-20]} {
		_, err := readingAll(flatfile.ReadRefundReport(strings.NewReader(odd), flatfile.ReadOptions{}))
		assert.Equal(t, 1, asRowError(t, err).Row, "%q is no outcome of a refund", odd)
	}

	_, err := readingAll(flatfile.ReadRefundReport(strings.NewReader("1order-item-id: 2\n"+strings.Repeat("b", 100)),
		flatfile.ReadOptions{MaxLine: 50}))
	assert.EqualError(t, err, "flatfile: row 2 (line 2): the line is longer than 50 bytes")
}
