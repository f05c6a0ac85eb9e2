package abebooks_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/abebooks"
	"github.com/sellerwire/sellerwire/abebooks/abebookstest"
	"github.com/sellerwire/sellerwire/internal/testkit"
)

// attempt is what an emulator in a bubble does to one request.
type attempt func(w http.ResponseWriter, r *http.Request, next http.Handler)

// inBubble makes an emulator without a network that treats the attempts so,
// the last of them for ever, and notes when each began.
func inBubble(t *testing.T, attempts []attempt, opts ...sellerwire.Option) (*abebooks.Client, func() []time.Duration) {
	t.Helper()
	e := abebookstest.New(abebookstest.Options{})
	began := time.Now()
	var mu sync.Mutex
	var times []time.Duration
	e.Intercept(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			now := attempts[min(len(times), len(attempts)-1)]
			times = append(times, time.Since(began))
			mu.Unlock()
			now(w, r, next)
		})
	})
	client := newClient(t, abebooks.Classic(e.Username(), e.APIKey()), memoryOptions(e, opts...)...)
	return client, func() []time.Duration {
		mu.Lock()
		defer mu.Unlock()
		return slices.Clone(times)
	}
}

func serves(w http.ResponseWriter, r *http.Request, next http.Handler) { next.ServeHTTP(w, r) }

func busy(retryAfter string) attempt {
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		w.Header().Set("Retry-After", retryAfter)
		w.WriteHeader(http.StatusServiceUnavailable)
	}
}

// silent never answers.
func silent(_ http.ResponseWriter, r *http.Request, _ http.Handler) { <-r.Context().Done() }

func TestNoRepeatStartsAfterTwoMinutes(t *testing.T) {
	t.Parallel()
	require.Equal(t, 2*time.Minute, abebooks.RetryWindow)
	synctest.Test(t, func(t *testing.T) {
		client, times := inBubble(t, []attempt{busy("50")}, sellerwire.WithRetry(sellerwire.RetryPolicy{MaxAttempts: 99}))
		err := client.Add(t.Context(), book("A"))
		require.ErrorIs(t, err, sellerwire.ErrUnavailable)
		assert.Equal(t, []time.Duration{0, 50 * time.Second, 100 * time.Second}, times())
		assert.Equal(t, 50*time.Second, testkit.ErrorOf(t, err).RetryAfter)
	})
	synctest.Test(t, func(t *testing.T) {
		client, times := inBubble(t, []attempt{busy("60")}, sellerwire.WithRetry(sellerwire.RetryPolicy{MaxAttempts: 99}))
		require.Error(t, client.Add(t.Context(), book("A")))
		assert.Equal(t, []time.Duration{0, time.Minute, 2 * time.Minute}, times(), "two minutes are inside of the window")
	})
	synctest.Test(t, func(t *testing.T) {
		client, times := inBubble(t, []attempt{busy("50")},
			sellerwire.WithRetry(sellerwire.RetryPolicy{MaxAttempts: 5, MaxElapsed: 10 * time.Minute}))
		require.Error(t, client.Add(t.Context(), book("A")))
		assert.Len(t, times(), 5, "the caller's own window counts")
	})
}

// Random waits between four attempts end long before the window does.
func TestFourAttemptsByDefault(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, times := inBubble(t, []attempt{busy("")})
		err := client.Delete(t.Context(), "A")
		require.Equal(t, 4, testkit.ErrorOf(t, err).Attempts)
		assert.Len(t, times(), 4)
		assert.LessOrEqual(t, times()[3], 500*time.Millisecond+time.Second+2*time.Second)
	})
}

