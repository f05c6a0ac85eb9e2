package sellerwire_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
)

// full is an error with every field set.
func full() *sellerwire.Error {
	return &sellerwire.Error{
		Service: "purchase", Operation: "place order", Item: "order 7", StatusCode: 401, Codes: []string{"4013", "4017"},
		Messages: []string{"Request expired", "Invalid signature"}, RequestID: "id-1", ServerRequestID: "id-2", Attempts: 2,
		RetryAfter: 90 * time.Second, ClockSkew: 10*time.Minute + time.Millisecond, Outcome: sellerwire.OutcomeRejected,
		Kinds: []error{sellerwire.ErrUnauthorized, sellerwire.ErrClockSkew},
		Body:  []byte("Jane Doe, 5 Street St"), Err: io.ErrUnexpectedEOF,
	}
}

func TestErrorTellsTheWholeStoryOnOneLine(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		err  *sellerwire.Error
		want string
	}{
		{"all of it", full(), "purchase: place order: order 7: unauthorized, clock skew of 10m0s, this machine is behind: Request " +
			"expired; Invalid signature: unexpected EOF " +
			"(HTTP 401, codes 4013 4017, retry after 1m30s, request ID id-1, service's request ID id-2, 2 attempts)"},
		{"a service only", &sellerwire.Error{Service: "twd"}, "twd"},
		{"one code, one attempt",
			&sellerwire.Error{Service: "twd", Operation: "delete", Codes: []string{"7"}, Attempts: 1}, "twd: delete (code 7, 1 attempt)"},
		{"the service's ID is ours in another case",
			&sellerwire.Error{Service: "twd", RequestID: "ab", ServerRequestID: "AB"}, "twd (request ID ab)"},
		{"words that repeat the kind",
			&sellerwire.Error{Service: "twd", Kinds: []error{sellerwire.ErrNotFound}, Err: errors.New("Not found")}, "twd: not found"},
		{"words that repeat the service's",
			&sellerwire.Error{Service: "twd", Messages: []string{"User is invalid."}, Err: errors.New("user is invalid!")},
			"twd: User is invalid."},
		{"a clock that is ahead", &sellerwire.Error{Service: "twd", Kinds: []error{sellerwire.ErrClockSkew}, ClockSkew: -time.Hour},
			"twd: clock skew of 1h0m0s, this machine is ahead"},
		{"a wait of less than a millisecond",
			&sellerwire.Error{Service: "twd", RetryAfter: 1500*time.Millisecond + 1}, "twd (retry after 1.5s)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			assert.EqualError(t, tt.err, tt.want)
			assert.Equal(t, tt.want, fmt.Sprintf("%v", tt.err))
			assert.Equal(t, tt.want, fmt.Sprintf("%+v", tt.err))
			assert.Contains(t, fmt.Sprintf("%#v", tt.err), fmt.Sprintf("%q", tt.want))
		})
	}
}

// Foreign text cannot start a line of its own in a log, nor fill it.
func TestErrorTextsAreOneBoundedLine(t *testing.T) {
	t.Parallel()
	evil := "a\r\nFAKE\tlog\x00line\x1b[31m\u2028\u2029\u0085\x7fb"
	long := strings.Repeat("é", 10_000)
	for _, text := range []string{evil, long} {
		e := &sellerwire.Error{Service: "s", Codes: []string{text}, Messages: []string{text}, RequestID: text,
			ServerRequestID: text + "x", Err: errors.New(text)}
		invalid := &sellerwire.InvalidError{Service: "s", Operation: "o", Fields: []sellerwire.FieldError{
			{Item: text, Field: text, Reason: text}, {Item: "2", Reason: text},
		}}
		for _, line := range []string{e.Error(), invalid.Error(), fmt.Sprintf("%#v", e),
			fmt.Sprintf("%#v", invalid), invalid.Fields[0].String()} {
			assert.NotRegexp(t, `[\x00-\x1f\x7f\x{80}-\x{9f}\x{2028}\x{2029}]`, line)
			assert.Less(t, len([]rune(line)), 6*520)
		}
	}
	two := &sellerwire.Error{Service: "s", Codes: []string{"1\n2", "3\n4"}}
	assert.NotContains(t, two.Error(), "\n")
}

