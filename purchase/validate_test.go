package purchase_test

import (
	"errors"
	"fmt"
	"math"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/settings"
	"github.com/sellerwire/sellerwire/purchase"
	"github.com/sellerwire/sellerwire/purchase/purchasetest"
)

// faultsOf renders the faults of an InvalidError, one line each.
func faultsOf(t testing.TB, err error) []string {
	t.Helper()
	var invalid *sellerwire.InvalidError
	require.ErrorAs(t, err, &invalid)
	require.ErrorIs(t, err, sellerwire.ErrInvalidRequest)
	require.ErrorIs(t, err, sellerwire.ErrNotSent)
	var lines []string
	for _, f := range invalid.Fields {
		lines = append(lines, strings.TrimPrefix(f.Item+" "+f.String(), " "))
	}
	return lines
}

var badOrders = map[string]struct {
	change func(*purchase.OrderRequest)
	want   []string
}{
	"no listings": {func(r *purchase.OrderRequest) { r.Listings = nil }, []string{"listings: must have at least one"}},
	"a listing of 0": {func(r *purchase.OrderRequest) { r.Listings[1].ListingID = 0 },
		[]string{"listing 2 listingId: must be greater than 0, is 0"}},
	"a negative listing": {func(r *purchase.OrderRequest) { r.Listings[0].ListingID = -7 },
		[]string{"listing 1 listingId: must be greater than 0, is -7"}},
	"a quantity of 0": {func(r *purchase.OrderRequest) { r.Listings[0].Quantity = 0 },
		[]string{"listing 1 quantity: must be at least 1, is 0"}},
	"a negative quantity cannot hide a large one": {
		func(r *purchase.OrderRequest) { r.Listings[0].Quantity, r.Listings[1].Quantity = -200, 251 },
		[]string{"listing 1 quantity: must be at least 1, is -200", "listings: must have at most 250 items in total, has 251"},
	},
	"251 items": {
		func(r *purchase.OrderRequest) { r.Listings[0].Quantity = 250 },
		[]string{"listings: must have at most 250 items in total, has 251"},
	},
	"quantities that overflow": {
		func(r *purchase.OrderRequest) {
			r.Listings[0].Quantity, r.Listings[1].Quantity = math.MaxInt, math.MaxInt
		},
		[]string{"listings: must have at most 250 items in total, has 4294967294"},
	},
	"a negative maximum": {func(r *purchase.OrderRequest) { r.Listings[0].MaxPrice = money("-1") },
		[]string{"listing 1 maxPrice: must not be negative"}},
	"a negative total": {func(r *purchase.OrderRequest) { r.TotalMaxPrice = money("-0.01") },
		[]string{"totalMaxPrice: must not be negative"}},
	"a maximum of 7 decimals": {func(r *purchase.OrderRequest) { r.TotalMaxPrice = money("0.0000001") },
		[]string{"totalMaxPrice: it has 7 decimals, the limit is 6"}},
	"a maximum of 19 digits": {func(r *purchase.OrderRequest) { r.TotalMaxPrice = money("1234567890123456789") },
		[]string{"totalMaxPrice: it has 19 digits, the limit is 18"}},
	"a maximum nobody can pay": {func(r *purchase.OrderRequest) { r.TotalMaxPrice = decimal.New(1, 1<<30) },
		[]string{"totalMaxPrice: its exponent is 1073741824, the limit is 40"}},
	"a reference with a space": {func(r *purchase.OrderRequest) { r.ReferenceID = "shelf 7" },
		[]string{"referenceId: must have only letters, digits, hyphens and underscores"}},
	"a reference with accents": {func(r *purchase.OrderRequest) { r.ReferenceID = "é" },
		[]string{"referenceId: must have only letters, digits, hyphens and underscores"}},
	"no domain": {func(r *purchase.OrderRequest) { r.Domain = "" },
		[]string{`domain: must be a domain of the service, such as abebooks.com, is ""`}},
	"another domain": {func(r *purchase.OrderRequest) { r.Domain = "www.abebooks.com" },
		[]string{`domain: must be a domain of the service, such as abebooks.com, is "www.abebooks.com"`}},
	"no shipping mode":      {func(r *purchase.OrderRequest) { r.ShippingMode = "" }, []string{`shippingMode: must be S or P, is ""`}},
	"another shipping mode": {func(r *purchase.OrderRequest) { r.ShippingMode = "s" }, []string{`shippingMode: must be S or P, is "s"`}},
	"no card":               {func(r *purchase.OrderRequest) { r.CardToken = sellerwire.Secret{} }, []string{"ccToken: it is empty"}},
	"a blank card": {func(r *purchase.OrderRequest) { r.CardToken = sellerwire.NewSecret(" \t") },
		[]string{"ccToken: it is empty"}},
	"a card before a blank": {func(r *purchase.OrderRequest) { r.CardToken = sellerwire.NewSecret("a ") },
		[]string{"ccToken: it has spaces, line ends or a byte order mark around it"}},
	"a card after a mark": {func(r *purchase.OrderRequest) { r.CardToken = sellerwire.NewSecret("\uFEFFa") },
		[]string{"ccToken: it has spaces, line ends or a byte order mark around it"}},
	"a card of two lines": {func(r *purchase.OrderRequest) { r.CardToken = sellerwire.NewSecret("a\nb") },
		[]string{"ccToken: it holds a control character"}},
	"no addresses": {
		func(r *purchase.OrderRequest) { r.ShipAddr, r.BillAddr = purchase.Address{}, purchase.Address{} },
		[]string{
			"shipAddr name: it is empty", "shipAddr address1: it is empty", "shipAddr city: it is empty",
			"shipAddr country: it is empty", "shipAddr zipcode: it is empty", "shipAddr phone: it is empty",
			"billAddr name: it is empty", "billAddr address1: it is empty", "billAddr city: it is empty",
			"billAddr country: it is empty", "billAddr zipcode: it is empty", "billAddr phone: it is empty",
		},
	},
	"a blank name":        {func(r *purchase.OrderRequest) { r.ShipAddr.Name = "  " }, []string{"shipAddr name: it is empty"}},
	"a blank second line": {func(r *purchase.OrderRequest) { r.ShipAddr.Address2 = " " }, []string{"shipAddr address2: it is empty"}},
	"a city in two lines": {func(r *purchase.OrderRequest) { r.BillAddr.City = "Los\r\nAngeles" },
		[]string{"billAddr city: it holds a control character"}},
	"a name in Latin-1": {func(r *purchase.OrderRequest) { r.ShipAddr.Name = "Andr\xe9" }, []string{"shipAddr name: it is not UTF-8"}},
	"a province in words": {func(r *purchase.OrderRequest) { r.ShipAddr.ProvState = "Ontario" },
		[]string{"shipAddr provstate: must have 2 or 3 characters, has 7"}},
	"a province of four": {func(r *purchase.OrderRequest) { r.ShipAddr.ProvState = "ABCD" },
		[]string{"shipAddr provstate: must have 2 or 3 characters, has 4"}},
	"a province of one": {func(r *purchase.OrderRequest) { r.ShipAddr.ProvState = "O" },
		[]string{"shipAddr provstate: must have 2 or 3 characters, has 1"}},
}

