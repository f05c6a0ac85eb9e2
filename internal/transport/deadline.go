package transport

import (
	"context"
	"fmt"
	"io"
	"math"
	"time"
)

// watchdog cancels an attempt when its time is up.
type watchdog struct {
	cancel  context.CancelCauseFunc
	attempt *time.Timer
	total   *time.Timer // nil unless the caller's http.Client has a Timeout
	read    *time.Timer // nil unless idle was called
	silence time.Duration
}

func newWatchdog(cancel context.CancelCauseFunc, attempt, total time.Duration) *watchdog {
	w := &watchdog{cancel: cancel, attempt: cancelAfter(cancel, attempt, "attempt timed out")}
	if total > 0 {
		w.total = cancelAfter(cancel, total, "http.Client.Timeout struck")
	}
	return w
}

func cancelAfter(cancel context.CancelCauseFunc, limit time.Duration, what string) *time.Timer {
	return time.AfterFunc(limit, func() { cancel(&timeoutError{what, limit}) })
}

// idle turns from bounding the attempt to bounding each read, at the end of
// the header. The Timeout of a caller's http.Client goes on.
func (w *watchdog) idle(silence time.Duration) {
	if !w.attempt.Stop() {
		return
	}
	late := &timeoutError{"download fell silent", silence}
	w.silence = silence
	w.read = time.AfterFunc(math.MaxInt64, func() { w.cancel(late) })
}

func (w *watchdog) beforeRead() {
	if w.read != nil {
		w.read.Reset(w.silence)
	}
}

func (w *watchdog) afterRead() {
	if w.read != nil {
		w.read.Stop()
	}
}

func (w *watchdog) stop() {
	w.attempt.Stop()
	w.afterRead()
	if w.total != nil {
		w.total.Stop()
	}
}

// expired returns the timeout that ended the attempt, if one did.
func expired(ctx context.Context) error {
	if late, ok := context.Cause(ctx).(*timeoutError); ok {
		return late
	}
	return nil
}

// timeoutError is an attempt that took too long. It is no
// context.DeadlineExceeded, so that callers can tell their own deadline apart.
type timeoutError struct {
	what  string
	after time.Duration
}

func (e *timeoutError) Error() string { return fmt.Sprintf("%s after %s", e.what, e.after) }

// Timeout is true.
func (e *timeoutError) Timeout() bool { return true }

// Temporary is true.
func (e *timeoutError) Temporary() bool { return true }

// guardedBody keeps the attempt's time limit over the reading of the reply and
// names it when it strikes.
type guardedBody struct {
	body   io.ReadCloser
	ctx    context.Context // of the attempt; http.Response has no other place for it
	parent context.Context
	cancel context.CancelCauseFunc
	watch  *watchdog
}

func (b *guardedBody) Read(p []byte) (int, error) {
	b.watch.beforeRead()
	n, err := b.body.Read(p)
	b.watch.afterRead()
	if err != nil && err != io.EOF && b.parent.Err() == nil {
		if late := expired(b.ctx); late != nil {
			err = late
		}
	}
	return n, err
}

func (b *guardedBody) Close() error {
	b.watch.stop()
	err := b.body.Close()
	b.cancel(nil)
	return err
}
