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
)

// random fills a value with anything that its type can hold.
func random(r *rand.Rand, v reflect.Value) {
	switch v.Interface().(type) {
	case decimal.Decimal:
		v.Set(reflect.ValueOf(decimal.New(r.Int64N(1e12)-5e11, int32(r.IntN(12)-6))))
		return
	case sellerwire.Outcome:
		v.SetInt(int64(r.IntN(5)))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(string([]rune(`aé"\<&>` + "\n\u2028日本語\U0001F41F")[r.IntN(6) : 6+r.IntN(7)]))
	case reflect.Bool:
		v.SetBool(r.IntN(2) == 0)
	case reflect.Int, reflect.Int64:
		v.SetInt(r.Int64N(1 << 31))
	case reflect.Uint8:
		v.SetUint(r.Uint64N(256))
	case reflect.Pointer:
		if r.IntN(2) == 0 {
			v.Set(reflect.New(v.Type().Elem()))
			random(r, v.Elem())
		}
	case reflect.Slice:
		if n := r.IntN(4); n > 0 {
			v.Set(reflect.MakeSlice(v.Type(), n, n))
		}
		for i := range v.Len() {
			random(r, v.Index(i))
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		random(r, key)
		random(r, value)
		v.SetMapIndex(key, value)
	case reflect.Struct:
		for _, field := range v.Fields() {
			random(r, field)
		}
	case reflect.Interface:
		v.Set(reflect.ValueOf(randomError(r)))
	}
}

func randomError(r *rand.Rand) error {
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
	r := rand.New(rand.NewPCG(1, 1))
	for range 300 {
		for _, value := range []any{
			new(abebooks.Book), new(abebooks.Transaction), new(abebooks.Price), new(abebooks.Weight), new(abebooks.Binding),
			new(abebooks.Result), new(abebooks.PartialError), new(abebooks.SyncOptions), new(abebooks.Code), new(abebooks.TransactionType),
		} {
			random(r, reflect.ValueOf(value).Elem())
			written, err := json.Marshal(value)
			require.NoError(t, err)
			read := reflect.New(reflect.TypeOf(value).Elem()).Interface()
			require.NoError(t, json.Unmarshal(written, read), "%s", written)
			again, err := json.Marshal(read)
			require.NoError(t, err)
			require.Equal(t, string(written), string(again))
			require.True(t, same(reflect.ValueOf(value), reflect.ValueOf(read)), "%s", written)
		}
	}
}

// same compares by value: amounts as amounts, and errors by what they say.
func same(a, b reflect.Value) bool {
	if d, ok := reflect.TypeAssert[decimal.Decimal](a); ok {
		return d.Equal(b.Interface().(decimal.Decimal))
	}
	if err, ok := reflect.TypeAssert[error](a); ok && a.Kind() != reflect.Struct {
		if partial, ok := err.(*abebooks.PartialError); ok {
			return same(reflect.ValueOf(*partial), b.Elem())
		}
		other := b.Interface().(error)
		return err.Error() == other.Error() && sellerwire.OutcomeOf(err) == sellerwire.OutcomeOf(other)
	}
	switch a.Kind() {
	case reflect.Func:
		return b.IsNil() // is left out
	case reflect.Pointer, reflect.Interface:
		return a.IsNil() == b.IsNil() && (a.IsNil() || same(a.Elem(), b.Elem()))
	case reflect.Struct:
		for i := range a.NumField() {
			if !same(a.Field(i), b.Field(i)) {
				return false
			}
		}
		return true
	case reflect.Slice:
		for i := range min(a.Len(), b.Len()) {
			if !same(a.Index(i), b.Index(i)) {
				return false
			}
		}
		return a.Len() == b.Len()
	}
	return reflect.DeepEqual(a.Interface(), b.Interface())
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
