package twd

import (
	"bytes"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// badKeyMessage is the only error text that the vendor documents.
const badKeyMessage = "The supplied API key is not valid!"

// answer is a reply of the API.
type answer struct {
	code    Code
	message string
	total   *int // totalcount, which only lists have
	status  Status
	items   []Item
}

func newAnswer(elements []Element) *answer {
	text := func(name string) string {
		text, _ := child(elements, name)
		return strings.TrimSpace(text)
	}
	a := &answer{
		code:    Code(text("statuscode")),
		message: text("statusmessage"),
		total:   parseCount(text("totalcount")),
		status:  Status(text("totalstatus")),
	}
	if a.total != nil && *a.total < 0 {
		a.total = nil
	}
	for _, e := range elements {
		if e.Name == "item" {
			a.items = append(a.items, newItem(e.Elements))
		}
	}
	return a
}

func (a *answer) page() Page {
	return Page{Items: a.items, Total: a.total, TotalStatus: a.status}
}

// counts tells whether the page's total is that of a status; the empty one
// stands for [StatusActive].
func (p Page) counts(status Status) bool {
	if status == "" {
		status = StatusActive
	}
	return p.Total != nil && (p.TotalStatus == "" || strings.EqualFold(string(p.TotalStatus), string(status)))
}

// answer takes a reply for what its statuscode says, whatever its HTTP status
// and its content type: neither is documented. Only a redirect stays one.
func (c *Client) answer(reply *transport.Reply) (*answer, *transport.Failure) {
	if reply.StatusCode/100 == 3 {
		return nil, transport.ByStatus(reply)
	}
	elements, err := parse(reply.Body)
	if err != nil {
		return nil, notAnAnswer(reply, err)
	}
	a := newAnswer(elements)
	switch a.code {
	case CodeOK:
		reply.Accepted = true
		return a, nil
	case CodeError:
		return a, c.refusal(reply, a.message)
	case "":
		return nil, transport.Unexpected(reply, "the reply has no statuscode")
	default:
		return nil, transport.Unexpected(reply, "the reply has the statuscode %.40q", string(a.code))
	}
}

// notAnAnswer is the failure of everything that is not a whole result.
func notAnAnswer(reply *transport.Reply, why error) *transport.Failure {
	f := transport.Unexpected(reply, "%s", whatInstead(reply, why))
	if reply.StatusCode == http.StatusNotFound || reply.StatusCode == http.StatusGone {
		// The script or a firewall's page was not found; no item is meant.
		f.Kinds = []error{sellerwire.ErrUnexpectedContent}
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

// refusal is an error in the API's own words. Which errors could pass is not
// documented, so none is repeated.
func (c *Client) refusal(reply *transport.Reply, message string) *transport.Failure {
	f := &transport.Failure{
		Codes:    []string{string(CodeError)},
		Messages: []string{message},
		Refused:  true,
		Retry:    transport.RetryNever,
	}
	if message == "" {
		f.Messages, f.Err = nil, errors.New("the API reports an error and does not say which")
	}
	switch {
	case sameText(message, badKeyMessage):
		f.Kinds = []error{sellerwire.ErrUnauthorized}
	case c.saysNotFound(message):
		f.Kinds = []error{sellerwire.ErrNotFound}
	case reply.StatusCode >= http.StatusInternalServerError:
		f.Kinds = []error{} // the API is there and has answered
	}
	return f
}

func (c *Client) saysNotFound(message string) bool {
	return slices.ContainsFunc(c.config.notFound, func(known string) bool { return sameText(message, known) })
}

// saysMissing tells whether the refusal of a look-up is to be taken for an item
// that does not exist. See [WithNotFoundMessages].
func (c *Client) saysMissing(reply *transport.Reply, f *transport.Failure) bool {
	return f.Codes != nil && f.Kinds == nil && len(c.config.notFound) == 0 && aboutRequest(reply.StatusCode)
}

// aboutRequest tells whether a refusal with an HTTP status can be about what
// was asked for. Others are about the key, the pace or the server.
func aboutRequest(status int) bool {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusRequestTimeout, http.StatusTooManyRequests:
		return false
	}
	return status < http.StatusInternalServerError
}

func sameText(a, b string) bool {
	return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b))
}
