// Package twd reads and updates the inventory of a shop that runs the TWD
// Inventory System: a Perl program on the shop's own web server, with a
// developer API behind one script, api.pl.
//
// # A first program
//
//	client, err := twd.New("https://my.server.com/pathtoapi/api.pl", apiKey)
//	if err != nil {
//		return err
//	}
//	defer client.Close()
//	item, err := client.Get(ctx, "1015")
//	if err != nil {
//		return err
//	}
//	fmt.Println(item.Description, item.Price)
//	err = client.RecordSale(ctx, item.StockNo, 1)
//
// Every shop has an installation of its own. Its address, with the name of the
// script, and the access key that its administrator has set are arguments of
// [New]. There is no test environment; package twdtest is an emulator to test
// against.
//
// # Reading
//
// [Client.List] and [Client.Search] return one page, [Client.ListAll] and
// [Client.SearchAll] range over all items, [Client.Count] counts the items of a
// status, and [Client.Get] looks one up. An item may lack a quantity, and may have
// elements of add-ons; see [Item]. A price is the text of the reply.
// [Price.Decimal] makes an exact decimal of it. The API names no currency.
//
// # Updating
//
// [Client.Update] sets the fields that are not nil and leaves the others alone:
//
//	err := client.Update(ctx, "1015", twd.Fields{
//		Status: new(twd.StatusHeld),
//		Notes:  new("Held for Greg Smith"),
//	})
//
// [Client.RecordSale] lowers the quantity by what was sold, and
// [Client.AdjustQuantity] lowers or raises it. Both can set fields in the same
// request; see [WithFields]. [Client.Delete] sets the status to X. The API cannot
// create items.
//
// # What a reply means
//
// The outcome of a change is what the reply proves. A script that ignores a
// parameter of the request answers a different question, and still says OK.
//
//   - Accepted, with a nil error: statuscode 1, and nothing that contradicts it. The
//     vendor's reply says UPDATE OK. Other words are accepted, and so is no message,
//     unless the words deny the change ("not found", "update failed", "0 rows
//     updated", "OK, but nothing was changed").
//   - Accepted too: UPDATE OK with the item that was to be changed, and no other
//     item. Totals may then accompany it.
//   - Rejected: statuscode 0, whatever the HTTP status, unless the message is
//     UPDATE OK. Also an HTTP 4xx whose body is not a result of the API, such as
//     the page of a firewall, except 408, 425 and 429, which a gateway can send
//     after it has passed the request on.
//   - Unknown: everything else. That includes an item under another message than
//     UPDATE OK (a look-up), another item, a totalcount or totalstatus (a listing),
//     statuscodes that differ, even in a second or inner result, another
//     statuscode, an element that reports a failure, such as <error> or <success>0,
//     half a document, an empty reply, a web page under HTTP 2xx, a redirect, an
//     HTTP 5xx, and no reply.
//   - Not sent: it is proven that no attempt has reached the service.
//
// After several attempts, a lost reply makes the outcome unknown, unless a later
// attempt succeeds.
//
// A read returns what it was asked for or an error:
//
//   - [Client.List] and [Client.Search] with a status: no item of another status.
//     Case and outer spaces do not matter, and an item without a status is accepted.
//   - [Client.Count]: a total, which is not that of another status.
//   - [Client.Get]: the item with the stock number, compared without case. No item
//     at all means [sellerwire.ErrNotFound].
//   - [Client.ListAll]: as many items as the replies count, give or take a page.
//
// The reply to an update is no answer to a read. Neither is a reply without items
// whose message reports a failure. "No items found" is not a failure.
//
// # Errors
//
// What the API refuses with statuscode 0 is a [sellerwire.Error]: [CodeOf] returns
// [CodeError], and [sellerwire.Error.Messages] has the API's words. The vendor
// documents only those about the API key, which match
// [sellerwire.ErrUnauthorized]. A look-up of an item that does not exist matches
// [sellerwire.ErrNotFound]; see [Client.Get]. A reply that is no result, or not one
// of this call, matches [sellerwire.ErrUnexpectedContent]. A change of unknown
// outcome matches [sellerwire.ErrOutcomeUnknown].
//
// # What is retried
//
// Reads are retried after network errors and after HTTP 408, 425, 429, 500, 502,
// 503 and 504. So are updates of absolute fields and deletions, which are
// idempotent. A late retry could undo a newer change. Therefore no retry starts
// later than 30 seconds after the first attempt ([sellerwire.RetryPolicy.MaxElapsed]
// changes that), and a [Client] sends one change of an item at a time. It cannot
// do that for other clients and programs. There are at most 4 attempts, of 30
// seconds each ([sellerwire.WithRetry], [sellerwire.WithAttemptTimeout]).
//
// A sale or adjustment is not idempotent: sent twice, it would sell twice. It is
// retried only if it is proven that nothing was sent, and no option changes that.
//
// A refusal with statuscode 0 is never retried, whatever its HTTP status.
//
// # Where the key travels
//
// The key is sent in the body of a POST, so that no URL and no access log shows it.
// It is added after everything that logs or makes errors. [WithGetReads] moves the
// key of reads into the query.
//
// # Limits and pace
//
// The vendor documents no lengths, sizes or rates, so none is checked. Obvious mistakes
// are a [sellerwire.InvalidError] before anything is sent: an empty stock number, one
// with outer spaces or a byte order mark, one that a spreadsheet has turned into
// 9.78E+12, a quantity below 0, a control character. A reply may be up to 16 MiB
// long ([sellerwire.WithMaxResponseBytes]) and have some 30,000 items. A larger one
// matches [sellerwire.ErrResponseTooLarge].
//
// An installation is often on a small shared host. One request at a time, or a
// [ListOptions.Prefetch] of 2 to 4, is considerate. [sellerwire.WithLimiter] paces
// requests.
//
// # Encoding
//
// Text is sent as ISO-8859-1 with the additions of Windows-1252, byte by byte and
// percent-encoded. Any other character is refused, and the error names it.
// [WithUTF8] sends UTF-8.
//
// In replies each text is decoded on its own. A text that is valid UTF-8 is read as
// UTF-8, because many scripts declare ISO-8859-1 and print what they have stored.
// Any other text is read as Windows-1252. [WithLatin1] turns that off. If a reply
// declares another known encoding, that encoding is used. An unknown encoding is
// ignored.
//
// # What replies may look like
//
// A script prints the replies, and their texts may hold anything. Control
// characters are dropped. HTML entities are decoded, and a bare '&' is kept. Inside
// a field, <br> and <p> are read as a space, and any other '<' is text. A blank
// line or a header may precede the result, and anything may follow it. Half a
// document is refused, whatever follows it. Case does not matter in the names of
// elements.
//
// The statuscode decides, not the HTTP status or the content type. But a redirect is
// never an answer.
//
// # Sources
//
// The vendor's page "TWD Inventory System - Developer API Reference" at
// http://tomswebdesign.net/Inventory-System/API-Reference.html. It is short. No
// other document and no exchange with a live installation is known. These are
// assumptions, each with the option that changes it:
//   - Requests are read as ISO-8859-1: [WithUTF8].
//   - Texts of replies that are valid UTF-8 are UTF-8: [WithLatin1].
//   - A full page has 50 items: [WithPageSize].
//   - A refused look-up means that there is no such item: [WithNotFoundMessages].
//   - A refusal after a page that is not full means the end: [WithEndMessages].
//   - POST works for everything, as the page says; its samples are GET:
//     [WithGetReads].
//   - What qty does beside qtyadj is unclear, so a request with both is refused:
//     [WithQtyInSales].
//   - No other refusal is temporary, so none is retried.
//   - An empty text clears its field, and a negative adjustment raises the
//     quantity. Send neither if your installation treats them differently.
//   - q, status and page can be combined.
package twd
