package twd_test

import (
	"context"
	"errors"
	"io"
	"iter"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/twd"
	"github.com/sellerwire/sellerwire/twd/twdtest"
)

// apiKey has characters that need escaping in a URL.
const apiKey = "k3y+4711/a&b=c"

// memoryURL is the address of an emulator that is reached without a network.
const memoryURL = "http://127.0.0.1/pathtoapi/api.pl"

// quick keeps retries from taking time.
var quick = sellerwire.WithRetry(sellerwire.RetryPolicy{MinBackoff: time.Millisecond, MaxBackoff: time.Millisecond})

// newClient makes a client that must be valid.
func newClient(t testing.TB, baseURL string, opts ...sellerwire.Option) *twd.Client {
	t.Helper()
	c, err := twd.New(baseURL, apiKey, opts...)
	require.NoError(t, err)
	t.Cleanup(c.Close)
	return c
}

// inMemory makes a client of an emulator that is reached without a network.
func inMemory(t testing.TB, e *twdtest.Emulator, opts ...sellerwire.Option) *twd.Client {
	t.Helper()
	return newClient(t, memoryURL, append([]sellerwire.Option{
		sellerwire.WithHTTPClient(&http.Client{Transport: e.RoundTripper()}), quick,
	}, opts...)...)
}

// newShop is an emulator that takes apiKey, empty.
func newShop(opts twdtest.Options) *twdtest.Emulator {
	opts.APIKey = apiKey
	return twdtest.New(opts)
}

// newServer is newShop on a loopback port.
func newServer(t testing.TB, opts twdtest.Options) *twdtest.Server {
	t.Helper()
	opts.APIKey = apiKey
	srv := twdtest.NewServer(opts)
	t.Cleanup(srv.Close)
	return srv
}

// answers is a round tripper that gives every request the same reply.
type answers struct {
	status      int // 0 means 200
	contentType string
	header      http.Header
	body        string
}

func (a answers) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Body != nil {
		_, _ = io.Copy(io.Discard, req.Body)
		_ = req.Body.Close()
	}
	header := http.Header{}
	if a.header != nil {
		header = a.header.Clone()
	}
	if a.contentType != "" {
		header.Set("Content-Type", a.contentType)
	}
	status := a.status
	if status == 0 {
		status = http.StatusOK
	}
	return &http.Response{
		StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: header, Body: io.NopCloser(strings.NewReader(a.body)), ContentLength: int64(len(a.body)), Request: req,
	}, nil
}

// answering makes a client whose every request has the reply a.
func answering(t testing.TB, a answers, opts ...sellerwire.Option) *twd.Client {
	t.Helper()
	return newClient(t, memoryURL, append([]sellerwire.Option{
		sellerwire.WithHTTPClient(&http.Client{Transport: a}), quick,
	}, opts...)...)
}

// reply reads a sample of the vendor's page.
func reply(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "replies", name+".xml"))
	require.NoError(t, err)
	return string(b)
}

// collect reads an iterator to its end or its error.
func collect(items iter.Seq2[twd.Item, error]) (numbers []string, err error) {
	for item, err := range items {
		if err != nil {
			return numbers, err
		}
		numbers = append(numbers, item.StockNo)
	}
	return numbers, nil
}

// stockNumbers are those of the emulator's items with a status.
func stockNumbers(e *twdtest.Emulator, status string) []string {
	var numbers []string
	for _, it := range e.Items() {
		if it.Status == status {
			numbers = append(numbers, it.StockNo)
		}
	}
	return numbers
}

// stock is an item of the emulator that must exist.
func stock(t testing.TB, e *twdtest.Emulator, stockNo string) twdtest.Item {
	t.Helper()
	it, found := e.Item(stockNo)
	require.True(t, found, "no item %s", stockNo)
	return it
}

// pause waits like a slow server: it ends when time has passed or the request
// is gone.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// asError is the error of a call that was made.
func asError(t testing.TB, err error) *sellerwire.Error {
	t.Helper()
	e, ok := errors.AsType[*sellerwire.Error](err)
	require.True(t, ok, "%T: %v", err, err)
	return e
}

// isKind is errors.Is, for tables.
func isKind(err, kind error) bool { return errors.Is(err, kind) }
