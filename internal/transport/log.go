package transport

import (
	"log/slog"
	"time"
)

// log writes one record per attempt, and one per wait. What is not named here is
// not logged: no query, no header, no body.
func (c *call) log() {
	logger := c.client.settings.Logger
	if logger == nil || !logger.Enabled(c, slog.LevelDebug) {
		return
	}
	about := []slog.Attr{
		slog.String("service", c.client.service),
		slog.String("operation", c.req.Operation.Name),
		slog.String("request_id", RequestID(&c.req.Call)),
		slog.Int("attempt", c.attempts),
	}
	attrs := append(about[:len(about):len(about)],
		slog.String("method", c.req.Method),
		slog.String("host", c.client.base.Host),
		slog.String("path", join(c.client.base, c.req.Path, "").EscapedPath()),
		slog.Duration("duration", time.Since(c.try.started)),
	)
	if c.try.reply != nil {
		attrs = append(attrs, slog.Int("status", c.try.reply.StatusCode))
	}
	if c.try.failure != nil && len(c.try.failure.Codes) > 0 {
		attrs = append(attrs, slog.Any("codes", c.try.redactor().texts(c.try.failure.Codes)))
	}
	if cause := c.try.cause(); cause != nil {
		attrs = append(attrs, slog.String("error", c.try.redactor().error(cause).Error()))
	}
	logger.LogAttrs(c, slog.LevelDebug, "attempt", attrs...)
	if c.retrying {
		logger.LogAttrs(c, slog.LevelDebug, "retry", append(about, slog.Duration("wait", c.wait))...)
	}
}
