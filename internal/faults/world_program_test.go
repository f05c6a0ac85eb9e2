package faults_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/purchase"
)

// A program buys one order, as the documentation of PlaceOrder says: it stores the
// ID, the request and the times, places the order, and resumes it while the outcome
// is unknown.
type program struct {
	world   *world
	wire    *wire
	luck    *rand.Rand
	id      string
	request purchase.OrderRequest
	memory  purchase.ResumeOptions
	said    []claim
	// forgets: it does not remember the time of its latest attempt.
	forgets bool
}

// A claim is what one call said.
type claim struct {
	call    string
	order   purchase.Order
	err     error
	outcome sellerwire.Outcome
}

// resumes is how often a program resumes an order before it gives up.
const resumes = 6

// run is the life of an order.
func (p *program) run(ctx context.Context) {
	p.memory.FirstAttempt = time.Now()
	p.call(ctx, "PlaceOrder", func(ctx context.Context, c *purchase.Client) (purchase.Order, error) {
		return c.PlaceOrder(ctx, p.request, sellerwire.WithRequestID(p.id))
	})
	for n := 0; n < resumes && p.open(); n++ {
		wait(ctx, p.world.pause(p.luck))
		attempt := time.Now()
		p.call(ctx, "ResumeOrder", func(ctx context.Context, c *purchase.Client) (purchase.Order, error) {
			return c.ResumeOrder(ctx, p.request, p.id, p.memory)
		})
		if !p.forgets {
			p.memory.LastAttempt = attempt
		}
	}
}

// open tells whether nobody knows yet what became of the order.
func (p *program) open() bool { return p.said[len(p.said)-1].outcome == sellerwire.OutcomeUnknown }

// call makes one call. In a world with crashes the program may end at any point of
// it. The next call then has a new client and knows only what was stored.
func (p *program) call(ctx context.Context, name string, call func(context.Context, *purchase.Client) (purchase.Order, error)) {
	client, err := purchase.New(buyAccess, buySecret,
		sellerwire.WithBaseURL("http://127.0.0.1/v1"), sellerwire.WithHTTPClient(&http.Client{Transport: p.wire}))
	if err != nil {
		panic(err)
	}
	defer client.Close()
	limit := 10 * time.Minute
	crashed := p.world.crashes && p.luck.IntN(2) == 0
	if crashed {
		limit = time.Duration(p.luck.Int64N(int64(2 * time.Minute)))
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	order, err := call(ctx, client)
	said := claim{name, order, err, sellerwire.OutcomeOf(err)}
	if crashed && ctx.Err() != nil { // nobody has heard the result
		said = claim{name + ", crashed", purchase.Order{}, errCrash, sellerwire.OutcomeUnknown}
	}
	p.said = append(p.said, said)
}

var errCrash = errors.New("the program has ended")

// wait waits in virtual time.
func wait(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}

// newProgram draws an order of one to three listings. One of them costs more than
// its maximum price.
func (w *world) newProgram(luck *rand.Rand, service http.RoundTripper) *program {
	p := &program{world: w, luck: luck, id: uuid.NewString(), request: orderRequest()}
	p.wire = w.wire(luck, service)
	p.request.TotalMaxPrice = money("1000")
	p.request.Listings = nil
	for _, id := range []int64{12345, 1009999999, dear}[:1+luck.IntN(3)] {
		p.request.Listings = append(p.request.Listings, purchase.RequestedListing{
			ListingID: id, Quantity: 1 + luck.IntN(2), MaxPrice: money("60"),
		})
	}
	return p
}
