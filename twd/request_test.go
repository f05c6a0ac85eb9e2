package twd_test

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/testkit"
	"github.com/sellerwire/sellerwire/twd"
	"github.com/sellerwire/sellerwire/twd/twdtest"
)

// wiretap is a transport to a server that keeps the bytes it writes.
type wiretap struct {
	http.Transport
	mu   sync.Mutex
	sent bytes.Buffer
}

type tappedConn struct {
	net.Conn
	tap *wiretap
}

func (c tappedConn) Write(p []byte) (int, error) {
	c.tap.mu.Lock()
	c.tap.sent.Write(p)
	c.tap.mu.Unlock()
	return c.Conn.Write(p)
}

func newWiretap(t *testing.T, serverURL string) *wiretap {
	t.Helper()
	u, err := url.Parse(serverURL)
	require.NoError(t, err)
	tap := &wiretap{}
	tap.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) {
		conn, err := new(net.Dialer).DialContext(ctx, "tcp", u.Host)
		return tappedConn{conn, tap}, err
	}
	t.Cleanup(tap.CloseIdleConnections)
	return tap
}

func (w *wiretap) text() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.sent.String()
}

// operation is one call of a client.
type operation func(context.Context, *twd.Client) error

// capture returns the bytes that an operation sends.
func capture(t *testing.T, do operation, opts ...sellerwire.Option) string {
	t.Helper()
	srv := newServer(t, twdtest.Options{})
	srv.SeedDocumented()
	tap := newWiretap(t, srv.URL)
	c := newClient(t, "http://localhost/pathtoapi/api.pl", append([]sellerwire.Option{
		sellerwire.WithHTTPClient(&http.Client{Transport: tap}),
		sellerwire.WithUserAgent("golden"),
	}, opts...)...)
	require.NoError(t, do(t.Context(), c))
	return tap.text()
}

func list(q twd.ListQuery) operation {
	return func(ctx context.Context, c *twd.Client) error { _, err := c.List(ctx, q); return err }
}

func search(q twd.SearchQuery) operation {
	return func(ctx context.Context, c *twd.Client) error { _, err := c.Search(ctx, q); return err }
}

func count(s twd.Status) operation {
	return func(ctx context.Context, c *twd.Client) error { _, err := c.Count(ctx, s); return err }
}

func get(stockNo string) operation {
	return func(ctx context.Context, c *twd.Client) error { _, err := c.Get(ctx, stockNo); return err }
}

func set(stockNo string, fields twd.Fields) operation {
	return func(ctx context.Context, c *twd.Client) error { return c.Update(ctx, stockNo, fields) }
}

func sell(stockNo string, n int, opts ...sellerwire.CallOption) operation {
	return func(ctx context.Context, c *twd.Client) error { return c.RecordSale(ctx, stockNo, n, opts...) }
}

func adjust(stockNo string, n int, opts ...sellerwire.CallOption) operation {
	return func(ctx context.Context, c *twd.Client) error { return c.AdjustQuantity(ctx, stockNo, n, opts...) }
}

func remove(stockNo string) operation {
	return func(ctx context.Context, c *twd.Client) error { return c.Delete(ctx, stockNo) }
}

var heldForGreg = twd.Fields{Status: new(twd.StatusHeld), Notes: new("Held for Greg Smith")}

var allFields = twd.Fields{
	Status:      new(twd.Status("CONSIGNED")),
	Dept:        new("BEDS"),
	Brand:       new("R&R; Söhne"),
	Description: new("Café table, “round”\n50% off + free=delivery"),
	Qty:         new(3),
	Price:       new(decimal.RequireFromString("59.90")),
	Notes:       new("price was 75 €"),
}

var inUTF8 = []sellerwire.Option{twd.WithUTF8()}
var getReads = []sellerwire.Option{twd.WithGetReads()}

