package purchase_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/purchase"
)

// oddToken has characters that every encoding changes.
const oddToken = `T/odd+token="card"\&<é>`

// forms are the ways in which a secret may turn up.
func forms(secret string) []string {
	inJSON, _ := json.Marshal(secret)
	return []string{
		secret, url.QueryEscape(secret), url.PathEscape(secret), strings.Trim(string(inJSON), `"`),
		base64.StdEncoding.EncodeToString([]byte(secret)), base64.RawURLEncoding.EncodeToString([]byte(secret)),
		strings.ReplaceAll(strings.ReplaceAll(secret, `\`, `\\`), `"`, `\"`),
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

// An address is in no error and no log record. (What a caller's own transport puts
// into an error is that transport's doing.)
func TestNoAddressIsShown(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	logger := slog.New(slog.NewTextHandler(&text, &slog.HandlerOptions{Level: slog.LevelDebug}))
	for _, status := range []int{200, 400, 500} {
		synctest.Test(t, func(t *testing.T) {
			client := answering(t, reply(status, "", ""), sellerwire.WithLogger(logger))
			_, placed := client.PlaceOrder(t.Context(), orderOf(oddToken))
			_, verified := client.DryRun(t.Context(), orderOf(oddToken))
			for _, err := range []error{placed, verified} {
				require.Error(t, err)
				fmt.Fprintf(&text, "%v %+v %#v", err, err, err)
			}
		})
	}
	for _, private := range []string{"McJoeburt", "Street St", "555-1234", "Floor 2", "Victoria"} {
		assertAbsent(t, text.String(), private)
	}
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
