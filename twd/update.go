package twd

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// Fields are the fields of an item that an update sets. A nil field is left
// alone; any other is sent, also if it is empty or 0:
//
//	twd.Fields{Status: new(twd.StatusHeld), Notes: new("Held for Greg Smith")}
//	twd.Fields{Qty: new(0), Brand: new("")}
//
// At least one must be set. The vendor documents no lengths, and not what an
// empty text does; that it clears the field is assumed. Refused, with a
// [sellerwire.InvalidError], are control characters, other than tabs and line
// ends where several lines are allowed, and characters that the encoding lacks
// (see [WithUTF8]).
type Fields struct {
	// Status is one of the constants or an add-on's code. It may not be blank.
	Status *Status
	// Dept is the code of a department, on one line; replies show it as deptcode.
	Dept *string
	// Brand is the brand, on one line.
	Brand *string
	// Description may have several lines.
	Description *string
	// Qty sets the quantity, 0 or more. Use [Client.RecordSale] to lower it by
	// what was sold: a quantity that was read before is not the one of now.
	Qty *int
	// Price is 0 or more, with at most 18 digits and 6 decimals and without a
	// positive exponent (1e3), and goes out with the decimals it has. The
	// vendor's samples are whole numbers.
	Price *decimal.Decimal
	// Notes are private and may have several lines. No reply shows them.
	Notes *string
}

// addTo adds the fields that are set, in the order of the vendor's table.
func (fields Fields) addTo(f *form) {
	if fields == (Fields{}) {
		f.refuse("fields", "none is set; an update sets at least one")
	}
	if fields.Status != nil {
		f.name("status", string(*fields.Status))
	}
	if fields.Dept != nil {
		f.line("dept", *fields.Dept)
	}
	if fields.Brand != nil {
		f.line("brand", *fields.Brand)
	}
	if fields.Description != nil {
		f.lines("description", *fields.Description)
	}
	if fields.Qty != nil {
		f.quantity("qty", *fields.Qty, 0)
	}
	if fields.Price != nil {
		f.price("price", *fields.Price)
	}
	if fields.Notes != nil {
		f.lines("notes", *fields.Notes)
	}
}

// Update sets the fields of one item that are not nil. The error is nil
// exactly when the API said that it did.
//
// On the wire it is a POST with action=update ([WithGetUpdates] makes it a
// GET). Repeating it gives the same state, so it is repeated by itself as the
// package documentation says, for 30 seconds at most. This client sends one
// change of an item at a time: another waits until it has its answer, or until
// its own context ends, and is not sent then. Stock numbers are compared without
// case and outer space for that.
//
// Bad fields are a [sellerwire.InvalidError] that lists every fault, and nothing
// is sent. Any other failure is a [sellerwire.Error], whose Outcome says what
// became of the change. After [sellerwire.ErrOutcomeUnknown], update again
// unless the item has been changed since. What the API says of an unknown stock
// number is not documented; see [WithNotFoundMessages].
func (c *Client) Update(ctx context.Context, stockNo string, fields Fields, opts ...sellerwire.CallOption) error {
	return c.set(ctx, "update", stockNo, fields, opts)
}

// Delete takes one item out of the inventory: it sets the status to
// [StatusDeleted], which is all the deleting that the API has. It is sent and
// repeated as [Client.Update] is.
func (c *Client) Delete(ctx context.Context, stockNo string, opts ...sellerwire.CallOption) error {
	return c.set(ctx, "delete", stockNo, Fields{Status: new(StatusDeleted)}, opts)
}

// ValidateUpdate checks an update as [Client.Update] would, without sending
// anything: what this client's encoding lacks is a fault too. The error is a
// [sellerwire.InvalidError] that lists every fault.
func (c *Client) ValidateUpdate(stockNo string, fields Fields) error {
	f := c.updateForm(stockNo)
	fields.addTo(f)
	if len(f.faults) > 0 {
		return c.transport.Invalid("validate", f.faults...)
	}
	return nil
}

