package aimtest_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellerwire/sellerwire/aim/aimtest"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const refundHeader = "order-id payments-transaction-id refund-amount reason message"

func TestRefundsAreRecordedAndReported(t *testing.T) {
	t.Parallel()
	s := instantly(t)
	file := strings.ReplaceAll(refundHeader, " ", "\t") + "\r\n" +
		"123-1234567-1234567\t12341234567890\t10.0\tCouldNotShip\tWith our apologies\r\n" +
		"123-1234567-1234568\t12341234567891\t0.055\tSomethingNew\t\r\n\r\n"
	got := s.post("catalog-upload/batch-refund", file, "BatchID", "Y")
	assert.Equal(t, 200, got.status)
	assert.Equal(t, success, got.body, "a refund has no batch id")
	assert.Equal(t, []aimtest.Refund{
		{OrderID: "123-1234567-1234567", PaymentTransactionID: "12341234567890", Amount: "10.0", Reason: "CouldNotShip",
			Message: "With our apologies"},
		{OrderID: "123-1234567-1234568", PaymentTransactionID: "12341234567891", Amount: "0.055", Reason: "SomethingNew"},
	}, s.Refunds())
	assert.Empty(t, s.Batches())

	reports := s.Reports()
	require.Len(t, reports, 1)
	assert.Contains(t, s.status("BatchRefund"), "reportid="+reports[0].ID+" ")
	assert.Equal(t, "123-1234567-1234567order-item-id: 12341234567890\tSUCCESS 10.00 is Refunded.\r\n"+
		"123-1234567-1234568order-item-id: 12341234567891\tSUCCESS 0.06 is Refunded.\r\n",
		s.call("download/report", "ReportID", reports[0].ID))
}

func TestARepeatedRefundFilePaysAgain(t *testing.T) {
	t.Parallel()
	s := instantly(t)
	for range 2 {
		s.post("catalog-upload/batch-refund", rows(refundHeader, "1 2 3.00 CouldNotShip m"))
	}
	assert.Len(t, s.Refunds(), 2)
}

func TestRefundFilesNeedExactlyTheFiveColumns(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"empty":         "",
		"another order": rows("payments-transaction-id order-id refund-amount reason message"),
		"no message":    rows("order-id payments-transaction-id refund-amount reason"),
		"one more":      rows(refundHeader + " more"),
		"no header":     rows("1 2 3.00 CouldNotShip m"),
		"capitals":      rows(strings.ToUpper(refundHeader)),
	}
	for name, file := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := instantly(t)
			assert.Equal(t, "<BusinessLogicError>INVALID_FILE_FORMAT</BusinessLogicError>",
				s.post("catalog-upload/batch-refund", file).body)
			assert.Empty(t, s.Reports())
		})
	}
}

func TestBadRefundRowsAreNotPaid(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ row, want string }{
		"no order":        {" 2 3.00 x", "order-item-id: 2\tFAILURE The order is not found.\r\n"},
		"no item":         {"1  3.00 x", "1order-item-id: \tFAILURE The order is not found.\r\n"},
		"no amount":       {"1 2  x", "1order-item-id: 2\tFAILURE The refund-amount is invalid.\r\n"},
		"negative amount": {"1 2 -3.00 x", "1order-item-id: 2\tFAILURE The refund-amount is invalid.\r\n"},
		"amount 0":        {"1 2 0.00 x", "1order-item-id: 2\tFAILURE The refund-amount is invalid.\r\n"},
		"huge exponent":   {"1 2 1e999999999 x", "1order-item-id: 2\tFAILURE The refund-amount is invalid.\r\n"},
		"too many values": {"1 2 3.00 x m n", "1order-item-id: 2\tFAILURE The row has more values than there are columns.\r\n"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := instantly(t)
			assert.Equal(t, success, s.post("catalog-upload/batch-refund", rows(refundHeader, tt.row)).body)
			assert.Empty(t, s.Refunds())
			assert.Equal(t, tt.want, s.call("download/report", "ReportName", "BatchRefund"))
		})
	}
}

func TestRefundReportsTakeTimeButRefundsDoNot(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newSeller(t, aimtest.Options{RefundsListed: aimtest.ListedAtOnce})
		s.post("catalog-upload/batch-refund", rows(refundHeader, "1 2 3.00 CouldNotShip m"))
		assert.Len(t, s.Refunds(), 1)
		assert.Contains(t, s.status("BatchRefund"), "reportendtime=12-31-1969:16-00-00 ")
		assert.Equal(t, "<PendingUploadsCount>0</PendingUploadsCount>", s.call("manual-reports/get-pending-uploads-count"))
		<-time.After(200 * time.Millisecond)
		assert.Contains(t, s.status("BatchRefund"), "reportendtime=12-31-1999:16-00-00 ")
	})
}
