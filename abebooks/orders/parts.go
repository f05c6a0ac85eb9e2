package orders

import (
	"bytes"
	"errors"
	"strconv"
)

// records are the IDs that have been read, with the bytes of each.
type records map[string][]byte

// repeats tells whether a record is there twice. Two with one ID that are not the
// same are both kept.
func (r *reader) repeats(seen *records, id string, raw []byte) bool {
	before, known := (*seen)[id]
	switch {
	case id == "":
		r.faulty("id", "it is missing")
	case *seen == nil:
		*seen = records{id: raw}
	case !known:
		(*seen)[id] = raw
	case bytes.Equal(before, raw):
		return true
	default:
		r.faulty("id", "there is another with this ID")
	}
	return false
}

// appendOrder reads an order, which must be closed by an end tag of its own.
func (r *reader) appendOrder(to []Order, start tag) []Order {
	r.spend(orderCost)
	r.faults, r.item = nil, ""
	r.mustBeClosed(start)
	o := Order{ID: start.Attribute("id")}
	var items records
	for t := range r.children(start) {
		r.partOf(&o, t, &items)
	}
	if r.err != nil {
		return to
	}
	r.open = append(r.open, start)
	defer func() { r.open = r.open[:len(r.open)-1] }()
	if len(o.Items) == 0 {
		r.faulty("purchaseOrderItemList", "there is no item")
	}
	raw := r.Bytes(start.Start, r.At())
	if r.repeats(&r.orders, o.ID, raw) {
		return to
	}
	o.Raw, o.Unreadable = bytes.Clone(raw), r.faults
	return push(r, to, o, orderCost)
}

func (r *reader) partOf(o *Order, t tag, items *records) {
	switch t.name {
	case "buyer":
		put(r, t, &o.Buyer, r.buyer(t))
	case "buyerPurchaseOrder":
		put(r, t, &o.BuyerOrderID, t.Attribute("id"))
	case "domain":
		site := r.party(t)
		put(r, t, &o.Domain, Domain{DomainID(site.ID), site.Name})
	case "indirectTaxList":
		put(r, t, &o.IndirectTaxes, r.markup(t))
	case "orderDate":
		put(r, t, &o.Date, r.date(t))
	case "orderTotals":
		put(r, t, &o.Totals, r.totals(t))
	case "purchaseMethod":
		put(r, t, &o.PurchaseType, PurchaseType(t.Attribute("type")))
		put(r, t, &o.PurchaseMethod, PurchaseMethod(r.text(t)))
	case "purchaseOrderItemList":
		for item := range r.children(t) {
			if item.name == "purchaseOrderItem" {
				o.Items = r.appendItem(o.Items, item, o.ID, items)
			}
		}
	case "reseller":
		put(r, t, &o.Reseller, r.party(t))
	case "seller":
		put(r, t, &o.Seller, r.party(t))
	case "shipmentManifest":
		put(r, t, &o.ShipmentManifest, r.text(t))
	case "shipping":
		put(r, t, &o.Shipping, r.shipping(t))
	case "specialInstructions":
		put(r, t, &o.SpecialInstructions, r.text(t))
	case "status":
		put(r, t, &o.StatusCode, newStatusCode(t.Attribute("code")))
		put(r, t, &o.Status, newStatus(r.text(t)))
	case "purchaseOrder":
		r.err = errors.New("one of its orders is inside another")
	case "code", "message":
		r.faulty(t.name, reportsError)
	}
}

const reportsError = "the service reports an error here"

func (r *reader) appendItem(to []Item, start tag, orderID string, seen *records) []Item {
	r.spend(itemCost)
	i := Item{ID: start.Attribute("id")}
	r.item = "item " + i.ID
	if idFault(i.ID) != "" { // and so it may be anything, a name too
		r.item = "item number " + strconv.Itoa(len(to)+1)
	}
	faults := len(r.faults)
	for t := range r.children(start) {
		switch t.name {
		case "book":
			book, key := r.book(t)
			put(r, t, &i.Book, book)
			put(r, t, &i.VendorBookID, key)
		case "orderDate":
			put(r, t, &i.Date, r.date(t))
		case "purchaseOrder":
			r.backReference(t, orderID)
		case "sellerTotal":
			put(r, t, &i.SellerTotal, r.money(t))
		case "status":
			put(r, t, &i.StatusCode, newStatusCode(t.Attribute("code")))
			put(r, t, &i.Status, newStatus(r.text(t)))
		case "code", "message":
			r.faulty(t.name, reportsError)
		}
	}
	if i.VendorBookID == "" {
		r.faulty("vendorKey", "it is missing")
	}
	if r.repeats(seen, i.ID, r.Bytes(start.Start, r.At())) {
		r.faults = r.faults[:faults]
	} else {
		to = push(r, to, i, itemCost)
	}
	r.item = ""
	return to
}

