package purchase_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/purchase"
)

// Keys and token with characters that every encoding changes.
const (
	oddAccessKey = `AK/odd+access="key"`
	oddSecretKey = `SK/odd+secret="key"\`
	oddToken     = `T/odd+token="card"\&<é>`
)

// forms are the ways in which a secret may turn up.
func forms(secret string) []string {
	inJSON, _ := json.Marshal(secret)
	return []string{
		secret, url.QueryEscape(secret), url.PathEscape(secret), strings.Trim(string(inJSON), `"`),
		base64.StdEncoding.EncodeToString([]byte(secret)), base64.RawURLEncoding.EncodeToString([]byte(secret)),
		strings.ReplaceAll(strings.ReplaceAll(secret, `\`, `\\`), `"`, `\"`),
	}
}

// The service echoes all that it got: in a header, in messages, in a body that
// cannot be read, and as the cause of a broken connection.
func TestNoSecretIsShown(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	show := func(v any) {
		fmt.Fprintf(&text, "%v\n%+v\n%#v\n%s\n%q\n", v, v, v, v, v)
		_ = json.NewEncoder(&text).Encode(v)
		slog.New(slog.NewJSONHandler(&text, nil)).Info("shown", "value", v)
	}
	var seenByMiddleware strings.Builder
	secrets := []string{oddAccessKey, oddSecretKey, oddToken}

	for _, status := range []int{200, 400, 500} {
		for _, form := range []string{"", "%s", `{"messages":[%q],"requestId":%[1]q}`, "<html>%s", `{"orderId":%q}`} {
			callAll(t, func(req *http.Request) (*http.Response, error) {
				if req.Body != nil {
					_, _ = io.Copy(io.Discard, req.Body)
				}
				echo := echoOf(req)
				body := form
				if form != "" {
					body = fmt.Sprintf(form, echo)
				}
				return &http.Response{
					StatusCode: status, Request: req, Body: io.NopCloser(strings.NewReader(body)),
					Header: http.Header{"Content-Type": {echo}, "Abe-Status": {"4000 " + echo}, "Location": {"https://" + echo}},
				}, nil
			}, show, &seenByMiddleware, &text)
		}
	}
	callAll(t, func(req *http.Request) (*http.Response, error) {
		sent, _ := httputil.DumpRequestOut(req, true)
		return nil, fmt.Errorf("broken: %s %s", sent, echoOf(req))
	}, show, &seenByMiddleware, &text)

	require.Greater(t, text.Len(), 100_000)
	require.Contains(t, seenByMiddleware.String(), `"ccToken":""`)
	for _, secret := range secrets {
		for _, form := range forms(secret) {
			assertAbsent(t, text.String(), form)
			assertAbsent(t, seenByMiddleware.String(), form)
		}
	}
}

// assertAbsent shows where a text stands that should not.
func assertAbsent(t *testing.T, in, text string) {
	t.Helper()
	if at := strings.Index(in, text); at >= 0 {
		t.Errorf("%q is shown: %q", text, in[max(0, at-300):min(len(in), at+100)])
	}
}

// A service that echoes the request in its order shows no card token either.
func TestAnEchoedCardTokenIsIllegible(t *testing.T) {
	t.Parallel()
	client := answering(t, reply(201, "2010", ours(set("ccToken", oddToken))))
	order, err := client.PlaceOrder(t.Context(), orderOf(oddToken), sellerwire.WithRequestID("the-order"))
	require.NoError(t, err)
	text, err := json.Marshal(order)
	require.NoError(t, err)
	for _, form := range forms(oddToken) {
		assertAbsent(t, string(text), form)
	}
	assert.Contains(t, string(order.Raw), `"ccToken":"***`)
}

// An address is in nothing that this module prints. (What a caller's own
// transport puts into an error is that transport's doing.)
func TestNoAddressIsShown(t *testing.T) {
	t.Parallel()
	var text, seen strings.Builder
	show := func(v any) { fmt.Fprintf(&text, "%v %+v %#v", v, v, v) }
	for _, status := range []int{200, 400, 500} {
		callAll(t, func(req *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: status, Request: req, Header: http.Header{}, Body: http.NoBody}, nil
		}, show, &seen, &text)
	}
	for _, private := range []string{"McJoeburt", "Street St", "555-1234", "Floor 2", "Victoria"} {
		assertAbsent(t, text.String(), private)
	}
}

// echoOf is all that the other side has been told: the token comes with orders,
// and could come back with their look-ups.
func echoOf(req *http.Request) string {
	if req.Method == http.MethodPost || req.URL.Query().Has("referenceId") {
		return strings.Join([]string{oddAccessKey, oddSecretKey, oddToken}, " ")
	}
	return oddAccessKey + " " + oddSecretKey
}

// callAll makes every call once, shows what comes of it, and writes the log.
func callAll(t *testing.T, answer roundTrip, show func(any), seen, log io.Writer) {
	t.Helper()
	client, err := purchase.New(oddAccessKey, oddSecretKey,
		sellerwire.WithHTTPClient(&http.Client{Transport: answer}),
		sellerwire.WithRetry(sellerwire.RetryPolicy{MinBackoff: 1, MaxBackoff: 1}),
		sellerwire.WithLogger(slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))),
		sellerwire.WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
			return roundTrip(func(req *http.Request) (*http.Response, error) {
				var body []byte
				if req.Body != nil {
					body, _ = io.ReadAll(req.Body)
					req.Body = io.NopCloser(bytes.NewReader(body))
				}
				fmt.Fprintf(seen, "%s %v %s\n", req.URL, req.Header, body)
				return next.RoundTrip(req)
			})
		}),
		purchase.WithLookUp(purchase.LookUp{First: 1, Budget: time.Microsecond}),
	)
	require.NoError(t, err)
	show(client)
	request := orderOf(oddToken)
	show(request.CardToken)
	ctx := t.Context()
	_, err = client.PlaceOrder(ctx, request)
	show(err)
	_, err = client.PlaceOrder(ctx, request, sellerwire.WithRequestID("mine"))
	show(err)
	_, err = client.DryRun(ctx, request)
	show(err)
	_, err = client.Get(ctx, 1)
	show(err)
	_, err = client.Search(ctx, purchase.Query{})
	show(err)
	_, err = collect(client.SearchAll(ctx, purchase.Query{}))
	show(err)
}

func TestTheStringToSignHoldsNoSecret(t *testing.T) {
	t.Parallel()
	u, err := url.Parse("https://purchase.api.abebooks.com/v1/Orders?orderId=1")
	require.NoError(t, err)
	text := purchase.StringToSign("GET", purchase.CanonicalURI(u), start, nil)
	assert.Equal(t, "GET\nhttps://purchase.api.abebooks.com/v1/orders?orderId=1\n2024-05-06T07:08:09Z\n"+
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", text)
	assert.Equal(t, "https://purchase.api.abebooks.com/v1/orders?orderid=1", purchase.LowerCaseURI(u))
}

// The token must arrive as it is, whatever is in it.
func TestTheCardTokenArrives(t *testing.T) {
	t.Parallel()
	rec, client := recording(t, `{"orderId":0,"dryrun":true}`)
	_, _ = client.DryRun(t.Context(), orderOf(oddToken))
	_, body, _ := strings.Cut(string(rec.sent), "\r\n\r\n")
	var got struct{ CCToken string }
	require.NoError(t, json.Unmarshal([]byte(body), &got))
	assert.Equal(t, oddToken, got.CCToken)
}
