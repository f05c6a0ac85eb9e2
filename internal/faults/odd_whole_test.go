package faults_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// A whole is a change of a reply as a whole.
type whole struct {
	kind string
	// at distinguishes changes of one kind.
	at   string
	make func(answer) answer
	// What may be claimed of a success, a refusal, a read.
	success, refusal, read claims
	// spoils means that it changes the content of a file, which no client can see.
	spoils bool
	// garbles and final are as in [variant].
	garbles, final bool
}

// statuses are those that take the place of the reply's own.
var statuses = []int{
	200, 201, 202, 204, 206, 207, 300, 301, 302, 303, 304, 307, 308,
	400, 401, 403, 404, 405, 406, 408, 409, 410, 415, 418, 422, 425, 429, 451, 500, 501, 502, 503, 504, 520,
}

// wholes lists all of them for one reply.
func wholes(s *subject, a answer) []whole {
	all := slices.Concat(exchanged(s, a), cutsOf(a), encodingsOf(a), envelopes(s, a), around(a), nothingBut(s))
	return slices.DeleteFunc(all, func(w whole) bool { return w.spoils && a.isFile() })
}

// exchanged replaces the HTTP status. Any 2xx is as good as another. A 3xx is not
// an answer. A 4xx or 5xx contradicts a success and agrees with a refusal.
func exchanged(s *subject, a answer) []whole {
	var all []whole
	for _, status := range statuses {
		if status == a.status {
			continue
		}
		w := whole{kind: "another HTTP status", at: strconv.Itoa(status), make: func(a answer) answer { a.status = status; return a }}
		w.success, w.refusal, w.read = s.under(status)
		if status == http.StatusNoContent { // which has no body
			w.make = func(a answer) answer { a = a.with(""); a.status = status; return a }
		}
		all = append(all, w)
	}
	return all
}

// under returns what may be claimed of a reply under an HTTP status.
func (s *subject) under(status int) (success, refusal, read claims) {
	passes := status >= 500 || status == http.StatusRequestTimeout || status == http.StatusTooEarly
	switch {
	case status == http.StatusNoContent && s.op.service == inventoryAPI:
		return "A", "-", "-"
	case status == http.StatusNoContent:
		return "U", "U", "E"
	case status < 300:
		return "A", "RU", "D"
	case status < 400:
		return "U", "RU", "E"
	case s.op.service == inventoryAPI && passes:
		return "U", "U", "DE"
	case s.op.service == inventoryAPI && status == http.StatusTooManyRequests:
		return "U", "RU", "DE"
	case s.op.service == inventoryAPI: // the status outranks the words
		return "RU", "RU", "DE"
	case s.words: // the words outrank the status
		return "AU", "RU", "DE"
	default:
		return "U", "RU", "DE"
	}
}

// cutsOf end the body early, with a Content-Length that fits. Losing white space at
// the end costs nothing.
func cutsOf(a answer) []whole {
	var all []whole
	cut := func(at string, length int) {
		lost := strings.TrimSpace(string(a.body[length:]))
		w := whole{kind: "cut", at: at, spoils: true, success: "U", refusal: "U", read: "E"}
		w.make = func(a answer) answer { return a.with(string(a.body[:min(length, len(a.body))])) }
		if lost == "" {
			w.success, w.refusal, w.read = "AU", "RU", "DE"
		} else if a.status >= 400 { // the status is a word by itself
			w.refusal = "RU"
		}
		all = append(all, w)
	}
	for quarter := 1; quarter < 4; quarter++ {
		cut(fmt.Sprintf("at %d/4", quarter), len(a.body)*quarter/4)
	}
	cut("before the last byte", len(strings.TrimSpace(string(a.body)))-1)
	return all
}

// An encoding is one way to write a reply as bytes.
var encodings = []struct {
	name   string
	encode func(text string) string
	// odd encodings may be refused.
	odd bool
}{
	{name: "UTF-8", encode: func(text string) string { return text }},
	{name: "UTF-8 with a mark", encode: func(text string) string { return "\xef\xbb\xbf" + text }},
	{name: "ISO-8859-1", encode: latin1},
	{name: "UTF-16", encode: func(text string) string { return string(utf16Text(reply{body: []byte(text)}).body) }, odd: true},
}

// encodingsOf combine every encoding with every declaration.
func encodingsOf(a answer) []whole {
	var all []whole
	for _, e := range encodings {
		for _, label := range []string{"UTF-8", "ISO-8859-1", "Windows-1252", "none", "x-martian"} {
			w := whole{kind: "another encoding", at: e.name + " as " + label, spoils: true, success: "A", refusal: "R", read: "D"}
			w.make = func(a answer) answer {
				kind, _, _ := strings.Cut(a.contentType(), ";")
				text := utf8Of(a.body)
				switch {
				case label == "none":
					return a.with(e.encode(declaration.ReplaceAllString(text, ""))).headed("Content-Type", kind)
				case !a.isJSON():
					text = `<?xml version="1.0" encoding="` + label + `"?>` + declaration.ReplaceAllString(text, "")
				}
				return a.with(e.encode(text)).headed("Content-Type", kind+"; charset="+label)
			}
			// JSON in ISO-8859-1 is not JSON.
			if w.garbles = a.isJSON() && e.name == "ISO-8859-1"; w.garbles || e.odd || label == "x-martian" {
				w.success, w.refusal, w.read = "AU", "RU", "DE"
			}
			all = append(all, w)
		}
	}
	return all
}

// quoted is a text as JSON.
func quoted(text string) string {
	b, _ := json.Marshal(text)
	return string(b)
}

// wrap puts text around the body.
func wrap(before, behind string) func(answer) string {
	return func(a answer) string { return before + declaration.ReplaceAllString(string(a.body), "") + behind }
}

