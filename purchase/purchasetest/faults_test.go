package purchasetest_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/purchase/purchasetest"
)

// documented are all codes of the vendor's table.
var documented = []int{
	2000, 2002, 2003, 2010, 4000, 4001, 4002, 4003, 4010, 4011, 4012, 4013, 4014, 4015, 4016, 4017, 4018, 4030,
	4041, 4042, 4050, 4060, 4090, 4150, 4220, 4291, 4292, 4293, 5000, 5030,
}

func TestEveryCodeCanBeAskedFor(t *testing.T) {
	t.Parallel()
	emu, c, _ := fixed(purchasetest.Options{})
	for _, code := range documented {
		emu.RefuseNext(1, code)
		got := c.post(t, "id-1", orderBody(emu, nil))
		assert.Equal(t, strconv.Itoa(code), got.codes())
		wanted := code / 10
		assert.Equal(t, wanted, got.status)
		assert.NotEmpty(t, got.messages(t)[0], code)
	}
	assert.Empty(t, emu.Orders())
	assert.Equal(t, "2010", c.post(t, "id-1", orderBody(emu, nil)).codes())
}

func TestRefusalsQueueUp(t *testing.T) {
	t.Parallel()
	emu, c, _ := fixed(purchasetest.Options{})
	emu.RefuseNext(2, 5030)
	emu.RefuseNext(1, 5000)
	for _, want := range []string{"5030", "5030", "5000", "2000"} {
		assert.Equal(t, want, c.get(t, "/orders").codes())
	}
	assert.EqualValues(t, 4, emu.Requests())
}

func TestFormsOfAbeStatus(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		form purchasetest.StatusHeader
		want []string
		ok   []string
	}{
		"one list":         {purchasetest.StatusCommaList, []string{"4002, 4001"}, []string{"2000"}},
		"repeated headers": {purchasetest.StatusRepeated, []string{"4002", "4001"}, []string{"2000"}},
		"missing":          {purchasetest.StatusMissing, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			emu, c, _ := fixed(purchasetest.Options{StatusHeader: test.form})
			emu.RefuseNext(1, 4002, 4001)
			got := c.get(t, "/orders")
			assert.Equal(t, test.want, got.header.Values("Abe-Status"))
			assert.Equal(t, 400, got.status)
			assert.Equal(t, []string{
				"No listings were included with the request",
				"The credit card token provided did not match a credit card on your account",
			}, got.messages(t))
			assert.Equal(t, test.ok, c.get(t, "/orders").header.Values("Abe-Status"))
		})
	}
}

func TestTheRateLimit(t *testing.T) {
	t.Parallel()
	emu, c, at := fixed(purchasetest.Options{RateLimit: 2, RateWindow: 10 * time.Second, RetryAfter: "7.5"})
	assert.Equal(t, "2010", c.post(t, "id-1", orderBody(emu, nil)).codes())
	assert.Equal(t, "2000", c.get(t, "/orders").codes())
	got := c.post(t, "id-2", orderBody(emu, nil))
	assert.Equal(t, "4291", got.codes())
	assert.Equal(t, 429, got.status)
	assert.Equal(t, "7.5", got.header.Get("Retry-After"))
	at.advance(9999 * time.Millisecond)
	assert.Equal(t, "4291", c.get(t, "/orders").codes())
	at.advance(time.Millisecond)
	got = c.get(t, "/orders")
	assert.Equal(t, "2000", got.codes())
	assert.Empty(t, got.header.Get("Retry-After"))
	assert.Len(t, emu.Orders(), 1)

	emu.RefuseNext(1, 5030)
	assert.Equal(t, "7.5", c.get(t, "/orders").header.Get("Retry-After"))
}

func TestLimitsAndLockOutsAreOffByDefault(t *testing.T) {
	t.Parallel()
	emu, c, _ := fixed(purchasetest.Options{})
	for range 50 {
		assert.Equal(t, "4017", c.do(t, http.MethodGet, "/orders", "id-1", "", header("Abe-Signature", "00")).codes())
		assert.Equal(t, "4001", c.post(t, "id-1", orderBody(emu, map[string]string{"ccToken": `"x"`})).codes())
	}
	emu.RefuseNext(1, 5030)
	assert.Empty(t, c.get(t, "/orders").header.Values("Retry-After"))
	assert.Equal(t, "2000", c.get(t, "/orders").codes())
}

