package invapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// MissingFieldError is the service's "Missing required field", the one failure
// that the vendor documents. Find it with errors.AsType or errors.As in a
// [sellerwire.Error]. This client sends every field that is documented as
// required; so a gateway has changed the request, or the service wants more.
type MissingFieldError struct {
	// Field is the field as the service names it, such as "sku"; the first, if it
	// names several.
	Field string
}

// Error names the field.
func (e *MissingFieldError) Error() string { return "missing required field: " + e.Field }

var missingField = regexp.MustCompile("(?i)missing required fields?[\\s:\"'`]+([\\w.-]*\\w)")

// decode reads a reply. The vendor documents one failure and no success, so a
// 2xx is a success unless something in it says otherwise.
func decode(reply *transport.Reply) *transport.Failure {
	body := bytes.TrimSpace(bytes.TrimPrefix(bytes.TrimSpace(reply.Body), []byte("\xef\xbb\xbf")))
	switch {
	case len(body) == 0, reply.StatusCode/100 == 3:
		return transport.ByStatus(reply)
	case body[0] == '<':
		return markup(reply)
	}
	var value any
	if err := json.Unmarshal(body, &value); err != nil {
		return plainText(reply, string(body))
	}
	switch v := value.(type) {
	case map[string]any, []any:
		return judge(reply, v)
	case string:
		return plainText(reply, v)
	case bool:
		if !v && reply.Success() {
			return refusal(reply)
		}
	}
	return transport.ByStatus(reply)
}

// markup is a web page: of a proxy, a sign-in, or a host that is not the
// shop's. A 404 of that kind says nothing about the product.
func markup(reply *transport.Reply) *transport.Failure {
	switch {
	case reply.StatusCode == http.StatusNotFound:
		f := transport.Unexpected(reply, "the reply is a web page; is the base URL the shop's?")
		f.Kinds = []error{sellerwire.ErrUnexpectedContent}
		return f
	case transport.IsHTML(reply):
		return transport.Unexpected(reply, "the reply is a web page")
	default:
		return transport.Unexpected(reply, "the reply is markup, not JSON")
	}
}

// badWords are found in texts that tell of a failure.
var badWords = regexp.MustCompile(`(?i)error|fail|invalid|missing|denied|expired|unauthor|forbidden|not found|exception`)

// plainText is a reply in words. Under a 2xx they are a success unless they
// tell of a failure: a refusal, if it is one of the service's that are known,
// and otherwise nobody knows what happened. What starts as JSON was cut off.
func plainText(reply *transport.Reply, text string) *transport.Failure {
	snippet := transport.Snippet([]byte(reply.Redact(text)))
	switch {
	case snippet == "":
		return transport.ByStatus(reply)
	case !reply.Success():
		return refusal(reply, snippet)
	case strings.ContainsAny(text[:1], `{["`):
		return transport.Unexpected(reply, "the reply is broken JSON")
	case strings.ContainsFunc(snippet, unicode.IsControl):
		return transport.Unexpected(reply, "the reply is not text")
	case !badWords.MatchString(text):
		return nil
	case missingField.MatchString(text), len(authKinds(reply.StatusCode, text)) > 0:
		return refusal(reply, snippet)
	default:
		return transport.Unexpected(reply, "the reply tells of a failure")
	}
}

// judge looks for the marks of a failure in an object or a list.
func judge(reply *transport.Reply, value any) *transport.Failure {
	said, mark := words(value), marked(value)
	if mark != nil {
		said = distinct(append(said, words(mark)...))
	}
	if reply.Success() && mark == nil && !missingField.MatchString(strings.Join(said, "; ")) {
		return nil
	}
	return refusal(reply, said...)
}

// refusal is a failure in the service's own words. They classify it where they
// can, whatever the status; otherwise the status does.
func refusal(reply *transport.Reply, said ...string) *transport.Failure {
	f := &transport.Failure{Messages: said, Refused: reply.Success()}
	if len(said) == 0 {
		f.Err = wordless(reply)
	}
	text := strings.Join(said, "; ")
	match, auth := missingField.FindStringSubmatch(text), authKinds(reply.StatusCode, text)
	switch {
	case match != nil:
		f.Err = &MissingFieldError{Field: match[1]}
		f.Kinds = []error{sellerwire.ErrInvalidRequest}
		f.Refused, f.Retry = true, transport.RetryNever
	case len(auth) > 0 && !slices.Contains(busy, reply.StatusCode):
		f.Kinds = auth
		f.Refused, f.Retry = true, transport.RetryNever
	case reply.Success() && strings.Contains(strings.ToLower(text), "not found"):
		f.Kinds = []error{sellerwire.ErrNotFound}
	}
	return f
}

// wordless stands for the words of a failure that has none.
func wordless(reply *transport.Reply) error {
	err := fmt.Errorf("the reply is %q", transport.Snippet([]byte(reply.Redact(string(reply.Body)))))
	if text := http.StatusText(reply.StatusCode); text != "" && !reply.Success() {
		return fmt.Errorf("%s; %w", strings.ToLower(text), err)
	}
	return err
}

// busy are the statuses that ask to come back later; no word of theirs about a
// token changes that. A 500 can be any failure of the service.
var busy = []int{
	http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests,
	http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout,
}

// authKinds tells by status and text what is wrong with the token, if anything.
// The vendor says that a bad one has an error message, and neither which nor
// with what status.
func authKinds(status int, text string) []error {
	// What a JSON parser in JavaScript says is not about that token.
	text = strings.ReplaceAll(strings.ToLower(text), "unexpected token", "")
	var kinds []error
	if status == http.StatusUnauthorized || strings.Contains(text, "token") || strings.Contains(text, "unauthor") {
		kinds = append(kinds, sellerwire.ErrUnauthorized)
	}
	if status == http.StatusForbidden || strings.Contains(text, "forbidden") {
		kinds = append(kinds, sellerwire.ErrForbidden)
	}
	return kinds
}
