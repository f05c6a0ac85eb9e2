package purchase

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
)

// answer is any reply of the service: an order, a page of orders, or an error
// body. Which it is, its keys say. Keys count without case, so that requestID
// is requestId.
type answer struct {
	wireOrder
	Orders   wireOrders   `json:"orders"`
	Metadata wireMetadata `json:"metadata"`

	Messages  json.RawMessage `json:"messages"`
	RequestID json.RawMessage `json:"requestId"`
}

// wireOrder is an OrderResponse. Single values are kept as they came, since
// numbers may come as text and text as numbers.
type wireOrder struct {
	OrderID     json.RawMessage `json:"orderId"`
	CreateDate  json.RawMessage `json:"createDate"`
	Currency    json.RawMessage `json:"currency"`
	Listings    []wireListing   `json:"listings"`
	DryRun      json.RawMessage `json:"dryrun"`
	Tax         json.RawMessage `json:"tax"`
	TaxModel    json.RawMessage `json:"taxModel"`
	ReferenceID json.RawMessage `json:"referenceId"`
}

type wireListing struct {
	ListingID          json.RawMessage `json:"listingId"`
	Title              json.RawMessage `json:"title"`
	ISBN               json.RawMessage `json:"isbn"`
	Quantity           json.RawMessage `json:"quantity"`
	VendorID           json.RawMessage `json:"vendorId"`
	ShippingCompany    json.RawMessage `json:"shippingCompany"`
	ShippingTrackingID json.RawMessage `json:"shippingTrackingId"`
	MinShippingDays    json.RawMessage `json:"minShippingDays"`
	MaxShippingDays    json.RawMessage `json:"maxShippingDays"`
	OrderItems         []wireItem      `json:"orderItems"`
}

type wireItem struct {
	OrderItemID    json.RawMessage `json:"orderItemId"`
	Cost           json.RawMessage `json:"cost"`
	ShipCost       json.RawMessage `json:"shipcost"`
	Status         json.RawMessage `json:"status"`
	ItemUpdateDate json.RawMessage `json:"itemUpdateDate"`
}

// wireOrders tells an empty array, and null, from no array.
type wireOrders struct {
	present bool
	orders  []*wireOrder
}

// UnmarshalJSON is called for null too, and not for an absent key.
func (o *wireOrders) UnmarshalJSON(b []byte) error {
	o.present = true
	return wrongType("orders", json.Unmarshal(b, &o.orders))
}

// wrongType words a value of a type that the field cannot take: encoding/json's
// own words for its place differ between versions of it.
func wrongType(field string, err error) error {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fmt.Errorf("%s is of the wrong type, JSON %s", field, wrong.Value)
	}
	return err
}

type wireMetadata struct {
	Next              json.RawMessage `json:"next"`
	OrderResponseSize json.RawMessage `json:"orderResponseSize"`
}

func (a *answer) decode(body []byte) error {
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	err := json.Unmarshal(body, a)
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return wrongType(cmp.Or(wrong.Field, "it"), err)
	}
	return err
}

var errNoOrder = errors.New("it has no orderId")

// order reads the answer as one order.
func (a *answer) order() (Order, error) {
	if a.OrderID == nil {
		return Order{}, errNoOrder
	}
	var v values
	order := v.order(&a.wireOrder)
	return order, v.err
}

// orderWith reads the order that was asked for.
func (a *answer) orderWith(id int64, into *Order) error {
	order, err := a.order()
	if err == nil && order.ID != id {
		err = fmt.Errorf("it is order %d, asked for was %d", order.ID, id)
	}
	*into = order
	return err
}

// page reads the answer as a page of orders. The vendor's endpoints page prints
// a single order as the answer of a search; that is taken for a page of one.
func (a *answer) page() (page Page, next string, err error) {
	var v values
	switch {
	case a.Orders.present:
	case a.OrderID != nil:
		return Page{Orders: []Order{v.order(&a.wireOrder)}, Size: 1}, "", v.err
	case a.Metadata.OrderResponseSize == nil:
		return Page{}, "", errors.New("it has neither orders nor an orderId")
	}
	next = v.cursor("metadata.next", a.Metadata.Next)
	page.Size = int(v.integer("metadata.orderResponseSize", a.Metadata.OrderResponseSize))
	if page.Size > 0 && !a.Orders.present {
		return Page{}, "", errors.New("its orders are missing")
	}
	page.Orders = make([]Order, 0, len(a.Orders.orders))
	for i, o := range a.Orders.orders {
		leave := v.enter("orders", i)
		switch {
		case o == nil:
			v.fail("", "is null")
		case o.OrderID == nil:
			v.fail("orderId", "is missing")
		default:
			page.Orders = append(page.Orders, v.order(o))
		}
		leave()
	}
	return page, next, v.err
}

func (v *values) order(o *wireOrder) Order {
	order := Order{
		ID:          v.integer("orderId", o.OrderID),
		CreateDate:  v.time("createDate", o.CreateDate),
		Currency:    v.text("currency", o.Currency),
		DryRun:      v.boolean("dryrun", o.DryRun),
		Tax:         v.optionalMoney("tax", o.Tax),
		TaxModel:    TaxModel(v.text("taxModel", o.TaxModel)),
		ReferenceID: v.text("referenceId", o.ReferenceID),
	}
	if len(o.Listings) > 0 {
		order.Listings = make([]OrderListing, 0, len(o.Listings))
	}
	for i := range o.Listings {
		leave := v.enter("listings", i)
		order.Listings = append(order.Listings, v.listing(&o.Listings[i]))
		leave()
	}
	return order
}

func (v *values) listing(l *wireListing) OrderListing {
	line := OrderListing{
		ListingID:          v.integer("listingId", l.ListingID),
		Title:              v.text("title", l.Title),
		ISBN:               v.text("isbn", l.ISBN),
		Quantity:           int(v.integer("quantity", l.Quantity)),
		VendorID:           v.integer("vendorId", l.VendorID),
		ShippingCompany:    v.text("shippingCompany", l.ShippingCompany),
		ShippingTrackingID: v.text("shippingTrackingId", l.ShippingTrackingID),
		MinShippingDays:    int(v.integer("minShippingDays", l.MinShippingDays)),
		MaxShippingDays:    int(v.integer("maxShippingDays", l.MaxShippingDays)),
	}
	if len(l.OrderItems) > 0 {
		line.Items = make([]OrderItem, 0, len(l.OrderItems))
	}
	for i := range l.OrderItems {
		leave := v.enter("orderItems", i)
		line.Items = append(line.Items, v.item(&l.OrderItems[i]))
		leave()
	}
	return line
}

func (v *values) item(i *wireItem) OrderItem {
	return OrderItem{
		ID:         v.integer("orderItemId", i.OrderItemID),
		Cost:       v.money("cost", i.Cost),
		ShipCost:   v.money("shipcost", i.ShipCost),
		Status:     ItemStatus(v.integer("status", i.Status)),
		UpdateDate: v.time("itemUpdateDate", i.ItemUpdateDate),
	}
}
