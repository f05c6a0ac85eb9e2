package purchase

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/settings"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// retryWindow bounds how late an order may be posted again after the service
// took nothing, and how long the first look-up of a resume may take: how long the
// service remembers request IDs is not documented.
const retryWindow = 2 * time.Minute

// placement is one call of PlaceOrder, ResumeOrder or FindOrder.
type placement struct {
	client    *Client
	operation string
	request   OrderRequest // with a reference
	call      settings.Call
	options   ResumeOptions
	faults    []sellerwire.FieldError
	started   time.Time
	notBefore time.Time // the earliest date that the order can have; zero if not known

	order    *Order // as it was shown last; nil until it is found
	posted   Order  // from the reply to the POST
	attempts int    // of the POST
	info     settings.ResponseInfo
	looks    int     // the look-ups so far
	found    finding // by the last of them
	err      error   // of the last
}

// newRecovery is a call about an order that may exist. Nothing that is wrong with
// it keeps it from looking.
func (c *Client) newRecovery(
	operation string, request OrderRequest, id string, options ResumeOptions, opts []sellerwire.CallOption,
) *placement {
	call, err := c.transport.Call(operation, nil, slices.Concat([]sellerwire.CallOption{sellerwire.WithRequestID(id)}, opts))
	p := c.placement(operation, request, call)
	if invalid, ok := errors.AsType[*sellerwire.InvalidError](err); ok {
		p.faults = append(p.faults, invalid.Fields...)
	} else if call.RequestID != id {
		p.fault("WithRequestID", "the id of the order is a parameter of its own")
	}
	p.call.RequestID = id
	if options.PostAfter < 0 {
		p.fault("PostAfter", "must not be negative")
	}
	if p.options = options; !options.FirstAttempt.IsZero() {
		first := options.FirstAttempt
		if now := c.transport.Now(); first.After(now) { // by another clock
			first = now
		}
		p.notBefore = first.Add(-rememberedDifference)
	}
	return p
}

// placement makes a copy of the request, which the caller may change, and gives it
// a reference.
func (c *Client) placement(operation string, request OrderRequest, call settings.Call) *placement {
	p := &placement{client: c, operation: operation, request: request, call: call, started: time.Now()}
	p.request.Listings = slices.Clone(request.Listings)
	p.faults = request.faults(true)
	if request.ReferenceID == "" {
		p.request.ReferenceID = call.RequestID
		if !isReference(call.RequestID) {
			p.fault("request ID", onlyLetters+", because it is used as the referenceId")
		}
	}
	return p
}

func (p *placement) fault(field, reason string) {
	p.faults = append(p.faults, sellerwire.FieldError{Field: field, Reason: reason})
}

// run makes the call: look where an earlier one may have placed the order, post
// where that is safe, and look again until the order and its copies are known.
func (p *placement) run(ctx context.Context) (Order, error) {
	defer p.inform()
	leave := p.client.ids.inFlight.Enter(ctx, p.call.RequestID)
	if leave == nil {
		return Order{}, p.unknown(nil, &lookUpError{"another call with this request ID is under way", transport.Ended(ctx)})
	}
	defer leave()

	earlier := p.client.ids.of(p.call.RequestID)
	if p.operation != opPlace || !earlier.first.IsZero() {
		p.look(ctx, LookUp{}, retryWindow)
		if p.order == nil {
			if why := p.refrain(ctx, earlier); why != nil {
				return Order{}, why
			}
		}
	}
	var lost error
	if p.order == nil {
		lost = p.post(ctx)
		switch {
		case lost == nil, errors.Is(lost, sellerwire.ErrOutcomeUnknown):
		case p.operation == opPlace:
			return Order{}, lost
		default: // it says nothing of the earlier call
			return Order{}, p.unknown(lost, p.seen(ctx))
		}
	}
	if !p.settled() {
		p.look(ctx, p.client.config.lookUp, lookUpTimeout)
	}
	if p.order == nil {
		return Order{}, p.unknown(lost, p.seen(ctx))
	}
	return *p.order, p.partial(ctx)
}

// refrain says why nothing is to be posted after the first look; nil if it is safe.
func (p *placement) refrain(ctx context.Context, earlier sending) error {
	seen := p.seen(ctx)
	e := p.unknown(nil, seen)
	latest := earlier.last
	for _, t := range []time.Time{p.options.FirstAttempt, p.options.LastAttempt} {
		if t.After(latest) {
			latest = t
		}
	}
	postAfter := p.options.PostAfter
	if postAfter == 0 {
		postAfter = defaultPostAfter
	}
	wait := latest.Add(postAfter).Sub(p.client.transport.Now())
	switch {
	case p.looks == 0 || p.err != nil || !p.found.nothing:
	case p.operation == opFind:
		e.Kinds = append(e.Kinds, sellerwire.ErrNotFound)
	case p.operation == opPlace:
		seen.text += "; not posted, because this client has posted it before: ResumeOrder does so when it is safe"
	case p.faults != nil:
		e.Kinds = append(e.Kinds, sellerwire.ErrInvalidRequest)
	case p.options.FirstAttempt.IsZero():
		seen.text += "; not posted, because the time of the first attempt is not given"
	case wait > 0:
		e.RetryAfter = wait
		seen.text += fmt.Sprintf("; not posted, because the latest attempt was less than %s ago", postAfter)
	default:
		return nil
	}
	if p.operation == opResume && p.faults != nil {
		seen.text += "; not posted, because of faults: " + faultTexts(p.faults)
	}
	return e
}

