package purchase_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/testkit"
	"github.com/sellerwire/sellerwire/purchase"
)

// canned answers with whatever the fuzzer made.
type canned struct {
	status int
	header string
	body   []byte
	sent   []byte
}

func (c *canned) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Body != nil {
		c.sent, _ = io.ReadAll(req.Body)
	}
	return &http.Response{
		StatusCode: c.status, Header: http.Header{"Abe-Status": {c.header}}, Request: req,
		Body: io.NopCloser(bytes.NewReader(c.body)),
	}, nil
}

func (c *canned) client(t testing.TB) *purchase.Client {
	t.Helper()
	client, err := purchase.New("access", "secret-key", sellerwire.WithHTTPClient(&http.Client{Transport: c}),
		sellerwire.WithRetry(sellerwire.RetryPolicy{MaxAttempts: 1}),
		purchase.WithLookUp(purchase.LookUp{First: 1, Budget: 1}))
	require.NoError(t, err)
	return client
}

// Whatever comes back: an order with sane values, or a typed error on one line.
func FuzzReplies(f *testing.F) {
	files, err := filepath.Glob("testdata/*.json")
	require.NoError(f, err)
	for _, file := range files {
		body, err := os.ReadFile(file)
		require.NoError(f, err)
		f.Add(200, "2000", body)
		f.Add(422, "4220, 4002", body)
	}
	for _, body := range []string{
		"", "null", "{}", `{"orderId":"7","tax":1e9}`, `{"orders":[{"orderId":1}],"metadata":{"next":"x"}}`,
		`{"orderId":1,"listings":[{"orderItems":[{"cost":0.30}]}]}`, "<html>", "\xef\xbb\xbf{}",
		` { "orders" : [ {"orderId" : 7, "gift":[{"a":"\\"]}"}]} , null,[ ],"x\\u0041" ,-1.5e3 ] } `,
		`{"ord\u0065rs":[{}],"metadata":{"next":1e3}}`,
	} {
		f.Add(200, "2010", []byte(body))
	}
	f.Fuzz(func(t *testing.T, status int, header string, body []byte) {
		c := &canned{status: 100 + (status%500+500)%500, header: header, body: body}
		client := c.client(t)
		order, err := client.Get(t.Context(), 1234567)
		checkAnswer(t, err)
		checkOrder(t, order)
		page, err := client.Search(t.Context(), purchase.Query{})
		checkAnswer(t, err)
		for _, order := range page.Orders {
			checkOrder(t, order)
		}
		if err == nil {
			checkRaw(t, body, page.Orders)
		}
		if text := page.Next.String(); text != "" {
			again, err := purchase.ParseCursor(text)
			require.NoError(t, err)
			assert.Equal(t, page.Next, again)
		}
		order, err = client.PlaceOrder(t.Context(), orderOf("token"))
		if err == nil {
			assert.Positive(t, order.ID)
			assert.False(t, order.DryRun)
		}
	})
}

// checkRaw holds the orders of a page against what encoding/json finds.
func checkRaw(t *testing.T, body []byte, orders []purchase.Order) {
	t.Helper()
	var want struct{ Orders []json.RawMessage }
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	if bytes.Count(bytes.ToLower(body), []byte(`"orders"`)) != 1 || json.Unmarshal(body, &want) != nil || want.Orders == nil {
		return // there are none, or encoding/json takes the last of several
	}
	require.Len(t, orders, len(want.Orders))
	for i, raw := range want.Orders {
		require.Equal(t, string(raw), string(orders[i].Raw))
	}
}

func checkAnswer(t *testing.T, err error) {
	t.Helper()
	if err == nil {
		return
	}
	testkit.ErrorOf(t, err)
	assert.NotContains(t, err.Error(), "\n")
	assert.Less(t, len(err.Error()), 10_000)
}