// backReference is the order that an item says it belongs to.
func (r *reader) backReference(t tag, orderID string) {
	if id := t.Attribute("id"); id != "" && id != orderID {
		r.faulty("purchaseOrder id", "it belongs to another order")
	}
	for inner := range r.children(t) {
		if inner.name == "purchaseOrderItemList" {
			r.err = errors.New("one of its orders is inside another")
		}
	}
}

func (r *reader) book(start tag) (b Book, vendorKey string) {
	b.ListingID = start.Attribute("id")
	for t := range r.children(start) {
		switch t.name {
		case "author":
			put(r, t, &b.Author, r.text(t))
		case "description":
			put(r, t, &b.Description, r.text(t))
		case "isbn":
			put(r, t, &b.ISBN, r.text(t))
		case "price":
			put(r, t, &b.Price, r.money(t))
		case "title":
			put(r, t, &b.Title, r.text(t))
		case "vendorKey":
			put(r, t, &vendorKey, r.text(t))
		}
	}
	return b, vendorKey
}

func (r *reader) buyer(start tag) (b Buyer) {
	b.ID = start.Attribute("id")
	for t := range r.children(start) {
		switch t.name {
		case "email":
			put(r, t, &b.Email, r.text(t))
		case "mailingAddress":
			put(r, t, &b.Address, r.address(t))
		}
	}
	return b
}

func (r *reader) address(start tag) (a Address) {
	for t := range r.children(start) {
		switch t.name {
		case "city":
			put(r, t, &a.City, r.text(t))
		case "code":
			put(r, t, &a.Code, r.text(t))
		case "country":
			put(r, t, &a.Country, r.text(t))
		case "name":
			put(r, t, &a.Name, r.text(t))
		case "phone":
			put(r, t, &a.Phone, r.text(t))
		case "region":
			put(r, t, &a.Region, r.text(t))
		case "street":
			put(r, t, &a.Street, r.text(t))
		case "street2":
			put(r, t, &a.Street2, r.text(t))
		}
	}
	return a
}

func (r *reader) party(start tag) (p Party) {
	p.ID = start.Attribute("id")
	for t := range r.children(start) {
		if t.name == "name" {
			put(r, t, &p.Name, r.text(t))
		}
	}
	return p
}

func (r *reader) totals(start tag) (m Totals) {
	for t := range r.children(start) {
		switch t.name {
		case "gst":
			put(r, t, &m.GST, r.money(t))
		case "handling":
			put(r, t, &m.Handling, r.money(t))
		case "shipping":
			put(r, t, &m.Shipping, r.money(t))
		case "subtotal":
			put(r, t, &m.Subtotal, r.money(t))
		case "tax":
			put(r, t, &m.Tax, r.money(t))
		case "total":
			put(r, t, &m.Total, r.money(t))
		}
	}
	return m
}

func (r *reader) shipping(start tag) (s Shipping) {
	for t := range r.children(start) {
		switch t.name {
		case "company":
			put(r, t, &s.Company, r.text(t))
		case "extraItemShippingCost":
			put(r, t, &s.ExtraItemCost, r.money(t))
		case "firstItemShippingCost":
			put(r, t, &s.FirstItemCost, r.money(t))
		case "maxDeliveryDays":
			put(r, t, &s.MaxDeliveryDays, r.whole(t))
		case "minDeliveryDays":
			put(r, t, &s.MinDeliveryDays, r.whole(t))
		case "trackingCode":
			put(r, t, &s.TrackingCode, r.text(t))
		}
	}
	return s
}
