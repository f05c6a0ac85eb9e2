package invapi

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

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
	{refusal, sellerwire.ErrUnauthorized, "unauthorized, unauthorised, unauthenticated, not authenticated, invalid credentials, " +
		"invalid api key, invalid token, bad token, wrong token, unknown token, expired token, revoked token, missing token, " +
		"invalid api token, invalid access token, invalid bearer token, token invalid, token is invalid, token not valid, " +
		"token is not valid, token expired, token has expired, token is expired, token revoked, token has been revoked, " +
		"token missing, token required"},
	{refusal, sellerwire.ErrForbidden, "forbidden, access denied, permission denied, not authorized, not authorised"},
	{refusal, sellerwire.ErrNotFound, "product not found, store not found, item not found, variant not found, sku not found, " +
		"upc not found, no such product, no such store, no such item, no such sku, no such upc, no such size, unknown product, " +
		"unknown store, unknown sku, unknown upc"},
	{breakdown, nil, "internal error, internal server error, server error, unexpected error, runtime error, type error, " +
		"reference error, exception, exceptions, fatal, panic, crash, crashed, exited, traceback, stack trace, undefined, " +
		"not defined, null pointer, none type, of null, read property, read properties, not a function, went wrong, out of memory, " +
		"stack overflow, deadlock, lock wait, timeout, timed out, etimedout, econnrefused, econnreset, hang up, connection refused, " +
		"connection reset, broken pipe, bad gateway, upstream, database, sql, sqlstate, partial, partially, partly"},
	{doubt, nil, "err, error, errors, fail, fails, failed, failing, failure, failures, fault, faults, invalid, missing, unknown, " +
		"denied, expired, revoked, refused, rejected, unable, cannot, can not, can t, could not, couldn t, did not, didn t, " +
		"does not, doesn t, was not, not found, no such, not valid, not allowed, not permitted, not updated, not saved, not stored, " +
		"not set, not changed, not accepted, not available, not ok, nothing, 0 row, 0 rows, 0 items, 0 records, 0 products, " +
		"bad request, try again, too many, limit exceeded, rate limit, rate limited, throttled, quota, maintenance, unavailable, " +
		"sign in, log in, login, password"},
	{hint, nil, "not, never, false, none updated, none of, zero rows, zero items, zero products, zero updated, without success, " +
		"wasn t, weren t, isn t, aren t, hasn t, haven t, won t, don t, unless, but, except, no success, success no, ok no, " +
		"no product, no products, no variant, no variants, no item, no items, no row, no rows, no record, no records, no sku, " +
		"no upc, no store, no stock, no inventory, no match, no matches, no matching, no change, no changes, no update, no updates, " +
		"no data, no result, no results, no route, no api, no key, no token, no access, no permission, no valid, no longer, 0 of, " +
		"0 updated, 0 changed, 0 matched, 0 affected, 0 processed, 0 variants, updated 0, changed 0, matched 0, rows affected 0, " +
		"processed 0, success 0, ok 0, required, must, wrong, bad, incorrect, malformed, mismatch, illegal, unexpected, " +
		"unprocessable, unrecognized, unrecognised, unsupported, unmatched, nonexistent, notfound, duplicate, conflict, out of, " +
		"too large, too long, too small, too high, too low, exceeds, exceeded, ignored, ignoring, skipped, skipping, unsuccessful, " +
		"unsuccessfully, incomplete, unprocessed, aborted, cancelled, canceled, blocked, locked, closed, disabled, inactive, " +
		"suspended, offline, logged out, dry run, warning, warnings"},
})

// harmless phrases hold words that are not meant so.
var harmless = strings.Split("no error, no errors, 0 errors, without error, without errors, errors 0, error 0, errors none, "+
	"error none, no failures, 0 failures, 0 failed, failed 0, failures 0, no warnings, 0 warnings, without warnings, warnings 0, "+
	"warnings none", ", ")

// agreeing words take the update for done.
var agreeing = strings.Split("ok, okay, success, successful, successfully, succeeded, done, updated, affected, update complete, "+
	"accepted, saved, stored, set to, completed, processed, received, queued, created, true, yes", ", ")

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
	other    role = iota
	naming        // a text that may be the name of a product
	telling       // a message
	claim         // whether the update was made
	tally         // how many records it found or changed, or whether any
	count         // of something
	state         // a status
	content       // what an envelope holds, read like a reply of its own
	contrary      // what went another way
	failure       // an error
	crash         // a breakdown
)

