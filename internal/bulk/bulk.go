// Package bulk runs any number of inputs through a service's batches and returns
// one result per input, in the order of the inputs.
//
// It guarantees, whatever happens:
//   - every input that was pulled has exactly one result, even after a cancel;
//   - two inputs with the same key are never in flight together and never change
//     places;
//   - memory is bounded by the window, however long the input is;
//   - nothing more is sent once it is clear that going on cannot help.
//
// The input is pulled, and the results are yielded, on the caller's own goroutine.
// So a source may read from a file or a database cursor without locks, and a loop
// that breaks leaves nothing running.
package bulk

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"time"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// DefaultConcurrency is the number of calls in flight where [Options] has none.
const DefaultConcurrency = 4

// Options are what a service package's own options say. Zero fields mean the
// default.
type Options struct {
	// Concurrency is the largest number of calls in flight, 1 to
	// [transport.MaxConcurrency].
	Concurrency int
	// BatchSize is the largest number of inputs per call, 1 to MaxBatch. Default
	// MaxBatch.
	BatchSize int
	// KeepGoing sends everything, whatever the service answers.
	KeepGoing bool
	// Progress is called after each yielded result. Nil means no callback.
	Progress func(sellerwire.Progress)
}

// Config says how inputs become calls. Do runs on the engine's goroutines, up
// to Concurrency at a time; all other functions run on the caller's.
type Config[I, R any] struct {
	// Service, Operation and Item name the call in the errors that are made here.
	Service, Operation string
	Item               func(I) string

	Options Options
	// MaxBatch is the largest BatchSize.
	MaxBatch int
	// MaxRetryAfter is the longest wait that the client's retry policy allows.
	MaxRetryAfter time.Duration

	// Key names what an input changes. Inputs with the same key are sent one
	// after the other.
	Key func(I) string
	// Check refuses an input before it is queued. Nil accepts all.
	Check func(I) error
	// Do sends one batch and returns a result for each of its inputs, in order;
	// what it leaves out has the zero R. The error is that of the call as a whole.
	// It must return soon after ctx ends. All calls of a run share the pause.
	Do func(ctx context.Context, batch []I, pause *transport.Pause) ([]R, error)
	// Result makes the result of an input that was not sent.
	Result func(in I, err error) R
	// Outcome reads a result, for the progress counts.
	Outcome func(R) sellerwire.Outcome
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

// Run pulls inputs while results are consumed. Nil inputs mean no inputs. An input
// that comes with an error is not sent; that error is its result. After ctx has
// ended no further input is pulled. Breaking out of the results cancels what is in
// flight and waits for it. Results are yielded between pulls: a source that blocks
// delays them, and must watch ctx itself.
//
// Unless Options.KeepGoing is set, Run stops where going on cannot help; see watch.
// What is in flight then is not cancelled. Everything else that was pulled gets a
// result that names the cause, and nothing more is pulled.
//
// At most 4 * Concurrency * BatchSize inputs are pulled and not yet yielded.
// Batches are full, except at the end of the input and where a worker would be idle
// because no more may be pulled.
//
// Options that are out of range, and a nil context, refuse every input.
func Run[I, R any](ctx context.Context, inputs iter.Seq2[I, error], cfg Config[I, R]) iter.Seq[R] {
	if err := cfg.setDefaults(ctx); err != nil {
		cfg.Check = func(I) error { return err }
		ctx = context.Background() // nothing is sent
	}
	return func(yield func(R) bool) {
		ctx, cancel := context.WithCancel(ctx)
		e := newEngine(cfg, yield)
		defer e.close(cancel)

		if ctx.Err() != nil || inputs == nil {
			return
		}
		for in, err := range inputs {
			e.pull(in, err)
			if !e.settle(ctx, e.limit) {
				return
			}
			if e.ended(ctx) != nil {
				break
			}
		}
		e.dispatchRest(ctx)
		e.settle(ctx, 1)
	}
}

// setDefaults fills in the defaults, or says what is wrong with the arguments.
func (cfg *Config[I, R]) setDefaults(ctx context.Context) error {
	o := &cfg.Options
	o.Concurrency = cmp.Or(o.Concurrency, DefaultConcurrency)
	o.BatchSize = cmp.Or(o.BatchSize, cfg.MaxBatch)
	faults := slices.Concat(
		transport.ContextFaults(ctx),
		transport.OutOfRange("Concurrency", o.Concurrency, 1, transport.MaxConcurrency),
		transport.OutOfRange("BatchSize", o.BatchSize, 1, cfg.MaxBatch))
	if faults == nil {
		return nil
	}
	o.Concurrency, o.BatchSize = 1, 1
	return &sellerwire.InvalidError{Service: cfg.Service, Operation: cfg.Operation, Fields: faults}
}

// notSent is the result of an input that no call was made for.
func (cfg *Config[I, R]) notSent(in I, why error) R {
	err := transport.NotSent(sellerwire.Error{Service: cfg.Service, Operation: cfg.Operation, Item: cfg.Item(in)}, why)
	stop, stopped := why.(*stopError)
	if e, ok := err.(*sellerwire.Error); ok && stopped {
		e.Kinds = append(e.Kinds, stop.kinds()...)
	}
	return cfg.Result(in, err)
}

// WithoutErrors makes a source that cannot fail one that could. Nil stays nil.
func WithoutErrors[I any](inputs iter.Seq[I]) iter.Seq2[I, error] {
	if inputs == nil {
		return nil
	}
	return func(yield func(I, error) bool) {
		for in := range inputs {
			if !yield(in, nil) {
				return
			}
		}
	}
}
