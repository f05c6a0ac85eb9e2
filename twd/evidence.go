package twd

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// What a reply with the statuscode of success is evidence of. A script that
// overlooks a pair answers something else than what it was asked, and says OK.

// updateMessage is the vendor's word for a change that was made.
const updateMessage = "UPDATE OK"

// isUpdate reports whether the reply says that a change was made.
func (a *answer) isUpdate() bool { return says(a.messages, updateMessage) }

// zero counts what was found or changed.
const zero = `\b0 (?:items?|rows?|records?|results?|match(?:es)?)\b`

var (
	// positive messages begin with the vendor's word for success.
	positive = regexp.MustCompile(`(?i)^(?:update )?ok\b`)
	// denying words deny it even so.
	denying = regexp.MustCompile(`(?i)\bbut\b|\b(?:not|nothing|no \w+)(?: was| were)? (?:found|updated|changed|saved|sold|made|done)\b|` +
		zero)
	// failing messages report a failure, whatever was asked for.
	failing = regexp.MustCompile(`(?i)\b(?:cannot|can't|could not|couldn't|unable|errors?|exceptions?|fail(?:s|ed|ures?)?|invalid|denied|` +
		`refused|rejected|declined|forbidden|unauthori[sz]ed|insufficient|missing|unknown|locked|aborted|timeout|timed out|try again)\b`)
	// idle messages say that something was not done, or is not there.
	idle = regexp.MustCompile(`(?i)\b(?:not|no|none|nothing|\w+n't|ignored|skipped|already)\b|` + zero)
	// empty messages are idle ones that a page may have that shows no items.
	empty = regexp.MustCompile(`(?i)\bno(?: \w+){0,2} (?:items?|match(?:es)?|results?|records?|hits?|more)\b|\bno more\b|` +
		`\bno (?:items?|match(?:es)?|results?|records?|hits?)\b|\b(?:nothing|not) found\b|` + zero)
	// negativeName is the name of an element of an add-on that reports an error, and
	// claimName of one that says whether the change was made.
	negativeName = regexp.MustCompile(`(?i)error|fail|exception|^errs?$|^faults?$`)
	claimName    = regexp.MustCompile(`(?i)^(?:success|ok|updated|changed|saved)$`)
	// laterCode is a statuscode that follows the result.
	laterCode = regexp.MustCompile(`(?i)<statuscode[^<>]*>([^<]*)`)
)

// deniesChange reports whether a message says that a change was not made.
func deniesChange(message string) bool {
	if positive.MatchString(message) {
		return denying.MatchString(message)
	}
	return failing.MatchString(message) || idle.MatchString(message)
}

// deniesPage reports whether a message says that a page was not read. That nothing
// was found does not.
func deniesPage(message string) bool {
	return !positive.MatchString(message) &&
		(failing.MatchString(message) || idle.MatchString(message) && !empty.MatchString(message))
}

// denial is what the reply says against its own statuscode; empty if nothing.
func (a *answer) denial(denies func(message string) bool) string {
	for _, message := range a.messages {
		if denies(message) {
			return fmt.Sprintf("it says %.80q", message)
		}
	}
	if against := denialIn(a.elements, 0); against != "" {
		return against
	}
	for rest := a.rest; ; {
		later := laterCode.FindSubmatchIndex(rest)
		if later == nil {
			return ""
		}
		if code := codeIn(string(rest[later[2]:later[3]])); code != string(CodeOK) {
			return fmt.Sprintf("a second result has the statuscode %.40q", code)
		}
		rest = rest[later[1]:]
	}
}

// denialIn looks for what denies success in the elements of add-ons.
func denialIn(elements []Element, depth int) string {
	for _, e := range elements {
		text := fold(e.Text)
		no := slices.Contains([]string{"", "0", "none", "no", "false", "null"}, text)
		inner := depth > 0 && strings.EqualFold(e.Name, "statuscode") && codeIn(text) != string(CodeOK)
		if inner || negativeName.MatchString(e.Name) && !no || claimName.MatchString(e.Name) && no && text != "" {
			return fmt.Sprintf("it has <%.40s>%.80s", e.Name, strings.TrimSpace(e.Text))
		}
		if against := denialIn(e.Elements, depth+1); against != "" {
			return against
		}
	}
	return ""
}

// againstChange is what speaks against the change of an item having been made;
// empty if nothing. A reply to a change shows no item and no total, unless it
// says in the vendor's words that the change was made, and the item is the one
// that was to be changed.
func (a *answer) againstChange(stockNo string) string {
	if denial := a.denial(deniesChange); denial != "" {
		return denial
	}
	if differs(a.elements, "stock_no", stockNo) {
		return "it is about another item"
	}
	others := slices.ContainsFunc(a.items, func(it Item) bool { return !it.is(stockNo) })
	switch {
	case others:
		return fmt.Sprintf("it shows item %.40q", a.items[0].StockNo)
	case len(a.items) > 0 && !a.isUpdate():
		return "it is the answer to a look-up"
	case len(a.items) == 0 && (len(a.texts("totalcount")) > 0 || len(a.texts("totalstatus")) > 0):
		return "it is a listing"
	}
	return ""
}

// againstPage is what speaks against the reply being a page of the status that
// the caller named; empty if nothing. An item that shows no status passes.
func (a *answer) againstPage(status Status) string {
	if a.isUpdate() {
		return "it is the answer to an update"
	}
	if len(a.items) == 0 {
		return a.denial(deniesPage)
	}
	if status == "" {
		return ""
	}
	for _, it := range a.items {
		if !it.has(status) {
			return fmt.Sprintf("item %.40q has the status %.40q", it.StockNo, string(it.Status))
		}
	}
	return ""
}
