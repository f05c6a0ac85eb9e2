package orderstest

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sellerwire/sellerwire/internal/emulator"
)

// node is an element of a reply.
type node struct {
	name       string
	attributes []string // name, value, name, value
	text       string
	children   []node
}

func text(name, content string) node { return node{name: name, text: content} }

func number(name string, n int) node { return text(name, strconv.Itoa(n)) }

func parent(name string, children ...node) node { return node{name: name, children: children} }

func (n node) with(attributes ...string) node {
	n.attributes = append(n.attributes, attributes...)
	return n
}

// write lays an element out as the service does: one space of indent, LF, and a
// space before the slash of an empty one.
func (n node) write(b *bytes.Buffer, depth int) {
	indent := strings.Repeat(" ", depth)
	b.WriteString(indent + "<" + n.name)
	for i := 0; i < len(n.attributes); i += 2 {
		b.WriteString(" " + n.attributes[i] + `="`)
		_ = xml.EscapeText(b, []byte(n.attributes[i+1]))
		b.WriteString(`"`)
	}
	switch {
	case len(n.children) > 0:
		b.WriteString(">\n")
		for _, child := range n.children {
			child.write(b, depth+1)
		}
		b.WriteString(indent)
	case n.text != "":
		b.WriteString(">")
		_ = xml.EscapeText(b, []byte(n.text))
	default:
		b.WriteString(" />\n")
		return
	}
	b.WriteString("</" + n.name + ">\n")
}

// without is an element without those of these names in it.
func (n node) without(names []string) node {
	if len(names) == 0 {
		return n
	}
	var kept []node
	for _, child := range n.children {
		if !slices.Contains(names, child.name) {
			kept = append(kept, child.without(names))
		}
	}
	n.children = kept
	return n
}

// orderNode is an order with its elements in alphabetical order.
func (e *Emulator) orderNode(o Order) node {
	contact := o.Buyer
	if e.opts.WithholdContact && o.waits(false) {
		contact.Street, contact.Street2, contact.Phone, contact.Email = "", "", "", ""
	}
	money := func(name, amount string) node { return text(name, amount).with("currency", o.Currency) }
	subtotal := 0.0
	var items []node
	for _, i := range o.Items {
		price := amountOf(i.Price)
		subtotal += price
		items = append(items, parent("purchaseOrderItem",
			parent("book",
				text("author", i.Author), text("description", i.Description), text("isbn", i.ISBN), money("price", asDouble(price)),
				text("title", i.Title), text("vendorKey", i.VendorBookID),
			).with("id", i.ListingID),
			dateNode(o.Placed), node{name: "purchaseOrder"}.with("id", o.ID), money("sellerTotal", asDouble(price)), statusNode(i.Status),
		).with("id", i.ID))
	}
	shipping := amountOf(o.Shipping) + amountOf(o.ExtraShipping)*float64(max(0, len(o.Items)-1))
	method := text("purchaseMethod", o.Method)
	if o.Type != "" {
		method = method.with("type", o.Type)
	}
	n := parent("purchaseOrder",
		parent("buyer",
			text("email", contact.Email),
			parent("mailingAddress",
				text("city", contact.City), text("code", contact.Code), text("country", contact.Country), text("name", contact.Name),
				text("phone", contact.Phone), text("region", contact.Region),
				text("street", contact.Street), text("street2", contact.Street2)),
		).with("id", o.Buyer.ID),
		node{name: "buyerPurchaseOrder"}.with("id", o.BuyerOrderID),
		parent("domain", text("name", o.DomainName)).with("id", o.DomainID),
		node{name: "indirectTaxList"},
		dateNode(o.Placed),
		parent("orderTotals",
			money("gst", "0.0"), money("handling", "0.0"), money("shipping", asDouble(shipping)), money("subtotal", asDouble(subtotal)),
			money("tax", "0.0"), money("total", asDouble(subtotal+shipping))),
		method,
		parent("purchaseOrderItemList", items...),
		parent("reseller", text("name", "Abebooks")).with("id", "800001"),
		node{name: "seller"}.with("id", "900001"),
	).with("id", o.ID)
	if o.Manifest != "" {
		n.children = append(n.children, text("shipmentManifest", o.Manifest))
	}
	n.children = append(n.children,
		parent("shipping",
			text("company", ""), money("extraItemShippingCost", asDouble(amountOf(o.ExtraShipping))),
			money("firstItemShippingCost", asDouble(amountOf(o.Shipping))), number("maxDeliveryDays", 20), number("minDeliveryDays", 7),
			text("trackingCode", "")),
		text("specialInstructions", o.Instructions), statusNode(o.Status))
	if e.opts.ExtraElements {
		n.children = append(n.children, parent("audit",
			text("vendorKey", "not this one"), node{name: "purchaseOrder"}.with("id", "1"), statusNode("Unheard of")))
	}
	return n.without(o.Omit)
}

