package invapi

import (
	"context"
	"encoding/json"
	"iter"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/bulk"
	"github.com/sellerwire/sellerwire/internal/errjson"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// DefaultConcurrency is the number of updates that [Client.SetAll] has in flight if
// [SetAllOptions] sets none.
const DefaultConcurrency = 4

// SetAllOptions configures [Client.SetAll]. The zero value means the defaults. JSON
// omits Progress.
type SetAllOptions struct {
	// Concurrency is the number of updates in flight, 1 to 64. Zero means the
	// default, 4.
	Concurrency int
	// KeepGoing sends everything, whatever the service answers. By default SetAll
	// stops when continuing cannot help.
	KeepGoing bool
	// Progress is called after each result, on the goroutine that ranges over
	// the results. Nil means no callback.
	Progress func(sellerwire.Progress) `json:"-"`
}

// Result is the outcome of one update.
type Result struct {
	// Update is the one you passed.
	Update Update
	// Outcome is accepted, rejected, not sent or unknown.
	Outcome sellerwire.Outcome
	// Err is nil if and only if Outcome is accepted. Otherwise it is what
	// [Client.SetQuantity] would return, or the error of the source.
	Err error
	// Response describes the HTTP exchange, with the reply as it came, except that
	// the token in it is removed. It is zero if no request was made.
	Response sellerwire.ResponseInfo
}

// MarshalJSON implements [json.Marshaler]. The error keeps its kinds and its
// outcome; its cause becomes text.
func (r Result) MarshalJSON() ([]byte, error) {
	type plain Result
	return json.Marshal(struct {
		plain
		Err errjson.Error
	}{plain(r), errjson.Error{Err: r.Err}})
}

// UnmarshalJSON implements [json.Unmarshaler]: it reads what MarshalJSON writes.
func (r *Result) UnmarshalJSON(data []byte) error {
	type plain Result
	var read struct {
		plain
		Err errjson.Error
	}
	if err := json.Unmarshal(data, &read); err != nil {
		return err
	}
	*r = Result(read.plain)
	r.Err = read.Err.Err
	return nil
}

// SetAll sets any number of quantities, in one request each. It yields one [Result]
// for each update that it has read, in input order:
//
//	for r := range client.SetAll(ctx, slices.Values(updates), invapi.SetAllOptions{}) {
//		if r.Err != nil {
//			log.Printf("%v: %v", r.Update, r.Err)
//		}
//	}
//
// An invalid update is not sent; the others are. Each request has its own request
// ID and is retried like those of [Client.SetQuantity]. Set the pace with
// [sellerwire.WithLimiter].
//
// SetAll stops when continuing cannot help and may do harm: if the service refuses
// the token, redirects, answers with a "404 not found" page, has locked the
// account, asks for a longer pause than the retry policy allows
// ([sellerwire.RetryPolicy]), or has answered each of the first requests, as many
// as Concurrency, with a 403. Updates in flight finish. Every other update that was
// read is not sent; its result wraps the error that stopped SetAll. Nothing more is
// read. KeepGoing turns this off. If the service asks one request to wait, all
// requests wait.
//
// Two updates of the same product and store are never in flight at the same time
// and keep their order. Spellings that differ only in case or punctuation count as
// the same. A product that is named once by UPC and once by SKU counts as two.
//
// When ctx ends, SetAll stops reading but still yields a result for everything it
// has read; those not sent carry the context's error and its cause. Check ctx.Err()
// after the loop: if it is not nil, the input may not have been read to the end.
// Breaking out of the loop cancels what is in flight and waits for it; results that
// were not yielded are lost.
//
// At most 4 x Concurrency updates have been read and not yet yielded. The goroutine
// that ranges over the results also reads the input, between two results. So a live
// source, one that blocks until there is something to report, delays the results of
// what it yielded earlier: each update is sent when the source yields it, and its
// result is yielded after the source yields the next. The source must watch ctx
// itself. To get each result at once, range over the source and call
// [Client.SetQuantity].
//
// Ranging over the result again sends everything again. If options are out of
// range, nothing is sent, and each result carries the [sellerwire.InvalidError].
func (c *Client) SetAll(ctx context.Context, updates iter.Seq[Update], options SetAllOptions) iter.Seq[Result] {
	return c.SetAllSource(ctx, bulk.WithoutErrors(updates), options)
}

// SetAllSource is [Client.SetAll] for a source that can fail, such as a file or a
// database. An update that comes with an error is not sent; its result wraps that
// error. SetAll continues with the next update.
func (c *Client) SetAllSource(ctx context.Context, source iter.Seq2[Update, error], options SetAllOptions) iter.Seq[Result] {
	const operation = "set all"
	return bulk.Run(ctx, source, bulk.Config[Update, Result]{
		Service:       service,
		Operation:     operation,
		Options:       bulk.Options{Concurrency: options.Concurrency, KeepGoing: options.KeepGoing, Progress: options.Progress},
		MaxBatch:      1,
		MaxRetryAfter: c.transport.MaxRetryAfter(),
		Item:          Update.item,
		Key:           Update.key,
		Check:         func(u Update) error { return u.validate(operation) },
		Do: func(ctx context.Context, batch []Update, pause *transport.Pause) ([]Result, error) {
			r := Result{Update: batch[0]}
			call, err := c.transport.Call(operation, nil, []sellerwire.CallOption{sellerwire.WithResponseInfo(&r.Response)})
			if err == nil {
				var reply *transport.Reply
				if reply, err = c.send(ctx, operation, r.Update, call, pause); reply != nil {
					r.Response = reply.Shown(*call.Info)
				}
			}
			r.Outcome, r.Err = sellerwire.OutcomeOf(err), err
			return []Result{r}, err
		},
		Result: func(u Update, err error) Result {
			return Result{Update: u, Outcome: sellerwire.OutcomeNotSent, Err: err}
		},
		Outcome: func(r Result) sellerwire.Outcome { return r.Outcome },
	})
}
