package invapi

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sellerwire/sellerwire/internal/transport"
)

// reading is what a reply says about an update, gathered value by value.
type reading struct {
	sent Update

	confirmed bool   // something says that the update was made
	against   weight // the strongest word that it was not
	hollow    bool   // an error without content, or no word on an update: unless confirmed, it leaves all open
	status    int    // of the reply that a gateway has put into this one
	words     []string

	agrees, differs bool // the object that is being read shows our update, or another
	ours, others    int  // objects that did
}

// weight is how much a word against the update says.
type weight int

const (
	nothing   weight = iota
	hint             // something may have gone wrong, if the service says so of the update
	doubt            // something went wrong
	refusal          // and the update was not made
	breakdown        // and nobody knows whether it was
)

// place is where in a reply a value stands.
type place struct {
	name, label string // of the field; the label is empty where it adds nothing
	role        role
	depth       int // of objects
	listed      bool
}

// What is read of a reply. The usual one has a handful of values.
const (
	maxBody   = 4 << 20  // bytes
	maxValues = 32 << 10 // in lists and objects
	maxText   = 64 << 10 // bytes of one text; a longer one is in doubt
	maxShort  = 200      // bytes of a text that may be an OK, or a refusal that is classified
	maxDepth  = 3        // of objects, to which a field is about the update
	maxWords  = 50       // kept for an error
)

// value reads the value that a valid JSON text starts with, and returns what comes
// after it. A decoder of encoding/json would keep one of two fields of one name,
// and takes a dozen allocations for a success.
func (r *reading) value(text []byte, at place) []byte {
	switch text = next(text); text[0] {
	case '{':
		return r.object(text[1:], at)
	case '[':
		at.listed = true
		text = next(text[1:])
		r.hollow = r.hollow || text[0] == ']' && at.role == claim
		for ; text[0] != ']'; text = next(text) {
			text = r.value(text, at)
		}
		return text[1:]
	case '"':
		inner, rest := quoted(text)
		if reply := bodyOf([]byte(inner)); len(reply) > 0 && strings.IndexByte("{[", reply[0]) >= 0 && json.Valid(reply) {
			r.value(reply, at)
		} else {
			r.scalar(inner, true, at)
		}
		return rest
	}
	end := bytes.IndexAny(text, ",]} \t\r\n")
	if end < 0 {
		end = len(text)
	}
	if literal := string(text[:end]); literal != "null" { // which says nothing
		r.scalar(literal, false, at)
	}
	return text[end:]
}

// next skips what is between values.
func next(text []byte) []byte { return bytes.TrimLeft(text, " \t\r\n,:") }

// quoted is the string that a text starts with.
func quoted(text []byte) (string, []byte) {
	end, plain := 1, true
	for text[end] != '"' {
		if text[end] == '\\' {
			end++
		}
		plain = plain && text[end] >= ' ' && text[end] < utf8.RuneSelf && text[end-1] != '\\'
		end++
	}
	if plain {
		return string(text[1:end]), text[end+1:]
	}
	var inner string
	_ = json.Unmarshal(text[:end+1], &inner) // it is valid
	return inner, text[end+1:]
}

func (r *reading) object(text []byte, at place) []byte {
	text = next(text)
	if text[0] == '}' && at.role >= failure {
		// JavaScript's errors have no fields in JSON.
		r.hollow = r.hollow || at.role == crash || strings.EqualFold(at.name, "error")
		if at.listed {
			r.against = max(r.against, doubt)
		}
	}
	for ; text[0] != '}'; text = next(text) {
		name, rest := quoted(text)
		field := place{name: name, depth: at.depth + 1}
		field.role, field.label = roleOf(name)
		if at.role >= contrary { // what stands in an error is part of it
			field.role = max(field.role, at.role)
		}
		text = r.value(rest, field)
	}
	if at.depth == 0 && r.differs {
		r.others++
	} else if at.depth == 0 && r.agrees {
		r.ours++
	}
	r.agrees, r.differs = r.agrees && at.depth > 0, r.differs && at.depth > 0
	return text[1:]
}

// scalar reads a text, a number or a boolean.
func (r *reading) scalar(text string, isText bool, at place) {
	if at.depth == 1 && r.repeats(at.name, text) {
		return // what was sent is no word on it
	}
	found := nothing
	switch {
	case len(text) > maxText:
		found, text = doubt, strings.ToValidUTF8(text[:maxText], "")
	case isText:
		found = weighText(text, r.sent).weight
	}
	if found == hint {
		if found = nothing; at.role >= telling || at.depth == 0 && !strings.ContainsFunc(text, isMarkup) {
			found = doubt
		}
	}
	if at.role >= contrary && isEmpty(text) {
		found = nothing
	} else {
		found = max(found, r.field(text, found, at))
	}
	r.against = max(r.against, found)
	isRemark := at.depth == 0 || at.role == telling || at.role == naming || at.role != claim && found > nothing
	if isText && isRemark || at.role >= failure && (isText || at.label != "") {
		r.say(at.label, text)
	}
}

