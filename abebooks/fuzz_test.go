package abebooks_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/abebooks"
	"github.com/sellerwire/sellerwire/internal/charset"
)

// FuzzEncode reads with encoding/xml what the encoder wrote, and compares every
// field. Texts may be anything that XML can hold, also where validation would
// not let them pass.
func FuzzEncode(f *testing.F) {
	f.Add("SKU-0001", "Brontë, Zoë", "8.4\" x 5.4\"", uint64(1250), uint8(2), int16(2), uint16(0xffff))
	f.Add("", "]]>&amp;<!--", "\t\r\n\r", uint64(1), uint8(0), int16(-1), uint16(0))
	f.Add("\u0080\u009f\u00a0\u00ff\u0100", "\U0001F41F’", "\u2028\ufffd\ue000", uint64(999), uint8(6), int16(999), uint16(0x5555))
	f.Add("'\"", "a=\"b\" c='d'", "<x>", uint64(100), uint8(1), int16(0), uint16(0x2aaa))
	f.Fuzz(func(t *testing.T, a, b, c string, amount uint64, decimals uint8, quantity int16, flags uint16) {
		if !legalXML(a) || !legalXML(b) || !legalXML(c) {
			t.Skip()
		}
		money := decimal.New(int64(amount%1e18), -int32(decimals%7)) // as far as validation lets it be
		transaction := fuzzedTransaction([3]string{a, b, c}, money, int(quantity), flags)
		written := abebooks.AppendTransaction([]byte(`<?xml version="1.0" encoding="ISO-8859-1"?>`), &transaction)
		for _, octet := range written {
			require.False(t, octet >= 0x80 && octet < 0xA0, "Windows-1252 in %q", written)
		}
		d := xml.NewDecoder(bytes.NewReader(written))
		d.CharsetReader = latin1Reader
		var got xmlBook
		require.NoError(t, d.Decode(&got), "%q", written)
		_, err := d.Token()
		require.ErrorIs(t, err, io.EOF)
		require.Equal(t, toXML(transaction), got)
	})
}

// fuzzedTransaction spreads three texts and an amount over all fields. Each
// flag leaves something out.
func fuzzedTransaction(texts [3]string, amount decimal.Decimal, quantity int, flags uint16) abebooks.Transaction {
	n := 0
	text := func() string {
		n++
		if flags>>(n%16)&1 == 0 {
			return ""
		}
		return texts[n%3]
	}
	b := abebooks.Book{
		VendorBookID: texts[0], Author: text(), Title: text(), Publisher: text(), Subject: text(),
		Price:           abebooks.Price{Amount: amount.Truncate(2), Currency: texts[1]},
		LanguageISOCode: text(), Binding: abebooks.Binding{Type: abebooks.BindingType(text()), Text: text()},
		BooksellerCatalogue: text(), Description: text(), BookCondition: text(), Size: text(), JacketCondition: text(),
		BookType: text(), ISBN: text(), PublishPlace: text(), PublishYear: text(), Edition: text(), Printing: text(),
		Illustrator: text(), InscriptionType: text(), ShippingTemplateID: text(), ProductType: text(),
		Weight: abebooks.Weight{Value: amount, Unit: abebooks.WeightUnit(texts[2])},
	}
	if flags&1 != 0 {
		b.DustJacket, b.FirstEdition, b.Signed = new(true), new(false), new(flags&2 != 0)
	}
	if flags&4 != 0 {
		b.Quantity = &quantity
	}
	if flags&8 != 0 {
		b.Pictures = texts[:1+flags>>8%3]
	}
	return abebooks.Transaction{Type: []abebooks.TransactionType{abebooks.TypeAdd, abebooks.TypeUpdate, abebooks.TypeDelete}[flags%3],
		Book: b}
}

