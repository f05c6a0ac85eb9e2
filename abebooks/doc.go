// Package abebooks adds, updates and deletes books in a seller's AbeBooks
// inventory, through the InventoryUpdate API.
//
// # A first program
//
//	client, err := abebooks.New(abebooks.Classic(username, apiKey))
//	if err != nil {
//		return err
//	}
//	defer client.Close()
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
// # The operations
//
// [Client.Add], [Client.Update] and [Client.Delete] change one book.
// [Client.Submit] sends 1 to 100 transactions in one request. [Client.Sync] and
// [Client.SyncSource] take any number: in batches of 100, several at a time, one
// [Result] for each. The API cannot list what is in the inventory, nor empty it.
//
// # The full-record rule
//
// A book that is sent replaces the whole record. A field that is left empty is
// cleared at the service; there is no way to change only a price. Always send
// the book as it shall be.
//
// Add and Update seem to be the same to the service, which creates what it does
// not have. A book is removed by Delete, or by a Quantity of 0. AbeBooks removes
// books that it sells; mark them sold in your own system, or your next upload
// puts them back.
//
// # Outcomes and errors
//
// The service can take some books of a batch and refuse others; Submit then
// returns a [PartialError]. Each book is accepted, rejected, not sent or of
// unknown outcome, and says so in its [Result]. Results are matched by ID
// without regard to case, never by their place. A book without a result of its
// own, or with two, is of unknown outcome, and so is one of which a request was
// lost on the way and not answered later. Submitting it again is safe unless it
// was sold meanwhile.
//
// Every code but 600 is a refusal, also one that is in no list; only 103 and
// 105 are not, whose words leave open what was done before the error. [CodeOf]
// reads the code from an error. 110 is [sellerwire.ErrUnauthorized], 108
// [sellerwire.ErrForbidden], and a fault of a book or of the request is
// [sellerwire.ErrInvalidRequest].
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
// ([sellerwire.WithRetry], [sellerwire.WithAttemptTimeout]). A 2xx that is none
// of the service's replies is not asked for again; its outcome is unknown.
//
// # Limits and pace
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
// Requests are ISO-8859-1. A character beyond it, and one from U+0080 to U+009F,
// goes out as a numeric reference such as &#8217;; what the site makes of it is
// not documented. [WithPlainPunctuation] writes curly quotes, dashes and
// ellipses in ASCII first, as other sellers' programs do. Replies are read in
// the encoding that they declare, ISO-8859-1 as Windows-1252.
//
// # Sources
//
// The vendor's overview of the API, and replies that the live service gave about
// single books, all of them successes. Elements, lengths, keywords and codes are
// those of the vendor's pages at
// https://www.abebooks.com/developer/inventory-update-api/ (endpoints, keywords,
// errors) as other sellers' programs restate and use them. No refusal, and no
// reply about several books, has been published.
//
// Documented nowhere, or by halves, and assumed here:
//   - POST rather than PUT: both are allowed ([WithPut]);
//   - that [Signed] credentials work as in the Purchase API ([Classic] is the
//     way that is seen in use);
//   - that an add of a known ID replaces the book, as an update of an unknown
//     one creates it (use [Client.Update] for both);
//   - that IDs which differ only in case, or in blanks around them, are one ID:
//     Submit refuses two of them, Sync sends one after the other (use two calls
//     of Submit);
//   - over-long text is refused, since nobody knows whether the service cuts it
//     (shorten it before);
//   - the form of refusals and their HTTP status, neither of which is relied on:
//     either root element is read under any status;
//   - which codes are worth a repeat ([sellerwire.WithRetry]);
//   - the code of the reply as a whole is ignored where books have codes of
//     their own ([sellerwire.WithResponseInfo] shows the reply);
//   - the place of a book's productType, before its pictures. Order does not
//     seem to matter.
package abebooks
