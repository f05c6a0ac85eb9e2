package purchase_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/purchase"
	"github.com/sellerwire/sellerwire/purchase/purchasetest"
)

// No double purchase, no lost order: whatever happens on the way,
//   - every logical order exists at most once;
//   - a call that succeeded returned an order that exists;
//   - a call that was refused, or not sent, left none;
//   - every other call can be resumed, with its request ID, to exactly one;
//   - a resume never says that an order was refused or not sent.
//
// The service removes duplicates in one mode, and does not in the other.
func TestNoDoublePurchaseAndNoLostOrder(t *testing.T) {
	for name, replay := range map[string]purchasetest.Replay{
		"the service removes duplicates":         purchasetest.ReplayCreated,
		"the service does not remove duplicates": purchasetest.ReplayBuysAgain,
	} {
		t.Run(name, func(t *testing.T) {
			orders := 150
			if *full {
				orders = 2000
			}
			newShop(t, replay).run(t, orders)
		})
	}
}

// shop is somebody who places many orders, from several places at once.
type shop struct {
	emu     *purchasetest.Server
	chaos   *chaos
	clients []*purchase.Client
	fates   [5]atomic.Int64 // first calls, by outcome
	resumed atomic.Int64
}

func newShop(t *testing.T, replay purchasetest.Replay) *shop {
	const budget, shoppers = time.Second, 3
	s := &shop{chaos: &chaos{budget: budget, random: rand.New(rand.NewPCG(1, 2))}}
	s.emu = purchasetest.NewServer(purchasetest.Options{Replay: replay})
	t.Cleanup(s.emu.Close)
	s.chaos.emu = s.emu
	s.emu.Intercept(s.chaos.intercept)
	for range shoppers {
		transport := &http.Transport{DialContext: s.chaos.dial, MaxIdleConnsPerHost: 16}
		t.Cleanup(transport.CloseIdleConnections)
		s.clients = append(s.clients, connect(t, s.emu,
			sellerwire.WithHTTPClient(&http.Client{Transport: transport}),
			sellerwire.WithMiddleware(stamp),
			sellerwire.WithAttemptTimeout(budget/5),
			purchase.WithLookUp(purchase.LookUp{First: 5 * time.Millisecond, Budget: budget})))
	}
	return s
}

// logical is one order, however often it takes to place it.
type logical struct {
	request purchase.OrderRequest
	id      string // the request ID, empty until it is known
	options purchase.ResumeOptions
	tried   bool
	client  *purchase.Client
	placed  purchase.Order
	done    bool
}

func (s *shop) run(t *testing.T, n int) {
	orders := make([]*logical, n)
	queue := make(chan *logical)
	var workers sync.WaitGroup
	for range 32 {
		workers.Go(func() {
			for o := range queue {
				s.place(t, o, &s.fates)
				for range 2 { // resumed under faults, at first too early to post
					if !o.done && o.id != "" {
						s.resumed.Add(1)
						s.place(t, o, nil)
					}
				}
			}
		})
	}
	for i := range orders {
		orders[i] = s.newOrder(i)
		queue <- orders[i]
	}
	close(queue)
	workers.Wait()

	s.chaos.calm()
	<-time.After(s.chaos.budget) // after that, no order can arrive any more
	for _, o := range orders {
		if !o.done {
			s.place(t, o, nil)
		}
		require.True(t, o.done, "resumed without faults")
	}
	s.check(t, orders)
}

func (s *shop) newOrder(i int) *logical {
	o := &logical{request: orderOf(s.emu.CardToken()), client: s.clients[i%len(s.clients)]}
	if s.chaos.chance(50) {
		o.id = uuid.NewString() // of the caller's own, from the start
	}
	if s.chaos.chance(30) {
		o.request.ReferenceID = fmt.Sprintf("order-%d", i)
	}
	return o
}

// place makes one call and notes what came of it.
func (s *shop) place(t *testing.T, o *logical, fates *[5]atomic.Int64) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if !s.chaos.isOff() && s.chaos.chance(25) {
		ctx, cancel = context.WithTimeout(ctx, time.Duration(s.chaos.n(int(100*time.Millisecond))))
		defer cancel()
	}
	var info sellerwire.ResponseInfo
	opts := []sellerwire.CallOption{sellerwire.WithResponseInfo(&info)}
	order, err := s.call(ctx, o, opts)
	outcome := sellerwire.OutcomeOf(err)
	if fates != nil {
		fates[outcome].Add(1)
	}
	reference := o.request.ReferenceID
	if reference == "" {
		reference = info.RequestID
	}
	switch outcome {
	case sellerwire.OutcomeAccepted:
		o.placed, o.done = order, true
		assert.Equal(t, []int64{order.ID}, s.stored(reference))
	case sellerwire.OutcomeUnknown:
		if !assert.ErrorIs(t, err, sellerwire.ErrOutcomeUnknown) {
			return
		}
		var e *sellerwire.Error
		assert.True(t, errors.As(err, &e))
		o.id = e.RequestID
	default:
		assert.Empty(t, s.stored(reference), "%s: %v", outcome, err)
		assert.True(t, o.options.LastAttempt.IsZero(), "a resume does not speak for the first call")
		o.tried = false
	}
}

// call places an order, or resumes one of which it is not known that nothing was
// bought, as the documentation asks for.
func (s *shop) call(ctx context.Context, o *logical, opts []sellerwire.CallOption) (purchase.Order, error) {
	now := time.Now()
	if !o.tried {
		o.tried = true
		o.options = purchase.ResumeOptions{FirstAttempt: now, PostAfter: s.chaos.budget}
		if o.id != "" {
			opts = append(opts, sellerwire.WithRequestID(o.id))
		}
		return o.client.PlaceOrder(ctx, o.request, opts...)
	}
	order, err := o.client.ResumeOrder(ctx, o.request, o.id, o.options, opts...)
	o.options.LastAttempt = now
	return order, err
}

// stored are the orders with a reference.
func (s *shop) stored(reference string) (ids []int64) {
	for _, order := range s.emu.Orders() {
		if order.ReferenceID == reference {
			ids = append(ids, order.ID)
		}
	}
	return ids
}

func (s *shop) check(t *testing.T, orders []*logical) {
	stored := s.emu.Orders()
	assert.Len(t, stored, len(orders), "one for each, and no other")
	byReference := make(map[string]int64, len(stored))
	for _, order := range stored {
		assert.NotContains(t, byReference, order.ReferenceID, "bought twice")
		byReference[order.ReferenceID] = order.ID
	}
	for _, o := range orders {
		assert.Equal(t, o.placed.ID, byReference[o.placed.ReferenceID])
	}
	t.Logf("%d orders: at first %d accepted, %d refused, %d not sent, %d unknown; %d resumed under faults",
		len(orders), s.fates[sellerwire.OutcomeAccepted].Load(), s.fates[sellerwire.OutcomeRejected].Load(),
		s.fates[sellerwire.OutcomeNotSent].Load(), s.fates[sellerwire.OutcomeUnknown].Load(), s.resumed.Load())
	// A test of faults that do not happen would prove nothing.
	for _, outcome := range []sellerwire.Outcome{sellerwire.OutcomeAccepted, sellerwire.OutcomeUnknown} {
		assert.Greater(t, s.fates[outcome].Load(), int64(len(orders)/20), outcome)
	}
}
