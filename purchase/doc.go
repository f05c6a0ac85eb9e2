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
// against. [Client.DryRun] asks the real service without buying.
//
// # The operations
//
// [Client.DryRun] tries an order and [Client.PlaceOrder] places it.
// [Client.ResumeOrder] continues after a call whose outcome is unknown, and
// [Client.FindOrder] only looks for the order. [Client.Get] returns one order,
// [Client.Search] a page of orders, [Client.SearchAll] all orders of a search. The
// API cannot change or cancel an order. It cannot search for books either: listing
// IDs come from AbeBooks Search Web Services.
//
// # Prices are guarded
//
// A seller can raise a price between your search and your purchase. To place an
// order, set RequestedListing.MaxPrice on each listing, or
// OrderRequest.TotalMaxPrice, or AnyPrice. What costs more is not bought.
//
// # What a reply means
//
// A reply to an order proves one of these:
//
//	bought       2xx, no code of 4000 or above, and an order that has an ID, is no
//	             dry run, shows our reference ID or none, has nothing that we did
//	             not ask for, and reports no failure
//	refused      status 400 or above, and codes that are all 4xxx or 5030, none
//	             of them 4041 or 4090; or no code, and the service's error body
//	             under a 4xx except 408, 409, 425 and 429
//	lost         everything else: no reply, 5000, 5xx and 4xx of gateways,
//	             redirects, web pages, 2003, 4041, 4090, a success with the code of
//	             a failure, a refusal that shows an order, another order, an order
//	             beside messages or an error
//
// After a lost reply the call looks the order up by its reference ID and never posts
// it again. A search by the reference ID proves one of these:
//
//	found        exactly one order that shows our reference ID and has nothing that
//	             we did not ask for; or one that shows no reference ID, exactly
//	             what we asked for, and a date. It is not older than the first
//	             attempt by more than 5 minutes (PlaceOrder) or 24 hours
//	             (ResumeOrder, FindOrder)
//	not there    an empty page without a next page, with code 2000 or none, that
//	             counts no orders and reports no failure; or a 404 whose only code
//	             is 4041
//	unclear      everything else: several such orders, an order that cannot be
//	             read, a count that differs from what is shown, only orders of
//	             others, an empty page that names a next one, codes that disagree
//
// "Not there" does not prove that the order does not exist: nobody has documented how
// soon the service shows a new order. PlaceOrder then reports an unknown outcome, and
// ResumeOrder posts only when the last attempt is long enough ago.
//
// Each copy of a book has an item status. 14, 17, 19, 53, 54 and 90 mean that the copy
// was not bought ([ItemStatus.NotBought]). Any other status, even an undocumented
// one, means that it was. A copy without a status is unknown: the call asks for the
// status with [Client.Get] until the copy has one or the time is up. A copy that is
// shown twice, by its item ID, counts once. If a copy is not known to be bought,
// the order comes with a [PartialError].
//
// # Odd replies
//
// Numbers are read by their value: 600, 600.00, 6E+2 and "600" are the same. Dates may
// have fractions, another offset, or no time of day. A value that cannot be read is
// left zero and listed in Order.Unreadable, so that it hides neither its order nor
// its page. That includes values that are not JSON, such as NaN; [Order.Raw] shows
// them as texts. A key that reports a failure, such as "error", is listed too. A
// reply with more elements than its length justifies, such as a million empty
// listings, is [sellerwire.ErrResponseTooLarge].
//
// # Errors
//
// A call fails with a [sellerwire.InvalidError], before anything is sent, or with a
// [sellerwire.Error]. The service can give several codes at once: [CodesOf] returns
// them all, [CodeOf] the first. 4041 is [sellerwire.ErrNotFound], 4010 to 4017 are
// [sellerwire.ErrUnauthorized], 4030 is [sellerwire.ErrForbidden], 4291 to 4293 are
// [sellerwire.ErrRateLimited], 4090 is [sellerwire.ErrConflict], 5000 and 5030 are
// [sellerwire.ErrUnavailable]. The other 4xxx of the vendor's list are
// [sellerwire.ErrInvalidRequest]. Without a code, the HTTP status decides.
//
// # Retries
//
// Searches, [Client.Get] and dry runs buy nothing. They are retried after network
// errors, after HTTP 408, 425, 429, 500, 502, 503 and 504, and after the codes
// 4291, 5000 and 5030. A reply whose Abe-Status has any other code is not retried,
// except for 4013 (see below). There are at most 4 attempts of 60 seconds each
// ([sellerwire.WithRetry], [sellerwire.WithAttemptTimeout]).
//
// An order is posted again only if nothing was sent, or if the service said that it
// took nothing: with 4291 or 5030 in an Abe-Status header. No retry starts more
// than two minutes after the first attempt.
//
// After code 4013, which means that the request expired, the request is signed
// again and retried once. If the reply's Date header then differs from this
// machine's clock by more than 4 minutes, the error is [sellerwire.ErrClockSkew]
// and has the difference. The lock-outs 4292 and 4293 are never retried, because
// each further request may prolong them.
//
// # Limits and pace
//
// An order has at most 250 items, a page 100 orders, a search 90 days;
// [Client.SearchAll] splits longer searches. What breaks a limit is refused with a
// [sellerwire.InvalidError] before anything is sent. The service has a rate limit but
// does not publish it. Two requests a second are modest:
//
//	purchase.New(accessKey, secretKey, sellerwire.WithLimiter(rate.NewLimiter(2, 1)))
//
// The look-ups of a lost order count towards the rate limit too. To follow many
// orders, use one search by ItemUpdateDateStart rather than a Get for each.
//
// # Money, time and JSON
//
// Amounts are exact decimals in the currency of the domain ([Domain.Currency]).
// [Order.Total] documents what it counts. Times are UTC. Requests, queries, orders,
// cursors and errors of this package can be written as JSON and read back. The card
// token is left out, like every [sellerwire.Secret].
//
// # Sources
//
// The vendor's pages under https://www.abebooks.com/developer/purchaseapi/
// (index, auth, endpoints, appendices). No exchange with the live service has been
// published. These choices are inferred from the pages:
//
//   - The canonical URI that is signed keeps the case of the query.
//     [WithCanonicalURI] changes that.
//   - The checksum is the last line of the string to sign, without a line feed after
//     it, and Abe-Date has whole seconds. Compare with [StringToSign].
//   - Content-Type and Accept are application/json. A [sellerwire.Middleware] can
//     replace them.
//   - A success needs both a 2xx and an Abe-Status without a failure code.
//     [sellerwire.WithResponseInfo] shows the reply as it came.
//   - Which codes may be retried, and what they mean for an order.
//     [sellerwire.WithRetry] and [sellerwire.WithCallRetry] turn retries off.
//   - How long to look for a lost order ([WithLookUp]), and how long to wait before
//     posting it again (ResumeOptions.PostAfter).
//   - A search by reference ID covers 90 days, like any other search.
//   - A maximum price of zero is left out, because the service might take it as a
//     limit.
//   - An address needs all fields except the two that the vendor calls optional.
//   - Items of status 14, 17, 19, 53, 54 and 90 are not bought
//     ([ItemStatus.NotBought]). A caller is free to read the order differently.
package purchase
