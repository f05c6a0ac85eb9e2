package purchase

import (
	"sync"
	"time"
)

// openOrders remembers the orders that left this client and of which nobody
// knows yet whether they arrived. Such an order may still come into being: a
// resume, or a second call with the same ID, must give it the time to be found
// before it posts again. The zero value is ready for use.
type openOrders struct {
	mu    sync.Mutex
	until map[string]time.Time // by request ID
}

// add says that an order may come into being until then.
func (o *openOrders) add(requestID string, until time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	now := time.Now()
	for id, t := range o.until { // what was never settled must not pile up
		if t.Before(now) {
			delete(o.until, id)
		}
	}
	if o.until == nil {
		o.until = make(map[string]time.Time)
	}
	o.until[requestID] = until
}

// settle says that the order's fate is known.
func (o *openOrders) settle(requestID string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.until, requestID)
}

// wait is the time for which the order may still come into being.
func (o *openOrders) wait(requestID string) time.Duration {
	o.mu.Lock()
	defer o.mu.Unlock()
	return max(0, time.Until(o.until[requestID]))
}
