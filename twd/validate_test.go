package twd_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
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
		{"a key with an accent", url, "clé", nil, []string{"API key: must be printable ASCII"}},
		{"page size 0", url, "k", []sellerwire.Option{twd.WithPageSize(0)}, []string{"WithPageSize: must be at least 1"}},
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
		{"get: blank stock number", get(" \t"), []string{"stock_no: it is blank"}},
		{"get: stock number of two lines", get("10\n15"), []string{"stock_no: it has a control character at byte 2"}},
		{"update: empty stock number", set("", heldForGreg), []string{"stock_no: it is empty"}},
		{"sale: empty stock number", sell("", 1), []string{"stock_no: it is empty"}},
		{"adjust: empty stock number", adjust("", 1), []string{"stock_no: it is empty"}},
		{"delete: empty stock number", remove(""), []string{"stock_no: it is empty"}},
		{"get: blank before the stock number", get(" 1015"), []string{"stock_no: it has a blank before or after it"}},
		{"get: non-breaking space behind the stock number", get("1015\u00a0"), []string{"stock_no: it has a blank before or after it"}},
		{"get: line end behind the stock number", get("1015\r\n"), []string{"stock_no: it has a control character at byte 4"}},
		{"get: byte order mark before the stock number", get("\ufeff1015"),
			[]string{"stock_no: it has a byte order mark (U+FEFF) at byte 0"}},
		{"get: byte order mark in the stock number", get("10\ufeff15"), []string{"stock_no: it has a byte order mark (U+FEFF) at byte 2"}},
		{"get: stock number from a spreadsheet", get("9.78E+12"),
			[]string{`stock_no: "9.78E+12" is what a spreadsheet makes of a long number; format the column as text`}},
		{"sale: stock number from a spreadsheet of Germany", sell("9,78e+12", 1),
			[]string{`stock_no: "9,78e+12" is what a spreadsheet makes of a long number; format the column as text`}},
		{"update: blank around the status", set("1015", twd.Fields{Status: new(twd.Status("H "))}),
			[]string{"status: it has a blank before or after it"}},
		{"update: byte order mark in the department", set("1015", twd.Fields{Dept: new("\ufeffFURN")}),
			[]string{"dept: it has a byte order mark (U+FEFF) at byte 0"}},
		{"update: blank department", set("1015", twd.Fields{Dept: new(" ")}), []string{"dept: it is blank"}},
		{"list: blank around the status", list(twd.ListQuery{Status: " H"}), []string{"status: it has a blank before or after it"}},
		{"update: a replacement character that the encoding lacks", set("1015", twd.Fields{Brand: new("caf\ufffd")}),
			[]string{"brand: windows-1252 has no character '\ufffd' (U+FFFD)"}},
		{"update: an empty set of add-on keys", set("1015", twd.Fields{Extra: map[string]string{}}),
			[]string{"fields: must have at least one that is set"}},
		{"update: add-on keys that are the API's", set("1015", twd.Fields{Extra: map[string]string{
			"action": "x", "apikey": "x", "brand": "x", "dept": "x", "description": "x", "notes": "x", "page": "x", "price": "x", "q": "x",
			"qty": "x", "qtyadj": "x", "status": "x", "stock_no": "x", " QtyAdj": "x", "APIKEY": "x",
		}}), []string{
			`Extra: " QtyAdj" is a key of the API, not of an add-on`, `Extra: "APIKEY" is a key of the API, not of an add-on`,
			`Extra: "action" is a key of the API, not of an add-on`, `Extra: "apikey" is a key of the API, not of an add-on`,
			`Extra: "brand" is a key of the API, not of an add-on`, `Extra: "dept" is a key of the API, not of an add-on`,
			`Extra: "description" is a key of the API, not of an add-on`, `Extra: "notes" is a key of the API, not of an add-on`,
			`Extra: "page" is a key of the API, not of an add-on`, `Extra: "price" is a key of the API, not of an add-on`,
			`Extra: "q" is a key of the API, not of an add-on`, `Extra: "qty" is a key of the API, not of an add-on`,
			`Extra: "qtyadj" is a key of the API, not of an add-on`, `Extra: "status" is a key of the API, not of an add-on`,
			`Extra: "stock_no" is a key of the API, not of an add-on`,
		}},
		{"update: bad add-on keys and values", set("1015", twd.Fields{Extra: map[string]string{
			"": "x", " a": "x", "b\ufeff": "x", "c\n": "x", "d\x00d": "x", "茶": "x", "e": "茶", "f": "a\x01",
		}}), []string{
			`Extra[""]: it is empty`, `Extra[" a"]: it has a blank before or after it`,
			`Extra["b\ufeff"]: it has a byte order mark (U+FEFF) at byte 1`,
			`Extra["c\n"]: it has a control character at byte 1`, `Extra["d\x00d"]: it has a control character at byte 1`,
			`Extra["e"]: windows-1252 has no character '茶' (U+8336)`, `Extra["f"]: it has the control character U+0001 at byte 1`,
			`Extra["茶"]: windows-1252 has no character '茶' (U+8336)`,
		}},
		{"sale with a quantity", sell("1015", 1, twd.WithFields(twd.Fields{Qty: new(5)})),
			[]string{"qty: its effect together with qtyadj is not documented; WithQtyInSales allows both"}},
		{"sale with bad fields", sell("", 0, twd.WithFields(twd.Fields{Status: new(twd.Status("")), Price: price("-1"),
			Extra: map[string]string{"qtyadj": "1"}})), []string{
			"stock_no: it is empty", "qtyadj: must be at least 1, is 0", "status: it is empty", "price: must not be negative, is -1",
			`Extra: "qtyadj" is a key of the API, not of an add-on`,
		}},
		{"list: negative page", list(twd.ListQuery{Page: -1}), []string{"page: must be at least 1, is -1"}},
		{"search: negative page", search(twd.SearchQuery{Text: "x", Page: math.MinInt}),
			[]string{fmt.Sprintf("page: must be at least 1, is %d", math.MinInt)}},
		{"list: blank status", list(twd.ListQuery{Status: " "}), []string{"status: it is blank"}},
		{"list: status the encoding lacks", list(twd.ListQuery{Status: "予約"}),
			[]string{"status: windows-1252 has no character '予' (U+4E88)"}},
		{"search: empty text", search(twd.SearchQuery{}), []string{"q: it is empty"}},
		{"search: everything wrong", search(twd.SearchQuery{Text: "茶", Status: "\v", Page: -2}), []string{
			"q: windows-1252 has no character '茶' (U+8336)", "status: it is blank", "page: must be at least 1, is -2",
		}},
		{"count: status with a control character", count("A\x00"), []string{"status: it has a control character at byte 1"}},
		{"update: nothing to set", set("1015", twd.Fields{}), []string{"fields: must have at least one that is set"}},
		{"update: empty status", set("1015", twd.Fields{Status: new(twd.Status(""))}), []string{"status: it is empty"}},
		{"update: negative quantity", set("1015", twd.Fields{Qty: new(-1)}), []string{"qty: must be at least 0, is -1"}},
		{"update: negative price", set("1015", twd.Fields{Price: price("-0.01")}), []string{"price: must not be negative, is -0.01"}},
		{"update: price with a hostile exponent", set("1015", twd.Fields{Price: new(decimal.New(1, 100_000_000))}),
			[]string{"price: its exponent is 100000000, the limit is 40"}},
		{"update: price with a hostile exponent below 0", set("1015", twd.Fields{Price: new(decimal.New(1, -100_000_000))}),
			[]string{"price: its exponent is -100000000, the limit is 40"}},
		{"update: price of 10,000 digits", set("1015", twd.Fields{Price: price(strings.Repeat("9", 10_000))}),
			[]string{"price: it has more than 64 digits"}},
		{"update: price with seven decimals", set("1015", twd.Fields{Price: price("1.0000001")}),
			[]string{"price: it has 7 decimals, the limit is 6"}},
		{"update: price of 19 digits", set("1015", twd.Fields{Price: price("1234567890123456789")}),
			[]string{"price: it has 19 digits, the limit is 18"}},
		{"update: text that is not UTF-8", set("1015", twd.Fields{Brand: new("caf\xe9")}), []string{"brand: it is not valid UTF-8"}},
		{"update: C1 control character", set("1015", twd.Fields{Notes: new("a\u0085b")}),
			[]string{"notes: it has the control character U+0085 at byte 1"}},
		{"update: brand of two lines", set("1015", twd.Fields{Brand: new("a\nb")}),
			[]string{"brand: it has the control character U+000A at byte 1"}},
		{"update: everything wrong", set(" ", twd.Fields{
			Status: new(twd.Status(" ")), Dept: new("\t"), Brand: new("Ж"), Description: new("ok\x1b"), Qty: new(-5), Price: price("-1"),
			Notes: new("👍"),
		}), []string{
			"stock_no: it is blank", "status: it is blank", "dept: it is blank",
			"brand: windows-1252 has no character 'Ж' (U+0416)", "description: it has the control character U+001B at byte 2",
			"qty: must be at least 0, is -5", "price: must not be negative, is -1", "notes: windows-1252 has no character '👍' (U+1F44D)",
		}},
		{"sale of nothing", sell("1015", 0), []string{"qtyadj: must be at least 1, is 0"}},
		{"sale of less than nothing", sell("1015", -1), []string{"qtyadj: must be at least 1, is -1"}},
		{"adjustment by nothing", adjust("1015", 0), []string{"qtyadj: must not be 0"}},
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
		{"prefetch below 0", func() ([]string, error) { return collect(c.ListAll(ctx, twd.ListOptions{Prefetch: -1})) },
			[]string{"Prefetch: must be 0 to 64, is -1"}},
		{"prefetch above 64", func() ([]string, error) { return collect(c.ListAll(ctx, twd.ListOptions{Prefetch: 65})) },
			[]string{"Prefetch: must be 0 to 64, is 65"}},
		{"negative page limit", func() ([]string, error) { return collect(c.SearchAll(ctx, twd.SearchOptions{Text: "x", MaxPages: -1})) },
			[]string{"MaxPages: must be at least 1, is -1"}},
		{"empty search", func() ([]string, error) { return collect(c.SearchAll(ctx, twd.SearchOptions{})) }, []string{"q: it is empty"}},
		{"everything wrong", func() ([]string, error) {
			return collect(c.ListAll(ctx, twd.ListOptions{Status: " ", Prefetch: 65, MaxPages: -1}))
		}, []string{"status: it is blank", "Prefetch: must be 0 to 64, is 65", "MaxPages: must be at least 1, is -1"}},
		{"an empty search and a negative page limit", func() ([]string, error) {
			return collect(c.SearchAll(ctx, twd.SearchOptions{MaxPages: -1}))
		}, []string{"q: it is empty", "MaxPages: must be at least 1, is -1"}},
		{"one request ID for many requests", func() ([]string, error) {
			return collect(
				c.ListAll(ctx, twd.ListOptions{}, sellerwire.WithRequestID("x"), sellerwire.WithResponseInfo(&sellerwire.ResponseInfo{})))
		}, []string{"WithRequestID: it is for one call; an iterator makes one per page",
			"WithResponseInfo: it is for one call; an iterator makes one per page"}},
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
	for _, do := range []operation{
		func(ctx context.Context, c *twd.Client) error {
			return c.Update(ctx, "1", heldForGreg, twd.WithFields(heldForGreg))
		},
		func(ctx context.Context, c *twd.Client) error { return c.Delete(ctx, "1", twd.WithFields(heldForGreg)) },
		func(ctx context.Context, c *twd.Client) error {
			_, err := c.Get(ctx, "1", twd.WithFields(heldForGreg))
			return err
		},
	} {
		require.Equal(t, []string{"option: twd.WithFields does not apply to this operation"}, faultsOf(t, do(t.Context(), c)))
	}
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

