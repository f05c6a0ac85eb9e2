package purchase_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/testkit"
	"github.com/sellerwire/sellerwire/purchase/purchasetest"
)

func TestTheEndOfTheContext(t *testing.T) {
	t.Parallel()
	hang := func(_ http.Handler, _ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	for name, test := range map[string]struct {
		after      time.Duration
		post       func(http.Handler, http.ResponseWriter, *http.Request)
		slowLookUp bool
		outcome    sellerwire.Outcome
		says       string
	}{
		"before anything is sent":     {0, hang, false, sellerwire.OutcomeNotSent, "not sent"},
		"after the POST left":         {time.Second, hang, false, sellerwire.OutcomeUnknown, "context deadline exceeded"},
		"before the first look-up":    {500 * time.Millisecond, drop, false, sellerwire.OutcomeUnknown, "not looked up yet"},
		"between look-ups":            {5 * time.Second, drop, false, sellerwire.OutcomeUnknown, "looked up 3 times and not found"},
		"while a look-up is on a way": {3 * time.Second, drop, true, sellerwire.OutcomeUnknown, "the look-up failed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				emu, client := inMemory(t, purchasetest.Options{})
				if test.slowLookUp {
					emu.Intercept(func(http.Handler) http.Handler {
						return http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
					})
				}
				onPost(emu, test.post)
				ctx, cancel := context.WithTimeout(t.Context(), test.after)
				defer cancel()
				begun := time.Now()
				_, err := client.PlaceOrder(ctx, orderOf(emu.CardToken()))
				assert.Equal(t, test.after, time.Since(begun), "at once")
				require.ErrorIs(t, err, context.DeadlineExceeded)
				assert.Equal(t, test.outcome, sellerwire.OutcomeOf(err))
				assert.Equal(t, test.outcome == sellerwire.OutcomeUnknown, errors.Is(err, sellerwire.ErrOutcomeUnknown))
				assert.Equal(t, test.outcome == sellerwire.OutcomeNotSent, errors.Is(err, sellerwire.ErrNotSent))
				assert.NoError(t, uuid.Validate(testkit.ErrorOf(t, err).RequestID))
				assert.Contains(t, err.Error(), testkit.ErrorOf(t, err).RequestID)
				assert.Contains(t, err.Error(), test.says)
			})
		})
	}
}

