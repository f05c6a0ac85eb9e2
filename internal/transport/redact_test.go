package transport_test

import (
	"context"
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// disguises are the forms in which a service, a proxy or a library may repeat
// a secret.
func disguises(secret string) map[string]string {
	asJSON, _ := json.Marshal(secret)
	var asXML strings.Builder
	_ = xml.EscapeText(&asXML, []byte(secret))
	query, quoted, ascii := url.QueryEscape(secret), strconv.Quote(secret), strconv.QuoteToASCII(secret)
	return map[string]string{
		"plain":                     secret,
		"query":                     query,
		"query in lower case":       lowerEscapes(query),
		"component":                 strings.ReplaceAll(query, "+", "%20"),
		"path":                      url.PathEscape(secret),
		"JSON":                      string(asJSON[1 : len(asJSON)-1]),
		"JSON with plain markup":    strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(secret),
		"JSON with escaped slashes": strings.NewReplacer(`\`, `\\`, `"`, `\"`, "/", `\/`).Replace(secret),
		"XML":                       asXML.String(),
		"XML with named quotes": strings.NewReplacer("&", "&amp;", "<", "&lt;", ">",
			"&gt;", `"`, "&quot;", "'", "&apos;").Replace(secret),
		"XML text":               strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(secret),
		"HTML":                   html.EscapeString(secret),
		"HTML of Python":         strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#x27;").Replace(secret),
		"HTML of PHP":            strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#039;").Replace(secret),
		"base64":                 base64.StdEncoding.EncodeToString([]byte(secret)),
		"base64 without padding": base64.RawStdEncoding.EncodeToString([]byte(secret)),
		"base64 for URLs":        base64.URLEncoding.EncodeToString([]byte(secret)),
		"quoted by Go":           quoted[1 : len(quoted)-1],
		"quoted by Go in ASCII":  ascii[1 : len(ascii)-1],
	}
}

func lowerEscapes(s string) string {
	for i := 0; i+2 < len(s); i++ {
		if s[i] == '%' {
			s = s[:i] + strings.ToLower(s[i:i+3]) + s[i+3:]
		}
	}
	return s
}

var hardSecrets = []string{token, "ends in a quote\"", `"starts with one`, "pässwörd & söhne", `back\slash/slash`, "a b+c%d=e",
	"~~?>key>?~", `pä"ss&wörd`, "simple-key-1234", "new\nline"}

// assertClean looks for every form of every secret in everything that can be
// printed of an error.
func assertClean(t *testing.T, err error, secrets ...string) {
	t.Helper()
	texts := []string{fmt.Sprintf("%v %+v %#v %q", err, err, err, err)}
	if e, ok := errors.AsType[*sellerwire.Error](err); ok {
		asJSON, jsonErr := json.Marshal(e)
		require.NoError(t, jsonErr)
		texts = append(texts, string(e.Body), string(asJSON), e.LogValue().String(), e.ServerRequestID,
			fmt.Sprintf("%q %+v", e.Messages, *e), strings.Join(e.Codes, " "))
	}
	walk(err, func(err error) { texts = append(texts, fmt.Sprintf("%v %+v %#v", err, err, err)) })
	for _, text := range texts {
		for _, secret := range secrets {
			for form, disguise := range disguises(secret) {
				require.NotContains(t, text, disguise, form)
			}
		}
	}
}

// walk visits every error in the tree.
func walk(err error, visit func(error)) {
	if err == nil {
		return
	}
	visit(err)
	switch e := err.(type) {
	case interface{ Unwrap() error }:
		walk(e.Unwrap(), visit)
	case interface{ Unwrap() []error }:
		for _, inner := range e.Unwrap() {
			walk(inner, visit)
		}
	}
}

func TestEchoedSecretsAreTakenOutOfErrors(t *testing.T) {
	t.Parallel()
	for _, secret := range hardSecrets {
		for form, disguise := range disguises(secret) {
			t.Run(form+" of "+secret, func(t *testing.T) {
				t.Parallel()
				echo := "before " + disguise + " after"
				_, opt := play(reply(401, echo))
				client := newClientAs(t,
					transport.Basic{User: sellerwire.NewSecret("me@shop.example"), Password: sellerwire.NewSecret(secret)}, memoryURL, opt)
				var log records
				withLog := newClientAs(t, transport.InBody{}, memoryURL, opt, sellerwire.WithLogger(log.logger()))
				for _, client := range []*transport.Client{client, withLog} {
					req := request(transport.Safe)
					req.Secrets = []sellerwire.Secret{sellerwire.NewSecret(secret)}
					req.Decode = func(r *transport.Reply) *transport.Failure {
						f := transport.Unexpected(r, "no such thing as %s", echo)
						f.Messages, f.Codes, f.ServerRequestID = []string{echo}, []string{echo}, echo
						return f
					}

					_, err := client.Do(t.Context(), req)

					e := failed(t, err)
					assertClean(t, err, secret)
					assert.Equal(t, "before [redacted] after", string(e.Body))
				}
				for form, disguise := range disguises(secret) {
					line, _ := json.Marshal(disguise)
					require.NotContains(t, log.String(), string(line[1:len(line)-1]), form)
				}
			})
		}
	}
}

// What a Decode keeps for itself it has scrubbed by the reply.
func TestReplyRedacts(t *testing.T) {
	t.Parallel()
	var kept string
	client := newClient(t, memoryURL, inMemory(reply(200, "you are "+token)))
	req := read()
	req.Decode = func(r *transport.Reply) *transport.Failure {
		kept = r.Redact(string(r.Body))
		return nil
	}

	_, err := client.Do(t.Context(), req)

	require.NoError(t, err)
	assert.Equal(t, "you are [redacted]", kept)
	assert.Equal(t, "as it was", (&transport.Reply{}).Redact("as it was"), "a reply of a test has no secrets")
}

// What is cut off may end in the middle of a secret.
func TestSecretsAreTakenOutAcrossACut(t *testing.T) {
	t.Parallel()
	const secret = "simple-key-1234567890"
	for _, at := range []int{200, 4096} {
		for shown := range len(secret) {
			body := strings.Repeat("x", at-shown) + secret + strings.Repeat("y", 100)
			_, opt := play(reply(500, body))
			client := newClientAs(t, transport.Bearer{Token: sellerwire.NewSecret(secret)}, memoryURL, opt,
				sellerwire.WithRetry(sellerwire.RetryPolicy{MaxAttempts: 1}))
			req := request(transport.Safe)
			req.Decode = func(r *transport.Reply) *transport.Failure { return transport.Unexpected(r, "not XML") }

			_, err := client.Do(t.Context(), req)

			e := failed(t, err)
			if shown >= 4 {
				assert.NotContains(t, string(e.Body), secret[:shown])
				assert.NotContains(t, err.Error(), secret[:shown])
			}
			assert.LessOrEqual(t, len(e.Body), 4096+len("[redacted]"))
		}
	}
	// A reply that is cut at the limit, and one of which only the start is read.
	_, opt := play(reply(200, strings.Repeat("x", 90)+secret))
	client := newClientAs(t, transport.Bearer{Token: sellerwire.NewSecret(secret)}, memoryURL, opt, sellerwire.WithMaxResponseBytes(100))
	_, err := client.Do(t.Context(), request(transport.Once))
	assert.NotContains(t, string(failed(t, err, sellerwire.ErrResponseTooLarge).Body), "simple")

	assert.Equal(t, "no secret here", transport.RedactStart("no secret here", secret))
	assert.Equal(t, "ends sim", transport.RedactStart("ends sim", secret), "too short to tell")
	assert.Equal(t, "ends [redacted]", transport.RedactStart("ends simple", secret))
}

// Too short to be searched for: every text would be full of holes.
func TestVeryShortSecretsAreNotSearchedFor(t *testing.T) {
	t.Parallel()
	assert.EqualError(t, transport.RedactError(errors.New("a bad day"), "a", "bad"), "a bad day")
}

// *url.Error prints the whole URL, at whatever depth it sits.
func TestURLErrorsLoseTheirQueryAtEveryDepth(t *testing.T) {
	t.Parallel()
	const raw = "https://me:pw@h.example/api?key=SECRET1&q=a%20b#frag"
	inner := &url.Error{Op: "Get", URL: raw, Err: io.ErrUnexpectedEOF}
	longer := &url.Error{Op: "Get", URL: raw + "MORE", Err: os.ErrDeadlineExceeded}
	tests := []struct {
		name string
		err  error
		is   error
	}{
		{"bare", inner, io.ErrUnexpectedEOF},
		{"wrapped", fmt.Errorf("outer: %w", inner), io.ErrUnexpectedEOF},
		{"in another", &url.Error{Op: "Post", URL: raw, Err: inner}, io.ErrUnexpectedEOF},
		{"in a wrapper in another", &url.Error{Op: "Post", URL: raw, Err: fmt.Errorf("layer: %w", inner)}, io.ErrUnexpectedEOF},
		{"wrapped, with a wrapped one of another address in it",
			fmt.Errorf("outer: %w", &url.Error{Op: "Post", URL: "https://other.example/?q=a", Err: fmt.Errorf("layer: %w", inner)}),
			io.ErrUnexpectedEOF},
		{"joined", errors.Join(inner, longer), os.ErrDeadlineExceeded},
		{"joined the other way round", errors.Join(errors.New("x"), longer, inner), io.ErrUnexpectedEOF},
		{"worded anew", rewording{inner}, io.ErrUnexpectedEOF},
		{"of a URL that cannot be read",
			&url.Error{Op: "parse", URL: "https://me:pw@h.example/%zz?key=SECRET1", Err: url.EscapeError("%zz")}, url.EscapeError("%zz")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()

			err := transport.RedactError(tt.err)

			assert.ErrorIs(t, err, tt.is)
			found := false
			walk(err, func(err error) {
				text := fmt.Sprintf("%v %+v %#v", err, err, err)
				for _, hidden := range []string{"SECRET1", "key=", "q=a", "frag", "MORE", "pw@", "me:"} {
					assert.NotContains(t, text, hidden)
				}
				_, isURL := err.(*url.Error)
				found = found || isURL
			})
			assert.True(t, found, "a *url.Error can still be found")
		})
	}
}

// rewording quotes the URL of what it wraps in its own way.
type rewording struct{ of *url.Error }

func (r rewording) Error() string { return "could not reach <" + r.of.URL + ">" }
func (r rewording) Unwrap() error { return r.of }

func TestRedactedErrorsKeepTheirNature(t *testing.T) {
	t.Parallel()
	slow := &net.OpError{Op: "read", Err: os.ErrDeadlineExceeded}

	untouched := errors.New("nothing to hide")
	assert.Same(t, untouched, transport.RedactError(untouched, token))
	assert.NoError(t, transport.RedactError(nil, token))

	err := transport.RedactError(fmt.Errorf("for %s: %w", token, slow), token)
	assert.ErrorIs(t, err, os.ErrDeadlineExceeded)
	timeout, ok := errors.AsType[interface {
		error
		Timeout() bool
	}](err)
	assert.True(t, ok && timeout.Timeout())
	assert.NotContains(t, fmt.Sprintf("%v %+v %#v %q", err, err, err, err), token)
}

// The error of a network is shown through a *url.Error still, without its
// query, so that callers find what they always found.
func TestNetworkErrorsStayReadable(t *testing.T) {
	t.Parallel()
	to := untrustedCertificate(t)
	client := newClient(t, to.url)
	req := read()
	req.RawQuery = "q=1"

	_, err := client.Do(t.Context(), req)

	urlErr, ok := errors.AsType[*url.Error](err)
	require.True(t, ok)
	assert.Equal(t, to.url+"/books", urlErr.URL)
	_, ok = errors.AsType[*tls.CertificateVerificationError](err)
	assert.True(t, ok)
}

// A client, its reply and its stream print nothing of what they hold.
func TestClientPrintsNoCredential(t *testing.T) {
	t.Parallel()
	client := newClient(t, memoryURL)
	for _, text := range []string{fmt.Sprint(client), fmt.Sprintf("%+v", client), fmt.Sprintf("%#v", client)} {
		assert.Equal(t, "sellerwire client of shop", text)
	}
}

// The context of an unfinished call is no way in either.
func TestContextPrintsNoCredential(t *testing.T) {
	t.Parallel()
	var texts []string
	client := newClient(t, memoryURL, inMemory(reply(200, "")), sellerwire.WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
		return roundTripper(func(req *http.Request) (*http.Response, error) {
			texts = append(texts, fmt.Sprint(req.Context()), fmt.Sprintf("%v", req))
			return next.RoundTrip(req)
		})
	}), sellerwire.WithLimiter(limiterFunc(func(ctx context.Context) error {
		texts = append(texts, fmt.Sprint(ctx))
		return nil
	})))

	_, err := client.Do(t.Context(), request(transport.Safe))

	require.NoError(t, err)
	require.Len(t, texts, 3)
	for _, text := range texts {
		assert.NotContains(t, text, "tok/en")
	}
}

