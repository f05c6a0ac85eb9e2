// Package invapitest is an emulator of the Inventory Update API: one endpoint
// that sets the stock of a product at a store, with its state in memory. Point
// a client at it and test what it sends, in which order, and how it handles
// every answer that the service might give.
//
//	func TestPushingStock(t *testing.T) {
//		srv := invapitest.NewServer(invapitest.Options{})
//		defer srv.Close()
//		srv.SeedStores("3")
//		boot := invapitest.Product{SKU: "ZOOT-SUIT", Size: "34", Width: "D"}
//		srv.SeedProducts(boot)
//
//		if err := PushStock(srv.URL, srv.Token()); err != nil { // the code under test
//			t.Fatal(err)
//		}
//
//		if n, _ := srv.Quantity(boot, "3"); n != 44 {
//			t.Errorf("store 3 has %d", n)
//		}
//	}
//
// [NewServer] listens on loopback. [New] makes an [Emulator] that does not: an
// [http.Handler] that works over TCP, over TLS and below a path prefix
// ([http.StripPrefix]), or without a network, through its RoundTripper.
//
// # What it verifies
//
// It checks in this order and answers with the first failure:
//
//  1. POST to /api/product/inventory, else 404 with an HTML page;
//  2. "Authorization: Bearer TOKEN", compared exactly: 401 "Invalid token";
//  3. a body that is one JSON object: 400 "Invalid JSON";
//  4. upc, or else sku, size and width: 400 "Missing required field: NAME";
//  5. store, then quantity: likewise;
//  6. a known product at a known store: 404 "Product not found".
//
// A field that is null or absent counts as missing, and so does "" except in width.
// A field of the wrong type, or a quantity that is not a whole number of 0 or more,
// gets 400 "Invalid value for field: NAME". A store that is a number is read as
// text.
//
// # Where the documents are silent
//
// The vendor's page shows neither a reply to a success nor any HTTP status, so all
// of that is the emulator's choice, and [Options] change it. A client should not
// depend on any of it. The emulator also makes these choices:
//
//   - A body of another type than application/json is not read, which leaves
//     sku missing.
//   - Names of fields are case-sensitive. Unknown fields are ignored. If a field is
//     repeated, the last one wins. Text that is not UTF-8 is invalid JSON.
//   - A number with a fraction or an exponent is no whole number, not even
//     12.0: the vendor forbids it in the CSV import.
//   - upc takes precedence over sku. Identifiers are compared exactly.
//   - A body above 100 KiB gets 413 with an HTML page.
//
// # Faults
//
// [Options] have every shape of a success and of a refusal that such services
// are known to send. Everything else that can go wrong between a client and a
// service (delays, 5xx, sign-in pages, a Retry-After, cut connections) is
// injected with [Emulator.Intercept], before or after the state has changed; see the
// example of [Emulator].
//
// [Emulator.Odd] changes a share of the replies at random, the same ones for the
// same seed. The emulator's state still shows what was really done, so a test can
// compare that with what a program believes.
package invapitest
