package transport_test

import (
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptrace"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// editing is a middleware that changes a clone of the request.
func editing(edit func(*http.Request)) sellerwire.Middleware {
	return func(next http.RoundTripper) http.RoundTripper {
		return roundTripper(func(req *http.Request) (*http.Response, error) {
			out := req.Clone(req.Context())
			edit(out)
			return next.RoundTrip(out)
		})
	}
}

// Credentials go to the base URL's host, whatever a middleware says.
func TestCredentialsGoNowhereElse(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		edit func(*http.Request)
		says string
	}{
		{"another host", func(r *http.Request) { r.URL.Host = "evil.example" }, "changed the host"},
		{"another port", func(r *http.Request) { r.URL.Host += ":8443" }, "changed the host"},
		{"without TLS", func(r *http.Request) { r.URL.Scheme = "http" }, "changed the host"},
		{"another virtual host", func(r *http.Request) { r.Host = "evil.example" }, "changed the host"},
		{"an opaque URL", func(r *http.Request) { r.URL.Opaque = "//evil.example/api/books" }, "changed the host"},
		{"another method, which net/http may replay", func(r *http.Request) { r.Method = http.MethodGet }, "changed the method"},
		{"another context, which no timeout ends",
			func(r *http.Request) { *r = *r.WithContext(context.Background()) }, "replaced the request's context"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s, opt := play(reply(200, ""))
			client := newClient(t, memoryURL, opt, quick, sellerwire.WithMiddleware(editing(tt.edit)))

			_, err := client.Do(t.Context(), request(transport.Safe))

			e := failed(t, err, sellerwire.ErrNotSent)
			assert.ErrorContains(t, err, tt.says)
			assert.Equal(t, 1, e.Attempts)
			assert.NotErrorIs(t, err, sellerwire.ErrUnavailable)
			require.Zero(t, s.calls)
		})
	}
}

func TestMiddlewareMayChangePathAndHeaders(t *testing.T) {
	t.Parallel()
	var got *http.Request
	client := newClient(t, memoryURL, inMemory(func(req *http.Request) (*http.Response, error) {
		got = req
		return reply(200, "")(req)
	}), sellerwire.WithMiddleware(editing(func(r *http.Request) {
		r.URL.Path = "/gateway" + r.URL.Path
		r.Host = r.URL.Host
		r.Header.Set("X-Gateway", "1")
	})))

	_, err := client.Do(t.Context(), request(transport.Safe))

	require.NoError(t, err)
	assert.Equal(t, "/gateway/api/books", got.URL.Path)
	assert.Equal(t, "1", got.Header.Get("X-Gateway"))
	assert.Equal(t, "Bearer "+token, got.Header.Get("Authorization"))
}

// A middleware that loses the header map altogether does not stop the
// credentials.
func TestMiddlewareWithoutAHeader(t *testing.T) {
	t.Parallel()
	var got http.Header
	client := newClient(t, memoryURL, inMemory(func(req *http.Request) (*http.Response, error) {
		got = req.Header
		return reply(200, "")(req)
	}), sellerwire.WithMiddleware(editing(func(r *http.Request) { r.Header = nil })))

	_, err := client.Do(t.Context(), request(transport.Safe))

	require.NoError(t, err)
	assert.Equal(t, "Bearer "+token, got.Get("Authorization"))
}

func TestFirstMiddlewareIsTheOutermostAndAllRunOncePerAttempt(t *testing.T) {
	t.Parallel()
	var order []string
	named := func(name string) sellerwire.Middleware {
		return func(next http.RoundTripper) http.RoundTripper {
			return roundTripper(func(req *http.Request) (*http.Response, error) {
				order = append(order, name)
				return next.RoundTrip(req)
			})
		}
	}
	_, opt := play(reply(503, ""), reply(200, ""))
	client := newClient(t, memoryURL, opt, quick, sellerwire.WithMiddleware(named("a"), named("b")), sellerwire.WithMiddleware(named("c")))

	_, err := client.Do(t.Context(), request(transport.Safe))

	require.NoError(t, err)
	assert.Equal(t, "a b c a b c", strings.Join(order, " "))
}

