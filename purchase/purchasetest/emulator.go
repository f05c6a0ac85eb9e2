package purchasetest

import (
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/sellerwire/sellerwire/internal/emulator"
)

// Emulator emulates purchase.api.abebooks.com. It is an [http.Handler] for the
// paths /v1/orders and /v1/orders/{orderId}, with its state in memory. Use it as a
// handler (with http.StripPrefix if it is mounted below a prefix), through its
// RoundTripper, or with [NewServer]. It is safe for concurrent use.
type Emulator struct {
	shell emulator.Shell

	opts Options
	keys map[string]credential

	mu           sync.Mutex
	listings     map[int64]Listing
	orders       map[int64]*Order
	placements   map[string]*placement // by request ID
	cursors      map[string]cursor     // by metadata.next
	nextOrderID  int64
	nextItemID   int64
	nextCursor   int64
	refusals     []*answer
	rateStart    time.Time
	rateCount    int
	authFailures int
	cardFailures int
}

// New returns an emulator that does not listen. Use it as a handler, or through its
// RoundTripper.
func New(opts Options) *Emulator {
	opts = opts.withDefaults()
	e := &Emulator{
		opts: opts,
		keys: map[string]credential{
			opts.AccessKey:        {secret: opts.SecretKey},
			opts.LimitedAccessKey: {secret: opts.LimitedSecretKey, limited: true},
			opts.ExpiredAccessKey: {secret: opts.ExpiredSecretKey, expired: true},
		},
		listings:   make(map[int64]Listing),
		orders:     make(map[int64]*Order),
		placements: make(map[string]*placement),
		cursors:    make(map[string]cursor),
		// The first of each is what the vendor's examples show.
		nextOrderID: 1234567,
		nextItemID:  454567,
		nextCursor:  87324198,
	}
	e.AddListings(opts.Listings...)
	e.shell.Init(http.HandlerFunc(e.serve))
	return e
}

// AccessKey is the public key that may buy.
func (e *Emulator) AccessKey() string { return e.opts.AccessKey }

// SecretKey belongs to [Emulator.AccessKey].
func (e *Emulator) SecretKey() string { return e.opts.SecretKey }

// LimitedAccessKey is a public key without rights: its requests get 4030.
func (e *Emulator) LimitedAccessKey() string { return e.opts.LimitedAccessKey }

// LimitedSecretKey belongs to [Emulator.LimitedAccessKey].
func (e *Emulator) LimitedSecretKey() string { return e.opts.LimitedSecretKey }

// ExpiredAccessKey is a public key that has expired: its requests get 4015.
func (e *Emulator) ExpiredAccessKey() string { return e.opts.ExpiredAccessKey }

// ExpiredSecretKey belongs to [Emulator.ExpiredAccessKey].
func (e *Emulator) ExpiredSecretKey() string { return e.opts.ExpiredSecretKey }

// CardToken returns the only ccToken that orders are accepted with.
func (e *Emulator) CardToken() string { return e.opts.CardToken }

// RefuseNext makes the next n requests fail with these Abe-Status codes, before
// anything is checked or changed. The HTTP status is made of the first three digits
// of the first code. Further calls add to the queue.
func (e *Emulator) RefuseNext(n int, code int, more ...int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for range n {
		e.refusals = append(e.refusals, refuseAll(code, more))
	}
}

// Refuse writes a refusal with these Abe-Status codes as the service would. It
// is for handlers given to Intercept: to refuse some requests only, or to
// refuse after the service has carried the request out.
func (e *Emulator) Refuse(w http.ResponseWriter, r *http.Request, code int, more ...int) {
	e.write(w, r, refuseAll(code, more))
}

// Unlock ends the lock-outs (4292, 4293) and resets the counts of failures that
// lead to them.
func (e *Emulator) Unlock() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.authFailures = 0
	e.cardFailures = 0
}

// State is a snapshot that marshals to JSON: "orders", an object of the orders
// by ID, each as the service shows it plus the "requestId" it was placed with,
// and "requests", the number of requests received. It holds no credentials, no
// card token and no address.
func (e *Emulator) State() any {
	type order struct {
		Order
		RequestID string `json:"requestId"`
	}
	state := struct {
		Orders   map[int64]order `json:"orders"`
		Requests int64           `json:"requests"`
	}{make(map[int64]order), e.Requests()}
	for _, o := range e.Orders() {
		state.Orders[o.ID] = order{o, o.RequestID}
	}
	return state
}

// Orders returns copies of all orders, by ascending ID.
func (e *Emulator) Orders() []Order {
	e.mu.Lock()
	defer e.mu.Unlock()
	orders := make([]Order, 0, len(e.orders))
	for _, id := range slices.Sorted(maps.Keys(e.orders)) {
		orders = append(orders, e.orders[id].clone())
	}
	return orders
}

// Order returns a copy of one order, and whether there is one.
func (e *Emulator) Order(id int64) (Order, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	order, ok := e.orders[id]
	if !ok {
		return Order{}, false
	}
	return order.clone(), true
}

// AddListings puts listings up for sale. A listing with a known ID replaces the
// former one: use that to raise a price or to make a book unavailable.
func (e *Emulator) AddListings(listings ...Listing) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, listing := range listings {
		e.listings[listing.ID] = listing.withDefaults()
	}
}

// now is the service's time in UTC.
func (e *Emulator) now() time.Time { return e.opts.Now().UTC() }
