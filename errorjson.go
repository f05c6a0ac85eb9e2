package sellerwire

import (
	"encoding/json"
	"errors"
	"slices"
	"time"
)

// kinds are the Err values of this package.
var kinds = [...]error{
	ErrNotSent, ErrUnauthorized, ErrForbidden, ErrNotFound, ErrInvalidRequest, ErrConflict, ErrRateLimited,
	ErrUnavailable, ErrOutcomeUnknown, ErrClockSkew, ErrResponseTooLarge, ErrUnexpectedContent,
}

// errorJSON is an [Error] as JSON.
type errorJSON struct {
	Msg             string        `json:"msg"`
	Service         string        `json:"service"`
	Operation       string        `json:"operation"`
	Item            string        `json:"item,omitempty"`
	Status          int           `json:"status"`
	Codes           []string      `json:"codes,omitempty"`
	Messages        []string      `json:"messages,omitempty"`
	RequestID       string        `json:"request_id"`
	ServerRequestID string        `json:"server_request_id,omitempty"`
	Attempts        int           `json:"attempts"`
	RetryAfter      time.Duration `json:"retry_after_ns,omitempty"`
	ClockSkew       time.Duration `json:"clock_skew_ns,omitempty"`
	Outcome         Outcome       `json:"outcome,omitempty"`
	Kinds           []string      `json:"kinds,omitempty"`
	Cause           string        `json:"cause,omitempty"`
}

// MarshalJSON writes the text of the error and all fields except the body, which
// may hold a buyer's address. The cause is written as text.
func (e *Error) MarshalJSON() ([]byte, error) {
	j := errorJSON{
		Msg: e.Error(), Service: e.Service, Operation: e.Operation, Item: e.Item, Status: e.StatusCode,
		Codes: e.Codes, Messages: e.Messages, RequestID: e.RequestID, ServerRequestID: e.ServerRequestID,
		Attempts: e.Attempts, RetryAfter: e.RetryAfter, ClockSkew: e.ClockSkew, Outcome: e.Outcome,
	}
	for _, kind := range e.Kinds {
		j.Kinds = append(j.Kinds, kind.Error())
	}
	if e.Err != nil {
		j.Cause = e.Err.Error()
	}
	return json.Marshal(j)
}

// UnmarshalJSON reads what MarshalJSON writes. The error has the same text, the
// same outcome, and matches the same Err values. Its cause is a text, and it has no
// body.
func (e *Error) UnmarshalJSON(data []byte) error {
	var j errorJSON
	if err := json.Unmarshal(data, &j); err != nil {
		return err
	}
	*e = Error{
		Service: j.Service, Operation: j.Operation, Item: j.Item, StatusCode: j.Status,
		Codes: j.Codes, Messages: j.Messages, RequestID: j.RequestID, ServerRequestID: j.ServerRequestID,
		Attempts: j.Attempts, RetryAfter: j.RetryAfter, ClockSkew: j.ClockSkew, Outcome: j.Outcome,
	}
	for _, text := range j.Kinds {
		e.Kinds = append(e.Kinds, kindOf(text))
	}
	if j.Cause != "" {
		e.Err = errors.New(j.Cause)
	}
	return nil
}

// kindOf is the Err value with this text, or an error of its own for a kind that
// is none of this package's.
func kindOf(text string) error {
	i := slices.IndexFunc(kinds[:], func(kind error) bool { return kind.Error() == text })
	if i < 0 {
		return errors.New(text)
	}
	return kinds[i]
}
