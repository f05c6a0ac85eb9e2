package invapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// MissingFieldError is the service's "Missing required field", the one failure that
// the vendor documents. Find it in a [sellerwire.Error] with errors.AsType or
// errors.As. This client sends every field that is documented as required, so
// either a gateway has changed the request, or the service requires more.
type MissingFieldError struct {
	// Field is the name of the field as the service writes it, such as "sku". If
	// the service names several, it is the first.
	Field string
}

// Error returns a text that names the field.
func (e *MissingFieldError) Error() string { return "missing required field: " + e.Field }

// decode reads the reply to an update. The HTTP status outranks what the body
// says. Under a 2xx the body is a success only in one of the forms that the
// package documentation lists, and only where nothing in it speaks against it.
func decode(reply *transport.Reply, sent Update) *transport.Failure {
	body := bodyOf(reply.Body)
	r := reading{sent: sent}
	switch {
	case len(body) == 0 && reply.Success():
		return nil
	case reply.StatusCode/100 == 3:
		return transport.ByStatus(reply)
	case len(body) == 0:
	case body[0] == '<':
		return markup(reply)
	case len(body) <= maxBody && bytes.Count(body, []byte(",")) <= maxValues && json.Valid(body):
		r.value(body, place{})
	case reply.Success() && strings.IndexByte(`{["`, body[0]) >= 0:
		return transport.Unexpected(reply, "the reply is broken JSON, or far too long")
	default:
		r.scalar(string(body), true, place{})
	}
	switch {
	case !reply.Success():
		return r.failure(reply, reply.StatusCode)
	case r.status != 0 && !r.confirmed:
		return r.failure(reply, r.status)
	case r.against == refusal && !r.confirmed:
		f := r.failure(reply, reply.StatusCode)
		f.Refused = true
		return f
	case r.against > nothing, r.status != 0:
		return r.unclear(reply, "the reply leaves open whether the quantity was set")
	case r.others > 0 && r.ours == 0:
		return r.unclear(reply, "the reply shows another product, store or quantity")
	case r.hollow && !r.confirmed:
		return transport.Unexpected(reply, "the reply does not say that the quantity was set")
	}
	return nil
}

// bodyOf is a text without what may stand around it.
func bodyOf(text []byte) []byte {
	return bytes.TrimSpace(bytes.TrimPrefix(bytes.TrimSpace(text), []byte("\uFEFF")))
}

// markup is a web page: of a proxy, a sign-in, or a host that is not the shop's. A
// 404 of that kind says nothing about the product.
func markup(reply *transport.Reply) *transport.Failure {
	f := transport.Unexpected(reply, "the reply is a web page, or other markup")
	if reply.StatusCode == http.StatusNotFound {
		f = transport.Unexpected(reply, "the reply is a web page; is the base URL the shop's?")
		f.Kinds = []error{sellerwire.ErrUnexpectedContent}
	}
	return f
}

// failure has the service's words under a status, which is that of the reply or of
// one that a gateway has put into a 2xx. Where the status does not say of which
// kind it is, the words do.
func (r *reading) failure(reply *transport.Reply, status int) *transport.Failure {
	f := &transport.Failure{Messages: r.words}
	if len(r.words) == 0 && len(reply.Body) > 0 {
		f.Err = wordless(reply)
	}
	// A gateway can send these when it has passed the request on.
	f.Lost = status == http.StatusRequestTimeout || status == http.StatusTooEarly || status >= 500 ||
		status == http.StatusTooManyRequests && r.confirmed
	// A bare 429 may be a gateway's, too; one with words is the service's.
	f.Refused = status == http.StatusTooManyRequests && len(r.words) > 0 && !f.Lost
	if status/100 == 2 || status == http.StatusBadRequest || status == http.StatusUnprocessableEntity {
		r.classify(f, status/100 == 2)
	}
	if status != reply.StatusCode {
		f.Refused = !f.Lost
		if f.Kinds == nil {
			f.Kinds = transport.KindsOf(status)
		}
		if f.Lost || status == http.StatusTooManyRequests {
			f.Retry = transport.RetryAlways // as if the status were the reply's own
		}
	}
	return f
}

// classify finds the kind of a failure in its words.
func (r *reading) classify(f *transport.Failure, isSuccess bool) {
	for _, line := range r.words {
		line = line[:min(len(line), maxShort)]
		if match := missingField.FindStringSubmatch(line); match != nil {
			f.Err, f.Kinds = &MissingFieldError{Field: match[1]}, []error{sellerwire.ErrInvalidRequest}
			return
		}
		kind := weighText(line, r.sent).kind
		if isSuccess && kind == nil && has(wordsOf(line), []string{"not found"}) {
			kind = sellerwire.ErrNotFound
		}
		if f.Kinds == nil && kind != nil && (isSuccess || kind != sellerwire.ErrNotFound) {
			f.Kinds = []error{kind}
		}
	}
}

// unclear is a 2xx from which nobody can tell what was done.
func (r *reading) unclear(reply *transport.Reply, why string) *transport.Failure {
	if len(r.words) == 0 {
		why += "; " + wordless(reply).Error()
	}
	return &transport.Failure{Messages: r.words, Lost: true, Err: errors.New(why)}
}

// wordless stands for the words of a failure that has none.
func wordless(reply *transport.Reply) error {
	return fmt.Errorf("the reply is %q", transport.Snippet([]byte(reply.Redact(string(reply.Body)))))
}
