package benchmarks

import (
	"runtime"
	"slices"
	"testing"
	"time"
)

// contest is a thing done by the module, and the same done by hand or by the
// standard library.
type contest struct{ ours, theirs func() error }

// The clocks of a contest.
var (
	wallClock = func() time.Duration { return time.Since(start) }
	// processorClock is for rows that wait for nothing: another program on the
	// machine makes them longer, and the processor time hardly.
	processorClock = processorTime

	start = time.Now()
)

// run lets both sides do it n times in each round. They take turns in who is
// first, so that neither has the quieter machine, and the ratio is the median of
// the rounds' ratios. between, if not nil, is called before each round.
func (c contest) run(rounds, n int, clock func() time.Duration, between func()) (Result, error) {
	var took, baseline []time.Duration
	var ratios []float64
	for round := range rounds + 1 {
		if between != nil {
			between()
		}
		var times [2]time.Duration
		for _, side := range [2]int{round % 2, 1 - round%2} {
			f := [2]func() error{c.ours, c.theirs}[side]
			runtime.GC() // what one side leaves behind is not the other's
			began := clock()
			if err := repeat(n, f); err != nil {
				return Result{}, err
			}
			times[side] = (clock() - began) / time.Duration(n)
		}
		if round > 0 { // the first round warms up
			took, baseline = append(took, times[0]), append(baseline, times[1])
			ratios = append(ratios, ratio(times[0], times[1]))
		}
	}
	return Result{Took: median(took), Baseline: median(baseline), Ratio: median(ratios)}, nil
}

// allocations counts what one call of each side allocates.
func (c contest) allocations() (ours, theirs int, err error) {
	count := func(f func() error) int {
		return int(testing.AllocsPerRun(200, func() {
			if e := f(); e != nil {
				err = e
			}
		}))
	}
	ours, theirs = count(c.ours), count(c.theirs)
	return ours, theirs, err
}

func repeat(n int, f func() error) error {
	for range n {
		if err := f(); err != nil {
			return err
		}
	}
	return nil
}

// atMost judges a ratio that shall not be above a bound.
func (r Result) atMost(bound float64) Result {
	r.Kept = r.Ratio <= bound
	return r
}

// median of an odd or even number of values.
func median[T time.Duration | float64](all []T) T {
	sorted := slices.Sorted(slices.Values(all))
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

// ratio of two durations.
func ratio(a, b time.Duration) float64 { return float64(a) / float64(b) }
