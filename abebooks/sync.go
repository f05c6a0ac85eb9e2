package abebooks

import (
	"cmp"
	"context"
	"errors"
	"iter"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/bulk"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// DefaultConcurrency is the number of batches that [Client.Sync] has in flight
// unless [SyncOptions] says otherwise.
const DefaultConcurrency = 4

// SyncOptions adjust [Client.Sync]. The zero value is the default. JSON leaves
// Progress out.
type SyncOptions struct {
	// Concurrency is the number of batches in flight, 1 to 64. Zero means the
	// default, 4.
	Concurrency int
	// BatchSize is the number of books in a request, 1 to 100. Zero means the
	// client's: 100, unless [WithBatchSize] says otherwise. Use 1 over a live
	// source; see [Client.Sync].
	BatchSize int
	// KeepGoing sends everything, whatever the service answers. By default Sync
	// stops by itself where going on cannot help.
	KeepGoing bool
	// Progress is called after each result, on the goroutine that ranges over
	// the results. Nil means no callback.
	Progress func(sellerwire.Progress) `json:"-"`
}

// Sync sends any number of transactions in batches. It yields one [Result] for
// each transaction that it has read, in the order of the input:
//
//	for r := range client.Sync(ctx, slices.Values(transactions), abebooks.SyncOptions{}) {
//		if r.Err != nil {
//			log.Printf("%s: %v", r.Transaction.Book.VendorBookID, r.Err)
//		}
//	}
//
// A book that breaks a limit is not sent; the others are. A batch that fails
// gives each of its books that failure, and the next batch goes on. Each request
// has its own request ID and is retried as those of [Client.Submit] are. Pace
// them with [sellerwire.WithLimiter].
//
// Sync stops by itself where going on cannot help and may harm: the service
// refuses the credentials, redirects, answers with a page of "404 not found", has
// locked the account, asks for a longer pause than the retry policy allows
// ([sellerwire.RetryPolicy]), or has forbidden (403, or code 108) each of the
// first requests, as many as Concurrency. Batches in flight get their results.
// Every other transaction that was read is not sent; its result wraps the error
// that stopped Sync. Nothing more is read. KeepGoing turns this off. When the
// service asks one request to come back later, all wait.
//
// Two transactions with the same ID, compared without case, are never in flight
// together and keep their order. That holds within one Sync: do not run two at a
// time over the same books.
//
// When ctx ends, Sync stops reading but still yields a result for everything it
// has read; those not sent carry the context's error and its cause. Check
// ctx.Err() after the loop: if it is not nil, the input may not have been read to
// its end. Breaking out of the loop cancels what is in flight and waits for it;
// results that were not yielded are lost.
//
// At most 4 x Concurrency x BatchSize transactions are read and not yet yielded.
// They are read by the goroutine that ranges over the results, between two
// results. So a live source, one that blocks until there is something to sell,
// holds back the results of what it yielded before, and a batch that is not full
// waits for it too: with a BatchSize of 1 each book goes out when the source
// yields it, and its result comes after the source has yielded the next. The
// source must watch ctx itself. To see each result at once, range over the source
// and call [Client.Submit].
//
// Ranging again sends everything again. Options that are out of range send
// nothing: each result then carries the [sellerwire.InvalidError].
func (c *Client) Sync(ctx context.Context, transactions iter.Seq[Transaction], options SyncOptions) iter.Seq[Result] {
	return c.SyncSource(ctx, bulk.WithoutErrors(transactions), options)
}

// SyncSource is [Client.Sync] over a source that can fail, such as a file or a
// database. A transaction that comes with an error is not sent; its result wraps
// that error. What comes after it is read and sent.
func (c *Client) SyncSource(ctx context.Context, source iter.Seq2[Transaction, error], options SyncOptions) iter.Seq[Result] {
	const operation = "sync"
	return bulk.Run(ctx, source, bulk.Config[Transaction, Result]{
		Service:   service,
		Operation: operation,
		Options: bulk.Options{
			Concurrency: options.Concurrency,
			BatchSize:   cmp.Or(options.BatchSize, c.config.batchSize),
			KeepGoing:   options.KeepGoing,
			Progress:    options.Progress,
		},
		MaxBatch:      MaxBatch,
		MaxRetryAfter: c.transport.MaxRetryAfter(),
		Item:          func(t Transaction) string { return t.item() },
		Key:           func(t Transaction) string { return foldID(t.Book.VendorBookID) },
		Check:         func(t Transaction) error { return t.refusal(operation, c.outgoing(&t).faults()) },
		Do: func(ctx context.Context, batch []Transaction, pause *transport.Pause) ([]Result, error) {
			call, err := c.transport.Call(operation, nil, nil)
			if err != nil {
				return failAll(batch, err), err
			}
			results, err := c.send(ctx, operation, batch, call, pause)
			return results, cmp.Or(err, refusedAccount(results))
		},
		Result: func(t Transaction, err error) Result {
			return Result{Transaction: t, Outcome: sellerwire.OutcomeNotSent, Err: err}
		},
		Outcome: func(r Result) sellerwire.Outcome { return r.Outcome },
	})
}

// refusedAccount is the failure of a batch of which each book was refused for the
// account's sake; nil for any other.
func refusedAccount(results []Result) error {
	for _, r := range results {
		if !errors.Is(r.Err, sellerwire.ErrUnauthorized) && !errors.Is(r.Err, sellerwire.ErrForbidden) {
			return nil
		}
	}
	return results[0].Err
}