func TestRequestsOnTheWire(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		do   operation
		opts []sellerwire.Option
	}{
		{"list", list(twd.ListQuery{}), nil},
		{"list-page-2", list(twd.ListQuery{Page: 2}), nil},
		{"list-held", list(twd.ListQuery{Status: twd.StatusHeld}), nil},
		{"list-held-page-3", list(twd.ListQuery{Status: twd.StatusHeld, Page: 3}), nil},
		{"search", search(twd.SearchQuery{Text: "Love Seat"}), nil},
		{"search-status-page", search(twd.SearchQuery{Text: "café; & \"more\"", Status: twd.StatusSold, Page: 2}), nil},
		{"count", count(twd.StatusHeld), nil},
		{"get", get("1015"), nil},
		{"update-sold", set("1015", twd.Fields{Status: new(twd.StatusSold)}), nil},
		{"update-held-notes", set("1015", heldForGreg), nil},
		{"update-all-fields", set("1015", allFields), nil},
		{"update-empty-values", set("1015", twd.Fields{
			Dept: new(""), Brand: new(""), Description: new(""), Qty: new(0), Price: new(decimal.Zero), Notes: new(""),
		}), nil},
		{"record-sale", sell("1015", 1), nil},
		{"adjust-quantity-up", adjust("1015", -2), nil},
		{"delete", remove("1015"), nil},

		{"sale-with-fields", sell("1015", 12, twd.WithFields(twd.Fields{
			Status: new(twd.StatusSold), Notes: new("Sold to Greg Smith"), Price: new(decimal.RequireFromString("45E+1")),
		})), nil},
		{"adjust-quantity-with-fields", adjust("1015", -120, twd.WithFields(twd.Fields{Status: new(twd.StatusActive)})), nil},
		{"sale-with-qty", sell("1015", 1, twd.WithFields(twd.Fields{Qty: new(5)})), []sellerwire.Option{twd.WithQtyInSales()}},
		{"update-extra", set("1015", twd.Fields{Extra: map[string]string{
			"aapikey": "1", "location": "Aisle 4\nleft", "größe": "Ö&; =", "apikey2": "",
		}}), nil},

		{"get-list", list(twd.ListQuery{}), getReads},
		{"get-list-held-page-12", list(twd.ListQuery{Status: twd.StatusHeld, Page: 12}), getReads},
		{"get-search", search(twd.SearchQuery{Text: "café; & \"more\"", Status: twd.StatusSold, Page: 2}), getReads},
		{"get-count", count(""), getReads},
		{"get-get", get("1015"), getReads},
		{"get-update", set("1015", heldForGreg), getReads},
		{"get-record-sale", sell("1015", 1), getReads},

		{"utf8-update-all-fields", set("1015", allFields), inUTF8},
		{"utf8-search", search(twd.SearchQuery{Text: "café 東京"}), inUTF8},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			sent := capture(t, tt.do, tt.opts...)
			testkit.Golden(t, "requests/"+tt.name+".http", sent)

			// All pairs are in one place, the key among them exactly once.
			head, body, _ := strings.Cut(sent, "\r\n\r\n")
			if strings.HasPrefix(sent, "GET ") {
				require.Empty(t, body)
				require.Contains(t, head, "apikey="+url.QueryEscape(apiKey))
			} else {
				require.NotContains(t, strings.SplitN(head, "\r\n", 2)[0], "?")
				require.Contains(t, body, "apikey="+url.QueryEscape(apiKey))
			}
			require.Equal(t, 1, strings.Count(strings.ReplaceAll(sent, "aapikey=", ""), "apikey="))
			require.NotContains(t, sent, ";", "an unescaped ';' separates pairs")
			require.NotContains(t, strings.ToLower(head), "idempotency-key")
		})
	}
}

// The vendor's page prints "&notes=" as "¬es=", an accident of HTML.
func TestTheNotesKeyIsNeverANotSign(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string][]sellerwire.Option{"POST": nil, "GET": getReads, "UTF-8": inUTF8} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sent := capture(t, set("1015", heldForGreg), opts...)
			require.Contains(t, sent, "notes=Held+for+Greg+Smith")
			for _, accident := range []string{"\u00ac", "\xac", "%C2%AC", "%c2%ac", "%AC", "%ac", "es=Held"} {
				require.NotContains(t, strings.Replace(sent, "notes=", "", 1), accident)
			}
		})
	}
}

