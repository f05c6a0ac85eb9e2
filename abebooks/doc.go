// Package abebooks adds, updates and deletes books in a seller's AbeBooks
// inventory, through the InventoryUpdate API.
//
// # A first program
//
//	client, err := abebooks.New(abebooks.Classic(username, apiKey))
//	if err != nil {
//		return err
//	}
//	err = client.Update(ctx, abebooks.Book{
//		VendorBookID: "SKU-0001",
//		Author:       "Wittgenstein, Ludwig",
//		Title:        "Tractatus Logico-Philosophicus",
//		Price:        abebooks.Price{Amount: decimal.RequireFromString("12.50"), Currency: "USD"},
//		Quantity:     new(1),
//	})
//
// There is no test environment: the service's own advice is to try with a real
// account. Package abebookstest is an emulator to test against instead.
//
// # The full-record rule
//
// A book that is sent replaces the whole record. A field that is left empty is
// cleared at the service; there is no way to change only a price. Always send
// the book as it shall be.
//
// Add and Update are the same to the service, which creates what it does not
// have. A book is removed by Delete, or by a Quantity of 0. AbeBooks removes
// books that it sells; mark them sold in your own system, or your next upload
// puts them back.
//
// # Many books
//
// [Client.Submit] sends 1 to 100 transactions in one request, [Client.Sync] any
// number: in batches of 100, several at a time, one [Result] for each. The
// service can take some books of a batch and refuse others; Submit then returns
// a [PartialError].
//
// # What is repeated
//
// Requests carry full records, so a repeat gives the same state, and lost or
// failed requests are repeated: on errors of the network, on HTTP 408, 425,
// 429, 500, 502, 503 and 504 and on the service's codes 100, 103, 105, 106 and
// 111. But a repeat that comes late can bring back a book that was sold in
// between, so none is started later than two minutes after the first attempt
// ([sellerwire.RetryPolicy.MaxElapsed] changes that). Each attempt may take 90
// seconds.
//
// # Limits
//
// 100 books a request; the lengths that [Book] names, in characters. What
// breaks a limit is refused with a [sellerwire.InvalidError] before anything is
// sent; nothing is cut. The service publishes no rate limit. Sellers' programs
// wait half a second to a second between batches; pace with
// [sellerwire.WithLimiter] if you send large inventories often.
//
// # Encoding
//
// Requests are ISO-8859-1. A character beyond it goes out as a numeric
// reference such as &#8217;; what the site makes of it is not documented.
// [WithPlainPunctuation] writes curly quotes, dashes and ellipses in ASCII
// first, as other sellers' programs do.
//
// # Sources
//
// The vendor's InventoryUpdate API pages (overview, endpoints, keywords,
// errors) at https://www.abebooks.com/developer/inventory-update-api/.
// Documented nowhere, and chosen here: POST rather than PUT ([WithPut] changes
// it), the text of failures, what happens to over-long text.
package abebooks
