package orders_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
)

const phone = "000000001"

// personal is what the replies in testdata say about buyers.
var personal = []string{
	"Ejemplo Pe", "lucia@", "reader.example", phone, "Calle Mayor", "laga", "Andaluc", "Joe Example", "buyer@example.com",
	"555 Example", "555-0100", "V8V", "Victoria", "Jane", "O'Example", "12 Rue", "pack well",
}

// hidden fails when a text shows a credential or something about a buyer.
func hidden(t *testing.T, texts ...string) {
	t.Helper()
	secrets := append([]string{testUsername, testAPIKey, url.QueryEscape(testUsername), "paper&amp;ink"}, personal...)
	for _, text := range texts {
		for _, s := range secrets {
			if strings.Contains(text, s) {
				t.Fatalf("%q shows %q", text, s)
			}
		}
	}
}

// printed is v in every way of printing.
func printed(v any) []string {
	var texts []string
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		texts = append(texts, fmt.Sprintf(verb, v))
	}
	if text, err := json.Marshal(v); err == nil {
		texts = append(texts, string(text))
	}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("m", "v", v)
	return append(texts, log.String())
}

// silent makes both calls, and looks at all that comes of them but the orders.
func silent(t *testing.T, status int, body string) (failed bool) {
	t.Helper()
	var log bytes.Buffer
	logger := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	client := replying(t, status, body, sellerwire.WithLogger(logger), sellerwire.WithRetry(sellerwire.RetryPolicy{MaxAttempts: 1}))
	all, err := client.NewOrders(t.Context())
	order, other := client.Get(t.Context(), "500000003")
	for _, o := range append(all, order) {
		for _, f := range o.Unreadable {
			hidden(t, printed(f)...)
		}
	}
	hidden(t, log.String())
	for _, err := range []error{err, other} {
		if err == nil {
			continue
		}
		hidden(t, printed(err)...)
		e, ok := errors.AsType[*sellerwire.Error](err)
		require.True(t, ok)
		require.Empty(t, e.Body)
		hidden(t, append(e.Messages, fmt.Sprint(e.Codes), fmt.Sprint(e.Err))...)
	}
	return err != nil
}

// A buyer stands in every reply. Nothing of it may get into an error or a log, in
// whatever way the reply is damaged.
func TestBuyersAreInNoErrorAndNoLog(t *testing.T) {
	t.Parallel()
	failed := 0
	try := func(status int, body string) {
		if silent(t, status, body) {
			failed++
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	for _, name := range []string{"replies/new-orders.xml", "replies/old-order.xml"} {
		whole := read(t, name)
		for _, status := range []int{200, 302, 400, 401, 404, 429, 500, 503} {
			try(status, whole)
			try(status, strings.ReplaceAll(whole, "orderUpdateResponse", "html"))
			try(status, whole[strings.Index(whole, "<email>"):])
			try(status, "<"+whole[strings.Index(whole, "Example"):])
		}
		for at := 0; at < len(whole); at += 61 {
			try(http.StatusOK, whole[:at])
			try(http.StatusOK, whole[at:])
			try(http.StatusOK, whole[:at]+"<"+whole[at:])
			try(http.StatusOK, whole[:at]+">"+whole[at+1:])
			try(http.StatusOK, whole[:at]+whole[min(at+random.IntN(300), len(whole)):])
			other := random.IntN(len(whole))
			try(http.StatusOK, whole[:at]+whole[other:min(other+random.IntN(400), len(whole))]+whole[at:])
		}
		// What identifies, and what holds a number, holds a name.
		for place, other := range map[string]string{
			`id="500000001"`: `id="%s"`, `id="500000003"`: `id="%s"`, `id="700000001"`: `id="%s"`, `id="700000004"`: `id="%s"`,
			">23.9<": ">%s<", ">25.0<": ">%s<", ">7<": ">%s<", ">Ordered<": ">%s<",
			`code="05"`: `code="%s"`, `currency="EUR"`: `currency="%s"`,
			"<buyer ": "<%s><buyer ", "</buyer>": "</%s>", "<code>": "<%s>",
		} {
			for _, text := range personal {
				odd := strings.Replace(whole, place, fmt.Sprintf(other, text), 1)
				try(http.StatusOK, odd)
				if text != phone { // which may be an ID; so that the item is named
					try(http.StatusOK, strings.ReplaceAll(odd, "<title>", "<title>1</title><title>"))
				}
			}
		}
		const words = "<code>105</code><message>about Joe Example, Jane and lucia@reader.example</message>"
		try(http.StatusOK, strings.Replace(whole, "</orderUpdateResponse>", words+"</orderUpdateResponse>", 1))
		try(http.StatusOK, strings.Replace(whole, "</orderUpdateResponse>", "<code>Joe Example</code></orderUpdateResponse>", 1))
		try(http.StatusOK, strings.Replace(whole, "ISO-8859-1", "Joe Example", 1))
		try(http.StatusOK, strings.NewReplacer("<purchaseOrder id", "<Victoria id", "</purchaseOrder>", "</Victoria>").Replace(whole))
	}
	require.Greater(t, failed, 200)
}
