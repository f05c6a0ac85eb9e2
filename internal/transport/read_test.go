package transport_test

import (
	"bytes"
	"io"
	"math"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// unzipping and leaving are the two transports of a caller: net/http's own
// asks for gzip and undoes it, one without compression is handed what a proxy
// or a header of its own brought.
var (
	unzipping = sellerwire.WithHTTPClient(&http.Client{Transport: &http.Transport{}})
	leaving   = sellerwire.WithHTTPClient(&http.Client{Transport: &http.Transport{DisableCompression: true}})
)

func TestRepliesAreBounded(t *testing.T) {
	t.Parallel()
	const limit = 1000
	chunked := func(body string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			for part := range strings.SplitSeq(body, "") {
				_, _ = io.WriteString(w, part)
			}
		}
	}
	exact, over := strings.Repeat("x", limit), strings.Repeat("x", limit+1)
	noise := noiseOf(limit) // grows when compressed
	require.Greater(t, len(zip(t, noise)), limit)
	tests := []struct {
		name    string
		handler http.HandlerFunc
		opt     sellerwire.Option
		want    string
	}{
		{"exactly the limit", answer(200, exact), unzipping, exact},
		{"exactly the limit, in chunks", chunked(exact), unzipping, exact},
		{"one byte more", answer(200, over), unzipping, ""},
		{"one byte more, in chunks", chunked(over), unzipping, ""},
		{"exactly the limit, zipped", zipped(200, zip(t, []byte(exact))), unzipping, exact},
		{"exactly the limit, zipped, undone here", zipped(200, zip(t, []byte(exact))), leaving, exact},
		{"one byte more, zipped", zipped(200, zip(t, []byte(over))), unzipping, ""},
		{"one byte more, zipped, undone here", zipped(200, zip(t, []byte(over))), leaving, ""},
		{"more only as long as it is zipped", zipped(200, zip(t, noise)), leaving, string(noise)},
		{"nothing", answer(204, ""), unzipping, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			client := newClient(t, serve(t, tt.handler).URL, tt.opt, sellerwire.WithMaxResponseBytes(limit))
			var info sellerwire.ResponseInfo
			req := read()
			req.Call.Info = infoOf(&info)

			reply, err := client.Do(t.Context(), req)

			if tt.want == "" && tt.name != "nothing" {
				failed(t, err, sellerwire.ErrResponseTooLarge)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, tt.want, string(reply.Body))
			assert.Equal(t, tt.want, string(info.Body))
		})
	}
}

func noiseOf(n int) []byte {
	noise := make([]byte, n)
	x := uint32(1)
	for i := range noise {
		x = x*1664525 + 1013904223
		noise[i] = byte(x >> 24)
	}
	return noise
}

// A limit as good as none works, and does not make a Content-Length believed.
func TestLargestLimit(t *testing.T) {
	t.Parallel()
	none := sellerwire.WithMaxResponseBytes(math.MaxInt64)
	client := newClient(t, serve(t, answer(200, "a reply")).URL, none)
	reply, err := client.Do(t.Context(), read())
	require.NoError(t, err)
	assert.Equal(t, "a reply", string(reply.Body))

	url, _ := listen(t, func(_ int32, conn *net.TCPConn) {
		readRequest(conn)
		_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775806\r\n\r\nshort")
	})
	client = newClient(t, url, none, sellerwire.WithRetry(sellerwire.RetryPolicy{MaxAttempts: 1}))
	_, err = client.Do(t.Context(), read())
	e := failed(t, err, sellerwire.ErrUnexpectedContent)
	assert.Equal(t, "short", string(e.Body))
}

