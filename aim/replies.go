package aim

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// read judges a reply that should be an XML answer, by a rule that fits all recorded
// answers: the first text counts, in any element and under any HTTP status, unless
// another text contradicts it. A nil failure leaves the content to the operation.
func read(reply *transport.Reply) (answer, *transport.Failure) {
	a, err := readAnswer(reply.Body)
	first := a.first()
	code := Code(first.text)
	switch {
	case a.contradiction() != "":
		return a, contradicts(reply, a)
	case code.Known() && code != CodeSuccess:
		return a, refused(code, a.others())
	case authStatus(reply.StatusCode):
		return a, unauthorized(reply, a)
	case !reply.Success():
		return a, failedStatus(a)
	case first.text == "" && a.root == "":
		return a, transport.Unexpected(reply, "the reply is empty")
	case isWebPage(reply, a):
		return a, webPage(reply, a)
	case err != nil:
		return a, transport.Unexpected(reply, "the reply is not an answer of the service: %v", err)
	case isCode(first.text) && code != CodeSuccess, strings.Contains(strings.ToLower(a.root+first.element), "error"):
		return a, unknownError(reply, a)
	}
	return a, nil
}

// contradiction returns the first text that disagrees with the first text of all: another
// code or another batch. It is empty if there is none.
func (a answer) contradiction() string {
	first := a.first()
	for _, l := range a.leaves {
		if first.disagrees(l) {
			return l.text
		}
	}
	return ""
}

func (l leaf) disagrees(other leaf) bool {
	switch {
	case !l.decides() || !other.decides() || l.text == other.text:
		return false
	case l.accepts() && other.accepts():
		return l.isBatch() && other.isBatch()
	}
	return l.accepts() || other.accepts() || Code(other.text).Known()
}

// decides reports whether a leaf states the result of a request.
func (l leaf) decides() bool { return isCode(l.text) || l.isBatch() }

func (l leaf) accepts() bool { return Code(l.text) == CodeSuccess || l.isBatch() }

// isBatch reports whether a leaf is the ID of a batch. A number in any other element
// could be anything.
func (l leaf) isBatch() bool {
	return isID(l.text) && strings.Contains(strings.ToLower(l.element), "batch")
}

// contradicts is the failure of an answer that says two things: neither can be trusted.
func contradicts(reply *transport.Reply, a answer) *transport.Failure {
	f := transport.Unexpected(reply, "the reply contradicts itself: it says %s and %s", a.first().text, a.contradiction())
	f.Lost, f.Retry = true, transport.RetryNever
	return f
}

// readFile judges the start of a download. No file of the service starts with an element;
// a reply that does is an answer in place of the file.
func readFile(reply *transport.Reply) *transport.Failure {
	text := trimAnswer(reply.Body)
	if reply.Success() && text != "" && !strings.HasPrefix(text, "<") && !isCode(text) {
		return nil
	}
	if _, failure := read(reply); failure != nil {
		return failure
	}
	return transport.Unexpected(reply, "the service answered in XML instead of a file")
}

// refused is the failure of an answer with a known code: the service did not act.
func refused(code Code, messages []string) *transport.Failure {
	info := codeTable[code]
	return &transport.Failure{
		Kinds: []error{info.kind}, Codes: []string{string(code)}, Messages: messages,
		Refused: true, Retry: transport.RetryNever, Err: errors.New(info.text),
	}
}

// unknownError is the failure of an answer with an error element, or with a text in the
// form of a code, that is not documented. It does not say whether the service acted.
func unknownError(reply *transport.Reply, a answer) *transport.Failure {
	f := transport.Unexpected(reply, "the service answered with an unknown error in %s", cmp.Or(a.first().tag(), "plain text"))
	f.Messages = a.others()
	if first := a.first().text; isCode(first) {
		f.Codes = []string{first}
	} else if first != "" {
		f.Messages = append([]string{first}, f.Messages...)
	}
	return f
}

// tag returns the element around a leaf; empty if there is none.
func (l leaf) tag() string {
	if l.element == "" {
		return ""
	}
	return "<" + l.element + ">"
}

// authStatus reports whether a status means a failed login. A redirect leads to a sign-in
// page.
func authStatus(status int) bool {
	return status/100 == 3 || status == http.StatusUnauthorized || status == http.StatusForbidden
}

