// Package orders reads what a seller has sold at AbeBooks, through the Order Update
// API. Use it to take those books out of your own stock, and off every other site.
//
// # A first program
//
//	client, err := orders.New(username, apiKey)
//	if err != nil {
//		return err
//	}
//	defer client.Close()
//	waiting, err := client.NewOrders(ctx)
//	if err != nil {
//		return err
//	}
//	for _, order := range waiting {
//		for _, item := range order.Items {
//			fmt.Println(item.ID, item.VendorBookID, item.Book.Title, item.Book.Price)
//		}
//	}
//
// There is no test environment. Package orderstest is an emulator to test against.
//
// # The operations
//
// [Client.NewOrders] returns every order that waits for the seller's answer.
// [Client.Get] returns one order by its ID, whatever its status. Both only read.
// The API can also answer an order and report its shipping. This package does
// neither: an answer charges the buyer's card, and neither the vendor's description
// nor any reply has been published. Answer orders on the web site.
//
// # What "new" means
//
// NewOrders returns the orders that nobody has answered yet, and nothing else:
//
//   - Every call returns an order again, until somebody answers it, the buyer cancels
//     it, or it expires after four days. Reading an order does not acknowledge it.
//   - If somebody answers an order, on the web site or with another program, before
//     you call NewOrders for the first time after the sale, you never see it. No
//     operation lists it. So call NewOrders more often than orders are answered by
//     hand; every 5 to 15 minutes is usual.
//   - If an order is no longer returned, it was answered or cancelled, or it has
//     expired. Get says which. [Item.Sold] says whether the copy must stay out of
//     stock.
//
// # Booking each sale once
//
// An [Item] is one copy, with an ID that is never used again. Take each item out of
// your stock once, by its ID. Package once does that, even if the program is killed
// halfway and started again:
//
//	for _, order := range waiting {
//		for _, item := range order.Items {
//			if !item.Sold() || item.ID == "" || item.VendorBookID == "" {
//				continue // look at order.Unreadable
//			}
//			sale := Sale{order.ID, item.VendorBookID}
//			err := journal.Do(ctx, "abebooks item "+item.ID, sale, func(ctx context.Context) error {
//				return stock.TakeOut(ctx, item.VendorBookID, 1)
//			})
//			...
//		}
//	}
//
// AbeBooks removes a copy from its own listings when it is sold, but the next upload of
// the same record offers it again. So read the orders first, then upload what is left.
// The example program examples/abebooks does both with -sold.
//
// # Reading
//
// Amounts are exact decimals with their currency, usually the seller's. Dates are
// wall-clock times without a time zone ([LocalTime]). Statuses, codes, payment types
// and sites are open sets: known values have constants, and a method Known.
//
// Replies are read tolerantly. If a value cannot be read, or if it occurs twice with
// different contents, it is left empty and listed in [Order.Unreadable]. The rest of
// the order, and the other orders, can still be read. A damaged text, a stray byte or
// an unclosed tag affects only the value it is in. But the structure must be complete.
// These are errors: a truncated reply, a reply that is not the service's, a reply to
// another request, a reply without a list of orders, and an empty list beside an error
// message.
//
// The service sends ISO-8859-1 with a Content-Type that says otherwise. Each text
// is decoded as UTF-8 if it is valid UTF-8 and as Windows-1252 otherwise. If the
// document declares ISO-8859-15 or Shift_JIS and is not valid UTF-8, the declared
// encoding is used.
//
// # Errors
//
// Failures are a [sellerwire.Error], bad input is a [sellerwire.InvalidError]. [CodeOf]
// returns the service's code in an error. Code 110 matches
// [sellerwire.ErrUnauthorized], code 108 [sellerwire.ErrForbidden]. A reply that cannot
// be read matches [sellerwire.ErrUnexpectedContent]. A reply of more than 64 MiB, or
// with too many elements, matches [sellerwire.ErrResponseTooLarge].
//
// Replies are full of personal data. Nothing about a buyer appears in an error or a
// log record of this module: [sellerwire.Error.Body] stays empty, and errors do not
// quote the reply. The one exception is the message of a refusal, if the reply
// contains nothing else. Use [sellerwire.WithResponseInfo] to get the reply itself.
//
// # Retries, limits and pace
//
// Both operations are retried automatically: after network errors, after HTTP 408,
// 425, 429, 500, 502, 503 and 504, and if the service refuses with code 100, 103, 105,
// 106 or 111. There are at most 4 attempts of 60 seconds each ([sellerwire.WithRetry],
// [sellerwire.WithAttemptTimeout]). The service publishes no rate limit. Do not let two
// calls of NewOrders overlap.
//
// # Sources
//
// This package is based on the first page of the vendor's document, one reply of the
// live service with two new orders, a sample of an old order, and programs in use that
// agree about requests and elements. No refusal and no empty list has been published.
//
// The following is not documented. This package assumes that:
//   - if no order waits, the reply has an empty purchaseOrderList; see
//     [WithMissingList];
//   - refusals can have either root element and any HTTP status, and their codes are
//     those of the sibling API; an unknown code is a refusal that is not retried;
//   - the statuses besides "Ordered", and their codes, are those of this package's
//     constants;
//   - dates are in the time zone that [DomainID.Zone] returns. Nothing here uses it
//     unless you do.
package orders
