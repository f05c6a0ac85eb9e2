package house_test

import (
	"context"
	"errors"
	"net/http"
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/abebooks"
	"github.com/sellerwire/sellerwire/abebooks/orders"
	"github.com/sellerwire/sellerwire/aim"
	"github.com/sellerwire/sellerwire/invapi"
	"github.com/sellerwire/sellerwire/purchase"
	"github.com/sellerwire/sellerwire/twd"
)

// A nil context is a fault of the input: nothing panics, and nothing is sent.
func TestANilContextIsRefusedEverywhere(t *testing.T) {
	t.Parallel()
	const url = "https://shop.example.com/api"
	offline := sellerwire.WithHTTPClient(&http.Client{Transport: sends{t}})
	base := sellerwire.WithBaseURL(url)
	for name, open := range map[string]func() (any, error){
		"abebooks": func() (any, error) { return abebooks.New(abebooks.Classic("user", "key"), offline) },
		"orders":   func() (any, error) { return orders.New("user", "key", offline) },
		"purchase": func() (any, error) { return purchase.New("access", "secret", offline) },
		"aim":      func() (any, error) { return aim.New("me@example.com", "password", base, offline) },
		"twd":      func() (any, error) { return twd.New(url, "key", offline) },
		"invapi":   func() (any, error) { return invapi.New(url, "token", offline) },
	} {
		client, err := open()
		require.NoError(t, err)
		value, tried := reflect.ValueOf(client), 0
		for i := range value.NumMethod() {
			method := value.Type().Method(i)
			if method.Type.NumIn() < 2 || method.Type.In(1) != reflect.TypeFor[context.Context]() {
				continue
			}
			tried++
			t.Run(name+"."+method.Name, func(t *testing.T) {
				t.Parallel()
				err := callWithoutContext(value.Method(i))
				_, invalid := errors.AsType[*sellerwire.InvalidError](err)
				assert.True(t, invalid, "%v", err)
				assert.ErrorIs(t, err, sellerwire.ErrNotSent)
			})
		}
		assert.Positive(t, tried, name)
	}
}

// sends fails the test: nothing may be sent.
type sends struct{ t *testing.T }

func (s sends) RoundTrip(*http.Request) (*http.Response, error) {
	s.t.Error("a request was sent")
	return nil, errors.New("no network")
}

// callWithoutContext calls a method with zero values, and returns the error that
// it, or the first step of its iterator, has.
func callWithoutContext(method reflect.Value) error {
	var args []reflect.Value
	for i := range method.Type().NumIn() {
		in := method.Type().In(i)
		if method.Type().IsVariadic() && i == method.Type().NumIn()-1 {
			break
		}
		args = append(args, argument(in))
	}
	results := method.Call(args)
	last := results[len(results)-1]
	if last.Kind() == reflect.Func {
		return firstOf(last)
	}
	err, _ := reflect.TypeAssert[error](last)
	return err
}

// argument is a zero value; of an iterator, one that has a zero value.
func argument(in reflect.Type) reflect.Value {
	if in.Kind() != reflect.Func || in.NumIn() != 1 || in.In(0).Kind() != reflect.Func {
		return reflect.Zero(in)
	}
	return reflect.MakeFunc(in, func(args []reflect.Value) []reflect.Value {
		var zero []reflect.Value
		for typ := range in.In(0).Ins() {
			zero = append(zero, reflect.Zero(typ))
		}
		args[0].Call(zero)
		return nil
	})
}

// firstOf runs an iterator and returns the first error that it yields, by itself
// or in the field Err of a result.
func firstOf(seq reflect.Value) error {
	var first error
	yield := reflect.MakeFunc(seq.Type().In(0), func(args []reflect.Value) []reflect.Value {
		for _, arg := range args {
			if arg.Kind() == reflect.Struct && arg.FieldByName("Err").IsValid() {
				arg = arg.FieldByName("Err")
			}
			if err, ok := reflect.TypeAssert[error](arg); ok && first == nil {
				first = err
			}
		}
		return []reflect.Value{reflect.ValueOf(false)}
	})
	seq.Call([]reflect.Value{yield})
	return first
}
