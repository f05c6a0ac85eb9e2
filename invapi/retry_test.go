package invapi_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/invapi"
	"github.com/sellerwire/sellerwire/invapi/invapitest"
)

func TestStatusesThatAreRetried(t *testing.T) {
	t.Parallel()
	retried := map[int]bool{408: true, 425: true, 429: true, 500: true, 502: true, 503: true, 504: true}
	for status := 400; status < 600; status++ {
		if http.StatusText(status) == "" {
			continue
		}
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			t.Parallel()
			url, requests := serveAll(t, answer(status, jsonType, `{"error":"no"}`))
			e := asError(t, newClient(t, url, attempts(3)).SetQuantity(t.Context(), suit(1)))
			want := 1
			if retried[status] {
				want = 3
			}
			assert.Equal(t, int64(want), requests.Load())
			assert.Equal(t, want, e.Attempts)
			assert.Equal(t, status >= 500 || status == 408 || status == 425, errors.Is(e, lost))
		})
	}
}

func TestARepeatSendsTheSameBytesAndCanSucceed(t *testing.T) {
	t.Parallel()
	e := shop()
	var seen []string
	intercept(e, func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		body, _ := io.ReadAll(r.Body)
		seen = append(seen, fmt.Sprint(r.Header["Authorization"], r.Header["Content-Type"], r.ContentLength, string(body)))
		switch len(seen) {
		case 1:
			panic(http.ErrAbortHandler)
		case 2, 3:
			w.WriteHeader(503)
		default:
			next.ServeHTTP(w, request(r, body))
		}
	})
	var info sellerwire.ResponseInfo
	client := inMemory(t, e, attempts(4))
	require.NoError(t, client.SetQuantity(t.Context(), suit(44), sellerwire.WithResponseInfo(&info)))
	assert.Equal(t, 4, info.Attempts)
	require.Len(t, seen, 4)
	for _, s := range seen {
		assert.Equal(t,
			`[Bearer tok/en+4711=] [application/json] 69{"sku":"ZOOT-SUIT","size":"34","width":"D","store":"3","quantity":44}`, s)
	}
}

func TestRetriesCanBeTurnedOff(t *testing.T) {
	t.Parallel()
	url, requests := serveAll(t, answer(503, "", ""))
	once := sellerwire.RetryPolicy{MaxAttempts: 1}
	require.Error(t, newClient(t, url, sellerwire.WithRetry(once)).SetQuantity(t.Context(), suit(1)))
	assert.Equal(t, int64(1), requests.Load())
	require.Error(t, newClient(t, url).SetQuantity(t.Context(), suit(1), sellerwire.WithCallRetry(once)))
	assert.Equal(t, int64(2), requests.Load())
}

// history is what a client does over time, in a bubble.
type history struct {
	starts []time.Duration // of the attempts
	took   time.Duration
	err    error
}

// run lets a client with the default policy set a quantity at a service that
// answers as serve does.
func run(t *testing.T, serve func(n int, w http.ResponseWriter, r *http.Request), opts ...sellerwire.Option) history {
	t.Helper()
	return runContext(t, t.Context(), serve, opts...)
}

func runContext(t *testing.T, ctx context.Context,
	serve func(n int, w http.ResponseWriter, r *http.Request), opts ...sellerwire.Option) history {
	t.Helper()
	e := shop()
	began := time.Now()
	var mu sync.Mutex // an attempt that was given up may still be served
	var starts []time.Duration
	intercept(e, func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
		mu.Lock()
		starts = append(starts, time.Since(began))
		n := len(starts)
		mu.Unlock()
		serve(n, w, r)
	})
	err := inMemory(t, e, opts...).SetQuantity(ctx, suit(1))
	mu.Lock()
	defer mu.Unlock()
	return history{slices.Clone(starts), time.Since(began), err}
}

// after answers like next after a time on the server.
func after(d time.Duration, next http.HandlerFunc) func(int, http.ResponseWriter, *http.Request) {
	return func(_ int, w http.ResponseWriter, r *http.Request) {
		select {
		case <-time.After(d):
			next(w, r)
		case <-r.Context().Done():
		}
	}
}

func TestDefaultPolicy(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := run(t, after(0, answer(503, "", "")))
		assert.Len(t, h.starts, 4)
		for i, ceiling := range []time.Duration{500 * time.Millisecond, time.Second, 2 * time.Second} {
			assert.LessOrEqual(t, h.starts[i+1]-h.starts[i], ceiling)
		}
	})
}

