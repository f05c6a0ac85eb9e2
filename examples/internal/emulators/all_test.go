package emulators_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/abebooks"
	"github.com/sellerwire/sellerwire/examples/internal/emulators"
)

// values are what a switch may be set to, the first that it takes.
var values = []string{"7s", "7", "true", "text"}

// TestEveryOptionHasASwitch sets each switch and looks at which option has changed.
func TestEveryOptionHasASwitch(t *testing.T) {
	t.Parallel()
	without := []string{ // accounts, clocks, and what only a test in Go can hand over
		"AbeBooks.Account", "AbeBooks.Limited", "AbeBooks.Now", "Orders.Account", "Orders.Limited", "Orders.Now",
		"Purchase.AccessKey", "Purchase.SecretKey", "Purchase.LimitedAccessKey", "Purchase.LimitedSecretKey",
		"Purchase.ExpiredAccessKey", "Purchase.ExpiredSecretKey", "Purchase.CardToken", "Purchase.Listings", "Purchase.Now",
		"Purchase.Processing", "AIM.Email", "AIM.Password", "AIM.Now", "AIM.Location", "AIM.ProcessingDelay", "AIM.Manual",
		"TWD.APIKey", "InvAPI.Token",
	}
	set := map[string]string{}
	var together emulators.Options
	for line := range strings.Lines(emulators.Switches()) {
		assert.LessOrEqual(t, len(line), 81, line)
		if strings.HasPrefix(line, "   ") {
			continue
		}
		name := strings.Fields(line)[0]
		var opts emulators.Options
		words := strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune(" ,:;\n", r) })
		for _, value := range append(slices.Clone(values), words...) {
			if opts.Set(name+"="+value) == nil && len(changed(opts)) > 0 {
				require.NoError(t, together.Set(name+"="+value))
				break
			}
		}
		fields := changed(opts)
		require.Len(t, fields, 1, name)
		require.Empty(t, set[fields[0]], "%s and %s set the same", name, set[fields[0]])
		set[fields[0]] = name
	}
	require.Len(t, changed(together), len(set), "a switch leaves the others as they are")
	for service, fields := range optionFields() {
		for _, field := range fields {
			if name := service + "." + field; !slices.Contains(without, name) {
				assert.NotEmpty(t, set[name], "%s has no switch", name)
			}
		}
	}
}

// optionFields are the options of each emulator.
func optionFields() map[string][]string {
	all := map[string][]string{}
	for service := range reflect.TypeFor[emulators.Options]().Fields() {
		if service.Type.Kind() == reflect.Struct {
			for field := range service.Type.Fields() {
				all[service.Name] = append(all[service.Name], field.Name)
			}
		}
	}
	return all
}

// changed are the options that are not zero.
func changed(opts emulators.Options) (fields []string) {
	for service, value := range reflect.ValueOf(opts).Fields() {
		if service.Type.Kind() != reflect.Struct {
			continue
		}
		for field, value := range value.Fields() {
			if !value.IsZero() {
				fields = append(fields, service.Name+"."+field.Name)
			}
		}
	}
	return fields
}

func TestASwitchThatDoesNotExistIsNamed(t *testing.T) {
	t.Parallel()
	var opts emulators.Options
	require.ErrorContains(t, opts.Set("aim.nothing=1"), `no switch "aim.nothing"`)
	require.ErrorContains(t, opts.Set("twd.past-end=x"), "must be one of empty, error, last-page")
	require.Empty(t, changed(opts))
}

