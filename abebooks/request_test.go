package abebooks_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/abebooks"
	"github.com/sellerwire/sellerwire/abebooks/abebookstest"
	"github.com/sellerwire/sellerwire/internal/testkit"
)

// wire is a server that keeps what it reads, byte for byte.
type wire struct {
	listener net.Listener
	requests chan []byte
}

func newWire(t *testing.T) *wire {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	w := &wire{listener: listener, requests: make(chan []byte, 1)}
	t.Cleanup(func() { _ = listener.Close() })
	go w.serve()
	return w
}

func (w *wire) serve() {
	for {
		conn, err := w.listener.Accept()
		if err != nil {
			return
		}
		var raw bytes.Buffer
		request, err := http.ReadRequest(bufio.NewReader(io.TeeReader(conn, &raw)))
		if err == nil {
			_, _ = io.Copy(io.Discard, request.Body)
		}
		body := response("<Abebook><code>600</code><vendorBookID>SKU-0001</vendorBookID></Abebook>")
		fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s", len(body), body)
		_ = conn.Close()
		w.requests <- raw.Bytes()
	}
}

// options lead to the server under an address that is always the same.
func (w *wire) options() []sellerwire.Option {
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "tcp", w.listener.Addr().String())
	}
	return []sellerwire.Option{
		sellerwire.WithBaseURL("http://127.0.0.1:10027/"),
		sellerwire.WithHTTPClient(&http.Client{Transport: &http.Transport{DialContext: dial}}),
		sellerwire.WithClock(func() time.Time { return testTime }),
	}
}

func TestRequestBytes(t *testing.T) {
	t.Parallel()
	classic := abebooks.Classic(testUsername, testAPIKey)
	signed := abebooks.Signed(testAccessKey, testSecretKey)
	tests := []struct {
		name        string
		credentials abebooks.Credentials
		transaction abebooks.Transaction
		opts        []sellerwire.Option
	}{
		{"add-classic", classic, abebooks.Add(fullBook("SKU-0001")), nil},
		{"add-signed", signed, abebooks.Add(fullBook("SKU-0001")), nil},
		{"update-classic", classic, abebooks.Update(book("SKU-0001")), nil},
		{"update-signed", signed, abebooks.Update(book("SKU-0001")), nil},
		{"delete-classic", classic, abebooks.Delete("SKU-0001"), nil},
		{"delete-signed", signed, abebooks.Delete("SKU-0001"), nil},
		{"put-classic", classic, abebooks.Delete("SKU-0001"), []sellerwire.Option{abebooks.WithPut()}},
		{"put-signed", signed, abebooks.Delete("SKU-0001"), []sellerwire.Option{abebooks.WithPut()}},
		{"plain-punctuation", classic, abebooks.Add(fullBook("SKU-0001")), []sellerwire.Option{abebooks.WithPlainPunctuation()}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWire(t)
			client := newClient(t, tt.credentials, append(w.options(), tt.opts...)...)
			_, err := client.Submit(t.Context(), []abebooks.Transaction{tt.transaction}, sellerwire.WithRequestID(testRequestID))
			require.NoError(t, err)
			testkit.Golden(t, "requests/"+tt.name+".http", <-w.requests)
		})
	}
}

// The signed golden is only as good as the signature in it.
func TestSignedRequestIsAcceptedByTheEmulator(t *testing.T) {
	t.Parallel()
	server := abebookstest.NewServer(abebookstest.Options{})
	defer server.Close()
	for _, opts := range [][]sellerwire.Option{nil, {abebooks.WithPut()}} {
		client := newClient(t, abebooks.Signed(server.AccessKey(), server.SecretKey()),
			append(opts, sellerwire.WithBaseURL(server.URL))...)
		require.NoError(t, client.Add(t.Context(), fullBook("SKU-0001")))
		_, stored := server.Book("SKU-0001")
		require.True(t, stored)
		require.NoError(t, client.Delete(t.Context(), "SKU-0001"))
		require.Empty(t, server.Books())
	}
}

