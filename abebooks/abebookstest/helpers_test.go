package abebookstest_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/abebooks/abebookstest"
)

const declaration = `<?xml version="1.0" encoding="ISO-8859-1"?>` + "\n"

// reply is a test's own reading of a reply.
type reply struct {
	status      int
	contentType string
	body        string

	XMLName xml.Name
	Code    int `xml:"code"`
	Books   []struct {
		Code            int    `xml:"code"`
		Message         string `xml:"message"`
		TransactionType string `xml:"transactionType"`
		VendorBookID    string `xml:"vendorBookID"`
	} `xml:"AbebookList>Abebook"`
}

func (r reply) bookCodes() []int {
	var codes []int
	for _, book := range r.Books {
		codes = append(codes, book.Code)
	}
	return codes
}

func (r reply) ids() []string {
	var ids []string
	for _, book := range r.Books {
		ids = append(ids, book.VendorBookID)
	}
	return ids
}

func serve(t *testing.T, opts abebookstest.Options) *abebookstest.Server {
	t.Helper()
	server := abebookstest.NewServer(opts)
	t.Cleanup(server.Close)
	return server
}

func do(t *testing.T, client *http.Client, request *http.Request) reply {
	t.Helper()
	response, err := client.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	r := reply{
		status:      response.StatusCode,
		contentType: response.Header.Get("Content-Type"),
		body:        string(body),
	}
	if strings.HasPrefix(r.body, `<?xml version="1.0" encoding="UTF-8"?>`) {
		require.NoError(t, xml.Unmarshal(body, &r))
	}
	return r
}

// post sends a document as it stands.
func post(t *testing.T, server *abebookstest.Server, document string) reply {
	t.Helper()
	return do(t, http.DefaultClient, newRequest(t, http.MethodPost, server.URL, document))
}

func newRequest(t *testing.T, method, url, document string) *http.Request {
	t.Helper()
	request, err := http.NewRequest(method, url, strings.NewReader(document))
	require.NoError(t, err)
	request.Header.Set("Content-Type", "text/xml; charset=ISO-8859-1")
	return request
}

// push sends books with the classic credentials.
func push(t *testing.T, server *abebookstest.Server, books ...string) reply {
	t.Helper()
	return post(t, server, classic(server.Username(), server.APIKey(), books...))
}

func classic(username, key string, books ...string) string {
	return document(fmt.Sprintf("<username>%s</username><password>%s</password>", username, key), books...)
}

func document(credentials string, books ...string) string {
	return declaration + `<inventoryUpdateRequest version="1.0">
  <action name="bookupdate">` + credentials + `</action>
  <AbebookList>` + strings.Join(books, "\n") + `</AbebookList>
</inventoryUpdateRequest>`
}

// book is a complete record with more elements behind.
func book(transaction, id string, more ...string) string {
	return "<Abebook><transactionType>" + transaction + "</transactionType><vendorBookID>" + id + "</vendorBookID>" +
		`<title>A Title</title><price currency="USD">12.50</price><quantity amount="1"></quantity>` +
		strings.Join(more, "") + "</Abebook>"
}

// sign adds the four headers for the URL that the request has.
func sign(request *http.Request, accessKey, secret string, date time.Time, body string) {
	stamp := date.UTC().Format("2006-01-02T15:04:05Z")
	sum := sha256.Sum256([]byte(body))
	mac := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(mac, "%s\n%s\n%s\n%x", request.Method, strings.ToLower(request.URL.String()), stamp, sum)
	request.Header.Set("Abe-RequestId", "5d8cf1e1-eb94-40d2-934d-718058f18d4c")
	request.Header.Set("Abe-Access-Key", accessKey)
	request.Header.Set("Abe-Date", stamp)
	request.Header.Set("Abe-Signature", hex.EncodeToString(mac.Sum(nil)))
}

func stateJSON(t *testing.T, e *abebookstest.Emulator) string {
	t.Helper()
	state, err := json.Marshal(e.State())
	require.NoError(t, err)
	return string(state)
}
