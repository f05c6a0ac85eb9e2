// Package orderstest is an emulator of the reading half of the AbeBooks Order Update
// service, for testing programs that call it. The service itself has no sandbox.
//
//	func TestSales(t *testing.T) {
//		abe := orderstest.NewServer(orderstest.Options{})
//		defer abe.Close()
//		abe.Place(orderstest.Order{Items: []orderstest.Item{{VendorBookID: "SKU-0001", Price: "12.50"}}})
//
//		// The code under test: any client that lets its address be set.
//		takeOutWhatWasSold(abe.URL, abe.Username(), abe.APIKey())
//	}
//
// # What it verifies
//
// One address, path "/", POST or PUT. The checks run in this order, and the first that
// fails decides the code:
//
//   - well-formed XML in its declared encoding (UTF-8, ISO-8859-1 or Windows-1252)
//     with the root orderUpdateRequest: 104
//   - the action getAllNewOrders or getOrder: 109
//   - user name and API key: 110, or 108 for [Emulator.Limited]
//   - for getOrder, the order exists and is the seller's: 201 and 202, which are
//     invented
//
// Replies look like those of the live service: ISO-8859-1 under a header that says
// otherwise, elements in alphabetical order, one space of indent, amounts as Java
// writes them, the version of the request.
//
// # What it keeps
//
// [Emulator.Place] is what a buyer does, [Emulator.Cancel] too; [Emulator.Answer] is
// what the seller does on the web site. [Emulator.Advance] moves the clock: after 96
// hours an order that was not answered expires if it is paid by card, and is
// confirmed otherwise. getAllNewOrders lists the orders of which an item waits,
// oldest first, again and again; reading changes nothing. getOrder shows any.
// [Emulator.OnSold] connects an emulator of the inventory.
//
// # What it decides by itself
//
// What nobody outside of the vendor knows is a switch in [Options]. A client should
// not depend on either answer. Faults below the service (delays, 5xx, HTML, truncated
// replies, cut connections) are injected with [Emulator.Intercept].
package orderstest