// legalXML tells whether XML 1.0 can hold a text (production 2, Char).
func legalXML(text string) bool {
	for _, r := range text {
		switch {
		case r == '\t', r == '\n', r == '\r', r >= 0x20 && r <= 0xD7FF, r >= 0xE000 && r <= 0xFFFD, r >= 0x10000:
		default:
			return false
		}
	}
	return utf8.ValidString(text)
}

// FuzzReadReply holds the reader against encoding/xml: what that takes for an
// answer is one, with as many results. The other way round does not hold, since a
// damaged text makes encoding/xml give up.
func FuzzReadReply(f *testing.F) {
	files, err := filepath.Glob("testdata/replies/*.xml")
	require.NoError(f, err)
	for _, file := range files {
		body, err := os.ReadFile(file)
		require.NoError(f, err)
		f.Add(body)
	}
	f.Add([]byte("<html><body>down</body></html>"))
	f.Add([]byte("<inventoryUpdateResponse>" + oneBook + "</inventoryUpdateResponse><x/>"))
	f.Add([]byte("text <inventoryUpdateResponse>" + oneBook + oneBook + "</inventoryUpdateResponse>"))
	f.Add([]byte("<inventoryUpdateResponse>" + strings.Replace(oneBook, "600", "600 & <b>\xff&nbsp;", 1) + "</inventoryUpdateResponse>"))
	f.Fuzz(func(t *testing.T, body []byte) {
		got, answered := abebooks.ReadReply(body)
		if want, err := countResults(body); err == nil {
			require.Equal(t, want > 0, answered, "%d results", want)
			require.Equal(t, want, got)
		}
		submitAgainst(t, body)
	})
}

var errNotAnAnswer = errors.New("not an answer, or not in a form that both read alike")

// countResults walks through a document by its path.
func countResults(body []byte) (results int, err error) {
	d := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))))
	d.CharsetReader = charset.Reader
	var path []string
	roots := 0
	for {
		token, err := d.Token()
		if err == io.EOF && roots == 1 {
			return results, nil
		}
		if err != nil {
			return 0, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			if len(path) == 0 {
				roots++
			} else if parent := path[len(path)-1]; parent == "code" || parent == "message" ||
				parent == "transactionType" || parent == "vendorBookID" {
				return 0, errNotAnAnswer // markup in a text
			}
			path = append(path, token.Name.Local)
			if roots > 1 || path[0] != "inventoryUpdateResponse" || len(path) > 100 || len(body) > 4000 {
				return 0, errNotAnAnswer
			}
			if strings.Join(path, ">") == "inventoryUpdateResponse>AbebookList>Abebook" {
				results++
			}
		case xml.EndElement:
			path = path[:len(path)-1]
		case xml.CharData:
			if len(path) == 0 && len(bytes.TrimSpace(token)) > 0 {
				return 0, errNotAnAnswer
			}
		case xml.Directive:
			return 0, errNotAnAnswer
		}
	}
}

// submitAgainst checks what must hold whatever the service answers.
func submitAgainst(t *testing.T, body []byte) {
	transport := roundTripper(func(r *http.Request) (*http.Response, error) {
		_ = r.Body.Close()
		return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(body))}, nil
	})
	client := newClient(t, abebooks.Classic(testUsername, testAPIKey), once, sellerwire.WithHTTPClient(&http.Client{Transport: transport}))
	results, err := client.Submit(t.Context(), books("SKU-0001", "SKU-0002"))
	require.Len(t, results, 2)
	whole := true
	for _, r := range results {
		require.Equal(t, r.Outcome, sellerwire.OutcomeOf(r.Err))
		require.NotEqual(t, sellerwire.OutcomeNotSent, r.Outcome)
		whole = whole && r.Outcome == accepted
		if r.Outcome == accepted {
			require.Equal(t, abebooks.CodeOK, r.Code)
			require.Contains(t, strings.ToUpper(string(body)), r.Transaction.Book.VendorBookID)
		}
	}
	require.Equal(t, whole, err == nil)
}
