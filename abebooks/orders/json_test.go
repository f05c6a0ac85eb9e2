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
)

// filledAtRandom sets every field of a value to something, or leaves it.
func filledAtRandom(random *rand.Rand, v reflect.Value) {
	if random.IntN(5) == 0 {
		return
	}
	words := []string{"", "x", "Café – “Łódź”", "<&>\"'", "line\nline", "0012", "\u2028"}
	switch v.Addr().Interface().(type) {
	case *decimal.Decimal:
		v.Set(reflect.ValueOf(decimal.New(random.Int64N(1e12)-5e11, int32(random.IntN(12)-6))))
		return
	case *orders.LocalTime:
		t := time.Date(1+random.IntN(9998), 1, 1+random.IntN(365), random.IntN(24), random.IntN(60), random.IntN(60), 0, time.UTC)
		v.Set(reflect.ValueOf(orders.LocalTime{
			Year: t.Year(), Month: int(t.Month()), Day: t.Day(), Hour: t.Hour(), Minute: t.Minute(), Second: t.Second(),
		}))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(words[random.IntN(len(words))])
	case reflect.Uint8:
		v.SetUint(random.Uint64N(256))
	case reflect.Int, reflect.Int64:
		v.SetInt(random.Int64N(1000))
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		filledAtRandom(random, v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1+random.IntN(3), 3))
		for i := range v.Len() {
			filledAtRandom(random, v.Index(i))
		}
	case reflect.Struct:
		for _, field := range v.Fields() {
			filledAtRandom(random, field)
		}
	default:
		panic(v.Kind().String())
	}
}

// sameOrder compares amounts by their value, and all else as it is.
func sameOrder(t *testing.T, want, got orders.Order) {
	t.Helper()
	amounts := func(o *orders.Order) (all []*orders.Money) {
		m := &o.Totals
		all = []*orders.Money{&m.Subtotal, &m.Shipping, &m.Handling, &m.Tax, &m.GST, &m.Total}
		all = append(all, &o.Shipping.FirstItemCost, &o.Shipping.ExtraItemCost)
		for i := range o.Items {
			all = append(all, &o.Items[i].Book.Price, &o.Items[i].SellerTotal)
		}
		return all
	}
	w, g := amounts(&want), amounts(&got)
	require.Len(t, g, len(w))
	for i := range w {
		require.True(t, w[i].Equal(*g[i]), "%v and %v", w[i], g[i])
		*w[i], *g[i] = orders.Money{}, orders.Money{}
	}
	require.Equal(t, want, got)
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
	random := rand.New(rand.NewPCG(3, 4))
	for range 500 {
		var o orders.Order
		filledAtRandom(random, reflect.ValueOf(&o).Elem())
		sameOrder(t, o, thereAndBack(t, o))
	}
	for _, o := range newOrders(t) {
		require.Equal(t, o, thereAndBack(t, o), "what is read has amounts in their shortest form")
	}
	require.Equal(t, orders.Order{}.ID, thereAndBack(t, orders.Order{}).ID)
	odd := one(t, "<code>1</code>")
	require.Equal(t, odd, thereAndBack(t, odd))
	require.Equal(t, []sellerwire.FieldError{{Field: "code", Reason: "the service reports an error here"}}, odd.Unreadable)
}
