package purchasetest

import (
	"slices"
	"strconv"
	"time"
)

// matches reports whether an order fits the criteria on whole orders.
func (c *criteria) matches(order *Order) bool {
	if !within(order.CreateDate, c.dateStart, c.dateEnd) || order.CreateDate.After(c.visibleUntil) {
		return false
	}
	if c.referenceID != "" && order.ReferenceID != c.referenceID {
		return false
	}
	if len(c.orderIDs) > 0 && !slices.Contains(c.orderIDs, strconv.FormatInt(order.ID, 10)) {
		return false
	}
	fulfilled := func(line OrderListing) bool { return strconv.FormatInt(line.VendorID, 10) == c.vendorID }
	if c.vendorID != "" && !slices.ContainsFunc(order.Listings, fulfilled) {
		return false
	}
	return !c.filtersItems() || slices.ContainsFunc(order.Listings, func(line OrderListing) bool {
		return slices.ContainsFunc(line.Items, c.matchesItem)
	})
}

// filtersItems reports whether only some items of an order are asked for.
func (c *criteria) filtersItems() bool {
	return len(c.itemIDs) > 0 || !c.itemUpdateStart.IsZero() || !c.itemUpdateEnd.IsZero()
}

// matchesItem reports whether an item fits the criteria on items.
func (c *criteria) matchesItem(item OrderItem) bool {
	if len(c.itemIDs) > 0 && !slices.Contains(c.itemIDs, strconv.FormatInt(item.ID, 10)) {
		return false
	}
	if c.itemUpdateStart.IsZero() && c.itemUpdateEnd.IsZero() {
		return true
	}
	return !item.UpdateDate.IsZero() && within(item.UpdateDate, c.itemUpdateStart, c.itemUpdateEnd)
}

// view is a copy of the order as the search shows it: with item criteria, only
// the items that match and the lines that have some.
func (c *criteria) view(order *Order) Order {
	shown := order.clone()
	if !c.filtersItems() {
		return shown
	}
	for i := range shown.Listings {
		line := &shown.Listings[i]
		line.Items = slices.DeleteFunc(line.Items, func(item OrderItem) bool { return !c.matchesItem(item) })
	}
	shown.Listings = slices.DeleteFunc(shown.Listings, func(line OrderListing) bool { return len(line.Items) == 0 })
	return shown
}

// within reports whether t lies between two bounds, themselves excluded.
func within(t, start, end time.Time) bool {
	return (start.IsZero() || t.After(start)) && (end.IsZero() || t.Before(end))
}
