package emulators

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/sellerwire/sellerwire/abebooks/abebookstest"
	"github.com/sellerwire/sellerwire/aim/aimtest"
	"github.com/sellerwire/sellerwire/invapi/invapitest"
	"github.com/sellerwire/sellerwire/purchase/purchasetest"
	"github.com/sellerwire/sellerwire/twd/twdtest"
)

// All is every emulator behind one handler.
type All struct {
	mux      *http.ServeMux
	abebooks *abebookstest.Emulator
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
		purchase: purchasetest.New(purchaseOptions()),
		aim:      aimtest.New(aimtest.Options{ProcessingDelay: opts.AIMDelay}),
		twd:      twdtest.New(twdtest.Options{}),
		invapi:   invapitest.New(invapitest.Options{}),
	}
	a.aim.AddOrders(aimOrders()...)
	a.twd.SeedDocumented()
	seedInvAPI(a.invapi)

	a.mount("/abebooks", a.abebooks, opts)
	a.mount("/purchase", a.purchase, opts)
	a.mount("/aim", a.aim, opts)
	a.mount("/twd", a.twd, opts)
	a.mount("/invapi", a.invapi, opts)
	a.mux.HandleFunc("GET /_state", a.state)
	return a
}

// mount puts an emulator under a path.
func (a *All) mount(path string, service http.Handler, opts Options) {
	if opts.Latency > 0 {
		service = slow(service, opts.Latency)
	}
	a.mux.Handle(path+"/", http.StripPrefix(path, service))
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
		"purchase": a.purchase.State(),
		"aim":      a.aim.State(),
		"twd":      a.twd.State(),
		"invapi":   a.invapi.State(),
	})
}