// The body may hold a buyer's address: it is in no text.
func TestErrorKeepsItsBodyOutOfEveryText(t *testing.T) {
	t.Parallel()
	e := full()
	asJSON, err := json.Marshal(e)
	require.NoError(t, err)
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Error("m", "err", e)
	slog.New(slog.NewJSONHandler(&log, nil)).Error("m", "err", e)
	for _, text := range []string{fmt.Sprintf("%v %+v %#v %q", e, e, e, e), string(asJSON), log.String(), fmt.Sprint(e.LogValue())} {
		assert.NotContains(t, text, "Jane")
	}
	assert.Contains(t, log.String(), "err.request_id=id-1")
}

func TestErrorAsJSONHasTheFieldsOfTheLogAndMore(t *testing.T) {
	t.Parallel()
	asJSON, err := json.Marshal(full())

	require.NoError(t, err)
	var got map[string]any
	require.NoError(t, json.Unmarshal(asJSON, &got))
	assert.Equal(t, map[string]any{
		"msg": full().Error(), "service": "purchase", "operation": "place order", "item": "order 7",
		"status": 401.0, "request_id": "id-1", "attempts": 2.0,
		"codes": []any{"4013", "4017"}, "server_request_id": "id-2", "outcome": "rejected",
		"messages": []any{"Request expired", "Invalid signature"}, "kinds": []any{"unauthorized", "clock skew"}, "cause": "unexpected EOF",
		"retry_after_ns": 9e10, "clock_skew_ns": 6.00001e11,
	}, got)
	short, err := json.Marshal(&sellerwire.Error{Service: "twd"})
	require.NoError(t, err)
	assert.NotContains(t, string(short), "codes")
	assert.NotContains(t, string(short), "outcome")
}

func TestErrorMatchesItsKindsAndItsCause(t *testing.T) {
	t.Parallel()
	err := fmt.Errorf("sync: %w", full())

	for _, target := range []error{sellerwire.ErrUnauthorized, sellerwire.ErrClockSkew, io.ErrUnexpectedEOF} {
		assert.ErrorIs(t, err, target)
	}
	assert.NotErrorIs(t, err, sellerwire.ErrForbidden)
	e, ok := errors.AsType[*sellerwire.Error](err)
	require.True(t, ok)
	assert.Equal(t, 401, e.StatusCode)
	assert.NotErrorIs(t, &sellerwire.Error{Service: "s"}, sellerwire.ErrForbidden)
}

type slow struct{ error }

func (slow) Timeout() bool { return true }

func TestErrorTimeout(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		err  error
		want bool
	}{
		{"nothing", nil, false},
		{"something else", io.EOF, false},
		{"a deadline", context.DeadlineExceeded, true},
		{"an attempt", fmt.Errorf("get: %w", slow{errors.New("slow")}), true},
		{"a file", os.ErrDeadlineExceeded, true},
		{"a cancel after a slow attempt", fmt.Errorf("%w; the attempt before: %w", context.Canceled, slow{errors.New("slow")}), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tt.want, (&sellerwire.Error{Err: tt.err}).Timeout())
		})
	}
}

func TestInvalidErrorListsEveryFault(t *testing.T) {
	t.Parallel()
	err := &sellerwire.InvalidError{Service: "abebooks", Operation: "submit", Fields: []sellerwire.FieldError{
		{Item: `book 1 "A"`, Field: "price", Reason: "it is negative"},
		{Item: `book 1 "A"`, Field: "title", Reason: "it has 300 characters, more than 255", Limit: 255, Size: 300},
		{Item: `book 2 "B"`, Reason: "it is empty"},
		{Field: "batch", Reason: "it is too large"},
	}}

	assert.EqualError(t, err, `abebooks: submit: invalid, nothing sent: book 1 "A": price: it is negative; `+
		`title: it has 300 characters, more than 255; book 2 "B": it is empty; batch: it is too large`)
	assert.ErrorIs(t, err, sellerwire.ErrInvalidRequest)
	assert.ErrorIs(t, err, sellerwire.ErrNotSent)
	assert.Equal(t, fmt.Sprintf("&sellerwire.InvalidError{%q}", err.Error()), fmt.Sprintf("%#v", err))
	assert.EqualError(t, &sellerwire.InvalidError{Service: "twd"}, "twd: invalid, nothing sent: ")
}
