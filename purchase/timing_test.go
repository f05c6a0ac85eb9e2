package purchase_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/testkit"
	"github.com/sellerwire/sellerwire/purchase"
	"github.com/sellerwire/sellerwire/purchase/purchasetest"
)

// silent answers nothing, and tells how long it was waited for.
func silent(waits chan<- time.Duration) http.HandlerFunc {
	return func(_ http.ResponseWriter, r *http.Request) {
		begun := time.Now()
		<-r.Context().Done()
		waits <- time.Since(begun)
	}
}

// Every time that the documentation names, in virtual time.
func TestAttemptsTakeAMinuteAndLookUpsTenSeconds(t *testing.T) {
	t.Parallel()
	once := sellerwire.WithCallRetry(sellerwire.RetryPolicy{MaxAttempts: 1})
	for name, test := range map[string]struct {
		call func(context.Context, *purchase.Client) error
		want time.Duration
	}{
		"search": {func(ctx context.Context, c *purchase.Client) error {
			_, err := c.Search(ctx, purchase.Query{}, once)
			return err
		}, time.Minute},
		"get": {func(ctx context.Context, c *purchase.Client) error { _, err := c.Get(ctx, 7, once); return err }, time.Minute},
		"dry run": {func(ctx context.Context, c *purchase.Client) error {
			_, err := c.DryRun(ctx, orderOf("token"), once)
			return err
		}, time.Minute},
		"place": {func(ctx context.Context, c *purchase.Client) error {
			_, err := c.PlaceOrder(ctx, orderOf("token"), once)
			return err
		}, time.Minute},
		"find": {func(ctx context.Context, c *purchase.Client) error {
			_, err := c.FindOrder(ctx, orderOf("token"), "order-7", purchase.ResumeOptions{}, once)
			return err
		}, 10 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				waits := make(chan time.Duration, 10)
				err := test.call(t.Context(), answering(t, silent(waits)))
				require.ErrorIs(t, err, sellerwire.ErrUnavailable)
				assert.Equal(t, test.want, <-waits)
			})
		})
	}
}

// An order that the service did not take is posted again for two minutes, and not
// later, when the service may have forgotten its request ID.
func TestAnOrderIsPostedForTwoMinutes(t *testing.T) {
	t.Parallel()
	for name, post := range map[string]func(context.Context, *purchase.Client, purchase.OrderRequest) (purchase.Order, error){
		"placed": func(ctx context.Context, c *purchase.Client, r purchase.OrderRequest) (purchase.Order, error) {
			return c.PlaceOrder(ctx, r, sellerwire.WithCallRetry(sellerwire.RetryPolicy{MaxAttempts: 100}))
		},
		"resumed": func(ctx context.Context, c *purchase.Client, r purchase.OrderRequest) (purchase.Order, error) {
			return c.ResumeOrder(ctx, r, "order-7", since(time.Hour), sellerwire.WithCallRetry(sellerwire.RetryPolicy{MaxAttempts: 100}))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				emu, client := inMemory(t, purchasetest.Options{})
				var last time.Duration
				begun := time.Now()
				onPost(emu, func(_ http.Handler, w http.ResponseWriter, r *http.Request) {
					last = time.Since(begun)
					w.Header().Set("Retry-After", "50")
					emu.Refuse(w, r, 5030)
				})
				_, err := post(t.Context(), client, orderOf(emu.CardToken()))
				require.ErrorIs(t, err, sellerwire.ErrUnavailable)
				assert.InDelta(t, 100, last.Seconds(), 5)
			})
		})
	}
}

func TestTheFirstLookUpOfAResumeTakesTwoMinutes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		emu, client := inMemory(t, purchasetest.Options{})
		emu.Intercept(func(http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Retry-After", "50")
				w.WriteHeader(503)
			})
		})
		begun := time.Now()
		_, err := client.ResumeOrder(t.Context(), orderOf(emu.CardToken()), "the-order", since(time.Hour),
			sellerwire.WithCallRetry(sellerwire.RetryPolicy{MaxAttempts: 100}))
		checkUnknown(t, err, sellerwire.ErrUnavailable)
		assert.InDelta(t, 100, time.Since(begun).Seconds(), 25)
	})
}

// A client remembers for a day what it has posted and not seen.
func TestAClientRemembersForADayWhatItHasPosted(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		emu, client := inMemory(t, purchasetest.Options{})
		onPost(emu, drop)
		place := func(id string) error {
			_, err := client.PlaceOrder(t.Context(), orderOf(emu.CardToken()), sellerwire.WithRequestID(id))
			return err
		}
		require.ErrorIs(t, place("order-7"), sellerwire.ErrOutcomeUnknown)
		emu.ClearIntercepts()
		others := func(n int) {
			for range n {
				_, err := client.PlaceOrder(t.Context(), orderOf(emu.CardToken()))
				require.NoError(t, err)
			}
		}
		<-time.After(23 * time.Hour)
		others(150)
		require.ErrorContains(t, place("order-7"), "this client has posted it before")
		assert.Len(t, emu.Orders(), 150)

		// Many orders later it has forgotten, which an application must not.
		<-time.After(65 * time.Minute)
		others(400)
		require.NoError(t, place("order-7"))
	})
}