// A signature opens the door for five minutes.
func TestAnEchoedSignatureIsNotShown(t *testing.T) {
	t.Parallel()
	var sent []string
	echo := func(how func(req *http.Request, signature string) (*http.Response, error)) sellerwire.Option {
		return inMemory(func(req *http.Request) (*http.Response, error) {
			got := req.Header.Get("Abe-Signature")
			sent = append(sent, got)
			return how(req, got)
		})
	}
	for name, how := range map[string]func(*http.Request, string) (*http.Response, error){
		"in a page": func(req *http.Request, got string) (*http.Response, error) {
			return reply(502, "<html>Abe-Signature: "+got+"</html>")(req)
		},
		"cut off": func(req *http.Request, got string) (*http.Response, error) {
			return reply(400, strings.Repeat("x", 180)+got)(req)
		},
		"in an error": func(_ *http.Request, got string) (*http.Response, error) {
			return nil, errors.New("proxy: refused " + got)
		},
	} {
		sent = nil
		var log records
		client := newClientAs(t, signature, memoryURL, echo(how), quick, sellerwire.WithLogger(log.logger()))
		req := request(transport.Safe)
		req.Decode = func(r *transport.Reply) *transport.Failure { return transport.Unexpected(r, "it is nothing") }

		_, err := client.Do(t.Context(), req)

		e := failed(t, err)
		require.NotEmpty(t, sent, name)
		require.Len(t, sent[0], 64, name)
		for _, text := range []string{err.Error(), fmt.Sprintf("%#v", err), string(e.Body), log.String()} {
			for _, s := range sent {
				assert.NotContains(t, text, s[:minShown], name)
			}
		}
	}
}

// minShown is a piece of a signature that no text has by chance.
const minShown = 12
