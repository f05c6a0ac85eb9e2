package benchmarks

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/invapi"
	"github.com/sellerwire/sellerwire/purchase"
	"github.com/sellerwire/sellerwire/twd"
)

const inventedKey = "an-invented-key"

// SmallCall is one small call, by the module and by hand.
type SmallCall struct {
	Name string
	// MoreAllocations is the number of allocations that the module may make in
	// addition to those of the same call by hand.
	MoreAllocations int

	reply canned
	// sides returns both. transport, if not nil, is what both send through.
	sides func(ctx context.Context, url string, transport http.RoundTripper) (contest, func(), error)
}

// SmallCalls are those that are measured.
func SmallCalls() []SmallCall {
	return []SmallCall{
		{"invapi", 16, canned{contentType: "application/json", body: `{"success": true}`}, invapiSides},
		{"twd", 16, canned{contentType: "text/xml", body: itemReply}, twdSides},
		{"purchase", 40, canned{contentType: "application/json", abeStatus: "2000", body: orderReply}, purchaseSides},
	}
}

// Allocations counts what one call allocates by the module and by hand. Neither
// has a network: a transport of both hands them the reply.
func (s SmallCall) Allocations(ctx context.Context) (ours, byHand int, err error) {
	c, closeBoth, err := s.sides(ctx, "http://127.0.0.1", s.reply)
	if err != nil {
		return 0, 0, err
	}
	defer closeBoth()
	return c.allocations()
}

func (s SmallCall) row() Row {
	return Row{
		Name:   "small-call-" + s.Name,
		What:   "one small call on a kept-alive loopback connection, " + s.Name + ", vs net/http by hand",
		Budget: fmt.Sprintf("time <= 1.10x, allocations <= by hand + %d", s.MoreAllocations),
		Server: func() Handler { return s.reply },
		Measure: func(ctx context.Context, url string) (Result, error) {
			const rounds, calls = 20, 1000
			c, closeBoth, err := s.sides(ctx, url, nil)
			if err != nil {
				return Result{}, err
			}
			// A connection of its own for each round: where the kernel puts the ends
			// of one is luck that would last for all of them.
			r, err := c.run(rounds, calls, wallClock, closeBoth)
			if err != nil {
				return Result{}, err
			}
			ours, byHand, err := s.Allocations(ctx)
			r = r.atMost(1.10)
			r.Kept = r.Kept && ours <= byHand+s.MoreAllocations
			r.Note = fmt.Sprintf("%d allocations, by hand %d", ours, byHand)
			return r, err
		},
	}
}

// parallelRow has the same from many goroutines.
func (s SmallCall) parallelRow() Row {
	const goroutines, each, rounds = 64, 50, 15
	return Row{
		Name:   "parallel-" + s.Name,
		What:   fmt.Sprintf("the same from %d goroutines, %s, vs by hand", goroutines, s.Name),
		Budget: ">= 0.92x of the calls per second",
		Server: func() Handler { return s.reply },
		Measure: func(ctx context.Context, url string) (Result, error) {
			c, closeBoth, err := s.sides(ctx, url, nil)
			if err != nil {
				return Result{}, err
			}
			defer closeBoth()
			c.ours, c.theirs = parallel(goroutines, each, c.ours), parallel(goroutines, each, c.theirs)
			r, err := c.run(rounds, 1, wallClock, nil)
			r.Took, r.Baseline, r.Ratio = r.Took/(goroutines*each), r.Baseline/(goroutines*each), 1/r.Ratio
			r.Kept = r.Ratio >= 0.92
			return r, err
		},
	}
}

// parallel does f so often in each of n goroutines.
func parallel(n, each int, f func() error) func() error {
	return func() error {
		failed := make([]error, n)
		var all sync.WaitGroup
		for i := range n {
			all.Go(func() { failed[i] = repeat(each, f) })
		}
		all.Wait()
		for _, err := range failed {
			if err != nil {
				return err
			}
		}
		return nil
	}
}

// canned answers every request the same, as a server and as a transport.
type canned struct {
	status                       int // 0 is 200
	contentType, abeStatus, body string
}

func (c canned) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	maps.Copy(w.Header(), c.header())
	w.WriteHeader(max(c.status, http.StatusOK))
	_, _ = io.WriteString(w, c.body)
}

