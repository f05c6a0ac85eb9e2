package bulk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// slot is one input on its way through the engine.
type slot[I, R any] struct {
	in     I
	number int // of the input
	key    string
	result R    // a worker's, while its batch is under way
	done   bool // the engine's, always
}

// report is what a worker gives back: a batch, and whether a call was made.
type report[I, R any] struct {
	batch []*slot[I, R]
	sent  bool
}

// engine lives on the caller's goroutine; only the calls run elsewhere. It
// needs no lock: workers get batches from one channel and report on another.
type engine[I, R any] struct {
	cfg   Config[I, R]
	yield func(R) bool
	limit int // of the window

	window   []*slot[I, R]            // pulled and not yet yielded, oldest first
	ready    []*slot[I, R]            // may be sent, oldest first
	held     map[string][]*slot[I, R] // key ready or under way -> inputs that wait for it
	underWay int                      // batches launched and not yet taken back

	// Both channels hold every batch that may be under way: neither the engine
	// nor a worker ever waits to send.
	work     chan []*slot[I, R]
	finished chan report[I, R]
	workers  sync.WaitGroup
	started  int
	pause    transport.Pause
	watch    watch // what the workers share

	progress sellerwire.Progress
}

func newEngine[I, R any](cfg Config[I, R], yield func(R) bool) *engine[I, R] {
	o := cfg.Options
	inFlight := batchesAhead * o.Concurrency
	return &engine[I, R]{
		cfg:      cfg,
		yield:    yield,
		limit:    windowBatches * o.Concurrency * o.BatchSize,
		watch:    watch{keepGoing: o.KeepGoing, maxRetryAfter: cfg.MaxRetryAfter, trial: o.Concurrency},
		held:     map[string][]*slot[I, R]{},
		work:     make(chan []*slot[I, R], inFlight),
		finished: make(chan report[I, R], inFlight),
	}
}

// pull takes one input into the window.
func (e *engine[I, R]) pull(in I, err error) {
	s := &slot[I, R]{in: in, number: e.progress.Pulled}
	e.progress.Pulled++
	e.window = append(e.window, s)
	if err == nil && e.cfg.Check != nil {
		err = e.cfg.Check(in)
	}
	if err != nil {
		s.result, s.done = e.cfg.notSent(in, err), true
		return
	}
	s.key = e.cfg.Key(in)
	waiting, busy := e.held[s.key]
	if busy {
		e.held[s.key] = append(waiting, s)
		return
	}
	e.held[s.key] = nil
	e.makeReady(s)
}

// makeReady puts a slot where its number belongs. The oldest go first, since
// the window moves on with the oldest.
func (e *engine[I, R]) makeReady(s *slot[I, R]) {
	at, _ := slices.BinarySearchFunc(e.ready, s.number, func(r *slot[I, R], number int) int {
		return r.number - number
	})
	e.ready = slices.Insert(e.ready, at, s)
}

// settle makes room: it yields results until fewer than n inputs are in the
// window. It returns false when the consumer has had enough.
//
// Where there is room already it yields one result, not all there are. A slow
// consumer would otherwise work through them while the workers run out of
// inputs.
func (e *engine[I, R]) settle(ctx context.Context, n int) bool {
	for {
		e.collect()
		e.dispatch(ctx)
		done := len(e.window) > 0 && e.window[0].done
		if done && !e.yieldFirst() {
			return false
		}
		if len(e.window) < n {
			return true
		}
		if !done {
			e.wait(ctx)
		}
	}
}

// collect takes back the batches that are finished.
func (e *engine[I, R]) collect() {
	for {
		select {
		case r := <-e.finished:
			e.takeBack(r)
		default:
			return
		}
	}
}

// dispatch launches full batches, as many as may be under way.
func (e *engine[I, R]) dispatch(ctx context.Context) {
	for len(e.ready) >= e.cfg.Options.BatchSize && e.underWay < cap(e.work) {
		e.launch(ctx, e.cfg.Options.BatchSize)
	}
}

