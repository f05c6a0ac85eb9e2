package purchasetest

import "slices"

// taxModel is the vendor's example of one.
const taxModel = "US Marketplace Facilitator"

// quote works out the order that a valid request makes: what each item costs,
// and which items are not bought. It has no IDs and no date yet. It is called
// with the lock held.
func (e *Emulator) quote(request orderRequest) *Order {
	order := &Order{
		Currency:    currencies[request.domain],
		DryRun:      request.dryRun,
		ReferenceID: request.referenceID,
	}
	shipping := Cents(0)
	for _, requested := range request.listings {
		listing := e.listings[*requested.listingID]
		item := OrderItem{Cost: listing.Price, Status: listing.ItemStatus}
		if isBought(item) && (listing.Price + listing.Shipping).above(requested.maxPrice) {
			item.Status = statusMaxPriceExceeded
		}
		if isBought(item) {
			shipping += listing.Shipping
		} else {
			item.Cost = 0
		}
		order.Listings = append(order.Listings, OrderListing{
			ListingID:       listing.ID,
			Title:           listing.Title,
			ISBN:            listing.ISBN,
			Quantity:        int(*requested.quantity),
			VendorID:        listing.VendorID,
			MinShippingDays: listing.MinShippingDays,
			MaxShippingDays: listing.MaxShippingDays,
			Items:           slices.Repeat([]OrderItem{item}, int(*requested.quantity)),
		})
	}
	order.divideShipping(shipping)
	order.addTax(e.opts.TaxPercent)
	if order.total().above(request.totalMaxPrice) {
		order.exceedTotal()
	}
	return order
}

// isBought reports whether an item will be paid for.
func isBought(item OrderItem) bool { return !slices.Contains(notBought, item.Status) }

// divideShipping spreads the order's shipping over the items that are bought;
// the cents that cannot be divided go to the first of them.
func (o *Order) divideShipping(shipping Cents) {
	bought := Cents(0)
	for _, item := range o.items {
		if isBought(*item) {
			bought++
		}
	}
	for _, item := range o.items {
		if !isBought(*item) {
			continue
		}
		item.ShipCost = (shipping + bought - 1) / bought
		shipping -= item.ShipCost
		bought--
	}
}

// addTax puts a tax on the cost of the items, rounded half up.
func (o *Order) addTax(percent int) {
	if percent == 0 {
		return
	}
	cost := Cents(0)
	for _, item := range o.items {
		cost += item.Cost
	}
	o.Tax = new((cost*Cents(percent) + 50) / 100)
	o.TaxModel = taxModel
}

// total is what the buyer pays: items, shipping and tax.
func (o *Order) total() Cents {
	total := Cents(0)
	for _, item := range o.items {
		total += item.Cost + item.ShipCost
	}
	if o.Tax != nil {
		total += *o.Tax
	}
	return total
}

// exceedTotal turns the order into one whose total was too high: nothing of it
// is bought.
func (o *Order) exceedTotal() {
	for _, item := range o.items {
		item.Status, item.Cost, item.ShipCost = statusMaxPriceExceeded, 0, 0
	}
	if o.Tax != nil {
		o.Tax = new(Cents(0))
	}
}
