package purchase

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/settings"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// retryWindow bounds how late an order may be posted again after the service
// took nothing: how long it remembers request IDs is not documented.
const retryWindow = 2 * time.Minute

// PlaceOrder buys books. With a nil error the order exists exactly once and
// every item is bought. Otherwise the error says which of these it is:
//
//   - [PartialError], beside the order: it exists, but not all of its items
//     were bought.
//   - [sellerwire.ErrOutcomeUnknown]: the order may exist, now or shortly.
//     Resume it, see below. The error carries the request ID.
//   - [sellerwire.ErrNotSent]: nothing left this machine. An invalid request is
//     a [sellerwire.InvalidError] of this kind.
//   - any other [sellerwire.Error]: the service refused the order and bought
//     nothing.
//
// PlaceOrder sends one POST. It sends it again, with the same request ID and
// the same bytes, only if nothing was sent, or if the service said that it took
// nothing (codes 4291 and 5030, and once 4013). If the reply is lost (a broken
// connection, a timeout, code 5000, a 408, 429 or 5xx without a code, a 2xx
// that cannot be read) or says that the order is still being processed (2003),
// it posts no more and looks for the order by its reference ID, at 1, 2, 4, 8,
// 16 and 30 seconds ([WithLookUp] changes that). An order counts as found if it
// is the only one with that reference, the requested listings and quantities,
// and a date of creation not more than 5 minutes before the first attempt.
//
// # The context
//
// Looking takes time: give ctx what an attempt may take (60 seconds), the
// look-ups' 30 seconds on top, and 10 more for the last of them. When ctx ends
// after the POST left, PlaceOrder returns at once with ErrOutcomeUnknown and the
// context's error, whether it was looking already or not.
//
// # Resuming
//
// To survive a crash, make the request ID yourself (a random UUID), store it
// with the request, and only then call PlaceOrder with
// [sellerwire.WithRequestID]. After a crash or after ErrOutcomeUnknown, call it
// again with the same ID and the same request. A call with an ID looks the order
// up first and returns it if it is there; it posts only if it is not. If that
// look-up fails, nothing is posted, and the outcome is still unknown: this call
// cannot know what an earlier one did. That the ID was used for another order is
// [sellerwire.ErrConflict]; where such an order was found, nothing is posted, and
// the error is ErrOutcomeUnknown as well.
//
// Store the card token apart: a [sellerwire.Secret] is not written as JSON, and
// the same request is one with the same token. The Attempts of the error and of a
// [sellerwire.ResponseInfo] count the POSTs of this call; the reply in the latter
// is the one that gave the answer, of a look-up too.
//
// A resume cannot know when the first attempt was, and takes the only order
// with that reference and these listings for its own, however old it is. So
// ReferenceID must be unique to the order; leave it empty, and it is the request
// ID, which must then have the reference's alphabet.
//
// What remains of the risk: the vendor's service removes duplicates by request
// ID, for a time that is not documented. Should it fail to, a resume can buy
// twice if the first POST comes through only after the resume has looked. For an
// order that this client posted itself, it looks as long as the look-ups take
// before it posts again. After a crash, wait that long before you resume, and
// never place one order from two places at a time.
func (c *Client) PlaceOrder(ctx context.Context, request OrderRequest, opts ...sellerwire.CallOption) (Order, error) {
	p, err := c.newPlacement(request, opts)
	if err != nil {
		return Order{}, err
	}
	order, err := p.run(ctx)
	p.inform()
	if err != nil {
		return Order{}, err
	}
	return *order, partial(&p.request, order, p.describe())
}

// ResumeOptions say what the caller remembers of the order that ResumeOrder or
// FindOrder is to find.
type ResumeOptions struct {
	// FirstAttempt is the time just before PlaceOrder was called. Zero means
	// unknown: the search covers the service's default of 90 days, and ResumeOrder
	// does not post.
	FirstAttempt time.Time
	// LastAttempt is the time just before the latest call that may have posted the
	// order, if that was a ResumeOrder. Zero means FirstAttempt.
	LastAttempt time.Time
	// PostAfter is how long ago the latest attempt must be before ResumeOrder posts
	// the order again. Zero means the default, 15 minutes. FindOrder ignores it.
	PostAfter time.Duration
}

// ResumeOrder finds or places an order that an earlier call with the same id may
// have placed.
func (c *Client) ResumeOrder(
	ctx context.Context, request OrderRequest, id string, options ResumeOptions, opts ...sellerwire.CallOption,
) (Order, error) {
	return c.PlaceOrder(ctx, request, append(slices.Clone(opts), sellerwire.WithRequestID(id))...)
}

