package purchasetest_test

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/purchase/purchasetest"
)

func TestRequestsAreCheckedInTheDocumentedOrder(t *testing.T) {
	t.Parallel()
	post := func(r *http.Request) {
		r.Method = http.MethodPost
		r.Header.Set("Content-Type", "text/xml")
	}
	path := func(path string) func(*http.Request) {
		return func(r *http.Request) { r.URL.Path = path }
	}
	// Each case breaks everything that is checked after what it tests.
	badSignature := header("Abe-Signature", strings.Repeat("0", 64))
	noSignature := without("Abe-Signature")
	oldDate := header("Abe-Date", "2017-06-26T19:54:58Z")
	badDate := header("Abe-Date", "yesterday")
	noDate := without("Abe-Date")
	badKey := header("Abe-Access-Key", "AKNOBODY")
	noKey := without("Abe-Access-Key")
	noRequestID := without("Abe-RequestId")
	xmlOnly := header("Accept", "application/xml")

	for name, test := range map[string]struct {
		edits  []func(*http.Request)
		code   string
		status int
	}{
		"a good request passes": {nil, "2000", 200},
		"a wrong path before the method": {[]func(*http.Request){path("/v1/order"), func(r *http.Request) { r.Method = "PUT" }},
			"4042", 404},
		"a wrong method before media types":  {[]func(*http.Request){func(r *http.Request) { r.Method = "PUT" }, xmlOnly}, "4050", 405},
		"the sent type before the wanted":    {[]func(*http.Request){post, xmlOnly}, "4150", 415},
		"the wanted type before request IDs": {[]func(*http.Request){xmlOnly, noRequestID}, "4060", 406},
		"a request ID before the key":        {[]func(*http.Request){noRequestID, noKey}, "4018", 401},
		"an invalid request ID too":          {[]func(*http.Request){header("Abe-RequestId", "a b"), noKey}, "4018", 401},
		"a missing key before the date":      {[]func(*http.Request){noKey, noDate}, "4010", 401},
		"an unknown key before the date":     {[]func(*http.Request){badKey, noDate}, "4014", 401},
		"a missing date before signatures":   {[]func(*http.Request){noDate, noSignature}, "4011", 401},
		"a bad date before signatures":       {[]func(*http.Request){badDate, noSignature}, "4012", 401},
		"an old date before signatures":      {[]func(*http.Request){oldDate, noSignature}, "4013", 401},
		"a missing signature":                {[]func(*http.Request){noSignature}, "4016", 401},
		"a wrong signature":                  {[]func(*http.Request){badSignature}, "4017", 401},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, c, _ := fixed(purchasetest.Options{})
			got := c.do(t, http.MethodGet, "/orders", "id-1", "", test.edits...)
			assert.Equal(t, test.code, got.codes())
			assert.Equal(t, test.status, got.status)
		})
	}
}

func TestRefusalsCarryTextAndRequestID(t *testing.T) {
	t.Parallel()
	_, c, _ := fixed(purchasetest.Options{})
	got := c.do(t, http.MethodGet, "/orders/99", "id-1", "")
	assert.Equal(t, 404, got.status)
	assert.Equal(t, "application/json", got.header.Get("Content-Type"))
	assert.JSONEq(t, `{"messages":["Order not found"],"requestId":"id-1"}`, got.body)

	got = c.do(t, http.MethodGet, "/orders", "id-1", "", without("Abe-RequestId"))
	assert.JSONEq(t, `{"messages":["The Abe-RequestId header was missing or invalid"]}`, got.body)
}

func TestKeysWithoutRightsAndExpiredKeys(t *testing.T) {
	t.Parallel()
	emu, c, _ := fixed(purchasetest.Options{})

	c.accessKey, c.secretKey = emu.LimitedAccessKey(), emu.LimitedSecretKey()
	got := c.get(t, "/orders")
	assert.Equal(t, "4030", got.codes())
	assert.Equal(t, 403, got.status)
	assert.Equal(t, "4030", c.post(t, "id-1", "not JSON").codes(), "rights come before JSON")
	c.secretKey = "wrong"
	assert.Equal(t, "4017", c.get(t, "/orders").codes(), "a signature comes before rights")

	c.accessKey, c.secretKey = emu.ExpiredAccessKey(), emu.ExpiredSecretKey()
	assert.Equal(t, "4015", c.get(t, "/orders").codes())
	got = c.do(t, http.MethodGet, "/orders", "id-1", "", without("Abe-Date"))
	assert.Equal(t, "4015", got.codes(), "an expired key comes before the date")
}

