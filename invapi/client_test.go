package invapi_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/invapi"
)

func TestBaseURLs(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, url string
		reason    string // "": accepted
	}{
		{"https", "https://shop.example.com", ""},
		{"https with a slash", "https://shop.example.com/", ""},
		{"https with a port", "https://shop.example.com:8443", ""},
		{"https in capitals", "HTTPS://SHOP.EXAMPLE.COM", ""},
		{"https below a path", "https://example.com/shops/boston/", ""},
		{"http to localhost", "http://localhost:8080", ""},
		{"http to the loopback address", "http://127.0.0.1:8080", ""},
		{"http to the other loopback address", "http://[::1]:8080", ""},
		{"nothing", "", "missing"},
		{"a space", " ", "missing"},
		{"a space before it", " https://shop.example.com", "spaces"},
		{"a line end behind it", "https://shop.example.com\n", "line ends"},
		{"no scheme", "shop.example.com", "start with"},
		{"no scheme but a port", "shop.example.com:443", "start with"},
		{"http", "http://shop.example.com", "use https"},
		{"http to a name like localhost", "http://localhost.example.com", "use https"},
		{"http to a private address", "http://192.168.1.5", "use https"},
		{"http to every address", "http://0.0.0.0:80", "use https"},
		{"another scheme", "ftp://shop.example.com", "scheme"},
		{"no host", "https://", "no host"},
		{"a port alone", "https://:443", "no host"},
		{"a user", "https://user:hunter2@shop.example.com", "user information"},
		{"a query", "https://shop.example.com/?token=hunter2", "query"},
		{"an empty query", "https://shop.example.com/?", "query"},
		{"a fragment", "https://shop.example.com/#top", "fragment"},
		{"an empty fragment", "https://shop.example.com/#", "fragment"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			client, err := invapi.New(tt.url, token)
			if tt.reason == "" {
				require.NoError(t, err)
				client.Close()
				return
			}
			assert.Nil(t, client)
			e := asInvalid(t, err)
			require.Len(t, e.Fields, 1)
			assert.Equal(t, "base URL", e.Fields[0].Field)
			assert.Contains(t, e.Fields[0].Reason, tt.reason)
			assert.NotContains(t, err.Error(), "hunter2")
		})
	}
}

// Served below a prefix, a URL that is joined wrongly finds nothing.
func TestTheBaseURLMayHaveAPath(t *testing.T) {
	t.Parallel()
	e := shop()
	mux := http.NewServeMux()
	mux.Handle("/shops/boston/", http.StripPrefix("/shops/boston", e))
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	for _, base := range []string{srv.URL + "/shops/boston", srv.URL + "/shops/boston/"} {
		require.NoError(t, newClient(t, base).SetQuantity(t.Context(), suit(44)))
	}
	assert.Len(t, e.Updates(), 2)

	err := newClient(t, srv.URL).SetQuantity(t.Context(), suit(44))
	assert.ErrorContains(t, err, "404", "without the prefix there is nothing")
}

func TestWithBaseURLReplacesTheArgument(t *testing.T) {
	t.Parallel()
	url, requests := serveAll(t, answer(200, jsonType, `{}`))
	require.NoError(t, newClient(t, "https://shop.example.com", sellerwire.WithBaseURL(url)).SetQuantity(t.Context(), suit(1)))
	assert.Equal(t, int64(1), requests.Load())
}

func TestTokens(t *testing.T) {
	t.Parallel()
	const (
		bad     = "it has a space, a line end or another character that is not allowed in a token, at byte "
		around  = "it has spaces, line ends or a byte order mark around it"
		control = "it holds a control character"
	)
	tests := []struct{ name, token, reason string }{
		{"letters and digits", "abc123", ""},
		{"one character", "x", ""},
		{"punctuation", "a.b-c_d~e/f+g==", ""},
		{"quotes", `"abc"`, ""},
		{"nothing", "", "it is empty"},
		{"a space", " ", "it is empty"},
		{"a space before it", " hunter2", around},
		{"a space behind it", "hunter2 ", around},
		{"a space within", "hunt er2", bad + "4"},
		{"a line feed", "hunter2\n", around},
		{"a carriage return", "hunter2\r", around},
		{"a header", "hunter2\r\nX-Admin: 1", control},
		{"a tab", "hunter2\t", around},
		{"a zero byte", "hunter2\x00", control},
		{"a delete", "hunter2\x7f", control},
		{"an accent", "hüntér2", bad + "1"},
		{"a no-break space", "hunter2\u00a0", around},
		{"a zero-width space", "\u200bhunter2", bad + "0"},
		{"a byte order mark", "\ufeffhunter2", around},
		{"broken UTF-8", "hunter2\xff", bad + "7"},
		{"the header's value", "Bearer hunter2", bad + "6"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			client, err := invapi.New("https://shop.example.com", tt.token)
			if tt.reason == "" {
				require.NoError(t, err)
				client.Close()
				return
			}
			assert.Nil(t, client)
			e := asInvalid(t, err)
			assert.Equal(t, []sellerwire.FieldError{{Field: "token", Reason: tt.reason}}, e.Fields)
			assert.NotContains(t, err.Error(), "hunter2")
		})
	}
}

