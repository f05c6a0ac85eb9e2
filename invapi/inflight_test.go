package invapi_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
	"unicode"

	"github.com/stretchr/testify/assert"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/invapi"
	"github.com/sellerwire/sellerwire/invapi/invapitest"
)

// plain is a service's idea of which spellings are one product.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, text)
}

// flights watches which requests are under way together.
type flights struct {
	mu      sync.Mutex
	now     map[string]bool
	busiest int
	clashes []string
	order   map[string][]string // key -> bodies
}

func watch(e *invapitest.Emulator, key func(body string) string, latency func() time.Duration) *flights {
	f := &flights{now: map[string]bool{}, order: map[string][]string{}}
	intercept(e, func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		body := readAll(r)
		k := key(body)
		f.mu.Lock()
		if f.now[k] {
			f.clashes = append(f.clashes, body)
		}
		f.now[k] = true
		f.busiest = max(f.busiest, len(f.now))
		f.order[k] = append(f.order[k], body)
		wait := latency()
		f.mu.Unlock()
		select {
		case <-time.After(wait):
		case <-r.Context().Done():
		}
		f.mu.Lock()
		delete(f.now, k)
		f.mu.Unlock()
		next.ServeHTTP(w, request(r, []byte(body)))
	})
	return f
}

func TestTheSameProductAndStoreAreNeverInFlightTogether(t *testing.T) {
	t.Parallel()
	spellings := [][]invapi.Product{
		{invapi.ByUPC("849632048260")},
		{invapi.ByUPC("ZOOT123-UPC34"), invapi.ByUPC("zoot123 upc34"), invapi.ByUPC("ZOOT123UPC34")},
		{invapi.BySKU("110493 172", "10.5", "D"), invapi.BySKU("110493-172", "10.5", "d"), invapi.BySKU("110493172", "10.5", "D.")},
		{invapi.BySKU("Café-1", "Xxl", ""), invapi.BySKU("CAFÉ1", "XXL", "-")},
		{invapi.BySKU("A", "L/XL", "2E"), invapi.BySKU("a.", "l-xl", "2e")},
	}
	stores := []string{"3", "Main St", "main-st."}
	rng := rand.New(rand.NewPCG(4711, 1))
	var updates []invapi.Update
	for i := range 300 {
		product := spellings[rng.IntN(len(spellings))]
		updates = append(updates, invapi.Update{
			Product: product[rng.IntN(len(product))], Store: stores[rng.IntN(len(stores))], Quantity: i,
		})
	}
	synctest.Test(t, func(t *testing.T) {
		e := invapitest.New(invapitest.Options{Token: token, AcceptUnknown: true})
		key := func(body string) string { // without the quantity
			body, _, _ = strings.Cut(body, `"quantity"`)
			return plain(body)
		}
		f := watch(e, key, func() time.Duration { return rand.N(time.Second) })
		n := 0
		for r := range inMemory(t, e).SetAll(t.Context(), slices.Values(updates), invapi.SetAllOptions{Concurrency: 16}) {
			assert.NoError(t, r.Err)
			assert.Equal(t, updates[n], r.Update)
			n++
		}
		assert.Equal(t, len(updates), n)
		assert.Empty(t, f.clashes)
		assert.Len(t, f.order, 10)
		assert.Greater(t, f.busiest, 5, "others do not wait")
		for key, bodies := range f.order {
			assert.True(t, slices.IsSortedFunc(bodies, func(a, b string) int { return quantityOf(a) - quantityOf(b) }), key)
		}
	})
}

func quantityOf(body string) (n int) {
	_, text, _ := strings.Cut(body, `"quantity":`)
	_, _ = fmt.Sscan(strings.TrimSuffix(text, "}"), &n)
	return n
}

// What differs in more than case and punctuation does not wait for another.
func TestDifferentProductsAndStoresGoTogether(t *testing.T) {
	t.Parallel()
	of := func(p invapi.Product, store string) invapi.Update { return invapi.Update{Product: p, Store: store} }
	updates := []invapi.Update{
		of(invapi.ByUPC("12"), "3"), of(invapi.ByUPC("012"), "3"), of(invapi.ByUPC("12"), "4"), of(invapi.ByUPC("1"), "23"),
		of(invapi.BySKU("12", "3", "4"), "3"), of(invapi.BySKU("1", "23", "4"), "3"), of(invapi.BySKU("12", "3", ""), "43"),
		of(invapi.BySKU("12", "10", "D"), "3"), of(invapi.BySKU("12", "10.0", "D"), "3"), of(invapi.BySKU("12", "10", ""), "3"),
	}
	synctest.Test(t, func(t *testing.T) {
		e := invapitest.New(invapitest.Options{Token: token, AcceptUnknown: true})
		f := watch(e, func(body string) string { return body }, func() time.Duration { return time.Second })
		began := time.Now()
		for r := range inMemory(t, e).SetAll(t.Context(), slices.Values(updates), invapi.SetAllOptions{Concurrency: len(updates)}) {
			assert.NoError(t, r.Err)
		}
		assert.Equal(t, len(updates), f.busiest)
		assert.Equal(t, time.Second, time.Since(began))
	})
}