func TestBadOrdersAreNotSent(t *testing.T) {
	t.Parallel()
	emu, client := inMemory(t, purchasetest.Options{})
	for name, test := range badOrders {
		t.Run(name, func(t *testing.T) {
			request := orderOf(emu.CardToken())
			test.change(&request)
			assert.Equal(t, test.want, faultsOf(t, request.Validate()))

			_, err := client.PlaceOrder(t.Context(), request)
			assert.Equal(t, test.want, faultsOf(t, err))
			assert.Equal(t, sellerwire.OutcomeNotSent, sellerwire.OutcomeOf(err))
			_, err = client.DryRun(t.Context(), request)
			assert.Equal(t, test.want, faultsOf(t, err))
		})
	}
	assert.Zero(t, emu.Requests())
}

// An order must say what it may cost, be it for each listing, or in all, or
// whatever it is. A dry run costs nothing.
func TestAnOrderWithoutAPriceGuardIsNotSent(t *testing.T) {
	t.Parallel()
	emu, client := inMemory(t, purchasetest.Options{})
	seen := watch(emu)
	for name, test := range map[string]struct {
		change  func(*purchase.OrderRequest)
		guarded bool
	}{
		"none":                  {func(*purchase.OrderRequest) {}, false},
		"of one listing of two": {func(r *purchase.OrderRequest) { r.Listings[1].MaxPrice = money("50") }, false},
		"a zero of each listing": {func(r *purchase.OrderRequest) {
			r.Listings[0].MaxPrice, r.Listings[1].MaxPrice = money("0.00"), money("0")
		}, false},
		"of each listing": {func(r *purchase.OrderRequest) {
			r.Listings[0].MaxPrice, r.Listings[1].MaxPrice = money("50"), money("50")
		}, true},
		"in all":                 {func(r *purchase.OrderRequest) { r.TotalMaxPrice = money("150") }, true},
		"none, and that is said": {func(r *purchase.OrderRequest) { r.AnyPrice = true }, true},
	} {
		request := orderOf(emu.CardToken())
		request.TotalMaxPrice, request.Listings[0].MaxPrice = money("0"), money("0")
		test.change(&request)
		_, err := client.DryRun(t.Context(), request)
		require.NoError(t, err, name)
		before := seen.posts()
		_, err = client.PlaceOrder(t.Context(), request)
		if test.guarded {
			require.NoError(t, request.Validate(), name)
			require.NoError(t, err, name)
			continue
		}
		want := []string{"totalMaxPrice: set a maximum price on each listing or on the whole order, or AnyPrice"}
		assert.Equal(t, want, faultsOf(t, err), name)
		assert.Equal(t, want, faultsOf(t, request.Validate()), name)
		assert.Equal(t, before, seen.posts(), name)
	}
}