// A reply whose status says enough keeps its kind when its body is cut or too
// long.
func TestFailingStatusWithABodyThatCannotBeRead(t *testing.T) {
	t.Parallel()
	cut := func(status string) func(testing.TB) target {
		return func(t testing.TB) target {
			return raw(t, func(conn *net.TCPConn) {
				readRequest(conn)
				_, _ = io.WriteString(conn, "HTTP/1.1 "+status+"\r\nContent-Length: 100\r\n\r\nsorry")
			})
		}
	}
	long := func(testing.TB) target { return replying(t, answer(503, strings.Repeat("x", 2000))) }
	tests := []struct {
		name     string
		target   func(testing.TB) target
		kinds    []error
		attempts int
		outcome  sellerwire.Outcome
		body     string
	}{
		{"401, cut", cut("401 Unauthorized"),
			[]error{sellerwire.ErrUnexpectedContent, sellerwire.ErrUnauthorized}, 1, sellerwire.OutcomeRejected, "sorry"},
		{"503, cut", cut("503 Busy"),
			[]error{sellerwire.ErrOutcomeUnknown, sellerwire.ErrUnexpectedContent, sellerwire.ErrUnavailable},
			3, sellerwire.OutcomeUnknown, "sorry"},
		{"503, too long", long,
			[]error{sellerwire.ErrOutcomeUnknown, sellerwire.ErrResponseTooLarge, sellerwire.ErrUnavailable},
			3, sellerwire.OutcomeUnknown, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			client := newClient(t, tt.target(t).url, quick, sellerwire.WithMaxResponseBytes(1000))

			_, err := client.Do(t.Context(), request(transport.Safe))

			e := failed(t, err)
			assert.Equal(t, tt.kinds, e.Kinds)
			assert.Equal(t, tt.attempts, e.Attempts)
			assert.Equal(t, tt.outcome, e.Outcome)
			assert.Equal(t, tt.body, string(e.Body))
		})
	}
}

func TestResponseInfoIsFilledWhateverHappens(t *testing.T) {
	t.Parallel()
	refuse := func(*transport.Reply) *transport.Failure { return &transport.Failure{ServerRequestID: "server-1"} }
	tests := []struct {
		name   string
		steps  []roundTripper
		decode func(*transport.Reply) *transport.Failure
		want   sellerwire.ResponseInfo
	}{
		{"success", []roundTripper{reply(200, "done", "X-Note", "1")}, nil,
			sellerwire.ResponseInfo{StatusCode: 200, Header: http.Header{"X-Note": {"1"}}, Body: []byte("done"), Attempts: 1}},
		{"success at last", []roundTripper{lost, reply(503, "", "Retry-After", "5"), reply(201, "done")}, nil,
			sellerwire.ResponseInfo{StatusCode: 201, Header: http.Header{}, Body: []byte("done"), Attempts: 3, Duration: 5 * time.Second}},
		{"a refusal", []roundTripper{reply(400, "no")}, refuse,
			sellerwire.ResponseInfo{StatusCode: 400, Header: http.Header{}, Body: []byte("no"), Attempts: 1, ServerRequestID: "server-1"}},
		{"no reply", []roundTripper{unsent}, nil, sellerwire.ResponseInfo{Attempts: 3}},
		{"a reply, then none", []roundTripper{reply(503, "busy"), lost}, nil, sellerwire.ResponseInfo{Attempts: 3}},
		{"a redirect", []roundTripper{reply(302, "", "Location", "https://elsewhere.example/?key=echo", "X-Note", "1")}, nil,
			sellerwire.ResponseInfo{StatusCode: 302, Header: http.Header{"X-Note": {"1"}}, Attempts: 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				_, opt := play(tt.steps...)
				client := newClient(t, memoryURL, opt, quick)
				info := sellerwire.ResponseInfo{ServerRequestID: "of an earlier call", Body: []byte("old")}
				req := request(transport.Safe)
				req.Decode = tt.decode
				req.Call.Info = infoOf(&info)

				_, _ = client.Do(t.Context(), req)

				tt.want.RequestID = "request-1"
				info.Duration = info.Duration.Truncate(time.Second)
				info.Body = bytes.Clone(info.Body[:len(info.Body):len(info.Body)])
				if len(info.Body) == 0 {
					info.Body = nil
				}
				assert.Equal(t, tt.want, info)
			})
		})
	}
}

