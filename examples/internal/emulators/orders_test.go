package emulators_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/abebooks"
	"github.com/sellerwire/sellerwire/abebooks/orders"
	"github.com/sellerwire/sellerwire/examples/internal/emulators"
)

// A program of which only the host can be changed finds both of AbeBooks' services
// on one path. What it sells there is gone from the inventory.
func TestAbeBooksSellsWhatIsListed(t *testing.T) {
	t.Parallel()
	all := emulators.NewAll(emulators.Options{})
	server := httptest.NewServer(all)
	t.Cleanup(server.Close)
	e := all.Endpoints(server.URL)
	command := func(text string) (status int, reply map[string]any) {
		w := httptest.NewRecorder()
		all.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/_control", strings.NewReader(text)))
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &reply))
		return w.Code, reply
	}
	ownPath := sellerwire.WithBaseURL(server.URL + "/")
	seller, err := abebooks.New(abebooks.Classic(e.AbeBooks.Username, e.AbeBooks.APIKey), ownPath)
	require.NoError(t, err)
	t.Cleanup(seller.Close)
	book := abebooks.Book{
		VendorBookID: "SKU-1", Title: "Tides and Charts", Quantity: new(1),
		Price: abebooks.Price{Amount: decimal.New(1250, -2), Currency: "EUR"},
	}
	require.NoError(t, seller.Add(t.Context(), book))

	status, placed := command(`{"place": {"domain_id": "52", "items": [{"vendor_book_id": "SKU-1"}]}}`)
	require.Equal(t, http.StatusOK, status)
	assert.Equal(t, "iberlibro.com", placed["domain_name"])
	for _, opts := range []sellerwire.Option{ownPath, sellerwire.WithBaseURL(e.Orders.URL)} {
		client, err := orders.New(e.Orders.Username, e.Orders.APIKey, opts)
		require.NoError(t, err)
		t.Cleanup(client.Close)
		waiting, err := client.NewOrders(t.Context())
		require.NoError(t, err)
		require.Len(t, waiting, 1)
		assert.Equal(t, "Tides and Charts", waiting[0].Items[0].Book.Title)
		assert.Equal(t, "12.5 EUR", waiting[0].Totals.Total.String())
	}
	books := func() any { return state(t, all)["abebooks"].(map[string]any)["books"] }
	assert.Empty(t, books(), "the last copy is sold")

	id := placed["id"].(string)
	status, cancelled := command(`{"cancel": "` + id + `"}`)
	require.Equal(t, http.StatusOK, status)
	assert.Equal(t, "Buyer Cancelled", cancelled["status"])
	assert.Len(t, books(), 1, "it is back")

	_, placed = command(`{"place": {"items": [{"vendor_book_id": "SKU-1"}, {"vendor_book_id": "SKU-2"}]}}`)
	item := placed["items"].([]any)[0].(map[string]any)["id"].(string)
	status, _ = command(`{"answer": {"order": "` + placed["id"].(string) + `", "item": "` + item + `", "status": "Shipped"}}`)
	require.Equal(t, http.StatusOK, status)
	status, answered := command(`{"answer": {"order": "` + placed["id"].(string) + `", "status": "Rejected"}}`)
	require.Equal(t, http.StatusOK, status)
	assert.Equal(t, "Shipped", answered["status"])
	status, clock := command(`{"advance": "96h"}`)
	require.Equal(t, http.StatusOK, status)
	assert.NotEmpty(t, clock["now"])
	assert.Len(t, state(t, all)["orders"].(map[string]any)["orders"], 2)

	for _, bad := range []string{
		"", "{}", `{"cancel": "1"}`, `{"advance": "soon"}`, `{"sell": "SKU-1"}`,
		`{"answer": {"order": "` + id + `", "status": "Shipped"}}`,
	} {
		status, reply := command(bad)
		assert.Equal(t, http.StatusBadRequest, status, bad)
		assert.NotEmpty(t, reply["error"], bad)
	}
}

func state(t *testing.T, h http.Handler) (state map[string]any) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/_state", nil))
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &state))
	return state
}
