package faults_test

import (
	"context"
	"errors"
	"slices"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/abebooks/orders"
	"github.com/sellerwire/sellerwire/abebooks/orders/orderstest"
)

// soldTo is a buyer, who must be in no error and no log record.
var soldTo = orderstest.Buyer{
	Email: "zoe.leser@buecher.example", Name: "Zoë Leseratte-Müller", Street: "Gasse der Bücher 12", City: "Großlesingen",
	Region: "Oberlesbayern", Code: "D-99999", Country: "Lesotho", Phone: "+49 555 0815 4711",
}

var ordersAPI = &service{
	name: "orders", path: "/",
	secrets:  []string{abeUser, abeKey},
	personal: []string{soldTo.Email, soldTo.Name, soldTo.Street, soldTo.City, soldTo.Region, soldTo.Code, soldTo.Phone},
	emulate:  emulateOrders,
	connect: func(url string, options []sellerwire.Option) (any, error) {
		return orders.New(abeUser, abeKey, append(options, sellerwire.WithBaseURL(url))...)
	},
}

const soldOrder = "500000001"

func emulateOrders() backend {
	e := orderstest.New(orderstest.Options{Account: orderstest.Credentials{Username: abeUser, APIKey: abeKey}})
	e.Place(orderstest.Order{
		ID: soldOrder, Buyer: soldTo, DomainID: "47", Currency: "EUR", Shipping: "4.50", Instructions: "Bitte gut verpacken",
		Items: []orderstest.Item{
			{ID: "700000001", VendorBookID: "SKU-1", Author: "Wittgenstein, Ludwig", Title: "Über Gewißheit", Price: "12.50"},
			{ID: "700000002", VendorBookID: "SKU-2", Title: "Ein Buch", ISBN: "0486404455", Price: "600"},
		},
	})
	return backend{e, e}
}

// onOrders makes a call of the operation table.
func onOrders(
	call func(context.Context, *orders.Client, sellerwire.CallOption) ([]orders.Order, error),
) func(context.Context, *site) error {
	return func(ctx context.Context, s *site) error {
		var info sellerwire.ResponseInfo
		all, err := call(ctx, mustBe[*orders.Client](s.client), sellerwire.WithResponseInfo(&info))
		s.shown.info(info)
		if err != nil && all != nil {
			return errors.Join(err, errors.New("there are orders beside the error"))
		}
		s.told.sold(all...)
		return err
	}
}

var (
	ordersNew = onOrders(func(ctx context.Context, c *orders.Client, info sellerwire.CallOption) ([]orders.Order, error) {
		return c.NewOrders(ctx, info)
	})
	ordersGet = onOrders(func(ctx context.Context, c *orders.Client, info sellerwire.CallOption) ([]orders.Order, error) {
		order, err := c.Get(ctx, soldOrder, info)
		if err != nil {
			return nil, err
		}
		return []orders.Order{order}, nil
	})
)

var ordersShapes = []shape{
	inXML("requestError", 200, "<requestError><code>104</code><message>", "</message></requestError>"),
	inXML("requestError's code", 200, "<requestError><code>", "</code></requestError>"),
	inXML("an order's text", 200, "<orderUpdateResponse><purchaseOrder><status>", "</status></purchaseOrder></orderUpdateResponse>"),
	{name: "broken XML", status: 200, contentType: "text/xml", before: "<orderUpdateResponse><a b='", escape: asIs, after: "'"},
	{name: "an element's name", status: 200, contentType: "text/xml", before: "<", escape: asIs, after: "/>"},
	{
		name: "an encoding", status: 200, contentType: "text/xml",
		before: "<?xml version='1.0' encoding=\"", escape: asIs, after: "\"?><orderUpdateResponse/>",
	},
}

// sold are orders by the names that their parts have on the wire.
func (d *told) sold(all ...orders.Order) {
	for _, o := range all {
		r := record{
			"buyer/email": o.Buyer.Email, "domain/name": o.Domain.Name, "purchaseMethod": string(o.PurchaseMethod),
			"reseller/name": o.Reseller.Name, "specialInstructions": o.SpecialInstructions, "status": string(o.Status),
			"shipping/company": o.Shipping.Company, "shipping/trackingCode": o.Shipping.TrackingCode,
		}
		address := "buyer/mailingAddress/"
		a := o.Buyer.Address
		for name, text := range map[string]string{
			"city": a.City, "code": a.Code, "country": a.Country, "name": a.Name, "phone": a.Phone, "region": a.Region,
			"street": a.Street, "street2": a.Street2,
		} {
			r.put(address+name, text)
		}
		for name, m := range map[string]orders.Money{
			"orderTotals/gst": o.Totals.GST, "orderTotals/handling": o.Totals.Handling, "orderTotals/shipping": o.Totals.Shipping,
			"orderTotals/subtotal": o.Totals.Subtotal, "orderTotals/tax": o.Totals.Tax, "orderTotals/total": o.Totals.Total,
			"shipping/extraItemShippingCost": o.Shipping.ExtraItemCost, "shipping/firstItemShippingCost": o.Shipping.FirstItemCost,
		} {
			r.put(name, m.Amount)
		}
		if days := o.Shipping.MinDeliveryDays; days != nil {
			r.put("shipping/minDeliveryDays", *days)
		}
		if days := o.Shipping.MaxDeliveryDays; days != nil {
			r.put("shipping/maxDeliveryDays", *days)
		}
		r.date("orderDate/", o.Date)
		for i, item := range o.Items {
			at := "purchaseOrderItemList/purchaseOrderItem" + numberIn(i) + "/"
			r.put(at+"status", string(item.Status))
			r.put(at+"sellerTotal", item.SellerTotal.Amount)
			r.put(at+"book/author", item.Book.Author)
			r.put(at+"book/description", item.Book.Description)
			r.put(at+"book/isbn", item.Book.ISBN)
			r.put(at+"book/title", item.Book.Title)
			r.put(at+"book/price", item.Book.Price.Amount)
			r.put(at+"book/vendorKey", item.VendorBookID)
			r.date(at+"orderDate/", item.Date)
		}
		d.add(r)
	}
}

