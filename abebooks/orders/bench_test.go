package orders_test

import (
	"bytes"
	"encoding/xml"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/abebooks/orders"
	"github.com/sellerwire/sellerwire/internal/charset"
)

// xmlReply is a reply as encoding/xml reads it, all texts as they are.
type xmlReply struct {
	Orders []struct {
		ID    string `xml:"id,attr"`
		Buyer struct {
			ID      string `xml:"id,attr"`
			Email   string `xml:"email"`
			Address struct {
				City    string `xml:"city"`
				Code    string `xml:"code"`
				Country string `xml:"country"`
				Name    string `xml:"name"`
				Phone   string `xml:"phone"`
				Region  string `xml:"region"`
				Street  string `xml:"street"`
				Street2 string `xml:"street2"`
			} `xml:"mailingAddress"`
		} `xml:"buyer"`
		BuyerOrder xmlNamed `xml:"buyerPurchaseOrder"`
		Domain     xmlNamed `xml:"domain"`
		Date       xmlDate  `xml:"orderDate"`
		Totals     struct {
			GST      xmlMoney `xml:"gst"`
			Handling xmlMoney `xml:"handling"`
			Shipping xmlMoney `xml:"shipping"`
			Subtotal xmlMoney `xml:"subtotal"`
			Tax      xmlMoney `xml:"tax"`
			Total    xmlMoney `xml:"total"`
		} `xml:"orderTotals"`
		Method string `xml:"purchaseMethod"`
		Items  []struct {
			ID   string `xml:"id,attr"`
			Book struct {
				ID          string   `xml:"id,attr"`
				Author      string   `xml:"author"`
				Description string   `xml:"description"`
				ISBN        string   `xml:"isbn"`
				Price       xmlMoney `xml:"price"`
				Title       string   `xml:"title"`
				VendorKey   string   `xml:"vendorKey"`
			} `xml:"book"`
			Date   xmlDate  `xml:"orderDate"`
			Total  xmlMoney `xml:"sellerTotal"`
			Status xmlNamed `xml:"status"`
		} `xml:"purchaseOrderItemList>purchaseOrderItem"`
		Reseller xmlNamed `xml:"reseller"`
		Seller   xmlNamed `xml:"seller"`
		Shipping struct {
			Company string   `xml:"company"`
			Extra   xmlMoney `xml:"extraItemShippingCost"`
			First   xmlMoney `xml:"firstItemShippingCost"`
			MaxDays int      `xml:"maxDeliveryDays"`
			MinDays int      `xml:"minDeliveryDays"`
			Code    string   `xml:"trackingCode"`
		} `xml:"shipping"`
		Instructions string   `xml:"specialInstructions"`
		Status       xmlNamed `xml:"status"`
	} `xml:"purchaseOrderList>purchaseOrder"`
}

type xmlNamed struct {
	ID   string `xml:"id,attr"`
	Name string `xml:"name"`
	Code string `xml:"code,attr"`
	Text string `xml:",chardata"`
}

type xmlMoney struct {
	Currency string `xml:"currency,attr"`
	Amount   string `xml:",chardata"`
}

type xmlDate struct {
	Day    int `xml:"date>day"`
	Month  int `xml:"date>month"`
	Year   int `xml:"date>year"`
	Hour   int `xml:"time>hour"`
	Minute int `xml:"time>minute"`
	Second int `xml:"time>second"`
}

// hundredOrders repeats those of the sample.
func hundredOrders(tb testing.TB) []byte {
	sample := read(tb, "replies/new-orders.xml")
	from, to := strings.Index(sample, "  <purchaseOrder id"), strings.Index(sample, " </purchaseOrderList>")
	var b strings.Builder
	b.WriteString(sample[:from])
	for i := range 50 {
		n := strconv.Itoa(10_000 + i)
		b.WriteString(strings.NewReplacer(`"50000`, `"`+n, `"70000`, `"`+n).Replace(sample[from:to]))
	}
	return []byte(b.String() + sample[to:])
}

// BenchmarkOrders reads a list of 100 orders: into an [orders.Order] each, with
// amounts, times and what is unreadable, and with encoding/xml into texts.
func BenchmarkOrders(b *testing.B) {
	body := hundredOrders(b)
	b.Run("orders", func(b *testing.B) {
		b.SetBytes(int64(len(body)))
		b.ReportAllocs()
		for b.Loop() {
			listed, _, err := orders.Parse(body)
			require.NoError(b, err)
			require.Len(b, listed, 100)
		}
	})
	b.Run("encoding/xml", func(b *testing.B) {
		b.SetBytes(int64(len(body)))
		b.ReportAllocs()
		for b.Loop() {
			var reply xmlReply
			d := xml.NewDecoder(bytes.NewReader(body))
			d.CharsetReader = charset.Reader
			require.NoError(b, d.Decode(&reply))
			require.Len(b, reply.Orders, 100)
		}
	})
}
