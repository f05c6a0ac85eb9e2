package purchase

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/settings"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// LookUp says how an order is looked for after its reply was lost: after First,
// after twice that, four times and so on, and the last time after Budget, all
// counted from the loss. The zero value of a field is its default.
type LookUp struct {
	// First is the time to the first look-up. Default 1 s.
	First time.Duration
	// Budget is the time to the last one, at most an hour. Default 30 s.
	Budget time.Duration
}

const (
	defaultFirstLookUp = time.Second
	defaultLookUps     = 30 * time.Second
	maxLookUps         = time.Hour

	// lookUpTimeout bounds an attempt of a look-up, and what the last look-up
	// may take beyond the budget: waiting longer for one lets the next ones pass.
	lookUpTimeout = 10 * time.Second
	// createdBefore is how much older than the first attempt a lost order may
	// look: the service's clock and ours differ by no more, or signatures would
	// not be valid.
	createdBefore = 5 * time.Minute
)

func (l LookUp) fault() string {
	switch {
	case l.First < 0 || l.Budget < 0:
		return "a duration is negative"
	case l.Budget > maxLookUps:
		return fmt.Sprintf("the budget is longer than %s", maxLookUps)
	}
	return ""
}

func (l LookUp) withDefaults() LookUp {
	if l.First == 0 {
		l.First = defaultFirstLookUp
	}
	if l.Budget == 0 {
		l.Budget = defaultLookUps
	}
	return l
}

// times are the times of the look-ups, counted from the loss.
func (l LookUp) times() iter.Seq[time.Duration] {
	return func(yield func(time.Duration) bool) {
		for at := l.First; at < l.Budget; at *= 2 {
			if !yield(at) {
				return
			}
		}
		yield(l.Budget)
	}
}

// finding is what one look-up has shown.
type finding struct {
	// order is the one that was looked for; nil if it was not found.
	order *Order
	// reason says why not. Empty: there is no order under the reference.
	reason string
	// final: further look-ups cannot show more, and it is not safe to post.
	final bool
	// conflict: the caller's request ID stands for another order.
	conflict bool
}

// lookUp searches once. The call has a request ID of its own, and what the
// caller set for the order's attempts holds for its attempts too.
func (p *placement) lookUp(ctx context.Context, window time.Duration) (finding, error) {
	call, err := p.client.transport.Call(opLookUp, nil, nil)
	if err != nil {
		return finding{}, err
	}
	var info settings.ResponseInfo
	call.Info, call.Retry = &info, p.call.Retry
	// The newest first: should the caller have used the reference more than a
	// hundred times, the lost order is among these.
	query := Query{ReferenceID: p.request.ReferenceID, SortOrder: Descending, Limit: MaxLimit}
	page, err := p.client.search(ctx, &query, &transport.Request{
		Operation: transport.Operation{Name: opLookUp, Class: transport.Safe, Window: window, Timeout: lookUpTimeout},
		Secrets:   []sellerwire.Secret{p.request.CardToken}, // which a reply may show
		Call:      call,
	})
	// Only in the service's own words: a 404 without its code is another server's.
	if slices.Contains(CodesOf(err), CodeOrderNotFound) {
		return finding{}, nil
	}
	if err != nil {
		return finding{}, err
	}
	found := p.pick(page)
	if found.order != nil {
		p.info = info
	}
	return found, nil
}

// pick takes an order for the lost one only if it is the only one with the
// reference, the listings and the quantities that were asked for, and is not
// older than the order can be. An older one would be another purchase.
func (p *placement) pick(page Page) finding {
	var alike, others []int64
	var match *Order
	for i := range page.Orders {
		o := &page.Orders[i]
		switch {
		case o.ID == 0 || o.DryRun || o.ReferenceID != p.request.ReferenceID, slices.Contains(alike, o.ID):
		case !p.request.matches(o), o.CreateDate.Before(p.notBefore):
			others = append(others, o.ID)
		default:
			match, alike = o, append(alike, o.ID)
		}
	}
	switch {
	case len(alike) > 1:
		return finding{final: true, reason: fmt.Sprintf("several orders could be it: %d", alike)}
	case p.resumed && !page.Next.IsZero():
		return finding{final: true, reason: "more than 100 orders have its reference ID"}
	case match != nil:
		return finding{order: match}
	case len(others) > 0:
		// A request ID is nobody else's reference: it was used for that order.
		conflict := p.ownReference && p.resumed
		return finding{
			final: conflict, conflict: conflict,
			reason: fmt.Sprintf("orders with its reference ID, but other listings or an older date: %d", others),
		}
	}
	return finding{}
}

// poll looks for the order until it is found or the budget is spent. It returns
// the order, or why it was not found.
func (p *placement) poll(ctx context.Context, schedule LookUp) (*Order, *lookUpError) {
	start := time.Now()
	end := start.Add(schedule.Budget + lookUpTimeout)
	limited, cancel := context.WithDeadline(ctx, end)
	defer cancel()

	var pausedUntil time.Time
	var seen lookUps
	for at := range schedule.times() {
		if start.Add(at).Before(pausedUntil) {
			continue // as the service asked
		}
		if sleep(limited, time.Until(start.Add(at))) != nil {
			break
		}
		seen.add(p.lookUp(limited, time.Until(end)))
		if seen.last.order != nil {
			return seen.last.order, nil
		}
		if seen.last.final || seen.err != nil && !worthRepeating(seen.err) {
			break
		}
		if e, ok := errors.AsType[*sellerwire.Error](seen.err); ok {
			pausedUntil = time.Now().Add(e.RetryAfter)
		}
	}
	return nil, seen.failure(ctx)
}

// worthRepeating tells whether another look-up could do better. Repeating one
// that is refused leads to a lock-out.
func worthRepeating(err error) bool {
	for _, kind := range []error{sellerwire.ErrUnauthorized, sellerwire.ErrForbidden, sellerwire.ErrInvalidRequest} {
		if errors.Is(err, kind) {
			return false
		}
	}
	return !slices.ContainsFunc(CodesOf(err), func(c Code) bool { return c.Class() == ClassLockOut })
}

// sleep waits, and ends with the context.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return ctx.Err()
	case <-ctx.Done():
		return ctx.Err()
	}
}