func TestFaultsAreListedAllAtOnceAndShowNoAddress(t *testing.T) {
	t.Parallel()
	request := orderOf("card-token-4711")
	request.ShipAddr.Name = "Confidential\x00Name"
	request.ShipAddr.Phone = "\x01555-0000"
	request.Listings[0].Quantity = 0
	request.Domain = "x"
	err := request.Validate()
	assert.Len(t, faultsOf(t, err), 4)
	text := fmt.Sprintf("%v %+v %#v", err, err, err)
	for _, secret := range []string{"Confidential", "555-0000", "card-token-4711", "Victoria"} {
		assert.NotContains(t, text, secret)
	}
}

func TestTheLimitsThemselvesAreGood(t *testing.T) {
	t.Parallel()
	request := orderOf("token")
	request.Listings = []purchase.RequestedListing{
		{ListingID: 1, Quantity: 249, MaxPrice: money("999999999999.999999")},
		{ListingID: 1<<63 - 1, Quantity: 1, MaxPrice: money("0.000001")},
	}
	request.ReferenceID = "AZaz09-_"
	request.ShipAddr.ProvState = ""
	request.BillAddr.ProvState = "NSW"
	require.NoError(t, request.Validate())
	assert.NoError(t, purchase.Query{Limit: 100, DateStart: start, DateEnd: start.Add(purchase.MaxWindow)}.Validate())
	assert.NoError(t, purchase.Query{Limit: 1, DateStart: start, DateEnd: start, MaxPages: 1}.Validate())
	assert.NoError(t, purchase.Query{DateEnd: time.Date(9998, 12, 31, 0, 0, 0, 0, time.UTC)}.Validate())
	assert.NoError(t, purchase.Query{DateStart: time.Date(1, 1, 2, 0, 0, 0, 0, time.UTC)}.Validate())
}

func TestARequestIDThatMustStandInForTheReference(t *testing.T) {
	t.Parallel()
	emu, client := inMemory(t, purchasetest.Options{})
	request := orderOf(emu.CardToken())
	_, err := client.PlaceOrder(t.Context(), request, sellerwire.WithRequestID("order/7"))
	assert.Equal(t, []string{"request ID: must have only letters, digits, hyphens and underscores, because it is used as the " +
		"referenceId"}, faultsOf(t, err))
	assert.Zero(t, emu.Requests())

	request.ReferenceID = "order-7"
	_, err = client.PlaceOrder(t.Context(), request, sellerwire.WithRequestID("order/7"))
	require.NoError(t, err)
}