func TestUpdatesChangeWhatTheyNameAndNothingElse(t *testing.T) {
	t.Parallel()
	before := twdtest.Item{
		StockNo: "1015", Status: "A", DeptCode: "FURN", Brand: "Serta",
		Description: "Captains Bed", Qty: new(4), Price: "50", Notes: "scratched",
	}
	tests := []struct {
		name   string
		do     operation
		change func(*twdtest.Item)
	}{
		{"status", set("1015", twd.Fields{Status: new(twd.StatusSold)}), func(it *twdtest.Item) { it.Status = "S" }},
		{"status of an add-on", set("1015", twd.Fields{Status: new(twd.Status("LAYAWAY"))}),
			func(it *twdtest.Item) { it.Status = "LAYAWAY" }},
		{"department", set("1015", twd.Fields{Dept: new("BEDS")}), func(it *twdtest.Item) { it.DeptCode = "BEDS" }},
		{"brand", set("1015", twd.Fields{Brand: new("Möbel & Co; KG")}), func(it *twdtest.Item) { it.Brand = "Möbel & Co; KG" }},
		{"empty brand", set("1015", twd.Fields{Brand: new("")}), func(it *twdtest.Item) { it.Brand = "" }},
		{"description of two lines", set("1015", twd.Fields{Description: new("“Big”\nbed")}),
			func(it *twdtest.Item) { it.Description = "“Big”\nbed" }},
		{"quantity 0", set("1015", twd.Fields{Qty: new(0)}), func(it *twdtest.Item) { it.Qty = new(0) }},
		{"price", set("1015", twd.Fields{Price: new(decimal.RequireFromString("49.50"))}), func(it *twdtest.Item) { it.Price = "49.50" }},
		{"price 0", set("1015", twd.Fields{Price: new(decimal.Zero)}), func(it *twdtest.Item) { it.Price = "0" }},
		{"empty notes", set("1015", twd.Fields{Notes: new("")}), func(it *twdtest.Item) { it.Notes = "" }},
		{"status and notes", set("1015", heldForGreg), func(it *twdtest.Item) { it.Status, it.Notes = "H", "Held for Greg Smith" }},
		{"sale", sell("1015", 3), func(it *twdtest.Item) { it.Qty = new(1) }},
		{"return", adjust("1015", -3), func(it *twdtest.Item) { it.Qty = new(7) }},
		{"add-on fields", set("1015", twd.Fields{Extra: map[string]string{"location": "Aisle 4", "größe": "Ö & <more>\nlines"}}),
			func(it *twdtest.Item) {
				it.Extra = map[string]string{"location": "Aisle 4", "größe": "Ö & <more>\nlines"}
			}},
		{"sale of the last with a status and a note", sell("1015", 4, twd.WithFields(twd.Fields{
			Status: new(twd.StatusSold), Notes: new("Sold"), Price: new(decimal.NewFromInt(45)), Extra: map[string]string{"location": ""},
		})), func(it *twdtest.Item) {
			it.Qty, it.Status, it.Notes, it.Price, it.Extra = new(0), "S", "Sold", "45", map[string]string{"location": ""}
		}},
		{"sale without any field", sell("1015", 1, twd.WithFields(twd.Fields{})), func(it *twdtest.Item) { it.Qty = new(3) }},
		{"return with a status", adjust("1015", -12, twd.WithFields(twd.Fields{Status: new(twd.StatusActive)})),
			func(it *twdtest.Item) { it.Qty = new(16) }},
		{"deletion", remove("1015"), func(it *twdtest.Item) { it.Status = "X" }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for name, opts := range map[string][]sellerwire.Option{"POST": nil, "reads by GET": getReads} {
				shop := newShop(twdtest.Options{AddOnFields: []string{"location", "größe"}})
				shop.Seed(before)
				require.NoError(t, tt.do(t.Context(), inMemory(t, shop, opts...)), name)

				want := before
				tt.change(&want)
				want.Dept = want.DeptCode
				require.Equal(t, want, stock(t, shop, "1015"), name)
			}
		})
	}
}

func TestUTF8IsUnderstoodByAnInstallationThatReadsIt(t *testing.T) {
	t.Parallel()
	shop := newShop(twdtest.Options{RequestText: twdtest.DecodeUTF8})
	shop.Seed(twdtest.Item{StockNo: "1015"})
	c := inMemory(t, shop, twd.WithUTF8())
	require.NoError(t, c.Update(t.Context(), "1015", twd.Fields{Description: new("茶 table, “round”")}))
	require.Equal(t, "茶 table, “round”", stock(t, shop, "1015").Description)
}
