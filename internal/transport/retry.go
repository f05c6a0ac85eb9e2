package transport

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"math"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/sellerwire/sellerwire"
)

// decide says whether to try again, and after what wait.
func (c *call) decide() bool {
	if !c.failed() {
		return false
	}
	repeatable := c.attempts < c.policy.MaxAttempts && c.mayRepeat()
	if err := c.ctx.Err(); err != nil {
		// The network's words for a cancelled context differ.
		if (repeatable || c.err != nil) && !errors.Is(c.err, err) {
			c.stopped = err
		}
		return false
	}
	if !repeatable || c.retryAfter > c.policy.MaxRetryAfter {
		return false
	}
	c.onceUsed = c.onceUsed || c.failure != nil && c.failure.Retry == RetryOnce
	c.wait = c.retryAfter
	if c.wait == 0 {
		c.wait = backoff(c.attempts, c.policy.MinBackoff, c.policy.MaxBackoff)
	}
	if deadline, ok := c.ctx.Deadline(); ok && time.Until(deadline) < c.wait {
		return false
	}
	return c.policy.MaxElapsed == 0 || time.Since(c.firstAttempt)+c.wait <= c.policy.MaxElapsed
}

// windowClosed tells whether a repeat would now come too late.
func (c *call) windowClosed() bool {
	return c.attempts > 0 && c.policy.MaxElapsed > 0 && time.Since(c.firstAttempt) > c.policy.MaxElapsed
}

// mayRepeat holds the cause against the operation's class.
func (c *call) mayRepeat() bool {
	if !c.passing() {
		return false
	}
	switch c.lastOutcome() {
	case attemptUnsent:
		return true
	case attemptRefused:
		return c.req.Operation.Class == Safe || c.explicit()
	default:
		return c.req.Operation.Class == Safe
	}
}

// explicit: the service itself said that the call may be sent again.
func (c *call) explicit() bool {
	return c.failure != nil && (c.failure.Retry == RetryAlways || c.failure.Retry == RetryOnce)
}

// passing tells whether the failure is of a kind that can pass.
func (c *call) passing() bool {
	if c.failure == nil {
		return c.passingError()
	}
	switch c.failure.Retry {
	case RetryAlways:
		return true
	case RetryOnce:
		return !c.onceUsed
	case RetryNever:
		return false
	default:
		return retryStatus(c.reply.StatusCode)
	}
}

func retryStatus(status int) bool {
	switch status {
	case http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests,
		http.StatusInternalServerError, http.StatusBadGateway,
		http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// passingError tells whether an error of the network is worth another try.
// What never reached the innermost stage failed in the caller's own code.
func (c *call) passingError() bool {
	return c.flight.left() && !errors.Is(c.err, sellerwire.ErrResponseTooLarge) &&
		!isSourceError(c.err) && !hopeless(c.err)
}

// hopeless errors come back the same: a name that does not exist, a
// certificate that is not trusted, a server that speaks no TLS.
func hopeless(err error) bool {
	if dns, ok := errors.AsType[*net.DNSError](err); ok && dns.IsNotFound {
		return true
	}
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok || errors.Is(err, http.ErrSchemeMismatch) {
		return true
	}
	return certificateError(err) || strings.Contains(err.Error(), invalidHeader)
}

func certificateError(err error) bool {
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return true
	}
	var authority x509.UnknownAuthorityError
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	return errors.As(err, &authority) || errors.As(err, &host) || errors.As(err, &invalid)
}

// backoff is a random wait between nothing and a ceiling that doubles with
// every attempt ("full jitter"): clients that failed together do not come back
// together.
func backoff(attempt int, lowest, highest time.Duration) time.Duration {
	ceiling := lowest
	for i := 1; i < attempt && ceiling < highest; i++ {
		// Not ceiling *= 2: that turns negative for the largest.
		ceiling += min(ceiling, highest-ceiling)
	}
	return rand.N(min(ceiling, math.MaxInt64-1) + 1)
}
