package flatfile

import (
	"io"
	"iter"

	"github.com/shopspring/decimal"

	"github.com/sellerwire/sellerwire"
)

// OrderItem is a row of an order fulfillment report: one item of an order. An order of
// several items has one row for each, with the same OrderID.
//
// All texts of a row share memory. If you keep a small part of a row for long, clone it.
type OrderItem struct {
	// PaymentsStatus is often blank.
	PaymentsStatus string
	// OrderID has 3, 7 and 7 digits, such as "001-1234567-1234567".
	OrderID string
	// OrderItemID has 14 digits. A [Refund] needs it.
	OrderItemID           string
	PaymentsDate          Timestamp
	PaymentsTransactionID string // may be blank
	ItemName              string
	ListingID             string
	// SKU is the seller's own ID of the item, as uploaded.
	SKU string
	// Price and ShippingFee are as printed in the report. It is not known whether Price
	// is the price of one copy, so use TotalPrice for sums. A blank ShippingFee is 0. The
	// report does not state the currency.
	Price, ShippingFee decimal.Decimal
	Quantity           int // quantity-purchased
	// TotalPrice is the total printed in the report. It is not computed here.
	TotalPrice   decimal.Decimal
	PurchaseDate Timestamp
	// BatchID may be blank. Its meaning was not recorded.
	BatchID         string
	BuyerEmail      string
	BuyerName       string
	RecipientName   string
	ShipAddress1    string
	ShipAddress2    string
	ShipCity        string
	ShipState       string
	ShipZip         string
	ShipCountry     string
	SpecialComments string
	UPC             string
	// ShipMethod is a word such as "standard".
	ShipMethod string
	// Extra has the cells of unknown columns, by column name, and those listed in
	// Unreadable. Nil if there are none.
	Extra map[string]string
	// Unreadable lists cells of no consequence that cannot be read: a shipping-fee that
	// is not an amount. ShippingFee is 0 then.
	Unreadable []sellerwire.FieldError
}

// ReadOrders reads an order report, one row at a time:
//
//	for item, err := range flatfile.ReadOrders(download, download.ReadOptions()) {
//		if err != nil {
//			return err
//		}
//		total = total.Add(item.TotalPrice)
//	}
//
// Columns are found by name. The IDs, price, total-price and quantity-purchased are
// required. A file without one of these columns is an error. A row in which one of these
// cells is missing or cannot be read is a [RowError]. A shipping-fee that is blank or
// missing is 0. Repeated header lines are skipped.
//
// Times are in the zone that is printed with them, which can be PST even in July. For the
// orders of one day see [PacificDay]. The sequence can be ranged over once, and stops
// after an error. An error of r is returned unchanged.
func ReadOrders(r io.Reader, opts ReadOptions) iter.Seq2[OrderItem, error] {
	return orderReport.read(r, opts)
}

var orderReport = format[OrderItem]{
	name:    "order report",
	repeats: true,
	row:     orderItem,
}

func orderItem(c *cells) (o OrderItem) {
	o.PaymentsStatus = c.text("payments-status", o.PaymentsStatus)
	o.OrderID = c.key("order-id", o.OrderID)
	o.OrderItemID = c.key("order-item-id", o.OrderItemID)
	o.PaymentsDate.Time, o.PaymentsDate.Text = c.time("payments-date")
	o.PaymentsTransactionID = c.id("payments-transaction-id", o.PaymentsTransactionID)
	o.ItemName = c.text("item-name", o.ItemName)
	o.ListingID = c.id("listing-id", o.ListingID)
	o.SKU = c.id("sku", o.SKU)
	o.Price = c.amount("price", o.Price)
	o.ShippingFee = c.fee("shipping-fee", o.ShippingFee)
	o.Quantity = c.count("quantity-purchased", o.Quantity)
	o.TotalPrice = c.amount("total-price", o.TotalPrice)
	o.PurchaseDate.Time, o.PurchaseDate.Text = c.time("purchase-date")
	o.BatchID = c.id("batch-id", o.BatchID)
	o.BuyerEmail = c.text("buyer-email", o.BuyerEmail)
	o.BuyerName = c.text("buyer-name", o.BuyerName)
	o.RecipientName = c.text("recipient-name", o.RecipientName)
	o.ShipAddress1 = c.text("ship-address-1", o.ShipAddress1)
	o.ShipAddress2 = c.text("ship-address-2", o.ShipAddress2)
	o.ShipCity = c.text("ship-city", o.ShipCity)
	o.ShipState = c.text("ship-state", o.ShipState)
	o.ShipZip = c.text("ship-zip", o.ShipZip)
	o.ShipCountry = c.text("ship-country", o.ShipCountry)
	o.SpecialComments = c.text("special-comments", o.SpecialComments)
	o.UPC = c.id("upc", o.UPC)
	o.ShipMethod = c.text("ship-method", o.ShipMethod)
	o.Extra, o.Unreadable = c.keep(o.Extra), c.lost
	return o
}
