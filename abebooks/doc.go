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
// There is no test environment: the vendor advises testing with a real account.
// Package abebookstest is an emulator to test against instead.
//
// # The operations
//
// [Client.Add], [Client.Update] and [Client.Delete] change one book.
// [Client.Submit] sends 1 to 100 transactions in one request. [Client.Sync] and
// [Client.SyncSource] send any number, in concurrent batches of 100, and yield one
// [Result] for each. The API can neither list the inventory nor empty it.
//
// # The full-record rule
//
// Each book you send replaces the whole record. A field that you leave empty is
// cleared at the service. You cannot change only the price: always send the complete
// book.
//
// Add and Update seem to do the same: either creates a book that does not exist and
// replaces one that does. Delete removes a book, and so does a Quantity of 0. AbeBooks
// removes the books that it sells. Mark them as sold in your own system, or your next
// upload lists them again. Package abebooks/orders reads what was sold.
//
// # What a reply means
//
// The service can accept some books of a batch and refuse others; Submit then
// returns a [PartialError]. The [Result] of each book says whether it was accepted,
// rejected or not sent, or that the outcome is unknown. Results are matched to books
// by ID, ignoring case, never by position. The HTTP status does not matter if the
// body is a reply of the service, except that a redirect is always an error with an
// unknown outcome. The body is read as follows:
//
//   - A result with the book's ID and code 600 means accepted. If the result also
//     names the kind of change, by its transactionType or in its message, the kind
//     must match: the outcome of a delete that is answered as an update is unknown,
//     and vice versa. A book with a Quantity of 0 is removed, so both kinds match.
//   - A result with any other code means rejected, even an unlisted code. But 103 and
//     105 do not say how far the service got: the outcome is unknown.
//   - If there is no result with the ID, if two results contradict each other, or if
//     the code cannot be read, the outcome is unknown. The same result twice counts
//     once.
//   - A requestError means that the whole batch is rejected. With code 103 or 105,
//     or with results beside it, the outcome is unknown.
//   - An inventoryUpdateResponse without results means rejected only if its code is
//     one that the service gives before it looks at any book (104, 108, 109, 110,
//     602).
//   - Anything else, such as a web page or a truncated document, is
//     [sellerwire.ErrUnexpectedContent]. The outcome is rejected under a 4xx status
//     and unknown under 408, 425, 429 and any other status.
//
// Element names are compared ignoring case. A stray byte, a bare "&" or an unclosed
// tag damages only the text it is in, not the document. Each text is decoded as UTF-8
// if it is valid UTF-8 and as Windows-1252 otherwise, whatever the document declares.
//
// If one attempt was lost and a later one was refused, the outcome is unknown, unless
// the fault is in the book itself. It is safe to submit again, unless the book was
// sold in between.
//
// [CodeOf] returns the code in an error. Code 110 matches
// [sellerwire.ErrUnauthorized], code 108 [sellerwire.ErrForbidden]. Codes that blame a
// book or the request match [sellerwire.ErrInvalidRequest].
//
// # Retries
//
// Requests carry complete records, so they are idempotent. They are retried
// automatically after network errors, after HTTP 408, 425, 429, 500, 502, 503 and 504,
// and if the service refuses the whole request with code 100, 103, 105, 106 or 111. A
// late retry could list a book again that was sold in between, so no retry starts more
// than two minutes after the first attempt ([sellerwire.RetryPolicy.MaxElapsed]
// changes that). There are at most 4 attempts of 90 seconds each
// ([sellerwire.WithRetry], [sellerwire.WithAttemptTimeout]). A 2xx that is not a reply
// of the service is not retried.
//
// # Limits and pace
//
// A request holds at most 100 books. [Book] documents the maximum length of each
// field, in characters. A book that breaks a limit is refused with a
// [sellerwire.InvalidError] before anything is sent; nothing is truncated. Characters
// that XML does not allow are refused too, and so is an ID or ISBN that a spreadsheet
// has turned into 9.78E+12. The service publishes no rate limit. Other sellers'
// programs wait half a second to a second between batches. If you often send large
// inventories, set the pace with [sellerwire.WithLimiter].
//
// # Encoding
//
// Requests are in ISO-8859-1. Any other character, and U+0080 to U+009F, is sent as a
// numeric reference such as &#8217;. How the site displays these is not documented.
// [WithPlainPunctuation] replaces curly quotes, dashes and ellipses with ASCII, as
// other sellers' programs do.
//
// # Sources
//
// This package is based on the vendor's overview of the API, and on replies of the
// live service to requests about single books, all of them successes. Elements,
// lengths, keywords and codes are those of the vendor's pages at
// https://www.abebooks.com/developer/inventory-update-api/ (endpoints, keywords,
// errors), as other sellers' programs restate and use them. No refusal, and no reply
// about several books, has been published.
//
// The following is not documented, or only in part. The list says what this package
// assumes, and how you can do otherwise:
//   - POST rather than PUT. Both are allowed; see [WithPut].
//   - [Signed] credentials work as in the Purchase API. Only [Classic] has been seen
//     in use.
//   - Add replaces a book whose ID exists, and Update creates a book whose ID does
//     not. Use [Client.Update] for both.
//   - IDs that differ only in case are the same ID. Submit refuses a batch that has
//     both, and Sync sends one after the other. Two separate calls of Submit do
//     send both.
//   - Text that is too long is refused, because it is not known whether the service
//     truncates it. Shorten it first.
//   - Refusals can have either root element and any HTTP status.
//   - Which codes are worth a retry. [sellerwire.WithRetry] changes that.
//   - The code of the reply as a whole is ignored if books have their own codes.
//     [sellerwire.WithResponseInfo] gives you the reply.
//   - productType is sent before the pictures. The order of elements does not seem to
//     matter.
package abebooks
