package orders_test

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/abebooks/orders"
	"github.com/sellerwire/sellerwire/internal/testkit"
)

// randomTime is a time of the service's, which has no zone.
func randomTime(r *rand.Rand) any {
	t := time.Date(1+r.IntN(9998), 1, 1+r.IntN(365), r.IntN(24), r.IntN(60), r.IntN(60), 0, time.UTC)
	return orders.LocalTime{Year: t.Year(), Month: int(t.Month()), Day: t.Day(), Hour: t.Hour(), Minute: t.Minute(), Second: t.Second()}
}

func thereAndBack(t *testing.T, o orders.Order) (back orders.Order) {
	t.Helper()
	text, err := json.Marshal(o)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &back))
	return back
}

func TestOrdersSurviveJSON(t *testing.T) {
	t.Parallel()
	r := testkit.Filler{
		Rand: rand.New(rand.NewPCG(3, 4)), Text: testkit.Letters("x0 é–“Łźć”<&>\"'\n\u2028"),
		Own: map[reflect.Type]func(*rand.Rand) any{
			reflect.TypeFor[orders.LocalTime](): randomTime,
			reflect.TypeFor[decimal.Decimal]():  func(r *rand.Rand) any { return decimal.New(r.Int64N(1e12)-5e11, int32(r.IntN(12)-6)) },
		},
	}
	for range 500 {
		testkit.Travels[orders.Order](t, r)
	}
	for _, o := range newOrders(t) {
		require.Equal(t, o, thereAndBack(t, o), "what is read has amounts in their shortest form")
	}
	require.Equal(t, orders.Order{}.ID, thereAndBack(t, orders.Order{}).ID)
	odd := one(t, "<code>1</code>")
	require.Equal(t, odd, thereAndBack(t, odd))
	require.Equal(t, []sellerwire.FieldError{{Field: "code", Reason: "the service reports an error here"}}, odd.Unreadable)
}
