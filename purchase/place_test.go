package purchase_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptrace"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/testkit"
	"github.com/sellerwire/sellerwire/purchase"
	"github.com/sellerwire/sellerwire/purchase/purchasetest"
)

func TestAnOrder(t *testing.T) {
	t.Parallel()
	emu, client := serve(t, purchasetest.Options{TaxPercent: 10})
	seen := watch(emu)
	var info sellerwire.ResponseInfo
	order, err := client.PlaceOrder(t.Context(), orderOf(emu.CardToken()), sellerwire.WithResponseInfo(&info))
	require.NoError(t, err)

	require.Len(t, emu.Orders(), 1)
	stored := emu.Orders()[0]
	assert.Equal(t, stored.ID, order.ID)
	assert.Equal(t, stored.CreateDate, order.CreateDate)
	assert.Equal(t, "USD", order.Currency)
	assert.False(t, order.DryRun)
	require.Len(t, order.Listings, 2)
	assert.Equal(t, 2, order.Listings[0].Quantity)
	assert.Equal(t, purchase.StatusOrdered, order.Listings[1].Items[0].Status)
	assert.Equal(t, "13.44", order.Tax.String())
	assert.Equal(t, "153.88", order.Total().String())
	assert.NoError(t, uuid.Validate(order.ReferenceID), "the request ID")
	assert.Equal(t, order.ReferenceID, info.RequestID)
	assert.Equal(t, stored.RequestID, info.RequestID)
	assert.Equal(t, 1, info.Attempts)
	assert.Equal(t, 201, info.StatusCode)
	assert.Equal(t, 1, seen.posts())
	assert.Zero(t, seen.gets(), "an order without an ID of the caller's is not looked up first")

	again, err := client.Get(t.Context(), order.ID)
	require.NoError(t, err)
	assert.Equal(t, order, again)
}

func TestADryRun(t *testing.T) {
	t.Parallel()
	emu, client := serve(t, purchasetest.Options{})
	order, err := client.DryRun(t.Context(), orderOf(emu.CardToken()))
	require.NoError(t, err)
	assert.Zero(t, order.ID)
	assert.True(t, order.DryRun)
	assert.Empty(t, order.ReferenceID)
	assert.Equal(t, "45.11", order.Listings[0].Items[0].Cost.String())
	assert.Empty(t, emu.Orders())

	// Nothing is bought, so every failure that can pass is repeated.
	emu.RefuseNext(2, 5000)
	_, err = client.DryRun(t.Context(), orderOf(emu.CardToken()))
	require.NoError(t, err)
	_, err = client.DryRun(t.Context(), orderOf("another-card"))
	require.ErrorIs(t, err, sellerwire.ErrInvalidRequest)
	assert.Equal(t, purchase.CodeUnknownCard, purchase.CodeOf(err))
	assert.Empty(t, emu.Orders())
}

func TestADryRunThatBoughtIsAnError(t *testing.T) {
	t.Parallel()
	client := answering(t, reply(200, "2010", sample(t, "order.json")))
	_, err := client.DryRun(t.Context(), orderOf("token"))
	require.ErrorIs(t, err, sellerwire.ErrUnexpectedContent)
	assert.Contains(t, err.Error(), "it is the real order 1234567")
	assert.Equal(t, 1, testkit.ErrorOf(t, err).Attempts)
}

