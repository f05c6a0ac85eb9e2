package benchmarks

import (
	"net/http"
	"runtime"
	"runtime/metrics"
	"sync"
	"time"
)

// Handler is what a row's server process serves.
type Handler = http.Handler

// heapWatch samples the heap until it is stopped.
type heapWatch struct {
	stop chan struct{}
	done sync.WaitGroup
	peak uint64
}

// It starts from a clean heap: what was left behind before is not the row's.
func watchHeap() *heapWatch {
	runtime.GC()
	w := &heapWatch{stop: make(chan struct{})}
	w.done.Go(func() {
		sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
		tick := time.NewTicker(2 * time.Millisecond)
		defer tick.Stop()
		for {
			metrics.Read(sample)
			w.peak = max(w.peak, sample[0].Value.Uint64())
			select {
			case <-w.stop:
				return
			case <-tick.C:
			}
		}
	})
	return w
}

// end returns the peak.
func (w *heapWatch) end() uint64 {
	close(w.stop)
	w.done.Wait()
	return w.peak
}

// timed runs f and returns how long it took.
func timed(f func() error) (time.Duration, error) {
	start := time.Now()
	err := f()
	return time.Since(start), err
}

// mallocs is the number of objects that have been allocated so far.
func mallocs() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.Mallocs
}
