package transport

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"math"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/sellerwire/sellerwire"
)

// decide says whether to try again, and after what wait.
func (c *call) decide() bool {
	if !c.try.failed() {
		return false
	}
	again := c.refusedAnnouncement()
	repeatable := again || c.attempts < c.policy.MaxAttempts && c.mayRepeat()
	if err := c.Err(); err != nil {
		// The network's words for a cancelled context differ.
		if (repeatable || c.try.err != nil) && !c.endedBy(c.try.err) {
			c.stopped = err
		}
		return false
	}
	if !repeatable || c.try.retryAfter > c.policy.MaxRetryAfter {
		return false
	}
	f := c.try.failure
	c.onceUsed = c.onceUsed || f != nil && f.Retry == RetryOnce
	c.unannounced = c.unannounced || again
	c.wait = c.try.retryAfter
	if c.wait == 0 && !again {
		c.wait = backoff(c.attempts, c.policy.MinBackoff, c.policy.MaxBackoff)
	}
	if deadline, ok := c.Deadline(); ok && time.Until(deadline) < c.wait {
		return false
	}
	// Not elapsed + wait: a sum could overflow.
	return c.policy.MaxElapsed == 0 || c.wait <= c.policy.MaxElapsed-c.elapsed()
}

// refusedAnnouncement: the server does not know "Expect: 100-continue", and has
// not read the body. It is asked once more without, at once and whatever the
// number of attempts.
func (c *call) refusedAnnouncement() bool {
	return c.expects() && c.try.reply != nil && c.try.reply.StatusCode == http.StatusExpectationFailed
}

// mayRepeat holds the cause against the operation's class.
func (c *call) mayRepeat() bool {
	did := c.try.effect()
	return c.passing() &&
		(c.req.Operation.Class == Safe || did == effectNotSent || did == effectRefused && c.explicit())
}

// explicit: the service itself said that the call may be sent again.
func (c *call) explicit() bool {
	f := c.try.failure
	return f != nil && (f.Retry == RetryAlways || f.Retry == RetryOnce)
}

// passing tells whether the failure is of a kind that can pass.
func (c *call) passing() bool {
	if c.try.failure == nil {
		return c.try.passingError()
	}
	switch c.try.failure.Retry {
	case RetryAlways:
		return true
	case RetryOnce:
		return !c.onceUsed
	case RetryNever:
		return false
	default:
		return retryStatus(c.try.reply.StatusCode)
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
func (a *attempt) passingError() bool {
	return a.reached.Load() && !errors.Is(a.err, sellerwire.ErrResponseTooLarge) &&
		!isSourceError(a.err) && !hopeless(a.err)
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
	return certificateError(err)
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

// parseRetryAfter reads a Retry-After: whole or decimal seconds, or any of the
// three date forms of HTTP. What lies in the past is 0; what is beyond a
// time.Duration is the largest one, so that no sum can turn negative. Dates
// are compared with the reply's own Date where it has one, which keeps a wrong
// clock on this machine out of it.
func parseRetryAfter(header http.Header, now time.Time) (time.Duration, bool) {
	value := strings.TrimSpace(header.Get("Retry-After"))
	if value == "" {
		return 0, false
	}
	if seconds, ok := parseSeconds(value); ok {
		return saturate(seconds), true
	}
	date, err := http.ParseTime(value)
	if err != nil {
		return 0, false
	}
	if served, err := http.ParseTime(header.Get("Date")); err == nil && header.Get("Age") == "" {
		now = served
	}
	return max(0, date.Sub(now)), true
}

// parseSeconds takes digits with at most one point, and nothing else that
// strconv would: no exponent, no hexadecimal, no infinity.
func parseSeconds(value string) (float64, bool) {
	digits := strings.TrimPrefix(value, "-")
	if strings.Trim(digits, "0123456789.") != "" || strings.Count(digits, ".") > 1 || digits == "." || digits == "" {
		return 0, false
	}
	seconds, err := strconv.ParseFloat(value, 64)
	if err != nil && !math.IsInf(seconds, 0) {
		return 0, false
	}
	return seconds, true
}

func saturate(seconds float64) time.Duration {
	switch {
	case seconds <= 0:
		return 0
	case seconds >= math.MaxInt64/float64(time.Second):
		return math.MaxInt64
	default:
		return time.Duration(seconds * float64(time.Second))
	}
}
