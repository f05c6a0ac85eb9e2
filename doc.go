// Package sellerwire is what typed clients for six inventory and order
// services have in common: options, errors, outcomes, retries, secrets. The
// clients are packages of their own:
//
//   - [github.com/sellerwire/sellerwire/abebooks]: AbeBooks InventoryUpdate, to
//     add, update and delete books.
//   - [github.com/sellerwire/sellerwire/abebooks/orders]: AbeBooks Order Update,
//     to read what was sold.
//   - [github.com/sellerwire/sellerwire/purchase]: the AbeBooks Purchase API, to
//     search orders and to place them.
//   - [github.com/sellerwire/sellerwire/aim]: Amazon Inventory Management, to
//     upload feeds, to fetch reports and to refund. Its files are in
//     [github.com/sellerwire/sellerwire/aim/flatfile].
//   - [github.com/sellerwire/sellerwire/twd]: TWD Inventory, to read and update
//     the items of a shop.
//   - [github.com/sellerwire/sellerwire/invapi]: a bearer-token JSON inventory
//     API, to set stock levels.
//
// Beside each of them is an emulator of its service, to test against:
// abebooks/abebookstest, purchase/purchasetest and so on. Package
// [github.com/sellerwire/sellerwire/once] makes a change happen once, even if the
// program is killed in the middle and started again.
//
// # A call
//
// Every client is made by New with its credentials and options, is safe for
// concurrent use, and is closed by Close. Methods take a context first and call
// options last. In structs of options, and in a [RetryPolicy], a field that is
// left zero has its documented default:
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
// Input that breaks a rule is an [InvalidError], which names item, field and
// limit; nothing has been sent then. Every other failed call is an [Error].
// Branch on its kind with errors.Is and the Err values of this package; read its
// fields with errors.As. Its text tells the whole story on one line and holds no
// secret:
//
//	abebooks: delete: book "SKU-1": outcome unknown, unavailable: service unavailable (HTTP 503, request ID 9b2f..., 4 attempts)
//
// Some packages have errors of their own around an Error or in it, such as
// abebooks.PartialError for a batch of which not every book was taken. errors.As
// finds both. CodeOf, in the packages whose service has codes, reads them.
//
// # What became of it
//
// A call that changes something leaves one of four outcomes: accepted,
// rejected, not sent, unknown. [OutcomeOf] reads it from an error. Unknown means
// that the service may have acted and may not: nobody but the service knows, and
// this module does not guess. [ErrNotSent] is proof: calling again is safe. A
// bulk call gives every input that it pulled an outcome of its own, and counts
// them in a [Progress].
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
//	attempts               4                                   RetryPolicy
//	backoff                random, up to 500 ms, then 1 s, 2 s
//	                       and so on up to 20 s                RetryPolicy
//	longest Retry-After    60 s                                RetryPolicy
//	last attempt starts    within 2 min (abebooks; placing an
//	                       order), 30 s (changes of twd and
//	                       invapi); otherwise at any time      RetryPolicy
//	attempt timeout        90 s abebooks, 60 s purchase,
//	                       30 s twd, 20 s invapi, aim 60 s and
//	                       10 min for files                    WithAttemptTimeout
//	silence in a download  60 s                                WithIdleTimeout
//	largest reply          16 MiB after decompression, orders
//	                       64 MiB; none for downloads          WithMaxResponseBytes
//	bulk concurrency       4, at most 64                       the call's options
//	100-continue           from 1 MiB                          WithExpectContinue
//	pacing                 none                                WithLimiter
//	a connection           10 s for all addresses of a name,
//	                       10 s for TLS                        WithHTTPClient
//	idle connections       64 per host                         WithHTTPClient
//	http://                loopback addresses only             WithPlainHTTP
//	redirects              never followed
//	User-Agent             sellerwire/ and the version         WithUserAgent
//
// The context bounds a call as a whole; [WithCallTimeout] bounds one attempt of one
// call.
//
// # Connections
//
// A client keeps idle connections and speaks HTTP/2 where the service does. It sends
// pings, so that a connection that died in silence costs one attempt. Close releases
// what the client keeps.
//
// Each attempt of an operation that must not be sent twice (an order, a sale, a
// refund, an upload that is not opted in) makes a connection of its own. A pooled
// connection that the server has just closed would leave the outcome unknown. This
// costs about two round trips more. TLS sessions are resumed.
//
// An http.Client given with [WithHTTPClient] is copied. If its Transport is an
// *http.Transport, such operations use a clone of it that keeps no connections. If
// its Transport is nil, http.DefaultTransport is looked up for each request, so that
// httpmock.Activate works. Any other RoundTripper is used as it is, and may reuse
// connections: prefer [WithMiddleware] to a RoundTripper of your own.
//
// New returns an error on GOOS=js. A browser follows redirects and shows
// credentials, and nothing proves there that a request was not sent.
//
// # Secrets
//
// Keys, passwords and tokens are put into a request by the innermost part of the
// transport. Errors, logs, middleware and printed clients never show them. What
// a service echoes is scrubbed of secrets of 4 bytes and more before it is kept
// on an error; a [ResponseInfo] and the response that a [Middleware] sees are as
// they came. A transport given with [WithHTTPClient] is below all that and sees
// everything.
//
// # Money and time
//
// Money is a decimal.Decimal of github.com/shopspring/decimal, never a float, of
// at most 18 digits, 6 of them decimals. It is judged by its value, not by its
// spelling: 20, 20.00 and 2E+1 are one amount. Times carry the zone that the service
// stated or is known to use.
package sellerwire
