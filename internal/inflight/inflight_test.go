package inflight_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/internal/inflight"
)

func TestCallsOfOneKeyTakeTurnsInTheirOrder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var keys inflight.Keys
		var order []int // a data race, if two were in flight
		var group sync.WaitGroup
		for n := range 10 {
			group.Go(func() {
				leave := keys.Enter(t.Context(), "k")
				require.NotNil(t, leave)
				defer leave()
				order = append(order, n)
				<-time.After(time.Second)
			})
			synctest.Wait() // it has come before the next
		}
		require.True(t, keys.Has("k"))
		group.Wait()
		require.Equal(t, []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, order)
		require.False(t, keys.Has("k"))
		require.Zero(t, keys.Len())
	})
}

func TestDifferentKeysDoNotWaitForOneAnother(t *testing.T) {
	t.Parallel()
	var keys inflight.Keys
	first, second := keys.Enter(t.Context(), "a"), keys.Enter(t.Context(), "b")
	require.Equal(t, 2, keys.Len())
	first()
	require.False(t, keys.Has("a"))
	require.True(t, keys.Has("b"))
	second()
	require.Zero(t, keys.Len())
}

func TestAFreeKeyIsTakenThoughTheContextHasEnded(t *testing.T) {
	t.Parallel()
	var keys inflight.Keys
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for range 100 { // no matter of luck
		leave := keys.Enter(ctx, "k")
		require.NotNil(t, leave)
		require.Nil(t, keys.Enter(ctx, "k"), "a key in flight is not")
		leave()
	}
	require.Zero(t, keys.Len())
}

// One that gives up leaves the queue, and those behind it take their turns.
func TestGivingUpKeepsTheQueue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var keys inflight.Keys
		leave := keys.Enter(t.Context(), "k")
		impatient, cancel := context.WithCancel(t.Context())
		var group sync.WaitGroup
		entered := 0
		for n := range 5 {
			ctx, want := t.Context(), true
			if n%2 == 0 {
				ctx, want = impatient, false
			}
			group.Go(func() {
				leave := keys.Enter(ctx, "k")
				require.Equal(t, want, leave != nil)
				if want {
					entered++
					leave()
				}
			})
			synctest.Wait()
		}
		cancel()
		synctest.Wait()
		require.Zero(t, entered)
		leave()
		group.Wait()
		require.Equal(t, 2, entered)
		require.Zero(t, keys.Len())
	})
}

// The turn comes at the same moment as the end of the context: the key is never lost.
func TestATurnAtTheLastMomentIsTaken(t *testing.T) {
	t.Parallel()
	var keys inflight.Keys
	for range 2000 {
		leave := keys.Enter(t.Context(), "k")
		ctx, cancel := context.WithCancel(t.Context())
		var group sync.WaitGroup
		for range 3 {
			group.Go(func() {
				if leave := keys.Enter(ctx, "k"); leave != nil {
					leave()
				}
			})
		}
		group.Go(cancel)
		leave()
		group.Wait()
		require.Zero(t, keys.Len())
	}
}
