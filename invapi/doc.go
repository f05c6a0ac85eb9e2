// Package invapi sets stock levels in a shop that runs the bearer-token JSON
// Inventory Update API: one quantity of one product at one store per request.
//
// # A first program
//
//	client, err := invapi.New("https://shop.example.com", token)
//	if err != nil {
//		return err
//	}
//	defer client.Close()
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
// one store must not be in flight at the same time, since the last one to arrive
// wins. SetAll sees to that; with SetQuantity it is the caller's business.
//
// # What a reply means
//
// The vendor documents no success, and one failure without its HTTP status. This
// is how replies are read. The HTTP status comes first:
//
//   - 2xx: as the body says, see below.
//   - 400, 422: rejected, [sellerwire.ErrInvalidRequest]; or, where the words say
//     so, [sellerwire.ErrUnauthorized] or [sellerwire.ErrForbidden]. One that names
//     a missing field is a [MissingFieldError].
//   - 401, 403: rejected, [sellerwire.ErrUnauthorized], [sellerwire.ErrForbidden].
//   - 404: rejected, [sellerwire.ErrNotFound], an unknown product or store. With a
//     web page it is [sellerwire.ErrUnexpectedContent] instead: the base URL is
//     probably wrong.
//   - 409, 429 with words and any other 4xx but those below: rejected; 429 after
//     retries.
//   - 408, 425, a bare 429, 5xx: outcome unknown, after retries; a gateway can send
//     them when it has passed the request on. A redirect: outcome unknown.
//
// A body under a 2xx is accepted if it is one of these:
//
//   - nothing, {}, [], null or true;
//   - a short text that agrees, such as OK or "1 item updated";
//   - a number above 0 that is no HTTP status;
//   - an object, or a list of objects, in which nothing speaks against it.
//
// What speaks against it, and what follows:
//
//   - an error field that is not empty, success false, updated 0, a status of
//     error or failed, the documented words, words about the token or an unknown
//     product: rejected. Fields count by the words in their names: userErrors,
//     error_message, isSuccess. An error that is empty, null, false, 0 or "none" is
//     no error.
//   - at the top level, a status or statusCode from 400 to 599: read as if it were
//     the HTTP status, since a gateway has wrapped the reply. One further down, or a
//     code: outcome unknown.
//   - words of a failure in any other text, an exception, a crash of the service,
//     a contradiction such as success true beside an error: outcome unknown.
//   - at the top level, a product, store or quantity other than the one that was
//     sent: outcome unknown.
//   - a count of nothing, such as matched 0 or rowsAffected 0, without a word that
//     confirms the update; a web page; half of a JSON text; JSON with something around
//     it; any other text: outcome unknown, [sellerwire.ErrUnexpectedContent].
//
// What names the product and the store is left out before words are looked for:
// there are jackets called FAILSAFE.
//
// A refusal after an attempt whose reply was lost is of unknown outcome too. After
// an unknown outcome, set the quantity again, unless the stock has changed since.
//
// A success may not prove that a quantity changed. The same vendor's file import
// skips unknown products in silence; whether this API does is not known. Nothing
// reads a quantity back. And where a till is connected to the shop, its next
// synchronisation can overwrite what was set. The raw reply is in
// [sellerwire.ResponseInfo] and in [Result].
//
// # Retries
//
// A quantity is absolute, so SetQuantity is idempotent. Updates are retried on
// errors of the network and on HTTP 408, 425, 429, 500, 502, 503 and 504. But a
// retry that comes late can overwrite a newer count, from a till for example, so
// none starts later than 30 seconds after the first attempt
// ([sellerwire.RetryPolicy.MaxElapsed] changes that). There are at most 4
// attempts, of 20 seconds each ([sellerwire.WithRetry],
// [sellerwire.WithAttemptTimeout]); RetryPolicy{MaxAttempts: 1} turns retries off.
// There is no relative update, and none can be built on this API.
//
// # Limits and pace
//
// None are published, neither of rate nor of size. What cannot be meant is refused
// with a [sellerwire.InvalidError] before anything is sent: an empty identifier or
// store, one with blanks or a byte order mark around it, one that a spreadsheet has
// turned into 8.49632E+11, a quantity below 0. A considerate pace is about one
// request a second:
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
//     token, and which statuses come with what. Judge by the raw reply instead
//     where you know better ([sellerwire.WithResponseInfo], [Result]);
//   - which statuses may pass, a 500 above all. [sellerwire.WithRetry] and
//     [sellerwire.WithCallRetry] turn retries off;
//   - that a width may be empty, and that identifiers are compared as they are.
//     [Client.SetAll] is careful and keeps spellings that differ in case or
//     punctuation in order;
//   - the header "Accept: application/json". [sellerwire.WithMiddleware] can
//     change it.
//
// What a negative quantity would do, or upc and sku in one request, nobody knows:
// neither is sent.
package invapi