func statusNode(s Status) node { return text("status", string(s)).with("code", s.Code()) }

func dateNode(t time.Time) node {
	return parent("orderDate",
		parent("date", number("day", t.Day()), number("month", int(t.Month())), number("year", t.Year())),
		parent("time", number("hour", t.Hour()), number("minute", t.Minute()), number("second", t.Second())))
}

// amountOf reads an amount; what is none counts as 0.
func amountOf(text string) float64 {
	f, err := strconv.ParseFloat(cmp.Or(text, "0"), 64)
	if err != nil {
		return 0
	}
	return f
}

// asDouble writes an amount as Java writes a double: with as few digits as it needs,
// at least one decimal, and an exponent from ten million on.
func asDouble(f float64) string {
	f = math.Round(f*100) / 100
	if f >= 1e7 {
		digits, exponent, _ := strings.Cut(strconv.FormatFloat(f, 'e', -1, 64), "e+")
		if !strings.Contains(digits, ".") {
			digits += ".0"
		}
		return digits + "E" + strings.TrimLeft(exponent, "0")
	}
	if text := strconv.FormatFloat(f, 'f', -1, 64); strings.Contains(text, ".") {
		return text
	}
	return strconv.FormatFloat(f, 'f', 1, 64)
}

func (e *Emulator) writeList(w http.ResponseWriter, version string, orders []Order) {
	root := node{name: "orderUpdateResponse"}.with("version", version)
	if len(orders) > 0 || !e.opts.OmitEmptyList {
		list := node{name: "purchaseOrderList"}
		for _, o := range orders {
			list.children = append(list.children, e.orderNode(o))
		}
		root.children = []node{list}
	}
	e.write(w, http.StatusOK, root)
}

func (e *Emulator) writeOrder(w http.ResponseWriter, version string, o Order) {
	e.write(w, http.StatusOK, parent("orderUpdateResponse", e.orderNode(o)).with("version", version))
}

func (e *Emulator) writeError(w http.ResponseWriter, code int) {
	message := text("message", failureText(code)).with("lang", "en")
	e.write(w, e.opts.ErrorStatus, parent("requestError", number("code", code), message))
}

// write encodes a document, with a blank line at the end.
func (e *Emulator) write(w http.ResponseWriter, status int, root node) {
	encoding := "ISO-8859-1"
	if e.opts.UTF8 {
		encoding = "UTF-8"
	}
	var b bytes.Buffer
	b.WriteString(`<?xml version="1.0" encoding="` + encoding + `"?>` + "\n")
	root.write(&b, 0)
	b.WriteString("\n")
	document := b.Bytes()
	if !e.opts.UTF8 {
		document = emulator.EncodeLatin1(document, e.opts.Windows1252)
	}
	w.Header().Set("Content-Type", e.opts.ContentType)
	w.WriteHeader(status)
	_, _ = w.Write(document) // a client that has gone away is no concern of the service
}
