package faults_test

import (
	"context"
	"flag"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/sellerwire/sellerwire/purchase/purchasetest"
)

var seed = flag.Uint64("seed", 1, "the seed of the worlds")

// A world says how the service and the network treat many orders.
type world struct {
	nature
	name    string
	options purchasetest.Options
	// delay is the longest time from accepting an order to creating it.
	delay time.Duration
	// crashes means that programs end at any point; twice, that two programs handle
	// the same order at the same time.
	crashes, twice bool
	// asleep is how long an open order waits to be resumed. Zero means up to 40
	// minutes.
	asleep time.Duration
	// inevitable means that no client can prevent a second purchase.
	inevitable bool
	// run is what a program does. Nil means what the documentation says.
	run func(*program, context.Context)
}

// rough is a network on a very bad day.
var rough = dice{lostRequest: 5, lostReply: 12, silent: 2, late: 4, busy: 5, gatewayBefore: 3, gatewayAfter: 4}

func worlds() []*world {
	odd := rough
	odd.odd = 40
	return []*world{
		{name: "as documented", nature: nature{dice: rough}},
		{name: "odd replies", nature: nature{dice: odd}},
		{name: "odd replies, no removal of duplicates", nature: nature{dice: odd},
			options: purchasetest.Options{Replay: purchasetest.ReplayBuysAgain}},
		{name: "orders show after 10 minutes", nature: nature{dice: rough}, options: purchasetest.Options{VisibleAfter: 10 * time.Minute}},
		{name: "no removal of duplicates", nature: nature{dice: rough},
			options: purchasetest.Options{Replay: purchasetest.ReplayBuysAgain}},
		{
			name:   "no removal of duplicates, orders come into being late and show late",
			nature: nature{dice: rough}, delay: 4 * time.Minute,
			options: purchasetest.Options{Replay: purchasetest.ReplayBuysAgain, VisibleAfter: 5 * time.Minute},
		},
		{name: "a duplicate is answered 4090", nature: nature{dice: rough}, delay: time.Minute,
			options: purchasetest.Options{Replay: purchasetest.ReplayConflict}},
		{name: "a duplicate is answered 2003", nature: nature{dice: rough}, delay: time.Minute,
			options: purchasetest.Options{Replay: purchasetest.ReplayProcessing}},
		{name: "a duplicate is answered 2000", nature: nature{dice: rough}, delay: time.Minute,
			options: purchasetest.Options{Replay: purchasetest.ReplayRetrieved}},
		{name: "a proxy posts twice", nature: nature{dice: rough}, options: purchasetest.Options{PostTwice: true}},
		{name: "a proxy posts twice, a duplicate is answered 4090", nature: nature{dice: rough},
			options: purchasetest.Options{PostTwice: true, Replay: purchasetest.ReplayConflict}},
		{
			name: "a proxy posts twice, no removal of duplicates", nature: nature{dice: rough}, inevitable: true,
			options: purchasetest.Options{PostTwice: true, Replay: purchasetest.ReplayBuysAgain},
		},
		{name: "two programs at once", nature: nature{dice: rough}, twice: true},
		{name: "two programs at once, odd replies", nature: nature{dice: odd}, twice: true,
			options: purchasetest.Options{VisibleAfter: time.Minute}},
		{name: "crash and resume at any point", nature: nature{dice: rough}, crashes: true},
		{
			name: "crash and resume at any point, no removal of duplicates", nature: nature{dice: rough}, crashes: true,
			options: purchasetest.Options{Replay: purchasetest.ReplayBuysAgain, VisibleAfter: 5 * time.Minute},
		},
		{name: "copies have no status, or do not show, for a while", nature: nature{dice: rough},
			options: purchasetest.Options{StatusAfter: 40 * time.Second, ItemsAfter: 10 * time.Second}},
		{name: "amounts with exponents", nature: nature{dice: rough}, options: purchasetest.Options{Amounts: purchasetest.AmountsExponent}},
		{
			name:   "nobody looks for 120 days, no removal of duplicates",
			nature: nature{dice: rough}, crashes: true, asleep: 120 * 24 * time.Hour,
			options: purchasetest.Options{Replay: purchasetest.ReplayBuysAgain},
		},
	}
}

// dear is a listing above the maximum price.
const dear = 777

