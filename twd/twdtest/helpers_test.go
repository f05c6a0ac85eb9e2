package twdtest_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/twd/twdtest"
)

const declaration = `<?xml version="1.0" encoding="ISO-8859-1"?>` + "\n"

// invalidKey is the error of the vendor's page.
const invalidKey = declaration + `<result>
	<statuscode>0</statuscode>
	<statusmessage>The supplied API key is not valid!</statusmessage>
</result>
`

// updateOK is the vendor's reply to every update.
const updateOK = declaration + `<result>
	<statuscode>1</statuscode>
	<statusmessage>UPDATE OK</statusmessage>
</result>
`

// failed is an error in the emulator's own words.
func failed(message string) string {
	return declaration + "<result>\n\t<statuscode>0</statuscode>\n\t<statusmessage>" + message + "</statusmessage>\n</result>\n"
}

// shop returns an emulator with one item.
func shop(opts twdtest.Options) *twdtest.Emulator {
	opts.APIKey = "k"
	e := twdtest.New(opts)
	e.Seed(twdtest.Item{
		StockNo: "1015", DeptCode: "BEDS", Dept: "Beds", Brand: "Serta",
		Description: "Captains Bed, White", Qty: new(1), Price: "50",
	})
	return e
}

// get asks for a query and returns the body's bytes.
func get(t *testing.T, e http.Handler, query string) string {
	t.Helper()
	return serve(e, httptest.NewRequest(http.MethodGet, "/api.pl?"+query, nil)).Body.String()
}

// post sends a form.
func post(t *testing.T, e http.Handler, form string) string {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, "/api.pl", strings.NewReader(form))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return serve(e, r).Body.String()
}

func serve(e http.Handler, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	e.ServeHTTP(w, r)
	return w
}

// body reads and closes a reply.
func body(t *testing.T, resp *http.Response) string {
	t.Helper()
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return string(b)
}

// item reads the state of a stock number that must exist.
func item(t *testing.T, e *twdtest.Emulator, stockNo string) twdtest.Item {
	t.Helper()
	it, found := e.Item(stockNo)
	require.True(t, found, "no item %s", stockNo)
	return it
}

// stockNumbers are those of a reply, in its order.
func stockNumbers(reply string) []string {
	var numbers []string
	for part := range strings.SplitSeq(reply, "<stock_no>") {
		if number, _, found := strings.Cut(part, "</stock_no>"); found {
			numbers = append(numbers, number)
		}
	}
	return numbers
}
