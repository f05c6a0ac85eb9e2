package abebooks_test

import (
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/abebooks"
)

// An inventory of 100,000 books meets a service that will take none of them.
func TestSyncStopsByItself(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		handler http.HandlerFunc
		kind    error
		says    string
	}{
		{"a revoked key", replying(200, requestError(110)), sellerwire.ErrUnauthorized, "does not accept the credentials"},
		{"a revoked key, by status", replying(401, ""), sellerwire.ErrUnauthorized, "does not accept the credentials"},
		{"a key without rights", replying(200, requestError(108)), sellerwire.ErrForbidden, "forbidden every call"},
		{"a revoked key, in the result of each book", ofEachBook(110), sellerwire.ErrUnauthorized, "does not accept the credentials"},
		{"a key without rights, in the result of each book", ofEachBook(108), sellerwire.ErrForbidden, "forbidden every call"},
		{"a host that redirects", replying(302, ""), sellerwire.ErrUnexpectedContent, "redirects"},
		{"a page that is not found", replying(404, "<html>Not Found</html>"), sellerwire.ErrUnexpectedContent, "not at this address"},
		{"a long pause", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Retry-After", "3600")
			replying(503, "")(w, r)
		}, sellerwire.ErrUnavailable, "a pause of 1h0m0s"},
	}
	for _, tt := range tests {
		for _, size := range []int{1, 100} {
			t.Run(fmt.Sprint(tt.name, ", batches of ", size), func(t *testing.T) {
				t.Parallel()
				var requests atomic.Int64
				client := clientOf(t, func(w http.ResponseWriter, r *http.Request) {
					requests.Add(1)
					tt.handler(w, r)
				})
				var counts sellerwire.Progress
				opts := abebooks.SyncOptions{Concurrency: 4, BatchSize: size, Progress: func(p sellerwire.Progress) { counts = p }}
				results := 0
				for r := range client.Sync(t.Context(), catalogue(100_000), opts) {
					require.Equal(t, fmt.Sprintf("SKU-%07d", results), r.Transaction.Book.VendorBookID)
					require.ErrorIs(t, r.Err, tt.kind)
					require.Equal(t, r.Outcome, sellerwire.OutcomeOf(r.Err))
					if r.Outcome == sellerwire.OutcomeNotSent {
						require.ErrorContains(t, r.Err, tt.says)
						require.Zero(t, r.Code)
					}
					results++
				}
				assert.Equal(t, counts.Pulled, results)
				assert.NotZero(t, counts.NotSent)
				assert.LessOrEqual(t, requests.Load(), int64(8))
				assert.Less(t, results, 6*4*size+1)

				requests.Store(0)
				opts.KeepGoing = true
				for r := range client.Sync(t.Context(), catalogue(20*size), opts) {
					require.NotEqual(t, notSent, r.Outcome)
				}
				assert.EqualValues(t, 20, requests.Load())
			})
		}
	}
}

// ofEachBook answers with one code for every book that there may be.
func ofEachBook(code int) http.HandlerFunc {
	var results []string
	for i := range 3000 {
		results = append(results, result(code, fmt.Sprintf("SKU-%07d", i)))
	}
	return replying(http.StatusOK, response(results...))
}

// A size that is named is checked; a zero field of the options is the default.
func TestTheSizeOfABatchCanBeChosen(t *testing.T) {
	t.Parallel()
	for size, limit := range map[int]int64{0: 1, -1: 1, 101: 100} {
		_, err := abebooks.New(abebooks.Classic(testUsername, testAPIKey), abebooks.WithBatchSize(size))
		faults := faultsOf(t, err)
		require.Len(t, faults, 1)
		assert.Equal(t, sellerwire.FieldError{
			Field: "WithBatchSize", Limit: limit, Size: int64(size), Reason: fmt.Sprintf("must be 1 to 100, is %d", size),
		}, faults[0])
	}
	requests := func(opts abebooks.SyncOptions, own ...sellerwire.Option) int64 {
		server, client := newEmulator(t, own...)
		for r := range client.Sync(t.Context(), catalogue(200), opts) {
			require.NoError(t, r.Err)
		}
		return server.Requests()
	}
	assert.EqualValues(t, 2, requests(abebooks.SyncOptions{}))
	assert.EqualValues(t, 10, requests(abebooks.SyncOptions{}, abebooks.WithBatchSize(20)))
	assert.EqualValues(t, 4, requests(abebooks.SyncOptions{BatchSize: 50}, abebooks.WithBatchSize(20)))
	assert.EqualValues(t, 200, requests(abebooks.SyncOptions{BatchSize: 1}))
}