// Every whole price, however it was made, goes out as the same digits.
func TestPricesAreJudgedByTheirValue(t *testing.T) {
	t.Parallel()
	server := &sentForm{}
	c := newClient(t, memoryURL, sellerwire.WithHTTPClient(&http.Client{Transport: server}))
	for n := int64(1); n <= 1000; n++ {
		want := decimal.NewFromInt(n)
		for _, price := range []decimal.Decimal{
			want, decimal.NewFromFloat(float64(n)), decimal.NewFromInt(2 * n).Div(decimal.NewFromInt(2)),
			decimal.RequireFromString(want.String() + "E0"), decimal.RequireFromString(want.String() + ".000"),
			decimal.RequireFromString(want.String() + "000E-3"), want.Shift(-3).Shift(3), decimal.NewFromFloat32(float32(n)),
			decimal.NewFromFloatWithExponent(float64(n), -9), want.Add(decimal.RequireFromString("0E-30")),
		} {
			require.NoError(t, c.Update(t.Context(), "1015", twd.Fields{Price: &price}))
			pairs, err := url.ParseQuery(server.raw)
			require.NoError(t, err)
			require.True(t, want.Equal(decimal.RequireFromString(pairs.Get("price"))), server.raw)
			require.NotContains(t, strings.ToLower(pairs.Get("price")), "e")
			read, err := twd.Price(price.String()).Decimal()
			require.NoError(t, err)
			require.True(t, want.Equal(read))
		}
	}
}

