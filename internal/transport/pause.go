package transport

import (
	"context"
	"sync"
	"time"
)

// Pause is shared by calls to one service. When the service asks one of them to
// come back later, none of them starts an attempt before that. The zero value is
// ready to use.
type Pause struct {
	mu    sync.Mutex
	until time.Time
}

// ask holds all calls for d from now. A shorter wait does not cut a longer one.
func (p *Pause) ask(d time.Duration) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if until := time.Now().Add(d); until.After(p.until) {
		p.until = until
	}
}

// wait returns when an attempt may start.
func (p *Pause) wait(ctx context.Context) error {
	for {
		left := p.left()
		if left <= 0 {
			return nil
		}
		timer := time.NewTimer(left)
		select {
		case <-timer.C: // another call may have been asked to wait longer
		case <-ctx.Done():
			timer.Stop()
			return context.Cause(ctx)
		}
	}
}

func (p *Pause) left() time.Duration {
	if p == nil {
		return 0
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return time.Until(p.until)
}
