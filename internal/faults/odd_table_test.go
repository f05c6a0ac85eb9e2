package faults_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
)

// subjects are all operations whose replies are made odd.
func subjects() []*subject {
	all := slices.Concat(abebooksSubjects(), ordersSubjects(), purchaseSubjects(), aimSubjects(),
		aimWorkflows(), twdSubjects(), invapiSubjects())
	for _, s := range all {
		if s.call == nil {
			s.call = s.op.call
		}
		if s.stock == nil {
			s.stock = s.op.service.emulate
		}
		if s.name == "" {
			s.name = s.op.String()
		}
	}
	return all
}

// opOf finds an operation of the fault matrix.
func opOf(name string) *operation {
	i := slices.IndexFunc(operations, func(op *operation) bool { return op.String() == name })
	if i < 0 {
		panic("no operation is called " + name)
	}
	return operations[i]
}

// TestEveryOperationHasOddReplies: what is in the fault matrix is in this one.
func TestEveryOperationHasOddReplies(t *testing.T) {
	t.Parallel()
	all := subjects()
	for _, op := range operations {
		assert.True(t, slices.ContainsFunc(all, func(s *subject) bool { return s.op == op }), op.String())
	}
}
