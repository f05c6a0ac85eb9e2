package twd_test

import (
	"context"
	"errors"
	"math"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/twd"
	"github.com/sellerwire/sellerwire/twd/twdtest"
)

// faultsOf are the faults of an InvalidError, as "field: reason".
func faultsOf(t *testing.T, err error) []string {
	t.Helper()
	e, ok := errors.AsType[*sellerwire.InvalidError](err)
	require.True(t, ok, "%T: %v", err, err)
	require.Equal(t, "twd", e.Service)
	require.ErrorIs(t, err, sellerwire.ErrInvalidRequest)
	require.ErrorIs(t, err, sellerwire.ErrNotSent)
	var faults []string
	for _, f := range e.Fields {
		faults = append(faults, f.String())
	}
	return faults
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	const url = "https://my.server.com/pathtoapi/api.pl"
	tests := []struct {
		name     string
		url, key string
		opts     []sellerwire.Option
		want     []string // the start of each fault
	}{
		{"no base URL", "", "k", nil, []string{"base URL: it is missing"}},
		{"no base URL and no key", " ", "", nil, []string{"base URL: it is missing", "API key: it is empty"}},
		{"no https", "http://my.server.com/api.pl", "k", nil, []string{"base URL: http is for loopback addresses only"}},
		{"no scheme", "my.server.com/api.pl", "k", nil, []string{"base URL: it does not start with https"}},
		{"a query", url + "?apikey=k", "k", nil, []string{"base URL: it has a query or a fragment"}},
		{"user information", "https://me:k@my.server.com/api.pl", "k", nil, []string{"base URL: it has user information"}},
		{"no key and no https", "ftp://x/api.pl", "", nil, []string{"base URL: its scheme", "API key: it is empty"}},
		{"a key with a line end", url, "k\n", nil, []string{"API key: it has spaces, line ends or a byte order mark around it"}},
		{"a key with a space before it", url, " k", nil, []string{"API key: it has spaces, line ends or a byte order mark around it"}},
		{"a key of two lines", url, "k\r\nk", nil, []string{"API key: it holds a control character"}},
		{"a key with an accent", url, "clé", nil, []string{"API key: it has a character that is not printable ASCII"}},
		{"page size 0", url, "k", []sellerwire.Option{twd.WithPageSize(0)}, []string{"WithPageSize: a page has at least 1 item"}},
		{"a nil option", url, "k", []sellerwire.Option{nil}, []string{"option: a nil option"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, err := twd.New(tt.url, tt.key, tt.opts...)
			require.Nil(t, c)
			faults := faultsOf(t, err)
			require.Len(t, faults, len(tt.want), "%q", faults)
			for i, want := range tt.want {
				require.True(t, strings.HasPrefix(faults[i], want), "%q", faults[i])
			}
		})
	}
	for _, ok := range []string{url, url + "/", "https://shop.example.com", "http://localhost:8080/api.pl", "http://[::1]/api.pl"} {
		_, err := twd.New(ok, "a key with inner spaces")
		require.NoError(t, err, ok)
	}
}

