// Package emulators starts the emulators of the services for the example
// programs, seeded: one of them for a program's own use, or all of them behind
// one handler.
package emulators

import (
	"fmt"
	"time"

	"github.com/sellerwire/sellerwire/abebooks/abebookstest"
	"github.com/sellerwire/sellerwire/aim/aimtest"
	"github.com/sellerwire/sellerwire/examples/internal/inventory"
	"github.com/sellerwire/sellerwire/invapi/invapitest"
	"github.com/sellerwire/sellerwire/purchase/purchasetest"
	"github.com/sellerwire/sellerwire/twd/twdtest"
)

// AbeBooks starts an AbeBooks emulator with an empty inventory.
func AbeBooks() *abebookstest.Server { return abebookstest.NewServer(abebookstest.Options{}) }

// FirstListing is added to a row's number in the inventory file to make the ID
// of its listing at the Purchase emulator.
const FirstListing = 2_000_000_000

// Purchase starts a Purchase emulator that sells the two listings of the
// vendor's page and every row of the inventory file.
func Purchase() *purchasetest.Server {
	return purchasetest.NewServer(purchasetest.Options{Listings: purchaseListings()})
}

func purchaseListings() []purchasetest.Listing {
	listings := purchasetest.DefaultListings()
	n := int64(0)
	for row, err := range inventory.ReadFile("") {
		if err != nil {
			break // the file is embedded, and tested to be readable
		}
		n++
		price, err := purchasetest.ParseCents(row.Price.StringFixed(2))
		if err != nil {
			continue
		}
		listings = append(listings, purchasetest.Listing{
			ID: FirstListing + n, Title: row.Title, ISBN: row.ISBN, Price: price, Shipping: 300,
		})
	}
	return listings
}

// AIM starts an AIM emulator with three orders and an empty inventory.
func AIM() *aimtest.Server {
	server := aimtest.NewServer(aimtest.Options{})
	server.AddOrders(aimOrders()...)
	return server
}

func aimOrders() []aimtest.Order {
	var orders []aimtest.Order
	for i, o := range []struct{ title, sku, price, total, quantity, name, city, state, zip string }{
		{"Tractatus Logico-Philosophicus", "SW-0001", "10.00", "13.99", "1", "Maren Quist", "Portland", "OR", "97201"},
		{"Die Verwandlung", "SW-0002", "24.50", "28.49", "1", "Olu Abara", "Madison", "WI", "53703"},
		{"Les Misérables", "SW-0003", "7.25", "18.49", "2", "René Dufour", "Santa Fe", "NM", "87501"},
	} {
		orders = append(orders, aimtest.Order{
			OrderID:     fmt.Sprintf("001-%07d-%07d", 1234567+i, 7654321+i),
			OrderItemID: fmt.Sprintf("%014d", int64(12345678901234)+int64(i)),
			ItemName:    o.title, ListingID: fmt.Sprintf("0711T%06d", i+1), SKU: o.sku,
			Price: o.price, ShippingFee: "3.99", Quantity: o.quantity, Total: o.total,
			PaymentsDate: time.Now(),
			BuyerEmail:   fmt.Sprintf("buyer%d@example.com", i+1), BuyerName: o.name, RecipientName: o.name,
			Address1: fmt.Sprintf("%d Main St", 100+i), City: o.city, State: o.state, Zip: o.zip, Country: "US",
			ShipMethod: "standard",
		})
	}
	return orders
}

// TWD starts a TWD emulator with the vendor's documented items among 308
// active and 9 held ones.
func TWD() *twdtest.Server {
	server := twdtest.NewServer(twdtest.Options{})
	server.SeedDocumented()
	return server
}

// InvAPI starts an emulator of the JSON inventory API with three stores, the
// two documented products, and each ISBN of the inventory file as a UPC. rows are the
// books of another file, whose ISBNs it knows too.
func InvAPI(rows []inventory.Row) *invapitest.Server {
	server := invapitest.NewServer(invapitest.Options{})
	seedInvAPI(server.Emulator)
	for _, row := range rows {
		server.SeedProducts(invapitest.Product{UPC: row.ISBN})
	}
	return server
}

func seedInvAPI(e *invapitest.Emulator) {
	e.SeedDocumented()
	e.SeedStores("1", "2", "3")
	for row, err := range inventory.ReadFile("") {
		if err != nil {
			break
		}
		e.SeedProducts(invapitest.Product{UPC: row.ISBN})
	}
}
