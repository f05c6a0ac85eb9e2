package transport_test

import (
	"math"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/internal/transport"
)

// noon is what the clock of these tests says.
var noon = time.Date(2026, time.March, 5, 12, 0, 0, 0, time.UTC)

func TestRetryAfterForms(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		value string
		want  time.Duration
		ok    bool
	}{
		{"whole seconds", "120", 2 * time.Minute, true},
		{"decimal seconds", "1.5", 1500 * time.Millisecond, true},
		{"a leading point", ".25", 250 * time.Millisecond, true},
		{"a trailing point", "3.", 3 * time.Second, true},
		{"less than a nanosecond", "0.0000000001", 0, true},
		{"spaces around", "  5 ", 5 * time.Second, true},
		{"leading zeros", "007", 7 * time.Second, true},
		{"zero", "0", 0, true},
		{"negative seconds", "-5", 0, true},
		{"negative infinity of digits", "-1" + string(make9s(400)), 0, true},
		{"IMF-fixdate", "Thu, 05 Mar 2026 12:00:30 GMT", 30 * time.Second, true},
		{"RFC 850", "Thursday, 05-Mar-26 12:00:30 GMT", 30 * time.Second, true},
		{"asctime", "Thu Mar  5 12:00:30 2026", 30 * time.Second, true},
		{"a date in the past", "Thu, 05 Mar 2026 11:00:00 GMT", 0, true},
		{"a date in the far past", "Mon, 01 Jan 0001 00:00:00 GMT", 0, true},
		{"a date in the far future", "Fri, 31 Dec 9999 23:59:59 GMT", math.MaxInt64, true},
		{"a day", "86400", 24 * time.Hour, true},
		{"the last second that fits a duration", "9223372036", 9223372036 * time.Second, true},
		{"the first that does not", "9223372037", math.MaxInt64, true},
		{"more than an int64", "99999999999999999999", math.MaxInt64, true},
		{"more than a float64", string(make9s(400)), math.MaxInt64, true},
		{"absent", "", 0, false},
		{"blank", "   ", 0, false},
		{"a unit", "5s", 0, false},
		{"an exponent", "1e3", 0, false},
		{"hexadecimal", "0x10", 0, false},
		{"an underscore", "1_000", 0, false},
		{"infinity", "Inf", 0, false},
		{"not a number", "NaN", 0, false},
		{"a plus sign", "+5", 0, false},
		{"two points", "1.2.3", 0, false},
		{"a point", ".", 0, false},
		{"a minus sign", "-", 0, false},
		{"two minus signs", "--5", 0, false},
		{"a list", "5, 10", 0, false},
		{"words", "soon", 0, false},
		{"a date without a zone", "Thu, 05 Mar 2026 12:00:30", 0, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, ok := transport.ParseRetryAfter(http.Header{"Retry-After": {tt.value}}, noon)

			assert.Equal(t, tt.want, got)
			assert.Equal(t, tt.ok, ok)
		})
	}
}

// A date is meant by the service's clock; ours may be wrong.
func TestRetryAfterDateIsComparedWithTheReplysOwnDate(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name      string
		date, age string
		want      time.Duration
	}{
		{"the service's clock is an hour ahead", "Thu, 05 Mar 2026 13:00:00 GMT", "", 30 * time.Second},
		{"no date", "", "", time.Hour + 30*time.Second},
		{"an unreadable date", "today", "", time.Hour + 30*time.Second},
		{"a cached reply's date is old", "Thu, 05 Mar 2026 13:00:00 GMT", "60", time.Hour + 30*time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			header := http.Header{"Retry-After": {"Thu, 05 Mar 2026 13:00:30 GMT"}}
			for name, value := range map[string]string{"Date": tt.date, "Age": tt.age} {
				if value != "" {
					header.Set(name, value)
				}
			}

			got, ok := transport.ParseRetryAfter(header, noon)

			require.True(t, ok)
			assert.Equal(t, tt.want, got)
		})
	}
}

// Whatever a service sends, the wait is neither negative nor, for a form that
// is not understood, anything but nothing.
func FuzzRetryAfter(f *testing.F) {
	for _, seed := range []string{"5", "1.5", "-1", "9223372036.854775807", "Thu, 05 Mar 2026 12:00:30 GMT",
		"Thursday, 05-Mar-26 12:00:30 GMT", "Thu Mar  5 12:00:30 2026", "", "1e9", "0x1p-2", "soon", "99999999999999999999"} {
		f.Add(seed, "")
		f.Add(seed, "Mon, 01 Jan 0001 00:00:00 GMT")
	}
	f.Fuzz(func(t *testing.T, value, date string) {
		got, ok := transport.ParseRetryAfter(http.Header{"Retry-After": {value}, "Date": {date}}, noon)
		if got < 0 {
			t.Fatalf("a negative wait of %s for %q", got, value)
		}
		if !ok && got != 0 {
			t.Fatalf("%s for %q, which is not understood", got, value)
		}
	})
}

// Each wait is random between nothing and a ceiling that doubles.
func TestBackoffStaysUnderItsCeilingAndFillsTheSpaceBelow(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name            string
		attempt         int
		lowest, highest time.Duration
		ceiling         time.Duration
	}{
		{"the first", 1, time.Second, 20 * time.Second, time.Second},
		{"the second", 2, time.Second, 20 * time.Second, 2 * time.Second},
		{"the fifth", 5, time.Second, 20 * time.Second, 16 * time.Second},
		{"the sixth is capped", 6, time.Second, 20 * time.Second, 20 * time.Second},
		{"the thousandth", 1000, time.Second, 20 * time.Second, 20 * time.Second},
		{"equal bounds", 3, time.Second, time.Second, time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var least, most time.Duration = math.MaxInt64, 0
			for range 2000 {
				wait := transport.Backoff(tt.attempt, tt.lowest, tt.highest)
				least, most = min(least, wait), max(most, wait)
			}
			// 2000 draws miss a hundredth of the range once in 500 million runs.
			assert.GreaterOrEqual(t, least, time.Duration(0))
			assert.LessOrEqual(t, most, tt.ceiling)
			assert.Less(t, least, tt.ceiling/100)
			assert.Greater(t, most, tt.ceiling-tt.ceiling/100)
		})
	}
}

func TestBackoffOfAbsurdPoliciesDoesNotOverflow(t *testing.T) {
	t.Parallel()
	for attempt := range 200 {
		for _, lowest := range []time.Duration{1, time.Second, math.MaxInt64/2 + 1, math.MaxInt64} {
			require.GreaterOrEqual(t, transport.Backoff(attempt, lowest, math.MaxInt64), time.Duration(0))
		}
	}
}

func make9s(n int) []byte {
	digits := make([]byte, n)
	for i := range digits {
		digits[i] = '9'
	}
	return digits
}
