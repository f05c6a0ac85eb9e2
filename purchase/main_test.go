package purchase_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/purchase"
	"github.com/sellerwire/sellerwire/purchase/purchasetest"
)

// memoryURL is a base URL for an emulator that is reached without a network.
const memoryURL = "http://127.0.0.1/v1"

// start is where the fixed clocks stand.
var start = time.Date(2024, 5, 6, 7, 8, 9, 0, time.UTC)

func fixedClock() time.Time { return start }

func money(text string) decimal.Decimal { return decimal.RequireFromString(text) }

// orderOf is a good request for two copies of one book and one of another.
func orderOf(token string) purchase.OrderRequest {
	return purchase.OrderRequest{
		ShipAddr: purchase.Address{
			Name: "Joe McJoeburt", Address1: "5555 Street St", City: "Victoria", ProvState: "BC",
			Country: "Canada", Zipcode: "V8V8V8", Phone: "(888) 555-1234",
		},
		BillAddr: purchase.Address{
			Name: "Smith Smitherson", Address1: "6666 Road Rd", Address2: "Floor 2", City: "Los Angeles", ProvState: "CA",
			Country: "USA", Zipcode: "12345", Phone: "(800) 555-4242",
		},
		CardToken: sellerwire.NewSecret(token),
		Listings: []purchase.RequestedListing{
			{ListingID: 1009999999, Quantity: 2, MaxPrice: money("48.11")},
			{ListingID: 12345, Quantity: 1},
		},
		ShippingMode:  purchase.ShippingStandard,
		Domain:        purchase.DomainUS,
		TotalMaxPrice: money("199.50"),
	}
}

// serve starts an emulator on a real connection, and a client of it that does
// not wait long.
func serve(t testing.TB, emulated purchasetest.Options, opts ...sellerwire.Option) (*purchasetest.Server, *purchase.Client) {
	t.Helper()
	emu := purchasetest.NewServer(emulated)
	t.Cleanup(emu.Close)
	return emu, connect(t, emu, opts...)
}

// connect makes a client of its own, as another process would have.
func connect(t testing.TB, emu *purchasetest.Server, opts ...sellerwire.Option) *purchase.Client {
	t.Helper()
	quick := []sellerwire.Option{
		sellerwire.WithBaseURL(emu.URL),
		sellerwire.WithRetry(sellerwire.RetryPolicy{MinBackoff: time.Millisecond, MaxBackoff: 5 * time.Millisecond}),
		purchase.WithLookUp(purchase.LookUp{First: time.Millisecond, Budget: 100 * time.Millisecond}),
	}
	client, err := purchase.New(emu.AccessKey(), emu.SecretKey(), append(quick, opts...)...)
	require.NoError(t, err)
	t.Cleanup(client.Close)
	return client
}

// inMemory makes an emulator that needs no network, for waits in a synctest
// bubble, and a client with the documented defaults.
func inMemory(t testing.TB, emulated purchasetest.Options, opts ...sellerwire.Option) (*purchasetest.Emulator, *purchase.Client) {
	t.Helper()
	emu := purchasetest.New(emulated)
	opts = append([]sellerwire.Option{
		sellerwire.WithBaseURL(memoryURL),
		sellerwire.WithHTTPClient(&http.Client{Transport: emu.RoundTripper()}),
	}, opts...)
	client, err := purchase.New(emu.AccessKey(), emu.SecretKey(), opts...)
	require.NoError(t, err)
	return emu, client
}

// answering makes a client whose every request is answered by handler.
func answering(t testing.TB, handler http.HandlerFunc, opts ...sellerwire.Option) *purchase.Client {
	t.Helper()
	emu, client := inMemory(t, purchasetest.Options{}, opts...)
	emu.Intercept(func(http.Handler) http.Handler { return handler })
	return client
}

// reply is a canned answer.
func reply(status int, abeStatus, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		if abeStatus != "" {
			w.Header().Set("Abe-Status", abeStatus)
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}
}

// interceptor is anything that has the emulator's hook.
type interceptor interface {
	Intercept(func(http.Handler) http.Handler)
}

// onPost spoils the POSTs; everything else goes through.
func onPost(emu interceptor, spoil func(next http.Handler, w http.ResponseWriter, r *http.Request)) {
	emu.Intercept(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method != http.MethodPost {
				next.ServeHTTP(w, r)
				return
			}
			spoil(next, w, r)
		})
	})
}

// lose stores the order and cuts the connection.
func lose(next http.Handler, _ http.ResponseWriter, r *http.Request) {
	lostReply(next, r)
	panic(http.ErrAbortHandler)
}

// lostReply has the service carry a request out, and nobody hear of it.
func lostReply(next http.Handler, r *http.Request) { next.ServeHTTP(httptest.NewRecorder(), r) }

// drop cuts the connection before the service sees the order.
func drop(http.Handler, http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

// traffic counts what arrives at an emulator, by method.
type traffic struct {
	mu    sync.Mutex
	count map[string]int
	ids   map[string][]string
}

func watch(emu interceptor) *traffic {
	tr := &traffic{count: map[string]int{}, ids: map[string][]string{}}
	emu.Intercept(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			tr.mu.Lock()
			tr.count[r.Method]++
			tr.ids[r.Method] = append(tr.ids[r.Method], r.Header.Get("Abe-RequestId"))
			tr.mu.Unlock()
			next.ServeHTTP(w, r)
		})
	})
	return tr
}

func (tr *traffic) posts() int { return tr.of(http.MethodPost) }
func (tr *traffic) gets() int  { return tr.of(http.MethodGet) }

func (tr *traffic) of(method string) int {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	return tr.count[method]
}

func (tr *traffic) requestIDs(method string) []string {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	return append([]string(nil), tr.ids[method]...)
}

// read is an order without what the service wrote.
func read(order purchase.Order) purchase.Order {
	order.Raw = nil
	return order
}

func sample(t testing.TB, name string) string {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("testdata", name))
	require.NoError(t, err)
	return string(body)
}
