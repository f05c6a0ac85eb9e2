package purchasetest

import (
	"net/http"
	"strconv"
	"strings"
)

// Texts of code 4002, which has three.
const (
	textNoListings   = "No listings were included with the request"
	textQuantity     = "One or more listings had a quantity less than 1"
	textTooManyItems = "The total number of items ordered exceeded the limit of 250"
)

// statusTexts are the vendor's codes and texts.
var statusTexts = map[int]string{
	2000: "Order status successfully retrieved",
	2002: "Dryrun succeeded",
	2003: "Duplicate request received for order currently being processed",
	2010: "Order created successfully",
	4000: "Malformed message",
	4001: "The credit card token provided did not match a credit card on your account",
	4002: textNoListings,
	4003: "Unable to parse JSON",
	4010: "Authentication failure",
	4011: "The Abe-Date header was missing",
	4012: "Unable to parse the Abe-Date header",
	4013: "Request expired",
	4014: "Invalid access key",
	4015: "Access key expired",
	4016: "The Abe-Signature header was missing",
	4017: "Invalid request signature",
	4018: "The Abe-RequestId header was missing or invalid",
	4030: "Not permitted to access",
	4041: "Order not found",
	4042: "Could not find the resource/malformed URI",
	4050: "HTTP method not supported",
	4060: "Requested mediatype not supported",
	4090: "Received duplicate RequestID with different content",
	4150: "Submitted mediatype not supported",
	4220: "The request was malformed, details can be found in the response body",
	4291: "Request exceeds rate limit",
	4292: "Too many failed authentication attempts were made",
	4293: "Too many requests with an invalid CCToken were made",
	5000: "Server error, this incident has been recorded",
	5030: "Server is temporarily unavailable or busy",
}

// answer is what the service says to a request: codes with a body, or with
// messages in the body that all refusals share.
type answer struct {
	codes    []int
	messages []string
	body     any
}

// succeed answers with a body.
func succeed(code int, body any) *answer {
	return &answer{codes: []int{code}, body: body}
}

// refuse answers with one code and its text, or with other messages.
func refuse(code int, messages ...string) *answer {
	if len(messages) == 0 {
		messages = []string{statusTexts[code]}
	}
	return &answer{codes: []int{code}, messages: messages}
}

// refuseAll answers with several codes at once.
func refuseAll(code int, more []int) *answer {
	a := refuse(code)
	for _, c := range more {
		a.codes = append(a.codes, c)
		a.messages = append(a.messages, statusTexts[c])
	}
	return a
}

// httpStatus is made of the first three digits of the first code.
func (a *answer) httpStatus() int {
	status := a.codes[0]
	for status > 999 {
		status /= 10
	}
	if status < http.StatusOK {
		return http.StatusInternalServerError
	}
	return status
}

// write sends the answer.
func (e *Emulator) write(w http.ResponseWriter, r *http.Request, a *answer) {
	status := a.httpStatus()
	header := w.Header()
	e.writeStatusHeader(header, a.codes)
	// net/http would take the date from the system's clock.
	header.Set("Date", e.now().Format(http.TimeFormat))
	header.Set("Content-Type", "application/json")
	if e.opts.RetryAfter != "" && (status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable) {
		header.Set("Retry-After", e.opts.RetryAfter)
	}

	content := a.body
	if content == nil {
		content = struct {
			Messages  []string `json:"messages"`
			RequestID string   `json:"requestId,omitempty"`
		}{a.messages, r.Header.Get(headerRequestID)}
	}
	body, err := e.marshal(content)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	header.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	// An error here means that the caller has gone; nobody is left to tell.
	_, _ = w.Write(body)
}

// writeStatusHeader writes Abe-Status in the form that the options ask for.
func (e *Emulator) writeStatusHeader(header http.Header, codes []int) {
	const name = "Abe-Status"
	values := make([]string, 0, len(codes))
	for _, code := range codes {
		values = append(values, strconv.Itoa(code))
	}
	switch e.opts.StatusHeader {
	case StatusCommaList:
		header.Set(name, strings.Join(values, ", "))
	case StatusRepeated:
		for _, value := range values {
			header.Add(name, value)
		}
	case StatusMissing:
	}
}
