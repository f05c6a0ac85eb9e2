package aim

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/charset"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// answer is an XML reply, reduced to what is significant: its texts. The names
// of elements differ between those who recorded them.
type answer struct {
	// texts are in document order, trimmed; blank ones are left out.
	texts []string
	// root and element name the first element and the one around the first text.
	root, element string
}

// first is the text that the reading rule goes by.
func (a answer) first() string {
	if len(a.texts) == 0 {
		return ""
	}
	return a.texts[0]
}

// readAnswer reads as far as the body can be read. A text without any element
// is taken as one: the guide prints its answers that way.
func readAnswer(body []byte) (answer, error) {
	text := trimAnswer(body)
	if !strings.HasPrefix(text, "<") {
		return answer{texts: []string{text}}, nil
	}
	d := xml.NewDecoder(strings.NewReader(text))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	d.CharsetReader = func(_ string, decoded io.Reader) (io.Reader, error) { return decoded, nil }
	var a answer
	var open []string
	for {
		token, err := d.Token()
		if err == io.EOF {
			return a, nil
		}
		if err != nil {
			return a, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			open = append(open, t.Name.Local)
			if a.root == "" {
				a.root = t.Name.Local
			}
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			a.add(open, string(t))
		}
	}
}

// trimAnswer decodes up front: answers declare no encoding.
func trimAnswer(body []byte) string {
	return strings.TrimSpace(strings.TrimPrefix(charset.DecodeLine(body), "\uFEFF"))
}

func (a *answer) add(open []string, text string) {
	text = strings.TrimSpace(text)
	if text == "" || len(open) == 0 || slices.Contains(open, "script") || slices.Contains(open, "style") {
		return
	}
	if a.texts == nil {
		a.element = open[len(open)-1]
	}
	a.texts = append(a.texts, text)
}

// read judges a reply that should be an answer in XML, by a rule that all
// recorded answers fit: the first text that is not blank counts, whatever
// element it is in and whatever the HTTP status. A nil failure leaves the
// content to the operation.
func read(reply *transport.Reply) (answer, *transport.Failure) {
	a, err := readAnswer(reply.Body)
	code := Code(a.first())
	switch {
	case code.Known() && code != CodeSuccess:
		return a, refused(code, a.texts[1:])
	case authStatus(reply.StatusCode):
		return a, unauthorized(reply, a)
	case !reply.Success():
		return a, failedStatus(a)
	case a.first() == "" && a.root == "":
		return a, transport.Unexpected(reply, "the reply is empty")
	case isWebPage(reply, a):
		return a, webPage(reply, a)
	case err != nil:
		return a, transport.Unexpected(reply, "the reply is not an answer of the service: %v", err)
	case isCode(a.first()) && code != CodeSuccess, strings.Contains(strings.ToLower(a.root+a.element), "error"):
		return a, unknownError(reply, a)
	}
	return a, nil
}

// readFile judges the start of a download. No file of the service starts with
// an element; what does is an answer that came in its place.
func readFile(reply *transport.Reply) *transport.Failure {
	text := trimAnswer(reply.Body)
	if reply.Success() && text != "" && !strings.HasPrefix(text, "<") && !Code(text).Known() {
		return nil
	}
	if _, failure := read(reply); failure != nil {
		return failure
	}
	return transport.Unexpected(reply, "the service answered in XML where a file was due")
}

// refused is an answer with a code that is known: the service did not act.
func refused(code Code, messages []string) *transport.Failure {
	info := codeTable[code]
	return &transport.Failure{
		Kinds: []error{info.kind}, Codes: []string{string(code)}, Messages: messages,
		Refused: true, Retry: transport.RetryNever, Err: errors.New(info.text),
	}
}

// unknownError is an error element, or a text in the form of a code, that
// nobody documented. It does not say whether the service acted.
func unknownError(reply *transport.Reply, a answer) *transport.Failure {
	f := transport.Unexpected(reply, "the service answered with an unknown error in <%s>", a.element)
	f.Messages = a.texts
	if isCode(a.first()) {
		f.Codes, f.Messages = a.texts[:1], a.texts[1:]
	}
	return f
}

