package aimtest_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sellerwire/sellerwire/aim/aimtest"
	"github.com/stretchr/testify/assert"
)

const orderHeader = "payments-status\torder-id\torder-item-id\tpayments-date\tpayments-transaction-id\titem-name\tlisting-id\tsku\t" +
	"price\tshipping-fee\t" +
	"quantity-purchased\ttotal-price\tpurchase-date\tbatch-id\tbuyer-email\tbuyer-name\trecipient-name\tship-address-1\tship-address-2\t" +
	"ship-city\tship-state\tship-zip\tship-country\tspecial-comments\tupc\tship-method\n"

func sampleOrder() aimtest.Order {
	at := time.Date(2009, time.July, 23, 16, 59, 3, 0, time.UTC)
	return aimtest.Order{
		OrderID: "001-1234567-1234567", OrderItemID: "12345678901234", PaymentsDate: at, PurchaseDate: at,
		ItemName: "Foo Bar", ListingID: "000000000000", SKU: "1234567890", Price: "10.00", ShippingFee: "3.99",
		Quantity: "1", Total: "13.99", BuyerEmail: "buyer@example.com", BuyerName: "JOHN DOE", RecipientName: "John Doe",
		Address1: "1 MAIN ST", City: "NEW YORK", State: "NY", Zip: "10001-1000", Country: "US", ShipMethod: "standard",
	}
}

const sampleRow = "\t001-1234567-1234567\t12345678901234\t2009-07-23 08:59:03 PST\t\tFoo Bar\t000000000000\t1234567890\t10.00\t3.99\t" +
	"1\t13.99\t" +
	"2009-07-23 08:59:03 PST\t\tbuyer@example.com\tJOHN DOE\tJohn Doe\t1 MAIN ST\t\tNEW YORK\tNY\t10001-1000\tUS\t\t\tstandard\n"

func TestOrderReport(t *testing.T) {
	t.Parallel()
	now := newClock("2009-08-01T00:00:00Z")
	s := newSeller(t, aimtest.Options{Now: now.Now, ProcessingDelay: -1})
	s.AddOrders(sampleOrder())
	s.generate("ReportName", "Order", "NumberOfDays", "15")
	got := s.post("download/report", "", "ReportName", "Order")
	assert.Equal(t, "text/plain", got.header.Get("Content-Type"))
	assert.Equal(t, orderHeader+sampleRow, got.body)
	assert.Contains(t, s.status("Order"), "reportstarttime=07-16-2009:17-00-00 reportendtime=07-31-2009:17-00-00 ", "the window")
}

func TestOrderReportHoldsTheOrdersOfItsWindow(t *testing.T) {
	t.Parallel()
	now := newClock("2009-08-01T00:00:00Z")
	s := newSeller(t, aimtest.Options{Now: now.Now, ProcessingDelay: -1})
	for days := range 70 {
		s.AddOrders(aimtest.Order{OrderID: fmt.Sprint("day-", days), PurchaseDate: now.Now().AddDate(0, 0, -days)})
	}
	s.AddOrders(aimtest.Order{OrderID: "undated"})
	s.StreamOrders(func(yield func(aimtest.Order) bool) {
		_ = yield(aimtest.Order{OrderID: "streamed"}) && yield(aimtest.Order{OrderID: "late", PurchaseDate: now.Now().Add(time.Second)})
	})
	for days, want := range map[string]int{"15": 16, "30": 31, "60": 61} {
		id := s.generate("ReportName", "Order", "NumberOfDays", days)
		got := s.call("download/report", "ReportID", id)
		assert.Equal(t, want, strings.Count(got, "\tday-"), days)
		assert.Contains(t, got, "\tundated\t")
		assert.Contains(t, got, "\tstreamed\t")
		assert.NotContains(t, got, "\tlate\t")
	}
	now.Add(45 * 24 * time.Hour)
	id := s.generate("ReportName", "Order", "NumberOfDays", "30")
	assert.NotContains(t, s.call("download/report", "ReportID", id), "\tundated\t", "it was dated when it was added")
}

func TestOrderReportTakesTheFormOfTheOptions(t *testing.T) {
	t.Parallel()
	s := newSeller(t, aimtest.Options{ProcessingDelay: -1, OrderHeaderEvery: 2, UTF8Downloads: true, Location: time.FixedZone("GMT", 0)})
	at := time.Date(2009, time.July, 23, 8, 0, 0, 0, time.UTC)
	s.StreamOrders(func(yield func(aimtest.Order) bool) {
		for range 4 {
			if !yield(aimtest.Order{ItemName: "Café", PaymentsDate: at}) {
				return
			}
		}
	})
	s.generate("ReportName", "Order", "NumberOfDays", "15")
	row := "\t\t\t2009-07-23 08:00:00 GMT\t\tCafé" + strings.Repeat("\t", 20) + "\n"
	assert.Equal(t, orderHeader+row+row+orderHeader+row+row, s.call("download/report", "ReportName", "Order"))
}

