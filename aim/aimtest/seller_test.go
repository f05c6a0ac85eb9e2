package aimtest_test

import (
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sellerwire/sellerwire/aim/aimtest"
	"github.com/stretchr/testify/require"
)

// answer is a reply that has been read.
type answer struct {
	status int
	header http.Header
	body   string
}

// seller sends raw HTTP to an emulator without a network.
type seller struct {
	*aimtest.Emulator
	t *testing.T
}

func newSeller(t *testing.T, opts aimtest.Options) seller {
	t.Helper()
	return seller{aimtest.New(opts), t}
}

// instantly is an emulator without delays.
func instantly(t *testing.T) seller {
	t.Helper()
	return newSeller(t, aimtest.Options{ProcessingDelay: -1})
}

// request is a correct POST, for a test to change. Parameters alternate between
// names and values.
func (s seller) request(path, body string, params ...string) *http.Request {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost,
		"http://aim.test"+aimtest.BasePath+path, strings.NewReader(body))
	require.NoError(s.t, err)
	req.SetBasicAuth(s.Email(), s.Password())
	req.Header.Set("Content-Type", "text/xml")
	for i := 0; i < len(params); i += 2 {
		req.Header.Set(params[i], params[i+1])
	}
	return req
}

func (s seller) send(req *http.Request) answer {
	s.t.Helper()
	return roundTrip(s.t, s.RoundTripper(), req)
}

func (s seller) post(path, body string, params ...string) answer {
	s.t.Helper()
	return s.send(s.request(path, body, params...))
}

// call is a POST without a body that returns the reply's.
func (s seller) call(path string, params ...string) string {
	s.t.Helper()
	return s.post(path, "", params...).body
}

// upload sends an inventory file and returns its batch id.
func (s seller) upload(mode, body string, params ...string) string {
	s.t.Helper()
	got := s.post("catalog-upload/"+mode, body, append(params, "BatchID", "Y")...)
	id, ok := strings.CutPrefix(got.body, "<BatchID>")
	require.True(s.t, ok, "upload answered %q", got.body)
	return strings.TrimSuffix(id, "</BatchID>")
}

func roundTrip(t *testing.T, transport http.RoundTripper, req *http.Request) answer {
	t.Helper()
	resp, err := transport.RoundTrip(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return answer{resp.StatusCode, resp.Header, string(body)}
}

// rows joins the values of a tab file; spaces stand for tabs.
func rows(lines ...string) string {
	return strings.ReplaceAll(strings.Join(lines, "\r\n")+"\r\n", " ", "\t")
}

// clock is a time that a test sets.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock(text string) *clock {
	now, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return nil
	}
	return &clock{now: now}
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

const success = "<Success>SUCCESS</Success>"
