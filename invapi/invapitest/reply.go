package invapitest

import (
	"encoding/json"
	"html"
	"io"
	"net/http"
	"strconv"
)

const (
	jsonType = "application/json; charset=utf-8"
	textType = "text/plain; charset=utf-8"
)

// successes are the replies whose body is always the same.
var successes = map[Success]struct {
	status            int
	contentType, body string
}{
	SuccessTrue:   {http.StatusOK, jsonType, `{"success": true}`},
	EmptyBody:     {http.StatusOK, "", ""},
	NoContent:     {http.StatusNoContent, "", ""},
	EmptyObject:   {http.StatusOK, jsonType, `{}`},
	EmptyList:     {http.StatusOK, jsonType, `[]`},
	BareTrue:      {http.StatusOK, jsonType, `true`},
	PlainOK:       {http.StatusOK, textType, `OK`},
	StatusSuccess: {http.StatusOK, jsonType, `{"status":"SUCCESS"}`},
	AcceptedEmpty: {http.StatusAccepted, "", ""},
	MultiStatus:   {http.StatusMultiStatus, jsonType, `{"success":true,"errors":[]}`},
}

// succeed answers an update whose request had this body.
func (e *Emulator) succeed(w http.ResponseWriter, u Update, body []byte) {
	switch e.opts.Success {
	case TextNumber:
		write(w, http.StatusOK, jsonType, `{"qoh":"`+strconv.Itoa(u.Quantity)+`"}`)
	case WrappedLevel:
		write(w, http.StatusOK, jsonType, `{"inventory_level":`+string(body)+`}`)
	case CreatedEcho:
		write(w, http.StatusCreated, jsonType, string(body))
	case AcceptedJob:
		write(w, http.StatusAccepted, jsonType, `{"jobID":`+strconv.FormatInt(e.Requests(), 10)+`}`)
	default:
		s := successes[e.opts.Success]
		write(w, s.status, s.contentType, s.body)
	}
}

// refuse answers an update that is not accepted.
func (e *Emulator) refuse(w http.ResponseWriter, problem *refusal) {
	if problem.reason == badJSON && e.opts.HTMLForBadJSON {
		writePage(w, http.StatusBadRequest, "SyntaxError: Unexpected token in JSON")
		return
	}
	status := e.status(problem.reason)
	body, _ := json.Marshal(e.failure(problem, status)) // texts always marshal
	write(w, status, jsonType, string(body))
}

func (e *Emulator) status(why reason) int {
	switch why {
	case wrongToken:
		return e.opts.TokenStatus
	case notFound:
		return e.opts.NotFoundStatus
	default:
		return e.opts.RequestStatus
	}
}

// failure is the body of a refusal in the shape that the options ask for.
func (e *Emulator) failure(problem *refusal, status int) map[string]any {
	message := problem.message
	switch e.opts.Failure {
	case ErrorObject:
		return map[string]any{"error": map[string]any{"message": message}}
	case ErrorDetails:
		return map[string]any{"error": message, "details": map[string]any{}}
	case ErrorTitle:
		return map[string]any{"error": http.StatusText(status), "message": message}
	case ErrorsText:
		return map[string]any{"errors": message}
	case ErrorsList:
		return map[string]any{"errors": []string{message}}
	case ErrorsObjects:
		return map[string]any{"errors": []any{map[string]any{"field": problem.field, "message": message}}}
	case ErrorsMap:
		return map[string]any{"errors": map[string]any{problem.field: []string{message}}}
	case SuccessFalse:
		return map[string]any{"success": false, "message": message}
	case StatusError:
		return map[string]any{"status": "error", "message": message}
	default:
		return map[string]any{"error": message}
	}
}

func write(w http.ResponseWriter, status int, contentType, body string) {
	if contentType != "" {
		w.Header().Set("Content-Type", contentType)
	}
	w.WriteHeader(status)
	if body != "" {
		io.WriteString(w, body)
	}
}

// writePage answers with HTML, as the platform does outside of its API.
func writePage(w http.ResponseWriter, status int, text string) {
	write(w, status, "text/html; charset=utf-8", "<!DOCTYPE html>\n<html lang=\"en\">\n<body>\n<pre>"+
		html.EscapeString(text)+"</pre>\n</body>\n</html>\n")
}
