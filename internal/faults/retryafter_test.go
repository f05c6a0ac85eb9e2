package faults_test

import (
	"fmt"
	"io"
	"math"
	"net/http"
	"time"
)

// failing are the statuses that a service or a proxy gives for trouble that
// passes.
var failing = []int{
	http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests, http.StatusInternalServerError,
	http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout,
}

func statusName(code int) string { return fmt.Sprintf("status %d", code) }

// A retryAfter is one form of that header.
type retryAfter struct {
	name  string
	value func() string
	// asks is the wait that it asks for, give or take a blur: that of dates, which
	// have whole seconds and are read some time after they were written.
	asks, blur time.Duration
}

// tooLong: the wait is longer than what the client is ready to wait.
func (r *retryAfter) tooLong() bool { return r.asks > maxWait }

func (r *retryAfter) suffix() string {
	if r.name == "" {
		return ""
	}
	return ", Retry-After: " + r.name
}

var retryAfterForms = []retryAfter{
	{name: "", value: always("")},
	{name: "no seconds", value: always("0")},
	{name: "decimals", value: always("0.02"), asks: 20 * time.Millisecond},
	{name: "seconds", value: always("7"), asks: 7 * time.Second},
	{name: "IMF date", value: inAnHour(http.TimeFormat), asks: time.Hour, blur: time.Minute},
	{name: "RFC 850 date", value: inAnHour("Monday, 02-Jan-06 15:04:05 GMT"), asks: time.Hour, blur: time.Minute},
	{name: "asctime date", value: inAnHour(time.ANSIC), asks: time.Hour, blur: time.Minute},
	{name: "past", value: always("Sun, 06 Nov 1994 08:49:37 GMT")},
	{name: "absurd", value: always("99999999999999999999999999"), asks: math.MaxInt64},
	{name: "junk", value: always("after lunch")},
}

func always(value string) func() string { return func() string { return value } }

func inAnHour(layout string) func() string {
	return func() string { return time.Now().Add(time.Hour).UTC().Format(layout) }
}

// status answers with a status, a Retry-After and nothing else. The service has
// not acted.
func status(code int, wait *retryAfter) func(*site, http.ResponseWriter, *http.Request) {
	return func(_ *site, w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		if value := wait.value(); value != "" {
			w.Header().Set("Retry-After", value)
		}
		w.WriteHeader(code)
	}
}
