package bulk_test

import (
	"context"
	"math/rand/v2"
	"runtime"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/bulk"
)

const latency = 50 * time.Millisecond

func TestAllWorkersAreBusyUntilTheEnd(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name        string
		concurrency int
		keyOf       func(int) int
		do          func(context.Context, []int) []result
		consumer    time.Duration // for as many results as a batch has
		refuse      int           // every so many inputs
		want        time.Duration
		slack       time.Duration
	}{
		{name: "when every key differs", want: 25 * latency},
		{name: "with one worker", concurrency: 1, want: 200 * latency},
		// A key's last input is sent when all others have been.
		{name: "when one in ten inputs shares a key with its neighbour", keyOf: oneInTen, want: 25 * latency, slack: 2 * latency},
		{name: "when two neighbours share a key", keyOf: func(i int) int { return i / 2 }, want: 25 * latency, slack: 2 * latency},
		{name: "when four neighbours share a key", keyOf: func(i int) int { return i / 4 }, want: 25 * latency, slack: 4 * latency},
		{name: "when a key comes again ten batches later", keyOf: func(i int) int { return i % 1000 }, want: 25 * latency, slack: latency},
		{name: "when every tenth input is refused", refuse: 10, want: 23 * latency},
		{name: "when calls take more or less long", do: moreOrLess, want: 25 * latency, slack: 2 * latency},
		// The results of the last calls, one per worker, are still to be consumed.
		{name: "while the consumer works half as long", consumer: 3 * time.Millisecond, want: 25 * latency, slack: 8 * 3 * time.Millisecond},
		{name: "while the consumer works nearly as long", consumer: 6 * time.Millisecond, want: 25 * latency, slack: 8 * 6 * time.Millisecond},
		{name: "while the consumer works 10 ms a batch", concurrency: 4, consumer: 10 * time.Millisecond, want: 50 * latency, slack: 4 * 10 * time.Millisecond},
		{name: "so that a slow consumer only waits at the start", consumer: 10 * time.Millisecond, want: latency + 200*10*time.Millisecond},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				cfg := config(after(latency))
				cfg.BatchSize, cfg.Concurrency = 100, 8
				if tt.concurrency > 0 {
					cfg.Concurrency = tt.concurrency
				}
				if tt.do != nil {
					cfg.Do = tt.do
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
					n++
					pause(tt.consumer / 100)
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
		cfg.BatchSize, cfg.Concurrency = 10, 4
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

// listing is an input of a usual size.
type listing struct {
	id   int
	text string
}

func listingConfig() bulk.Config[listing, result] {
	return bulk.Config[listing, result]{
		BatchSize:   100,
		Concurrency: 8,
		Key:         func(l listing) string { return strconv.Itoa(l.id) },
		Do: func(_ context.Context, batch []listing) []result {
			results := make([]result, len(batch))
			for i, l := range batch {
				results[i] = result{in: l.id, outcome: sellerwire.OutcomeAccepted}
			}
			return results
		},
		NotSent: func(l listing, why error) result { return result{l.id, sellerwire.OutcomeNotSent, why} },
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
	assert.Equal(t, goroutines, runtime.NumGoroutine())
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
