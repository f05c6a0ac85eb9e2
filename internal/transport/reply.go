package transport

import (
	"net/http"
	"strings"
)

// Reply is a reply whose body has been read.
type Reply struct {
	StatusCode int
	Header     http.Header
	Body       []byte
	// Partial marks the start of a download.
	Partial bool
	// Accepted is set by a Decode that found a full answer under a status other
	// than 2xx, and wants it taken for the success that it says it is.
	Accepted bool

	call *call // nil in a reply that did not come from here
}

// Success tells whether the status is a 2xx.
func (r *Reply) Success() bool { return r.StatusCode/100 == 2 }

// Redact takes the secrets out of a text that came with the reply. What Do puts
// on an error has been through this; what a Decode kept for itself has not.
func (r *Reply) Redact(text string) string {
	if r.call == nil {
		return text
	}
	return r.call.redactor().text(text)
}

// AfterLost tells whether an attempt before the one that was answered may have
// been taken by the service.
func (r *Reply) AfterLost() bool { return r.call != nil && r.call.lostSoFar }

// snippet is the start of the body without secrets. They are taken out before
// it is quoted, which could give them a form that is not searched for.
func (r *Reply) snippet() string {
	body := r.Body[:min(len(r.Body), snippetBytes)]
	if r.call != nil {
		body = []byte(r.call.redactor().start(string(body)))
	}
	return Snippet(body)
}

// Snippet is the start of a body, for an error's text.
func Snippet(body []byte) string {
	text := string(body[:min(len(body), snippetBytes)])
	return strings.Join(strings.Fields(strings.ToValidUTF8(text, "?")), " ")
}

// snippetBytes is how much of a body an error's text shows.
const snippetBytes = 200

// IsHTML tells whether a body is a web page: it starts as one, or it says so
// and does not start as XML or JSON.
func IsHTML(r *Reply) bool {
	start := strings.ToLower(strings.TrimLeft(string(r.Body[:min(len(r.Body), 256)]), "\xef\xbb\xbf \t\r\n"))
	for _, tag := range []string{"<!doctype html", "<html", "<head", "<body"} {
		if strings.HasPrefix(start, tag) {
			return true
		}
	}
	return strings.Contains(strings.ToLower(r.Header.Get("Content-Type")), "html") &&
		!strings.HasPrefix(start, "<?xml") && !strings.HasPrefix(start, "{") && !strings.HasPrefix(start, "[")
}