func TestTooManyFailedAuthenticationsLockOut(t *testing.T) {
	t.Parallel()
	emu, c, _ := fixed(purchasetest.Options{AuthLockout: 3})
	fail := func(edit func(*http.Request)) string {
		return c.do(t, http.MethodGet, "/orders", "id-1", "", edit).codes()
	}
	assert.Equal(t, "4017", fail(header("Abe-Signature", "00")))
	assert.Equal(t, "4014", fail(header("Abe-Access-Key", "x")))
	assert.Equal(t, "2000", c.get(t, "/orders").codes(), "a success starts the count again")
	assert.Equal(t, "4016", fail(without("Abe-Signature")))
	assert.Equal(t, "4011", fail(without("Abe-Date")), "does not count")
	assert.Equal(t, "4010", fail(without("Abe-Access-Key")))
	assert.Equal(t, "4015", fail(header("Abe-Access-Key", emu.ExpiredAccessKey())))

	got := c.get(t, "/orders")
	assert.Equal(t, "4292", got.codes(), "a good request too")
	assert.Equal(t, 429, got.status)
	emu.Unlock()
	assert.Equal(t, "2000", c.get(t, "/orders").codes())
}

func TestTooManyUnknownCardsLockOut(t *testing.T) {
	t.Parallel()
	emu, c, _ := fixed(purchasetest.Options{CardLockout: 2})
	good, bad := orderBody(emu, nil), orderBody(emu, map[string]string{"ccToken": `"x"`})
	assert.Equal(t, "4001", c.post(t, "id-1", bad).codes())
	assert.Equal(t, "2010", c.post(t, "id-2", good).codes(), "a success starts the count again")
	assert.Equal(t, "4001", c.post(t, "id-3", bad).codes())
	assert.Equal(t, "4001", c.post(t, "id-4", bad).codes())
	got := c.post(t, "id-5", good)
	assert.Equal(t, "4293", got.codes())
	assert.Equal(t, 429, got.status)
	assert.Equal(t, "2000", c.get(t, "/orders").codes(), "reading goes on")
	emu.Unlock()
	assert.Equal(t, "2010", c.post(t, "id-5", good).codes())
}

func TestLostReplies(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault  func(emu *purchasetest.Emulator, next http.Handler) http.HandlerFunc
		stored int
	}{
		"cut before the order is stored": {func(*purchasetest.Emulator, http.Handler) http.HandlerFunc {
			return func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }
		}, 0},
		"cut after the order is stored": {func(_ *purchasetest.Emulator, next http.Handler) http.HandlerFunc {
			return func(_ http.ResponseWriter, r *http.Request) {
				next.ServeHTTP(httptest.NewRecorder(), r)
				panic(http.ErrAbortHandler)
			}
		}, 1},
		"5000 after the order is stored": {func(emu *purchasetest.Emulator, next http.Handler) http.HandlerFunc {
			return func(w http.ResponseWriter, r *http.Request) {
				next.ServeHTTP(httptest.NewRecorder(), r)
				emu.Refuse(w, r, 5000)
			}
		}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := purchasetest.NewServer(purchasetest.Options{})
			t.Cleanup(server.Close)
			inMemory := newCaller(server.Emulator, time.Now)
			overTCP := newCaller(server.Emulator, time.Now)
			overTCP.http, overTCP.base = &http.Client{}, server.URL
			body := orderBody(server.Emulator, nil)

			for id, c := range map[string]*caller{"memory-1": inMemory, "tcp-1": overTCP} {
				before := len(server.Orders())
				server.Intercept(func(next http.Handler) http.Handler { return test.fault(server.Emulator, next) })
				got, err := c.send(c.request(t, http.MethodPost, "/orders", id, body))
				if err == nil {
					assert.Equal(t, "5000", got.codes())
				}
				server.ClearIntercepts()
				assert.Len(t, server.Orders(), before+test.stored)
				assert.Equal(t, "2010", c.post(t, id, body).codes(), "the duplicate gets the order")
				assert.Len(t, server.Orders(), before+1)
			}
		})
	}
}