// unauthorized is the failure of a login that was not accepted, by its status. A redirect
// proves less than a 401: the service may have acted before it.
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
	case a.first().accepts():
		f.Lost = true
		f.Err = errors.New("SUCCESS or a batch ID came under an HTTP status that is not 2xx")
	case isCode(a.first().text):
		f.Codes = []string{a.first().text}
	}
	return f
}

func isWebPage(reply *transport.Reply, a answer) bool {
	return transport.IsHTML(reply) || strings.EqualFold(a.root, "html")
}

// webPage is the failure of a sign-in page, or of a page from a proxy. What the service
// did before it is unknown.
func webPage(reply *transport.Reply, a answer) *transport.Failure {
	if !isSignIn(reply, a) {
		return transport.Unexpected(reply, "the reply is a web page")
	}
	return &transport.Failure{
		Kinds: []error{sellerwire.ErrUnauthorized}, Lost: true, Retry: transport.RetryNever,
		Err: errors.New("the service answered with a sign-in page"),
	}
}

// isSignIn looks for the words that a client in production looked for, and for a password
// field.
func isSignIn(reply *transport.Reply, a answer) bool {
	title := strings.ToLower(a.first().text)
	for _, word := range []string{"login", "log in", "sign in", "sign-in", "identification", "encoding"} {
		if strings.Contains(title, word) {
			return true
		}
	}
	return bytes.Contains(bytes.ToLower(reply.Body), []byte(`type="password"`))
}

// readSuccess reads the answer to a call that returns no content.
func readSuccess(reply *transport.Reply) *transport.Failure {
	a, failure := read(reply)
	if failure == nil && Code(a.first().text) != CodeSuccess {
		failure = transport.Unexpected(reply, "the reply is not SUCCESS")
	}
	return failure
}

// entry is one child of a list: pairs such as "batchid=1 status=In Progress".
type entry struct {
	fields map[string]string
	// differ are the keys that appear twice with different values.
	differ []string
}

// maxPairs limits the pairs in a list, so that it takes little memory.
const maxPairs = 500_000

// readList reads a list of entries. An empty element named like the list is an empty
// list.
func readList(reply *transport.Reply, name string) ([]entry, *transport.Failure) {
	a, failure := read(reply)
	if failure != nil {
		return nil, failure
	}
	entries := make([]entry, 0, len(a.leaves))
	pairs := 0
	for _, l := range a.leaves {
		if l.text == "" && strings.EqualFold(l.element, name) {
			continue
		}
		e, err := parseEntry(l.text)
		if pairs += len(e.fields); err == nil && pairs > maxPairs {
			err = fmt.Errorf("there are more than %d pairs", maxPairs)
		}
		if err != nil {
			return nil, transport.Unexpected(reply, "the list has an entry that cannot be read: %v", err)
		}
		entries = append(entries, e)
	}
	return entries, nil
}

// parseEntry splits an entry before each key. Values may be blank or contain blanks.
func parseEntry(text string) (entry, error) {
	e := entry{fields: map[string]string{}}
	key, value := "", []string(nil)
	end := func() {
		whole := strings.Join(value, " ")
		if known, twice := e.fields[key]; twice && known != whole {
			e.differ = append(e.differ, key)
		}
		e.fields[key] = whole
	}
	for word := range strings.FieldsSeq(text) {
		next, start, isPair := cutKey(word)
		switch {
		case !isPair && key == "":
			return e, fmt.Errorf("it starts with %q, not with a key", transport.Snippet([]byte(word)))
		case !isPair:
			value = append(value, word)
			continue
		case key != "":
			end()
		}
		key, value = next, value[:0]
		if start != "" {
			value = append(value, start)
		}
	}
	if key == "" {
		return e, errors.New("it is empty")
	}
	end()
	return e, nil
}

// check refuses an entry in which one of these keys appears twice with different values.
func (e entry) check(keys ...string) error {
	for _, key := range e.differ {
		if slices.Contains(keys, key) {
			return fmt.Errorf("%s appears twice with different values", key)
		}
	}
	return nil
}

// cutKey splits a word such as "status=In". Keys consist of letters.
func cutKey(word string) (key, value string, ok bool) {
	key, value, ok = strings.Cut(word, "=")
	if !ok || key == "" || strings.ContainsFunc(key, func(r rune) bool { return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') }) {
		return "", "", false
	}
	return strings.ToLower(key), value, true
}

// isID reports whether a text is an ID of the service: digits, not all of them 0.
func isID(text string) bool {
	const longest = 32
	return len(text) <= longest && strings.Trim(text, "0123456789") == "" && strings.Trim(text, "0") != ""
}
