package purchase

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/sellerwire/sellerwire"
)

// resume looks for an order that an earlier call may have placed. No order and
// no error: there is none, it may be posted.
func (p *placement) resume(ctx context.Context) (*Order, error) {
	var seen lookUps
	seen.add(p.lookUp(ctx, retryWindow))
	order, why := seen.last.order, seen.failure(ctx)
	if wait := p.client.open.wait(p.call.RequestID); wait > 0 && order == nil && !why.unclear {
		order, why = p.poll(ctx, LookUp{First: p.client.config.lookUp.First, Budget: wait})
	}
	if order == nil && why.unclear {
		return nil, p.unknown(nil, why)
	}
	return order, nil
}

// resolve looks for an order whose reply was lost.
func (p *placement) resolve(ctx context.Context, lost error) (*Order, error) {
	schedule := p.client.config.lookUp
	p.client.open.add(p.call.RequestID, time.Now().Add(schedule.Budget))
	if ctx.Err() != nil {
		return nil, lost
	}
	order, why := p.poll(ctx, schedule)
	if order == nil {
		return nil, p.unknown(lost, why)
	}
	return order, nil
}

// resolveConflict asks once more whether the order with this request ID is the
// one that was asked for. The conflict stands only if there is none.
func (p *placement) resolveConflict(ctx context.Context, conflict error) (*Order, error) {
	var seen lookUps
	seen.add(p.lookUp(ctx, retryWindow))
	if why := seen.failure(ctx); seen.last.order == nil && why.unclear {
		return nil, p.unknown(conflict, why)
	}
	p.client.open.settle(p.call.RequestID)
	if seen.last.order == nil {
		return nil, conflict
	}
	return seen.last.order, nil
}

// unknown is the error of an order that may exist. It keeps what is known of
// the POST, if there was one, and adds what the look-ups have shown.
func (p *placement) unknown(posted error, why *lookUpError) error {
	e := p.describe()
	e.Err = why
	if before, ok := errors.AsType[*sellerwire.Error](posted); ok {
		e = *before
		e.Err = why
		if before.Err != nil {
			e.Err = fmt.Errorf("%w; %w", before.Err, why)
		}
	}
	e.Outcome = sellerwire.OutcomeUnknown
	kinds := []error{sellerwire.ErrOutcomeUnknown}
	for _, kind := range slices.Concat(e.Kinds, why.kinds) {
		if !slices.Contains(kinds, kind) {
			kinds = append(kinds, kind)
		}
	}
	e.Kinds = kinds
	return &e
}

// describe says which call it was.
func (p *placement) describe() sellerwire.Error {
	return sellerwire.Error{
		Service: service, Operation: opPlace,
		StatusCode: p.info.StatusCode, RequestID: p.call.RequestID, Attempts: p.attempts,
	}
}

// inform fills the caller's ResponseInfo: the exchange is the one that gave the
// answer, the attempts are those of the POST.
func (p *placement) inform() {
	if p.call.Info == nil {
		return
	}
	*p.call.Info = p.info
	p.call.Info.RequestID = p.call.RequestID
	p.call.Info.Attempts = p.attempts
	p.call.Info.Duration = time.Since(p.started)
}
