package purchase_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httputil"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/abesign"
	"github.com/sellerwire/sellerwire/internal/testkit"
	"github.com/sellerwire/sellerwire/purchase"
)

// recorder keeps the bytes of the last request, as the transport gets it, and
// answers with a canned body.
type recorder struct {
	answer string
	sent   []byte
}

func (r *recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	sent, err := httputil.DumpRequestOut(req, true)
	if err != nil {
		return nil, err
	}
	r.sent = sent
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{}, Request: req,
		Body: io.NopCloser(strings.NewReader(r.answer)),
	}, nil
}

const (
	testAccessKey = "AKGOLDEN"
	testSecretKey = "SECRET-KEY-EXAMPLE"
	testToken     = "A13705A2-D1EA-4220-8C28-6CFAKETOKEN"
)

func recording(t *testing.T, answer string, opts ...sellerwire.Option) (*recorder, *purchase.Client) {
	t.Helper()
	rec := &recorder{answer: answer}
	client, err := purchase.New(testAccessKey, testSecretKey, append([]sellerwire.Option{
		sellerwire.WithHTTPClient(&http.Client{Transport: rec}),
		sellerwire.WithClock(fixedClock),
	}, opts...)...)
	require.NoError(t, err)
	return rec, client
}

func TestTheBytesOfEveryRequest(t *testing.T) {
	t.Parallel()
	order := sample(t, "order.json")
	dry := `{"orderId":0,"dryrun":true,"listings":[{"listingId":1009999999,"orderItems":[{"status":5},{"status":5}]},` +
		`{"listingId":12345,"orderItems":[{"status":5}]}]}`
	id := sellerwire.WithRequestID("5D8CF1E1-EB94-40D2-934D-718058F18D4C")
	for name, test := range map[string]struct {
		answer string
		call   func(context.Context, *purchase.Client) error
	}{
		"search-all-parameters": {`{"orders":[]}`, func(ctx context.Context, c *purchase.Client) error {
			query := everyCriterion()
			query.Limit = 50
			_, err := c.Search(ctx, query, id)
			return err
		}},
		"search-no-parameters": {`{"orders":[]}`, func(ctx context.Context, c *purchase.Client) error {
			_, err := c.Search(ctx, purchase.Query{}, id)
			return err
		}},
		"get": {order, func(ctx context.Context, c *purchase.Client) error {
			_, err := c.Get(ctx, 1234567, id)
			return err
		}},
		"dry-run": {dry, func(ctx context.Context, c *purchase.Client) error {
			_, err := c.DryRun(ctx, orderOf(testToken), id)
			return err
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rec, client := recording(t, test.answer)
			require.NoError(t, test.call(t.Context(), client))
			testkit.Golden(t, name+".http", rec.sent)
		})
	}
}

// A resume looks first; the answer to that is a page without orders, and the answer
// to the POST an order.
func TestTheBytesOfAnOrderAndItsLookUp(t *testing.T) {
	t.Parallel()
	var sent [][]byte
	rec := roundTrip(func(req *http.Request) (*http.Response, error) {
		dump, err := httputil.DumpRequestOut(req, true)
		if err != nil {
			return nil, err
		}
		sent = append(sent, dump)
		body := `{"orders":[]}`
		if req.Method == http.MethodPost {
			body = `{"orderId":7,"listings":[
				{"listingId":1009999999,"quantity":2,"orderItems":[{"status":5},{"status":5}]},
				{"listingId":12345,"quantity":1,"orderItems":[{"status":5}]}]}`
		}
		return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), Request: req}, nil
	})
	client, err := purchase.New(testAccessKey, testSecretKey,
		sellerwire.WithHTTPClient(&http.Client{Transport: rec}), sellerwire.WithClock(fixedClock))
	require.NoError(t, err)

	const id = "5D8CF1E1-EB94-40D2-934D-718058F18D4C"
	order, err := client.ResumeOrder(t.Context(), orderOf(testToken), id, purchase.ResumeOptions{FirstAttempt: start.Add(-time.Hour)})
	require.NoError(t, err)
	assert.EqualValues(t, 7, order.ID)
	require.Len(t, sent, 2)
	// The look-up has a request ID of its own, another one each time.
	lookUp := sent[0]
	for line := range strings.SplitSeq(string(lookUp), "\r\n") {
		if strings.HasPrefix(line, "Abe-Requestid: ") {
			assert.NotContains(t, line, "5D8CF1E1")
			lookUp = []byte(strings.Replace(string(lookUp), line, "Abe-Requestid: (its own)", 1))
		}
	}
	testkit.Golden(t, "look-up.http", lookUp)
	testkit.Golden(t, "place-order.http", sent[1])

	sent = nil
	_, err = client.PlaceOrder(t.Context(), orderOf(testToken), sellerwire.WithRequestID("5D8CF1E1-EB94-40D2-934D-718058F18D4D"))
	require.NoError(t, err)
	require.Len(t, sent, 1, "a new order is not looked up")
	again := strings.ReplaceAll(string(sent[0]), "F18D4D", "F18D4C")
	assert.Equal(t, bodyOf(sample(t, "place-order.http")), bodyOf(again), "the bytes are the same, whichever method posts")
}

