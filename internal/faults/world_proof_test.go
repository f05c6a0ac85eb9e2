package faults_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/purchase"
	"github.com/sellerwire/sellerwire/purchase/purchasetest"
)

// TestWorldsPunishTheCareless: in a world without removal of duplicates, a
// program buys twice that resumes too early, or that does not remember when it
// tried last. A world in which nothing could go wrong would prove nothing.
func TestWorldsPunishTheCareless(t *testing.T) {
	t.Parallel()
	careless := map[string]func(*program, context.Context){
		"resumes too early": func(p *program, ctx context.Context) {
			p.memory.PostAfter = time.Millisecond
			p.run(ctx)
		},
		"forgets its latest attempt": func(p *program, ctx context.Context) {
			p.forgets = true
			p.run(ctx)
		},
	}
	for name, run := range careless {
		w := &world{
			nature: nature{dice: dice{lostRequest: 10, lostReply: 40, late: 10}}, run: run, delay: 4 * time.Minute,
			options: purchasetest.Options{Replay: purchasetest.ReplayBuysAgain, VisibleAfter: 5 * time.Minute},
		}
		var total toll
		for part := range uint64(8) {
			total.add(w.live(t, rand.New(rand.NewPCG(1, part))))
		}
		t.Logf("%s: %v", name, &total)
		assert.NotZero(t, total.doubled, name)
	}
}

// TestMisreportsAreSeen holds claims that are not so against what a service has.
func TestMisreportsAreSeen(t *testing.T) {
	t.Parallel()
	p := &program{request: orderRequest()}
	has := func(status int) []purchasetest.Order {
		line := purchasetest.OrderListing{ListingID: 12345, Quantity: 1, Items: []purchasetest.OrderItem{{ID: 1, Status: status}}}
		return []purchasetest.Order{{ID: 7, Listings: []purchasetest.OrderListing{line}}}
	}
	ours, others := purchase.Order{ID: 7}, purchase.Order{ID: 8}
	refused := &sellerwire.Error{Outcome: sellerwire.OutcomeRejected}
	lost := &sellerwire.Error{Outcome: sellerwire.OutcomeUnknown, Kinds: []error{sellerwire.ErrOutcomeUnknown}}
	short := &purchase.PartialError{
		Outcome:    sellerwire.OutcomeAccepted,
		Shortfalls: []purchase.Shortfall{{ListingID: 12345, Ordered: 1, Statuses: []purchase.ItemStatus{53}}},
	}
	for _, tt := range []struct {
		name  string
		order purchase.Order
		err   error
		has   []purchasetest.Order
		false bool
	}{
		{"bought, and said so", ours, nil, has(5), false},
		{"bought, and somebody else's is shown", others, nil, has(5), true},
		{"bought, and none is shown", purchase.Order{}, nil, has(5), true},
		{"not bought, and said to be", ours, nil, has(53), true},
		{"nothing there, and said to be", ours, nil, nil, true},
		{"bought, and said to be refused", purchase.Order{}, refused, has(5), true},
		{"bought, and said to be not sent", purchase.Order{}, errors.Join(sellerwire.ErrNotSent), has(5), true},
		{"nothing there, and refused", purchase.Order{}, refused, nil, false},
		{"bought, and unknown", purchase.Order{}, lost, has(5), false},
		{"not bought, and said so", ours, short, has(53), false},
		{"bought, and said to be short", ours, short, has(5), true},
	} {
		c := claim{"PlaceOrder", tt.order, tt.err, sellerwire.OutcomeOf(tt.err)}
		copies := 0
		for _, o := range tt.has {
			copies += bought(o)
		}
		assert.Equal(t, tt.false, c.misreports(p, tt.has, copies) != "", tt.name)
	}
}
