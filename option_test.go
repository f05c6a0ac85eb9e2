package sellerwire_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/settings"
)

type nopLimiter struct{}

func (*nopLimiter) Wait(context.Context) error { return nil }

// badPolicies are refused for a client as well as for one call.
var badPolicies = map[string]sellerwire.RetryPolicy{
	"negative attempts":           {MaxAttempts: -1},
	"negative least backoff":      {MinBackoff: -1},
	"negative largest backoff":    {MaxBackoff: -1},
	"negative largest wait":       {MaxRetryAfter: -1},
	"negative window":             {MaxElapsed: -1},
	"bounds the wrong way around": {MinBackoff: 2, MaxBackoff: 1},
}

func assertRefused(t *testing.T, err error, option string) {
	t.Helper()
	invalid, ok := errors.AsType[*sellerwire.InvalidError](err)
	require.True(t, ok, "%v", err)
	require.Len(t, invalid.Fields, 1)
	assert.Equal(t, option, invalid.Fields[0].Field)
	assert.NotEmpty(t, invalid.Fields[0].Reason)
	assert.ErrorIs(t, err, sellerwire.ErrInvalidRequest)
	assert.ErrorIs(t, err, sellerwire.ErrNotSent)
}

func TestEveryOptionRefusesBadValues(t *testing.T) {
	t.Parallel()
	var noLimiter *nopLimiter
	var noTransport *http.Transport
	tests := []struct {
		name   string
		option string
		opt    sellerwire.Option
	}{
		{"no client", "WithHTTPClient", sellerwire.WithHTTPClient(nil)},
		{"a client with a nil pointer for a transport", "WithHTTPClient", sellerwire.WithHTTPClient(&http.Client{Transport: noTransport})},
		{"no URL", "WithBaseURL", sellerwire.WithBaseURL("")},
		{"a blank URL", "WithBaseURL", sellerwire.WithBaseURL(" \t")},
		{"no logger", "WithLogger", sellerwire.WithLogger(nil)},
		{"a logger without a handler", "WithLogger", sellerwire.WithLogger(new(slog.Logger))},
		{"no limiter", "WithLimiter", sellerwire.WithLimiter(nil)},
		{"a nil pointer for a limiter", "WithLimiter", sellerwire.WithLimiter(noLimiter)},
		{"an empty agent", "WithUserAgent", sellerwire.WithUserAgent("")},
		{"a blank agent", "WithUserAgent", sellerwire.WithUserAgent("  ")},
		{"an agent of two lines", "WithUserAgent", sellerwire.WithUserAgent("a\r\nAuthorization: b")},
		{"an agent with a DEL", "WithUserAgent", sellerwire.WithUserAgent("a\x7f")},
		{"a nil middleware", "WithMiddleware", sellerwire.WithMiddleware(nil)},
		{"no attempt timeout", "WithAttemptTimeout", sellerwire.WithAttemptTimeout(0)},
		{"a negative attempt timeout", "WithAttemptTimeout", sellerwire.WithAttemptTimeout(-time.Second)},
		{"no idle timeout", "WithIdleTimeout", sellerwire.WithIdleTimeout(0)},
		{"no reply", "WithMaxResponseBytes", sellerwire.WithMaxResponseBytes(0)},
		{"less than no reply", "WithMaxResponseBytes", sellerwire.WithMaxResponseBytes(-1)},
		{"no clock", "WithClock", sellerwire.WithClock(nil)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var s settings.Client

			assertRefused(t, tt.opt(&s), tt.option)

			assert.Zero(t, s, "a refused option changes nothing")
		})
	}
	for name, policy := range badPolicies {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assertRefused(t, sellerwire.WithRetry(policy)(&settings.Client{}), "WithRetry")
			assertRefused(t, sellerwire.WithCallRetry(policy)(&settings.Call{}), "WithCallRetry")
		})
	}
}

