package twd

import (
	"context"
	"net/http"
	"strconv"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/settings"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// Update sets the fields of one item that are not nil. At least one must be set.
// The error is nil if, and only if, the reply is evidence that the API did it;
// "What a reply means" in the package documentation has the list.
//
// On the wire it is a POST with action=update. It is idempotent and is retried
// automatically, for 30 seconds at most; see the package documentation. A client
// sends one change of an item at a time: a second one waits for the first, and is
// not sent if its context ends while it waits. Stock numbers are compared without
// case for that.
//
// Bad fields are a [sellerwire.InvalidError] that lists every fault, and nothing
// is sent. Any other failure is a [sellerwire.Error], whose Outcome says what
// became of the change. After [sellerwire.ErrOutcomeUnknown], update again
// unless somebody has changed the item since. What the API says about an unknown
// stock number is not documented; see [WithNotFoundMessages].
func (c *Client) Update(ctx context.Context, stockNo string, fields Fields, opts ...sellerwire.CallOption) error {
	return c.set(ctx, "update", stockNo, fields, opts)
}

// Delete takes one item out of the inventory. It sets the status to
// [StatusDeleted], which is how the API deletes. It is sent and retried as
// [Client.Update] is.
func (c *Client) Delete(ctx context.Context, stockNo string, opts ...sellerwire.CallOption) error {
	return c.set(ctx, "delete", stockNo, Fields{Status: new(StatusDeleted)}, opts)
}

// ValidateUpdate checks an update as [Client.Update] does, and sends nothing. It
// depends on the client's encoding. The error is a [sellerwire.InvalidError] that
// lists every fault.
func (c *Client) ValidateUpdate(stockNo string, fields Fields) error {
	if f := c.fieldsForm(stockNo, fields); len(f.faults) > 0 {
		return c.transport.Invalid("validate", f.faults...)
	}
	return nil
}

// RecordSale lowers the quantity of one item by the number of pieces that were
// sold, at least 1. The API subtracts it from the present quantity, so the caller
// need not know that. The status stays as it is, unless [WithFields] sets it in
// the same request. What happens when more is sold than there is, the vendor does
// not say.
//
// On the wire it is a POST with action=update and qtyadj. Sent twice it would sell
// twice, so it is retried only after proof that nothing was sent; no option
// changes that. [sellerwire.OutcomeOf] tells from the error what became of the
// sale. After [sellerwire.ErrOutcomeUnknown], compare the quantity
// ([Client.Get]) with what it should be, allow for what others have sold, and
// only then call again.
//
// It waits for other changes of the item as [Client.Update] does.
func (c *Client) RecordSale(ctx context.Context, stockNo string, sold int, opts ...sellerwire.CallOption) error {
	return c.adjust(ctx, "record sale", stockNo, opts, func(f *form) { f.quantity("qtyadj", sold, 1) })
}

// AdjustQuantity subtracts a number from the quantity of one item, as the vendor's
// qtyadj does: 1 lowers it by one, and -1 should raise it by one, for a return.
// The vendor documents positive numbers only. 0 is refused.
//
// It is sent as [Client.RecordSale] is, takes [WithFields] as well, and is not
// retried either.
func (c *Client) AdjustQuantity(ctx context.Context, stockNo string, subtract int, opts ...sellerwire.CallOption) error {
	return c.adjust(ctx, "adjust quantity", stockNo, opts, func(f *form) {
		if subtract == 0 {
			f.refuse("qtyadj", "it is 0 and would change nothing")
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
		f.refuse("fields", "none is set; an update sets at least one")
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
		f.refuse("qty", "what it does beside qtyadj is not documented; WithQtyInSales sends both")
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
	if err := c.items.acquire(ctx, item); err != nil {
		return transport.NotSent(sellerwire.Error{Service: service, Operation: operation.Name, Item: f.item, RequestID: transport.RequestID(&call)}, err)
	}
	defer c.items.release(item)

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
