package purchase

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/settings"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// DryRun asks the service to verify an order without buying anything. It returns
// the order as it would be: all IDs are 0, and the item statuses are the expected
// ones. If some items would not be bought, a [PartialError] comes with the order.
// The service can also refuse the whole order.
//
// DryRun sends one POST. It buys nothing, so it is retried after every temporary
// failure. Each dry run has a request ID of its own: do not use the one that you
// keep for the order. No maximum price is required. The package documentation lists
// the errors.
func (c *Client) DryRun(ctx context.Context, request OrderRequest, opts ...sellerwire.CallOption) (Order, error) {
	call, err := c.transport.Call(opDryRun, nil, opts)
	if err != nil {
		return Order{}, err
	}
	if faults := request.faults(false); faults != nil {
		return Order{}, c.transport.Invalid(opDryRun, faults...)
	}
	var info settings.ResponseInfo
	if call.Info == nil {
		call.Info = &info
	}
	var order Order
	_, err = c.transport.Do(ctx, &transport.Request{
		Operation: transport.Operation{Name: opDryRun, Class: transport.Safe},
		Method:    http.MethodPost,
		Path:      "orders",
		Header:    orderHeader,
		Body:      request.encode(true),
		Secrets:   []sellerwire.Secret{request.CardToken},
		Decode: func(reply *transport.Reply) *transport.Failure {
			var a answer
			return a.read(reply, notOfDryRuns, func() error { return a.dryRun(&order) })
		},
		Call: call,
	})
	if err != nil {
		return Order{}, err
	}
	missing, _, _ := shortfalls(&request, &order)
	if missing == nil {
		return order, nil
	}
	return order, &PartialError{
		Operation: opDryRun, RequestID: call.RequestID, StatusCode: call.Info.StatusCode, Attempts: call.Info.Attempts,
		Shortfalls: missing,
	}
}

// dryRun reads an order that must not be a real one.
func (a *answer) dryRun(into *Order) error {
	order, err := a.order()
	switch says := !isNull(a.shown.of("dryrun")); {
	case err != nil:
		return err
	case a.complaint() != "":
		return errors.New("it is a dry run and reports a failure: " + a.complaint())
	case order.ID != 0:
		return fmt.Errorf("a dry run was asked for, and it is the real order %d", order.ID)
	case says && !order.DryRun, order.unread("dryrun") != "", !says && order.unread("orderId") != "":
		return errors.New("it does not say that it is a dry run")
	}
	*into = order
	return nil
}

var orderHeader = http.Header{"Content-Type": {"application/json"}, "Accept": {"application/json"}}
