package aimtest

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// fault is what the error log says about a row. The zero value means no fault.
type fault struct {
	code    string
	kind    string
	message string
}

// Kinds of faults.
const (
	kindError   = "Error"
	kindWarning = "Warning"
)

func (f fault) rejects() bool { return f.kind == kindError }

const (
	brokenLongRow = "The row has more values than there are columns."
	brokenField   = "The record has a line that is not a field."
)

// row is a record with what its checks need.
type row struct {
	record
	exists  bool // the sku is in the inventory
	deletes bool
	modify  bool // uploaded as modify-only
	uiee    bool
	bookish bool // an item can be listed without a product-id
}

func newRow(b *batch, r record, exists bool) row {
	out := row{
		record: r,
		exists: exists,
		modify: b.Mode == modeModify,
		uiee:   b.Format == formatUIEE,
		bookish: b.Format == formatBooks || b.Header.Get("Asinate") == "Y" ||
			r.values["category1"] == categoryNoISBN && r.values["item-name"]+r.values["title"] != "",
	}
	out.deletes = strings.ContainsAny(r.values["add-delete"], "dDxX")
	if b.Format == formatBooks && r.values["product-id-type"] == "" {
		r.values["product-id-type"] = productIDTypeISBN
	}
	if out.modify {
		// Nothing else can be changed there. In tab files quantity 0 deletes.
		out.values = Item{"sku": r.values["sku"], "price": r.values["price"], "quantity": r.values["quantity"]}
		out.deletes = out.deletes && out.uiee
	}
	return out
}

const (
	productIDTypeISBN = "2"
	categoryNoISBN    = "68284"
	maxSKU            = 40 // characters
)

// check is one reason to reject a row.
type check struct {
	code    string
	message string
	broken  func(row) bool
}

// identityChecks apply to every row, contentChecks to rows that do not delete. The first
// fault found counts.
var (
	identityChecks = []check{
		{"50002", "The column sku is empty.", func(r row) bool {
			return strings.TrimSpace(r.values["sku"]) == ""
		}},
		{"50003", "The value in the column sku is longer than 40 characters.", func(r row) bool {
			return utf8.RuneCountInString(r.values["sku"]) > maxSKU
		}},
		{"50004", "The value in the column add-delete is invalid.", func(r row) bool {
			return !oneOf(r.values["add-delete"], "", "a", "A", "d", "D", "x", "X")
		}},
	}
	contentChecks = []check{
		{"50009", "Item with this SKU is not found in our system.", func(r row) bool {
			return r.modify && !r.exists
		}},
		{"50010", "The row has neither a price nor a quantity.", func(r row) bool {
			return r.modify && r.values["price"] == "" && r.values["quantity"] == ""
		}},
		{"50005", "The amount value in the column price is invalid.", func(r row) bool {
			price := r.values["price"]
			return !isPositiveDecimal(price) && (price != "" || !r.exists)
		}},
		{"50006", "The value in the column quantity is invalid.", func(r row) bool {
			quantity := r.values["quantity"]
			return quantity != "" && !isDigits(quantity)
		}},
		{"50007", "The value in the column item-condition is unknown.", func(r row) bool {
			return !r.uiee && !oneOf(r.values["item-condition"],
				"", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11")
		}},
		{"50008", "The value in the column product-id-type is unknown.", func(r row) bool {
			return !oneOf(r.values["product-id-type"], "", "1", "2", "3", "4")
		}},
		{"50011", "A new item needs a product-id.", func(r row) bool {
			return !r.exists && !r.uiee && !r.bookish && r.values["product-id"] == ""
		}},
		{"50012", "A new item needs a title (TI).", func(r row) bool {
			return !r.exists && r.uiee && r.values["item-name"] == ""
		}},
	}
)

// judge returns what is wrong with a row.
func judge(r row) fault {
	if r.broken != "" {
		return fault{code: "50001", kind: kindError, message: r.broken}
	}
	if f := first(identityChecks, r); f.rejects() {
		return f
	}
	if !r.deletes {
		return first(contentChecks, r)
	}
	if !r.exists {
		return fault{code: "50020", kind: kindWarning, message: "Item with this SKU is already closed."}
	}
	return fault{}
}

func first(checks []check, r row) fault {
	for _, c := range checks {
		if c.broken(r) {
			return fault{code: c.code, kind: kindError, message: c.message}
		}
	}
	return fault{}
}

func oneOf(value string, set ...string) bool {
	return slices.Contains(set, value)
}

// isPositiveDecimal accepts digits with an optional point, greater than 0.
func isPositiveDecimal(text string) bool {
	whole, fraction, hasPoint := strings.Cut(text, ".")
	if !isDigits(whole) || hasPoint && !isDigits(fraction) {
		return false
	}
	return !isZero(whole + fraction)
}

func isDigits(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}

// isZero reports whether digits are all 0.
func isZero(digits string) bool { return strings.Trim(digits, "0") == "" }
