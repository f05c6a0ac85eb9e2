package faults_test

import (
	"slices"
	"strings"
	"sync/atomic"
	"testing"
)

// A deviation is a fault of this module that is known and not mended yet. Its
// cells must fail in this way and in no other: when it is mended, the test asks
// for its line here to go.
type deviation struct {
	faults []string
	class  []class  // nil: all
	except []string // operations
	// symptom is a part of what the cell says.
	symptom string
	why     string
}

const (
	stuck = "the call does not return"
	leaks = "goroutines left"
)

var deviations = []deviation{}

func (f *fault) deviation(op *operation) *deviation {
	for i, d := range deviations {
		if (d.class == nil || slices.Contains(d.class, op.class)) &&
			!slices.Contains(d.except, op.String()) && matchesAny(d.faults, f.name) {
			return &deviations[i]
		}
	}
	return nil
}

// A knownLeak is a secret that is shown, known and not mended yet. Empty fields
// match everything. A full run asks for lines that match nothing to go.
type knownLeak struct {
	service string
	shapes  []string
	form    string // in which it was sent, or seen
	where   string
	why     string
	seen    *atomic.Bool
}

var knownLeaks = []knownLeak{}

// leakKnown tells whether a find is known: what the service of this name showed
// in this shape, and had sent in this form.
func leakKnown(service, shape, form string, f find) bool {
	found := strings.TrimSuffix(f.form, ", its first half")
	for i := range knownLeaks {
		l := &knownLeaks[i]
		if (l.service == "" || l.service == service) && matchesAny(l.shapes, shape) && matches(l.where, f.where) &&
			(matches(l.form, form) || matches(l.form, found)) {
			l.seen.Store(true)
			return true
		}
	}
	return false
}

// stillLeaking fails the test for lines that are not true any more.
func stillLeaking(t *testing.T, which func(*knownLeak) bool) {
	t.Helper()
	for i := range knownLeaks {
		if l := &knownLeaks[i]; which(l) && !l.seen.Load() {
			t.Errorf("this no longer leaks; take its line away: %s", l.why)
		}
	}
}
