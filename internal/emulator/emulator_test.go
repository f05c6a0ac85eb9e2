package emulator_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/internal/emulator"
)

// echo answers with what it saw of the request.
func echo(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	_, _ = io.WriteString(w, strings.Join([]string{r.Method, r.Host, r.RequestURI, r.Header.Get("X-Test"), string(body)}, " "))
}

func newShell(handler http.HandlerFunc) *emulator.Shell {
	s := &emulator.Shell{}
	s.Init(handler)
	return s
}

func post(t *testing.T, ctx context.Context, via http.RoundTripper, url string) (string, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader("body"))
	require.NoError(t, err)
	req.Header["x-test"] = []string{"value"} // not canonical, as a careless client would write it
	resp, err := via.RoundTrip(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	reply, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return string(reply), nil
}

func TestBothWaysShowTheSameRequest(t *testing.T) {
	t.Parallel()
	shell := newShell(echo)
	server := emulator.Serve(shell)
	defer server.Close()
	host := strings.TrimPrefix(server.URL, "http://")

	for name, via := range map[string]http.RoundTripper{"network": http.DefaultTransport, "memory": shell.RoundTripper()} {
		reply, err := post(t, t.Context(), via, server.URL+"/a%20b?q=1")
		require.NoError(t, err, name)
		assert.Equal(t, "POST "+host+" /a%20b?q=1 value body", reply, name)
	}
	assert.EqualValues(t, 2, shell.Requests())
}

func TestInterceptorsAreAroundTheServiceTheLastOutermost(t *testing.T) {
	t.Parallel()
	shell := newShell(echo)
	var order []string
	for _, name := range []string{"first", "second"} {
		shell.Intercept(func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				order = append(order, name)
				next.ServeHTTP(w, r)
			})
		})
	}
	_, err := post(t, t.Context(), shell.RoundTripper(), "http://127.0.0.1/")
	require.NoError(t, err)
	assert.Equal(t, []string{"second", "first"}, order)

	shell.ClearIntercepts()
	_, err = post(t, t.Context(), shell.RoundTripper(), "http://127.0.0.1/")
	require.NoError(t, err)
	assert.Len(t, order, 2)
}

func TestAnAbortedHandlerIsACutConnection(t *testing.T) {
	t.Parallel()
	shell := newShell(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	_, err := post(t, t.Context(), shell.RoundTripper(), "http://127.0.0.1/")
	require.ErrorContains(t, err, "cut")

	broken := newShell(func(http.ResponseWriter, *http.Request) { panic("a mistake") })
	_, err = post(t, t.Context(), broken.RoundTripper(), "http://127.0.0.1/")
	require.ErrorContains(t, err, "a mistake")
}

func TestACancelledContextEndsTheWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		shell := newShell(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		start := time.Now()
		_, err := post(t, ctx, shell.RoundTripper(), "http://127.0.0.1/")
		require.ErrorIs(t, err, context.DeadlineExceeded)
		assert.Equal(t, time.Minute, time.Since(start))
		_, err = post(t, ctx, shell.RoundTripper(), "http://127.0.0.1/")
		require.ErrorIs(t, err, context.DeadlineExceeded, "before it is sent")
	})
}

// The vectors were computed with other tools; none is the vendor's.
func TestSignatures(t *testing.T) {
	t.Parallel()
	const secret, date = "SECRET-KEY-EXAMPLE", "2017-06-26T19:54:58Z"
	for _, c := range []struct{ method, target, body, signature string }{
		{"POST", "/v1/orders", "sample payload", "642d23245f775547628413dc6e18330b79a21246902b09d7f1427599c8051096"},
		{"GET", "/v1/orders?orderId=1234&orderId=5678", "", "cb7fc3929a14d8a84c1808cc113155ad0bba8274b3968b007880c21034029889"},
		{"GET", "/v1/orders?orderId=1234&orderId=5678", "", "78447f20009b2da16c15cc0be168f50802e48fc6b2b27bcfce669efeecc46ec1"},
	} {
		r := httptest.NewRequest(c.method, "https://purchase.api.abebooks.com"+c.target, nil)
		r.RequestURI = c.target
		r.Header.Set("Abe-Date", date)
		r.Header.Set("Abe-Signature", c.signature)
		assert.True(t, emulator.ValidAbeSignature(r, []byte(c.body), secret), c.signature)
		assert.False(t, emulator.ValidAbeSignature(r, []byte(c.body+"x"), secret), "another body")
		assert.False(t, emulator.ValidAbeSignature(r, []byte(c.body), secret+"x"), "another key")
		r.Header.Set("Abe-Signature", strings.ToUpper(c.signature))
		assert.False(t, emulator.ValidAbeSignature(r, []byte(c.body), secret), "upper case")
		r.Header.Set("Abe-Signature", "no hex")
		assert.False(t, emulator.ValidAbeSignature(r, []byte(c.body), secret))
	}
}

func TestDatesAreValidForFiveMinutes(t *testing.T) {
	t.Parallel()
	now, ok := emulator.ParseAbeDate("2017-06-26T19:54:58.260Z")
	require.True(t, ok)
	_, ok = emulator.ParseAbeDate("26 June 2017")
	require.False(t, ok)
	assert.True(t, emulator.FreshAbeDate(now.Add(-5*time.Minute), now))
	assert.True(t, emulator.FreshAbeDate(now.Add(5*time.Minute), now))
	assert.False(t, emulator.FreshAbeDate(now.Add(-5*time.Minute-time.Second), now))
}
