package transport

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

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
