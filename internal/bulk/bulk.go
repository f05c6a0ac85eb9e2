// Package bulk runs any number of inputs through a service's batches and gives
// back one result per input, in the order of the inputs.
//
// What it guarantees, whatever happens on the way:
//   - every input that was pulled has exactly one result, also after a cancel;
//   - two inputs with the same key are never in flight together, and never
//     overtake one another;
//   - memory is bounded by the window, however long the input is.
//
// The input is pulled, and the results are yielded, on the caller's own
// goroutine: a source may read from a file or a database cursor without locks,
// and a loop that breaks leaves nothing running behind it.
package bulk

import (
	"context"
	"iter"

	"github.com/sellerwire/sellerwire"
)

// Config says how inputs become calls. Do runs on the engine's goroutines, up
// to Concurrency at a time; all other functions run on the caller's.
type Config[I, R any] struct {
	// BatchSize is the largest number of inputs per call. Less than 1 means 1.
	BatchSize int
	// Concurrency is the largest number of calls in flight. Less than 1 means 1.
	Concurrency int
	// Key names what an input changes. Inputs with the same key are sent one
	// after the other.
	Key func(I) string
	// Check refuses an input before it is queued; nil accepts all.
	Check func(I) error
	// Do sends one batch and returns a result for each of its inputs, in order;
	// what it leaves out has the zero R. It must return soon after ctx ends.
	Do func(ctx context.Context, batch []I) []R
	// NotSent makes the result of an input that no call was made for.
	NotSent func(in I, why error) R
	// Outcome reads a result, for the progress counts.
	Outcome func(R) sellerwire.Outcome
	// Progress is called after each yielded result; nil if nobody asked.
	Progress func(sellerwire.Progress)
}

const (
	// windowBatches is how many batches per worker may be pulled and not yet
	// yielded: one in flight, one ahead, and two so that a late reply, or an
	// input that waits for another, does not stop the rest.
	windowBatches = 4
	// batchesAhead is how many of them are given to the workers: one in flight
	// and one to go on with while the consumer works. Those further back may
	// still be overtaken by older inputs that had to wait.
	batchesAhead = 2
)

// Run pulls inputs while results are consumed; nil has none. An input that comes with an
// error is not sent; that error is its result. After ctx has ended no further
// input is pulled. Breaking out of the results cancels what is in flight and
// waits for it. Results are yielded between pulls: a source that may block
// holds them back, and must watch ctx itself.
//
// No more than 4 * Concurrency * BatchSize inputs are pulled and not yet
// yielded. Batches are full, but for the end of the input and where a worker
// would be idle because no more may be pulled.
func Run[I, R any](ctx context.Context, inputs iter.Seq2[I, error], cfg Config[I, R]) iter.Seq[R] {
	return func(yield func(R) bool) {
		ctx, cancel := context.WithCancel(ctx)
		e := newEngine(cfg, yield)
		defer e.stop(cancel)

		if ctx.Err() != nil || inputs == nil {
			return
		}
		for in, err := range inputs {
			e.pull(in, err)
			if !e.settle(ctx, e.limit) {
				return
			}
			if ctx.Err() != nil {
				break
			}
		}
		e.dispatchRest(ctx)
		e.settle(ctx, 1)
	}
}