// RecordSale lowers the quantity of one item by the number that was sold, at
// least 1, whatever the quantity is by now. The status stays as it is; set it
// with [Client.Update] when the last piece is gone. What happens when more is
// sold than there is, the vendor does not say.
//
// On the wire it is a POST with action=update and qtyadj, whatever the options
// say. A repeat would sell twice, so it is sent again only on proof that nothing
// was sent; no option changes that. An error says by
// [sellerwire.OutcomeOf] what became of the sale; after
// [sellerwire.ErrOutcomeUnknown] look at the quantity with [Client.Get], and
// remember what others may have sold, before you call again.
//
// It waits for other changes of the item by this client as [Client.Update]
// does.
func (c *Client) RecordSale(ctx context.Context, stockNo string, sold int, opts ...sellerwire.CallOption) error {
	f := c.updateForm(stockNo)
	f.quantity("qtyadj", sold, 1)
	return c.adjust(ctx, "record sale", stockNo, f, opts)
}

// AdjustQuantity takes subtract off the quantity of one item, as the vendor's
// qtyadj does: 1 lowers it by one, and -1 should raise it by one, for a return.
// The vendor documents positive numbers alone. 0 is refused.
//
// It is sent, and not repeated, as [Client.RecordSale] is.
func (c *Client) AdjustQuantity(ctx context.Context, stockNo string, subtract int, opts ...sellerwire.CallOption) error {
	f := c.updateForm(stockNo)
	if subtract == 0 {
		f.refuse("qtyadj", "it is 0 and would change nothing")
	}
	f.pairs.Set("qtyadj", strconv.Itoa(subtract))
	return c.adjust(ctx, "adjust quantity", stockNo, f, opts)
}

func (c *Client) updateForm(stockNo string) *form {
	f := c.newForm()
	f.pairs.Set("action", "update")
	f.about(stockNo)
	return f
}

func (c *Client) set(ctx context.Context, operation, stockNo string, fields Fields, opts []sellerwire.CallOption) error {
	f := c.updateForm(stockNo)
	fields.addTo(f)
	return c.change(ctx, transport.Operation{
		Name: operation, Class: transport.Safe, Writes: true,
		Window: retryWindow, Timeout: attemptTimeout,
	}, c.config.updateMethod(), stockNo, f, opts)
}

func (c *Client) adjust(ctx context.Context, operation, stockNo string, f *form, opts []sellerwire.CallOption) error {
	return c.change(ctx, transport.Operation{
		Name: operation, Class: transport.Once, Writes: true, Timeout: attemptTimeout,
	}, http.MethodPost, stockNo, f, opts)
}

// change sends one update while no other of the same item is under way.
func (c *Client) change(
	ctx context.Context, operation transport.Operation, method, stockNo string, f *form, opts []sellerwire.CallOption,
) error {
	call, err := c.transport.Call(operation.Name, nil, opts)
	if err != nil {
		return err
	}
	if len(f.faults) > 0 {
		return c.transport.Invalid(operation.Name, f.faults...)
	}
	item := foldStockNo(stockNo)
	if err := c.items.acquire(ctx, item); err != nil {
		return transport.NotSent(sellerwire.Error{Service: service, Operation: operation.Name, Item: f.item, RequestID: call.RequestID}, err)
	}
	defer c.items.release(item)

	req := c.request(operation, method, f)
	req.Call = call
	req.Decode = func(reply *transport.Reply) *transport.Failure {
		a, failure := c.answer(reply)
		if failure == nil && a.total != nil {
			// A script that overlooks the action lists the inventory, and says OK.
			return transport.Unexpected(reply, "the reply is a listing, not the answer to an update")
		}
		return failure
	}
	_, err = c.transport.Do(ctx, req)
	return err
}

// foldStockNo makes stock numbers comparable: whether case counts is not
// documented, and waiting without need does no harm.
func foldStockNo(stockNo string) string { return strings.ToLower(strings.TrimSpace(stockNo)) }