// dispatchRest launches what dispatch left: a batch that is not full.
func (e *engine[I, R]) dispatchRest(ctx context.Context) {
	if len(e.ready) > 0 && e.underWay < cap(e.work) {
		e.launch(ctx, len(e.ready))
	}
}

// wait is for when nothing can be yielded or pulled before a call has ended.
func (e *engine[I, R]) wait(ctx context.Context) {
	// An idle worker takes half a batch rather than wait for a full one. Less
	// goes out only if nothing else moves: a request for every single input that
	// was held back would be many.
	idle := e.underWay < e.cfg.Options.Concurrency
	if e.underWay == 0 || idle && 2*len(e.ready) >= e.cfg.Options.BatchSize {
		e.dispatchRest(ctx)
	}
	if e.underWay == 0 {
		// All that is left was launched, and came back unsent.
		e.abandon(e.ended(ctx))
		return
	}
	e.takeBack(<-e.finished)
}

// launch gives the first n ready inputs to the workers, of which there are as
// many as were ever needed at once.
func (e *engine[I, R]) launch(ctx context.Context, n int) {
	batch := e.ready[:n:n]
	e.ready = e.ready[n:]
	e.underWay++
	if e.started < min(e.underWay, e.cfg.Options.Concurrency) {
		e.started++
		e.workers.Go(func() { e.serve(ctx) })
	}
	e.work <- batch
}

// serve is a worker. It touches the slots of its batch and nothing else, and
// sends nothing after the end.
func (e *engine[I, R]) serve(ctx context.Context) {
	for batch := range e.work {
		r := report[I, R]{batch: batch, sent: e.ended(ctx) == nil}
		if r.sent {
			e.send(ctx, batch)
		}
		e.finished <- r
	}
}

func (e *engine[I, R]) send(ctx context.Context, batch []*slot[I, R]) {
	inputs := make([]I, len(batch))
	for i, s := range batch {
		inputs[i] = s.in
	}
	results, err := e.cfg.Do(ctx, inputs, &e.pause)
	for i, s := range batch[:min(len(batch), len(results))] {
		s.result = results[i]
	}
	e.watch.saw(err)
}

// ended says why nothing more is sent; nil while the run goes on.
func (e *engine[I, R]) ended(ctx context.Context) error {
	if stopped := e.watch.stopped(); stopped != nil {
		return stopped
	}
	err, cause := ctx.Err(), context.Cause(ctx)
	if errors.Is(cause, err) {
		return cause
	}
	return fmt.Errorf("%w: %w", err, cause) // for those who look for either
}

// takeBack lets the next input of each key go.
func (e *engine[I, R]) takeBack(r report[I, R]) {
	e.underWay--
	for _, s := range r.batch {
		s.done = r.sent
		waiting := e.held[s.key]
		if len(waiting) == 0 {
			delete(e.held, s.key)
			continue
		}
		e.held[s.key] = waiting[1:]
		e.makeReady(waiting[0])
	}
}

// yieldFirst yields the oldest result and counts it.
func (e *engine[I, R]) yieldFirst() bool {
	s := e.window[0]
	e.window[0] = nil // the array lives on
	e.window = e.window[1:]
	switch e.cfg.Outcome(s.result) {
	case sellerwire.OutcomeAccepted:
		e.progress.Accepted++
	case sellerwire.OutcomeRejected:
		e.progress.Rejected++
	case sellerwire.OutcomeNotSent:
		e.progress.NotSent++
	default:
		e.progress.Unknown++
	}
	more := e.yield(s.result)
	if e.cfg.Options.Progress != nil {
		e.cfg.Options.Progress(e.progress)
	}
	return more
}

// abandon gives the inputs that will not be sent any more their result.
func (e *engine[I, R]) abandon(why error) {
	for _, s := range e.window {
		if !s.done {
			s.result, s.done = e.cfg.notSent(s.in, why), true
		}
	}
}

// close cancels what is in flight and waits for it.
func (e *engine[I, R]) close(cancel context.CancelFunc) {
	cancel()
	close(e.work)
	e.workers.Wait()
}