// The engine hands one header map on from attempt to attempt. A cookie jar,
// and middleware that forgets to clone, would add to it every time.
func TestHeadersDoNotPileUpOverAttempts(t *testing.T) {
	t.Parallel()
	var cookies, notes [][]string
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		cookies = append(cookies, r.Header.Values("Cookie"))
		notes = append(notes, r.Header.Values("X-Note"))
		http.SetCookie(w, &http.Cookie{Name: "session", Value: string(rune('a' + len(cookies)))})
		w.WriteHeader(http.StatusServiceUnavailable)
	})
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	careless := func(next http.RoundTripper) http.RoundTripper {
		return roundTripper(func(req *http.Request) (*http.Response, error) {
			req.Header.Add("X-Note", "one")
			return next.RoundTrip(req)
		})
	}
	client := newClient(t, s.URL, quick, sellerwire.WithHTTPClient(&http.Client{Jar: jar}), sellerwire.WithMiddleware(careless))
	req := request(transport.Safe)
	req.Header = http.Header{"X-Kept": {"1"}}

	_, err = client.Do(t.Context(), req)

	failed(t, err, sellerwire.ErrUnavailable)
	assert.Equal(t, [][]string{nil, {"session=b"}, {"session=c"}}, cookies)
	assert.Equal(t, [][]string{{"one"}, {"one"}, {"one"}}, notes)
	assert.Equal(t, http.Header{"X-Kept": {"1"}}, req.Header, "the caller's own map is left alone")
}

// A trace of the caller's or of a middleware works, but for the one hook that
// would be shown the credentials as they are written.
func TestTracesAreNotShownCredentials(t *testing.T) {
	t.Parallel()
	s := serve(t, answer(200, ""))
	var mu sync.Mutex
	var shown strings.Builder
	answered, connected := 0, 0
	ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{
		WroteHeaderField: func(name string, values []string) {
			mu.Lock()
			defer mu.Unlock()
			shown.WriteString(name + strings.Join(values, ""))
		},
		GotFirstResponseByte: func() { answered++ },
		GotConn:              func(httptrace.GotConnInfo) { connected++ },
	})
	type key struct{}
	ctx = context.WithValue(ctx, key{}, "kept")
	var value any
	client := newClient(t, s.URL,
		sellerwire.WithHTTPClient(&http.Client{Transport: roundTripper(func(req *http.Request) (*http.Response, error) {
			value = req.Context().Value(key{})
			return http.DefaultTransport.RoundTrip(req)
		})}))

	_, err := client.Do(ctx, read())

	require.NoError(t, err)
	assert.Empty(t, shown.String())
	assert.Equal(t, 1, answered)
	assert.Equal(t, 1, connected)
	assert.Equal(t, "kept", value)
}

// A middleware should not change the request that it is given, but one that does
// must not find its changes in the next attempt.
func TestAMiddlewareThatEditsInPlaceStartsAnew(t *testing.T) {
	t.Parallel()
	var seen []string
	client := newClient(t, memoryURL, inMemory(func(req *http.Request) (*http.Response, error) {
		seen = append(seen, req.Header.Get("Accept"))
		return reply(503, "")(req)
	}), quick, sellerwire.WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
		return roundTripper(func(req *http.Request) (*http.Response, error) {
			req.Header["Accept"][0] += ";v=1"
			return next.RoundTrip(req)
		})
	}))
	req := request(transport.Safe)
	req.Header = http.Header{"Accept": {"text/plain"}}

	_, err := client.Do(t.Context(), req)

	failed(t, err)
	assert.Greater(t, len(seen), 2)
	for _, accept := range seen {
		assert.Equal(t, "text/plain;v=1", accept)
	}
	assert.Equal(t, http.Header{"Accept": {"text/plain"}}, req.Header)
}
