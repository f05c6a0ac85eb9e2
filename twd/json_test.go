package twd_test

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"testing"
	invent "testing/quick"

	mathrand "math/rand"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/twd"
)

// Values survive JSON: what a caller stores, queues or compares is the same when
// it comes back.
func TestValuesSurviveJSON(t *testing.T) {
	t.Parallel()
	seed := rand.Int64()
	t.Logf("seed %d", seed)
	random := mathrand.New(mathrand.NewSource(seed))
	for _, kind := range []any{
		twd.Item{}, twd.Element{}, twd.Page{}, twd.ListQuery{}, twd.SearchQuery{}, twd.ListOptions{}, twd.SearchOptions{},
		twd.Status(""), twd.Code(""), twd.Price(""), fieldsWithoutPrice{},
	} {
		for range 200 {
			value, ok := invent.Value(reflect.TypeOf(kind), random)
			require.True(t, ok)
			requireSurvives(t, value.Interface())
		}
	}
	for range 200 {
		value, ok := invent.Value(reflect.TypeFor[fieldsWithoutPrice](), random)
		require.True(t, ok)
		fields := value.Interface().(fieldsWithoutPrice).fields()
		if random.Intn(2) == 0 {
			// The value survives, not the zeros at its end.
			fields.Price = new(decimal.New(10*random.Int63n(1e15)+1, -random.Int31n(6)))
		}
		requireSurvives(t, fields)
	}
}

// requireSurvives holds a value against what JSON makes of it.
func requireSurvives(t *testing.T, value any) {
	t.Helper()
	stored, err := json.Marshal(value)
	require.NoError(t, err)
	back := reflect.New(reflect.TypeOf(value))
	require.NoError(t, json.Unmarshal(stored, back.Interface()))
	require.Equal(t, value, back.Elem().Interface(), "%s", stored)
}

// fieldsWithoutPrice are the fields that package testing/quick can make up.
type fieldsWithoutPrice struct {
	Status                          *twd.Status
	Dept, Brand, Description, Notes *string
	Qty                             *int
	Extra                           map[string]string
}

func (f fieldsWithoutPrice) fields() twd.Fields {
	return twd.Fields{Status: f.Status, Dept: f.Dept, Brand: f.Brand,
		Description: f.Description, Notes: f.Notes, Qty: f.Qty, Extra: f.Extra}
}

// An item that was read survives as well, with all that the reply had.
func TestAnItemThatWasReadSurvivesJSON(t *testing.T) {
	t.Parallel()
	body := result(`<totalcount>3</totalcount><item><stock_no>1</stock_no><qty>two</qty><brand/><price>$1,200.00</price>
		<pictures n="2"><url>a.jpg</url><url>b.jpg</url></pictures></item><item><stock_no>2</stock_no><qty>2.0</qty></item><item/>`)
	page, err := answering(t, answers{body: body}).List(t.Context(), twd.ListQuery{})
	require.NoError(t, err)
	requireSurvives(t, page)
	require.Len(t, page.Items[0].Unreadable, 1)
	require.Equal(t, `qty: "two" is not a whole number`, page.Items[0].Unreadable[0].String())
	require.Nil(t, page.Items[1].Unreadable)

	stored, err := json.Marshal(twd.Fields{Status: new(twd.StatusHeld), Qty: new(0), Price: new(decimal.RequireFromString("59.90"))})
	require.NoError(t, err)
	require.JSONEq(t, `{"status":"H","qty":0,"price":"59.9"}`, string(stored))
}
