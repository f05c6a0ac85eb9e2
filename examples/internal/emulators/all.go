package emulators

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/sellerwire/sellerwire/abebooks/abebookstest"
	"github.com/sellerwire/sellerwire/abebooks/orders/orderstest"
	"github.com/sellerwire/sellerwire/aim/aimtest"
	"github.com/sellerwire/sellerwire/invapi/invapitest"
	"github.com/sellerwire/sellerwire/purchase/purchasetest"
	"github.com/sellerwire/sellerwire/twd/twdtest"
)

// All is every emulator behind one handler.
type All struct {
	mux      *http.ServeMux
	abebooks *abebookstest.Emulator
	orders   *orderstest.Emulator
	purchase *purchasetest.Emulator
	aim      *aimtest.Emulator
	twd      *twdtest.Emulator
	invapi   *invapitest.Emulator
}

// Options adjust the emulators.
type Options struct {
	// Latency is added to every answer.
	Latency time.Duration
	// AIMDelay is how long AIM takes for an upload or a report. 0 is 200 ms.
	AIMDelay time.Duration
}

// NewAll makes the emulators, seeded.
func NewAll(opts Options) *All {
	a := &All{
		mux:      http.NewServeMux(),
		abebooks: abebookstest.New(abebookstest.Options{}),
		orders:   orderstest.New(orderstest.Options{}),
		purchase: purchasetest.New(purchaseOptions()),
		aim:      aimtest.New(aimtest.Options{ProcessingDelay: opts.AIMDelay}),
		twd:      twdtest.New(twdtest.Options{}),
		invapi:   invapitest.New(invapitest.Options{}),
	}
	connect(a.abebooks, a.orders)
	a.aim.AddOrders(aimOrders()...)
	a.twd.SeedDocumented()
	seedInvAPI(a.invapi)

	a.mount("/abebooks", a.abebooks, opts)
	a.mount("/orders", a.orders, opts)
	a.mount("/purchase", a.purchase, opts)
	a.mount("/aim", a.aim, opts)
	a.mount("/twd", a.twd, opts)
	a.mount("/invapi", a.invapi, opts)
	for _, method := range []string{"POST", "PUT"} {
		a.mux.Handle(method+" /{$}", opts.delayed(http.HandlerFunc(a.ownPath)))
	}
	a.mux.HandleFunc("GET /_state", a.state)
	a.mux.HandleFunc("POST /_control", a.control)
	return a
}

// mount puts an emulator under a path.
func (a *All) mount(path string, service http.Handler, opts Options) {
	a.mux.Handle(path+"/", http.StripPrefix(path, opts.delayed(service)))
}

// delayed has the latency.
func (o Options) delayed(service http.Handler) http.Handler {
	if o.Latency > 0 {
		return slow(service, o.Latency)
	}
	return service
}

// slow answers late, unless the client goes away first.
func slow(next http.Handler, latency time.Duration) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-time.After(latency):
			next.ServeHTTP(w, r)
		case <-r.Context().Done():
		}
	})
}

// ServeHTTP serves all of them, and their state at /_state.
func (a *All) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.mux.ServeHTTP(w, r) }

// state answers with what all services hold. It needs no credentials, and
// holds none.
func (a *All) state(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{
		"abebooks": a.abebooks.State(),
		"orders":   a.orders.State(),
		"purchase": a.purchase.State(),
		"aim":      a.aim.State(),
		"twd":      a.twd.State(),
		"invapi":   a.invapi.State(),
	})
}
