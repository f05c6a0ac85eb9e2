package orders_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/abebooks/orders"
	"github.com/sellerwire/sellerwire/internal/testkit"
)

// The numbers and words that the documentation promises, each of them once.
func TestWhatTheDocumentationPromises(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "https://orderupdate.abebooks.com:10003/", orders.DefaultBaseURL)
	assert.Equal(t, time.Minute, orders.AttemptTimeout)
	assert.Equal(t, 64<<20, orders.MaxResponseBytes)

	for status, sold := range map[orders.Status]bool{
		orders.StatusOrdered: true, orders.StatusShipped: true, orders.StatusAvailabilityConfirmed: true, orders.StatusRejected: false,
		orders.StatusPreviouslySold: false, orders.StatusExpired: false, orders.StatusCancelled: false, orders.StatusBuyerCancelled: false,
	} {
		assert.True(t, status.Known(), status)
		assert.Equal(t, sold, status.Sold(), status)
		for _, spelling := range []string{string(status), strings.ToUpper(strings.ReplaceAll(string(status), " ", "_"))} {
			assert.Equal(t, status, one(t, "<status>"+spelling+"</status>").Status, spelling)
		}
	}
	for code, sold := range map[string]bool{
		"05": true, "35": true, "24": true, "93": true, "04": true, "90": true, "14": false, "17": false, "19": false,
	} {
		assert.True(t, orders.StatusCode(code).Known(), code)
		assert.Equal(t, sold, orders.Item{StatusCode: orders.StatusCode(code)}.Sold(), code)
	}
	assert.Equal(t, []orders.StatusCode{"05", "35", "14", "17", "19", "24", "93", "04", "90"}, []orders.StatusCode{
		orders.StatusCodeOrdered, orders.StatusCodeShipped, orders.StatusCodeItemUnavailable, orders.StatusCodeCancelledByBuyer,
		orders.StatusCodeCreditCardRejected, orders.StatusCodeRefunded, orders.StatusCodeExtraShippingAsked,
		orders.StatusCodeExtraShippingAccepted, orders.StatusCodeExtraShippingRefused,
	})
	for _, kind := range []string{
		"Check", "PayPal", "Direct Debit (Personally Authorized Payment)", "Bank/Wire Transfer", "Cash on Delivery (COD)", "Money Order",
		"Bank Draft", "Invoice", "Cash",
	} {
		assert.True(t, orders.PurchaseType(kind).Known(), kind)
	}
	for method, want := range map[orders.PurchaseMethod]string{orders.MethodCard: "CC", orders.MethodDirect: "SD"} {
		assert.EqualValues(t, want, method)
		assert.True(t, method.Known())
	}
	for site, zone := range map[string]string{
		"1": "America/Los_Angeles", "46": "UTC", "47": "Europe/Berlin", "48": "Europe/Paris",
		"51": "Europe/Rome", "52": "America/Los_Angeles",
	} {
		assert.True(t, orders.DomainID(site).Known(), site)
		assert.Equal(t, zone, orders.DomainID(site).Zone(), site)
		_, err := time.LoadLocation(zone)
		require.NoError(t, err)
	}
	assert.Equal(t, []orders.DomainID{"1", "46", "47", "48", "51", "52"}, []orders.DomainID{
		orders.DomainUS, orders.DomainUK, orders.DomainGermany, orders.DomainFrance, orders.DomainItaly, orders.DomainIberLibro,
	})
}

