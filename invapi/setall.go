package invapi

import (
	"cmp"
	"context"
	"iter"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/bulk"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// DefaultConcurrency is the number of updates that [Client.SetAll] has in flight
// where [SetAllOptions] name none.
const DefaultConcurrency = 4

// SetAllOptions adjust [Client.SetAll]. The zero value is the default.
type SetAllOptions struct {
	// Concurrency is the number of updates in flight, 1 to 64. Default 4.
	Concurrency int
	// Progress is called after each result, on the goroutine that ranges over
	// the results. Default: nobody is told.
	Progress func(sellerwire.Progress)
}

// Result says what became of one update.
type Result struct {
	// Update is the one that was given.
	Update Update
	// Outcome is accepted, rejected, not sent or unknown.
	Outcome sellerwire.Outcome
	// Err is nil exactly when Outcome is accepted; otherwise what
	// [Client.SetQuantity] would have returned, or the error of the source.
	Err error
	// Response is what happened on the wire, with the raw reply; zero for an
	// update for which no call was made.
	Response sellerwire.ResponseInfo
}

// SetAll sets any number of quantities, one request each, and yields one
// [Result] for each update it pulled, in the order of the input:
//
//	for r := range client.SetAll(ctx, slices.Values(updates), invapi.SetAllOptions{}) {
//		if r.Err != nil {
//			log.Printf("%v: %v", r.Update, r.Err)
//		}
//	}
//
// Nothing is dropped, whatever fails. Two updates of the same product and store
// are never in flight together and keep their order; spellings that differ in
// case or punctuation count as the same. A product that is named once by UPC and
// once by SKU is two to this client. An update that breaks a rule is not sent,
// and the others are. Memory does not grow with the input.
//
// When ctx ends, no further update is pulled and each one that was still gets
// its result. Look at ctx.Err() behind the loop: if it is not nil, the input may
// not have been read to its end. Breaking out of the loop cancels what is in
// flight. The input is pulled on the goroutine that ranges over the results, and
// between results: a source that may block should watch ctx too. Ranging again
// starts anew.
//
// Options that are out of range send nothing: every result then carries the
// [sellerwire.InvalidError].
//
// Every request is repeated as those of [Client.SetQuantity] are. Pace them
// with [sellerwire.WithLimiter]. One that fails does not end the rest: break
// where that makes no sense, such as at [sellerwire.ErrUnauthorized].
func (c *Client) SetAll(ctx context.Context, updates iter.Seq[Update], options SetAllOptions) iter.Seq[Result] {
	return c.SetAllSource(ctx, bulk.WithoutErrors(updates), options)
}

// SetAllSource is [Client.SetAll] over a source that can fail, such as a file
// or a database. An update that comes with an error is not sent; its result
// carries that error, for errors.Is and errors.As. What comes after it is sent.
func (c *Client) SetAllSource(ctx context.Context, source iter.Seq2[Update, error], options SetAllOptions) iter.Seq[Result] {
	refused := c.checkOptions(&options)
	return bulk.Run(ctx, source, bulk.Config[Update, Result]{
		BatchSize:   1,
		Concurrency: options.Concurrency,
		Key:         Update.key,
		Check: func(u Update) error {
			if refused != nil {
				return refused
			}
			return u.validate("set all")
		},
		Do: c.setOne,
		NotSent: func(u Update, why error) Result {
			return Result{Update: u, Outcome: sellerwire.OutcomeNotSent, Err: transport.NotSent(sellerwire.Error{Service: service, Operation: "set all", Item: u.item()}, why)}
		},
		Outcome:  func(r Result) sellerwire.Outcome { return r.Outcome },
		Progress: options.Progress,
	})
}

func (c *Client) setOne(ctx context.Context, batch []Update) []Result {
	r := Result{Update: batch[0]}
	call, err := c.transport.Call("set all", nil, []sellerwire.CallOption{sellerwire.WithResponseInfo(&r.Response)})
	if err == nil {
		err = c.send(ctx, "set all", r.Update, call)
	}
	r.Outcome, r.Err = sellerwire.OutcomeOf(err), err
	return []Result{r}
}

// checkOptions fills in the defaults, or says what is wrong. SetAll has no error
// to return; its results carry the refusal.
func (c *Client) checkOptions(options *SetAllOptions) error {
	options.Concurrency = cmp.Or(options.Concurrency, DefaultConcurrency)
	faults := transport.OutOfRange("Concurrency", options.Concurrency, 1, transport.MaxConcurrency)
	if faults == nil {
		return nil
	}
	options.Concurrency = 1
	return c.transport.Invalid("set all", faults...)
}
