package twd_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/twd"
	"github.com/sellerwire/sellerwire/twd/twdtest"
)

// requireNoKey fails if a text has the key in any of its forms.
func requireNoKey(t *testing.T, text, where string) {
	t.Helper()
	for _, form := range []string{
		apiKey, url.QueryEscape(apiKey), url.PathEscape(apiKey),
		base64.StdEncoding.EncodeToString([]byte(apiKey)), base64.RawURLEncoding.EncodeToString([]byte(apiKey)),
		strings.Trim(fmt.Sprint([]byte(apiKey)), "[]"),
	} {
		require.NotContains(t, text, form, where)
	}
}

// texts are all ways to print a value.
func texts(v any) string {
	var b strings.Builder
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		fmt.Fprintf(&b, verb+"\n", v)
	}
	asJSON, _ := json.Marshal(v)
	b.Write(asJSON)
	slog.New(slog.NewJSONHandler(&b, nil)).Info("x", "v", v)
	return b.String()
}

// syncBuffer is a log that many goroutines write.
type syncBuffer struct {
	mu sync.Mutex
	bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Buffer.Write(p)
}

// echo answers with everything that the request said, as an error page does
// that helps the wrong people.
func echo(status int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("Location", "https://elsewhere.example.com/?"+r.URL.RawQuery)
		w.WriteHeader(status)
		fmt.Fprintf(w, "<html>%s %s %s %s</html>", r.URL, r.URL.Query(), body, apiKey)
	}
}

func TestNoErrorLogOrPrintedClientShowsTheKey(t *testing.T) {
	t.Parallel()
	faults := map[string]http.HandlerFunc{
		"an echo, HTTP 200": echo(200), "an echo, HTTP 302": echo(302), "an echo, HTTP 403": echo(403), "an echo, HTTP 500": echo(500),
		"a refusal that echoes": func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, failed("No access with "+strings.ReplaceAll(apiKey, "&", "&amp;")+"!"))
		},
		"an answer with the wrong item": func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, result("<item><stock_no>"+strings.ReplaceAll(apiKey, "&", "&amp;")+"</stock_no></item>"))
		},
		"a cut": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
	}
	for name, fail := range faults {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, opts := range [][]sellerwire.Option{nil, getReads} {
				srv := newServer(t, twdtest.Options{})
				srv.Intercept(func(http.Handler) http.Handler { return fail })
				log := &syncBuffer{}
				c := newClient(t, srv.URL, append(opts, quick, sellerwire.WithLogger(
					slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})),
				))...)
				for _, operations := range []map[string]operation{reads, absoluteWrites, relativeWrites} {
					for name, do := range operations {
						err := do(t.Context(), c)
						if err == nil {
							continue // a changed key in an answer is no error
						}
						requireNoKey(t, texts(err), name)
						for e := err; e != nil; e = errors.Unwrap(e) {
							requireNoKey(t, texts(e), name)
						}
						if e, ok := errors.AsType[*sellerwire.Error](err); ok {
							requireNoKey(t, string(e.Body)+texts(e.Err)+texts(e.Messages), name)
						}
					}
				}
				require.NotEmpty(t, log.String())
				requireNoKey(t, log.String(), "log")
				requireNoKey(t, texts(c), "client")
			}
		})
	}
}

func TestErrorsOfTheNetworkDoNotShowTheKey(t *testing.T) {
	t.Parallel()
	refused := &http.Transport{DialContext: newRefusal}
	c := newClient(t, memoryURL, quick, sellerwire.WithHTTPClient(&http.Client{Transport: refused}))
	for _, operations := range []map[string]operation{reads, absoluteWrites, relativeWrites} {
		for name, do := range operations {
			err := do(t.Context(), c)
			require.ErrorIs(t, err, sellerwire.ErrNotSent, name)
			requireNoKey(t, texts(err), name)
			require.Equal(t, 4, asError(t, err).Attempts, "nothing was sent: a repeat is safe")
		}
	}

	_, err := twd.New("http://my.server.com/api.pl?apikey="+url.QueryEscape(apiKey), apiKey+"\n")
	requireNoKey(t, texts(err), "new")
}

// A middleware sees the request without the key, in the URL and in the body.
func TestAMiddlewareSeesNoKey(t *testing.T) {
	t.Parallel()
	for _, opts := range [][]sellerwire.Option{nil, getReads} {
		var seen strings.Builder
		spy := func(next http.RoundTripper) http.RoundTripper {
			return roundTrip(func(r *http.Request) (*http.Response, error) {
				fmt.Fprint(&seen, r.URL, r.Header)
				if r.GetBody != nil {
					body, _ := r.GetBody()
					_, _ = io.Copy(&seen, body)
				}
				return next.RoundTrip(r)
			})
		}
		shop := newShop(twdtest.Options{})
		shop.SeedDocumented()
		c := inMemory(t, shop, append(opts, sellerwire.WithMiddleware(spy))...)
		for _, operations := range []map[string]operation{reads, absoluteWrites, relativeWrites} {
			for name, do := range operations {
				require.NoError(t, do(t.Context(), c), name)
			}
		}
		require.Contains(t, seen.String(), "stock_no=1015")
		requireNoKey(t, seen.String(), "middleware")
	}
}

// The key does not travel to where a redirect points.
func TestTheKeyDoesNotFollowARedirect(t *testing.T) {
	t.Parallel()
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("a redirect was followed")
	}))
	t.Cleanup(elsewhere.Close)
	srv := newServer(t, twdtest.Options{})
	srv.Intercept(func(http.Handler) http.Handler {
		return http.RedirectHandler(elsewhere.URL+"/api.pl", http.StatusTemporaryRedirect)
	})
	c := newClient(t, srv.URL, quick)
	for _, operations := range []map[string]operation{reads, absoluteWrites, relativeWrites} {
		for name, do := range operations {
			require.ErrorIs(t, do(t.Context(), c), sellerwire.ErrUnexpectedContent, name)
		}
	}
}

func newRefusal(context.Context, string, string) (net.Conn, error) {
	return nil, &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}
}
