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
//	item, err := client.Get(ctx, "1015")
//	if err != nil {
//		return err
//	}
//	fmt.Println(item.Description, item.Price)
//	err = client.RecordSale(ctx, item.StockNo, 1)
//
// Every shop has an installation of its own: the address, script name
// included, and the access key that the administrator has set are arguments of
// [New]. There is no test environment. Package twdtest is an emulator to test
// against.
//
// # Reading
//
// [Client.List] and [Client.Search] return a page, [Client.ListAll] and
// [Client.SearchAll] range over all items, [Client.Count] counts those of a
// status, [Client.Get] looks one up. Items may lack a quantity, and may have
// elements of add-ons: see [Item]. A price is the text of the reply;
// [Price.Decimal] makes an exact decimal of it, in a currency that the API does
// not name.
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
// [Client.RecordSale] lowers the quantity by what was sold,
// [Client.AdjustQuantity] lowers or raises it. [Client.Delete] sets the status
// to X. Setting a quantity and lowering it in one request is not offered: what
// the API would do is not documented. Neither is creating items: the API cannot.
//
// # Errors
//
// What the API itself refuses, with statuscode 0, is a [sellerwire.Error]:
// [CodeOf] returns [CodeError], and [sellerwire.Error.Messages] has the API's
// words. Of these only the one about the API key is documented; it matches
// [sellerwire.ErrUnauthorized]. A look-up of an item that is not there matches
// [sellerwire.ErrNotFound]; see [Client.Get].
//
// A change that is refused so, or with an HTTP 4xx other than 408, is rejected.
// After a lost reply (also to an earlier attempt), a 408, a redirect, a 5xx that
// is no result of the API, or a 2xx that cannot be read, its outcome is unknown:
// [sellerwire.ErrOutcomeUnknown].
//
// # What is repeated, and what never
//
// Reads are repeated on errors of the network and on HTTP 408, 425, 429, 500,
// 502, 503 and 504. So are updates of absolute fields and deletions, which give
// the same state again; but a late repeat can undo a newer change, so none is
// started later than 30 seconds after the first attempt
// ([sellerwire.RetryPolicy.MaxElapsed] changes that), and a [Client] sends one
// change of an item at a time. Other clients and programs know nothing of that
// order. There are at most 4 attempts, of 30 seconds each
// ([sellerwire.WithRetry], [sellerwire.WithAttemptTimeout]).
//
// A sale or adjustment is never repeated once it may have been sent: it is
// relative, and a repeat would sell twice. No option changes that.
//
// A refusal with statuscode 0 is not repeated, whatever its HTTP status.
//
// # Where the key travels
//
// In the query of a GET, put in below everything that logs or makes errors, or
// in the body of a POST. In a query it still shows in the access logs of the
// server and of proxies: [WithPostReads] avoids that. Pairs are never split
// between the two.
//
// # Limits and pace
//
// The vendor documents no lengths, no sizes and no rate, so none is checked.
// What cannot be meant is refused with a [sellerwire.InvalidError] before
// anything is sent: an empty stock number, a quantity below 0, a control
// character. An installation is often a small shared host: one request at a
// time, or a [ListOptions.Prefetch] of 2 to 4, is considerate; pace with
// [sellerwire.WithLimiter].
//
// # Encoding
//
// Text goes out as ISO-8859-1, which includes what Windows-1252 adds to it,
// byte by byte, percent-encoded; a character beyond is refused by name.
// [WithUTF8] sends UTF-8. Replies are read as they declare, ISO-8859-1 as
// Windows-1252.
//
// # What replies may look like
//
// They are printed by hand, and read so: with control characters (dropped), a
// bare '&', HTML entities, a byte order mark, a blank line before them and
// anything after them. Half a document is refused, whatever follows it, and so
// is anything that is not a result: [sellerwire.ErrUnexpectedContent]. Neither
// the HTTP status nor the content type decides; the statuscode does. Only a
// redirect is never taken for an answer.
//
// # Sources
//
// The vendor's page "TWD Inventory System - Developer API Reference" at
// http://tomswebdesign.net/Inventory-System/API-Reference.html. It is short;
// no other document and no exchange with a live installation is known. Assumed
// here, and how to change it where it can be changed:
//   - requests are read as ISO-8859-1: [WithUTF8];
//   - a full page has 50 items: [WithPageSize]; listings go by the totals of the
//     replies first;
//   - a refused look-up means that there is no such item:
//     [WithNotFoundMessages];
//   - updates by POST work, which the page says and does not show:
//     [WithGetUpdates];
//   - no other refusal passes by itself, so none is repeated;
//   - an empty text clears its field, and a negative adjustment raises the
//     quantity: send neither if your installation takes them otherwise;
//   - q, status and page can be combined.
package twd
