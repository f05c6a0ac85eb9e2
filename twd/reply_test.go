package twd_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/twd"
)

const declaration = `<?xml version="1.0" encoding="ISO-8859-1"?>` + "\n"

// result is a reply with statuscode 1 around some elements.
func result(elements string) string {
	return declaration + "<result>\n\t<statuscode>1</statuscode>\n\t<statusmessage>OK</statusmessage>\n" + elements + "</result>\n"
}

// failed is a reply with statuscode 0.
func failed(message string) string {
	return declaration + "<result>\n\t<statuscode>0</statuscode>\n\t<statusmessage>" + message + "</statusmessage>\n</result>\n"
}

// shorn is an item without its elements, for comparing the fields.
func shorn(it twd.Item) twd.Item {
	it.Elements = nil
	return it
}

func TestTheVendorsSamples(t *testing.T) {
	t.Parallel()
	tests := []struct {
		sample string
		total  int
		status twd.Status
		item   twd.Item
	}{
		{"list", 308, "A", twd.Item{
			StockNo: "1423", Status: "A", DeptCode: "FURN", Dept: "Furnature", Brand: "Ashley",
			Description: "Desk, 9 Drawers", Qty: nil, Price: "40",
		}},
		{"list-page-2", 308, "A", twd.Item{
			StockNo: "884", Status: "A", DeptCode: "FURN", Dept: "Furnature", Brand: "Lazyboy",
			Description: "Love Seat, W/ Ottoman", Qty: new(1), Price: "60",
		}},
		{"list-held", 9, "H", twd.Item{
			StockNo: "1017", Status: "H", DeptCode: "FURN", Dept: "Furnature", Brand: "",
			Description: "End Table, Dark Brown", Qty: new(1), Price: "10",
		}},
		{"search", 308, "A", twd.Item{
			StockNo: "868", Status: "A", DeptCode: "FURN", Dept: "Furnature", Brand: "Lazyboy",
			Description: "Love Seat, Hide-a-bed", Qty: new(1), Price: "40",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.sample, func(t *testing.T) {
			t.Parallel()
			page, err := answering(t, answers{body: reply(t, tt.sample)}).List(t.Context(), twd.ListQuery{})
			require.NoError(t, err)
			require.Equal(t, new(tt.total), page.Total)
			require.Equal(t, tt.status, page.TotalStatus)
			require.Len(t, page.Items, 1)
			require.Equal(t, tt.item, shorn(page.Items[0]))
		})
	}
}

func TestTheVendorsSampleOfOneItem(t *testing.T) {
	t.Parallel()
	item, err := answering(t, answers{body: reply(t, "get")}).Get(t.Context(), "1015")
	require.NoError(t, err)
	require.Equal(t, twd.Item{
		StockNo: "1015", Status: twd.StatusActive, DeptCode: "BEDS", Dept: "Beds", Brand: "Serta",
		Description: "Captains Bed, White", Qty: new(1), Price: "50",
	}, shorn(item))
	require.Empty(t, item.Extra())
	price, err := item.Price.Decimal()
	require.NoError(t, err)
	require.Equal(t, "50", price.String())
}

func TestTheVendorsSampleOfAnUpdate(t *testing.T) {
	t.Parallel()
	c := answering(t, answers{body: reply(t, "update")})
	require.NoError(t, c.Update(t.Context(), "1015", heldForGreg))
	require.NoError(t, c.Delete(t.Context(), "1015"))
	require.NoError(t, c.RecordSale(t.Context(), "1015", 1))
}

// Which HTTP status comes with an error is not documented.
func TestTheVendorsSampleOfAnErrorIsUnauthorizedWhateverTheHTTPStatus(t *testing.T) {
	t.Parallel()
	for _, status := range []int{200, 400, 401, 403, 404, 429, 500, 503} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			t.Parallel()
			c := answering(t, answers{status: status, body: reply(t, "bad-key")})
			_, readErr := c.Get(t.Context(), "1015")
			for _, err := range []error{readErr, c.Update(t.Context(), "1015", heldForGreg), c.RecordSale(t.Context(), "1015", 1)} {
				require.ErrorIs(t, err, sellerwire.ErrUnauthorized)
				require.NotErrorIs(t, err, sellerwire.ErrNotFound)
				require.Equal(t, twd.CodeError, twd.CodeOf(err))
				require.ErrorContains(t, err, "The supplied API key is not valid!")
			}
		})
	}
	c := answering(t, answers{body: failed(" the supplied api KEY is not valid! ")})
	_, err := c.Count(t.Context(), "")
	require.ErrorIs(t, err, sellerwire.ErrUnauthorized)
}

