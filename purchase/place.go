package purchase

import (
	"context"
	"time"

	"github.com/sellerwire/sellerwire"
)

// PlaceOrder buys books. A nil error means that the order exists exactly once and
// that every item is bought. Otherwise the error says which of these it is:
//
//   - [PartialError], together with the order: the order exists, but not all of its
//     items are known to be bought. If an item has no status, the error matches
//     ErrOutcomeUnknown as well.
//   - [sellerwire.ErrOutcomeUnknown]: the order may exist, now or later. Keep the
//     request ID of the error and call [Client.ResumeOrder].
//   - [sellerwire.ErrNotSent]: nothing left this machine. An invalid request is
//     a [sellerwire.InvalidError] of this kind.
//   - any other [sellerwire.Error]: the service refused the order and bought
//     nothing.
//
// PlaceOrder is for a new order. To survive a crash, make the request ID yourself
// (a random UUID), store it with the request and the time, and only then call
// PlaceOrder with [sellerwire.WithRequestID]. After a crash, call ResumeOrder with
// what you stored.
//
// PlaceOrder sends one POST. It is retried, with the same request ID and the same
// bytes, only if nothing was sent, or if the service said that it took nothing
// (codes 4291 and 5030, and once 4013), for at most two minutes.
//
// # When the reply is lost
//
// A reply counts as the order's if it is a success with an order ID, is no dry run,
// shows our reference ID or none, has no listing or copy that we did not ask for,
// and reports no failure. A refusal counts if it has the service's form: codes that
// all refuse, or the service's error body under a 4xx. Everything else is a lost
// reply: a broken connection, a timeout, code 5000, a 408, 409, 425, 429 or 5xx
// without a code, a redirect, a web page, a success that contradicts itself. So are
// 2003 and 4090: they prove that the request ID has arrived.
//
// After a lost reply nothing more is posted. PlaceOrder looks for the order by its
// reference ID, after 1, 2, 4, 8, 16 and 30 seconds ([WithLookUp] changes that).
// The order is found if exactly one order shows our reference ID and nothing that
// we did not ask for, or shows no reference ID and exactly what we asked for. It
// must not be older than the first attempt by more than 5 minutes. If the order is
// not found, the outcome is unknown; after 4090 the error matches
// [sellerwire.ErrConflict] too.
//
// If the order shows copies without a status, PlaceOrder asks for the status at the
// same intervals until each copy has one or the time is up. In the latter case the
// outcome is unknown, and the order comes with the error.
//
// # The context
//
// Give ctx enough time: 60 seconds for an attempt, 30 seconds for the look-ups, and
// 10 seconds more for the last look-up. If ctx ends after the POST was sent, even
// during a look-up, PlaceOrder returns at once with ErrOutcomeUnknown and the
// context's error.
//
// # One ID, one order
//
// If a call with the same request ID is in flight on this client, PlaceOrder waits
// for it. If this client has posted the ID within the last 24 hours and the order
// may exist, PlaceOrder looks for it and does not post. Attempts, of the error and
// of a [sellerwire.ResponseInfo], counts the POSTs of this call. The rest of the
// ResponseInfo describes the reply that gave the answer, which can be that of a
// look-up.
//
// ReferenceID must be unique to the order. If it is empty, the request ID is used,
// which must then have only letters, digits, hyphens and underscores.
//
// If a proxy posts a request twice to a service that does not remove duplicates,
// nothing can prevent a second purchase.
func (c *Client) PlaceOrder(ctx context.Context, request OrderRequest, opts ...sellerwire.CallOption) (Order, error) {
	call, err := c.transport.Call(opPlace, nil, opts)
	if err != nil {
		return Order{}, err
	}
	p := c.placement(opPlace, request, call)
	if p.faults != nil {
		return Order{}, c.transport.Invalid(opPlace, p.faults...)
	}
	p.notBefore = c.transport.Now().Add(-clockDifference)
	return p.run(ctx)
}