// Every field, through our encoder and the emulator's decoder, which share
// nothing.
func TestEveryFieldArrives(t *testing.T) {
	t.Parallel()
	server, client := newEmulator(t)
	require.NoError(t, client.Add(t.Context(), fullBook("SKU-0001")))
	got, stored := server.Book("SKU-0001")
	require.True(t, stored)
	want := fullBook("SKU-0001")
	assert.Equal(t, abebookstest.Book{
		VendorBookID: "SKU-0001",
		Elements: map[string]string{
			"author": want.Author, "title": want.Title, "publisher": want.Publisher, "subject": want.Subject,
			"languageIsoCode": "DAN", "dustJacket": "true", "firstEdition": "false", "signed": "true",
			"booksellerCatalogue": want.BooksellerCatalogue, "description": want.Description,
			"bookCondition": "Fine", "size": want.Size, "jacketCondition": "Very Good", "bookType": "Ex-Library",
			"isbn": "048640445X", "publishPlace": "Århus", "publishYear": "1999", "edition": "Reprint",
			"printing": "1st printing", "illustrator": want.Illustrator, "inscriptionType": want.InscriptionType,
			"shippingTemplateID": "STD-1", "productType": "books",
		},
		Price:    abebookstest.Price{Amount: "1234567.80", Currency: "EUR"},
		Binding:  abebookstest.Binding{Type: "hard", Text: "Leather"},
		Weight:   abebookstest.Weight{Unit: "POUNDS", Value: "2.5"},
		Quantity: 2,
		Pictures: want.Pictures,
	}, got)

	require.NoError(t, client.Update(t.Context(), book("SKU-0001")))
	got, _ = server.Book("SKU-0001")
	assert.Equal(t, map[string]string{"title": "Tides and Charts"}, got.Elements, "what is left out is cleared")

	sold := book("SKU-0001")
	sold.Quantity = new(0)
	require.NoError(t, client.Update(t.Context(), sold))
	assert.Empty(t, server.Books(), "a quantity of 0 removes the book")
}

func TestDecimalsAreWrittenExactly(t *testing.T) {
	t.Parallel()
	tests := []struct{ amount, price, weight string }{
		{"1", "1.00", "1"},
		{"0.5", "0.50", "0.5"},
		{"0.05", "0.05", "0.05"},
		{"12.5000", "12.50", "12.5"},
		{"100", "100.00", "100"},
		{"100.00", "100.00", "100"},
		{"999999999999999999", "999999999999999999.00", "999999999999999999"},
		{"9999999999999999.99", "9999999999999999.99", "9999999999999999.99"},
	}
	for _, tt := range tests {
		b := book("SKU-0001")
		b.Price.Amount = decimal.RequireFromString(tt.amount)
		b.Weight = abebooks.Weight{Value: b.Price.Amount, Unit: abebooks.Grams}
		require.NoError(t, b.Validate(), tt.amount)
		written := string(abebooks.AppendTransaction(nil, new(abebooks.Add(b))))
		assert.Contains(t, written, `<price currency="USD">`+tt.price+`</price>`)
		assert.Contains(t, written, `<weight unit="GRAMS">`+tt.weight+`</weight>`)
	}
	b := book("SKU-0001")
	b.Weight = abebooks.Weight{Value: decimal.RequireFromString("0.000001"), Unit: abebooks.Grams}
	assert.Contains(t, string(abebooks.AppendTransaction(nil, new(abebooks.Add(b)))), ">0.000001</weight>")
}

