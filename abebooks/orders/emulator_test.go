package orders_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/abebooks/orders"
	"github.com/sellerwire/sellerwire/abebooks/orders/orderstest"
)

// newEmulator starts an emulator and a client for it.
func newEmulator(t testing.TB, options orderstest.Options, opts ...sellerwire.Option) (*orderstest.Server, *orders.Client) {
	t.Helper()
	server := orderstest.NewServer(options)
	t.Cleanup(server.Close)
	opts = append([]sellerwire.Option{sellerwire.WithBaseURL(server.URL), quickly}, opts...)
	client, err := orders.New(server.Username(), server.APIKey(), opts...)
	require.NoError(t, err)
	t.Cleanup(client.Close)
	return server, client
}

// Whatever of the service is not known, the client reads it.
func TestEverySwitchOfTheEmulator(t *testing.T) {
	t.Parallel()
	for name, options := range map[string]orderstest.Options{
		"as it is": {}, "Windows-1252": {Windows1252: true}, "UTF-8": {UTF8: true}, "more elements": {ExtraElements: true},
		"another content type": {ContentType: "application/octet-stream"}, "newest first": {NewestFirst: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server, client := newEmulator(t, options)
			placed := server.Place(orderstest.Order{
				DomainID: "47", Currency: "EUR", Shipping: "4.50", ExtraShipping: "1.00", Method: "SD", Type: "Invoice",
				Instructions: "“Łódź” <ü> & é",
				Items: []orderstest.Item{
					{VendorBookID: "SKU-0001", Author: "Brontë, Zoë", Title: "It’s – “fine”", ISBN: "0486404455", Price: "12.50"},
					{VendorBookID: "SKU-0001", Price: "12345678"},
				},
			})
			waiting, err := client.NewOrders(t.Context())
			require.NoError(t, err)
			require.Len(t, waiting, 1)
			o := waiting[0]
			assert.Nil(t, o.Unreadable)
			assert.Equal(t, placed.ID, o.ID)
			assert.Equal(t, "“Łódź” <ü> & é", o.SpecialInstructions)
			assert.Equal(t, "12 Rue de l’Exemple", o.Buyer.Address.Street)
			assert.Equal(t, placed.Buyer.Email, o.Buyer.Email)
			assert.Equal(t, orders.DomainGermany, o.Domain.ID)
			assert.Equal(t, orders.TypeInvoice, o.PurchaseType)
			assert.Equal(t, placed.Placed.Format("2006-01-02T15:04:05"), o.Date.String())
			assert.Equal(t, "12345696 EUR", o.Totals.Total.String())
			assert.Equal(t, "5.5 EUR", o.Totals.Shipping.String())
			require.Len(t, o.Items, 2)
			assert.Equal(t, "It’s – “fine”", o.Items[0].Book.Title)
			assert.Equal(t, "12.5 EUR", o.Items[0].Book.Price.String())
			assert.Equal(t, "12345678 EUR", o.Items[1].SellerTotal.String())

			again, err := client.Get(t.Context(), o.ID)
			require.NoError(t, err)
			again.Raw = o.Raw // which is indented otherwise
			assert.Equal(t, o, again)
		})
	}
}

