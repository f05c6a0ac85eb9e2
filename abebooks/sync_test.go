package abebooks_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/abebooks"
	"github.com/sellerwire/sellerwire/abebooks/abebookstest"
)

func TestSyncSendsFullBatches(t *testing.T) {
	t.Parallel()
	server, client := newEmulator(t)
	input := numbered(250)
	results := slices.Collect(client.Sync(t.Context(), slices.Values(input), abebooks.SyncOptions{}))
	require.Len(t, results, 250)
	for i, r := range results {
		require.NoError(t, r.Err)
		require.Equal(t, input[i], r.Transaction)
		require.Equal(t, accepted, r.Outcome)
		require.Equal(t, abebooks.CodeOK, r.Code)
	}
	assert.EqualValues(t, 3, server.Requests())
	assert.Len(t, server.Books(), 250)
}

func TestSyncIsRerunnable(t *testing.T) {
	t.Parallel()
	server, client := newEmulator(t)
	results := client.Sync(t.Context(), slices.Values(numbered(7)), abebooks.SyncOptions{BatchSize: 2})
	for range 2 {
		require.Len(t, slices.Collect(results), 7)
	}
	assert.EqualValues(t, 8, server.Requests())
	for range client.Sync(t.Context(), slices.Values[[]abebooks.Transaction](nil), abebooks.SyncOptions{}) {
		t.Error("a result of nothing")
	}
}

func TestWrongSyncOptions(t *testing.T) {
	t.Parallel()
	client := clientOf(t, func(http.ResponseWriter, *http.Request) { t.Error("something was sent") })
	tests := []struct {
		name   string
		opts   abebooks.SyncOptions
		fields []string
	}{
		{"a negative concurrency", abebooks.SyncOptions{Concurrency: -1}, []string{"Concurrency"}},
		{"a concurrency of 65", abebooks.SyncOptions{Concurrency: 65}, []string{"Concurrency"}},
		{"a negative batch size", abebooks.SyncOptions{BatchSize: -1}, []string{"BatchSize"}},
		{"a batch size of 101", abebooks.SyncOptions{BatchSize: 101}, []string{"BatchSize"}},
		{"both", abebooks.SyncOptions{Concurrency: -1, BatchSize: 101}, []string{"Concurrency", "BatchSize"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var last sellerwire.Progress
			tt.opts.Progress = func(p sellerwire.Progress) { last = p }
			input := numbered(3)
			results := slices.Collect(client.Sync(t.Context(), slices.Values(input), tt.opts))
			require.Len(t, results, 3)
			for i, r := range results {
				require.Equal(t, input[i], r.Transaction)
				require.Equal(t, notSent, r.Outcome)
				var fields []string
				for _, f := range faultsOf(t, r.Err) {
					fields = append(fields, f.Field)
				}
				require.Equal(t, tt.fields, fields)
			}
			assert.Equal(t, sellerwire.Progress{Pulled: 3, NotSent: 3}, last)
		})
	}
	for _, opts := range []abebooks.SyncOptions{{Concurrency: 64, BatchSize: 100}, {Concurrency: 1, BatchSize: 1}} {
		_, client := newEmulator(t)
		for r := range client.Sync(t.Context(), slices.Values(numbered(3)), opts) {
			require.NoError(t, r.Err)
		}
	}
}

// What was refused before sending, by the service, and with its whole batch
// stands beside what went through.
func TestSyncReportsEachFailure(t *testing.T) {
	t.Parallel()
	server, client := newEmulator(t)
	server.FailBook("SKU-0003", 607)
	server.Intercept(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if server.Requests() == 2 {
				replying(http.StatusOK, requestError(104))(w, r)
				return
			}
			next.ServeHTTP(w, r)
		})
	})
	input := numbered(9)
	input[0].Book.Title = ""
	input[8].Book.VendorBookID = ""
	var progress []sellerwire.Progress
	opts := abebooks.SyncOptions{Concurrency: 1, BatchSize: 4, Progress: func(p sellerwire.Progress) { progress = append(progress, p) }}
	results := slices.Collect(client.Sync(t.Context(), slices.Values(input), opts))
	require.Equal(t, []sellerwire.Outcome{
		notSent, accepted, accepted, rejected, accepted, rejected, rejected, rejected, notSent,
	}, outcomes(results))
	assert.Equal(t, `book "SKU-0000"`, faultsOf(t, results[0].Err)[0].Item)
	assert.Equal(t, abebooks.CodeBadShippingTemplate, results[3].Code)
	assert.Equal(t, abebooks.CodeInvalidXML, results[6].Code)
	assert.Same(t, results[5].Err, results[6].Err)
	require.Len(t, progress, 9)
	last := progress[8]
	assert.Equal(t, sellerwire.Progress{Pulled: 9, Accepted: 3, Rejected: 4, NotSent: 2}, last)
	assert.Equal(t, last.Pulled, last.Done())
}

func TestSyncSourceReportsTheSourcesErrors(t *testing.T) {
	t.Parallel()
	server, client := newEmulator(t)
	bad := errors.New("row 2: no price")
	source := func(yield func(abebooks.Transaction, error) bool) {
		_ = yield(abebooks.Add(book("A")), nil) &&
			yield(abebooks.Add(book("B")), bad) &&
			yield(abebooks.Add(book("C")), nil)
	}
	results := slices.Collect(client.SyncSource(t.Context(), source, abebooks.SyncOptions{}))
	require.Equal(t, []sellerwire.Outcome{accepted, notSent, accepted}, outcomes(results))
	require.ErrorIs(t, results[1].Err, bad)
	require.ErrorIs(t, results[1].Err, sellerwire.ErrNotSent)
	assert.Equal(t, "B", results[1].Transaction.Book.VendorBookID)
	assert.Len(t, server.Books(), 2)
}

