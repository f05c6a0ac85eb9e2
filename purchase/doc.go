// Package purchase buys books on AbeBooks and follows the orders, through the
// Purchase API v1. The vendor opens it to selected partners.
//
// # A first program
//
//	client, err := purchase.New(accessKey, secretKey)
//	if err != nil {
//		return err
//	}
//	defer client.Close()
//	request := purchase.OrderRequest{
//		ShipAddr: address, BillAddr: address, CardToken: sellerwire.NewSecret(token),
//		Listings: []purchase.RequestedListing{
//			{ListingID: 1009999999, Quantity: 1, MaxPrice: decimal.RequireFromString("48.11")},
//		},
//		ShippingMode:  purchase.ShippingStandard,
//		Domain:        purchase.DomainUS,
//		TotalMaxPrice: decimal.RequireFromString("55.00"),
//	}
//	if _, err := client.DryRun(ctx, request); err != nil {
//		return err
//	}
//	id, begun := uuid.NewString(), time.Now()
//	if err := store(id, begun, request); err != nil { // survives a crash
//		return err
//	}
//	order, err := client.PlaceOrder(ctx, request, sellerwire.WithRequestID(id))
//
// There is no test environment. Package purchasetest is an emulator to test
// against; [Client.DryRun] asks the real service without buying.
//
// # The operations
//
// [Client.DryRun] tries an order and [Client.PlaceOrder] places it.
// [Client.ResumeOrder] goes on with an order of which an earlier call did not learn
// the outcome; [Client.FindOrder] only looks for it. [Client.Get] returns one order,
// [Client.Search] a page of them, [Client.SearchAll] all of a search. The API cannot
// change or cancel an order, nor search for books: listing IDs come from AbeBooks
// Search Web Services.
//
// # Prices are guarded
//
// A seller can raise a price between your search and your purchase. Placing an
// order therefore needs a RequestedListing.MaxPrice on each listing, or an
// OrderRequest.TotalMaxPrice, or AnyPrice. What is dearer is not bought.
//
// # What a reply means
//
// A reply to an order is worth what it proves, and no more:
//
//	bought       2xx, no code of 4000 or above, an order that has an ID, is no
//	             dry run, shows our reference ID or none, and nothing that was
//	             not asked for
//	refused      status 400 or above, and codes that are all 4xxx or 5030, none
//	             of them 4041 or 4090; or no code, and the service's error body
//	             under a 4xx but 408, 409, 425 and 429
//	lost         everything else: no reply, 5000, 5xx and 4xx of gateways,
//	             redirects, web pages, 2003, 4041, 4090, a success with a code of
//	             a failure, a refusal that shows an order, another order
//
// A lost order is looked up by its reference ID, and never posted again by the
// same call. A search by the reference ID is worth this:
//
//	found        exactly one order that shows our reference and nothing that
//	             was not asked for; or shows no reference, and exactly what was
//	             asked for, and a date; and is not older than the first attempt
//	not there    an empty page that counts none, with code 2000 or none; or a
//	             404 whose only code is 4041
//	unclear      everything else: several such orders, an order that cannot be
//	             read, a count of more than is shown, other people's orders, an
//	             empty page that names a next one, codes that disagree
//
// "Not there" is no proof that the order does not exist: how soon the service shows
// an order is not documented. PlaceOrder says unknown then, and ResumeOrder posts
// only when the last attempt is long enough ago.
//
// Of a copy the item's status decides. 14, 17, 19, 53, 54 and 90 are not bought
// ([ItemStatus.NotBought]); any other is bought, also one that nobody documented. No
// status means unknown, and is asked for with [Client.Get] until it is there or the
// time is up. If a copy is not known to be bought, a [PartialError] comes beside the
// order.
//
// # Reading what is odd
//
// Numbers are read by their value, however they are written: 600, 600.00, 6E+2 and
// "600" are one. Dates may have fractions, another offset, or no time of day. A value
// that cannot be read is left zero and listed in Order.Unreadable, and Order.Raw has
// the order as it came; so one odd value hides neither its order nor its page. What
// is made of a reply is bounded: one of more elements than its length explains, such
// as a million empty listings, is [sellerwire.ErrResponseTooLarge].
//
// # Errors
//
// A call fails with a [sellerwire.InvalidError] before anything is sent, or with
// a [sellerwire.Error]. The service can give several codes at once: [CodesOf]
// returns them, [CodeOf] the first. 4041 is [sellerwire.ErrNotFound]; 4010 to
// 4017 are [sellerwire.ErrUnauthorized], 4030 is [sellerwire.ErrForbidden], 4291
// to 4293 are [sellerwire.ErrRateLimited], 4090 is [sellerwire.ErrConflict], 5000
// and 5030 are [sellerwire.ErrUnavailable], and the other 4xxx of the list are
// [sellerwire.ErrInvalidRequest]. Where no code came, the HTTP status decides.
//
// # What is retried, and what never
//
// Searches, [Client.Get] and dry runs buy nothing. They are retried on errors
// of the network, on HTTP 408, 425, 429, 500, 502, 503 and 504, and on the codes
// 4291, 5000 and 5030; not where Abe-Status has any other code. There are at most
// 4 attempts, of 60 seconds each ([sellerwire.WithRetry],
// [sellerwire.WithAttemptTimeout]).
//
// An order is posted again only if nothing was sent, or if the service said that
// it took nothing: 4291 and 5030, in an Abe-Status header, for up to two
// minutes.
//
// Code 4013, a request that expired, is signed again and retried once. If the
// reply's Date header is then more than 4 minutes off this machine's clock, the
// error is [sellerwire.ErrClockSkew] and says by how much. The lock-outs 4292 and
// 4293 are never retried: each further request may prolong them.
//
// # Limits and pace
//
// 250 items in an order, 100 orders in a page, 90 days in a search;
// [Client.SearchAll] cuts longer ones. What breaks a limit is refused with a
// [sellerwire.InvalidError] before anything is sent. The service has a rate
// limit and does not publish it; two requests a second are modest:
//
//	purchase.New(accessKey, secretKey, sellerwire.WithLimiter(rate.NewLimiter(2, 1)))
//
// The look-ups of a lost order count, too. Follow many orders with one search by
// ItemUpdateDateStart rather than by a Get for each.
//
// # Money, time and JSON
//
// Amounts are exact decimals in the currency of the domain ([Domain.Currency]).
// [Order.Total] says what it counts. Times are UTC. Requests, queries, orders, cursors
// and errors of this package can be stored as JSON and read back; a card token is
// left out, as every [sellerwire.Secret] is.
//
// # Sources
//
// The vendor's pages under https://www.abebooks.com/developer/purchaseapi/
// (index, auth, endpoints, appendices). No exchange with the live service is
// published. These choices are inferred from the pages:
//
//   - the canonical URI that is signed keeps the case of the query.
//     [WithCanonicalURI] changes it;
//   - the checksum is the last line of the string to sign, with no line feed
//     after it, and Abe-Date has whole seconds: compare with [StringToSign];
//   - Content-Type and Accept are application/json. A [sellerwire.Middleware] can
//     replace them;
//   - a success needs a 2xx and no failure code in Abe-Status, whichever of the
//     two says otherwise. [sellerwire.WithResponseInfo] shows the reply as it
//     came;
//   - which codes may be retried, and what they mean for an order. Retries are
//     turned off by [sellerwire.WithRetry] and [sellerwire.WithCallRetry];
//   - how long to look for a lost order ([WithLookUp]), and to wait before it is
//     posted again (ResumeOptions.PostAfter);
//   - a search by reference ID covers 90 days, like any other;
//   - a maximum price of zero is left out, since it might forbid the purchase;
//   - an address needs all fields but the two that are called optional;
//   - items of status 14, 17, 19, 53, 54 and 90 are not bought
//     ([ItemStatus.NotBought]); a caller is free to read the order otherwise.
package purchase
