package aimtest

import (
	"maps"
	"strconv"
	"time"
)

// Item is a listing: the column names of the inventory loader file, and their values in
// UTF-8. Columns without a value are absent. A UIEE token that has no column keeps its
// two letters as the name.
type Item map[string]string

// listing is an Item in the inventory. Its item is replaced, never changed, so reports
// can keep a reference to it.
type listing struct {
	id     string
	item   Item
	opened time.Time
}

// Seed adds items to the inventory without checks. An item replaces one with the same
// sku. Items without a sku are ignored.
func (e *Emulator) Seed(items ...Item) {
	defer e.lock()()
	for _, item := range items {
		if item["sku"] != "" {
			e.store(item["sku"], item, e.opts.Now())
		}
	}
}

// Inventory returns a copy of the items by sku.
func (e *Emulator) Inventory() map[string]Item {
	defer e.lock()()
	out := make(map[string]Item, len(e.stock))
	for sku, l := range e.stock {
		out[sku] = maps.Clone(l.item)
	}
	return out
}

// Item returns a copy of the item with this sku, and whether there is one.
func (e *Emulator) Item(sku string) (Item, bool) {
	defer e.lock()()
	l, ok := e.stock[sku]
	return maps.Clone(l.item), ok
}

// apply processes the rows of a batch in order.
func (e *Emulator) apply(b *batch, at time.Time) {
	if b.Mode == modePurge {
		e.stock = map[string]listing{}
	}
	records := tabRecords
	if b.Format == formatUIEE {
		records = uieeRecords
	}
	for r := range records(b.Body) {
		_, exists := e.stock[r.values["sku"]]
		row := newRow(b, r, exists)
		f := judge(row)
		if f.rejects() {
			b.NotActivated++
		} else {
			b.Activated++
			e.change(row, at)
		}
		if f.kind == kindWarning {
			b.Warnings++
		}
		if f.kind != "" {
			b.findings = append(b.findings, finding{fault: f, record: r})
		}
	}
}

// change applies a valid row.
func (e *Emulator) change(r row, at time.Time) {
	sku := r.values["sku"]
	item := Item{}
	maps.Copy(item, e.stock[sku].item)
	for column, value := range r.values {
		if value != "" && column != "add-delete" {
			item[column] = value
		}
	}
	if item["quantity"] == "" {
		item["quantity"] = "1"
	}
	if r.deletes || isZero(item["quantity"]) {
		delete(e.stock, sku)
		return
	}
	e.store(sku, item, at)
}

func (e *Emulator) store(sku string, item Item, at time.Time) {
	l, exists := e.stock[sku]
	if !exists {
		l = listing{id: strconv.FormatInt(e.nextID(), 10), opened: at}
	}
	l.item = maps.Clone(item)
	e.stock[sku] = l
}