// A value that no emulator can have is refused before it starts, not when it answers.
func TestSwitchesKnowTheirBounds(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"aim.report-status=x":          "must be an HTTP status, 200 to 599",
		"aim.report-status=99999":      "must be an HTTP status, 200 to 599",
		"twd.error-status=100":         "must be an HTTP status, 200 to 599",
		"invapi.token-status=-401":     "must be an HTTP status, 200 to 599",
		"twd.page-size=-1":             "must be a whole number, 0 or more",
		"purchase.rate-limit=1.5":      "must be a whole number, 0 or more",
		"abebooks.partial-code=-600":   "must be a whole number, 0 or more",
		"purchase.visible-after=-1s":   "must be a time such as 1m30s, 0 or more",
		"purchase.status-after=7":      "must be a time such as 1m30s, 0 or more",
		"orders.allow-get=perhaps":     "must be true or false",
		"abebooks.content-type=a\r\nb": "must be printable ASCII",
	} {
		var opts emulators.Options
		require.ErrorContains(t, opts.Set(text), want, text)
		require.Empty(t, changed(opts), text)
	}
	var opts emulators.Options
	require.NoError(t, opts.Set("aim.report-status=0"), "the default")
	require.NoError(t, opts.Set("aim.report-status=202"))
	require.NoError(t, opts.Set("orders.allow-get"))
	require.NoError(t, opts.Set("orders.allow-get=false"))
	require.Equal(t, []string{"AIM.ReportStatusStatus"}, changed(opts))
}

// send posts a text, and returns the status and the body of the answer.
func send(t *testing.T, method, url, body string) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	require.NoError(t, err)
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return response.StatusCode, string(text)
}

func TestABuyerOrdersCancelsAndWaits(t *testing.T) {
	t.Parallel()
	all := emulators.NewAll(emulators.Options{})
	server := httptest.NewServer(all)
	defer server.Close()
	e := all.Endpoints(server.URL)

	add := abeRequest("inventoryUpdateRequest", "bookupdate", e, `<AbebookList><Abebook><transactionType>add</transactionType>`+
		`<vendorBookID>C-1</vendorBookID><title>A title</title><price currency="GBP">9.50</price></Abebook></AbebookList>`)
	_, answer := send(t, http.MethodPut, server.URL+"/", add)
	require.Contains(t, answer, "<code>600</code>")

	status, answer := send(t, http.MethodPost, e.Control, `{"place": {"listing": "C-1", "site": "abebooks.co.uk"}}`)
	require.Equal(t, 200, status, answer)
	var order struct{ ID, Currency string }
	require.NoError(t, json.Unmarshal([]byte(answer), &order))
	require.Equal(t, "GBP", order.Currency)
	for _, url := range []string{server.URL + "/", e.Orders.URL, strings.TrimSuffix(e.Orders.URL, "/")} {
		for _, method := range []string{http.MethodPost, http.MethodPut} {
			_, answer = send(t, method, url, abeRequest("orderUpdateRequest", "getAllNewOrders", e, ""))
			require.Contains(t, answer, order.ID, "%s %s", method, url)
		}
	}
	books := func() string {
		_, state := send(t, http.MethodGet, e.State, "")
		return state
	}
	require.Contains(t, books(), `"abebooks":{"books":{}`, "the last copy is sold")

	status, answer = send(t, http.MethodPost, e.Control, `{"cancel": "`+order.ID+`"}`)
	require.Equal(t, 200, status, answer)
	require.Contains(t, answer, "Buyer Cancelled")
	require.Contains(t, books(), `"abebooks":{"books":{"C-1"`, "it is back")

	_, answer = send(t, http.MethodPost, e.Control, `{"place": {"listing": "unlisted", "copies": 2}}`)
	require.Contains(t, answer, `"Ordered"`)
	require.Equal(t, 2, strings.Count(answer, `"vendor_book_id":"unlisted"`))
	_, answer = send(t, http.MethodPost, e.Control, `{"place": {"items": [{"vendor_book_id": "1"}, {}], "site": "IberLibro.com"}}`)
	require.Contains(t, answer, `"domain_name":"iberlibro.com"`)
	status, answer = send(t, http.MethodPost, e.Control, `{"advance": "97h"}`)
	require.Equal(t, 200, status, answer)
	require.Contains(t, books(), `"Expired"`)

	for _, bad := range []string{
		`{}`, `x`, `{"cancel":"1"}`, `{"advance":"soon"}`, `{"advance":"1h","service":"twd"}`, `{"place":{"listing":""}}`,
		`{"place":{"listing":"C-1","site":"nowhere"}}`,
		`{"advance":"1h","cancel":"1"}`, `{"unknown":1}`, `{"place":{"listing":"C-1","copies":0}}`,
		`{"place":{}}`, `{"place":{"listing":"C-1","items":[{"vendor_book_id":"C-1"}]}}`,
		`{"place":{"items":[{"vendor_book_id":"C-1"}],"copies":2}}`, `{"cancel":"1","service":"aim"}`,
	} {
		status, answer = send(t, http.MethodPost, e.Control, bad)
		require.Equal(t, 400, status, bad)
		require.Contains(t, answer, `{"error":"`, bad)
	}
}

