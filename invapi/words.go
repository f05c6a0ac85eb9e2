package invapi

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/shopspring/decimal"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/money"
)

// Words are looked for in texts that have been reduced to their words, each with
// a blank on both sides: " product not found ".

// missingField is the documented failure.
var missingField = regexp.MustCompile("(?i)missing required fields?[\\s:\"'`]+([\\w.-]*\\w)")

// phrases say how much a text weighs against an update, and of which kind the
// refusal is, if they say so. They are found by their first words.
var phrases = byFirstWord([]phrase{
	{refusal, sellerwire.ErrInvalidRequest, "missing required field, missing required fields"},
	{refusal, sellerwire.ErrUnauthorized, "unauthorized, unauthorised, unauthenticated, invalid credentials, invalid api key, " +
		"invalid token, bad token, wrong token, unknown token, expired token, revoked token, missing token, invalid api token, " +
		"invalid access token, invalid bearer token, token invalid, token is invalid, token not valid, token is not valid, " +
		"token expired, token has expired, token is expired, token revoked, token has been revoked, token missing, token required"},
	{refusal, sellerwire.ErrForbidden, "forbidden, access denied, permission denied"},
	{refusal, sellerwire.ErrNotFound, "product not found, store not found, item not found, variant not found, sku not found, " +
		"upc not found, no such product, no such store, no such item, no such sku, no such upc, no such size, " +
		"unknown product, unknown store, unknown sku, unknown upc"},
	{breakdown, nil, "internal error, internal server error, exception, exceptions, fatal, traceback, undefined, deadlock, timeout, " +
		"timed out, database, sql"},
	{doubt, nil, "err, error, errors, fail, fails, failed, failing, failure, failures, fault, faults, invalid, missing, unknown, denied, " +
		"expired, revoked, refused, rejected, unable, cannot, can not, can t, could not, couldn t, did not, didn t, does not, doesn t, " +
		"was not, not found, no such, not valid, not allowed, not permitted, not updated, not saved, not stored, not set, not changed, " +
		"not accepted, not available, not ok, nothing, 0 row, 0 rows, 0 items, 0 records, 0 products, bad request, try again, too many, " +
		"limit exceeded, rate limit, rate limited, throttled, quota, maintenance, unavailable, sign in, log in, login, password"},
})

// harmless phrases hold words that are not meant so.
var harmless = strings.Split("no error, no errors, 0 errors, without error, without errors, errors 0, error 0, errors none, "+
	"error none, no failures, 0 failures, 0 failed, failed 0, failures 0", ", ")

// agreeing words take the update for done.
var agreeing = strings.Split("ok, okay, success, successful, successfully, succeeded, done, updated, affected, update complete, accepted, saved, "+
	"stored, set to, completed, processed, received, queued, created, true, yes", ", ")

type phrase struct {
	weight weight
	kind   error
	words  string
}

func byFirstWord(lists []phrase) map[string][]phrase {
	index := map[string][]phrase{}
	for _, list := range lists {
		for words := range strings.SplitSeq(list.words, ", ") {
			first, _, _ := strings.Cut(words, " ")
			index[first] = append(index[first], phrase{list.weight, list.kind, words + " "})
		}
	}
	return index
}

// weigh finds the phrase of a text that weighs most.
func weigh(words string) (most phrase) {
	for rest := words[1:]; rest != ""; {
		first, next, _ := strings.Cut(rest, " ")
		for _, p := range phrases[first] {
			if p.weight > most.weight && strings.HasPrefix(rest, p.words) {
				most = p
			}
		}
		rest = next
	}
	return most
}

// role is what a field is there for.
type role int

const (
	other   role = iota
	telling      // a message
	claim        // whether the update was made
	tally        // how many records it found or changed
	state        // a status
	failure      // an error
	crash        // a breakdown
)

// roles are those of fields with one of these words in their name.
var roles = map[string]role{
	"fault": crash, "faults": crash, "exception": crash, "exceptions": crash,
	"err": failure, "error": failure, "errors": failure, "fail": failure, "failed": failure, "failure": failure, "failures": failure,
	"message": telling, "messages": telling, "msg": telling, "detail": telling, "details": telling, "title": telling,
	"description": telling, "reason": telling,
}

// roleOf reads the name of a field, which is its label where it adds something to
// the text.
func roleOf(name string) (as role, label string) {
	words := strings.TrimSpace(wordsOf(name, true))
	for word := range strings.SplitSeq(words, " ") {
		as = max(as, roles[word])
	}
	if as != other {
		return as, ""
	}
	for _, auxiliary := range []string{"is ", "was ", "has "} {
		words = strings.TrimPrefix(words, auxiliary)
	}
	switch words {
	case "success", "successful", "succeeded", "ok", "updated", "found", "accepted", "saved", "valid":
		return claim, name
	case "matched", "matched count", "modified", "modified count", "affected", "affected rows", "rows affected", "row count",
		"updated count", "updated rows", "rows updated":
		return tally, name
	case "status", "code", "status code", "http status", "http code", "http status code":
		return state, name
	}
	return other, name
}

// number reads a text that is a number, in any spelling.
func number(text string) (decimal.Decimal, bool) {
	if text == "" || !strings.ContainsRune("+-.0123456789", rune(text[0])) {
		return decimal.Decimal{}, false
	}
	n, err := money.Parse(text)
	return n, err == nil
}

func isYes(text string) bool {
	n, _ := number(text)
	return text == "true" || n.Sign() > 0 || text != "false" && has(wordsOf(text, true), agreeing)
}

func isNo(text string) bool {
	n, isNumber := number(text)
	no := slices.Contains([]string{"false", "no", "n", "ko", "nok"}, strings.ToLower(text))
	return no || isNumber && n.IsZero()
}

// isEmpty tells whether the text of an error field stands for no error.
func isEmpty(text string) bool {
	words := without(wordsOf(text, false), harmless...)
	n, isNumber := number(text)
	return isNumber && n.IsZero() || slices.Contains([]string{" ", " none ", " null ", " false ", " ok ", " success "}, words)
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

// weighText leaves out what names the product and the store: there are jackets
// called FAILSAFE.
func weighText(text string, sent Update) phrase {
	isName := !strings.ContainsAny(text, " \t\n")
	words := wordsOf(text, isName)
	found := weigh(words)
	if found.weight == nothing {
		return found
	}
	words = without(words, harmless...)
	for _, id := range sent.identifiers() {
		if own := strings.TrimSpace(wordsOf(id, isName)); own != "0" && own != "no" {
			words = without(words, own)
		}
	}
	return weigh(words)
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
