// Package once runs a change at most once, even if the program is killed in the middle
// and started again, or runs on several machines.
//
// The clients of this module never retry a sale, a refund or an order automatically.
// But a program that is started again does not know which ones it has already made. A
// [Journal] does: it records that a change is about to begin, runs it, and records the
// outcome.
//
//	store, err := once.OpenFile("sales.journal")
//	if err != nil {
//		return err
//	}
//	defer store.Close()
//	journal := once.Open(store)
//	err = journal.Do(ctx, "order 17 item 1", sale, func(ctx context.Context) error {
//		return shop.RecordSale(ctx, sale.StockNo, 1)
//	})
//
// Run this as often as you like: the sale is recorded once.
//
// # Keys
//
// A key identifies one change forever. Build it from what identifies the change in
// your own system: an order item, a refund request, a row of the books. Do not use a
// counter or the time of day: the next run would make a new key for the same change.
//
// # Unclear changes
//
// If the reply to a change is lost, or the process dies before the outcome is
// recorded, only the service knows what happened. Such a change is unclear. It is
// never run again automatically, because that could sell twice. [Journal.Do] returns
// [sellerwire.ErrOutcomeUnknown] for it, and [Journal.Unclear] lists it with its
// payload and the time it began. Look at the service, then tell the journal what you
// found:
//
//	unclear, err := journal.Unclear(ctx)
//	for _, change := range unclear {
//		fmt.Println(change.Key, change.Begun, string(change.Payload))
//	}
//	err = journal.Resolve(ctx, "order 17 item 1", sellerwire.OutcomeAccepted) // or Rejected, or NotSent
//
// A program can resolve an order with purchase.ResumeOrder; see the example "Order".
// Pass the time the change began as FirstAttempt. ResumeOrder may post the order
// again; purchase.FindOrder never does.
//
// # Stores
//
// [OpenFile] keeps the journal in a file, for one process at a time. [OpenSQL] keeps it
// in a database table, for any number of processes. With a table, a change that
// another process has in flight looks the same as one whose process died. Resolve only
// changes that are older than your calls can take. For other databases, implement
// [Store], which has three methods.
//
// A journal that is lost, or restored from an old backup, has forgotten changes. They
// will run again.
package once
