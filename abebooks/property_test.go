package abebooks_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/abebooks"
	"github.com/sellerwire/sellerwire/abebooks/abebookstest"
)

// Over real connections that fail in every way, each input has one outcome, in
// order, and what the outcomes say is what the service has.
func TestSyncUnderRandomFaults(t *testing.T) {
	t.Parallel()
	runs, inputs := uint64(6), 700
	if *full {
		runs, inputs = 60, 5000
	}
	for seed := range runs {
		for _, cancelled := range []bool{false, true} {
			t.Run(fmt.Sprintf("seed %d, cancelled %t", seed, cancelled), func(t *testing.T) {
				t.Parallel()
				runUnderFaults(t, seed, inputs, cancelled)
			})
		}
	}
}

func runUnderFaults(t *testing.T, seed uint64, inputs int, cancelled bool) {
	random := rand.New(rand.NewPCG(seed, 1))
	service := newFaultyService(t, seed)
	input := randomInput(random, inputs)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var progress sellerwire.Progress
	opts := abebooks.SyncOptions{
		Concurrency: 1 + random.IntN(8), BatchSize: 1 + random.IntN(25),
		Progress: func(p sellerwire.Progress) { progress = p },
	}
	pulled := 0
	source := func(yield func(abebooks.Transaction) bool) {
		for _, transaction := range input {
			pulled++
			if !yield(transaction) {
				return
			}
		}
	}
	var results []abebooks.Result
	for r := range service.client.Sync(ctx, source, opts) {
		results = append(results, r)
		if cancelled && len(results) == inputs/3 {
			cancel()
		}
	}
	require.Len(t, results, pulled)
	if !cancelled {
		require.Equal(t, inputs, pulled)
	}
	for i, r := range results {
		require.Equal(t, input[i], r.Transaction)
		require.Equal(t, r.Outcome, sellerwire.OutcomeOf(r.Err))
		require.NotEqual(t, sellerwire.OutcomeNone, r.Outcome)
	}
	service.server.Close() // waits for what was in flight
	counts := map[sellerwire.Outcome]int{}
	for _, r := range results {
		counts[r.Outcome]++
	}
	require.Equal(t, sellerwire.Progress{
		Pulled: pulled, Accepted: counts[accepted], Rejected: counts[rejected], NotSent: counts[notSent], Unknown: counts[unknown],
	}, progress)
	require.NotZero(t, counts[accepted])
	if !cancelled { // of a third, chance may have it otherwise
		require.NotZero(t, counts[rejected])
		require.NotZero(t, counts[unknown])
	}
	checkState(t, service.server.Books(), results)
	service.checkOrder(t)
}

// randomInput changes few books often, in changing case, and makes mistakes.
// The number in a title tells which input it was.
func randomInput(random *rand.Rand, n int) []abebooks.Transaction {
	var input []abebooks.Transaction
	for i := range n {
		id := fmt.Sprintf("SKU-%03d-ä", random.IntN(n/3))
		switch random.IntN(4) {
		case 0:
			id = strings.ToLower(id)
		case 1:
			id = strings.ToUpper(id)
		}
		b := book(id)
		b.Title = fmt.Sprintf("No. %d", i)
		b.Price.Amount = decimal.New(int64(1+random.IntN(100_000)), -2)
		switch random.IntN(20) {
		case 0:
			b.Edition = strings.Repeat("long", 11) // not sent
		case 1:
			b.ShippingTemplateID = "UNKNOWN" // rejected
		case 2:
			b.Quantity = new(0)
		}
		transaction := abebooks.Update(b)
		switch random.IntN(5) {
		case 0:
			transaction = abebooks.Delete(id)
		case 1:
			transaction = abebooks.Add(b)
		}
		input = append(input, transaction)
	}
	return input
}

// checkState holds the service's books against the last accepted transaction
// of each ID, where no outcome is unknown.
func checkState(t *testing.T, stored map[string]abebookstest.Book, results []abebooks.Result) {
	t.Helper()
	last := map[string]abebooks.Transaction{} // the zero value: never accepted
	unclear := map[string]bool{}
	for _, r := range results {
		id := r.Transaction.Book.VendorBookID
		switch r.Outcome {
		case accepted:
			last[id] = r.Transaction
		case unknown:
			unclear[id] = true
		}
		if _, found := last[id]; !found {
			last[id] = abebooks.Transaction{}
		}
	}
	for id := range stored {
		require.Contains(t, last, id)
	}
	for id, transaction := range last {
		if unclear[id] {
			continue
		}
		got, found := stored[id]
		b := transaction.Book
		want := (transaction.Type == abebooks.TypeAdd || transaction.Type == abebooks.TypeUpdate) && b.Quantity == nil
		require.Equal(t, want, found, "%s: %+v", id, transaction)
		if found {
			require.Equal(t, b.Title, got.Elements["title"])
			require.Equal(t, b.Price.Amount.StringFixed(2), got.Price.Amount)
		}
	}
}

