package transport_test

import (
	"errors"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/settings"
	"github.com/sellerwire/sellerwire/internal/transport"
)

func assertInvalid(t testing.TB, err error, says string) {
	t.Helper()
	invalid, ok := errors.AsType[*sellerwire.InvalidError](err)
	require.True(t, ok, "%T %v", err, err)
	assert.Equal(t, "shop", invalid.Service)
	assert.NotEmpty(t, invalid.Operation)
	assert.NotEmpty(t, invalid.Fields)
	assert.ErrorIs(t, err, sellerwire.ErrInvalidRequest)
	assert.ErrorIs(t, err, sellerwire.ErrNotSent)
	assert.ErrorContains(t, err, says)
}

func TestOptionsThatNewRefuses(t *testing.T) {
	t.Parallel()
	type ownConfig struct{}
	type otherConfig struct{}
	tests := []struct {
		name string
		opt  sellerwire.Option
		says string
	}{
		{"a nil option", nil, "nil option"},
		{"an option with a bad value", sellerwire.WithAttemptTimeout(-1), "WithAttemptTimeout: -1ns is not positive"},
		{"a middleware that returns nil",
			sellerwire.WithMiddleware(func(http.RoundTripper) http.RoundTripper { return nil }), "a middleware returned nil"},
		{"an option of another service", settings.ForClient("other.WithN", func(*otherConfig) error { return nil }),
			"other.WithN is an option of another service"},
		{"an option of its own that fails",
			settings.ForClient("shop.WithN", func(*ownConfig) error { return errors.New("n is odd") }), "n is odd"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := transport.New(transport.Service{
				Name: "shop", BaseURL: memoryURL, Auth: transport.InBody{}, Config: &ownConfig{},
			}, []sellerwire.Option{tt.opt})

			assertInvalid(t, err, tt.says)
		})
	}
}

func TestCallOptions(t *testing.T) {
	t.Parallel()
	type ownConfig struct{ n int }
	type otherConfig struct{}
	client := newClient(t, memoryURL)
	for name, opt := range map[string]sellerwire.CallOption{
		"a nil option":      nil,
		"a bad value":       sellerwire.WithRequestID(""),
		"another operation": settings.ForCall("other.WithN", func(*otherConfig) error { return nil }),
	} {
		_, err := client.Call("put book", &ownConfig{}, []sellerwire.CallOption{opt})
		assertInvalid(t, err, "put book")
		assert.Error(t, err, name)
	}

	own := &ownConfig{}
	call, err := client.Call("put book", own, []sellerwire.CallOption{
		sellerwire.WithRequestID("mine"), settings.ForCall("shop.WithN", func(c *ownConfig) error { c.n = 7; return nil }),
	})
	require.NoError(t, err)
	assert.Equal(t, "mine", call.RequestID)
	assert.Equal(t, 7, own.n)
}

// A caller may use one ResponseInfo again and again. A call that is refused
// before its first attempt must not leave that of the call before in it.
func TestResponseInfoOfARefusedCallIsEmpty(t *testing.T) {
	t.Parallel()
	client := newClient(t, memoryURL)
	for name, more := range map[string]sellerwire.CallOption{
		"the input is refused later": sellerwire.WithRequestID("order-1"),
		"an option is refused":       nil,
	} {
		info := sellerwire.ResponseInfo{StatusCode: 200, Attempts: 3, RequestID: "order-0", Body: []byte("old")}
		_, _ = client.Call("put book", nil, []sellerwire.CallOption{sellerwire.WithResponseInfo(&info), more})
		assert.NotEmpty(t, info.RequestID, name)
		assert.NotEqual(t, "order-0", info.RequestID, name)
		info.RequestID = ""
		assert.Zero(t, info, name)
	}
}

func TestRequestIDsAreMadeUpAndDiffer(t *testing.T) {
	t.Parallel()
	client := newClient(t, memoryURL)
	seen := map[string]bool{}
	for range 100 {
		call, err := client.Call("put book", nil, nil)
		require.NoError(t, err)
		assert.Regexp(t, `^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`, call.RequestID)
		seen[call.RequestID] = true
	}
	assert.Len(t, seen, 100)
}

func TestInvalidNamesServiceAndOperation(t *testing.T) {
	t.Parallel()
	err := newClient(t, memoryURL).Invalid("put book",
		sellerwire.FieldError{Item: `book 1 "SKU"`, Field: "price", Reason: "it is negative"})

	assertInvalid(t, err, `shop: put book: invalid, nothing sent: book 1 "SKU": price: it is negative`)
}

// The caller's http.Client is copied: neither does New or a call change it, nor
// does a later change of it reach the client.
func TestCallersHTTPClientIsCopied(t *testing.T) {
	t.Parallel()
	s := serve(t, answer(503, ""))
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	pool := &http.Transport{}
	own := &http.Client{Transport: pool, Jar: jar, Timeout: time.Hour}

	client := newClient(t, s.URL, quick, sellerwire.WithHTTPClient(own))
	_, err = client.Do(t.Context(), request(transport.Safe))

	failed(t, err, sellerwire.ErrUnavailable)
	assert.Same(t, pool, own.Transport)
	assert.Nil(t, own.CheckRedirect)
	assert.Equal(t, time.Hour, own.Timeout)
	assert.Nil(t, pool.DialContext)

	own.Timeout, own.Transport = time.Nanosecond, lost
	_, err = client.Do(t.Context(), request(transport.Safe))
	assert.Equal(t, 503, failed(t, err).StatusCode)
	assert.EqualValues(t, 1, s.connections.Load())
}

