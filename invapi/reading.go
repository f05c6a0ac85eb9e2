package invapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/sellerwire/sellerwire/internal/money"
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
	maxShort  = 200      // bytes of a text that may be an OK
	maxWords  = 50       // kept for an error
)

// read reads valid JSON.
func (r *reading) read(body []byte, at place) {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	r.value(d, at)
}

func (r *reading) value(d *json.Decoder, at place) {
	token, _ := d.Token() // never an error, since the JSON is valid
	text, isText := token.(string)
	switch {
	case token == json.Delim('['):
		at.listed = true
		for d.More() {
			r.value(d, at)
		}
		_, _ = d.Token()
	case token == json.Delim('{'):
		r.object(d, at)
		_, _ = d.Token()
	case token == nil: // null says nothing
	case isText && strings.IndexAny(text, "{[") == 0 && json.Valid([]byte(text)):
		r.read([]byte(text), at)
	case isText:
		r.scalar(text, true, at)
	default:
		r.scalar(fmt.Sprint(token), false, at)
	}
}

func (r *reading) object(d *json.Decoder, at place) {
	if !d.More() && at.role >= failure {
		// JavaScript's errors have no fields in JSON.
		r.hollow = r.hollow || at.role == crash || strings.EqualFold(at.name, "error")
		if at.listed {
			r.against = max(r.against, doubt)
		}
	}
	for d.More() {
		key, _ := d.Token()
		field := place{name: key.(string), depth: at.depth + 1}
		field.role, field.label = roleOf(field.name)
		if at.role >= failure { // what stands in an error is part of it
			field.role = max(field.role, at.role)
		}
		r.value(d, field)
	}
	if at.depth == 0 && r.differs {
		r.others++
	} else if at.depth == 0 && r.agrees {
		r.ours++
	}
	r.agrees, r.differs = r.agrees && at.depth > 0, r.differs && at.depth > 0
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
	switch {
	case at.depth == 0:
		found = max(found, r.bare(text))
	case at.role == crash && !isEmpty(text):
		found = breakdown
	case at.role == failure && !isEmpty(text):
		found = max(found, refusal)
	case at.role >= failure:
		found = nothing
	case at.role == claim:
		r.confirmed = r.confirmed || isYes(text)
		if isNo(text) {
			found = refusal
		}
	case at.role == state:
		found = max(found, r.state(text, found))
	}
	r.against = max(r.against, found)
	isRemark := at.depth == 0 || at.role == telling || at.role != claim && found > nothing
	if isText && isRemark || at.role >= failure && (isText || at.label != "") {
		r.say(at.label, text)
	}
}

// bare is a text, a number or a boolean that stands for itself.
func (r *reading) bare(text string) weight {
	n, err := money.Parse(text)
	switch {
	case err == nil && n.Sign() > 0:
		isStatus := n.IntPart() >= 100 && n.IntPart() <= 599
		r.confirmed, r.hollow = r.confirmed || !isStatus, r.hollow || isStatus
	case isNo(text) && err != nil:
		return refusal
	case len(text) <= maxShort && !strings.ContainsFunc(text, unicode.IsControl) && has(wordsOf(text, false), agreeing):
		r.confirmed = true
	default:
		r.hollow = r.hollow || text != ""
	}
	return nothing
}

// state is a status, in words or as a number.
func (r *reading) state(text string, found weight) weight {
	n, err := strconv.ParseFloat(text, 64)
	switch {
	case err == nil && n >= 400 && n <= 599 && !slices.ContainsFunc(r.sent.fields(), func(f [2]string) bool { return sameValue(f[1], text) }):
		r.status = int(n)
	case err == nil:
	case found > nothing, isNo(text):
		return refusal
	default:
		r.confirmed = r.confirmed || isYes(text)
	}
	return nothing
}

// repeats holds what a reply shows of the request against it.
func (r *reading) repeats(name, text string) bool {
	for _, f := range append(r.sent.fields(), [2]string{"quantity", strconv.Itoa(r.sent.Quantity)}, [2]string{"qty", strconv.Itoa(r.sent.Quantity)}) {
		if !strings.EqualFold(f[0], name) || f[1] == "" || text == "" {
			continue
		}
		same := sameValue(f[1], text)
		r.agrees, r.differs = r.agrees || same, r.differs || !same
		return same
	}
	return false
}

// fields are the identifiers, by their names on the wire; empty are those that are
// not sent.
func (u Update) fields() [][2]string {
	p := u.Product
	return [][2]string{{"upc", p.upc}, {"sku", p.sku}, {"size", p.size}, {"width", p.width}, {"store", u.Store}}
}

// sameValue compares as the service may: by value, or by letters and digits
// without case.
func sameValue(a, b string) bool {
	m, errM := money.Parse(a)
	n, errN := money.Parse(b)
	return errM == nil && errN == nil && m.Equal(n) || fold(a) != "" && fold(a) == fold(b)
}

// say keeps words for the error.
func (r *reading) say(label, text string) {
	line := strings.TrimSpace(text)
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

// text reads a reply that is no JSON.
func (r *reading) text(text string) {
	r.scalar(transport.Snippet([]byte(text)), true, place{})
	r.hollow = r.hollow || strings.ContainsAny(text, "{[<\n")
}
