package purchase

import (
	"context"
	"time"

	"github.com/sellerwire/sellerwire"
)

// PlaceOrder buys books. With a nil error the order exists exactly once and
// every item is bought. Otherwise the error says which of these it is:
//
//   - [PartialError], beside the order: it exists, but not all of its items
//     are known to be bought. It is ErrOutcomeUnknown as well if an item has no
//     status.
//   - [sellerwire.ErrOutcomeUnknown]: the order may exist, now or later. Keep the
//     request ID of the error, and resume it with [Client.ResumeOrder].
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
// PlaceOrder sends one POST. It sends it again, with the same request ID and
// the same bytes, only if nothing was sent, or if the service said that it took
// nothing (codes 4291 and 5030, and once 4013), for up to two minutes.
//
// # When the reply is lost
//
// A reply counts as the order's if it is a success with an order ID, is no dry
// run, shows our reference ID or none, and no listing or copy that was not asked
// for. A refusal counts if it has the service's form: codes that all refuse, or
// its error body under a 4xx. Everything else is a lost reply: a broken
// connection, a timeout, code 5000, a 408, 409, 425, 429 or 5xx without a code, a
// redirect, a web page, a success that contradicts itself. So are 2003 and 4090:
// they prove that the request ID has arrived.
//
// After a lost reply nothing is posted any more. PlaceOrder looks for the order by
// its reference ID, at 1, 2, 4, 8, 16 and 30 seconds ([WithLookUp] changes that). The
// order is found if exactly one shows our reference and nothing that was not asked
// for, or shows no reference and exactly what was asked for; and is not older than
// the first attempt by more than 5 minutes. If it is not found, the outcome is
// unknown, after 4090 with [sellerwire.ErrConflict].
//
// Copies that the order shows without a status are asked for in the same rhythm,
// until each has one or the time is up; then the outcome is unknown, and the order
// comes with the error.
//
// # The context
//
// Looking takes time: give ctx what an attempt may take (60 seconds), the
// look-ups' 30 seconds on top, and 10 more for the last of them. When ctx ends
// after the POST left, PlaceOrder returns at once with ErrOutcomeUnknown and the
// context's error, whether it was looking already or not.
//
// # One ID, one order
//
// If a call with the same request ID is under way on this client, PlaceOrder waits
// for it. If this client has posted the ID within the last 24 hours and the order
// may exist, PlaceOrder looks for it and does not post. The Attempts of the error
// and of a [sellerwire.ResponseInfo] count the POSTs of this call; the reply in the
// latter is the one that gave the answer, of a look-up too.
//
// ReferenceID must be unique to the order. Leave it empty, and it is the request
// ID, which must then have the reference's alphabet.
//
// Nobody can prevent a second purchase by a proxy that posts a request twice to a
// service that does not remove duplicates.
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

// ResumeOptions are what a caller remembers of an order that ResumeOrder or
// FindOrder is to find. Its JSON can be stored with the request.
type ResumeOptions struct {
	// FirstAttempt is the time just before PlaceOrder was called. An order that was
	// created more than 24 hours before it is another one. Zero means not known: the
	// search covers the service's default of 90 days, and ResumeOrder does not post.
	FirstAttempt time.Time
	// LastAttempt is the time just before the latest ResumeOrder that may have posted
	// the order. Zero means that there was none.
	LastAttempt time.Time
	// PostAfter is how long ago the latest attempt must be before ResumeOrder
	// posts: the time that the service may take to show a new order. Zero means the
	// default, 15 minutes. FindOrder does not use it.
	PostAfter time.Duration
}

// defaultPostAfter is what ResumeOptions.PostAfter of zero means.
const defaultPostAfter = 15 * time.Minute

// ResumeOrder finds an order that an earlier call may have placed, and places it if
// it is not there. id is the request ID of that call, request the same request; put
// the card token in again, which JSON does not keep. With a nil error the order
// exists and every item is bought; a [PartialError] comes beside an order of which
// not every copy is known to be.
//
// Any other error is [sellerwire.ErrOutcomeUnknown]. ResumeOrder never says that
// the order was refused or not sent, because it cannot speak for the earlier call;
// only an empty id is a [sellerwire.InvalidError]. The text says what was found, and
// why nothing was posted.
//
// ResumeOrder looks first, as PlaceOrder does after a lost reply, in windows of 90
// days from FirstAttempt until now. It posts, as PlaceOrder does, only if all of
// these hold:
//
//   - the answer is clean and empty: no order, nothing that cannot be read,
//     nothing that contradicts itself.
//   - FirstAttempt is given, and the latest attempt is at least PostAfter ago. Too
//     early is ErrOutcomeUnknown with the rest of the time as RetryAfter.
//   - the request is valid. Its faults do not keep ResumeOrder from looking.
//
// If another order stands under the reference, the error is
// [sellerwire.ErrConflict] as well, and nothing is posted.
//
// After a ResumeOrder that may have posted, give its time to the next one as
// LastAttempt: this client remembers it for 24 hours, another process does not.
// Nobody can prevent a second purchase at a service that does not remove duplicates
// by request ID and takes longer than PostAfter to show an order.
func (c *Client) ResumeOrder(
	ctx context.Context, request OrderRequest, id string, options ResumeOptions, opts ...sellerwire.CallOption,
) (Order, error) {
	return c.recover(ctx, opResume, request, id, options, opts)
}

// FindOrder looks for an order that an earlier call may have placed, as
// [Client.ResumeOrder] does, and never posts. id is the request ID of that call,
// and request the same request; its card token is not needed.
//
// With a nil error the order exists and every item is bought; a [PartialError]
// comes beside an order of which not every copy is known to be. Any other error is
// [sellerwire.ErrOutcomeUnknown], as for ResumeOrder. It is
// [sellerwire.ErrNotFound] as well if the answer was clean and empty: then the
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
			Field: "id", Reason: "it is empty; it is the request ID of the call that placed the order",
		})
	}
	return c.newRecovery(operation, request, id, options, opts).run(ctx)
}
