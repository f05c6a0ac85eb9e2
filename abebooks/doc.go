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
// # Outcomes
//
// Each book is accepted, rejected, not sent or of unknown outcome, and says so
// in its [Result]. Results are matched by ID without regard to case, never by
// their place. A book without a result of its own, or with two, is of unknown
// outcome, and so is one of which a request was lost on the way and not
// answered later. Submitting it again is safe unless it was sold meanwhile.
//
// Every code but 600 is a refusal, also one that is in no list; only 103 and
// 105 are not, whose words leave open what was done before the error.
//
// # What is repeated
//
// Requests carry full records, so a repeat gives the same state, and lost or
// failed requests are repeated: on errors of the network, on HTTP 408, 425,
// 429, 500, 502, 503 and 504, and if the service refuses the request as a whole
// with code 100, 103, 105, 106 or 111. But a repeat that comes late can bring
// back a book that was sold in between, so none is started later than two
// minutes after the first attempt ([sellerwire.RetryPolicy.MaxElapsed] changes
// that). There are at most 4 attempts, of 90 seconds each
// ([sellerwire.WithRetry], [sellerwire.WithAttemptTimeout]). A reply with
// status 200 that is none of the service's is not asked for again; its outcome
// is unknown.
//
// # Limits
//
// 100 books a request; the lengths that [Book] names, in characters. What
// breaks a limit is refused with a [sellerwire.InvalidError] before anything is
// sent; nothing is cut. Characters that XML cannot hold are refused too. The
// service publishes no rate limit. Sellers' programs wait half a second to a
// second between batches; pace with [sellerwire.WithLimiter] if you send large
// inventories often.
//
// # Encoding
//
// Requests are ISO-8859-1. A character beyond it goes out as a numeric
// reference such as &#8217;; what the site makes of it is not documented.
// [WithPlainPunctuation] writes curly quotes, dashes and ellipses in ASCII
// first, as other sellers' programs do. Replies are read in the encoding that
// they declare.
//
// # Sources
//
// The vendor's InventoryUpdate API pages (overview, endpoints, keywords,
// errors) at https://www.abebooks.com/developer/inventory-update-api/, and
// replies of the live service.
//
// Documented nowhere, and chosen here:
//   - POST rather than PUT: both are allowed ([WithPut]);
//   - over-long text is refused, since nobody knows whether the service cuts it
//     (shorten it before);
//   - which codes are worth a repeat ([sellerwire.WithRetry]);
//   - the code of the reply as a whole is ignored where books have codes of
//     their own ([sellerwire.WithResponseInfo] shows the reply);
//   - a book's productType is written before its pictures.
package abebooks
