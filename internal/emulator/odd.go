package emulator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync/atomic"
	"unicode/utf16"
	"unicode/utf8"
)

// OddHeader is the header of an odd reply that says what was changed.
const OddHeader = "X-Odd"

// Odd makes a share of the replies odd: 0 is none, 1 all. The service serves the
// request as always; only its reply is changed.
func (s *Shell) Odd(rate float64, seed uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.odd = &odd{rate: rate, seed: seed}
	s.rebuild()
}

// odd is a source of odd replies. The n-th reply depends on the seed and n only.
type odd struct {
	rate   float64
	seed   uint64
	served atomic.Uint64
}

func (o *odd) around(service http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		dice := rand.New(rand.NewPCG(o.seed, o.served.Add(1)))
		if odd := dice.Float64() < o.rate; !odd {
			service.ServeHTTP(w, r)
			return
		}
		recorder := httptest.NewRecorder()
		service.ServeHTTP(recorder, r)
		a := &answer{status: recorder.Code, body: recorder.Body.Bytes(), dice: dice}
		what := a.spoil()
		maps.Copy(w.Header(), recorder.Header())
		w.Header().Del("Content-Length") // of the reply as it was
		w.Header().Set(OddHeader, what)
		w.WriteHeader(a.status)
		_, _ = w.Write(a.body)
	})
}

// answer is a reply that is being made odd.
type answer struct {
	status int
	body   []byte
	dice   *rand.Rand
}

// spoil makes the reply odd in one way, and says in which.
func (a *answer) spoil() (what string) {
	ways := []func(*answer) string{
		(*answer).drop, (*answer).empty, (*answer).double, (*answer).respell, (*answer).rename, (*answer).cut,
		(*answer).wrap, (*answer).page, (*answer).encode, (*answer).another,
	}
	for _, i := range a.dice.Perm(len(ways)) {
		if what = ways[i](a); what != "" {
			return what
		}
	}
	return "" // not reached: another always finds a way
}

// field is a part of a reply: a leaf of XML, a member of JSON, or a line of text.
type field struct{ from, to, name, nameEnd, value, valueEnd int }