func TestNoRepeatStartsAfterTheWindow(t *testing.T) {
	t.Parallel()
	policy := func(p sellerwire.RetryPolicy) []sellerwire.Option {
		return []sellerwire.Option{sellerwire.WithRetry(p)}
	}
	tests := []struct {
		name   string
		takes  time.Duration // an attempt
		opts   []sellerwire.Option
		starts int
	}{
		{"30 seconds by default", 12 * time.Second, nil, 3},
		{"30 seconds, however many attempts there may be", 9 * time.Second,
			policy(sellerwire.RetryPolicy{MaxAttempts: 50, MinBackoff: 1, MaxBackoff: 1}), 4},
		{"as long as the policy says", 12 * time.Second, policy(sellerwire.RetryPolicy{MaxElapsed: 10 * time.Second}), 1},
		{"longer if the policy says so", 12 * time.Second, policy(sellerwire.RetryPolicy{MaxElapsed: time.Hour}), 4},
		{"a single attempt above it", 19 * time.Second, policy(sellerwire.RetryPolicy{MaxElapsed: time.Second}), 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				h := run(t, after(tt.takes, answer(503, "", "")), tt.opts...)
				assert.Len(t, h.starts, tt.starts)
				assert.Equal(t, tt.starts, asError(t, h.err).Attempts)
			})
		})
	}
}

// The limiter may hold a repeat until it would come too late.
func TestTheWindowHoldsForALimiterToo(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		slow := limiter(func(ctx context.Context) error {
			select {
			case <-time.After(25 * time.Second):
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
		h := run(t, after(10*time.Second, answer(503, "", "")), sellerwire.WithLimiter(slow))
		assert.Equal(t, []time.Duration{25 * time.Second}, h.starts)
		assert.Equal(t, unknown, asError(t, h.err).Outcome)
	})
}

type limiter func(context.Context) error

func (f limiter) Wait(ctx context.Context) error { return f(ctx) }

func TestALimiterPacesEveryAttempt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var waits int
		h := run(t, after(0, answer(503, "", "")), sellerwire.WithLimiter(limiter(func(context.Context) error {
			waits++
			return nil
		})))
		assert.Len(t, h.starts, 4)
		assert.Equal(t, 4, waits)
	})
}

func TestAnAttemptMayTake20Seconds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := run(t, after(time.Hour, nil))
		assert.Len(t, h.starts, 2, "the third would start after 30 s")
		assert.GreaterOrEqual(t, h.took, 40*time.Second)
		assert.Less(t, h.took, 41*time.Second)
		e := asError(t, h.err)
		assert.Equal(t, kinds(lost, unavailable), e.Kinds)
		assert.True(t, e.Timeout())
		assert.NotErrorIs(t, e, context.DeadlineExceeded, "that would be the caller's own")
	})
	synctest.Test(t, func(t *testing.T) {
		h := run(t, after(19900*time.Millisecond, answer(200, jsonType, `{}`)))
		require.NoError(t, h.err)
		assert.Len(t, h.starts, 1)
	})
	synctest.Test(t, func(t *testing.T) {
		h := run(t, after(time.Hour, nil), sellerwire.WithAttemptTimeout(5*time.Second))
		assert.Len(t, h.starts, 4, "the option changes it")
	})
}

func TestErrorsCarryTheRequestID(t *testing.T) {
	t.Parallel()
	var header atomic.Value
	url, _ := serveAll(t, func(w http.ResponseWriter, r *http.Request) {
		header.Store(fmt.Sprint(r.Header))
		answer(400, jsonType, `{"error":"no"}`)(w, r)
	})
	err := newClient(t, url).SetQuantity(t.Context(), suit(1), sellerwire.WithRequestID("mine-4711"))
	assert.Equal(t, "mine-4711", asError(t, err).RequestID)
	assert.EqualError(t, err, `invapi: set quantity: update "SKU ZOOT-SUIT size 34 width D at store 3": invalid request: no (HTTP `+
		`400, request ID mine-4711, 1 attempt)`)
	assert.NotContains(t, header.Load(), "mine-4711", "the service has no header for it")
}

func TestAnUnknownProductMayBeAcceptedInSilence(t *testing.T) {
	t.Parallel()
	stranger := invapi.Update{Product: invapi.ByUPC("000000000000"), Store: "3", Quantity: 1}
	for accept, want := range map[bool]error{true: nil, false: notFound} {
		e := invapitest.New(invapitest.Options{Token: token, AcceptUnknown: accept})
		e.SeedDocumented()
		assert.ErrorIs(t, inMemory(t, e).SetQuantity(t.Context(), stranger), want)
		assert.Empty(t, e.Updates())
	}
}

// request is r with its body put back.
func request(r *http.Request, body []byte) *http.Request {
	r = r.Clone(r.Context())
	r.Body = io.NopCloser(bytes.NewReader(body))
	return r
}
