package purchase

import (
	"bytes"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// read hands a success to take, and makes a failure of everything else. Success needs
// a 2xx, no failure code, and no code that is another operation's: neither the status
// nor the header is believed alone.
func (a *answer) read(reply *transport.Reply, foreign []Code, take func() error) *transport.Failure {
	codes := statusCodes(reply)
	err := a.decode(reply.Body)
	if !reply.Success() || slices.ContainsFunc(codes, Code.fails) {
		return refusal(reply, codes, a, err)
	}
	if err == nil {
		err = take()
	}
	for _, c := range codes {
		if err == nil && slices.Contains(foreign, c) {
			err = errors.New("it answers another request, by its code " + c.String())
		}
	}
	if err == nil {
		return nil
	}
	if a.isRefusal() && !a.showsOrder() { // messages under a 2xx, such as those of code 2003
		return refusal(reply, codes, a, nil)
	}
	return unreadable(reply, codes, err)
}

// The success codes that an operation cannot have. A replay of an order may have
// any but that of a dry run.
var (
	notOfReads   = []Code{CodeDryRunOK, CodeInProcess, CodeCreated}
	notOfDryRuns = []Code{CodeInProcess, CodeCreated}
	notOfOrders  = []Code{CodeDryRunOK}
)

// fails reports whether a code stands for a failure.
func (c Code) fails() bool { return c >= 4000 }

// statusCodes reads the Abe-Status header. Whether several codes come as one
// header or as several is not documented, nor whether texts stand beside them.
func statusCodes(reply *transport.Reply) []Code {
	var codes []Code
	for _, value := range reply.Header.Values("Abe-Status") {
		for _, word := range strings.FieldsFunc(value, func(r rune) bool { return strings.ContainsRune(", ;:[]\"\t", r) }) {
			digits := word[:len(word)-len(strings.TrimLeft(word, "0123456789"))]
			// Codes have four digits; fewer are part of a text, such as "250".
			if n, err := strconv.Atoi(digits); err == nil && len(digits) >= 4 && len(digits) <= 6 {
				codes = append(codes, Code(n))
			}
		}
	}
	return codes
}

// refused reports whether a reply to an order is a refusal in the service's own
// form, which says that nothing was bought: codes that all refuse, or its error
// body under a 4xx. A gateway that answers in the service's place may have passed
// the order on, and an order in the body contradicts every refusal.
func refused(reply *transport.Reply, a *answer) bool {
	codes := statusCodes(reply)
	switch {
	case reply.StatusCode < 400, a.showsOrder():
		return false
	case len(codes) > 0:
		return !slices.ContainsFunc(codes, func(c Code) bool { return !c.refuses() })
	}
	return a.isRefusal() && !slices.Contains([]int{408, 409, 425, 429}, reply.StatusCode) && reply.StatusCode < 500
}

// refusal is an answer that is no success. parseErr says why its body could not
// be read as the service's error.
func refusal(reply *transport.Reply, codes []Code, a *answer, parseErr error) *transport.Failure {
	if len(codes) == 0 && !a.isRefusal() && len(bytes.TrimSpace(reply.Body)) > 0 {
		if transport.IsHTML(reply) {
			return transport.Unexpected(reply, "the reply is a web page")
		}
		return transport.Unexpected(reply, "the reply is not an error of the service")
	}
	f := &transport.Failure{
		Kinds:           kindsOf(codes),
		Codes:           codeTexts(codes),
		Messages:        a.messages,
		ServerRequestID: a.requestID,
		Retry:           retryOf(codes),
	}
	switch {
	case a.showsOrder():
		f.Kinds = append(f.Kinds, sellerwire.ErrUnexpectedContent)
		f.Err = errors.New("the reply is a failure and shows an order")
	case slices.Contains(codes, CodeRequestExpired):
		f.Err = errors.New("the date of the request is not within five minutes of the service's clock")
	case len(f.Messages) == 0 && parseErr != nil && len(bytes.TrimSpace(reply.Body)) > 0:
		f.Err = errors.New(strconv.Quote(transport.Snippet(reply.Body)))
	case len(f.Messages) == 0:
		f.Err = textError(codes)
	}
	if reply.Success() && f.Kinds == nil && !slices.Contains(codes, CodeInProcess) {
		f.Kinds = []error{sellerwire.ErrUnexpectedContent}
	}
	return f
}

// unreadable is a 2xx that is not the answer that was expected.
func unreadable(reply *transport.Reply, codes []Code, err error) *transport.Failure {
	var f *transport.Failure
	switch {
	case len(bytes.TrimSpace(reply.Body)) == 0:
		f = transport.Unexpected(reply, "the reply is empty")
	case transport.IsHTML(reply):
		f = transport.Unexpected(reply, "the reply is a web page")
	default:
		f = transport.Unexpected(reply, "the reply is not an answer of the service: %v", err)
	}
	if errors.Is(err, sellerwire.ErrResponseTooLarge) {
		f.Kinds = []error{sellerwire.ErrResponseTooLarge}
	}
	f.Codes = codeTexts(codes)
	return f
}

func codeTexts(codes []Code) (texts []string) {
	for _, c := range codes {
		texts = append(texts, strconv.Itoa(int(c)))
	}
	return texts
}

// kindsOf maps codes to sentinels; nil where no code is known, and the HTTP
// status has to do.
func kindsOf(codes []Code) []error {
	var kinds []error
	for _, c := range codes {
		if kind := codeTable[c].kind; kind != nil && !slices.Contains(kinds, kind) {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

// retryOf reports whether a read may be retried: only if every code allows it. An
// order has rules of its own, see [placement.decode].
func retryOf(codes []Code) transport.Retry {
	if len(codes) == 0 {
		return transport.RetryByStatus
	}
	retry := transport.RetryAlways
	for _, c := range codes {
		switch codeTable[c].class {
		case passing, incident:
		case stale:
			retry = transport.RetryOnce
		default:
			return transport.RetryNever
		}
	}
	return retry
}

func textError(codes []Code) error {
	var texts []string
	for _, c := range codes {
		if text := c.Text(); text != "" {
			texts = append(texts, text)
		}
	}
	if texts == nil {
		return nil
	}
	return errors.New(strings.Join(texts, "; "))
}
