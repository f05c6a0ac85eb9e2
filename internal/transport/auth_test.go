package transport_test

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/abesign"
	"github.com/sellerwire/sellerwire/internal/transport"
)

var signature = transport.AbeSignature{
	AccessKey: sellerwire.NewSecret("ACCESS-KEY-EXAMPLE"),
	SecretKey: sellerwire.NewSecret("SECRET-KEY-EXAMPLE"),
}

// What each kind of credential puts on the wire.
func TestCredentialsOnTheWire(t *testing.T) {
	t.Parallel()
	signed := time.Date(2017, 6, 26, 19, 54, 58, 260e6, time.UTC)
	tests := []struct {
		name   string
		auth   transport.Authenticator
		body   string
		query  string
		header map[string]string
		uri    string
	}{
		{
			name: "basic", auth: transport.Basic{User: sellerwire.NewSecret("me@shop.example"), Password: sellerwire.NewSecret("p:w")},
			body: "x", header: map[string]string{"Authorization": "Basic bWVAc2hvcC5leGFtcGxlOnA6dw=="}, uri: "/v1/orders",
		},
		{
			name: "bearer", auth: transport.Bearer{Token: sellerwire.NewSecret("t.o-k_e~n+/=")},
			body: "x", header: map[string]string{"Authorization": "Bearer t.o-k_e~n+/="}, uri: "/v1/orders",
		},
		{
			name: "a key in the query", auth: transport.QueryKey{Name: "api key", Key: sellerwire.NewSecret("a&b=c d")},
			query: "q=1", uri: "/v1/orders?q=1&api+key=a%26b%3Dc+d",
		},
		{
			name: "a key as the only query", auth: transport.QueryKey{Name: "key", Key: sellerwire.NewSecret("k")},
			uri: "/v1/orders?key=k",
		},
		{
			name: "a key where the body has it", auth: transport.QueryKey{Name: "key", Key: sellerwire.NewSecret("k")},
			body: "key=k", uri: "/v1/orders",
		},
		{
			name: "in the body alone", auth: transport.InBody{}, body: "x", uri: "/v1/orders",
		},
		{
			name: "a signature", auth: signature, body: "sample payload", uri: "/v1/orders",
			header: map[string]string{
				"Abe-Access-Key": "ACCESS-KEY-EXAMPLE", "Abe-Date": "2017-06-26T19:54:58Z",
				"Abe-Signature": "642d23245f775547628413dc6e18330b79a21246902b09d7f1427599c8051096",
			},
		},
		{
			name: "a signature without a body", auth: signature,
			query: "orderId=1234&orderId=5678", uri: "/v1/orders?orderId=1234&orderId=5678",
			header: map[string]string{"Abe-Signature": "cb7fc3929a14d8a84c1808cc113155ad0bba8274b3968b007880c21034029889"},
		},
		{
			name:  "a signature over another reading of the URI",
			query: "orderId=1234&orderId=5678", uri: "/v1/orders?orderId=1234&orderId=5678",
			auth: transport.AbeSignature{
				AccessKey: signature.AccessKey, SecretKey: signature.SecretKey, CanonicalURI: abesign.LowerCaseURI,
			},
			header: map[string]string{"Abe-Signature": "78447f20009b2da16c15cc0be168f50802e48fc6b2b27bcfce669efeecc46ec1"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			client := newClientAs(t, tt.auth, "https://purchase.api.abebooks.com/v1",
				sellerwire.WithClock(func() time.Time { return signed }),
				inMemory(func(req *http.Request) (*http.Response, error) {
					for _, name := range []string{"Authorization", "Abe-Access-Key", "Abe-Date", "Abe-Signature"} {
						if want, listed := tt.header[name]; listed || tt.header == nil {
							assert.Equal(t, want, req.Header.Get(name), name)
						}
					}
					assert.Equal(t, tt.uri, req.URL.RequestURI())
					if req.Body != nil {
						text, err := io.ReadAll(req.Body)
						assert.NoError(t, err)
						assert.Equal(t, tt.body, string(text))
					}
					return reply(200, "")(req)
				}))
			req := read()
			req.Path, req.RawQuery = "orders", tt.query
			if tt.body != "" {
				req.Method, req.Body = http.MethodPost, transport.Bytes([]byte(tt.body))
			}

			_, err := client.Do(t.Context(), req)

			require.NoError(t, err)
		})
	}
}