// ResumeOptions are what a caller remembers about an order that ResumeOrder or
// FindOrder should find. They can be stored as JSON with the request.
type ResumeOptions struct {
	// FirstAttempt is the time just before PlaceOrder was called. An order that was
	// created more than 24 hours before it is taken for another order. A time in
	// the future counts as now. Zero means unknown: the search then covers the
	// service's default of 90 days, and ResumeOrder does not post.
	FirstAttempt time.Time
	// LastAttempt is the time just before the latest ResumeOrder that may have
	// posted the order. Zero means that there was none.
	LastAttempt time.Time
	// PostAfter is how long ago the latest attempt must be before ResumeOrder
	// posts. It is the time that the service may take to show a new order. Zero
	// means the default, 15 minutes. FindOrder ignores it.
	PostAfter time.Duration
}

// defaultPostAfter is what ResumeOptions.PostAfter of zero means.
const defaultPostAfter = 15 * time.Minute

// ResumeOrder finds an order that an earlier call may have placed, and places it if
// it is not there. id is the request ID of that call. request is the same request;
// set its card token again, because JSON leaves it out. A nil error means that the
// order exists and every item is bought. A [PartialError] comes with an order of
// which not every copy is known to be bought.
//
// Any other error is [sellerwire.ErrOutcomeUnknown]. ResumeOrder never reports that
// the order was refused or not sent, because it cannot know that of the earlier
// call. The only exception is an empty id, which is a [sellerwire.InvalidError].
// The error's text says what was found, and why nothing was posted.
//
// ResumeOrder looks first, as PlaceOrder does after a lost reply. It searches from 24
// hours before FirstAttempt until now, in windows of 90 days. It posts, as PlaceOrder
// does, only if all of these are true:
//
//   - The answer is clean and empty: no order, nothing that cannot be read, no
//     failure, no contradiction.
//   - FirstAttempt is set, and the latest attempt is at least PostAfter ago.
//     If it is too early, the error's RetryAfter is the time that is left.
//   - The request is valid. An invalid request does not stop the look-up.
//
// If another order has the reference ID, the error matches [sellerwire.ErrConflict]
// too, and nothing is posted.
//
// If a ResumeOrder may have posted, pass the time of that call to the next one as
// LastAttempt. This client remembers it for 24 hours, but another process does not.
// If the service does not remove duplicates by request ID and takes longer than
// PostAfter to show an order, nothing can prevent a second purchase.
func (c *Client) ResumeOrder(
	ctx context.Context, request OrderRequest, id string, options ResumeOptions, opts ...sellerwire.CallOption,
) (Order, error) {
	return c.recover(ctx, opResume, request, id, options, opts)
}

// FindOrder looks for an order that an earlier call may have placed, as
// [Client.ResumeOrder] does, and never posts. id is the request ID of that call.
// request is the same request; its card token is not needed.
//
// A nil error means that the order exists and every item is bought. A
// [PartialError] comes with an order of which not every copy is known to be bought.
// Any other error is [sellerwire.ErrOutcomeUnknown], as for ResumeOrder. If the
// answer was clean and empty, that error matches [sellerwire.ErrNotFound] too: the
// service has no such order, or does not show it yet.
func (c *Client) FindOrder(
	ctx context.Context, request OrderRequest, id string, options ResumeOptions, opts ...sellerwire.CallOption,
) (Order, error) {
	return c.recover(ctx, opFind, request, id, options, opts)
}

func (c *Client) recover(
	ctx context.Context, operation string, request OrderRequest, id string, options ResumeOptions, opts []sellerwire.CallOption,
) (Order, error) {
	if id == "" {
		return Order{}, c.transport.Invalid(operation, sellerwire.FieldError{
			Field: "id", Reason: "must not be empty: it is the request ID of the call that placed the order",
		})
	}
	return c.newRecovery(operation, request, id, options, opts).run(ctx)
}
