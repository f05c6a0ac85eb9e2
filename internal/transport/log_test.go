package transport_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// entries are the records logged so far.
func (r *records) entries(t testing.TB) []map[string]any {
	t.Helper()
	var all []map[string]any
	for line := range strings.Lines(r.String()) {
		entry := map[string]any{}
		require.NoError(t, json.Unmarshal([]byte(line), &entry))
		all = append(all, entry)
	}
	return all
}

func TestLogHasOneRecordPerAttemptAndPerRetry(t *testing.T) {
	t.Parallel()
	var log records
	_, opt := play(lost, reply(503, "busy"), reply(200, "done"))
	client := newClient(t, memoryURL, opt, quick, sellerwire.WithLogger(log.logger()))
	req := request(transport.Safe)
	req.RawQuery = "buyer=jane"
	req.Header = map[string][]string{"X-Note": {"jane"}}
	req.Decode = func(r *transport.Reply) *transport.Failure {
		if r.Success() {
			return nil
		}
		return &transport.Failure{Codes: []string{"5030"}}
	}

	_, err := client.Do(t.Context(), req)

	require.NoError(t, err)
	entries := log.entries(t)
	var story []string
	allowed := []string{
		"time", "level", "msg", "service", "operation", "request_id", "attempt",
		"method", "host", "path", "duration", "status", "codes", "error", "wait",
	}
	for _, entry := range entries {
		story = append(story, entry["msg"].(string))
		assert.Equal(t, "DEBUG", entry["level"])
		assert.Equal(t, "shop", entry["service"])
		assert.Equal(t, "put book", entry["operation"])
		assert.Equal(t, "request-1", entry["request_id"])
		for name := range maps.Keys(entry) {
			assert.True(t, slices.Contains(allowed, name), name)
		}
	}
	assert.Equal(t, []string{"attempt", "retry", "attempt", "retry", "attempt"}, story)
	assert.EqualValues(t, 1, entries[0]["attempt"])
	assert.EqualValues(t, 3, entries[4]["attempt"])
	assert.Contains(t, entries[0]["error"], "connection reset by the test")
	assert.EqualValues(t, 503, entries[2]["status"])
	assert.Equal(t, []any{"5030"}, entries[2]["codes"])
	assert.Contains(t, entries[3], "wait")
	assert.Equal(t, "shop.example", entries[4]["host"])
	assert.Equal(t, "/api/books", entries[4]["path"])
	assert.NotContains(t, log.String(), "jane")
	assert.NotContains(t, log.String(), "busy", "no body")
}

// What a limiter holds back is no attempt and is not logged as one.
func TestLogTellsOfNoAttemptThatWasNotMade(t *testing.T) {
	t.Parallel()
	var log records
	client := newClient(t, memoryURL, inMemory(reply(200, "")), sellerwire.WithLogger(log.logger()),
		sellerwire.WithLimiter(limiterFunc(func(context.Context) error { return errors.New("no") })))

	_, err := client.Do(t.Context(), request(transport.Safe))

	failed(t, err, sellerwire.ErrNotSent)
	assert.Empty(t, log.String())
}

func TestLogIsSilentAboveDebug(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	logger := slog.New(slog.NewTextHandler(&out, nil)) // Info
	_, opt := play(reply(503, ""))
	client := newClient(t, memoryURL, opt, quick, sellerwire.WithLogger(logger))

	_, err := client.Do(t.Context(), request(transport.Safe))

	failed(t, err)
	assert.Empty(t, out.String())
}

// The logger gets the call's context, where tracing handlers look for a span.
func TestLogCarriesTheContext(t *testing.T) {
	t.Parallel()
	type key struct{}
	handler := &contextHandler{key: key{}}
	client := newClient(t, memoryURL, inMemory(reply(200, "")), sellerwire.WithLogger(slog.New(handler)))

	_, err := client.Do(context.WithValue(t.Context(), key{}, "span"), request(transport.Safe))

	require.NoError(t, err)
	assert.Equal(t, []any{"span"}, handler.seen)
}

type contextHandler struct {
	slog.Handler
	key  any
	seen []any
}

func (h *contextHandler) Enabled(context.Context, slog.Level) bool { return true }

func (h *contextHandler) Handle(ctx context.Context, _ slog.Record) error {
	h.seen = append(h.seen, ctx.Value(h.key))
	return nil
}
