package abebooks_test

import (
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/abebooks"
	"github.com/sellerwire/sellerwire/abebooks/abebookstest"
)

var (
	full = flag.Bool("full", false, "run the tests and benchmarks that are sized by it at their full size")
)

const (
	testUsername  = "paper&ink@example.com" // has to be escaped in XML
	testAPIKey    = "5d41402abc4b2a76b971"
	testAccessKey = "ACCESS-KEY-OF-NOBODY"
	testSecretKey = "secret+key/of=nobody"
	testRequestID = "7b0c6ee2-3f43-4b73-9a3c-0d5f6a2c1e11"
)

// testTime is what a client's clock shows where a test fixes it.
var testTime = time.Date(2026, time.November, 3, 9, 8, 7, 654_000_000, time.UTC)

// quickly keeps waits between attempts out of tests over real connections.
var quickly = sellerwire.WithRetry(sellerwire.RetryPolicy{MinBackoff: time.Millisecond, MaxBackoff: 2 * time.Millisecond})

var once = sellerwire.WithRetry(sellerwire.RetryPolicy{MaxAttempts: 1})

func newClient(t testing.TB, credentials abebooks.Credentials, opts ...sellerwire.Option) *abebooks.Client {
	t.Helper()
	client, err := abebooks.New(credentials, opts...)
	require.NoError(t, err)
	t.Cleanup(client.Close)
	return client
}

// newEmulator starts an emulator and a client with classic credentials for it.
func newEmulator(t testing.TB, opts ...sellerwire.Option) (*abebookstest.Server, *abebooks.Client) {
	t.Helper()
	server := abebookstest.NewServer(abebookstest.Options{})
	t.Cleanup(server.Close)
	all := append([]sellerwire.Option{sellerwire.WithBaseURL(server.URL), quickly}, opts...)
	return server, newClient(t, abebooks.Classic(server.Username(), server.APIKey()), all...)
}

// memoryOptions reach an emulator without a network, as synctest needs it.
func memoryOptions(e *abebookstest.Emulator, opts ...sellerwire.Option) []sellerwire.Option {
	return append([]sellerwire.Option{
		sellerwire.WithBaseURL("http://127.0.0.1"),
		sellerwire.WithHTTPClient(&http.Client{Transport: e.RoundTripper()}),
	}, opts...)
}

// clientOf makes a client of a server that handles requests in this way.
func clientOf(t testing.TB, handle http.HandlerFunc, opts ...sellerwire.Option) *abebooks.Client {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		handle(w, r)
	}))
	t.Cleanup(server.Close)
	all := append([]sellerwire.Option{sellerwire.WithBaseURL(server.URL), quickly}, opts...)
	return newClient(t, abebooks.Classic(testUsername, testAPIKey), all...)
}

// replying answers every request in the same way.
func replying(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/xml; charset=UTF-8")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// response is an inventoryUpdateResponse with these results.
func response(results ...string) string {
	return `<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<inventoryUpdateResponse version="1.0"><AbebookList>` +
		strings.Join(results, "") + `</AbebookList><code>600</code><message lang="en">Updates completed ` +
		`normally</message></inventoryUpdateResponse>` + "\n\n"
}

func result(code int, id string) string {
	return fmt.Sprintf("<Abebook><code>%d</code><message>about "+
		"%s</message><transactionType>add</transactionType><vendorBookID>%s</vendorBookID></Abebook>", code, id, id)
}

func requestError(code int) string {
	return fmt.Sprintf(`<?xml version="1.0" encoding="UTF-8"?><requestError><code>%d</code><message lang="en">words for `+
		`%d</message></requestError>`, code, code)
}

// book is a small valid book.
func book(id string) abebooks.Book {
	return abebooks.Book{
		VendorBookID: id,
		Title:        "Tides and Charts",
		Price:        abebooks.Price{Amount: decimal.RequireFromString("12.50"), Currency: "USD"},
	}
}

func books(ids ...string) []abebooks.Transaction {
	var all []abebooks.Transaction
	for _, id := range ids {
		all = append(all, abebooks.Add(book(id)))
	}
	return all
}

// fullBook has every field, and what an encoding can get wrong: accents,
// characters beyond ISO-8859-1, markup, line ends.
func fullBook(id string) abebooks.Book {
	return abebooks.Book{
		VendorBookID:        id,
		Author:              "Brontë, Zoë; Łukasiewicz, Ján",
		Title:               "Fish & Chips <revised> ]]> in \"Ærøskøbing\"",
		Publisher:           "Müller & Söhne",
		Subject:             "Cookery\tDenmark\nislands\r\nboats",
		Price:               abebooks.Price{Amount: decimal.RequireFromString("1234567.8"), Currency: "EUR"},
		LanguageISOCode:     "DAN",
		DustJacket:          new(true),
		Binding:             abebooks.Binding{Type: abebooks.BindingHard, Text: "Leather"},
		FirstEdition:        new(false),
		Signed:              new(true),
		BooksellerCatalogue: "Food › Fish",
		Description:         "It’s “fine” … €5 – 日本語 \U0001F41F \u0085 ÿ",
		BookCondition:       abebooks.ConditionFine,
		Size:                `8.4" x 5.4"`,
		JacketCondition:     abebooks.JacketVeryGood,
		BookType:            abebooks.BookTypeExLibrary,
		ISBN:                "048640445X",
		PublishPlace:        "Århus",
		PublishYear:         "1999",
		Edition:             abebooks.Reprint,
		Printing:            "1st printing",
		Illustrator:         "Šíma, Josef",
		InscriptionType:     "Signed by previous owner.",
		Quantity:            new(2),
		ShippingTemplateID:  "STD-1",
		Weight:              abebooks.Weight{Value: decimal.RequireFromString("2.50"), Unit: abebooks.Pounds},
		ProductType:         "books",
		Pictures: []string{
			"https://pictures.example/1.jpg?size=large&format=jpg",
			"http://pictures.example/2.jpg",
		},
	}
}

func outcomes(results []abebooks.Result) []sellerwire.Outcome {
	var all []sellerwire.Outcome
	for _, r := range results {
		all = append(all, r.Outcome)
	}
	return all
}

// faultsOf returns the faults of an InvalidError.
func faultsOf(t testing.TB, err error) []sellerwire.FieldError {
	t.Helper()
	invalid := new(sellerwire.InvalidError)
	require.ErrorAs(t, err, &invalid)
	require.ErrorIs(t, err, sellerwire.ErrInvalidRequest)
	require.ErrorIs(t, err, sellerwire.ErrNotSent)
	require.Equal(t, sellerwire.OutcomeNotSent, sellerwire.OutcomeOf(err))
	return invalid.Fields
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
