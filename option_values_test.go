package sellerwire_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/settings"
)

func TestPlainHTTPTakesBareHosts(t *testing.T) {
	t.Parallel()
	var s settings.Client
	require.NoError(t, sellerwire.WithPlainHTTP("Emulator", "10.0.0.7", "::1", "[FE80::1]", "shop.internal.")(&s))
	assert.Equal(t, []string{"emulator", "10.0.0.7", "::1", "fe80::1", "shop.internal."}, s.PlainHTTP)
	for _, bad := range []string{"", "http://emulator", "emulator:8080", "emulator/", "me@emulator", "a b", "a?b", "a#b", "[]"} {
		s = settings.Client{}
		assert.ErrorIs(t, sellerwire.WithPlainHTTP(bad)(&s), sellerwire.ErrInvalidRequest, bad)
		assert.Empty(t, s.PlainHTTP, bad)
	}
}

func TestUserAgentIsAProductToken(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"shop/2.1", "shop", "shop/2.1 cart/3", "shop/2 (+https://shop.example; a, b)"} {
		var s settings.Client
		require.NoError(t, sellerwire.WithUserAgent(good)(&s), good)
		assert.Equal(t, good, s.UserAgent)
	}
	for _, bad := range []string{"", " ", "shop/2.1\n", "shop\r\nX: 1", " shop", "shop ", "shop  cart",
		"my shop/2/1/", "shöp", "(shop)", "shop/", "a\x00b"} {
		var s settings.Client
		assert.ErrorIs(t, sellerwire.WithUserAgent(bad)(&s), sellerwire.ErrInvalidRequest, "%q", bad)
		assert.Empty(t, s.UserAgent, "%q", bad)
	}
}

// Negative and absurd durations are refused; a policy may be as patient as it likes.
func TestDurationsAreBounded(t *testing.T) {
	t.Parallel()
	const month = 30 * 24 * time.Hour
	for _, d := range []time.Duration{0, -1, math.MinInt64, month + 1, math.MaxInt64} {
		assert.ErrorIs(t, sellerwire.WithAttemptTimeout(d)(&settings.Client{}), sellerwire.ErrInvalidRequest, d)
		assert.ErrorIs(t, sellerwire.WithIdleTimeout(d)(&settings.Client{}), sellerwire.ErrInvalidRequest, d)
		err := sellerwire.WithCallTimeout(d)(&settings.Call{})
		assert.ErrorIs(t, err, sellerwire.ErrInvalidRequest, d)
		assert.ErrorContains(t, err, "WithCallTimeout: "+d.String())
	}
	var s settings.Client
	require.NoError(t, sellerwire.WithAttemptTimeout(month)(&s))
	require.NoError(t, sellerwire.WithIdleTimeout(1)(&s))
	require.NoError(t,
		sellerwire.WithRetry(
			sellerwire.RetryPolicy{MaxRetryAfter: math.MaxInt64, MaxElapsed: math.MaxInt64, MaxBackoff: math.MaxInt64})(&s))
	assert.Equal(t, month, s.AttemptTimeout)
	var c settings.Call
	require.NoError(t, sellerwire.WithCallTimeout(time.Minute)(&c))
	assert.Equal(t, time.Minute, c.Timeout)
	for _, p := range []sellerwire.RetryPolicy{{MaxAttempts: -1}, {MinBackoff: -1},
		{MaxBackoff: -1}, {MaxRetryAfter: -1}, {MaxElapsed: -1}} {
		assert.Error(t, sellerwire.WithRetry(p)(&s))
		assert.Error(t, sellerwire.WithCallRetry(p)(&c))
	}
}

func TestVersionIsASemanticOne(t *testing.T) {
	t.Parallel()
	assert.Len(t, strings.Split(sellerwire.Version, "."), 3)
}