func TestBadInputIsRefusedBeforeAnythingIsSent(t *testing.T) {
	t.Parallel()
	price := func(s string) *decimal.Decimal { return new(decimal.RequireFromString(s)) }
	tests := []struct {
		name string
		do   operation
		want []string // the whole faults
	}{
		{"get: empty stock number", get(""), []string{"stock_no: it is empty"}},
		{"get: blank stock number", get(" \t"), []string{"stock_no: it is empty"}},
		{"get: stock number of two lines", get("10\n15"), []string{"stock_no: it has the control character U+000A at byte 2"}},
		{"update: empty stock number", set("", heldForGreg), []string{"stock_no: it is empty"}},
		{"sale: empty stock number", sell("", 1), []string{"stock_no: it is empty"}},
		{"adjust: empty stock number", adjust("", 1), []string{"stock_no: it is empty"}},
		{"delete: empty stock number", remove(""), []string{"stock_no: it is empty"}},
		{"list: negative page", list(twd.ListQuery{Page: -1}), []string{"page: -1 is below 1"}},
		{"search: negative page", search(twd.SearchQuery{Text: "x", Page: math.MinInt}), []string{"page: -9223372036854775808 is below 1"}},
		{"list: blank status", list(twd.ListQuery{Status: " "}), []string{"status: it is empty"}},
		{"list: status the encoding lacks", list(twd.ListQuery{Status: "予約"}), []string{"status: windows-1252 has no character '予' (U+4E88)"}},
		{"search: empty text", search(twd.SearchQuery{}), []string{"q: it is empty"}},
		{"search: everything wrong", search(twd.SearchQuery{Text: "茶", Status: "\v", Page: -2}), []string{
			"q: windows-1252 has no character '茶' (U+8336)", "status: it is empty", "page: -2 is below 1",
		}},
		{"count: status with a control character", count("A\x00"), []string{"status: it has the control character U+0000 at byte 1"}},
		{"update: nothing to set", set("1015", twd.Fields{}), []string{"fields: none is set; an update sets at least one"}},
		{"update: empty status", set("1015", twd.Fields{Status: new(twd.Status(""))}), []string{"status: it is empty"}},
		{"update: negative quantity", set("1015", twd.Fields{Qty: new(-1)}), []string{"qty: -1 is below 0"}},
		{"update: negative price", set("1015", twd.Fields{Price: price("-0.01")}), []string{"price: -0.01 is below 0"}},
		{"update: price with a hostile exponent", set("1015", twd.Fields{Price: new(decimal.New(1, 100_000_000))}), []string{"price: its exponent is 100000000, the limit is 40"}},
		{"update: price with seven decimals", set("1015", twd.Fields{Price: price("1.0000001")}), []string{"price: it has 7 decimals, the limit is 6"}},
		{"update: price of 19 digits", set("1015", twd.Fields{Price: price("1234567890123456789")}), []string{"price: it has 19 digits, the limit is 18"}},
		{"update: text that is not UTF-8", set("1015", twd.Fields{Brand: new("caf\xe9")}), []string{"brand: it is not valid UTF-8"}},
		{"update: C1 control character", set("1015", twd.Fields{Notes: new("a\u0085b")}), []string{"notes: it has the control character U+0085 at byte 1"}},
		{"update: brand of two lines", set("1015", twd.Fields{Brand: new("a\nb")}), []string{"brand: it has the control character U+000A at byte 1"}},
		{"update: everything wrong", set(" ", twd.Fields{
			Status: new(twd.Status(" ")), Dept: new("\t"), Brand: new("Ж"), Description: new("ok\x1b"), Qty: new(-5), Price: price("-1"), Notes: new("👍"),
		}), []string{
			"stock_no: it is empty", "status: it is empty", "dept: it is empty",
			"brand: windows-1252 has no character 'Ж' (U+0416)", "description: it has the control character U+001B at byte 2",
			"qty: -5 is below 0", "price: -1 is below 0", "notes: windows-1252 has no character '👍' (U+1F44D)",
		}},
		{"sale of nothing", sell("1015", 0), []string{"qtyadj: 0 is below 1"}},
		{"sale of less than nothing", sell("1015", -1), []string{"qtyadj: -1 is below 1"}},
		{"adjustment by nothing", adjust("1015", 0), []string{"qtyadj: it is 0 and would change nothing"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			shop := newShop(twdtest.Options{})
			err := tt.do(t.Context(), inMemory(t, shop))
			require.Equal(t, tt.want, faultsOf(t, err))
			require.Equal(t, sellerwire.OutcomeNotSent, sellerwire.OutcomeOf(err))
			require.Zero(t, shop.Requests())
		})
	}
}

func TestIteratorsRefuseBadOptionsOnceAndSendNothing(t *testing.T) {
	t.Parallel()
	shop := newShop(twdtest.Options{})
	c := inMemory(t, shop)
	ctx := t.Context()
	tests := []struct {
		name string
		walk func() ([]string, error)
		want []string
	}{
		{"prefetch below 0", func() ([]string, error) { return collect(c.ListAll(ctx, twd.ListOptions{Prefetch: -1})) }, []string{"Prefetch: -1 is not from 0 to 64"}},
		{"prefetch above 64", func() ([]string, error) { return collect(c.ListAll(ctx, twd.ListOptions{Prefetch: 65})) }, []string{"Prefetch: 65 is not from 0 to 64"}},
		{"negative page limit", func() ([]string, error) { return collect(c.SearchAll(ctx, twd.SearchOptions{Text: "x", MaxPages: -1})) }, []string{"MaxPages: -1 is below 1"}},
		{"empty search", func() ([]string, error) { return collect(c.SearchAll(ctx, twd.SearchOptions{})) }, []string{"q: it is empty"}},
		{"everything wrong", func() ([]string, error) {
			return collect(c.ListAll(ctx, twd.ListOptions{Status: " ", Prefetch: 65, MaxPages: -1}))
		}, []string{"status: it is empty", "Prefetch: 65 is not from 0 to 64", "MaxPages: -1 is below 1"}},
		{"an empty search and a negative page limit", func() ([]string, error) {
			return collect(c.SearchAll(ctx, twd.SearchOptions{MaxPages: -1}))
		}, []string{"q: it is empty", "MaxPages: -1 is below 1"}},
		{"one request ID for many requests", func() ([]string, error) {
			return collect(c.ListAll(ctx, twd.ListOptions{}, sellerwire.WithRequestID("x"), sellerwire.WithResponseInfo(&sellerwire.ResponseInfo{})))
		}, []string{"WithRequestID: it is for one call; an iterator makes one per page", "WithResponseInfo: it is for one call; an iterator makes one per page"}},
		{"a bad call option", func() ([]string, error) {
			return collect(c.ListAll(ctx, twd.ListOptions{}, sellerwire.WithRequestID("")))
		}, []string{"WithRequestID: it must have 1 to 128 visible ASCII characters"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			numbers, err := tt.walk()
			require.Empty(t, numbers)
			require.Equal(t, tt.want, faultsOf(t, err))
			require.Zero(t, shop.Requests())
		})
	}
}

