package faults_test

import (
	"bytes"
	"context"
	"runtime/pprof"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
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
func (h herd) alive() []string { return census.take()[h] }

// gone waits until nothing of the herd is left, for a while.
func (h herd) gone() bool { return soon(func() bool { return len(h.alive()) == 0 }) }

// censusTaker counts the goroutines of all herds at once: looking at them is
// expensive, and many cells ask at the same time.
type censusTaker struct {
	mu      sync.Mutex
	waiting []chan map[herd][]string
}

var census censusTaker

// shortly is the time in which those who ask are gathered.
const shortly = 10 * time.Millisecond

// take returns the stacks by herd, as they are some time after it was called.
func (c *censusTaker) take() map[herd][]string {
	answer := make(chan map[herd][]string, 1)
	c.mu.Lock()
	c.waiting = append(c.waiting, answer)
	if len(c.waiting) == 1 {
		time.AfterFunc(shortly, c.answer)
	}
	c.mu.Unlock()
	return <-answer
}

func (c *censusTaker) answer() {
	c.mu.Lock()
	waiting := c.waiting
	c.waiting = nil
	c.mu.Unlock()
	byHerd := map[herd][]string{}
	for _, stack := range goroutines() {
		_, rest, labelled := strings.Cut(stack, `"`+herdLabel+`":"`)
		if labelled {
			name, _, _ := strings.Cut(rest, `"`)
			byHerd[herd(name)] = append(byHerd[herd(name)], stack)
		}
	}
	for _, answer := range waiting {
		answer <- byHerd
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
	limit := time.After(30 * time.Second)
	for wait := time.Millisecond; !so(); wait = min(2*wait, time.Second) {
		select {
		case <-time.After(wait):
		case <-limit:
			return so()
		}
	}
	return true
}