func TestSyncStopsWhereTheLoopBreaks(t *testing.T) {
	t.Parallel()
	server, client := newEmulator(t)
	pulled := 0
	input := func(yield func(abebooks.Transaction) bool) {
		for i := 0; ; i++ { // without end
			pulled++
			if !yield(abebooks.Add(book(fmt.Sprint(i)))) {
				return
			}
		}
	}
	for r := range client.Sync(t.Context(), input, abebooks.SyncOptions{Concurrency: 2, BatchSize: 5}) {
		require.NoError(t, r.Err)
		break
	}
	assert.Less(t, pulled, 100, "the window is bounded")
	assert.LessOrEqual(t, server.Requests(), int64(pulled/5))
}

func TestSyncUnderAContextThatEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e := abebookstest.New(abebookstest.Options{})
		e.Intercept(func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if e.Requests() > 2 {
					<-r.Context().Done()
					return
				}
				next.ServeHTTP(w, r)
			})
		})
		client := newClient(t, abebooks.Classic(e.Username(), e.APIKey()), memoryOptions(e)...)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		pulled := 0
		input := func(yield func(abebooks.Transaction) bool) {
			for _, transaction := range numbered(1000) {
				pulled++
				if !yield(transaction) {
					return
				}
			}
		}
		results := slices.Collect(client.Sync(ctx, input, abebooks.SyncOptions{Concurrency: 2, BatchSize: 10}))
		require.Len(t, results, pulled, "each one that was pulled has its result")
		require.Less(t, pulled, 1000)
		counts := map[sellerwire.Outcome]int{}
		for i, r := range results {
			require.Equal(t, fmt.Sprintf("SKU-%04d", i), r.Transaction.Book.VendorBookID)
			counts[r.Outcome]++
			require.True(t, r.Err == nil || errors.Is(r.Err, context.DeadlineExceeded))
		}
		assert.Equal(t, 20, counts[accepted])
		assert.Equal(t, 20, counts[unknown], "two batches were in flight")
		assert.Equal(t, pulled-40, counts[notSent])
	})
	_, client := newEmulator(t)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for range client.Sync(ended, slices.Values(numbered(3)), abebooks.SyncOptions{}) {
		t.Error("a result though nothing was pulled")
	}
}

// The same ID in any case is never in flight twice, and what came last stays.
func TestSyncKeepsTheOrderOfOneID(t *testing.T) {
	t.Parallel()
	server, client := newEmulator(t)
	var mu sync.Mutex
	var titles []string
	inFlight := 0
	server.Intercept(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			sent := readRequest(t, r)
			mu.Lock()
			inFlight++
			assert.Equal(t, 1, inFlight)
			for _, b := range sent {
				titles = append(titles, b.Title)
			}
			mu.Unlock()
			next.ServeHTTP(w, r)
			mu.Lock()
			inFlight--
			mu.Unlock()
		})
	})
	var input []abebooks.Transaction
	var want []string
	for i, id := range slices.Repeat([]string{"sku-ä", "SKU-Ä", "Sku-ä"}, 5) {
		b := book(id)
		b.Title = fmt.Sprint("edition ", i)
		input, want = append(input, abebooks.Update(b)), append(want, b.Title)
	}
	for r := range client.Sync(t.Context(), slices.Values(input), abebooks.SyncOptions{Concurrency: 8, BatchSize: 2}) {
		require.NoError(t, r.Err)
	}
	assert.Equal(t, want, titles)
}

// 20,000 books to a service that takes 50 ms, in a clock of its own.
func TestSyncKeepsItsConcurrencyBusy(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client := newClient(t, abebooks.Classic(testUsername, testAPIKey),
			sellerwire.WithHTTPClient(&http.Client{Transport: &quickService{delay: 50 * time.Millisecond}}))
		began := time.Now()
		n := 0
		for r := range client.Sync(t.Context(), catalogue(20_000), abebooks.SyncOptions{Concurrency: 8}) {
			require.NoError(t, r.Err)
			n++
		}
		assert.Equal(t, 20_000, n)
		assert.LessOrEqual(t, time.Since(began), 200/8*50*time.Millisecond*110/100)
	})
}

func TestSyncIsPacedByALimiter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client := newClient(t, abebooks.Classic(testUsername, testAPIKey), sellerwire.WithLimiter(everySecond{}),
			sellerwire.WithHTTPClient(&http.Client{Transport: &quickService{}}))
		began := time.Now()
		for r := range client.Sync(t.Context(), catalogue(1000), abebooks.SyncOptions{Concurrency: 1}) {
			require.NoError(t, r.Err)
		}
		assert.Equal(t, 10*time.Second, time.Since(began))
	})
}

type everySecond struct{}

func (everySecond) Wait(context.Context) error {
	<-time.After(time.Second)
	return nil
}

// catalogue is an inventory of n books that takes no memory.
func catalogue(n int) iter.Seq[abebooks.Transaction] {
	template := book("")
	template.Description = strings.Repeat("A description of the usual length. ", 12)
	return func(yield func(abebooks.Transaction) bool) {
		for i := range n {
			template.VendorBookID = fmt.Sprintf("SKU-%07d", i)
			if !yield(abebooks.Update(template)) {
				return
			}
		}
	}
}
