package invapi_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/invapi"
)

// httpmock's JSON responder hands the same header to every reply; run it with
// -race.
func TestSetAllThroughHTTPMocksJSONResponder(t *testing.T) {
	t.Parallel()
	mock := httpmock.NewMockTransport()
	mock.RegisterResponder(http.MethodPost, "https://shop.example.com/api/product/inventory",
		httpmock.NewJsonResponderOrPanic(200, map[string]bool{"success": true}).HeaderSet(http.Header{"Location": {"/elsewhere"}}))
	client, err := invapi.New("https://shop.example.com", "hunter2", sellerwire.WithHTTPClient(&http.Client{Transport: mock}))
	require.NoError(t, err)
	defer client.Close()
	updates := make([]invapi.Update, 400)
	for i := range updates {
		updates[i] = invapi.Update{Product: invapi.ByUPC(fmt.Sprintf("0363824%05d", i)), Store: "1", Quantity: i}
	}

	accepted := 0
	for result := range client.SetAll(t.Context(), slices.Values(updates), invapi.SetAllOptions{Concurrency: 16}) {
		require.NoError(t, result.Err)
		accepted++
	}

	assert.Equal(t, len(updates), accepted)
	assert.Equal(t, len(updates), mock.GetTotalCallCount())
}
