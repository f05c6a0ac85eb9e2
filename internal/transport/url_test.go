package transport_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/transport"
)

func TestBaseURL(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, url string
		reason    string // empty if it is accepted
	}{
		{"https", "https://shop.example/v1", ""},
		{"a scheme in capitals", "HTTPS://shop.example", ""},
		{"a port", "https://shop.example:8443/", ""},
		{"an empty port", "https://shop.example:", ""},
		{"localhost", "http://localhost:8080", ""},
		{"localhost in capitals", "http://LOCALHOST", ""},
		{"IPv4 loopback", "http://127.0.0.1:8080", ""},
		{"another IPv4 loopback", "http://127.9.9.9", ""},
		{"IPv6 loopback", "http://[::1]:8080/x", ""},
		{"http elsewhere", "http://shop.example", "http is for loopback"},
		{"a name that only begins like loopback", "http://127.0.0.1.shop.example", "http is for loopback"},
		{"a name that only ends like localhost", "http://shop.localhost.example", "http is for loopback"},
		{"all interfaces", "http://0.0.0.0:8080", "http is for loopback"},
		{"a private network", "http://192.168.1.1", "http is for loopback"},
		{"another scheme", "ftp://shop.example", "scheme"},
		{"no scheme", "shop.example/v1", "start with"},
		{"no scheme but slashes", "//shop.example", "start with"},
		{"no host", "https:///v1", "no host"},
		{"a port only", "https://:443", "no host"},
		{"opaque", "https:shop.example", "start with"},
		{"a control character", "https://shop.example/\n", "line ends"},
		{"a control character inside", "https://shop\x01.example/", "not a URL"},
		{"a port that is none", "https://shop.example:99999", "port"},
		{"a bad escape", "https://shop.example/%zz", "not a URL"},
		{"a user", "https://jane@shop.example", "user information"},
		{"a password", "https://jane:hunter22@shop.example", "user information"},
		{"a query", "https://shop.example/?key=hunter22", "query"},
		{"an empty query", "https://shop.example/?", "query"},
		{"a fragment", "https://shop.example/#hunter22", "fragment"},
		{"an empty fragment", "https://shop.example/#", "fragment"},
		{"blank", "  ", "empty"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := transport.New(transport.Service{Name: "shop", Auth: transport.InBody{}},
				[]sellerwire.Option{sellerwire.WithBaseURL(tt.url)})

			if tt.reason == "" {
				require.NoError(t, err)
				return
			}
			assertInvalid(t, err, tt.reason)
			assert.NotContains(t, err.Error(), "jane", "the text may hold a password")
			assert.NotContains(t, err.Error(), "hunter22")
		})
	}
}

func TestServiceWithoutAnAddressNeedsOne(t *testing.T) {
	t.Parallel()
	_, err := transport.New(transport.Service{Name: "shop", Auth: transport.InBody{}}, nil)

	assertInvalid(t, err, "WithBaseURL")
}

func TestPathsAreJoinedToTheBaseURL(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, base, path, query, want string }{
		{"one slash between", "https://h.example/v1", "orders", "", "/v1/orders"},
		{"not two", "https://h.example/v1/", "/orders", "", "/v1/orders"},
		{"a root", "https://h.example", "orders", "", "/orders"},
		{"a root with a slash", "https://h.example/", "orders", "", "/orders"},
		{"no path leaves the base as it is", "https://h.example/cgi/api.pl", "", "a=1", "/cgi/api.pl?a=1"},
		{"no path keeps a final slash", "https://h.example/v1/", "", "", "/v1/"},
		{"neither", "https://h.example", "", "", "/"},
		{"escapes stay as they are", "https://h.example/a%2Fb", "c%2Fd%20e", "", "/a%2Fb/c%2Fd%20e"},
		{"a literal colon stays", "https://h.example", "o:1", "t=12:00", "/o:1?t=12:00"},
		{"what is no escape after all is escaped, not dropped", "https://h.example/v1", "100%", "", "/v1/100%25"},
		{"a final slash stays", "https://h.example/v1", "orders/", "", "/v1/orders/"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got string
			client := newClient(t, tt.base, inMemory(func(req *http.Request) (*http.Response, error) {
				got = req.URL.RequestURI()
				return reply(200, "")(req)
			}))
			req := read()
			req.Path, req.RawQuery = tt.path, tt.query

			_, err := client.Do(t.Context(), req)

			require.NoError(t, err)
			assert.Equal(t, tt.want, got)
		})
	}
}

func TestAnEmptyBaseURLIsOneFault(t *testing.T) {
	t.Parallel()
	_, err := transport.New(transport.Service{Name: "shop", Auth: transport.InBody{}}, []sellerwire.Option{sellerwire.WithBaseURL("")})
	e, ok := errors.AsType[*sellerwire.InvalidError](err)
	require.True(t, ok)
	require.Len(t, e.Fields, 1)
	assert.Equal(t, "WithBaseURL", e.Fields[0].Field)
}
