package transport

import (
	"net/http"

	"github.com/sellerwire/sellerwire"
)

// attemptOutcome is what one attempt may have done at the service.
type attemptOutcome int

const (
	attemptUnsent  attemptOutcome = iota // proven
	attemptRefused                       // the service said that it did not act
	attemptLost                          // nobody knows
	attemptDone
)

// lastOutcome is that of the last attempt.
func (c *call) lastOutcome() attemptOutcome {
	switch {
	case c.reply == nil:
		if c.flight.sent() {
			return attemptLost
		}
		return attemptUnsent
	case !c.failed():
		return attemptDone
	case c.failure == nil || c.failure.Lost:
		return attemptLost
	case c.failure.Refused:
		return attemptRefused
	case c.reply.StatusCode == http.StatusRequestTimeout:
		return attemptLost // a gateway can send it when it has passed the request on
	case c.reply.StatusCode/100 == 4:
		return attemptRefused
	default:
		return attemptLost
	}
}

// account adds the attempt to what is known of the call.
func (c *call) account() {
	switch c.lastOutcome() {
	case attemptLost:
		c.lostSoFar, c.unsentSoFar = true, false
	case attemptRefused, attemptDone:
		c.unsentSoFar = false
	}
}

// outcome sums up all attempts: one that was lost cannot be taken back by a
// later one that failed otherwise.
func (c *call) outcome() sellerwire.Outcome {
	switch {
	case c.lostSoFar:
		return sellerwire.OutcomeUnknown
	case c.unsentSoFar:
		return sellerwire.OutcomeNotSent
	default:
		return sellerwire.OutcomeRejected
	}
}
