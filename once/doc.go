// Package once makes a change happen once, even if the program is killed in the
// middle of it and started again, or runs on several machines.
//
// The clients of this module never repeat a sale, a refund or an order by
// themselves. But a program that is started again does not know which of them it has
// made already. A [Journal] does: it writes down that a change begins before it
// begins, and what became of it afterwards.
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
// A key names one change for all time. Make it of what identifies the change where it
// comes from: an order item, a refund request, a row of a book-keeping system. A
// counter or the time of day is no key, since the next run would have another one.
//
// # Unclear changes
//
// If the reply to a change is lost, or the process dies before the reply is written
// down, nobody but the service knows what became of it. Such a change is unclear. It
// is never run again by itself, since that could sell twice. [Journal.Do] returns
// [sellerwire.ErrOutcomeUnknown] for it, [Journal.Unclear] lists it with its payload
// and the time when it began. Look at the service, and tell the journal what you
// found:
//
//	unclear, err := journal.Unclear(ctx)
//	for _, change := range unclear {
//		fmt.Println(change.Key, change.Begun, string(change.Payload))
//	}
//	err = journal.Resolve(ctx, "order 17 item 1", sellerwire.OutcomeAccepted) // or Rejected, or NotSent
//
// An order can be resolved by a program, with purchase.ResumeOrder: see the example
// "Order". The time when the change began is its FirstAttempt. ResumeOrder may post
// the order again; purchase.FindOrder never does.
//
// # Stores
//
// [OpenFile] keeps the journal in a file, for one process at a time. [OpenSQL] keeps
// it in a table of a database, for any number of processes. There, a change that
// another process has in flight looks like one whose process died: no clock could
// tell the two apart. Resolve only what is older than your calls can be. Other
// databases need an implementation of [Store], which has three methods.
//
// A journal that is lost, or restored from a backup, has forgotten changes and will
// run them again.
package once
