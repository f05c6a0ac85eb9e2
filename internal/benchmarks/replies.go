package benchmarks

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/abebooks"
	"github.com/sellerwire/sellerwire/purchase"
	"github.com/sellerwire/sellerwire/twd"
)

// refusedCall compares a call that is refused with one that is accepted.
func refusedCall() Row {
	return withoutWaits(Row{
		Name: "refused-call", What: "a refused purchase.Get (404) vs an accepted one", Budget: "time <= 2x",
	}, 2, 300, func(ctx context.Context) (contest, error) {
		answer := canned{contentType: "application/json", abeStatus: "2000", body: orderReply}
		accepted, err := purchase.New(inventedKey, inventedKey, options("http://127.0.0.1/v1", answer)...)
		if err != nil {
			return contest{}, err
		}
		answer = canned{
			status: http.StatusNotFound, contentType: "application/json", abeStatus: "4041",
			body: `{"messages":["The order was not found."],"requestId":"a-request-id"}`,
		}
		refused, err := purchase.New(inventedKey, inventedKey, options("http://127.0.0.1/v1", answer)...)
		return contest{
			func() error {
				if _, err := refused.Get(ctx, 1234567); !errors.Is(err, sellerwire.ErrNotFound) {
					return fmt.Errorf("not the refusal: %w", err)
				}
				return nil
			},
			func() error { _, err := accepted.Get(ctx, 1234567); return err },
		}, err
	})
}

// signedUpdate compares an update with signed credentials with a classic one.
func signedUpdate() Row {
	return withoutWaits(Row{
		Name: "signed-update", What: "a signed one-book update vs a classic one", Budget: "time <= 1.3x",
	}, 1.3, 300, func(ctx context.Context) (contest, error) {
		opts := options("http://127.0.0.1", canned{contentType: "text/xml", body: string(inventoryReply([]string{"SKU-00000000"}))})
		signed, err := abebooks.New(abebooks.Signed(inventedKey, inventedKey), opts...)
		if err != nil {
			return contest{}, err
		}
		classic, err := abebooks.New(abebooks.Classic("bench", inventedKey), opts...)
		if err != nil {
			return contest{}, err
		}
		var book abebooks.Book
		for t := range books(1) {
			book = t.Book
		}
		return contest{
			func() error { return signed.Update(ctx, book) },
			func() error { return classic.Update(ctx, book) },
		}, nil
	})
}

// purchasePage compares reading a page of orders with encoding/json.
func purchasePage() Row {
	const orders = 100
	return withoutWaits(Row{
		Name: "purchase-page", What: "a page of 100 orders vs encoding/json into the same with float64", Budget: "time <= 1.3x",
	}, 1.3, 30, func(ctx context.Context) (contest, error) {
		var all []string
		for i := range orders {
			all = append(all, orderJSON(int64(1234567+i)))
		}
		body := fmt.Sprintf(`{"metadata":{"orderResponseSize":%d},"orders":[%s]}`, orders, strings.Join(all, ","))
		answer := canned{contentType: "application/json", abeStatus: "2000", body: body}
		client, err := purchase.New(inventedKey, inventedKey, options("http://127.0.0.1/v1", answer)...)
		return contest{
			func() error {
				page, err := client.Search(ctx, purchase.Query{})
				if err != nil {
					return err
				}
				return exactly(len(page.Orders), orders)
			},
			func() error {
				var page struct {
					Orders []jsonOrder `json:"orders"`
				}
				if err := json.Unmarshal([]byte(body), &page); err != nil {
					return err
				}
				return exactly(len(page.Orders), orders)
			},
		}, err
	})
}

// twdPage compares reading a page of items with encoding/xml.
func twdPage() Row {
	return withoutWaits(Row{
		Name: "twd-page", What: "a TWD page of 50 items vs encoding/xml", Budget: "time <= 1.0x",
	}, 1.0, 50, func(ctx context.Context) (contest, error) {
		var b bytes.Buffer
		b.WriteString("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<result>\n\t<statuscode>1</statuscode>\n\t" +
			"<statusmessage>OK</statusmessage>\n\t<totalcount>308</totalcount>\n\t<totalstatus>A</totalstatus>\n")
		for i := range twd.DefaultPageSize {
			fmt.Fprintf(&b, "\t<item>\n\t\t<stock_no>%d</stock_no>\n\t\t<status>A</status>\n\t\t<deptcode>FURN</deptcode>\n"+
				"\t\t<dept>Furniture</dept>\n\t\t<brand>An Invented Brand</brand>\n"+
				"\t\t<description>Desk, 9 Drawers &amp; a Chair, caf\xe9 style</description>\n\t\t<qty>%d</qty>\n"+
				"\t\t<price>40</price>\n\t</item>\n", 1000+i, i%4)
		}
		b.WriteString("</result>\n")
		body := b.String()
		client, err := twd.New("http://127.0.0.1/api.pl", inventedKey,
			options("http://127.0.0.1/api.pl", canned{contentType: "text/xml", body: body})...)
		return contest{
			func() error {
				page, err := client.List(ctx, twd.ListQuery{})
				if err != nil {
					return err
				}
				return exactly(len(page.Items), twd.DefaultPageSize)
			},
			func() error {
				page, err := xmlPage([]byte(body))
				if err != nil {
					return err
				}
				return exactly(len(page.Items), twd.DefaultPageSize)
			},
		}, err
	})
}

// withoutWaits completes a row that waits for nothing: what counts is processor
// time.
func withoutWaits(row Row, bound float64, n int, sides func(context.Context) (contest, error)) Row {
	row.Measure = func(ctx context.Context, _ string) (Result, error) {
		c, err := sides(ctx)
		if err != nil {
			return Result{}, err
		}
		r, err := c.run(20, n, processorClock, nil)
		if err != nil {
			return Result{}, err
		}
		ours, theirs, err := c.allocations()
		r.Note = fmt.Sprintf("%d allocations, %d", ours, theirs)
		return r.atMost(bound), err
	}
	return row
}

// ordersReply is measured by a benchmark in the package itself.
func ordersReply() Row {
	return besideXML(Row{
		Name: "orders-reply", What: "a reply with 100 orders, typed, vs encoding/xml into texts", Budget: "time <= 0.5x",
	}, "./abebooks/orders", "BenchmarkOrders", func(p pair) bool { return p.ratio() <= 0.5 })
}