// Every attempt is signed at the time it is sent, under the one ID of the
// call, and all of them go over one connection.
func TestEveryAttemptIsSignedAnewOverOneConnection(t *testing.T) {
	t.Parallel()
	const attempts = 12
	var dates, ids, bodies []string
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		dates = append(dates, r.Header.Get("Abe-Date"))
		ids = append(ids, r.Header.Get("Shop-Request-Id"))
		bodies = append(bodies, string(body))
		u := &url.URL{Scheme: "http", Host: r.Host, Path: r.URL.Path}
		text := abesign.StringToSign(r.Method, abesign.CanonicalURI(u), r.Header.Get("Abe-Date"), abesign.Checksum(body))
		assert.Equal(t, abesign.Sign("SECRET-KEY-EXAMPLE", text), r.Header.Get("Abe-Signature"))
		assert.Len(t, r.Header.Values("Abe-Signature"), 1)
		w.WriteHeader(http.StatusServiceUnavailable)
	})
	ticks := 0
	clock := func() time.Time {
		ticks++
		return noon.Add(time.Duration(ticks) * time.Second)
	}
	client := newClientAs(t, signature, s.URL, sellerwire.WithClock(clock),
		sellerwire.WithRetry(sellerwire.RetryPolicy{MaxAttempts: attempts, MinBackoff: 1, MaxBackoff: 1}))

	_, err := client.Do(t.Context(), request(transport.Safe))

	e := failed(t, err, sellerwire.ErrUnavailable)
	assert.Equal(t, attempts, e.Attempts)
	assert.EqualValues(t, 1, s.connections.Load())
	distinct := map[string]bool{}
	for i := range attempts {
		distinct[dates[i]] = true
		assert.Equal(t, "request-1", ids[i])
		assert.Equal(t, "a book", bodies[i])
	}
	assert.Len(t, distinct, attempts)
}

// credentialTrace is everything that could give a credential away.
func credentialTrace(req *http.Request, resp *http.Response) string {
	text := fmt.Sprintf("%s %v", req.URL, req.Header)
	if req.GetBody != nil {
		body, _ := req.GetBody()
		content, _ := io.ReadAll(body)
		text += string(content)
	}
	if resp != nil && resp.Request != nil {
		text += fmt.Sprintf("%s %v", resp.Request.URL, resp.Request.Header)
		if resp.Request.GetBody != nil {
			body, _ := resp.Request.GetBody()
			content, _ := io.ReadAll(body)
			text += string(content)
		}
	}
	return text
}

// A middleware sees no credential, neither on the way out nor through the
// request that net/http hangs on the reply, in no attempt.
func TestMiddlewareSeesNoCredentials(t *testing.T) {
	t.Parallel()
	const key = "k3y-of-the-shop"
	secret := sellerwire.NewSecret(key)
	auths := map[string]transport.Authenticator{
		"basic":     transport.Basic{User: sellerwire.NewSecret("me@shop.example"), Password: secret},
		"bearer":    transport.Bearer{Token: secret},
		"query key": transport.QueryKey{Name: "key", Key: secret},
		"signature": transport.AbeSignature{AccessKey: secret, SecretKey: sellerwire.NewSecret("s3cret")},
		"in body":   transport.InBody{Secrets: []sellerwire.Secret{secret}},
	}
	for name, auth := range auths {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			arrived := 0
			s := serve(t, func(w http.ResponseWriter, r *http.Request) {
				body, _ := io.ReadAll(r.Body)
				_, password, _ := r.BasicAuth()
				if strings.Contains(fmt.Sprint(r.URL, r.Header, string(body), password), key) {
					arrived++
				}
				w.WriteHeader(http.StatusServiceUnavailable)
			})
			var seen strings.Builder
			spy := func(next http.RoundTripper) http.RoundTripper {
				return roundTripper(func(req *http.Request) (*http.Response, error) {
					seen.WriteString(credentialTrace(req, nil))
					resp, err := next.RoundTrip(req)
					seen.WriteString(credentialTrace(req, resp))
					return resp, err
				})
			}
			client := newClientAs(t, auth, s.URL, quick, sellerwire.WithMiddleware(spy))
			req := request(transport.Safe)
			switch auth.(type) {
			case transport.InBody:
				req.Body = transport.Bytes([]byte("<key></key>")).Insert(5, []byte(key))
			case transport.QueryKey:
				req.Method, req.Body = http.MethodGet, transport.Body{}
			}

			_, err := client.Do(t.Context(), req)

			failed(t, err, sellerwire.ErrUnavailable)
			assert.Equal(t, 3, arrived, "the service got it every time")
			for _, name := range []string{key, "Authorization", "Abe-", "bWVAc2hvcC5leGFtcGxl"} {
				assert.NotContains(t, seen.String(), name)
			}
		})
	}
}