func TestAttemptsTimeOut(t *testing.T) {
	t.Parallel()
	require.Equal(t, 90*time.Second, abebooks.AttemptTimeout)
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		client, times := inBubble(t, []attempt{silent})
		err := client.Add(t.Context(), book("A"))
		require.ErrorIs(t, err, sellerwire.ErrOutcomeUnknown)
		require.ErrorIs(t, err, sellerwire.ErrUnavailable)
		assert.True(t, testkit.ErrorOf(t, err).Timeout())
		assert.Len(t, times(), 2, "after the second one the window has closed")
		assert.GreaterOrEqual(t, times()[1], 90*time.Second)
		assert.LessOrEqual(t, time.Since(began), 181*time.Second)
	})
	synctest.Test(t, func(t *testing.T) {
		client, times := inBubble(t, []attempt{silent, silent, serves}, sellerwire.WithAttemptTimeout(10*time.Second))
		require.NoError(t, client.Add(t.Context(), book("A")))
		assert.Len(t, times(), 3)
		assert.GreaterOrEqual(t, times()[2], 20*time.Second)
		assert.Less(t, times()[2], 22*time.Second)
	})
}

func TestACancelledCallEndsAtOnce(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		attempt attempt
		outcome sellerwire.Outcome
	}{
		{"while it waits for the reply", silent, unknown},
		{"while it waits for the next attempt", busy("40"), unknown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				client, _ := inBubble(t, []attempt{tt.attempt})
				ctx, cancel := context.WithCancel(t.Context())
				began := time.Now()
				time.AfterFunc(7*time.Second, cancel)
				err := client.Add(ctx, book("A"))
				require.ErrorIs(t, err, context.Canceled)
				assert.Equal(t, tt.outcome, sellerwire.OutcomeOf(err))
				assert.Equal(t, 7*time.Second, time.Since(began))
			})
		})
	}
	t.Run("before it began", func(t *testing.T) {
		t.Parallel()
		client := clientOf(t, func(http.ResponseWriter, *http.Request) { t.Error("something was sent") })
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		err := client.Add(ctx, book("A"))
		require.ErrorIs(t, err, context.Canceled)
		assert.Equal(t, notSent, sellerwire.OutcomeOf(err))
	})
}

// What one attempt says of the outcome cannot be taken back by the next.
func TestOutcomesOfLostAttempts(t *testing.T) {
	t.Parallel()
	before := func(http.ResponseWriter, *http.Request, http.Handler) { panic(http.ErrAbortHandler) }
	after := func(_ http.ResponseWriter, r *http.Request, next http.Handler) {
		next.ServeHTTP(discard{}, r)
		panic(http.ErrAbortHandler)
	}
	refuses := func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		_, _ = io.WriteString(w, requestError(110))
	}
	tests := []struct {
		name     string
		attempts []attempt
		outcome  sellerwire.Outcome
	}{
		{"cut before the state changed, then answered", []attempt{before, serves}, accepted},
		{"cut after the state changed, then answered", []attempt{after, serves}, accepted},
		{"cut after the state changed, then refused", []attempt{after, refuses}, unknown},
		{"cut each time", []attempt{before}, unknown},
		{"refused", []attempt{refuses}, rejected},
		{"busy, then refused", []attempt{busy("1"), refuses}, unknown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				client, _ := inBubble(t, tt.attempts)
				assert.Equal(t, tt.outcome, sellerwire.OutcomeOf(client.Add(t.Context(), book("A"))))
			})
		})
	}
}

// discard is where a reply goes that nobody will see.
type discard struct{}

func (discard) Header() http.Header         { return http.Header{} }
func (discard) Write(p []byte) (int, error) { return len(p), nil }
func (discard) WriteHeader(int)             {}

func TestARefusedConnectionWasNotSent(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, listener.Close())
	client := newClient(t, abebooks.Classic(testUsername, testAPIKey),
		sellerwire.WithBaseURL("http://"+listener.Addr().String()), quickly)
	results, err := client.Submit(t.Context(), books("A"))
	require.ErrorIs(t, err, sellerwire.ErrNotSent)
	require.Equal(t, []sellerwire.Outcome{notSent}, outcomes(results))
	assert.Equal(t, 4, testkit.ErrorOf(t, err).Attempts)
}