func TestAnyOtherErrorKeepsItsTextAndIsNotRepeated(t *testing.T) {
	t.Parallel()
	for _, status := range []int{200, 400, 404, 406, 418, 500, 502, 503, 504} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			t.Parallel()
			c := answering(t, answers{status: status, body: failed("Invalid value for qty! (d&eacute;p&ocirc;t)")})
			_, readErr := c.List(t.Context(), twd.ListQuery{})
			for _, err := range []error{readErr, c.Update(t.Context(), "1", heldForGreg), c.RecordSale(t.Context(), "1", 1)} {
				e := asError(t, err)
				require.Equal(t, []string{"Invalid value for qty! (dépôt)"}, e.Messages)
				require.Equal(t, twd.CodeError, twd.CodeOf(err))
				require.Equal(t, status, e.StatusCode)
				require.Equal(t, 1, e.Attempts)
				require.NotErrorIs(t, err, sellerwire.ErrUnavailable)
				require.NotErrorIs(t, err, sellerwire.ErrOutcomeUnknown)
			}
			require.Equal(t, sellerwire.OutcomeNone, asError(t, readErr).Outcome)
			require.Equal(t, sellerwire.OutcomeRejected, sellerwire.OutcomeOf(c.RecordSale(t.Context(), "1", 1)))
		})
	}
}

func TestAnErrorWithoutATextSaysSo(t *testing.T) {
	t.Parallel()
	_, err := answering(t, answers{body: failed("")}).Count(t.Context(), "")
	require.ErrorContains(t, err, "does not say which")
	require.Empty(t, asError(t, err).Messages)
}

func TestNotFoundHasTwoForms(t *testing.T) {
	t.Parallel()
	own := []sellerwire.Option{twd.WithNotFoundMessages("No such item", "Item gone!")}
	tests := []struct {
		name  string
		reply answers
		opts  []sellerwire.Option
		want  bool
	}{
		{"success without an item", answers{body: result("")}, nil, true},
		{"success without an item, HTTP 404", answers{status: 404, body: result("")}, nil, true},
		{"an error with any text", answers{body: failed("The item was not found!")}, nil, true},
		{"an error, HTTP 400", answers{status: 400, body: failed("whatever")}, nil, true},
		{"an error, HTTP 404", answers{status: 404, body: failed("whatever")}, nil, true},
		{"an error of the server", answers{status: 500, body: failed("whatever")}, nil, false},
		{"an error of credentials", answers{status: 401, body: failed("whatever")}, nil, false},
		{"a request that took too long", answers{status: 408, body: failed("whatever")}, nil, false},
		{"an error, HTTP 410", answers{status: 410, body: failed("whatever")}, own, true},
		{"an error of access", answers{status: 403, body: failed("whatever")}, nil, false},
		{"too many requests", answers{status: 429, body: failed("whatever")}, nil, false},
		{"a web page, HTTP 404: the script is missing",
			answers{status: 404, contentType: "text/html", body: "<html>no</html>"}, nil, false},
		{"no text, HTTP 410", answers{status: 410}, nil, false},
		{"a text the caller named", answers{body: failed(" NO SUCH item ")}, own, true},
		{"a text the caller named, HTTP 500", answers{status: 500, body: failed("Item gone!")}, own, true},
		{"a text the caller did not name", answers{body: failed("The item was not found!")}, own, false},
		{"success without an item, texts named", answers{body: result("")}, own, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := answering(t, tt.reply, tt.opts...).Get(t.Context(), "1015")
			require.Error(t, err)
			require.Equal(t, tt.want, isKind(err, sellerwire.ErrNotFound), "%v", err)
		})
	}
}

