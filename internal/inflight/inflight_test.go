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

// lastMoment is a context that ends at the same moment at which the key becomes free.
type lastMoment struct {
	context.Context
	leave func()
}

func (c lastMoment) Done() <-chan struct{} {
	c.leave()
	ended := make(chan struct{})
	close(ended)
	return ended
}

// Whichever the runtime sees first, the key is not lost.
func TestATurnAtTheLastMomentIsTaken(t *testing.T) {
	t.Parallel()
	var keys inflight.Keys
	for range 64 {
		first := keys.Enter(t.Context(), "k")
		second := keys.Enter(lastMoment{t.Context(), first}, "k")
		require.NotNil(t, second)
		second()
		require.Zero(t, keys.Len())
	}
}
