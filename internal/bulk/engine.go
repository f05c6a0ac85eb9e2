package bulk

import (
	"context"
	"sync"

	"github.com/sellerwire/sellerwire"
)

// slot is one input on its way through the engine. While its batch is under
// way it belongs to a worker.
type slot[I, R any] struct {
	in     I
	key    string
	result R
	done   bool
}

// engine lives on the caller's goroutine; only the calls run elsewhere. It
// needs no lock: workers get batches from one channel and report on another.
type engine[I, R any] struct {
	cfg   Config[I, R]
	yield func(R) bool
	limit int // of the window

	window   []*slot[I, R]            // pulled and not yet yielded, in input order
	ready    []*slot[I, R]            // no earlier input with the same key is under way
	held     map[string][]*slot[I, R] // key under way -> inputs that wait for it
	underWay int                      // batches launched and not yet taken back

	// Both channels hold every batch that may be under way: neither the engine
	// nor a worker ever waits to send.
	work     chan []*slot[I, R]
	finished chan []*slot[I, R]
	workers  sync.WaitGroup
	started  int

	progress sellerwire.Progress
}

func newEngine[I, R any](cfg Config[I, R], yield func(R) bool) *engine[I, R] {
	cfg.BatchSize = max(cfg.BatchSize, 1)
	cfg.Concurrency = max(cfg.Concurrency, 1)
	batches := windowBatches * cfg.Concurrency
	return &engine[I, R]{
		cfg:      cfg,
		yield:    yield,
		limit:    batches * cfg.BatchSize,
		held:     map[string][]*slot[I, R]{},
		work:     make(chan []*slot[I, R], batches),
		finished: make(chan []*slot[I, R], batches),
	}
}

// pull takes one input into the window.
func (e *engine[I, R]) pull(in I, err error) {
	s := &slot[I, R]{in: in}
	e.progress.Pulled++
	e.window = append(e.window, s)
	if err == nil && e.cfg.Check != nil {
		err = e.cfg.Check(in)
	}
	if err != nil {
		s.result, s.done = e.cfg.NotSent(in, err), true
		return
	}
	s.key = e.cfg.Key(in)
	waiting, busy := e.held[s.key]
	if busy {
		e.held[s.key] = append(waiting, s)
		return
	}
	e.held[s.key] = nil
	e.ready = append(e.ready, s)
}

// settle yields results until fewer than n inputs are in the window. It returns
// false when the consumer has had enough.
func (e *engine[I, R]) settle(ctx context.Context, n int) bool {
	for {
		e.collect()
		e.dispatch(ctx)
		switch {
		case len(e.window) > 0 && e.window[0].done:
			if !e.yieldFirst() {
				return false
			}
		case len(e.window) < n:
			return true
		default:
			e.wait(ctx)
		}
	}
}

// collect takes back the batches that are finished.
func (e *engine[I, R]) collect() {
	for {
		select {
		case batch := <-e.finished:
			e.takeBack(batch)
		default:
			return
		}
	}
}

// dispatch launches full batches, also ahead of the workers: they have
// something to go on with while the consumer works.
func (e *engine[I, R]) dispatch(ctx context.Context) {
	for len(e.ready) >= e.cfg.BatchSize && e.underWay < cap(e.work) && ctx.Err() == nil {
		e.launch(ctx, e.cfg.BatchSize)
	}
}

// wait is for when nothing can be yielded or pulled before a call has ended.
func (e *engine[I, R]) wait(ctx context.Context) {
	if e.underWay < e.cfg.Concurrency {
		e.launchRest(ctx) // a worker is idle
	}
	if e.underWay == 0 {
		e.abandon(context.Cause(ctx))
		return
	}
	e.takeBack(<-e.finished)
}

// launchRest launches a batch that will not fill up any time soon.
func (e *engine[I, R]) launchRest(ctx context.Context) {
	n := min(len(e.ready), e.cfg.BatchSize)
	if n > 0 && e.underWay < cap(e.work) && ctx.Err() == nil {
		e.launch(ctx, n)
	}
}

// launch gives the first n ready inputs to the workers, of which there are as
// many as were ever needed at once.
func (e *engine[I, R]) launch(ctx context.Context, n int) {
	batch := e.ready[:n:n]
	e.ready = e.ready[n:]
	e.underWay++
	if e.started < min(e.underWay, e.cfg.Concurrency) {
		e.started++
		e.workers.Go(func() { e.serve(ctx) })
	}
	e.work <- batch
}

// serve is a worker. It touches the slots of its batch and nothing else.
func (e *engine[I, R]) serve(ctx context.Context) {
	for batch := range e.work {
		// What was launched ahead is not sent after a cancel.
		if ctx.Err() == nil {
			e.send(ctx, batch)
		}
		e.finished <- batch
	}
}

func (e *engine[I, R]) send(ctx context.Context, batch []*slot[I, R]) {
	inputs := make([]I, len(batch))
	for i, s := range batch {
		inputs[i] = s.in
	}
	results := e.cfg.Do(ctx, inputs)
	for i, s := range batch {
		s.done = true
		if i < len(results) {
			s.result = results[i]
		}
	}
}

// takeBack lets the next input of each key go.
func (e *engine[I, R]) takeBack(batch []*slot[I, R]) {
	e.underWay--
	for _, s := range batch {
		waiting := e.held[s.key]
		if len(waiting) == 0 {
			delete(e.held, s.key)
			continue
		}
		e.held[s.key] = waiting[1:]
		e.ready = append(e.ready, waiting[0])
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
	if e.cfg.Progress != nil {
		e.cfg.Progress(e.progress)
	}
	return more
}

// abandon gives the inputs that will not be sent any more their result.
func (e *engine[I, R]) abandon(why error) {
	for _, s := range e.window {
		if !s.done {
			s.result, s.done = e.cfg.NotSent(s.in, why), true
		}
	}
	e.ready = nil
}

// stop cancels what is in flight and waits for it.
func (e *engine[I, R]) stop(cancel context.CancelFunc) {
	cancel()
	close(e.work)
	e.workers.Wait()
}
