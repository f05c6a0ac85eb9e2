package faults_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/sellerwire/sellerwire"
)

// rotation is the part of the cells that a normal run takes of operations that
// have another one to stand for them.
const rotation = 16

// TestFaultMatrix lets every operation meet every fault. Each fault is there
// for good, and in a second run of the cell strikes once.
func TestFaultMatrix(t *testing.T) {
	t.Parallel()
	all := faults()
	stands := map[string]bool{}
	cells := 0
	for i, op := range operations {
		like := fmt.Sprint(op.service.name, op.class)
		chosen := *full || !stands[like] && !testing.Short()
		stands[like] = true
		for j, f := range all {
			if f.skips(op) || !chosen && (i+j)%rotation != 0 {
				continue
			}
			cells++
			t.Run(op.String()+"/"+f.name, func(t *testing.T) {
				t.Parallel()
				runCell(t, op, f)
			})
		}
	}
	t.Logf("%d of %d cells", cells, len(operations)*len(all))
}

const (
	// cellTries is how often a cell may fail whose fault depends on the pace of
	// the machine.
	cellTries = 3
	// patience is the attempt timeout where a fault is slow, at the first try.
	patience = 600 * time.Millisecond
)

func runCell(t *testing.T, op *operation, f *fault) {
	lasting := f.verdict(op)
	wrong := patiently(t, op, f, lasting, -1)
	if d := f.deviation(op); d != nil {
		if len(wrong) == 0 {
			t.Fatalf("it no longer deviates; take it out of the deviations: %s", d.why)
		}
		for _, w := range wrong {
			assert.Contains(t, w, d.symptom)
		}
		t.Skipf("known deviation: %s", d.why)
	}
	assert.Empty(t, strings.Join(wrong, "\n"), "as long as the fault is there")
	if passing := f.healed(op); passing.String() != lasting.String() {
		assert.Empty(t, strings.Join(patiently(t, op, f, passing, 1), "\n"), "the fault strikes one attempt")
	}
}

// patiently meets a fault again if that may help, with more time for what takes
// its time.
func patiently(t *testing.T, op *operation, f *fault, want verdict, times int) (wrong []string) {
	for try := range cellTries {
		wrong = meet(t, op, f, want, times, patience<<(2*try))
		if len(wrong) == 0 || !f.paced {
			break
		}
	}
	return wrong
}

// promptly is the time in which a call returns when its context has ended. It is
// less than anything else that could end the call, and far more than what it
// takes: how busy the machine is must not matter.
const promptly = 10 * time.Second

// meet runs one cell and says what was wrong.
func meet(t *testing.T, op *operation, f *fault, want verdict, times int, patience time.Duration) (wrong []string) {
	s := open(t, op, f, times, patience)
	defer s.close()
	s.settle(t)
	if f.atOnce {
		s.ctx.end()
	}
	got := s.run(s.ctx)
	s.finish()
	s.lift()
	if got.stuck != "" {
		return []string{got.stuck}
	}
	fault := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }

	seen := verdict{tries: int(s.strikes.Load()), kinds: kindsOf(got.err), fine: got.err == nil &&
		got.panicked == nil, panics: got.panicked == callersPanic}
	if !want.equals(seen) {
		fault("want %v\n got %v\n err %v %v", want, seen, got.err, got.panicked)
	}
	if at, ended := s.ctx.ended(); ended && !f.atOnce && got.at.Sub(at) > promptly {
		fault("it returned %v after its context had ended", got.at.Sub(at))
	}
	if w := f.wait; w != nil && !w.tooLong() && want.tries == every && got.took < (every-1)*w.asks {
		fault("it was repeated without the waits of %v", w.asks)
	}
	if seen.fine && !op.class.changes() && len(s.told.records) == 0 {
		fault("it works, and returns nothing")
	}
	s.checkOutcome(want, got.err, fault)
	s.checkError(want, got.err, fault)
	if n := elsewhere.requests.Load(); n > 0 {
		fault("%d requests went elsewhere", n)
	}
	s.checkConnections(fault)
	if reused, _ := s.visit(t); !reused {
		fault("the caller's idle connection is gone")
	}
	s.checkAfterwards(fault)
	got.herd.check(s, fault)
	s.checkSecrets(got, fault)
	return wrong
}

// checkSecrets searches all that the cell has shown.
func (s *site) checkSecrets(got result, fault func(string, ...any)) {
	if got.err != nil {
		s.shown.value("the error", got.err)
	}
	s.shown.value("the client", s.client)
	s.shown.add("the panic", fmt.Sprintf("%v %#v", got.panicked, got.panicked))
	s.shown.add("the log", s.logs.String())
	for _, found := range s.op.service.sweep(s.shown.String()) {
		fault("%s", found)
	}
}

