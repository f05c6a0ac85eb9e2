// Package twdtest is an emulator of the TWD Inventory System's developer API:
// the script api.pl of a shop's own installation, with its state in memory.
// Point a client at it and test reading, updating and selling without a shop.
//
//	func TestSellingAnItem(t *testing.T) {
//		srv := twdtest.NewServer(twdtest.Options{})
//		defer srv.Close()
//		srv.SeedDocumented()
//
//		till := NewTill(srv.URL, srv.APIKey()) // the code under test
//		if err := till.Sell("1015"); err != nil {
//			t.Fatal(err)
//		}
//
//		if bed, _ := srv.Item("1015"); *bed.Qty != 0 {
//			t.Errorf("1015 has %d left", *bed.Qty)
//		}
//	}
//
// [NewServer] listens on loopback. [New] makes an [Emulator] that does not: an
// [http.Handler] that works over TCP, over TLS and below a path prefix
// ([http.StripPrefix]), or without a network, through its RoundTripper.
//
// # What it verifies
//
// The path ends in api.pl; any other is 404 with an HTML page. The apikey comes
// with every request. A GET takes its parameters from the query only. A POST takes
// them from the body only, and only if the Content-Type is
// application/x-www-form-urlencoded. Parameters in the wrong place are ignored, so
// the answer is that the key is invalid. Values are checked before anything is
// changed, so an update happens in full or not at all.
//
// # Where the documents are silent
//
// The vendor's page shows six successful replies and one error. Where the page says
// nothing, the emulator does the following. [Options] change some of it. A client
// should depend on none of it.
//
//   - '&' and ';' separate parameters. If a parameter is repeated, the first one
//     wins. A '%' that starts no escape is kept. A method other than GET, HEAD and
//     POST has no parameters, and neither has a body above 1 MiB.
//   - Bytes are kept: what a client sends as UTF-8 is printed as two Latin-1
//     characters each. Bytes 0x80 to 0x9F are Windows-1252.
//   - An empty action, q, status, page or (in a read) stock_no counts as absent. In
//     a read, stock_no takes precedence over the other parameters and finds items
//     of every status.
//   - Lists are in the order of seeding. q is found in descriptions and
//     brands, ignoring case. A page that is not a number from 1 is page 1.
//   - Updates: qty and qtyadj are whole numbers of at most nine digits. price is a
//     whole or decimal number and is stored as it came. Each may have a minus
//     sign. A negative qtyadj adds. An empty brand, description, notes or dept
//     clears the field. The name of an unknown dept is its code. qtyadj takes a
//     missing quantity as 0. qty is set before qtyadj subtracts. Any status is
//     accepted unless it is empty. An update without a field gets UPDATE OK.
//   - Every refusal has HTTP status 200 and statuscode 0. Its text is the
//     emulator's own, except the one about the key.
//   - Characters that Windows-1252 lacks can only come from a seed, or with
//     [DecodeUTF8]. They are printed as numeric references.
//
// # Faults
//
// [Quirks] damage what replies say. Everything else that can go wrong between a
// client and a script (delays, 5xx, HTML, empty replies, redirects, cut
// connections) is injected with [Emulator.Intercept], before or after the state has changed;
// see the examples of [Emulator].
//
// [Emulator.Odd] changes a share of the replies at random, the same ones for the
// same seed. The emulator's state still shows what was really done, so a test can
// compare that with what a program believes.
package twdtest