func TestEveryCallOptionRefusesBadValues(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		option string
		opt    sellerwire.CallOption
	}{
		{"no ID", "WithRequestID", sellerwire.WithRequestID("")},
		{"an ID with a space", "WithRequestID", sellerwire.WithRequestID("a b")},
		{"an ID of two lines", "WithRequestID", sellerwire.WithRequestID("a\nb")},
		{"an ID beyond ASCII", "WithRequestID", sellerwire.WithRequestID("ä")},
		{"an ID with a DEL", "WithRequestID", sellerwire.WithRequestID("a\x7f")},
		{"an ID of 129 characters", "WithRequestID", sellerwire.WithRequestID(strings.Repeat("a", 129))},
		{"no info", "WithResponseInfo", sellerwire.WithResponseInfo(nil)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			assertRefused(t, tt.opt(&settings.Call{}), tt.option)
		})
	}
}

func TestOptionsSetWhatTheyName(t *testing.T) {
	t.Parallel()
	hc, limiter, logger := &http.Client{Timeout: 1}, &nopLimiter{}, slog.New(slog.DiscardHandler)
	policy := sellerwire.RetryPolicy{MaxAttempts: 1, MinBackoff: 2, MaxBackoff: 3, MaxRetryAfter: 4, MaxElapsed: 5}
	same := func(next http.RoundTripper) http.RoundTripper { return next }
	var s settings.Client
	for _, opt := range []sellerwire.Option{
		sellerwire.WithHTTPClient(hc), sellerwire.WithBaseURL("https://h.example"), sellerwire.WithLogger(logger),
		sellerwire.WithRetry(policy), sellerwire.WithLimiter(limiter), sellerwire.WithUserAgent("a/1"),
		sellerwire.WithMiddleware(same, same), sellerwire.WithMiddleware(same), sellerwire.WithAttemptTimeout(6),
		sellerwire.WithIdleTimeout(7), sellerwire.WithMaxResponseBytes(8), sellerwire.WithExpectContinue(9),
		sellerwire.WithClock(func() time.Time { return time.Unix(10, 0) }),
	} {
		require.NoError(t, opt(&s))
	}

	assert.Same(t, hc, s.HTTPClient)
	assert.Equal(t, "https://h.example", s.BaseURL)
	assert.Same(t, logger, s.Logger)
	assert.Equal(t, settings.RetryPolicy{MaxAttempts: 1, MinBackoff: 2, MaxBackoff: 3, MaxRetryAfter: 4, MaxElapsed: 5}, s.Retry)
	assert.Same(t, limiter, s.Limiter)
	assert.Equal(t, "a/1", s.UserAgent)
	assert.Len(t, s.Middleware, 3)
	assert.EqualValues(t, 6, s.AttemptTimeout)
	assert.EqualValues(t, 7, s.IdleTimeout)
	assert.EqualValues(t, 8, s.MaxResponseBytes)
	assert.EqualValues(t, 9, s.ExpectContinue)
	assert.Equal(t, time.Unix(10, 0), s.Now())
}

func TestExpectContinueOfZeroMeansEveryBody(t *testing.T) {
	t.Parallel()
	for size, want := range map[int64]int64{0: 1, 1: 1, -1: -1} {
		var s settings.Client
		require.NoError(t, sellerwire.WithExpectContinue(size)(&s))
		assert.Equal(t, want, s.ExpectContinue)
	}
}

func TestCallOptionsSetWhatTheyName(t *testing.T) {
	t.Parallel()
	var info sellerwire.ResponseInfo
	longest := strings.Repeat("~", 128)
	var s settings.Call
	for _, opt := range []sellerwire.CallOption{
		sellerwire.WithRequestID(longest),
		sellerwire.WithCallRetry(sellerwire.RetryPolicy{MaxAttempts: 1}), sellerwire.WithResponseInfo(&info),
	} {
		require.NoError(t, opt(&s))
	}

	assert.Equal(t, longest, s.RequestID)
	assert.Equal(t, &settings.RetryPolicy{MaxAttempts: 1}, s.Retry)
	s.Info.StatusCode = 200
	assert.Equal(t, 200, info.StatusCode, "what the transport fills is the caller's own")
}
