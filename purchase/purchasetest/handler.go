package purchasetest

import (
	"bytes"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

const (
	basePath   = "/v1"
	ordersPath = basePath + "/orders"
	// maxBody is far above what 250 listings need.
	maxBody = 1 << 20
)

// serve answers a request. An answer of nil means that the caller has gone.
func (e *Emulator) serve(w http.ResponseWriter, r *http.Request) {
	if e.opts.PostTwice && r.Method == http.MethodPost {
		again, err := copied(r)
		if err != nil || e.handle(r) == nil {
			return
		}
		r = again
	}
	if a := e.handle(r); a != nil {
		e.write(w, r, a)
	}
}

// copied is a request to be served after r, which it lets be read.
func copied(r *http.Request) (*http.Request, error) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil {
		return nil, err
	}
	again := r.Clone(r.Context())
	r.Body, again.Body = io.NopCloser(bytes.NewReader(body)), io.NopCloser(bytes.NewReader(body))
	return again, nil
}

// handle runs the checks in the order that the package documents, up to the
// point where the operations differ.
func (e *Emulator) handle(r *http.Request) *answer {
	if a := e.scheduledRefusal(); a != nil {
		return a
	}
	orderID, query, a := route(r)
	if a != nil {
		return a
	}
	if a := checkMediaTypes(r); a != nil {
		return a
	}
	if a := e.checkRate(); a != nil {
		return a
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil || len(body) > maxBody {
		return refuse(4000)
	}
	if a := e.authenticate(r, body); a != nil {
		return a
	}
	switch {
	case orderID != "":
		return e.getOrder(orderID)
	case r.Method == http.MethodPost:
		return e.placeOrder(r, body)
	default:
		return e.searchOrders(query)
	}
}

// scheduledRefusal takes the first refusal that RefuseNext has queued.
func (e *Emulator) scheduledRefusal() *answer {
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.refusals) == 0 {
		return nil
	}
	a := e.refusals[0]
	e.refusals = e.refusals[1:]
	return a
}

// route checks path, query syntax and method. The order ID is empty where the
// path names no order.
func route(r *http.Request) (orderID string, query url.Values, refusal *answer) {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return "", nil, refuse(4042)
	}
	if r.URL.Path == ordersPath {
		if r.Method != http.MethodGet && r.Method != http.MethodPost {
			return "", nil, refuse(4050)
		}
		return "", query, nil
	}
	orderID, ok := strings.CutPrefix(r.URL.Path, ordersPath+"/")
	if !ok || !isDigits(orderID) {
		return "", nil, refuse(4042)
	}
	if r.Method != http.MethodGet {
		return "", nil, refuse(4050)
	}
	return orderID, query, nil
}

// checkMediaTypes refuses bodies and replies that are not to be JSON. Either
// header may be missing: the vendor documents neither.
func checkMediaTypes(r *http.Request) *answer {
	if contentType := r.Header.Get("Content-Type"); r.Method == http.MethodPost && contentType != "" {
		mediaType, _, err := mime.ParseMediaType(contentType)
		if err != nil || mediaType != "application/json" {
			return refuse(4150)
		}
	}
	if accept := strings.Join(r.Header.Values("Accept"), ","); accept != "" && !acceptsJSON(accept) {
		return refuse(4060)
	}
	return nil
}

// acceptsJSON looks for a media range that covers JSON.
func acceptsJSON(accept string) bool {
	for mediaRange := range strings.SplitSeq(accept, ",") {
		mediaType, params, err := mime.ParseMediaType(mediaRange)
		if err != nil || strings.Trim(params["q"], "0.") == "" && params["q"] != "" {
			continue
		}
		switch mediaType {
		case "application/json", "application/*", "*/*":
			return true
		}
	}
	return false
}

// getOrder answers GET /orders/{orderId}.
func (e *Emulator) getOrder(orderID string) *answer {
	// An ID beyond int64 is no order's, like any other unknown number.
	id, err := strconv.ParseInt(orderID, 10, 64)
	if err != nil {
		return refuse(4041)
	}
	order, ok := e.Order(id)
	if !ok {
		return refuse(4041)
	}
	return succeed(2000, e.show(order))
}
