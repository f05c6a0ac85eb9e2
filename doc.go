// Package sellerwire is what typed clients for five inventory and order
// services have in common: options, errors, outcomes, retries, secrets. The
// clients are packages of their own:
//
//   - [github.com/sellerwire/sellerwire/abebooks]: AbeBooks InventoryUpdate, to
//     add, update and delete books.
//   - [github.com/sellerwire/sellerwire/purchase]: the AbeBooks Purchase API, to
//     search orders and to place them.
//   - [github.com/sellerwire/sellerwire/aim]: Amazon Inventory Management, to
//     upload feeds, to fetch reports and to refund.
//   - [github.com/sellerwire/sellerwire/twd]: TWD Inventory, to read and update
//     the items of a shop.
//   - [github.com/sellerwire/sellerwire/invapi]: a bearer-token JSON inventory
//     API, to set stock levels.
//
// Beside each of them is an emulator of its service, to test against:
// abebooks/abebookstest, purchase/purchasetest and so on.
//
// # A call
//
// Every client is made by New with its credentials and options, is safe for
// concurrent use, and is closed by Close. Methods take a context first and call
// options last:
//
//	client, err := invapi.New("https://shop.example.com", token,
//		sellerwire.WithLogger(logger),
//		sellerwire.WithRetry(sellerwire.RetryPolicy{MaxAttempts: 2}))
//	if err != nil {
//		return err
//	}
//	defer client.Close()
//	var info sellerwire.ResponseInfo
//	err = client.SetQuantity(ctx, update, sellerwire.WithResponseInfo(&info))
//
// # Errors
//
// Input that breaks a rule is an [InvalidError], which lists every fault; nothing
// has been sent then. Every other failed call is an [Error]. Branch on its kind
// with errors.Is and the Err values of this package; read its fields with
// errors.As. Its text tells the whole story on one line and holds no secret:
//
//	purchase: place order: outcome unknown, unavailable: EOF (request ID 9b2f..., 1 attempt)
//
// # What became of it
//
// A call that changes something leaves one of four outcomes: accepted,
// rejected, not sent, unknown. [OutcomeOf] reads it from an error. Unknown means
// that the service may have acted and may not: nobody but the service knows, and
// this module does not guess. [ErrNotSent] is proof: calling again is safe.
//
// # Retries
//
// Each operation declares whether it may be repeated: always, for a time, or
// only if nothing was sent. A [RetryPolicy] says how often and how long, and
// cannot make a purchase, a refund or a relative change of stock repeatable. A
// Retry-After is honoured, unless it is longer than the policy or the context
// allows: then the call ends at once with an error that carries it.
//
// # Defaults
//
//	attempts              4
//	backoff               random, up to 500 ms, doubling to 20 s
//	longest Retry-After   60 s
//	attempt timeout       60 s, or what the package says of an operation
//	silence in a download 60 s
//	largest reply         16 MiB after decompression; downloads: none
//	bulk concurrency      4
//	100-continue          from 1 MiB
//	pacing                none
//
// The context bounds a call as a whole. Redirects are never followed, and http
// is for loopback addresses only.
//
// # Secrets
//
// Keys, passwords and tokens are put into a request by the innermost part of the
// transport. Errors, logs, middleware and printed clients never show them; what
// a service echoes is scrubbed. A transport given with [WithHTTPClient] is below
// that and sees everything.
//
// # Money and time
//
// Money is a decimal.Decimal of github.com/shopspring/decimal, never a float.
// Times carry the zone that the service stated or is known to use.
package sellerwire
