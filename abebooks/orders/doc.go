// Package orders reads what a seller has sold at AbeBooks, through the Order Update
// API. With it a program takes out of its own stock, and off every other site, what
// AbeBooks has sold.
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
// [Client.Get] returns one order by its ID, of any status. Both only read. The API
// can also answer an order and report its shipping. This package leaves that out:
// the vendor's description is not at hand, no reply to it has been published, and
// it charges the buyer's card. Answer orders on the web site.
//
// # What "new" means
//
// NewOrders lists the orders that nobody has answered yet, and nothing else:
//
//   - An order comes again with every call, until somebody answers it, the buyer
//     cancels it, or it expires after four days. Reading it acknowledges nothing.
//   - An order that was answered before your first call after the sale never comes:
//     on the web site, or by another program. No operation lists it. So call
//     NewOrders more often than anybody answers orders by hand; every 5 to 15
//     minutes is usual.
//   - An order that comes no more was answered, cancelled or has expired. Get tells
//     which. [Item.Sold] tells whether the copy is to stay out of the stock.
//
// # Booking each sale once
//
// An [Item] is one copy, and its ID is its own for all time. Book each item out of
// your stock once, by its ID. Package once does that, also when the program is
// killed in the middle and started again:
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
// AbeBooks removes a copy from its own listings when it sells it, but the next
// upload of the same record offers it again. So read the orders first, then upload
// what is left. The example program examples/abebooks does both with -sold.
//
// # Reading
//
// Amounts are exact decimals with their currency, usually the seller's. Dates are
// wall-clock readings without a zone ([LocalTime]). Statuses, codes, payment types and
// sites are open sets with constants for what is known, and a method Known.
//
// A reply is read tolerantly. A value that cannot be read, or that is there twice
// with different values, is left empty and listed in [Order.Unreadable]; it hides
// neither its order nor the others. A damaged text, a stray byte or a tag that is not
// closed cost no more than the value they stand in. But the frame must be whole: a
// reply that is cut off, that is no answer of the service, or that answers another
// request is an error, and so is one without a list of orders.
//
// Replies are in ISO-8859-1 under a header that says otherwise. The encoding that the
// document declares is used, and ISO-8859-1 is read as Windows-1252; a text that is
// valid UTF-8 is read as that.
//
// # Errors
//
// A failure is a [sellerwire.Error], bad input a [sellerwire.InvalidError]. [CodeOf]
// reads the service's code from an error. 110 is [sellerwire.ErrUnauthorized], 108
// [sellerwire.ErrForbidden]. A reply that cannot be read matches
// [sellerwire.ErrUnexpectedContent], one of more than 64 MiB or too many elements
// [sellerwire.ErrResponseTooLarge].
//
// Replies are full of personal data. Nothing about a buyer gets into an error or a
// log record of this module: [sellerwire.Error.Body] stays empty, and no error quotes
// a reply, except for the message of a refusal that holds nothing else. Ask for the
// reply itself with [sellerwire.WithResponseInfo].
//
// # Retries, limits and pace
//
// Both operations are retried automatically: on network errors, on HTTP 408, 425,
// 429, 500, 502, 503 and 504, and if the service refuses with code 100, 103, 105, 106
// or 111. There are at most 4 attempts, of 60 seconds each ([sellerwire.WithRetry],
// [sellerwire.WithAttemptTimeout]). The service publishes no rate limit. Do not let
// two calls of NewOrders overlap.
//
// # Sources
//
// The first page of the vendor's document, one reply of the live service with two new
// orders, a sample of an old one, and programs in use that agree with each other
// about requests and elements. No refusal and no empty list has been published.
//
// Documented nowhere, and assumed here:
//   - that an empty list comes as an empty purchaseOrderList ([WithMissingList]);
//   - the form of refusals, their HTTP status, and that their codes are those of the
//     sibling API: either root element is read under any status, and a code that is
//     not known is a refusal that is not retried;
//   - which statuses there are besides "Ordered", and their codes;
//   - in which zone dates are written ([DomainID.Zone] has a guess).
package orders
