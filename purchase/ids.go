package purchase

import (
	"sync"
	"time"

	"github.com/sellerwire/sellerwire/internal/inflight"
)

// requestIDs remembers which orders this client has posted, so that no two calls
// post under one ID at a time, nor a later one too soon. The zero value is ready
// for use.
type requestIDs struct {
	inFlight inflight.Keys
	mu       sync.Mutex
	sent     map[string]sending
	// next is the size at which old entries are dropped.
	next int
}

// sending is when an order that may exist was posted.
type sending struct{ first, last time.Time }

// remembered is how long a client remembers what it has posted.
const remembered = 24 * time.Hour

// post records that an order is about to be posted. undo removes the record, once
// it is proven that the service took nothing.
func (r *requestIDs) post(id string, now time.Time) (undo func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.sent == nil {
		r.sent = make(map[string]sending)
	}
	before, again := r.sent[id]
	latest := sending{first: now, last: now}
	if again {
		latest.first = before.first
	}
	r.sent[id] = latest
	r.forget(now)
	return func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		if again {
			r.sent[id] = before
		} else {
			delete(r.sent, id)
		}
	}
}

// forget drops what is too old, whenever the number of entries has doubled.
func (r *requestIDs) forget(now time.Time) {
	if len(r.sent) < r.next {
		return
	}
	for id, s := range r.sent {
		if now.Sub(s.last) > remembered {
			delete(r.sent, id)
		}
	}
	r.next = 2*len(r.sent) + 100
}

// of returns when an order with this ID was posted; zero if it was not.
func (r *requestIDs) of(id string) sending {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.sent[id]
}
