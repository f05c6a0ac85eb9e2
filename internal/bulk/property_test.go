package bulk_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"iter"
	"math/rand/v2"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/bulk"
)

// To repeat what failed: go test -run Faults -seed 17 -seeds 1.
var (
	firstSeed = flag.Uint64("seed", 1, "first seed of the test under random faults")
	seeds     = flag.Uint64("seeds", 100, "number of seeds of the test under random faults")
)

func TestGuaranteesHoldUnderRandomFaults(t *testing.T) {
	t.Parallel()
	for seed := *firstSeed; seed < *firstSeed+*seeds && !t.Failed(); seed++ {
		synctest.Test(t, func(t *testing.T) { newWorld(t, seed).run() })
	}
}

var (
	errRefused = errors.New("refused by the check")
	errSource  = errors.New("the source cannot read this one")
	errCause   = errors.New("the run was cancelled")
)

// fate is what the world has in store for an input.
type fate int

const (
	sound fate = iota
	refused
	unreadable
)

// world is a source, a service and a consumer, all drawn from one seed.
type world struct {
	t    *testing.T
	seed uint64

	fates                  []fate
	keys                   []string
	batchSize, concurrency int
	latency                time.Duration // the longest of a call
	teardown               time.Duration // the longest that a call takes to notice a cancel
	sourceWork             time.Duration // per input
	consumerWork           time.Duration // per result
	breakAfter             int           // results; 0: never
	cancelAfter            int           // results; 0: never
	cancelDuring           int           // the input whose pull cancels; -1: never
	cancelAt               time.Duration // by a timer; 0: never

	// Seen on the caller's goroutine only.
	pulled, yielded int
	counts          sellerwire.Progress
	lastProgress    sellerwire.Progress
	broke           bool

	mu       sync.Mutex
	running  int
	inFlight map[string]bool
	lastSent map[string]int             // key -> input
	sent     map[int]sellerwire.Outcome // input -> what the service said
	ended    time.Time                  // by a cancel or a break; zero: by neither
	byTimer  bool
}

func newWorld(t *testing.T, seed uint64) *world {
	rng := rand.New(rand.NewPCG(seed, 0))
	upTo := func(d time.Duration) time.Duration { return upTo(rng, d) }
	maybe := func(p float64, n int) int {
		if rng.Float64() < p {
			return 1 + rng.IntN(n)
		}
		return 0
	}
	w := &world{
		t: t, seed: seed,
		fates:        make([]fate, 1+rng.IntN(3000)),
		batchSize:    1 + rng.IntN(100),
		concurrency:  1 + rng.IntN(16),
		latency:      upTo(200 * time.Millisecond),
		teardown:     upTo(20 * time.Millisecond),
		cancelDuring: maybe(0.1, 3000) - 1,
		cancelAfter:  maybe(0.1, 1500),
		breakAfter:   maybe(0.2, 1500),
		cancelAt:     time.Duration(maybe(0.3, 2000)) * time.Millisecond,
		inFlight:     map[string]bool{},
		lastSent:     map[string]int{},
		sent:         map[int]sellerwire.Outcome{},
	}
	if rng.IntN(3) == 0 {
		w.sourceWork = upTo(time.Millisecond)
	}
	if rng.IntN(3) == 0 {
		w.consumerWork = upTo(time.Millisecond)
	}
	w.keys = make([]string, len(w.fates))
	keys, faults := 1+rng.IntN(400), rng.Float64()*0.3
	for i := range w.fates {
		w.keys[i] = strconv.Itoa(rng.IntN(keys))
		if rng.Float64() < faults {
			w.fates[i] = refused + fate(rng.IntN(2))
		}
	}
	return w
}

// run drives the engine and checks what only shows at the end.
func (w *world) run() {
	ctx, cancel := context.WithCancelCause(w.t.Context())
	defer cancel(nil)
	if w.cancelAt > 0 {
		defer time.AfterFunc(w.cancelAt, func() { w.cancel(cancel, true) }).Stop()
	}
	cfg := config(w.do)
	sized(&cfg, w.batchSize, w.concurrency)
	cfg.Key, cfg.Check, cfg.Options.Progress = w.key, w.check, w.progress
	for r := range bulk.Run(ctx, w.source(cancel), cfg) {
		w.result(r)
		pause(w.consumerWork)
		if w.yielded == w.cancelAfter {
			w.cancel(cancel, false)
		}
		if w.yielded == w.breakAfter {
			w.breakNow()
			break
		}
	}
	w.checkEnd()
}

// source yields the inputs, and watches when it is asked for them.
func (w *world) source(cancel context.CancelCauseFunc) iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		for i, fate := range w.fates {
			w.checkPull(i)
			pause(w.sourceWork)
			if i == w.cancelDuring {
				w.cancel(cancel, false)
			}
			var err error
			if fate == unreadable {
				err = errSource
			}
			w.pulled++
			w.counts.Pulled++
			if !yield(i, err) {
				return
			}
		}
	}
}

