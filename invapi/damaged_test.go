package invapi_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
)

// Every reply here comes twice, byte by byte as it stands, and then the
// connection ends.
func TestDamagedReplies(t *testing.T) {
	t.Parallel()
	const (
		ok      = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
		chunked = ok + "Transfer-Encoding: chunked\r\n\r\n"
	)
	tooLarge := sellerwire.ErrResponseTooLarge
	tests := []struct {
		name    string
		raw     string
		kinds   []error // nil: a success
		retried bool
	}{
		{"nothing at all", "", kinds(lost, unavailable), true},
		{"half a status line", "HTTP/1.1 20", kinds(lost, unavailable), true},
		{"another protocol", "220 mail.example.com ESMTP\r\n", kinds(lost, unavailable), true},
		{"a status that is no number", "HTTP/1.1 OK OK\r\n\r\n", kinds(lost, unavailable), true},
		{"a header line without a colon", "HTTP/1.1 200 OK\r\nContent-Type\r\n\r\n", kinds(lost, unavailable), true},
		{"a header that is cut", "HTTP/1.1 200 OK\r\nContent-Ty", kinds(lost, unavailable), true},
		{"two lengths that differ", ok + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", kinds(lost, unavailable), true},
		{"a body shorter than announced", ok + "Content-Length: 17\r\n\r\n{\"success\": tr", kinds(lost, unexpected), true},
		{"a body that is announced and missing", ok + "Content-Length: 17\r\n\r\n", kinds(lost, unexpected), true},
		{"a chunk that is cut", chunked + "11\r\n{\"success\"", kinds(lost, unexpected), true},
		{"chunks without an end", chunked + "11\r\n{\"success\": true}\r\n", kinds(lost, unexpected), true},
		{"a chunk without a size", chunked + "xyz\r\n", kinds(lost, unavailable), true},
		{"a failure shorter than announced",
			"HTTP/1.1 400 Bad Request\r\nContent-Length: 99\r\n\r\n{\"error\":\"Missing required field: sku\"",
			kinds(unexpected, invalid), false},
		{"no length and half of the JSON", ok + "\r\n{\"success\": tr", kinds(lost, unexpected), false},
		{"half of a list", ok + "\r\n[{\"error\"", kinds(lost, unexpected), false},
		{"half of a text", ok + "\r\n\"OK", kinds(lost, unexpected), false},
		{"two JSON values", ok + "\r\n{\"success\":true}{\"error\":\"x\"}", kinds(lost, unexpected), false},
		{"JSON with a page behind it", ok + "\r\n{\"success\":true}<br /><b>Warning</b>", kinds(lost, unexpected), false},
		{"JSON with single quotes", ok + "\r\n{'success': true}", kinds(lost, unexpected), false},
		{"JSON in UTF-16", ok + "\r\n\xff\xfe{\x00}\x00", kinds(lost, unexpected), false},
		{"bytes that are no text", ok + "\r\n\x1f\x8b\x08\x00\x01", kinds(lost, unexpected), false},
		{"gzip that is none", ok + "Content-Encoding: gzip\r\n\r\n{\"success\": true}", kinds(lost, unexpected), true},
		{"a body above the limit", ok + "\r\n{\"filler\":\"" + strings.Repeat("x", 2000) + "\"}", kinds(lost, tooLarge), false},
		{"no length and a whole body", ok + "\r\n{\"success\": true}", nil, false},
		{"HTTP/1.0", "HTTP/1.0 200 OK\r\n\r\nOK", nil, false},
		{"a type that is nonsense", "HTTP/1.1 200 OK\r\nContent-Type: ;;\r\n\r\n{\"success\":true}", nil, false},
		{"a body behind a hint", "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + ok + "Content-Length: 2\r\n\r\n{}", nil, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			url, requests := rawServer(t, tt.raw)
			err := newClient(t, url, attempts(2), sellerwire.WithMaxResponseBytes(1000)).SetQuantity(t.Context(), suit(1))
			if tt.kinds == nil {
				require.NoError(t, err)
				return
			}
			e := asError(t, err)
			assert.Equal(t, tt.kinds, e.Kinds)
			sent := 1
			if tt.retried {
				sent = 2
			}
			assert.Equal(t, int64(sent), requests.Load())
			assert.Equal(t, sent, e.Attempts)
			if tt.kinds[0] == lost {
				assert.Equal(t, unknown, e.Outcome)
			} else {
				assert.Equal(t, rejected, e.Outcome)
			}
			assert.NotContains(t, err.Error(), "\n")
		})
	}
}

// rawServer answers every request with the same bytes and closes.
func rawServer(t *testing.T, raw string) (url string, requests *atomic.Int64) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	requests = &atomic.Int64{}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				r, err := http.ReadRequest(bufio.NewReader(conn))
				if err != nil {
					return
				}
				_, _ = io.Copy(io.Discard, r.Body)
				requests.Add(1)
				_, _ = io.WriteString(conn, raw)
			}()
		}
	}()
	return "http://" + listener.Addr().String(), requests
}

// A refusal cannot take back that an earlier attempt may have gone through.
func TestALostAttemptKeepsTheOutcomeUnknown(t *testing.T) {
	t.Parallel()
	var n atomic.Int64
	url, _ := serveAll(t, func(w http.ResponseWriter, r *http.Request) {
		if n.Add(1) == 1 {
			panic(http.ErrAbortHandler)
		}
		answer(400, jsonType, `{"error":"Missing required field: sku"}`)(w, r)
	})
	e := asError(t, newClient(t, url).SetQuantity(t.Context(), suit(1)))
	assert.Equal(t, kinds(lost, invalid), e.Kinds)
	assert.Equal(t, unknown, e.Outcome)
	assert.Equal(t, 2, e.Attempts)
}

func TestAServiceThatIsNotThereGetsNothing(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, listener.Close())
	e := asError(t, newClient(t, "http://"+listener.Addr().String()).SetQuantity(t.Context(), suit(1)))
	assert.Equal(t, kinds(sellerwire.ErrNotSent, unavailable), e.Kinds)
	assert.Equal(t, sellerwire.OutcomeNotSent, e.Outcome)
	assert.Equal(t, 4, e.Attempts)
}
