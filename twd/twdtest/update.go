package twdtest

import (
	"slices"
	"strconv"
	"strings"
)

// maxDigits bounds a quantity, so that no sum of two overflows.
const maxDigits = 9

// setter gives an item's field a value and reports whether the value is valid.
type setter func(it *Item, value string) bool

// fields are the absolute fields of an update, in the order of the vendor's
// table.
var fields = []struct {
	key string
	set setter
}{
	{"status", func(it *Item, v string) bool { it.Status = v; return v != "" }},
	{"dept", func(it *Item, v string) bool { it.DeptCode = v; return true }},
	{"brand", func(it *Item, v string) bool { it.Brand = v; return true }},
	{"description", func(it *Item, v string) bool { it.Description = v; return true }},
	{"qty", setQty},
	{"price", func(it *Item, v string) bool { it.Price = v; return isDecimal(v) }},
	{"notes", func(it *Item, v string) bool { it.Notes = v; return true }},
}

// update changes one item, in full or not at all.
func (e *Emulator) update(p pairs) reply {
	stockNo := p["stock_no"]
	if stockNo == "" {
		return failure("Missing stock_no!")
	}
	stored, found := e.items[stockNo]
	if !found {
		return failure(itemNotFound)
	}
	it := stored.clone()
	for _, f := range fields {
		if value, sent := p[f.key]; sent && !f.set(&it, value) {
			return invalid(f.key)
		}
	}
	if status, sent := p["status"]; sent && e.opts.Statuses != nil && !slices.Contains(e.opts.Statuses, status) {
		return invalid("status")
	}
	for _, key := range e.opts.AddOnFields {
		if value, sent := p[key]; sent {
			it.setExtra(key, value)
		}
	}
	if value, sent := p["qtyadj"]; sent && !e.subtract(&it, value) {
		return invalid("qtyadj")
	}
	*stored = it
	return reply{code: codeOK, message: "UPDATE OK"}
}

func invalid(key string) reply {
	return failure("Invalid value for " + key + "!")
}

func (it *Item) setExtra(key, value string) {
	if it.Extra == nil {
		it.Extra = map[string]string{}
	}
	it.Extra[key] = value
}

func setQty(it *Item, value string) bool {
	n, ok := wholeNumber(value)
	it.Qty = &n
	return ok
}

// subtract is qtyadj: a positive value lowers the stock.
func (e *Emulator) subtract(it *Item, value string) bool {
	n, ok := wholeNumber(value)
	if !ok {
		return false
	}
	left := -n
	if it.Qty != nil {
		left += *it.Qty
	}
	if left < 0 && n > 0 {
		switch e.opts.BelowZero {
		case StopAtZero:
			left = 0
		case RefuseBelowZero:
			return false
		}
	}
	it.Qty = &left
	return true
}

func wholeNumber(s string) (int, bool) {
	digits := strings.TrimPrefix(s, "-")
	if !isDigits(digits) || len(digits) > maxDigits {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}

func isDecimal(s string) bool {
	whole, fraction, point := strings.Cut(strings.TrimPrefix(s, "-"), ".")
	return isDigits(whole) && (!point || isDigits(fraction))
}

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
