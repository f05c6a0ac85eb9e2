package faults_test

import (
	"bytes"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// pairsPerReply is the number of pairs of oddities that a full run tries for each
// golden reply.
const pairsPerReply = 300

// TestPairsOfOddities makes replies odd in two ways at once. Only false claims
// are looked for: of two harmless oddities something may be beyond reading.
func TestPairsOfOddities(t *testing.T) {
	t.Parallel()
	if !*full {
		t.Skip("in a full run only")
	}
	known := readKnown(t)
	for number, s := range subjects() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			luck := rand.New(rand.NewPCG(*seed, uint64(number)))
			goldens := slices.Sorted(maps.Keys(s.refusals))
			for _, golden := range append(goldens, success) {
				st, _ := s.golden(t, golden)
				reply := st.replies[st.first]
				all := slices.DeleteFunc(s.variantsOf(golden, reply, nil), func(v variant) bool { return !v.pairs() || known.has(s, v) })
				for range pairsPerReply {
					c := cell{subject: s, golden: golden, truth: s.truthOf(st.replies, st.first), acted: luck.IntN(2) == 0}
					if !c.pair(reply, all[luck.IntN(len(all))], all[luck.IntN(len(all))]) || !c.tried() {
						continue
					}
					if w := c.run(t); w != "" && w != needlessDoubt && w != needlessError {
						t.Errorf("seed %d: %v | %s", *seed, c, w)
					}
				}
			}
		})
	}
}

// pairs tells whether an oddity can be combined with another, so that what may
// be claimed follows from both. It cannot where a part is there twice.
func (v variant) pairs() bool {
	switch v.kind {
	case "dropped", "emptied", "null", "another value", "damaged", "respelled", "another HTTP status", "another encoding":
		return true
	}
	return false
}

// pair makes a cell of two oddities; false if they do not go together.
func (c *cell) pair(reply answer, first, second variant) bool {
	if first.part == nil || second.part != nil && (within(first, second) || within(second, first)) {
		return false
	}
	once := first.make(reply)
	both := second.make(once)
	if both.equal(once) || both.equal(second.make(reply)) { // one of them has lost its part
		return false
	}
	c.variant, c.second, c.alone = first, &second, first.claims
	c.make = func(a answer) answer { return second.make(first.make(a)) }
	c.garbles = first.garbles || second.garbles
	c.claims = ""
	for _, claim := range []string{"A", "D"} {
		if first.claims.allow(claim) && second.claims.allow(claim) {
			c.claims += claims(claim)
		}
	}
	wordless := (first.role == roleWord || second.role == roleWord) && both.status/100 == 2
	if c.golden != success && (first.claims.allow("A") || second.claims.allow("A") || wordless) {
		c.claims += "A" // nothing is left of the refusal
	}
	if first.claims.allow("R") || second.claims.allow("R") || both.status/100 == 4 { // one word of refusal will do
		c.claims += "R"
	}
	if c.subject.changes() {
		c.claims += "U"
	} else {
		c.claims += "E"
	}
	return true
}

// within tells whether the part of a is in that of b.
func within(a, b variant) bool {
	return strings.HasPrefix(a.part.path, strings.TrimSuffix(b.part.path, "#"))
}

func (a answer) equal(b answer) bool {
	return a.status == b.status && bytes.Equal(a.body, b.body) && maps.EqualFunc(a.header, b.header, slices.Equal)
}