func TestUpdatesAreNotFoundByTheCallersWordsAlone(t *testing.T) {
	t.Parallel()
	reply := answers{body: failed("No such item")}
	err := answering(t, reply).RecordSale(t.Context(), "1", 1)
	require.NotErrorIs(t, err, sellerwire.ErrNotFound)

	err = answering(t, reply, twd.WithNotFoundMessages("no such item")).RecordSale(t.Context(), "1", 1)
	require.ErrorIs(t, err, sellerwire.ErrNotFound)
	require.Equal(t, sellerwire.OutcomeRejected, sellerwire.OutcomeOf(err))
}

func TestGetRefusesAnotherItem(t *testing.T) {
	t.Parallel()
	// A script that lost the stock number lists the inventory.
	c := answering(t, answers{body: reply(t, "list")})
	_, err := c.Get(t.Context(), "1015")
	require.ErrorIs(t, err, sellerwire.ErrUnexpectedContent)
	require.NotErrorIs(t, err, sellerwire.ErrNotFound)
	require.ErrorContains(t, err, `item "1423" in place of "1015"`)

	two := result("<item><stock_no>ab-10</stock_no></item><item><stock_no> AB-1 </stock_no><brand>x</brand></item>")
	item, err := answering(t, answers{body: two}).Get(t.Context(), "ab-1")
	require.NoError(t, err)
	require.Equal(t, "AB-1", item.StockNo)
}

func TestCountRefusesATotalThatIsNone(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, elements string
		status         twd.Status
		want           int // -1: refused
	}{
		{"of the status", "<totalcount>9</totalcount><totalstatus>H</totalstatus>", "H", 9},
		{"of the default status", "<totalcount>308</totalcount><totalstatus>A</totalstatus>", "", 308},
		{"zero", "<totalcount>0</totalcount><totalstatus>A</totalstatus>", "", 0},
		{"grouped", "<totalcount>12,308</totalcount><totalstatus>a</totalstatus>", "A", 12308},
		{"without a status", "<totalcount> 7 </totalcount>", "S", 7},
		{"absent", "", "", -1},
		{"empty", "<totalcount></totalcount><totalstatus>A</totalstatus>", "", -1},
		{"no number", "<totalcount>many</totalcount>", "", -1},
		{"negative", "<totalcount>-1</totalcount>", "", -1},
		{"larger than any", "<totalcount>99999999999999999999</totalcount>", "", -1},
		{"of another status", "<totalcount>308</totalcount><totalstatus>A</totalstatus>", "H", -1},
		{"of another status, as its items show", "<totalcount>308</totalcount><item><status>A</status></item>", "H", -1},
		{"of the status, as its items show", "<totalcount>9</totalcount><item><status>h</status></item><item/>", "H", 9},
		{"of the status, whatever its items show", "<totalcount>9</totalcount><totalstatus>H</totalstatus><item><status>A</status></item>",
			"H", 9},
		{"of two totals that differ", "<totalcount>9</totalcount><totalcount>8</totalcount><totalstatus>H</totalstatus>", "H", -1},
		{"of the same total twice", "<totalcount>9</totalcount><totalcount>9</totalcount>", "H", 9},
		{"of two statuses", "<totalcount>9</totalcount><totalstatus>H</totalstatus><totalstatus>A</totalstatus>", "H", -1},
		{"of no status that was named", "<totalcount>308</totalcount><item><status>H</status></item>", "", 308},
		{"zero, where other items are shown", "<totalcount>0</totalcount><item><status>A</status></item>", "H", -1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			n, err := answering(t, answers{body: result(tt.elements)}).Count(t.Context(), tt.status)
			if tt.want < 0 {
				require.ErrorIs(t, err, sellerwire.ErrUnexpectedContent)
				return
			}
			require.NoError(t, err)
			require.Equal(t, tt.want, n)
		})
	}
}

