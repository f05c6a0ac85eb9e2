package abebooks_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/abebooks"
	"github.com/sellerwire/sellerwire/internal/testkit"
)

func randomError(r *rand.Rand) any {
	lost := &sellerwire.Error{Service: "abebooks", Outcome: sellerwire.OutcomeUnknown, Kinds: []error{sellerwire.ErrOutcomeUnknown},
		RetryAfter: time.Hour, Err: errors.New("reset")}
	return []error{
		lost, fmt.Errorf("row 7: %w", lost), errors.New("no row"),
		&sellerwire.InvalidError{Service: "abebooks", Fields: []sellerwire.FieldError{{Field: "price", Limit: 2, Size: 3}}},
	}[r.IntN(4)]
}

// Every value that goes in or comes out survives a queue, a file or a database.
func TestValuesTravelAsJSON(t *testing.T) {
	t.Parallel()
	r := testkit.Filler{
		Rand: rand.New(rand.NewPCG(1, 1)), Text: testkit.Letters(`aé"\<&>` + "\n\u2028日本語\U0001F41F"),
		Own: map[reflect.Type]func(*rand.Rand) any{
			reflect.TypeFor[error]():           randomError,
			reflect.TypeFor[decimal.Decimal](): func(r *rand.Rand) any { return decimal.New(r.Int64N(1e12)-5e11, int32(r.IntN(12)-6)) },
		},
	}
	for range 300 {
		testkit.Travels[abebooks.Book](t, r)
		testkit.Travels[abebooks.Transaction](t, r)
		testkit.Travels[abebooks.Price](t, r)
		testkit.Travels[abebooks.Weight](t, r)
		testkit.Travels[abebooks.Binding](t, r)
		testkit.Travels[abebooks.Result](t, r)
		testkit.Travels[abebooks.PartialError](t, r)
		testkit.Travels[abebooks.SyncOptions](t, r)
		testkit.Travels[abebooks.Code](t, r)
		testkit.Travels[abebooks.TransactionType](t, r)
	}
}

func TestCredentialsStayOutOfJSON(t *testing.T) {
	t.Parallel()
	type config struct{ Credentials abebooks.Credentials }
	for _, c := range []abebooks.Credentials{abebooks.Classic(testUsername, testAPIKey), abebooks.Signed(testAccessKey, testSecretKey)} {
		written, err := json.Marshal(config{c})
		require.NoError(t, err)
		assert.Equal(t, `{"Credentials":{}}`, string(written))
		var read config
		require.NoError(t, json.Unmarshal(written, &read))
		_, err = abebooks.New(read.Credentials)
		require.ErrorIs(t, err, sellerwire.ErrInvalidRequest)
		assert.False(t, c.Equal(read.Credentials))
	}
	assert.True(t, abebooks.Classic("u", "k").Equal(abebooks.Classic("u", "k")))
	assert.False(t, abebooks.Classic("u", "k").Equal(abebooks.Signed("u", "k")))
	assert.False(t, abebooks.Classic("u", "k").Equal(abebooks.Classic("u", "l")))
}
