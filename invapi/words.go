package invapi

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/money"
)

// Words are looked for in texts that have been reduced to their words, each with
// a blank on both sides: " product not found ".

// missingField is the documented failure.
var missingField = regexp.MustCompile("(?i)missing required fields?[\\s:\"'`]+([\\w.-]*\\w)")

// told are refusals that say what they are about: nothing was done.
var told = []struct {
	kind    error
	phrases []string
}{
	{sellerwire.ErrInvalidRequest, []string{"missing required field", "missing required fields"}},
	{sellerwire.ErrUnauthorized, []string{
		"unauthorized", "unauthorised", "unauthenticated", "invalid credentials", "invalid api key", "invalid token", "bad token",
		"wrong token", "unknown token", "expired token", "revoked token", "missing token", "invalid api token", "invalid access token",
		"invalid bearer token", "token invalid", "token is invalid", "token not valid", "token is not valid", "token expired",
		"token has expired", "token is expired", "token revoked", "token has been revoked", "token missing", "token required",
	}},
	{sellerwire.ErrForbidden, []string{"forbidden", "access denied", "permission denied"}},
	{sellerwire.ErrNotFound, []string{
		"product not found", "store not found", "item not found", "variant not found", "sku not found", "upc not found",
		"no such product", "no such store", "no such item", "no such sku", "no such upc", "no such size",
		"unknown product", "unknown store", "unknown sku", "unknown upc",
	}},
}

var (
	// refusing words tell of a failure, and not of whether anything was done.
	refusing = []string{
		"err", "error", "errors", "fail", "fails", "failed", "failing", "failure", "failures", "fault", "faults", "invalid", "missing",
		"unknown", "denied", "expired", "revoked", "refused", "rejected", "unable", "cannot", "not found", "no such", "not valid",
		"not allowed", "not permitted", "not updated", "not saved", "not stored", "not set", "not changed", "not accepted",
		"not available", "not ok", "can not", "could not", "did not", "does not", "was not", "can t", "couldn t", "didn t", "doesn t",
		"nothing", "0 rows", "0 items", "0 records", "0 products", "bad request", "try again", "too many", "maintenance",
		"unavailable", "sign in", "log in", "login", "password",
	}
	// crashing words tell of a service that broke down, perhaps after the update.
	crashing = []string{
		"internal error", "internal server error", "exception", "exceptions", "fatal", "traceback", "undefined", "deadlock",
		"timeout", "timed out", "database", "sql",
	}
	// harmless phrases hold words that are not meant so.
	harmless = []string{
		"no error", "no errors", "0 errors", "without error", "without errors", "errors 0", "error 0", "errors none", "error none",
		"no failures", "0 failures", "0 failed", "failed 0", "failures 0",
	}
	// agreeing words take the update for done.
	agreeing = []string{
		"ok", "okay", "success", "successful", "successfully", "succeeded", "done", "updated", "update complete", "accepted",
		"saved", "stored", "set to", "completed", "processed", "received", "queued", "created", "true", "yes",
	}
)

// weigh says what words weigh against an update.
func weigh(words string) weight {
	switch {
	case has(words, crashing):
		return breakdown
	case kindOf(words) != nil:
		return refusal
	case has(words, refusing):
		return doubt
	}
	return nothing
}

// kindOf is the kind of a refusal that says what it is about; nil if none does.
func kindOf(words string) error {
	for _, t := range told {
		if has(words, t.phrases) {
			return t.kind
		}
	}
	return nil
}

// role is what a field is there for.
type role int

const (
	other   role = iota
	telling      // a message
	claim        // whether the update was made
	state        // a status
	failure      // an error
	crash        // a breakdown
)

// roleOf reads the name of a field, which is its label where it adds something to
// the text.
func roleOf(name string) (as role, label string) {
	words := wordsOf(name, true)
	switch {
	case has(words, []string{"fault", "faults", "exception", "exceptions"}):
		return crash, ""
	case has(words, []string{"err", "error", "errors", "fail", "failed", "failure", "failures"}):
		return failure, ""
	case has(words, []string{"message", "messages", "msg", "detail", "details", "title", "description", "reason"}):
		return telling, ""
	}
	words = strings.TrimSpace(words)
	for _, auxiliary := range []string{"is ", "was ", "has "} {
		words = strings.TrimPrefix(words, auxiliary)
	}
	switch words {
	case "success", "successful", "succeeded", "ok", "updated", "found", "accepted", "saved":
		return claim, name
	case "status", "code", "status code", "http status", "http code", "http status code":
		return state, name
	}
	return other, name
}

func isYes(text string) bool {
	n, err := money.Parse(text)
	return err == nil && n.Sign() > 0 || has(wordsOf(text, true), agreeing)
}

func isNo(text string) bool {
	n, err := money.Parse(text)
	return err == nil && n.IsZero() || strings.EqualFold(text, "false") || strings.EqualFold(text, "no")
}

// isEmpty tells whether the text of an error field stands for no error.
func isEmpty(text string) bool {
	words := without(wordsOf(text, false), harmless...)
	return isNo(text) || words == " " || slices.Contains([]string{" none ", " null ", " nil ", " n a ", " ok ", " success "}, words)
}

// wordsOf reduces a text to its words, in lower case. A name such as statusCode is
// split where its capitals are.
func wordsOf(text string, isName bool) string {
	var b strings.Builder
	b.Grow(len(text) + len(text)/8 + 2)
	b.WriteByte(' ')
	blank, lower := true, false // what came before
	for _, r := range text {
		isWord := unicode.IsLetter(r) || unicode.IsDigit(r)
		if !blank && (!isWord || isName && lower && unicode.IsUpper(r)) {
			b.WriteByte(' ')
		}
		if isWord {
			b.WriteRune(unicode.ToLower(r))
		}
		blank, lower = !isWord, unicode.IsLower(r)
	}
	if !blank {
		b.WriteByte(' ')
	}
	return b.String()
}

// wordsFrom are those of a reply's text without what names the product and the
// store: there are jackets called FAILSAFE.
func wordsFrom(text string, sent Update) string {
	isName := !strings.ContainsAny(text, " \t\n")
	words := wordsOf(text, isName)
	for _, f := range sent.fields() {
		if own := strings.TrimSpace(wordsOf(f[1], isName)); own != "0" && own != "no" {
			words = without(words, own)
		}
	}
	return without(words, harmless...)
}

// without takes phrases out.
func without(words string, phrases ...string) string {
	for _, phrase := range phrases {
		words = strings.ReplaceAll(words, " "+phrase+" ", " ")
	}
	return words
}

// has tells whether one of the phrases is there.
func has(words string, phrases []string) bool {
	return slices.ContainsFunc(phrases, func(phrase string) bool { return strings.Contains(words, " "+phrase+" ") })
}