// What a failed look-up says of itself must not be taken for the order's fate.
func TestLookUpsThatFail(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		answer func(emu *purchasetest.Emulator) http.HandlerFunc
		gets   int
		last   time.Duration
		kinds  []error
		says   string
	}{
		"the service is down": {
			func(emu *purchasetest.Emulator) http.HandlerFunc {
				return func(w http.ResponseWriter, r *http.Request) { emu.Refuse(w, r, 5030) }
			},
			// Each is repeated as every read is, until the budget is spent.
			-1, 40 * time.Second, []error{sellerwire.ErrUnavailable}, "code 5030",
		},
		"the key expires": {
			func(emu *purchasetest.Emulator) http.HandlerFunc {
				return func(w http.ResponseWriter, r *http.Request) { emu.Refuse(w, r, 4015) }
			},
			1, time.Second, []error{sellerwire.ErrUnauthorized}, "Access key expired",
		},
		"the right is gone": {
			func(emu *purchasetest.Emulator) http.HandlerFunc {
				return func(w http.ResponseWriter, r *http.Request) { emu.Refuse(w, r, 4030) }
			},
			1, time.Second, []error{sellerwire.ErrForbidden}, "Not permitted",
		},
		"another server answers": {
			func(*purchasetest.Emulator) http.HandlerFunc { return http.NotFound },
			1, time.Second, nil, "the look-up failed: unexpected content",
		},
		"a lock-out": {
			func(emu *purchasetest.Emulator) http.HandlerFunc {
				return func(w http.ResponseWriter, r *http.Request) { emu.Refuse(w, r, 4292) }
			},
			1, time.Second, []error{sellerwire.ErrRateLimited}, "code 4292",
		},
		"a pause longer than the budget": {
			func(*purchasetest.Emulator) http.HandlerFunc {
				return func(w http.ResponseWriter, _ *http.Request) {
					w.Header().Set("Retry-After", "3600")
					w.WriteHeader(503)
				}
			},
			1, time.Second, []error{sellerwire.ErrUnavailable}, "retry after 1h0m0s",
		},
		"silence": {
			func(*purchasetest.Emulator) http.HandlerFunc {
				return func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
			},
			-1, 40 * time.Second, nil, "the look-up failed",
		},
		"a search that finds nothing with 4041": {
			func(emu *purchasetest.Emulator) http.HandlerFunc {
				return func(w http.ResponseWriter, r *http.Request) { emu.Refuse(w, r, 4041) }
			},
			6, 30 * time.Second, nil, "looked up 6 times and not found",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				emu, client := inMemory(t, purchasetest.Options{})
				emu.Intercept(func(http.Handler) http.Handler { return test.answer(emu) })
				onPost(emu, drop)
				seen := watch(emu)
				begun := time.Now()
				_, err := client.PlaceOrder(t.Context(), orderOf(emu.CardToken()))
				require.ErrorIs(t, err, sellerwire.ErrOutcomeUnknown)
				for _, kind := range test.kinds {
					assert.ErrorIs(t, err, kind)
				}
				for _, wrong := range []error{sellerwire.ErrNotSent, sellerwire.ErrNotFound, sellerwire.ErrInvalidRequest} {
					assert.NotErrorIs(t, err, wrong)
				}
				assert.Contains(t, err.Error(), test.says)
				assert.Equal(t, 1, seen.posts())
				if test.gets >= 0 {
					assert.Equal(t, test.gets, seen.gets())
					assert.Equal(t, test.last, time.Since(begun))
				}
				assert.LessOrEqual(t, time.Since(begun), test.last)
			})
		})
	}
}

// A look-up that hangs holds up neither the next ones nor the caller.
func TestSilenceOfALookUpIsBounded(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		opts  []sellerwire.Option
		least int
	}{
		"by its own timeout":        {nil, 3},
		"by the budget at the last": {[]sellerwire.Option{sellerwire.WithAttemptTimeout(time.Hour)}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				emu, client := inMemory(t, purchasetest.Options{}, test.opts...)
				emu.Intercept(func(http.Handler) http.Handler {
					return http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
				})
				onPost(emu, drop)
				seen := watch(emu)
				begun := time.Now()
				_, err := client.PlaceOrder(t.Context(), orderOf(emu.CardToken()))
				require.ErrorIs(t, err, sellerwire.ErrOutcomeUnknown)
				assert.GreaterOrEqual(t, seen.gets(), test.least)
				assert.LessOrEqual(t, time.Since(begun), 40*time.Second)
			})
		})
	}
}

func TestLookUpsGoOnAfterAFailure(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		emu, client := inMemory(t, purchasetest.Options{})
		failures := 5
		emu.Intercept(func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodGet && failures > 0 {
					failures--
					w.WriteHeader(502)
					return
				}
				next.ServeHTTP(w, r)
			})
		})
		onPost(emu, lose)
		order, err := client.PlaceOrder(t.Context(), orderOf(emu.CardToken()))
		require.NoError(t, err)
		assert.Equal(t, emu.Orders()[0].ID, order.ID)
	})
}

// Retry-After of a look-up is kept to, within the budget.
func TestLookUpsPauseAsAsked(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		emu, client := inMemory(t, purchasetest.Options{}, sellerwire.WithRetry(sellerwire.RetryPolicy{MaxAttempts: 1}))
		onPost(emu, drop)
		emu.Intercept(func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodGet {
					w.Header().Set("Retry-After", "5")
					w.WriteHeader(429)
					return
				}
				next.ServeHTTP(w, r)
			})
		})
		times := lookUpTimes(emu)
		_, err := client.PlaceOrder(t.Context(), orderOf(emu.CardToken()))
		require.ErrorIs(t, err, sellerwire.ErrOutcomeUnknown)
		assert.InDeltaSlice(t, []float64{1, 8, 16, 30}, *times, 0.001)
	})
}
