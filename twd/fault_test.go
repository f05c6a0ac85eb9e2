package twd_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/twd"
	"github.com/sellerwire/sellerwire/twd/twdtest"
)

// fault is one way in which a sale can go wrong on its way.
type fault struct {
	name string
	// tells: the client can read from the answer what became of the sale.
	tells bool
	serve func(w http.ResponseWriter, r *http.Request, next http.Handler)
}

// apply makes the sale and returns the reply that the client does not get as
// it is.
func apply(r *http.Request, next http.Handler) []byte {
	recorder := httptest.NewRecorder()
	next.ServeHTTP(recorder, r)
	return recorder.Body.Bytes()
}

func webPage(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Type", "text/html")
	w.WriteHeader(status)
	fmt.Fprint(w, "<html><body>Sorry</body></html>")
}

// saleFaults come with equal chance.
var saleFaults = []fault{
	{"none", true, func(w http.ResponseWriter, r *http.Request, next http.Handler) { next.ServeHTTP(w, r) }},
	{"none again", true, func(w http.ResponseWriter, r *http.Request, next http.Handler) { next.ServeHTTP(w, r) }},
	{"refused by the script", true, func(w http.ResponseWriter, _ *http.Request, _ http.Handler) { fmt.Fprint(w, failed("Try later!")) }},
	{"refused by a firewall", true, func(w http.ResponseWriter, _ *http.Request, _ http.Handler) { webPage(w, http.StatusNotAcceptable) }},
	{"refused for its pace", true, func(w http.ResponseWriter, _ *http.Request, _ http.Handler) { webPage(w, http.StatusTooManyRequests) }},
	{"cut before", false, func(http.ResponseWriter, *http.Request, http.Handler) { panic(http.ErrAbortHandler) }},
	{"cut after", false, func(_ http.ResponseWriter, r *http.Request, next http.Handler) {
		apply(r, next)
		panic(http.ErrAbortHandler)
	}},
	{"cut in the reply", false, func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		body := apply(r, next)
		w.Header().Set("Content-Length", fmt.Sprint(len(body)))
		_, _ = w.Write(body[:len(body)-3])
		panic(http.ErrAbortHandler)
	}},
	{"half a reply and HTML", false, func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		body := apply(r, next)
		_, _ = w.Write(append(body[:len(body)/2:len(body)/2], softwareError...))
	}},
	{"an empty reply", false, func(_ http.ResponseWriter, r *http.Request, next http.Handler) { apply(r, next) }},
	{"a web page with HTTP 200", false, func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		apply(r, next)
		webPage(w, http.StatusOK)
	}},
	{"HTTP 500 after", false, func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		apply(r, next)
		webPage(w, http.StatusInternalServerError)
	}},
	{"HTTP 503 before", false, func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		webPage(w, http.StatusServiceUnavailable)
	}},
	{"a redirect", false, func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
		http.Redirect(w, r, "/elsewhere/api.pl", http.StatusFound)
	}},
	{"closed without a word after the reply", true, func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		body := apply(r, next)
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
		_ = conn.Close() // whoever gets this connection next finds it dead
	}},
}

// faultyShop deals out faults, and keeps what really happened.
type faultyShop struct {
	*twdtest.Server
	mu       sync.Mutex
	random   *rand.Rand
	requests map[string]int  // by stock number
	mute     map[string]bool // stock numbers whose answer said nothing
}

func newFaultyShop(t *testing.T, seed uint64) *faultyShop {
	shop := &faultyShop{
		Server: newServer(t, twdtest.Options{}), random: rand.New(rand.NewPCG(seed, 1)),
		requests: map[string]int{}, mute: map[string]bool{},
	}
	shop.Intercept(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			r.Body = io.NopCloser(bytes.NewReader(body))
			shop.deal(string(body)).serve(w, r, next)
		})
	})
	return shop
}

func (s *faultyShop) deal(body string) fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := saleFaults[s.random.IntN(len(saleFaults))]
	pairs, _ := url.ParseQuery(body)
	s.requests[pairs.Get("stock_no")]++
	if !f.tells {
		s.mute[pairs.Get("stock_no")] = true
	}
	return f
}

// dial fails every now and then, before anything is sent.
func (s *faultyShop) dial(ctx context.Context, network, address string) (net.Conn, error) {
	s.mu.Lock()
	refused := s.random.IntN(4) > 0
	s.mu.Unlock()
	if refused {
		return nil, &net.OpError{Op: "dial", Net: network, Err: errors.New("connection refused")}
	}
	return new(net.Dialer).DialContext(ctx, network, address)
}

