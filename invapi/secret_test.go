package invapi_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/invapi"
)

// disguises are the forms in which the token must not be seen.
func disguises() []string {
	return []string{
		token, url.QueryEscape(token), url.PathEscape(token), strings.ReplaceAll(token, "/", `\/`),
		base64.StdEncoding.EncodeToString([]byte(token)), base64.RawURLEncoding.EncodeToString([]byte(token)),
	}
}

func assertNoToken(t *testing.T, text string) {
	t.Helper()
	for _, form := range disguises() {
		assert.NotContains(t, text, form)
	}
}

// texts prints a value in every way that a log might.
func texts(t *testing.T, v any) string {
	t.Helper()
	var b bytes.Buffer
	fmt.Fprintf(&b, "%v\n%+v\n%#v\n%s\n%q\n", v, v, v, v, v)
	for _, h := range []slog.Handler{slog.NewTextHandler(&b, nil), slog.NewJSONHandler(&b, nil)} {
		slog.New(h).Error("x", "v", v)
	}
	if raw, err := json.Marshal(v); err == nil {
		b.Write(raw)
	}
	if err, ok := v.(error); ok {
		for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(inner) {
			fmt.Fprintf(&b, "%+v\n", inner)
		}
	}
	return b.String()
}

// A service that repeats the token, in whatever form and place, does not make
// it appear in an error or in a log.
func TestTheTokenIsInNoErrorAndNoLog(t *testing.T) {
	t.Parallel()
	for i, form := range disguises() {
		bodies := []string{
			`{"error":"Invalid token ` + form + `"}`,
			`{"errors":{"` + form + `":["` + form + `"]}}`,
			`{"error":"Missing required field: ` + form + `"}`,
			`{"code":"` + form + `"}`,
			`Invalid token ` + form,
			`{"error":"` + form,
			`<html>` + form + `</html>`,
			strings.Repeat("x", 200-len(form)/2) + form,
			`{"code":"` + strings.Repeat("x", 200-9-len(form)/2) + form + `"}`,
			`"` + strings.Repeat("x", 4096-1-len(form)/2) + form + `"`,
		}
		for j, body := range bodies {
			for _, status := range []int{200, 302, 400, 404, 503} {
				t.Run(fmt.Sprintf("form %d body %d status %d", i, j, status), func(t *testing.T) {
					t.Parallel()
					var logged bytes.Buffer
					logger := slog.New(slog.NewJSONHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug}))
					srv, _ := serveAll(t, func(w http.ResponseWriter, r *http.Request) {
						w.Header().Set("Location", "/?token="+form)
						answer(status, "text/"+form, body)(w, r)
					})
					client := newClient(t, srv, attempts(2), sellerwire.WithLogger(logger))
					err := client.SetQuantity(t.Context(), suit(1))
					if err != nil {
						e := asError(t, err)
						assertNoToken(t, texts(t, err)+string(e.Body)+strings.Join(e.Messages, " "))
						assertNoPart(t, texts(t, err)+string(e.Body)+strings.Join(e.Messages, " "), form)
					}
					assert.NotEmpty(t, logged.String())
					assertNoToken(t, logged.String())
					assertNoPart(t, logged.String(), form)
				})
			}
		}
	}
}

// assertNoPart looks for half a token, where a text was cut.
func assertNoPart(t *testing.T, text, form string) {
	t.Helper()
	assert.NotContains(t, text, form[:len(form)/2])
}

func TestTheTokenIsInNoErrorOfTheNetwork(t *testing.T) {
	t.Parallel()
	for name, fail := range map[string]error{
		"in plain": errors.New("proxy refused Authorization: Bearer " + token),
		"in a URL": &url.Error{Op: "Post", URL: "https://x.example.com/?token=" + token, Err: errors.New(token)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			hc := &http.Client{Transport: tripper(func(*http.Request) (*http.Response, error) { return nil, fail })}
			err := newClient(t, "https://shop.example.com", sellerwire.WithHTTPClient(hc)).SetQuantity(t.Context(), suit(1))
			require.Error(t, err)
			assertNoToken(t, texts(t, err))
		})
	}
}

func TestAClientPrintsNoToken(t *testing.T) {
	t.Parallel()
	client := newClient(t, "https://shop.example.com")
	assert.Equal(t, "sellerwire client of invapi", client.String())
	assert.Equal(t, client.String(), client.GoString())
	assertNoToken(t, texts(t, client))
	assertNoToken(t, texts(t, struct{ c *invapi.Client }{client}))
	assertNoToken(t, fmt.Sprintf("%+v %#v", *client, *client))
}

func TestMiddlewareSeesNoToken(t *testing.T) {
	t.Parallel()
	url, requests := serveAll(t, answer(200, jsonType, `{}`))
	watch := func(next http.RoundTripper) http.RoundTripper {
		return tripper(func(r *http.Request) (*http.Response, error) {
			body, err := io.ReadAll(r.Body)
			require.NoError(t, err)
			r.Body = io.NopCloser(bytes.NewReader(body))
			assertNoToken(t, fmt.Sprint(r.URL, r.Header, string(body)))
			resp, err := next.RoundTrip(r)
			if err == nil {
				assertNoToken(t, fmt.Sprint(resp.Request.Header))
			}
			return resp, err
		})
	}
	require.NoError(t, newClient(t, url, sellerwire.WithMiddleware(watch)).SetQuantity(t.Context(), suit(1)))
	assert.Equal(t, int64(1), requests.Load())
}

// tripper is a function that is a RoundTripper.
type tripper func(*http.Request) (*http.Response, error)

func (f tripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