func (w *world) checkPull(i int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if window := 4 * w.batchSize * w.concurrency; w.pulled-w.yielded >= window {
		w.failf("input %d was pulled into a full window of %d", i, window)
	}
	// A timer that fires in this very instant may be late.
	if !w.ended.IsZero() && (!w.byTimer || time.Now().After(w.ended)) {
		w.failf("input %d was pulled after the cancel", i)
	}
}

func (w *world) cancel(cancel context.CancelCauseFunc, byTimer bool) {
	w.mu.Lock()
	if w.ended.IsZero() {
		w.ended, w.byTimer = time.Now(), byTimer
	}
	w.mu.Unlock()
	cancel(errCause)
}

func (w *world) breakNow() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.broke, w.ended = true, time.Now()
}

func (w *world) key(in int) string { return w.keys[in] }

func (w *world) check(in int) error {
	if w.fates[in] == refused {
		return errRefused
	}
	return nil
}

// do is the service. It may take all, some or nothing of a batch, or never say.
func (w *world) do(ctx context.Context, batch []int) []result {
	w.begin(batch)
	rng := rand.New(rand.NewPCG(w.seed, 1+uint64(batch[0]))) // calls start in any order
	outcomes := []sellerwire.Outcome{
		sellerwire.OutcomeAccepted, sellerwire.OutcomeRejected, sellerwire.OutcomeUnknown, sellerwire.OutcomeNotSent,
	}
	results := all(batch, outcomes[rng.IntN(len(outcomes))])
	if rng.IntN(2) == 0 {
		for i := range results {
			results[i].outcome = outcomes[rng.IntN(len(outcomes))]
		}
	}
	select {
	case <-time.After(upTo(rng, w.latency)):
	case <-ctx.Done():
		pause(upTo(rng, w.teardown))
		results = all(batch, sellerwire.OutcomeUnknown)
	}
	w.end(batch, results)
	return results
}

func (w *world) begin(batch []int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.running++; w.running > w.concurrency {
		w.failf("%d calls in flight, %d allowed", w.running, w.concurrency)
	}
	if len(batch) == 0 || len(batch) > w.batchSize {
		w.failf("a batch of %d, %d allowed", len(batch), w.batchSize)
	}
	for _, in := range batch {
		key := w.key(in)
		if w.fates[in] != sound {
			w.failf("input %d was refused and sent", in)
		}
		if w.inFlight[key] {
			w.failf("key %s of input %d is in flight already", key, in)
		}
		if last, ok := w.lastSent[key]; ok && last >= in {
			w.failf("key %s: input %d was sent after input %d", key, in, last)
		}
		w.inFlight[key], w.lastSent[key] = true, in
	}
}

func (w *world) end(batch []int, results []result) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.running--
	for i, in := range batch {
		delete(w.inFlight, w.key(in))
		w.sent[in] = results[i].outcome
	}
}

// result checks one result against what really happened.
func (w *world) result(r result) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if r.in != w.yielded {
		w.failf("result %d is that of input %d", w.yielded, r.in)
	}
	w.yielded++
	outcome, sent := w.sent[r.in]
	if !sent {
		outcome = sellerwire.OutcomeNotSent
	}
	var why error
	switch {
	case w.fates[r.in] == refused:
		why = errRefused
	case w.fates[r.in] == unreadable:
		why = errSource
	case !sent:
		why = errCause
	}
	if r.outcome != outcome || !errors.Is(r.err, why) {
		w.failf("input %d: %v (%v), but it was %v (%v)", r.in, r.outcome, r.err, outcome, why)
	}
	switch r.outcome {
	case sellerwire.OutcomeAccepted:
		w.counts.Accepted++
	case sellerwire.OutcomeRejected:
		w.counts.Rejected++
	case sellerwire.OutcomeNotSent:
		w.counts.NotSent++
	default:
		w.counts.Unknown++
	}
}

func (w *world) progress(p sellerwire.Progress) {
	if p != w.counts {
		w.failf("progress is %+v, but it was %+v", p, w.counts)
	}
	w.lastProgress = p
}

func (w *world) checkEnd() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.running > 0 {
		w.failf("%d calls are still running", w.running)
	}
	if w.lastProgress != w.counts {
		w.failf("the last progress was %+v, the end is %+v", w.lastProgress, w.counts)
	}
	if !w.broke && w.yielded != w.pulled {
		w.failf("%d inputs were pulled and %d had a result", w.pulled, w.yielded)
	}
	switch {
	case w.ended.IsZero():
		if w.pulled != len(w.fates) {
			w.failf("%d of %d inputs were pulled", w.pulled, len(w.fates))
		}
	case w.broke || w.sourceWork == 0 && w.consumerWork == 0:
		if late := time.Since(w.ended); late > w.teardown {
			w.failf("returned %v after the end, calls end within %v", late, w.teardown)
		}
	}
}

func (w *world) failf(format string, args ...any) {
	w.t.Errorf("seed %d: %s", w.seed, fmt.Sprintf(format, args...))
}

func upTo(rng *rand.Rand, d time.Duration) time.Duration {
	return time.Duration(rng.Int64N(int64(d) + 1))
}

// pause is work; the time is that of the bubble.
func pause(d time.Duration) {
	if d > 0 {
		<-time.After(d)
	}
}
