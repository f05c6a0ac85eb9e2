package aimtest_test

import (
	"testing"

	"github.com/sellerwire/sellerwire/aim/aimtest"
	"github.com/stretchr/testify/assert"
)

var faultyFile = rows("sku price quantity product-id item-name add-delete",
	"A 1.00 1 X One", "B 0 1 X Two", "C     d", "D 1.00 -1 X Four")

func TestErrorLogHasTheLayoutOf2009(t *testing.T) {
	t.Parallel()
	s := instantly(t)
	id := s.upload("add-modify-delete", faultyFile)
	got := s.post("download/errorlog", "", "BatchID", id)
	assert.Equal(t, "text/plain", got.header.Get("Content-Type"))
	assert.Equal(t, "Feed Processing Summary:\n"+
		"\tNumber of records processed\t\t4\n"+
		"\tNumber of records successful\t\t2\n"+
		"\n"+
		"original-record-number\tsku\terror-code\terror-type\terror-message\n"+
		"2\tB\t50005\tError\tThe amount value in the column price is invalid.\n"+
		"3\tC\t50020\tWarning\tItem with this SKU is already closed.\n"+
		"4\tD\t50006\tError\tThe value in the column quantity is invalid.\n", got.body)

	clean := s.upload("add-modify-delete", emptyFile)
	assert.Equal(t, "Feed Processing Summary:\n"+
		"\tNumber of records processed\t\t0\n"+
		"\tNumber of records successful\t\t0\n"+
		"\n", s.call("download/errorlog", "BatchID", clean))
}

func TestErrorLogHasTheLayoutOfTheGuide(t *testing.T) {
	t.Parallel()
	s := newSeller(t, aimtest.Options{ErrorLog2004: true, ProcessingDelay: -1})
	id := s.upload("add-modify-delete", faultyFile)
	assert.Equal(t, "row-number\tsku\titem-name\tmessage-type\tmessage\n"+
		"2\tB\tTwo\tdata error\tThe amount value in the column price is invalid.\n"+
		"3\tC\t\tstatus message\tItem with this SKU is already closed.\n"+
		"4\tD\tFour\tdata error\tThe value in the column quantity is invalid.\n",
		s.call("download/errorlog", "BatchID", id))

	clean := s.upload("modify-only", rows("sku price", "A 2.00"))
	assert.Equal(t, "Summary Log\nItems activated\t1\n", s.call("download/errorlog", "BatchID", clean))
}

func TestQuickFixHoldsTheRejectedRows(t *testing.T) {
	t.Parallel()
	s := instantly(t)
	id := s.upload("add-modify-delete", faultyFile)
	assert.Equal(t, "sku\tprice\tquantity\tproduct-id\titem-name\tadd-delete\n"+
		"B\t0\t1\tX\tTwo\n"+
		"D\t1.00\t-1\tX\tFour\n", s.call("download/quickfix", "BatchID", id))
}

func TestErrorFilesThatAreNotThere(t *testing.T) {
	t.Parallel()
	const (
		invalid  = "<BusinessLogicError>INVALID_BATCH</BusinessLogicError>"
		notFound = "<FileError>FILE_NOT_FOUND</FileError>"
	)
	s := newSeller(t, aimtest.Options{Manual: true})
	clean := s.upload("add-modify-delete", rows("sku add-delete", "Z d"))
	s.ProcessNext()
	unfinished := s.upload("add-modify-delete", faultyFile)
	tests := map[string]struct{ batch, errorLog, quickFix string }{
		"none":         {"", invalid, invalid},
		"unknown":      {"1", invalid, invalid},
		"not a number": {"x", invalid, invalid},
		"unfinished":   {unfinished, notFound, notFound},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, tt.errorLog, s.call("download/errorlog", "BatchID", tt.batch))
			assert.Equal(t, tt.quickFix, s.call("download/quickfix", "BatchID", tt.batch))
		})
	}
	assert.Equal(t, notFound, s.call("download/quickfix", "BatchID", clean), "a warning rejects nothing")
	assert.Equal(t, invalid, s.call("download/errorlog"), "no header at all")
}