// authStatus: a redirect leads to a sign-in page.
func authStatus(status int) bool {
	return status/100 == 3 || status == http.StatusUnauthorized || status == http.StatusForbidden
}

// unauthorized is a login that was not accepted, told by the status. A redirect
// proves less than a 401: whether the service acted before it stays open.
func unauthorized(reply *transport.Reply, a answer) *transport.Failure {
	f := failedStatus(a)
	f.Kinds = []error{sellerwire.ErrUnauthorized}
	f.Retry = transport.RetryNever
	if reply.StatusCode == http.StatusForbidden {
		f.Kinds = append(f.Kinds, sellerwire.ErrForbidden)
	}
	return f
}

// failedStatus leaves the kind of the failure to the HTTP status.
func failedStatus(a answer) *transport.Failure {
	f := &transport.Failure{}
	switch {
	case Code(a.first()) == CodeSuccess:
		f.Lost = true
		f.Err = errors.New("the service's SUCCESS came under an HTTP status that is none")
	case isCode(a.first()):
		f.Codes = a.texts[:1]
	}
	return f
}

func isWebPage(reply *transport.Reply, a answer) bool {
	return transport.IsHTML(reply) || strings.EqualFold(a.root, "html")
}

// webPage is a sign-in page, or something that a proxy put up. What the service
// did before it showed the page stays open.
func webPage(reply *transport.Reply, a answer) *transport.Failure {
	if !isSignIn(reply, a) {
		return transport.Unexpected(reply, "the reply is a web page")
	}
	return &transport.Failure{
		Kinds: []error{sellerwire.ErrUnauthorized}, Lost: true, Retry: transport.RetryNever,
		Err: errors.New("the service answered with a sign-in page"),
	}
}

// isSignIn goes by the words that a client in production looked for, and by a
// field for a password.
func isSignIn(reply *transport.Reply, a answer) bool {
	title := strings.ToLower(a.first())
	for _, word := range []string{"login", "log in", "sign in", "sign-in", "identification", "encoding"} {
		if strings.Contains(title, word) {
			return true
		}
	}
	return bytes.Contains(bytes.ToLower(reply.Body), []byte(`type="password"`))
}

// readSuccess is the answer to a call that has no content.
func readSuccess(reply *transport.Reply) *transport.Failure {
	a, failure := read(reply)
	if failure == nil && Code(a.first()) != CodeSuccess {
		failure = transport.Unexpected(reply, "the reply is not SUCCESS")
	}
	return failure
}

// entry is one child of a list: pairs such as "batchid=1 status=In Progress".
type entry map[string]string

// readList reads a list of entries. An empty root element is an empty list.
func readList(reply *transport.Reply) ([]entry, *transport.Failure) {
	a, failure := read(reply)
	if failure != nil {
		return nil, failure
	}
	entries := make([]entry, 0, len(a.texts))
	for _, text := range a.texts {
		e, err := parseEntry(text)
		if err != nil {
			return nil, transport.Unexpected(reply, "the list has an entry that cannot be read: %v", err)
		}
		entries = append(entries, e)
	}
	return entries, nil
}

// parseEntry cuts before each key. Values may hold spaces, and be blank.
func parseEntry(text string) (entry, error) {
	e := entry{}
	last := ""
	for word := range strings.FieldsSeq(text) {
		key, value, isPair := cutKey(word)
		switch _, twice := e[key]; {
		case isPair && twice:
			return nil, fmt.Errorf("%q stands twice", key)
		case isPair:
			e[key], last = value, key
		case last == "":
			return nil, fmt.Errorf("it starts with %q and not with a key", transport.Snippet([]byte(word)))
		default:
			e[last] = strings.TrimSpace(e[last] + " " + word)
		}
	}
	return e, nil
}

// cutKey splits a word such as "status=In" whose key is all letters.
func cutKey(word string) (key, value string, ok bool) {
	key, value, ok = strings.Cut(word, "=")
	if !ok || key == "" || strings.ContainsFunc(key, func(r rune) bool { return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') }) {
		return "", "", false
	}
	return strings.ToLower(key), value, true
}

// isID tells whether a text is an ID of the service: digits, of any number, and
// not all of them 0.
func isID(text string) bool {
	return strings.Trim(text, "0123456789") == "" && strings.Trim(text, "0") != ""
}