// An envelope is what a gateway or a framework wraps an answer in.
type envelope struct {
	name string
	wrap func(answer) string
	// contradicts means that it denies a success; hides, that nobody can read it.
	contradicts, hides bool
}

var (
	jsonEnvelopes = []envelope{
		{name: "a status and a body", wrap: func(a answer) string {
			return fmt.Sprintf(`{"statusCode":%d,"headers":{},"body":%s}`, a.status, quoted(string(a.body)))
		}},
		{name: "status 500 and a body", contradicts: true, wrap: func(a answer) string {
			return `{"statusCode":500,"body":` + quoted(string(a.body)) + `}`
		}},
		{name: "status 400 and the fields", contradicts: true, wrap: func(a answer) string {
			return `{"status":400,` + strings.TrimPrefix(strings.TrimSpace(string(a.body)), "{")
		}},
		{name: "data", wrap: wrap(`{"data":`, `}`)},
		{name: "result", wrap: wrap(`{"result":`, `}`)},
		{name: "response", wrap: wrap(`{"response":`, `}`)},
		{name: "a list", wrap: wrap(`[`, `]`)},
		{name: "a list in a list", wrap: wrap(`[[`, `]]`)},
		{name: "a callback", wrap: wrap(`callback(`, `);`)},
		{name: "a text", wrap: func(a answer) string { return quoted(string(a.body)) }},
		{name: "a guard against hijacking", wrap: wrap(")]}',\n", "")},
	}
	xmlEnvelopes = []envelope{
		{name: "an XML element", wrap: wrap(`<response>`, `</response>`)},
		{name: "a SOAP envelope", wrap: wrap(soapBefore, `</soap:Body></soap:Envelope>`)},
		{name: "CDATA", wrap: wrap(`<response><![CDATA[`, `]]></response>`)},
		{name: "a comment", hides: true, wrap: wrap(`<response><!-- `, ` --></response>`)},
		{name: "JSON", wrap: func(a answer) string { return `{"statusCode":200,"body":` + quoted(string(a.body)) + `}` }},
	}
)

// envelopes wrap the answer. Its word is still there and may count. But a wrapped
// refusal is not a success, and a wrapped list is not empty.
func envelopes(s *subject, a answer) []whole {
	shapes := xmlEnvelopes
	if a.isJSON() {
		shapes = jsonEnvelopes
	}
	var all []whole
	for _, e := range shapes {
		w := whole{kind: "in an envelope", at: e.name, success: "AU", refusal: "RU", read: "DE", spoils: e.name == "JSON"}
		w.make = func(a answer) answer { return a.with(e.wrap(a)) }
		if e.hides {
			w.success, w.refusal, w.read = "U", "U", "E"
		}
		if e.contradicts && s.op.service != inventoryAPI {
			continue // elsewhere a status in the reply means nothing
		}
		if e.contradicts {
			w.success = "RU"
		}
		all = append(all, w)
		if a.status < 400 {
			continue
		}
		// The refusal's status is in the envelope, if anywhere.
		fine := w
		fine.at += ", HTTP 200"
		fine.make = func(a answer) answer { a = w.make(a); a.status = http.StatusOK; return a }
		all = append(all, fine)
	}
	return all
}

const (
	phpWarning  = "<br />\n<b>Warning</b>:  mysqli_query(): (HY000/1030): Got error 28 in <b>/srv/www/api.php</b> on line <b>42</b><br />\n"
	perlError   = "\nContent-type: text/html\n\n<h1>Software error:</h1>\n<pre>Can't locate object at api.pl line 42.\n</pre>\n"
	soapBefore  = `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>`
	pageBefore  = "<!DOCTYPE html>\n<html><head><title>Result</title></head><body><pre>"
	pageBehind  = "</pre></body></html>\n"
	proxyFooter = "\n<!-- 0.031 s, cache miss -->\n"
)

// around puts something before or after the answer, or in place of its second half.
func around(a answer) []whole {
	fits := func(at, before, behind string) whole {
		return whole{
			kind: "something around it", at: at, spoils: true, success: "AU", refusal: "RU", read: "DE",
			make: func(a answer) answer { return a.with(before + string(a.body) + behind) },
		}
	}
	broken := whole{kind: "something around it", at: "half of it, then a Perl error", spoils: true, success: "U", refusal: "U", read: "E"}
	if a.status >= 400 {
		broken.refusal = "RU"
	}
	broken.make = func(a answer) answer { return a.with(string(a.body[:len(a.body)/2]) + perlError) }
	page := fits("a web page", pageBefore, pageBehind)
	page.make = func(a answer) answer {
		return a.with(pageBefore+string(a.body)+pageBehind).headed("Content-Type", "text/html")
	}
	page.spoils = false
	return []whole{
		fits("a PHP warning before", phpWarning, ""), fits("a Perl error behind", "", perlError), fits("a comment behind", "", proxyFooter),
		fits("blank lines before", "\n\n  \n", ""), broken, page,
	}
}

// little are bodies that say hardly anything.
var little = []string{
	"null", "true", "false", "[]", "{}", `""`, "0", "1", "200", "404", "OK", "ok", "Success", "SUCCESS", "Error", "-",
	"<result/>", "<ok/>", "[null]", "[{}]",
}

// nothingBut replaces the body with one that says hardly anything.
func nothingBut(s *subject) []whole {
	var all []whole
	for _, body := range little {
		w := whole{kind: "nothing but", at: body, spoils: true, success: "U", refusal: "-", read: "E"}
		w.make = func(a answer) answer { return a.with(body) }
		if strings.Contains(s.bare, "|"+body+"|") {
			w.success, w.read = "AU", "DE"
		}
		all = append(all, w)
	}
	return all
}
