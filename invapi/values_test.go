package invapi_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/invapi"
)

func randomUpdate(r *rand.Rand) invapi.Update {
	text := func() string { return string([]rune(`aé"\<&>` + "\n\u2028靴👟")[r.IntN(6) : 6+r.IntN(5)]) }
	u := invapi.Update{Store: text(), Quantity: int(r.Int32())}
	switch r.IntN(3) {
	case 0:
		u.Product = invapi.ByUPC(text())
	case 1:
		u.Product = invapi.BySKU(text(), text(), []string{"", text()}[r.IntN(2)])
	}
	return u
}

func randomResult(r *rand.Rand) invapi.Result {
	lost := &sellerwire.Error{Service: "invapi", Outcome: sellerwire.OutcomeUnknown,
		Kinds: []error{sellerwire.ErrOutcomeUnknown}, Err: errors.New("reset")}
	result := invapi.Result{Update: randomUpdate(r), Outcome: sellerwire.Outcome(r.IntN(5))}
	result.Err = []error{
		nil, lost, fmt.Errorf("row 7: %w", lost), errors.New("no row"), result.Update.Validate(),
	}[r.IntN(5)]
	if r.IntN(2) == 0 {
		result.Response = sellerwire.ResponseInfo{
			StatusCode: 200, Header: http.Header{"A": {"b"}}, Body: []byte{0, 255, byte(r.IntN(256))},
			Attempts: 2, RequestID: "r", Duration: time.Second,
		}
	}
	return result
}

// A queue of updates lost the products once.
func TestValuesTravelAsJSON(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 1))
	for range 1000 {
		update := randomUpdate(r)
		var gotUpdate invapi.Update
		travel(t, update, &gotUpdate)
		require.Equal(t, update, gotUpdate)
		require.True(t, update.Product.Equal(gotUpdate.Product))

		result := randomResult(r)
		var got invapi.Result
		travel(t, result, &got)
		if result.Err != nil {
			require.EqualError(t, got.Err, result.Err.Error())
		}
		require.Equal(t, sellerwire.OutcomeOf(result.Err), sellerwire.OutcomeOf(got.Err))
		result.Err, got.Err = nil, nil
		require.Equal(t, result, got)
	}
	options := invapi.SetAllOptions{Concurrency: 7, KeepGoing: true, Progress: func(sellerwire.Progress) {}}
	var gotOptions invapi.SetAllOptions
	travel(t, options, &gotOptions)
	options.Progress = nil
	assert.Equal(t, options, gotOptions)
	missing := invapi.MissingFieldError{Field: "sku"}
	var gotMissing invapi.MissingFieldError
	travel(t, missing, &gotMissing)
	assert.Equal(t, missing, gotMissing)
}

func travel(t *testing.T, value, read any) {
	t.Helper()
	written, err := json.Marshal(value)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(written, read), "%s", written)
}

func TestProductsInJSON(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]invapi.Product{
		`{"upc":"849632048260"}`:                       invapi.ByUPC("849632048260"),
		`{"sku":"ZOOT-SUIT","size":"34","width":""}`:   invapi.BySKU("ZOOT-SUIT", "34", ""),
		`{"sku":"A","size":"1","width":"D","more":[]}`: invapi.BySKU("A", "1", "D"),
		`null`: {},
	} {
		var got invapi.Product
		require.NoError(t, json.Unmarshal([]byte(text), &got), text)
		assert.Equal(t, want, got, text)
	}
	for _, text := range []string{
		`{}`, `[]`, `"849632048260"`, `{"upc":849632048260}`, `{"sku":"A"}`, `{"sku":"A","size":"1"}`,
		`{"upc":"1","sku":"A","size":"1","width":""}`, `{"upc":"1","size":"1"}`, `{"upc":null}`,
	} {
		product := invapi.ByUPC("before")
		require.Error(t, json.Unmarshal([]byte(text), &product), text)
		assert.Equal(t, invapi.ByUPC("before"), product)
	}
}