func TestWhatNewMeans(t *testing.T) {
	t.Parallel()
	server, client := newEmulator(t, orderstest.Options{})
	first := server.Place(orderstest.Order{Items: []orderstest.Item{{VendorBookID: "A"}, {VendorBookID: "B"}}})
	second := server.Place(orderstest.Order{Items: []orderstest.Item{{VendorBookID: "C"}}})
	for range 2 {
		waiting, err := client.NewOrders(t.Context())
		require.NoError(t, err)
		require.Len(t, waiting, 2, "they come again with every call")
	}
	require.NoError(t, server.Cancel(second.ID))
	require.NoError(t, server.AnswerItem(first.ID, first.Items[0].ID, orderstest.Shipped))
	waiting, err := client.NewOrders(t.Context())
	require.NoError(t, err)
	require.Len(t, waiting, 1)
	assert.Equal(t, orders.StatusShipped, waiting[0].Items[0].Status)
	assert.Equal(t, orders.StatusOrdered, waiting[0].Items[1].Status)

	gone, err := client.Get(t.Context(), second.ID)
	require.NoError(t, err)
	assert.Equal(t, orders.StatusBuyerCancelled, gone.Status)
	assert.False(t, gone.Items[0].Sold())
	require.NoError(t, server.Answer(first.ID, orderstest.Rejected))
	waiting, err = client.NewOrders(t.Context())
	require.NoError(t, err)
	assert.Empty(t, waiting)

	server, client = newEmulator(t, orderstest.Options{OmitEmptyList: true})
	_, err = client.NewOrders(t.Context())
	require.ErrorIs(t, err, sellerwire.ErrUnexpectedContent)
	_, client = newEmulator(t, orderstest.Options{OmitEmptyList: true}, orders.WithMissingList())
	waiting, err = client.NewOrders(t.Context())
	require.NoError(t, err)
	assert.Empty(t, waiting)

	_, err = client.Get(t.Context(), "5")
	assert.EqualValues(t, 201, orders.CodeOf(err))
	foreign := server.Place(orderstest.Order{Foreign: true})
	_, err = mustClient(t, server.URL, server.Username(), server.APIKey()).Get(t.Context(), foreign.ID)
	assert.EqualValues(t, 202, orders.CodeOf(err))
}

// Four days pass in no time: the emulator needs no network.
func TestOrdersThatNobodyAnswersAreListedNoMore(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		abe := orderstest.New(orderstest.Options{})
		placed := abe.Place(orderstest.Order{Items: []orderstest.Item{{VendorBookID: "A"}}})
		client, err := orders.New(abe.Username(), abe.APIKey(), sellerwire.WithHTTPClient(&http.Client{Transport: abe.RoundTripper()}))
		require.NoError(t, err)
		defer client.Close()
		for want := 1; want >= 0; want-- {
			waiting, err := client.NewOrders(t.Context())
			require.NoError(t, err)
			require.Len(t, waiting, want)
			<-time.After(96 * time.Hour)
		}
		order, err := client.Get(t.Context(), placed.ID)
		require.NoError(t, err)
		assert.Equal(t, orders.StatusExpired, order.Status)
		assert.False(t, order.Items[0].Sold())
	})
}

func mustClient(t *testing.T, url, username, apiKey string) *orders.Client {
	t.Helper()
	client, err := orders.New(username, apiKey, sellerwire.WithBaseURL(url), quickly)
	require.NoError(t, err)
	t.Cleanup(client.Close)
	return client
}

func TestCredentialsAreRefused(t *testing.T) {
	t.Parallel()
	server, _ := newEmulator(t, orderstest.Options{})
	_, err := mustClient(t, server.URL, server.Username(), "another").NewOrders(t.Context())
	require.ErrorIs(t, err, sellerwire.ErrUnauthorized)
	assert.Equal(t, orders.CodeInvalidUser, orders.CodeOf(err))
	limited := server.Limited()
	_, err = mustClient(t, server.URL, limited.Username, limited.APIKey).NewOrders(t.Context())
	require.ErrorIs(t, err, sellerwire.ErrForbidden)
}

func TestARefusalThatPassesIsAskedAgain(t *testing.T) {
	t.Parallel()
	server, client := newEmulator(t, orderstest.Options{})
	server.Place(orderstest.Order{Items: []orderstest.Item{{VendorBookID: "A"}}})
	server.FailRequests(100, 105, 111)
	waiting, err := client.NewOrders(t.Context())
	require.NoError(t, err)
	require.Len(t, waiting, 1)
	server.Intercept(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			recorder := httptest.NewRecorder()
			next.ServeHTTP(recorder, r)
			body, _ := io.ReadAll(recorder.Result().Body)
			_, _ = w.Write(bytes.ReplaceAll(body, []byte("<vendorKey>A"), []byte("<vendorKey>A<vendorKey>B")))
		})
	})
	waiting, err = client.NewOrders(t.Context())
	require.NoError(t, err)
	require.NotEmpty(t, waiting[0].Unreadable)
}
