// Package inflight lets one call at a time work on a key: an item of a shop, the
// request ID of an order, a change in a journal.
package inflight

import (
	"context"
	"slices"
	"sync"
)

// Keys are the keys in flight. A key takes memory only while a call works on it. The
// zero value is ready for use.
type Keys struct {
	mu     sync.Mutex
	queues map[string][]chan struct{} // those who wait for a key in flight, first come first
}

// Enter waits until no other call works on the key, then takes it, and returns what
// gives it back. Calls take turns in the order in which they came. Enter returns nil if
// ctx ends while it waits; a free key it takes all the same.
func (k *Keys) Enter(ctx context.Context, key string) (leave func()) {
	k.mu.Lock()
	queue, busy := k.queues[key]
	if !busy {
		if k.queues == nil {
			k.queues = map[string][]chan struct{}{}
		}
		k.queues[key] = nil
		k.mu.Unlock()
		return func() { k.leave(key) }
	}
	turn := make(chan struct{})
	k.queues[key] = append(queue, turn)
	k.mu.Unlock()
	if !k.wait(ctx, key, turn) {
		return nil
	}
	return func() { k.leave(key) }
}

// wait waits for a turn, and leaves the queue if ctx ends first.
func (k *Keys) wait(ctx context.Context, key string, turn chan struct{}) bool {
	select {
	case <-turn:
		return true
	case <-ctx.Done():
	}
	k.mu.Lock()
	at := slices.Index(k.queues[key], turn)
	if at >= 0 {
		k.queues[key] = slices.Delete(k.queues[key], at, at+1)
	}
	k.mu.Unlock()
	return at < 0 // it is our turn after all
}

// leave gives the key to who has waited longest.
func (k *Keys) leave(key string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	queue := k.queues[key]
	if len(queue) == 0 {
		delete(k.queues, key)
		return
	}
	k.queues[key] = queue[1:]
	close(queue[0])
}

// Has says whether a call works on the key.
func (k *Keys) Has(key string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	_, busy := k.queues[key]
	return busy
}
