package faults_test

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/shopspring/decimal"

	"github.com/sellerwire/sellerwire"
)

// What can be wrong with what a call said, the worst first. All but the last
// two are false claims; those are true, and less than the reply says.
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

// tried tells whether a cell makes sense: what the reply is evidence of must be
// what happened, else the service lies.
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

// due is what may be claimed, given what the service did: an order is looked
// up where the reply leaves it open, and then found if it is there.
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

// judge says the worst that was wrong with what a call said; "" if nothing was.
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

// judgeWorkflow holds what was said of a change against what the service did,
// and what was found against what there is.
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

// found holds what a workflow has found against what there is.
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

// outcomes are those of the call, or of each thing in it.
func (c cell) outcomes(s *site, err error) map[string]sellerwire.Outcome {
	if len(c.subject.things) > 0 {
		return s.told.outcomes
	}
	return map[string]sellerwire.Outcome{"": sellerwire.OutcomeOf(err)}
}

func (c cell) judgeOutcome(thing string, o sellerwire.Outcome) string {
	due := c.due()
	if !c.concerns(thing) {
		if !c.acted {
			return "" // the reply is evidence that it was done, and it was not
		}
		due = "A"                                // it is another book's
		if c.role == roleName && c.part != nil { // a neighbour's name is there twice
			due = "AU"
		}
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

// concerns tells whether the odd part is about a thing.
func (c cell) concerns(thing string) bool {
	if thing == "" || c.part == nil {
		return true
	}
	for i, other := range c.subject.things {
		prefix := c.subject.record + numberIn(i)
		if c.part.path == prefix || strings.HasPrefix(c.part.path, prefix+"/") {
			return thing == other
		}
	}
	return true
}

// compare holds what was returned against what the golden reply says. At the
// odd part a value may be missing, or be the odd one; a record that is there
// twice may be returned twice.
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

// distinct leaves out what came before.
func distinct(records []record) []record {
	var once []record
	for _, r := range records {
		if !slices.ContainsFunc(once, func(o record) bool { return maps.Equal(r, o) }) {
			once = append(once, r)
		}
	}
	return once
}

// mayDiffer: it is the odd part, or in it.
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

// sameValue compares values, not spellings. What is absent and what is nothing
// are the same.
func sameValue(a, b string) bool {
	a, b = strings.TrimSpace(a), strings.TrimSpace(b)
	if a == b || nothingIn(a) && nothingIn(b) {
		return true
	}
	m, err1 := decimal.NewFromString(a)
	n, err2 := decimal.NewFromString(b)
	return err1 == nil && err2 == nil && m.Sub(n).Abs().LessThan(hair)
}

// hair is the width of one: less than any difference that matters.
var hair = decimal.New(1, -9)

func nothingIn(text string) bool { return text == "" || text == "0" || text == "false" }

// shownRecord is a record in a golden reply, and its path if the reply is the odd
// one.
type shownRecord struct {
	record
	path string
}

// truthOf are the records in golden replies, of which one is the odd one.
func (s *subject) truthOf(goldens []answer, odd int) []shownRecord {
	var all []shownRecord
	for i, a := range goldens {
		for _, row := range s.recordsOf(a) {
			if i != odd {
				row.path = "in another reply"
			}
			all = append(all, row)
		}
	}
	return all
}

// recordsOf are the records in a reply.
func (s *subject) recordsOf(a answer) []shownRecord {
	if s.record == file {
		return []shownRecord{{record: record{"": utf8Of(a.body)}}}
	}
	rows := []string{""}
	parts := partsOf(a)
	if s.record != "" {
		rows = nil
		for _, p := range parts {
			if p.pattern() == s.record {
				rows = append(rows, strings.TrimSuffix(p.path, "#"))
			}
		}
	}
	var all []shownRecord
	for _, row := range rows {
		e := shownRecord{record{}, row}
		for _, p := range parts {
			rest, in := p.path, true
			if row != "" {
				rest, in = strings.CutPrefix(p.path, row+"/")
			}
			if in && p.leaf {
				e.record[rest] = p.text(a)
			}
		}
		all = append(all, e)
	}
	return all
}
