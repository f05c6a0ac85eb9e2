package faults_test

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/twd"
	"github.com/sellerwire/sellerwire/twd/twdtest"
)

// A salesWorld says how a shop's script and the network treat sales.
type salesWorld struct {
	nature
	name    string
	options twdtest.Options
	// script replaces the way in which the shop handles requests.
	script func(http.RoundTripper) http.RoundTripper
	// inevitable means that no client can prevent recording a sale twice.
	inevitable bool
}

func salesWorlds() []*salesWorld {
	odd := rough
	odd.odd = 40
	return []*salesWorld{
		{name: "as documented", nature: nature{dice: rough}},
		{name: "odd replies", nature: nature{dice: odd}},
		{name: "refusals with HTTP 500", nature: nature{dice: rough}, options: twdtest.Options{ErrorStatus: 500}},
		{name: "a script that overlooks the action", nature: nature{dice: rough}, script: overlooking("action=update&")},
		{name: "a script that overlooks the action and the item", nature: nature{dice: rough},
			script: overlooking("action=update&", "&stock_no=")},
		{name: "half the document, then HTML", nature: nature{dice: rough}, options: twdtest.Options{Quirks: twdtest.HTMLInsteadOfRest}},
		{name: "a proxy posts twice", nature: nature{dice: rough}, script: postingTwice, inevitable: true},
	}
}

// overlooking is a script that ignores some of the pairs.
func overlooking(pairs ...string) func(http.RoundTripper) http.RoundTripper {
	return func(next http.RoundTripper) http.RoundTripper {
		return roundTrip(func(req *http.Request) (*http.Response, error) {
			body, _ := io.ReadAll(req.Body)
			text := string(body)
			for _, pair := range pairs {
				text = strings.ReplaceAll(text, pair, "&unknown=")
			}
			copied := req.Clone(req.Context())
			copied.Body, copied.ContentLength = io.NopCloser(strings.NewReader(text)), int64(len(text))
			return next.RoundTrip(copied)
		})
	}
}

// postingTwice is a proxy that posts twice and returns the second answer.
func postingTwice(next http.RoundTripper) http.RoundTripper {
	return roundTrip(func(req *http.Request) (*http.Response, error) {
		body, _ := io.ReadAll(req.Body)
		if _, err := ask(next, req, body); err != nil {
			return nil, err
		}
		second, err := ask(next, req, body)
		if err != nil {
			return nil, err
		}
		return second.response(req), nil
	})
}

// inStock is the quantity of each item.
const inStock = 100

// TestWorldsOfSales records many sales in each world and counts what is left.
func TestWorldsOfSales(t *testing.T) {
	t.Parallel()
	sales := 200
	switch {
	case *full:
		sales = 5000
	case testing.Short():
		sales = inBubble
	}
	for number, w := range salesWorlds() {
		t.Run(w.name, func(t *testing.T) {
			t.Parallel()
			var total toll
			for part := range sales / inBubble {
				total.add(w.live(t, rand.New(rand.NewPCG(*seed, uint64(number*sales+part)))))
			}
			t.Logf("seed %d: %d sales: %d recorded, %d doubled, %d unclear, %d misreported",
				*seed, total.orders, total.bought, total.doubled, total.unclear, len(total.wrong))
			if !w.inevitable {
				assert.Zero(t, total.doubled, "doubled")
			}
			assert.Empty(t, total.wrong)
		})
	}
}

// live records the sales of one bubble, each of its own item.
func (w *salesWorld) live(t *testing.T, luck *rand.Rand) (total toll) {
	synctest.Test(t, func(t *testing.T) {
		own := *w
		forever, end := context.WithCancel(context.Background())
		own.forever, own.refuses, own.makeOdd = forever, twdRefuses, twdOddly
		options := own.options
		options.APIKey = twdKey
		shop := twdtest.New(options)
		service := shellOf(backend{handler: http.StripPrefix("/cgi-bin", shop)})
		if own.script != nil {
			service = own.script(service)
		}
		var running sync.WaitGroup
		errs := make([]error, inBubble)
		sold := make([]int, inBubble)
		for i := range inBubble {
			shop.Seed(twdtest.Item{StockNo: stockNo(i), Qty: new(inStock), Price: "40"})
			sold[i] = 1 + luck.IntN(3)
			wire := own.wire(luck, service)
			running.Go(func() { errs[i] = sell(forever, wire, i, sold[i]) })
		}
		running.Wait()
		wait(forever, time.Hour) // for what is late
		end()
		for i, err := range errs {
			item, _ := shop.Item(stockNo(i))
			total.add(saleToll(err, sold[i], inStock-*item.Qty))
		}
	})
	return total
}

func stockNo(i int) string { return fmt.Sprintf("10%02d", i) }

// sell records one sale.
func sell(ctx context.Context, wire *wire, i, sold int) error {
	client, err := twd.New("http://127.0.0.1/cgi-bin/api.pl", twdKey, sellerwire.WithHTTPClient(&http.Client{Transport: wire}))
	if err != nil {
		panic(err)
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(ctx, 10*time.Minute)
	defer cancel()
	return client.RecordSale(ctx, stockNo(i), sold)
}

// saleToll compares what was reported of a sale with what is left.
func saleToll(err error, sold, gone int) toll {
	total := toll{orders: 1, calls: 1}
	if gone > 0 {
		total.bought = 1
	}
	if gone > sold {
		total.doubled = 1
	}
	outcome := sellerwire.OutcomeOf(err)
	switch {
	case outcome == sellerwire.OutcomeUnknown:
		total.unclear = 1
	case outcome == sellerwire.OutcomeAccepted && gone == 0,
		(outcome == sellerwire.OutcomeRejected || outcome == sellerwire.OutcomeNotSent) && gone > 0:
		total.wrong = []string{fmt.Sprintf("%v, and %d of %d are gone: %v", outcome, gone, sold, err)}
	}
	return total
}

func twdRefuses(*rand.Rand) answer { return inWords("twd", "0", 200) }

// twdOddly makes the answer to a sale odd.
func twdOddly(luck *rand.Rand, _ *http.Request, a answer) answer {
	return oddSubjects()["twd RecordSale"].randomly(luck, a, true)
}
