package twd

import (
	"errors"

	"github.com/sellerwire/sellerwire"
)

// Code is the statuscode of a reply. The list is open: codes that are not
// known here come through as they are, in the text of the error.
type Code string

// The codes of the vendor's page.
const (
	CodeError Code = "0"
	CodeOK    Code = "1"
)

var codeTexts = map[Code]string{
	CodeError: "error",
	CodeOK:    "success",
}

// Known tells whether the vendor documents the code.
func (c Code) Known() bool { _, ok := codeTexts[c]; return ok }

// Text is the meaning of the code; empty for an unknown one.
func (c Code) Text() string { return codeTexts[c] }

// String returns the code, with the meaning of a known one.
func (c Code) String() string {
	if text := c.Text(); text != "" {
		return string(c) + " (" + text + ")"
	}
	return string(c)
}

// CodeOf returns the statuscode in err: [CodeError] for what the API itself
// refused, whose own words are [sellerwire.Error.Messages]; empty where there
// is none.
func CodeOf(err error) Code {
	e, ok := errors.AsType[*sellerwire.Error](err)
	if !ok || len(e.Codes) == 0 {
		return ""
	}
	return Code(e.Codes[0])
}

// ErrPageLimit ends an iterator that has read as many pages as it may before
// the listing came to its end. See [ListOptions] and [SearchOptions].
var ErrPageLimit = errors.New("page limit reached")