// The signature is made at the time of sending, over the vendor's own URI with
// its port and its slash, and recomputed here by other code.
func TestEachAttemptIsSignedAnew(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var dates, ids []string
		transport := roundTripper(func(r *http.Request) (*http.Response, error) {
			body, err := io.ReadAll(r.Body)
			require.NoError(t, err)
			require.NotContains(t, string(body), "username")
			require.Contains(t, string(body), `<action name="bookupdate"></action>`)
			date := r.Header.Get("Abe-Date")
			dates, ids = append(dates, date), append(ids, r.Header.Get("Abe-RequestId"))
			sum := sha256.Sum256(body)
			mac := hmac.New(sha256.New, []byte(testSecretKey))
			fmt.Fprintf(mac, "POST\nhttps://inventoryupdate.abebooks.com:10027/\n%s\n%x", date, sum)
			require.Equal(t, hex.EncodeToString(mac.Sum(nil)), r.Header.Get("Abe-Signature"))
			require.Equal(t, testAccessKey, r.Header.Get("Abe-Access-Key"))
			status, reply := http.StatusServiceUnavailable, ""
			if len(dates) == 3 {
				status, reply = http.StatusOK, response(result(600, "A"))
			}
			header := http.Header{"Retry-After": {"30"}}
			return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader(reply))}, nil
		})
		client := newClient(t, abebooks.Signed(testAccessKey, testSecretKey), sellerwire.WithHTTPClient(&http.Client{Transport: transport}))
		start := time.Now().UTC()
		require.NoError(t, client.Add(t.Context(), book("A")))
		assert.Equal(t, []string{
			start.Format(time.RFC3339), start.Add(30 * time.Second).Format(time.RFC3339), start.Add(time.Minute).Format(time.RFC3339),
		}, dates)
		assert.Equal(t, []string{ids[0], ids[0], ids[0]}, ids, "the ID is that of the call")
	})
}

func TestAWrongClockIsNamed(t *testing.T) {
	t.Parallel()
	server := abebookstest.NewServer(abebookstest.Options{})
	defer server.Close()
	late := func() time.Time { return time.Now().Add(-time.Hour) }
	client := newClient(t, abebooks.Signed(server.AccessKey(), server.SecretKey()),
		sellerwire.WithBaseURL(server.URL), sellerwire.WithClock(late))
	err := client.Add(t.Context(), book("A"))
	require.ErrorIs(t, err, sellerwire.ErrClockSkew)
	require.ErrorIs(t, err, sellerwire.ErrUnauthorized)
	assert.Equal(t, abebooks.CodeInvalidUser, abebooks.CodeOf(err))
	assert.InDelta(t, time.Hour.Seconds(), testkit.ErrorOf(t, err).ClockSkew.Seconds(), 60)
	assert.Contains(t, err.Error(), "clock")
}

func TestWrongCredentials(t *testing.T) {
	t.Parallel()
	server := abebookstest.NewServer(abebookstest.Options{})
	defer server.Close()
	limited := server.Limited()
	tests := []struct {
		name        string
		credentials abebooks.Credentials
		code        abebooks.Code
		kind        error
	}{
		{"a wrong key", abebooks.Classic(server.Username(), testAPIKey), abebooks.CodeInvalidUser, sellerwire.ErrUnauthorized},
		{"a wrong secret", abebooks.Signed(server.AccessKey(), testSecretKey), abebooks.CodeInvalidUser, sellerwire.ErrUnauthorized},
		{"a key without rights", abebooks.Classic(limited.Username, limited.APIKey),
			abebooks.CodeUnauthorizedAction, sellerwire.ErrForbidden},
		{"signed without rights", abebooks.Signed(limited.AccessKey, limited.SecretKey),
			abebooks.CodeUnauthorizedAction, sellerwire.ErrForbidden},
	}
	for _, tt := range tests {
		client := newClient(t, tt.credentials, sellerwire.WithBaseURL(server.URL))
		err := client.Add(t.Context(), book("A"))
		require.ErrorIs(t, err, tt.kind, tt.name)
		assert.Equal(t, tt.code, abebooks.CodeOf(err), tt.name)
		assert.Equal(t, rejected, sellerwire.OutcomeOf(err), tt.name)
		assert.Equal(t, 1, testkit.ErrorOf(t, err).Attempts, tt.name)
	}
	assert.Empty(t, server.Books())
}
