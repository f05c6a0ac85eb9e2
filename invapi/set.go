package invapi

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/settings"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// SetQuantity sets the stock of one product at one store.
//
// On the wire it is one POST of a JSON object to api/product/inventory. It is
// idempotent and is retried automatically for at most 30 seconds; see the package
// documentation. After an unknown outcome, call it again unless the stock has
// changed since.
//
// The error is nil if and only if the service answered with a success. "What a
// reply means" in the package documentation says what counts as a success and what
// it proves. Otherwise the error is a [sellerwire.InvalidError] (nothing was sent)
// or a [sellerwire.Error], whose Outcome says whether the quantity was set. If the
// service names a missing field, the error contains a [MissingFieldError].
func (c *Client) SetQuantity(ctx context.Context, update Update, opts ...sellerwire.CallOption) error {
	call, err := c.transport.Call("set quantity", nil, opts)
	if err != nil {
		return err
	}
	if err := update.validate("set quantity"); err != nil {
		return err
	}
	_, err = c.send(ctx, "set quantity", update, call, nil)
	return err
}

// send sends an update that has been checked.
func (c *Client) send(
	ctx context.Context, operation string, update Update, call settings.Call, pause *transport.Pause,
) (*transport.Reply, error) {
	body, err := encode(update)
	if err != nil {
		return nil, transport.NotSent(
			sellerwire.Error{Service: service, Operation: operation, Item: update.item(), RequestID: transport.RequestID(&call)}, err)
	}
	return c.transport.Do(ctx, &transport.Request{
		Operation: transport.Operation{
			Name: operation, Class: transport.Safe, Writes: true,
			Window: retryWindow, Timeout: attemptTimeout,
		},
		Item:   update.item,
		Method: http.MethodPost,
		Path:   path,
		Header: header,
		Body:   transport.Bytes(body),
		Decode: func(r *transport.Reply) *transport.Failure { return decode(r, update) },
		Call:   call,
		Pause:  pause,
	})
}

// header is that of all requests.
var header = http.Header{"Content-Type": {"application/json"}, "Accept": {"application/json"}}

// The two forms of a request. No field has omitempty: an empty width and a
// quantity of 0 are values.
type (
	byUPC struct {
		UPC      string `json:"upc"`
		Store    string `json:"store"`
		Quantity int    `json:"quantity"`
	}
	bySKU struct {
		SKU      string `json:"sku"`
		Size     string `json:"size"`
		Width    string `json:"width"`
		Store    string `json:"store"`
		Quantity int    `json:"quantity"`
	}
)

// encode writes compact JSON; "&" stays "&".
func encode(u Update) ([]byte, error) {
	var request any
	if u.Product.form == formSKU {
		request = bySKU{u.Product.sku, u.Product.size, u.Product.width, u.Store, u.Quantity}
	} else {
		request = byUPC{u.Product.upc, u.Store, u.Quantity}
	}
	var buf bytes.Buffer
	e := json.NewEncoder(&buf)
	e.SetEscapeHTML(false)
	if err := e.Encode(request); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n")), nil
}
