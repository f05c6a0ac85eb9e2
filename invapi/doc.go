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
// The base URL is the shop's own, what stands before /api/product/inventory.
// Package invapitest is an emulator to test against.
//
// # What success means
//
// The vendor does not document the answer to a successful update. Any 2xx is
// taken for one, unless it is a web page or cut off, or something in it speaks
// of a failure: an error or errors that are not empty, success that is false, a
// status of error, fail or failed. The service's file import skips unknown
// products in silence; whether this API does the same is not known, so a
// success may not prove that a quantity changed. Nothing reads it back. The raw
// answer is in [sellerwire.ResponseInfo] and in [Result].
//
// # Errors
//
// A failure in the service's own words is a refusal: its outcome is rejected.
// [MissingFieldError] names the field that the service missed. Words about the
// token make it match [sellerwire.ErrUnauthorized], whatever the status. A 404
// with JSON is [sellerwire.ErrNotFound], an unknown product or store; a 404
// with a web page is not, but [sellerwire.ErrUnexpectedContent]: the base URL is
// probably wrong. After a lost reply, a 5xx or a 2xx that cannot be read the
// outcome is unknown; set the quantity again, unless the stock has changed
// since.
//
// # What is repeated
//
// A quantity is absolute: setting it twice gives the same stock. Updates are
// repeated on errors of the network and on HTTP 408, 425, 429, 500, 502, 503
// and 504. But a repeat that comes late can overwrite a newer count, from a
// till for example, so none starts later than 30 seconds after the first
// attempt ([sellerwire.RetryPolicy.MaxElapsed] changes that,
// RetryPolicy{MaxAttempts: 1} turns repeats off). Each attempt may take 20
// seconds. There is no relative update, and none can be built on this API.
//
// Do not run two updates of one product at one store at the same time: the last
// one to arrive wins. [Client.SetAll] sees to that for any number of updates.
//
// # Limits
//
// None are published, neither of rate nor of size. A considerate pace is about
// one request a second:
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
//   - what other failures look like, and which statuses come with what. Judge by
//     the raw answer instead where you know better;
//   - that a 500 may pass. [sellerwire.WithRetry] and
//     [sellerwire.WithCallRetry] turn repeats off;
//   - that a width may be empty, and that identifiers are compared as they are.
//     [Client.SetAll] is careful and keeps spellings that differ in case or
//     punctuation in order;
//   - the header "Accept: application/json". [sellerwire.WithMiddleware] can
//     change it.
package invapi