// A caller may keep and change the header it was given.
func TestResponseInfoHeaderIsACopy(t *testing.T) {
	t.Parallel()
	_, opt := play(reply(200, "", "X-Note", "1"))
	client := newClient(t, memoryURL, opt)
	var info sellerwire.ResponseInfo
	req := read()
	req.Call.Info = infoOf(&info)

	reply, err := client.Do(t.Context(), req)

	require.NoError(t, err)
	info.Header.Set("X-Note", "2")
	assert.Equal(t, "1", reply.Header.Get("X-Note"))
}

func TestIsHTML(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, contentType, body string
		want                    bool
	}{
		{"a doctype", "", "\n <!DOCTYPE HTML PUBLIC>", true},
		{"a page", "text/xml", "<html lang=en>", true},
		{"a head", "", "<HEAD>", true},
		{"a body after a byte order mark", "", "\xef\xbb\xbf<body>", true},
		{"text that says it is a page", "Text/HTML; charset=x", "sorry", true},
		{"nothing that says it is a page", "text/html", "", true},
		{"XML that says it is a page", "text/html", "<?xml version='1.0'?><a/>", false},
		{"JSON that says it is a page", "text/html", `{"a":1}`, false},
		{"a JSON list that says it is a page", "text/html", `[1]`, false},
		{"XML", "text/xml", "<a/>", false},
		{"text", "text/plain", "html", false},
		{"nothing", "", "", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := &transport.Reply{StatusCode: 200, Header: http.Header{"Content-Type": {tt.contentType}}, Body: []byte(tt.body)}
			assert.Equal(t, tt.want, transport.IsHTML(r))
		})
	}
}

func TestUnexpectedNamesTypeAndStart(t *testing.T) {
	t.Parallel()
	body := "<html>\r\n\t<b>down \xff for maintenance</b>" + strings.Repeat(" x", 500)
	r := &transport.Reply{StatusCode: 503, Header: http.Header{"Content-Type": {"text/html"}}, Body: []byte(body)}

	f := transport.Unexpected(r, "no %s element", "Success")

	assert.Equal(t, []error{sellerwire.ErrUnexpectedContent, sellerwire.ErrUnavailable}, f.Kinds)
	assert.Equal(t, transport.RetryByStatus, f.Retry)
	assert.False(t, f.Lost)
	assert.ErrorContains(t, f.Err, `no Success element; content type "text/html", starts "<html> <b>down ? for maintenance</b> x x`)
	assert.Less(t, len(f.Err.Error()), 300)

	r.StatusCode = 200
	f = transport.Unexpected(r, "no reply")
	assert.Equal(t, []error{sellerwire.ErrUnexpectedContent}, f.Kinds)
	assert.True(t, f.Lost, "a 2xx that cannot be read may have been a yes")
	assert.Equal(t, transport.RetryNever, f.Retry)
}

// A reply full of personal data is shown nowhere, and still read.
func TestAPrivateReplyIsNotShown(t *testing.T) {
	t.Parallel()
	const body = "to Ana Ejemplo, Calle Mayor 1"
	for _, status := range []int{200, 400, 503} {
		for _, private := range []bool{true, false} {
			client, err := transport.New(transport.Service{
				Name: "shop", BaseURL: serve(t, answer(status, body)).URL, Private: private,
				Auth: transport.Bearer{Token: sellerwire.NewSecret(token)},
			}, []sellerwire.Option{quick})
			require.NoError(t, err)
			t.Cleanup(client.Close)
			req := read()
			req.Decode = func(r *transport.Reply) *transport.Failure { return transport.Unexpected(r, "no list") }
			reply, err := client.Do(t.Context(), req)
			e := failed(t, err, sellerwire.ErrUnexpectedContent)
			assert.Equal(t, body, string(reply.Body))
			assert.Equal(t, private, !strings.Contains(err.Error(), "Ana"), "%v", err)
			assert.Equal(t, private, len(e.Body) == 0)
			assert.ErrorContains(t, err, "no list")
		}
	}
}
