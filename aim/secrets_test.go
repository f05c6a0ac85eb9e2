package aim_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"testing"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim"
	"github.com/stretchr/testify/assert"
)

// No text of the module contains the password or the address in any form, even if a
// service echoes the request.
func TestNoSecretIsEverPrinted(t *testing.T) {
	t.Parallel()
	pair := testEmail + ":" + testPassword
	forms := []string{
		testPassword, url.QueryEscape(testPassword), url.PathEscape(testPassword),
		base64.StdEncoding.EncodeToString([]byte(testPassword)),
		base64.StdEncoding.EncodeToString([]byte(pair)), base64.RawURLEncoding.EncodeToString([]byte(pair)),
		testEmail, url.QueryEscape(testEmail),
	}
	echoes := map[string]func(*http.Request) string{
		"in an error element": func(r *http.Request) string {
			return "<Error><Message>" + pair + " " + r.Header.Get("Authorization") + "</Message></Error>"
		},
		"in a list": func(*http.Request) string { return "<Batches><Batch>" + testPassword + "</Batch></Batches>" },
		"in a page": func(*http.Request) string {
			return "<html><title>Login " + testEmail + "</title>" + url.QueryEscape(testPassword) + "</html>"
		},
		"in a text": func(r *http.Request) string { return r.Header.Get("Authorization") },
	}
	for name, echo := range echoes {
		for _, code := range []int{200, 302, 401, 500} {
			t.Run(fmt.Sprintf("%s under %d", name, code), func(t *testing.T) {
				t.Parallel()
				var log bytes.Buffer
				client := clientOver(t, roundTrip(func(req *http.Request) (*http.Response, error) {
					resp := reply(req, code, "text/xml", echo(req))
					resp.Header.Set("Location", "/sign-in?password="+url.QueryEscape(testPassword))
					return resp, nil
				}), sellerwire.WithLogger(slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))))
				texts := []string{client.String(), fmt.Sprintf("%v %+v %#v %s", client, client, client, client)}
				for _, op := range operations {
					err := op.call(t.Context(), client)
					if err == nil {
						continue // a text can be a file
					}
					e := asError(t, err)
					marshalled, jsonErr := json.Marshal(e)
					assert.NoError(t, jsonErr)
					texts = append(texts, err.Error(), fmt.Sprintf("%+v %#v", err, err),
						string(e.Body), string(marshalled), e.LogValue().String())
				}
				texts = append(texts, log.String())
				for _, text := range texts {
					for _, form := range forms {
						assert.NotContains(t, text, form)
					}
				}
			})
		}
	}
}

// Middleware sees neither the password nor the header made of it.
func TestMiddlewareSeesNoCredentials(t *testing.T) {
	t.Parallel()
	client := clientOver(t, newTap(t, 200, "text/xml", "<Success>SUCCESS</Success>"),
		sellerwire.WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
			return roundTripFunc(func(req *http.Request) (*http.Response, error) {
				assert.Empty(t, req.Header.Get("Authorization"))
				assert.NotEmpty(t, req.Header.Get("Cookie"))
				body, err := req.GetBody()
				assert.NoError(t, err)
				content, err := io.ReadAll(body)
				assert.NoError(t, err)
				assert.Equal(t, goodSheet, string(content))
				return next.RoundTrip(req)
			})
		}))
	_, err := client.AddModifyDelete(t.Context(), feedOf(goodSheet), aim.UploadOptions{ReturnBatchID: true})
	assert.NoError(t, err)
}
