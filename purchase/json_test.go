package purchase_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/testkit"
	"github.com/sellerwire/sellerwire/purchase"
)

// Whatever a caller stores comes back: random values of every type that is given
// to a call or returned by one.
func TestValuesSurviveJSON(t *testing.T) {
	t.Parallel()
	r := testkit.Filler{
		Rand: rand.New(rand.NewPCG(7, 8)), Text: testkit.Letters(`A0 "\<&>` + "Žťý\u2028"),
		Own: map[reflect.Type]func(*rand.Rand) any{
			reflect.TypeFor[decimal.Decimal](): func(r *rand.Rand) any { return decimal.New(r.Int64N(1e15)-5e14, int32(r.IntN(12)-8)) },
			reflect.TypeFor[json.RawMessage](): func(r *rand.Rand) any {
				return json.RawMessage(fmt.Sprintf(`{"orderId":%d}`, r.Int64()))
			},
			reflect.TypeFor[purchase.Cursor](): func(r *rand.Rand) any {
				cursor, _ := purchase.ParseCursor(fmt.Sprintf("%016x:%s", r.Uint64(), "a:b&"+strings.Repeat("é", r.IntN(3))))
				return cursor
			},
			reflect.TypeFor[error](): func(*rand.Rand) any {
				return &sellerwire.Error{Service: "purchase", Kinds: []error{sellerwire.ErrOutcomeUnknown}}
			},
		},
	}
	for range 200 {
		testkit.Travels[purchase.OrderRequest](t, r)
		testkit.Travels[purchase.ResumeOptions](t, r)
		testkit.Travels[purchase.Query](t, r)
		testkit.Travels[purchase.Page](t, r)
		testkit.Travels[purchase.Order](t, r)
		testkit.Travels[purchase.PartialError](t, r)
		testkit.Travels[purchase.LookUp](t, r)
		testkit.Travels[purchase.Cursor](t, r)
		testkit.Travels[purchase.Code](t, r)
		testkit.Travels[purchase.ItemStatus](t, r)
	}
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
	after.Raw = before.Raw
	assert.True(t, testkit.Same(before, after))
}