// inBubble is the number of orders that live in one bubble, at one service.
const inBubble = 50

// TestWorlds places many orders in each world. No order may be bought twice where
// that can be prevented, and no call may report anything that is not true.
func TestWorlds(t *testing.T) {
	t.Parallel()
	orders := 200
	switch {
	case *full:
		orders = 5000
	case testing.Short():
		orders = inBubble
	}
	for number, w := range worlds() {
		t.Run(w.name, func(t *testing.T) {
			t.Parallel()
			var total toll
			for part := range orders / inBubble {
				total.add(w.live(t, rand.New(rand.NewPCG(*seed, uint64(number*orders+part)))))
			}
			t.Logf("seed %d: %v", *seed, &total)
			if !w.inevitable {
				assert.Zero(t, total.doubled, "doubled")
			}
			assert.Empty(t, total.wrong)
		})
	}
}

// live runs the programs of one bubble to their end.
func (w *world) live(t *testing.T, luck *rand.Rand) (total toll) {
	synctest.Test(t, func(t *testing.T) {
		own := *w
		forever, end := context.WithCancel(context.Background())
		own.forever, own.refuses, own.makeOdd = forever, purchaseRefuses, purchaseOddly
		service := own.service(luck.Uint64())
		var programs []*program
		var running sync.WaitGroup
		for range inBubble {
			p := own.newProgram(fork(luck), service.RoundTripper())
			programs = append(programs, p)
			if own.twice { // copied before it runs
				q := *p
				q.luck = fork(luck)
				q.wire = own.wire(luck, p.wire.service)
				programs = append(programs, &q)
			}
		}
		for _, p := range programs {
			running.Go(func() { own.runs(p, forever) })
		}
		running.Wait()
		wait(forever, time.Hour) // for what is late
		end()
		for i, p := range programs {
			if !own.twice || i%2 == 0 {
				total.add(p.toll(service.Orders()))
			} else {
				again := p.toll(service.Orders()) // the same order once more
				total.add(toll{calls: again.calls, wrong: again.wrong})
			}
		}
	})
	return total
}

func (w *world) runs(p *program, ctx context.Context) {
	if w.run != nil {
		w.run(p, ctx)
		return
	}
	p.run(ctx)
}

// service is the emulator of a world.
func (w *world) service(luck uint64) *purchasetest.Emulator {
	options := w.options
	options.AccessKey, options.SecretKey, options.CardToken = buyAccess, buySecret, cardToken
	options.Listings = append(purchasetest.DefaultListings(),
		purchasetest.Listing{ID: dear, Title: "A dear book", Price: 9900, Shipping: 300})
	if w.delay > 0 {
		var mu sync.Mutex
		draw := rand.New(rand.NewPCG(luck, luck))
		options.Processing = func(_ purchasetest.Order, create func()) {
			mu.Lock()
			defer mu.Unlock()
			time.AfterFunc(time.Duration(draw.Int64N(int64(w.delay))), create)
		}
	}
	return purchasetest.New(options)
}

// pause is the time until a program looks after an open order.
func (w *world) pause(luck *rand.Rand) time.Duration {
	if w.asleep > 0 {
		return w.asleep + time.Duration(luck.Int64N(int64(time.Hour)))
	}
	return time.Duration(luck.Int64N(int64(40 * time.Minute)))
}

func purchaseRefuses(luck *rand.Rand) answer {
	code := []string{"4291", "5030"}[luck.IntN(2)]
	return inWords("purchase", code, map[string]int{"4291": 429, "5030": 503}[code])
}

// The subjects whose replies become odd in a world.
var oddSubjects = sync.OnceValue(func() map[string]*subject {
	found := map[string]*subject{}
	for _, s := range subjects() {
		found[s.name] = s
	}
	return found
})

// purchaseOddly makes a reply odd, if it is a success.
func purchaseOddly(luck *rand.Rand, req *http.Request, a answer) answer {
	if a.status >= 300 {
		return a
	}
	name := "purchase PlaceOrder (the look-up)"
	switch {
	case posts(req):
		name = "purchase PlaceOrder"
	case req.URL.RawQuery == "":
		name = "purchase Get"
	}
	return oddSubjects()[name].randomly(luck, a, true)
}
