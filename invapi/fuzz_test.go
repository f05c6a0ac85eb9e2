package invapi_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/invapi"
)

// capture keeps the last request's body and lets the request go on.
type capture struct {
	next http.RoundTripper
	body []byte
	sent int
}

func (c *capture) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	c.body, c.sent = body, c.sent+1
	r = r.Clone(r.Context())
	r.Body = io.NopCloser(bytes.NewReader(body))
	return c.next.RoundTrip(r)
}

func hc(transport http.RoundTripper) sellerwire.Option {
	return sellerwire.WithHTTPClient(&http.Client{Transport: transport})
}

// always is a service without a network that answers every request alike.
func always(status int, contentType string, body []byte) http.RoundTripper {
	return tripper(func(r *http.Request) (*http.Response, error) {
		_ = r.Body.Close()
		return &http.Response{
			StatusCode: status, Header: http.Header{"Content-Type": {contentType}}, ContentLength: int64(len(body)),
			Body: io.NopCloser(bytes.NewReader(body)), Request: r,
		}, nil
	})
}

// assertRequestSays reads a request as another program would, and compares.
func assertRequestSays(t *testing.T, u invapi.Update, body []byte) {
	t.Helper()
	var got struct {
		UPC, SKU, Size, Width, Store *string
		Quantity                     *int
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	require.NoError(t, d.Decode(&got), "%q", body)
	require.Equal(t, io.EOF, func() error { _, err := d.Token(); return err }())
	require.NotNil(t, got.Store)
	require.NotNil(t, got.Quantity)

	var product invapi.Product
	switch {
	case got.UPC != nil:
		require.True(t, got.SKU == nil && got.Size == nil && got.Width == nil, "both forms: %q", body)
		product = invapi.ByUPC(*got.UPC)
	default:
		require.True(t, got.SKU != nil && got.Size != nil && got.Width != nil, "neither form: %q", body)
		product = invapi.BySKU(*got.SKU, *got.Size, *got.Width)
	}
	assert.Equal(t, u, invapi.Update{Product: product, Store: *got.Store, Quantity: *got.Quantity})
}

// FuzzEncode sends an update and reads the request back with encoding/json: it
// is the input, or the input was refused and nothing was sent.
func FuzzEncode(f *testing.F) {
	f.Add(true, "849632048260", "", "", "3", 12)
	f.Add(false, "ZOOT-SUIT", "34", "D", "3", 44)
	f.Add(false, "110493 172", "10.0", "", "007", 0)
	f.Add(false, `Crème & "Brûlée" \ 靴`, "<L/XL>", "\u2028", "Zürich", math.MaxInt)
	f.Add(true, "", "", "", "", -1)
	f.Add(false, "a\nb", "\xff", "\x00", " ", -1)
	f.Fuzz(func(t *testing.T, byUPC bool, id, size, width, store string, quantity int) {
		update := invapi.Update{Product: invapi.BySKU(id, size, width), Store: store, Quantity: quantity}
		if byUPC {
			update.Product = invapi.ByUPC(id)
		}
		wire := &capture{next: always(200, jsonType, []byte(`{"success": true}`))}
		err := newClient(t, "http://127.0.0.1", hc(wire)).SetQuantity(t.Context(), update)
		if update.Validate() != nil {
			asInvalid(t, err)
			require.Zero(t, wire.sent)
			return
		}
		require.NoError(t, err)
		require.Equal(t, 1, wire.sent)
		assertRequestSays(t, update, wire.body)
	})
}

// FuzzDecode gives the client any reply. It may believe in a success only
// where nothing speaks against it, and its errors are complete and fit for a
// log.
func FuzzDecode(f *testing.F) {
	for _, body := range []string{
		"", `{"success": true}`, `{}`, `[]`, `true`, `false`, `OK`, `"OK"`, `{"jobID":17}`, `{"qoh":"12"}`,
		"{\n\"error\": \"Missing required field: sku\"\n}", `{"error":{"message":"x"}}`, `{"error":{}}`, `{"error":null}`,
		`{"errors":"x"}`, `{"errors":["x"]}`, `{"errors":[{"field":"size","message":"x"}]}`, `{"errors":{"size":["x"]}}`,
		`{"success":false,"message":"x"}`, `{"status":"error"}`, `{"data":{"userErrors":[{"message":"x"}]}}`,
		`{"error":"Too Many Requests","message":"x"}`, `{"error":"Invalid token","details":{}}`, `[{"error":"x"}]`,
		`<!DOCTYPE html><html></html>`, `{"error":`, "\xef\xbb\xbf{}", "404 page not found", `{"error":1e999}`,
	} {
		for _, status := range []int{200, 400, 500} {
			f.Add(status, jsonType, []byte(body))
		}
	}
	f.Fuzz(func(t *testing.T, status int, contentType string, body []byte) {
		if status < 200 || status > 599 {
			return
		}
		client := newClient(t, "http://127.0.0.1", hc(always(status, contentType, body)), attempts(1))
		err := client.SetQuantity(t.Context(), suit(1))
		if err == nil {
			require.Equal(t, 2, status/100)
			require.False(t, saysFailure(body), "%q", body)
			return
		}
		e := asError(t, err)
		require.Equal(t, status, e.StatusCode)
		require.Equal(t, 1, e.Attempts)
		require.Contains(t, []sellerwire.Outcome{rejected, unknown}, e.Outcome)
		require.Equal(t, e.Outcome == unknown, errors.Is(err, lost))
		require.False(t, strings.ContainsAny(err.Error(), "\r\n\x00"))
		require.LessOrEqual(t, len(e.Messages), 50)
		require.False(t, status == 200 && saysSuccess(body), "%q: %v", body, err)
	})
}

// saysFailure is a simple reading of the plainest failures.
func saysFailure(body []byte) bool {
	if strings.HasPrefix(strings.TrimSpace(string(body)), "<") {
		return true
	}
	var reply map[string]any
	_ = json.Unmarshal(body, &reply)
	text, _ := reply["error"].(string)
	return strings.HasPrefix(text, "Missing required field") || strings.HasPrefix(text, "Invalid token")
}

// saysSuccess is a simple reading of the plainest successes.
func saysSuccess(body []byte) bool {
	return slices.Contains([]string{"", "{}", "[]", "true", "OK", `{"success":true}`, `{"success": true}`}, strings.TrimSpace(string(body)))
}

// tripper is a function that is a RoundTripper.
type tripper func(*http.Request) (*http.Response, error)

func (f tripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
