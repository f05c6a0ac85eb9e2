package twd_test

import (
	"bytes"
	"encoding/xml"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/charmap"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/charset"
	"github.com/sellerwire/sellerwire/twd"
)

// strictNode is what encoding/xml makes of an element, without leniency.
type strictNode struct {
	XMLName xml.Name
	Text    string       `xml:",chardata"`
	Nodes   []strictNode `xml:",any"`
}

func (n strictNode) deep() int {
	deepest := 0
	for _, child := range n.Nodes {
		deepest = max(deepest, child.deep())
	}
	return deepest + 1
}

func (n strictNode) first(name string) string {
	for _, child := range n.Nodes {
		if child.XMLName.Local == name {
			return strings.TrimSpace(child.Text)
		}
	}
	return ""
}

// readStrictly reads a reply as the standard library does, where that is
// comparable: a declaration in its usual place, and no CDATA.
func readStrictly(body []byte) (root strictNode, ok bool) {
	comparable := bytes.HasPrefix(body, []byte(declaration)) || bytes.HasPrefix(body, []byte("<result>"))
	if !comparable || bytes.Contains(body, []byte("<![CDATA[")) || bytes.Contains(body, []byte("xmlns")) {
		return root, false
	}
	d := xml.NewDecoder(bytes.NewReader(body))
	d.CharsetReader = charset.Reader
	return root, d.Decode(&root) == nil && root.XMLName.Local == "result" && root.deep() <= 8
}

// requireSame holds what the client read against the standard library.
func requireSame(t *testing.T, want []strictNode, got []twd.Element) {
	t.Helper()
	require.Len(t, got, len(want))
	for i := range want {
		require.Equal(t, want[i].XMLName.Local, got[i].Name)
		if len(want[i].Nodes) == 0 {
			require.Equal(t, want[i].Text, got[i].Text)
		}
		requireSame(t, want[i].Nodes, got[i].Elements)
	}
}

// Whatever comes back: no panic, one typed error or an answer, never a success
// without a whole result; and what the standard library reads strictly reads
// the same here.
func FuzzReply(f *testing.F) {
	samples, err := filepath.Glob("testdata/replies/*.xml")
	require.NoError(f, err)
	for _, sample := range samples {
		body, err := os.ReadFile(sample)
		require.NoError(f, err)
		f.Add(body, 200)
		f.Add(body[:len(body)/2], 200)
		f.Add(append(body[:len(body)/2:len(body)/2], softwareError...), 500)
	}
	for _, text := range []string{"A & B", "caf\xe9 \x93x\x94", "\x0b&#11;", "<b>x</b>", "<![CDATA[<]]>", "&eacute;&nbsp;"} {
		f.Add([]byte(described(text)), 200)
	}
	f.Fuzz(func(t *testing.T, body []byte, status int) {
		if status < 200 || status > 599 {
			status = 200
		}
		c := answering(t, answers{status: status, body: string(body)}, sellerwire.WithRetry(sellerwire.RetryPolicy{MaxAttempts: 1}))
		page, err := c.List(t.Context(), twd.ListQuery{})
		if err != nil {
			asError(t, err)
			require.Zero(t, page)
		}
		_, getErr := c.Get(t.Context(), "1015")
		saleErr := c.RecordSale(t.Context(), "1015", 1)
		if saleErr == nil {
			require.NoError(t, err, "a sale is accepted by replies that are read")
		}
		if err == nil || getErr == nil {
			require.Contains(t, string(body), "<result")
			require.Contains(t, string(body), "</result")
		}
		root, strict := readStrictly(body)
		if !strict || status/100 == 3 || root.first("statuscode") != "1" {
			return
		}
		require.NoError(t, err)
		var items []strictNode
		for _, node := range root.Nodes {
			if node.XMLName.Local == "item" {
				items = append(items, node)
			}
		}
		require.Len(t, page.Items, len(items))
		for i, item := range items {
			requireSame(t, item.Nodes, page.Items[i].Elements)
		}
	})
}