// faultyService is an emulator behind a bad line.
type faultyService struct {
	server *abebookstest.Server
	client *abebooks.Client

	mu       sync.Mutex
	random   *rand.Rand
	inFlight map[string]bool
	double   []string         // IDs that were in flight twice
	titles   map[string][]int // inputs by ID without case, as they were processed
}

func newFaultyService(t *testing.T, seed uint64) *faultyService {
	s := &faultyService{
		server:   abebookstest.NewServer(abebookstest.Options{}),
		random:   rand.New(rand.NewPCG(seed, 2)),
		inFlight: map[string]bool{},
		titles:   map[string][]int{},
	}
	t.Cleanup(s.server.Close)
	s.server.Intercept(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.handle(t, w, r, next) })
	})
	s.server.EditResults(s.edit)
	dial := func(ctx context.Context, network, address string) (net.Conn, error) {
		if s.chance(5) {
			return nil, &net.OpError{Op: "dial", Net: network, Err: fmt.Errorf("refused by the test")}
		}
		return new(net.Dialer).DialContext(ctx, network, address)
	}
	transport := &http.Transport{DialContext: dial}
	t.Cleanup(transport.CloseIdleConnections)
	s.client = newClient(t, abebooks.Classic(s.server.Username(), s.server.APIKey()), quickly,
		sellerwire.WithBaseURL(s.server.URL), sellerwire.WithHTTPClient(&http.Client{Transport: transport}))
	return s
}

// chance is one in n.
func (s *faultyService) chance(n int) bool { return s.roll(n) == 0 }

func (s *faultyService) roll(n int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.random.IntN(n)
}

// edit spoils the results of some batches.
func (s *faultyService) edit(results []abebookstest.Result) []abebookstest.Result {
	switch i := s.roll(len(results)); s.roll(12) {
	case 0:
		return slices.Delete(results, i, i+1)
	case 1:
		return append(results, results[i])
	case 2:
		slices.Reverse(results)
	case 3:
		results[i].VendorBookID = "someone else's"
	case 4:
		for i := range results {
			results[i].VendorBookID = strings.ToUpper(results[i].VendorBookID)
		}
	}
	return results
}

// handle serves one request, or fails before or after it was processed.
func (s *faultyService) handle(t *testing.T, w http.ResponseWriter, r *http.Request, next http.Handler) {
	sent := readRequest(t, r)
	s.enter(sent)
	defer s.leave(sent)
	fault := s.roll(24)
	switch fault {
	case 0:
		panic(http.ErrAbortHandler)
	case 1, 2, 3:
		http.Error(w, "<html>busy</html>", []int{500, 503, 429}[fault-1])
		return
	case 4:
		replying(http.StatusOK, requestError(100+5*s.roll(2)))(w, r) // 100 or 105
		return
	}
	s.process(sent)
	processed := httptest.NewRecorder()
	next.ServeHTTP(processed, r)
	body := processed.Body.String()
	switch fault {
	case 5:
		panic(http.ErrAbortHandler)
	case 6, 7:
		http.Error(w, "busy", []int{500, 503}[fault-6])
	case 8: // the reply breaks off with the connection
		w.Header().Set("Content-Length", fmt.Sprint(len(body)))
		_, _ = w.Write([]byte(body[:len(body)/2]))
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	case 9: // it breaks off as if it were whole
		_, _ = w.Write([]byte(body[:s.roll(len(body)-3)]))
	default:
		_, _ = w.Write([]byte(body))
	}
}

func (s *faultyService) enter(sent []sentBook) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, b := range sent {
		id := strings.ToLower(b.ID)
		if s.inFlight[id] {
			s.double = append(s.double, id)
		}
		s.inFlight[id] = true
	}
}

func (s *faultyService) leave(sent []sentBook) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, b := range sent {
		delete(s.inFlight, strings.ToLower(b.ID))
	}
}

func (s *faultyService) process(sent []sentBook) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, b := range sent {
		var number int
		if _, err := fmt.Sscanf(b.Title, "No. %d", &number); err == nil { // a deletion has none
			id := strings.ToLower(b.ID)
			s.titles[id] = append(s.titles[id], number)
		}
	}
}

// checkOrder: what concerns one ID was never in flight together and never came
// out of order. A number may come again, in a repeat.
func (s *faultyService) checkOrder(t *testing.T) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	require.Empty(t, s.double)
	for id, numbers := range s.titles {
		assert.True(t, slices.IsSorted(numbers), "%s: %v", id, numbers)
	}
}
