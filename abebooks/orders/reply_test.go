package orders_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/abebooks/orders"
	"github.com/sellerwire/sellerwire/internal/testkit"
)

// describe writes down all that a caller can see, as JSON.
func describe(t *testing.T, all []orders.Order, err error) []byte {
	t.Helper()
	if err != nil {
		return fmt.Appendf(nil, "error: %v\n", err)
	}
	for i := range all {
		all[i].Raw = []byte(strings.Repeat(".", 3))
	}
	text, err := json.MarshalIndent(all, "", " ")
	require.NoError(t, err)
	return append(text, '\n')
}

// Each reply in testdata, as the answer to either request.
func TestReplySamples(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/replies/*.xml")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".xml")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := replying(t, http.StatusOK, read(t, "replies/"+name+".xml"))
			id := sellerwire.WithRequestID("7b0c6ee2-3f43-4b73-9a3c-0d5f6a2c1e11")
			all, err := client.NewOrders(t.Context(), id)
			text := append([]byte("NewOrders: "), describe(t, all, err)...)
			order, err := client.Get(t.Context(), "500000003", id)
			text = append(append(text, "Get: "...), describe(t, []orders.Order{order}, err)...)
			testkit.Golden(t, "replies/"+name+".txt", text)
		})
	}
}

func newOrders(t *testing.T) []orders.Order {
	t.Helper()
	all, err := replying(t, http.StatusOK, read(t, "replies/new-orders.xml")).NewOrders(t.Context())
	require.NoError(t, err)
	require.Len(t, all, 2)
	return all
}

// What the golden cannot show.
func TestTheSampleOfTheLiveService(t *testing.T) {
	t.Parallel()
	o := newOrders(t)[0]
	assert.Nil(t, o.Unreadable)
	assert.Equal(t, "Lucía Ejemplo Peña", o.Buyer.Address.Name, "ISO-8859-1, whatever the header says")
	assert.Equal(t, "Un libro — segunda edición", o.Items[0].Book.Title, "of which the bytes from 0x80 to 0x9F are Windows-1252")
	assert.Equal(t, "12 Rue de l’École", strings.Replace(newOrders(t)[1].Buyer.Address.Street, "Église", "École", 1))
	assert.Equal(t, orders.StatusOrdered, o.Status)
	assert.Equal(t, orders.StatusCodeOrdered, o.StatusCode)
	assert.Equal(t, orders.MethodCard, o.PurchaseMethod)
	assert.Equal(t, orders.DomainIberLibro, o.Domain.ID)
	assert.True(t, o.Totals.Total.Equal(orders.Money{Amount: decimal.RequireFromString("52.30"), Currency: "EUR"}))
	assert.Equal(t, "52.3 EUR", o.Totals.Total.String())
	assert.False(t, o.Totals.GST.Missing(), "0.0 EUR is an amount")

	require.Len(t, o.Items, 2, "two copies of one listing are two items")
	assert.NotEqual(t, o.Items[0].ID, o.Items[1].ID)
	assert.Equal(t, "SKU-0001", o.Items[0].VendorBookID)
	assert.Equal(t, "SKU-0001", o.Items[1].VendorBookID)
	assert.Equal(t, "0002", newOrders(t)[1].Items[0].VendorBookID, "zeros are kept")
	assert.True(t, o.Items[0].Sold())

	body := read(t, "replies/new-orders.xml")
	from, to := strings.Index(body, "<purchaseOrder id"), strings.Index(body, "\n  <purchaseOrder id=\"500000002")
	assert.Equal(t, body[from:to], string(o.Raw), "byte by byte")
}

func TestAnOldOrder(t *testing.T) {
	t.Parallel()
	o, err := replying(t, http.StatusOK, read(t, "replies/old-order.xml")).Get(t.Context(), "500000003")
	require.NoError(t, err)
	assert.Nil(t, o.Unreadable)
	assert.Empty(t, o.BuyerOrderID)
	assert.Empty(t, o.Items[0].Book.ISBN)
	assert.Equal(t, orders.MethodDirect, o.PurchaseMethod)
	assert.Equal(t, orders.TypeCheck, o.PurchaseType)
	assert.Equal(t, "https://shop.example/manifest?order=500000003&copy=1", o.ShipmentManifest)
	assert.Equal(t, "000123", o.Items[0].VendorBookID)
	assert.Equal(t, orders.LocalTime{Year: 2002, Month: 11, Day: 25, Hour: 0, Minute: 7, Second: 9}, o.Date)
	assert.True(t, o.Items[0].SellerTotal.Amount.IsZero())
	assert.Equal(t, "USD", o.Items[0].SellerTotal.Currency)
}

func TestTheClockOnTheWall(t *testing.T) {
	t.Parallel()
	wall := newOrders(t)[0].Date
	assert.Equal(t, "2026-03-07T06:05:02", wall.String())
	madrid := time.FixedZone("somewhere", 3600)
	assert.Equal(t, time.Date(2026, time.March, 7, 5, 5, 2, 0, time.UTC), wall.In(madrid).UTC())
	assert.Equal(t, time.Date(2026, time.March, 7, 6, 5, 2, 0, time.UTC), wall.In(nil))
	assert.True(t, orders.LocalTime{}.In(madrid).IsZero())
	assert.Empty(t, orders.LocalTime{}.String())
	assert.Equal(t, -1, wall.Compare(orders.LocalTime{Year: 2027, Month: 1, Day: 1}))

	var back orders.LocalTime
	require.NoError(t, back.UnmarshalText([]byte(wall.String())))
	assert.Equal(t, wall, back)
	require.ErrorContains(t, back.UnmarshalText([]byte("7 March 2026")), "7 March 2026")

	assert.Equal(t, "Europe/Berlin", orders.DomainGermany.Zone())
	assert.Equal(t, "America/Los_Angeles", orders.DomainIberLibro.Zone())
	assert.Equal(t, "America/Los_Angeles", orders.DomainID("99").Zone())
}

func TestOpenSets(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]orders.Status{
		"Ordered": orders.StatusOrdered, "ordered": orders.StatusOrdered, "BUYER  CANCELLED": orders.StatusBuyerCancelled,
		"buyer-cancelled": orders.StatusBuyerCancelled,
		"PREVIOUSLY_SOLD": orders.StatusPreviouslySold,
		"PreviouslySold":  orders.StatusPreviouslySold, "availabilityConfirmed": orders.StatusAvailabilityConfirmed, "Aplazado": "Aplazado",
	} {
		o := one(t, "<status code=\"77\">"+text+"</status>")
		assert.Equal(t, want, o.Status)
		assert.Equal(t, want != "Aplazado", o.Status.Known())
		assert.EqualValues(t, "77", o.StatusCode)
	}
	assert.False(t, orders.StatusCode("77").Known())
	assert.True(t, orders.StatusCodeShipped.Known())
	assert.Equal(t, orders.StatusCodeOrdered, one(t, `<status code="5">Ordered</status>`).StatusCode)

	for _, c := range []struct {
		item orders.Item
		sold bool
	}{
		{orders.Item{Status: orders.StatusOrdered}, true},
		{orders.Item{Status: orders.StatusShipped, StatusCode: orders.StatusCodeShipped}, true},
		{orders.Item{Status: "Aplazado", StatusCode: "77"}, true},
		{orders.Item{}, true},
		{orders.Item{Status: orders.StatusBuyerCancelled}, false},
		{orders.Item{Status: orders.StatusPreviouslySold}, false},
		{orders.Item{Status: orders.StatusExpired}, false},
		{orders.Item{Status: "Anulado", StatusCode: orders.StatusCodeCancelledByBuyer}, false},
		{orders.Item{Status: orders.StatusOrdered, StatusCode: orders.StatusCodeCreditCardRejected}, false},
	} {
		assert.Equal(t, c.sold, c.item.Sold(), "%+v", c.item)
	}
	assert.True(t, orders.TypePayPal.Known())
	assert.False(t, orders.PurchaseType("Barter").Known())
	assert.True(t, orders.MethodDirect.Known())
	assert.False(t, orders.PurchaseMethod("XX").Known())
	assert.True(t, orders.DomainUS.Known())
	assert.False(t, orders.DomainID("99").Known())
}
