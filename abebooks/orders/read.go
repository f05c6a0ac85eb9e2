package orders

import (
	"context"
	"net/http"
	"strings"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/abexml"
	"github.com/sellerwire/sellerwire/internal/charset"
	"github.com/sellerwire/sellerwire/internal/settings"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// NewOrders returns every order that waits for the seller's answer, in the order of
// the reply. There are no pages. An empty result means that no order waits.
//
// Every call returns the same orders again until somebody has answered them. Orders
// that were answered elsewhere, or have expired, are no longer returned. Reading
// acknowledges nothing. The package documentation shows how to book each sale once.
//
// On the wire it is one POST with the action getAllNewOrders. It changes nothing,
// so it is retried automatically; see the package documentation. Failures are a
// [sellerwire.Error]. A reply without a list matches
// [sellerwire.ErrUnexpectedContent]; see [WithMissingList].
func (c *Client) NewOrders(ctx context.Context, opts ...sellerwire.CallOption) ([]Order, error) {
	call, err := c.transport.Call("new orders", nil, opts)
	if err != nil {
		return nil, err
	}
	var all []Order
	err = c.do(ctx, "new orders", "getAllNewOrders", "", call, func(reply *transport.Reply) (failure *transport.Failure) {
		all, failure = list(reply, c.config.missingList)
		return failure
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// Get returns one order by its ID, whatever its status and, as far as is known, its
// age. Use it for an order that NewOrders no longer returns.
//
// On the wire it is one POST with the action getOrder, retried like NewOrders. An
// ID that is empty or contains anything but digits is a [sellerwire.InvalidError],
// and nothing is sent. Other failures are a [sellerwire.Error]. The service's code
// for an order that does not exist is not documented; [CodeOf] returns it. A reply
// with another order matches [sellerwire.ErrUnexpectedContent].
func (c *Client) Get(ctx context.Context, id string, opts ...sellerwire.CallOption) (Order, error) {
	call, err := c.transport.Call("get", nil, opts)
	if err != nil {
		return Order{}, err
	}
	if reason := idFault(id); reason != "" {
		return Order{}, c.transport.Invalid("get", sellerwire.FieldError{Field: "id", Reason: reason})
	}
	var order Order
	err = c.do(ctx, "get", "getOrder", id, call, func(reply *transport.Reply) (failure *transport.Failure) {
		order, failure = single(reply, id)
		return failure
	})
	if err != nil {
		return Order{}, err
	}
	return order, nil
}

func idFault(id string) string {
	switch {
	case strings.TrimSpace(id) == "":
		return "it is empty"
	case strings.Trim(id, "0123456789") != "":
		return "it must have only digits"
	case strings.Trim(id, "0") == "":
		return "it must be greater than 0"
	}
	return ""
}

// do sends a request about one order, or, if id is empty, about none.
func (c *Client) do(
	ctx context.Context, operation, action, id string, call settings.Call, decode func(*transport.Reply) *transport.Failure,
) error {
	req := &transport.Request{
		Operation: transport.Operation{Name: operation, Class: transport.Safe, Timeout: attemptTimeout},
		Method:    http.MethodPost,
		Header:    abexml.Header,
		Body:      c.encode(action, id),
		Decode:    decode,
		Call:      call,
	}
	if id != "" {
		req.Item = func() string { return "order " + id }
	}
	_, err := c.transport.Do(ctx, req)
	return err
}

const (
	head = `<?xml version="1.0" encoding="ISO-8859-1"?>` + "\n" + `<orderUpdateRequest version="1.1">`
	tail = `</orderUpdateRequest>` + "\n"
)

// encode writes a request. The transport inserts the credentials when it sends.
func (c *Client) encode(action, id string) transport.Body {
	dst, user, password := abexml.AppendAction([]byte(head), action, true)
	if id != "" {
		dst = append(dst, `<purchaseOrder id="`...)
		dst = charset.AppendXMLAttr(dst, id)
		dst = append(dst, `"/>`...)
	}
	return c.account.Body(append(dst, tail...), user, password)
}