func bodyOf(request string) string {
	_, body, _ := strings.Cut(request, "\r\n\r\n")
	return body
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

func everyCriterion() purchase.Query {
	return purchase.Query{
		DateStart:           time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC),
		DateEnd:             time.Date(2024, 3, 2, 3, 4, 5, 1, time.FixedZone("", 3600)),
		ItemUpdateDateStart: time.Date(2024, 1, 3, 0, 0, 0, 999, time.UTC),
		ItemUpdateDateEnd:   time.Date(2024, 1, 4, 0, 0, 0, 0, time.UTC),
		VendorID:            "55555",
		ReferenceID:         "shelf-7_A",
		OrderIDs:            []int64{1234, 5678},
		OrderItemIDs:        []int64{454567, 454568},
		SortOrder:           purchase.Descending,
	}
}

// The vectors are those of the vendor's page (checksum) and self-computed ones.
func TestChecksumsAndSignatures(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "eee57820203860ea469843dfba7bbb970021cae59fcc6e99056937bdec33fd02", abesign.Checksum([]byte("sample payload")))
	assert.Equal(t, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", abesign.Checksum(nil))

	const orders = "https://purchase.api.abebooks.com/v1/orders"
	whole := time.Date(2017, 6, 26, 19, 54, 58, 0, time.UTC)
	for name, test := range map[string]struct{ method, uri, body, want string }{
		"post": {"POST", orders, "sample payload", "642d23245f775547628413dc6e18330b79a21246902b09d7f1427599c8051096"},
		"get":  {"GET", orders + "/1234567", "", "f90ce1f00fc87dc05dd89b67450e21836e2bc8f1c92ee459f1d15cb12ff5b9d4"},
		"the case of the query kept": {
			"GET", orders + "?orderId=1234&orderId=5678", "",
			"cb7fc3929a14d8a84c1808cc113155ad0bba8274b3968b007880c21034029889",
		},
		"all in lower case": {
			"GET", orders + "?orderid=1234&orderid=5678", "",
			"78447f20009b2da16c15cc0be168f50802e48fc6b2b27bcfce669efeecc46ec1",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := purchase.StringToSign(test.method, test.uri, whole, []byte(test.body))
			assert.Equal(t, test.want, abesign.Sign(testSecretKey, text))
		})
	}
	// What the client does not send itself: milliseconds, and PUT.
	assert.Equal(t, "4902ca47b84a00308b013870780ab44af060c3afb552d675fb7cdfe66199c3e6", abesign.Sign(testSecretKey,
		abesign.StringToSign("POST", orders, "2017-06-26T19:54:58.260Z", abesign.Checksum([]byte("sample payload")))))
	assert.Equal(t, "d949e3a07afd455ed2815a3875c140dc0ff3e9e33532920c6db2c8f7e2b7b93e", abesign.Sign(testSecretKey,
		abesign.StringToSign("PUT", "https://inventoryupdate.abebooks.com:10027/",
			"2017-06-26T19:54:58Z", abesign.Checksum([]byte("sample payload")))))
	assert.Equal(t, "POST\n"+orders+"\n2017-06-26T19:54:58Z\neee57820203860ea469843dfba7bbb970021cae59fcc6e99056937bdec33fd02",
		purchase.StringToSign("post", orders, whole.In(time.FixedZone("", 7200)), []byte("sample payload")))
}
