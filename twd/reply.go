package twd

import (
	"bytes"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// badKeyMessage is the only error text that the vendor documents.
const badKeyMessage = "The supplied API key is not valid!"

// answer is a result of the API.
type answer struct {
	document
	codes    []string // statuscodes, each once
	messages []string // statusmessages, each once
	total    *int     // totalcount, if it is a number from 0 of one status
	status   Status   // totalstatus, of the total
}

func newAnswer(doc document) *answer {
	a := &answer{document: doc, messages: doc.texts("statusmessage")}
	for _, text := range doc.texts("statuscode") {
		a.codes = append(a.codes, codeIn(text))
	}
	slices.Sort(a.codes)
	a.codes = slices.Compact(a.codes)
	total, oneTotal := doc.text("totalcount")
	status, oneStatus := doc.text("totalstatus")
	if n, ok := readCount(total); ok && n >= 0 && oneTotal && oneStatus {
		a.total, a.status = &n, Status(status)
	}
	return a
}

// text is that of the result's element of a name; empty if there is none. It is not
// one if there are several that differ.
func (d document) text(name string) (text string, one bool) {
	texts := d.texts(name)
	if len(texts) == 0 {
		return "", true
	}
	return texts[0], !differs(d.elements, name, texts[0])
}

// codeIn is the code in a text: 1 in "1.0", too.
func codeIn(text string) string {
	if n, ok := readCount(text); ok {
		return strconv.Itoa(n)
	}
	return strings.TrimSpace(text)
}

// texts are those of the result's elements of a name.
func (d document) texts(name string) []string {
	var texts []string
	for _, e := range d.elements {
		if strings.EqualFold(e.Name, name) {
			texts = append(texts, strings.TrimSpace(e.Text))
		}
	}
	return texts
}

// answer reads a reply. The statuscode decides, whatever the HTTP status and the
// content type: neither is documented. Only a redirect stays one.
func (c *Client) answer(reply *transport.Reply) (*answer, *transport.Failure) {
	if reply.StatusCode/100 == 3 {
		return nil, transport.ByStatus(reply)
	}
	doc, err := parse(reply.Body, c.config.latin1)
	if err != nil {
		return nil, notAnAnswer(reply, err)
	}
	a := newAnswer(doc)
	switch {
	case len(a.codes) > 1:
		return nil, doubtful(reply, "the reply has the statuscodes %.80q", a.codes)
	case len(a.codes) == 0 || a.codes[0] == "":
		return nil, transport.Unexpected(reply, "the reply has no statuscode")
	}
	switch Code(a.codes[0]) {
	case CodeOK:
		reply.Accepted = true
		return a, nil
	case CodeError:
		if a.isUpdate() {
			return nil, doubtful(reply, "the reply has the statuscode of an error and says %.40q", a.messages[0])
		}
		return nil, c.refusal(reply, a.messages)
	default:
		return nil, transport.Unexpected(reply, "the reply has the statuscode %.40q", a.codes[0])
	}
}

// doubtful is the failure of a reply that contradicts itself, or the call.
// Whatever its HTTP status, it does not say what became of a change.
func doubtful(reply *transport.Reply, format string, args ...any) *transport.Failure {
	f := transport.Unexpected(reply, format, args...)
	f.Lost = true
	return f
}

// notAnAnswer is the failure of everything that is not a whole result.
func notAnAnswer(reply *transport.Reply, why error) *transport.Failure {
	f := transport.Unexpected(reply, "%s", whatInstead(reply, why))
	if reply.StatusCode == http.StatusNotFound || reply.StatusCode == http.StatusGone {
		// The script or a firewall's page was not found; no item is meant.
		f.Kinds = []error{sellerwire.ErrUnexpectedContent}
	}
	if errors.Is(why, sellerwire.ErrResponseTooLarge) {
		f.Kinds = append(f.Kinds, sellerwire.ErrResponseTooLarge)
	}
	return f
}

func whatInstead(reply *transport.Reply, why error) string {
	switch {
	case len(bytes.TrimSpace(reply.Body)) == 0:
		return "the reply is empty"
	case transport.IsHTML(reply):
		return "the reply is a web page"
	default:
		return "the reply is not a result of the API: " + why.Error()
	}
}

// refusal is an error in the API's own words. Which of them could pass is not
// documented, so none is retried.
func (c *Client) refusal(reply *transport.Reply, messages []string) *transport.Failure {
	f := &transport.Failure{
		Codes:    []string{string(CodeError)},
		Messages: slices.DeleteFunc(messages, func(text string) bool { return text == "" }),
		Refused:  true,
		Retry:    transport.RetryNever,
	}
	if len(f.Messages) == 0 {
		f.Messages, f.Err = nil, errors.New("the API reports an error and does not say which")
	}
	switch {
	case says(f.Messages, badKeyMessage):
		f.Kinds = []error{sellerwire.ErrUnauthorized}
	case says(f.Messages, c.config.notFound...):
		f.Kinds = []error{sellerwire.ErrNotFound}
	case reply.StatusCode >= http.StatusInternalServerError:
		f.Kinds = []error{} // the API is there and has answered
	}
	return f
}

// saysMissing reports whether the refusal of a look-up means that there is no such
// item. See [WithNotFoundMessages].
func (c *Client) saysMissing(reply *transport.Reply, f *transport.Failure) bool {
	return f.Codes != nil && f.Kinds == nil && len(c.config.notFound) == 0 && aboutRequest(reply.StatusCode)
}

// aboutRequest reports whether a refusal with an HTTP status can be about what
// was asked for. Others are about the key, the pace or the server.
func aboutRequest(status int) bool {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusRequestTimeout, http.StatusTooManyRequests:
		return false
	}
	return status < http.StatusInternalServerError
}

// says reports whether one of the messages is one of the known ones. Case and
// outer space do not count.
func says(messages []string, known ...string) bool {
	return slices.ContainsFunc(messages, func(message string) bool {
		return slices.ContainsFunc(known, func(text string) bool { return fold(text) == fold(message) })
	})
}
