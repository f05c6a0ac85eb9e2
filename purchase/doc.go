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
//	requestID := uuid.NewString()
//	if err := store(requestID, request); err != nil { // survives a crash
//		return err
//	}
//	order, err := client.PlaceOrder(ctx, request, sellerwire.WithRequestID(requestID))
//
// There is no test environment. Package purchasetest is an emulator to test
// against; [Client.DryRun] asks the real service without buying.
//
// # The operations
//
// [Client.DryRun] tries an order and [Client.PlaceOrder] places it. [Client.Get]
// returns one order, [Client.Search] a page of them, [Client.SearchAll] all of a
// search. The API cannot change or cancel an order, nor search for books: listing
// IDs come from AbeBooks Search Web Services.
//
// # Set the maximum prices
//
// A seller can raise a price between your search and your purchase.
// RequestedListing.MaxPrice and OrderRequest.TotalMaxPrice keep you from paying
// it: what is dearer is not bought.
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
// # An order that was not bought
//
// An accepted order can hold items that were not bought: unavailable, above the
// maximum price, refused by the card's bank, of an inactive seller. PlaceOrder
// and DryRun then return a [PartialError] beside the order. Item statuses are an
// open list ([ItemStatus]); an unknown one is no failure.
//
// # What is repeated, and what never
//
// Searches, [Client.Get] and dry runs buy nothing. They are repeated on errors
// of the network, on HTTP 408, 425, 429, 500, 502, 503 and 504, and on the codes
// 4291, 5000 and 5030; not where Abe-Status has any other code. There are at most
// 4 attempts, of 60 seconds each ([sellerwire.WithRetry],
// [sellerwire.WithAttemptTimeout]).
//
// An order is posted again only if nothing was sent, or if the service said that
// it took nothing: 4291 and 5030, in an Abe-Status header, for up to two
// minutes. After every other doubtful reply it is looked up, not posted: see
// [Client.PlaceOrder], which also says how to resume an order after a crash.
//
// Code 4013, a request that expired, is signed again and repeated once. If the
// reply's Date header is then more than 4 minutes off this machine's clock, the
// error is [sellerwire.ErrClockSkew] and says by how much. The lock-outs 4292 and
// 4293 are never repeated: each further request may prolong them.
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
// # Money and time
//
// Amounts are exact decimals in the currency of the domain ([Domain.Currency]).
// One with more than 18 digits or 6 decimals makes a reply unreadable
// ([sellerwire.ErrUnexpectedContent]), rather than be rounded. Times are UTC.
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
//   - which codes may be repeated, and what they mean for an order. Repeats are
//     turned off by [sellerwire.WithRetry] and [sellerwire.WithCallRetry];
//   - a lost order shows up in a search by its reference ID within half a minute
//     ([WithLookUp]);
//   - a maximum price of zero is left out, since it might forbid the purchase;
//   - an address needs all fields but the two that are called optional;
//   - items of status 14, 17, 19, 53, 54 and 90 are not bought
//     ([ItemStatus.NotBought]); a caller is free to read the order otherwise.
package purchase
