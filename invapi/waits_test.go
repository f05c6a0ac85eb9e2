package invapi_test

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
)

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 10, 21, 7, 28, 0, 0, time.UTC)
	var byDefault sellerwire.RetryPolicy
	tests := []struct {
		name   string
		status int
		value  string
		policy sellerwire.RetryPolicy
		waits  time.Duration // -1: not waited for
		told   time.Duration // by the error, where there is one
	}{
		{"seconds", 429, "7", byDefault, 7 * time.Second, 0},
		{"seconds of a 503", 503, "7", byDefault, 7 * time.Second, 0},
		{"a fraction", 429, "2.5", byDefault, 2500 * time.Millisecond, 0},
		{"a date", 429, "Wed, 21 Oct 2026 07:28:09 GMT", byDefault, 9 * time.Second, 0},
		{"a date of the old kind", 503, "Wednesday, 21-Oct-26 07:28:09 GMT", byDefault, 9 * time.Second, 0},
		{"as long as the window", 429, "30", byDefault, 30 * time.Second, 0},
		{"beyond the window", 429, "31", byDefault, -1, 31 * time.Second},
		{"as long as the cap", 429, "60", sellerwire.RetryPolicy{MaxElapsed: time.Hour}, time.Minute, 0},
		{"beyond the cap", 429, "61", sellerwire.RetryPolicy{MaxElapsed: time.Hour}, -1, 61 * time.Second},
		{"for ever", 503, "99999999999999999999", byDefault, -1, 1<<63 - 1},
		{"beyond the caller's cap", 429, "6", sellerwire.RetryPolicy{MaxRetryAfter: 5 * time.Second}, -1, 6 * time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				h := run(t, func(n int, w http.ResponseWriter, r *http.Request) {
					if n > 1 {
						answer(200, jsonType, `{}`)(w, r)
						return
					}
					w.Header().Set("Retry-After", tt.value)
					answer(tt.status, jsonType, `{"error":"Too Many Requests","message":"later"}`)(w, r)
				}, sellerwire.WithClock(func() time.Time { return now }), sellerwire.WithRetry(tt.policy))
				if tt.waits < 0 {
					assert.Len(t, h.starts, 1)
					assert.Zero(t, h.took, "it does not wait for what it will not use")
					assert.Equal(t, tt.told, asError(t, h.err).RetryAfter)
					return
				}
				require.NoError(t, h.err)
				assert.Equal(t, []time.Duration{0, tt.waits}, h.starts)
			})
		})
	}
}

func TestADeadlineThatTheWaitWouldMissEndsTheCallAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		h := runContext(t, ctx, func(_ int, w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Retry-After", "10")
			answer(429, jsonType, `{"error":"slow down"}`)(w, r)
		})
		assert.Len(t, h.starts, 1)
		assert.Zero(t, h.took)
		assert.Equal(t, kinds(rateLimited), asError(t, h.err).Kinds)
	})
}

func TestACancelEndsTheCallAtOnce(t *testing.T) {
	t.Parallel()
	t.Run("while the service thinks", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(3*time.Second, cancel)
			h := runContext(t, ctx, after(time.Hour, nil))
			assert.Equal(t, 3*time.Second, h.took)
			assert.ErrorIs(t, h.err, context.Canceled)
			assert.ErrorIs(t, h.err, lost, "the service may still do it")
			assert.NotErrorIs(t, h.err, unavailable)
		})
	})
	t.Run("during a wait", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(3*time.Second, cancel)
			h := runContext(t, ctx, func(_ int, w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Retry-After", "20")
				answer(429, jsonType, `{"error":"slow down"}`)(w, r)
			})
			assert.Equal(t, 3*time.Second, h.took)
			assert.ErrorIs(t, h.err, context.Canceled)
			assert.ErrorContains(t, h.err, "slow down", "the last attempt's cause stays")
			assert.Equal(t, rejected, asError(t, h.err).Outcome)
		})
	})
	t.Run("before the call", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		h := runContext(t, ctx, after(0, answer(200, "", "")))
		assert.Empty(t, h.starts)
		assert.ErrorIs(t, h.err, context.Canceled)
		assert.ErrorIs(t, h.err, sellerwire.ErrNotSent)
	})
}
