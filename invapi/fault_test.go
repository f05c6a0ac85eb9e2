package invapi_test

import (
	"flag"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/invapi"
	"github.com/sellerwire/sellerwire/invapi/invapitest"
)

// To repeat what failed: go test -run UnderRandomFaults -seed 17.
var faultSeed = flag.Uint64("seed", 0, "seed of the test under random faults; 0 is a new one")

// Updates of a few products at a few stores, several of each, go through a
// network that breaks and a service that fails. What the results say must be
// what the service has.
func TestQuantitiesAreWhatTheResultsSayUnderRandomFaults(t *testing.T) {
	t.Parallel()
	n := 600
	if *fullSize {
		n = 5000
	}
	seed := *faultSeed
	if seed == 0 {
		seed = rand.Uint64()
	}
	t.Logf("-seed %d", seed)
	w := newFaultyShop(t, seed, n)

	var counts sellerwire.Progress
	got := make([]invapi.Result, 0, n)
	opts := invapi.SetAllOptions{Concurrency: 8, Progress: func(p sellerwire.Progress) { counts = p }}
	for r := range newClient(t, w.server.URL, attempts(3)).SetAll(t.Context(), slices.Values(w.updates), opts) {
		require.Equal(t, w.updates[len(got)], r.Update)
		require.Equal(t, r.Outcome, sellerwire.OutcomeOf(r.Err))
		got = append(got, r)
	}
	require.Len(t, got, n)
	assert.Equal(t, tallied(got), counts)
	assert.Equal(t, n, counts.Done())
	t.Logf("%+v, %d requests, faults: %v", counts, w.server.Requests(), w.tally())
	for _, c := range []int{counts.Accepted, counts.Rejected, counts.NotSent, counts.Unknown} {
		assert.NotZero(t, c, "the faults did not do what they are for")
	}
	w.checkStock(got)
}

func tallied(results []invapi.Result) sellerwire.Progress {
	p := sellerwire.Progress{Pulled: len(results)}
	for _, r := range results {
		switch r.Outcome {
		case sellerwire.OutcomeAccepted:
			p.Accepted++
		case sellerwire.OutcomeRejected:
			p.Rejected++
		case sellerwire.OutcomeNotSent:
			p.NotSent++
		case sellerwire.OutcomeUnknown:
			p.Unknown++
		}
	}
	return p
}

// row is a product at a store, as the service knows it.
type row struct {
	product invapitest.Product
	store   string
}

type faultyShop struct {
	t       *testing.T
	server  *invapitest.Server
	updates []invapi.Update
	rows    []row // of the updates
	salt    uint64
	number  atomic.Uint64 // of the request

	mu     sync.Mutex
	struck map[string]int
}

func newFaultyShop(t *testing.T, seed uint64, n int) *faultyShop {
	rng := rand.New(rand.NewPCG(seed, 0))
	w := &faultyShop{t: t, salt: rng.Uint64(), struck: map[string]int{}}
	w.server = invapitest.NewServer(invapitest.Options{Token: token, AlphanumericSKUs: true})
	t.Cleanup(w.server.Close)
	w.server.SeedStores("1", "2", "3")
	for i := range n {
		at, spelled := w.draw(rng, n)
		update := invapi.Update{Product: spelled, Store: at.store, Quantity: i} // tells which it was
		if rng.IntN(100) == 0 {
			update.Store = "" // refused here
		}
		w.updates = append(w.updates, update)
		w.rows = append(w.rows, at)
	}
	intercept(w.server.Emulator, w.spoil)
	return w
}

// draw chooses one of n / 12 products, at one of three stores, and a way to
// spell it. One in twenty is unknown to the service.
func (w *faultyShop) draw(rng *rand.Rand, n int) (row, invapi.Product) {
	i := rng.IntN(n / 12)
	at := row{store: fmt.Sprint(1 + rng.IntN(3))}
	var spelled invapi.Product
	if i%2 == 0 {
		at.product = invapitest.Product{UPC: fmt.Sprintf("%012d", i)}
		spelled = invapi.ByUPC(at.product.UPC)
	} else {
		at.product = invapitest.Product{SKU: fmt.Sprintf("ZOOT%d", i), Size: "10.5"}
		sku := []string{"ZOOT%d", "ZOOT-%d", "ZO.OT %d"}[rng.IntN(3)]
		spelled = invapi.BySKU(fmt.Sprintf(sku, i), "10.5", "")
	}
	if i%20 != 0 {
		w.server.SeedProducts(at.product)
	}
	return at, spelled
}