// callersPanic is what the middleware panics with.
const callersPanic = "the caller's own panic"

// result is what came of a call.
type result struct {
	err      error
	panicked any
	at       time.Time // when it returned
	took     time.Duration
	herd     herd
	stuck    string // where its goroutines were, if it did not return
}

// guard is the time after which a call counts as stuck. The slowest ones run
// into every timeout that there is.
func (s *site) guard() time.Duration {
	if d := s.fault.deviation(s.op); d != nil && d.symptom == stuck {
		return 300 * time.Millisecond
	}
	return time.Minute + 2*polls*maxAttempts*s.patience
}

// run makes the call.
func (s *site) run(ctx *endable) result {
	got := result{herd: newHerd()}
	returned, started := make(chan struct{}), time.Now()
	go got.herd.run(func() {
		defer close(returned)
		defer func() { got.at, got.took, got.panicked = time.Now(), time.Since(started), recover() }()
		got.err = s.op.call(ctx, s)
	})
	select {
	case <-returned:
	case <-time.After(s.guard()):
		got.stuck = stuck + ":\n" + strings.Join(got.herd.alive(), "\n\n")
		ctx.end()
		<-returned
	}
	return got
}

// checkOutcome holds what the error says of the outcome against the truth.
func (s *site) checkOutcome(want verdict, err error, fault func(string, ...any)) {
	if !s.op.class.changes() || want.panics {
		return
	}
	outcome, effects := sellerwire.OutcomeOf(err), s.op.effects(s)
	if s.fault.atOnce && !want.is(notSent) { // no result at all
		outcome = sellerwire.OutcomeNotSent
	} else if outcome != want.outcome(s.op.class) {
		fault("the outcome is %v, want %v", outcome, want.outcome(s.op.class))
	}
	switch {
	case outcome == sellerwire.OutcomeAccepted && effects == 0:
		fault("it was not changed, though accepted")
	case (outcome == sellerwire.OutcomeNotSent || outcome == sellerwire.OutcomeRejected) && effects != 0:
		fault("it was changed, though %v", outcome)
	case s.op.class != write && effects > 1:
		fault("it was done %d times", effects)
	}
}

// checkError looks at the fields of the error.
func (s *site) checkError(want verdict, err error, fault func(string, ...any)) {
	if err == nil {
		return
	}
	e, ok := errors.AsType[*sellerwire.Error](err)
	if !ok {
		if want.tries > 0 {
			fault("the error is a %T", err)
		}
		return
	}
	name, _, _ := strings.Cut(s.op.service.name, ",")
	if e.Service != name || e.Operation == "" || strings.Contains(e.Error(), "\n") {
		fault("the error does not say whose it is, or says it on several lines: %q", e.Error())
	}
	if w := s.fault.wait; w != nil && !s.saysWait() && (longestWait(err)-w.asks).Abs() > w.blur {
		fault("RetryAfter is %v, want %v", longestWait(err), w.asks)
	}
}

// saysWait tells whether the error may carry another wait than that of the fault:
// an order has looked around in the meantime, and a workflow has sat it out.
func (s *site) saysWait() bool {
	switch s.op.class {
	case keyed, found, resumed:
		return true
	}
	return s.fault.sitsOut() && s.op.class.polls()
}

// longestWait is the RetryAfter that an error, or one that it wraps, carries.
func longestWait(err error) (longest time.Duration) {
	walk(err, func(inner error) {
		if e, ok := inner.(*sellerwire.Error); ok {
			longest = max(longest, e.RetryAfter)
		}
	})
	return longest
}

// checkConnections: what is open is idle, and no more than pools may hold.
func (s *site) checkConnections(fault func(string, ...any)) {
	idle := func() bool {
		open, inUse := s.conns.count()
		return inUse == 0 && open <= s.pool.MaxIdleConnsPerHost
	}
	if !soon(idle) {
		open, inUse := s.conns.count()
		fault("%d connections are open, %d of them in use", open, inUse)
	}
}

// checkAfterwards: the same client works when the fault is over.
func (s *site) checkAfterwards(fault func(string, ...any)) {
	if s.op.class == after || s.op.class == before {
		return
	}
	if again := s.run(newEndable(context.Canceled)); again.err != nil || again.panicked != nil {
		fault("afterwards the client does not work: %v %v", again.err, again.panicked)
	}
}

// check: nothing of the herd is left but the idle connections, which go when
// the pool is told to let them go.
func (h herd) check(s *site, fault func(string, ...any)) {
	s.pool.CloseIdleConnections()
	if !h.gone() {
		fault("goroutines left:\n%s", strings.Join(h.alive(), "\n\n"))
	}
	if !soon(func() bool { open, _ := s.conns.count(); return open == 0 }) {
		open, _ := s.conns.count()
		fault("%d connections stay open", open)
	}
}
