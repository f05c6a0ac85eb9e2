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

// isUpdate tells whether the reply says that a change was made.
func (a *answer) isUpdate() bool { return says(a.messages, updateMessage) }

var (
	// positive messages begin with the vendor's word for success.
	positive = regexp.MustCompile(`(?i)^(?:update )?ok\b`)
	// negative messages deny it.
	negative = regexp.MustCompile(`(?i)\b(?:not|no|nothing|cannot|can't|unable|errors?|fail(?:s|ed|ure)?|` +
		`invalid|denied|refused|missing|unknown)\b`)
	// negativeName is the name of an element of an add-on that reports an error.
	negativeName = regexp.MustCompile(`(?i)error|fail`)
	// laterCode is a statuscode that follows the result.
	laterCode = regexp.MustCompile(`(?i)<statuscode[^<>]*>([^<]*)`)
)

// denial is what the reply says against its own statuscode; empty if nothing.
func (a *answer) denial() string {
	for _, message := range a.messages {
		if !positive.MatchString(message) && negative.MatchString(message) {
			return fmt.Sprintf("it says %.80q", message)
		}
	}
	for _, e := range a.elements {
		if negativeName.MatchString(e.Name) && !slices.Contains([]string{"", "0", "none", "no", "false", "null"}, fold(e.Text)) {
			return fmt.Sprintf("it has <%.40s>%.80s", e.Name, strings.TrimSpace(e.Text))
		}
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

// againstChange is what speaks against the change of an item having been made;
// empty if nothing. A reply to a change shows no item and no total, unless it
// says in the vendor's words that the change was made, and the item is the one
// that was to be changed.
func (a *answer) againstChange(stockNo string) string {
	if denial := a.denial(); denial != "" {
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
		return a.denial()
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
