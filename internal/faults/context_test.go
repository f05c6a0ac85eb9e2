package faults_test

import (
	"context"
	"sync"
	"time"
)

// An endable is the context of one call. The fault itself ends it, at the very
// stage that it is to end at, in one of the two ways a context ends.
//
// It is none of the standard library's own contexts, which has a use: package
// context then starts a goroutine for every context that is derived from it
// and not cancelled, so that a forgotten cancel is seen as a goroutine left.
type endable struct {
	why  error // what it ends with
	done chan struct{}
	once sync.Once

	mu  sync.Mutex
	err error
	at  time.Time // when it ended
}

func newEndable(why error) *endable { return &endable{why: why, done: make(chan struct{})} }

// end ends the context.
func (e *endable) end() {
	e.once.Do(func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		e.err, e.at = e.why, time.Now()
		close(e.done)
	})
}

// ended tells when it ended, if it did.
func (e *endable) ended() (at time.Time, ok bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.at, e.err != nil
}

// Deadline is far away where the context is to expire: it is the fault that
// moves the clock.
func (e *endable) Deadline() (time.Time, bool) {
	return time.Now().Add(time.Hour), e.why == context.DeadlineExceeded
}

func (e *endable) Done() <-chan struct{} { return e.done }

func (e *endable) Err() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.err
}

func (e *endable) Value(any) any { return nil }
