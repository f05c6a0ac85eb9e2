package invapi_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/testkit"
	"github.com/sellerwire/sellerwire/invapi"
)

// The numbers that the documentation promises, each of them once.
func TestWhatTheDocumentationPromises(t *testing.T) {
	t.Parallel()
	assert.Equal(t, 4, invapi.DefaultConcurrency)
	assert.Equal(t, 30*time.Second, invapi.RetryWindow)
	assert.Equal(t, 20*time.Second, invapi.AttemptTimeout)
}

func TestEveryFieldOfAnErrorIsSet(t *testing.T) {
	t.Parallel()
	const body = `{"error":"Missing required field: sku"}`
	client := newClient(t, "http://127.0.0.1", hc(always(400, jsonType, []byte(body))))
	e := asError(t, client.SetQuantity(t.Context(), suit(1), sellerwire.WithRequestID("mine-4711")))
	require.Equal(t, &invapi.MissingFieldError{Field: "sku"}, e.Err)
	e.Err = nil
	assert.Equal(t, &sellerwire.Error{
		Service: "invapi", Operation: "set quantity", Item: `update "SKU ZOOT-SUIT size 34 width D at store 3"`, StatusCode: 400,
		Messages: []string{"Missing required field: sku"}, RequestID: "mine-4711", Attempts: 1, Outcome: rejected, Kinds: []error{invalid},
		Body: []byte(body),
	}, e)
}

// Every entry of the tables that replies are read by, and what a reply says with it: a
// phrase as a message, in a text of its own and in the title of a product; a name with
// a text, false, 0 and nothing.
func TestEveryWordCounts(t *testing.T) {
	t.Parallel()
	var got []byte
	verdicts := func(entry string, forms ...string) {
		got = fmt.Appendf(got, "%q:", entry)
		for _, form := range forms {
			client := newClient(t, "http://127.0.0.1", hc(always(200, jsonType, fmt.Appendf(nil, form, entry))), attempts(1))
			got = fmt.Appendf(got, " %v;", sellerwire.OutcomeOf(client.SetQuantity(t.Context(), suit(44))))
		}
		got = append(got, '\n')
	}
	for _, phrase := range invapi.Phrases() {
		verdicts(phrase, `{"message":%q}`, "%s, ok", `{"success":true,"title":%q}`)
	}
	for _, name := range invapi.FieldNames() {
		verdicts(name, `{%q:"x"}`, `{%q:false}`, `{%q:0}`, `{%q:""}`)
	}
	testkit.Golden(t, "words.txt", got)
}