func TestValidateUpdateFindsWhatUpdateRefuses(t *testing.T) {
	t.Parallel()
	c := answering(t, answers{body: reply(t, "update")})
	require.NoError(t, c.ValidateUpdate("1015", heldForGreg))
	require.NoError(t, c.ValidateUpdate("1015", allFields))
	require.Len(t, faultsOf(t, c.ValidateUpdate("", twd.Fields{Qty: new(-1), Notes: new("茶")})), 3)
	require.Len(t, faultsOf(t, c.ValidateUpdate("1015", twd.Fields{})), 1)

	utf8 := answering(t, answers{body: reply(t, "update")}, twd.WithUTF8())
	require.NoError(t, utf8.ValidateUpdate("1015", twd.Fields{Notes: new("茶")}))
}

func TestACallRefusesABadCallOption(t *testing.T) {
	t.Parallel()
	shop := newShop(twdtest.Options{})
	c := inMemory(t, shop)
	bad := sellerwire.WithRequestID("two words")
	ctx := context.Background()
	errs := []error{
		c.Update(ctx, "1", heldForGreg, bad), c.Delete(ctx, "1", bad), c.RecordSale(ctx, "1", 1, bad), c.AdjustQuantity(ctx, "1", 1, bad),
	}
	_, err := c.List(ctx, twd.ListQuery{}, bad)
	errs = append(errs, err)
	_, err = c.Search(ctx, twd.SearchQuery{Text: "x"}, bad)
	errs = append(errs, err)
	_, err = c.Count(ctx, "", bad)
	errs = append(errs, err)
	_, err = c.Get(ctx, "1", bad)
	errs = append(errs, err)
	for _, err := range errs {
		require.Len(t, faultsOf(t, err), 1)
	}
	require.Zero(t, shop.Requests())
}

func TestAMiddlewareMayNotTakeTheKeyElsewhere(t *testing.T) {
	t.Parallel()
	elsewhere := func(next http.RoundTripper) http.RoundTripper {
		return roundTrip(func(r *http.Request) (*http.Response, error) {
			r = r.Clone(r.Context())
			r.URL.Host = "elsewhere.example.com"
			return next.RoundTrip(r)
		})
	}
	shop := newShop(twdtest.Options{})
	c := inMemory(t, shop, sellerwire.WithMiddleware(elsewhere))
	_, err := c.Get(t.Context(), "1")
	require.ErrorIs(t, err, sellerwire.ErrNotSent)
	require.Zero(t, shop.Requests())
}

// roundTrip is a function as an http.RoundTripper.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestWhatTheEncodingHoldsGoesThere(t *testing.T) {
	t.Parallel()
	var all []rune
	for r := rune(' '); r <= 0xFF; r++ {
		if r < 0x7F || r >= 0xA0 {
			all = append(all, r)
		}
	}
	all = slices.Concat(all, []rune("€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"))
	shop := newShop(twdtest.Options{})
	shop.Seed(twdtest.Item{StockNo: "1015"})
	c := inMemory(t, shop)
	require.NoError(t, c.Update(t.Context(), "1015", twd.Fields{Description: new(string(all))}))
	require.Equal(t, string(all), stock(t, shop, "1015").Description)

	item, err := c.Get(t.Context(), "1015")
	require.NoError(t, err)
	require.Equal(t, string(all), item.Description)
}
