package faults_test

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"
)

// oneIn is how many of the changes to mere data stand behind one that a normal run
// tries. All other changes are always tried.
const oneIn = 4

// shortOneIn is the same for all changes, with -short.
const shortOneIn = 8

// TestOddReplies sends every odd reply to every operation. A file lists the cells
// that are known to be wrong. They must be wrong in exactly this way: a fix removes
// its lines from the file.
func TestOddReplies(t *testing.T) {
	t.Parallel()
	all := subjects()
	others := goldensOf(t, all)
	known := readKnown(t)
	var mu sync.Mutex
	cells := 0
	t.Cleanup(func() {
		t.Logf("%d cells, known to be wrong: %d", cells, len(known))
		if *update {
			require.NoError(t, os.WriteFile(knownFile, []byte(known.String()), 0o644))
		}
	})
	for _, line := range known {
		if !slices.ContainsFunc(all, func(s *subject) bool { return s.is(line) }) {
			t.Errorf("%s is about nothing that there is: %s", knownFile, line)
		}
	}
	for _, s := range all {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			wrong, n := s.oddly(t, others, known)
			mu.Lock()
			defer mu.Unlock()
			cells += n
			if *update {
				known = append(known.except(s), wrong...)
				return
			}
			mine := known.of(s)
			for _, w := range wrong {
				if !slices.Contains(mine, w) {
					t.Error(w)
				}
			}
			for _, k := range mine {
				if !slices.Contains(wrong, k) {
					t.Errorf("it is no longer wrong; take the line out of %s: %s", knownFile, k)
				}
			}
		})
	}
}

// knownFile lists what is wrong, known and not mended yet. -update writes it
// anew, which must be done only if it gets shorter.
const knownFile = "testdata/oddreplies-known.txt"

// knowns are the lines of that file.
type knowns []string

func readKnown(t *testing.T) knowns {
	text, err := os.ReadFile(knownFile)
	require.NoError(t, err)
	return slices.DeleteFunc(strings.Split(string(text), "\n"), func(line string) bool { return line == "" })
}

func (k knowns) String() string {
	slices.Sort(k)
	return strings.Join(k, "\n") + "\n"
}

// is tells whether a line is about a subject.
func (s *subject) is(line string) bool { return strings.HasPrefix(line, s.name+" | ") }

func (k knowns) of(s *subject) knowns {
	return slices.DeleteFunc(slices.Clone(k), func(line string) bool { return !s.is(line) })
}

// has tells whether an oddity is known to be wrong by itself.
func (k knowns) has(s *subject, v variant) bool {
	return slices.ContainsFunc(k.of(s), func(line string) bool { return strings.Contains(line, " | "+v.kind+" | "+v.at+" | ") })
}

func (k knowns) except(s *subject) knowns { return slices.DeleteFunc(slices.Clone(k), s.is) }

// goldensOf are the replies of all subjects, by their service and name.
func goldensOf(t *testing.T, all []*subject) map[*service]map[string]answer {
	others := map[*service]map[string]answer{}
	for _, s := range all {
		if s.op.service == abebooksSigned || s.op.service == twdByGet || s.finds != nil || s.op.class == poll {
			continue // they are answered as others are
		}
		st, err := s.golden(t, success)
		require.NoError(t, err, s.name)
		if others[s.op.service] == nil {
			others[s.op.service] = map[string]answer{}
		}
		others[s.op.service][s.name] = st.replies[st.first]
	}
	return others
}

func (s *subject) oddly(t *testing.T, others map[*service]map[string]answer, known knowns) (wrong []string, cells int) {
	goldens := slices.Sorted(maps.Keys(s.refusals))
	for _, golden := range append(goldens, success) {
		st, err := s.golden(t, golden)
		if golden == success && !s.never {
			require.NoError(t, err)
		} else {
			require.Error(t, err)
		}
		c := cell{subject: s, golden: golden, truth: s.truthOf(st.replies, st.first)}
		for i, v := range s.variantsOf(golden, st.replies[st.first], others[s.op.service]) {
			if testing.Short() && i%shortOneIn != 0 && !known.has(s, v) {
				continue
			}
			mere := v.part != nil && v.role == roleData
			if mere && i%oneIn != 0 && !*full && !*update && !known.has(s, v) {
				continue
			}
			c.variant = v
			for _, c.acted = range []bool{true, false} {
				if !c.tried() {
					continue
				}
				cells++
				if w := c.run(t); w != "" {
					wrong = append(wrong, fmt.Sprintf("%v | %s", c, w))
				}
			}
		}
	}
	return wrong, cells
}

// golden makes a call that gets its reply as it is. Every call has a bubble of
// its own, so that the time is always the same.
func (s *subject) golden(t *testing.T, golden string) (st *stage, err error) {
	synctest.Test(t, func(*testing.T) { _, st, err = s.play(golden, true, nil) })
	return st, err
}

// run makes the call of a cell, and says what was wrong.
func (c cell) run(t *testing.T) (wrong string) {
	synctest.Test(t, func(*testing.T) {
		site, st, err := c.subject.play(c.golden, c.acted, c.make)
		if c.subject.changes() { // a change has an ID of its own
			c.truth = c.subject.truthOf(st.replies[st.first:min(st.first+1, len(st.replies))], 0)
		}
		wrong = c.judge(site, err)
	})
	return wrong
}