func TestBadQueriesAreNotSent(t *testing.T) {
	t.Parallel()
	emu, client := inMemory(t, purchasetest.Options{})
	foreign, err := purchase.ParseCursor("00112233aabbccdd:87324198")
	require.NoError(t, err)
	for name, test := range map[string]struct {
		query purchase.Query
		want  string
		all   bool // refused by SearchAll, too
	}{
		"a negative limit": {purchase.Query{Limit: -1}, "limit: must be 1 to 100, is -1", true},
		"a limit of 101":   {purchase.Query{Limit: 101}, "limit: must be 1 to 100, is 101", true},
		"an end before a start": {purchase.Query{DateStart: start, DateEnd: start.Add(-time.Second)},
			"dateEnd: must not be before dateStart", true},
		"an update end before its start": {
			purchase.Query{ItemUpdateDateStart: start, ItemUpdateDateEnd: start.Add(-time.Second)},
			"itemUpdateDateEnd: must not be before itemUpdateDateStart", true,
		},
		"more than 90 days": {
			purchase.Query{DateStart: start, DateEnd: start.Add(purchase.MaxWindow + 1)},
			"dateStart: must be at most 90 days before dateEnd; SearchAll splits longer searches", false,
		},
		"an order of 0":      {purchase.Query{OrderIDs: []int64{5, 0}}, "orderId: must be greater than 0, is 0", true},
		"a negative item":    {purchase.Query{OrderItemIDs: []int64{-3}}, "orderItemId: must be greater than 0, is -3", true},
		"another sort order": {purchase.Query{SortOrder: "DESC"}, `sortOrder: must be ascending or descending, is "DESC"`, true},
		"a reference with &": {purchase.Query{ReferenceID: "a&b=c"},
			"referenceId: must have only letters, digits, hyphens and underscores", true},
		"a vendor in two lines": {purchase.Query{VendorID: "1\n2"}, "vendorId: it has a control character at byte 1", true},
		"a vendor with a mark": {purchase.Query{VendorID: "\uFEFF1"},
			"vendorId: it has a byte order mark (U+FEFF) at byte 0", true},
		"a rounded vendor": {purchase.Query{VendorID: "5.5555E+4"},
			`vendorId: "5.5555E+4" is what a spreadsheet makes of a long number; format the column as text`, true},
		"fewer than one page": {purchase.Query{MaxPages: -1}, "MaxPages: must be at least 1, is -1", true},
		"a year of five digits": {purchase.Query{DateStart: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)},
			"dateStart: the year 10000 cannot be written", true},
		"a year long before the first": {purchase.Query{DateStart: time.Unix(-1<<50, 0)},
			"dateStart: the year -35676378 cannot be written", true},
		"a foreign cursor": {purchase.Query{Next: foreign},
			"next: belongs to another search; use it with the query that it came from", true},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, []string{test.want}, faultsOf(t, test.query.Validate()))
			_, err := client.Search(t.Context(), test.query)
			assert.Equal(t, []string{test.want}, faultsOf(t, err))
			if test.all {
				orders, err := collect(client.SearchAll(t.Context(), test.query))
				assert.Empty(t, orders)
				assert.Equal(t, []string{test.want}, faultsOf(t, err))
			}
		})
	}
	for limit, fault := range map[int]sellerwire.FieldError{
		-1:  {Field: "limit", Limit: 100, Size: -1, Reason: "must be 1 to 100, is -1"},
		101: {Field: "limit", Limit: 100, Size: 101, Reason: "must be 1 to 100, is 101"},
	} {
		var invalid *sellerwire.InvalidError
		require.ErrorAs(t, purchase.Query{Limit: limit}.Validate(), &invalid)
		assert.Equal(t, []sellerwire.FieldError{fault}, invalid.Fields)
	}
	for _, id := range []int64{0, -1} {
		_, err := client.Get(t.Context(), id)
		assert.Len(t, faultsOf(t, err), 1)
	}
	assert.Zero(t, emu.Requests())
}

// collect runs through a listing and returns the order IDs before the error.
func collect(orders func(func(purchase.Order, error) bool)) (ids []int64, err error) {
	for order, e := range orders {
		if e != nil {
			err = errors.Join(err, e)
			continue
		}
		ids = append(ids, order.ID)
	}
	return ids, err
}

func TestCursorsAsText(t *testing.T) {
	t.Parallel()
	good, err := purchase.ParseCursor("00112233aabbccdd:8:7 3")
	require.NoError(t, err)
	assert.Equal(t, "00112233aabbccdd:8:7 3", good.String())
	text, err := good.MarshalText()
	require.NoError(t, err)
	var again purchase.Cursor
	require.NoError(t, again.UnmarshalText(text))
	assert.Equal(t, good, again)
	zero, err := purchase.ParseCursor("")
	require.NoError(t, err)
	assert.True(t, zero.IsZero())
	assert.Empty(t, zero.String())
	for _, bad := range []string{"87324198", ":", "00112233aabbccdd", "00112233aabbccdd:", "00112233aabbcc:1", "zz112233aabbccdd:1", " "} {
		_, err := purchase.ParseCursor(bad)
		assert.Equal(t, []string{"next: it is not the text of a cursor"}, faultsOf(t, err), bad)
		assert.Error(t, again.UnmarshalText([]byte(bad)))
	}
}

