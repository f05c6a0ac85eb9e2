package bulk_test

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/bulk"
)

func TestResultsComeInTheOrderOfTheInputs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		cfg := config(func(ctx context.Context, batch []int) []result {
			// The earlier the input, the later its reply.
			return after(time.Duration(100-batch[0])*time.Second)(ctx, batch)
		})
		cfg.Options.Concurrency = 8
		var order []int
		for r := range bulk.Run(t.Context(), numbers(100), cfg) {
			order = append(order, r.in)
		}
		require.Len(t, order, 100)
		assert.True(t, slices.IsSorted(order))
	})
}

func TestBatchesAreFullButForTheLast(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		n    int
		want []int
	}{
		{"no input makes no call", 0, nil},
		{"one input makes one call", 1, []int{1}},
		{"a full batch makes one call", 10, []int{10}},
		{"the rest goes out at the end", 23, []int{10, 10, 3}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var sizes []int
			cfg := config(func(ctx context.Context, batch []int) []result {
				sizes = append(sizes, len(batch))
				return accept(ctx, batch)
			})
			sized(&cfg, 10, 1)
			results := slices.Collect(bulk.Run(t.Context(), numbers(tt.n), cfg))
			assert.Len(t, results, tt.n)
			assert.Equal(t, tt.want, sizes)
		})
	}
}

func TestTheRestGoesOutWhileTheConsumerWorks(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		var last time.Duration
		cfg := config(func(ctx context.Context, batch []int) []result {
			last = time.Since(start)
			return after(time.Second)(ctx, batch)
		})
		sized(&cfg, 10, 1)
		for range bulk.Run(t.Context(), numbers(12), cfg) {
			pause(time.Minute)
		}
		assert.Equal(t, time.Second, last, "as soon as the call before has ended")
	})
}

func TestInputsWithOneKeyGoOneAfterTheOther(t *testing.T) {
	t.Parallel()
	var batches [][]int
	cfg := config(func(ctx context.Context, batch []int) []result {
		batches = append(batches, batch)
		return accept(ctx, batch)
	})
	sized(&cfg, 10, 1)
	cfg.Key = func(in int) string { return strconv.Itoa(in % 2) }
	results := slices.Collect(bulk.Run(t.Context(), numbers(6), cfg))
	assert.Len(t, results, 6)
	assert.Equal(t, [][]int{{0, 1}, {2, 3}, {4, 5}}, batches)
}

func TestZeroOptionsAreTheDefaults(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var service calls
		cfg := config(service.slowToStop)
		cfg.MaxBatch, cfg.Options = 10, bulk.Options{}
		for range bulk.Run(t.Context(), numbers(1000), cfg) {
			synctest.Wait()
			assert.EqualValues(t, 4, service.running.Load())
			break
		}
		assert.EqualValues(t, 10, service.largest.Load())
	})
}

func TestEveryLoopOverTheResultsRunsAnew(t *testing.T) {
	t.Parallel()
	results := bulk.Run(t.Context(), numbers(10), config(accept))
	assert.Len(t, slices.Collect(results), 10)
	assert.Len(t, slices.Collect(results), 10)
}

func TestWhatIsRefusedIsNotSent(t *testing.T) {
	t.Parallel()
	noID, noRow := errors.New("no ID"), errors.New("no row")
	cfg := config(accept)
	cfg.Check = func(in int) error {
		if in == 1 {
			return noID
		}
		return nil
	}
	source := func(yield func(int, error) bool) {
		_ = yield(0, nil) && yield(1, nil) && yield(2, noRow) && yield(3, nil)
	}
	results := slices.Collect(bulk.Run(t.Context(), source, cfg))
	require.Len(t, results, 4)
	for i, want := range []error{nil, noID, noRow, nil} {
		assert.Equal(t, i, results[i].in)
		assert.ErrorIs(t, results[i].err, want)
		outcome := sellerwire.OutcomeAccepted
		if want != nil {
			outcome = sellerwire.OutcomeNotSent
		}
		assert.Equal(t, outcome, results[i].outcome)
	}
	assert.EqualError(t, results[2].err, "shop: set all: 2: not sent: no row")
}

func TestWithoutErrorsYieldsWhatItsSourceYields(t *testing.T) {
	t.Parallel()
	source := bulk.WithoutErrors(slices.Values([]int{3, 1, 2}))
	var got []int
	for in, err := range source {
		require.NoError(t, err)
		got = append(got, in)
	}
	assert.Equal(t, []int{3, 1, 2}, got)
	for in := range source {
		assert.Equal(t, 3, in)
		break
	}
}

