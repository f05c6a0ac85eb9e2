package twd

import (
	"context"
	"net/http"
	"strconv"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/settings"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// Update sets the fields of one item that are not nil. At least one must be set. A
// nil error means that the reply is evidence that the API made the change; see
// "What a reply means" in the package documentation.
//
// It sends a POST with action=update. It is idempotent and is retried
// automatically, for at most 30 seconds; see the package documentation. A client
// sends one change of an item at a time: a second change waits for the first, and
// is not sent if its context ends while it waits. For this purpose, stock numbers
// are compared ignoring case.
//
// Bad fields are a [sellerwire.InvalidError] that lists everything that is wrong,
// and nothing is sent. Any other failure is a [sellerwire.Error], whose Outcome
// says what became of the change. After [sellerwire.ErrOutcomeUnknown], update
// again unless somebody has changed the item since. What the API says about an
// unknown stock number is not documented; see [WithNotFoundMessages].
func (c *Client) Update(ctx context.Context, stockNo string, fields Fields, opts ...sellerwire.CallOption) error {
	return c.set(ctx, "update", stockNo, fields, opts)
}

// Delete removes one item from the inventory. It sets the status to
// [StatusDeleted], which is how the API deletes. It is sent and retried as
// [Client.Update] is.
func (c *Client) Delete(ctx context.Context, stockNo string, opts ...sellerwire.CallOption) error {
	return c.set(ctx, "delete", stockNo, Fields{Status: new(StatusDeleted)}, opts)
}

// ValidateUpdate checks an update as [Client.Update] does, and sends nothing. The
// result depends on the client's encoding. The error is a [sellerwire.InvalidError]
// that lists everything that is wrong.
func (c *Client) ValidateUpdate(stockNo string, fields Fields) error {
	if f := c.fieldsForm(stockNo, fields); len(f.faults) > 0 {
		return c.transport.Invalid("validate", f.faults...)
	}
	return nil
}

// RecordSale lowers the quantity of one item by the number of pieces sold, which
// is 1 or more. The API subtracts it from the present quantity, so you need not
// know the quantity. The status does not change unless [WithFields] sets it in the
// same request. The vendor does not say what happens if more is sold than there is.
//
// It sends a POST with action=update and qtyadj. It is not idempotent: sent twice,
// it would sell twice. Therefore it is retried only if it is proven that nothing
// was sent, and no option changes that. [sellerwire.OutcomeOf] reads from the error
// what became of the sale. After [sellerwire.ErrOutcomeUnknown], compare the
// quantity ([Client.Get]) with what it should be, allow for what others have sold,
// and only then call again.
//
// It waits for other changes of the item as [Client.Update] does.
func (c *Client) RecordSale(ctx context.Context, stockNo string, sold int, opts ...sellerwire.CallOption) error {
	return c.adjust(ctx, "record sale", stockNo, opts, func(f *form) { f.quantity("qtyadj", sold, 1) })
}

// AdjustQuantity subtracts a number from the quantity of one item, as the vendor's
// qtyadj does: 1 lowers it by one, and -1 should raise it by one, for a return. The
// vendor documents positive numbers only. 0 is refused.
//
// It is sent as [Client.RecordSale] is, accepts [WithFields] too, and is retried by
// the same rule.
func (c *Client) AdjustQuantity(ctx context.Context, stockNo string, subtract int, opts ...sellerwire.CallOption) error {
	return c.adjust(ctx, "adjust quantity", stockNo, opts, func(f *form) {
		if subtract == 0 {
			f.refuse("qtyadj", "must not be 0")
		}
		f.pairs.Set("qtyadj", strconv.Itoa(subtract))
	})
}

func (c *Client) updateForm(stockNo string) *form {
	f := c.newForm()
	f.pairs.Set("action", "update")
	f.about(stockNo)
	return f
}

func (c *Client) fieldsForm(stockNo string, fields Fields) *form {
	f := c.updateForm(stockNo)
	if fields.isZero() {
		f.refuse("fields", "must have at least one that is set")
	}
	fields.addTo(f)
	return f
}

// set sends an absolute change.
func (c *Client) set(ctx context.Context, operation, stockNo string, fields Fields, opts []sellerwire.CallOption) error {
	call, err := c.transport.Call(operation, nil, opts)
	if err != nil {
		return err
	}
	return c.change(ctx, transport.Operation{
		Name: operation, Class: transport.Safe, Writes: true, Window: retryWindow, Timeout: attemptTimeout,
	}, stockNo, c.fieldsForm(stockNo, fields), call)
}

// adjust sends a relative change.
func (c *Client) adjust(
	ctx context.Context, operation, stockNo string, opts []sellerwire.CallOption, quantity func(*form),
) error {
	var with sale
	call, err := c.transport.Call(operation, &with, opts)
	if err != nil {
		return err
	}
	f := c.updateForm(stockNo)
	quantity(f)
	if with.fields.Qty != nil && !c.config.qtyInSales {
		f.refuse("qty", "its effect together with qtyadj is not documented; WithQtyInSales allows both")
	}
	with.fields.addTo(f)
	return c.change(ctx, transport.Operation{
		Name: operation, Class: transport.Once, Writes: true, Timeout: attemptTimeout,
	}, stockNo, f, call)
}

// change sends one change while no other of the same item is in flight.
func (c *Client) change(ctx context.Context, operation transport.Operation, stockNo string, f *form, call settings.Call) error {
	if faults := append(transport.ContextFaults(ctx), f.faults...); faults != nil {
		return c.transport.Invalid(operation.Name, faults...)
	}
	item := fold(stockNo)
	leave := c.items.Enter(ctx, item)
	if leave == nil {
		return transport.NotSent(
			sellerwire.Error{Service: service, Operation: operation.Name, Item: f.item, RequestID: transport.RequestID(&call)},
			transport.Ended(ctx))
	}
	defer leave()

	req := c.request(operation, http.MethodPost, f)
	req.Call = call
	req.Decode = func(reply *transport.Reply) *transport.Failure {
		a, failure := c.answer(reply)
		if failure != nil {
			return failure
		}
		if against := a.againstChange(stockNo); against != "" {
			return doubtful(reply, "the reply does not say that the item was changed: %s", against)
		}
		return nil
	}
	_, err := c.transport.Do(ctx, req)
	return err
}