// An order is posted again only after a code that says that nothing was taken,
// and it is looked up only after a reply that says nothing of the kind.
func TestEveryCodeOnAnOrder(t *testing.T) {
	t.Parallel()
	type fate struct {
		posts, gets int
		outcome     sellerwire.Outcome
	}
	refused := fate{1, 0, sellerwire.OutcomeRejected}
	lost := fate{1, 6, sellerwire.OutcomeUnknown}
	special := map[int]fate{
		2000: lost, 2002: lost, 2003: lost, 2010: lost, // without an order in the body
		4013: {2, 0, sellerwire.OutcomeRejected},
		4090: lost, // an order may stand under the ID
		4041: lost, // an answer to something else
		4291: {4, 0, sellerwire.OutcomeRejected},
		5000: lost,
		5030: {4, 0, sellerwire.OutcomeRejected},
		4999: refused, 5999: lost, 2999: lost, // nobody documented these
	}
	all := []int{2000, 2002, 2003, 2010, 4999, 5999, 2999}
	for _, c := range codes {
		all = append(all, int(c.code))
	}
	for _, code := range all {
		t.Run(purchase.Code(code).String(), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				want, ok := special[code]
				if !ok {
					want = refused
				}
				emu, client := inMemory(t, purchasetest.Options{})
				onPost(emu, func(_ http.Handler, w http.ResponseWriter, r *http.Request) { emu.Refuse(w, r, code) })
				seen := watch(emu)
				_, err := client.PlaceOrder(t.Context(), orderOf(emu.CardToken()))
				e := testkit.ErrorOf(t, err)
				assert.Equal(t, want, fate{seen.posts(), seen.gets(), e.Outcome}, err)
				assert.Equal(t, want.posts, e.Attempts)
				assert.Equal(t, []purchase.Code{purchase.Code(code)}, purchase.CodesOf(err))
				assert.Equal(t, want.outcome == sellerwire.OutcomeUnknown,
					assert.ObjectsAreEqual(sellerwire.OutcomeUnknown, sellerwire.OutcomeOf(err)))
				assert.NoError(t, uuid.Validate(e.RequestID))
				assert.Equal(t, seen.requestIDs(http.MethodPost)[0], e.RequestID)
				assert.Contains(t, err.Error(), e.RequestID)
				assert.Empty(t, emu.Orders())
			})
		})
	}
}

func TestSeveralCodesOnAnOrder(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		status  int
		header  string
		posts   int
		outcome sellerwire.Outcome
	}{
		"refusals":                               {400, "4002, 4001", 1, sellerwire.OutcomeRejected},
		"all of them nothing taken":              {503, "5030, 4291", 4, sellerwire.OutcomeRejected},
		"nothing taken, and an incident":         {503, "5030, 5000", 1, sellerwire.OutcomeUnknown},
		"created and refused":                    {400, "2010, 4002", 1, sellerwire.OutcomeUnknown},
		"refused under a 200":                    {200, "4002", 1, sellerwire.OutcomeUnknown},
		"busy under a 200":                       {200, "5030", 1, sellerwire.OutcomeUnknown},
		"refused under a 502":                    {502, "4002", 1, sellerwire.OutcomeRejected},
		"created under a 500":                    {500, "2010", 1, sellerwire.OutcomeUnknown},
		"in process under a 429":                 {429, "2003", 1, sellerwire.OutcomeUnknown},
		"rate limit and a code nobody knows":     {429, "4291, 4999", 1, sellerwire.OutcomeRejected},
		"rate limit and an unknown 5xxx":         {429, "4291, 5999", 1, sellerwire.OutcomeUnknown},
		"a code that is no code, under a 503":    {503, "soon", 1, sellerwire.OutcomeUnknown},
		"a code that is no code, under a 403":    {403, "no", 1, sellerwire.OutcomeRejected},
		"lock-outs are never tried again":        {429, "4292, 4293", 1, sellerwire.OutcomeRejected},
		"a lock-out beside what would pass":      {429, "4291, 4293", 1, sellerwire.OutcomeRejected},
		"an expired signature and a busy server": {503, "4013, 5030", 2, sellerwire.OutcomeRejected},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				emu, client := inMemory(t, purchasetest.Options{})
				answer := reply(test.status, test.header, `{"messages":["words"]}`)
				onPost(emu, func(_ http.Handler, w http.ResponseWriter, r *http.Request) { answer(w, r) })
				seen := watch(emu)
				_, err := client.PlaceOrder(t.Context(), orderOf(emu.CardToken()))
				assert.Equal(t, test.posts, seen.posts())
				assert.Equal(t, test.outcome, testkit.ErrorOf(t, err).Outcome, err)
			})
		})
	}
}