func TestCredentialsCanBeChosen(t *testing.T) {
	t.Parallel()
	emu, c, _ := fixed(purchasetest.Options{AccessKey: "AK", SecretKey: "SK", CardToken: "CC"})
	assert.Equal(t, "AK SK CC", emu.AccessKey()+" "+emu.SecretKey()+" "+emu.CardToken())
	assert.Equal(t, "2000", c.get(t, "/orders").codes())
	assert.Equal(t, "2010", c.post(t, "id-1", orderBody(emu, map[string]string{"ccToken": `"CC"`})).codes())
}

func TestTheDateWindowIsFiveMinutesBothWays(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		off  time.Duration
		code string
	}{
		"five minutes old":                  {-5 * time.Minute, "2000"},
		"five minutes and a second old":     {-5*time.Minute - time.Second, "4013"},
		"five minutes ahead":                {5 * time.Minute, "2000"},
		"five minutes and a second ahead":   {5*time.Minute + time.Second, "4013"},
		"a clock that is wrong by a decade": {-87600 * time.Hour, "4013"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, c, at := fixed(purchasetest.Options{})
			c.now = func() time.Time { return at.now().Add(test.off) }
			got := c.get(t, "/orders")
			assert.Equal(t, test.code, got.codes())
			assert.Equal(t, "Mon, 06 May 2024 07:08:09 GMT", got.header.Get("Date"), "the service's own clock")
		})
	}
}

func TestDatesMayHaveMilliseconds(t *testing.T) {
	t.Parallel()
	_, c, at := fixed(purchasetest.Options{})
	date := at.now().Format("2006-01-02T15:04:05.000Z")
	got := c.do(t, http.MethodGet, "/orders", "id-1", "",
		header("Abe-Date", date), header("Abe-Signature", sign("GET", memoryURL+"/orders", date, "", c.secretKey)))
	assert.Equal(t, "2000", got.codes())
}

// The signatures are those of facts computed independently of this module; the
// body is no JSON, so that 4003 tells that the signature was accepted.
func TestSignatureVectors(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		method, target, date, body, signature, code string
	}{
		"an order dated to the second": {
			"POST", "/v1/orders", "2017-06-26T19:54:58Z", "sample payload",
			"642d23245f775547628413dc6e18330b79a21246902b09d7f1427599c8051096", "4003",
		},
		"an order dated to the millisecond": {
			"POST", "/v1/orders", "2017-06-26T19:54:58.260Z", "sample payload",
			"4902ca47b84a00308b013870780ab44af060c3afb552d675fb7cdfe66199c3e6", "4003",
		},
		"one order": {
			"GET", "/v1/orders/1234567", "2017-06-26T19:54:58Z", "",
			"f90ce1f00fc87dc05dd89b67450e21836e2bc8f1c92ee459f1d15cb12ff5b9d4", "4041",
		},
		"a search with its case kept": {
			"GET", "/v1/orders?orderId=1234&orderId=5678", "2017-06-26T19:54:58Z", "",
			"cb7fc3929a14d8a84c1808cc113155ad0bba8274b3968b007880c21034029889", "2000",
		},
		"a search signed all in lower case": {
			"GET", "/v1/orders?orderId=1234&orderId=5678", "2017-06-26T19:54:58Z", "",
			"78447f20009b2da16c15cc0be168f50802e48fc6b2b27bcfce669efeecc46ec1", "2000",
		},
		"a signature in upper case": {
			"POST", "/v1/orders", "2017-06-26T19:54:58Z", "sample payload",
			"642D23245F775547628413DC6E18330B79A21246902B09D7F1427599C8051096", "4017",
		},
		"a signature of another body": {
			"POST", "/v1/orders", "2017-06-26T19:54:58Z", "sample payloads",
			"642d23245f775547628413dc6e18330b79a21246902b09d7f1427599c8051096", "4017",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			emu := purchasetest.New(purchasetest.Options{
				SecretKey: "SECRET-KEY-EXAMPLE",
				Now:       func() time.Time { return time.Date(2017, 6, 26, 19, 55, 0, 0, time.UTC) },
			})
			req := httptest.NewRequest(test.method, test.target, strings.NewReader(test.body))
			req.Host = "purchase.api.abebooks.com"
			req.TLS = &tls.ConnectionState{}
			req.Header.Set("Abe-RequestId", "id-1")
			req.Header.Set("Abe-Access-Key", emu.AccessKey())
			req.Header.Set("Abe-Date", test.date)
			req.Header.Set("Abe-Signature", test.signature)
			recorder := httptest.NewRecorder()
			emu.ServeHTTP(recorder, req)
			assert.Equal(t, test.code, recorder.Header().Get("Abe-Status"))
		})
	}
}

