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
//   - for getOrder, the order exists (201) and is the seller's (202); both codes
//     are invented
//
// Replies look like those of the live service: ISO-8859-1 under a header that says
// otherwise, elements in alphabetical order, one space of indent, amounts as Java
// writes them, and the version number of the request.
//
// # What it keeps
//
// [Emulator.Place] and [Emulator.Cancel] do what a buyer does, [Emulator.Answer] does
// what the seller does on the web site. [Emulator.Advance] moves the clock: after 96
// hours an order that was not answered expires if it is paid by card, and is
// confirmed otherwise. getAllNewOrders lists the orders that have an unanswered item,
// oldest first. Reading does not take an order off the list. getOrder shows any order.
// [Emulator.OnSold] connects an emulator of the inventory.
//
// # Where the documents are silent
//
// [Options] has a switch for everything that is not documented. A client should not
// depend on either setting. Faults below the service (delays, 5xx, HTML, truncated
// replies, cut connections) are injected with [Emulator.Intercept].
//
// [Emulator.Odd] changes a share of the replies at random, the same ones for the
// same seed. The emulator's state still shows what was really done, so a test can
// compare that with what a program believes.
package orderstest
