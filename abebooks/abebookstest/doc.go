// Package abebookstest is an emulator of the AbeBooks InventoryUpdate service,
// for testing programs that call it. The service itself has no sandbox: its
// tests run against a real seller account.
//
//	func TestPush(t *testing.T) {
//		abe := abebookstest.NewServer(abebookstest.Options{})
//		defer abe.Close()
//
//		// The code under test: any client that lets its address be set.
//		push(abe.URL, abe.Username(), abe.APIKey(), myBooks)
//
//		book, found := abe.Book("SKU-0001")
//		if !found || book.Price.Amount != "12.50" {
//			t.Errorf("stored %+v", book)
//		}
//	}
//
// # What it verifies
//
// One address, path "/", PUT or POST. The checks run in this order, and the
// first that fails decides the code:
//
//   - well-formed XML in its declared encoding (UTF-8, ISO-8859-1 or
//     Windows-1252) with the root inventoryUpdateRequest: 104
//   - the action bookupdate: 109
//   - the credentials, classic (username and API key in the XML) or signed (four
//     Abe-* headers, valid five minutes): 110, or 108 for [Emulator.Limited]
//   - 1 to 100 books: 104 for none, 602 for more
//
// If one of these checks fails, the reply is a requestError document and nothing is
// changed. Then each book is checked on its own, so a batch can succeed in part:
//
//   - vendorBookID of 1 to 40 characters: 601
//   - transactionType add, update or delete, in any case: 603
//   - price: 604
//   - author, title or publisher, and the quantity: 606
//   - shippingTemplateID: 607
//
// A delete needs only the first two. An add and an update store the full record,
// whether or not the id was known. What they omit is cleared, and a quantity of 0
// removes the book. Unknown elements are ignored.
//
// # Where the documents are silent
//
// The vendor documents neither the error replies nor the limits of most
// rules. The defaults are what programs in use rely on: types in any case,
// quantities as an attribute or as a text, a "limit" attribute, unknown elements,
// CDATA, no currency, any content type. [Options] has a switch where the service may
// well do otherwise, and a client should not depend on either answer.
//
//   - The price is digits with at most two decimals, above 0, in USD unless it
//     says otherwise. The quantity is a whole number from 0 to 999, 1 if absent.
//   - A document that declares ISO-8859-1 and is UTF-8 is read as UTF-8, since
//     programs in use send that.
//   - Text that is only white space counts as empty. Text longer than documented
//     is accepted.
//   - Ids are compared with their case. An id that occurs twice in a batch is
//     processed twice, in order. Deleting an unknown book succeeds.
//   - A refusal with a code has HTTP status 200. Only another path (404), another
//     method (405) and, on demand, another content type (415) are refused without a
//     code, with that status.
//   - A reply has one result per book, in the order of the request. The texts of
//     refusals are not the vendor's.
//
// # Faults
//
// [Emulator.FailRequests] and [Emulator.FailBook] produce any code,
// [Emulator.EditResults] loses, repeats and shuffles results. Faults below the
// service (delays, 5xx, HTML, truncated replies, cut connections) are injected
// with [Emulator.Intercept], before or after the state has changed.
//
// [Emulator.Odd] changes a share of the replies at random, the same ones for the
// same seed. The emulator's state still shows what was really done, so a test can
// compare that with what a program believes.
package abebookstest