// field is how much the place of a value, whose words weigh as much as found, adds to
// them.
func (r *reading) field(text string, found weight, at place) (by weight) {
	switch {
	case at.depth == 0, at.role == content:
		by = r.bare(text, at)
	case at.role == crash:
		by = breakdown
	case at.role == contrary:
		by = doubt
	case at.role == failure, at.role == claim && (isNo(text) || found == doubt):
		by = refusal
	case at.role == claim && isYes(text):
		r.confirmed = true
	case at.role == claim:
		r.hollow = r.hollow || isEmpty(text)
	case at.role == tally: // none may mean that nothing had to change
		r.confirmed, r.hollow = r.confirmed || isYes(text), r.hollow || isNo(text)
	case at.role == count:
		r.hollow = r.hollow || isNo(text) && r.sent.Quantity != 0
	case at.role == state:
		by = r.state(text, found, at)
	}
	if by == refusal && at.depth > maxDepth {
		return doubt
	}
	return by
}

// bare is a text, a number or a boolean that stands for itself, or in an envelope,
// which may hold anything else too.
func (r *reading) bare(text string, at place) weight {
	n, isNumber := number(text)
	switch {
	case isNumber && n.Sign() > 0:
		isStatus := n.IntPart() >= 100 && n.IntPart() <= 599
		r.confirmed, r.hollow = r.confirmed || !isStatus, r.hollow || isStatus
	case !isNumber && isNo(text):
		return refusal
	case len(text) <= maxShort && !strings.ContainsFunc(text, isMarkup) && has(wordsOf(text), agreeing):
		r.confirmed = true
	case at.depth == 0:
		r.hollow = r.hollow || text != ""
	default:
		r.hollow = r.hollow || isNumber || strings.HasPrefix(text, "<")
	}
	return nothing
}

// state is a status, in words or as a number. One that stands on top is that of a
// reply in an envelope; any other could be a code of something else.
func (r *reading) state(text string, found weight, at place) weight {
	n, isNumber := number(text)
	switch {
	case isNumber && n.IntPart() >= 400 && n.IntPart() <= 599 && !r.isOwn(text):
		if at.depth > 1 || strings.EqualFold(at.name, "code") {
			return doubt
		}
		r.status = int(n.IntPart())
	case isNumber && (n.Sign() < 0 || n.IntPart()/100 == 3 && at.depth == 1 && !strings.EqualFold(at.name, "code") && !r.isOwn(text)):
		return doubt
	case isNumber:
	case found > nothing, isNo(text):
		return refusal
	default:
		r.confirmed = r.confirmed || isYes(text)
	}
	return nothing
}

// repeats holds what a reply shows of the request against it.
func (r *reading) repeats(name, text string) bool {
	p, own := r.sent.Product, ""
	switch strings.ToLower(name) {
	case "upc":
		own = p.upc
	case "sku":
		own = p.sku
	case "size":
		own = p.size
	case "width":
		own = p.width
	case "store":
		own = r.sent.Store
	case "quantity", "qty":
		own = strconv.Itoa(r.sent.Quantity)
	}
	if own == "" || text == "" {
		return false
	}
	same := sameValue(own, text)
	r.agrees, r.differs = r.agrees || same, r.differs || !same
	return same
}

// isOwn tells whether a text is one of them.
func (r *reading) isOwn(text string) bool {
	for _, id := range r.sent.identifiers() {
		if id != "" && sameValue(id, text) {
			return true
		}
	}
	return false
}

// sameValue compares as the service may: by value, or by letters and digits
// without case.
func sameValue(a, b string) bool {
	m, isNumber := number(a)
	n, isNumberToo := number(b)
	return a == b || isNumber && isNumberToo && m.Equal(n) || fold(a) != "" && fold(a) == fold(b)
}

// say keeps words for the error.
func (r *reading) say(label, text string) {
	line := transport.Snippet([]byte(text))
	if line == "" || len(r.words) == maxWords {
		return
	}
	if label != "" {
		line = label + ": " + line
	}
	if !slices.Contains(r.words, line) {
		r.words = append(r.words, line)
	}
}

// isMarkup tells whether a character is none of a short text: with it, the text is
// half of something else.
func isMarkup(c rune) bool {
	return unicode.IsControl(c) && !unicode.IsSpace(c) || strings.ContainsRune("{[<", c)
}