// FindOrder finds an order that an earlier call with the same id may have placed.
// It never posts.
func (c *Client) FindOrder(
	ctx context.Context, request OrderRequest, id string, options ResumeOptions, opts ...sellerwire.CallOption,
) (Order, error) {
	p, err := c.newPlacement(request, append(slices.Clone(opts), sellerwire.WithRequestID(id)))
	if err != nil {
		return Order{}, err
	}
	order, err := p.resume(ctx)
	if order == nil {
		if err == nil {
			err = p.unknown(nil, new(lookUps).failure(ctx))
		}
		return Order{}, err
	}
	return *order, partial(&p.request, order, p.describe())
}

// placement is one call of PlaceOrder.
type placement struct {
	client  *Client
	request OrderRequest
	call    settings.Call
	started time.Time
	// resumed: the caller named the request ID. It may have been used before.
	resumed bool
	// ownReference: the request ID stands in for the reference.
	ownReference bool
	// notBefore is the earliest date that the order can have; zero in a resume.
	notBefore time.Time

	order    Order                 // from the reply to the POST
	attempts int                   // of the POST
	info     settings.ResponseInfo // of the exchange that gave the answer
}

func (c *Client) newPlacement(request OrderRequest, opts []sellerwire.CallOption) (*placement, error) {
	fresh := uuid.NewString()
	call, err := c.transport.Call(opPlace, nil, slices.Concat([]sellerwire.CallOption{sellerwire.WithRequestID(fresh)}, opts))
	if err != nil {
		return nil, err
	}
	p := &placement{client: c, request: request, call: call, started: time.Now(), resumed: call.RequestID != fresh}
	p.request.Listings = slices.Clone(request.Listings)
	faults := request.faults()
	if request.ReferenceID == "" {
		p.ownReference, p.request.ReferenceID = true, call.RequestID
		if !isReference(call.RequestID) {
			faults = append(faults, sellerwire.FieldError{
				Field:  "request ID",
				Reason: "without a referenceId it stands in for one, and may have letters, digits, hyphens and underscores only",
			})
		}
	}
	if faults != nil {
		return nil, c.transport.Invalid(opPlace, faults...)
	}
	if !p.resumed {
		p.notBefore = c.transport.Now().Add(-createdBefore)
	}
	return p, nil
}

func (p *placement) run(ctx context.Context) (*Order, error) {
	if p.resumed {
		order, err := p.resume(ctx)
		if order != nil || err != nil {
			return order, err
		}
	}
	err := p.post(ctx)
	switch {
	case errors.Is(err, sellerwire.ErrOutcomeUnknown):
		return p.resolve(ctx, err)
	case errors.Is(err, sellerwire.ErrConflict):
		return p.resolveConflict(ctx, err)
	}
	p.client.open.settle(p.call.RequestID)
	if err != nil {
		return nil, err
	}
	return &p.order, nil
}

// post sends the order. The transport repeats it where it is safe to.
func (p *placement) post(ctx context.Context) error {
	p.client.open.add(p.call.RequestID, time.Now().Add(p.client.config.lookUp.Budget))
	call := p.call
	call.Info = &p.info
	_, err := p.client.transport.Do(ctx, &transport.Request{
		Operation: transport.Operation{Name: opPlace, Class: transport.Once, Writes: true, Window: retryWindow},
		Method:    http.MethodPost,
		Path:      "orders",
		Header:    orderHeader(),
		Body:      p.request.encode(false),
		Secrets:   []sellerwire.Secret{p.request.CardToken},
		Decode:    p.decode,
		Call:      call,
	})
	p.attempts = p.info.Attempts
	return err
}

// decode judges a reply to the POST. Only a refusal is proof that nothing was
// bought; everything else that is no order is a lost reply, and never posted
// again, whatever it says of itself.
func (p *placement) decode(reply *transport.Reply) *transport.Failure {
	f := decodeReply(reply, func(a *answer) error { return a.placed(&p.order) })
	switch {
	case f == nil:
	case refused(reply):
		f.Refused = true
	default:
		f.Lost, f.Retry = true, transport.RetryNever
	}
	return f
}

// refused tells whether the service, or whoever answers for it, says that it
// took nothing.
func refused(reply *transport.Reply) bool {
	if reply.Success() {
		return false
	}
	if codes := statusCodes(reply); len(codes) > 0 {
		return !slices.ContainsFunc(codes, func(c Code) bool { return !c.refuses() })
	}
	switch reply.StatusCode {
	case http.StatusRequestTimeout, http.StatusTooManyRequests:
		return false // of a gateway, which may have passed the order on
	}
	return reply.StatusCode/100 == 4
}

// placed reads an order that must be a real one.
func (a *answer) placed(into *Order) error {
	order, err := a.order()
	if err == nil && (order.ID < 1 || order.DryRun) {
		err = errors.New("an order was placed, and it is none: it has no ID, or is a dry run")
	}
	*into = order
	return err
}
