// Package errjson carries the errors in results through JSON.
package errjson

import (
	"encoding/json"
	"errors"

	"github.com/sellerwire/sellerwire"
)

// Error wraps an error in a struct that is written as JSON. The error that is read
// back has the same text, matches the same Err values of package sellerwire and has
// the same outcome. Of an error of any other type only the text is kept.
type Error struct{ Err error }

// written is an Error as JSON. Text is there unless one of the others says it all.
type written struct {
	Text    string                   `json:"text,omitempty"`
	Error   *sellerwire.Error        `json:"error,omitempty"`
	Invalid *sellerwire.InvalidError `json:"invalid,omitempty"`
}

// MarshalJSON implements [json.Marshaler].
func (e Error) MarshalJSON() ([]byte, error) {
	if e.Err == nil {
		return []byte("null"), nil
	}
	w := written{Text: e.Err.Error()}
	if errors.As(e.Err, &w.Error) || errors.As(e.Err, &w.Invalid) {
		if inner := w.inner(); inner.Error() == w.Text {
			w.Text = ""
		}
	}
	return json.Marshal(w)
}

// UnmarshalJSON implements [json.Unmarshaler].
func (e *Error) UnmarshalJSON(data []byte) error {
	var w written
	e.Err = nil
	if err := json.Unmarshal(data, &w); err != nil {
		return err
	}
	switch e.Err = w.inner(); {
	case e.Err == nil && w.Text != "":
		e.Err = errors.New(w.Text)
	case w.Text != "":
		e.Err = &wrapped{w.Text, e.Err}
	}
	return nil
}

func (w written) inner() error {
	switch {
	case w.Error != nil:
		return w.Error
	case w.Invalid != nil:
		return w.Invalid
	}
	return nil
}

// wrapped says more than the error in it.
type wrapped struct {
	text  string
	inner error
}

func (w *wrapped) Error() string { return w.text }

func (w *wrapped) Unwrap() error { return w.inner }
