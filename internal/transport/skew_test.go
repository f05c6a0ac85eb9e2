package transport_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// The date of a reply that refuses a signature tells whether the clock is to
// blame.
func TestClockSkew(t *testing.T) {
	t.Parallel()
	httpDate := func(ahead time.Duration) string { return noon.Add(ahead).Format("Mon, 02 Jan 2006 15:04:05 GMT") }
	tests := []struct {
		name   string
		auth   transport.Authenticator
		status int
		date   string
		age    string
		kinds  []error
		want   time.Duration
	}{
		{name: "the service is ahead", auth: signature, status: 401, date: httpDate(10 * time.Minute), want: 10 * time.Minute},
		{name: "the service is behind", auth: signature, status: 401, date: httpDate(-time.Hour), want: -time.Hour},
		{name: "a 403 too", auth: signature, status: 403, date: httpDate(time.Hour), want: time.Hour},
		{name: "a code that is read as unauthorized", auth: signature, status: 200, date: httpDate(time.Hour),
			kinds: []error{sellerwire.ErrUnauthorized}, want: time.Hour},
		{name: "an age of nothing", auth: signature, status: 401, date: httpDate(time.Hour), age: "0", want: time.Hour},
		{name: "just too much", auth: signature, status: 401,
			date: httpDate(4*time.Minute + time.Second), want: 4*time.Minute + time.Second},
		{name: "just tolerable", auth: signature, status: 401, date: httpDate(4 * time.Minute)},
		{name: "a cached reply", auth: signature, status: 401, date: httpDate(time.Hour), age: "3600"},
		{name: "no date", auth: signature, status: 401},
		{name: "an unreadable date", auth: signature, status: 401, date: "yesterday"},
		{name: "a refusal that has nothing to do with it", auth: signature, status: 400, date: httpDate(time.Hour)},
		{name: "a failure", auth: signature, status: 500, date: httpDate(time.Hour)},
		{name: "credentials without a date", auth: transport.Bearer{}, status: 401, date: httpDate(time.Hour)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var headers []string
			if tt.date != "" {
				headers = append(headers, "Date", tt.date)
			}
			if tt.age != "" {
				headers = append(headers, "Age", tt.age)
			}
			_, opt := play(reply(tt.status, "", headers...))
			client := newClientAs(t, tt.auth, memoryURL, opt, sellerwire.WithClock(func() time.Time { return noon }),
				sellerwire.WithRetry(sellerwire.RetryPolicy{MaxAttempts: 1}))
			req := request(transport.Safe)
			req.Decode = func(*transport.Reply) *transport.Failure { return &transport.Failure{Kinds: tt.kinds} }

			_, err := client.Do(t.Context(), req)

			e := failed(t, err)
			assert.Equal(t, tt.want, e.ClockSkew)
			assert.Equal(t, tt.want != 0, errors.Is(err, sellerwire.ErrClockSkew))
			if tt.want != 0 {
				assert.ErrorContains(t, err, "clock skew of "+tt.want.Abs().String())
			}
		})
	}
}

// Skew is a finding about the last attempt only.
func TestClockSkewIsForgottenWithTheNextAttempt(t *testing.T) {
	t.Parallel()
	stale := reply(401, "", "Date", "Thu, 05 Mar 2026 13:00:00 GMT")
	for _, next := range []roundTripper{reply(500, "", "Date", "Thu, 05 Mar 2026 13:00:00 GMT"), lost} {
		s, opt := play(stale, next)
		client := newClientAs(t, signature, memoryURL, opt, sellerwire.WithClock(func() time.Time { return noon }),
			sellerwire.WithRetry(sellerwire.RetryPolicy{MaxAttempts: 2, MinBackoff: 1, MaxBackoff: 1}))
		req := request(transport.Safe)
		req.Decode = func(r *transport.Reply) *transport.Failure { return &transport.Failure{Retry: transport.RetryOnce} }

		_, err := client.Do(t.Context(), req)

		e := failed(t, err, sellerwire.ErrUnavailable)
		require.Equal(t, 2, s.calls)
		assert.Zero(t, e.ClockSkew)
		assert.NotErrorIs(t, err, sellerwire.ErrClockSkew)
	}
}
