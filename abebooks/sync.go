package abebooks

import (
	"cmp"
	"context"
	"iter"
	"slices"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/bulk"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// DefaultConcurrency is the number of batches that [Client.Sync] has in flight
// unless [SyncOptions] says otherwise.
const DefaultConcurrency = 4

// SyncOptions adjust [Client.Sync]. The zero value is the default.
type SyncOptions struct {
	// Concurrency is the number of batches in flight, 1 to 64. Default 4.
	Concurrency int
	// BatchSize is the number of books in a request, 1 to 100. Default 100.
	BatchSize int
	// Progress is called after each result, on the goroutine that ranges over
	// the results. Default: nobody is told.
	Progress func(sellerwire.Progress)
}

// Sync sends any number of transactions, in batches, and yields one [Result]
// for each transaction it pulled, in the order of the input:
//
//	for r := range client.Sync(ctx, slices.Values(transactions), abebooks.SyncOptions{}) {
//		if r.Err != nil {
//			log.Printf("%s: %v", r.Transaction.Book.VendorBookID, r.Err)
//		}
//	}
//
// Nothing is dropped, whatever fails: a batch that fails gives each of its
// books that failure, and the next batch goes on. A book that breaks a limit is
// not sent, and the others are. Two transactions with the same ID, compared
// without case, are never in flight together and keep their order; that holds
// within one Sync, so do not run two at a time over the same books. Memory does
// not grow with the input: at most 4 x Concurrency x BatchSize transactions are
// pulled and not yet yielded.
//
// When ctx ends, no further transaction is pulled and each one that was still
// gets its result. Look at ctx.Err() behind the loop: if it is not nil, the
// input may not have been read to its end. Breaking out of the loop cancels
// what is in flight and waits for it; what became of the transactions that were
// pulled and not yet yielded is not told. The input is pulled on the goroutine
// that ranges over the results, and between results: a source that may block
// should watch ctx too. Ranging again sends everything again.
//
// Options that are out of range send nothing: every result then carries the
// [sellerwire.InvalidError].
//
// Every request has a request ID of its own and is repeated as those of
// [Client.Submit] are. Pace the batches with [sellerwire.WithLimiter]. A request
// that fails does not end the rest: break where that makes no sense, such as at
// [sellerwire.ErrUnauthorized].
func (c *Client) Sync(ctx context.Context, transactions iter.Seq[Transaction], options SyncOptions) iter.Seq[Result] {
	return c.SyncSource(ctx, bulk.WithoutErrors(transactions), options)
}

// SyncSource is [Client.Sync] over a source that can fail, such as a file or a
// database. A transaction that comes with an error is not sent; its result
// wraps that error, and the input is read on.
func (c *Client) SyncSource(ctx context.Context, source iter.Seq2[Transaction, error], options SyncOptions) iter.Seq[Result] {
	refused := c.checkOptions(&options)
	return bulk.Run(ctx, source, bulk.Config[Transaction, Result]{
		BatchSize:   options.BatchSize,
		Concurrency: options.Concurrency,
		Key:         func(t Transaction) string { return foldID(t.Book.VendorBookID) },
		Check: func(t Transaction) error {
			if refused != nil {
				return refused
			}
			return t.refusal("sync", c.outgoing(&t).faults())
		},
		Do:       c.syncBatch,
		NotSent:  c.notSent,
		Outcome:  func(r Result) sellerwire.Outcome { return r.Outcome },
		Progress: options.Progress,
	})
}

func (c *Client) syncBatch(ctx context.Context, batch []Transaction) []Result {
	call, err := c.transport.Call("sync", nil, nil)
	if err != nil {
		return failAll(batch, err)
	}
	results, _ := c.send(ctx, "sync", batch, call) // each result has its error
	return results
}

// notSent is the result of a transaction that no request was made for.
func (c *Client) notSent(t Transaction, why error) Result {
	e := sellerwire.Error{Service: service, Operation: "sync", Item: t.item()}
	return Result{Transaction: t, Outcome: sellerwire.OutcomeNotSent, Err: transport.NotSent(e, why)}
}

// checkOptions fills in the defaults, or says what is wrong. Sync has no error
// to return; its results carry the refusal.
func (c *Client) checkOptions(options *SyncOptions) error {
	options.Concurrency = cmp.Or(options.Concurrency, DefaultConcurrency)
	options.BatchSize = cmp.Or(options.BatchSize, MaxBatch)
	faults := slices.Concat(
		transport.OutOfRange("Concurrency", options.Concurrency, 1, transport.MaxConcurrency),
		transport.OutOfRange("BatchSize", options.BatchSize, 1, MaxBatch))
	if faults == nil {
		return nil
	}
	options.Concurrency, options.BatchSize = 1, 1
	return c.transport.Invalid("sync", faults...)
}
