package purchase_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/purchase"
)

// Whatever a caller stores comes back: random values of every type that is given
// to a call or returned by one.
func TestValuesSurviveJSON(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(7, 8))
	for range 200 {
		survives[purchase.OrderRequest](t, random)
		survives[purchase.ResumeOptions](t, random)
		survives[purchase.Query](t, random)
		survives[purchase.Page](t, random)
		survives[purchase.Order](t, random)
		survives[purchase.PartialError](t, random)
		survives[purchase.LookUp](t, random)
		survives[purchase.Cursor](t, random)
		survives[purchase.Code](t, random)
		survives[purchase.ItemStatus](t, random)
	}
}

func survives[T any](t *testing.T, random *rand.Rand) {
	t.Helper()
	var before, after T
	fill(random, reflect.ValueOf(&before).Elem())
	text, err := json.Marshal(before)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &after), "%s", text)
	again, err := json.Marshal(after)
	require.NoError(t, err)
	require.Equal(t, string(text), string(again))
	require.Equal(t, plain(reflect.ValueOf(before)), plain(reflect.ValueOf(after)), "%s", text)
}

// fill makes a random value. Secrets stay empty: JSON leaves them out.
func fill(random *rand.Rand, v reflect.Value) {
	if v.Kind() == reflect.Interface {
		if random.IntN(2) > 0 {
			v.Set(reflect.ValueOf(&sellerwire.Error{Service: "purchase", Kinds: []error{sellerwire.ErrOutcomeUnknown}}))
		}
		return
	}
	switch v.Interface().(type) {
	case sellerwire.Secret:
		return
	case decimal.Decimal:
		v.Set(reflect.ValueOf(decimal.New(random.Int64N(1e15)-5e14, int32(random.IntN(12)-8))))
		return
	case time.Time:
		if random.IntN(4) > 0 {
			v.Set(reflect.ValueOf(time.Unix(random.Int64N(4e9), random.Int64N(1e9)).UTC()))
		}
		return
	case json.RawMessage:
		if random.IntN(2) > 0 {
			v.SetBytes([]byte(fmt.Sprintf(`{"orderId":%d}`, random.Int64())))
		}
		return
	case sellerwire.Outcome:
		v.SetInt(random.Int64N(5))
		return
	case purchase.Cursor:
		cursor, _ := purchase.ParseCursor(fmt.Sprintf("%016x:%s", random.Uint64(), "a:b&"+strings.Repeat("é", random.IntN(3))))
		v.Set(reflect.ValueOf(cursor))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for _, field := range v.Fields() {
			fill(random, field)
		}
	case reflect.Slice:
		if n := random.IntN(3); n > 0 {
			v.Set(reflect.MakeSlice(v.Type(), n, n))
			for i := range n {
				fill(random, v.Index(i))
			}
		}
	case reflect.Pointer:
		if random.IntN(2) > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			fill(random, v.Elem())
		}
	case reflect.String:
		v.SetString([]string{"", "A", `"\<&>`, "Žluťoučký \u2028", "9780000000019"}[random.IntN(5)])
	case reflect.Bool:
		v.SetBool(random.IntN(2) > 0)
	default:
		v.SetInt([]int64{0, 1, -7, 1009999999, math.MaxInt32, random.Int64N(math.MaxInt32)}[random.IntN(6)])
	}
}

// plain is a value for comparison: amounts by what they are worth, and times by
// when they are.
func plain(v reflect.Value) any {
	if v.Kind() == reflect.Interface {
		return fmt.Sprint(v.Interface())
	}
	switch value := v.Interface().(type) {
	case decimal.Decimal:
		return value.String()
	case time.Time:
		return value.Format(time.RFC3339Nano)
	case purchase.Cursor:
		return value.String()
	case sellerwire.Secret, json.RawMessage:
		return fmt.Sprint(value)
	}
	switch v.Kind() {
	case reflect.Struct:
		fields := map[string]any{}
		for i := range v.NumField() {
			fields[v.Type().Field(i).Name] = plain(v.Field(i))
		}
		return fields
	case reflect.Slice:
		var list []any
		for i := range v.Len() {
			list = append(list, plain(v.Index(i)))
		}
		return list
	case reflect.Pointer:
		if v.IsNil() {
			return nil
		}
		return plain(v.Elem())
	}
	return v.Interface()
}

func TestJSONLeavesTheCardTokenOut(t *testing.T) {
	t.Parallel()
	text, err := json.Marshal(orderOf(oddToken))
	require.NoError(t, err)
	for _, form := range forms(oddToken) {
		assertAbsent(t, string(text), form)
	}
	var again purchase.OrderRequest
	require.NoError(t, json.Unmarshal(text, &again))
	assert.True(t, again.CardToken.IsZero())
	assert.Equal(t, []string{"ccToken: it is empty"}, faultsOf(t, again.Validate()))
	again.CardToken = sellerwire.NewSecret(oddToken)
	require.NoError(t, again.Validate())
}

func TestEqualCursors(t *testing.T) {
	t.Parallel()
	one, err := purchase.ParseCursor("00112233aabbccdd:7")
	require.NoError(t, err)
	same, err := purchase.ParseCursor("00112233aabbccdd:7")
	require.NoError(t, err)
	other, err := purchase.ParseCursor("00112233aabbccdd:8")
	require.NoError(t, err)
	assert.True(t, one.Equal(same))
	assert.False(t, one.Equal(other))
	assert.False(t, one.Equal(purchase.Cursor{}))
}

// An order as it was read, stored and read back: all but its white space.
func TestAnOrderSurvivesJSON(t *testing.T) {
	t.Parallel()
	before, err := answering(t, reply(200, "2000", sample(t, "order.json"))).Get(t.Context(), 1234567)
	require.NoError(t, err)
	text, err := json.Marshal(before)
	require.NoError(t, err)
	var after purchase.Order
	require.NoError(t, json.Unmarshal(text, &after))
	assert.JSONEq(t, string(before.Raw), string(after.Raw))
	assert.True(t, before.Total().Equal(after.Total()))
	assert.Equal(t, plain(reflect.ValueOf(read(before))), plain(reflect.ValueOf(read(after))))
}
