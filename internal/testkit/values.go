package testkit

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sellerwire/sellerwire"
)

// Filler fills values of any type with random ones.
type Filler struct {
	*rand.Rand
	// Text makes the strings.
	Text func(r *rand.Rand) string
	// Codes are the values of the types that are lists of codes.
	Codes map[reflect.Type][]string
	// Own makes the values of types that cannot be filled field by field.
	Own map[reflect.Type]func(r *rand.Rand) any
}

// Fill sets what a pointer points at, and all that it holds.
func (f Filler) Fill(pointer any) { f.fill(reflect.ValueOf(pointer).Elem()) }

// Travels fills a value of T, writes it as JSON, and reads and writes it again.
func Travels[T any](t testing.TB, f Filler) {
	t.Helper()
	var before, after T
	f.Fill(&before)
	text, err := json.Marshal(before)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &after); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	if again, err := json.Marshal(after); err != nil || string(again) != string(text) {
		t.Fatalf("written again (%v):\n%s\n%s", err, text, again)
	}
	if !Same(before, after) {
		t.Fatalf("not the same:\n%+v\n%+v", before, after)
	}
}

// Same compares two values as their users do: decimals, times and types with an Equal by
// that, errors by what they say, functions not at all.
func Same(a, b any) bool { return same(reflect.ValueOf(a), reflect.ValueOf(b)) }

// Letters makes texts of an alphabet, with blanks where texts have them.
func Letters(alphabet string) func(*rand.Rand) string {
	runes := []rune(alphabet)
	return func(r *rand.Rand) string {
		var b strings.Builder
		for range r.IntN(12) {
			b.WriteRune(runes[r.IntN(len(runes))])
		}
		return b.String()
	}
}

var (
	decimalType = reflect.TypeFor[decimal.Decimal]()
	timeType    = reflect.TypeFor[time.Time]()
	outcomeType = reflect.TypeFor[sellerwire.Outcome]()
)

func (f Filler) fill(v reflect.Value) {
	if own := f.Own[v.Type()]; own != nil {
		v.Set(reflect.ValueOf(own(f.Rand)))
		return
	}
	switch {
	case v.Type() == decimalType:
		v.Set(reflect.ValueOf(decimal.New(f.Int64N(1e6), -f.Int32N(3))))
	case v.Type() == outcomeType:
		v.SetInt(f.Int64N(5))
	case v.Type() == timeType:
		v.Set(reflect.ValueOf(time.Unix(f.Int64N(2e9), 0).In(time.FixedZone("PST", -8*60*60))))
	default:
		f.fillKind(v)
	}
}

func (f Filler) fillKind(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		if codes := f.Codes[v.Type()]; codes != nil {
			v.SetString(codes[f.IntN(len(codes))])
		} else {
			v.SetString(f.Text(f.Rand))
		}
	case reflect.Bool:
		v.SetBool(f.IntN(2) == 0)
	case reflect.Int, reflect.Int64:
		v.SetInt(f.Int64N(1000))
	case reflect.Uint8:
		v.SetUint(f.Uint64N(256))
	case reflect.Pointer:
		if f.IntN(3) > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			f.fill(v.Elem())
		}
	case reflect.Slice:
		for range f.IntN(3) {
			element := reflect.New(v.Type().Elem()).Elem()
			f.fill(element)
			v.Set(reflect.Append(v, element))
		}
	case reflect.Map:
		for range f.IntN(3) {
			if v.IsNil() {
				v.Set(reflect.MakeMap(v.Type()))
			}
			key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			f.fill(key)
			f.fill(value)
			v.SetMapIndex(key, value)
		}
	case reflect.Struct:
		for _, field := range v.Fields() {
			if field.CanSet() {
				f.fill(field)
			}
		}
	}
}

func same(a, b reflect.Value) bool {
	if equal := a.MethodByName("Equal"); equal.IsValid() && a.Kind() == reflect.Struct {
		return equal.Call([]reflect.Value{b})[0].Bool()
	}
	switch a.Kind() {
	case reflect.Func:
		return a.IsNil() && b.IsNil()
	case reflect.Interface:
		if err, ok := reflect.TypeAssert[error](a); ok {
			other, _ := reflect.TypeAssert[error](b)
			return other != nil && err.Error() == other.Error() && sellerwire.OutcomeOf(err) == sellerwire.OutcomeOf(other)
		}
		return a.IsNil() == b.IsNil() && (a.IsNil() || same(a.Elem(), b.Elem()))
	case reflect.Pointer:
		return a.IsNil() == b.IsNil() && (a.IsNil() || same(a.Elem(), b.Elem()))
	case reflect.Slice:
		if a.Len() != b.Len() {
			return false
		}
		for i := range a.Len() {
			if !same(a.Index(i), b.Index(i)) {
				return false
			}
		}
		return true
	case reflect.Map:
		if a.Len() != b.Len() {
			return false
		}
		for _, key := range a.MapKeys() {
			if other := b.MapIndex(key); !other.IsValid() || !same(a.MapIndex(key), other) {
				return false
			}
		}
		return true
	case reflect.Struct:
		for i := range a.NumField() {
			if a.Type().Field(i).IsExported() && !same(a.Field(i), b.Field(i)) {
				return false
			}
		}
		return true
	}
	return a.Interface() == b.Interface()
}
