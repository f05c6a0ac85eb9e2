package purchasetest_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/purchase/purchasetest"
)

// memoryURL is a base URL for requests through the in-memory RoundTripper.
const memoryURL = "http://purchase.test/v1"

// start is where the tests' clocks stand.
var start = time.Date(2024, 5, 6, 7, 8, 9, 0, time.UTC)

// clock is a time that a test moves. The requests of these tests are not
// concurrent with its moves.
type clock struct{ time time.Time }

func newClock() *clock { return &clock{start} }

func (c *clock) now() time.Time             { return c.time }
func (c *clock) advance(step time.Duration) { c.time = c.time.Add(step) }

// caller sends signed raw requests.
type caller struct {
	http      *http.Client
	base      string
	accessKey string
	secretKey string
	now       func() time.Time
}

// newCaller reaches an emulator without a network.
func newCaller(emu *purchasetest.Emulator, now func() time.Time) *caller {
	return &caller{
		http:      &http.Client{Transport: emu.RoundTripper()},
		base:      memoryURL,
		accessKey: emu.AccessKey(),
		secretKey: emu.SecretKey(),
		now:       now,
	}
}

// reply is what came back.
type reply struct {
	status int
	header http.Header
	body   string
}

// codes are the values of Abe-Status, as many headers as there are.
func (r reply) codes() string { return strings.Join(r.header.Values("Abe-Status"), "|") }

// order decodes the body in the way of somebody else's client.
func (r reply) order(t *testing.T) orderReply {
	t.Helper()
	var order orderReply
	decode(t, r.body, &order)
	return order
}

func (r reply) page(t *testing.T) pageReply {
	t.Helper()
	var page pageReply
	decode(t, r.body, &page)
	return page
}

func (r reply) messages(t *testing.T) []string {
	t.Helper()
	var body struct {
		Messages []string `json:"messages"`
	}
	decode(t, r.body, &body)
	return body.Messages
}

type orderReply struct {
	OrderID     json.Number `json:"orderId"`
	CreateDate  string      `json:"createDate"`
	Currency    string      `json:"currency"`
	DryRun      bool        `json:"dryrun"`
	Tax         json.Number `json:"tax"`
	TaxModel    string      `json:"taxModel"`
	ReferenceID string      `json:"referenceId"`
	Listings    []struct {
		ListingID json.Number `json:"listingId"`
		Quantity  int         `json:"quantity"`
		Items     []itemReply `json:"orderItems"`
	} `json:"listings"`
}

type itemReply struct {
	ID       json.Number `json:"orderItemId"`
	Cost     json.Number `json:"cost"`
	ShipCost json.Number `json:"shipcost"`
	Status   int         `json:"status"`
	Updated  *string     `json:"itemUpdateDate"`
}

// items renders all items of the order as "cost+shipcost:status".
func (o orderReply) items() string {
	var items []string
	for _, listing := range o.Listings {
		for _, item := range listing.Items {
			items = append(items, fmt.Sprintf("%s+%s:%d", item.Cost, item.ShipCost, item.Status))
		}
	}
	return strings.Join(items, " ")
}

type pageReply struct {
	Metadata struct {
		Next json.RawMessage `json:"next"`
		Size int             `json:"orderResponseSize"`
	} `json:"metadata"`
	Orders []orderReply `json:"orders"`
}

func (p pageReply) ids() string {
	ids := make([]string, 0, len(p.Orders))
	for _, order := range p.Orders {
		ids = append(ids, order.OrderID.String())
	}
	return strings.Join(ids, " ")
}

func decode(t *testing.T, body string, into any) {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(body))
	decoder.UseNumber()
	require.NoError(t, decoder.Decode(into), body)
}

// sign is the vendor's signature of a request, lower-case hex.
func sign(method, uri, date, body, secret string) string {
	checksum := sha256.Sum256([]byte(body))
	mac := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(mac, "%s\n%s\n%s\n%x", method, uri, date, checksum)
	return hex.EncodeToString(mac.Sum(nil))
}

// newRequest builds a signed request.
func (c *caller) newRequest(method, target, requestID, body string) (*http.Request, error) {
	req, err := http.NewRequest(method, c.base+target, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	date := c.now().UTC().Format("2006-01-02T15:04:05Z")
	req.Header.Set("Abe-RequestId", requestID)
	req.Header.Set("Abe-Access-Key", c.accessKey)
	req.Header.Set("Abe-Date", date)
	req.Header.Set("Abe-Signature", sign(method, req.URL.String(), date, body, c.secretKey))
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	return req, nil
}

// request builds a signed request that ends with the test; edit changes it
// after it was signed.
func (c *caller) request(t *testing.T, method, target, requestID, body string, edit ...func(*http.Request)) *http.Request {
	t.Helper()
	req, err := c.newRequest(method, target, requestID, body)
	require.NoError(t, err)
	for _, change := range edit {
		change(req)
	}
	return req.WithContext(t.Context())
}

// send sends a request and reads the whole reply.
func (c *caller) send(req *http.Request) (reply, error) {
	resp, err := c.http.Do(req)
	if err != nil {
		return reply{}, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return reply{resp.StatusCode, resp.Header, string(body)}, err
}

func (c *caller) do(t *testing.T, method, target, requestID, body string, edit ...func(*http.Request)) reply {
	t.Helper()
	got, err := c.send(c.request(t, method, target, requestID, body, edit...))
	require.NoError(t, err)
	return got
}

func (c *caller) get(t *testing.T, target string) reply {
	t.Helper()
	return c.do(t, http.MethodGet, target, "get-1", "")
}

func (c *caller) post(t *testing.T, requestID, body string) reply {
	t.Helper()
	return c.do(t, http.MethodPost, "/orders", requestID, body)
}

// search asks for one page.
func (c *caller) search(t *testing.T, criteria url.Values) reply {
	t.Helper()
	return c.get(t, "/orders?"+criteria.Encode())
}

const address = `{"name":"Ada Reader","address1":"1 Shelf Lane","address2":null,"city":"Bath",` +
	`"provstate":"SOM","country":"GBR","zipcode":"BA1 1AA","phone":"01225 000000"}`

// orderBody is a valid body with some keys replaced; a key set to "-" is left
// out. Equal changes make equal bytes.
func orderBody(emu *purchasetest.Emulator, changes map[string]string) string {
	members := map[string]string{
		"shipAddr":     address,
		"billAddr":     address,
		"ccToken":      `"` + emu.CardToken() + `"`,
		"listings":     `[{"listingId":12345,"quantity":1}]`,
		"shippingMode": `"S"`,
		"domain":       `"abebooks.com"`,
		"dryrun":       "false",
	}
	for key, value := range changes {
		members[key] = value
		if value == "-" {
			delete(members, key)
		}
	}
	parts := make([]string, 0, len(members))
	for _, key := range slices.Sorted(maps.Keys(members)) {
		parts = append(parts, fmt.Sprintf("%q:%s", key, members[key]))
	}
	return "{" + strings.Join(parts, ",") + "}"
}

// fixed makes an emulator whose clock stands still, and its caller.
func fixed(opts purchasetest.Options) (*purchasetest.Emulator, *caller, *clock) {
	at := newClock()
	opts.Now = at.now
	emu := purchasetest.New(opts)
	return emu, newCaller(emu, at.now), at
}

func header(name, value string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set(name, value) }
}

func without(name string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Del(name) }
}