func TestProgressCountsEveryOutcome(t *testing.T) {
	t.Parallel()
	outcomes := []sellerwire.Outcome{
		sellerwire.OutcomeAccepted, sellerwire.OutcomeRejected, sellerwire.OutcomeNotSent,
		sellerwire.OutcomeUnknown, sellerwire.OutcomeNone, sellerwire.OutcomeAccepted,
	}
	cfg := config(func(_ context.Context, batch []int) []result { return all(batch, outcomes[batch[0]]) })
	var last sellerwire.Progress
	cfg.Options.Progress = func(p sellerwire.Progress) { last = p }
	run := bulk.Run(t.Context(), numbers(len(outcomes)), cfg)

	assert.Len(t, slices.Collect(run), len(outcomes))
	assert.Equal(t, sellerwire.Progress{Pulled: 6, Accepted: 2, Rejected: 1, NotSent: 1, Unknown: 2}, last)

	for range run {
		break
	}
	assert.Equal(t, 1, last.Done(), "the result that ended the loop counts")
}

func TestAnInputThatDoForgotIsUnknownAndNotUnsent(t *testing.T) {
	t.Parallel()
	cfg := config(func(ctx context.Context, batch []int) []result { return accept(ctx, batch[:1]) })
	sized(&cfg, 2, 1)
	var last sellerwire.Progress
	cfg.Options.Progress = func(p sellerwire.Progress) { last = p }
	assert.Len(t, slices.Collect(bulk.Run(t.Context(), numbers(4), cfg)), 4)
	assert.Equal(t, sellerwire.Progress{Pulled: 4, Accepted: 2, Unknown: 2}, last)
}

func TestNothingIsPulledOnceTheContextHasEnded(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	source := func(func(int, error) bool) { t.Error("the source was asked") }
	assert.Empty(t, slices.Collect(bulk.Run(ctx, source, config(accept))))
}

func TestAnInputThatIsHandedOverDuringACancelHasAResult(t *testing.T) {
	t.Parallel()
	why := errors.New("the shop closes")
	ctx, cancel := context.WithCancelCause(t.Context())
	source := func(yield func(int, error) bool) {
		for i := 0; ; i++ {
			if i == 5 {
				cancel(why)
			}
			if !yield(i, nil) {
				return
			}
		}
	}
	results := slices.Collect(bulk.Run(ctx, source, config(accept)))
	require.Len(t, results, 6)
	assert.Equal(t, sellerwire.OutcomeNotSent, results[5].outcome)
	assert.ErrorIs(t, results[5].err, why)
}

func TestACancelGivesEveryPulledInputItsOutcomeAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), 90*time.Second)
		defer cancel()
		cfg := config(after(time.Minute))
		sized(&cfg, 10, 2)
		counts := map[sellerwire.Outcome]int{}
		for r := range bulk.Run(ctx, numbers(1000), cfg) {
			counts[r.outcome]++
			if r.outcome == sellerwire.OutcomeNotSent {
				assert.ErrorIs(t, r.err, context.DeadlineExceeded)
			}
		}
		// Two calls have ended, two are in flight, and the six others of the window
		// are never made.
		assert.Equal(t, map[sellerwire.Outcome]int{
			sellerwire.OutcomeAccepted: 20,
			sellerwire.OutcomeUnknown:  20,
			sellerwire.OutcomeNotSent:  60,
		}, counts)
		assert.Equal(t, 90*time.Second, time.Since(start))
	})
}

// calls counts the calls that run, and the inputs of the largest.
type calls struct{ running, largest atomic.Int64 }

// slowToStop is a service whose first call is quick, and whose others take a
// second to notice a cancel.
func (c *calls) slowToStop(ctx context.Context, batch []int) []result {
	c.running.Add(1)
	c.largest.Store(max(c.largest.Load(), int64(len(batch))))
	defer c.running.Add(-1)
	if batch[0] > 0 {
		<-ctx.Done()
		<-time.After(time.Second)
	} else {
		<-time.After(time.Millisecond) // in a bubble: until the others are in flight
	}
	return all(batch, sellerwire.OutcomeAccepted)
}

func TestBreakCancelsWhatIsInFlightAndWaitsForIt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var service calls
		cfg := config(service.slowToStop)
		cfg.Options.Concurrency = 4
		var broke time.Time
		for range bulk.Run(t.Context(), numbers(1000), cfg) {
			synctest.Wait()
			assert.EqualValues(t, 4, service.running.Load(), "in flight while the consumer works")
			broke = time.Now()
			break
		}
		assert.Zero(t, service.running.Load())
		assert.Equal(t, time.Second, time.Since(broke))
	})
}

func TestAPanicInTheLoopLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var service calls
		cfg := config(service.slowToStop)
		cfg.Options.Concurrency = 4
		assert.PanicsWithValue(t, "consumer", func() {
			for range bulk.Run(t.Context(), numbers(1000), cfg) {
				panic("consumer")
			}
		})
		assert.Zero(t, service.running.Load())
	})
}

func TestNilHasNoInputs(t *testing.T) {
	t.Parallel()
	for range bulk.Run(t.Context(), bulk.WithoutErrors[int](nil), bulk.Config[int, int]{}) {
		t.Error("there is a result")
	}
}