var (
	xmlLeaf    = regexp.MustCompile(`<([A-Za-z][\w.-]*)(?:\s[^<>]*)?>([^<>]*)</[A-Za-z][\w.-]*>`)
	jsonMember = regexp.MustCompile(`"([^"\\]*)"\s*:\s*("(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+-]*|true|false|null)`)
	textLine   = regexp.MustCompile(`(?m)^()(.+)$`)
	number     = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?$`)

	commaAfter     = regexp.MustCompile(`^\s*,`)
	commaBefore    = regexp.MustCompile(`,\s*$`)
	xmlDeclaration = regexp.MustCompile(`^\s*<\?xml[^>]*\?>`)
)

// form is how a reply is written.
func (a *answer) form() *regexp.Regexp {
	switch body := bytes.TrimSpace(a.body); {
	case bytes.HasPrefix(body, []byte("<")):
		return xmlLeaf
	case json.Valid(body):
		return jsonMember
	}
	return textLine
}

// pick chooses a field, if there is one.
func (a *answer) pick() (f field, text string, found bool) {
	all := a.form().FindAllSubmatchIndex(a.body, -1)
	if len(all) == 0 {
		return field{}, "", false
	}
	at := all[a.dice.IntN(len(all))]
	f = field{at[0], at[1], at[2], at[3], at[4], at[5]}
	return f, string(a.body[f.value:f.valueEnd]), true
}

func (a *answer) splice(from, to int, text string) {
	a.body = append(append(bytes.Clone(a.body[:from]), text...), a.body[to:]...)
}

func (a *answer) named(what string, f field) string {
	return strings.TrimSpace(what + " " + string(a.body[f.name:f.nameEnd]))
}

func (a *answer) drop() string {
	f, _, found := a.pick()
	if !found {
		return ""
	}
	what := a.named("dropped", f)
	if a.form() == jsonMember { // with its comma
		f.to += len(commaAfter.Find(a.body[f.to:]))
		if a.body[f.to-1] != ',' {
			f.from -= len(commaBefore.Find(a.body[:f.from]))
		}
	}
	a.splice(f.from, f.to, "")
	return what
}

func (a *answer) empty() string {
	f, text, found := a.pick()
	if !found || text == "" || text == `""` {
		return ""
	}
	what := a.named("emptied", f)
	nothing := ""
	if a.form() == jsonMember {
		nothing = []string{`""`, "null"}[a.dice.IntN(2)]
	}
	a.splice(f.value, f.valueEnd, nothing)
	return what
}

func (a *answer) double() string {
	f, _, found := a.pick()
	if !found {
		return ""
	}
	what := a.named("doubled", f)
	between := ""
	switch a.form() {
	case jsonMember:
		between = ","
	case textLine:
		between = "\n"
	}
	a.splice(f.to, f.to, between+string(a.body[f.from:f.to]))
	return what
}

// respell writes a number in another way, or another word in capitals.
func (a *answer) respell() string {
	f, text, found := a.pick()
	if !found {
		return ""
	}
	other := strings.ToUpper(text)
	if number.MatchString(text) {
		other = text + []string{".0", "E0", " "}[a.dice.IntN(3)]
		if strings.Contains(text, ".") {
			other = text + []string{"0", "E0", " "}[a.dice.IntN(3)]
		}
	}
	if other == text || strings.ContainsAny(text, `\&`) { // escapes have no capitals
		return ""
	}
	what := a.named("respelled", f)
	a.splice(f.value, f.valueEnd, other)
	return what
}

// rename writes the name of a field in the other case.
func (a *answer) rename() string {
	f, _, found := a.pick()
	name := string(a.body[f.name:f.nameEnd])
	other := strings.ToUpper(name)
	if other == name {
		other = strings.ToLower(name)
	}
	if !found || other == name {
		return ""
	}
	what := a.named("renamed", f)
	renamed := strings.Replace(string(a.body[f.from:f.to]), name, other, 1)
	if a.form() == xmlLeaf {
		renamed = strings.TrimSuffix(renamed, name+">") + other + ">"
	}
	a.splice(f.from, f.to, renamed)
	return what
}

// cut ends the reply after one to three quarters.
func (a *answer) cut() string {
	quarter := 1 + a.dice.IntN(3)
	if len(a.body) < 4 {
		return ""
	}
	a.body = a.body[:len(a.body)*quarter/4]
	return fmt.Sprintf("cut after %d quarters", quarter)
}

// wrap puts the reply into an envelope, as gateways do.
func (a *answer) wrap() string {
	switch a.form() {
	case jsonMember:
		text, _ := json.Marshal(string(a.body))
		a.body = fmt.Appendf(nil, `{"statusCode":%d,"body":%s}`, a.status, text)
	case xmlLeaf:
		head := xmlDeclaration.Find(a.body)
		a.body = []byte(string(head) + "<response>" + string(a.body[len(head):]) + "</response>")
	default:
		return ""
	}
	return "wrapped in an envelope"
}

// page puts HTML around the reply, or a warning of PHP before it.
func (a *answer) page() string {
	if a.status == http.StatusNoContent {
		return ""
	}
	if a.dice.IntN(2) == 0 {
		a.body = append([]byte("<br />\n<b>Warning</b>: Undefined index in <b>api.php</b> on line <b>12</b><br />\n"), a.body...)
		return "HTML before it"
	}
	a.body = []byte("<html><body>" + string(a.body) + "</body></html>")
	return "HTML around it"
}

// encode writes the text in another encoding than it says.
func (a *answer) encode() string {
	text := string(a.body)
	switch {
	case text == "":
		return ""
	case !utf8.Valid(a.body):
		a.body = []byte(decodeWindows1252(a.body))
		return "UTF-8, whatever it says"
	case utf8.RuneCount(a.body) != len(a.body):
		a.body = EncodeLatin1(a.body, false)
		return "ISO-8859-1, whatever it says"
	}
	a.body = []byte{0xFF, 0xFE}
	for _, unit := range utf16.Encode([]rune(text)) {
		a.body = append(a.body, byte(unit), byte(unit>>8))
	}
	return "UTF-16, whatever it says"
}

// another exchanges the HTTP status.
func (a *answer) another() string {
	was := a.status
	for a.status == was {
		a.status = []int{200, 202, 302, 404, 429, 500, 503}[a.dice.IntN(7)]
	}
	return fmt.Sprintf("status %d in place of %d", a.status, was)
}
