package faults_test

import (
	"context"
	"errors"
	"time"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim"
)

// impatient sets timeouts that a slow service breaks.
func impatient(s *site) []sellerwire.Option {
	options := []sellerwire.Option{sellerwire.WithAttemptTimeout(s.patience), sellerwire.WithIdleTimeout(s.patience)}
	if s.op.service == aimAPI { // whose files have a limit of their own
		options = append(options, aim.WithTransferTimeout(s.patience))
	}
	return options
}

// limiterFunc is a Limiter.
type limiterFunc func(context.Context) error

func (f limiterFunc) Wait(ctx context.Context) error { return f(ctx) }

func withLimiter(wait limiterFunc) []sellerwire.Option {
	return []sellerwire.Option{sellerwire.WithLimiter(wait)}
}

var errLimiter = errors.New("the limiter is broken")

// limited tells whether a fault in the limiter is for the request that the
// limiter is asked for. It is asked before anybody sees the request: of the
// workflows' changes it is known that a list comes before them.
func (s *site) limited() bool {
	asked := s.asked.Add(1)
	switch {
	case s.op.class == after:
		return afterChange(s, nil)
	case s.op.class == once && s.op.hit != nil:
		return asked > 1
	}
	return true
}

// failingLimiter fails for as long as the fault is there.
func failingLimiter(s *site) []sellerwire.Option {
	return withLimiter(func(context.Context) error {
		if s.left.Load() == 0 || !s.limited() {
			return nil
		}
		return errLimiter
	})
}

// failingRepeat fails when the fault has struck before.
func failingRepeat(s *site) []sellerwire.Option {
	return withLimiter(func(context.Context) error {
		if s.left.Load() != 0 && s.strikes.Load() > 0 {
			return errLimiter
		}
		return nil
	})
}

// endInLimiter ends the context while the limiter waits.
func endInLimiter(s *site) []sellerwire.Option {
	return withLimiter(func(ctx context.Context) error {
		if s.left.Load() == 0 || !s.limited() {
			return nil
		}
		s.ctx.end()
		<-ctx.Done()
		return ctx.Err()
	})
}

// endInWait ends the context while a repeat waits for its turn.
func endInWait(s *site) []sellerwire.Option {
	*s.logs.onRetry = func() {
		if s.left.Load() != 0 {
			time.AfterFunc(10*time.Millisecond, s.ctx.end)
		}
	}
	return longWaits(time.Minute)
}

// patientDeadline would wait longer than the context does.
func patientDeadline(s *site) []sellerwire.Option { return longWaits(2 * time.Hour) }

func longWaits(longest time.Duration) []sellerwire.Option {
	return []sellerwire.Option{sellerwire.WithRetry(sellerwire.RetryPolicy{
		MaxAttempts: maxAttempts, MinBackoff: 1, MaxBackoff: time.Millisecond, MaxRetryAfter: longest,
	})}
}