func TestItServesInMemoryOverTCPOverTLSAndUnderAPrefix(t *testing.T) {
	t.Parallel()
	server := purchasetest.NewServer(purchasetest.Options{})
	t.Cleanup(server.Close)
	require.True(t, strings.HasSuffix(server.URL, "/v1"), server.URL)

	secure := httptest.NewTLSServer(server.Emulator)
	t.Cleanup(secure.Close)
	mux := http.NewServeMux()
	mux.Handle("/Purchase/", http.StripPrefix("/Purchase", server.Emulator))
	mounted := httptest.NewServer(mux)
	t.Cleanup(mounted.Close)

	c := newCaller(server.Emulator, time.Now)
	c.base = "https://purchase.api.abebooks.com/v1"
	assert.Equal(t, "2000", c.get(t, "/orders").codes(), "the vendor's own base URL, in memory")

	c.http, c.base = http.DefaultClient, server.URL
	assert.Equal(t, "2000", c.get(t, "/orders?referenceId=Ref-1").codes())

	c.http, c.base = secure.Client(), secure.URL+"/v1"
	assert.Equal(t, "2000", c.get(t, "/orders").codes())

	c.http, c.base = http.DefaultClient, mounted.URL+"/Purchase/v1"
	assert.Equal(t, "4017", c.get(t, "/orders").codes(), "the path is signed in lower case")
	date := time.Now().UTC().Format("2006-01-02T15:04:05Z")
	signed := sign("GET", mounted.URL+"/purchase/v1/orders", date, "", c.secretKey)
	got := c.do(t, http.MethodGet, "/orders", "id-1", "", header("Abe-Date", date), header("Abe-Signature", signed))
	assert.Equal(t, "2000", got.codes())
}

func TestPathsAndMethods(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ method, target, code string }{
		"an order ID that is no number":       {"GET", "/orders/abc", "4042"},
		"an order ID with a sign":             {"GET", "/orders/+1", "4042"},
		"no order ID after the slash":         {"GET", "/orders/", "4042"},
		"something below an order":            {"GET", "/orders/1/items", "4042"},
		"the root":                            {"GET", "", "4042"},
		"a query that cannot be read":         {"GET", "/orders?referenceId=%zz", "4042"},
		"an unknown order":                    {"GET", "/orders/1", "4041"},
		"order 0":                             {"GET", "/orders/0", "4041"},
		"an order ID beyond every number":     {"GET", "/orders/99999999999999999999", "4041"},
		"a PUT of an order":                   {"PUT", "/orders/1", "4050"},
		"a POST to an order":                  {"POST", "/orders/1", "4050"},
		"a DELETE of an order":                {"DELETE", "/orders/1", "4050"},
		"a DELETE of all":                     {"DELETE", "/orders", "4050"},
		"an unknown parameter is not minded":  {"GET", "/orders?orderid=5", "2000"},
		"a method before the wanted type too": {"PATCH", "/orders", "4050"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, c, _ := fixed(purchasetest.Options{})
			assert.Equal(t, test.code, c.do(t, test.method, test.target, "id-1", "").codes())
		})
	}
}

func TestMediaTypes(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		edit func(*http.Request)
		code string
	}{
		"JSON with a charset":                {header("Content-Type", "application/json; charset=utf-8"), "2010"},
		"no content type":                    {without("Content-Type"), "2010"},
		"a form":                             {header("Content-Type", "application/x-www-form-urlencoded"), "4150"},
		"a content type that cannot be read": {header("Content-Type", "application/json; ="), "4150"},
		"accept JSON":                        {header("Accept", "application/json"), "2010"},
		"accept anything":                    {header("Accept", "text/html, */*;q=0.8"), "2010"},
		"accept any application":             {header("Accept", "application/*"), "2010"},
		"accept HTML only":                   {header("Accept", "text/html"), "4060"},
		"accept JSON with quality 0":         {header("Accept", "application/json;q=0.0"), "4060"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			emu, c, _ := fixed(purchasetest.Options{})
			got := c.do(t, http.MethodPost, "/orders", "id-1", orderBody(emu, nil), test.edit)
			assert.Equal(t, test.code, got.codes())
		})
	}
}
