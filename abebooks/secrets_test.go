package abebooks_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/abebooks"
)

// forms are the ways in which a secret can turn up.
func forms(secrets ...string) []string {
	var all []string
	for _, s := range secrets {
		var inXML bytes.Buffer
		_ = xml.EscapeText(&inXML, []byte(s))
		all = append(all, s, url.QueryEscape(s), url.PathEscape(s), inXML.String(),
			base64.StdEncoding.EncodeToString([]byte(s)), fmt.Sprint([]byte(s)), fmt.Sprintf("%x", s))
	}
	return all
}

// hidden fails when a text shows one of the forms.
func hidden(t *testing.T, secrets []string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		for _, form := range secrets {
			if strings.Contains(text, form) {
				t.Errorf("%q shows %q", text, form)
			}
		}
	}
}

// printed is v in every way of printing.
func printed(v any) []string {
	var texts []string
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x", "%X"} {
		texts = append(texts, fmt.Sprintf(verb, v))
	}
	if inJSON, err := json.Marshal(v); err == nil {
		texts = append(texts, string(inJSON))
	}
	if inXML, err := xml.Marshal(v); err == nil {
		texts = append(texts, string(inXML))
	}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("m", "v", v)
	slog.New(slog.NewJSONHandler(&log, nil)).Info("m", "v", v)
	return append(texts, log.String())
}

func TestClientsPrintNoSecret(t *testing.T) {
	t.Parallel()
	classic := abebooks.Classic(testUsername, testAPIKey)
	signed := abebooks.Signed(testAccessKey, testSecretKey)
	secrets := forms(testUsername, testAPIKey, testAccessKey, testSecretKey)
	for _, credentials := range []abebooks.Credentials{classic, signed} {
		client := newClient(t, credentials)
		type program struct{ own *abebooks.Client } // fmt reads it by reflection
		for _, v := range []any{credentials, &credentials, client, struct{ C any }{client}, program{client}, &program{client}} {
			hidden(t, secrets, printed(v)...)
		}
	}
	assert.Equal(t, "abebooks classic credentials", classic.String())
	assert.Equal(t, "abebooks signed credentials", fmt.Sprintf("%#v", signed))
	_, err := abebooks.New(abebooks.Classic(testUsername, testAPIKey+"\x00"))
	hidden(t, secrets, printed(err)...)
}

// A service or a proxy that echoes the request shows the secrets to whoever
// prints what it said.
func TestRepliesThatEchoSecretsAreScrubbed(t *testing.T) {
	t.Parallel()
	echo := strings.Join([]string{
		testUsername, testAPIKey, url.QueryEscape(testUsername), base64.StdEncoding.EncodeToString([]byte(testAPIKey)),
	}, " | ")
	var escaped bytes.Buffer
	_ = xml.EscapeText(&escaped, []byte(echo))
	inBook := func(code, message string) string {
		return response("<Abebook><code>" + code + "</code><message>" + message + "</message><vendorBookID>A</vendorBookID></Abebook>")
	}
	long := strings.Repeat("x", 190)
	tests := []struct{ name, body string }{
		{"in the words of an error", "<requestError><code>110</code><message>" + escaped.String() + "</message></requestError>"},
		{"in the code of an error", "<requestError><code>" + escaped.String() + "</code></requestError>"},
		{"in the name of the root", "<" + long[:30] + testAPIKey + "/>"},
		{"in the words about a book", inBook("604", escaped.String())},
		{"in the words about an accepted book", inBook("600", escaped.String())},
		{"in the words about a lost book", inBook("105", escaped.String())},
		{"in the code of a book", inBook(escaped.String(), "m")},
		{"in the code of a book, where it is cut off", inBook(long+testAPIKey, "m")},
		{"in a web page", "<html><body>" + echo + "</body></html>"},
		{"where the shown part ends", "<html>" + long[:186] + testAPIKey + "</html>"},
		{"in plain text", echo},
	}
	secrets := forms(testUsername, testAPIKey)
	secrets = append(secrets, testAPIKey[:6]) // of one that was cut off
	for _, tt := range tests {
		for _, status := range []int{http.StatusOK, http.StatusForbidden} {
			t.Run(fmt.Sprintf("%s, with status %d", tt.name, status), func(t *testing.T) {
				t.Parallel()
				var log bytes.Buffer
				logger := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
				client := clientOf(t, replying(status, tt.body), sellerwire.WithLogger(logger), once)
				results, err := client.Submit(t.Context(), books("A"))
				require.Len(t, results, 1)
				texts := append(printed(results[0].Err), printed(results[0])...)
				texts = append(append(texts, printed(err)...), results[0].Message, log.String())
				hidden(t, secrets, texts...)
				if e, ok := errors.AsType[*sellerwire.Error](results[0].Err); ok {
					hidden(t, secrets, append(e.Messages, string(e.Body), fmt.Sprint(e.Codes), fmt.Sprint(e.Err))...)
				}
			})
		}
	}
}

// The logs of a call that goes wrong in every way that the network has.
func TestLogsShowNoSecret(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	logger := slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	transport := roundTripper(func(r *http.Request) (*http.Response, error) {
		return nil, &net.OpError{Op: "write", Err: fmt.Errorf("sent %s to %s", testAPIKey, r.URL)}
	})
	middleware := func(next http.RoundTripper) http.RoundTripper {
		return roundTripper(func(r *http.Request) (*http.Response, error) {
			body, err := r.GetBody()
			require.NoError(t, err)
			var seen bytes.Buffer
			_, err = seen.ReadFrom(body)
			require.NoError(t, err)
			hidden(t, forms(testUsername, testAPIKey), seen.String(), fmt.Sprint(r.Header), r.URL.String())
			assert.Contains(t, seen.String(), "<username></username><password></password>")
			return next.RoundTrip(r)
		})
	}
	client := newClient(t, abebooks.Classic(testUsername, testAPIKey), quickly,
		sellerwire.WithHTTPClient(&http.Client{Transport: transport}), sellerwire.WithLogger(logger), sellerwire.WithMiddleware(middleware))
	err := client.Add(t.Context(), book("A"))
	require.Error(t, err)
	assert.Contains(t, log.String(), `"attempt":4`)
	hidden(t, forms(testUsername, testAPIKey), append(printed(err), log.String())...)
}
