package purchase

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/settings"
	"github.com/sellerwire/sellerwire/internal/transport"
)

const (
	// lookUpTimeout bounds an attempt of a look-up, and what the last look-up
	// may take beyond the budget: waiting longer for one lets the next ones pass.
	lookUpTimeout = 10 * time.Second
	// maxLookUpPages bounds a look-up by a reference that was used too often.
	maxLookUpPages = 100
)

// look looks for the order. Once it is found, look asks for it until each of its
// copies has a status. The last request may take until extra after its time.
func (p *placement) look(ctx context.Context, schedule LookUp, extra time.Duration) {
	start := time.Now()
	end := start.Add(schedule.Budget + extra)
	limited, cancel := context.WithDeadline(ctx, end)
	defer cancel()

	var pausedUntil time.Time
	for at := range schedule.times() {
		if start.Add(at).Before(pausedUntil) {
			continue // as the service asked
		}
		if sleep(limited, time.Until(start.Add(at))) != nil {
			return
		}
		p.looks++
		if p.order == nil {
			p.err = p.search(limited)
		} else {
			p.err = p.ask(limited)
		}
		if p.settled() || p.found.final || p.err != nil && !worthRetrying(p.err) {
			return
		}
		if e, ok := errors.AsType[*sellerwire.Error](p.err); ok {
			pausedUntil = time.Now().Add(e.RetryAfter)
		}
	}
}

// settled reports whether the order is found and each of its copies has a status.
func (p *placement) settled() bool {
	if p.order == nil {
		return false
	}
	_, _, unknown := shortfalls(&p.request, p.order)
	return unknown == 0
}

// lookUp begins a look-up. It is a call with a request ID of its own; the retries that
// the caller set for the order hold for it, too.
func (p *placement) lookUp(info *settings.ResponseInfo) (*transport.Request, error) {
	call, err := p.client.transport.Call(opLookUp, nil, nil)
	call.Info, call.Retry = info, p.call.Retry
	return &transport.Request{
		Operation: transport.Operation{Name: opLookUp, Class: transport.Safe, Timeout: lookUpTimeout},
		Secrets:   []sellerwire.Secret{p.request.CardToken}, // which a reply may show
		Call:      call,
	}, err
}

// search looks for the order by its reference, on every page.
func (p *placement) search(ctx context.Context) error {
	p.found = finding{}
	query := Query{ReferenceID: p.request.ReferenceID, SortOrder: Descending, Limit: MaxLimit, MaxPages: maxLookUpPages}
	if !p.options.FirstAttempt.IsZero() {
		// Earlier than ten years ago is a mistake, and would take many searches.
		query.DateStart = p.client.transport.Now().AddDate(-10, 0, 0)
		if p.notBefore.After(query.DateStart) {
			query.DateStart = p.notBefore
		}
	}
	var seen sight
	var info settings.ResponseInfo
	pages := newPager(query, p.client.transport.Now())
	for pages.more() {
		req, err := p.lookUp(&info)
		if err != nil {
			return err
		}
		page, odd, err := p.client.search(ctx, pages.query(), anyOrder, req)
		if err != nil && !isNoOrder(err) {
			return err
		}
		if odd != "" {
			seen.odd = odd
		}
		seen.orders = append(seen.orders, page.Orders...)
		if _, err := pages.advance(&page); err != nil {
			seen.hidden = err.Error()
			break
		}
	}
	p.found = p.judge(seen)
	if p.found.order != nil {
		p.order, p.info = p.found.order, info
	}
	return nil
}

// anyOrder is for searches whose orders are judged later.
func anyOrder(*Order) string { return "" }

// isNoOrder reports whether the service says in its own words that there is no such
// order, and nothing else. A 404 without its code is another server's.
func isNoOrder(err error) bool {
	e, ok := errors.AsType[*sellerwire.Error](err)
	return ok && e.StatusCode == 404 && !errors.Is(err, sellerwire.ErrUnexpectedContent) && len(e.Codes) > 0 &&
		!slices.ContainsFunc(CodesOf(err), func(c Code) bool { return c != CodeOrderNotFound })
}

// ask reads the order that was found once more.
func (p *placement) ask(ctx context.Context) error {
	var info settings.ResponseInfo
	req, err := p.lookUp(&info)
	if err != nil {
		return err
	}
	order, err := p.client.get(ctx, p.order.ID, req)
	if err != nil {
		return err
	}
	if reason, _ := p.mismatch(&order); reason != "" {
		return errors.New("asked for again, " + reason)
	}
	p.order, p.info = &order, info
	return nil
}

// worthRetrying reports whether another look-up could do better. Retrying one that
// is refused leads to a lock-out, and another server stays another server.
func worthRetrying(err error) bool {
	if errors.Is(err, sellerwire.ErrNotFound) && CodesOf(err) == nil {
		return false
	}
	for _, kind := range []error{sellerwire.ErrUnauthorized, sellerwire.ErrForbidden, sellerwire.ErrInvalidRequest} {
		if errors.Is(err, kind) {
			return false
		}
	}
	return !slices.ContainsFunc(CodesOf(err), func(c Code) bool { return codeTable[c].class == lockedOut })
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

// lookUpError says what the look-ups have shown. It hides their own errors: that a
// look-up was not sent says nothing of the order, and errors.Is must not find it in
// the order's error.
type lookUpError struct {
	text  string
	ended error // of the context, if that ended the looking
}

func (e *lookUpError) Error() string {
	if e.ended != nil {
		return e.text + ": " + e.ended.Error()
	}
	return e.text
}

// Unwrap returns the context's error if that ended the looking.
func (e *lookUpError) Unwrap() error { return e.ended }

// seen says what the look-ups have shown.
func (p *placement) seen(ctx context.Context) *lookUpError {
	e := &lookUpError{ended: transport.Ended(ctx)}
	switch {
	case p.looks == 0:
		e.text = "not looked up yet"
	case p.err != nil:
		e.text = "the look-up failed: " + withoutRequestID(p.err)
	case p.order != nil:
		e.text = "asked " + times(p.looks) + ", and not each copy has a status"
	case p.found.reason != "":
		e.text = "looked up and found " + p.found.reason
	default:
		e.text = "looked up " + times(p.looks) + " and not found"
		if p.operation != opPlace && p.options.FirstAttempt.IsZero() {
			e.text += " in the last 90 days"
		}
	}
	return e
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

// withoutRequestID prints an error of a look-up. Its ID would be taken for the
// order's.
func withoutRequestID(err error) string {
	e, ok := errors.AsType[*sellerwire.Error](err)
	if !ok {
		return err.Error()
	}
	short := *e
	short.RequestID, short.ServerRequestID = "", ""
	return strings.TrimPrefix(short.Error(), service+": "+opLookUp+": ")
}

// lookUpKinds are the kinds of a failed look-up that tell the caller of the
// order something.
var lookUpKinds = []error{
	sellerwire.ErrUnauthorized, sellerwire.ErrForbidden, sellerwire.ErrRateLimited,
	sellerwire.ErrUnavailable,
}

// seenKinds are the kinds that the look-ups add to the order's error.
func (p *placement) seenKinds() (kinds []error) {
	for _, kind := range lookUpKinds {
		if errors.Is(p.err, kind) {
			kinds = append(kinds, kind)
		}
	}
	if p.found.conflict {
		kinds = append(kinds, sellerwire.ErrConflict)
	}
	return kinds
}