// Without a code nobody knows whether the service or something before it has
// answered.
func TestRepliesWithoutACodeOnAnOrder(t *testing.T) {
	t.Parallel()
	const html = "<!DOCTYPE html><html><body>maintenance</body></html>"
	for name, test := range map[string]struct {
		answer http.HandlerFunc
		lost   bool
	}{
		"408":                     {reply(408, "", ""), true},
		"409 with messages":       {reply(409, "", `{"messages":["conflict"]}`), true},
		"425 with messages":       {reply(425, "", `{"messages":["too early"]}`), true},
		"429":                     {reply(429, "", `{"messages":["slow down"]}`), true},
		"500":                     {reply(500, "", ""), true},
		"500 with messages":       {reply(500, "", `{"messages":["oops"]}`), true},
		"501":                     {reply(501, "", ""), true},
		"502 with a web page":     {reply(502, "", html), true},
		"503":                     {reply(503, "", ""), true},
		"504":                     {reply(504, "", ""), true},
		"302":                     {reply(302, "", ""), true},
		"200 and nothing":         {reply(200, "", ""), true},
		"200 and a web page":      {reply(200, "", html), true},
		"200 and half an order":   {reply(200, "2010", sample(t, "order.json")[:300]), true},
		"200 and wrong types":     {reply(200, "2010", `{"orderId":[]}`), true},
		"200 and no order ID":     {reply(200, "2010", `{"orderId":0,"listings":[]}`), true},
		"200 and a negative ID":   {reply(200, "2010", `{"orderId":-1}`), true},
		"200 and a dry run":       {reply(200, "2002", `{"orderId":5,"dryrun":true}`), true},
		"200 and a search":        {reply(200, "2000", `{"orders":[]}`), true},
		"200 and an error":        {reply(200, "", sample(t, "error.json")), true},
		"201 and nothing":         {reply(201, "2010", ""), true},
		"204":                     {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) }, true},
		"400":                     {reply(400, "", ""), true},
		"401 with a web page":     {reply(401, "", html), true},
		"403":                     {reply(403, "", ""), true},
		"404 with a web page":     {reply(404, "", html), true},
		"413":                     {reply(413, "", ""), true},
		"422 with messages":       {reply(422, "", sample(t, "error.json")), false},
		"425":                     {reply(425, "", ""), true},
		"400 with its code":       {reply(400, "4002", ""), false},
		"401 with its code":       {reply(401, "4014", html), false},
		"400 and an order":        {reply(400, "4002", sample(t, "order.json")), true},
		"422 and an order":        {reply(422, "", `{"messages":["no"],"orderId":7}`), true},
		"422 and no order":        {reply(422, "", `{"messages":["no"],"orderId":0}`), false},
		"429 and an order":        {reply(429, "4291", sample(t, "order.json")), true},
		"503 and an order":        {reply(503, "5030", sample(t, "order.json")), true},
		"an order, as a dry run":  {reply(201, "2002", `{"orderId":7,"dryrun":false}`), true},
		"201, an order, an error": {reply(201, "2010", `{"orderId":7,"messages":["no"]}`), true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				emu, client := inMemory(t, purchasetest.Options{})
				onPost(emu, func(_ http.Handler, w http.ResponseWriter, r *http.Request) { test.answer(w, r) })
				seen := watch(emu)
				_, err := client.PlaceOrder(t.Context(), orderOf(emu.CardToken()))
				assert.Equal(t, 1, seen.posts(), "never a blind second POST")
				if test.lost {
					require.ErrorIs(t, err, sellerwire.ErrOutcomeUnknown)
					assert.Equal(t, 6, seen.gets(), err)
				} else {
					assert.Equal(t, sellerwire.OutcomeRejected, sellerwire.OutcomeOf(err), err)
					assert.Zero(t, seen.gets())
				}
			})
		})
	}
}

// A reply that any 2xx carries counts, also when it answers a duplicate.
func TestOrdersInAnySuccess(t *testing.T) {
	t.Parallel()
	body := `{"orderId":7,"listings":[{"listingId":1009999999,"orderItems":[{"status":5},{"status":1}]},` +
		`{"listingId":12345,"orderItems":[{"status":93}]}]}`
	for name, answer := range map[string]http.HandlerFunc{
		"created": reply(201, "2010", body), "retrieved": reply(200, "2000", body), "still in process": reply(200, "2003", body),
		"no code": reply(200, "", body), "an unknown code": reply(202, "2020", body),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			order, err := answering(t, answer).PlaceOrder(t.Context(), orderOf("token"))
			require.NoError(t, err)
			assert.EqualValues(t, 7, order.ID)
		})
	}
}