func TestOpenListingsReport(t *testing.T) {
	t.Parallel()
	const header = "item-name\titem-description\tlisting-id\tseller-sku\tprice\tquantity\topen-date\timage-url\titem-is-marketplace\t" +
		"product-id-type\t" +
		"zshop-shipping-fee\titem-note\titem-condition\tzshop-category1\tzshop-browse-path\tzshop-storefront-feature\tasin1\tasin2\t" +
		"asin3\t" +
		"will-ship-internationally\texpedited-shipping\tzshop-boldface\tproduct-id\tbid-for-featured-placement\tadd-delete\t" +
		"pending-quantity"
	now := newClock("2011-09-11T21:58:16Z")
	s := newSeller(t, aimtest.Options{Now: now.Now, ProcessingDelay: -1, FulfillmentChannel: true})
	s.upload("add-modify-delete",
		"item-name\tsku\tprice\tquantity\tproduct-id\tproduct-id-type\titem-condition\titem-note\twill-ship-internationally\t"+
			"shipping-fee\t"+
			"item-is-marketplace\r\n"+
			"Zen\tB\t5.00\t2\tB000000001\t1\t11\t\ty\t1.00\t\r\n"+
			"Ami\tA\t4.00\t1\t0486404455\t2\t3\tClean \x96 \xe9\tn\t\tn\r\n")
	s.generate("ReportName", "OpenListings")
	assert.Equal(t, header+"\tfulfillment-channel\n"+
		"Ami\t\t2585199253\tA\t4.00\t1\t2011-09-11 14:58:16 PDT\t\tn\t2\t\tClean \x96 \xe9\t3\t\t\t\t\t\t\t1\t\t\t0486404455\t\t\t0\t"+
		"DEFAULT\n"+
		"Zen\t\t2585199252\tB\t5.00\t2\t2011-09-11 14:58:16 PDT\t\ty\t1\t1.00\t\t11\t\t\t\tB000000001\t\t\t2\t\t\tB000000001\t\t\t0\t"+
		"DEFAULT\n",
		s.call("download/report", "ReportName", "OpenListings"))

	older := instantly(t)
	older.Seed(aimtest.Item{"sku": "A", "item-note": "split\nnote", "item-name": "текст"})
	older.generate("ReportName", "OpenListings")
	got := older.call("download/report", "ReportName", "OpenListings")
	assert.True(t, strings.HasPrefix(got, header+"\n"), "26 columns by default")
	assert.Contains(t, got, "\tsplit\nnote\t", "what a test seeds is written as it is")
	assert.Contains(t, got, "текст", "Windows-1252 lacks these")
}

func TestLiteReportsRepeatTheirHeader(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		every   int
		headers int
	}{"by default": {0, 3}, "every row": {1, 11}, "never": {-1, 1}, "seldom": {100, 1}}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSeller(t, aimtest.Options{ProcessingDelay: -1, LiteHeaderEvery: tt.every})
			for i := range 11 {
				s.Seed(aimtest.Item{"sku": fmt.Sprintf("S%02d", i), "price": "1.50", "quantity": "3", "product-id": "X"})
			}
			for report, form := range map[string][2]string{
				"OpenListingsLite":  {"seller-sku\tquantity\tprice\tproduct-id\n", "S10\t3\t1.50\tX\n"},
				"OpenListingsLiter": {"seller-sku\tquantity\n", "S10\t3\n"},
			} {
				id := s.generate("ReportName", report)
				got := s.call("download/report", "ReportID", id)
				assert.Equal(t, tt.headers, strings.Count(got, form[0]))
				assert.Equal(t, 11+tt.headers, strings.Count(got, "\n"))
				assert.True(t, strings.HasPrefix(got, form[0]))
				assert.True(t, strings.HasSuffix(got, form[1]), got)
			}
		})
	}
}

func TestSoldListingsReportHasARowPerOrder(t *testing.T) {
	t.Parallel()
	s := instantly(t)
	s.AddOrders(sampleOrder())
	s.generate("ReportName", "SoldListings")
	assert.Equal(t, "sku\titem-name\tprice\tquantity-purchased\tpurchase-date\n1234567890\tFoo Bar\t10.00\t1\t2009-07-23 08:59:03 PST\n",
		s.call("download/report", "ReportName", "SoldListings"))
}
