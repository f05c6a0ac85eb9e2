package twd

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sellerwire/sellerwire"
)

// Status is what has become of an item. The set is open: the add-ons of an
// installation define their own codes.
type Status string

// The statuses of the vendor's page. A listing shows [StatusActive] unless it
// asks for another.
const (
	StatusActive  Status = "A"
	StatusHeld    Status = "H"
	StatusPaid    Status = "P"
	StatusSold    Status = "S"
	StatusOrdered Status = "O"
	StatusDeleted Status = "X"
)

var statusTexts = map[Status]string{
	StatusActive:  "Active",
	StatusHeld:    "Held",
	StatusPaid:    "Paid",
	StatusSold:    "Sold",
	StatusOrdered: "Ordered",
	StatusDeleted: "Deleted",
}

// Known reports whether the vendor documents the status. Case matters.
func (s Status) Known() bool { _, ok := statusTexts[s]; return ok }

// Text is the vendor's word for the status. It is empty for the status of an
// add-on.
func (s Status) Text() string { return statusTexts[s] }

// Item is one item of the inventory, as a reply shows it. Private notes can be set
// but are never returned.
//
// A text is empty both if the reply has an empty element and if it has no such
// element; [Item.Element] distinguishes the two. The caller owns an item and may
// change it. It can be written as JSON and read back.
type Item struct {
	// StockNo identifies the item. It is empty if the reply has none, or two that
	// differ (see Unreadable). Spaces around it are dropped, as they are for
	// Status, DeptCode and Price.
	StockNo string `json:"stock_no"`
	// Status is one of the constants or an add-on's code.
	Status Status `json:"status"`
	// DeptCode is the code of the department. [Fields] calls it Dept.
	DeptCode string `json:"deptcode"`
	// Dept is the name of the department.
	Dept string `json:"dept"`
	// Brand may be empty.
	Brand string `json:"brand"`
	// Description may have several lines. A <br> or <p> that the script has not
	// escaped is read as a space; any other markup is part of the text.
	Description string `json:"description"`
	// Qty is the number of pieces. It may be below 0. Nil means that the quantity
	// is unknown: the reply has none, like the vendor's own first sample, or none
	// that is a whole number (see Unreadable).
	Qty *int `json:"qty,omitzero"`
	// Price is the text of the reply, such as "40". [Price.Decimal] reads it.
	Price Price `json:"price"`
	// Elements are all elements of the item in the order of the reply, including
	// those of add-ons.
	Elements []Element `json:"elements,omitzero"`
	// Unreadable lists what is wrong with the item: no stock number, two that differ,
	// a quantity that is not a whole number. Elements has the texts.
	Unreadable []sellerwire.FieldError `json:"unreadable,omitzero"`
}

// Element is one element of an item.
type Element struct {
	// Name is the name in the reply, such as "qty".
	Name string `json:"name"`
	// Text is the text of the element, including that of inner elements.
	Text string `json:"text"`
	// Elements are the inner elements. The documented fields have none: everything
	// inside them is text. The same holds for what is nested more than 8 levels
	// deep, and for what is not well-formed.
	Elements []Element `json:"elements,omitzero"`
}

// Element returns the text of the first element with this name, such as "qty", and
// whether the reply has one. Case does not matter.
func (it Item) Element(name string) (text string, found bool) {
	for _, e := range it.Elements {
		if strings.EqualFold(e.Name, name) {
			return e.Text, true
		}
	}
	return "", false
}

// Extra returns the elements that the vendor does not document, which are those of
// add-ons.
func (it Item) Extra() []Element {
	var extra []Element
	for _, e := range it.Elements {
		if !documented(e.Name) {
			extra = append(extra, e)
		}
	}
	return extra
}

// newItem reads the fields of an item. Of a field that is there twice, the first
// counts.
func newItem(elements []Element) Item {
	it := Item{Elements: elements}
	for _, e := range slices.Backward(elements) {
		switch strings.ToLower(e.Name) {
		case "status":
			it.Status = Status(strings.TrimSpace(e.Text))
		case "deptcode":
			it.DeptCode = strings.TrimSpace(e.Text)
		case "dept":
			it.Dept = e.Text
		case "brand":
			it.Brand = e.Text
		case "description":
			it.Description = e.Text
		case "price":
			it.Price = Price(strings.TrimSpace(e.Text))
		}
	}
	it.readStockNo()
	it.readQty()
	return it
}

func (it *Item) readStockNo() {
	text, _ := it.Element("stock_no")
	switch text = strings.TrimSpace(text); {
	case text == "" || strings.EqualFold(text, "null"):
		it.unreadable("stock_no", "there is none")
	case differs(it.Elements, "stock_no", text):
		it.unreadable("stock_no", "there are two that differ")
	default:
		it.StockNo = text
	}
}

func (it *Item) readQty() {
	text, _ := it.Element("qty")
	if n, ok := readCount(text); ok {
		it.Qty = &n
	} else if strings.TrimSpace(text) != "" {
		it.unreadable("qty", fmt.Sprintf("%.40q is not a whole number", text))
	}
}

func (it *Item) unreadable(field, reason string) {
	it.Unreadable = append(it.Unreadable, sellerwire.FieldError{Field: field, Reason: reason})
}

// is reports whether the item is that of a stock number, and of no other.
func (it Item) is(stockNo string) bool {
	return fold(it.StockNo) == fold(stockNo)
}

// has reports whether the item has a status. One that shows none may have it.
func (it Item) has(status Status) bool { return !differs(it.Elements, "status", string(status)) }

// differs reports whether an element of the name has a text that is not the one
// given. Case, outer space and empty texts do not count.
func differs(elements []Element, name, text string) bool {
	return slices.ContainsFunc(elements, func(e Element) bool {
		return strings.EqualFold(e.Name, name) && fold(e.Text) != "" && fold(e.Text) != fold(text)
	})
}

// fold makes stock numbers and statuses comparable. Whether case counts is not
// documented.
func fold(text string) string { return strings.ToLower(strings.TrimSpace(text)) }
