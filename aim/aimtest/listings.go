package aimtest

import (
	"cmp"
	"io"
	"maps"
	"slices"
	"time"
)

// openColumns are the columns of an OpenListings report, with the columns of the
// inventory loader that they show. openValue makes the others.
var openColumns = []struct{ name, loader string }{
	{"item-name", "item-name"},
	{"item-description", "item-description"},
	{"listing-id", ""},
	{"seller-sku", "sku"},
	{"price", "price"},
	{"quantity", "quantity"},
	{"open-date", ""},
	{"image-url", "image-url"},
	{"item-is-marketplace", ""},
	{"product-id-type", "product-id-type"},
	{"zshop-shipping-fee", "shipping-fee"},
	{"item-note", "item-note"},
	{"item-condition", "item-condition"},
	{"zshop-category1", "category1"},
	{"zshop-browse-path", "browse-path"},
	{"zshop-storefront-feature", "storefront-feature"},
	{"asin1", ""},
	{"asin2", "asin2"},
	{"asin3", "asin3"},
	{"will-ship-internationally", ""},
	{"expedited-shipping", "expedited-shipping"},
	{"zshop-boldface", "boldface"},
	{"product-id", "product-id"},
	{"bid-for-featured-placement", ""},
	{"add-delete", ""},
	{"pending-quantity", ""},
}

const fulfillmentChannel = "fulfillment-channel"

// openListings returns a function that writes an OpenListings report.
func (e *Emulator) openListings() func(io.Writer) error {
	stock := e.sortedStock()
	return func(w io.Writer) error {
		out := e.lineWriter(w, "\n")
		out.row(e.openHeader()...)
		for _, l := range stock {
			if err := out.row(e.openRow(l)...); err != nil {
				return err
			}
		}
		return out.flush()
	}
}

func (e *Emulator) openHeader() []string {
	names := make([]string, 0, len(openColumns)+1)
	for _, column := range openColumns {
		names = append(names, column.name)
	}
	if e.opts.FulfillmentChannel {
		names = append(names, fulfillmentChannel)
	}
	return names
}

func (e *Emulator) openRow(l listing) []string {
	values := make([]string, 0, len(openColumns)+1)
	for _, column := range openColumns {
		switch {
		case column.name == "item-name":
			values = append(values, cmp.Or(l.item["item-name"], l.item["title"], l.item["sku"]))
			continue
		case column.loader != "":
			values = append(values, l.item[column.loader])
			continue
		}
		values = append(values, openValue(column.name, l, e.zone))
	}
	if e.opts.FulfillmentChannel {
		values = append(values, "DEFAULT")
	}
	return values
}

// openValue returns the value of a column that is not copied from the inventory loader.
func openValue(column string, l listing, zone *time.Location) string {
	switch column {
	case "listing-id":
		return l.id
	case "open-date":
		return fileTime(l.opened, zone)
	case "item-is-marketplace":
		if l.item[column] == "" {
			return "y"
		}
		return l.item[column]
	case "asin1":
		if l.item[column] == "" && l.item["product-id-type"] == "1" {
			return l.item["product-id"]
		}
		return l.item[column]
	case "will-ship-internationally":
		// Files spell these y and n; reports show 2 and 1.
		switch l.item[column] {
		case "y":
			return "2"
		case "n":
			return "1"
		}
		return l.item[column]
	case "pending-quantity":
		return "0"
	}
	return ""
}

// shortListings returns a function that writes a Lite or Liter report, in which the
// header line repeats.
func (e *Emulator) shortListings(columns ...string) func(io.Writer) error {
	stock := e.sortedStock()
	return func(w io.Writer) error {
		out := e.lineWriter(w, "\n")
		table := table{out: out, columns: columns, headerEvery: e.opts.LiteHeaderEvery}
		table.header()
		for _, l := range stock {
			values := []string{l.item["sku"], l.item["quantity"], l.item["price"], l.item["product-id"]}
			if err := table.row(values[:len(columns)]...); err != nil {
				return err
			}
		}
		return out.flush()
	}
}

// sortedStock returns the current inventory, sorted by sku. The caller holds the lock.
func (e *Emulator) sortedStock() []listing {
	out := make([]listing, 0, len(e.stock))
	for _, sku := range slices.Sorted(maps.Keys(e.stock)) {
		out = append(out, e.stock[sku])
	}
	return out
}

// table writes rows and repeats the header line between them.
type table struct {
	out         *lineWriter
	columns     []string
	headerEvery int // number of rows; below 1 means never
	written     int
}

func (t *table) header() { t.out.row(t.columns...) }

func (t *table) row(values ...string) error {
	if t.headerEvery > 0 && t.written > 0 && t.written%t.headerEvery == 0 {
		t.header()
	}
	t.written++
	return t.out.row(values...)
}
