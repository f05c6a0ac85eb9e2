// Package invapi sets stock levels in a shop that runs the bearer-token JSON
// Inventory Update API: one quantity of one product at one store per request.
//
// # A first program
//
//	client, err := invapi.New("https://shop.example.com", token)
//	if err != nil {
//		return err
//	}
//	err = client.SetQuantity(ctx, invapi.Update{
//		Product:  invapi.BySKU("ZOOT-SUIT", "34", "D"),
//		Store:    "3",
//		Quantity: 44,
//	})
//
// The base URL is the shop's own, what stands before /api/product/inventory; the
// token comes from the vendor's support. There is no test environment. Package
// invapitest is an emulator to test against.
//
// # Many updates
//
// [Client.SetQuantity] sends one update, [Client.SetAll] any number: one request
// each, several at a time, one [Result] for each. Two updates of one product at
// one store must not run at the same time, since the last one to arrive wins.
// SetAll sees to that; with SetQuantity it is the caller's business.
//
// # What success means
//
// The vendor does not document the answer to a successful update. Any 2xx is
// taken for one, also an empty one, unless it is a web page or other markup, is
// cut off, or speaks of a failure: an error or errors that are not empty, success
// that is false, a status of error, fail or failed.
//
// A success may not prove that a quantity changed. The same vendor's file import
// skips unknown products in silence; whether this API does is not known. Nothing
// reads a quantity back. And where a till is connected to the shop, its next
// synchronisation can overwrite what was set. The raw answer is in
// [sellerwire.ResponseInfo] and in [Result].
//
// # Errors
//
// Some failures are known by their words, whatever else the reply says. One that
// names a missing field is a [MissingFieldError] and matches
// [sellerwire.ErrInvalidRequest]. One about the token matches
// [sellerwire.ErrUnauthorized] or [sellerwire.ErrForbidden], unless its status
// asks to come back later (408, 425, 429, 502, 503, 504). The outcome of both is
// rejected. So is that of any other failure in the JSON of a 2xx, and of a 4xx
// other than 408.
//
// A 404 is [sellerwire.ErrNotFound], an unknown product or store. One with a web
// page is not, but [sellerwire.ErrUnexpectedContent]: the base URL is probably
// wrong.
//
// After a lost reply (also to an earlier attempt), a 408, a redirect, any other
// 5xx, or a 2xx that cannot be read, the outcome is unknown:
// [sellerwire.ErrOutcomeUnknown]. Set the quantity again, unless the stock has
// changed since.
//
// # What is repeated
//
// A quantity is absolute: setting it twice gives the same stock. Updates are
// repeated on errors of the network and on HTTP 408, 425, 429, 500, 502, 503
// and 504. But a repeat that comes late can overwrite a newer count, from a
// till for example, so none is started later than 30 seconds after the first
// attempt ([sellerwire.RetryPolicy.MaxElapsed] changes that). There are at most
// 4 attempts, of 20 seconds each ([sellerwire.WithRetry],
// [sellerwire.WithAttemptTimeout]); RetryPolicy{MaxAttempts: 1} turns repeats
// off. A failure that names a missing field or is about the token is not
// repeated. There is no relative update, and none can be built on this API.
//
// # Limits and pace
//
// None are published, neither of rate nor of size, so none is checked. What
// cannot be meant is refused with a [sellerwire.InvalidError] before anything is
// sent: an empty identifier or store, a quantity below 0. A considerate pace is
// about one request a second:
//
//	limiter := rate.NewLimiter(rate.Every(time.Second), 1) // golang.org/x/time/rate
//	client, err := invapi.New(url, token, sellerwire.WithLimiter(limiter))
//
// # Encoding
//
// Requests are compact JSON in UTF-8. Identifiers are sent as they are, spaces
// and leading zeros included: "10" and "10.0" can be two sizes. Control
// characters and broken UTF-8 are refused. Width is always sent, also when it
// is empty, and so is a quantity of 0.
//
// # Sources
//
// The vendor's article "Inventory Update API"
// (https://support.runfreeproject.com/en/articles/9790373-inventory-update-api)
// has the requests and one failure, {"error": "Missing required field: sku"}.
//
// The rest is inferred, mostly from the same vendor's other articles:
//   - what a success and other failures look like, which words are about the
//     token, and which statuses come with what. Judge by the raw answer instead
//     where you know better ([sellerwire.WithResponseInfo], [Result]);
//   - which statuses may pass, a 500 above all. [sellerwire.WithRetry] and
//     [sellerwire.WithCallRetry] turn repeats off;
//   - that a width may be empty, and that identifiers are compared as they are.
//     [Client.SetAll] is careful and keeps spellings that differ in case or
//     punctuation in order;
//   - the header "Accept: application/json". [sellerwire.WithMiddleware] can
//     change it.
//
// What a negative quantity would do, or upc and sku in one request, nobody knows:
// neither is sent.
package invapi