// A text that is printed as it should be comes back as it was; one that is
// not, is read or refused, and takes nothing else of the item with it.
func FuzzText(f *testing.F) {
	for _, text := range []string{"Bed & Bath", "caf\xe9 \x93x\x94", "\x0b&#11;", "<b>x</b>", "<![CDATA[<]]>", "&eacute;&nbsp;&bed;", "]]>", "<", "</item>"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		read := func(printed string) (twd.Item, error) {
			return answering(t, answers{body: described(printed)}).Get(t.Context(), "1015")
		}
		item, err := read(text)
		if err == nil && !strings.ContainsAny(text, "<>") {
			require.Equal(t, new(1), item.Qty)
		}

		escaped := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(text)
		item, err = read(escaped)
		require.NoError(t, err)
		want, err := charmap.Windows1252.NewDecoder().String(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text))
		require.NoError(t, err)
		want = strings.Map(func(r rune) rune {
			if r < ' ' && r != '\n' && r != '\t' {
				return -1
			}
			return r
		}, want)
		if !strings.ContainsRune(want, utf8.RuneError) { // bytes that charmap does not know
			require.Equal(t, want, item.Description)
		}
	})
}

// sentForm answers updates and keeps the form.
type sentForm struct{ raw string }

func (s *sentForm) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	s.raw = string(body)
	if err != nil {
		return nil, err
	}
	return answers{body: "<result><statuscode>1</statuscode></result>"}.RoundTrip(r)
}

// What is sent reads back as what was meant, or nothing is sent and the error
// names the field.
func FuzzUpdate(f *testing.F) {
	f.Add("1015", "Serta", "Captains Bed, White", "Held for Greg Smith", 1, false)
	f.Add("a&b;c=d+e%f", "café", "“quoted” – 5 €\r\n\t", "", 0, false)
	f.Add("茶", "\xff", "\u0085", "a\x00b", -1, true)
	f.Fuzz(func(t *testing.T, stockNo, brand, description, notes string, qty int, inUTF8 bool) {
		server := &sentForm{}
		opts := []sellerwire.Option{sellerwire.WithHTTPClient(&http.Client{Transport: server})}
		decode := charmap.Windows1252.NewDecoder().String
		if inUTF8 {
			opts = append(opts, twd.WithUTF8())
			decode = func(s string) (string, error) { return s, nil }
		}
		c := newClient(t, memoryURL, opts...)
		fields := twd.Fields{Brand: &brand, Description: &description, Notes: &notes, Qty: &qty}
		invalid := c.ValidateUpdate(stockNo, fields)
		err := c.Update(t.Context(), stockNo, fields)
		if invalid != nil {
			require.ErrorIs(t, err, sellerwire.ErrInvalidRequest)
			require.Empty(t, server.raw)
			require.False(t, plainlyGood(stockNo, brand, description, notes) && qty >= 0, "%v", err)
			return
		}
		require.NoError(t, err)
		require.NotContains(t, server.raw, ";")
		pairs, err := url.ParseQuery(server.raw)
		require.NoError(t, err)
		require.Len(t, pairs, 7)
		require.True(t, slices.IsSorted(strings.Split(server.raw, "&")))
		require.Equal(t, apiKey, pairs.Get("apikey"))
		for key, want := range map[string]string{"stock_no": stockNo, "brand": brand, "description": description, "notes": notes} {
			got, err := decode(pairs.Get(key))
			require.NoError(t, err)
			require.Equal(t, want, got, key)
			require.True(t, utf8.ValidString(got))
		}
	})
}

// plainlyGood texts are printable ASCII and may not be refused.
func plainlyGood(stockNo string, texts ...string) bool {
	for _, text := range append(texts, stockNo) {
		if strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' }) {
			return false
		}
	}
	return strings.TrimSpace(stockNo) != ""
}

// A price that is read has the digits that stand there, within the bounds.
func FuzzPrice(f *testing.F) {
	for _, price := range []string{"40", "$40", "1,200.00", "40 USD", ".5", "-1.123456", "40,50", "1e9", ""} {
		f.Add(price)
	}
	digits := func(s string) string {
		return strings.Trim(strings.Map(func(r rune) rune {
			if r < '0' || r > '9' {
				return -1
			}
			return r
		}, s), "0")
	}
	f.Fuzz(func(t *testing.T, price string) {
		d, err := twd.Price(price).Decimal()
		if err != nil {
			require.ErrorIs(t, err, sellerwire.ErrUnexpectedContent)
			if plain, plainErr := decimal.NewFromString(price); plainErr == nil && len(price) <= 7 && !strings.ContainsAny(price, "eE_+") {
				t.Errorf("%q is %s", price, plain)
			}
			return
		}
		require.LessOrEqual(t, d.NumDigits(), 18)
		require.True(t, d.Exponent() <= 0 && d.Exponent() >= -6)
		require.Equal(t, digits(price), digits(d.String()))
	})
}
