package sellerwire

import (
	"errors"
	"time"

	"github.com/sellerwire/sellerwire/internal/settings"
)

// RetryPolicy says how often and for how long a call is retried. It never decides
// whether a call may be retried at all: each operation declares that, see its
// documentation. No policy makes a purchase, a refund or a relative change of stock
// retryable.
//
// The zero value of each field means its default. RetryPolicy{MaxAttempts: 1} turns
// retries off.
type RetryPolicy struct {
	// MaxAttempts is the total number of attempts, including the first. Default: 4.
	MaxAttempts int
	// MinBackoff is the upper limit of the first random wait. It doubles with every
	// attempt. Default: 500 ms, or MaxBackoff if that is less.
	MinBackoff time.Duration
	// MaxBackoff is the upper limit of every random wait. Default: 20 s, or
	// MinBackoff if that is more.
	MaxBackoff time.Duration
	// MaxRetryAfter is the longest Retry-After that a call waits for. A longer one
	// ends the call at once with an [Error] that carries it. Default: 60 s.
	MaxRetryAfter time.Duration
	// MaxElapsed is the time after the start of the first attempt within which the
	// last attempt may start. Default: the operation's own if it documents one,
	// otherwise no limit except the context's. If you set it longer than the
	// operation's own, a late retry can undo a change that was made in the
	// meantime.
	MaxElapsed time.Duration
}

func (p RetryPolicy) validate() error {
	switch {
	case p.MaxAttempts < 0:
		return errors.New("MaxAttempts is negative")
	case p.MinBackoff < 0 || p.MaxBackoff < 0 || p.MaxRetryAfter < 0 || p.MaxElapsed < 0:
		return errors.New("a duration is negative")
	case p.MinBackoff > 0 && p.MaxBackoff > 0 && p.MinBackoff > p.MaxBackoff:
		return errors.New("MinBackoff is greater than MaxBackoff")
	}
	return nil
}

func (p RetryPolicy) settings() settings.RetryPolicy { return settings.RetryPolicy(p) }
