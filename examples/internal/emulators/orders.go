package emulators

import (
	"github.com/sellerwire/sellerwire/abebooks/abebookstest"
	"github.com/sellerwire/sellerwire/abebooks/orders/orderstest"
	"github.com/sellerwire/sellerwire/examples/internal/inventory"
)

// Orders starts an emulator of AbeBooks' orders, of which three wait: the first book
// of the inventory file, two copies of one that has several, and two books at once.
func Orders() *orderstest.Server {
	server := orderstest.NewServer(orderstest.Options{})
	var singles, several []orderstest.Item
	for row, err := range inventory.ReadFile("") {
		if err != nil {
			break
		}
		item := orderstest.Item{VendorBookID: row.SKU, Author: row.Author, Title: row.Title, ISBN: row.ISBN, Price: row.Price.String()}
		switch {
		case row.Sold():
		case row.Quantity > 1:
			several = append(several, item)
		default:
			singles = append(singles, item)
		}
	}
	server.Place(orderstest.Order{Items: singles[:1]})
	server.Place(orderstest.Order{DomainID: "46", Items: []orderstest.Item{several[0], several[0]}})
	server.Place(orderstest.Order{DomainID: "47", Items: singles[1:3]})
	return server
}

// connect lets AbeBooks take what is sold out of the inventory.
func connect(books *abebookstest.Emulator, orders *orderstest.Emulator) {
	orders.OnSold(func(item orderstest.Item, copies int) { books.AddCopies(item.VendorBookID, copies) })
}
