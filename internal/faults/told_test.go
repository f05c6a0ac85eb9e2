package faults_test

import (
	"fmt"
	"iter"
	"slices"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim"
	"github.com/sellerwire/sellerwire/purchase"
	"github.com/sellerwire/sellerwire/twd"
)

// A record is one thing that a call has returned, with the names and in the
// spelling of the wire. An empty value was not there.
type record map[string]string

// unread is the key under which a record lists what it says it could not read.
const unread = "unread"

// told is what a call has said: the records that it returned, and the outcome of
// each thing that it was to change.
type told struct {
	records  []record
	outcomes map[string]sellerwire.Outcome
	// unread: a page says that something in it could not be read.
	unread bool
}

func (d *told) add(r record) { d.records = append(d.records, r) }

func (d *told) outcome(thing string, o sellerwire.Outcome) {
	if d.outcomes == nil {
		d.outcomes = map[string]sellerwire.Outcome{}
	}
	d.outcomes[thing] = o
}

// incomplete tells whether something says of itself that it could not be read.
func (d *told) incomplete() bool {
	return d.unread || slices.ContainsFunc(d.records, func(r record) bool { return r[unread] != "" })
}

// put adds a value that was there.
func (r record) put(name string, value any) {
	switch v := value.(type) {
	case string:
		r[name] = v
	case int:
		r[name] = strconv.Itoa(v)
	case int64:
		r[name] = strconv.FormatInt(v, 10)
	case bool:
		r[name] = strconv.FormatBool(v)
	case decimal.Decimal:
		r[name] = v.String()
	case *decimal.Decimal:
		if v != nil {
			r[name] = v.String()
		}
	case time.Time:
		if !v.IsZero() {
			r[name] = v.UTC().Format(time.RFC3339)
		}
	default:
		panic(fmt.Sprintf("a record with a %T", value))
	}
}

// numberIn is how the parts of a reply are numbered: not the first.
func numberIn(i int) string {
	if i == 0 {
		return ""
	}
	return fmt.Sprintf("[%d]", i+1)
}

func (d *told) page(p purchase.Page) {
	d.orders(p.Orders...)
	d.unread = d.unread || len(p.Unreadable) > 0
}

func (d *told) orders(orders ...purchase.Order) {
	for _, o := range orders {
		r := record{}
		r.put("orderId", o.ID)
		r.put("createDate", o.CreateDate)
		r.put("currency", o.Currency)
		r.put("dryrun", o.DryRun)
		r.put("tax", o.Tax)
		r.put("taxModel", string(o.TaxModel))
		r.put("referenceId", o.ReferenceID)
		for _, f := range o.Unreadable {
			r[unread] += f.Field + " "
		}
		for i, l := range o.Listings {
			line := "listings" + numberIn(i) + "/"
			r.put(line+"listingId", l.ListingID)
			r.put(line+"title", l.Title)
			r.put(line+"isbn", l.ISBN)
			r.put(line+"quantity", l.Quantity)
			r.put(line+"vendorId", l.VendorID)
			r.put(line+"shippingCompany", l.ShippingCompany)
			r.put(line+"shippingTrackingId", l.ShippingTrackingID)
			r.put(line+"minShippingDays", l.MinShippingDays)
			r.put(line+"maxShippingDays", l.MaxShippingDays)
			for j, it := range l.Items {
				item := line + "orderItems" + numberIn(j) + "/"
				r.put(item+"orderItemId", it.ID)
				r.put(item+"cost", it.Cost)
				r.put(item+"shipcost", it.ShipCost)
				r.put(item+"status", int(it.Status))
				r.put(item+"itemUpdateDate", it.UpdateDate)
			}
		}
		d.add(r)
	}
}

func (d *told) items(items ...twd.Item) {
	for _, it := range items {
		r := record{
			"stock_no": it.StockNo, "status": string(it.Status), "deptcode": it.DeptCode, "dept": it.Dept,
			"brand": it.Brand, "description": it.Description, "price": string(it.Price),
		}
		if it.Qty != nil {
			r.put("qty", *it.Qty)
		}
		for _, f := range it.Unreadable {
			r[unread] += f.Field + " "
		}
		d.add(r)
	}
}

// listing reads a listing to its end, or to its error.
func (d *told) listing(items iter.Seq2[twd.Item, error]) error {
	for item, err := range items {
		if err != nil {
			return err
		}
		d.items(item)
	}
	return nil
}

func (d *told) batches(batches ...aim.Batch) {
	for _, b := range batches {
		r := record{"batchid": b.ID, "status": string(b.Status), "dateandtime": b.Received.Text}
		r.put("activateditems", b.Activated)
		r.put("numberofwarnings", b.Warnings)
		r.put("itemsnotacivated", b.NotActivated)
		d.add(r)
	}
}

func (d *told) reports(reports ...aim.Report) {
	for _, r := range reports {
		d.add(record{"reportid": r.ID, "reportstarttime": r.Start.Text, "reportendtime": r.End.Text})
	}
}

// listed is what a mark lists.
func (d *told) listed(key string, mark aim.Mark) {
	for _, id := range mark.IDs {
		d.add(record{key: id})
	}
}

// uploaded is which batch an upload became, if that could be told.
func (d *told) uploaded(r aim.UploadResult) {
	if r.BatchID != "" {
		d.add(record{"batchid": r.BatchID})
	}
}

// refunded are the refunds that were made.
func (d *told) refunded(refunds []aim.RefundResult) {
	for _, r := range refunds {
		if r.Outcome == sellerwire.OutcomeAccepted {
			refund := record{"order-item-id": r.Refund.OrderItemID}
			refund.put("refund-amount", r.Refund.Amount)
			d.add(refund)
		}
	}
}
