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

// DefaultConcurrency is the number of batches that [Client.Sync] has in flight if
// [SyncOptions] sets none.
const DefaultConcurrency = 4

// SyncOptions configures [Client.Sync]. The zero value means the defaults. JSON
// omits Progress.
type SyncOptions struct {
	// Concurrency is the number of batches in flight, 1 to 64. Zero means the
	// default, 4.
	Concurrency int
	// BatchSize is the number of books in a request, 1 to 100. Zero means the
	// client's default, which is 100 unless you use [WithBatchSize]. Use 1 with a
	// live source; see [Client.Sync].
	BatchSize int
	// KeepGoing sends everything, whatever the service answers. By default Sync
	// stops when continuing cannot help.
	KeepGoing bool
	// Progress is called after each result, on the goroutine that ranges over
	// the results. Nil means no callback.
	Progress func(sellerwire.Progress) `json:"-"`
}

// Sync sends any number of transactions in batches. It yields one [Result] for each
// transaction that it has read, in input order:
//
//	for r := range client.Sync(ctx, slices.Values(transactions), abebooks.SyncOptions{}) {
//		if r.Err != nil {
//			log.Printf("%s: %v", r.Transaction.Book.VendorBookID, r.Err)
//		}
//	}
//
// A book that breaks a limit is not sent; the others are. If a batch fails, each of
// its books gets that failure, and Sync continues with the next batch. Each request
// has its own request ID and is retried like those of [Client.Submit]. Set the pace
// with [sellerwire.WithLimiter].
//
// Sync stops when continuing cannot help and may do harm: if the service refuses
// the credentials, redirects, answers with a "404 not found" page, has locked the
// account, asks for a longer pause than the retry policy allows
// ([sellerwire.RetryPolicy]), or has forbidden (403, or code 108) each of the first
// requests (as many requests as Concurrency). It also stops if each book of a batch
// is refused with code 110. Batches in flight finish. Every other transaction that
// was read is not sent; its result wraps the error that stopped Sync. Nothing more
// is read. KeepGoing turns this off. If the service asks one request to wait, all
// requests wait.
//
// Two transactions with the same ID, ignoring case, are never in flight at the same
// time and keep their order. This holds within one Sync: do not run two at a time
// over the same books.
//
// When ctx ends, Sync stops reading but still yields a result for everything it has
// read; those not sent carry the context's error and its cause. Check ctx.Err()
// after the loop: if it is not nil, the input may not have been read to the end.
// Breaking out of the loop cancels what is in flight and waits for it; results that
// were not yielded are lost.
//
// At most 4 x Concurrency x BatchSize transactions have been read and not yet
// yielded. The goroutine that ranges over the results also reads the input, between
// two results. So a live source, one that blocks until there is something to sell,
// delays the results of what it yielded earlier, and a batch that is not full waits
// for it too. With a BatchSize of 1 each book is sent when the source yields it,
// and its result is yielded after the source yields the next. The source must watch
// ctx itself. To get each result at once, range over the source and call
// [Client.Submit].
//
// Ranging over the result again sends everything again. If options are out of
// range, nothing is sent, and each result carries the [sellerwire.InvalidError].
func (c *Client) Sync(ctx context.Context, transactions iter.Seq[Transaction], options SyncOptions) iter.Seq[Result] {
	return c.SyncSource(ctx, bulk.WithoutErrors(transactions), options)
}

// SyncSource is [Client.Sync] for a source that can fail, such as a file or a
// database. A transaction that comes with an error is not sent; its result wraps
// that error. Sync continues with the next transaction.
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

// refusedAccount returns the failure of a batch of which each book was refused
// because of the account, and nil for any other batch.
func refusedAccount(results []Result) error {
	for _, r := range results {
		if !errors.Is(r.Err, sellerwire.ErrUnauthorized) && !errors.Is(r.Err, sellerwire.ErrForbidden) {
			return nil
		}
	}
	return results[0].Err
}