func TestTheTokenIsSentAsItIs(t *testing.T) {
	t.Parallel()
	for _, token := range []string{"x", `"a%20b"`, "a.b-c_d~e/f+g==", strings.Repeat("k", 4000)} {
		var sent atomic.Value
		url, _ := serveAll(t, func(w http.ResponseWriter, r *http.Request) {
			sent.Store(fmt.Sprint(r.Header["Authorization"], r.URL.RawQuery))
		})
		client, err := invapi.New(url, token)
		require.NoError(t, err)
		require.NoError(t, client.SetQuantity(t.Context(), suit(1)))
		assert.Equal(t, "[Bearer "+token+"]", sent.Load())
		client.Close()
	}
}

func TestNewListsEveryFault(t *testing.T) {
	t.Parallel()
	_, err := invapi.New("http://shop.example.com", "")
	assert.EqualError(t, err, "invapi: new: invalid, nothing sent: "+
		"base URL: http is for loopback addresses only; use https, or see WithPlainHTTP; token: it is empty")
	asInvalid(t, err)

	_, err = invapi.New("https://shop.example.com", "a b", sellerwire.WithAttemptTimeout(-1))
	assert.Len(t, asInvalid(t, err).Fields, 2)
}

func TestBadOptions(t *testing.T) {
	t.Parallel()
	for name, opt := range map[string]sellerwire.Option{
		"a nil option":       nil,
		"a negative timeout": sellerwire.WithAttemptTimeout(-time.Second),
		"negative attempts":  sellerwire.WithRetry(sellerwire.RetryPolicy{MaxAttempts: -1}),
		"a nil limiter":      sellerwire.WithLimiter(nil),
	} {
		_, err := invapi.New("https://shop.example.com", token, opt)
		assert.Equal(t, "invapi", asInvalid(t, err).Service, name)
	}
}

func TestBadCallOptionsSendNothing(t *testing.T) {
	t.Parallel()
	url, requests := serveAll(t, answer(200, jsonType, `{}`))
	client := newClient(t, url)
	for name, opt := range map[string]sellerwire.CallOption{
		"a nil option":      nil,
		"a bad request ID":  sellerwire.WithRequestID("a b"),
		"a nil info":        sellerwire.WithResponseInfo(nil),
		"negative attempts": sellerwire.WithCallRetry(sellerwire.RetryPolicy{MaxAttempts: -1}),
	} {
		err := client.SetQuantity(t.Context(), suit(1), opt)
		assert.Equal(t, "set quantity", asInvalid(t, err).Operation, name)
	}
	assert.Zero(t, requests.Load())
}

func TestRedirectsAreNeverFollowed(t *testing.T) {
	t.Parallel()
	for _, status := range []int{301, 302, 303, 307, 308} {
		for _, body := range []string{"", "<html>Moved</html>", `{"error":"moved"}`} {
			t.Run(fmt.Sprint(status, " ", body), func(t *testing.T) {
				t.Parallel()
				elsewhere, visits := serveAll(t, answer(200, jsonType, `{"success": true}`))
				url, requests := serveAll(t, func(w http.ResponseWriter, r *http.Request) {
					w.Header().Set("Location", elsewhere+"/login?back="+r.Header.Get("Authorization"))
					answer(status, htmlType, body)(w, r)
				})
				var info sellerwire.ResponseInfo
				err := newClient(t, url).SetQuantity(t.Context(), suit(1), sellerwire.WithResponseInfo(&info))
				e := asError(t, err)
				assert.Equal(t, kinds(lost, unexpected), e.Kinds)
				assert.Equal(t, status, e.StatusCode)
				assert.ErrorContains(t, err, "a redirect, which is never followed")
				assert.Equal(t, int64(1), requests.Load())
				assert.Zero(t, visits.Load(), "the token went elsewhere")
				assert.NotContains(t, fmt.Sprintf("%+v %#v", err, info), token)
			})
		}
	}
}

func TestOneClientServesManyGoroutines(t *testing.T) {
	t.Parallel()
	e := shop()
	client := inMemory(t, e)
	done := make(chan error)
	for i := range 20 {
		go func() { done <- client.SetQuantity(t.Context(), suit(i)) }()
	}
	for range 20 {
		require.NoError(t, <-done)
	}
	assert.Len(t, e.Updates(), 20)
}
