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
// The base URL is the shop's own: the part before /api/product/inventory. The vendor's
// support issues the token. There is no test environment. Package invapitest is an
// emulator to test against.
//
// # Many updates
//
// [Client.SetQuantity] sends one update. [Client.SetAll] sends any number, in
// concurrent requests of one update each, and yields one [Result] for each. Two updates
// of the same product and store must not be in flight at the same time, because the
// last one to arrive wins. SetAll takes care of that; if you call SetQuantity
// concurrently, you must.
//
// # What a reply means
//
// The vendor documents no success, and only one failure, without its HTTP status. This
// package reads replies as follows. The HTTP status comes first:
//
//   - 2xx: the body decides, see below.
//   - 400, 422: rejected, [sellerwire.ErrInvalidRequest], or, if the body says so,
//     [sellerwire.ErrUnauthorized] or [sellerwire.ErrForbidden]. If the body names a
//     missing field, the error contains a [MissingFieldError].
//   - 401: rejected, [sellerwire.ErrUnauthorized]. 403: rejected,
//     [sellerwire.ErrForbidden].
//   - 404: rejected, [sellerwire.ErrNotFound]: the product or store is unknown. If the
//     body is a web page, [sellerwire.ErrUnexpectedContent] instead: the base URL is
//     probably wrong.
//   - 429 with a message: rejected, after retries. 409 and any other 4xx not listed
//     here: rejected.
//   - 408, 425, 429 without a message, 5xx: outcome unknown, after retries. A gateway
//     can send these after it has forwarded the request.
//   - A redirect: outcome unknown.
//
// Under a 2xx, these bodies mean accepted:
//
//   - an empty body, {}, [], null or true;
//   - a short text that confirms the update, such as OK or "1 item updated";
//   - a number greater than 0 that is not an HTTP status;
//   - an object, or a list of objects, without any sign of a failure.
//
// Signs of a failure, and the outcome they lead to:
//
//   - An error field that is not empty; false or 0 under success, updated, result and
//     similar names; a status such as error or failed; the documented message; a
//     message that the token is invalid or the product unknown: rejected. Field names
//     are compared word by word: userErrors, error_message and isSuccess count. An
//     error that is empty, null, false, 0 or "none" is not an error.
//   - A status or statusCode from 400 to 599 at the top level: treated like that HTTP
//     status, because a gateway has wrapped the reply. Further down, or under the name
//     code: outcome unknown.
//   - Any other message of a failure, a field such as skipped or notFound that is not
//     empty, an exception, a crash of the service, or a contradiction such as success
//     true beside an error: outcome unknown.
//   - A product, store or quantity at the top level that differs from what was sent:
//     outcome unknown.
//   - A count of zero, such as matched 0 or rowsAffected 0, with nothing that confirms
//     the update; a web page; truncated JSON; JSON with other text around it; any other
//     text: outcome unknown, [sellerwire.ErrUnexpectedContent].
//
// The names of the product and the store are removed from a text before it is searched
// for such words, because there are jackets called FAILSAFE.
//
// If one attempt was lost and a later one was refused, the outcome is unknown too.
// After an unknown outcome, set the quantity again unless the stock has changed since.
//
// A success may not prove that the quantity changed. The same vendor's file import
// skips unknown products without an error; it is not known whether this API does the
// same. No operation reads a quantity back. If a till is connected to the shop, its
// next synchronisation can overwrite the quantity. [sellerwire.ResponseInfo] and
// [Result] contain the raw reply; a Result has the token removed from it.
//
// # Retries
//
// A quantity is absolute, so SetQuantity is idempotent. Updates are retried
// automatically after network errors and after HTTP 408, 425, 429, 500, 502, 503 and
// 504. A late retry could overwrite a newer count, such as one from a till, so no retry
// starts more than 30 seconds after the first attempt
// ([sellerwire.RetryPolicy.MaxElapsed] changes that). There are at most 4 attempts of
// 20 seconds each ([sellerwire.WithRetry], [sellerwire.WithAttemptTimeout]).
// RetryPolicy{MaxAttempts: 1} turns retries off. There is no relative update, and none
// can be built on this API.
//
// # Limits and pace
//
// The service publishes no limits, neither of rate nor of size. These are refused with
// a [sellerwire.InvalidError] before anything is sent: an empty identifier or store,
// one that begins or ends with a blank or contains a byte order mark, one that a
// spreadsheet has turned into 8.49632E+11, and a negative quantity. A considerate pace
// is about one request a second:
//
//	limiter := rate.NewLimiter(rate.Every(time.Second), 1) // golang.org/x/time/rate
//	client, err := invapi.New(url, token, sellerwire.WithLimiter(limiter))
//
// # Encoding
//
// Requests are compact JSON in UTF-8. Identifiers are sent unchanged, including inner
// spaces and leading zeros: "10" and "10.0" can be two sizes. Control characters and
// invalid UTF-8 are refused. The width is always sent, even if it is empty, and so is
// a quantity of 0.
//
// # Sources
//
// The vendor's article "Inventory Update API"
// (https://support.runfreeproject.com/en/articles/9790373-inventory-update-api)
// documents the requests and one failure, {"error": "Missing required field: sku"}.
//
// The rest is inferred, mostly from the same vendor's other articles:
//   - what a success and other failures look like, which messages concern the token,
//     and which HTTP statuses they have. If you know your shop better, judge by the raw
//     reply ([sellerwire.WithResponseInfo], [Result]);
//   - which statuses are temporary, 500 above all. [sellerwire.WithRetry] and
//     [sellerwire.WithCallRetry] turn retries off;
//   - that a width may be empty, and that identifiers are compared exactly. To be safe,
//     [Client.SetAll] keeps spellings that differ only in case or punctuation in order;
//   - the header "Accept: application/json". [sellerwire.WithMiddleware] can change it.
//
// It is not known what the service does with a negative quantity, or with upc and sku
// in one request. This package sends neither.
package invapi
