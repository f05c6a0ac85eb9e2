package purchase

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/money"
)

var (
	orderKeys    = []string{"orderId", "createDate", "currency", "listings", "dryrun", "tax", "taxModel", "referenceId"}
	answerKeys   = append(orderKeys[:len(orderKeys):len(orderKeys)], "orders", "metadata", "messages", "requestId")
	metadataKeys = []string{"next", "orderResponseSize"}
	listingKeys  = []string{
		"listingId", "title", "isbn", "quantity", "vendorId", "shippingCompany", "shippingTrackingId",
		"minShippingDays", "maxShippingDays", "orderItems",
	}
	itemKeys = []string{"orderItemId", "cost", "shipcost", "status", "itemUpdateDate"}
)

func (a *answer) decode(body []byte) error {
	if err := a.start(body); err != nil {
		return err
	}
	a.single.Unreadable = a.aside(func() {
		a.shown = a.object(answerKeys, func(key string) {
			switch key {
			case "orders":
				a.readOrders()
			case "metadata":
				a.odd = a.aside(a.readMetadata)
			case "messages":
				a.readMessages()
			case "requestId":
				a.requestID, _ = scalar(a.value())
			default:
				a.readOrder(&a.single, key)
			}
		})
		if a.isOrder() && a.exceeded() == nil {
			a.single.Raw = bytes.Clone(a.src)
			if id, _ := scalar(a.shown.of("orderId")); id == "" { // a dry run has 0
				a.needID("it is missing")
			}
		}
	})
	if err := a.exceeded(); err != nil {
		a.single, a.orders = Order{}, nil // the memory is needed for the error
		return err
	}
	return nil
}

// readOrders reads the orders of a page. One that cannot be read stays among them,
// with what could be read of it.
func (a *answer) readOrders() {
	ok := array(&a.reader, costOrder, &a.orders, func(order *Order) {
		order.Unreadable = a.aside(func() {
			start := a.at
			a.object(orderKeys, func(key string) { a.readOrder(order, key) })
			if order.Raw = bytes.Clone(a.src[start:a.at]); order.ID < 1 {
				a.needID("it is missing, or no order ID")
			}
		})
	})
	if !ok {
		a.fault = errors.New("its orders are not an array")
	}
}

// readMetadata reads the cursor and the size of a page. The cursor is a whole number
// or a text, and kept as it came: a text would lose its zeros.
func (a *answer) readMetadata() {
	a.next, a.size, a.counts = "", 0, false
	if !a.is('{') {
		if !isNull(a.value()) {
			a.fault = errors.New("its metadata is not an object")
		}
		return
	}
	shown := a.object(metadataKeys, func(key string) {
		if key == "orderResponseSize" {
			a.size = a.count()
			return
		}
		raw := a.value()
		next, ok := scalar(raw)
		if n, err := money.Parse(next); ok && err == nil && raw[0] != '"' && n.IsInteger() {
			next = n.String() // 8.7324198E7 is 87324198
		}
		if a.next = next; strings.TrimSpace(next) == "" {
			a.next = ""
		}
		if !ok {
			a.fault = errors.New("its metadata.next is neither a number nor a text")
		}
	})
	a.counts = !isNull(shown.of("orderResponseSize"))
	if isTwice(shown.of("next")) {
		a.fault = errors.New("its metadata.next: " + twice)
	}
}

// maxMessages bounds the words of an error body.
const maxMessages = 100

// readMessages reads the texts of an error body. They are for people: what is not
// text is left out rather than let it hide the codes.
func (a *answer) readMessages() {
	read := func() {
		raw := a.value()
		if raw[0] == '"' && len(a.messages) < maxMessages {
			if text := strings.TrimSpace(unquote(raw)); text != "" {
				a.messages = append(a.messages, text)
			}
		}
	}
	if !a.is('[') {
		read()
		return
	}
	for a.enter(); a.more(); {
		read()
	}
}

// needID lists the ID of an order as unreadable, unless it is listed already.
func (r *reader) needID(reason string) {
	listed := func(f sellerwire.FieldError) bool { return f.Item == "" && (f.Field == "orderId" || f.Field == "") }
	if !slices.ContainsFunc(r.unreadable, listed) {
		r.field = "orderId"
		r.fail(reason)
	}
}

func (r *reader) readOrder(o *Order, key string) {
	switch key {
	case "orderId":
		o.ID = r.whole()
	case "createDate":
		o.CreateDate = r.time()
	case "currency":
		o.Currency = r.text()
	case "dryrun":
		o.DryRun = r.truth()
	case "tax":
		o.Tax = nil
		if tax, ok := r.amount(); ok {
			o.Tax = &tax
		}
	case "taxModel":
		o.TaxModel = TaxModel(r.text())
	case "referenceId":
		o.ReferenceID = r.text()
	case "listings":
		ok := array(r, costListing, &o.Listings, func(line *OrderListing) {
			r.listing++
			r.object(listingKeys, func(key string) { r.readListing(line, key) })
		})
		if r.listing = 0; !ok {
			r.fail("it is not an array")
		}
	}
}

func (r *reader) readListing(l *OrderListing, key string) {
	switch key {
	case "listingId":
		l.ListingID = r.whole()
	case "title":
		l.Title = r.text()
	case "isbn":
		l.ISBN = r.text()
	case "quantity":
		l.Quantity = r.count()
	case "vendorId":
		l.VendorID = r.whole()
	case "shippingCompany":
		l.ShippingCompany = r.text()
	case "shippingTrackingId":
		l.ShippingTrackingID = r.text()
	case "minShippingDays":
		l.MinShippingDays = r.count()
	case "maxShippingDays":
		l.MaxShippingDays = r.count()
	case "orderItems":
		ok := array(r, costItem, &l.Items, func(item *OrderItem) {
			r.item++
			r.object(itemKeys, func(key string) { r.readItem(item, key) })
		})
		l.Items = r.distinct(l.Items)
		if r.item = 0; !ok {
			r.fail("it is not an array")
		}
	}
}

// distinct drops what shows a copy once more: an item whose ID has come before in
// the listing. If the two differ in status, nobody knows which of them holds.
func (r *reader) distinct(items []OrderItem) []OrderItem {
	if len(items) < 2 {
		return items
	}
	first := make(map[int64]int, len(items))
	kept := items[:0]
	for n, item := range items {
		at, again := first[item.ID]
		if !again || item.ID == 0 {
			first[item.ID] = len(kept)
			kept = append(kept, item)
			continue
		}
		if kept[at].Status != item.Status {
			kept[at].Status = 0
		}
		r.field, r.item = "orderItemId", n+1
		r.fail("it has come before in this listing")
	}
	return kept
}

func (r *reader) readItem(i *OrderItem, key string) {
	switch key {
	case "orderItemId":
		i.ID = r.whole()
	case "cost":
		i.Cost, _ = r.amount()
	case "shipcost":
		i.ShipCost, _ = r.amount()
	case "status":
		i.Status = ItemStatus(r.count())
	case "itemUpdateDate":
		i.UpdateDate = r.time()
	}
}