// date puts the parts of a date, if there is one.
func (r record) date(at string, t orders.LocalTime) {
	if t.IsZero() {
		return
	}
	for i, name := range []string{"date/year", "date/month", "date/day", "time/hour", "time/minute", "time/second"} {
		r.put(at+name, []int{t.Year, t.Month, t.Day, t.Hour, t.Minute, t.Second}[i])
	}
}

var waitingReply = anatomy{record: "orderUpdateResponse/purchaseOrderList/purchaseOrder"}.
	is(roleWord, "orderUpdateResponse", "orderUpdateResponse/purchaseOrderList").
	is(roleRow, "orderUpdateResponse/purchaseOrder", "orderUpdateResponse/purchaseOrderList/purchaseOrder").
	is(roleName, "*/vendorKey")

// waitingOrders has several orders, one of them answered in part.
func waitingOrders() backend {
	b := emulateOrders()
	e := mustBe[*orderstest.Emulator](b.state)
	for _, id := range []string{"500000002", "500000003"} {
		items := []orderstest.Item{{VendorBookID: "SKU-" + id, Title: "Café"}, {VendorBookID: "SKU-9"}}
		e.Place(orderstest.Order{ID: id, Method: "SD", Items: items})
	}
	o, _ := e.Order("500000003")
	_ = e.AnswerItem(o.ID, o.Items[0].ID, orderstest.Shipped)
	return b
}

func ordersSubjects() []*subject {
	const none = "how many there are is not said"
	parts := []rule{
		{kind: "another value", at: "*/vendorKey", why: "nobody else names it"},
		{kind: "respelled", at: "*/vendorKey*", why: "a seller's ID is a text"},
		{kind: "dropped", at: "*/vendorKey", claims: "D", why: "the item is there without it, and says so"},
		{kind: "emptied", at: "*/vendorKey", claims: "D", why: "the item is there without it, and says so"},
		{kind: "null", at: "*/vendorKey", why: "it may be one"},
		{kind: "two that disagree", at: "*/vendorKey*", claims: "D", why: "neither is believed, and the order says so"},
		{kind: "two that disagree", claims: "D", why: "neither is believed, and the order says so"},
		{kind: "emptied", at: "orderUpdateResponse/*purchaseOrder", claims: "D", why: "the order is there without anything, and says so"},
		{kind: "emptied", at: "orderUpdateResponse/*purchaseOrder[?]", claims: "D",
			why: "the order is there without anything, and says so"},
		{kind: "null", at: "orderUpdateResponse/*purchaseOrder", claims: "D", why: "the order is there without anything, and says so"},
		{kind: "null", at: "orderUpdateResponse/*purchaseOrder[?]", claims: "D", why: "the order is there without anything, and says so"},
	}
	list := slices.Concat([]rule{
		{kind: "dropped", at: "orderUpdateResponse/purchaseOrderList/purchaseOrder", why: none},
		{kind: "dropped", at: "orderUpdateResponse/purchaseOrderList/purchaseOrder[?]", why: none},
		{kind: "emptied", at: "orderUpdateResponse/purchaseOrderList", why: "so an empty list looks"},
	}, parts)
	one := waitingReply.but(anatomy{}.is(roleName, "orderUpdateResponse/purchaseOrder/@id"))
	one.record = "orderUpdateResponse/purchaseOrder"
	asked := slices.Concat([]rule{{kind: "respelled", at: "*/purchaseOrder/@id*", claims: "DE", why: "an ID is a text"}}, parts)
	all := []*subject{
		{op: opOf("orders NewOrders"), anatomy: waitingReply, rules: list, stock: waitingOrders},
		{op: opOf("orders Get"), anatomy: one, rules: asked},
	}
	for _, s := range all {
		s.words = true
	}
	return all
}
