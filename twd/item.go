package twd

import "strings"

// Status says what became of an item. The set is open: add-ons of an
// installation have codes of their own.
type Status string

// The statuses of the vendor's page. Listings show [StatusActive] unless they
// ask for another.
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

// Known tells whether the vendor documents the status. Case counts.
func (s Status) Known() bool { _, ok := statusTexts[s]; return ok }

// Text is the vendor's word for the status; empty for one of an add-on.
func (s Status) Text() string { return statusTexts[s] }

// Item is one item of the inventory, as a reply shows it. Private notes can be
// set and are never returned.
//
// A text is empty where the reply has an empty element and where it has none;
// [Item.Element] tells the two apart. An item is the caller's to keep and to
// change.
type Item struct {
	// StockNo identifies the item. Spaces around it are dropped, as those around
	// Status, DeptCode and Price are.
	StockNo string
	// Status is one of the constants or an add-on's code.
	Status Status
	// DeptCode is the department's code, which [Fields] calls Dept.
	DeptCode string
	// Dept is the department's name.
	Dept string
	// Brand may be empty.
	Brand string
	// Description may have several lines.
	Description string
	// Qty is the number of pieces: nil where the reply has no quantity or none
	// that is a whole number, as in the vendor's own first sample. It is not 0
	// then: nobody knows. Below 0 is possible.
	Qty *int
	// Price is the text of the reply, such as "40"; see [Price.Decimal].
	Price Price
	// Elements are all elements of the item as they came, in their order, those
	// of add-ons included.
	Elements []Element
}

// Element is one element of an item. Replies may be nested 8 levels deep, of
// which an item's elements are the third; what is nested deeper is
// [sellerwire.ErrUnexpectedContent].
type Element struct {
	// Name is the vendor's, such as "qty".
	Name string
	// Text is the text in the element, that of inner elements included.
	Text string
	// Elements are the inner ones; the documented elements have none.
	Elements []Element
}

// Element returns the text of the first element with the vendor's name, such as
// "qty", as it came, and whether the reply has one. Case counts.
func (it Item) Element(name string) (text string, found bool) {
	return child(it.Elements, name)
}

// Extra returns the elements that the vendor does not document: those of
// add-ons.
func (it Item) Extra() []Element {
	var extra []Element
	for _, e := range it.Elements {
		switch e.Name {
		case "stock_no", "status", "deptcode", "dept", "brand", "description", "qty", "price":
		default:
			extra = append(extra, e)
		}
	}
	return extra
}

func newItem(elements []Element) Item {
	text := func(name string) string {
		text, _ := child(elements, name)
		return text
	}
	return Item{
		StockNo:     strings.TrimSpace(text("stock_no")),
		Status:      Status(strings.TrimSpace(text("status"))),
		DeptCode:    strings.TrimSpace(text("deptcode")),
		Dept:        text("dept"),
		Brand:       text("brand"),
		Description: text("description"),
		Qty:         parseCount(text("qty")),
		Price:       Price(strings.TrimSpace(text("price"))),
		Elements:    elements,
	}
}

func child(elements []Element, name string) (text string, found bool) {
	for _, e := range elements {
		if e.Name == name {
			return e.Text, true
		}
	}
	return "", false
}
