package aimtest_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/aim/aimtest"
)

// When a report is listed depends on its kind, and on the options.
func TestReportsAreListedAtOnceOrWhenTheyAreFinished(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		options                  aimtest.Options
		orders, listings, refund bool // listed while they run
	}{
		"by default": {aimtest.Options{}, true, false, false},
		"turned round": {aimtest.Options{OrdersListed: aimtest.ListedWhenFinished, ListingsListed: aimtest.ListedAtOnce,
			RefundsListed: aimtest.ListedAtOnce}, false, true, true},
		"each at once":  {aimtest.Options{OrdersListed: aimtest.ListedAtOnce, ListingsListed: aimtest.ListedAtOnce}, true, true, false},
		"when finished": {aimtest.Options{OrdersListed: aimtest.ListedWhenFinished}, false, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newSeller(t, tt.options)
				s.generate("ReportName", "Order", "NumberOfDays", "15")
				s.generate("ReportName", "OpenListingsLite")
				s.post("catalog-upload/batch-refund", rows(refundHeader, "1 2 3.00 CouldNotShip m"))
				listed := func(name string) bool { return strings.Contains(s.status(name), "reportid=") }
				assert.Equal(t, tt.orders, listed("Order"))
				assert.Equal(t, tt.listings, listed("OpenListingsLite"))
				assert.Equal(t, tt.refund, listed("BatchRefund"))
				<-time.After(time.Second)
				assert.True(t, listed("Order") && listed("OpenListingsLite") && listed("BatchRefund"))
			})
		})
	}
}

func TestABookWithoutAProductIDNeedsAnotherWayToBeListed(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		file    string
		headers []string
		listed  bool
	}{
		"no way":                     {rows("sku price", "A 1.00"), nil, false},
		"the category, and no title": {rows("sku price category1", "A 1.00 68284"), nil, false},
		"the category and a title":   {rows("sku price category1 item-name", "A 1.00 68284 T"), nil, true},
		"a book file":                {rows("sku price title", "A 1.00 T"), []string{"FileFormat", "TabDelimitedBooks"}, true},
		"Asinate":                    {rows("sku price", "A 1.00"), []string{"Asinate", "Y"}, true},
		"Asinate, but no":            {rows("sku price", "A 1.00"), []string{"Asinate", "N"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := instantly(t)
			s.upload("add-modify-delete", tt.file, tt.headers...)
			_, listed := s.Item("A")
			assert.Equal(t, tt.listed, listed)
		})
	}
}

func TestListingsHaveANameEvenIfTheItemHasNone(t *testing.T) {
	t.Parallel()
	s := instantly(t)
	s.Seed(aimtest.Item{"sku": "A", "price": "1.00", "quantity": "1"}, aimtest.Item{"sku": "B", "title": "T", "price": "1.00",
		"quantity": "1"})
	s.generate("ReportName", "OpenListings")
	report := s.call("download/report", "ReportName", "OpenListings")
	assert.Contains(t, report, "\nA\t")
	assert.Contains(t, report, "\nT\t")
}

func TestAByteOrderMarkIsAPartOfTheFirstColumnsName(t *testing.T) {
	t.Parallel()
	s := instantly(t)
	assert.Contains(t, s.post("catalog-upload/purge-replace", "\uFEFFsku\tprice\r\n").body, "INVALID_FILE_FORMAT")
	s.upload("purge-replace", "\uFEFFproduct-id\tsku\tprice\r\n0486404455\tA\t1.00\r\n")
	assert.Empty(t, s.Inventory(), "no row has a product-id")
}

func TestUIEEWithABlankAfterTheBar(t *testing.T) {
	t.Parallel()
	s := instantly(t)
	s.Seed(aimtest.Item{"sku": "B", "price": "1.00", "quantity": "1"})
	s.upload("add-modify-delete", "UR| A\r\nTI| T\r\nPR| 2.00\r\nXB| 1\r\n\r\nUR| B\r\nXB| 2\r\n\r\n", "FileFormat", "UIEE")
	_, b := s.Item("B")
	a, ok := s.Item("A")
	require.True(t, ok)
	assert.Equal(t, "2.00", a["price"])
	assert.False(t, b)
}

func TestAnUploadCanEndOtherwiseThanDone(t *testing.T) {
	t.Parallel()
	s := newSeller(t, aimtest.Options{Manual: true})
	s.upload("modify-only", rows("sku price", "A 1.00"))
	s.upload("modify-only", rows("sku price", "A 1.00"))
	b, ok := s.EndNext("Cancelled")
	require.True(t, ok)
	assert.Equal(t, "Cancelled", b.Status)
	assert.Equal(t, "Cancelled, In Progress", s.statuses())
	_, ok = s.EndNext("Failed")
	assert.True(t, ok)
	_, ok = s.EndNext("Failed")
	assert.False(t, ok)
}