// roles are those of fields with one of these words in their name.
var roles = byWord(map[role]string{
	crash:   "exception exceptions",
	failure: "fail failed failure failures",
	contrary: "skipped ignored rejected refused denied invalid missing unknown unmatched unprocessed unauthorized unauthorised " +
		"forbidden expired blocked duplicate duplicates conflict conflicts problem problems violation violations issues base64",
	telling: "message messages msg detail details reason info notice note notes warning warnings",
	naming:  "title description",
})

// roleOfName are those of fields that are called so.
var roleOfName = byWord(map[role]string{
	claim:    "success successful succeeded ok okay updated found accepted saved stored applied acknowledged valid",
	content:  "result response data body payload output return d",
	contrary: "not_found not_updated not_saved not_stored not_set not_matched not_processed not_accepted not_valid no_match",
	crash:    "stack stack_trace stacktrace trace traceback",
	state:    "status code status_code http_status http_code http_status_code result_code response_code return_code response_status",
})

// counting are the words of tallies and counts. A tally has a verb.
var counting = byWord(map[role]string{
	tally: "matched modified affected changed processed updated saved stored inserted upserted done complete completed",
	count: "count total rows row records record items products variants number num n of",
})

func byWord(lists map[role]string) map[string]role {
	index := map[string]role{}
	for as, words := range lists {
		for word := range strings.FieldsSeq(words) {
			index[strings.ReplaceAll(word, "_", " ")] = as
		}
	}
	return index
}

// roleOf reads the name of a field, which is its label where it adds something to
// the text.
func roleOf(name string) (as role, label string) {
	switch as = roleOfWords(strings.TrimSpace(wordsOf(name))); as {
	case naming, telling, failure, crash:
		return as, ""
	}
	return as, name
}

func roleOfWords(words string) (as role) {
	for word := range strings.SplitSeq(words, " ") {
		switch as = max(as, roles[word]); {
		case strings.HasPrefix(word, "err"): // errmsg, errno
			as = max(as, failure)
		case strings.HasPrefix(word, "fault"):
			as = crash
		}
	}
	for _, auxiliary := range []string{"is ", "was ", "has "} {
		words = strings.TrimPrefix(words, auxiliary)
	}
	if as = max(as, roleOfName[words]); as != other {
		return as
	}
	for word := range strings.SplitSeq(words, " ") {
		is, counts := counting[word]
		switch {
		case !counts:
			return other
		case as != tally:
			as = is
		}
	}
	return as
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
	return text == "true" || n.Sign() > 0 || text != "false" && has(wordsOf(text), agreeing)
}

func isNo(text string) bool {
	n, isNumber := number(text)
	no := slices.Contains([]string{"false", "no", "n", "ko", "nok"}, strings.ToLower(text))
	return no || isNumber && n.Sign() <= 0
}

// noError are the texts of an error field that has none.
var noError = []string{" ", " none ", " no ", " nil ", " null ", " n a ", " nothing ", " false ", " ok ", " success "}

// isEmpty tells whether the text of an error field stands for no error.
func isEmpty(text string) bool {
	words := without(wordsOf(text), harmless...)
	n, isNumber := number(text)
	return isNumber && n.IsZero() || slices.Contains(noError, words)
}

// wordsOf reduces a text to its words, in lower case. Names such as statusCode and
// APIError are split where a word of theirs begins.
func wordsOf(text string) string {
	var b strings.Builder
	b.Grow(len(text) + len(text)/8 + 2)
	b.WriteByte(' ')
	blank, lower, upper := true, false, false // what came before
	for i, r := range text {
		isWord := unicode.IsLetter(r) || unicode.IsDigit(r)
		isUpper := unicode.IsUpper(r)
		if !blank && (!isWord || isUpper && (lower || upper && isLower(text[i+utf8.RuneLen(r):]))) {
			b.WriteByte(' ')
		}
		if isWord {
			b.WriteRune(unicode.ToLower(r))
		}
		blank, lower, upper = !isWord, isWord && !isUpper, isUpper
	}
	if !blank {
		b.WriteByte(' ')
	}
	return b.String()
}

// isLower tells whether a text begins with two lower-case letters, as a word does;
// the "s" of "SKUs" begins none.
func isLower(text string) bool {
	first, n := utf8.DecodeRuneInString(text)
	second, _ := utf8.DecodeRuneInString(text[n:])
	return unicode.IsLower(first) && unicode.IsLower(second)
}

// weighText leaves out what names the product and the store: there are jackets
// called FAILSAFE.
func weighText(text string, sent Update) phrase {
	words := wordsOf(text)
	found := weigh(words)
	if found.weight == nothing {
		return found
	}
	words = without(words, harmless...)
	for _, id := range sent.identifiers() {
		if own := strings.TrimSpace(wordsOf(id)); own != "0" && own != "no" {
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
