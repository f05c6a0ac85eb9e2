package faults_test

import "time"

// verdicts is a row of the table of what is expected: a fault, by class.
type verdicts struct {
	read, write, once verdict
	// download is as read unless it is given.
	download *verdict
}

// same is a row in which all classes have the same.
func same(v verdict) verdicts { return verdicts{read: v, write: v, once: v} }

// lost is a row of a fault after which nobody knows whether the service acted.
// It passes: reads and absolute writes are repeated.
func lost(kinds ...error) verdicts {
	return verdicts{
		read:  fails(every, kinds...),
		write: fails(every, kinds...).with(unknown),
		once:  fails(1, kinds...).with(unknown),
	}
}

// final is a row of a fault that would be the same again, after which nobody
// knows whether the service acted.
func final(kinds ...error) verdicts {
	return verdicts{
		read:  fails(1, kinds...),
		write: fails(1, kinds...).with(unknown),
		once:  fails(1, kinds...).with(unknown),
	}
}

func (v verdicts) downloading(d verdict) verdicts {
	v.download = &d
	return v
}

// expected is the specification: what every operation of a class makes of a
// fault, unless exceptions says otherwise.
//
// The number is that of the attempts that meet the fault. The names are the
// sentinels, from which the outcome of a change follows: unknown, not sent, and
// otherwise rejected.
var expected = map[string]verdicts{
	"connection refused":            same(fails(every, notSent, down)),
	"name does not exist":           same(fails(1, notSent, down)),
	"name server down":              same(fails(every, notSent, down)),
	"untrusted certificate":         same(fails(1, notSent)),
	"reset before the request":      lost(down),
	"reset after half the request":  lost(down),
	"reset after the service acted": lost(down),
	"reset after half the reply":    lost(down).downloading(fails(1, down)),
	"closed after half the reply":   lost(unexpected).downloading(fails(1, unexpected)),

	"slow header": lost(down),
	"slow body":   lost(down).downloading(fails(1, down)),

	"half a document":             final(unexpected).downloading(works(1)),
	"empty reply":                 final(unexpected),
	"web page":                    final(unexpected),
	"web page with status 503":    lost(down, unexpected),
	"unknown charset":             final(unexpected),
	"UTF-16":                      final(unexpected).downloading(works(1)),
	"values of wrong types":       final(unexpected).downloading(works(1)),
	"nested 100,000 deep":         final(unexpected),
	"reply of 1 GiB":              final(tooLarge).downloading(works(1)),
	"reply of 1 GiB, unannounced": final(tooLarge).downloading(works(1)),
	"gzip bomb of 1 GiB":          final(tooLarge).downloading(works(1)),

	"redirect to another host": final(unexpected),
	"redirect to http":         final(unexpected),

	"limiter fails":                   same(fails(0, notSent)),
	"limiter fails before the repeat": final(down),
	"Retry-After beyond the deadline": final(down),
	"middleware panics":               same(verdict{tries: 1, panics: true}),

	"cancelled before the call":   same(fails(0, notSent, cancelled)),
	"cancelled in the limiter":    same(fails(0, notSent, cancelled)),
	"cancelled while dialling":    same(fails(1, notSent, cancelled)),
	"cancelled while sending":     final(cancelled),
	"cancelled before the header": final(cancelled),
	"cancelled in the body":       final(cancelled),
	"cancelled before the repeat": {read: fails(1, down, cancelled),
		write: fails(1, unknown, down, cancelled), once: fails(1, unknown, down)},
	"expired before the call":   same(fails(0, notSent, expired)),
	"expired in the limiter":    same(fails(0, notSent, expired)),
	"expired while dialling":    same(fails(1, notSent, expired)),
	"expired while sending":     final(expired),
	"expired before the header": final(expired),
	"expired in the body":       final(expired),
	"expired before the repeat": {read: fails(1, down, expired), write: fails(1, unknown, down, expired), once: fails(1, unknown, down)},

	"status 408": lost(down),
	"status 425": lost(down),
	"status 429": lost(limited),
	"status 500": lost(down),
	"status 502": lost(down),
	"status 503": lost(down),
	"status 504": lost(down),
}