func TestConcurrency(t *testing.T) {
	t.Parallel()
	for option, want := range map[int]int{0: invapi.DefaultConcurrency, 1: 1, 7: 7, 64: 64} {
		t.Run(fmt.Sprint(option), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				e, updates := catalogue(64 * 7)
				f := watch(e, func(body string) string { return body }, func() time.Duration { return 50 * time.Millisecond })
				began := time.Now()
				for r := range inMemory(t, e).SetAll(t.Context(), slices.Values(updates), invapi.SetAllOptions{Concurrency: option}) {
					assert.NoError(t, r.Err)
				}
				assert.Equal(t, want, f.busiest)
				assert.Equal(t, time.Duration(len(updates)/want)*50*time.Millisecond, time.Since(began), "all are busy until the end")
			})
		})
	}
}

// counted yields updates and counts those that were asked for.
func counted(updates []invapi.Update, pulled *int) iter.Seq[invapi.Update] {
	return func(yield func(invapi.Update) bool) {
		for _, u := range updates {
			*pulled++
			if !yield(u) {
				return
			}
		}
	}
}

func TestAfterACancelEveryPulledUpdateHasItsOutcome(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e, updates := catalogue(1000)
		watch(e, func(body string) string { return body }, func() time.Duration { return time.Second })
		ctx, cancel := context.WithCancelCause(t.Context())
		why := errors.New("the shop closes")
		time.AfterFunc(5500*time.Millisecond, func() { cancel(why) })

		var pulled int
		outcomes := map[sellerwire.Outcome]int{}
		for r := range inMemory(t, e).SetAll(ctx, counted(updates, &pulled), invapi.SetAllOptions{}) {
			outcomes[r.Outcome]++
			switch r.Outcome {
			case sellerwire.OutcomeNotSent:
				assert.ErrorIs(t, r.Err, why)
			case unknown:
				assert.ErrorIs(t, r.Err, context.Canceled)
			}
		}
		assert.Equal(t, 20, outcomes[sellerwire.OutcomeAccepted])
		assert.Equal(t, 4, outcomes[unknown], "those in flight")
		assert.Equal(t, pulled-24, outcomes[sellerwire.OutcomeNotSent])
		assert.Less(t, pulled, 50)
		assert.Equal(t, int64(24), e.Requests())
	})
}

func TestACancelledSetAllPullsNothing(t *testing.T) {
	t.Parallel()
	e, updates := catalogue(3)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var pulled int
	assert.Empty(t, slices.Collect(inMemory(t, e).SetAll(ctx, counted(updates, &pulled), invapi.SetAllOptions{})))
	assert.Zero(t, pulled)
	assert.Zero(t, e.Requests())
}

func TestABreakCancelsWhatIsInFlight(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e, updates := catalogue(1000)
		var cancelled int
		var mu sync.Mutex
		intercept(e, func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			if strings.Contains(readAll(r), `"quantity":0}`) {
				answer(200, jsonType, `{}`)(w, r)
				return
			}
			<-r.Context().Done()
			mu.Lock()
			cancelled++
			mu.Unlock()
		})
		var pulled int
		began := time.Now()
		for r := range inMemory(t, e).SetAll(t.Context(), counted(updates, &pulled), invapi.SetAllOptions{}) {
			assert.NoError(t, r.Err)
			break
		}
		assert.Zero(t, time.Since(began))
		synctest.Wait() // what was sent before the break may not have been looked at yet
		before := pulled
		requests := e.Requests()
		<-time.After(time.Hour)
		mu.Lock()
		defer mu.Unlock()
		assert.Equal(t, before, pulled)
		assert.Equal(t, requests, e.Requests(), "nothing is sent after a break")
		assert.Equal(t, int(requests)-1, cancelled)
	})
}
