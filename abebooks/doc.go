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
// puts them back. Package abebooks/orders reads what was sold.
//
// # What a reply means
//
// The service can take some books of a batch and refuse others; Submit then
// returns a [PartialError]. Each book is accepted, rejected, not sent or of unknown
// outcome, and its [Result] says which. Results are matched by ID without regard to
// case, never by their place. The reply is read in this way, whatever its HTTP
// status, but for a redirect, which is always an error of unknown outcome:
//
//   - A result with code 600 under the book's ID: accepted. If it names a type of
//     transaction, that must be of the same kind: a delete that is answered as an
//     update is of unknown outcome, and the other way round. A book with a Quantity
//     of 0 is removed, so either kind is right for it.
//   - A result with any other code, even one that is in no list: rejected. 103 and
//     105 do not say how far the service got: the outcome is unknown.
//   - No result under the ID, or two that contradict each other, or a code that
//     cannot be read: outcome unknown. The same result twice is no contradiction.
//   - A requestError: rejected, all books of the batch; with 103 or 105 the outcome
//     is unknown.
//   - An inventoryUpdateResponse without results: rejected only with a code that is
//     given before any book is touched (104, 108, 109, 110, 602).
//   - Anything else, such as a web page or half a document:
//     [sellerwire.ErrUnexpectedContent]. Under a 4xx the outcome is rejected, under
//     408, 425, 429 and any other status it is unknown.
//
// A stray byte, a bare "&" or an unclosed tag in a text of the reply costs that
// text, not the document. Texts are read as UTF-8 if they are that, otherwise as
// Windows-1252, whatever the document declares.
//
// Where an attempt was lost and a later one refused, the outcome is unknown, unless
// the book itself is at fault. Submitting again is safe, unless the book was sold
// in between.
//
// [CodeOf] reads the code from an error. 110 is [sellerwire.ErrUnauthorized], 108
// [sellerwire.ErrForbidden], and a fault of a book or of the request is
// [sellerwire.ErrInvalidRequest].
//
// # Retries
//
// Requests carry full records, so they are idempotent. They are retried on errors
// of the network, on HTTP 408, 425, 429, 500, 502, 503 and 504, and if the service
// refuses the request as a whole with code 100, 103, 105, 106 or 111. But a retry
// that comes late can bring back a book that was sold in between, so none starts
// later than two minutes after the first attempt
// ([sellerwire.RetryPolicy.MaxElapsed] changes that). There are at most 4 attempts,
// of 90 seconds each ([sellerwire.WithRetry], [sellerwire.WithAttemptTimeout]). A
// 2xx that is none of the service's replies is not retried.
//
// # Limits and pace
//
// 100 books a request; the lengths that [Book] names, in characters. What
// breaks a limit is refused with a [sellerwire.InvalidError] before anything is
// sent; nothing is cut. Characters that XML cannot hold are refused too, and so is
// an ID or ISBN that a spreadsheet has turned into 9.78E+12. The
// service publishes no rate limit. Sellers' programs wait half a second to a
// second between batches; pace with [sellerwire.WithLimiter] if you send large
// inventories often.
//
// # Encoding
//
// Requests are ISO-8859-1. A character beyond it, and one from U+0080 to U+009F,
// goes out as a numeric reference such as &#8217;; what the site makes of it is
// not documented. [WithPlainPunctuation] writes curly quotes, dashes and
// ellipses in ASCII first, as other sellers' programs do.
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
//   - that IDs which differ only in case are one ID: Submit refuses two of them,
//     Sync sends one after the other (use two calls of Submit);
//   - over-long text is refused, since nobody knows whether the service cuts it
//     (shorten it before);
//   - the form of refusals and their HTTP status: either root element is read
//     under any status;
//   - which codes are worth a retry ([sellerwire.WithRetry]);
//   - the code of the reply as a whole is ignored where books have codes of
//     their own ([sellerwire.WithResponseInfo] shows the reply);
//   - the place of a book's productType, before its pictures. Order does not
//     seem to matter.
package abebooks