func (c canned) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Body != nil {
		_, _ = io.Copy(io.Discard, req.Body)
		_ = req.Body.Close()
	}
	return &http.Response{
		StatusCode: max(c.status, http.StatusOK), ProtoMajor: 1, ProtoMinor: 1, Header: c.header(),
		Body: io.NopCloser(strings.NewReader(c.body)), ContentLength: int64(len(c.body)), Request: req,
	}, nil
}

func (c canned) header() http.Header {
	header := http.Header{"Content-Type": {c.contentType}}
	if c.abeStatus != "" {
		header["Abe-Status"] = []string{c.abeStatus}
	}
	return header
}

// options sends through a transport, or through the client's own if that is nil.
func options(url string, transport http.RoundTripper) []sellerwire.Option {
	opts := []sellerwire.Option{sellerwire.WithBaseURL(url)}
	if transport != nil {
		opts = append(opts, sellerwire.WithHTTPClient(&http.Client{Transport: transport}))
	}
	return opts
}

func invapiSides(ctx context.Context, url string, transport http.RoundTripper) (contest, func(), error) {
	client, err := invapi.New(url, inventedKey, options(url, transport)...)
	if err != nil {
		return contest{}, nil, err
	}
	hand := newByHand(url, transport)
	update := invapi.Update{Product: invapi.BySKU("ZOOT-SUIT", "34", "D"), Store: "3", Quantity: 44}
	return contest{
		func() error { return client.SetQuantity(ctx, update) },
		func() error { return hand.setQuantity(ctx) },
	}, func() { client.Close(); hand.http.CloseIdleConnections() }, nil
}

func twdSides(ctx context.Context, url string, transport http.RoundTripper) (contest, func(), error) {
	client, err := twd.New(url+"/api.pl", inventedKey, options(url+"/api.pl", transport)...)
	if err != nil {
		return contest{}, nil, err
	}
	hand := newByHand(url, transport)
	return contest{
		func() error { _, err := client.Get(ctx, "1015"); return err },
		func() error { return hand.item(ctx) },
	}, func() { client.Close(); hand.http.CloseIdleConnections() }, nil
}

func purchaseSides(ctx context.Context, url string, transport http.RoundTripper) (contest, func(), error) {
	client, err := purchase.New(inventedKey, inventedKey, options(url+"/v1", transport)...)
	if err != nil {
		return contest{}, nil, err
	}
	hand := newByHand(url, transport)
	return contest{
		func() error { _, err := client.Get(ctx, 1234567); return err },
		func() error { return hand.order(ctx) },
	}, func() { client.Close(); hand.http.CloseIdleConnections() }, nil
}

const itemReply = `<?xml version="1.0" encoding="ISO-8859-1"?>
<result><statuscode>1</statuscode><statusmessage>OK</statusmessage>
<item><stock_no>1015</stock_no><status>A</status><deptcode>BEDS</deptcode><dept>Beds</dept><brand>An Invented Brand</brand>
<description>A Bed of the Usual Size, White</description><qty>1</qty><price>50</price></item></result>
`

var orderReply = orderJSON(1234567)

// orderJSON is an order with two copies of a book.
func orderJSON(id int64) string {
	at := time.Date(2024, 5, 6, 7, 8, 9, 0, time.UTC).Format(time.RFC3339)
	return fmt.Sprintf(`{"createDate":"%[2]s","currency":"USD","dryrun":false,"listings":[{"isbn":"9780000000019","listingId":%[1]d,`+
		`"maxShippingDays":7,"minShippingDays":5,"orderItems":[{"cost":44.22,"itemUpdateDate":"%[2]s","orderItemId":%[1]d,`+
		`"shipcost":1.5,"status":5},`+
		`{"cost":44.22,"itemUpdateDate":"%[2]s","orderItemId":%[1]d,"shipcost":0.33,"status":5}],`+
		`"quantity":2,"shippingCompany":"An Invented Carrier",`+
		`"shippingTrackingId":"TRACK-%[1]d","title":"A Title of the Usual Length","vendorId":55555}],"orderId":%[1]d,`+
		`"referenceId":"reference-%[1]d","tax":8.84,"taxModel":"US Marketplace Facilitator"}`, id, at)
}
