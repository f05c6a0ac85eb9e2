package abesign_test

import (
	"bufio"
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/internal/abesign"
)

// What is signed is what the service sees: the URI is put together again from
// the request as it goes over the wire.
func FuzzCanonicalURI(f *testing.F) {
	for _, seed := range []string{
		"https://purchase.api.abebooks.com/v1/orders", "HTTPS://Purchase.API.example:443/V1/Orders?orderId=1234&orderId=5678",
		"https://h.example", "https://h.example?a=B", "https://h.example/a%2Fb%c3%A9?b=%C3%a9+c",
		"https://h.example/a b?c d", "http://[::1]:80/É?É#x",
		"https://h.example/?", "https://h.example//a/../b;c?d=?&e=/",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		u, err := url.Parse(raw)
		if err != nil || u.Host == "" || u.Opaque != "" || u.Scheme != "http" && u.Scheme != "https" {
			return
		}
		req, err := http.NewRequest(http.MethodGet, raw, nil)
		require.NoError(t, err)
		var wire bytes.Buffer
		if req.Write(&wire) != nil {
			return // net/http refuses it, and so it is not signed either
		}
		seen, err := http.ReadRequest(bufio.NewReader(&wire))
		if err != nil || seen.Host != u.Host {
			return // no host name that could be sent as it stands
		}
		target, query, asked := strings.Cut(seen.RequestURI, "?")
		want := strings.ToLower(u.Scheme + "://" + seen.Host + target)
		if asked && query != "" {
			want += "?" + query
		}
		got := abesign.CanonicalURI(u)
		assert.Equal(t, want, got)
		assert.Equal(t, strings.ToLower(want), abesign.LowerCaseURI(u))
		assert.NotContains(t, got, "\n", "it is one line of four")
	})
}
