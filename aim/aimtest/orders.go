package aimtest

import (
	"io"
	"iter"
	"slices"
	"time"
)

// Order is a row of the order report. Its fields are written unchanged. A zero time is
// written as an empty cell.
type Order struct {
	PaymentsStatus, OrderID, OrderItemID string
	PaymentsDate                         time.Time
	PaymentsTransactionID                string
	ItemName, ListingID, SKU             string
	Price, ShippingFee, Quantity, Total  string
	PurchaseDate                         time.Time
	BatchID                              string
	BuyerEmail, BuyerName, RecipientName string
	Address1, Address2, City, State      string
	Zip, Country                         string
	SpecialComments, UPC, ShipMethod     string
}

// orderSource is a source of orders for order reports.
type orderSource = iter.Seq[Order]

// AddOrders adds orders for the order reports that are requested from now on. A report
// has the orders whose PurchaseDate is in its period. A zero PurchaseDate means now.
func (e *Emulator) AddOrders(orders ...Order) {
	defer e.lock()()
	added := slices.Clone(orders)
	for i := range added {
		if added[i].PurchaseDate.IsZero() {
			added[i].PurchaseDate = e.opts.Now()
		}
	}
	e.orders = append(e.orders, slices.Values(added))
}

// StreamOrders adds any number of orders, like AddOrders, but keeps none in memory: each
// download ranges over the sequence again, row by row. The sequence must be safe for
// concurrent use. An order with a zero PurchaseDate is in every report.
func (e *Emulator) StreamOrders(orders iter.Seq[Order]) {
	defer e.lock()()
	e.orders = append(e.orders, orders)
}

var orderColumns = []string{
	"payments-status", "order-id", "order-item-id", "payments-date", "payments-transaction-id",
	"item-name", "listing-id", "sku", "price", "shipping-fee", "quantity-purchased", "total-price",
	"purchase-date", "batch-id", "buyer-email", "buyer-name", "recipient-name", "ship-address-1",
	"ship-address-2", "ship-city", "ship-state", "ship-zip", "ship-country", "special-comments",
	"upc", "ship-method",
}

// orderReport returns a function that writes an order report for a period.
func (e *Emulator) orderReport(start, end time.Time) func(io.Writer) error {
	sources := slices.Clone(e.orders)
	zone := e.opts.orderZone()
	return func(w io.Writer) error {
		out := e.lineWriter(w, "\n")
		table := table{out: out, columns: orderColumns, headerEvery: e.opts.OrderHeaderEvery}
		table.header()
		for order := range within(sources, start, end) {
			if err := table.row(order.values(zone)...); err != nil {
				return err
			}
		}
		return out.flush()
	}
}

func within(sources []orderSource, start, end time.Time) iter.Seq[Order] {
	return func(yield func(Order) bool) {
		for _, source := range sources {
			for order := range source {
				at := order.PurchaseDate
				if !at.IsZero() && (at.Before(start) || at.After(end)) {
					continue
				}
				if !yield(order) {
					return
				}
			}
		}
	}
}

func (o Order) values(zone *time.Location) []string {
	return []string{
		o.PaymentsStatus, o.OrderID, o.OrderItemID, fileTime(o.PaymentsDate, zone), o.PaymentsTransactionID,
		o.ItemName, o.ListingID, o.SKU, o.Price, o.ShippingFee, o.Quantity, o.Total,
		fileTime(o.PurchaseDate, zone), o.BatchID, o.BuyerEmail, o.BuyerName, o.RecipientName, o.Address1,
		o.Address2, o.City, o.State, o.Zip, o.Country, o.SpecialComments,
		o.UPC, o.ShipMethod,
	}
}

// fileTime formats a time as reports print it.
func fileTime(t time.Time, zone *time.Location) string {
	if t.IsZero() {
		return ""
	}
	return t.In(zone).Format("2006-01-02 15:04:05 MST")
}

// soldListings returns a function that writes a SoldListings report. Its columns were
// never recorded; these are ours.
func (e *Emulator) soldListings() func(io.Writer) error {
	sources := slices.Clone(e.orders)
	zone := e.opts.orderZone()
	return func(w io.Writer) error {
		out := e.lineWriter(w, "\n")
		out.row("sku", "item-name", "price", "quantity-purchased", "purchase-date")
		for _, source := range sources {
			for o := range source {
				if err := out.row(o.SKU, o.ItemName, o.Price, o.Quantity, fileTime(o.PurchaseDate, zone)); err != nil {
					return err
				}
			}
		}
		return out.flush()
	}
}
