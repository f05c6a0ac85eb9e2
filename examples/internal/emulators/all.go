package emulators

import (
	"bufio"
	"encoding/json"
	"encoding/xml"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/sellerwire/sellerwire/abebooks/abebookstest"
	"github.com/sellerwire/sellerwire/abebooks/orders/orderstest"
	"github.com/sellerwire/sellerwire/aim/aimtest"
	"github.com/sellerwire/sellerwire/invapi/invapitest"
	"github.com/sellerwire/sellerwire/purchase/purchasetest"
	"github.com/sellerwire/sellerwire/twd/twdtest"
)

// All is every emulator behind one handler: each under a prefix, and under the
// service's own path.
type All struct {
	mux      *http.ServeMux
	abebooks *abebookstest.Emulator
	orders   *orderstest.Emulator
	purchase *purchasetest.Emulator
	aim      *aimtest.Emulator
	twd      *twdtest.Emulator
	invapi   *invapitest.Emulator
	clocks   map[string]*clock
}

// Options adjust the emulators.
type Options struct {
	// Latency is added to every answer.
	Latency time.Duration
	// OddRate is the share of odd replies of each emulator, 0 to 1, and OddSeed
	// chooses them.
	OddRate float64
	OddSeed uint64

	// The emulators' own options. Their Now, the account of the orders and the
	// listings of Purchase are set by NewAll.
	AbeBooks abebookstest.Options
	Orders   orderstest.Options
	Purchase purchasetest.Options
	AIM      aimtest.Options
	TWD      twdtest.Options
	InvAPI   invapitest.Options
}

// NewAll makes the emulators, seeded.
func NewAll(opts Options) *All {
	a := &All{mux: http.NewServeMux(), clocks: map[string]*clock{"abebooks": {}, "purchase": {}, "aim": {}}}
	opts.AbeBooks.Now = a.clocks["abebooks"].now
	opts.Purchase.Now, opts.Purchase.Listings = a.clocks["purchase"].now, purchaseListings()
	opts.AIM.Now = a.clocks["aim"].now
	a.abebooks = abebookstest.New(opts.AbeBooks)
	opts.Orders.Account = orderstest.Credentials{Username: a.abebooks.Username(), APIKey: a.abebooks.APIKey()}
	a.orders = orderstest.New(opts.Orders)
	connect(a.abebooks, a.orders)
	a.purchase = purchasetest.New(opts.Purchase)
	a.aim = aimtest.New(opts.AIM)
	a.aim.AddOrders(aimOrders()...)
	a.twd = twdtest.New(opts.TWD)
	a.twd.SeedDocumented()
	a.invapi = invapitest.New(opts.InvAPI)
	seedInvAPI(a.invapi)

	for _, e := range []interface{ Odd(float64, uint64) }{a.abebooks, a.orders, a.purchase, a.aim, a.twd, a.invapi} {
		e.Odd(opts.OddRate, opts.OddSeed)
	}
	a.mount(opts.Latency)
	return a
}

// mount puts the emulators under their prefixes and under the services' own paths.
// Order Update shares its path with InventoryUpdate.
func (a *All) mount(latency time.Duration) {
	for _, m := range []struct {
		prefix  string
		service http.Handler
		own     []string
	}{
		{"/abebooks", a.abebooks, nil},
		{"/orders", a.orders, nil},
		{"/purchase", a.purchase, []string{"/v1/orders", "/v1/orders/"}},
		{"/aim", a.aim, []string{aimtest.BasePath}},
		{"/twd", a.twd, []string{"/api.pl"}},
		{"/invapi", a.invapi, []string{"/api/product/inventory"}},
	} {
		service := slow(m.service, latency)
		a.mux.Handle(m.prefix+"/", http.StripPrefix(m.prefix, service))
		a.mux.Handle(m.prefix, http.StripPrefix(m.prefix, service)) // lest POST is redirected
		for _, path := range m.own {
			a.mux.Handle(path, service)
		}
	}
	a.mux.Handle("/{$}", slow(byRoot(a.abebooks, a.orders), latency))
	a.mux.HandleFunc("GET /_state", a.state)
	a.mux.HandleFunc("POST /_control", a.control)
}

// byRoot tells the two services of AbeBooks apart by the root element of the
// request. What has none is for the inventory to refuse.
func byRoot(inventory, orders http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body := bufio.NewReaderSize(r.Body, 4096)
		head, _ := body.Peek(4096) // a shorter request is all there
		r.Body = struct {
			io.Reader
			io.Closer
		}{body, r.Body}
		if rootElement(string(head)) == "orderUpdateRequest" {
			orders.ServeHTTP(w, r)
			return
		}
		inventory.ServeHTTP(w, r)
	})
}

// rootElement is the name of a document's first element, "" if there is none.
func rootElement(document string) string {
	decoder := xml.NewDecoder(strings.NewReader(strings.TrimPrefix(document, "\ufeff")))
	decoder.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	for {
		token, err := decoder.RawToken()
		if err != nil {
			return ""
		}
		if start, ok := token.(xml.StartElement); ok {
			return start.Name.Local
		}
	}
}

// slow answers late, unless the client goes away first.
func slow(next http.Handler, latency time.Duration) http.Handler {
	if latency <= 0 {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-time.After(latency):
			next.ServeHTTP(w, r)
		case <-r.Context().Done():
		}
	})
}

// ServeHTTP serves all of them, their state at /_state, and /_control.
func (a *All) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.mux.ServeHTTP(w, r) }

// state answers with what all services hold. It needs no credentials, and
// holds none.
func (a *All) state(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, map[string]any{
		"abebooks": a.abebooks.State(),
		"orders":   a.orders.State(),
		"purchase": a.purchase.State(),
		"aim":      a.aim.State(),
		"twd":      a.twd.State(),
		"invapi":   a.invapi.State(),
	})
}

func writeJSON(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(value)
}