func TestBadClients(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		access, secret string
		opt            sellerwire.Option
		want           string
	}{
		"no access key":      {"", "s", nil, "access key: it is empty"},
		"a blank secret key": {"a", " ", nil, "secret key: it is empty"},
		"a key of two lines": {"a\nb", "s", nil, "access key: it holds a control character"},
		"no canonical URI":   {"a", "s", purchase.WithCanonicalURI(nil), "WithCanonicalURI: the function must not be nil"},
		"a negative budget":  {"a", "s", purchase.WithLookUp(purchase.LookUp{Budget: -1}), "WithLookUp: times must not be negative"},
		"a budget of more than an hour": {"a", "s",
			purchase.WithLookUp(purchase.LookUp{Budget: time.Hour + 1}), "WithLookUp: Budget must be at most an hour"},
		"http over the internet": {"a", "s", sellerwire.WithBaseURL("http://example.com/v1"),
			"base URL: http is for loopback addresses only; use https, or see WithPlainHTTP"},
		"an option of another one": {"a", "s", settings.ForClient("other.WithThing", func(*int) error { return nil }),
			"option: other.WithThing is an option of another service"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := purchase.New(test.access, test.secret,
				slices.DeleteFunc([]sellerwire.Option{test.opt}, func(o sellerwire.Option) bool { return o == nil })...)
			assert.Equal(t, []string{test.want}, faultsOf(t, err))
		})
	}
}

func TestTheLongestLookUpIsAnHour(t *testing.T) {
	t.Parallel()
	_, err := purchase.New("a", "s", purchase.WithLookUp(purchase.LookUp{Budget: time.Hour}))
	require.NoError(t, err)
}

func TestDomainsDecideTheCurrency(t *testing.T) {
	t.Parallel()
	for domain, want := range map[purchase.Domain]string{
		"abebooks.com": "USD", "abebooks.co.uk": "GBP", "abebooks.de": "EUR", "abebooks.fr": "EUR",
		"abebooks.it": "EUR", "iberlibro.com": "EUR", "zvab.com": "EUR",
	} {
		assert.Equal(t, want, domain.Currency())
		assert.True(t, domain.Known())
	}
	assert.Empty(t, purchase.Domain("abebooks.jp").Currency())
	assert.False(t, purchase.Domain("").Known())
}

// A colon must stay as it is, and everything else must survive.
func TestQueriesCanBeReadBack(t *testing.T) {
	t.Parallel()
	rec, client := recording(t, `{"metadata":{"next":"a:b&c=d+e %/?#"},"orders":[{"orderId":1234}]}`)
	query := everyCriterion()
	page, err := client.Search(t.Context(), query)
	require.NoError(t, err)
	query.Next, query.Limit = page.Next, 7
	_, err = client.Search(t.Context(), query)
	require.NoError(t, err)

	line, _, _ := strings.Cut(string(rec.sent), "\r\n")
	raw := strings.TrimSuffix(line[strings.Index(line, "?")+1:], " HTTP/1.1")
	assert.NotContains(t, raw, "%3A")
	got, err := url.ParseQuery(raw)
	require.NoError(t, err)
	assert.Equal(t, url.Values{
		"dateStart": {"2024-01-02T03:04:05Z"}, "dateEnd": {"2024-03-02T02:04:06Z"},
		"itemUpdateDateStart": {"2024-01-03T00:00:00Z"}, "itemUpdateDateEnd": {"2024-01-04T00:00:00Z"},
		"vendorId": {"55555"}, "referenceId": {"shelf-7_A"}, "orderId": {"1234", "5678"}, "orderItemId": {"454567", "454568"},
		"sortOrder": {"descending"}, "limit": {"7"}, "next": {"a:b&c=d+e %/?#"},
	}, got)
}

func TestACallRefusesABadCallOption(t *testing.T) {
	t.Parallel()
	emu, client := inMemory(t, purchasetest.Options{})
	bad := sellerwire.WithRequestID("two words")
	_, searched := client.Search(t.Context(), purchase.Query{}, bad)
	_, got := client.Get(t.Context(), 1, bad)
	_, tried := client.DryRun(t.Context(), orderOf(emu.CardToken()), bad)
	_, placed := client.PlaceOrder(t.Context(), orderOf(emu.CardToken()), bad)
	for _, err := range []error{searched, got, tried, placed} {
		require.Equal(t, []string{"WithRequestID: it must have 1 to 128 visible ASCII characters"}, faultsOf(t, err))
		require.Equal(t, sellerwire.OutcomeNotSent, sellerwire.OutcomeOf(err))
	}
	require.Zero(t, emu.Requests())
}