// A genuine replacement character is a character like any other.
func TestAGenuineReplacementCharacterIsSent(t *testing.T) {
	t.Parallel()
	shop := newShop(twdtest.Options{RequestText: twdtest.DecodeUTF8, Quirks: twdtest.PrintUTF8})
	shop.Seed(twdtest.Item{StockNo: "1015"})
	c := inMemory(t, shop, twd.WithUTF8())
	require.NoError(t, c.Update(t.Context(), "1015", twd.Fields{Brand: new("caf\ufffd")}))
	require.Equal(t, "caf\ufffd", stock(t, shop, "1015").Brand)
	item, err := c.Get(t.Context(), "1015")
	require.NoError(t, err)
	require.Equal(t, "caf\ufffd", item.Brand)
}

// Each text is judged by itself, unless the caller has named the encoding.
func TestTextsAreReadAsWhatTheyAre(t *testing.T) {
	t.Parallel()
	body := result("<item><stock_no>1</stock_no><brand>Caf\xc3\xa9</brand><description>Caf\xe9 \x96</description><dept>Beds</dept></item>")
	for _, declared := range []string{"ISO-8859-1", "windows-1252", "UTF-8", "us-ascii", "latin1", " L1 "} {
		labelled := strings.Replace(body, "ISO-8859-1", declared, 1)
		for _, opts := range [][]sellerwire.Option{nil, {twd.WithUTF8()}, {twd.WithLatin1(), twd.WithUTF8()}} {
			item, err := answering(t, answers{body: labelled}, opts...).Get(t.Context(), "1")
			require.NoError(t, err)
			require.Equal(t, "Café", item.Brand, declared)
			require.Equal(t, "Café –", item.Description, declared)
		}
		item, err := answering(t, answers{body: labelled}, twd.WithLatin1()).Get(t.Context(), "1")
		require.NoError(t, err)
		require.Equal(t, "CafÃ©", item.Brand, declared)
		require.Equal(t, "Café –", item.Description, declared)
	}
	c := answering(t, answers{body: reply(t, "update")}, twd.WithLatin1())
	require.NoError(t, c.ValidateUpdate("1", twd.Fields{Brand: new("Café – 5 €")}))
	require.Error(t, c.ValidateUpdate("1", twd.Fields{Brand: new("茶")}))
}