// Every field of an order is read from the element that is documented for it.
func TestEveryElementIsReadWhereItBelongs(t *testing.T) {
	t.Parallel()
	const old, seen = ">x<", ">seen<"
	texts := map[string]func(orders.Order) string{
		"<specialInstructions>x</specialInstructions>": func(
			o orders.Order) string {
			return o.SpecialInstructions
		},
		"<shipmentManifest>x</shipmentManifest>": func(o orders.Order) string { return o.ShipmentManifest },
		"<indirectTaxList>x</indirectTaxList>":   func(o orders.Order) string { return o.IndirectTaxes },
		"<purchaseMethod>x</purchaseMethod>": func(
			o orders.Order) string {
			return string(o.PurchaseMethod)
		},
		"<status>x</status>":                        func(o orders.Order) string { return string(o.Status) },
		"<domain><name>x</name></domain>":           func(o orders.Order) string { return o.Domain.Name },
		"<reseller><name>x</name></reseller>":       func(o orders.Order) string { return o.Reseller.Name },
		"<seller><name>x</name></seller>":           func(o orders.Order) string { return o.Seller.Name },
		"<shipping><company>x</company></shipping>": func(o orders.Order) string { return o.Shipping.Company },
		"<shipping><trackingCode>x</trackingCode></shipping>": func(
			o orders.Order) string {
			return o.Shipping.TrackingCode
		},
		"<buyer><email>x</email></buyer>":                                func(o orders.Order) string { return o.Buyer.Email },
		"<buyer><mailingAddress><city>x</city></mailingAddress></buyer>": func(o orders.Order) string { return o.Buyer.Address.City },
		"<buyer><mailingAddress><code>x</code></mailingAddress></buyer>": func(o orders.Order) string { return o.Buyer.Address.Code },
		"<buyer><mailingAddress><country>x</country></mailingAddress></buyer>": func(
			o orders.Order) string {
			return o.Buyer.Address.Country
		},
		"<buyer><mailingAddress><name>x</name></mailingAddress></buyer>": func(o orders.Order) string { return o.Buyer.Address.Name },
		"<buyer><mailingAddress><phone>x</phone></mailingAddress></buyer>": func(
			o orders.Order) string {
			return o.Buyer.Address.Phone
		},
		"<buyer><mailingAddress><region>x</region></mailingAddress></buyer>": func(
			o orders.Order) string {
			return o.Buyer.Address.Region
		},
		"<buyer><mailingAddress><street>x</street></mailingAddress></buyer>": func(
			o orders.Order) string {
			return o.Buyer.Address.Street
		},
		"<buyer><mailingAddress><street2>x</street2></mailingAddress></buyer>": func(
			o orders.Order) string {
			return o.Buyer.Address.Street2
		},
	}
	for xml, field := range texts {
		assert.Equal(t, "seen", field(one(t, strings.Replace(xml, old, seen, 1))), xml)
	}
	amounts := map[string]func(orders.Order) orders.Money{
		"orderTotals gst":                func(o orders.Order) orders.Money { return o.Totals.GST },
		"orderTotals handling":           func(o orders.Order) orders.Money { return o.Totals.Handling },
		"orderTotals shipping":           func(o orders.Order) orders.Money { return o.Totals.Shipping },
		"orderTotals subtotal":           func(o orders.Order) orders.Money { return o.Totals.Subtotal },
		"orderTotals tax":                func(o orders.Order) orders.Money { return o.Totals.Tax },
		"orderTotals total":              func(o orders.Order) orders.Money { return o.Totals.Total },
		"shipping extraItemShippingCost": func(o orders.Order) orders.Money { return o.Shipping.ExtraItemCost },
		"shipping firstItemShippingCost": func(o orders.Order) orders.Money { return o.Shipping.FirstItemCost },
	}
	for path, field := range amounts {
		outer, inner, _ := strings.Cut(path, " ")
		o := one(t, "<"+outer+"><"+inner+` currency="NZD">12.5</`+inner+"></"+outer+">")
		assert.Equal(t, "12.5 NZD", field(o).String(), path)
	}
	o := one(t, `<shipping><minDeliveryDays>10</minDeliveryDays><maxDeliveryDays>21</maxDeliveryDays></shipping>`)
	assert.Equal(t, 10, *o.Shipping.MinDeliveryDays)
	assert.Equal(t, 21, *o.Shipping.MaxDeliveryDays)
	o = between(t, `<purchaseOrder id="5"><purchaseOrderItemList><purchaseOrderItem id="71"><book id="31"><author>a</author>`+
		`<description>d</description>`+
		`<isbn>i</isbn><price currency="GBP">10</price><title>t</title><vendorKey>k</vendorKey></book><sellerTotal currency="GBP">`+
		`11</sellerTotal>`+
		`<status code="35">Shipped</status></purchaseOrderItem></purchaseOrderItemList></purchaseOrder>`)
	i := o.Items[0]
	assert.Equal(t, []string{"71", "31", "a", "d", "i", "t", "k", "10 GBP", "11 GBP", "Shipped", "35"}, []string{
		i.ID, i.Book.ListingID, i.Book.Author, i.Book.Description, i.Book.ISBN, i.Book.Title, i.VendorBookID, i.Book.Price.String(),
		i.SellerTotal.String(), string(i.Status), string(i.StatusCode),
	})
}

func TestEveryFieldOfAnErrorIsSet(t *testing.T) {
	t.Parallel()
	id := sellerwire.WithRequestID("7b0c6ee2-3f43-4b73-9a3c-0d5f6a2c1e11")
	client := replying(t, http.StatusForbidden, requestError("108"))
	_, err := client.Get(t.Context(), "500000001", id)
	e := testkit.ErrorOf(t, err)
	require.ErrorContains(t, e.Err, "not authorised")
	e.Err = nil
	assert.Equal(t, &sellerwire.Error{
		Service: "orders", Operation: "get", Item: "order 500000001", StatusCode: 403,
		Codes: []string{"108"}, Messages: []string{"words for it"},
		RequestID: "7b0c6ee2-3f43-4b73-9a3c-0d5f6a2c1e11", Attempts: 1, Kinds: []error{sellerwire.ErrForbidden},
	}, e)
	_, err = client.NewOrders(t.Context(), id)
	assert.Equal(t, "new orders", testkit.ErrorOf(t, err).Operation)
	assert.Empty(t, testkit.ErrorOf(t, err).Item)
}