func abeRequest(root, action string, e emulators.Endpoints, rest string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><!-- <orderUpdateRequest> --><` +
		root + ` version="1.0"><action name="` + action + `"><username>` +
		e.Orders.Username + `</username><password>` + e.Orders.APIKey + `</password></action>` + rest + `</` + root + `>`
}

func TestTheClockOfAServiceMoves(t *testing.T) {
	t.Parallel()
	all := emulators.NewAll(emulators.Options{Latency: time.Millisecond})
	server := httptest.NewServer(all)
	defer server.Close()
	e := all.Endpoints(server.URL)
	client, err := abebooks.New(abebooks.Signed(e.AbeBooks.AccessKey, e.AbeBooks.SecretKey), sellerwire.WithBaseURL(e.AbeBooks.URL))
	require.NoError(t, err)
	defer client.Close()
	require.NoError(t, client.Delete(t.Context(), "C-1"))
	status, answer := send(t, http.MethodPost, e.Control, `{"advance": "-1h", "service": "abebooks"}`)
	require.Equal(t, 200, status, answer)
	require.ErrorIs(t, client.Delete(t.Context(), "C-1"), sellerwire.ErrUnauthorized)
}

// Whatever the replies look like, the state is that of a service whose replies are
// not odd.
func TestTheStateBehindOddRepliesIsTrue(t *testing.T) {
	t.Parallel()
	states := map[float64]string{}
	for _, rate := range []float64{0, 0.5, 1} {
		all := emulators.NewAll(emulators.Options{OddRate: rate, OddSeed: 3})
		server := httptest.NewServer(all)
		defer server.Close()
		e := all.Endpoints(server.URL)
		odd := 0
		do := func(method, url, body string, header ...string) {
			request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
			require.NoError(t, err)
			for i := 0; i < len(header); i += 2 {
				request.Header.Set(header[i], header[i+1])
			}
			response, err := http.DefaultTransport.RoundTrip(request) // which follows no redirect
			require.NoError(t, err)
			require.NoError(t, response.Body.Close())
			if response.Header.Get("X-Odd") != "" {
				odd++
			}
		}
		const calls = 20
		for n := range calls {
			do(http.MethodPut, e.AbeBooks.URL, abeRequest("inventoryUpdateRequest", "bookupdate", e, fmt.Sprintf(
				`<AbebookList><Abebook><transactionType>add</transactionType><vendorBookID>C-%d</vendorBookID>`+
					`<title>A title</title><price>%d.50</price></Abebook></AbebookList>`, n, n)))
			do(http.MethodPost, e.TWD.URL, fmt.Sprintf("action=update&stock_no=1015&qtyadj=-%d&apikey=%s", n, e.TWD.APIKey),
				"Content-Type", "application/x-www-form-urlencoded")
			do(http.MethodPost, e.InvAPI.URL+"/api/product/inventory", fmt.Sprintf(`{"upc":"849632048260","store":"3","quantity":%d}`, n),
				"Content-Type", "application/json", "Authorization", "Bearer "+e.InvAPI.Token)
			do(http.MethodPost, e.Orders.URL, abeRequest("orderUpdateRequest", "getAllNewOrders", e, ""))
		}
		require.True(t, map[float64]bool{0: odd == 0, 0.5: odd > calls && odd < 3*calls, 1: odd == 4*calls}[rate], "%d odd", odd)
		states[rate] = regexp.MustCompile(`"now":"[^"]*"`).ReplaceAllString(stateOf(t, e), "")
	}
	require.Contains(t, states[0], `"C-19"`)
	require.Equal(t, states[0], states[0.5])
	require.Equal(t, states[0], states[1])
}

// stateOf reads the state, which is never odd.
func stateOf(t *testing.T, e emulators.Endpoints) string {
	t.Helper()
	status, text := send(t, http.MethodGet, e.State, "")
	require.Equal(t, http.StatusOK, status)
	return text
}