func faultTexts(faults []sellerwire.FieldError) string {
	var texts []string
	for _, f := range faults {
		texts = append(texts, strings.TrimSpace(f.Item+" "+f.String()))
	}
	return strings.Join(texts, "; ")
}

// post sends the order. The transport repeats it where that is safe. An error that
// is not ErrOutcomeUnknown is proof that nothing was taken.
func (p *placement) post(ctx context.Context) error {
	undo := p.client.ids.post(p.call.RequestID, p.client.transport.Now())
	call := p.call
	call.Info = &p.info
	_, err := p.client.transport.Do(ctx, &transport.Request{
		Operation: transport.Operation{Name: p.operation, Class: transport.Once, Writes: true, Window: retryWindow},
		Method:    http.MethodPost,
		Path:      "orders",
		Header:    orderHeader,
		Body:      p.request.encode(false),
		Secrets:   []sellerwire.Secret{p.request.CardToken},
		Decode:    p.decode,
		Call:      call,
	})
	p.attempts = p.info.Attempts
	switch {
	case err == nil:
		p.order = &p.posted
	case !errors.Is(err, sellerwire.ErrOutcomeUnknown):
		undo()
	}
	return err
}

// decode judges a reply to the POST. Only a refusal is proof that nothing was
// bought; everything else that is not our order is a lost reply, and never posted
// again, whatever it says of itself.
func (p *placement) decode(reply *transport.Reply) *transport.Failure {
	var a answer
	f := a.read(reply, notOfOrders, func() error {
		order, err := a.order()
		if err != nil {
			return err
		}
		if reason, _ := p.mismatch(&order); reason != "" {
			return errors.New("an order was placed, and it is not that: " + reason)
		}
		if complaint := a.complaint(); complaint != "" {
			return errors.New("it is an order and reports a failure: " + complaint)
		}
		p.posted = order
		return nil
	})
	if f != nil {
		f.Refused = refused(reply, &a)
		f.Lost = !f.Refused
	}
	return f
}

// unknown is the error of an order that may exist. It keeps what is known of
// the POST, if there was one, and adds what the look-ups have shown.
func (p *placement) unknown(posted error, seen *lookUpError) *sellerwire.Error {
	e := &sellerwire.Error{Service: service, Operation: p.operation, RequestID: p.call.RequestID, Err: seen}
	if before, ok := errors.AsType[*sellerwire.Error](posted); ok {
		*e = *before
		e.Err = seen
		if before.Err != nil {
			e.Err = fmt.Errorf("%w; %w", before.Err, seen)
		}
	}
	e.Outcome = sellerwire.OutcomeUnknown
	kinds := []error{sellerwire.ErrOutcomeUnknown}
	for _, kind := range slices.Concat(e.Kinds, p.seenKinds()) {
		if !slices.Contains(kinds, kind) && kind != sellerwire.ErrNotSent {
			kinds = append(kinds, kind)
		}
	}
	e.Kinds = kinds
	return e
}

// partial returns a PartialError unless all that was asked for is bought.
func (p *placement) partial(ctx context.Context) error {
	missing, bought, unknown := shortfalls(&p.request, p.order)
	if missing == nil {
		return nil
	}
	e := &PartialError{
		Operation: p.operation, RequestID: p.call.RequestID, StatusCode: p.info.StatusCode, Attempts: p.attempts,
		OrderID: p.order.ID, Outcome: sellerwire.OutcomeAccepted, Shortfalls: missing,
	}
	switch {
	case unknown > 0:
		e.Outcome, e.Err = sellerwire.OutcomeUnknown, p.seen(ctx)
	case bought == 0 && p.operation == opPlace:
		e.Outcome = sellerwire.OutcomeRejected
	}
	return e
}

// inform fills the caller's ResponseInfo: the exchange is the one that gave the
// answer, the attempts are those of the POST.
func (p *placement) inform() {
	if p.call.Info == nil {
		return
	}
	*p.call.Info = p.info
	p.call.Info.RequestID = p.call.RequestID
	p.call.Info.Attempts = p.attempts
	p.call.Info.Duration = time.Since(p.started)
}
