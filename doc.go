// Package sellerwire holds what the typed clients for six inventory and order
// services share: options, errors, outcomes, retries and secrets. Each client is a
// package:
//
//   - [github.com/sellerwire/sellerwire/abebooks]: AbeBooks InventoryUpdate, to
//     add, update and delete books.
//   - [github.com/sellerwire/sellerwire/abebooks/orders]: AbeBooks Order Update,
//     to read what was sold.
//   - [github.com/sellerwire/sellerwire/purchase]: the AbeBooks Purchase API, to
//     search orders and to place them.
//   - [github.com/sellerwire/sellerwire/aim]: Amazon Inventory Management, to
//     upload feeds, fetch reports and refund. Its files are read and written by
//     [github.com/sellerwire/sellerwire/aim/flatfile].
//   - [github.com/sellerwire/sellerwire/twd]: TWD Inventory, to read and update
//     the items of a shop.
//   - [github.com/sellerwire/sellerwire/invapi]: a bearer-token JSON inventory
//     API, to set stock levels.
//
// Package [github.com/sellerwire/sellerwire/once] makes a change happen at most
// once, across crashes and machines. Each service has an emulator to test against:
// abebooks/abebookstest, purchase/purchasetest and so on.
//
// # A call
//
// Each package has a New that takes credentials and options. A client is safe for
// concurrent use; Close releases its connections. Methods take a context first and
// call options last. In a struct of options, a field left zero means its documented
// default:
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
// Input that breaks a rule is an [InvalidError]. It names the item, the field and
// the limit, and nothing has been sent. Every other failed call is an [Error]. Use
// errors.Is with the Err values of this package to branch on its kind, and errors.As
// to read its fields. Its text is one line that holds no secret:
//
//	abebooks: delete: book "SKU-1": outcome unknown, unavailable: service unavailable (HTTP 503, request ID 9b2f..., 4 attempts)
//
// Some packages have errors of their own that wrap an Error or stand inside one,
// such as abebooks.PartialError for a batch in which some books were not taken.
// errors.As finds both. Packages whose service has codes read them with CodeOf.
//
// # Outcomes
//
// A call that changes something has one of four outcomes: accepted, rejected, not
// sent or unknown. [OutcomeOf] reads it from an error. Unknown means that the
// service may or may not have acted: only the service knows, and this module does
// not guess. [ErrNotSent] is proof that nothing arrived, so calling again is safe.
// A bulk call gives an outcome to each input that it has read, and counts the
// outcomes in a [Progress].
//
// # Retries
//
// Each operation declares whether it may be retried: always, for a limited time, or
// only if nothing was sent. A [RetryPolicy] says how often and for how long. It
// cannot make a purchase, a refund or a relative change of stock retryable. A
// Retry-After is honoured. If it is longer than the policy or the context allows,
// the call ends at once with an error that carries it.
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
//	                       30 s twd, 20 s invapi, 60 s aim     WithAttemptTimeout
//	                       10 min for a file of aim            aim.WithTransferTimeout
//	silence in a download  60 s                                WithIdleTimeout
//	largest reply          16 MiB after decompression, orders
//	                       64 MiB; none for downloads          WithMaxResponseBytes
//	bulk concurrency       4, at most 64                       the call's options
//	100-continue           from 1 MiB                          WithExpectContinue
//	pacing                 none                                WithLimiter
//	a connection           10 s for all addresses of a host,
//	                       10 s for TLS                        WithHTTPClient
//	idle connections       64 per host                         WithHTTPClient
//	http://                loopback addresses only             WithPlainHTTP
//	redirects              never followed
//	User-Agent             sellerwire/ and the version         WithUserAgent
//
// The context limits a call as a whole. Redirects are never followed. Plain http is
// for loopback addresses only, and for the hosts of [WithPlainHTTP].
//
// # Connections
//
// A client keeps idle connections and speaks HTTP/2 where the service does. It
// sends pings, so that a connection that died in silence costs only one attempt.
// Close releases what the client keeps.
//
// Each attempt of an operation that must not be sent twice (an order, a sale, a
// refund, an upload without aim.AllowRepeat) makes a connection of its own. A
// pooled connection that the server has just closed would leave the outcome
// unknown. This costs about two round trips more. TLS sessions are resumed.
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
// The innermost part of the transport puts keys, passwords and tokens into a
// request. Errors, logs, middleware and printed clients never show them. If a service
// echoes a secret of 4 bytes or more, it is removed before anything is kept on an
// error. A [ResponseInfo] and the response that a [Middleware] sees are unchanged.
// A transport given with [WithHTTPClient] runs after the credentials are added and
// sees everything.
//
// # Money and time
//
// Money is a decimal.Decimal of github.com/shopspring/decimal, never a float. Only
// the value of an amount counts, not how it is written: 20, 2E+1 and 20.000 are the
// same. It has at most 18 digits, of which at most 6 are decimals; a service can
// have stricter limits. Times carry the zone that the service stated or is known to
// use.
//
// # Values
//
// Inputs, results, outcomes and errors can be written as JSON and read back. A
// [Secret] is left out.
package sellerwire
