package faults_test

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/sellerwire/sellerwire/abebooks"
	"github.com/sellerwire/sellerwire/abebooks/orders"
	"github.com/sellerwire/sellerwire/aim"
	"github.com/sellerwire/sellerwire/invapi"
	"github.com/sellerwire/sellerwire/purchase"
	"github.com/sellerwire/sellerwire/twd"
)

// sameAs are methods that are others in another form.
var sameAs = map[string]string{
	"abebooks SyncSource": "abebooks Sync", // which is made of it
	"invapi SetAllSource": "invapi SetAll",
	"purchase FindOrder":  "purchase ResumeOrder", // which never posts
}

// TestEveryOperationIsInTheTable: what takes a context sends something.
func TestEveryOperationIsInTheTable(t *testing.T) {
	t.Parallel()
	var listed []string
	for _, op := range operations {
		service, _, _ := strings.Cut(op.service.name, ",")
		name, _, _ := strings.Cut(op.name, "(")
		listed = append(listed, service+" "+strings.TrimSpace(name))
	}
	for service, client := range map[string]any{
		"abebooks": &abebooks.Client{}, "orders": &orders.Client{}, "purchase": &purchase.Client{}, "aim": &aim.Client{},
		"twd": &twd.Client{}, "invapi": &invapi.Client{},
	} {
		methods := reflect.TypeOf(client)
		for m := range methods.Methods() {
			name := service + " " + m.Name
			if m.Type.NumIn() < 2 || m.Type.In(1) != reflect.TypeFor[context.Context]() || sameAs[name] != "" {
				continue
			}
			assert.Contains(t, listed, name)
		}
	}
}

// TestTheTablesFitEachOther: every fault has its row, and no row, exception or
// deviation is for nothing.
func TestTheTablesFitEachOther(t *testing.T) {
	t.Parallel()
	all := faults()
	var names []string
	for _, f := range all {
		names = append(names, f.name)
		if f.status == 0 {
			assert.Contains(t, expected, f.name)
		} else {
			assert.Contains(t, expected, statusName(f.status))
		}
	}
	for name := range expected {
		assert.Contains(t, names, name)
	}
	used := func(holds func(*fault, *operation) bool) bool {
		return slices.ContainsFunc(operations, func(op *operation) bool {
			return slices.ContainsFunc(all, func(f *fault) bool { return !f.skips(op) && holds(f, op) })
		})
	}
	for i, e := range exceptions {
		assert.True(t, used(func(f *fault, op *operation) bool {
			before := op.class.follow(f.row().of(op.class), f)
			return e.holds(f, op) && op.class.follow(e.make(f.row().of(op.class)), f).String() != before.String()
		}), "exception %d changes nothing: %v of %s", i, e.faults, e.where)
	}
	for i, d := range deviations {
		assert.True(t,
			used(func(f *fault, op *operation) bool { return f.deviation(op) == &deviations[i] }), "deviation %d: %v", i, d.faults)
	}
}
