package faults_test

import (
	"strings"
	"time"
	"unicode"

	"github.com/shopspring/decimal"
)

// A role is what a part of a reply is used for.
type role int

const (
	// roleData is not used to decide anything: a title, a cost, a date.
	roleData role = iota
	// roleWord says what the service did: a code, SUCCESS.
	roleWord
	// roleName identifies what it did it to. It must be there.
	roleName
	// roleShown identifies it too, but may be missing: a reference, a kind of
	// transaction.
	roleShown
	// roleLoad is what an order is judged by: listings, copies and their status.
	roleLoad
	// roleCount says how much there is, or where the next page is.
	roleCount
	// roleRow is a whole record.
	roleRow
	roles // their number
)

var roleNames = [roles]string{"data", "word", "name", "name, if shown", "load", "count", "record"}

// claims says what a call may claim after an odd reply. For a change: A accepted,
// R rejected, U unknown. For a read: D data, which are then compared, E an error.
// A single letter is required. "-" is not tried: it does not exist, or no client
// could see it.
type claims string

func (c claims) allow(claim string) bool { return strings.Contains(string(c), claim) }

// none tells whether a case is not tried.
func (c claims) none() bool { return c == "" || c == "-" }

// An oddity is one way to change a part of a reply. It specifies what may be
// claimed then, by the role of the part: for a change that was answered with a
// success, with a refusal, and for a read.
type oddity struct {
	name                   string
	make                   func(a answer, p part, kind role) []answer
	success, refusal, read [roles]claims
}

// spec reads a line of the specification.
func spec(line string) (all [roles]claims) {
	for i, c := range strings.Fields(line) {
		all[i] = claims(c)
	}
	return all
}

var oddities = []oddity{
	{
		name: "dropped", make: one(func(a answer, p part) answer { return a.drop(p) }),
		//            data word name shown load count row
		success: spec("A   U    U    A     U    A     U"),
		refusal: spec("R   U    -    -     -    -     -"),
		read:    spec("D   E    E    DE    DE   DE    E"),
	},
	{
		name: "emptied", make: one(func(a answer, p part) answer { return a.set(p, p.empty(a)) }),
		success: spec("A   U    U    AU    U    A     U"),
		refusal: spec("R   U    -    -     -    -     -"),
		read:    spec("D   E    E    DE    DE   DE    E"),
	},
	{
		name: "null", make: one(func(a answer, p part) answer { return a.set(p, "null") }),
		success: spec("A   U    U    AU    U    A     U"),
		refusal: spec("R   U    -    -     -    -     -"),
		read:    spec("D   E    E    DE    DE   DE    E"),
	},
	{
		name: "doubled", make: doubled,
		success: spec("A   AU   AU   AU    AU   A     AU"),
		refusal: spec("R   RU   -    -     -    -     -"),
		read:    spec("D   DE   DE   DE    DE   DE    DE"),
	},
	{
		name: "in another case", make: recased,
		success: spec("A   AU   AU   AU    AU   A     AU"),
		refusal: spec("R   RU   -    -     -    -     -"),
		read:    spec("D   DE   DE   DE    DE   DE    DE"),
	},
	{
		name: "respelled", make: respelled,
		success: spec("A   AU   A    AU    A    A     -"),
		refusal: spec("R   RU   -    -     -    -     -"),
		read:    spec("D   DE   D    DE    D    D     -"),
	},
	{
		name: "another value", make: differing,
		success: spec("A   RU   U    U     U    A     -"),
		refusal: spec("R   AU   -    -     -    -     -"),
		read:    spec("D   E    E    E     DE   DE    -"),
	},
	{
		name: "zero or less", make: zeroed,
		success: spec("A   RU   U    AU    U    A     -"),
		refusal: spec("R   RU   -    -     -    -     -"),
		read:    spec("D   E    E    DE    DE   DE    -"),
	},
	{
		name: "two that disagree", make: disagreeing,
		success: spec("A   U    U    U     U    A     -"),
		refusal: spec("R   U    -    -     -    -     -"),
		read:    spec("DE  E    E    E     DE   DE    -"),
	},
	{
		name: "damaged", make: damaged,
		success: spec("A   -    -    -     -    -     -"),
		refusal: spec("R   -    -    -     -    -     -"),
		read:    spec("D   -    -    -     -    -     -"),
	},
}

func one(change func(answer, part) answer) func(answer, part, role) []answer {
	return func(a answer, p part, _ role) []answer { return []answer{change(a, p)} }
}

// doubled has a part twice. An attribute cannot be: that would be no XML.
func doubled(a answer, p part, _ role) []answer {
	if p.form == inAttribute {
		return nil
	}
	return []answer{a.twice(p, p.raw(a), false)}
}

// raw is the value as it stands.
func (p part) raw(a answer) string {
	if p.form == inHeader {
		return a.header.Get(p.path)
	}
	return p.value.of(a.body)
}

