package bulk_test

import (
	"context"
	"iter"
	"strconv"
	"time"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/bulk"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// result is what became of the input with this number.
type result struct {
	in      int
	outcome sellerwire.Outcome
	err     error
}

// config sends numbers, each with a key of its own, one by one.
func config(do func(context.Context, []int) []result) bulk.Config[int, result] {
	return bulk.Config[int, result]{
		Service:       "shop",
		Operation:     "set all",
		Options:       bulk.Options{Concurrency: 1},
		MaxBatch:      1,
		MaxRetryAfter: time.Minute,
		Item:          strconv.Itoa,
		Key:           strconv.Itoa,
		Do:            answering(do),
		Result:        func(in int, err error) result { return result{in, sellerwire.OutcomeNotSent, err} },
		Outcome:       func(r result) sellerwire.Outcome { return r.outcome },
	}
}

// answering is a service that answers for each input by itself.
func answering(do func(context.Context, []int) []result) func(context.Context, []int, *transport.Pause) ([]result, error) {
	return func(ctx context.Context, batch []int, _ *transport.Pause) ([]result, error) {
		return do(ctx, batch), nil
	}
}

// sized makes the batches of a run as large as n, by n workers.
func sized(cfg *bulk.Config[int, result], size, concurrency int) {
	cfg.MaxBatch, cfg.Options.BatchSize, cfg.Options.Concurrency = max(size, 1), size, concurrency
}

// counted counts what is pulled.
func counted(inputs iter.Seq2[int, error], pulled *int) iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		for in, err := range inputs {
			*pulled++
			if !yield(in, err) {
				return
			}
		}
	}
}

// accept is a service that takes everything at once.
func accept(_ context.Context, batch []int) []result { return all(batch, sellerwire.OutcomeAccepted) }

// all gives every input of a batch the same outcome.
func all(batch []int, outcome sellerwire.Outcome) []result {
	results := make([]result, len(batch))
	for i, in := range batch {
		results[i] = result{in: in, outcome: outcome}
	}
	return results
}

// after is a service that takes everything after d, and nothing that it has
// not taken when the context ends.
func after(d time.Duration) func(context.Context, []int) []result {
	return func(ctx context.Context, batch []int) []result {
		select {
		case <-time.After(d):
			return all(batch, sellerwire.OutcomeAccepted)
		case <-ctx.Done():
			return all(batch, sellerwire.OutcomeUnknown)
		}
	}
}

// numbers yields 0 to n-1.
func numbers(n int) iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		for i := range n {
			if !yield(i, nil) {
				return
			}
		}
	}
}
