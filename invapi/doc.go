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
// The vendor does not document the answer to a successful update. Any 2xx
// without a sign of failure is taken for one. The service's file import skips
// unknown products in silence; whether this API does the same is not known, so
// a success may not prove that a quantity changed. Nothing reads it back. The
// raw answer is in [sellerwire.ResponseInfo].
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
// # Sources
//
// The vendor's article "Inventory Update API"
// (https://support.runfreeproject.com/en/articles/9790373-inventory-update-api).
// Inferred from the same vendor's other articles: how failures look besides
// {"error": "Missing required field: sku"}, which statuses come with them, and
// that width may be empty.
package invapi
