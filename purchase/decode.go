package purchase

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/shopspring/decimal"
)

// answer is any reply of the service: an order, a page of orders, or an error
// body. Which it is, its keys say.
type answer struct {
	reader
	raw    []byte
	values [len(answerKeys)][]byte
}

// The keys of an order come first: a reply may be one.
var answerKeys = [...]string{
	"orderId", "createDate", "currency", "listings", "dryrun", "tax", "taxModel", "referenceId",
	"orders", "metadata", "messages", "requestId",
}

const (
	keyOrderID = iota
	keyCreateDate
	keyCurrency
	keyListings
	keyDryRun
	keyTax
	keyTaxModel
	keyReferenceID
	keyOrders // and from here on not an order's
	keyMetadata
	keyMessages
	keyRequestID
)

func (a *answer) decode(body []byte) (err error) {
	if a.raw, err = document(body); err == nil {
		a.fields(a.raw, answerKeys[:], a.values[:])
	}
	return err
}

// isOrder tells whether the reply is an order, whatever else it is.
func (a *answer) isOrder() bool { return a.values[keyOrderID] != nil || a.values[keyListings] != nil }

// order reads the answer as one order.
func (a *answer) order() (Order, error) {
	if !a.isOrder() {
		return Order{}, errors.New("it has no orderId")
	}
	order := a.orderOf(a.raw, a.values[:keyOrders])
	return order, a.err()
}

// orderWith reads the order that was asked for.
func (a *answer) orderWith(id int64, into *Order) error {
	order, err := a.order()
	switch {
	case err != nil:
	case order.unread("orderId") != "":
		err = errors.New("its orderId: " + order.unread("orderId"))
	case order.ID != id:
		err = fmt.Errorf("it is order %d, asked for was %d", order.ID, id)
	}
	if err == nil {
		*into = order
	}
	return err
}

// page reads the answer as a page of orders. The vendor's endpoints page prints
// a single order as the answer of a search; that is taken for a page of one.
// doubt says what keeps the answer from being proof of what it does not show.
func (a *answer) page() (page Page, next, doubt string, err error) {
	var size []byte
	if next, size, err = a.metadata(); err != nil {
		return Page{}, "", "", err
	}
	orders := a.values[keyOrders]
	page.Size = a.count("metadata.orderResponseSize", size)
	page.Unreadable = a.taken()
	switch {
	case isArray(orders):
	case !isNull(orders):
		return Page{}, "", "", errors.New("its orders are not an array")
	case a.isOrder():
		order, err := a.order()
		return Page{Orders: []Order{order}, Size: 1}, "", "a single order in place of a page", err
	case page.Size > 0 || orders != nil && len(orders) == 0:
		return Page{}, "", "", errors.New("its orders are missing")
	case isNull(size) && orders == nil:
		return Page{}, "", "", errors.New("it has neither orders nor an orderId")
	}
	if page.Orders, err = a.ordersOf(orders); err != nil {
		return Page{}, "", "", err
	}
	return page, next, a.doubt(&page, next, size), nil
}

// doubt says what is odd about a page.
func (a *answer) doubt(page *Page, next string, size []byte) string {
	switch {
	case page.Unreadable != nil:
		return "its " + page.Unreadable[0].String()
	case !isNull(size) && page.Size != len(page.Orders):
		return fmt.Sprintf("it counts %d orders and shows %d", page.Size, len(page.Orders))
	case isNull(size) && isNull(a.values[keyOrders]):
		return "it shows no orders and counts none"
	case len(page.Orders) == 0 && next != "":
		return "it shows no orders and names a next page"
	case a.isOrder() || a.messages() != nil:
		return "it is more than a page"
	}
	return ""
}

var metadataKeys = [...]string{"next", "orderResponseSize"}

// metadata returns the cursor and the size of a page. The cursor is a number or
// a text, and kept as it came: a number read as one could lose digits, a text its
// zeros.
func (a *answer) metadata() (next string, size []byte, err error) {
	raw := a.values[keyMetadata]
	if isNull(raw) {
		return "", nil, nil
	}
	if !isObject(raw) {
		return "", nil, errors.New("its metadata is not an object")
	}
	var v [len(metadataKeys)][]byte
	a.fields(raw, metadataKeys[:], v[:])
	next, ok := scalar(v[0])
	if !ok || v[0] != nil && len(v[0]) == 0 {
		return "", nil, errors.New("its metadata.next is neither a number nor a text")
	}
	return next, v[1], nil
}

