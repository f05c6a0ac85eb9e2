package faults_test

import (
	"bytes"
	"context"
	"log/slog"
	"sync"
)

// A logbook writes every record twice, as the two handlers of the standard
// library do, and tells a fault when a retry is announced.
type logbook struct {
	mu      *sync.Mutex
	text    *bytes.Buffer
	onRetry *func()
	writers []slog.Handler
}

func newLogbook() *logbook {
	l := &logbook{mu: new(sync.Mutex), text: new(bytes.Buffer), onRetry: new(func())}
	debug := &slog.HandlerOptions{Level: slog.LevelDebug, AddSource: true}
	l.writers = []slog.Handler{slog.NewTextHandler(l.text, debug), slog.NewJSONHandler(l.text, debug)}
	return l
}

func (l *logbook) Enabled(context.Context, slog.Level) bool { return true }

func (l *logbook) Handle(ctx context.Context, r slog.Record) error {
	if r.Message == "retry" && *l.onRetry != nil {
		(*l.onRetry)()
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, w := range l.writers {
		if err := w.Handle(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

func (l *logbook) WithAttrs(attrs []slog.Attr) slog.Handler {
	return l.with(func(h slog.Handler) slog.Handler { return h.WithAttrs(attrs) })
}

func (l *logbook) WithGroup(name string) slog.Handler {
	return l.with(func(h slog.Handler) slog.Handler { return h.WithGroup(name) })
}

func (l *logbook) with(change func(slog.Handler) slog.Handler) slog.Handler {
	changed := *l
	changed.writers = nil
	for _, w := range l.writers {
		changed.writers = append(changed.writers, change(w))
	}
	return &changed
}

func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