// recased writes the name in upper case, in lower case, and with one capital.
func recased(a answer, p part, _ role) []answer {
	if p.name.to == p.name.from {
		return nil
	}
	own := p.name.of(a.body)
	var all []answer
	for _, other := range []string{strings.ToUpper(own), strings.ToLower(own), strings.ToUpper(own[:1]) + own[1:]} {
		if other != own {
			all = append(all, a.rename(p, other))
		}
	}
	return all
}

func respelled(a answer, p part, _ role) []answer {
	d, is := p.number(a)
	if !is || p.form == inLine || p.form == inHeader {
		return nil
	}
	var all []answer
	for _, s := range spellings {
		if text := s.write(p, d); text != "" && (p.form != inPair || !strings.ContainsAny(text, " \n")) {
			all = append(all, a.set(p, text))
		}
	}
	return all
}

// zeroed has 0 or -1 in place of a number.
func zeroed(a answer, p part, _ role) []answer {
	d, is := p.number(a)
	if !is || p.form == inLine {
		return nil
	}
	var all []answer
	for _, text := range []string{"0", "-1"} {
		if text != d.String() {
			all = append(all, a.set(p, p.like(a, text)))
		}
	}
	return all
}

// disagreeing adds a second, different value, after the first or before it.
func disagreeing(a answer, p part, kind role) []answer {
	if !p.leaf || p.form == inLine || p.form == inJSONList || p.form == inAttribute || kind == roleRow {
		return nil
	}
	return []answer{a.twice(p, p.other(a), false), a.twice(p, p.other(a), true)}
}

// damages are what scripts and wrong encodings leave in a text.
var damages = []string{"\xfc", " & ", "&nbsp;", "<br>", "<p>", "depth <12 inches", "\x0b"}

// damaged inserts a damage into the middle of a text.
func damaged(a answer, p part, kind role) []answer {
	wordless := strings.IndexFunc(p.text(a), unicode.IsLetter) < 0
	if !p.leaf || wordless || kind != roleData || p.form == inHeader || p.form == inLine {
		return nil
	}
	var all []answer
	for _, damage := range damages {
		markup := strings.ContainsAny(damage, "<\x0b")
		switch {
		case (p.form == inJSONField || p.form == inJSONList) && damage != "\xfc",
			p.form == inPair && strings.Contains(damage, " "), p.form == inAttribute && markup:
			continue
		}
		middle := p.value.from + (p.value.to-p.value.from)/2
		for a.body[middle]&0xC0 == 0x80 { // not in the midst of a character
			middle--
		}
		all = append(all, a.splice(span{middle, middle}, damage))
	}
	return all
}

// differing gives a part another value. What holds others has none of its own.
func differing(a answer, p part, _ role) []answer {
	if !p.leaf {
		return nil
	}
	return []answer{a.set(p, p.other(a))}
}

// opposites are the other values of parts that have only a few, by name.
var opposites = map[string]map[string]string{
	"statuscode":      {"1": "0", "0": "1"},
	"code":            {"600": "604", "604": "600", "110": "600"},
	"transactionType": {"add": "delete", "update": "delete", "delete": "update"},
	"Abe-Status":      {"2000": "4041", "2002": "4001", "2010": "4001", "4001": "2010"},
	"dryrun":          {"true": "false", "false": "true"},
	"success":         {"true": "false"},
	"status":          {"A": "S", "5": "14", "35": "24", "Done": "In Progress"},
	"totalstatus":     {"A": "S"},
	"Success":         {"SUCCESS": "SOME_FAILURE"},
	"Status":          {"SUCCESS": "SOME_FAILURE"},

	"BusinessLogicError": {"INVALID_FILE_FORMAT": "SUCCESS"},
}

// other returns another value of the same kind: the opposite if the part has only
// a few values, else a neighbour's if there is one, else the next.
func (p part) other(a answer) string {
	text, name := p.text(a), p.pattern()
	if known, ok := opposites[name[strings.LastIndex(name, "/")+1:]][text]; ok {
		return p.like(a, known)
	}
	for _, beside := range partsOf(a) {
		if beside.pattern() == name && beside.leaf && beside.text(a) != text {
			return beside.raw(a)
		}
	}
	if d, err := decimal.NewFromString(text); err == nil {
		return p.like(a, d.Add(decimal.NewFromInt(1)).String())
	}
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return p.like(a, t.AddDate(-1, 0, 0).Format(time.RFC3339))
	}
	return p.like(a, text+"9")
}

// like writes a text as the part's own value is written: quoted or not.
func (p part) like(a answer, text string) string {
	if (p.form == inJSONField || p.form == inJSONList) && a.body[p.value.from] != '"' {
		return text
	}
	return p.quoted(text)
}