func TestHTTPClientWithoutATransportUsesTheDefaultOne(t *testing.T) {
	t.Parallel()
	s := serve(t, answer(200, "done"))
	client := newClient(t, s.URL, sellerwire.WithHTTPClient(&http.Client{}))

	reply, err := client.Do(t.Context(), read())

	require.NoError(t, err)
	assert.Equal(t, "done", string(reply.Body))
}

// Close gives back the connections of our own pool, and leaves the caller's
// alone.
func TestCloseReleasesOnlyItsOwnConnections(t *testing.T) {
	t.Parallel()
	for _, brought := range []bool{false, true} {
		s := serve(t, answer(200, ""))
		opts := []sellerwire.Option{}
		want := int32(2)
		if brought {
			opts = append(opts, sellerwire.WithHTTPClient(&http.Client{Transport: &http.Transport{}}))
			want = 1
		}
		client := newClient(t, s.URL, opts...)
		for range 2 {
			_, err := client.Do(t.Context(), read())
			require.NoError(t, err)
			client.Close()
		}
		assert.Equal(t, want, s.connections.Load())
	}
}

func TestHeadersThatEveryRequestHas(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		opts  []sellerwire.Option
		agent string
	}{
		{"by default", nil, "sellerwire/" + sellerwire.Version},
		{"by option", []sellerwire.Option{sellerwire.WithUserAgent("bookshop/2 (+https://shop.example)")},
			"bookshop/2 (+https://shop.example) sellerwire/" + sellerwire.Version},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got http.Header
			client := newClient(t, memoryURL, append(tt.opts, inMemory(func(req *http.Request) (*http.Response, error) {
				got = req.Header
				return reply(200, "")(req)
			}))...)
			req := read()
			req.Header = http.Header{"Accept": {"application/json"}, "User-Agent": {"overridden"}}

			_, err := client.Do(t.Context(), req)

			require.NoError(t, err)
			assert.Equal(t, tt.agent, got.Get("User-Agent"))
			assert.Equal(t, "request-2", got.Get("Shop-Request-Id"))
			assert.Equal(t, "application/json", got.Get("Accept"))
		})
	}
}

// A call's own policy replaces the client's, defaults included.
func TestRetryPolicyOfOneCall(t *testing.T) {
	t.Parallel()
	s, opt := play(lost)
	client := newClient(t, memoryURL, opt, sellerwire.WithRetry(sellerwire.RetryPolicy{MaxAttempts: 9}))
	req := request(transport.Safe)
	req.Call.Retry = &settings.RetryPolicy{MinBackoff: 1, MaxBackoff: 1}

	_, err := client.Do(t.Context(), req)

	failed(t, err)
	assert.Equal(t, transport.DefaultMaxAttempts, s.calls)
}

func TestPoliciesWithOneBoundOnly(t *testing.T) {
	t.Parallel()
	for _, policy := range []sellerwire.RetryPolicy{{MinBackoff: time.Hour}, {MaxBackoff: time.Nanosecond}, {}} {
		_, err := transport.New(transport.Service{Name: "shop", BaseURL: memoryURL, Auth: transport.InBody{}},
			[]sellerwire.Option{sellerwire.WithRetry(policy)})
		assert.NoError(t, err)
	}
}

func TestClientTellsItsHostAndItsTime(t *testing.T) {
	t.Parallel()
	client := newClient(t, "https://shop.example:8443/v1", sellerwire.WithClock(func() time.Time { return noon }),
		sellerwire.WithLogger(slog.New(slog.DiscardHandler)))

	assert.Equal(t, "shop.example:8443", client.Host())
	assert.Equal(t, "shop.example", newClient(t, "https://shop.example:/v1").Host(), "an empty port is not sent")
	assert.Equal(t, noon, client.Now())
}

// The zero value of every setting is the documented default.
func TestDocumentedDefaults(t *testing.T) {
	t.Parallel()
	assert.Equal(t, 4, transport.DefaultMaxAttempts)
	assert.Equal(t, 500*time.Millisecond, transport.DefaultMinBackoff)
	assert.Equal(t, 20*time.Second, transport.DefaultMaxBackoff)
	assert.Equal(t, time.Minute, transport.DefaultMaxRetryAfter)
	assert.Equal(t, time.Minute, transport.DefaultIdleTimeout)
	assert.EqualValues(t, 16<<20, transport.DefaultMaxResponseBytes)
	assert.EqualValues(t, 1<<20, transport.DefaultExpectContinue)

	body := make([]byte, transport.DefaultMaxResponseBytes+1)
	_, opt := play(reply(200, string(body)))
	_, err := newClient(t, memoryURL, opt).Do(t.Context(), read())
	failed(t, err, sellerwire.ErrResponseTooLarge)
	_, opt = play(reply(200, string(body[1:])))
	_, err = newClient(t, memoryURL, opt).Do(t.Context(), read())
	require.NoError(t, err)
}
