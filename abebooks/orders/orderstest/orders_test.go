package orderstest_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/abebooks/orders/orderstest"
	"github.com/sellerwire/sellerwire/internal/testkit"
)

func full() orderstest.Order {
	return orderstest.Order{
		ID: "500000001", BuyerOrderID: "510000001", Placed: placed, DomainID: "52", Currency: "EUR", Shipping: "4.50", ExtraShipping: "1.5",
		Buyer: orderstest.Buyer{
			ID: "60000001", Email: "lucia@reader.example", Name: "Lucía Ejemplo", Street: "Calle “Mayor”, 1", City: "Málaga", Region: "M",
			Code: "29000", Country: "Spain", Phone: "000",
		},
		Instructions: "Bitte <gut> verpacken & schnell – Łódź", Method: "SD", Type: "Check", Manifest: "https://shop.example/m?a=1&b=2",
		Items: []orderstest.Item{
			{
				ID: "700000001", VendorBookID: "SKU-0001", ListingID: "31000000001", Author: "A", Title: "Ün libro", Description: "D",
				ISBN: "9780000000002", Price: "23.90",
			},
			{ID: "700000002", VendorBookID: "0002", ListingID: "31000000002", Price: "12345678"},
		},
	}
}

func TestAReplyLooksLikeThoseOfTheService(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string]orderstest.Options{
		"latin1.xml": {}, "windows-1252.xml": {Windows1252: true}, "utf-8.xml": {UTF8: true, ExtraElements: true},
	} {
		opts.Now = at(placed)
		e := orderstest.New(opts)
		e.Place(full())
		testkit.Golden(t, name, list(t, e))
		order := get(t, e, "500000001")
		assert.Contains(t, order, `<orderUpdateResponse version="1.1">`+"\n"+` <purchaseOrder id="500000001">`)
		assert.Contains(t, ask(t, e, strings.Replace(request(e, "getAllNewOrders", ""), "1.1", "1.0", 1)), `<orderUpdateResponse `+
			`version="1.0">`)
	}
	resp := send(t, orderstest.New(orderstest.Options{}), http.MethodPost, "")
	assert.Equal(t, "text/xml; charset=UTF-8", resp.Header.Get("Content-Type"), "which is wrong, as the service's is")
	e := orderstest.New(orderstest.Options{})
	e.Place(orderstest.Order{Omit: []string{"isbn", "buyerPurchaseOrder", "date"}, Items: []orderstest.Item{{}}})
	assert.NotContains(t, list(t, e), "isbn")
	assert.NotContains(t, list(t, e), "buyerPurchaseOrder")
	assert.NotContains(t, list(t, e), "<day>")
	testkit.Golden(t, "empty.xml", list(t, orderstest.New(orderstest.Options{})))
	assert.NotContains(t, list(t, orderstest.New(orderstest.Options{OmitEmptyList: true})), "List")
}

func TestWhatIsVerified(t *testing.T) {
	t.Parallel()
	e := orderstest.New(orderstest.Options{Now: at(placed)})
	e.Place(full())
	e.Place(orderstest.Order{ID: "500000009", Foreign: true})
	fine := request(e, "getAllNewOrders", "")
	limited := strings.NewReplacer(e.Username(), e.Limited().Username, e.APIKey(), e.Limited().APIKey)
	for name, c := range map[string]struct{ body, code string }{
		"as it should be":       {fine, ""},
		"white space before it": {" \r\n" + fine, ""},
		"UTF-8":                 {strings.Replace(fine, "ISO-8859-1", "UTF-8", 1), ""},
		"no declaration":        {fine[strings.Index(fine, "<order"):], ""},
		"nothing":               {"", "104"},
		"no XML":                {"hello", "104"},
		"half of it":            {fine[:len(fine)/2], "104"},
		"another root":          {strings.ReplaceAll(fine, "orderUpdateRequest", "inventoryUpdateRequest"), "104"},
		"something behind":      {fine + "<x/>", "104"},
		"text behind":           {fine + "x", "104"},
		"an unknown encoding":   {strings.Replace(fine, "ISO-8859-1", "EBCDIC", 1), "104"},
		"an unknown action":     {request(e, "getOrders", ""), "109"},
		"an action that changes": {request(e, "update", `<purchaseOrder id="500000001"><status>Shipped</status></purchaseOrder>`),
			"109"},
		"another key":               {strings.Replace(fine, e.APIKey(), "x", 1), "110"},
		"another user":              {strings.Replace(fine, e.Username(), "x", 1), "110"},
		"no credentials":            {strings.NewReplacer(e.Username(), "", e.APIKey(), "").Replace(fine), "110"},
		"a key without rights":      {limited.Replace(fine), "108"},
		"an order":                  {request(e, "getOrder", `<purchaseOrder id="500000001"/>`), ""},
		"no order":                  {request(e, "getOrder", ""), "104"},
		"an order that is not":      {request(e, "getOrder", `<purchaseOrder id="5"/>`), "201"},
		"another seller's order":    {request(e, "getOrder", `<purchaseOrder id="500000009"/>`), "202"},
		"a key with Latin-1 in it":  {strings.Replace(fine, e.APIKey(), "\xe9", 1), "110"},
		"a request that is too big": {strings.Repeat(" ", 1<<20) + fine, "104"},
	} {
		reply := ask(t, e, c.body)
		assert.Equal(t, c.code, code(reply), name)
	}
	assert.Equal(t, http.StatusMethodNotAllowed, send(t, e, http.MethodGet, fine).StatusCode)
	assert.Equal(t, http.StatusOK, send(t, e, http.MethodPut, fine).StatusCode)
	assert.Equal(t, http.StatusOK, send(t, orderstest.New(orderstest.Options{AllowGet: true}), http.MethodGet, fine).StatusCode)
	assert.Equal(t, http.StatusBadRequest, send(t, orderstest.New(orderstest.Options{ErrorStatus: 400}), http.MethodPost, "").StatusCode)
	assert.Equal(t, "7", code(get(t, orderstest.New(orderstest.Options{UnknownOrderCode: 7}), "5")))

	e.FailRequests(100, 777)
	assert.Equal(t, []string{"100", "777", ""}, []string{code(list(t, e)), code(list(t, e)), code(list(t, e))})
	assert.NotContains(t, listed(t, e), "500000009")
}

