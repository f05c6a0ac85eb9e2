package bulk_test

import (
	"cmp"
	"context"
	"math/rand/v2"
	"runtime"
	"strconv"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/bulk"
	"github.com/sellerwire/sellerwire/internal/transport"
)

const latency = 50 * time.Millisecond

func TestAllWorkersAreBusyUntilTheEnd(t *testing.T) {
	t.Parallel()
	const ms = time.Millisecond
	tests := []struct {
		name        string
		concurrency int // 8, if not given
		keyOf       func(int) int
		do          func(context.Context, []int) []result
		refuse      int           // one in so many inputs
		work        time.Duration // of the consumer, for every so many results
		every       int
		want        time.Duration
		slack       time.Duration
	}{
		{name: "when every key differs", want: 25 * latency},
		{name: "with one worker", concurrency: 1, want: 200 * latency},
		{name: "when every tenth input is refused", refuse: 10, want: 23 * latency},
		{name: "when calls take more or less long", do: moreOrLess, want: 25 * latency, slack: 2 * latency},
		// A key's last input is sent when all others have been.
		{name: "when one in ten inputs shares a key with its neighbour", keyOf: oneInTen, want: 25 * latency, slack: 2 * latency},
		{name: "when two neighbours share a key", keyOf: func(i int) int { return i / 2 }, want: 25 * latency, slack: 2 * latency},
		{name: "when four neighbours share a key", keyOf: func(i int) int { return i / 4 }, want: 25 * latency, slack: 4 * latency},
		// The window has room for 320 keys.
		{name: "as far as the window goes, when ten neighbours share a key",
			keyOf: func(i int) int { return i / 10 }, want: 63 * latency, slack: 8 * latency},
		{name: "when a key comes again ten batches later",
			keyOf: func(i int) int { return i % 1000 }, want: 25 * latency, slack: 2 * latency},
		{name: "when there are keys for one and a half batches",
			keyOf: func(i int) int { return i % 150 }, want: 134 * latency, slack: latency},
		// The results of the last calls, one per worker, are still to be consumed.
		{name: "while the consumer works half the time", work: 30 * time.Microsecond, every: 1, want: 25 * latency, slack: 8 * 3 * ms},
		{name: "while the consumer works nearly all the time", work: 6 * ms, every: 100, want: 25 * latency, slack: 8 * 6 * ms},
		{name: "while the consumer works for longer than a call", work: 90 * ms, every: 1600, want: 25 * latency, slack: 90 * ms},
		{name: "while the consumer works and two neighbours share a key", keyOf: func(i int) int { return i / 2 }, work: 6 * ms,
			every: 100, want: 25 * latency, slack: 3 * latency},
		{name: "while the consumer works 10 ms a batch", concurrency: 4, work: 10 * ms, every: 100, want: 50 * latency, slack: 4 * 10 * ms},
		{name: "so that a slow consumer only waits at the start", work: 10 * ms, every: 100, want: latency + 200*10*ms},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				cfg := config(after(latency))
				sized(&cfg, 100, cmp.Or(tt.concurrency, 8))
				if tt.do != nil {
					cfg.Do = answering(tt.do)
				}
				if tt.keyOf != nil {
					cfg.Key = func(in int) string { return strconv.Itoa(tt.keyOf(in)) }
				}
				if tt.refuse > 0 {
					cfg.Check = func(in int) error {
						if in%tt.refuse == 0 {
							return errRefused
						}
						return nil
					}
				}
				start, n := time.Now(), 0
				for range bulk.Run(t.Context(), numbers(20_000), cfg) {
					if n++; tt.every > 0 && n%tt.every == 0 {
						pause(tt.work)
					}
				}
				took := time.Since(start)
				assert.Equal(t, 20_000, n)
				assert.GreaterOrEqual(t, took, tt.want)
				assert.LessOrEqual(t, took, tt.want+tt.slack)
			})
		})
	}
}

// oneInTen gives inputs 1, 11, 21 ... the key of the input before.
func oneInTen(i int) int {
	if i%10 == 1 {
		return i - 1
	}
	return i
}

// moreOrLess is a service that takes 50 ms on average.
func moreOrLess(ctx context.Context, batch []int) []result {
	rng := rand.New(rand.NewPCG(7, uint64(batch[0])))
	return after(latency/2+upTo(rng, latency))(ctx, batch)
}