// A verdict on a code holds whatever the HTTP status is.
func TestCodesAreNotRetriedUnderAStatusThatWouldBe(t *testing.T) {
	t.Parallel()
	for _, test := range codes {
		synctest.Test(t, func(t *testing.T) {
			requests := 0
			client := answering(t, func(w http.ResponseWriter, r *http.Request) {
				requests++
				reply(503, test.code.String()[:4], "")(w, r)
			})
			_, err := client.Get(t.Context(), 7)
			require.ErrorIs(t, err, test.kind, test.code)
			assert.Equal(t, test.attempts, requests, test.code)
		})
	}
}

// What an error says of its call.
func TestErrorsDescribeTheirCall(t *testing.T) {
	t.Parallel()
	id := sellerwire.WithRequestID("order-7")
	for operation, call := range map[string]func(context.Context, *purchase.Client) error{
		"search": func(ctx context.Context, c *purchase.Client) error {
			_, err := c.Search(ctx, purchase.Query{}, id)
			return err
		},
		"get order": func(ctx context.Context, c *purchase.Client) error { _, err := c.Get(ctx, 7, id); return err },
		"dry run": func(ctx context.Context, c *purchase.Client) error {
			_, err := c.DryRun(ctx, orderOf("token"), id)
			return err
		},
		"place order": func(ctx context.Context, c *purchase.Client) error {
			_, err := c.PlaceOrder(ctx, orderOf("token"), id)
			return err
		},
		"resume order": func(ctx context.Context, c *purchase.Client) error {
			_, err := c.ResumeOrder(ctx, orderOf("token"), "order-7", since(time.Hour))
			return err
		},
		"find order": func(ctx context.Context, c *purchase.Client) error {
			_, err := c.FindOrder(ctx, orderOf("token"), "order-7", since(time.Hour))
			return err
		},
	} {
		t.Run(operation, func(t *testing.T) {
			t.Parallel()
			err := call(t.Context(), answering(t, reply(403, "4030", `{"messages":["no right"],"requestId":"THEIRS"}`)))
			require.ErrorIs(t, err, sellerwire.ErrForbidden)
			e := testkit.ErrorOf(t, err)
			assert.Equal(t, "purchase", e.Service)
			assert.Equal(t, operation, e.Operation)
			assert.Equal(t, "order-7", e.RequestID)
			assert.Contains(t, err.Error(), "no right")
			assert.Equal(t, map[string]string{"get order": "order 7"}[operation], e.Item)
			if looksOnly := operation == "resume order" || operation == "find order"; !looksOnly {
				assert.Equal(t, 1, e.Attempts)
				assert.Equal(t, 403, e.StatusCode)
				assert.Equal(t, "THEIRS", e.ServerRequestID)
				assert.Equal(t, purchase.CodeNotPermitted, purchase.CodeOf(err))
			}
		})
	}
}

func TestAPartialErrorDescribesItsCall(t *testing.T) {
	t.Parallel()
	emu, client := inMemory(t, purchasetest.Options{Listings: []purchasetest.Listing{
		{ID: 1009999999, Price: 4511}, {ID: 12345, Price: 4422, ItemStatus: 14},
	}})
	_, placed := client.PlaceOrder(t.Context(), orderOf(emu.CardToken()), sellerwire.WithRequestID("place-order"))
	_, verified := client.DryRun(t.Context(), orderOf(emu.CardToken()), sellerwire.WithRequestID("dry-run"))
	for operation, err := range map[string]error{"place order": placed, "dry run": verified} {
		e := partialOf(t, err)
		status := map[string]int{"place order": 201, "dry run": 200}[operation]
		id := strings.ReplaceAll(operation, " ", "-")
		assert.Equal(t, operation, e.Operation)
		assert.Equal(t, id, e.RequestID)
		assert.Equal(t, status, e.StatusCode)
		assert.Equal(t, 1, e.Attempts)
		assert.Equal(t, &sellerwire.Error{
			Service: "purchase", Operation: operation, RequestID: id, StatusCode: status, Attempts: 1, Outcome: e.Outcome,
		}, testkit.ErrorOf(t, err))
	}
}

// The cause of a lost reply is found behind the look-ups, whose time counts.
func TestALostOrderNamesWhatWasLostAndTheTimeItTook(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		broken := errors.New("broken pipe")
		client, err := purchase.New("a", "s", sellerwire.WithHTTPClient(&http.Client{
			Transport: roundTrip(func(*http.Request) (*http.Response, error) { return nil, broken }),
		}))
		require.NoError(t, err)
		var info sellerwire.ResponseInfo
		_, err = client.PlaceOrder(t.Context(), orderOf("token"), sellerwire.WithResponseInfo(&info))
		require.ErrorIs(t, err, sellerwire.ErrOutcomeUnknown)
		assert.ErrorIs(t, err, broken)
		assert.GreaterOrEqual(t, info.Duration, 30*time.Second)
	})
}