func checkOrder(t *testing.T, order purchase.Order) {
	t.Helper()
	amounts := []decimal.Decimal{order.Total()}
	if order.Tax != nil {
		amounts = append(amounts, *order.Tax)
	}
	for _, item := range order.Items() {
		amounts = append(amounts, item.Cost, item.ShipCost)
		assert.True(t, item.UpdateDate.Location() == time.UTC)
	}
	for _, d := range amounts[1:] {
		assert.LessOrEqual(t, d.NumDigits(), 64+40)
		assert.True(t, d.Exponent() <= 0 && d.Exponent() >= -64-40, d)
	}
	for _, f := range order.Unreadable {
		assert.NotEmpty(t, f.Reason)
	}
	_ = order.Total().Cmp(decimal.New(1, 0)) // ends
}

// What is sent is what encoding/json reads, byte for byte in its values.
func FuzzOrders(f *testing.F) {
	f.Add("Joe", "Suite \"7\"", "BC", "tok\\en", "ref-1", int64(12345), 2, int64(4511), int32(-2))
	f.Add("Žluťoučký <&> \u2028", "", "", "t", "", int64(1), 250, int64(0), int32(0))
	f.Fuzz(func(t *testing.T, name, address2, state, token, reference string, listing int64, quantity int, price int64, exponent int32) {
		request := orderOf(token)
		request.ShipAddr.Name, request.ShipAddr.Address2, request.ShipAddr.ProvState = name, address2, state
		request.ReferenceID = reference
		request.Listings = []purchase.RequestedListing{{ListingID: listing, Quantity: quantity, MaxPrice: decimal.New(price, exponent)}}
		c := &canned{status: 200, body: []byte(`{"orderId":0,"dryrun":true}`)}
		_, err := c.client(t).DryRun(t.Context(), request)
		if request.Validate() != nil {
			require.Equal(t, request.Validate().Error(), strings.Replace(err.Error(), "dry run", "validate", 1))
			require.Nil(t, c.sent)
			return
		}
		got := decodeSent(t, c.sent)
		assert.Equal(t, name, *got.ShipAddr["name"])
		checkOptional(t, address2, got.ShipAddr["address2"])
		checkOptional(t, state, got.ShipAddr["provstate"])
		assert.Len(t, got.ShipAddr, 8)
		assert.Equal(t, token, got.CCToken)
		assert.Equal(t, reference, got.ReferenceID)
		require.NotNil(t, got.DryRun)
		assert.True(t, *got.DryRun)
		assert.Equal(t, listing, got.Listings[0].ListingID)
		assert.Equal(t, quantity, got.Listings[0].Quantity)
		if price == 0 {
			assert.Empty(t, got.Listings[0].MaxPrice)
			return
		}
		sent, err := decimal.NewFromString(got.Listings[0].MaxPrice.String())
		require.NoError(t, err)
		assert.True(t, sent.Equal(decimal.New(price, exponent)))
		assert.NotContains(t, got.Listings[0].MaxPrice.String(), "e")
	})
}

type sentOrder struct {
	ShipAddr    map[string]*string
	CCToken     string
	ReferenceID string
	DryRun      *bool
	Listings    []struct {
		ListingID int64
		Quantity  int
		MaxPrice  json.Number
	}
}

func decodeSent(t *testing.T, body []byte) sentOrder {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var got sentOrder
	require.NoError(t, decoder.Decode(&got), string(body))
	assert.False(t, decoder.More())
	return got
}

func checkOptional(t *testing.T, want string, got *string) {
	t.Helper()
	if want == "" {
		assert.Nil(t, got)
		return
	}
	assert.Equal(t, want, *got)
}

func FuzzCursors(f *testing.F) {
	f.Add("00112233aabbccdd:87324198")
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		cursor, err := purchase.ParseCursor(text)
		if err != nil {
			faultsOf(t, err)
			assert.True(t, cursor.IsZero())
			return
		}
		again, err := purchase.ParseCursor(cursor.String())
		require.NoError(t, err)
		assert.Equal(t, cursor, again)
	})
}
