package faults_test

import (
	"bytes"
	"context"
	"runtime/pprof"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// A herd is the goroutines that one cell of the matrix starts, directly or not:
// a label that a goroutine carries is handed on to those that it starts. This
// tells the goroutines of cells apart that run at the same time.
type herd string

const herdLabel = "cell"

var herds atomic.Int64

func newHerd() herd { return herd(strconv.FormatInt(herds.Add(1), 10)) }

// run calls f as the first of the herd.
func (h herd) run(f func()) {
	pprof.Do(context.Background(), pprof.Labels(herdLabel, string(h)), func(context.Context) { f() })
}

// alive returns the stacks of those that have not ended.
func (h herd) alive() []string {
	var found []string
	for _, stack := range goroutines() {
		if strings.Contains(stack, `"`+herdLabel+`":"`+string(h)+`"`) {
			found = append(found, stack)
		}
	}
	return found
}

// gone fails the test unless the herd ends soon by itself.
func (h herd) gone(t *testing.T) {
	t.Helper()
	if !soon(func() bool { return len(h.alive()) == 0 }) {
		t.Errorf("goroutines left running:\n%s", strings.Join(h.alive(), "\n\n"))
	}
}

// goroutines returns all stacks, each with its labels.
func goroutines() []string {
	var profile bytes.Buffer
	_ = pprof.Lookup("goroutine").WriteTo(&profile, 1)
	_, stacks, _ := strings.Cut(profile.String(), "\n") // the first line has the total
	return strings.Split(strings.TrimSpace(stacks), "\n\n")
}

// strayGoroutines are those that are left when all tests are over. A test
// binary has this goroutine and those of the runtime and of the testing package.
func strayGoroutines() []string {
	var stray []string
	soon(func() bool {
		stray = nil
		for _, stack := range goroutines() {
			if !strings.Contains(stack, "faults_test.TestMain") && !strings.Contains(stack, "os/signal") {
				stray = append(stray, stack)
			}
		}
		return len(stray) == 0
	})
	return stray
}

// soon waits until something is so, for a generous time.
func soon(so func() bool) bool {
	limit := time.After(5 * time.Second)
	for wait := time.Millisecond; !so(); wait *= 2 {
		select {
		case <-time.After(wait):
		case <-limit:
			return so()
		}
	}
	return true
}
