package faults_test

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/shopspring/decimal"

	"github.com/sellerwire/sellerwire"
)

// Verdicts on what a call said, the worst first. All but the last two are false
// claims. Those two are true, but claim less than the reply proves.
const (
	doneTwice       = "done more than once"
	falselyAccepted = "accepted without evidence"
	falselyRefused  = "rejected without evidence"
	falselyUnsent   = "not sent, though it was"
	fewerRecords    = "records lost in silence"
	otherData       = "other data"
	needlessDoubt   = "needless doubt"
	needlessError   = "needless error"
)

var wrongs = []string{doneTwice, falselyAccepted, falselyRefused, falselyUnsent, fewerRecords, otherData, needlessDoubt, needlessError}

// tried tells whether a cell makes sense. It does not if the reply proves the
// opposite of what the service did: then the service lies, and no client can tell.
func (c cell) tried() bool {
	switch {
	case !c.subject.changes() || c.subject.done:
		return c.acted
	case c.acted:
		return !c.claims.allow("R")
	default:
		return !c.claims.allow("A")
	}
}

// due is what may be claimed, given what the service did. Where the reply leaves
// an order open, the client looks it up, and finds it if it was placed.
func (c cell) due() claims {
	switch {
	case !c.acted || c.final || !c.claims.allow("U"):
		return c.claims
	case c.subject.looksUp:
		return "A"
	case c.subject.mayFind:
		return "AU"
	}
	return c.claims
}

// judge returns the worst verdict on what a call said, or "" if all of it is right.
func (c cell) judge(s *site, err error) string {
	var wrong []string
	switch {
	case c.subject.workflow():
		wrong = c.judgeWorkflow(s, err)
	case c.subject.changes():
		wrong = c.judgeChange(s, err)
	case err != nil && c.claims == "D":
		wrong = []string{needlessError}
	case err == nil && c.subject.finds != nil:
		wrong = c.found(s)
	case err == nil && c.claims == "E" && !s.told.incomplete():
		wrong = []string{otherData}
	case err == nil && !s.told.unread:
		wrong = c.compare(s.told.records)
	}
	for _, w := range wrongs {
		if slices.Contains(wrong, w) {
			return w
		}
	}
	return ""
}

func (c cell) judgeChange(s *site, err error) (wrong []string) {
	for thing, outcome := range c.outcomes(s, err) {
		wrong = append(wrong, c.judgeOutcome(thing, outcome))
	}
	if c.subject.op.class != write && c.subject.op.effects(s) > 1 {
		wrong = append(wrong, doneTwice)
	}
	returned := c.subject.finds == nil && len(s.told.records) > 0 && len(c.truth) > 0
	if returned && c.golden == success && sellerwire.OutcomeOf(err) == sellerwire.OutcomeAccepted {
		wrong = append(wrong, c.compare(s.told.records)...)
	}
	return append(wrong, c.found(s)...)
}

// judgeWorkflow compares what was said of a change with what the service did, and
// what was found with what the service has.
func (c cell) judgeWorkflow(s *site, err error) []string {
	outcome, effects := sellerwire.OutcomeOf(err), c.subject.op.effects(s)
	switch {
	case effects > 1:
		return []string{doneTwice}
	case outcome == sellerwire.OutcomeAccepted && effects == 0:
		return []string{falselyAccepted}
	case outcome == sellerwire.OutcomeRejected && effects > 0:
		return []string{falselyRefused}
	case outcome == sellerwire.OutcomeNotSent && effects > 0:
		return []string{falselyUnsent}
	case outcome == sellerwire.OutcomeUnknown:
		return []string{needlessDoubt} // the change itself was answered
	}
	return c.found(s)
}

// found compares what a workflow has found with what the service has.
func (c cell) found(s *site) (wrong []string) {
	if c.subject.finds == nil {
		return nil
	}
	want := c.subject.finds(s.backend)
	for _, got := range s.told.records {
		for key, value := range want {
			if got[key] != "" && !sameValue(got[key], value) {
				wrong = append(wrong, otherData)
			}
		}
	}
	return wrong
}