// faults are what happens to a request, with their share in a thousand. Each
// says whether the service does what it is asked first.
var faultTable = []struct {
	name  string
	share uint64
	acts  bool
	reply func(w http.ResponseWriter)
}{
	{"closed before", 40, false, closeConn},
	{"closed after", 40, true, closeConn},
	{"reset before", 40, false, resetConn},
	{"reset after", 40, true, resetConn},
	{"429", 40, false, plainly(429, jsonType, `{"error":"Too Many Requests","message":"token bucket empty"}`)},
	{"500 before", 40, false, plainly(500, jsonType, `{"error":"deadlock"}`)},
	{"500 after", 40, true, plainly(500, jsonType, `{"error":"timeout"}`)},
	{"503", 40, false, plainly(503, htmlType, `<html>maintenance</html>`)},
	{"504 after", 40, true, plainly(504, "", ``)},
	{"cut header", 30, true, cutConn("HTTP/1.1 200 O")},
	{"cut body", 30, true, cutConn("HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\n{\"succ")},
	{"cut chunk", 30, true, cutConn("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n11\r\n{\"succ")},
	{"cut JSON", 10, true, plainly(200, jsonType, `{"succ`)},
	{"page before", 10, false, plainly(200, htmlType, `<!DOCTYPE html><html>Sign in</html>`)},
	{"page after", 10, true, plainly(200, htmlType, `<br /><b>Fatal error</b>`)},
	{"refused in a 200", 20, false, plainly(200, jsonType, `{"success":false,"message":"locked"}`)},
	{"refused", 20, false, plainly(409, jsonType, `{"error":"locked"}`)},
}

// spoil lets chance decide about each request.
func (w *faultyShop) spoil(rw http.ResponseWriter, r *http.Request, next http.Handler) {
	dice := rand.New(rand.NewPCG(w.salt, w.number.Add(1))).Uint64N(1000)
	for _, f := range faultTable {
		if dice >= f.share {
			dice -= f.share
			continue
		}
		w.mu.Lock()
		w.struck[f.name]++
		w.mu.Unlock()
		if f.acts {
			next.ServeHTTP(httptest.NewRecorder(), r)
		} else {
			_, _ = io.Copy(io.Discard, r.Body)
		}
		f.reply(rw)
		return
	}
	next.ServeHTTP(rw, r)
}

func plainly(status int, contentType, body string) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) { answer(status, contentType, body)(w, nil) }
}

func closeConn(http.ResponseWriter) { panic(http.ErrAbortHandler) }

func resetConn(w http.ResponseWriter) {
	conn := hijack(w)
	_ = conn.(*net.TCPConn).SetLinger(0)
	_ = conn.Close()
}

func cutConn(start string) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) {
		conn := hijack(w)
		_, _ = io.WriteString(conn, start)
		_ = conn.Close()
	}
}

func hijack(w http.ResponseWriter) net.Conn {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		panic(err)
	}
	return conn
}

func (w *faultyShop) tally() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(w.struck)) {
		parts = append(parts, fmt.Sprintf("%s %d", name, w.struck[name]))
	}
	return strings.Join(parts, ", ")
}

// checkStock holds every row of the service against the results. A quantity is
// the number of its update.
func (w *faultyShop) checkStock(results []invapi.Result) {
	byRow := map[row][]invapi.Result{}
	for i, r := range results {
		byRow[w.rows[i]] = append(byRow[w.rows[i]], r)
	}
	settled := 0
	for at, all := range byRow {
		if w.checkRow(at, all) {
			settled++
		}
	}
	w.t.Logf("%d rows, %d of them without an unknown outcome", len(byRow), settled)
	assert.NotZero(w.t, settled)
}

func (w *faultyShop) checkRow(at row, results []invapi.Result) (settled bool) {
	const never = -1
	possible := []int{never} // the stock in the end
	outcome := map[int]sellerwire.Outcome{}
	settled = true
	for _, r := range results {
		outcome[r.Update.Quantity] = r.Outcome
		switch r.Outcome {
		case sellerwire.OutcomeAccepted:
			possible = []int{r.Update.Quantity}
		case sellerwire.OutcomeUnknown:
			possible = append(possible, r.Update.Quantity)
			settled = false
		}
	}
	stock, set := w.server.Quantity(at.product, at.store)
	if !set {
		stock = never
	}
	assert.Contains(w.t, possible, stock, "the stock of %v", at)

	// No update overtook another, what was accepted was done, and what was
	// refused was not.
	done := w.server.Sequence(at.product, at.store)
	assert.True(w.t, slices.IsSorted(done), "%v: %v", at, done)
	for number, o := range outcome {
		switch o {
		case sellerwire.OutcomeAccepted:
			assert.Contains(w.t, done, number, "accepted at %v", at)
		case sellerwire.OutcomeRejected, sellerwire.OutcomeNotSent:
			assert.NotContains(w.t, done, number, "%v at %v", o, at)
		}
	}
	return settled
}