// ordersOf reads the orders of a page. One that cannot be read stays among them,
// with what could be read of it.
func (a *answer) ordersOf(array []byte) ([]Order, error) {
	n := a.counted(array)
	orders := make([]Order, 0, n)
	if n == 0 {
		return orders, a.err()
	}
	for raw := range elements(array) {
		var v [keyOrders][]byte
		if isObject(raw) {
			a.fields(raw, answerKeys[:keyOrders], v[:])
			orders = append(orders, a.orderOf(raw, v[:]))
			continue
		}
		a.fail("", "it is not an object")
		orders = append(orders, Order{Raw: bytes.Clone(raw), Unreadable: a.taken()})
	}
	return orders, a.err()
}

// counted returns the number of elements of an array, none where that is more
// than may still come.
func (r *reader) counted(array []byte) (n int) {
	if isArray(array) {
		for range elements(array) {
			n++
		}
	}
	if !r.spend(n) {
		return 0
	}
	return n
}

// array reads the number of elements of a list that an order may have.
func (r *reader) array(field string, raw []byte) int {
	if !isArray(raw) && !isNull(raw) {
		r.fail(field, "it is not an array")
	}
	return r.counted(raw)
}

func (r *reader) orderOf(raw []byte, v [][]byte) Order {
	order := Order{
		ID:          r.whole("orderId", v[keyOrderID]),
		CreateDate:  r.time("createDate", v[keyCreateDate]),
		Currency:    r.text("currency", v[keyCurrency]),
		DryRun:      r.truth("dryrun", v[keyDryRun]),
		Tax:         r.amount("tax", v[keyTax]),
		TaxModel:    TaxModel(r.text("taxModel", v[keyTaxModel])),
		ReferenceID: r.text("referenceId", v[keyReferenceID]),
		Raw:         bytes.Clone(raw),
	}
	if v[keyOrderID] == nil {
		r.fail("orderId", "it is missing")
	}
	if n := r.array("listings", v[keyListings]); n > 0 {
		order.Listings = make([]OrderListing, 0, n)
		for element := range elements(v[keyListings]) {
			r.listing++
			order.Listings = append(order.Listings, r.listingOf(element))
		}
		r.listing = 0
	}
	order.Unreadable = r.taken()
	return order
}

var listingKeys = [...]string{
	"listingId", "title", "isbn", "quantity", "vendorId", "shippingCompany", "shippingTrackingId",
	"minShippingDays", "maxShippingDays", "orderItems",
}

func (r *reader) listingOf(raw []byte) OrderListing {
	if !isObject(raw) {
		r.fail("", "it is not an object")
		return OrderListing{}
	}
	var v [len(listingKeys)][]byte
	r.fields(raw, listingKeys[:], v[:])
	line := OrderListing{
		ListingID:          r.whole("listingId", v[0]),
		Title:              r.text("title", v[1]),
		ISBN:               r.text("isbn", v[2]),
		Quantity:           r.count("quantity", v[3]),
		VendorID:           r.whole("vendorId", v[4]),
		ShippingCompany:    r.text("shippingCompany", v[5]),
		ShippingTrackingID: r.text("shippingTrackingId", v[6]),
		MinShippingDays:    r.count("minShippingDays", v[7]),
		MaxShippingDays:    r.count("maxShippingDays", v[8]),
	}
	if n := r.array("orderItems", v[9]); n > 0 {
		line.Items = make([]OrderItem, 0, n)
		for element := range elements(v[9]) {
			r.item++
			line.Items = append(line.Items, r.itemOf(element))
		}
		r.item = 0
	}
	return line
}

var itemKeys = [...]string{"orderItemId", "cost", "shipcost", "status", "itemUpdateDate"}

func (r *reader) itemOf(raw []byte) OrderItem {
	if !isObject(raw) {
		r.fail("", "it is not an object")
		return OrderItem{}
	}
	var v [len(itemKeys)][]byte
	r.fields(raw, itemKeys[:], v[:])
	return OrderItem{
		ID:         r.whole("orderItemId", v[0]),
		Cost:       orZero(r.amount("cost", v[1])),
		ShipCost:   orZero(r.amount("shipcost", v[2])),
		Status:     ItemStatus(r.count("status", v[3])),
		UpdateDate: r.time("itemUpdateDate", v[4]),
	}
}

func orZero(amount *decimal.Decimal) decimal.Decimal {
	if amount == nil {
		return decimal.Decimal{}
	}
	return *amount
}