func TestAKeyThatRepeatsDoesNotHoldOthersBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		// Every second input is the same book: as many calls as it has changes, and
		// the others travel along.
		cfg := config(after(latency))
		sized(&cfg, 10, 4)
		cfg.Key = func(in int) string {
			if in%2 == 0 {
				return "hot"
			}
			return strconv.Itoa(in)
		}
		start := time.Now()
		for range bulk.Run(t.Context(), numbers(200), cfg) {
		}
		assert.GreaterOrEqual(t, time.Since(start), 100*latency)
		assert.LessOrEqual(t, time.Since(start), 102*latency)
	})
}

func TestInputsThatWereHeldBackTravelTogether(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var calls atomic.Int64
		rng := rand.New(rand.NewPCG(3, 0))
		keys := make([]string, 20_000)
		for i := range keys {
			keys[i] = strconv.Itoa(rng.IntN(2000)) // most are held back for a while
		}
		cfg := config(func(ctx context.Context, batch []int) []result {
			calls.Add(1)
			return moreOrLess(ctx, batch)
		})
		sized(&cfg, 100, 8)
		cfg.Key = func(in int) string { return keys[in] }
		for range bulk.Run(t.Context(), numbers(len(keys)), cfg) {
		}
		assert.Less(t, calls.Load(), int64(240), "200 full batches and some that are not")
	})
}

// A batch that is not full waits while every worker has something to do.
func TestNoHalfBatchGoesOutWhileAllWorkersAreBusy(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		calls := 0
		cfg := config(func(ctx context.Context, batch []int) []result {
			calls++
			return after(time.Second)(ctx, batch)
		})
		sized(&cfg, 10, 1)
		cfg.Key = func(in int) string {
			if in == 0 || in >= 16 {
				return "hot" // each waits for the one before
			}
			return strconv.Itoa(in)
		}
		for range bulk.Run(t.Context(), numbers(40), cfg) {
		}
		assert.Equal(t, 25, calls, "the first ten, six with the second hot one, 23 hot ones by themselves")
	})
}

// listing is an input of a usual size.
type listing struct {
	id   int
	text string
}

func listingConfig() bulk.Config[listing, result] {
	return bulk.Config[listing, result]{
		Options:  bulk.Options{Concurrency: 8},
		MaxBatch: 100,
		Item:     func(l listing) string { return strconv.Itoa(l.id) },
		Key:      func(l listing) string { return strconv.Itoa(l.id) },
		Do: func(_ context.Context, batch []listing, _ *transport.Pause) ([]result, error) {
			results := make([]result, len(batch))
			for i, l := range batch {
				results[i] = result{in: l.id, outcome: sellerwire.OutcomeAccepted}
			}
			return results, nil
		},
		Result:  func(l listing, err error) result { return result{l.id, sellerwire.OutcomeNotSent, err} },
		Outcome: func(r result) sellerwire.Outcome { return r.outcome },
	}
}

// listings yields n inputs that are made when they are asked for.
func listings(n int, pulled *int) func(func(listing, error) bool) {
	text := make([]byte, 1000)
	return func(yield func(listing, error) bool) {
		for i := range n {
			*pulled++
			if !yield(listing{i, string(text)}, nil) {
				return
			}
		}
	}
}

// Not parallel: it measures the heap and the goroutines of the process.
func TestMemoryDoesNotGrowWithTheInput(t *testing.T) {
	const n, window = 1_000_000, 4 * 100 * 8
	goroutines, before := runtime.NumGoroutine(), liveHeap()
	var pulled, yielded, widest int
	var grown int64
	for range bulk.Run(t.Context(), listings(n, &pulled), listingConfig()) {
		widest = max(widest, pulled-yielded)
		if yielded++; yielded%100_000 == 0 {
			grown = max(grown, liveHeap()-before)
		}
	}
	assert.Equal(t, n, yielded)
	assert.LessOrEqual(t, widest, window)
	assert.Less(t, grown, int64(12<<20), "3200 listings of 1 KB and as many results")
	// A worker that has been waited for may still be on its way out.
	for i := 0; i < 10_000 && runtime.NumGoroutine() > goroutines; i++ {
		runtime.Gosched()
	}
	assert.LessOrEqual(t, runtime.NumGoroutine(), goroutines)
}

func liveHeap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func BenchmarkRun(b *testing.B) {
	var pulled int
	b.ReportAllocs()
	for range bulk.Run(b.Context(), listings(b.N, &pulled), listingConfig()) {
	}
}