// verdict is what is expected of an operation.
func (f *fault) verdict(op *operation) verdict {
	v := op.class.follow(f.base(op), f)
	if f.replayed(op) && !v.fine {
		v = v.tried(v.tries + 1)
	}
	return v
}

// base is that of the table, for a single call of the operation.
func (f *fault) base(op *operation) verdict {
	v := f.row().of(op.class)
	for _, e := range exceptions {
		if e.holds(f, op) {
			v = e.make(v)
		}
	}
	return v
}

// row is that of the table. A status with a Retry-After is the status; if the
// service asks for a longer wait than the client is ready for, nothing is
// repeated.
func (f *fault) row() verdicts {
	if f.status == 0 {
		return expected[f.name]
	}
	row := expected[statusName(f.status)]
	if f.wait.tooLong() {
		row.read, row.write = row.read.tried(1), row.write.tried(1)
	}
	return row
}

// of picks the verdict of a class, or that from which it follows.
func (row verdicts) of(c class) verdict {
	switch {
	case c == write:
		return row.write
	case c == once:
		return row.once
	case c == keyed || c == found:
		return row.once
	case c == download && row.download != nil:
		return *row.download
	}
	return row.read
}

// follow makes the verdict of a class that is made of others.
func (c class) follow(v verdict, f *fault) verdict {
	if v.panics {
		return v
	}
	switch c {
	case found:
		return v.lookedUp(f)
	case resumed:
		return v.resumed()
	case before:
		return v.beforeChange()
	case after:
		if !f.atOnce { // else there is no change either
			return v.polled(f).without(notSent)
		}
	case poll:
		return v.polled(f)
	}
	return v
}

// lookedUp: where the service has taken an order, the look-up finds it, unless
// nobody waits for that any more.
func (v verdict) lookedUp(f *fault) verdict {
	if v.is(unknown) && f.acts && f.ends == nil {
		return works(v.tries)
	}
	return v
}

// resumed: an order that may have been placed before is not placed again unless
// the look-up says that it was not.
func (v verdict) resumed() verdict {
	if v.fine {
		return works(2) // the look-up and the order
	}
	return v.without(notSent, unexpected, tooLarge).with(unknown)
}

// beforeChange: nothing is changed if what comes before fails.
func (v verdict) beforeChange() verdict {
	if v.fine {
		return works(any_)
	}
	return v.without(notSent).with(notSent)
}

// polled: a poll that fails in a way that can pass is followed by another.
func (v verdict) polled(f *fault) verdict {
	switch {
	case v.fine:
		return works(any_)
	case !v.passes(), f.endsPolls():
		return v
	case f.sitsOut(): // until the context ends, which it does here
		return fails(v.tries, cancelled)
	case f.limits: // the next poll is not sent
		return fails(v.tries, notSent)
	default:
		return v.tried(polls * v.tries)
	}
}

// endsPolls: the service asks for more than an hour, or for more time than there
// is. A workflow does not wait for that.
func (f *fault) endsPolls() bool {
	return f.wait != nil && f.wait.asks > time.Hour || f.name == "Retry-After beyond the deadline"
}

// sitsOut: the service asks for a long wait, which a workflow takes: waiting is
// what it is for.
func (f *fault) sitsOut() bool { return f.wait != nil && f.wait.tooLong() && !f.endsPolls() }

// passes: it is worth another poll.
func (v verdict) passes() bool {
	return !v.is(cancelled) && !v.is(expired) && (v.is(down) || v.is(limited) || v.is(unexpected))
}

// healed is what is expected where the fault strikes one attempt only: what is
// repeated works then.
func (f *fault) healed(op *operation) verdict {
	v := f.verdict(op)
	base := f.base(op)
	switch {
	case v.fine || v.panics || f.limits || f.atOnce:
		return v
	case base.tries == every, f.replayed(op), op.class.polls() && base.passes() && !f.endsPolls() && !f.sitsOut():
		return works(1)
	case op.class == keyed:
		return v.lookedUp(f)
	}
	return v
}

// replayed: net/http itself sends a request once more that met a dead connection
// of the pool, provided that not a byte of it was written. What must not be sent
// twice has a connection of its own.
func (f *fault) replayed(op *operation) bool {
	return f.unwritten && op.hit != nil && op.class != found && op.class != once
}
