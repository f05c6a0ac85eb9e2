package bulk_test

import (
	"context"
	"iter"
	"strconv"
	"time"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/bulk"
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
		BatchSize:   1,
		Concurrency: 1,
		Key:         strconv.Itoa,
		Do:          do,
		NotSent:     func(in int, why error) result { return result{in, sellerwire.OutcomeNotSent, why} },
		Outcome:     func(r result) sellerwire.Outcome { return r.outcome },
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