// 12 attempts over one connection: one ID and one body, but each with a date
// and a signature of its own, which the emulator has verified.
func TestAttemptsShareAllButDateAndSignature(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	now := start
	clock := func() time.Time { mu.Lock(); defer mu.Unlock(); return now }

	emu := purchasetest.NewServer(purchasetest.Options{Now: clock})
	t.Cleanup(emu.Close)
	client := connect(t, emu, sellerwire.WithClock(clock), sellerwire.WithRetry(sellerwire.RetryPolicy{
		MaxAttempts: 12, MinBackoff: time.Microsecond, MaxBackoff: time.Millisecond,
	}))
	var bodies [][]byte
	headers := map[string]map[string]bool{"Abe-Date": {}, "Abe-Signature": {}, "Abe-Requestid": {}}
	emu.RefuseNext(11, 5030)
	emu.Intercept(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			r.Body = io.NopCloser(bytes.NewReader(body))
			bodies = append(bodies, body)
			for name, values := range headers {
				values[r.Header.Get(name)] = true
			}
			next.ServeHTTP(w, r)
			mu.Lock()
			now = now.Add(5 * time.Second)
			mu.Unlock()
		})
	})
	connections := 0
	ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{GotConn: func(c httptrace.GotConnInfo) {
		if !c.Reused {
			connections++
		}
	}})

	var info sellerwire.ResponseInfo
	_, err := client.PlaceOrder(ctx, orderOf(emu.CardToken()), sellerwire.WithResponseInfo(&info))
	require.NoError(t, err)
	assert.Equal(t, 12, info.Attempts)
	assert.Len(t, headers["Abe-Date"], 12)
	assert.Len(t, headers["Abe-Signature"], 12)
	assert.Equal(t, map[string]bool{info.RequestID: true}, headers["Abe-Requestid"])
	require.Len(t, bodies, 12)
	for _, body := range bodies[1:] {
		assert.Equal(t, string(bodies[0]), string(body))
	}
	assert.Equal(t, 12, connections, "each attempt has its own")
	assert.Len(t, emu.Orders(), 1)
}

// The caller's slice may change as soon as the call is under way: the bytes
// must not.
func TestTheRequestIsCopied(t *testing.T) {
	t.Parallel()
	emu, client := serve(t, purchasetest.Options{})
	request := orderOf(emu.CardToken())
	onPost(emu, func(next http.Handler, w http.ResponseWriter, r *http.Request) {
		request.Listings[0].Quantity = 99
		lose(next, w, r)
	})
	order, err := client.PlaceOrder(t.Context(), request)
	require.NoError(t, err)
	assert.Equal(t, 2, order.Listings[0].Quantity)
}

func TestSigningTheOtherWay(t *testing.T) {
	t.Parallel()
	emu, client := serve(t, purchasetest.Options{}, purchase.WithCanonicalURI(purchase.LowerCaseURI))
	order, err := client.PlaceOrder(t.Context(), orderOf(emu.CardToken()))
	require.NoError(t, err)
	page, err := client.Search(t.Context(), purchase.Query{OrderIDs: []int64{order.ID}, SortOrder: purchase.Descending})
	require.NoError(t, err)
	assert.Equal(t, []purchase.Order{order}, page.Orders)

	// Another form altogether is one the emulator does not know.
	emu, client = serve(t, purchasetest.Options{}, purchase.WithCanonicalURI(purchase.CanonicalURI))
	_, err = client.Search(t.Context(), purchase.Query{})
	require.NoError(t, err)
	rec, signedByPath := recording(t, `{"orders":[]}`)
	_, err = signedByPath.Search(t.Context(), purchase.Query{OrderIDs: []int64{1}})
	require.NoError(t, err)
	lower, client := recording(t, `{"orders":[]}`, purchase.WithCanonicalURI(purchase.LowerCaseURI))
	_, err = client.Search(t.Context(), purchase.Query{OrderIDs: []int64{1}})
	require.NoError(t, err)
	assert.NotEqual(t, signature(rec.sent), signature(lower.sent))
	assert.EqualValues(t, 1, emu.Requests())
}

func signature(sent []byte) string {
	for line := range bytes.SplitSeq(sent, []byte("\r\n")) {
		if value, ok := bytes.CutPrefix(line, []byte("Abe-Signature: ")); ok {
			return string(value)
		}
	}
	return ""
}
