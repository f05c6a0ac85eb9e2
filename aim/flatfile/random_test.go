package flatfile_test

import (
	"math/rand/v2"
	"reflect"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// random fills values of any type of this package.
type random struct {
	*rand.Rand
	// text makes the strings.
	text func(r *rand.Rand) string
	// codes are the values of the types that are lists of codes.
	codes map[reflect.Type][]string
}

// letters makes texts of an alphabet, with blanks where texts have them.
func letters(alphabet string) func(*rand.Rand) string {
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
)

// fill sets a value and all that it holds.
func (r random) fill(v reflect.Value) {
	switch {
	case v.Type() == decimalType:
		v.Set(reflect.ValueOf(decimal.New(r.Int64N(1e6), -r.Int32N(3))))
	case v.Type() == timeType:
		v.Set(reflect.ValueOf(time.Unix(r.Int64N(2e9), 0).In(time.FixedZone("PST", -8*60*60))))
	default:
		r.fillKind(v)
	}
}

func (r random) fillKind(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		if codes := r.codes[v.Type()]; codes != nil {
			v.SetString(codes[r.IntN(len(codes))])
		} else {
			v.SetString(r.text(r.Rand))
		}
	case reflect.Bool:
		v.SetBool(r.IntN(2) == 0)
	case reflect.Int, reflect.Int64:
		v.SetInt(r.Int64N(1000))
	case reflect.Pointer:
		if r.IntN(3) > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			r.fill(v.Elem())
		}
	case reflect.Slice:
		for range r.IntN(3) {
			element := reflect.New(v.Type().Elem()).Elem()
			r.fill(element)
			v.Set(reflect.Append(v, element))
		}
	case reflect.Map:
		for range r.IntN(3) {
			if v.IsNil() {
				v.Set(reflect.MakeMap(v.Type()))
			}
			key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			r.fill(key)
			r.fill(value)
			v.SetMapIndex(key, value)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				r.fill(v.Field(i))
			}
		}
	}
}

// same compares two values as their users do: decimals and times by value, types with
// an Equal by that.
func same(a, b reflect.Value) bool {
	if equal := a.MethodByName("Equal"); equal.IsValid() && a.Kind() == reflect.Struct {
		return equal.Call([]reflect.Value{b})[0].Bool()
	}
	switch a.Kind() {
	case reflect.Func:
		return a.IsNil() && b.IsNil()
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