// Every whole price from 1 to 1000 in every spelling of its value goes out alike.
func TestAPriceIsSentByItsValue(t *testing.T) {
	t.Parallel()
	b := book("SKU-0001")
	for n := int64(1); n <= 1000; n++ {
		want := fmt.Sprintf(`<price currency="USD">%d.00</price>`, n)
		d := decimal.NewFromInt(n)
		for i, amount := range []decimal.Decimal{
			decimal.NewFromFloat(float64(n)),
			d,
			decimal.New(n*1000, -3),
			decimal.RequireFromString(fmt.Sprintf("%d.00000", n)),
			decimal.RequireFromString(fmt.Sprintf("%de0", n)),
			decimal.RequireFromString(fmt.Sprintf("000%d", n)),
			decimal.RequireFromString(fmt.Sprintf("%d000E-3", n)),
			d.Mul(decimal.NewFromInt(2)).Div(decimal.NewFromInt(2)),
			d.Div(decimal.NewFromInt(8)).Mul(decimal.NewFromInt(8)),
			d.Mul(decimal.New(1, -20)).Mul(decimal.New(1, 20)),
			d.Mul(decimal.New(1, 20)).Mul(decimal.New(1, -20)),
			d.Round(0),
		} {
			b.Price.Amount = amount
			require.NoError(t, b.Validate(), "%d, spelling %d", n, i)
			require.Contains(t, string(abebooks.AppendTransaction(nil, new(abebooks.Add(b)))), want, "%d, spelling %d", n, i)
		}
	}
	b.Price.Amount = decimal.New(1, 100_000_000)
	require.Error(t, b.Validate(), "and not one that would keep the decimals busy")
}

// Two digits and more, and the limit itself.
func TestQuantitiesArrive(t *testing.T) {
	t.Parallel()
	server, client := newEmulator(t)
	for _, quantity := range []int{1, 9, 10, 11, 99, 100, 998, 999} {
		b := book("SKU-0001")
		b.Quantity = new(quantity)
		require.NoError(t, client.Update(t.Context(), b))
		stored, found := server.Book("SKU-0001")
		require.True(t, found)
		assert.Equal(t, quantity, stored.Quantity)
	}
}

func TestPlainPunctuationInEveryField(t *testing.T) {
	t.Parallel()
	server, client := newEmulator(t, abebooks.WithPlainPunctuation())
	b := book("SKU-0001")
	fields := []*string{
		&b.Author, &b.Title, &b.Publisher, &b.Subject, &b.Binding.Text, &b.BooksellerCatalogue,
		&b.Description, &b.BookCondition, &b.Size, &b.JacketCondition, &b.BookType, &b.PublishPlace,
		&b.Edition, &b.Printing, &b.Illustrator, &b.InscriptionType, &b.ProductType,
	}
	for _, field := range fields {
		*field = "a–b"
	}
	require.NoError(t, client.Add(t.Context(), b))
	stored, _ := server.Book("SKU-0001")
	plain := 0
	for _, text := range append(slices.Collect(maps.Values(stored.Elements)), stored.Binding.Text) {
		if text == "a-b" {
			plain++
		}
	}
	assert.Equal(t, len(fields), plain)
}

func TestPlainPunctuation(t *testing.T) {
	t.Parallel()
	server, client := newEmulator(t, abebooks.WithPlainPunctuation())
	curly := book("SKU’1")
	curly.Title = "‘a’ ‚b‛ “c” „d‟ e‐f‑g‒h–i—j―k … € é"
	curly.Binding.Text = "Half‑leather"
	results, err := client.Submit(t.Context(), []abebooks.Transaction{abebooks.Add(curly)})
	require.NoError(t, err)
	assert.Equal(t, curly, results[0].Transaction.Book, "the result has the book as it was given")

	stored, found := server.Book("SKU’1")
	require.True(t, found, "the ID is left alone")
	assert.Equal(t, `'a' 'b' "c" "d" e-f-g-h-i-j-k ... € é`, stored.Elements["title"])
	assert.Equal(t, "Half-leather", stored.Binding.Text)

	t.Run("lengths count after the change", func(t *testing.T) {
		t.Parallel()
		long := book("SKU-2")
		long.Edition = strings.Repeat("…", 14) // 42 points
		faults := faultsOf(t, client.Add(t.Context(), long))
		require.Len(t, faults, 1)
		assert.EqualValues(t, 42, faults[0].Size)
	})
	t.Run("Sync does the same", func(t *testing.T) {
		t.Parallel()
		other := curly
		other.VendorBookID = "SKU-3"
		for r := range client.Sync(t.Context(), slices.Values([]abebooks.Transaction{abebooks.Add(other)}), abebooks.SyncOptions{}) {
			require.NoError(t, r.Err)
			assert.Equal(t, other, r.Transaction.Book)
		}
		stored, _ := server.Book("SKU-3")
		assert.Equal(t, "Half-leather", stored.Binding.Text)
	})
}
