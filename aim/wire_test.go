package aim_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim"
	"github.com/sellerwire/sellerwire/aim/aimtest"
	"github.com/sellerwire/sellerwire/aim/flatfile"
	"github.com/stretchr/testify/require"
)

const (
	loopback     = "http://127.0.0.1/exec/panama/seller-admin/"
	testEmail    = aimtest.DefaultEmail
	testPassword = aimtest.DefaultPassword
)

// roundTrip is a transport made of a function.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Body != nil {
		if _, err := io.Copy(io.Discard, req.Body); err != nil {
			return nil, err
		}
		_ = req.Body.Close()
	}
	return f(req)
}

// clientOver is a client that sends through a transport and does not wait long
// between attempts.
func clientOver(t *testing.T, transport http.RoundTripper, opts ...sellerwire.Option) *aim.Client {
	t.Helper()
	opts = append([]sellerwire.Option{
		sellerwire.WithBaseURL(loopback),
		sellerwire.WithHTTPClient(&http.Client{Transport: transport}),
		sellerwire.WithRetry(sellerwire.RetryPolicy{MinBackoff: 1, MaxBackoff: 2}),
	}, opts...)
	client, err := aim.New(testEmail, testPassword, opts...)
	require.NoError(t, err)
	t.Cleanup(client.Close)
	return client
}

// answering is a transport that gives one answer to everything.
func answering(status int, contentType, body string) http.RoundTripper {
	return roundTrip(func(req *http.Request) (*http.Response, error) {
		return reply(req, status, contentType, body), nil
	})
}

func reply(req *http.Request, status int, contentType, body string) *http.Response {
	header := http.Header{}
	if contentType != "" {
		header.Set("Content-Type", contentType)
	}
	return &http.Response{
		StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: header,
		Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)), Request: req,
	}
}

// wiretap answers every request that reaches it over a pipe, and keeps the last
// one as it came, byte for byte.
type wiretap struct {
	answer string // a whole HTTP response
	sent   chan []byte
}

func newWiretap(answer string) *wiretap { return &wiretap{answer: answer, sent: make(chan []byte, 8)} }

func (w *wiretap) transport() http.RoundTripper {
	return &http.Transport{
		DisableKeepAlives: false,
		DialContext: func(context.Context, string, string) (net.Conn, error) {
			ours, theirs := net.Pipe()
			go w.serve(theirs)
			return ours, nil
		},
	}
}

func (w *wiretap) serve(conn net.Conn) {
	defer conn.Close()
	var raw bytes.Buffer
	in := bufio.NewReader(io.TeeReader(conn, &raw))
	req, err := http.ReadRequest(in)
	if err != nil {
		return
	}
	if _, err := io.Copy(io.Discard, req.Body); err != nil {
		return
	}
	w.sent <- bytes.Clone(raw.Bytes())
	_, _ = io.WriteString(conn, w.answer)
}

func asError(t *testing.T, err error) *sellerwire.Error {
	t.Helper()
	e, ok := errors.AsType[*sellerwire.Error](err)
	require.True(t, ok, "%T %v", err, err)
	return e
}

func asInvalid(t *testing.T, err error) *sellerwire.InvalidError {
	t.Helper()
	e, ok := errors.AsType[*sellerwire.InvalidError](err)
	require.True(t, ok, "%T %v", err, err)
	return e
}

// sheet is a tab file: spaces stand for tabs.
func sheet(lines ...string) string {
	return strings.ReplaceAll(strings.Join(lines, "\r\n")+"\r\n", " ", "\t")
}

func feedOf(text string) flatfile.Feed { return flatfile.FeedBytes([]byte(text)) }

var (
	inventorySheet = sheet("sku price quantity", "SKU-1 12.50 1")
	refundSheet    = sheet("order-id payments-transaction-id refund-amount reason message",
		"123-1234567-1234567 12341234567890 10.00 CouldNotShip Sorry")
)

// tap is a transport that gives one answer to everything and keeps the requests.
type tap struct {
	answer http.RoundTripper
	mu     sync.Mutex
	seen   []*http.Request
}

func newTap(t *testing.T, status int, contentType, body string) *tap {
	t.Helper()
	return &tap{answer: answering(status, contentType, body)}
}

func (p *tap) RoundTrip(req *http.Request) (*http.Response, error) {
	p.mu.Lock()
	p.seen = append(p.seen, req)
	p.mu.Unlock()
	return p.answer.RoundTrip(req)
}

func (p *tap) last() *http.Request {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.seen) == 0 {
		return nil
	}
	return p.seen[len(p.seen)-1]
}

func (p *tap) count() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.seen)
}

// slowReader is a server that lets something happen while it reads a body.
type slowReader struct {
	meanwhile          func()
	requests, received int
}

func newSlowReader(meanwhile func()) *slowReader { return &slowReader{meanwhile: meanwhile} }

func (s *slowReader) RoundTrip(req *http.Request) (*http.Response, error) {
	defer req.Body.Close()
	s.requests++
	n, err := io.CopyN(io.Discard, req.Body, req.ContentLength/4)
	if err == nil {
		s.meanwhile()
		var rest int64
		rest, err = io.Copy(io.Discard, req.Body)
		n += rest
	}
	s.received += int(n)
	if err != nil {
		return nil, err
	}
	return reply(req, 200, "text/xml", "<Success>SUCCESS</Success>"), nil
}