// outcomes returns the outcome of the call, or of each thing that it changes.
func (c cell) outcomes(s *site, err error) map[string]sellerwire.Outcome {
	if len(c.subject.things) > 0 {
		return s.told.outcomes
	}
	return map[string]sellerwire.Outcome{"": sellerwire.OutcomeOf(err)}
}

func (c cell) judgeOutcome(thing string, o sellerwire.Outcome) string {
	due := c.due()
	first, second := c.concerns(c.variant, thing), c.second != nil && c.concerns(*c.second, thing)
	switch {
	case first && (second || c.second == nil):
	case first: // only one of the two changes is about it
		due = c.alone + "U"
	case second:
		due = c.second.claims + "U"
	case !c.acted:
		return "" // the reply is evidence that it was done, and it was not
	case c.role == roleName && c.part != nil: // a neighbour's name is there twice
		due = "AU"
	default: // it is another book's
		due = "A"
	}
	switch {
	case o == sellerwire.OutcomeAccepted && !due.allow("A"):
		return falselyAccepted
	case o == sellerwire.OutcomeRejected && !due.allow("R"):
		return falselyRefused
	case o == sellerwire.OutcomeNotSent:
		return falselyUnsent
	case o == sellerwire.OutcomeUnknown && !due.allow("U"):
		return needlessDoubt
	}
	return ""
}

// concerns tells whether the part that a change is of belongs to a thing.
func (c cell) concerns(v variant, thing string) bool {
	if thing == "" || v.part == nil {
		return true
	}
	for i, other := range c.subject.things {
		prefix := c.subject.record + numberIn(i)
		if v.part.path == prefix || strings.HasPrefix(v.part.path, prefix+"/") {
			return thing == other
		}
	}
	return true
}

// compare compares the returned records with those of the unchanged reply. The
// changed part may be missing or have its new value, and a record that the reply
// repeats may be returned twice.
func (c cell) compare(told []record) []string {
	if c.kind == "doubled" {
		told = distinct(told)
	}
	switch {
	case len(told) < len(c.truth):
		return []string{fewerRecords}
	case len(told) > len(c.truth):
		return []string{otherData}
	}
	var wrong []string
	for i, want := range c.truth {
		marked := told[i][unread] != ""
		for key, value := range told[i] {
			if key == unread || marked && nothingIn(value) {
				continue // it says so itself
			}
			if !sameValue(value, want.record[key]) && !c.mayDiffer(want.path, key) && !(c.garbles && !isASCII(want.record[key])) {
				wrong = append(wrong, otherData)
			}
		}
	}
	return wrong
}

// distinct drops repeated records.
func distinct(records []record) []record {
	var once []record
	for _, r := range records {
		if !slices.ContainsFunc(once, func(o record) bool { return maps.Equal(r, o) }) {
			once = append(once, r)
		}
	}
	return once
}

// mayDiffer tells whether a value is, or is inside, a changed part.
func (c cell) mayDiffer(record, key string) bool {
	if record != "" {
		key = record + "/" + key
	}
	return c.variant.mayDiffer(key) || c.second != nil && c.second.mayDiffer(key)
}

func (c variant) mayDiffer(at string) bool {
	if c.part == nil || c.kind == "respelled" || c.kind == "doubled" && c.part.form != inJSONList {
		return false
	}
	path := strings.TrimSuffix(c.part.path, "#")
	if c.part.form == inJSONList { // the entries behind it have moved
		path, at = numbered.ReplaceAllString(path, ""), numbered.ReplaceAllString(at, "")
	}
	return at == path || strings.HasPrefix(at, path+"/") || strings.HasPrefix(at, path+"[")
}

func isASCII(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return r > unicode.MaxASCII }) < 0
}

// sameValue compares values, not spellings. An absent value equals a zero.
func sameValue(a, b string) bool {
	a, b = strings.TrimSpace(a), strings.TrimSpace(b)
	if a == b || nothingIn(a) && nothingIn(b) {
		return true
	}
	m, err1 := decimal.NewFromString(a)
	n, err2 := decimal.NewFromString(b)
	return err1 == nil && err2 == nil && m.Sub(n).Abs().LessThan(hair)
}

// hair is smaller than any difference that matters.
var hair = decimal.New(1, -9)

func nothingIn(text string) bool { return text == "" || text == "0" || text == "false" }
