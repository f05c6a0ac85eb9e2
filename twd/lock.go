package twd

import (
	"context"
	"sync"
)

// keyedLock is a mutex per key. A key takes memory only while someone holds it
// or waits for it. The zero value is ready for use.
type keyedLock struct {
	mu      sync.Mutex
	entries map[string]*lockEntry
}

type lockEntry struct {
	held  chan struct{} // full while the key is held; waiters queue up in order
	users int           // the holder and those who wait
}

// acquire waits until nobody holds the key, or until ctx ends. Without an error
// the caller must release the key.
func (l *keyedLock) acquire(ctx context.Context, key string) error {
	e := l.enter(key)
	select {
	case e.held <- struct{}{}:
		return nil
	case <-ctx.Done():
		l.leave(key, e)
		return ctx.Err()
	}
}

// release lets the next one in.
func (l *keyedLock) release(key string) {
	l.mu.Lock()
	e := l.entries[key]
	l.mu.Unlock()
	<-e.held
	l.leave(key, e)
}

func (l *keyedLock) enter(key string) *lockEntry {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.entries == nil {
		l.entries = map[string]*lockEntry{}
	}
	e := l.entries[key]
	if e == nil {
		e = &lockEntry{held: make(chan struct{}, 1)}
		l.entries[key] = e
	}
	e.users++
	return e
}

func (l *keyedLock) leave(key string, e *lockEntry) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if e.users--; e.users == 0 {
		delete(l.entries, key)
	}
}