const firstStock = 10_000

// sales makes calls at once and returns the outcome of each, when the shop has
// dealt with all of them: a client that was cut off knows nothing of a handler
// that is still at work.
func (s *faultyShop) sales(t *testing.T, c *twd.Client, calls int, stockNo func(i int) string) []sellerwire.Outcome {
	outcomes := make([]sellerwire.Outcome, calls)
	work := make(chan int)
	var workers sync.WaitGroup
	for range 8 {
		workers.Go(func() {
			for i := range work {
				outcomes[i] = sellerwire.OutcomeOf(c.RecordSale(t.Context(), stockNo(i), 1))
			}
		})
	}
	for i := range calls {
		work <- i
	}
	close(work)
	workers.Wait()
	s.Close()
	return outcomes
}

func (s *faultyShop) client(t *testing.T) *twd.Client {
	return newClient(t, s.URL, quick, sellerwire.WithHTTPClient(&http.Client{
		Transport: &http.Transport{DialContext: s.dial, MaxIdleConnsPerHost: 8},
	}))
}

func saleCalls() int {
	if *full {
		return 2000
	}
	return 400
}

// Every sale of an item of its own: what the client says is what happened.
func TestASaleIsMadeOnceAtMostAndItsOutcomeIsTheTruth(t *testing.T) {
	t.Parallel()
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	shop := newFaultyShop(t, seed)
	calls := saleCalls()
	for i := range calls {
		shop.Seed(twdtest.Item{StockNo: fmt.Sprint(i), Qty: new(firstStock)})
	}
	outcomes := shop.sales(t, shop.client(t), calls, func(i int) string { return fmt.Sprint(i) })

	counts := map[sellerwire.Outcome]int{}
	for i, outcome := range outcomes {
		counts[outcome]++
		stockNo := fmt.Sprint(i)
		sold, requests := firstStock-*stock(t, shop.Emulator, stockNo).Qty, shop.requests[stockNo]
		require.LessOrEqual(t, requests, 1, "sale %d was sent twice", i)
		switch outcome {
		case sellerwire.OutcomeAccepted:
			require.Equal(t, 1, sold, "sale %d was accepted", i)
		case sellerwire.OutcomeRejected:
			require.Equal(t, 0, sold, "sale %d was rejected", i)
		case sellerwire.OutcomeNotSent:
			require.Equal(t, 0, requests, "sale %d was not sent", i)
		case sellerwire.OutcomeUnknown:
			require.LessOrEqual(t, sold, 1, "sale %d is unknown", i)
		default:
			t.Fatalf("sale %d has the outcome %s", i, outcome)
		}
		require.False(t, shop.mute[stockNo] && outcome != sellerwire.OutcomeUnknown, "sale %d is %s, and nobody can know", i, outcome)
	}
	t.Log(counts)
	for _, outcome := range []sellerwire.Outcome{sellerwire.OutcomeAccepted, sellerwire.OutcomeRejected, sellerwire.OutcomeUnknown} {
		require.NotZero(t, counts[outcome], "%s", outcome)
	}
}

// All sales of one item: its stock drops by the accepted ones, and by some of
// the unknown.
func TestTheStockNeverDropsByMoreThanTheCallsMade(t *testing.T) {
	t.Parallel()
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	shop := newFaultyShop(t, seed)
	shop.Seed(twdtest.Item{StockNo: "1015", Qty: new(firstStock)})
	calls := saleCalls()
	counts := map[sellerwire.Outcome]int{}
	for _, outcome := range shop.sales(t, shop.client(t), calls, func(int) string { return "1015" }) {
		counts[outcome]++
	}
	sold := firstStock - *stock(t, shop.Emulator, "1015").Qty
	t.Log(counts, "sold", sold)
	require.LessOrEqual(t, shop.requests["1015"], calls)
	require.GreaterOrEqual(t, sold, counts[sellerwire.OutcomeAccepted])
	require.LessOrEqual(t, sold, counts[sellerwire.OutcomeAccepted]+counts[sellerwire.OutcomeUnknown])
	require.Equal(t, calls, counts[sellerwire.OutcomeAccepted]+counts[sellerwire.OutcomeRejected]+
		counts[sellerwire.OutcomeNotSent]+counts[sellerwire.OutcomeUnknown])
}