func TestAnOrderIsListedUntilItIsAnswered(t *testing.T) {
	t.Parallel()
	e := orderstest.New(orderstest.Options{Now: at(placed)})
	younger := e.Place(
		orderstest.Order{Placed: placed.Add(-time.Hour), Items: []orderstest.Item{{VendorBookID: "A"}, {VendorBookID: "B"}}}).ID
	older := e.Place(orderstest.Order{Placed: placed.Add(-2 * time.Hour), Items: []orderstest.Item{{VendorBookID: "C"}}}).ID
	for range 3 {
		assert.Equal(t, []string{older, younger}, listed(t, e), "again and again, oldest first")
	}
	require.NoError(t, e.Answer(older, orderstest.Shipped))
	assert.Equal(t, []string{younger}, listed(t, e))
	assert.Contains(t, get(t, e, older), `<status code="35">Shipped</status>`)
	require.Error(t, e.Answer(older, orderstest.Rejected), "it is answered once")
	require.Error(t, e.Cancel(older))
	require.Error(t, e.Cancel("1"))
	require.Error(t, e.AnswerItem(younger, "", orderstest.Shipped))

	o, found := e.Order(younger)
	require.True(t, found)
	require.NoError(t, e.AnswerItem(younger, o.Items[0].ID, orderstest.Rejected))
	assert.Equal(t, []string{younger}, listed(t, e), "one item waits")
	assert.Contains(t, list(t, e), ">Rejected<")
	require.NoError(t, e.Cancel(younger))
	assert.Empty(t, listed(t, e))
	o, _ = e.Order(younger)
	assert.Equal(t, orderstest.Rejected, o.Items[0].Status, "what was answered stays")
	assert.Equal(t, orderstest.BuyerCancelled, o.Items[1].Status)
	_, found = e.Order("1")
	assert.False(t, found)
}

func TestSwitchesOfTheList(t *testing.T) {
	t.Parallel()
	e := orderstest.New(orderstest.Options{NewestFirst: true, OmitPartlyAnswered: true, WithholdContact: true, Now: at(placed)})
	first := e.Place(orderstest.Order{ID: "1", Placed: placed.Add(-time.Hour), Items: []orderstest.Item{{}, {}}})
	e.Place(orderstest.Order{ID: "2", Placed: placed})
	assert.Equal(t, []string{"2", "1"}, listed(t, e))
	assert.Contains(t, list(t, e), "<street />")
	require.NoError(t, e.AnswerItem("1", first.Items[1].ID, orderstest.Shipped))
	assert.Equal(t, []string{"2"}, listed(t, e))
	require.NoError(t, e.Answer("1", orderstest.Shipped))
	assert.Contains(t, get(t, e, "1"), "12 Rue de l&#8217;Exemple")
	e.Place(orderstest.Order{ID: "2", Instructions: "in the place of the first"})
	assert.Contains(t, list(t, e), "in the place of the first")
	assert.Len(t, e.Orders(), 2)
}