func TestState(t *testing.T) {
	t.Parallel()
	emu, c, _ := fixed(
		purchasetest.Options{
			Listings: []purchasetest.Listing{
				{ID: 7, Title: "Emma", Price: 1250, Shipping: 300, VendorID: 9, MinShippingDays: 1, MaxShippingDays: 2}}})
	empty, err := json.Marshal(emu.State())
	require.NoError(t, err)
	assert.JSONEq(t, `{"orders":{},"requests":0}`, string(empty))

	c.post(t, "id-1", orderBody(emu, map[string]string{"listings": `[{"listingId":7,"quantity":1}]`}))
	c.get(t, "/nowhere")
	got, err := json.Marshal(emu.State())
	require.NoError(t, err)
	assert.JSONEq(t, `{"requests": 2, "orders": {"1234567": {
		"requestId": "id-1", "orderId": 1234567, "createDate": "2024-05-06T07:08:09Z", "currency": "USD", "dryrun": false,
		"listings": [{
			"listingId": 7, "title": "Emma", "isbn": "", "quantity": 1, "vendorId": 9, "minShippingDays": 1, "maxShippingDays": 2,
			"orderItems": [{"orderItemId": 454567, "cost": 12.5, "shipcost": 3, "status": 5}]
		}]
	}}}`, string(got))
	for _, secret := range []string{emu.CardToken(), emu.SecretKey(), emu.AccessKey(), "Ada Reader"} {
		assert.NotContains(t, string(got), secret)
	}
}

func TestCopiesAreTheCallers(t *testing.T) {
	t.Parallel()
	emu, _, _ := fixed(purchasetest.Options{})
	tax := purchasetest.Cents(5)
	seeded := purchasetest.Order{Tax: &tax, TaxModel: "VAT", Listings: []purchasetest.OrderListing{{Quantity: 2}}}
	stored := emu.AddOrder(seeded)
	assert.Nil(t, seeded.Listings[0].Items)
	stored.Listings[0].Items[0].Status = 99
	*stored.Tax = 99
	tax = 99

	again, ok := emu.Order(stored.ID)
	require.True(t, ok)
	assert.Equal(t, 5, again.Listings[0].Items[0].Status)
	assert.EqualValues(t, 5, *again.Tax)
	assert.Equal(t, "USD", again.Currency)
	assert.Equal(t, start, again.CreateDate)
	again.Listings[0].Items[0].Status = 99
	assert.Equal(t, 5, emu.Orders()[0].Listings[0].Items[0].Status)
	_, ok = emu.Order(1)
	assert.False(t, ok)
}

func TestSeededIDsAreNotGivenAgain(t *testing.T) {
	t.Parallel()
	emu, c, _ := fixed(purchasetest.Options{})
	emu.AddOrder(purchasetest.Order{ID: 2000000, Listings: []purchasetest.OrderListing{{Items: []purchasetest.OrderItem{{ID: 900000}}}}})
	order := c.post(t, "id-1", orderBody(emu, nil)).order(t)
	assert.Equal(t, "2000001", order.OrderID.String())
	assert.Equal(t, "900001", order.Listings[0].Items[0].ID.String())
}

func TestCents(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]purchasetest.Cents{"45.11": 4511, "1.5": 150, "3": 300, "0": 0, "0.05": 5, "007": 700} {
		got, err := purchasetest.ParseCents(text)
		require.NoError(t, err, text)
		assert.Equal(t, want, got)
	}
	for _, text := range []string{"", ".", "1.", ".5", "1.234", "-1", "+1", "1,50", "1e2", " 1", "99999999999999999999"} {
		_, err := purchasetest.ParseCents(text)
		assert.Error(t, err, text)
	}
	for cents, want := range map[purchasetest.Cents]string{4511: "45.11", 150: "1.5",
		300: "3", 1000: "10", 5: "0.05", 0: "0", -50: "-0.5"} {
		assert.Equal(t, want, cents.String())
	}
}
