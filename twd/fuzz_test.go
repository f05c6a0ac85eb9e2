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

// texts are those of the children of a name, in any case.
func (n strictNode) texts(name string) []string {
	var texts []string
	for _, child := range n.named(name) {
		texts = append(texts, strings.TrimSpace(child.Text))
	}
	return texts
}

func (n strictNode) named(name string) []strictNode {
	return slices.DeleteFunc(slices.Clone(n.Nodes), func(child strictNode) bool { return !strings.EqualFold(child.XMLName.Local, name) })
}

// readStrictly reads a reply as the standard library does, where that is
// comparable: markup in the places where the API has it, and plain ASCII.
func readStrictly(body []byte) (root strictNode, ok bool) {
	text := strings.TrimPrefix(string(body), declaration)
	special := []string{"<!", "<?", "&#", "&", "\"", "'", "xmlns", ":", "<br", "<p>"}
	if !strings.HasPrefix(text, "<result>") || slices.ContainsFunc(special,
		func(s string) bool { return strings.Contains(strings.ToLower(text), s) }) ||
		strings.ContainsFunc(text, func(r rune) bool { return r >= 0x80 }) {
		return root, false
	}
	d := xml.NewDecoder(bytes.NewReader(body))
	d.CharsetReader = charset.Reader
	return root, d.Decode(&root) == nil && root.deep() <= 8
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
		if got[i].Elements != nil { // the fields of the API have none
			requireSame(t, want[i].Nodes, got[i].Elements)
		}
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
	for _, text := range []string{"A & B", "caf\xe9 \x93x\x94", "\x0b&#11;", "<b>x</b>", "<![CDATA[<]]>", "&eacute;&nbsp;", "<!--",
		"</item>"} {
		f.Add([]byte(described(text)), 200)
	}
	f.Add([]byte(said("UPDATE OK", ours)), 200)
	f.Add([]byte(said("UPDATE OK", "<a><a></a><b><a>1</a></b></a><items>"+theirs+"</items>")), 200)
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
		if err == nil || getErr == nil || saleErr == nil {
			require.Contains(t, strings.ToLower(string(body)), "<result")
			require.NotEqual(t, 3, status/100)
		}
		root, strict := readStrictly(body)
		if !strict {
			return
		}
		if saleErr == nil {
			codes := slices.Compact(root.texts("statuscode"))
			require.Len(t, codes, 1)
			if len(root.named("item"))+len(root.named("totalcount"))+len(root.named("totalstatus")) > 0 {
				require.Contains(t, strings.ToLower(strings.Join(root.texts("statusmessage"), "|")), "update ok")
			}
		}
		if items := root.named("item"); err == nil && len(items) == len(page.Items) { // else some are wrapped
			for i, item := range items {
				requireSame(t, item.Nodes, page.Items[i].Elements)
			}
		}
	})
}

// A text that is printed as it should be comes back as it was. One that is not
// costs at most itself: the rest of the item is read.
func FuzzText(f *testing.F) {
	for _, text := range []string{"Bed & Bath", "caf\xe9 \x93x\x94", "\x0b&#11;", "<b>x</b>", "<![CDATA[<]]>", "&eacute;&nbsp;&bed;", "]]>",
		"<", "</item>", "Café", "<br>", "\xc3\x01\xa9"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		read := func(printed string) (twd.Item, error) {
			return answering(t, answers{body: described(printed)}).Get(t.Context(), "1015")
		}
		item, err := read(text)
		clean := strings.Map(func(r rune) rune { // whatever that does to other bytes
			if r < ' ' {
				return -1
			}
			return r
		}, strings.ToLower(text))
		if !strings.Contains(clean, "</") {
			require.NoError(t, err)
			require.Equal(t, new(1), item.Qty)
		}

		escaped := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(text)
		item, err = read(escaped)
		require.NoError(t, err)
		if want, known := meant(text); known {
			require.Equal(t, want, item.Description)
		}
	})
}

// meant is the text that bytes stand for, with line ends as LF.
func meant(raw string) (text string, known bool) {
	legal := make([]byte, 0, len(raw))
	for _, c := range []byte(raw) {
		if c >= ' ' || c == '\n' || c == '\r' || c == '\t' {
			legal = append(legal, c)
		}
	}
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(legal))
	if utf8.ValidString(text) {
		return text, true
	}
	text, err := charmap.Windows1252.NewDecoder().String(text)
	return text, err == nil && !strings.ContainsRune(text, utf8.RuneError) // bytes that charmap does not know
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

// plainlyGood texts are printable ASCII and may not be refused, nor may a stock number
// without outer blanks and without what spreadsheets put into one.
func plainlyGood(stockNo string, texts ...string) bool {
	for _, text := range append(texts, stockNo) {
		if strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' }) {
			return false
		}
	}
	return stockNo != "" && stockNo == strings.TrimSpace(stockNo) && !strings.ContainsAny(stockNo, "#+.,")
}

// A price that is read has the value that stands there, in any spelling.
func FuzzPrice(f *testing.F) {
	for _, price := range []string{"40", "$40", "1,200.00", "40 USD", ".5", "-1.123456", "40,50", "1e9", "0E-8", "", "4.E1"} {
		f.Add(price)
	}
	f.Fuzz(func(t *testing.T, price string) {
		d, err := twd.Price(price).Decimal()
		plain, plainErr := decimal.NewFromString(strings.TrimSpace(price))
		inBounds := plainErr == nil && len(price) <= 64 && plain.Exponent() <= 40 &&
			plain.Exponent() >= -40 && !strings.Contains(price, "_")
		if err != nil {
			require.ErrorIs(t, err, sellerwire.ErrUnexpectedContent)
			require.False(t, inBounds, "%q is %s", price, plain)
			return
		}
		require.LessOrEqual(t, d.Exponent(), int32(0))
		if inBounds {
			require.True(t, plain.Equal(d), "%q is %s, not %s", price, plain, d)
		}
		if again, err := twd.Price(d.String()).Decimal(); len(d.String()) <= 64 {
			require.NoError(t, err)
			require.True(t, again.Equal(d))
		}
	})
}
