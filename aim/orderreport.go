package aim

import (
	"io"
	"iter"

	"github.com/shopspring/decimal"
)

// OrderItem is a row of an order fulfillment report: one item of an order. An
// order of several items has a row for each, with the same OrderID.
//
// All texts of a row share one piece of memory: clone what is kept for long, if
// it is little of the row.
type OrderItem struct {
	PaymentsStatus string
	// OrderID has 3, 7 and 7 digits, such as "001-1234567-1234567".
	OrderID string
	// OrderItemID has 14 digits. A refund names it, see [Refund].
	OrderItemID           string
	PaymentsDate          Timestamp
	PaymentsTransactionID string
	ItemName              string
	ListingID             string
	SKU                   string
	// Price is that of one copy, ShippingFee that of the item, and TotalPrice
	// the sum that the report has. The report does not name the currency.
	Price, ShippingFee decimal.Decimal
	Quantity           int // quantity-purchased
	TotalPrice         decimal.Decimal
	PurchaseDate       Timestamp
	BatchID            string
	BuyerEmail         string
	BuyerName          string
	RecipientName      string
	ShipAddress1       string
	ShipAddress2       string
	ShipCity           string
	ShipState          string
	ShipZip            string
	ShipCountry        string
	SpecialComments    string
	UPC                string
	// ShipMethod is a word such as "standard".
	ShipMethod string
	// Extra has the values of columns that this package does not know, by the
	// names that the file has for them. Nil if there are none.
	Extra map[string]string
}

// ReadOrders reads an order report, one row at a time:
//
//	for item, err := range aim.ReadOrders(download, aim.ReadOptions{}) {
//		if err != nil {
//			return err
//		}
//		total = total.Add(item.TotalPrice)
//	}
//
// Columns are found by name. The IDs, the amounts and the quantity must be there:
// a file without one of these columns is an error, a row without one of these
// values a [RowError], as is a value that cannot be read. A header line that comes
// again between the rows is skipped.
//
// Times are in the zone that is printed with them, which can be PST in July. The
// sequence can be ranged over once, and ends after an error. An error of r comes
// through as it is.
func ReadOrders(r io.Reader, opts ReadOptions) iter.Seq2[OrderItem, error] {
	return orderReport.read(r, opts)
}

var orderReport = format[OrderItem]{
	name:    "order report",
	repeats: true,
	columns: []column[OrderItem]{
		textColumn("payments-status", func(o *OrderItem) *string { return &o.PaymentsStatus }),
		textColumn("order-id", func(o *OrderItem) *string { return &o.OrderID }).needed(inEveryRow),
		textColumn("order-item-id", func(o *OrderItem) *string { return &o.OrderItemID }).needed(inEveryRow),
		timeColumn("payments-date", func(o *OrderItem) *Timestamp { return &o.PaymentsDate }),
		textColumn("payments-transaction-id", func(o *OrderItem) *string { return &o.PaymentsTransactionID }),
		textColumn("item-name", func(o *OrderItem) *string { return &o.ItemName }),
		textColumn("listing-id", func(o *OrderItem) *string { return &o.ListingID }),
		textColumn("sku", func(o *OrderItem) *string { return &o.SKU }),
		amountColumn("price", func(o *OrderItem) *decimal.Decimal { return &o.Price }).needed(inEveryRow),
		amountColumn("shipping-fee", func(o *OrderItem) *decimal.Decimal { return &o.ShippingFee }).needed(inEveryRow),
		countColumn("quantity-purchased", func(o *OrderItem) *int { return &o.Quantity }).needed(inEveryRow),
		amountColumn("total-price", func(o *OrderItem) *decimal.Decimal { return &o.TotalPrice }).needed(inEveryRow),
		timeColumn("purchase-date", func(o *OrderItem) *Timestamp { return &o.PurchaseDate }),
		textColumn("batch-id", func(o *OrderItem) *string { return &o.BatchID }),
		textColumn("buyer-email", func(o *OrderItem) *string { return &o.BuyerEmail }),
		textColumn("buyer-name", func(o *OrderItem) *string { return &o.BuyerName }),
		textColumn("recipient-name", func(o *OrderItem) *string { return &o.RecipientName }),
		textColumn("ship-address-1", func(o *OrderItem) *string { return &o.ShipAddress1 }),
		textColumn("ship-address-2", func(o *OrderItem) *string { return &o.ShipAddress2 }),
		textColumn("ship-city", func(o *OrderItem) *string { return &o.ShipCity }),
		textColumn("ship-state", func(o *OrderItem) *string { return &o.ShipState }),
		textColumn("ship-zip", func(o *OrderItem) *string { return &o.ShipZip }),
		textColumn("ship-country", func(o *OrderItem) *string { return &o.ShipCountry }),
		textColumn("special-comments", func(o *OrderItem) *string { return &o.SpecialComments }),
		textColumn("upc", func(o *OrderItem) *string { return &o.UPC }),
		textColumn("ship-method", func(o *OrderItem) *string { return &o.ShipMethod }),
	},
	extra: func(o *OrderItem) *map[string]string { return &o.Extra },
}