func TestItemsTellAbsentFromEmptyAndKeepWhatAddOnsAdd(t *testing.T) {
	t.Parallel()
	body := result(`
	<item><stock_no>1</stock_no><qty>0</qty><brand>Serta</brand></item>
	<item><stock_no>2</stock_no><qty></qty><brand></brand></item>
	<item><stock_no>3</stock_no></item>
	<item><stock_no>4</stock_no><qty>1.00</qty><brand/><consignor id="7">Möbel</consignor>
		<pictures><url>a.jpg</url><url>b.jpg</url></pictures></item>
	<banner>ignored</banner>`)
	page, err := answering(t, answers{body: strings.ReplaceAll(body, "ö", "\xf6")}).List(t.Context(), twd.ListQuery{})
	require.NoError(t, err)
	require.Len(t, page.Items, 4)

	for i, want := range []struct {
		qty                   *int
		qtyFound, brandFound  bool
		qtyText, brand, extra string
	}{
		{new(0), true, true, "0", "Serta", ""},
		{nil, true, true, "", "", ""},
		{nil, false, false, "", "", ""},
		{new(1), true, true, "1.00", "", "consignor=Möbel pictures=a.jpgb.jpg"},
	} {
		it := page.Items[i]
		require.Equal(t, want.qty, it.Qty, i)
		text, found := it.Element("qty")
		require.Equal(t, want.qtyText, text, i)
		require.Equal(t, want.qtyFound, found, i)
		text, found = it.Element("brand")
		require.Equal(t, want.brand, text, i)
		require.Equal(t, want.brandFound, found, i)
		require.Equal(t, want.brand, it.Brand, i)

		var extra []string
		for _, e := range it.Extra() {
			extra = append(extra, e.Name+"="+e.Text)
		}
		require.Equal(t, want.extra, strings.Join(extra, " "), i)
	}
	require.Equal(t, []twd.Element{{Name: "url", Text: "a.jpg"}, {Name: "url", Text: "b.jpg"}}, page.Items[3].Extra()[1].Elements)
}

// What identifies an item must be clear; what is wrong does not hide the rest.
func TestAnItemSaysWhatIsWrongWithIt(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, elements string
		stockNo        string
		want           []string
	}{
		{"nothing", "<stock_no>7</stock_no><qty>1.0</qty>", "7", nil},
		{"the same number twice", "<stock_no>ab</stock_no><stock_no> AB </stock_no><stock_no/>", "ab", nil},
		{"no number", "<brand>x</brand>", "", []string{"stock_no: there is none"}},
		{"an empty number", "<stock_no> </stock_no>", "", []string{"stock_no: there is none"}},
		{"a number that is null", "<stock_no>NULL</stock_no>", "", []string{"stock_no: there is none"}},
		{"two numbers", "<stock_no>7</stock_no><Stock_No>8</Stock_No>", "", []string{"stock_no: there are two that differ"}},
		{"a quantity in words", "<stock_no>7</stock_no><qty>two</qty>", "7", []string{`qty: "two" is not a whole number`}},
		{"everything", "<qty>1.5</qty>", "", []string{"stock_no: there is none", `qty: "1.5" is not a whole number`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			body := result("<item>" + tt.elements + "</item><item><stock_no>9</stock_no></item>")
			page, err := answering(t, answers{body: body}).List(t.Context(), twd.ListQuery{})
			require.NoError(t, err)
			require.Len(t, page.Items, 2)
			require.Equal(t, "9", page.Items[1].StockNo)
			var faults []string
			for _, f := range page.Items[0].Unreadable {
				faults = append(faults, f.String())
			}
			require.Equal(t, tt.want, faults)
			require.Equal(t, tt.stockNo, page.Items[0].StockNo)
			require.NotEmpty(t, page.Items[0].Elements)
		})
	}
}

func TestQuantitiesAsScriptsPrintThem(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text string
		want *int
	}{
		{"1", new(1)}, {" 12\n", new(12)}, {"007", new(7)}, {"-1", new(-1)}, {"1,200", new(1200)}, {"3.", new(3)}, {"1,200.00", new(1200)},
		{"+3", new(3)}, {"1e3", new(1000)}, {"1E+0", new(1)}, {"12.0E1", new(120)}, {"0E-8", new(0)},
		{"", nil}, {"one", nil}, {"1.5", nil}, {"1,2", nil}, {"12 DOZ", nil}, {"$3", nil}, {"1e40", nil}, {"1e9999999999", nil}, {"--1",
			nil}, {"99999999999999999999", nil},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			t.Parallel()
			body := result("<item><stock_no>1</stock_no><qty>" + tt.text + "</qty></item>")
			item, err := answering(t, answers{body: body}).Get(t.Context(), "1")
			require.NoError(t, err)
			require.Equal(t, tt.want, item.Qty)
		})
	}
}