func TestOrdersExpire(t *testing.T) {
	t.Parallel()
	e := orderstest.New(orderstest.Options{Now: at(placed)})
	card := e.Place(orderstest.Order{Items: []orderstest.Item{{}}}).ID
	direct := e.Place(orderstest.Order{Method: "SD", Type: "PayPal", Items: []orderstest.Item{{}}}).ID
	e.Advance(96*time.Hour - time.Second)
	assert.Len(t, listed(t, e), 2)
	e.Advance(time.Second)
	assert.Empty(t, listed(t, e))
	o, _ := e.Order(card)
	assert.Equal(t, orderstest.Expired, o.Status)
	o, _ = e.Order(direct)
	assert.Equal(t, orderstest.AvailabilityConfirmed, o.Status)
	assert.Equal(t, placed.Add(96*time.Hour), e.Place(orderstest.Order{}).Placed)
}

func TestCardsAreDeclined(t *testing.T) {
	t.Parallel()
	e := orderstest.New(orderstest.Options{})
	card := e.Place(orderstest.Order{Items: []orderstest.Item{{}}}).ID
	direct := e.Place(orderstest.Order{Method: "SD", Items: []orderstest.Item{{}}}).ID
	e.DeclineCards(true)
	require.NoError(t, e.Answer(card, orderstest.Shipped))
	require.NoError(t, e.Answer(direct, orderstest.Shipped))
	assert.Contains(t, get(t, e, card), `<status code="19">Credit Card Rejected</status>`)
	assert.Contains(t, get(t, e, direct), ">Shipped<")
}

func TestTheInventoryIsTold(t *testing.T) {
	t.Parallel()
	e := orderstest.New(orderstest.Options{Now: at(placed)})
	stock := map[string]int{}
	e.OnSold(func(i orderstest.Item, copies int) { stock[i.VendorBookID] += copies })
	items := []orderstest.Item{{VendorBookID: "A"}, {VendorBookID: "A"}, {VendorBookID: "B"}}
	one := e.Place(orderstest.Order{Items: items})
	two := e.Place(orderstest.Order{Items: items[2:]})
	three := e.Place(orderstest.Order{Items: items[2:]})
	e.Place(orderstest.Order{Foreign: true, Items: items})
	assert.Equal(t, map[string]int{"A": -2, "B": -3}, stock)
	require.NoError(t, e.AnswerItem(one.ID, one.Items[0].ID, orderstest.PreviouslySold))
	assert.Equal(t, -2, stock["A"], "it was sold elsewhere")
	require.NoError(t, e.Cancel(one.ID))
	assert.Equal(t, map[string]int{"A": -1, "B": -2}, stock)
	require.NoError(t, e.Answer(two.ID, orderstest.Shipped))
	assert.Equal(t, -2, stock["B"])
	e.Advance(96 * time.Hour)
	assert.Equal(t, -1, stock["B"], "%s has expired", three.ID)
	e.OnSold(nil)
	e.Place(orderstest.Order{Items: items})
	assert.Equal(t, -1, stock["A"])
}

func TestState(t *testing.T) {
	t.Parallel()
	e := orderstest.New(orderstest.Options{Now: at(placed)})
	e.Place(full())
	list(t, e)
	text, err := json.Marshal(e.State())
	require.NoError(t, err)
	var state struct {
		Orders   []orderstest.Order
		Now      time.Time
		Requests int
	}
	require.NoError(t, json.Unmarshal(text, &state))
	assert.Equal(t, e.Orders(), state.Orders, "what is shown can be placed again")
	assert.Equal(t, placed, state.Now)
	assert.Equal(t, 1, state.Requests)
	assert.NotContains(t, string(text), e.APIKey())
}

func TestAmountsAreWrittenAsJavaDoes(t *testing.T) {
	t.Parallel()
	for price, want := range map[string]string{
		"": "10.0", "38": "38.0", "4.25": "4.25", "23.90": "23.9", "0.1": "0.1", "9999999.99": "9999999.99", "12345678": "1.2345678E7",
		"20000000": "2.0E7", "n/a": "0.0",
	} {
		e := orderstest.New(orderstest.Options{})
		e.Place(orderstest.Order{Items: []orderstest.Item{{Price: price}}})
		assert.Contains(t, list(t, e), `<price currency="USD">`+want+`</price>`)
	}
}

func TestOtherPaths(t *testing.T) {
	t.Parallel()
	server := orderstest.NewServer(orderstest.Options{})
	defer server.Close()
	resp, err := http.Post(server.URL+"x", "text/xml", nil)
	require.NoError(t, err)
	defer resp.Body.Close()
	assert.Equal(t, http.StatusNotFound, resp.StatusCode)
	assert.EqualValues(t, 1, server.Requests())
}