func TestPricesAsScriptsPrintThem(t *testing.T) {
	t.Parallel()
	digits18 := strings.Repeat("9", 18)
	tests := []struct{ price, want string }{ // want "": refused
		{"40", "40"}, {"40.5", "40.5"}, {"40.50", "40.5"}, {"0", "0"}, {".5", "0.5"}, {"40.", "40"}, {"-5", "-5"}, {"-$5.00", "-5"},
		{"$40", "40"}, {"$ 40.00", "40"}, {"US$40", "40"}, {"USD 40", "40"}, {"40 USD", "40"}, {"40€", "40"}, {"£1,200", "1200"},
		{"1,200.00", "1200"}, {"$12,345,678.90", "12345678.9"}, {"000040", "40"}, {"1.123456", "1.123456"},
		{digits18, digits18}, {digits18 + "9", digits18 + "9"},
		{digits18 + ".1", digits18 + ".1"}, {"0.3333333333333333", "0.3333333333333333"},
		{"6E+2", "600"}, {"600", "600"}, {"0E-8", "0"}, {"4e1", "40"}, {"+5", "5"}, {"$1E+3 ", "1000"},
		{"40\u00a0€", "40"}, {"40\u202f€", "40"}, {"$-40.00", "-40"},
		{"1 200.00", "1200"}, {"1\u202f200", "1200"}, {"1'234'567.5", "1234567.5"}, {"1’200", "1200"},
		{"0,500", ""}, {"00,200", ""}, {"-0,500.00", ""}, {"+-5", ""}, {"-$-5", ""}, {"1 200,000", ""}, {"1 20", ""}, {"EUR\u00a040",
			"40"},
		{"", ""}, {" ", ""}, {"$", ""}, {".", ""}, {"call us", ""}, {"40,50", ""}, {"1.200,00", ""}, {"12,00.00", ""}, {"40 or 50", ""},
		{"e9", ""}, {"1e41", ""}, {"1e100000000", ""}, {"0x10", ""}, {"NaN", ""}, {"Infinity", ""}, {"٤٠", ""},
		{"$" + strings.Repeat("0", 62) + "1", "1"}, {strings.Repeat("0", 64) + "1", ""}, {strings.Repeat("9", 4000), ""},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%.20q", tt.price), func(t *testing.T) {
			t.Parallel()
			d, err := twd.Price(tt.price).Decimal()
			if tt.want == "" {
				require.ErrorIs(t, err, sellerwire.ErrUnexpectedContent)
				require.Less(t, len(err.Error()), 200)
				return
			}
			require.NoError(t, err)
			require.Equal(t, tt.want, d.String())
		})
	}
}

func TestARedirectIsNeverFollowed(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect,
		http.StatusPermanentRedirect} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			t.Parallel()
			elsewhere := http.Header{"Location": {"https://elsewhere.example.com/api.pl?apikey=" + apiKey}}
			c := answering(t, answers{status: status, header: elsewhere, body: reply(t, "update")})
			_, err := c.Get(t.Context(), "1015")
			require.ErrorIs(t, err, sellerwire.ErrUnexpectedContent)
			require.Equal(t, 1, asError(t, err).Attempts)
			require.ErrorIs(t, c.RecordSale(t.Context(), "1015", 1), sellerwire.ErrOutcomeUnknown)
		})
	}
}

func TestStatusesAndCodesAreOpenSets(t *testing.T) {
	t.Parallel()
	for status, text := range map[twd.Status]string{
		twd.StatusActive: "Active", twd.StatusHeld: "Held", twd.StatusPaid: "Paid",
		twd.StatusSold: "Sold", twd.StatusOrdered: "Ordered", twd.StatusDeleted: "Deleted",
	} {
		require.True(t, status.Known())
		require.Equal(t, text, status.Text())
	}
	require.False(t, twd.Status("LAYAWAY").Known())
	require.Empty(t, twd.Status("LAYAWAY").Text())
	require.False(t, twd.Code("7").Known())
	require.Equal(t, "7", twd.Code("7").String())
	for code, text := range map[twd.Code]string{twd.CodeError: "0 (error)", twd.CodeOK: "1 (success)"} {
		require.True(t, code.Known())
		require.Equal(t, text, code.String())
	}
	require.Empty(t, twd.CodeOf(nil))
}
